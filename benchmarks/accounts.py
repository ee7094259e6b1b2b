"""How far one process goes: `python -m benchmarks.accounts [accounts]` (10,000 by default).

So many accounts, each with a calendar and a person, are kept in step by one worker through the whole Google client
(limiter, breaker, token, transport) with a Redis and a simulated Google beside it, each a process of its own. Three
measurements: filling them all for the first time; the steady state at the period that the daily quota leaves them,
for a minute of real time; and everything due at once, which says what one core can do. From these follows what gives
way first.
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import uvloop
from redis.asyncio import Redis

from benchmarks.processes import ROOT, cpu_of
from calendar_core.clock import SystemClock
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.calendar import GoogleCalendar
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.token_endpoint import GoogleAccount
from calendar_core.ports import CalendarRef, Person
from calendar_core.resilience import Limits, RateLimiter
from calendar_core.store.connection import Store
from calendar_core.store.embedded import start_embedded
from calendar_core.store.events import RedisEventStore
from calendar_core.store.limits import RedisLimiterStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.sync.decisions import DAILY_QUOTA, SyncPolicy, poll_period
from calendar_core.sync.engine import SyncEngine
from calendar_core.sync.worker import SyncWorker

EVENTS = 30
STEADY = 60.0  # seconds
_SIMULATED = """
import asyncio, random, sys
from datetime import timedelta
from calendar_core.clock import SystemClock
from sandbox.google import GoogleSandbox

async def serve():
    google = GoogleSandbox(SystemClock(), random.Random(1))
    for number in range(int(sys.argv[1])):
        start = google.clock.now() + timedelta(hours=5 + 11 * number)
        google.put_event({"summary": f"Meeting {number}", "start": {"dateTime": start.isoformat()},
                          "end": {"dateTime": (start + timedelta(hours=1)).isoformat()}})
    await google.start()
    print(google.api_endpoint, google.token_uri, google.client_id, google.client_secret, google.refresh_token,
          flush=True)
    while True:
        google.faults.exchanges.clear()
        await asyncio.sleep(5)

asyncio.run(serve())
"""


@dataclass(frozen=True)
class Google:
    """The simulated Google: its process, and what a client has to know of it."""

    process: subprocess.Popen[bytes]
    endpoint: str
    token_uri: str
    client_id: str
    client_secret: str
    refresh_token: str

    @classmethod
    def start(cls) -> Google:
        process = subprocess.Popen(  # noqa: S603 - our own Python
            [sys.executable, "-c", _SIMULATED, str(EVENTS)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        return cls(process, *process.stdout.readline().decode().split())

    def account(self, name: str) -> GoogleAccount:
        return GoogleAccount(name, self.client_id, self.client_secret, self.refresh_token, self.token_uri)


class Counted(GoogleCalendar):
    """The real adapter of one account. requests: listings asked for, over all accounts."""

    requests = 0

    async def list_window(self, *args: object, **more: object):  # type: ignore[no-untyped-def]
        Counted.requests += 1
        return await super().list_window(*args, **more)  # type: ignore[arg-type]

    async def list_changes(self, *args: object, **more: object):  # type: ignore[no-untyped-def]
        Counted.requests += 1
        return await super().list_changes(*args, **more)  # type: ignore[arg-type]


class House:
    """All accounts on one process. api_of: the calendar of an account, made when it is first asked for."""

    def __init__(self, google: Google, redis: Redis, transport: AiohttpTransport, limits: Limits) -> None:
        self.clock = SystemClock()
        self.redis = redis
        self._google, self._transport = google, transport
        self._limiter = RateLimiter(RedisLimiterStore(redis, clock=self.clock), limits=limits, clock=self.clock)
        self._apis: dict[str, Counted] = {}
        store = Store(redis, self.clock)
        self.events, self.people = RedisEventStore(store), RedisPeopleStore(store)
        self.refs: list[CalendarRef] = []
        rng = random.Random(7)
        self.engine = SyncEngine(self.api_of, self.events, self.people, clock=self.clock, rng=rng)
        self.worker = SyncWorker(self.engine, self.events, clock=self.clock, calendars=self.known)

    async def known(self) -> list[CalendarRef]:
        return self.refs

    def api_of(self, account: str) -> Counted:
        if account not in self._apis:
            client = GoogleCalendarClient(
                self._google.account(account),
                self._limiter,
                transport=self._transport,
                api_endpoint=self._google.endpoint,
                clock=self.clock,
            )
            self._apis[account] = Counted(client)
        return self._apis[account]

    async def enrol(self, accounts: int) -> None:
        for number in range(accounts):
            ref = CalendarRef(f"account-{number:05d}", "primary")
            await self.people.save_person(Person(number + 1, number + 1, ref.account_id))
            self.refs.append(ref)

    async def run_until(self, requests: int) -> None:
        """Ticks each second, as the scheduler has them, until so many requests were made."""
        while Counted.requests < requests:
            await self.worker.tick()
            await self.clock.sleep(1.0)
        await self.worker.settle()

    async def run_for(self, seconds: float) -> None:
        end = self.clock.monotonic() + seconds
        while self.clock.monotonic() < end:
            await self.worker.tick()
            await self.clock.sleep(1.0)
        await self.worker.settle()


@dataclass(frozen=True)
class Cost:
    """What a stretch of time has cost: seconds on the wall, seconds of CPU of each process, requests to Google."""

    wall: float
    bot: float
    redis: float
    requests: int

    def __str__(self) -> str:
        return (
            f"{self.requests:,} requests in {self.wall:.0f} s ({60 * self.requests / self.wall:,.0f} a minute); CPU of "
            f"one core: bot {100 * self.bot / self.wall:.1f} %, Redis {100 * self.redis / self.wall:.1f} %; a sync "
            f"{1000 * self.bot / max(1, self.requests):.2f} ms of the bot's"
        )


class Meter:
    """What has been used since it was made."""

    def __init__(self, redis_pid: int) -> None:
        self._redis_pid = redis_pid
        self._at = time.perf_counter(), time.process_time(), cpu_of(redis_pid), Counted.requests

    def read(self) -> Cost:
        now = time.perf_counter(), time.process_time(), cpu_of(self._redis_pid), Counted.requests
        wall, bot, redis, requests = (new - old for new, old in zip(now, self._at, strict=True))
        return Cost(wall, bot, redis, int(requests))


def _memory() -> float:
    """MB of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


