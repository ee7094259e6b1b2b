"""Runs the syncs that are due, side by side. The store decides what is due; the scheduler only wakes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any

from calendar_core.clock import Clock
from calendar_core.errors import CalendarError, StoreUnavailable
from calendar_core.observe import NullObserver, Observer
from calendar_core.ports import CalendarRef, EventStore
from calendar_core.sync.date_job import DateJob
from calendar_core.sync.decisions import poll_period
from calendar_core.sync.engine import SyncEngine
from calendar_core.sync.side_by_side import SideBySide

log = logging.getLogger(__name__)

_ENROL_EVERY = 60.0  # seconds; a store that was flushed knows its calendars again after that


class SyncWorker:
    """Syncs whatever is due, on any number of replicas.

    calendars: those that are to be synced, asked for once a minute, so that calendars come back by themselves after
    the store has lost them. concurrency: runs at once in this process.
    """

    def __init__(
        self,
        engine: SyncEngine,
        events: EventStore,
        *,
        clock: Clock,
        calendars: Callable[[], Awaitable[Iterable[CalendarRef]]] | None = None,
        concurrency: int = 8,
        observer: Observer | None = None,
    ) -> None:
        self._engine = engine
        self._events = events
        self._clock = clock
        self._calendars = calendars
        self._observer = observer or NullObserver()
        self._concurrency = concurrency
        self._runs = SideBySide(concurrency, self._look_on)
        self._more = False  # the last look found more than there was room for
        self._progress = False  # a run has come to an end since, so that another look finds something else
        self._enrolled_at: float | None = None
        self._woken: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Have a tick begin now, unless one that was begun so is under way."""
        if self._woken is None or self._woken.done():
            self._woken = asyncio.create_task(self._tick_once())

    def wake_by(self, wake_in: Callable[[float], None]) -> None:
        """Have failed runs repeated by `wake_in`, which is told in how many seconds."""
        self._engine.wake_in = wake_in

    async def _tick_once(self) -> None:
        try:
            await self.tick()
        except Exception:
            log.exception("sync_tick_failed")

    async def tick(self) -> int:
        """Start the runs that are due; how many. Returns before they end; a store that is away is waited for."""
        try:
            await self._enrol()
            if self._runs.room <= 0:
                return 0
            limit = 2 * self._runs.room
            due = await self._events.due_calendars(limit=limit)
        except StoreUnavailable:
            log.debug("sync_waits_for_the_store")
            self._more = False
            return 0
        self._progress, began = False, [self._runs.start(ref, partial(self._sync, ref)) for ref in due]
        self._more = len(due) == limit or not all(began)  # places may have come free since the limit was set
        return sum(began)

    def _look_on(self) -> None:
        """Do not leave places empty until the next tick while more is due."""
        if self._more and self._progress and 2 * self._runs.room >= self._concurrency:
            self._more = False
            self.wake()

    async def settle(self) -> None:
        """Wait until the runs that were started have ended, and those that they made room for."""
        while True:
            if self._woken is not None:
                await asyncio.wait([self._woken])
            await self._runs.settle()
            if self._woken is None or self._woken.done():
                return

    async def stop(self) -> None:
        """Cancel the runs under way; their leases are given back and nothing is half written."""
        self._more = False
        if self._woken is not None:
            self._woken.cancel()
            await asyncio.wait([self._woken])
        await self._runs.stop()
        await self._engine.stop()

    async def _enrol(self) -> None:
        now = self._clock.monotonic()
        if self._enrolled_at is not None and now - self._enrolled_at < _ENROL_EVERY:
            return
        if self._calendars is not None:
            await self._events.enrol(await self._calendars())
        known = await self._events.calendars_known()
        self._engine.period = poll_period(known, self._engine.policy)
        self._observer.level("sync.calendars", known)
        self._enrolled_at = now

    async def _sync(self, ref: CalendarRef) -> None:
        try:
            self._progress |= await self._engine.sync_if_due(ref) is not None
        except StoreUnavailable:
            return  # nothing is planned anew then: the next tick looks again
        except CalendarError:
            self._progress = True  # logged and planned by the engine
        except Exception:
            log.exception("sync_crashed")


def start_sync_worker(scheduler: Any, worker: SyncWorker, *, seconds: float = 1.0) -> None:
    """Have the APScheduler `scheduler` wake the worker each second, and when a failed run is due to be repeated.

    Idle, that is one question to the store a second.
    """
    worker.wake_by(DateJob(scheduler, "sync again", worker.tick).wake_in)
    scheduler.add_job(
        worker.tick,
        "interval",
        seconds=seconds,
        id="sync",
        replace_existing=True,
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )
