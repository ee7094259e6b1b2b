"""The command line: one file a subcommand, each with `add_arguments(parser)` and `run(args) -> int`.

A subcommand's module is imported only when it is asked for, so that `understand` loads neither telegram nor google.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

COMMANDS = {
    "run": "serve the people of this bot (polling Telegram)",
    "understand": "show what a message is understood to mean",
    "authorize": "get the Google refresh token, step by step, and write .env",
    "doctor": "look at everything the bot leans on, and say what is fine and how to mend the rest",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand; its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(
        prog="calendar-bot",
        description="A calendar secretary inside Telegram: text it the way you talk and it is on Google Calendar.",
        epilog="Settings are environment variables or lines of the file .env; .env.example lists them all.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    chosen = next((word for word in arguments if word in COMMANDS), None)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        if name == chosen:
            module = importlib.import_module(f"bot.cli.{name}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    parsed = parser.parse_args(arguments)
    try:
        return int(parsed.run(parsed))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 141
