"""Work in the background is rescheduled, not slept: through the real client, over HTTP, on a real Redis."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from calendar_core.clock import AdjustableClock
from calendar_core.domain import EventDraft
from calendar_core.errors import CircuitOpenError, OutageError, Throttled
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.calendar import GoogleCalendar
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.token_endpoint import GoogleAccount
from calendar_core.ports import NoticeKind, OutboxAction, OutboxEntry
from calendar_core.resilience.retry import BACKGROUND
from calendar_core.sync.date_job import DateJob
from calendar_core.sync.decisions import SyncPolicy, due_after_failure, named_pause
from calendar_core.sync.engine import SyncEngine
from calendar_core.sync.outbox import OutboxDrain
from calendar_core.sync.worker import SyncWorker, start_sync_worker
from sandbox.faults import Fault
from sandbox.google import GoogleSandbox
from tests.store.makers import REF, event
from tests.sync.conftest import Replica, Told

LISTING = "/events"
SMALL_BOUND = BACKGROUND.background_wait


class Sleeps:
    """The client's clock: a wait is noted and is over at once."""

    def __init__(self, clock: AdjustableClock) -> None:
        self._clock = clock
        self.now = clock.now
        self.monotonic = clock.monotonic
        self.slept: list[float] = []

    @property
    def offset(self) -> float:
        return self._clock.offset

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._clock.advance(max(0.0, seconds))
        await self._clock.sleep(0)


@pytest.fixture
async def server(clock: AdjustableClock) -> AsyncIterator[GoogleSandbox]:
    google = GoogleSandbox(clock, random.Random(1))
    await google.start()
    yield google
    await google.stop()


@pytest.fixture
def sleeps(clock: AdjustableClock) -> Sleeps:
    return Sleeps(clock)


@pytest.fixture
async def api(server: GoogleSandbox, sleeps: Sleeps) -> AsyncIterator[GoogleCalendar]:
    async with AiohttpTransport() as transport:
        account = GoogleAccount("main", server.client_id, server.client_secret, server.refresh_token, server.token_uri)
        yield GoogleCalendar(
            GoogleCalendarClient(
                account, transport=transport, api_endpoint=server.api_endpoint, clock=sleeps, rng=random.Random(2)
            )
        )


@pytest.fixture
def bot(bot: Replica, api: GoogleCalendar, told: Told, clock: AdjustableClock) -> Replica:
    """The replica of the other tests, with the real client."""
    rng = random.Random(3)
    bot.engine = SyncEngine(lambda _: api, bot.events, bot.people, clock=clock, rng=rng)
    bot.worker = SyncWorker(bot.engine, bot.events, clock=clock)
    behind = api.in_background()
    bot.drain = OutboxDrain(bot.outbox, lambda _: behind, bot.events, bot.people, told, clock=clock, rng=rng)
    return bot


async def _due_in(bot: Replica, clock: AdjustableClock) -> float:
    due = (await bot.events.sync_state(REF)).due_at
    assert due is not None
    return (due - clock.now()).total_seconds()


async def _work(bot: Replica) -> int:
    started = await bot.worker.tick()
    await bot.worker.settle()
    return started


@pytest.fixture
async def enrolled(bot: Replica, server: GoogleSandbox, sleeps: Sleeps) -> Replica:
    """The calendar is known, and synced once."""
    await bot.events.enrol([REF])
    await bot.engine.sync_calendar(REF)
    await bot.events.sync_now(REF, datetime(2020, 1, 1, tzinfo=UTC))
    sleeps.slept.clear()
    return bot


async def test_a_named_pause_becomes_the_due_time_of_the_sync(
    enrolled: Replica, server: GoogleSandbox, clock: AdjustableClock, sleeps: Sleeps
) -> None:
    """Retry-After of 20 s: nobody sleeps, nothing is asked before the 20 s are over, and then it is done."""
    server.faults.add(Fault(LISTING, status=503, headers={"Retry-After": "20"}))
    before = len(server.requests_for("events.list"))
    assert await _work(enrolled) == 1
    assert sleeps.slept == []
    assert 19 < await _due_in(enrolled, clock) <= 22.1
    clock.advance(18)
    assert await _work(enrolled) == 0
    clock.advance(5)
    assert await _work(enrolled) == 1
    assert len(server.requests_for("events.list")) == before + 2
    assert (await enrolled.events.sync_state(REF)).failures == 0


async def test_a_blip_is_waited_out_within_the_small_bound(
    enrolled: Replica, server: GoogleSandbox, sleeps: Sleeps
) -> None:
    """Two quick failures cost two short waits and no failed sync: three attempts, as always in the background."""
    server.faults.add(Fault(LISTING, status=503, times=2))
    await _work(enrolled)
    assert len(sleeps.slept) == 2
    assert max(sleeps.slept) <= SMALL_BOUND
    assert (await enrolled.events.sync_state(REF)).failures == 0


