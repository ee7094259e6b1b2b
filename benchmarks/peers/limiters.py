"""Rate limiters over Redis beside ours: limits, pyrate-limiter and throttled-py.

Each has `check`, one question that is answered at once, and `wait`, which comes back when the call may start: the
library's own way to wait where it has one. limits has none; its documents name `get_window_stats`, which tells when
there is room again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta

from redis.asyncio import Redis

from benchmarks.peers import installed

_POOL = {"max_connections": 1000}
"""More than callers: with the client's own 100 a crowd gets errors."""
Make = Callable[[AsyncExitStack, str, int, int], Awaitable["Peer"]]


@dataclass(frozen=True)
class Peer:
    """One limiter. check: whether the call of that key is let through now. wait: until it is."""

    check: Callable[[str], Awaitable[object]]
    wait: Callable[[str], Awaitable[object]]


async def _limits(stack: AsyncExitStack, url: str, limit: int, seconds: int) -> Peer:
    from limits import RateLimitItemPerSecond
    from limits.aio.storage import RedisStorage
    from limits.aio.strategies import MovingWindowRateLimiter

    moving = MovingWindowRateLimiter(RedisStorage(f"async+{url}", implementation="redispy", **_POOL))
    item = RateLimitItemPerSecond(limit, seconds)

    async def wait(key: str) -> None:
        while not await moving.hit(item, key):
            room = (await moving.get_window_stats(item, key)).reset_time
            await asyncio.sleep(max(room - time.time(), 0.001))

    return Peer(lambda key: moving.hit(item, key), wait)


async def _pyrate(stack: AsyncExitStack, url: str, limit: int, seconds: int) -> Peer:
    from pyrate_limiter import Duration, Limiter, Rate, RedisBucket

    client = await stack.enter_async_context(Redis.from_url(url))
    bucket = await RedisBucket.init([Rate(limit, Duration.SECOND * seconds)], client, "pyrate")
    limiter = stack.enter_context(Limiter(bucket))
    return Peer(
        lambda key: limiter.try_acquire_async(key, blocking=False),
        lambda key: limiter.try_acquire_async(key),
    )


def _throttled(using: str) -> Make:
    async def make(stack: AsyncExitStack, url: str, limit: int, seconds: int) -> Peer:
        from throttled.asyncio import RedisStore, Throttled, rate_limiter

        quota = rate_limiter.per_duration(timedelta(seconds=seconds), limit)
        throttle = Throttled(using=using, quota=quota, store=RedisStore(url, {"CONNECTION_POOL_KWARGS": _POOL}))
        return Peer(throttle.limit, lambda key: throttle.limit(key, timeout=60))

    return make


MAKERS: dict[str, tuple[str, Make]] = {
    "limits, moving window": ("limits", _limits),
    "pyrate-limiter": ("pyrate_limiter", _pyrate),
    "throttled, sliding window": ("throttled", _throttled("sliding_window")),
    "throttled, GCRA": ("throttled", _throttled("gcra")),
    "throttled, token bucket": ("throttled", _throttled("token_bucket")),
}


async def limiters(stack: AsyncExitStack, url: str, limit: int, seconds: int) -> dict[str, Peer | None]:
    """Each peer by name, asked to let `limit` through in so many seconds; None where it is not installed."""
    return {
        name: await make(stack, url, limit, seconds) if installed(module) else None
        for name, (module, make) in MAKERS.items()
    }
