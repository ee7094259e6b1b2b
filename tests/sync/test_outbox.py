# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""Promised writes end in Google exactly once, and their person hears the truth."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from calendar_core.clock import AdjustableClock
from calendar_core.domain import Event, EventDraft
from calendar_core.errors import (
    AttemptTimeout,
    BadRequest,
    CalendarError,
    CircuitOpenError,
    LimiterRefused,
    NotFound,
    NotOrganizer,
    OutageError,
    ReconnectNeeded,
    StoreUnavailable,
    UnknownOutcome,
)
from calendar_core.ports import NoticeKind, OutboxAction, OutboxEntry
from tests.store.makers import REF, event
from tests.sync.conftest import Replica, Told, at
from tests.sync.fake_google import FakeGoogle

HOUR = timedelta(hours=1)


async def _create(bot: Replica, now: datetime, name: str = "a") -> OutboxEntry:
    draft = EventDraft("Lunch", event(name, now + HOUR).when, "KLCC")
    entry = OutboxEntry(f"create:{name}", REF, OutboxAction.CREATE, name, 7, now, draft=draft)
    await bot.outbox.put(entry, now)
    return entry


async def _drain(bot: Replica) -> None:
    await bot.drain.tick()
    await bot.drain.settle()


async def test_a_kept_booking_is_made_and_told(
    bot: Replica, google: FakeGoogle, told: Told, clock: AdjustableClock, now: datetime
) -> None:
    """Booked under its id, in the cache with its reminder, told once, and the entry is gone."""
    await _create(bot, now)
    await _drain(bot)
    [(chat, notice)] = told.heard
    assert (chat, notice.kind, notice.action, notice.title) == (7, NoticeKind.WRITE_DONE, OutboxAction.CREATE, "Lunch")
    assert notice.event == google.standing["a"]
    assert await bot.listed(clock) == google.standing
    assert (await bot.rows()).keys() == {"a:7:30"}
    assert await bot.outbox.pending("main") == ()
    await _drain(bot)
    assert len(told.heard) == 1


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize("look_up", ["answers", "fails"])
async def test_D8_an_unknown_outcome_is_looked_up(
    bot: Replica,
    google: FakeGoogle,
    told: Told,
    clock: AdjustableClock,
    now: datetime,
    applied: bool,
    look_up: str,
) -> None:
    """D1, D3, D8: whether or not the lost insert happened, whether or not the look-up answers: one event, one
    verdict, never "failed"."""
    await _create(bot, now)
    google.fail("insert_event", UnknownOutcome(), applied=applied)
    if look_up == "fails":
        google.fail("get_event", AttemptTimeout())
    for _ in range(3):
        await _drain(bot)
        clock.advance(60)
    assert google.standing.keys() == {"a"}
    assert google.calls["insert_event"] <= 2
    assert [notice.kind for _, notice in told.heard] == [NoticeKind.WRITE_DONE]


async def test_D7_a_killed_process_leaves_nothing_half_done(
    bot: Replica, other: Replica, google: FakeGoogle, told: Told, clock: AdjustableClock, now: datetime
) -> None:
    """D7: killed after the insert and before anything was noted: another replica finds the event and tells."""
    entry = await _create(bot, now)
    assert entry.draft is not None
    assert len(await bot.outbox.claim_due(5, 60)) == 1
    await google.insert_event("primary", "a", entry.draft)
    await _drain(other)
    assert told.heard == []
    clock.advance(61)
    await _drain(other)
    assert google.standing.keys() == {"a"}
    assert [notice.kind for _, notice in told.heard] == [NoticeKind.WRITE_DONE]