async def test_the_attempts_are_counted_over_the_rescheduled_runs(
    enrolled: Replica, server: GoogleSandbox, clock: AdjustableClock, sleeps: Sleeps
) -> None:
    """Three attempts at the times Google names, no sleep between them, and then the growing pauses of a failed sync."""
    server.faults.add(Fault(LISTING, status=503, times=None, headers={"Retry-After": "10"}))
    pauses = []
    for _ in range(4):
        assert await _work(enrolled) == 1
        pauses.append(await _due_in(enrolled, clock))
        clock.advance(pauses[-1] + 0.1)
    assert sleeps.slept == []
    assert all(9 < pause <= 11.1 for pause in pauses[:2])
    assert pauses[2] > 60


async def test_a_sync_that_meets_an_open_breaker_is_due_when_it_half_opens(
    enrolled: Replica, server: GoogleSandbox, clock: AdjustableClock, sleeps: Sleeps
) -> None:
    """It asks nobody meanwhile, does not sleep, and its next run is the trial."""
    server.faults.add(Fault(LISTING, status=503, times=9))
    for _ in range(3):
        await _work(enrolled)
        await enrolled.events.sync_now(REF, datetime(2020, 1, 1, tzinfo=UTC))
    sleeps.slept.clear()
    before = len(server.requests_for("events.list"))
    await _work(enrolled)
    assert sleeps.slept == []
    assert len(server.requests_for("events.list")) == before
    due = await _due_in(enrolled, clock)
    assert 280 < due <= 305
    clock.advance(due + 0.1)
    assert await _work(enrolled) == 1
    assert (await enrolled.events.sync_state(REF)).failures == 0


async def test_a_kept_write_is_due_again_when_google_says(
    bot: Replica, server: GoogleSandbox, clock: AdjustableClock, sleeps: Sleeps, told: Told, now: datetime
) -> None:
    """The outbox does not sleep the seven seconds either, and its person hears the verdict once."""
    draft = EventDraft("Lunch", event("a", now + timedelta(hours=1)).when, "KLCC")
    await bot.outbox.put(OutboxEntry("create:a", REF, OutboxAction.CREATE, "abcde", 7, now, draft=draft), now)
    server.faults.add(Fault(LISTING, method="POST", status=429, headers={"Retry-After": "7"}))
    planned: list[float] = []
    bot.drain.wake_in = planned.append
    await bot.drain.tick()
    await bot.drain.settle()
    assert sleeps.slept == []
    assert planned == [7.0]
    clock.advance(6)
    assert await bot.drain.tick() == 0
    clock.advance(1.5)
    await bot.drain.tick()
    await bot.drain.settle()
    assert [notice.kind for _, notice in told.heard] == [NoticeKind.WRITE_DONE]
    assert len(server.events()) == 1


async def test_a_failed_sync_puts_a_date_job_on_the_scheduler(
    enrolled: Replica, server: GoogleSandbox, clock: AdjustableClock
) -> None:
    """APScheduler is told the very instant, beside its look each second."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    start_sync_worker(scheduler, enrolled.worker, seconds=3600)
    scheduler.start()
    try:
        server.faults.add(Fault(LISTING, status=503, headers={"Retry-After": "20"}))
        await _work(enrolled)
        run_date = scheduler.get_job("sync again").trigger.run_date
        assert 18 < (run_date - datetime.now(UTC)).total_seconds() < 23  # noqa: TID251 - the scheduler's own clock
    finally:
        scheduler.shutdown(wait=False)


async def test_a_date_job_runs_at_the_earliest_instant_asked_for() -> None:
    """A later wish changes nothing, an earlier one comes first, and what has run may be asked for again."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.start()
    ran = asyncio.Event()

    async def tick() -> None:
        ran.set()

    job = DateJob(scheduler, "again", tick)
    try:
        job.wake_in(3600)
        first = scheduler.get_job("again").next_run_time
        job.wake_in(7200)
        assert scheduler.get_job("again").next_run_time == first
        for _ in range(2):
            job.wake_in(0)
            async with asyncio.timeout(5):
                await ran.wait()
            ran.clear()
    finally:
        scheduler.shutdown(wait=False)


NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_an_outage_without_attempts_left_is_planned_by_ourselves() -> None:
    """What the guard guesses is no name for a time: the pause is ours, but never shorter than what Google said."""
    spent = OutageError(retry_after=4.6)
    assert named_pause(spent, 1) is None
    assert due_after_failure(spent, 1, NOW, SyncPolicy(), 0.5) == NOW + timedelta(seconds=60)
    assert due_after_failure(OutageError(retry_after=200), 1, NOW, SyncPolicy(), 0.5) == NOW + timedelta(seconds=200)


def test_who_names_a_time_is_believed() -> None:
    """A throttle and an open breaker each time; an unfinished call as often as it had attempts left."""
    assert named_pause(Throttled(retry_after=7), 9) == 7
    assert named_pause(CircuitOpenError(retry_after=200), 9) == 200
    unfinished = OutageError(retry_after=20)
    unfinished.attempts_left = 2
    assert [named_pause(unfinished, failures) for failures in (1, 2, 3)] == [20, 20, None]
    assert named_pause(OutageError(), 1) is None
    assert named_pause(None, 1) is None
