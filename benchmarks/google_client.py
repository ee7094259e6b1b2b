"""What the whole onion costs: the client against bare aiohttp (and peers that are installed), in one run.

Run: `python -m benchmarks.google_client [--calls N]`. The server is another process on loopback, so CPU is the
client's alone. Figures are ratios within this run; absolute times say more about the machine.
Targets: at 50 concurrent calls against a 20 ms server at least 0.75 of bare aiohttp, p99 at most 2 times its; at 500
concurrent against a 0 ms server at most 6 times bare aiohttp's CPU per call. F3, F4 and F11 print how exactly the
transport keeps its limits.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from redis.asyncio import Redis
from redis.exceptions import RedisError

from calendar_core.errors import CalendarError
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.transport import Request, TransportLimits
from calendar_core.resilience.limits import Limits
from calendar_core.resilience.rate_limiter import RateLimiter, SimpleRateLimiter
from calendar_core.store.embedded import spawn_server

EVENT = {
    "kind": "calendar#event",
    "id": "abcde12345",
    "etag": '"3"',
    "status": "confirmed",
    "summary": "Dentist",
    "start": {"dateTime": "2026-11-23T15:00:00+08:00", "timeZone": "Asia/Kuala_Lumpur"},
    "end": {"dateTime": "2026-11-23T16:00:00+08:00", "timeZone": "Asia/Kuala_Lumpur"},
}


class _Server(asyncio.Protocol):
    """Answers every request with the same event after a pause; "/silent" never, "/dribble" a byte at a time."""

    pause = 0.0
    body = json.dumps(EVENT).encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.loop = asyncio.get_running_loop()

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"GET /silent"):
            return
        if data.startswith(b"GET /dribble"):
            self._dribble(0)
        elif self.pause:
            self.loop.call_later(self.pause, self._say, self.answer)
        else:
            self._say(self.answer)

    def _dribble(self, at: int) -> None:
        self._say(self.answer[at : at + 1])
        self.loop.call_later(0.02, self._dribble, at + 1)

    def _say(self, data: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(data)  # type: ignore[attr-defined]


async def _serve(pause: float) -> None:
    _Server.pause = pause
    server = await asyncio.get_running_loop().create_server(_Server, "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def _server(pause: float) -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.google_client", "--serve", str(pause)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait(5)


class _Token:
    async def ensure_valid_token(self) -> str:
        return "token"

    async def force_token_refresh(self, rejected: str | None = None) -> str:
        return "token"


@dataclass
class Figures:
    """Of one contestant. p50, p99: milliseconds of a call. cpu: milliseconds of this process a call."""

    rate: float
    p50: float
    p99: float
    cpu: float


async def _measure(call: Callable[[], Awaitable[object]], calls: int, concurrent: int) -> Figures:
    for _ in range(3):
        await asyncio.gather(*(call() for _ in range(concurrent)))  # warm: connections, caches
    took: list[float] = []
    left = iter(range(calls))

    async def worker() -> None:
        for _ in left:
            begun = time.perf_counter()
            await call()
            took.append(time.perf_counter() - begun)

    started, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(worker() for _ in range(concurrent)))
    wall, cpu = time.perf_counter() - started, time.process_time() - cpu
    took.sort()
    return Figures(calls / wall, took[len(took) // 2] * 1000, took[int(len(took) * 0.99)] * 1000, cpu / calls * 1000)


def _limits() -> Limits:
    plenty = 10_000_000
    return Limits(reads=plenty, writes=plenty, per_user=plenty, per_project=plenty)


async def _client_figures(
    base: str, transport: AiohttpTransport, limiter: RateLimiter, calls: int, concurrent: int
) -> Figures:
    client = GoogleCalendarClient(
        "me",
        limiter,
        token_manager=_Token(),
        transport=transport,
        api_endpoint=f"{base}/calendar/v3/",
        rng=random.Random(1),
    )
    await client.get_service()
    return await _measure(lambda: client.get_event("primary", "abcde12345"), calls, concurrent)


@contextmanager
def _redis() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="calbot-bench-"))
    server = spawn_server(folder, folder / "s", append_only=False)
    try:
        yield f"unix://{folder / 's'}"
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


async def _ready(client: Redis) -> Redis:
    while True:
        with suppress(RedisError):
            await client.ping()
            return client


async def _contest(base: str, redis_url: str, calls: int, concurrent: int) -> dict[str, Figures]:
    path = f"{base}/calendar/v3/calendars/primary/events/abcde12345?alt=json"
    found: dict[str, Figures] = {}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=concurrent)) as session:

        async def bare() -> object:
            async with session.get(path, headers={"authorization": "Bearer token"}) as answer:
                return json.loads(await answer.read())

        found["bare aiohttp"] = await _measure(bare, calls, concurrent)
    async with AiohttpTransport(TransportLimits(pool_size=concurrent)) as transport:
        alone = SimpleRateLimiter(limits=_limits())
        found["this client, one process"] = await _client_figures(base, transport, alone, calls, concurrent)
        redis = await _ready(Redis.from_url(redis_url))
        shared = RateLimiter(redis, limits=_limits())
        found["this client, over Redis"] = await _client_figures(base, transport, shared, calls, concurrent)
        await redis.aclose()
        request = Request("GET", path, {"authorization": "Bearer token"})
        found["its transport alone"] = await _measure(lambda: transport.send(request), calls, concurrent)
    with suppress(ImportError):
        found["httpx"] = await _httpx(path, calls, concurrent)
    if concurrent <= 50:
        found["googleapiclient, threads"] = await _threads(base, calls, concurrent)
    return found


async def _httpx(path: str, calls: int, concurrent: int) -> Figures:
    import httpx

    limits = httpx.Limits(max_connections=concurrent, max_keepalive_connections=concurrent)
    async with httpx.AsyncClient(limits=limits, timeout=30) as session:

        async def get() -> object:
            return (await session.get(path, headers={"authorization": "Bearer token"})).json()

        return await _measure(get, min(calls, 1000), concurrent)


async def _threads(base: str, calls: int, concurrent: int) -> Figures:
    import threading

    import httplib2
    from googleapiclient.discovery import build

    mine = threading.local()

    def get() -> object:
        if not hasattr(mine, "service"):
            mine.service = build(
                "calendar", "v3", http=httplib2.Http(), client_options={"api_endpoint": f"{base}/calendar/v3/"}
            ).events()
        return mine.service.get(calendarId="primary", eventId="abcde12345").execute()

    with ThreadPoolExecutor(concurrent) as pool:
        loop = asyncio.get_running_loop()
        return await _measure(lambda: loop.run_in_executor(pool, get), min(calls, 1000), concurrent)


async def _ended(call: Awaitable[object]) -> float:
    begun = time.perf_counter()
    with suppress(CalendarError):
        await call
    return (time.perf_counter() - begun) * 1000


async def _exactness(base: str) -> None:
    limits = TransportLimits(read=0.2, total=0.5)
    async with AiohttpTransport(limits) as transport:
        silent = await _ended(transport.send(Request("GET", f"{base}/silent")))
        dribble = await _ended(transport.send(Request("GET", f"{base}/dribble")))
    transport = AiohttpTransport()
    calls = [asyncio.create_task(_ended(transport.send(Request("GET", f"{base}/silent")))) for _ in range(20)]
    await asyncio.sleep(0.1)
    begun = time.perf_counter()
    await transport.aclose(grace=0.2)
    await asyncio.gather(*calls)
    shutdown = (time.perf_counter() - begun) * 1000
    print("\nLimits kept (asked for, needed, in ms)")
    for row, wanted, needed in (("F3 read", 200, silent), ("F4 total", 500, dribble), ("F11 grace", 200, shutdown)):
        print(f"  {row:<10} {wanted:>6} {needed:>8.1f}")


def _print(title: str, found: dict[str, Figures]) -> None:
    bare: Any = found["bare aiohttp"]
    print(f"\n{title}\n  {'':<26}{'calls/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'cpu ms':>9}{'of bare':>9}{'cpu x':>8}")
    for name, f in found.items():
        print(
            f"  {name:<26}{f.rate:>9.0f}{f.p50:>9.2f}{f.p99:>9.2f}{f.cpu:>9.3f}"
            f"{f.rate / bare.rate:>9.2f}{f.cpu / bare.cpu:>8.1f}"
        )


async def _main(calls: int) -> None:
    with _redis() as redis_url:
        with _server(0.02) as base:
            _print("20 ms server, 50 at once", await _contest(base, redis_url, calls, 50))
        with _server(0.0) as base:
            _print("0 ms server, 500 at once", await _contest(base, redis_url, calls, 500))
            await _exactness(base)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=5000)
    parser.add_argument("--serve", type=float)
    arguments = parser.parse_args()
    if arguments.serve is None:
        asyncio.run(_main(arguments.calls))
    else:
        asyncio.run(_serve(arguments.serve))
