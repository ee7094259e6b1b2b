"""One soak: three processes at the limit, one request in fifty struck, processes and Redis killed; then the books.

Over 300 lines and one thing: what stands, what happens to it and what was counted of it are read together.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path

import msgspec
from cryptography.fernet import Fernet
from redis.asyncio import Redis

from calendar_core.clock import SystemClock
from calendar_core.errors import StoreUnavailable
from calendar_core.resilience import Limits
from calendar_core.store.connection import Store
from calendar_core.store.inbox import RedisInboxStore
from calendar_core.store.outbox import RedisOutboxStore
from sandbox.google import GoogleSandbox
from tests.campaign.fleet import Fleet
from tests.ports import free_ports
from tests.soak.faults import seldom
from tests.soak.people import Asker, Books
from tests.soak.settings import PROCESSES, VARIABLE, Held, Person, SoakSettings
from tests.soak.windows import Arrivals, Most, Span
from tests.store.servers import Server

_SHELF = 30
_AWAY = 1.0  # seconds that Redis is paused or gone for
_LOST_WITHIN = 0.5  # seconds between a question that Redis does not answer and the limiter going on alone
_TURN = 0.05
_NOTICED = 2.0  # seconds after which every limiter has found it again


@dataclass(frozen=True)
class Plan:
    """What a soak does. Times are seconds.

    kill_every: a process, never the first one, whose memory is watched. redis_every: the next thing that happens to
    Redis, the first of them after `redis_from`. askers: chats that write. settle: within which everything promised has
    to be finished. settings: overrides of SoakSettings.
    """

    seconds: float
    kill_every: float
    redis_from: float
    redis_every: float
    askers: int
    settle: float
    seed: int
    settings: dict[str, float]


class Stage:
    """The stand-in, a Redis of its own, three processes, and the books."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan = plan
        self.folder = folder
        self.clock = SystemClock()
        self.rng = random.Random(plan.seed)
        self.google = GoogleSandbox(self.clock, random.Random(plan.seed), email="ann@example.com")
        # Each write is on disk before it is acknowledged: what a kill loses is then never a promise.
        options = ("--appendonly", "yes", "--appendfsync", "always")
        self.redis = Server(folder / "redis", free_ports(1)[0], options)
        self.books = Books(folder)
        self.owner: dict[str, str] = {}
        self.spans: list[Span] = []
        self.kills = 0
        self.happened: Counter[str] = Counter()
        self.forgiven = 0
        self.late = 0.0
        self.faults = seldom(self.rng, plan.settings["attempt"])
        self.settings: SoakSettings
        self.arrivals: Arrivals
        self.fleet: Fleet

    async def start(self) -> None:
        await self.google.start()
        self.redis.start()
        self.store = Store.open(self.redis.url, self.clock)
        self.settings = msgspec.convert({**self._told(), **self.plan.settings}, SoakSettings)
        chosen = self.settings
        self.limits = Limits(
            reads=chosen.reads,
            writes=chosen.writes,
            per_user=chosen.per_user,
            per_project=chosen.per_project,
            window=chosen.window,
        )
        self.arrivals = Arrivals(self.limits)
        environment = {VARIABLE: msgspec.json.encode(self.settings).decode()}
        self.fleet = Fleet(
            PROCESSES,
            environment,
            self.folder,
            self.clock,
            module="tests.soak.process",
            stops_within=4 * chosen.retry + 20,  # a listing of four pages may be under way
        )
        self.fleet.start()

    def _told(self) -> dict[str, object]:
        ben = self.google.add_account("ben@example.com")
        people = []
        for account in (self.google.account, ben):
            shelf = self.google.add_calendar(f"shelf of {account.email}", "Shelf", account=account)
            for number in range(_SHELF):
                day = f"2026-12-{number + 1:02}"
                body = {"id": f"shelf{number:02}", "summary": f"shelf {number:02}", "start": {"date": day}}
                self.google.put_event({**body, "end": {"date": day}}, shelf.id)
            people.append(Person(account.email.partition("@")[0], account.refresh_token, account.email, shelf.id))
        return {
            "redis": self.redis.url,
            "api_endpoint": self.google.api_endpoint,
            "token_uri": self.google.token_uri,
            "client_id": self.google.client_id,
            "client_secret": self.google.client_secret,
            "people": people,
            "key": Fernet.generate_key().decode(),
            "folder": str(self.folder),
            "shelf": _SHELF,
        }

    async def stop(self) -> None:
        self.fleet.kill_all()
        await self.store.aclose()
        if self.redis.process is not None:
            self.redis.kill()
        await self.google.stop()

    # --- what happens meanwhile -------------------------------------------------------------------------------------

    async def look(self) -> None:
        """Take in what was said and what came in, again and again."""
        while True:
            due = self.clock.monotonic() + _TURN
            await self.clock.sleep(_TURN)
            self.late = max(self.late, self.clock.monotonic() - due)
            self.take_in()

    def take_in(self) -> None:
        self.owner |= {text: token.email for text, token in self.google.oauth.access_tokens.items()}
        self.books.read()
        self.arrivals.take(self.google.requests, self.owner)
        self.google.requests.clear()

    async def kill_processes(self) -> None:
        for number in cycle(range(1, PROCESSES)):
            await self.clock.sleep(self.plan.kill_every)
            self.fleet.replicas[number].kill()
            self.kills += 1
            self.fleet.replicas[number].start()

    async def trouble_redis(self) -> None:
        await self.clock.sleep(self.plan.redis_from)
        for what in cycle((self.flush_scripts, self.pause_redis, self.evict_limits, self.kill_redis)):
            await what()
            self.happened[what.__name__.replace("_", " ")] += 1
            await self.clock.sleep(self.plan.redis_every)

    async def flush_scripts(self) -> None:
        async with Redis.from_url(self.redis.url) as client:
            await client.script_flush()

    async def end_tokens(self) -> None:
        """Google refuses every access token given so far."""
        self.take_in()
        self.google.expire_access_tokens()

    async def pause_redis(self) -> None:
        assert self.redis.process is not None
        began = self.now()
        os.kill(self.redis.process.pid, signal.SIGSTOP)
        try:
            await self.clock.sleep(_AWAY)
        finally:
            os.kill(self.redis.process.pid, signal.SIGCONT)
        self.spans.append(Span("paused", began, self.now() + _NOTICED))

    async def kill_redis(self) -> None:
        began = self.now()
        self.redis.kill()
        await self.clock.sleep(_AWAY)
        self.redis.start()
        self.spans.append(Span("killed", began, self.now() + _NOTICED))

    async def evict_limits(self) -> None:
        """All that the limiter keeps goes, as it may where memory is short: what was started is forgiven."""
        began = self.now()
        async with Redis.from_url(self.redis.url) as client:
            async for key in client.scan_iter("rate_limit:*"):
                if b":starts:" in key and key.count(b":") == 4:
                    self.forgiven += await client.zcard(key)
                await client.unlink(key)
        self.spans.append(Span("evicted", began, self.now()))

    def now(self) -> float:
        return self.clock.now().timestamp()

    # --- the end ----------------------------------------------------------------------------------------------------

    async def settled(self, living: list[asyncio.Task[None]]) -> bool:
        """Every asker has its last answer and nothing waits. False where that takes longer than it may."""
        inbox, outbox = RedisInboxStore(self.store), RedisOutboxStore(self.store)
        with suppress(TimeoutError):
            async with asyncio.timeout(self.plan.settle):
                await asyncio.wait(living)  # not gathered: what is still open then stays so, and is counted
                while True:
                    with suppress(StoreUnavailable):
                        kept = [await outbox.pending(person.account) for person in self.settings.people]
                        if not any(kept) and not await inbox.depth():
                            return True
                    await self.clock.sleep(0.1)
        return False

    async def what_waits(self) -> str:
        """What keeps it from being quiet."""
        inbox, outbox = RedisInboxStore(self.store), RedisOutboxStore(self.store)
        kept = [entry for person in self.settings.people for entry in await outbox.pending(person.account)]
        writes = [
            f"{one.action.value} after {one.attempts} tries, last {one.last_error or 'none'}, verdict "
            f"{one.verdict or 'none'}"
            for one in kept
        ]
        return "; ".join([f"{self.books.open} jobs open", f"{await inbox.depth()} updates wait", *writes])


