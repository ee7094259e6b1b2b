"""The clockwork: APScheduler wakes, the stores decide what is due.

Every job may run on every replica at once; a claim in the store gives the work to one of them. Jobs live in memory,
run one at a time each, and a wake that was missed is made up once.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from calendar_core.clock import Clock

log = logging.getLogger(__name__)

_STUCK = 60.0  # seconds without a beat; a machine that was asleep gets on within that
_AS_ONE = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}

Tick = Callable[[], Awaitable[object]]


class Heartbeat:
    """Whether the clockwork goes: woken like any tick, it notes when that was."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._at: float | None = None

    async def beat(self) -> None:
        self._at = self._clock.monotonic()

    def state(self) -> str:
        """ "ok", "waiting" before the first beat, or "stuck"."""
        if self._at is None:
            return "waiting"
        return "ok" if self._clock.monotonic() - self._at <= _STUCK else "stuck"


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
