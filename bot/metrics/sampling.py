"""Levels that nobody reports as they change, because they stand in the store: looked up when Prometheus asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.metrics.table import ENDPOINTS
from calendar_core.clock import Clock
from calendar_core.errors import StoreUnavailable
from calendar_core.observe import Observer
from calendar_core.ports import CalendarRef, EventStore, InboxStore, OutboxStore, ReminderStore


class ServiceSampler:
    """Tells an observer how far sync, reminders, outbox, inbox and breakers are. Reads only.

    The levels are of the whole service, so every replica tells the same: take the maximum, not the sum. With the
    store away they stay as last seen, except the age of the last sync, which goes on growing.
    circuit_delay: seconds that an endpoint's breaker stays open (RateLimiter.get_circuit_delay).
    """

    def __init__(
        self,
        ref: CalendarRef,
        *,
        events: EventStore,
        reminders: ReminderStore,
        outbox: OutboxStore,
        inbox: InboxStore,
        circuit_delay: Callable[[str], Awaitable[float]],
        clock: Clock,
        observer: Observer,
    ) -> None:
        self._ref = ref
        self._events = events
        self._reminders = reminders
        self._outbox = outbox
        self._inbox = inbox
        self._circuit_delay = circuit_delay
        self._clock = clock
        self._observer = observer
        self._synced_at: datetime | None = None

    async def sample(self) -> None:
        """Look everything up once."""
        try:
            await self._look_at_inbox()
            await asyncio.gather(
                self._look_at_sync(), self._look_at_outbox(), self._look_at_reminders(), self._look_at_breakers()
            )
        except StoreUnavailable:
            pass  # the store's own check says so
        if self._synced_at is not None:
            self._observer.level("sync.age", self._since(self._synced_at))

    async def _look_at_inbox(self) -> None:
        began = self._clock.monotonic()
        waiting = await self._inbox.depth()
        self._observer.duration("store.answered", self._clock.monotonic() - began)
        self._observer.level("inbox.waiting", waiting)
        self._observer.level("inbox.parked", await self._inbox.parked())

    async def _look_at_sync(self) -> None:
        state = await self._events.sync_state(self._ref)
        self._synced_at = state.synced_at
        self._observer.level("sync.failures", state.failures)
        self._observer.level("cache.events", state.count)

    async def _look_at_outbox(self) -> None:
        kept = await self._outbox.pending(self._ref.account_id)
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
