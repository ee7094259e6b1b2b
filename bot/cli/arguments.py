"""What several subcommands ask for in the same words."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_env_argument(parser: argparse.ArgumentParser) -> None:
    """--env FILE: settings that are not in the environment."""
    parser.add_argument(
        "--env",
        type=Path,
        default=Path(".env"),
        metavar="FILE",
        help="read settings from this file too; the environment comes first (default: .env)",
    )
