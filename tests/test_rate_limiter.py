"""The rate limiter's first promises, on a real Redis, as a program that just imports it would check them."""

from __future__ import annotations

from redis.asyncio import Redis

from calendar_core import RateLimiter, SimpleRateLimiter
from calendar_core.clock import AdjustableClock


class TestRateLimiter:
    async def test_rate_limiting(self, redis: Redis, clock: AdjustableClock) -> None:
        """After 60 creations in a minute the next is refused with the true delay, which once waited for is enough."""
        limiter = RateLimiter(redis, clock=clock)
        for _ in range(60):
            await limiter.record_request("event_create", True)
        allowed, delay = await limiter.can_make_request("event_create")
        assert not allowed
        assert 0 < delay <= 60
        assert (await limiter.can_make_request("event_list"))[0], "another endpoint has its own limit"
        clock.advance(delay)
        assert await limiter.can_make_request("event_create") == (True, 0.0)

    async def test_circuit_breaker(self, redis: Redis, clock: AdjustableClock) -> None:
        """Three failures in a row open the circuit for 300 seconds; then one trial decides."""
        limiter = RateLimiter(redis, clock=clock)
        for _ in range(3):
            assert not await limiter.is_circuit_open("event_list")
            await limiter.record_request("event_list", False)
        assert await limiter.is_circuit_open("event_list")
        assert 299 < await limiter.get_circuit_delay("event_list") <= 300
        allowed, delay = await limiter.can_make_request("event_list")
        assert not allowed
        assert 299 < delay <= 300

        clock.advance(300)
        assert not await limiter.is_circuit_open("event_list")
        assert await limiter.get_circuit_delay("event_list") == 0.0
        assert await limiter.can_make_request("event_list") == (True, 0.0)
        assert not (await limiter.can_make_request("event_list"))[0], "one trial at a time"
        await limiter.record_request("event_list", True)
        assert await limiter.can_make_request("event_list") == (True, 0.0)

    def test_exponential_backoff(self) -> None:
        """Each delay is longer than the last up to the eighth failure, and none is over 390 seconds."""
        limiter = SimpleRateLimiter()
        delays = [limiter.get_backoff_delay(failures) for failures in range(9)]
        assert delays == sorted(delays)
        assert all(1.1 * min(2**n, 300) <= delay <= 1.3 * min(2**n, 300) for n, delay in enumerate(delays))
        assert 330 <= limiter.get_backoff_delay(10_000) <= 390
        assert 1.1 <= limiter.get_backoff_delay(-1) <= 1.3
