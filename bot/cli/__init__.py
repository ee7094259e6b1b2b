"""The command line: one file a subcommand, each with `add_arguments(parser)` and `run(args) -> int`.

A subcommand's module is imported only when it is asked for, so that `understand` loads neither telegram nor google.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from bot.cli.arguments import explain

COMMANDS = {
    "run": "serve the people of this bot",
    "understand": "show what a message is understood to mean",
    "authorize": "get the Google refresh token, step by step, and write .env",
    "disconnect": "take back the bot's permission at Google, and forget what was kept of it",
    "doctor": "look at everything the bot leans on, and say how to mend what is wrong",
    "backup": "write what people asked for, and cannot be made again, to a file",
    "restore": "put back what `calendar-bot backup` has written",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand; its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    parsed = build_parser(arguments).parse_args(arguments)
    try:
        return int(parsed.run(parsed))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 141


def build_parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The parser, with the arguments of the one subcommand that these words name."""
    parser = argparse.ArgumentParser(prog="calendar-bot")
    explain(
        parser,
        """A calendar secretary inside Telegram: text it the way you talk and it is on Google Calendar.

        Settings are environment variables or lines of the file .env; .env.example lists them all with their reasons.
        `calendar-bot COMMAND --help` tells more about each command.""",
        examples={
            "calendar-bot authorize": "the first thing: connect a Google account (the README says what it needs)",
            "calendar-bot doctor": "the second: see whether everything is in order",
            "calendar-bot run": "serve, until Ctrl-C or SIGTERM",
        },
        exit_codes={0: "done", 1: "not done; a sentence on standard error says why", 2: "bad usage, or a setting"},
    )
    parser.add_argument("--version", action=_Version, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    chosen = next((word for word in arguments if word in COMMANDS), None)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary)
        if name == chosen:
            module = importlib.import_module(f"bot.cli.{name}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return parser


class _Version(argparse.Action):
    """Looks the version up only when it is asked for, which takes longer than all the rest."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str | None = None) -> None:
        super().__init__(option_strings, dest, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib import metadata

        try:
            version = metadata.version("calendar-secretary-bot")
        except metadata.PackageNotFoundError:  # a copy of the source that was not installed
            version = "(not installed)"
        print(f"calendar-bot {version}")
        parser.exit()
