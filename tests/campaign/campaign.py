"""One campaign: a fleet of bots under load, killed again and again, and the books compared when all is quiet."""

from __future__ import annotations

import asyncio
import random
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from redis.exceptions import RedisError

from calendar_core.clock import SystemClock
from calendar_core.errors import StoreUnavailable
from calendar_core.store.connection import Store
from calendar_core.store.inbox import RedisInboxStore
from calendar_core.store.outbox import RedisOutboxStore
from calendar_core.store.reminders import RedisReminderStore
from sandbox.google import GoogleSandbox
from sandbox.telegram import TelegramSandbox
from tests.campaign.fleet import Fleet
from tests.campaign.ledger import Ledger, Verdict
from tests.campaign.people import Hand, Person, Titles
from tests.campaign.trouble import Trouble
from tests.ports import free_ports
from tests.store.servers import Server

PEOPLE = (1001, 1002, 1003, 1004)
_UP_WITHIN = 20.0
_LONGEST_LEASE = 65.0


@dataclass(frozen=True)
class Plan:
    """What a campaign does. settle: seconds within which everything has to be quiet after the last fault."""

    processes: int
    kills: int
    seed: int
    pause: float = 1.5
    redis_kills: int = 0
    redis_pauses: int = 0
    stops: int = 0
    settle: float = 60.0


class Stage:
    """Everything a campaign needs, standing: the stand-ins, a Redis of its own, a fleet.

    redis_url: of the Redis to use instead; whoever gives it starts and ends that.
    """

    def __init__(self, processes: int, seed: int, folder: Path, redis_url: str = "") -> None:
        self.clock = SystemClock()
        self.google = GoogleSandbox(self.clock, random.Random(seed), time_zone="Asia/Kuala_Lumpur")
        self.telegram = TelegramSandbox(self.clock)
        options = ("--appendonly", "yes", "--appendfsync", "everysec")
        self.redis = Server(folder / "redis", free_ports(1)[0], options)
        self.redis_url = redis_url or self.redis.url
        self.ledger = Ledger(self.google, self.telegram, PEOPLE)
        self.rng = random.Random(seed)
        self._processes = processes
        self._folder = folder
        self.fleet: Fleet
        self.trouble: Trouble

    async def start(self) -> None:
        """Raises TimeoutError where the people are not greeted in time."""
        await self.google.start()
        await self.telegram.start()
        if self.redis_url == self.redis.url:
            self.redis.start()
        self.store = Store.open(self.redis_url, self.clock)
        settings = {
            "TELEGRAM_BOT_TOKEN": self.telegram.token,
            "TELEGRAM_API_BASE_URL": self.telegram.base_url,
            "TELEGRAM_ALLOWED_USER_IDS": ",".join(str(chat) for chat in PEOPLE),
            "GOOGLE_CLIENT_ID": self.google.client_id,
            "GOOGLE_CLIENT_SECRET": self.google.client_secret,
            "GOOGLE_REFRESH_TOKEN": self.google.refresh_token,
            "GOOGLE_API_ENDPOINT": self.google.api_endpoint,
            "GOOGLE_TOKEN_URI": self.google.token_uri,
            "REDIS_URL": self.redis_url,
            "REMINDER_MINUTES": "0",
        }
        self.fleet = Fleet(self._processes, settings, self._folder, self.clock)
        self.trouble = Trouble(self.fleet, self.redis, self.google, self.telegram, self.ledger, self.clock, self.rng)
        self.fleet.start()
        for chat in PEOPLE:
            self.telegram.user_says("/start", user_id=chat)
        await self.telegram.wait_for(lambda: all(self.telegram.replies(chat) for chat in PEOPLE), _UP_WITHIN)

    async def stop(self) -> None:
        self.fleet.kill_all()
        await self.store.aclose()
        if self.redis.process is not None:
            self.redis.kill()
        await self.telegram.stop()
        await self.google.stop()

    async def settled(self, within: float) -> bool:
        """Nothing waits anywhere (no update, no kept write, no reminder that is due) and the books add up.

        False after `within` seconds, or where nothing has waited for longer than any lease and the books still do
        not add up; what is missing is then in the ledger's `broken`.
        """
        until = self.clock.monotonic() + within
        busy = self.clock.monotonic()
        while (now := self.clock.monotonic()) < min(until, busy + _LONGEST_LEASE):
            if not await self._quiet():
                busy = now
            elif not self.ledger.broken():
                return True
            await self.clock.sleep(0.2)
        return False

    async def _quiet(self) -> bool:
        inbox, outbox = RedisInboxStore(self.store), RedisOutboxStore(self.store)
        with suppress(StoreUnavailable, RedisError):
            due = await RedisReminderStore(self.store).next_due()
            now = self.clock.now()
            # What people have asked for to come soon belongs to the campaign: it is waited for.
            soon = [asked.due for asked in self.ledger.asked.values() if asked.due is not None and asked.due > now]
            waits = await inbox.depth() or await outbox.pending("main") or soon or (due is not None and due <= now)
            return self.telegram.quiet and not waits
        return False

    async def parked(self) -> int:
        return await RedisInboxStore(self.store).parked()


