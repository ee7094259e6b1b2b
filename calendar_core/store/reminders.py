"""Reminder rows on Redis: put, move, cancel, claim, acknowledge, each one script.

A claimed row carries a receipt; whoever re-times the row, or claims it after the lease, voids it. Rows that follow
from events are written by the scripts of `events`, in the same step as those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from calendar_core.domain import Reminder, ReminderSource
from calendar_core.ports import ReminderClaim
from calendar_core.store.connection import Store
from calendar_core.store.keys import ShardKeys, encoded, row_member
from calendar_core.store.values import epoch, moment_of, read_event, read_reminder, reminder_json

_LOOK_AT_MOST = 20_000
"""Rows of a shard that `upcoming` looks through before it stops."""


class RedisReminderStore:
    """Implements ports.ReminderStore. What each method promises is said there."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._first_shard = 0

    async def put_reminder(self, account_id: str, reminder: Reminder) -> None:
        calendar = self._store.keys.calendar(account_id, reminder.calendar_id)
        shard = calendar.shard
        reminder = replace(reminder, source=ReminderSource.PERSON)
        await self._store.run(
            "reminder_put",
            [
                self._store.keys.reminder(account_id, reminder.id),
                shard.due,
                shard.leases,
                calendar.record + reminder.event_id,
            ],
            [
                self._store.clock.offset,
                row_member(account_id, reminder.id),
                reminder.id,
                reminder_json(reminder, account_id),
                f"{epoch(reminder.time):.6f}",
                f"{int(epoch(reminder.when.starts_at())):.6f}",
                epoch(reminder.expires),
            ],
            promised=True,
        )

    async def cancel_reminder(self, account_id: str, reminder_id: str) -> bool:
        shard = ShardKeys(self._store.keys.tag(account_id))
        found = await self._store.run(
            "reminder_cancel",
            [self._store.keys.reminder(account_id, reminder_id), shard.due, shard.leases, shard.record],
            [row_member(account_id, reminder_id), reminder_id],
        )
        return bool(found)

    async def claim_due(self, limit: int, lease: float) -> tuple[ReminderClaim, ...]:
        tags = self._store.keys.tags
        self._first_shard += 1  # so that no shard is always the last to be asked
        claims: list[ReminderClaim] = []
        for number in range(len(tags)):
            if len(claims) < limit:
                tag = tags[(self._first_shard + number) % len(tags)]
                claims += await self._claim_in(ShardKeys(tag), limit - len(claims), lease)
        return tuple(sorted(claims, key=lambda claim: claim.due))

    async def _claim_in(self, shard: ShardKeys, limit: int, lease: float) -> list[ReminderClaim]:
        found = await self._store.run(
            "reminder_claim",
            [shard.due, shard.leases, shard.silent, shard.row, shard.event, shard.parked],
            [self._store.clock.offset, limit, lease],
        )
        claims = []
        for at in range(0, len(found), 6):
            member, value, event, receipt, attempts, due = found[at : at + 6]
            name = member.decode()
            row = read_reminder(value, name.partition(":")[2])
            time = moment_of(due)
            if row is None or time is None:
                await self._store.call("DEL", shard.row + name)  # unreadable: the next claim drops what is left of it
                continue
            if (now := read_event(event or None, row.calendar_id)) is not None:
                # The words are the event's of this moment; the row may be older than its title.
                row = replace(row, title=now.title, when=now.when, location=now.location)
            claims.append(
                ReminderClaim(replace(row, time=time), f"{shard.tag}|{name}|{receipt.decode()}", int(attempts), time)
            )
        return claims

    async def extend(self, claims: Sequence[ReminderClaim], lease: float) -> None:
        by_shard: dict[str, list[str]] = {}
        for claim in claims:
            tag, rest = claim.receipt.split("|", 1)
            name, _, receipt = rest.rpartition("|")
            by_shard.setdefault(tag, []).extend((name, receipt))
        for tag, rows in by_shard.items():
            shard = ShardKeys(tag)
            await self._store.run(
                "reminder_extend", [shard.due, shard.leases], [self._store.clock.offset, lease, *rows]
            )

    async def acknowledge(self, claims: Sequence[ReminderClaim]) -> None:
        await self._settle(claims, "")

    async def release(self, claims: Sequence[ReminderClaim], after: float) -> None:
        await self._settle(claims, max(0.0, after))

    async def _settle(self, claims: Sequence[ReminderClaim], after: float | str) -> None:
        by_shard: dict[str, list[str]] = {}
        for claim in claims:
            tag, rest = claim.receipt.split("|", 1)
            name, _, receipt = rest.rpartition("|")
            by_shard.setdefault(tag, []).extend((name, claim.reminder.id, receipt))
        for tag, rows in by_shard.items():
            shard = ShardKeys(tag)
            await self._store.run(
                "reminder_settle",
                [shard.due, shard.leases, shard.row, shard.record],
                [self._store.clock.offset, after, *rows],
            )

    async def next_due(self) -> datetime | None:
        earliest: list[datetime] = []
        for tag in self._store.keys.tags:
            found = await self._store.call("ZRANGE", ShardKeys(tag).due, 0, 0, "WITHSCORES")
            flat = found[0] if found and isinstance(found[0], list | tuple) else found
            if flat and (due := moment_of(flat[1])) is not None:
                earliest.append(due)
        return min(earliest, default=None)

    async def park_chat(self, chat_id: int, parked: bool) -> None:
        for tag in self._store.keys.tags:
            shard = ShardKeys(tag)
            await self._store.run(
                "reminder_park",
                [shard.silent, shard.due, f"{shard.parked}{chat_id}"],
                [str(chat_id), "1" if parked else "0"],
            )

    async def upcoming(self, account_id: str, limit: int) -> tuple[Reminder, ...]:
        shard = ShardKeys(self._store.keys.tag(account_id))
        found = await self._store.run(
            "reminder_upcoming", [shard.due, shard.row], [f"{encoded(account_id)}:", limit, _LOOK_AT_MOST]
        )
        rows = [read_reminder(found[at + 1], found[at].decode().partition(":")[2]) for at in range(0, len(found), 2)]
        return tuple(sorted((row for row in rows if row is not None), key=lambda row: row.time))
