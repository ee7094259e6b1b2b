"""A state machine over the whole core: a person and somebody in Google write, two replicas sync, everything fails in
between, and after settling all sides agree. Over HTTP against the Google stand-in (series and instances as Google has
them) and a real Redis.

MACHINE_EXAMPLES: how many lives are lived, 12 by default.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import Coroutine
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock
from calendar_core.domain import Event, EventDraft, Reminder, Subscriber, Timespan, reminders_of
from calendar_core.errors import CalendarError
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.calendar import GoogleCalendar
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.token_endpoint import GoogleAccount
from calendar_core.google.transport import TransportLimits
from calendar_core.ports import Person
from calendar_core.service import CalendarService, State
from calendar_core.store.connection import Store
from calendar_core.store.conversation import RedisConversationStore
from calendar_core.store.events import RedisEventStore
from calendar_core.store.outbox import RedisOutboxStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.reminders import RedisReminderStore
from calendar_core.sync.engine import SyncEngine, SyncReport
from calendar_core.sync.outbox import OutboxDrain
from calendar_core.sync.worker import SyncWorker
from sandbox.faults import Fault, Wire
from sandbox.google import GoogleSandbox
from sandbox.google.errors import ApiError
from tests.store.makers import KL, REF
from tests.sync.conftest import Replica, Told
from tests.sync.test_over_http import ZONE, Hurried

T = TypeVar("T")

_EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "12"))
LEADS = (30, 10)
US = (Subscriber(7, LEADS),)
HOURS = st.sampled_from([-200, -0.5, 0.2, 0.6, 1, 3, 30, 24 * 58, 24 * 61, 24 * 200])
"""Until the start: before the window, under way, soon, at both sides of the window's end, far beyond."""
RULES = st.sampled_from(["DAILY", "DAILY;COUNT=4", "WEEKLY;BYDAY=MO,WE", "MONTHLY"])
PICK = st.integers(0, 1000)
REPLICA = st.integers(0, 1)
WRITES = "POST|PUT|PATCH|DELETE"
FAULTS = st.sampled_from(["list 503", "write 503", "write cut", "answer lost", "tokens spent", "slow down"])


@dataclass
class Process:
    """One replica: what syncs, and what a person's writes go through."""

    replica: Replica
    service: CalendarService


