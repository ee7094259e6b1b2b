"""What several subcommands ask for and tell in the same words."""

from __future__ import annotations

import argparse
import shutil
import textwrap
from collections.abc import Mapping
from pathlib import Path

_WIDEST = 100


def explain(
    parser: argparse.ArgumentParser, what: str, *, examples: Mapping[str, str], exit_codes: Mapping[int, str]
) -> None:
    """Give a subcommand its help: what it does, examples (a command and what it does), what its exit codes mean."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = wrapped(what)
    lines = ["examples:"]
    for command, effect in examples.items():
        lines += [f"  {command}", textwrap.indent(wrapped(effect), "      ")]
    lines += ["", "exit codes:", *(f"  {code}  {meaning}" for code, meaning in exit_codes.items())]
    parser.epilog = "\n".join(lines)


def wrapped(text: str) -> str:
    """The text in lines of the terminal's width, its paragraphs kept."""
    width = min(shutil.get_terminal_size((80, 24)).columns - 8, _WIDEST)
    return "\n\n".join(textwrap.fill(" ".join(part.split()), max(40, width)) for part in text.split("\n\n"))


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
