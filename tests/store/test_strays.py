# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""Rows of events that the cache does not know are found again, by a place of sixteen bytes each."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha1

import pytest
from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock
from calendar_core.domain import Event, Reminder
from calendar_core.store.connection import Store
from calendar_core.store.events import RedisEventStore
from calendar_core.store.reminders import RedisReminderStore
from tests.store.makers import REF, event

OF_CALENDAR = "calendar:rows:{s00}:main:primary"
"""What says whether a calendar has such events."""
SWEEPING = 32
"""Each so-many-th digest that comes takes along what is over in its bucket (scripts/reminder_minutes.lua)."""


@pytest.fixture
def reminders(store: Store) -> RedisReminderStore:
    return RedisReminderStore(store)


def _own(one: Event, time: datetime) -> Reminder:
    return Reminder("own", 7, one.id, one.calendar_id, one.title, one.when, one.location, time, 60)


def _place(name: str) -> tuple[str, bytes, int]:
    """An event's bucket, its field there, and the same as a number."""
    digest = sha1(f"main:primary:{name}".encode(), usedforsecurity=False).hexdigest()
    bucket = f"calendar:rows:{{s00}}:{digest[:2]}{int(digest[2], 16) % 8}"
    return bucket, bytes.fromhex(digest[4:16]), int(digest[4:16], 16)