class Life:
    """The stand-in, the store, two replicas, and what was promised to whom.

    wanted: event id -> whether it has to stand in the end, for what a person asked for and nobody has touched since.
    ours: ids that only our own writes have touched since the last sync. sent: reminders by row and start.
    """

    def __init__(self, redis_url: str) -> None:
        self.redis_url = redis_url
        self.clock = AdjustableClock()
        self.told = Told()
        self.wanted: dict[str, bool] = {}
        self.ours: set[str] = set()
        self.sent: Counter[tuple[str, str]] = Counter()
        self.number = 0
        self._stack = AsyncExitStack()

    async def begin(self) -> None:
        self.redis = Redis.from_url(self.redis_url)
        self._stack.push_async_callback(self.redis.aclose)
        await self.redis.flushall()
        self.google = GoogleSandbox(self.clock, random.Random(1))
        await self.google.start()
        self._stack.push_async_callback(self.google.stop)
        limits = TransportLimits(connect=1.0, read=2.0, total=2.0, pool=1.0)
        self.transport = await self._stack.enter_async_context(AiohttpTransport(limits))
        self.processes = [self.process(0), self.process(1)]
        first = self.processes[0].replica
        await first.people.save_person(Person(7, 7, REF.account_id, leads=LEADS))
        await first.events.enrol([REF])

    async def end(self) -> None:
        await self._stack.aclose()

    def api(self, seed: int) -> GoogleCalendar:
        google = self.google
        account = GoogleAccount("main", google.client_id, google.client_secret, google.refresh_token, google.token_uri)
        client = GoogleCalendarClient(
            account,
            transport=self.transport,
            api_endpoint=google.api_endpoint,
            clock=Hurried(self.clock),
            rng=random.Random(seed),
        )
        return GoogleCalendar(client)

    def process(self, seed: int) -> Process:
        """A replica that has just started."""
        store, api, rng = Store(self.redis, self.clock), self.api(seed), random.Random(seed)
        events, people, outbox = RedisEventStore(store), RedisPeopleStore(store), RedisOutboxStore(store)
        reminders = RedisReminderStore(store)
        engine = SyncEngine(lambda _: api, events, people, clock=self.clock, rng=rng)
        worker = SyncWorker(engine, events, clock=self.clock)
        drain = OutboxDrain(outbox, lambda _: api, events, people, self.told, clock=self.clock, rng=rng)
        service = CalendarService(
            REF,
            api=api,
            events=events,
            reminders=reminders,
            conversation=RedisConversationStore(store),
            people=people,
            outbox=outbox,
            engine=engine,
            clock=self.clock,
        )
        return Process(Replica(events, reminders, outbox, people, engine, worker, drain, self.told), service)

    # --- what is there -------------------------------------------------------------------------------------------

    def fresh(self) -> str:
        self.number += 1
        return f"event{self.number:05d}"

    def times(self, hours: float) -> dict[str, Any]:
        start = self.start(hours).astimezone(ZONE)
        return {
            "start": {"dateTime": start.isoformat(), "timeZone": KL},
            "end": {"dateTime": (start + timedelta(hours=1)).isoformat(), "timeZone": KL},
        }

    def start(self, hours: float) -> datetime:
        return self.clock.now().replace(microsecond=0) + timedelta(hours=hours)

    def standing(self, *, series: bool) -> list[str]:
        """Ids in Google: of series, or of single events."""
        return sorted(
            event["id"]
            for event in self.google.events()
            if event["status"] != "cancelled"
            and bool(event.get("recurrence")) is series
            and not event.get("recurringEventId")
        )

    async def cached(self) -> tuple[Event, ...]:
        return await self.processes[0].service.get_cached_events()

    def touched(self, event_id: str) -> None:
        """Somebody else has changed it: it may be told, and need not stand."""
        self.ours = {name for name in self.ours if not (name == event_id or name.startswith(f"{event_id}_"))}
        self.wanted.pop(event_id, None)

    def synced(self, report: SyncReport | None) -> None:
        """None of what only we have written is told to us."""
        if report is None or report.shared:
            return
        changes = report.changes
        told = [*changes.added, *changes.removed, *(new for _, new in (*changes.moved, *changes.edited))]
        if not report.first:
            echoed = self.ours & {event.id for event in told}
            assert not echoed, f"echoed: {echoed}"
        self.ours.clear()

    async def remind(self, replica: int) -> None:
        """Send what is due."""
        reminders = self.processes[replica].replica.reminders
        claims = await reminders.claim_due(100, 60)
        for claim in claims:
            assert claim.due <= self.clock.now()
            self.sent[claim.reminder.id, claim.reminder.when.starts_at().isoformat()] += 1
        await reminders.acknowledge(claims)

    # --- in the end ------------------------------------------------------------------------------------------------

    async def settle(self) -> None:
        """Nothing fails any more, time goes on, whoever is due does its work, people look at their lists."""
        self.google.faults.clear()
        for _ in range(5):
            self.clock.advance(1900)
            for number, process in enumerate(self.processes):
                await self.remind(number)
                await self.look_back(process)
                await process.replica.drain.tick()
                await process.replica.drain.settle()
                await process.replica.worker.tick()
                await process.replica.worker.settle()

    async def look_back(self, process: Process) -> None:
        """A person looks at all days that are cached, by which an evicted event is missed."""
        state = await process.replica.events.sync_state(REF)
        if state.window_start is not None:
            with suppress(CalendarError):
                await process.service.get_upcoming_events(state.window_start, state.window_end, limit=10_000)

    async def check(self) -> None:
        replica, now = self.processes[1].replica, self.clock.now()
        assert not await replica.outbox.pending(REF.account_id)
        verification = await replica.engine.verify_calendar_state(REF)
        assert verification.in_step, verification
        state = await replica.events.sync_state(REF)
        assert state.window_start is not None
        assert state.window_end is not None
        listing = await self.api(9).list_window(REF.calendar_id, state.window_start, state.window_end)
        derived = {row.id: row for one in listing.events for row in reminders_of(one, US, now)}
        self._check_rows(derived, await replica.reminders.upcoming(REF.account_id, 10_000), state.window_end)
        ids = Counter(event["id"] for event in self.google.events() if event["status"] != "cancelled")
        assert all(times == 1 for times in ids.values())
        for name, stands in self.wanted.items():
            assert (name in ids) is stands, f"{name} {'lost' if stands else 'still there'}"
        assert all(times == 1 for times in self.sent.values()), self.sent

    def _check_rows(self, derived: dict[str, Reminder], upcoming: tuple[Reminder, ...], until: datetime) -> None:
        now = self.clock.now()
        pending = {row.id: row for row in upcoming if row.time > now}
        sent = {name for name, _ in self.sent}
        for name, row in derived.items():
            if row.when.starts_at() < until and (row.lead or name not in sent):
                assert name in pending, f"no reminder {name}"
        for name, row in pending.items():
            assert name in derived, f"a reminder of nothing: {name}"
            assert row.time == derived[name].time


