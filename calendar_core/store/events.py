"""The cache of events: one key an event, an index by start, and the reminder rows that follow from them.

Whatever is written goes through one script (scripts/rows.lua in front of it), so that an event, its index entry and
its rows are never seen apart. A batch that would hold Redis for long is merged in parts under the same guard, the
token with the last of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from calendar_core.domain import Changes, Event, Reminder, changes_between, within_window
from calendar_core.ports import CachedEvents, CalendarRef, SyncBatch
from calendar_core.store.connection import Store
from calendar_core.store.keys import CalendarKeys
from calendar_core.store.script_lane import Argument
from calendar_core.store.sync_state import SyncStates
from calendar_core.store.values import epoch, event_item, instants_of, moment_of, read_event

EVENT_LIFE = timedelta(days=7)
"""How long an event stays without being renewed by a sync."""

MOST_EVENTS = 20_000
"""The memory bound of one account, over its calendars: about 20 MB. Beyond it the events farthest ahead are left out,
and it is said. A calendar that others leave too little has an equal share; they give way with their next sync."""

_AT_ONCE = 500
"""Events in one script, so that none holds Redis for longer than some 20 ms."""

_MANY = 1000
"""Events that are read without a thread."""

_FAR = 4102444800.0  # 2100-01-01, for "no time set"
_REFUSED, _GO_ON = 0, 2  # what sync_apply.lua answers, beside 1 for done
_NOTHING: dict[str, Any] = {"items": [], "removed": [], "moved_out": [], "more": False}


class RedisEventStore(SyncStates):
    """Implements ports.EventStore. What each method promises is said there. most_events: memory bound an account."""

    def __init__(self, store: Store, *, most_events: int = MOST_EVENTS) -> None:
        super().__init__(store)
        self._most_events = most_events

    # --- own writes ---------------------------------------------------------------------------------------------

    async def cache_events(self, ref: CalendarRef, events: Sequence[Event], reminders: Sequence[Reminder]) -> None:
        rows = _by_event(reminders)
        items = [event_item(event, rows.get(event.id, ())) for event in events]
        for at in range(0, len(items), _AT_ONCE):
            await self._write("event_put", ref, {"items": items[at : at + _AT_ONCE]})

    async def remove_event(self, ref: CalendarRef, event_id: str) -> None:
        await self._write("event_remove", ref, {"id": event_id})

    async def clear(self, ref: CalendarRef) -> None:
        await self._write("event_clear", ref, {})

    async def replace_reminders(
        self, ref: CalendarRef, generation: int, events: Sequence[Event], reminders: Sequence[Reminder]
    ) -> bool:
        rows = _by_event(reminders)
        items = [event_item(event, rows.get(event.id, ()), with_value=False) for event in events]
        for at in range(0, len(items), _AT_ONCE):
            head = {"generation": generation, "items": items[at : at + _AT_ONCE]}
            if not await self._write("event_derive", ref, head):
                return False
        return True

    # --- reading ------------------------------------------------------------------------------------------------

    async def get_events(self, ref: CalendarRef, event_ids: Iterable[str]) -> dict[str, Event]:
        names = list(dict.fromkeys(event_ids))
        if not names:
            return {}
        keys = self._keys(ref)
        values = await self._store.call("MGET", *(keys.event + name for name in names))
        found = zip(names, (read_event(value, ref.calendar_id) for value in values), strict=True)
        return {name: event for name, event in found if event is not None}

    async def get_cached_events(
        self, ref: CalendarRef, start: datetime, end: datetime | None = None, limit: int = 250
    ) -> CachedEvents:
        keys = self._keys(ref)
        answer = await self._store.run(
            "event_list",
            [
                keys.state,
                keys.index,
                keys.long,
                keys.event,
                keys.shard.syncs,
                self._store.keys.outbox_of(ref.account_id),
            ],
            [
                self._store.clock.offset,
                keys.member,
                f"{epoch(start):.6f}",
                "" if end is None else f"{epoch(end):.6f}",
                limit,
            ],
        )
        synced_at, cut_at, window_start, window_end, kept, *values = answer.split(b"\n")
        if len(values) > _MANY:  # in a thread, so that nobody else waits meanwhile
            found, unreadable = await asyncio.to_thread(_overlapping, values, ref.calendar_id, start, end)
        else:
            found, unreadable = _overlapping(values, ref.calendar_id, start, end)
        if unreadable:
            await self._schedule(ref, "damaged", "")
        cut = moment_of(cut_at)
        truncated = cut is not None and len(found) < limit and (end is None or end > cut)
        return CachedEvents(
            tuple(found[:limit]),
            moment_of(synced_at),
            truncated,
            window_start=moment_of(window_start),
            window_end=moment_of(window_end),
            writes_kept=int(kept),
        )

    # --- sync ---------------------------------------------------------------------------------------------------

    async def apply_batch(self, ref: CalendarRef, batch: SyncBatch) -> Changes | None:
        guard = {
            "full": batch.full,
            "token": batch.sync_token,
            "lease": batch.lease,
            "expected_token": batch.expected_token,
            "expected_generation": batch.expected_generation,
            "zone": batch.zone,
            "window_start": epoch(batch.window_start),
            "window_end": epoch(batch.window_end),
            "full_due": epoch(batch.full_due) or _FAR,
            "due_at": epoch(batch.due_at) or _FAR,
            "bound": self._most_events,
            "at_once": _AT_ONCE,
        }
        named = [self._keys(ref).stage(batch.lease or "0")]
        found: tuple[list[bytes], ...] = ([], [], [])
        for number, part in enumerate(_parts(batch)):
            answer = await self._write("sync_apply", ref, {**guard, **part, "begins": number == 0}, more_keys=named)
            for so_far, more in zip(found, answer[1:], strict=False):
                so_far += more
            if answer[0] == _REFUSED:
                return None
            while answer[0] == _GO_ON and not part["more"]:
                answer = await self._write("sync_apply", ref, {**guard, **_NOTHING, "begins": False}, more_keys=named)
                if answer[0] == _REFUSED:
                    return None
                for so_far, more in zip(found, answer[1:], strict=True):
                    so_far += more
        first = batch.full and not batch.expected_token and not batch.known_until
        return _changes(found, batch, ref.calendar_id, first=first)

    # --- plumbing -----------------------------------------------------------------------------------------------

    def _keys(self, ref: CalendarRef) -> CalendarKeys:
        return self._store.keys.calendar(ref.account_id, ref.calendar_id)

    async def _write(
        self, script: str, ref: CalendarRef, head: Mapping[str, Any], *, more_keys: Sequence[str] = ()
    ) -> Any:
        keys = self._keys(ref)
        life = int(EVENT_LIFE.total_seconds() * 1000)
        packed = msgspec.msgpack.encode({"life": life, "member": keys.member, **head})
        args: list[Argument] = [self._store.clock.offset, packed]
        return await self._store.run(script, [*keys.script_keys(), *more_keys], args)


def _overlapping(
    values: Sequence[bytes], calendar_id: str, start: datetime, end: datetime | None
) -> tuple[list[Event], bool]:
    """The events in those values that end after `start` and begin before `end`, in order; whether any was rubbish."""
    found: list[tuple[datetime, datetime, str, Event]] = []
    unreadable = False
    for value in values:
        event = read_event(value, calendar_id)
        if event is None:
            unreadable = True
            continue
        begins, ends = instants_of(event.when)
        if ends > start and (end is None or begins < end):
            found.append((begins, ends, event.id, event))
    found.sort(key=lambda row: row[:3])
    return [row[3] for row in found], unreadable


def _by_event(reminders: Iterable[Reminder]) -> dict[str, list[Reminder]]:
    rows: dict[str, list[Reminder]] = {}
    for reminder in reminders:
        rows.setdefault(reminder.event_id, []).append(reminder)
    return rows


def _parts(batch: SyncBatch) -> Iterator[dict[str, Any]]:
    """The batch in steps of at most so many events, what is removed after what is put. Each is made when its turn
    comes, so that nobody else waits for all of them."""
    steps: list[tuple[Sequence[Event], Sequence[str]]]
    steps = [(batch.upserts[at : at + _AT_ONCE], ()) for at in range(0, len(batch.upserts), _AT_ONCE)] or [((), ())]
    removed = [batch.removed[at : at + _AT_ONCE] for at in range(0, len(batch.removed), _AT_ONCE)]
    if removed and len(steps[-1][0]) + len(removed[0]) <= _AT_ONCE:
        steps[-1] = (steps[-1][0], removed.pop(0))
    steps += [((), part) for part in removed]
    for number, (upserts, gone) in enumerate(steps, 1):
        last = number == len(steps)
        yield {
            "items": [event_item(event, batch.reminders.get(event.id, ())) for event in upserts],
            "removed": list(gone),
            "moved_out": [event_item(event, ()) for event in batch.moved_out] if last else [],
            "more": not last,
        }


def _changes(answer: Sequence[Sequence[bytes]], batch: SyncBatch, calendar_id: str, *, first: bool) -> Changes:
    """What the merge answered, as changes; a first sync has everything as added."""
    if first:
        return Changes(added=batch.upserts)
    changed, removed, moved_out = answer
    new = {event.id: event for event in batch.upserts}
    before: dict[str, Event] = {}
    after: dict[str, Event] = {}
    for name, old in zip(changed[::2], changed[1::2], strict=True):
        event_id = name.decode()
        after[event_id] = new[event_id]
        if (known := read_event(old or None, calendar_id)) is not None:
            before[event_id] = known
    gone = {event.id: event for event in batch.moved_out}
    for name, old in zip(moved_out[::2], moved_out[1::2], strict=True):
        event_id = name.decode()
        if (known := read_event(old, calendar_id)) is not None:
            before[event_id], after[event_id] = known, gone[event_id]
    for old in removed:
        if (known := read_event(old, calendar_id)) is not None:
            before[known.id] = known
    return within_window(changes_between(before, after), batch.known_until, batch.window_start, batch.window_end)
