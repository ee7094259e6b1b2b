"""Reminder rows on Redis: put, move, cancel, claim, acknowledge, each one script.

How they are kept, and why so, stands in scripts/reminder_rows.lua. A claimed row carries a receipt; whoever re-times
the row, or claims it after the lease, voids it. Rows that follow from events are written by the scripts of `events`,
in the same step as those.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from calendar_core.domain import Reminder, ReminderSource
from calendar_core.ports import CalendarRef, ReminderClaim
from calendar_core.store.connection import Store
from calendar_core.store.keys import ShardKeys, decoded, encoded
from calendar_core.store.old_reminders import OldReminders
from calendar_core.store.reminder_values import put_values, read_document, row_of
from calendar_core.store.script_lane import Argument
from calendar_core.store.values import moment_of, read_event, row_name

_LOOK_AT_MOST = 20_000
"""Documents of a shard that `upcoming` looks through before it stops."""


class RedisReminderStore:
    """Implements ports.ReminderStore. What each method promises is said there."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._first_shard = 0
        self._old = OldReminders(store, self)

    async def put_reminder(self, account_id: str, reminder: Reminder) -> None:
        await self.keep(account_id, reminder, asked_for=True)

    async def keep(
        self, account_id: str, row: Reminder, *, asked_for: bool | None = None, silent: bool = False
    ) -> None:
        """Keep a row. asked_for: somebody did; as its source says where that is None. silent: its event is cancelled
        for now."""
        own = row.source is ReminderSource.PERSON if asked_for is None else asked_for
        calendar = self._store.keys.calendar(account_id, row.calendar_id)
        name = row_name(row.id, row.event_id)
        chat = str(row.chat_id) if own else ""
        args: list[Argument] = [self._store.clock.offset, calendar.member, row.event_id, name, chat]
        args += put_values(row, name, own=own, silent=silent)
        await self._store.run("reminder_put", _put_keys(calendar.tag), args, promised=True)

    async def cancel_reminder(self, ref: CalendarRef, event_id: str, reminder_id: str) -> bool:
        calendar = self._store.keys.calendar(ref.account_id, ref.calendar_id)
        name = row_name(reminder_id, event_id)
        return bool(await self._run("cancel", calendar.tag, calendar.member, event_id, name))

    async def due_chats(self, limit: int) -> tuple[int, ...]:
        await self._old.take_over()
        chats: list[bytes] = []
        for tag in self._tags():
            chats += await self._run("chats", tag, limit)
        return tuple(dict.fromkeys(int(chat) for chat in chats))[:limit]

    async def claim_due(self, limit: int, lease: float, *, chat_id: int | None = None) -> tuple[ReminderClaim, ...]:
        await self._old.take_over()
        claims: list[ReminderClaim] = []
        for tag in self._tags():
            if len(claims) < limit:
                chat = "" if chat_id is None else str(chat_id)
                found = await self._run("claim", tag, limit - len(claims), lease, chat)
                claims += [claim for at in range(0, len(found), 6) if (claim := _claim(tag, found[at : at + 6]))]
        return tuple(sorted(claims, key=lambda claim: claim.due))

    async def extend(self, claims: Sequence[ReminderClaim], lease: float) -> bool:
        return any([await self._run("extend", tag, lease, *rows) for tag, rows in _by_shard(claims)])

    async def acknowledge(self, claims: Sequence[ReminderClaim]) -> None:
        for tag, rows in _by_shard(claims):
            await self._run("settle", tag, "", *rows)

    async def release(self, claims: Sequence[ReminderClaim], after: float) -> None:
        for tag, rows in _by_shard(claims):
            await self._run("settle", tag, max(0.0, after), *rows)

    async def next_due(self) -> datetime | None:
        earliest = [moment_of(await self._run("next", tag)) for tag in self._tags()]
        return min((due for due in earliest if due is not None), default=None)

    async def park_chat(self, chat_id: int, parked: bool) -> None:
        for tag in self._tags():
            await self._run("park", tag, str(chat_id), "1" if parked else "0")

    async def upcoming(self, account_id: str, limit: int) -> tuple[Reminder, ...]:
        tag = self._store.keys.tag(account_id)
        found = await self._run("upcoming", tag, f"{encoded(account_id)}:", limit, _LOOK_AT_MOST)
        rows: list[Reminder] = []
        for ref, value in zip(found[::2], found[1::2], strict=True):
            if (document := read_document(value)) is not None:
                named = (row_of(document, _calendar_of(ref), name) for name in document.rows)
                rows += [row for row in named if row is not None]
        return tuple(sorted(rows, key=lambda row: row.time)[:limit])

    def _tags(self) -> Sequence[str]:
        """Those of all shards, each time another first, so that none is always the last to be asked."""
        tags = self._store.keys.tags
        self._first_shard = (self._first_shard + 1) % len(tags)
        return (*tags[self._first_shard :], *tags[: self._first_shard])

    async def _run(self, name: str, tag: str, *args: Argument) -> Any:
        return await self._store.run(f"reminder_{name}", _script_keys(tag), [self._store.clock.offset, *args])


@cache
def _put_keys(tag: str) -> tuple[str, ...]:
    return tuple(ShardKeys(tag).reminder_put_keys())


@cache
def _script_keys(tag: str) -> tuple[str, ...]:
    return tuple(ShardKeys(tag).reminder_keys())


def _claim(tag: str, words: Sequence[Any]) -> ReminderClaim | None:
    """The claim in what the script answered; None for what cannot be read: it comes again, and is over one day."""
    member, value, event, receipt, attempts, due = words
    _, ref, name = member.decode().split("|", 2)
    document, time = read_document(value), moment_of(due)
    row = row_of(document, _calendar_of(ref), name) if document is not None else None
    if row is None or time is None:
        return None
    if (now := read_event(event or None, row.calendar_id)) is not None:
        # The words are the event's of this moment; the row may be older than its title.
        row = replace(row, title=now.title, when=now.when, location=now.location)
    receipt = f"{tag}|{receipt.decode()}|{member.decode()}"
    return ReminderClaim(replace(row, time=time), receipt, int(attempts), time)


def _by_shard(claims: Sequence[ReminderClaim]) -> Iterable[tuple[str, list[str]]]:
    """By the tag of their shard, the claims' rows as the scripts take them: member, receipt, member, receipt ..."""
    found: dict[str, list[str]] = {}
    for claim in claims:
        tag, receipt, member = claim.receipt.split("|", 2)
        found.setdefault(tag, []).extend((member, receipt))
    return found.items()


def _calendar_of(ref: bytes | str) -> str:
    """The calendar in "account:calendar:event"."""
    return decoded((ref.decode() if isinstance(ref, bytes) else ref).split(":", 2)[1])
