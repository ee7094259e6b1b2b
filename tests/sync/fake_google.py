"""A calendar in memory behind the CalendarApi port: stateful, with sync tokens, and it misbehaves on command."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from calendar_core.clock import Clock
from calendar_core.domain import Event, EventDraft, EventStatus
from calendar_core.errors import CalendarError, ChangedMeanwhile, Conflict, NotFound, SyncTokenInvalid
from calendar_core.ports import Listing


class FakeGoogle:
    """One account with one calendar.

    calls: how often each method was called. fail(method, error, applied): the next call fails, after having been
    applied where `applied`. gate: while set, listings wait for it after having read (so that others act in between).
    """

    def __init__(self, clock: Clock, zone: str = "Asia/Kuala_Lumpur") -> None:
        self.zone = zone
        self.calls: Counter[str] = Counter()
        self.items = 0
        self.gate: asyncio.Event | None = None
        self.reading = asyncio.Event()
        self.vanish_once = False
        self._clock = clock
        self._events: dict[str, Event] = {}
        self._changed: dict[str, int] = {}
        self._sequence = 0
        self._oldest_token = 0
        self._faults: list[tuple[str, CalendarError, bool]] = []

    # --- what happens in Google itself ----------------------------------------------------------------------------

    def put(self, event: Event) -> Event:
        """Somebody else makes or edits an event."""
        self._sequence += 1
        stored = replace(event, etag=f'"{self._sequence}"', updated=self._clock.now())
        self._events[event.id] = stored
        self._changed[event.id] = self._sequence
        return stored

    def cancel(self, event_id: str) -> None:
        """Somebody else cancels an event."""
        if event_id in self._events:
            self.put(replace(self._events[event_id], status=EventStatus.CANCELLED))

    def spend_tokens(self) -> None:
        """Google forgets all sync tokens handed out so far (410)."""
        self._sequence += 1
        self._oldest_token = self._sequence

    @property
    def standing(self) -> dict[str, Event]:
        """The events that stand."""
        return {name: event for name, event in self._events.items() if event.status is not EventStatus.CANCELLED}

    def fail(self, method: str, error: CalendarError, *, applied: bool = False, times: int = 1) -> None:
        self._faults += [(method, error, applied)] * times

    def heal(self) -> None:
        """Faults that nobody met are over."""
        self._faults.clear()

    # --- the port ---------------------------------------------------------------------------------------------------

    async def insert_event(
        self, calendar_id: str, event_id: str, draft: EventDraft, *, person_waits: bool = True
    ) -> Event:
        fault = self._meet("insert_event")
        if event_id in self._events:
            known = self._events[event_id]
            if known.status is EventStatus.CANCELLED or (known.title, known.when) != (draft.title, draft.when):
                raise Conflict
            return known
        made = Event(event_id, calendar_id, draft.title, draft.when, location=draft.location)
        return self._apply(made, fault)

    async def get_event(self, calendar_id: str, event_id: str, *, person_waits: bool = True) -> Event:
        self._meet("get_event")
        if event_id not in self.standing:
            raise NotFound
        return self._events[event_id]

    async def update_event(self, event: Event, *, person_waits: bool = True) -> Event:
        fault = self._meet("update_event")
        known = self._events.get(event.id)
        if known is None:
            raise NotFound
        if event.etag and event.etag != known.etag:
            raise ChangedMeanwhile
        return self._apply(event, fault)

    async def delete_event(self, calendar_id: str, event_id: str, *, etag: str = "", person_waits: bool = True) -> bool:
        fault = self._meet("delete_event")
        known = self.standing.get(event_id)
        if known is None:
            return True
        if etag and etag != known.etag:
            raise ChangedMeanwhile
        self._apply(replace(known, status=EventStatus.CANCELLED), fault)
        return False

    async def list_window(
        self, calendar_id: str, start: datetime, end: datetime, *, person_waits: bool = False
    ) -> Listing:
        self._meet("list_window", answer_first=True)
        found = tuple(
            event for event in self.standing.values() if event.when.starts_at() < end and event.when.ends_at() > start
        )
        if self.vanish_once:
            self.vanish_once, found = False, ()
        return await self._answer(Listing(found, (), self.zone, f"token-{self._sequence}"))

    async def list_changes(self, calendar_id: str, sync_token: str, *, person_waits: bool = False) -> Listing:
        self._meet("list_changes", answer_first=True)
        since = int(sync_token.removeprefix("token-"))
        if since < self._oldest_token:
            raise SyncTokenInvalid
        changed = [self._events[name] for name, at in self._changed.items() if at > since]
        standing = tuple(event for event in changed if event.status is not EventStatus.CANCELLED)
        removed = tuple(event.id for event in changed if event.status is EventStatus.CANCELLED)
        return await self._answer(Listing(standing, removed, self.zone, f"token-{self._sequence}"))

    async def free_busy(
        self, calendar_ids: Sequence[str], start: datetime, end: datetime
    ) -> tuple[tuple[datetime, datetime], ...]:
        return ()

    async def calendar_zone(self, calendar_id: str) -> tuple[str, str]:
        return calendar_id, self.zone

    # --- misbehaviour -------------------------------------------------------------------------------------------

    def _meet(self, method: str, *, answer_first: bool = False) -> CalendarError | None:
        """The error to raise after applying; raises itself where nothing is to be applied."""
        self.calls[method] += 1
        for fault in self._faults:
            if fault[0] == method:
                self._faults.remove(fault)
                if fault[2] and not answer_first:
                    return fault[1]
                raise fault[1]
        return None

    def _apply(self, event: Event, fault: CalendarError | None) -> Event:
        stored = self.put(event)
        if fault is not None:
            raise fault
        return stored

    async def _answer(self, listing: Listing) -> Listing:
        self.items += len(listing.events) + len(listing.removed)
        self.reading.set()
        if self.gate is not None:
            await self.gate.wait()
        return listing
