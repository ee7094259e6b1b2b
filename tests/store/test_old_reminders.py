"""Rows of the first schema version: taken over once, with nothing lost and nothing sent twice."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock
from calendar_core.domain import Event
from calendar_core.store.connection import Store
from calendar_core.store.events import RedisEventStore
from calendar_core.store.reminders import RedisReminderStore
from tests.store.makers import KL, REF, event, rows


async def _old_row(
    redis: Redis, one: Event, name: str, due: datetime, source: str = "event", score: bool = True
) -> None:
    """A row as version 1 kept it."""
    start, end = one.when.starts_at(), one.when.ends_at()
    value = {
        "v": 1,
        "event_id": one.id,
        "time": f"{due:%Y-%m-%dT%H:%M:%SZ}",
        "chat": 7,
        "of": "main:primary",
        "over": int(end.timestamp()),
        "title": one.title,
        "start": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "end": f"{end:%Y-%m-%dT%H:%M:%SZ}",
        "zone": KL,
        "lead": 30,
        "source": source,
    }
    await redis.set(f"calendar:reminder:{{s00}}:main:{name}", json.dumps(value), ex=86400)
    mark = f"p {due.timestamp():.6f} {start.timestamp():.6f}" if source == "person" else f"d {start.timestamp():.6f}"
    await redis.hset(f"calendar:rows:{{s00}}:main:primary:{one.id}", name, mark)
    if score:
        await redis.zadd("calendar:reminders:due:{s00}", {f"main:{name}": due.timestamp()})


@pytest.fixture
async def upgraded(store: Store, redis: Redis, now: datetime) -> RedisReminderStore:
    """A store that version 1 has left: a derived row, one that was asked for, one silenced, one sent already."""
    meeting, secret = event("a", now + timedelta(hours=2)), event("gone", now + timedelta(hours=3), title="Cancelled")
    sent = event("sent", now + timedelta(minutes=20))
    await RedisEventStore(store).cache_events(REF, [meeting, sent], [])
    await _old_row(redis, meeting, "a:7:30", now + timedelta(minutes=90))
    await _old_row(redis, meeting, "a:7:at5", now + timedelta(minutes=60), "person")
    await _old_row(redis, secret, "gone:7:at6", now + timedelta(minutes=61), "person", score=False)
    await redis.hset("calendar:rows:{s00}:main:primary:sent", "sent:7:30", f"s {sent.when.starts_at().timestamp():.6f}")
    await redis.set("calendar:reminder:{s00}:main:rubbish", "{")
    return RedisReminderStore(store)


async def test_old_rows_are_taken_over(upgraded: RedisReminderStore, redis: Redis, now: datetime) -> None:
    """Derived and asked-for rows are due as they were, no old key is left, and the second look finds nothing."""
    assert await upgraded.due_chats(9) == ()
    found = {row.id: (row.time, str(row.source)) for row in await upgraded.upcoming("main", 9)}
    assert found == {
        "a:7:30": (now + timedelta(minutes=90), "event"),
        "a:7:at5": (now + timedelta(minutes=60), "person"),
    }
    assert await upgraded.next_due() == now + timedelta(minutes=60)
    assert not [key async for key in redis.scan_iter("calendar:reminder:*:main:*")]
    assert not [key async for key in redis.scan_iter("calendar:rows:{s00}:main:primary:*")]


async def test_what_was_sent_stays_sent_and_what_was_silent_stays_silent(
    upgraded: RedisReminderStore, store: Store, now: datetime
) -> None:
    """The next sync brings no sent row back; a cancelled event's row speaks again when the event comes back."""
    await upgraded.claim_due(9, 60)
    events, sent = RedisEventStore(store), event("sent", now + timedelta(minutes=20))
    await events.cache_events(REF, [sent], rows([sent], now))
    assert "sent:7:30" not in {row.id for row in await upgraded.upcoming("main", 9)}
    await events.cache_events(REF, [event("gone", now + timedelta(hours=3))], [])
    assert "gone:7:at6" in {row.id for row in await upgraded.upcoming("main", 9)}


async def test_it_is_done_once(
    upgraded: RedisReminderStore, store: Store, redis: Redis, clock: AdjustableClock
) -> None:
    """A replica that starts later does not look through the store again."""
    await upgraded.claim_due(9, 60)
    await redis.set("calendar:reminder:{s00}:main:late", "{")
    await RedisReminderStore(store).claim_due(9, 60)
    assert await redis.exists("calendar:reminder:{s00}:main:late")
