"""`calendar-bot backup`: what people asked for and cannot be made again, in one file."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from bot.cli.arguments import add_env_argument, explain
from bot.cli.backup_file import Backup, written
from bot.cli.kept_store import CommandFailed, open_store, settings_for, where_the_key_is
from bot.logs import set_up_logs
from bot.settings import UsableSettings
from calendar_core.clock import Clock, SystemClock
from calendar_core.store.backup import take
from calendar_core.store.pieces import kind_of

_WORDS = {  # by the kinds of calendar_core.store.pieces, in the order in which they are told
    "token": ("Google account", "Google accounts"),
    "person": ("person with settings", "people with settings"),
    "reminder": ("reminder somebody asked for", "reminders people asked for"),
    "write": ("booking that waits for Google", "bookings that wait for Google"),
    "update": ("unanswered message", "unanswered messages"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    explain(
        parser,
        """Write to a file what people asked for and cannot be made again: Google accounts with their tokens (encrypted
        as they are kept, never with the key), who may come in and how they like it, reminders people asked for,
        bookings that wait for Google, and messages not answered yet.

        Events are not in it: they come back from Google. Neither are your settings: keep a copy of .env elsewhere, for
        the key that opens the tokens comes from there. The file holds titles of events: keep it as you keep your
        calendar. The bot may run meanwhile. An older file of that name is replaced, in one step.""",
        examples={
            "calendar-bot backup calendar-bot.backup": "write it, with mode 0600",
            "calendar-bot backup - | gpg -er you@example.com > bot.backup.gpg": "or hand it to another program",
        },
        exit_codes={0: "written, whole", 1: "the store or the file failed; no file was changed", 2: "a wrong setting"},
    )
    parser.add_argument("file", metavar="FILE", help="where to write it, readable by you alone; - for standard output")
    add_env_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Exit code 0 when the file is written whole, 1 where it or the store failed, 2 where a setting is wrong."""
    set_up_logs("ERROR")
    try:
        usable = settings_for(args.env, "REDIS_URL", "DATA_DIR")
        backup = asyncio.run(taken(usable, SystemClock()))
        _write(args.file, written(backup))
    except CommandFailed as error:
        print(f"calendar-bot: {error}", file=sys.stderr)
        return error.exit_code
    print("\n".join(told(backup, args.file, usable)), file=sys.stderr)
    return 0


async def taken(usable: UsableSettings, clock: Clock) -> Backup:
    """What is in the store now. Raises CommandFailed."""
    async with open_store(usable.settings, clock) as store:
        return Backup(clock.now(), await take(store))


def told(backup: Backup, file: str, usable: UsableSettings) -> list[str]:
    """What was written, and what has to be kept beside it."""
    where = "Written" if file == "-" else f"Written to {file}, readable by you alone"
    what = counted(Counter(map(kind_of, backup.pieces))) or "nothing yet, for nobody has asked the bot for anything"
    return [
        f"{where}: {what}.",
        "The Google tokens in it are encrypted, and the key is not in it. "
        f"{where_the_key_is(usable.settings, usable.amiss)}: keep a copy of your settings elsewhere.",
        "Not in it, for it comes back from Google by itself: the events, and the reminders that follow from them.",
    ]


def counted(counts: Mapping[str, int]) -> str:
    """How many of each kind, in words; "" for none that a person would count."""
    words = [
        f"{counts[kind]} {one if counts[kind] == 1 else many}"
        for kind, (one, many) in _WORDS.items()
        if counts.get(kind)
    ]
    return ", ".join(words)


def _write(file: str, data: bytes) -> None:
    """Whole or not at all, and never for a moment readable by others. Raises CommandFailed."""
    try:
        if file == "-":
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
            return
        path = Path(file)
        fresh = path.with_name(f"{path.name}.new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)
    except OSError as error:
        raise CommandFailed(f"{file} cannot be written: {error.strerror}. Nothing was changed.") from error
