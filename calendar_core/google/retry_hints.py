"""Stand-in until resilience has these."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, TypeError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        seconds = (moment - now).total_seconds()
    return min(seconds, 86400.0) if 0 < seconds < float("inf") else None


def backoff_delay(failures: int, rng: random.Random) -> float:
    return min(2.0 ** max(0, min(failures, 20)), 300.0) * rng.uniform(1.1, 1.3)


class SimpleRateLimiter:
    async def acquire(self, endpoint, **kw):
        return None


class Guard:
    def __init__(self, limiter, *, clock, rng):
        self.limiter = limiter
        self.clock = clock
        self.rng = rng

    async def call(self, operation, endpoint, *, person_waits=False, deadline=None, **kw):
        from calendar_core.errors import (
            CalendarError,
            OutageError,
            Throttled,
        )

        n = 2 if person_waits else 3
        for i in range(n):
            await self.limiter.acquire(endpoint)
            try:
                return await operation()
            except CalendarError as e:
                if not isinstance(e, (OutageError, Throttled)) or i + 1 >= n:
                    raise
                d = max(backoff_delay(i, self.rng), e.retry_after or 0)
                if deadline is not None and self.clock.monotonic() + d >= deadline:
                    raise
                await self.clock.sleep(d)
