"""The memory bound belongs to an account, however many calendars it has."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from calendar_core.ports import CachedEvents, CalendarRef
from calendar_core.store.connection import Store
from calendar_core.store.events import RedisEventStore
from tests.store.makers import REF, batch, event

Window = tuple[datetime, datetime]
WORK = replace(REF, calendar_id="work")


@pytest.fixture
def events(store: Store) -> RedisEventStore:
    """A cache of six events an account."""
    return RedisEventStore(store, most_events=6)


async def _sync(events: RedisEventStore, ref: CalendarRef, window: Window, now: datetime, count: int) -> CachedEvents:
    """A full run that finds so many events, an hour apart; what the cache holds then."""
    found = [event(f"e{number}", now + timedelta(hours=number)) for number in range(1, count + 1)]
    run = await events.begin_sync(ref, 60)
    found_batch = batch(run.state, window, found, full=True, lease=run.lease, now=now)
    assert await events.apply_batch(ref, found_batch) is not None
    return await events.get_cached_events(ref, now)


async def test_calendars_of_an_account_share_its_bound(events: RedisEventStore, now: datetime, window: Window) -> None:
    """A second calendar that finds no room has half of it, the first gives way with its next run, and each says so."""
    assert len((await _sync(events, REF, window, now, 6)).events) == 6
    second = await _sync(events, WORK, window, now, 5)
    assert [one.id for one in second.events] == ["e1", "e2", "e3"]
    assert second.truncated
    first = await _sync(events, REF, window, now, 6)
    assert [one.id for one in first.events] == ["e1", "e2", "e3"]
    assert first.truncated


async def test_what_a_small_calendar_leaves_is_the_others(
    events: RedisEventStore, now: datetime, window: Window
) -> None:
    """Room is not kept for a calendar that does not need it, nor for one that was cleared; nor for another account."""
    await _sync(events, WORK, window, now, 1)
    assert len((await _sync(events, REF, window, now, 6)).events) == 5
    await events.clear(WORK)
    full = await _sync(events, REF, window, now, 6)
    assert len(full.events) == 6
    assert not full.truncated
    assert len((await _sync(events, replace(REF, account_id="other"), window, now, 6)).events) == 6


async def test_rubbish_in_the_counts_counts_as_absent(
    events: RedisEventStore, redis: Redis, now: datetime, window: Window
) -> None:
    """A value of another type is replaced by the next run."""
    await redis.set("calendar:counts:{s00}:main", "rubbish")
    assert len((await _sync(events, REF, window, now, 6)).events) == 6
    await _sync(events, REF, window, now, 4)
    assert await redis.hgetall("calendar:counts:{s00}:main") == {b"primary": b"4"}
