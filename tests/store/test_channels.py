# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""Push channels in the store: found by their id, gone with their time, and never in the way when damaged."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock
from calendar_core.ports import CalendarRef, Channel, ChannelBook, PushPace
from calendar_core.store.channels import RedisChannelStore
from calendar_core.store.connection import Store
from calendar_core.store.events import RedisEventStore
from tests.store.makers import REF, batch

MINUTE = timedelta(minutes=1)
ODD = CalendarRef("someone: {s00}", "team@group.calendar.google.com #1")


@pytest.fixture
def channels(store: Store) -> RedisChannelStore:
    return RedisChannelStore(store)


def channel(now: datetime, name: str = "a", ref: CalendarRef = REF, **fields: object) -> Channel:
    known = {"resource_id": "r", "expires": now + timedelta(days=7)} | fields
    return Channel(id=name, ref=ref, digest="d", address="https://x", made_at=now, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize("ref", [REF, ODD])
async def test_a_channel_is_found_by_its_id(channels: RedisChannelStore, now: datetime, ref: CalendarRef) -> None:
    """With its calendar, whatever that is called; what is dropped, or was never there, is not found."""
    one = channel(now, ref=ref)
    await channels.put(one)
    assert await channels.find("a") == one
    assert await channels.book(ref) == ChannelBook((one,))
    await channels.drop(one)
    assert await channels.find("a") is None
    assert await channels.find("b") is None
    assert await channels.book(ref) == ChannelBook()


async def test_what_was_heard_stays_when_the_answer_comes_after(channels: RedisChannelStore, now: datetime) -> None:
    """A first message before the answer names the resource; the answer takes nothing of it back."""
    asked = channel(now, resource_id="")
    await channels.enrol([REF])
    await channels.tend_at(REF, now + MINUTE)
    await channels.put(asked)
    await channels.hear(asked, "told", now)
    await channels.hear(asked, "other", now + MINUTE)
    assert await channels.find("a") == replace(asked, resource_id="told", heard_at=now)
    assert await channels.to_tend() == (REF,)
    await channels.put(replace(asked, resource_id="answered"))
    assert await channels.find("a") == replace(asked, resource_id="answered", heard_at=now)


async def test_calendars_are_tended_when_it_is_time(
    channels: RedisChannelStore, now: datetime, clock: AdjustableClock
) -> None:
    """From being enrolled on, at the time that was set, and never again after being let go."""
    other = replace(REF, calendar_id="other")
    await channels.enrol([REF, other])
    assert set(await channels.to_tend()) == {REF, other}
    await channels.tend_at(REF, clock.now() + MINUTE)
    await channels.tend_at(other, None)
    await channels.tend_at(other, clock.now())
    await channels.enrol([REF])
    assert (await channels.to_tend(), await channels.tended()) == ((), (REF,))
    clock.advance(61)
    assert await channels.to_tend() == (REF,)


async def test_one_at_a_time_tends_a_calendar(channels: RedisChannelStore, clock: AdjustableClock) -> None:
    """While the lease runs nobody else gets one; given back, or run out, somebody does."""
    lease = await channels.tending_lease(REF, 10)
    assert lease is not None
    assert await channels.tending_lease(REF, 10) is None
    await channels.release_tending(REF, lease)
    assert await channels.tending_lease(REF, 10) is not None
    clock.advance(11)
    assert await channels.tending_lease(REF, 10) is not None


async def test_G7_damaged_values_count_as_absent(
    channels: RedisChannelStore, redis: Redis, store: Store, now: datetime
) -> None:
    """Rubbish, another version and a lost half are no channel, and do not hide the others."""
    await channels.put(channel(now))
    book = store.keys.channels(REF.account_id, REF.calendar_id)
    await redis.hset(
        book, mapping={"channel b": b"\xff\x00", "channel c": b'{"v":9}', "failures": b"x", "try_at": b"y"}
    )
    assert [one.id for one in (await channels.book(REF)).channels] == ["a"]
    await redis.hset(book, "channel a", b"rubbish")
    assert await channels.find("a") is None
    await channels.put(channel(now))
    await redis.delete(book)
    assert await channels.find("a") is None


async def test_G10_channels_go_with_their_time(channels: RedisChannelStore, redis: Redis, now: datetime) -> None:
    """Every key of a channel has an end of its own, soon after the channel's."""
    await channels.put(channel(now))
    keys = [key async for key in redis.scan_iter()]
    assert len(keys) == 2
    for key in keys:
        assert 0 < await redis.ttl(key) <= 40 * 86_400


# --- what a message does to the sync's due time ---------------------------------------------------------------------

PACE = PushPace(gap=5, quiet=2, longest=15, after_failure=60)


async def _due_in(events: RedisEventStore, clock: AdjustableClock) -> float:
    due = (await events.sync_state(REF)).due_at
    assert due is not None
    return (due - clock.now()).total_seconds()


@pytest.fixture
async def events(store: Store, clock: AdjustableClock, window: tuple[datetime, datetime]) -> RedisEventStore:
    """A calendar that was synced a minute ago and is due in four."""
    events = RedisEventStore(store)
    await _sync(events, clock, window)
    clock.advance(60)
    return events


async def _sync(events: RedisEventStore, clock: AdjustableClock, window: tuple[datetime, datetime]) -> None:
    run = await events.begin_sync(REF, 15)
    await events.apply_batch(REF, batch(run.state, window, now=clock.now(), lease=run.lease))


async def test_the_first_message_makes_the_sync_due_at_once(
    events: RedisEventStore, clock: AdjustableClock, now: datetime
) -> None:
    """A sign of life does not, and proves nothing; a change that is told does, until the channel's end."""
    one = channel(now)
    await events.hear_push(one, 1, None)
    assert await _due_in(events, clock) > 200
    state = await events.sync_state(REF)
    assert state.push_until == one.expires
    assert state.push_heard_at is None
    await events.hear_push(one, 2, PACE)
    assert (await events.sync_state(REF)).push_heard_at is not None
    assert await _due_in(events, clock) <= 0
    assert await events.due_calendars() == (REF,)


async def test_what_comes_after_the_run_began_is_folded_into_one_more(
    events: RedisEventStore, clock: AdjustableClock, window: tuple[datetime, datetime], now: datetime
) -> None:
    """A gap after the run, a moment of quiet after the last message, and at the latest so long after the first."""
    one = channel(now)
    await _sync(events, clock, window)
    await events.hear_push(one, 2, PACE)
    assert await _due_in(events, clock) == pytest.approx(5, abs=0.5)
    clock.advance(4)
    await events.hear_push(one, 3, PACE)
    assert await _due_in(events, clock) == pytest.approx(2, abs=0.5)
    for number in range(4, 30):
        clock.advance(1)
        if await _due_in(events, clock) <= 0:
            break
        await events.hear_push(one, number, PACE)
    assert number == pytest.approx(14, abs=1)


async def test_a_late_or_repeated_number_is_nothing_new(
    events: RedisEventStore, clock: AdjustableClock, window: tuple[datetime, datetime], now: datetime
) -> None:
    """Neither the due time nor the sign of life moves; without a number, or on another channel, both do."""
    one = channel(now)
    await events.hear_push(one, 9, PACE)
    await _sync(events, clock, window)
    before = await events.sync_state(REF)
    clock.advance(60)
    for number in (9, 8, 1):
        await events.hear_push(one, number, PACE)
    assert await events.sync_state(REF) == before
    await events.hear_push(one, 0, PACE)
    assert await _due_in(events, clock) <= 0
    await _sync(events, clock, window)
    clock.advance(60)
    await events.hear_push(channel(now, "b"), 1, PACE)
    assert await _due_in(events, clock) <= 0


async def test_a_message_during_a_run_outlives_the_run(
    events: RedisEventStore, clock: AdjustableClock, window: tuple[datetime, datetime], now: datetime
) -> None:
    """The run that ends plans its period, and yet the next is due as the message asked."""
    run = await events.begin_sync(REF, 15)
    clock.advance(1)
    await events.hear_push(channel(now), 2, PACE)
    await events.apply_batch(REF, batch(run.state, window, now=clock.now(), lease=run.lease))
    assert await _due_in(events, clock) == pytest.approx(4, abs=0.5)


async def test_messages_do_not_break_the_pause_after_failures(
    events: RedisEventStore, clock: AdjustableClock, now: datetime
) -> None:
    """While runs fail a message makes the next one due a minute after the last, not at once."""
    run = await events.begin_sync(REF, 15)
    await events.note_failure(REF, "OutageError", clock.now() + timedelta(minutes=20), run.lease)
    clock.advance(10)
    await events.hear_push(channel(now), 2, PACE)
    assert await _due_in(events, clock) == pytest.approx(50, abs=0.5)


async def test_a_missed_change_and_a_lost_channel_bring_the_next_run_nearer(
    events: RedisEventStore, clock: AdjustableClock, now: datetime
) -> None:
    """Never farther; a missed change is dated by the run that found it, a lost channel leaves no trace."""
    await events.hear_push(channel(now), 1, None)
    soon = clock.now() + timedelta(seconds=100)
    await events.note_missed_push(REF, soon)
    await events.note_missed_push(REF, soon + MINUTE)
    state = await events.sync_state(REF)
    assert state.push_missed_at == state.began_at
    assert await _due_in(events, clock) == pytest.approx(100, abs=0.5)
    await events.forget_push(REF, clock.now())
    state = await events.sync_state(REF)
    assert (state.push_heard_at, state.push_until, state.push_missed_at) == (None, None, None)
    assert await _due_in(events, clock) <= 0
