"""Limiters of each kind, and a way to let waiting callers pass."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, TypeVar

import pytest
from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster

from calendar_core.clock import AdjustableClock, Clock
from calendar_core.resilience import RateLimiter, SimpleRateLimiter
from calendar_core.store.limits import RedisLimiterStore

T = TypeVar("T")
MakeLimiter = Callable[..., RateLimiter]


def shared(client: Redis | RedisCluster, clock: Clock, **options: Any) -> RateLimiter:
    """A limiter on Redis that does not give up on it because the machine that runs the tests is busy."""
    return RateLimiter(RedisLimiterStore(client, clock=clock, answer_within=10), clock=clock, **options)


@pytest.fixture(params=["local", "redis"])
def make_limiter(request: pytest.FixtureRequest, clock: AdjustableClock, redis: Redis) -> MakeLimiter:
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


async def let_pass(clock: AdjustableClock, waiting: Sequence[Awaitable[T]], *, step: float = 0.02) -> list[Any]:
    """What they bring (or their exceptions), the clock moved on whenever all that are left wait for it."""
    tasks = [asyncio.ensure_future(one) for one in waiting]
    while left := [task for task in tasks if not task.done()]:
        sleepers = clock.sleepers
        if len(sleepers) == len(left):
            clock.advance(sleepers[0] + step)
        await clock.sleep(0)
    return await asyncio.gather(*tasks, return_exceptions=True)


def most_in_a_window(starts: Sequence[float], width: float = 60.0) -> int:
    """The largest number of starts that any window of that width holds, the one that it ends with left out."""
    ordered = sorted(starts)
    return max(sum(first <= start < first + width for start in ordered) for first in ordered)
