"""What several subcommands ask for in the same words."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_env_argument(parser: argparse.ArgumentParser) -> None:
    """--env FILE: settings that are not in the environment."""
    parser.add_argument(
        "--env",
        type=_existing,
        default=Path(".env"),
        metavar="FILE",
        help="read settings from this file too; the environment comes first (default: .env)",
    )


def _existing(name: str) -> Path:
    """A file that somebody names has to be there; the default need not."""
    path = Path(name)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {name}")
    return path
