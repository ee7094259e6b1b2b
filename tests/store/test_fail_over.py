"""A primary that dies or hangs, and the replica that Sentinel promotes: what was confirmed there is kept, the rest is
counted and printed, and everything resumes by itself."""

# ruff: noqa: N802 - the names carry the row ids of the fault matrix

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from calendar_core.clock import SystemClock
from calendar_core.errors import StoreUnavailable
from calendar_core.ports import OutboxAction, OutboxEntry
from calendar_core.resilience import RateLimiter
from calendar_core.store.connection import Store
from calendar_core.store.events import RedisEventStore
from calendar_core.store.inbox import RedisInboxStore
from calendar_core.store.limits import RedisLimiterStore
from calendar_core.store.outbox import RedisOutboxStore
from calendar_core.store.reminders import RedisReminderStore
from tests.store.makers import REF, event, rows
from tests.store.servers import FailOver, fail_over

pytestmark = pytest.mark.xdist_group("real_time")

_RESUMED_WITHIN = 10.0
_LOAD = 100
"""Writes of each kind before the primary is struck."""


@dataclass
class Writer:
    """Somebody who writes one thing after the other through a store of their own, and goes on whatever happens.

    write: keeps number n. confirmed: a replica had it when the write returned; unconfirmed: it was done, but none had
    said so; failed: nobody knows. resumed_at: when the first write after the last failure was done.
    """

    store: Store
    write: Callable[[int], Awaitable[object]]
    confirmed: set[int] = field(default_factory=set)
    unconfirmed: set[int] = field(default_factory=set)
    failed: set[int] = field(default_factory=set)
    resumed_at: float | None = None

    @property
    def done(self) -> int:
        return len(self.confirmed) + len(self.unconfirmed)

    async def live(self, clock: SystemClock, over: asyncio.Event) -> None:
        number = 0
        while not over.is_set():
            number += 1
            before = self.store.unconfirmed
            try:
                await self.write(number)
            except StoreUnavailable:
                self.failed.add(number)
                self.resumed_at = None
                await clock.sleep(0.01)
                continue
            if self.failed and self.resumed_at is None:
                self.resumed_at = clock.monotonic()
            (self.confirmed if self.store.unconfirmed == before else self.unconfirmed).add(number)

    def told(self, kind: str, kept: set[int], promise: bool) -> str:
        """One line for whoever reads the test's output. Fails where something confirmed is not kept."""
        if promise:
            assert self.confirmed <= kept, sorted(self.confirmed - kept)
        lost = len((self.unconfirmed if promise else self.unconfirmed | self.confirmed) - kept)
        return (
            f"{kind}: {len(self.confirmed) if promise else 0} confirmed by the replica, 0 of them lost; "
            f"{self.done - (len(self.confirmed) if promise else 0)} others done, {lost} of them lost; "
            f"{len(self.failed)} failed, {len(self.failed & kept)} of them done all the same"
        )


@dataclass
class Load:
    """Every kind of write at once, and the limiter beside them. asked: limiter calls; slowest: seconds of one."""

    url: str
    now: datetime
    clock: SystemClock
    asked: int = 0
    slowest: float = 0.0

    def __post_init__(self) -> None:
        self.stores = {kind: Store.open(self.url, self.clock) for kind in ("outbox", "reminders", "inbox", "events")}
        self.limits = Store.open(self.url, self.clock)
        outbox = RedisOutboxStore(self.stores["outbox"])
        reminders = RedisReminderStore(self.stores["reminders"])
        inbox, events = RedisInboxStore(self.stores["inbox"]), RedisEventStore(self.stores["events"])
        one = event("e", self.now + timedelta(hours=3))
        row = rows([one], self.now)[0]

        def keep(n: int) -> OutboxEntry:
            return OutboxEntry(f"delete:{n}", REF, OutboxAction.DELETE, str(n), 7, self.now, event=one)

        self.writers = {
            "outbox": Writer(self.stores["outbox"], lambda n: outbox.put(keep(n), self.now + timedelta(days=1))),
            "reminders": Writer(
                self.stores["reminders"], lambda n: reminders.put_reminder("main", replace(row, id=f"own{n}"))
            ),
            "inbox": Writer(self.stores["inbox"], lambda n: inbox.put(n, str(n), b"x")),
            "events": Writer(
                self.stores["events"],
                lambda n: events.cache_events(REF, [event(f"e{n}", self.now + timedelta(minutes=n))], ()),
            ),
        }
        self.limiter = RateLimiter(RedisLimiterStore(self.limits.client, clock=self.clock))

    async def ask(self, over: asyncio.Event) -> None:
        """A limiter call after the other; an error of one ends the test."""
        while not over.is_set():
            began = self.clock.monotonic()
            await self.limiter.can_make_request("event_list")
            await self.limiter.is_circuit_open("event_list")
            self.slowest = max(self.slowest, self.clock.monotonic() - began)
            self.asked += 1
            await self.clock.sleep(0.002)

    async def kept(self) -> dict[str, set[int]]:
        """What is there, by kind."""
        outbox = await RedisOutboxStore(self.stores["outbox"]).pending("main")
        upcoming = await RedisReminderStore(self.stores["reminders"]).upcoming("main", 100_000)
        inbox = await self.stores["inbox"].call("SMEMBERS", self.stores["inbox"].keys.inbox("waiting"))
        cached = await RedisEventStore(self.stores["events"]).get_cached_events(REF, self.now, None, 100_000)
        return {
            "outbox": {int(entry.event_id) for entry in outbox},
            "reminders": {int(row.id.removeprefix("own")) for row in upcoming},
            "inbox": {int(name.partition(b".")[0]) for name in inbox},
            "events": {int(one.id.removeprefix("e")) for one in cached.events},
        }


