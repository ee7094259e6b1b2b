"""What stands in a calendar, from the cache or from Google: lists, events by name, the rows of the list last shown."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from calendar_core.clock import Clock
from calendar_core.domain import Agenda, DaySpan, Event, When, overlapping
from calendar_core.domain.event_ids import may_be_event_id
from calendar_core.errors import (
    DeadlineExceeded,
    NotFound,
    OutageError,
    RateLimitError,
    StaleAgenda,
    StoreUnavailable,
)
from calendar_core.observe import Observer
from calendar_core.ports import (
    CachedEvents,
    CalendarApi,
    CalendarRef,
    ConversationStore,
    EventStore,
    OutboxAction,
    SyncState,
)
from calendar_core.service.kept import KeptWrites, planned_event
from calendar_core.service.outcome import Upcoming
from calendar_core.sync.engine import SyncEngine

log = logging.getLogger(__name__)

STALE_AFTER = timedelta(minutes=10)
"""A cached list older than two sync periods is shown with its age."""

_IN_THE_WAY = 10  # events looked at


def called(words: str, events: Sequence[Event], *, nearly: bool = False) -> tuple[tuple[Event, ...], bool]:
    """Those of the events with those words in their titles, and whether every word was found; see find_events."""
    titles = [(event, event.title.casefold()) for event in events]
    wanted = words.casefold().split()
    known = [word for word in wanted if any(word in title for _, title in titles)]
    fits = [(event, sum(word in title for word in known)) for event, title in titles]
    enough = max((count for _, count in fits), default=0) if nearly else len(known)
    found = tuple(event for event, count in fits if count == enough) if enough else ()
    return found, bool(found) and enough == len(wanted)


class Listing:
    """What each promises is said in `CalendarService`."""

    def __init__(
        self,
        ref: CalendarRef,
        api: CalendarApi,
        events: EventStore,
        conversation: ConversationStore,
        engine: SyncEngine,
        kept: KeptWrites,
        clock: Clock,
        observer: Observer,
    ) -> None:
        self._ref = ref
        self._api = api
        self._events = events
        self._conversation = conversation
        self._engine = engine
        self._kept = kept
        self._clock = clock
        self._observer = observer

    async def get_upcoming_events(
        self, start: datetime | None = None, end: datetime | None = None, *, limit: int = 50
    ) -> Upcoming:
        start = start or self._clock.now()
        try:
            cached = await self._events.get_cached_events(self._ref, start, end, limit)
            if cached.synced_at is not None and _covered(cached, start, end):
                return self._upcoming(cached)
            if cached.synced_at is None:
                try:
                    fresh = await self._first_sync()
                except (OutageError, RateLimitError, DeadlineExceeded):
                    return await self._from_cache(start, end, limit, stale=True)
                if end is None or (fresh.window_end is not None and end <= fresh.window_end):
                    return await self._from_cache(start, end, limit, outcome="miss")
        except StoreUnavailable:
            log.warning("list_from_google", extra={"reason": "store_unavailable"})
        horizon = end or start + timedelta(days=60)
        try:
            listing = await self._api.list_window(self._ref.calendar_id, start, horizon, person_waits=True)
        except (OutageError, RateLimitError):
            return await self._from_cache(start, end, limit, stale=True)
        self._observer.count("cache.read", outcome="miss")
        events = sorted(listing.events, key=lambda event: event.when.starts_at())
        return Upcoming(tuple(events[:limit]), None, truncated=len(events) > limit)

    async def _first_sync(self) -> SyncState:
        await self._engine.sync_calendar(self._ref)
        return await self._events.sync_state(self._ref)

    async def get_cached_events(self, *, limit: int = 250) -> tuple[Event, ...]:
        return (await self._events.get_cached_events(self._ref, self._clock.now(), limit=limit)).events

    async def find_events(self, words: str, *, limit: int, nearly: bool) -> tuple[tuple[Event, ...], bool]:
        standing = {event.id: event for event in (await self.get_upcoming_events(limit=1000)).events}
        for entry in await self._kept.waiting():
            if entry.draft is not None and entry.event_id not in standing and not entry.verdict:
                standing[entry.event_id] = planned_event(entry)
        found, exactly = called(words, tuple(standing.values()), nearly=nearly)
        return found[:limit], exactly

    async def in_the_way(self, when: When, event_id: str) -> tuple[Event, ...]:
        if isinstance(when, DaySpan):
            return ()
        with suppress(StoreUnavailable):
            cached = await self._events.get_cached_events(self._ref, when.start, when.end, _IN_THE_WAY)
            return overlapping(when, (one for one in cached.events if event_id not in (one.id, one.series_id)))
        return ()

    async def event(self, event_id: str) -> Event | None:
        if not may_be_event_id(event_id):
            return None
        with suppress(StoreUnavailable):
            if found := (await self._events.get_events(self._ref, [event_id])).get(event_id):
                return found
        if (booking := await self._kept.kept(OutboxAction.CREATE, event_id)) is not None:
            return planned_event(booking)
        try:
            return await self._api.get_event(self._ref.calendar_id, event_id)
        except NotFound:
            return None

    async def freeze(self, chat_id: int, events: Sequence[Event], message_id: int = 0) -> None:
        with suppress(StoreUnavailable):
            await self._conversation.save_agenda(chat_id, Agenda.of(tuple(events), self._clock.now()), message_id)

    async def row(self, index: int, *, chat_id: int = 0, message_id: int = 0) -> Event | None:
        agenda = await self._conversation.load_agenda(chat_id, message_id)
        if agenda is None or (row := agenda.row(index)) is None:
            return None
        current = await self._events.get_events(self._ref, [shown.event_id for shown in agenda.rows])
        if agenda.is_stale(current, self._clock.now()):
            raise StaleAgenda
        return current[row.event_id]

    async def shown_rows(self, chat_id: int, message_id: int = 0) -> int:
        agenda = await self._conversation.load_agenda(chat_id, message_id)
        return len(agenda.rows) if agenda else 0

    async def _from_cache(
        self, start: datetime, end: datetime | None, limit: int, *, stale: bool = False, outcome: str = ""
    ) -> Upcoming:
        """What the cache has. outcome: what reading it counts as, where its age does not tell."""
        cached = await self._events.get_cached_events(self._ref, start, end, limit)
        return self._upcoming(cached, stale=stale, outcome=outcome)

    def _upcoming(self, cached: CachedEvents, *, stale: bool = False, outcome: str = "") -> Upcoming:
        old = cached.synced_at is None or self._clock.now() - cached.synced_at > STALE_AFTER
        self._observer.count("cache.read", outcome=outcome or ("stale" if stale or old else "hit"))
        return Upcoming(
            cached.events, cached.synced_at, stale or old, cached.truncated, writes_kept=cached.writes_kept > 0
        )


def _covered(cached: CachedEvents, start: datetime, end: datetime | None) -> bool:
    """Whether the cache reaches over all that is asked for; of an open end, as far as it goes."""
    if cached.window_start is not None and start < cached.window_start:
        return False
    return cached.window_end is not None and (end is None or end <= cached.window_end)