async def test_a_verdict_that_could_not_be_told_is_told_later_and_not_done_again(
    bot: Replica, google: FakeGoogle, told: Told, clock: AdjustableClock, now: datetime
) -> None:
    """Telegram was away when the write was done: told when it is back, with no second write, even if the person
    has cancelled the event in Google meanwhile."""
    await _create(bot, now)
    told.failing.append(CalendarError("Telegram did not take the message", 503))
    await _drain(bot)
    google.cancel("a")
    clock.advance(120)
    await _drain(bot)
    assert google.calls["insert_event"] == 1
    [(_, notice)] = told.heard
    assert (notice.kind, notice.title) == (NoticeKind.WRITE_DONE, "Lunch")


async def test_D10_an_edit_whose_answer_was_lost_is_no_conflict(
    bot: Replica, google: FakeGoogle, told: Told, clock: AdjustableClock, now: datetime
) -> None:
    """D10: applied, answer lost, the retry meets its own edit: success; somebody else's edit: told, not overwritten."""
    for name in "ab":
        before = google.put(event(name, now + HOUR))
        wanted = at(before, now + 5 * HOUR)
        await bot.outbox.put(OutboxEntry(f"update:{name}", REF, OutboxAction.UPDATE, name, 7, now, event=wanted), now)
    google.fail("update_event", UnknownOutcome(), applied=True)
    google.fail("get_event", OutageError())
    await bot.drain.tick()
    await bot.drain.settle()
    clock.advance(60)
    theirs = google.put(at(google.standing["b"], now + 9 * HOUR))
    await _drain(bot)
    assert google.standing["b"] == theirs
    assert google.standing["a"].when.starts_at() == now + 5 * HOUR
    kinds = {notice.event.id: notice.kind for _, notice in told.heard if notice.event}
    assert kinds["a"] is NoticeKind.WRITE_DONE


async def test_A10_a_kept_edit_of_what_is_gone_takes_it_out_of_the_list(
    bot: Replica, google: FakeGoogle, told: Told, clock: AdjustableClock, now: datetime
) -> None:
    """Somebody has taken the event out of Google meanwhile: the person hears so, and the list does not show it."""
    before = google.put(event("a", now + HOUR))
    await bot.engine.sync_calendar(REF)
    google.cancel("a")
    wanted = at(before, now + 5 * HOUR)
    await bot.outbox.put(OutboxEntry("update:a", REF, OutboxAction.UPDATE, "a", 7, now, event=wanted), now)
    google.fail("update_event", NotFound())
    await _drain(bot)
    assert [(notice.kind, notice.reason) for _, notice in told.heard] == [(NoticeKind.WRITE_FAILED, "NotFound")]
    assert await bot.listed(clock) == {}


async def test_A13_somebody_elses_edit_is_not_overwritten(
    bot: Replica, google: FakeGoogle, told: Told, now: datetime
) -> None:
    """A13: edited in Google since: neither an edit nor a deletion that was kept goes over it."""
    before = google.put(event("a", now + HOUR))
    for action in (OutboxAction.UPDATE, OutboxAction.DELETE):
        wanted = at(before, now + 5 * HOUR)
        await bot.outbox.put(OutboxEntry(f"{action.value}:a", REF, action, "a", 7, now, event=wanted), now)
    theirs = google.put(event("a", now + 2 * HOUR))
    await _drain(bot)
    await _drain(bot)
    assert google.standing["a"] == theirs
    assert [notice.kind for _, notice in told.heard] == [NoticeKind.WRITE_FAILED] * 2


async def test_D9_a_deletion_is_done_once_and_one_notice_told(
    bot: Replica, google: FakeGoogle, told: Told, clock: AdjustableClock, now: datetime
) -> None:
    """D9: answered by a timeout, then already gone: one "cancelled"."""
    one = google.put(event("a", now + HOUR))
    await bot.engine.sync_calendar(REF)
    await bot.outbox.put(OutboxEntry("delete:a", REF, OutboxAction.DELETE, "a", 7, now, event=one), now)
    google.fail("delete_event", UnknownOutcome(), applied=True)
    for _ in range(3):
        await _drain(bot)
        clock.advance(60)
    assert [notice.kind for _, notice in told.heard] == [NoticeKind.WRITE_DONE]
    assert await bot.listed(clock) == {}
    assert await bot.rows() == {}


