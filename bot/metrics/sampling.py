"""Levels that nobody reports as they change, because they stand in the store: looked up when Prometheus asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot.metrics.table import ENDPOINTS
from calendar_core.clock import Clock
from calendar_core.errors import StoreUnavailable
from calendar_core.observe import Observer
from calendar_core.ports import CalendarRef, EventStore, InboxStore, OutboxStore, ReminderStore, WatchStore
from calendar_core.sync.decisions import push_is_alive


class ServiceSampler:
    """Tells an observer how far sync, reminders, outbox, inbox, breakers and checkups are. Reads only.

    The levels are of the whole service, so every replica tells the same: take the maximum, not the sum. With the
    store away they stay as last seen, except the age of the last sync, which goes on growing.
    calendars: those that are kept in sync; of several, the worst is told. circuit_delay: seconds that an endpoint's
    breaker stays open (RateLimiter.get_circuit_delay). drift: seconds that this host's clock is ahead, where known.
    disk_free: bytes left for a store of our own.
    """

    def __init__(
        self,
        account_id: str,
        *,
        calendars: Callable[[], Awaitable[Sequence[CalendarRef]]],
        events: EventStore,
        reminders: ReminderStore,
        outbox: OutboxStore,
        inbox: InboxStore,
        book: WatchStore,
        circuit_delay: Callable[[str], Awaitable[float]],
        drift: Callable[[], float | None],
        disk_free: Callable[[], Awaitable[int]] | None,
        clock: Clock,
        observer: Observer,
    ) -> None:
        self._account_id = account_id
        self._calendars = calendars
        self._events = events
        self._reminders = reminders
        self._outbox = outbox
        self._inbox = inbox
        self._book = book
        self._drift = drift
        self._disk_free = disk_free
        self._circuit_delay = circuit_delay
        self._clock = clock
        self._observer = observer
        self._synced_at: datetime | None = None

    async def sample(self) -> None:
        """Look everything up once."""
        await self._look_at_host()
        try:
            await self._look_at_inbox()
            await asyncio.gather(
                self._look_at_sync(),
                self._look_at_outbox(),
                self._look_at_reminders(),
                self._look_at_breakers(),
                self._look_at_checkup(),
            )
        except StoreUnavailable:
            pass  # the store's own check says so
        if self._synced_at is not None:
            self._observer.level("sync.age", self._since(self._synced_at))

    async def _look_at_host(self) -> None:
        if (drift := self._drift()) is not None:
            self._observer.level("clock.drift", drift)
        if self._disk_free is not None:
            self._observer.level("disk.free", await self._disk_free())

    async def _look_at_checkup(self) -> None:
        if (checkup := (await self._book.read(self._account_id)).checkup) is not None:
            self._observer.level("consistency.age", self._since(checkup.at))

    async def _look_at_inbox(self) -> None:
        began = self._clock.monotonic()
        waiting = await self._inbox.depth()
        self._observer.duration("store.answered", self._clock.monotonic() - began)
        self._observer.level("inbox.waiting", waiting)
        self._observer.level("inbox.parked", await self._inbox.parked())

    async def _look_at_sync(self) -> None:
        states = [await self._events.sync_state(ref) for ref in await self._calendars()]
        self._synced_at = min((state.synced_at for state in states if state.synced_at), default=None)
        self._observer.level("sync.failures", max((state.failures for state in states), default=0))
        self._observer.level("cache.events", sum(state.count for state in states))
        now = self._clock.now()
        self._observer.level("push.alive", float(all(push_is_alive(state, now) for state in states)))

    async def _look_at_outbox(self) -> None:
        kept = await self._outbox.pending(self._account_id)
        self._observer.level("outbox.waiting", len(kept))
        self._observer.level("outbox.age", max((self._since(entry.kept_at) for entry in kept), default=0.0))

    async def _look_at_reminders(self) -> None:
        due = await self._reminders.next_due()
        self._observer.level("reminder.overdue", self._since(due) if due is not None else 0.0)

    async def _look_at_breakers(self) -> None:
        endpoints = sorted(ENDPOINTS)
        delays = await asyncio.gather(*(self._circuit_delay(endpoint) for endpoint in endpoints))
        for endpoint, delay in zip(endpoints, delays, strict=True):
            self._observer.level("circuit.pause", delay, endpoint=endpoint)

    def _since(self, instant: datetime) -> float:
        return max(timedelta(0), self._clock.now() - instant).total_seconds()
