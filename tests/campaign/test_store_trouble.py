"""The store killed, paused, flushed of its scripts, failed over, or one node of three gone, under a bot that serves:
nothing promised is lost, everybody is told the truth, and everything resumes by itself within 10 s.

CAMPAIGN_PAUSE: seconds for which the store is paused, 4 by default (just over its time-out). CAMPAIGN_PAUSE=10 is the
long form, in which every kind of trouble is met; the ordinary run has a kill, a pause and a fail-over.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from calendar_core.clock import SystemClock
from tests.campaign.campaign import PEOPLE, Stage, stage
from tests.campaign.ledger import Asked, Disturbance, Told, title_word
from tests.store.servers import FailOver, Server, fail_over, join_cluster, servers

pytestmark = pytest.mark.xdist_group("real_time")

_PAUSE = float(os.environ.get("CAMPAIGN_PAUSE", "4"))
_long_form = pytest.mark.skipif("CAMPAIGN_PAUSE" not in os.environ, reason="CAMPAIGN_PAUSE=10 asks for the long form")
_RESUMED_WITHIN = 10.0
_PATIENCE = 20.0
_ALARM_IN = 7
_BREATH = 1.5  # seconds between two bookings of a person: all together stay within 60 writes a minute
_TOLD_WITHIN = 9.0  # seconds while nothing answers: one time-out of the store, and what Google takes
*LOAD, DEE = PEOPLE
_titles = itertools.count(1)

Strike = Callable[[], Awaitable[None]]


@pytest.fixture
def clock() -> SystemClock:
    """Time that nobody moves."""
    return SystemClock()


@pytest.fixture
async def two(clock: SystemClock) -> AsyncIterator[Stage]:
    async with stage(2, seed=5) as standing:
        yield standing


@pytest.fixture
async def pair(clock: SystemClock) -> AsyncIterator[FailOver]:
    async with fail_over(clock) as pair:
        yield pair


@pytest.fixture
async def nodes(clock: SystemClock) -> AsyncIterator[list[Server]]:
    """A cluster of three that persists."""
    options = ("--cluster-enabled", "yes", "--cluster-require-full-coverage", "no", "--appendonly", "yes")
    with servers(3, *options, "--appendfsync", "always") as nodes:
        await join_cluster(nodes, clock)
        yield nodes


async def _says(standing: Stage, chat: int, text: str, title: str = "") -> tuple[Told | None, float]:
    """Say it; the first answer that names the title (or any, without one), and after how many seconds."""
    began, before = standing.clock.monotonic(), len(standing.telegram.calls)
    standing.telegram.user_says(text, user_id=chat)

    def answers() -> list[Told]:
        said = standing.ledger.told(chat)
        return [one for one in said if one.number >= before and (title in one.titles if title else one.text)]

    with suppress(TimeoutError):
        await standing.telegram.wait_for(lambda: bool(answers()), _PATIENCE)
    return next(iter(answers()), None), standing.clock.monotonic() - began


async def _books(standing: Stage, chat: int) -> tuple[Told | None, float]:
    asked = Asked(title_word(next(_titles) * 7919 % 390_625), chat, ["book"])
    standing.ledger.asked[asked.title] = asked
    return await _says(standing, chat, f"Review {asked.title} tomorrow 9am", asked.title)


async def _is_reminded(standing: Stage, chat: int) -> None:
    """Something to be reminded of, due while the store is in trouble or soon after."""
    due = standing.clock.now() + timedelta(seconds=_ALARM_IN)
    asked = Asked(title_word(next(_titles) * 7919 % 390_625), chat, ["book"], due=due)
    standing.ledger.asked[asked.title] = asked
    await _says(standing, chat, f"Call {asked.title} in {_ALARM_IN} seconds", asked.title)


async def _lives_through(standing: Stage, strike: Strike) -> None:
    """People book one thing after another, the store is struck, DEE speaks meanwhile and afterwards.

    Asserts that DEE was answered both times, afterwards within 10 s, and that the books add up.
    """
    clock, over = standing.clock, asyncio.Event()

    waits: list[float] = []

    async def live(chat: int) -> None:
        while not over.is_set():
            waits.append((await _books(standing, chat))[1])
            await clock.sleep(_BREATH)

    living = [asyncio.create_task(live(chat)) for chat in LOAD]
    await _books(standing, DEE)
    await _is_reminded(standing, DEE)
    began = clock.now()
    struck = asyncio.create_task(strike())  # type: ignore[arg-type]
    await clock.sleep(0.3)
    meanwhile, waited = await _books(standing, DEE)
    await struck
    answer, resumed = await _says(standing, DEE, "/list")
    standing.ledger.disturbances.append(Disturbance("store", began, clock.now()))
    over.set()
    await asyncio.gather(*living)
    began_to_settle = clock.monotonic()
    settled = await standing.settled(40)
    quiet = clock.monotonic() - began_to_settle

    print(
        f"\nmeanwhile told after {waited:.1f} s: {meanwhile.verdict if meanwhile else None}; afterwards answered "
        f"within {resumed:.1f} s, quiet after {quiet:.1f} s; {len(standing.ledger.asked)} asked for, the slowest "
        f"answer after {max(waits):.1f} s"
    )
    if meanwhile is None or answer is None or not settled:
        print("\n".join(line for line in standing.fleet.logs().splitlines() if '"level": "info"' not in line)[-5000:])
    assert meanwhile is not None
    assert waited < _TOLD_WITHIN, "a person is told meanwhile, not afterwards"
    assert answer is not None
    assert resumed < _RESUMED_WITHIN
    assert not standing.ledger.broken()
    assert settled
    assert await standing.parked() == 0


async def test_killed_and_back(two: Stage) -> None:
    """kill -9 of the store and a restart from its append-only file a second later."""
    await _lives_through(two, lambda: two.trouble.kill_redis(1.0))


async def test_paused(two: Stage) -> None:
    """The store hangs for longer than its time-out (SIGSTOP), with connections open and nothing said."""
    await _lives_through(two, lambda: two.trouble.pause_redis(_PAUSE))


@_long_form
async def test_scripts_flushed(two: Stage) -> None:
    """The store forgets its scripts again and again."""

    async def flush() -> None:
        async with Redis.from_url(two.redis_url) as client:
            for _ in range(20):
                await client.script_flush()
                await two.clock.sleep(0.1)

    await _lives_through(two, flush)


async def test_failed_over(pair: FailOver, clock: SystemClock) -> None:
    """The primary dies for good and Sentinel promotes its replica."""

    async def strike() -> None:
        pair.primary.kill()
        await pair.promoted(clock)

    async with stage(2, seed=6, redis_url=pair.url) as standing:
        await _lives_through(standing, strike)


@_long_form
async def test_a_hung_primary_is_replaced(pair: FailOver, clock: SystemClock) -> None:
    """The primary hangs, is replaced, and comes back believing that it still is one: nobody writes to it."""

    async def strike() -> None:
        assert pair.primary.process is not None
        os.kill(pair.primary.process.pid, signal.SIGSTOP)
        await pair.promoted(clock)
        await clock.sleep(_PAUSE)
        os.kill(pair.primary.process.pid, signal.SIGCONT)

    async with stage(2, seed=7, redis_url=pair.url) as standing:
        await _lives_through(standing, strike)


@_long_form
async def test_a_node_of_three_is_gone_for_a_while(nodes: list[Server], clock: SystemClock) -> None:
    """Each node of a cluster is killed in turn and comes back with what it had on disk."""

    async def strike() -> None:
        for node in nodes:
            node.kill()
            await clock.sleep(0.7)
            node.start()

    hosts = ",".join(f"127.0.0.1:{node.port}" for node in nodes)
    async with stage(2, seed=8, redis_url=f"redis+cluster://{hosts}") as standing:
        await _lives_through(standing, strike)
