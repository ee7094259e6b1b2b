"""The APScheduler job that repeats failed work at its time, so that nobody sleeps until then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from calendar_core.clock import Clock, SystemClock

_LATER = 0.01


class DateJob:
    """Runs `tick` once at the earliest instant that was asked for.

    Of later ones nothing is kept: the store knows what is due, and the tick's own interval finds it. scheduler: an
    APScheduler (3.x) scheduler. name: of the job, in it. host: the time that the scheduler goes by, which is the
    host's whatever the clock of the work says. later: seconds that it runs after the instant, so that the store, whose
    clock may be a little behind, calls the work due.
    """

    def __init__(
        self,
        scheduler: Any,
        name: str,
        tick: Callable[[], Awaitable[object]],
        *,
        host: Clock | None = None,
        later: float = _LATER,
    ) -> None:
        self._scheduler = scheduler
        self._name = name
        self._tick = tick
        self._host = host or SystemClock()
        self._later = later

    def wake_in(self, seconds: float) -> None:
        """Have the tick run so many seconds from now, unless it is to run before that."""
        at = self._host.now() + timedelta(seconds=max(0.0, seconds) + self._later)
        known = self._scheduler.get_job(self._name)
        if known is not None and known.next_run_time is not None and known.next_run_time <= at:
            return
        self._scheduler.add_job(
            self._tick,
            "date",
            run_date=at,
            id=self._name,
            replace_existing=True,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