@dataclass(frozen=True)
class Figures:
    """What a soak counted.

    exact: windows as the server saw them fill. slack: the same for windows shorter by `late`, the longest time in
    seconds that this machine let a process and the server wait for a processor: a request may come in that much later
    than its place was given, which no limiter can know.
    """

    plan: Plan
    requests: int
    struck: dict[str, int]
    kills: int
    happened: dict[str, int]
    told: dict[str, int]
    reads: dict[str, int]
    events: int
    exact: list[Most]
    slack: list[Most]
    late: float
    forgiven: int
    alone: int
    held: list[list[Held]]
    settled_after: float
    broken: list[str]

    def __str__(self) -> str:
        struck = sum(self.struck.values())
        lines = [
            f"{self.plan.seconds:.0f} s, seed {self.plan.seed}: {self.requests} requests of {PROCESSES} processes, "
            f"{struck} struck ({struck / max(1, self.requests):.1%}: {_counted(self.struck)}); {self.kills} processes "
            f"killed; {_counted(self.happened)}",
            f"writes: {self.events} events; {_counted(self.told)}; quiet {self.settled_after:.1f} s after the end",
            f"reads: {_counted(self.reads)}",
            f"{'window':14}{'limit':>8}{'most':>8}{'less late':>13}{'Redis away':>12}",
        ]
        for exact, slack in zip(self.exact, self.slack, strict=True):
            lines.append(f"{exact.level:14}{exact.limit:8}{exact.most:8}{slack.most:13}{exact.forgiven:12}")
        lines.append(
            f"late: {self.late * 1000:.0f} ms at most; {self.forgiven} starts forgiven by eviction; "
            f"{self.alone} times a process kept its limits alone"
        )
        for samples in self.held:
            first, last = samples[0], samples[-1]
            lines.append(
                f"process: {last.seconds - first.seconds:.0f} s from warm to its end, memory {first.rss} -> {last.rss} "
                f"KiB, tasks {first.tasks} -> {last.tasks}, descriptors {first.descriptors} -> {last.descriptors}"
            )
        return "\n".join([*lines, f"{len(self.broken)} promises broken", *self.broken[:20]])


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items()))


