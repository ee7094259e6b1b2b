"""Random programs of edits on both sides, faults, kills and restarts: at the end cache, rows and Google agree."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock
from calendar_core.domain import Subscriber, reminders_of
from calendar_core.errors import CalendarError, OutageError
from calendar_core.ports import Person
from calendar_core.store.connection import Store
from calendar_core.store.keys import Keys
from tests.store.makers import REF, event
from tests.sync.conftest import Replica, Told, replica_of
from tests.sync.fake_google import FakeGoogle

NAMES = st.sampled_from(["a", "b", "c", "d", "e_1", "e_2", "e"])
HOURS = st.sampled_from([0.2, 0.6, 1, 3, 30, 24 * 59, 24 * 61, 24 * 200])
STEP = st.one_of(
    st.tuples(st.just("put"), NAMES, HOURS),
    st.tuples(st.just("edit"), NAMES, st.booleans()),
    st.tuples(st.just("cancel"), NAMES, st.none()),
    st.tuples(st.just("own_write"), NAMES, HOURS),
    st.tuples(st.just("own_delete"), NAMES, st.none()),
    st.tuples(st.just("sync"), st.sampled_from([0, 1]), st.booleans()),
    st.tuples(st.just("killed_sync"), st.sampled_from([0, 1]), st.none()),
    st.tuples(st.just("write_during_sync"), NAMES, HOURS),
    st.tuples(st.just("advance"), st.sampled_from([1, 60, 900, 7200, 90_000]), st.none()),
    st.tuples(st.just("remind"), st.booleans(), st.none()),
    st.tuples(st.just("spend_tokens"), st.none(), st.none()),
    st.tuples(st.just("outage"), st.sampled_from(["list_window", "list_changes"]), st.none()),
    st.tuples(st.just("evict"), NAMES, st.none()),
    st.tuples(st.just("forget_scripts"), st.none(), st.none()),
)
LEADS = (30, 10)


class World:
    """Google, one Redis and two replicas, and the steps that may happen to them."""

    def __init__(self, redis: Redis, clock: AdjustableClock) -> None:
        self.redis, self.clock = redis, clock
        self.google = FakeGoogle(clock)
        self.told = Told()
        self.sent: Counter[tuple[str, str]] = Counter()
        self.replicas: list[Replica] = []

    async def open(self) -> None:
        await self.redis.flushall()
        stores = [Store(self.redis, self.clock, Keys(3)) for _ in range(2)]
        self.replicas = [
            replica_of(store, self.google, self.clock, self.told, seed) for seed, store in enumerate(stores)
        ]
        await self.replicas[0].people.save_person(Person(7, 7, REF.account_id, leads=LEADS))
        await self.replicas[0].events.enrol([REF])

    async def step(self, kind: str, what: object, how: object) -> None:
        with suppress(CalendarError):
            await getattr(self, kind)(what, how)

    async def put(self, name: str, hours: float) -> None:
        if name != "e":  # the series itself has no time of its own here
            self.google.put(event(name, self.clock.now().replace(microsecond=0) + timedelta(hours=hours)))

    async def edit(self, name: str, declined: bool) -> None:
        if name in self.google.standing:
            known = self.google.standing[name]
            self.google.put(replace(known, declined=declined, title=known.title + "!"))

    async def cancel(self, name: str, _: None) -> None:
        if name == "e":
            for instance in ("e_1", "e_2"):
                self.google.cancel(instance)
        self.google.cancel(name)

    async def own_write(self, name: str, hours: float) -> None:
        await self.put(name, hours)
        if name in self.google.standing:
            mine = self.google.standing[name]
            rows = reminders_of(mine, (Subscriber(7, LEADS),), self.clock.now())
            await self.replicas[0].events.cache_events(REF, [mine], rows)

    async def own_delete(self, name: str, _: None) -> None:
        await self.cancel(name, None)
        await self.replicas[1].events.remove_event(REF, name)

    async def sync(self, number: int, full: bool) -> None:
        await self.replicas[number].engine.sync_calendar(REF, full=full)

    async def killed_sync(self, number: int, _: None) -> None:
        """The process dies between its listing and its write: its lease is not given back."""
        run = await self.replicas[number].events.begin_sync(REF, 15)
        if run.lease:
            with suppress(CalendarError):
                await self.google.list_window("primary", self.clock.now(), self.clock.now() + timedelta(days=60))
        self.clock.advance(16)

    async def write_during_sync(self, name: str, hours: float) -> None:
        self.google.gate = asyncio.Event()
        self.google.reading.clear()
        run = asyncio.create_task(self.replicas[0].engine.sync_calendar(REF))
        reading = asyncio.create_task(self.google.reading.wait())
        await asyncio.wait({run, reading}, return_when=asyncio.FIRST_COMPLETED)
        reading.cancel()
        if hours < 1:
            await self.own_delete(name, None)
        else:
            await self.own_write(name, hours)
        self.google.gate.set()
        self.google.gate = None
        await run

    async def advance(self, seconds: float, _: None) -> None:
        self.clock.advance(seconds)

    async def remind(self, acknowledged: bool, _: None) -> None:
        claims = await self.replicas[0].reminders.claim_due(100, 60)
        if not acknowledged:
            self.clock.advance(61)
            return
        for claim in claims:
            assert claim.due <= self.clock.now()
            self.sent[claim.reminder.id, claim.reminder.when.starts_at().isoformat()] += 1
        await self.replicas[0].reminders.acknowledge(claims)

    async def spend_tokens(self, *_: None) -> None:
        self.google.spend_tokens()

    async def outage(self, method: str, _: None) -> None:
        self.google.fail(method, OutageError())

    async def evict(self, name: str, _: None) -> None:
        async for key in self.redis.scan_iter(f"calendar:event:*:{name}"):
            await self.redis.delete(key)

    async def forget_scripts(self, *_: None) -> None:
        await self.redis.script_flush()

    async def settle(self) -> None:
        """Time goes on, nothing more happens, people look at their lists."""
        self.google.heal()
        for _ in range(4):
            self.clock.advance(1900)
            await self.replicas[0].listed(self.clock)
            for replica in self.replicas:
                await replica.worker.tick()
                await replica.worker.settle()

    async def check(self) -> None:
        replica, now = self.replicas[1], self.clock.now()
        verification = await replica.engine.verify_calendar_state(REF)
        assert verification.in_step, verification
        state = await replica.events.sync_state(REF)
        assert state.window_end is not None
        derived = {
            row.id: row
            for one in self.google.standing.values()
            for row in reminders_of(one, (Subscriber(7, LEADS),), now)
        }
        pending = {row.id: row for row in await replica.reminders.upcoming(REF.account_id, 1000) if row.time > now}
        sent = {name for name, _ in self.sent}
        for name, row in derived.items():
            if row.when.starts_at() < state.window_end and (row.lead or name not in sent):
                assert name in pending, name
        for name, row in pending.items():
            assert row.time == derived[name].time
        assert all(times == 1 for times in self.sent.values()), self.sent


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(program=st.lists(STEP, max_size=25))
async def test_everything_agrees_in_the_end(redis: Redis, program: list[tuple[str, object, object]]) -> None:
    """Whatever happened on the way, after settling the cache is Google's, every reminder to come is there at its
    time, and none was sent twice for the same start."""
    world = World(redis, AdjustableClock())
    await world.open()
    for step in program:
        await world.step(*step)
    await world.settle()
    await world.check()
