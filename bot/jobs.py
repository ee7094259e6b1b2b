"""The clockwork: APScheduler wakes, the stores decide what is due.

Every job may run on every replica at once; a claim in the store gives the work to one of them. Jobs live in memory,
run one at a time each, and a wake that was missed is made up once.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from calendar_core.clock import Clock
from calendar_core.errors import StoreUnavailable
from calendar_core.sync.date_job import DateJob

log = logging.getLogger(__name__)

_NET = 1.0  # seconds between two looks whatever is said to be due
_STUCK = 60.0  # seconds without a beat; a machine that was asleep gets on within that
_LATER = 0.001  # seconds; a tick that comes a little too early comes again

_AS_ONE = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}

Tick = Callable[[], Awaitable[object]]


def new_scheduler() -> AsyncIOScheduler:
    """A scheduler whose jobs never pile up."""
    return AsyncIOScheduler(timezone="UTC", job_defaults=_AS_ONE)


def add_tick(scheduler: AsyncIOScheduler, name: str, tick: Tick, seconds: float) -> None:
    """Wake `tick` every so many seconds. What it raises is logged and the next wake comes all the same."""

    async def run() -> None:
        try:
            await tick()
        except Exception:
            log.exception("tick_failed", extra={"tick": name})

    scheduler.add_job(run, "interval", seconds=seconds, id=name, **_AS_ONE)


class Heartbeat:
    """Whether the clockwork goes: woken like any tick, it notes when that was."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._at = clock.monotonic()

    async def beat(self) -> None:
        self._at = self._clock.monotonic()

    def state(self) -> str:
        """ "ok" or "stuck"."""
        return "ok" if self._clock.monotonic() - self._at <= _STUCK else "stuck"


def add_due_tick(
    scheduler: AsyncIOScheduler, name: str, tick: Tick, next_due: Callable[[], Awaitable[datetime | None]], clock: Clock
) -> None:
    """Wake `tick` at the instant that is due next, and every second as a net: what is due may have been put there by
    another replica, or an instant may have been missed."""

    async def run() -> None:
        try:
            await tick()
            due = await next_due()
        except StoreUnavailable:
            return
        except Exception:
            log.exception("tick_failed", extra={"tick": name})
            return
        if due is not None and (wait := (due - clock.now()).total_seconds()) < _NET:  # else the net comes first
            again.wake_in(wait)

    again = DateJob(scheduler, f"{name} due", run, later=_LATER)
    scheduler.add_job(run, "interval", seconds=_NET, id=name, **_AS_ONE)
