"""The checkup: what differs from Google is found, mended by the least that helps, counted and kept."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from bot.health import CheckupPolicy, ConsistencyCheck, Outcome
from calendar_core.clock import AdjustableClock
from calendar_core.domain import Event
from calendar_core.errors import OutageError
from calendar_core.ports import CalendarRef, Person
from calendar_core.store.connection import Store
from calendar_core.store.events import RedisEventStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.watch import RedisWatchStore
from calendar_core.sync.engine import SyncEngine
from tests.store.makers import REF, event
from tests.sync.fake_google import FakeGoogle


class Counted:
    """An observer that adds up what is counted."""

    def __init__(self) -> None:
        self.counts: dict[str, float] = {}

    def count(self, name: str, amount: float = 1, /, **labels: str) -> None:
        key = " ".join((name, *labels.values()))
        self.counts[key] = self.counts.get(key, 0) + amount

    def duration(self, name: str, seconds: float, /, **labels: str) -> None: ...

    def level(self, name: str, value: float, /, **labels: str) -> None: ...


class Bench:
    """A calendar with three events in Google, synced into a real Redis."""

    def __init__(
        self, redis: Redis, clock: AdjustableClock, *, calendars: int = 1, sample: int = 3, period: float = 600
    ) -> None:
        self.clock, self.google, self.observer = clock, FakeGoogle(clock), Counted()
        store = Store(redis, clock)
        self.redis, self.book, self.events = redis, RedisWatchStore(store), RedisEventStore(store)
        people = RedisPeopleStore(store)
        self.people = people
        engine = SyncEngine(lambda _: self.google, self.events, people, clock=clock, rng=random.Random(1))
        self.refs = tuple(CalendarRef(REF.account_id, f"{REF.calendar_id}{n or ''}") for n in range(calendars))

        async def known() -> Sequence[CalendarRef]:
            return self.refs

        self.checkup = ConsistencyCheck(
            REF.account_id,
            engine,
            self.book,
            calendars=known,
            clock=clock,
            rng=random.Random(1),
            policy=CheckupPolicy(period, sample),
            observer=self.observer,
        )
        self.engine = engine

    async def fill(self) -> list[Event]:
        start = self.clock.now().replace(microsecond=0) + timedelta(hours=2)
        made = [self.google.put(event(name, start)) for name in ("one", "two", "three")]
        await self.people.save_person(Person(7, 7, REF.account_id))
        await self.engine.sync_calendar(REF)
        return made

    async def titles(self) -> dict[str, str]:
        found = await self.events.get_cached_events(REF, self.clock.now())
        return {one.id: one.title for one in found.events}


@pytest.fixture
def bench(redis: Redis, clock: AdjustableClock) -> Bench:
    return Bench(redis, clock)


async def test_a_cache_like_google_is_in_step(bench: Bench) -> None:
    """Where nothing differs nothing is written, and the figures say how much was compared."""
    await bench.fill()
    found = await bench.checkup.check(REF)
    assert (found.checked, found.differing, found.outcome) == (3, 0, Outcome.IN_STEP)
    assert bench.observer.counts == {"consistency.checked in_step": 1}


async def test_a_change_of_the_last_minutes_is_no_fault(bench: Bench) -> None:
    """What Google has and the next sync would bring anyway is not counted as a difference."""
    await bench.fill()
    bench.google.put(event("new", bench.clock.now() + timedelta(hours=3)))
    found = await bench.checkup.check(REF)
    assert (found.checked, found.outcome) == (4, Outcome.IN_STEP)


async def test_what_was_damaged_is_mended_and_counted(bench: Bench) -> None:
    """An event that the cache has lost, one that it made up and one that it has otherwise are put right."""
    one, two, _ = await bench.fill()
    await bench.events.cache_events(REF, [replace(one, title="Damaged"), replace(two, id="madeup")], [])
    await bench.redis.delete(f"calendar:event:{{s00}}:main:primary:{two.id}")
    await bench.engine.sync_calendar(REF)  # an incremental sync does not see it
    found = await bench.checkup.check(REF)
    assert found.differing >= 2
    assert found.outcome in (Outcome.SYNCED, Outcome.RECOVERED)
    assert await bench.titles() == {"one": "Event one", "two": "Event two", "three": "Event three"}
    assert bench.observer.counts["consistency.differed"] == found.differing
    assert (await bench.checkup.check(REF)).outcome == Outcome.IN_STEP


async def test_google_away_is_no_difference(bench: Bench) -> None:
    """Where Google does not answer nothing is known, nothing is touched and nothing is raised."""
    await bench.fill()
    bench.google.fail("list_window", OutageError())
    found = await bench.checkup.check(REF)
    assert (found.outcome, found.differing) == (Outcome.UNKNOWN, 0)
    assert len(await bench.titles()) == 3


async def test_one_replica_checks_once_a_period(bench: Bench) -> None:
    """Of all replicas one checks, once a period, and what it found is kept for everybody."""
    await bench.fill()
    assert await bench.checkup.tick() == 0
    bench.clock.advance(601)
    assert [await bench.checkup.tick() for _ in range(3)] == [1, 0, 0]
    kept = (await bench.book.read(REF.account_id)).checkup
    assert kept is not None and (kept.checked, kept.outcome) == (3, "in_step")
    bench.clock.advance(601)
    assert await bench.checkup.tick() == 1


async def test_many_calendars_are_sampled(redis: Redis, clock: AdjustableClock) -> None:
    """Of many calendars some are checked each time, and the worst outcome stands for them."""
    bench = Bench(redis, clock, calendars=9, sample=2)
    await bench.fill()
    await bench.checkup.tick()
    clock.advance(601)
    assert await bench.checkup.tick() == 2


async def test_never_is_never(redis: Redis, clock: AdjustableClock) -> None:
    """A period of 0 switches the checkup off."""
    bench = Bench(redis, clock, period=0)
    await bench.checkup.tick()
    clock.advance(10**6)
    assert await bench.checkup.tick() == 0
