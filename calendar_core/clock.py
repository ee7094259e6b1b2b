"""The only file that asks the operating system for the time, and the only one that waits.

Shared state takes its time from Redis TIME inside the scripts, so hosts may disagree. Every script adds
`Clock.offset` to it: zero in production, and the way in which tests and the demo move time for the process and for
the store together.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the product knows of time."""

    @property
    def offset(self) -> float:
        """Seconds that are added to the host's and to Redis' time. Zero in production."""
        ...

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start, never going back; for measuring spans and deadlines."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that many seconds of this clock; zero or less only lets others run."""
        ...


class SystemClock:
    """The operating system's time."""

    offset = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))


class AdjustableClock:
    """The operating system's time plus an offset that can be moved forward, waking whoever's wait is over.

    Time goes on by itself between the moves, so that this clock and Redis' (which is given the same offset) stay
    together. offset: seconds to start with; `monotonic` counts only the moves since, for it has no date.
    """

    def __init__(self, offset: float = 0.0) -> None:
        self._offset = self._began_with = offset
        self._sleepers: dict[asyncio.Event, float] = {}

    @property
    def offset(self) -> float:
        return self._offset

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._offset)

    def monotonic(self) -> float:
        return time.monotonic() + self._offset - self._began_with

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        due = self.monotonic() + seconds
        moved = asyncio.Event()
        self._sleepers[moved] = due
        try:
            while (left := due - self.monotonic()) > 0:
                # Not asyncio.wait_for: in Python 3.11 it swallows a cancellation that comes with the wake.
                with suppress(TimeoutError):
                    async with asyncio.timeout(left):
                        await moved.wait()
                moved.clear()
        finally:
            del self._sleepers[moved]

    def advance(self, seconds: float) -> None:
        """Move the time forward by that many seconds and wake the sleepers whose time has come.

        Raises ValueError for a negative number: time that goes back is a fault to inject elsewhere.
        """
        if seconds < 0:
            raise ValueError("time does not go back")
        self._offset += seconds
        for moved in self._sleepers:
            moved.set()

    @property
    def sleepers(self) -> tuple[float, ...]:
        """Seconds that each wait under way has left; lets a test know that the code has come to its wait."""
        now = self.monotonic()
        return tuple(sorted(due - now for due in self._sleepers.values() if due > now))