@pytest.mark.parametrize("error", [BadRequest("The start is odd"), NotOrganizer()])
async def test_what_google_refuses_for_good_is_told_with_the_reason(
    bot: Replica, google: FakeGoogle, told: Told, now: datetime, error: CalendarError
) -> None:
    """No retry where waiting does not help; the person hears why."""
    await _create(bot, now)
    google.fail("insert_event", error)
    await _drain(bot)
    [(_, notice)] = told.heard
    assert (notice.kind, notice.reason, notice.title) == (NoticeKind.WRITE_FAILED, type(error).__name__, "Lunch")
    assert await bot.outbox.pending("main") == ()


async def test_an_outage_is_waited_out(
    bot: Replica, google: FakeGoogle, told: Told, clock: AdjustableClock, now: datetime
) -> None:
    """Tried at growing intervals, at the breaker's own time when that is open, and done when Google is back."""
    await _create(bot, now)
    google.fail("insert_event", OutageError(), times=3)
    google.fail("insert_event", CircuitOpenError(retry_after=200))
    google.fail("insert_event", ReconnectNeeded())
    tries = []
    for second in range(0, 3600, 10):
        before = google.calls["insert_event"]
        await _drain(bot)
        if google.calls["insert_event"] > before:
            tries.append(second)
        clock.advance(10)
    gaps = [later - earlier for earlier, later in pairwise(tries)]
    assert len(tries) == 6
    assert gaps[0] < gaps[1] < gaps[2]
    assert 200 <= gaps[3] <= 220
    assert [notice.kind for _, notice in told.heard] == [NoticeKind.WRITE_DONE]


async def test_a_crowd_does_not_lengthen_the_pause_after_a_failure(
    bot: Replica, google: FakeGoogle, told: Told, clock: AdjustableClock, now: datetime
) -> None:
    """Refused a place ten times in a row, then broken off once: it comes again within a minute or so, as after a first
    failure, and not a quarter of an hour later."""
    await _create(bot, now)
    google.fail("insert_event", LimiterRefused(retry_after=2), times=10)
    google.fail("insert_event", OutageError())
    seconds = 0
    while not told.heard and seconds < 1200:
        await _drain(bot)
        clock.advance(1)
        seconds += 1
    assert google.calls["insert_event"] == 12
    assert seconds < 110


@pytest.mark.parametrize("pause", [None, 4.6], ids=["no pause", "a pause of the guard's"])
async def test_when_google_is_back_nothing_waits_for_a_time_that_was_guessed(
    bot: Replica, google: FakeGoogle, told: Told, clock: AdjustableClock, now: datetime, pause: float | None
) -> None:
    """After an hour's outage the first write that succeeds brings the others with it, and not a quarter of an hour
    later: whoever was told "kept" hears the verdict when the others do."""
    for name in ("a", "b", "c"):
        await _create(bot, now, name)
    google.fail("insert_event", OutageError(retry_after=pause), times=15)
    for _ in range(5):
        clock.advance(1200)
        await _drain(bot)
    clock.advance(60)
    await _drain(bot)
    assert (google.standing, google.calls["insert_event"]) == ({}, 15)
    await _create(bot, clock.now(), "new")
    await _drain(bot)
    await _drain(bot)
    assert google.standing.keys() == {"a", "b", "c", "new"}
    assert await bot.outbox.pending("main") == ()
    assert len(told.heard) == 4


async def test_what_replaces_a_guessed_time_is_due_at_its_own(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime
) -> None:
    """Google has named the time at which a newer wish may be tried: that it answers something else before changes
    nothing about it."""
    entry = await _create(bot, now)
    google.fail("insert_event", OutageError())
    await _drain(bot)
    assert entry.draft is not None
    newer = replace(entry, draft=replace(entry.draft, title="Late lunch"))
    await bot.outbox.put(newer, now + timedelta(minutes=5))
    assert await bot.outbox.hasten("main") == 0


