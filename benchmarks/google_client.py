"""What the whole onion costs: the client against bare aiohttp (and peers that are installed), in one run.

Run: `python -m benchmarks.google_client [--calls N]`. The server is another process on loopback, so CPU is the
client's alone. Rounds of the contestants alternate, and ratios are medians of the rounds'; absolute times say more
about the machine.
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
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import astuple, dataclass
from pathlib import Path

import aiohttp
from redis.asyncio import Redis
from redis.exceptions import RedisError

from benchmarks.bounds import at_least, at_most
from benchmarks.peers.google_clients import google_clients
from calendar_core.errors import CalendarError
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.transport import Request, TransportLimits
from calendar_core.resilience.limits import Limits
from calendar_core.resilience.rate_limiter import RateLimiter, SimpleRateLimiter
from calendar_core.store.embedded import spawn_server

Call = Callable[[], Awaitable[object]]

ROUNDS = 9
SLOW = ("httpx",)
"""Gets a fifth of the calls: its pool takes milliseconds of CPU for each of so many at once."""
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


async def _measure(call: Call, calls: int, concurrent: int) -> Figures:
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


async def _client_call(base: str, transport: AiohttpTransport, limiter: RateLimiter) -> Call:
    client = GoogleCalendarClient(
        "me",
        limiter,
        token_manager=_Token(),
        transport=transport,
        api_endpoint=f"{base}/calendar/v3/",
        rng=random.Random(1),
    )
    await client.get_service()
    return lambda: client.get_event("primary", "abcde12345")


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


async def _contest(base: str, redis_url: str, calls: int, concurrent: int) -> dict[str, list[Figures]]:
    """The figures of each contestant, round by round; none of one that is not installed."""
    found: dict[str, list[Figures]] = {}
    async with AsyncExitStack() as stack:
        contestants = await _contestants(stack, base, redis_url, concurrent)
        for present in filter(None, contestants.values()):
            await _measure(present, concurrent, concurrent)
        for _ in range(ROUNDS):
            for name, call in contestants.items():
                rounds = found.setdefault(name, [])
                if call is not None:
                    share = calls // ROUNDS // 5 if name in SLOW else max(calls // ROUNDS, 2 * concurrent)
                    rounds.append(await _measure(call, share, concurrent))
    return found


async def _contestants(stack: AsyncExitStack, base: str, redis_url: str, concurrent: int) -> dict[str, Call | None]:
    path = f"{base}/calendar/v3/calendars/primary/events/abcde12345?alt=json"
    token = {"authorization": "Bearer token"}
    session = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=concurrent)))

    async def bare() -> object:
        async with session.get(path, headers=token) as answer:
            return json.loads(await answer.read())

    transport = await stack.enter_async_context(AiohttpTransport(TransportLimits(pool_size=concurrent)))
    redis = await stack.enter_async_context(await _ready(Redis.from_url(redis_url)))
    request = Request("GET", path, token)
    contestants: dict[str, Call | None] = {
        "bare aiohttp": bare,
        "this client, one process": await _client_call(base, transport, SimpleRateLimiter(limits=_limits())),
        "this client, over Redis": await _client_call(base, transport, RateLimiter(redis, limits=_limits())),
        "its transport alone": lambda: transport.send(request),
    }
    return contestants | await google_clients(stack, base, concurrent)


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


def _asked(title: str, of_bare: float, tail: float, heavier: float) -> str:
    """Whether the bounds of the whole onion hold in the contest of that title."""
    if title.startswith("0 ms"):
        return f"  CPU {at_most(heavier, 6)}"
    return f"  rate {at_least(of_bare, 0.75)} p99 {at_most(tail, 2)}"


def _print(title: str, found: dict[str, list[Figures]]) -> None:
    bare = found["bare aiohttp"]
    head = ("calls/s", "p50 ms", "p99 ms", "cpu ms", "of bare", "p99 x", "cpu x")
    print(f"\n{title}\n  {'':<26}{''.join(f'{column:>9}' for column in head)}")
    for name, rounds in found.items():
        if not rounds:
            print(f"  {name:<26}  not installed")
            continue
        rate, p50, p99, cpu = (statistics.median(column) for column in zip(*map(astuple, rounds), strict=True))
        of_bare, tail, heavier = (
            statistics.median(getattr(mine, of) / getattr(its, of) for mine, its in zip(rounds, bare, strict=True))
            for of in ("rate", "p99", "cpu")
        )
        print(
            f"  {name:<26}{rate:>9.0f}{p50:>9.2f}{p99:>9.2f}{cpu:>9.3f}{of_bare:>9.2f}{tail:>9.2f}{heavier:>9.1f}"
            f"{_asked(title, of_bare, tail, heavier) if name == 'this client, over Redis' else ''}"
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