class Machine(RuleBasedStateMachine):
    """Steps in any order. Each runs to its end on a loop of this machine's own."""

    redis_url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.life = Life(self.redis_url)
        self.runner.run(self.life.begin())

    def run(self, work: Coroutine[Any, Any, T]) -> T | None:
        """What comes of it; None where it failed in one of the ways that our errors name."""
        with suppress(CalendarError):
            return self.runner.run(work)
        return None

    def teardown(self) -> None:
        try:
            self.runner.run(self.life.settle())
            self.runner.run(self.life.check())
        finally:
            self.runner.run(self.life.end())
            self.runner.close()

    @initialize()
    def something_is_there(self) -> None:
        """Nothing much can happen to an empty calendar."""
        for hours in (0.6, 1, 3, 30):
            self.made(hours)
        self.made_a_series(1, "DAILY")
        self.syncs(0, False)

    # --- somebody in Google ------------------------------------------------------------------------------------------

    def _hand(self, act: str, pick: int, *, series: bool, **changes: Any) -> None:
        names = self.life.standing(series=series)
        if not names:
            return
        name = names[pick % len(names)]
        self.life.touched(name)
        if act == "remove":
            self.life.google.remove_event(name)
        else:
            self.life.google.edit_event(name, changes)

    @rule(hours=HOURS)
    def made(self, hours: float) -> None:
        self.life.google.put_event({"id": self.life.fresh(), "summary": "Made", **self.life.times(hours)})

    @rule(hours=st.sampled_from([-200, 1, 30, 24 * 61]), often=RULES)
    def made_a_series(self, hours: float, often: str) -> None:
        body = {"id": self.life.fresh(), "summary": "Again", "recurrence": [f"RRULE:FREQ={often}"]}
        self.life.google.put_event(body | self.life.times(hours))

    @rule(days=st.integers(-3, 62), length=st.integers(1, 3))
    def made_whole_days(self, days: int, length: int) -> None:
        first = self.life.start(0).astimezone(ZONE).date() + timedelta(days=days)
        body = {"start": {"date": str(first)}, "end": {"date": str(first + timedelta(days=length))}}
        self.life.google.put_event({"id": self.life.fresh(), "summary": "Days", **body})

    @rule(pick=PICK, hours=HOURS)
    def moved(self, pick: int, hours: float) -> None:
        self._hand("edit", pick, series=False, **self.life.times(hours))

    @rule(pick=PICK, series=st.booleans())
    def renamed(self, pick: int, series: bool) -> None:
        self._hand("edit", pick, series=series, summary=f"Renamed {pick}")

    @rule(pick=PICK, series=st.booleans())
    def removed(self, pick: int, series: bool) -> None:
        self._hand("remove", pick, series=series)

    @rule(pick=PICK, hours=st.sampled_from([2, 50]))
    def moved_a_series(self, pick: int, hours: float) -> None:
        self._hand("edit", pick, series=True, **self.life.times(hours))

    @rule(pick=PICK, count=st.integers(1, 5))
    def cut_a_series(self, pick: int, count: int) -> None:
        self._hand("edit", pick, series=True, recurrence=[f"RRULE:FREQ=DAILY;COUNT={count}"])

    @rule(pick=PICK, hours=st.one_of(st.none(), HOURS))
    def changed_an_instance(self, pick: int, hours: float | None) -> None:
        """Cancelled, or moved. Which there are is known from the cache; one that is gone by now is let be."""
        names = [event.id for event in self.run(self.life.cached()) or () if event.series_id]
        if not names:
            return
        name = names[pick % len(names)]
        self.life.touched(name)
        with suppress(ApiError):
            if hours is None:
                self.life.google.remove_event(name)
            else:
                self.life.google.edit_event(name, self.life.times(hours))

    # --- a person --------------------------------------------------------------------------------------------------

    @rule(replica=REPLICA, hours=HOURS)
    def books(self, replica: int, hours: float) -> None:
        name, start = self.life.fresh(), self.life.start(hours)
        draft = EventDraft("Booked", Timespan(start, start + timedelta(hours=1), KL))
        outcome = self.run(self.life.processes[replica].service.create_event(draft, name, chat_id=7))
        if outcome is not None:
            self.life.wanted[name] = True
            if outcome.state is State.DONE:
                self.life.ours.add(name)

    def _mine(self, pick: int) -> Event | None:
        """An event of the cache that is no instance."""
        events = [event for event in self.run(self.life.cached()) or () if not event.series_id]
        return events[pick % len(events)] if events else None

    @rule(replica=REPLICA, pick=PICK)
    def cancels(self, replica: int, pick: int) -> None:
        if (event := self._mine(pick)) is None:
            return
        outcome = self.run(self.life.processes[replica].service.cancel(event, chat_id=7))
        self.life.wanted.pop(event.id, None)
        if outcome is not None and outcome.state is State.DONE:
            self.life.wanted[event.id] = False
            self.life.ours.add(event.id)
        else:  # what is only kept may have been done, its answer lost, and is read as if others had done it
            self.life.ours.discard(event.id)

    @rule(replica=REPLICA, pick=PICK, hours=HOURS)
    def moves(self, replica: int, pick: int, hours: float) -> None:
        if (event := self._mine(pick)) is None or not isinstance(event.when, Timespan):
            return
        start = self.life.start(hours)
        when = Timespan(start, start + timedelta(hours=1), KL)
        outcome = self.run(self.life.processes[replica].service.move_event(event, when, chat_id=7))
        if outcome is None or outcome.state is not State.DONE:
            self.life.ours.discard(event.id)

    @rule(replica=REPLICA, acknowledged=st.booleans())
    def is_reminded(self, replica: int, acknowledged: bool) -> None:
        """Whoever claims may die before it has sent."""
        if acknowledged:
            self.runner.run(self.life.remind(replica))
        else:
            self.runner.run(self.life.processes[replica].replica.reminders.claim_due(100, 60))
            self.life.clock.advance(61)

    # --- the replicas ----------------------------------------------------------------------------------------------

    @rule(replica=REPLICA, full=st.booleans())
    def syncs(self, replica: int, full: bool) -> None:
        self.life.synced(self.run(self.life.processes[replica].replica.engine.sync_calendar(REF, full=full)))

    @rule(replica=REPLICA)
    def recovers(self, replica: int) -> None:
        self.run(self.life.processes[replica].replica.engine.recover_sync_state(REF))
        self.life.ours.clear()

    @rule(replica=REPLICA)
    def works(self, replica: int) -> None:
        """What the scheduler wakes."""
        process = self.life.processes[replica].replica
        for part in (process.drain, process.worker):
            self.run(part.tick())
            self.run(part.settle())
        self.life.ours.clear()

    @rule(replica=REPLICA, holding=st.booleans())
    def is_killed(self, replica: int, holding: bool) -> None:
        """It dies, perhaps with the right to sync in its hands, and another starts in its place."""
        if holding:
            self.run(self.life.processes[replica].replica.events.begin_sync(REF, 15))
            self.life.clock.advance(16)
        self.life.processes[replica] = self.life.process(10 + self.life.number)

    # --- trouble -----------------------------------------------------------------------------------------------------

    @rule(fault=FAULTS)
    def fails(self, fault: str) -> None:
        slow_down = {"error": {"code": 429, "errors": [{"reason": "rateLimitExceeded"}], "message": "Slow down"}}
        google = self.life.google
        if fault == "list 503":
            google.faults.add(Fault("/events$", method="GET", status=503, body={}, times=3))
        elif fault == "write 503":
            google.faults.add(Fault("/events", method=WRITES, status=503, body={}, times=3))
        elif fault == "write cut":
            google.faults.add(Fault("/events", method=WRITES, wire=Wire.CUT, applied=False))
        elif fault == "answer lost":
            google.faults.add(Fault("/events", method=WRITES, wire=Wire.CUT, applied=True))
        elif fault == "slow down":
            google.faults.add(Fault("/events", status=429, headers={"Retry-After": "2"}, body=slow_down))
        else:
            google.expire_sync_tokens()

    @rule(seconds=st.sampled_from([1, 60, 900, 7200, 90_000, 9 * 86_400]))
    def time_goes_on(self, seconds: float) -> None:
        self.life.clock.advance(seconds)

    @rule(pick=PICK)
    def loses_a_key(self, pick: int) -> None:
        """An event is evicted; what is read anew is told anew."""
        if (event := self._mine(pick)) is not None:
            self.life.ours.discard(event.id)
            self.runner.run(self._evict(event.id))

    async def _evict(self, event_id: str) -> None:
        async for key in self.life.redis.scan_iter(f"calendar:event:*:{event_id}"):
            await self.life.redis.delete(key)

    @rule()
    def forgets_its_scripts(self) -> None:
        self.runner.run(self.life.redis.script_flush())

    @invariant()
    def nothing_is_sent_twice(self) -> None:
        assert all(times == 1 for times in self.life.sent.values()), self.life.sent


def test_all_sides_agree_in_the_end(redis_url: str) -> None:
    """Whatever happened on the way: the cache is Google's, the rows to come are those that the pure function gives,
    nothing that was promised is lost or there twice, nothing is told twice, and no own write is told as news."""

    class Ours(Machine):
        pass

    Ours.redis_url = redis_url
    run_state_machine_as_test(Ours, settings=settings(max_examples=_EXAMPLES, stateful_step_count=40, deadline=None))