async def test_a_verdict_is_told_once_over_a_blip_of_the_store(
    bot: Replica, google: FakeGoogle, told: Told, clock: AdjustableClock, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store is away for a moment when the person has just been told: it is asked again to let the entry go."""
    finish, blips = bot.outbox.finish, [StoreUnavailable(), StoreUnavailable()]

    async def finish_after_blips(entry: OutboxEntry) -> None:
        if blips:
            raise blips.pop()
        await finish(entry)

    monkeypatch.setattr(bot.outbox, "finish", finish_after_blips)
    await _create(bot, now)
    await bot.drain.tick()
    settled = asyncio.ensure_future(bot.drain.settle())
    while not settled.done():
        clock.advance(0.5 if clock.sleepers else 0)
        await clock.sleep(0)
    clock.advance(3600)
    await _drain(bot)
    assert len(told.heard) == 1
    assert await bot.outbox.pending("main") == ()


async def test_a_sync_that_succeeds_again_brings_what_waits(
    bot: Replica, google: FakeGoogle, clock: AdjustableClock, now: datetime
) -> None:
    """Nobody has to write anything for it: the sync is the first to see that Google is back."""
    await bot.engine.sync_calendar(REF)
    bot.engine.recovered = bot.drain.google_answered
    await _create(bot, now)
    google.fail("insert_event", OutageError(), times=5)
    for _ in range(5):
        clock.advance(1200)
        await _drain(bot)
    google.fail("list_changes", OutageError())
    with pytest.raises(OutageError):
        await bot.engine.sync_calendar(REF)
    await _drain(bot)
    assert google.standing == {}
    await bot.engine.sync_calendar(REF)
    await _drain(bot)
    assert google.standing.keys() == {"a"}


async def test_what_was_withdrawn_while_google_was_asked_is_not_told(
    bot: Replica, google: FakeGoogle, told: Told, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same request, delivered again, has booked it just then and said so: the person hears nothing twice."""
    insert = google.insert_event

    async def insert_meanwhile(calendar_id: str, event_id: str, draft: EventDraft) -> Event:
        await bot.outbox.withdraw(REF, OutboxAction.CREATE, event_id)
        return await insert(calendar_id, event_id, draft)

    monkeypatch.setattr(google, "insert_event", insert_meanwhile)
    await _create(bot, now)
    await _drain(bot)
    assert google.standing.keys() == {"a"}
    assert told.heard == []


async def test_after_a_day_it_is_given_up_and_said(
    bot: Replica, google: FakeGoogle, told: Told, clock: AdjustableClock, now: datetime
) -> None:
    """24 hours without Google: one last try, then the truth."""
    await _create(bot, now)
    google.fail("insert_event", OutageError(), times=1000)
    await _drain(bot)
    clock.advance(23 * 3600)
    await _drain(bot)
    assert told.heard == []
    clock.advance(3 * 3600)
    await _drain(bot)
    [(_, notice)] = told.heard
    assert (notice.kind, notice.reason) == (NoticeKind.WRITE_FAILED, "OutageError")
    assert await bot.outbox.pending("main") == ()


async def test_taken_back_before_it_was_made(
    bot: Replica, google: FakeGoogle, told: Told, clock: AdjustableClock, now: datetime
) -> None:
    """A deletion kept after a booking that is still kept is done after it, whatever order they come due in."""
    await _create(bot, now)
    google.fail("insert_event", OutageError())
    await _drain(bot)
    one = event("a", now + HOUR)
    gone = OutboxEntry("delete:a", REF, OutboxAction.DELETE, "a", 7, now + timedelta(seconds=1), event=one)
    await bot.outbox.put(gone, now)
    for _ in range(4):
        await _drain(bot)
        clock.advance(60)
    assert google.standing == {}
    assert [notice.action for _, notice in told.heard] == [OutboxAction.CREATE, OutboxAction.DELETE]