async def measure(accounts: int, google: Google, redis: Redis, transport: AiohttpTransport) -> None:
    info = await redis.info()
    pid, before_redis, before_bot = int(info["process_id"]), int(info["used_memory"]), _memory()
    # What Google allows a project a minute is not what is measured when all are due at once.
    house = House(google, redis, transport, Limits(per_project=10_000_000))
    await house.enrol(accounts)
    meter = Meter(pid)
    await house.run_until(accounts)
    print(f"first sync of all  {meter.read()}")
    redis_kb = ((await redis.info("memory"))["used_memory"] - before_redis) / accounts / 1024
    bot_kb = (_memory() - before_bot) / accounts * 1024
    print(f"memory an account  bot {bot_kb:.1f} KB, Redis {redis_kb:.1f} KB with {EVENTS} events and their reminders")

    period = poll_period(accounts, SyncPolicy())
    now = house.clock.now()
    for number, ref in enumerate(house.refs):
        await house.events.sync_now(ref, now + period * number / accounts)
    meter = Meter(pid)
    await house.run_for(STEADY)
    steady = meter.read()
    print(f"steady state       each every {period.total_seconds():.0f} s: {steady}")

    now = house.clock.now()
    for ref in house.refs:
        await house.events.sync_now(ref, now)
    meter, done = Meter(pid), Counted.requests
    await house.run_until(done + accounts)
    _breaks_at(steady, meter.read())


def _breaks_at(steady: Cost, flat_out: Cost) -> None:
    """What gives way first, as accounts grow."""
    print(f"all due at once    {flat_out}")
    policy = SyncPolicy()
    a_second = flat_out.requests / flat_out.bot  # the simulated Google takes a core too; a real one does not
    longest, shortest = policy.longest.total_seconds(), policy.period.total_seconds()
    quota = 0.8 * DAILY_QUOTA / timedelta(days=1).total_seconds()
    for what, number in (
        ("80 % of Google's daily million, each every 300 s", quota * shortest),
        ("80 % of Google's daily million, each every 30 min", quota * longest),
        ("one core of the bot, each every 300 s", a_second * shortest),
        ("one core of the bot, each every 30 min", a_second * longest),
        ("10,000 requests a minute of a project, each every 300 s", 10_000 / 60 * shortest),
    ):
        print(f"gives way at       {number:10,.0f} accounts: {what}")


async def main(accounts: int) -> None:
    google = Google.start()
    try:
        with tempfile.TemporaryDirectory(prefix="accounts-bench") as folder:
            server = await start_embedded(Path(folder), SystemClock())
            redis = Redis.from_url(server.url)
            try:
                async with AiohttpTransport() as transport:
                    await measure(accounts, google, redis, transport)
            finally:
                await redis.aclose()
                await server.stop()
    finally:
        google.process.terminate()
        google.process.wait(10)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as the bot runs
        runner.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
