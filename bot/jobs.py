"""The clockwork: APScheduler wakes, the stores decide what is due.

Every job may run on every replica at once; a claim in the store gives the work to one of them. Jobs live in memory,
run one at a time each, and a wake that was missed is made up once.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

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