@asynccontextmanager
async def stage(processes: int, seed: int, redis_url: str = "") -> AsyncIterator[Stage]:
    """A stage, started, and swept away at the end whatever happened."""
    folder = Path(tempfile.mkdtemp(prefix="calbot-campaign-"))
    standing = Stage(processes, seed, folder, redis_url)
    try:
        await standing.start()
        yield standing
    finally:
        await standing.stop()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Figures:
    """What a campaign counted. repeated: messages told again; in_flight: sends under way at the kills."""

    plan: Plan
    seconds: float
    kills: int
    stops: int
    redis_kills: int
    redis_pauses: int
    asked: int
    booked: int
    kept: int
    refused: int
    reminders: int
    repeated: int
    repeated_reminders: int
    in_flight: int
    settled_after: float
    broken: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.plan.processes} process(es), seed {self.plan.seed}: {self.kills} kills, {self.stops} stops, "
            f"Redis killed {self.redis_kills} and paused {self.redis_pauses} times in {self.seconds:.0f} s; "
            f"{self.asked} events asked for, {self.booked} stand or stood in Google, {self.kept} kept on the way, "
            f"{self.refused} refused; {self.reminders} reminders sent; repeated {self.repeated}, of them reminders "
            f"{self.repeated_reminders}, with {self.in_flight} sends in flight at the kills; quiet "
            f"{self.settled_after:.0f} s after the last fault; {len(self.broken)} promises broken"
        )


async def run(plan: Plan) -> Figures:
    """Play it. Everything that does not add up is in `broken`."""
    async with stage(plan.processes, plan.seed) as standing:
        began = standing.clock.monotonic()
        await _under_load(standing, plan)
        standing.trouble.over()
        ended = standing.clock.monotonic()
        quiet = await standing.settled(plan.settle)
        after = standing.clock.monotonic() - ended
        broken = [] if quiet else [f"not quiet after {plan.settle:.0f} s"]
        broken += await _at_the_end(standing)
        return _figures(standing, plan, standing.clock.monotonic() - began, after, broken)


async def _under_load(standing: Stage, plan: Plan) -> None:
    titles = Titles()
    over = asyncio.Event()
    people = [
        Person(chat, standing.telegram, standing.ledger, titles, standing.clock, random.Random(plan.seed * 1000 + chat))
        for chat in PEOPLE
    ]
    hand = Hand(standing.google, standing.telegram, standing.ledger, titles, standing.clock)
    living = [asyncio.create_task(person.live(over.is_set, plan.pause)) for person in people]
    try:
        for act in _acts(plan, standing.rng):
            hand.put(standing.rng.uniform(4, 10))
            await _do(standing.trouble, act)
        over.set()
        await asyncio.gather(*living)
    finally:
        for life in living:
            life.cancel()


def _acts(plan: Plan, rng: random.Random) -> list[str]:
    acts = ["strike"] * max(1, plan.kills // max(1, plan.processes)) + ["stop"] * plan.stops
    acts += ["redis killed"] * plan.redis_kills + ["redis paused"] * plan.redis_pauses
    rng.shuffle(acts)
    return acts


async def _do(trouble: Trouble, act: str) -> None:
    if act == "redis killed":
        await trouble.kill_redis(1.0)
    elif act == "redis paused":
        await trouble.pause_redis(10.0)
    elif act == "stop":
        await trouble.stop_one()
    else:
        await trouble.strike()


async def _at_the_end(standing: Stage) -> list[str]:
    broken = standing.ledger.broken()
    if parked := await standing.parked():
        broken.append(f"{parked} updates parked")
    codes = standing.trouble.exit_codes + await standing.fleet.stop()
    broken += [f"exit code {code} after SIGTERM" for code in codes if code != 0]
    if left := standing.fleet.left_behind():
        broken.append(f"{len(left)} processes left behind")
    logs = standing.fleet.logs()
    broken += [f"title {title} in a log" for title in standing.ledger.asked if title in logs]
    if standing.telegram.token in logs:
        broken.append("the token in a log")
    broken += standing.google.contract_violations + standing.telegram.contract_violations
    return broken


def _figures(standing: Stage, plan: Plan, seconds: float, after: float, broken: list[str]) -> Figures:
    ledger, trouble = standing.ledger, standing.trouble
    told = ledger.told()
    repeats = ledger.repeats(told)
    return Figures(
        plan=plan,
        seconds=seconds,
        kills=trouble.kills,
        stops=trouble.stops,
        redis_kills=trouble.redis_kills,
        redis_pauses=trouble.redis_pauses,
        asked=len(ledger.asked),
        booked=len(ledger.standing()),
        kept=sum(one.verdict is Verdict.KEPT for one in told),
        refused=sum(one.verdict is Verdict.REFUSED for one in told),
        reminders=sum(one.verdict is Verdict.REMINDED for one in told),
        repeated=len(repeats),
        repeated_reminders=sum(again.verdict is Verdict.REMINDED for _, again in repeats),
        in_flight=trouble.in_flight,
        settled_after=after,
        broken=tuple(broken),
    )