def _minute(ends: datetime) -> int:
    """Minutes since 1970, rounded up: where the rows of an event that ends then are."""
    return -int(-ends.timestamp() // 60)


async def test_an_event_that_moved_unseen_takes_its_row_along(
    reminders: RedisReminderStore, redis: Redis, now: datetime
) -> None:
    """Put again with other times, the row of an event that nobody caches is moved, not kept twice; cancelled, it is
    gone."""
    for hours in (5, 9):
        one = event("a", now + timedelta(hours=hours))
        await reminders.put_reminder("main", _own(one, now + timedelta(hours=hours - 1)))
    assert [row.time for row in await reminders.upcoming("main", 9)] == [now + timedelta(hours=8)]
    assert len([key async for key in redis.scan_iter("calendar:reminder:*")]) == 1
    assert await reminders.cancel_reminder(REF, "a", "own")
    assert await reminders.upcoming("main", 9) == ()


async def test_a_place_takes_little_and_ends(reminders: RedisReminderStore, redis: Redis, now: datetime) -> None:
    """It is a short pair in a packed hash that lives beyond the event by an hour at least and a day or so at most,
    the last event's of the bucket."""
    ends = now + timedelta(hours=6)
    await reminders.put_reminder("main", _own(event("a", now + timedelta(hours=5)), now + timedelta(hours=4)))
    bucket, field, _ = _place("a")
    assert await redis.hgetall(bucket) == {field: str(_minute(ends)).encode()}
    assert await redis.object("encoding", bucket) == b"listpack"
    for key in (bucket, OF_CALENDAR):
        assert 3480 < await redis.expiretime(key) - ends.timestamp() <= 3600 + 86400
    later = event("a", now + timedelta(days=50))
    for one in (later, event("a", now + timedelta(hours=5))):
        await reminders.put_reminder("main", _own(one, one.when.starts_at() - timedelta(hours=1)))
        for key in (bucket, OF_CALENDAR):
            assert await redis.expiretime(key) > later.when.ends_at().timestamp() + 3480


async def test_a_place_goes_when_the_event_is_cached(
    reminders: RedisReminderStore, store: Store, redis: Redis, now: datetime
) -> None:
    """From then on the index says where its rows are; the row that somebody asked for moves with the event."""
    await reminders.put_reminder("main", _own(event("a", now + timedelta(hours=5)), now + timedelta(hours=4)))
    await RedisEventStore(store).cache_events(REF, [event("a", now + timedelta(hours=9))], [])
    assert [key.decode() async for key in redis.scan_iter("calendar:rows:*")] == [OF_CALENDAR]
    assert [row.time for row in await reminders.upcoming("main", 9)] == [now + timedelta(hours=8)]


async def test_places_of_what_is_over_are_cleared_away(
    reminders: RedisReminderStore, redis: Redis, clock: AdjustableClock, now: datetime
) -> None:
    """A bucket that something is always added to does not grow for ever, and what is not over stays."""
    sweeping = next(name for name in map(str, range(10_000)) if _place(name)[2] % SWEEPING == 0)
    bucket, field, _ = _place(sweeping)
    gone, here = _minute(now - timedelta(hours=2)), _minute(now - timedelta(minutes=30))
    await redis.hset(bucket, mapping={"1": gone, "2": here, "3": "rubbish"})
    one = event(sweeping, now + timedelta(hours=5))
    await reminders.put_reminder("main", _own(one, now + timedelta(hours=4)))
    assert set(await redis.hgetall(bucket)) == {b"2", field}
    clock.advance(2 * 3600)
    await reminders.put_reminder("main", _own(one, now + timedelta(hours=3)))
    assert set(await redis.hgetall(bucket)) == {b"2", field}, "only what comes anew is worth the look"
    await redis.hdel(bucket, field)
    await reminders.put_reminder("main", _own(one, now + timedelta(hours=4)))
    assert set(await redis.hgetall(bucket)) == {field}


async def _as_the_version_before(reminders: RedisReminderStore, redis: Redis, one: Event, due: datetime) -> None:
    """A row with its place in a hash of the whole calendar."""
    await reminders.put_reminder("main", _own(one, due))
    await redis.delete(_place(one.id)[0])
    await redis.delete(OF_CALENDAR)
    await redis.hset(OF_CALENDAR, one.id, str(_minute(one.when.ends_at())))


async def test_what_the_version_before_kept_is_found(
    reminders: RedisReminderStore, store: Store, redis: Redis, now: datetime
) -> None:
    """Upgrade, and replicas of both versions: its row is cancelled, moved and taken over by the cache as any other, and
    its place goes."""
    one, later = event("a", now + timedelta(hours=5)), event("a", now + timedelta(hours=9))
    await _as_the_version_before(reminders, redis, one, now + timedelta(hours=4))
    assert await reminders.cancel_reminder(REF, "a", "own")
    await _as_the_version_before(reminders, redis, one, now + timedelta(hours=4))
    await reminders.put_reminder("main", _own(later, now + timedelta(hours=7)))
    assert [row.time for row in await reminders.upcoming("main", 9)] == [now + timedelta(hours=7)]
    await redis.flushall()
    await _as_the_version_before(reminders, redis, one, now + timedelta(hours=4))
    await reminders.put_reminder("main", _own(event("b", now + timedelta(days=9)), now + timedelta(days=8)))
    await RedisEventStore(store).cache_events(REF, [later], [])
    assert [row.time for row in await reminders.upcoming("main", 1)] == [now + timedelta(hours=8)]
    assert not await redis.hexists(OF_CALENDAR, "a")


async def test_a_row_without_its_place_is_sent_all_the_same(
    reminders: RedisReminderStore, redis: Redis, clock: AdjustableClock, now: datetime
) -> None:
    """Roll back: whoever knows nothing of these places finds the row when it comes near."""
    await reminders.put_reminder("main", _own(event("a", now + timedelta(hours=2)), now + timedelta(hours=1)))
    await redis.delete(_place("a")[0])
    clock.advance(3601)
    [claim] = await reminders.claim_due(9, 60)
    await reminders.acknowledge([claim])
    assert await reminders.next_due() is None


async def test_G7_a_bucket_of_another_type_is_no_obstacle(
    reminders: RedisReminderStore, store: Store, redis: Redis, now: datetime
) -> None:
    """G7: what another program left under its name counts as absent and is replaced."""
    bucket, field, _ = _place("a")
    await redis.mset({bucket: "rubbish", OF_CALENDAR: "rubbish"})
    one = event("a", now + timedelta(hours=5))
    assert not await reminders.cancel_reminder(REF, "a", "own")
    await reminders.put_reminder("main", _own(one, now + timedelta(hours=4)))
    assert list(await redis.hgetall(bucket)) == [field]
    assert list(await redis.hgetall(OF_CALENDAR)) == [b"*"]
    assert await reminders.cancel_reminder(REF, "a", "own")
    await reminders.put_reminder("main", _own(one, now + timedelta(hours=4)))
    await redis.delete(bucket)
    await redis.set(bucket, "rubbish")
    await RedisEventStore(store).cache_events(REF, [one], [])
    assert [row.id for row in await reminders.upcoming("main", 9)] == ["own"]
