"""One account on a real Redis against a calendar in memory."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock
from calendar_core.domain import Event, Timespan
from calendar_core.errors import CalendarError
from calendar_core.ports import Notice, Person
from calendar_core.store.connection import Store
from calendar_core.store.events import RedisEventStore
from calendar_core.store.outbox import RedisOutboxStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.reminders import RedisReminderStore
from calendar_core.sync.engine import SyncEngine
from calendar_core.sync.outbox import OutboxDrain
from calendar_core.sync.worker import SyncWorker
from tests.store.makers import KL, REF
from tests.sync.fake_google import FakeGoogle


@dataclass
class Told:
    """The Notices of a test. failing: errors that the next tellings meet."""

    heard: list[tuple[int, Notice]] = field(default_factory=list)
    failing: list[CalendarError] = field(default_factory=list)

    async def tell(self, chat_id: int, notice: Notice) -> None:
        if self.failing:
            raise self.failing.pop(0)
        self.heard.append((chat_id, notice))


@dataclass
class Replica:
    """One process of the bot, as far as sync is concerned."""

    events: RedisEventStore
    reminders: RedisReminderStore
    outbox: RedisOutboxStore
    people: RedisPeopleStore
    engine: SyncEngine
    worker: SyncWorker
    drain: OutboxDrain
    told: Told

    async def listed(self, clock: AdjustableClock) -> dict[str, Event]:
        """What a person sees from now on."""
        found = await self.events.get_cached_events(REF, clock.now(), None, 10_000)
        return {event.id: event for event in found.events}

    async def rows(self) -> dict[str, datetime]:
        return {row.id: row.time for row in await self.reminders.upcoming(REF.account_id, 10_000)}


def replica_of(store: Store, google: FakeGoogle, clock: AdjustableClock, told: Told, seed: int = 1) -> Replica:
    """Another process on the same store."""
    events, people, outbox = RedisEventStore(store), RedisPeopleStore(store), RedisOutboxStore(store)
    rng = random.Random(seed)
    engine = SyncEngine(lambda _: google, events, people, clock=clock, rng=rng)
    worker = SyncWorker(engine, events, clock=clock)
    drain = OutboxDrain(outbox, lambda _: google, events, people, told, clock=clock, rng=rng)
    return Replica(events, RedisReminderStore(store), outbox, people, engine, worker, drain, told)


@pytest.fixture
def store(redis: Redis, clock: AdjustableClock) -> Store:
    return Store(redis, clock)


@pytest.fixture
def google(clock: AdjustableClock) -> FakeGoogle:
    return FakeGoogle(clock)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def bot(store: Store, google: FakeGoogle, clock: AdjustableClock, told: Told) -> Replica:
    """A replica whose account has one person, reminded 30 minutes before."""
    replica = replica_of(store, google, clock, told)
    await replica.people.save_person(Person(7, 7, REF.account_id))
    return replica


@pytest.fixture
def other(store: Store, google: FakeGoogle, clock: AdjustableClock, told: Told, bot: Replica) -> Replica:
    """A second replica."""
    return replica_of(store, google, clock, told, seed=2)


@pytest.fixture
def now(clock: AdjustableClock) -> datetime:
    return clock.now().replace(microsecond=0)


def at(event: Event, start: datetime) -> Event:
    """The event at another time."""
    from dataclasses import replace

    return replace(event, when=Timespan(start, start + (event.when.ends_at() - event.when.starts_at()), KL))
