"""One client process: `python -m tests.replicas.process` reads an order a line and answers each with a line of JSON.

An order is {"do": name, ...}; the answer is what the method of that name returns. What it holds is opened anew by
"open", so that one process serves many tests.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from calendar_core.clock import SystemClock
from calendar_core.errors import CalendarError, CircuitOpenError, RateLimitError
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.token_endpoint import GoogleAccount
from calendar_core.google.token_manager import TokenManager
from calendar_core.resilience import BreakerSettings, Limits, RateLimiter
from calendar_core.store.connection import Store
from calendar_core.store.limits import ANSWER_WITHIN, RedisLimiterStore
from calendar_core.store.secrets import RedisTokenStore


class SkewedClock(SystemClock):
    """A host whose clock is wrong by that many seconds."""

    def __init__(self, seconds: float) -> None:
        self._skew = seconds

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self._skew)

    def monotonic(self) -> float:
        return super().monotonic() + self._skew


class Client:
    """What the orders are given to."""

    def __init__(self) -> None:
        self._true = SystemClock()
        self._clock = SystemClock()
        self._store: Store | None = None
        self._transport = AiohttpTransport()
        self._limiter: RateLimiter
        self._google: GoogleCalendarClient

    async def open(
        self,
        redis: str,
        *,
        limits: dict[str, Any],
        breaker: dict[str, Any],
        google: dict[str, str],
        patience: float | None,
        skew: float = 0.0,
    ) -> None:
        """A limiter and a Google client over that Redis. patience: seconds that Redis has to answer in; None: usual."""
        await self.close()
        self._clock = SkewedClock(skew)
        self._store = Store.open(redis, self._clock)
        within = ANSWER_WITHIN if patience is None else patience
        shared = RedisLimiterStore(self._store.client, clock=self._clock, answer_within=within)
        settings = BreakerSettings(**breaker)
        self._limiter = RateLimiter(shared, limits=Limits(**limits), breaker=settings, clock=self._clock, replicas=3)
        self._transport = AiohttpTransport()
        account = GoogleAccount("me", google["id"], google["secret"], google["refresh_token"], google["token_uri"])
        tokens = TokenManager(
            account, self._transport, RedisTokenStore(self._store, [google["key"]]), clock=self._clock
        )
        self._google = GoogleCalendarClient(
            account,
            self._limiter,
            token_manager=tokens,
            transport=self._transport,
            api_endpoint=google["api_endpoint"],
            clock=self._clock,
        )
        await self._google.get_service()

    async def close(self) -> None:
        await self._transport.aclose()
        if self._store is not None:
            await self._store.aclose()

    async def grants(self, times: int, account: str = "me", endpoint: str = "event_list") -> dict[str, Any]:
        """How many of so many questions at once were allowed, the delays of the others, and how long it all took."""
        began = self._true.monotonic()
        answers = await asyncio.gather(
            *(self._limiter.can_make_request(endpoint, account=account) for _ in range(times))
        )
        return {
            "granted": sum(allowed for allowed, _ in answers),
            "delays": [delay for allowed, delay in answers if not allowed],
            "took": self._true.monotonic() - began,
            "degraded": self._limiter.degraded,
        }

    async def starts(self, times: int, max_wait: float) -> dict[str, Any]:
        """When each of so many callers at once started (true epoch seconds), and the delays told to the refused."""
        starts: list[float] = []
        delays: list[float | None] = []

        async def one() -> None:
            try:
                await self._limiter.acquire("event_list", account="me", max_wait=max_wait)
            except RateLimitError as refused:
                delays.append(refused.retry_after)
            else:
                starts.append(self._true.now().timestamp())

        await asyncio.gather(*(one() for _ in range(times)))
        return {"starts": starts, "delays": delays}

    async def fail(self, times: int, endpoint: str = "event_get") -> None:
        """Report so many outages."""
        for _ in range(times):
            await self._limiter.record_request(endpoint, False)

    async def circuit(self, endpoint: str = "event_get") -> dict[str, Any]:
        return {
            "open": await self._limiter.is_circuit_open(endpoint),
            "delay": await self._limiter.get_circuit_delay(endpoint),
            "degraded": self._limiter.degraded,
        }

    async def back(self) -> None:
        """Ask until the shared limiter is used again."""
        while self._limiter.degraded:
            await self._limiter.is_circuit_open("event_get")
            await self._clock.sleep(0.02)

    async def half_open(self, endpoint: str = "event_get") -> None:
        """Wait for the breaker's pause to end."""
        while (left := await self._limiter.get_circuit_delay(endpoint)) > 0:
            await self._clock.sleep(left)

    async def calls(self, times: int, deadline: float = 10.0) -> dict[str, int]:
        """So many get_event calls at once: how many ended with each outcome."""
        outcomes = Counter[str]()

        async def one() -> None:
            try:
                await self._google.get_event("primary", "abcde12345", deadline=deadline)
            except CalendarError as error:
                outcomes[type(error).__name__] += 1
            else:
                outcomes["ok"] += 1

        await asyncio.gather(*(one() for _ in range(times)))
        return dict(outcomes)

    async def call_until_let_in(self) -> float:
        """Call again when the breaker says to, until a call is let in; the seconds that this took."""
        began = self._true.monotonic()
        while True:
            try:
                await self._google.get_event("primary", "abcde12345")
            except CircuitOpenError as refused:
                await self._clock.sleep(refused.retry_after or 0.01)
            else:
                return self._true.monotonic() - began


async def _main() -> None:
    client = Client()
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while line := await orders.readline():
        order = json.loads(line)
        method: Callable[..., Awaitable[Any]] = getattr(client, order.pop("do"))
        print(json.dumps(await method(**order)), flush=True)
    await client.close()


if __name__ == "__main__":
    asyncio.run(_main())