@pytest.fixture
async def clock() -> SystemClock:
    """Time that nobody moves."""
    return SystemClock()


@pytest.fixture
async def pair(clock: SystemClock) -> AsyncIterator[FailOver]:
    async with fail_over(clock) as pair:
        yield pair


async def _until(done: Callable[[], bool], clock: SystemClock) -> None:
    async with asyncio.timeout(30):
        while not done():
            await clock.sleep(0.01)


@pytest.mark.parametrize("hangs", [False, True], ids=["killed", "hung"])
async def test_G5_what_the_promoted_replica_confirmed_is_kept(pair: FailOver, clock: SystemClock, hangs: bool) -> None:
    """The primary is killed, or hangs and comes back later believing that it still is one: nothing is lost that the
    promoted replica had confirmed, writes of all kinds resume by themselves within 10 s, and no limiter call fails."""
    load = Load(pair.url, clock.now().replace(microsecond=0), clock)
    writers = load.writers.values()
    over = asyncio.Event()
    tasks = [asyncio.create_task(work) for work in (load.ask(over), *(writer.live(clock, over) for writer in writers))]
    await _until(lambda: all(writer.done >= _LOAD for writer in writers), clock)

    struck_at, asked = clock.monotonic(), load.asked
    assert pair.primary.process is not None
    if hangs:
        os.kill(pair.primary.process.pid, signal.SIGSTOP)
    else:
        pair.primary.kill()
    await pair.promoted(clock)
    promoted_after = clock.monotonic() - struck_at
    await _until(lambda: all(writer.resumed_at is not None for writer in writers), clock)
    resumed = max(writer.resumed_at or 0.0 for writer in writers) - struck_at
    if hangs:
        os.kill(pair.primary.process.pid, signal.SIGCONT)
    done = {writer.store: writer.done for writer in writers}
    await _until(lambda: all(writer.done >= done[writer.store] + _LOAD for writer in writers), clock)
    await _until(lambda: not load.limiter.degraded, clock)
    over.set()
    await asyncio.gather(*tasks)

    kept = await load.kept()
    for kind, writer in load.writers.items():
        print(writer.told(kind, kept[kind], promise=kind != "events"))
    print(
        f"promoted after {promoted_after:.1f} s, all resumed after {resumed:.1f} s; {load.asked - asked} limiter calls "
        f"meanwhile, the slowest {load.slowest:.2f} s"
    )
    assert resumed < _RESUMED_WITHIN
    assert load.asked > asked
    for store in (*load.stores.values(), load.limits):
        await store.aclose()


async def test_a_hung_primary_costs_one_time_out(pair: FailOver, clock: SystemClock) -> None:
    """With ten idle connections to a primary that hangs, the second question already goes to the promoted one."""
    store = Store.open(pair.url, clock)
    await asyncio.gather(*(store.ping() for _ in range(10)))
    assert pair.primary.process is not None
    os.kill(pair.primary.process.pid, signal.SIGSTOP)
    await pair.promoted(clock)
    with suppress(StoreUnavailable):
        await store.call("SET", "a", "1")
    async with asyncio.timeout(2.5):  # less than one time-out
        assert await store.call("SET", "a", "2")
    await store.aclose()


async def test_a_primary_that_became_a_replica_is_let_go(pair: FailOver, clock: SystemClock) -> None:
    """Behind one address the roles are swapped (as hosted Redis does): the connection that is refused writes is not
    used again, so that the next may lead to the primary."""
    store = Store.open(pair.primary.url, clock)
    await store.ping()
    [kept] = store.client.connection_pool._available_connections  # type: ignore[union-attr]
    await store.call("REPLICAOF", "127.0.0.1", pair.replica.port)
    with pytest.raises(StoreUnavailable):
        await store.call("SET", "a", "1")
    assert not kept.is_connected
    await store.aclose()