@asynccontextmanager
async def stage(plan: Plan) -> AsyncIterator[Stage]:
    """A stage, started, and swept away at the end whatever happened."""
    folder = Path(tempfile.mkdtemp(prefix="calbot-soak-"))
    standing = Stage(plan, folder)
    try:
        await standing.start()
        yield standing
    finally:
        await standing.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def run(plan: Plan) -> Figures:
    """Play it. Everything that does not add up is in `broken`."""
    async with stage(plan) as standing:
        looking = asyncio.create_task(standing.look())
        over = asyncio.Event()
        numbers = count(1)
        inbox = RedisInboxStore(standing.store)
        people = cycle(standing.settings.people)
        living = [
            asyncio.create_task(Asker(chat, next(people), inbox, standing.books, standing.clock, numbers).live(over))
            for chat in range(1, plan.askers + 1)
        ]
        standing.google.faults.add(*standing.faults)
        trouble = [asyncio.create_task(standing.kill_processes()), asyncio.create_task(standing.trouble_redis())]
        await standing.clock.sleep(plan.seconds)
        over.set()
        ended = standing.clock.monotonic()
        await _end(trouble)
        standing.google.faults.clear()
        quiet = await standing.settled(living)
        after = standing.clock.monotonic() - ended
        broken = [] if quiet else [f"not quiet after {plan.settle:.0f} s: {await standing.what_waits()}"]
        codes = await standing.fleet.stop()
        broken += [f"exit code {code} after SIGTERM" for code in codes if code != 0]
        await _end([looking, *living])
        standing.take_in()
        return _figures(standing, after, broken)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, Exception):
            raise result


def _figures(standing: Stage, after: float, broken: list[str]) -> Figures:
    alone = [
        Span("alone", began - _LOST_WITHIN, ended + _NOTICED) for began, ended in standing.books.alone(standing.now())
    ]
    spans = [*standing.spans, *alone]
    exact = standing.arrivals.fullest(spans)
    held, reads = _held(standing.books)
    late = standing.late + max(sample.late for samples in standing.books.held.values() for sample in samples)
    slack = standing.arrivals.fullest(spans, slack=late)
    broken += standing.books.against(standing.google)
    broken += [
        f"{level.level}: {level.most} in a window of {level.limit}" for level in slack if level.most > level.limit
    ]
    broken += [
        f"{level.level}: {level.forgiven} in a window of {level.limit} across a loss"
        for level in slack
        if level.forgiven > 2 * level.limit
    ]
    broken += _leaks(held)
    broken += standing.google.contract_violations
    logs = standing.fleet.logs()
    broken += [f"a log says {word}" for word in ("Traceback", "soak 0", "@example.com") if word in logs]
    struck: Counter[str] = Counter()
    for fault in standing.faults:
        struck[fault.group] += fault.struck
    return Figures(
        plan=standing.plan,
        requests=standing.arrivals.requests,
        struck=dict(struck),
        kills=standing.kills,
        happened=dict(standing.happened),
        told=dict(standing.books.told),
        reads=reads,
        events=len(standing.books.asked),
        exact=exact,
        slack=slack,
        late=late,
        forgiven=standing.forgiven,
        alone=len(alone),
        held=held,
        settled_after=after,
        broken=broken,
    )


def _held(books: Books) -> tuple[list[list[Held]], dict[str, int]]:
    """From warm to the end, of each process that lived so long; and what all together have read."""
    lives, reads = [], Counter[str]()
    for samples in books.held.values():
        reads.update(samples[-1].reads)
        warm = next((index for index, sample in enumerate(samples) if sample.when == "warm"), None)
        if warm is not None and samples[-1].when == "end":
            lives.append(samples[warm:])
    return lives, dict(reads)


def _leaks(held: list[list[Held]]) -> list[str]:
    broken = [] if held else ["no process lived from its warm-up to the end"]
    for samples in held:
        warm, end = samples[0], samples[-1]
        if end.tasks > warm.tasks:
            broken.append(f"{end.tasks} tasks at rest, after the warm-up {warm.tasks}")
        if end.descriptors > warm.descriptors:
            broken.append(f"{end.descriptors} descriptors at rest, after the warm-up {warm.descriptors}")
    return broken
