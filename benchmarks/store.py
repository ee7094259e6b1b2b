"""What the cache of events costs: `python -m benchmarks.store`; reminders have `benchmarks.reminders`.

Everything runs in one process against an embedded Redis of its own, so the ratios hold and the figures are the
machine's. Beside the cache stands the plain way: one key per event with SETEX and no index.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock
from calendar_core.domain import Event, Timespan
from calendar_core.ports import CalendarRef, SyncBatch, SyncState
from calendar_core.store.connection import Store
from calendar_core.store.embedded import start_embedded
from calendar_core.store.events import RedisEventStore
from calendar_core.store.values import event_json

REF = CalendarRef("main", "primary")
KL = "Asia/Kuala_Lumpur"
EVENTS = 10_000


def _event(number: int, start: timedelta, clock: AdjustableClock) -> Event:
    begins = clock.now().replace(microsecond=0) + start
    return Event(
        f"{number:026d}abcdef",
        REF.calendar_id,
        f"Project meeting number {number}",
        Timespan(begins, begins + timedelta(hours=1), KL),
        location="Level 3, Menara KL",
        etag=f'"{3_500_000_000_000 + number}"',
        link=f"https://www.google.com/calendar/event?eid={number:064d}",
        updated=begins,
    )


async def _median(call: Callable[[], Awaitable[object]], times: int = 300) -> float:
    """Seconds of one call."""
    spans = []
    for _ in range(times):
        began = time.perf_counter()
        await call()
        spans.append(time.perf_counter() - began)
    return sorted(spans)[times // 2]


async def _memory(redis: Redis) -> int:
    used: int = (await redis.info("memory"))["used_memory"]
    return used


async def cache(store: Store, redis: Redis, clock: AdjustableClock) -> None:
    """Writing, listing and holding 10,000 events."""
    events = RedisEventStore(store)
    rng = random.Random(1)
    many = [_event(n, timedelta(minutes=rng.randrange(60 * 24 * 60)), clock) for n in range(EVENTS)]
    now = clock.now()
    batch = SyncBatch(
        full=True,
        expected_token="",
        expected_generation=0,
        sync_token="t",  # noqa: S106
        zone=KL,
        upserts=tuple(many),
        removed=(),
        reminders={},
        window_start=now - timedelta(days=7),
        window_end=now + timedelta(days=60),
        full_due=now + timedelta(days=1),
        due_at=now + timedelta(minutes=5),
    )
    before = await _memory(redis)
    began = time.perf_counter()
    await events.apply_batch(REF, batch)
    took = time.perf_counter() - began
    print(f"full sync of {EVENTS:,} events written                {EVENTS / took:10,.0f} events/s")
    print(f"memory an event, index and all                     {(await _memory(redis) - before) / EVENTS:10,.0f} bytes")
    ping = await _median(lambda: redis.ping())
    listed = await _median(lambda: events.get_cached_events(REF, now, None, 10))
    print(
        f"next 10 of {EVENTS:,}                                {listed * 1e3:10.3f} ms = "
        f"{listed / ping:.1f} x PING ({ping * 1e3:.3f} ms)"
    )
    state: SyncState = await events.sync_state(REF)
    again = SyncBatch(**{**_fields(batch), "expected_token": state.sync_token, "expected_generation": state.generation})
    began = time.perf_counter()
    await events.apply_batch(REF, again)
    print(
        f"the same once more, nothing changed                {EVENTS / (time.perf_counter() - began):10,.0f} events/s"
    )
    slow = [int(row["duration"]) for row in await redis.slowlog_get(5)]
    print(f"longest that Redis was held by one script          {max(slow, default=0) / 1e3:10.1f} ms")
    await redis.flushall()
    before = await _memory(redis)
    values = [event_json(one) for one in many]
    began = time.perf_counter()
    for one, value in zip(many, values, strict=True):
        await redis.execute_command("SETEX", f"calendar:event:{one.id}", 7 * 86_400, value)
    took = time.perf_counter() - began
    print(
        f"  beside: SETEX one by one                         {EVENTS / took:10,.0f} events/s, "
        f"{(await _memory(redis) - before) / EVENTS:,.0f} bytes"
    )

    async def scan() -> None:
        keys = [key async for key in redis.scan_iter("calendar:event:*", count=1000)]
        await redis.mget(keys)

    print(f"  beside: next 10 by SCAN and MGET                 {await _median(scan, 5) * 1e3:10.1f} ms")
    await redis.flushall()


def _fields(batch: SyncBatch) -> dict[str, object]:
    return {name: getattr(batch, name) for name in batch.__slots__}


async def main() -> None:
    clock = AdjustableClock()
    with tempfile.TemporaryDirectory(prefix="store-bench") as folder:
        server = await start_embedded(Path(folder), clock)
        redis = Redis.from_url(server.url)
        await redis.config_set("slowlog-log-slower-than", 5000)
        try:
            store = Store(redis, clock)
            await cache(store, redis, clock)
        finally:
            await redis.aclose()
            await server.stop()


if __name__ == "__main__":
    asyncio.run(main())
