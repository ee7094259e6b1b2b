"""`calendar-bot restore`: put back what `calendar-bot backup` has written."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.account import encryption_keys
from bot.cli.arguments import add_env_argument, explain
from bot.cli.backup import counted
from bot.cli.backup_file import Backup, BackupUnreadable, read
from bot.cli.kept_store import CommandFailed, open_store, settings_for
from bot.health.mark import MarkFile
from bot.logs import set_up_logs
from bot.settings import UsableSettings
from calendar_core.clock import Clock, SystemClock
from calendar_core.store.connection import Store
from calendar_core.store.inbox import RedisInboxStore
from calendar_core.store.pieces import TokenPiece
from calendar_core.store.restore import Restored, is_empty, put_back


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    explain(
        parser,
        """Put back what `calendar-bot backup` has written. The file is checked first; on one Redis everything is then
        put back in one step or not at all (on a cluster, one thing at a time).

        Stop the bot before, and restore before you start it anew: that is the safe order. A store that is in use is
        left alone unless you say --merge or --replace. Nothing is doubled: each booking has its own id at Google, and
        what is there already is left as it is. Messages older than a day and reminders of events that are over stay
        out.""",
        examples={
            "calendar-bot restore calendar-bot.backup": "into an empty store, such as that of a new machine",
            "calendar-bot restore --merge calendar-bot.backup": "add what is missing; what the store has stays",
            "calendar-bot restore --replace calendar-bot.backup": "delete what the bot keeps there, then restore",
        },
        exit_codes={
            0: "everything is back",
            1: "the file is no whole backup, the store is in use or does not answer; nothing was changed",
            2: "bad usage, or a wrong setting",
        },
    )
    parser.add_argument("file", metavar="FILE", help="what `calendar-bot backup` has written; - for standard input")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--merge", action="store_true", help="add to a store that is in use; what it has stays as it is")
    where.add_argument("--replace", action="store_true", help="delete everything of the bot in the store before")
    add_env_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Exit code 0 when everything is back, 1 where file or store refuse (nothing is changed), 2 for bad usage."""
    set_up_logs("ERROR")
    try:
        usable = settings_for(args.env, "REDIS_URL", "DATA_DIR")
        backup = read(_bytes_of(args.file))
        restored = asyncio.run(restore(backup, usable, SystemClock(), merge=args.merge, replace=args.replace))
    except BackupUnreadable as error:
        print(f"calendar-bot: {error}", file=sys.stderr)
        return 1
    except CommandFailed as error:
        print(f"calendar-bot: {error}", file=sys.stderr)
        return error.exit_code
    print("\n".join([*told(restored, backup), *locked(backup, usable)]))
    return 0


async def restore(
    backup: Backup, usable: UsableSettings, clock: Clock, *, merge: bool = False, replace: bool = False
) -> Restored:
    """Put it back into the store of the settings. Raises CommandFailed."""
    async with open_store(usable.settings, clock, make=True) as store:
        if not merge and not replace and not await is_empty(store):
            raise CommandFailed(
                "This store is in use, so nothing was restored. --merge adds what is missing and leaves the rest as it "
                "is; --replace deletes everything of the bot in it first."
            )
        if replace:
            await _refuse_while_polled(store)
        restored = await put_back(store, backup.pieces, replace=replace)
    MarkFile(usable.settings.data_dir, usable.settings.redis_url).forget()  # nobody is to hear that it was empty
    return restored


async def _refuse_while_polled(store: Store) -> None:
    if await RedisInboxStore(store).lease_left("polling") > 0:
        raise CommandFailed(
            "A bot is running on this store (or was, a few seconds ago), so nothing was replaced. Stop it and type "
            "this again."
        )


def told(restored: Restored, backup: Backup) -> list[str]:
    """What came back and what did not, with the reason."""
    lines = ["Nothing was put back: the store has everything that is in the backup."]
    if back := counted(restored.back):
        lines = [f"Restored, as of {backup.created_at:%Y-%m-%d %H:%M} UTC: {back}."]
    if there := counted(restored.there):
        lines.append(f"Left as it was, for the store has it already: {there}.")
    if too_old := counted(restored.too_old):
        lines.append(f"Left out as too old: {too_old}.")
    if restored.back.get("write"):
        lines.append("Bookings that waited are tried again; each has its own id at Google, so none is booked twice.")
    return [*lines, "Events come back with the bot's next sync."]


def locked(backup: Backup, usable: UsableSettings) -> list[str]:
    """What to do where the present key does not open the tokens that were restored; nothing where it does."""
    sealed = [piece.fields["value"] for piece in backup.pieces if isinstance(piece, TokenPiece)]
    keys = _keys(usable)
    shut = sum(not _opens(keys, value) for value in sealed)
    if not shut:
        return []
    why = "no key is set here" if not keys else "the key set here does not open"
    return [
        f"But {why} {'the token' if shut == 1 else f'{shut} tokens'} of Google in it. Before the bot starts, set "
        "TOKEN_ENCRYPTION_KEY to the key of the bot that was backed up (or GOOGLE_CLIENT_SECRET to its secret, if it "
        "had no such key); or connect anew with `calendar-bot authorize`."
    ]


def _keys(usable: UsableSettings) -> tuple[bytes, ...]:
    if usable.settings.token_encryption_key is None and "GOOGLE_CLIENT_SECRET" in usable.amiss:
        return ()
    return () if "TOKEN_ENCRYPTION_KEY" in usable.amiss else encryption_keys(usable.settings)


def _opens(keys: Sequence[bytes], value: str) -> bool:
    if not keys:
        return False
    try:
        MultiFernet([Fernet(key) for key in keys]).decrypt(value)
    except InvalidToken:
        return False
    return True


def _bytes_of(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise CommandFailed(f"{file} cannot be read: {error.strerror}.", 2) from error
