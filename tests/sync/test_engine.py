# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""The sync engine on a real Redis against a stateful calendar: nothing lost, nothing twice, nothing invented."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock
from calendar_core.domain import EventStatus
from calendar_core.errors import (
    CircuitOpenError,
    ConnectionLost,
    OutageError,
    StoreUnavailable,
    SyncError,
    SyncTokenInvalid,
)
from calendar_core.ports import Person
from calendar_core.store.connection import Store
from tests.store.makers import REF, event
from tests.sync.conftest import Replica, Told, at, replica_of
from tests.sync.fake_google import FakeGoogle

HOUR = timedelta(hours=1)


async def test_the_first_sync_is_full_and_then_only_changes_are_asked_for(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime
) -> None:
    """First everything, marked as first; then by token, with what came, moved and went."""
    for name in "abc":
        google.put(event(name, now + HOUR))
    report = await bot.engine.sync_calendar(REF)
    assert (report.first, report.full, len(report.changes.added)) == (True, True, 3)
    assert (await bot.listed(clock)).keys() == {"a", "b", "c"}
    assert await bot.rows() == {f"{name}:7:30": now + HOUR / 2 for name in "abc"}
    google.put(event("a", now + 5 * HOUR))
    google.cancel("b")
    google.put(event("d", now + HOUR))
    report = await bot.engine.sync_calendar(REF)
    assert (report.first, report.full) == (False, False)
    assert [new.id for _, new in report.changes.moved] == ["a"]
    assert [gone.id for gone in report.changes.removed] == ["b"]
    assert [new.id for new in report.changes.added] == ["d"]
    assert (await bot.listed(clock)) == {name: google.standing[name] for name in "acd"}
    assert (await bot.rows())["a:7:30"] == now + 4.5 * HOUR
    assert google.calls == {"list_window": 1, "list_changes": 1}


