"""What is known of one calendar without asking: the cache, told of own writes at once."""

from __future__ import annotations

import logging
from contextlib import suppress

from calendar_core.clock import Clock
from calendar_core.domain import MISSED, Event, reminders_of
from calendar_core.errors import CalendarError, NotFound, StoreUnavailable
from calendar_core.ports import CalendarApi, CalendarRef, EventStore, PeopleStore
from calendar_core.sync.engine import SyncEngine

log = logging.getLogger(__name__)


class KnownEvents:
    """Own write, own read. Where the store is away the next sync brings it, so none of this ever fails a write."""

    def __init__(
        self,
        ref: CalendarRef,
        api: CalendarApi,
        events: EventStore,
        people: PeopleStore,
        engine: SyncEngine,
        clock: Clock,
    ) -> None:
        self._ref = ref
        self._api = api
        self._events = events
        self._people = people
        self._engine = engine
        self._clock = clock

    async def remember(self, event: Event) -> None:
        """It is so in Google now."""
        try:
            if event.rrule:
                await self.fetch_instances()
                return
            subscribers = await self._people.subscribers_of(self._ref.account_id)
            rows = reminders_of(event, subscribers, self._clock.now(), missed=MISSED)
            await self._events.cache_events(self._ref, [event], rows)
        except StoreUnavailable:
            log.warning("own_write_not_cached", extra={"endpoint": "cache"})

    async def exchange(self, before: Event, after: Event) -> None:
        """`after` stands in Google where `before` did. What has begun or ceased to repeat is other entries there."""
        if bool(before.rrule) is not bool(after.rrule):
            await self.forget(before)
            if not after.rrule:
                await self.fetch_instances()
        await self.remember(after)

    async def fetch_instances(self) -> None:
        """Google alone expands a repeat, so what it made of one is read at once; failing that, with the next sync."""
        try:
            await self._engine.sync_calendar(self._ref)
        except CalendarError:
            with suppress(StoreUnavailable):
                await self._events.sync_now(self._ref, self._clock.now())

    async def forget(self, event: Event) -> None:
        """It is gone from Google."""
        with suppress(StoreUnavailable):
            await self._events.remove_event(self._ref, event.id)

    async def refresh(self, event: Event) -> None:
        """Somebody edited it meanwhile: let the cache have Google's version before anybody decides again."""
        with suppress(CalendarError):
            try:
                await self.remember(await self._api.get_event(self._ref.calendar_id, event.id))
            except NotFound:
                await self.forget(event)

    async def cached(self, event_id: str) -> Event | None:
        """The event as the cache has it; None where it has none or is away."""
        with suppress(StoreUnavailable):
            return (await self._events.get_events(self._ref, [event_id])).get(event_id)
        return None
