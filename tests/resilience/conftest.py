"""Limiters of each kind, and a way to let waiting callers pass."""

from __future__ import annotations

import asyncio
from bisect import insort
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster

from calendar_core.clock import Clock, SystemClock
from calendar_core.resilience import RateLimiter, SimpleRateLimiter
from calendar_core.store.limits import RedisLimiterStore

T = TypeVar("T")
MakeLimiter = Callable[..., RateLimiter]


class DrivenClock:
    """Time that moves only when it is told to; sleepers wake exactly when they are due, in that order."""

    def __init__(self) -> None:
        self._real = SystemClock()
        self._began = self._real.monotonic()
        self._passed = 1000.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._slept = 0

    @property
    def offset(self) -> float:
        """Takes from Redis' time what has really passed meanwhile."""
        return self._passed - (self._real.monotonic() - self._began)

    def now(self) -> datetime:
        return datetime(2026, 11, 21, tzinfo=UTC) + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return self._passed

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await self._real.sleep(0)
            return
        self._slept += 1
        waiting = asyncio.get_running_loop().create_future()
        sleeper = (self._passed + seconds, self._slept, waiting)
        insort(self._sleepers, sleeper, key=lambda one: one[:2])
        try:
            await waiting
        finally:
            if sleeper in self._sleepers:
                self._sleepers.remove(sleeper)

    def advance(self, seconds: float, more: float = 0.3) -> None:
        """Move on, by 0.3 s more than is said: what goes by while Redis is asked, as its scripts count it."""
        self._move_to(self._passed + seconds + more)

    def advance_to_next(self) -> None:
        """Move to where the next sleeper is due."""
        self._move_to(self._sleepers[0][0])

    def _move_to(self, instant: float) -> None:
        self._passed = max(self._passed, instant)
        while self._sleepers and self._sleepers[0][0] <= self._passed:
            _, _, waiting = self._sleepers.pop(0)
            if not waiting.done():
                waiting.set_result(None)

    @property
    def sleepers(self) -> tuple[float, ...]:
        """Seconds that each wait under way has left."""
        return tuple(due - self._passed for due, _, _ in self._sleepers)


@pytest.fixture
def clock() -> DrivenClock:
    """Time in the test's hands."""
    return DrivenClock()


def shared(client: Redis | RedisCluster, clock: Clock, **options: Any) -> RateLimiter:
    """A limiter on Redis that does not give up on it because the machine that runs the tests is busy."""
    return RateLimiter(RedisLimiterStore(client, clock=clock, answer_within=10), clock=clock, **options)


@pytest.fixture(params=["local", "redis"])
def make_limiter(request: pytest.FixtureRequest, clock: DrivenClock, redis: Redis) -> MakeLimiter:
    """Makes limiters that share what they know: on Redis several instances, locally always the same one."""
    made: list[RateLimiter] = []

    def make(**options: Any) -> RateLimiter:
        if request.param == "redis":
            return shared(redis, clock, **options)
        if not made:
            made.append(SimpleRateLimiter(**{"clock": clock, **options}))
        return made[0]

    return make


@pytest.fixture
async def replicas(redis_url: str, redis: Redis) -> AsyncIterator[list[Redis]]:
    """Three clients of one Redis, as three processes would have them."""
    clients = [Redis.from_url(redis_url) for _ in range(3)]
    yield clients
    for client in clients:
        await client.aclose()


async def let_pass(clock: DrivenClock, waiting: Sequence[Awaitable[T]]) -> list[Any]:
    """What they bring (or their exceptions), the clock moved to the next start whenever all that are left wait."""
    tasks = [asyncio.ensure_future(one) for one in waiting]
    while left := [task for task in tasks if not task.done()]:
        if len(clock.sleepers) == len(left):
            clock.advance_to_next()
        await clock.sleep(0)
    return await asyncio.gather(*tasks, return_exceptions=True)


def most_in_a_window(starts: Sequence[float], width: float = 60.0) -> int:
    """The largest number of starts that any window of that width holds, the one that it ends with left out."""
    ordered = sorted(starts)
    return max(sum(first <= start < first + width for start in ordered) for first in ordered)