async def test_an_unchanged_calendar_costs_one_request_and_two_round_trips(
    bot: Replica, google: FakeGoogle, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing changed: one question to Google, two to Redis."""
    await bot.engine.sync_calendar(REF)
    before = google.calls.total()
    asked: list[str] = []
    run, call = store.run, store.call

    async def counted_run(name: str, *args: object, **options: object) -> object:
        asked.append(name)
        return await run(name, *args, **options)  # type: ignore[arg-type]

    async def counted_call(*command: str) -> object:
        asked.append(command[0])
        return await call(*command)

    monkeypatch.setattr(store, "run", counted_run)
    monkeypatch.setattr(store, "call", counted_call)
    await bot.engine.sync_calendar(REF)
    assert asked == ["sync_lease", "sync_apply"]
    assert google.calls.total() - before == 1


async def test_A12_a_spent_token_leads_to_one_full_run(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime
) -> None:
    """A12: ten callers meet a spent token together; one full run answers them all."""
    google.put(event("a", now + HOUR))
    await bot.engine.sync_calendar(REF)
    google.put(event("b", now + HOUR))
    google.spend_tokens()
    reports = await asyncio.gather(*(bot.engine.sync_calendar(REF) for _ in range(10)))
    assert google.calls["list_window"] == 2
    assert {report.full for report in reports} == {True}
    assert [new.id for new in reports[0].changes.added] == ["b"]
    assert (await bot.listed(clock)).keys() == {"a", "b"}


async def test_H5_the_token_goes_with_nothing_else(bot: Replica, google: FakeGoogle) -> None:
    """H5: by token the engine asks for a calendar's changes and passes no window along."""
    await bot.engine.sync_calendar(REF)
    asked: list[tuple[tuple[object, ...], dict[str, object]]] = []
    inner = google.list_changes

    async def noted(*args: object, **options: object) -> object:
        asked.append((args, options))
        return await inner(*args, **options)  # type: ignore[arg-type]

    google.list_changes = noted  # type: ignore[method-assign,assignment]
    await bot.engine.sync_calendar(REF)
    [(args, options)] = asked
    assert len(args) == 2
    assert options.keys() <= {"person_waits"}


async def test_H6_an_interrupted_run_starts_again_from_the_old_token(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime
) -> None:
    """H6: broken off before the last page nothing of it counts; the next run brings every change."""
    google.put(event("a", now + HOUR))
    await bot.engine.sync_calendar(REF)
    token = (await bot.events.sync_state(REF)).sync_token
    google.put(event("b", now + HOUR))
    google.fail("list_changes", ConnectionLost())
    with pytest.raises(ConnectionLost):
        await bot.engine.sync_calendar(REF)
    state = await bot.events.sync_state(REF)
    assert (state.sync_token, state.failures) == (token, 1)
    assert state.last_error  # what /status says
    assert (await bot.listed(clock)).keys() == {"a"}
    report = await bot.engine.sync_calendar(REF)
    assert [new.id for new in report.changes.added] == ["b"]


async def test_H6_a_run_killed_in_the_middle_is_taken_over(
    bot: Replica, other: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime
) -> None:
    """H6: a process that dies while listing leaves its lease to run out; the next replica does the whole run."""
    google.put(event("a", now + HOUR))
    run = await bot.events.begin_sync(REF, bot.engine.policy.lease)
    assert run.lease
    assert await other.engine.sync_if_due(REF) is None
    clock.advance(bot.engine.policy.lease + 1)
    assert await other.engine.sync_if_due(REF) is not None
    assert (await other.listed(clock)).keys() == {"a"}


async def test_H7_cancelled_items_are_removed(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime
) -> None:
    """H7: incremental sync returns cancelled items; they leave the local copy with their rows."""
    for name in "abcd":
        google.put(event(name, now + HOUR))
    await bot.engine.sync_calendar(REF)
    google.cancel("a")
    await bot.engine.sync_calendar(REF)
    assert (await bot.listed(clock)).keys() == {"b", "c", "d"}
    assert "a:7:30" not in await bot.rows()


async def test_H8_an_own_write_while_a_sync_runs_is_seen_and_stays(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime
) -> None:
    """H8: booked while a listing is on its way: the next read shows it, and the run's end does not take it out."""
    google.put(event("a", now + HOUR))
    google.gate = asyncio.Event()
    run = asyncio.create_task(bot.engine.sync_calendar(REF))
    await google.reading.wait()
    mine = google.put(event("mine", now + HOUR))
    await bot.events.cache_events(REF, [mine], [])
    assert (await bot.listed(clock)).keys() == {"mine"}
    google.gate.set()
    await run
    assert (await bot.listed(clock)).keys() == {"a", "mine"}
    report = await bot.engine.sync_calendar(REF)
    assert len(report.changes) == 0


async def test_H9_a_hundred_callers_share_one_listing(
    bot: Replica, other: Replica, google: FakeGoogle, clock: AdjustableClock
) -> None:
    """H9: a hundred ask for the same uncached calendar at once, over two replicas: one request."""
    google.gate = asyncio.Event()
    calls = [asyncio.create_task(one.engine.sync_calendar(REF)) for one in (bot, other) for _ in range(50)]
    await google.reading.wait()
    while not any(left <= 0.2 for left in clock.sleepers):  # the second replica waits for the first one's run
        await clock.sleep(0)
    google.gate.set()
    reports = await asyncio.gather(*calls)
    assert google.calls["list_window"] == 1
    assert google.calls["list_changes"] == 0
    assert {report.shared for report in reports} == {True, False}


async def test_H9_a_failure_is_shared_but_not_kept(bot: Replica, google: FakeGoogle) -> None:
    """H9: those who waited hear of the failure; whoever asks next gets a fresh try."""
    google.fail("list_window", OutageError())
    results = await asyncio.gather(*(bot.engine.sync_calendar(REF) for _ in range(5)), return_exceptions=True)
    assert {type(result) for result in results} == {OutageError}
    assert google.calls["list_window"] == 1
    assert (await bot.engine.sync_calendar(REF)).first


async def test_a_caller_who_leaves_does_not_stop_the_run(bot: Replica, google: FakeGoogle) -> None:
    """One of two callers is cancelled; the other gets the report."""
    google.gate = asyncio.Event()
    leaving = asyncio.create_task(bot.engine.sync_calendar(REF))
    await google.reading.wait()
    staying = asyncio.create_task(bot.engine.sync_calendar(REF))
    leaving.cancel()
    await asyncio.wait([leaving])
    google.gate.set()
    assert (await staying).first


async def test_the_window_is_read_anew_every_day(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime
) -> None:
    """Events beyond the window come in as it moves on, without being announced, and those behind it leave."""
    google.put(event("old", now - timedelta(days=6, hours=12)))
    google.put(event("far", now + timedelta(days=60, hours=12)))
    await bot.engine.sync_calendar(REF)
    assert (await bot.listed(clock)).keys() == set()
    assert (await bot.events.sync_state(REF)).count == 1
    clock.advance(86_401)
    report = await bot.engine.sync_calendar(REF)
    assert (report.full, len(report.changes)) == (True, 0)
    assert (await bot.listed(clock)).keys() == {"far"}
    assert (await bot.events.sync_state(REF)).count == 1


async def test_moved_out_of_the_window_is_moved_not_lost(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime
) -> None:
    """An event moved beyond the window leaves the cache with its rows, and is told as moved; moved back it returns."""
    for name in "abcd":
        google.put(event(name, now + HOUR))
    await bot.engine.sync_calendar(REF)
    google.put(event("a", now + timedelta(days=200)))
    report = await bot.engine.sync_calendar(REF)
    assert [new.id for _, new in report.changes.moved] == ["a"]
    assert report.changes.removed == ()
    assert "a" not in await bot.listed(clock)
    google.put(event("a", now + 3 * HOUR))
    await bot.engine.sync_calendar(REF)
    assert (await bot.rows())["a:7:30"] == now + 2.5 * HOUR


@pytest.mark.parametrize("full", [True, False])
async def test_everything_gone_is_looked_at_twice(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime, full: bool
) -> None:
    """An empty answer where there was a calendar is not believed at once; a second one is."""
    for name in "abcd":
        google.put(event(name, now + HOUR))
    await bot.engine.sync_calendar(REF)
    if full:
        google.vanish_once = True
        await bot.engine.sync_calendar(REF, full=True)
        assert len(await bot.listed(clock)) == 4
    for name in "abcd":
        google.cancel(name)
    listings = google.calls["list_window"]
    report = await bot.engine.sync_calendar(REF, full=full)
    assert google.calls["list_window"] - listings == 1 + full
    assert len(report.changes.removed) == 4
    assert await bot.listed(clock) == {}


async def test_a_changed_zone_reads_everything_anew(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime
) -> None:
    """Whole days begin elsewhere when the calendar's zone changes."""
    google.put(event("a", now + HOUR))
    await bot.engine.sync_calendar(REF)
    google.zone = "Europe/London"
    assert (await bot.engine.sync_calendar(REF)).full
    assert (await bot.events.sync_state(REF)).zone == "Europe/London"
    assert not (await bot.engine.sync_calendar(REF)).full


async def test_declined_events_are_shown_and_silent(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime
) -> None:
    """A declined event stays in the list without a reminder."""
    google.put(event("a", now + HOUR))
    await bot.engine.sync_calendar(REF)
    google.put(event("a", now + HOUR, declined=True))
    await bot.engine.sync_calendar(REF)
    assert (await bot.listed(clock)).keys() == {"a"}
    assert await bot.rows() == {}


async def test_listed_both_ways_is_kept_and_read_anew(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime
) -> None:
    """An event that changed while the pages were read is in the listing twice: it stays, and a full run follows."""
    google.put(event("a", now + HOUR))
    inner = google.list_changes
    await bot.engine.sync_calendar(REF)

    async def twice(*args: object, **options: object) -> object:
        listing = await inner(*args, **options)  # type: ignore[arg-type]
        both = event("b", now + HOUR)
        cancelled = replace(event("c", now + HOUR), status=EventStatus.CANCELLED)
        return replace(listing, events=(both, cancelled, both), removed=("b",))

    google.list_changes = twice  # type: ignore[method-assign,assignment]
    await bot.engine.sync_calendar(REF)
    assert (await bot.listed(clock)).keys() == {"a", "b"}
    google.list_changes = inner  # type: ignore[method-assign]
    assert (await bot.engine.sync_calendar(REF)).full
    assert (await bot.listed(clock)).keys() == {"a"}


async def test_failures_are_spaced_out(bot: Replica, google: FakeGoogle, clock: AdjustableClock) -> None:
    """A minute after the first failure, longer after more, at the breaker's own time when that is open."""
    pauses = []
    for error in (OutageError(), OutageError(), OutageError(), CircuitOpenError(retry_after=200)):
        google.fail("list_window", error)
        with pytest.raises(type(error)):
            await bot.engine.sync_calendar(REF)
        due = (await bot.events.sync_state(REF)).due_at
        assert due is not None
        pauses.append((due - clock.now()).total_seconds())
    assert 59 < pauses[0] <= 60
    assert 89 < pauses[1] <= 150
    assert 179 < pauses[2] <= 300
    assert 199 < pauses[3] <= 205


async def test_verify_names_what_differs(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime, store: Store
) -> None:
    """In step it says so; otherwise it names what is missing, superfluous and different."""
    for name in "abc":
        google.put(event(name, now + HOUR))
    await bot.engine.sync_calendar(REF)
    assert (await bot.engine.verify_calendar_state(REF)).in_step
    google.put(event("new", now + HOUR))
    google.put(at(google.standing["a"], now + 4 * HOUR))
    google.cancel("b")
    found = await bot.engine.verify_calendar_state(REF)
    assert (found.missing, found.extra, found.different, found.checked) == ({"new"}, {"b"}, {"a"}, 3)


async def test_recover_makes_the_cache_right_and_keeps_what_was_asked_for(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime
) -> None:
    """After recovery cache and Google are alike, a person's own reminder is there, and nothing is forgotten when
    Google does not answer."""
    google.put(event("a", now + 3 * HOUR))
    await bot.engine.sync_calendar(REF)
    [derived] = await bot.reminders.upcoming("main", 9)
    await bot.reminders.put_reminder("main", replace(derived, id="own", time=now + HOUR))
    await bot.events.cache_events(REF, [event("wrong", now + HOUR), event("a", now + 9 * HOUR)], [])
    google.fail("list_window", OutageError())
    with pytest.raises(OutageError):
        await bot.engine.recover_sync_state(REF)
    assert (await bot.listed(clock)).keys() == {"a", "wrong"}
    assert (await bot.engine.recover_sync_state(REF)).in_step
    assert await bot.listed(clock) == google.standing
    assert (await bot.rows()).keys() == {"own", "a:7:30"}


async def test_new_leads_reach_what_is_cached(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime
) -> None:
    """A person who changes their leads is reminded by the new ones without waiting for a sync."""
    google.put(event("a", now + 3 * HOUR))
    await bot.engine.sync_calendar(REF)
    await bot.people.save_person(Person(7, 7, "main", leads=(120, 10)))
    await bot.engine.refresh_reminders(REF)
    assert await bot.rows() == {"a:7:120": now + HOUR, "a:7:10": now + timedelta(minutes=170)}


async def test_unreadable_tokens_of_full_runs_end_in_an_error(bot: Replica, google: FakeGoogle) -> None:
    """A full run that is told its token is spent fails once and is tried later, never in a circle."""
    google.fail("list_window", SyncTokenInvalid())
    with pytest.raises(SyncError):
        await bot.engine.sync_calendar(REF)
    assert google.calls.total() == 1


async def test_without_the_store_nothing_is_asked(google: FakeGoogle, clock: AdjustableClock, told: Told) -> None:
    """Redis away: the person hears so, and Google is not bothered."""
    away = Store.open("redis://127.0.0.1:1/0", clock)
    with pytest.raises(StoreUnavailable):
        await replica_of(away, google, clock, told).engine.sync_calendar(REF)
    assert google.calls.total() == 0
    await away.aclose()


async def test_the_worker_keeps_calendars_in_step(
    bot: Replica, other: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime
) -> None:
    """Two workers: each period one run between them; a failure is tried again after a minute."""
    await bot.events.enrol([REF])
    for worker in (bot.worker, other.worker):
        await worker.tick()
    await asyncio.gather(bot.worker.settle(), other.worker.settle())
    assert google.calls.total() == 1
    google.put(event("a", now + HOUR))
    clock.advance(300)
    await asyncio.gather(bot.worker.tick(), other.worker.tick())
    await asyncio.gather(bot.worker.settle(), other.worker.settle())
    assert google.calls.total() == 2
    assert (await bot.listed(clock)).keys() == {"a"}
    clock.advance(300)
    google.fail("list_changes", OutageError())
    await bot.worker.tick()
    await bot.worker.settle()
    assert await bot.worker.tick() == 0
    clock.advance(61)
    assert await bot.worker.tick() == 1
    await bot.worker.settle()
    assert (await bot.events.sync_state(REF)).failures == 0


async def test_what_is_due_together_does_not_wait_for_ticks(bot: Replica, google: FakeGoogle) -> None:
    """Of 50 calendars that are due at once each is synced after one tick, eight at a time; idle, nobody looks on."""
    await bot.events.enrol([replace(REF, account_id=f"account {number}") for number in range(50)])
    assert await bot.worker.tick() == 8
    await bot.worker.settle()
    assert google.calls.total() == 50


async def test_a_run_of_somebody_else_is_not_looked_for_all_the_time(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock
) -> None:
    """While another replica holds all that is due, a tick looks once."""
    refs = [replace(REF, account_id=f"account {number}") for number in range(20)]
    await bot.events.enrol(refs)
    for ref in refs:
        assert (await bot.events.begin_sync(ref, 60)).lease
    assert await bot.worker.tick() == 8
    await bot.worker.settle()
    assert google.calls.total() == 0


async def test_H13_a_burst_of_pushes_is_one_or_two_runs(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock
) -> None:
    """H13: 500 push messages before and during a run end in two runs at most."""
    await bot.engine.sync_calendar(REF)
    google.gate = asyncio.Event()
    google.reading.clear()
    for _ in range(250):
        await bot.events.sync_now(REF, clock.now())
    await bot.worker.tick()
    await google.reading.wait()
    for _ in range(250):
        await bot.events.sync_now(REF, clock.now())
        await bot.worker.tick()
    google.gate.set()
    for _ in range(5):
        await bot.worker.settle()
        clock.advance(2)
        await bot.worker.tick()
    await bot.worker.settle()
    assert google.calls["list_changes"] == 2


async def test_a_slow_calendar_stalls_nobody_else(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime
) -> None:
    """While one calendar's listing hangs another is synced by the same worker."""
    slow = replace(REF, account_id="slow")
    google.gate = asyncio.Event()
    await bot.events.enrol([slow])
    await bot.worker.tick()
    await google.reading.wait()
    gate, google.gate = google.gate, None
    await bot.events.enrol([REF])
    google.reading.clear()
    await bot.worker.tick()
    await google.reading.wait()
    await bot.engine.sync_calendar(REF)
    assert (await bot.events.sync_state(slow)).synced_at is None
    gate.set()
    await bot.worker.settle()


async def test_G6_a_flushed_store_is_filled_again(
    store: Store, google: FakeGoogle, clock: AdjustableClock, bot: Replica, now: datetime
) -> None:
    """G6: after the database was flushed the worker finds its calendars again by itself."""
    from calendar_core.sync.worker import SyncWorker

    async def calendars() -> list[object]:
        return [REF]

    google.put(event("a", now + HOUR))
    worker = SyncWorker(bot.engine, bot.events, clock=clock, calendars=calendars)  # type: ignore[arg-type]
    await worker.tick()
    await worker.settle()
    await store.call("FLUSHALL")
    clock.advance(61)
    await worker.tick()
    await worker.settle()
    assert (await bot.listed(clock)).keys() == {"a"}


async def test_hosts_whose_clocks_disagree_share_the_work(
    redis: Redis, google: FakeGoogle, clock: AdjustableClock, told: Told, bot: Replica, now: datetime
) -> None:
    """One host 90 s ahead, another 90 s behind: leases hold, nothing is synced before or long after its time."""

    class Wrong(AdjustableClock):
        """A host whose time is wrong, on a store whose time is right."""

        def __init__(self, by: float) -> None:
            super().__init__()
            self._by = timedelta(seconds=by)

        @property
        def offset(self) -> float:
            return clock.offset

        def now(self) -> datetime:
            return clock.now() + self._by

    hosts = [replica_of(Store(redis, wrong), google, wrong, told) for wrong in (Wrong(90), Wrong(-90))]
    for number, host in enumerate(hosts * 3):
        await host.events.sync_now(REF, clock.now())
        run = await host.events.begin_sync(REF, 15)
        assert run.lease
        assert await host.events.renew_lease(REF, run.lease, 15)
        assert not (await hosts[1 - number % 2].events.begin_sync(REF, 15)).lease
        await host.events.release_lease(REF, run.lease)
        await host.worker.tick()
        await host.worker.settle()
        due = (await host.events.sync_state(REF)).due_at
        assert due is not None
        assert 280 < (due - clock.now()).total_seconds() <= 300
    assert google.calls.total() == 6
