"""What the cache of events costs: `python -m benchmarks.store`; reminders have `benchmarks.reminders`.

Everything runs in one process against an embedded Redis of its own, so the ratios hold and the figures are the
machine's. Beside the cache stands the plain way: one key per event with SETEX and no index, with our slim values
and with Google's own.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from benchmarks.bounds import at_least, at_most
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
ROUNDS = 5


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


def _google_json(one: Event) -> str:
    """The event as Google gives it, which is what a cache without a form of its own keeps."""
    return json.dumps(
        {
            "kind": "calendar#event",
            "etag": one.etag,
            "id": one.id,
            "status": "confirmed",
            "htmlLink": one.link,
            "created": "2026-11-01T02:00:00.000Z",
            "updated": "2026-11-01T02:00:00.000Z",
            "summary": one.title,
            "location": one.location,
            "creator": {"email": "someone@example.com", "self": True},
            "organizer": {"email": "someone@example.com", "self": True},
            "start": {"dateTime": one.when.start.isoformat(), "timeZone": KL},
            "end": {"dateTime": one.when.end.isoformat(), "timeZone": KL},
            "iCalUID": f"{one.id}@google.com",
            "sequence": 0,
            "reminders": {"useDefault": True},
            "eventType": "default",
        }
    )


async def _median(call: Callable[[], Awaitable[object]], times: int = 300) -> float:
    """Seconds of one call."""
    spans = []
    for _ in range(times):
        began = time.perf_counter()
        await call()
        spans.append(time.perf_counter() - began)
    return sorted(spans)[times // 2]


async def _empty(redis: Redis) -> None:
    await redis.execute_command("FLUSHALL", "SYNC")  # type: ignore[no-untyped-call]


async def _memory(redis: Redis) -> int:
    await asyncio.sleep(0.5)  # what the server frees, it frees after its answer
    used: int = (await redis.info("memory"))["used_memory"]
    return used


def _batch(many: list[Event], now: datetime) -> SyncBatch:
    return SyncBatch(
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


def _row(name: str, rate: float, size: float, listed: float, pings: float) -> None:
    print(f"{name:36}{rate:12,.0f}{size:16,.0f}{listed * 1e3:14,.3f}{pings:10,.1f}", flush=True)


async def ours(store: Store, redis: Redis, clock: AdjustableClock, many: list[Event]) -> None:
    """Writing, holding and listing 10,000 events; listing against PING, in turns."""
    events, now = RedisEventStore(store), clock.now()
    batch, rates = _batch(many, now), []
    for _ in range(ROUNDS):
        await _empty(redis)
        before, began = await _memory(redis), time.perf_counter()
        await events.apply_batch(REF, batch)
        rates.append(EVENTS / (time.perf_counter() - began))
    rate = statistics.median(rates)
    size = (await _memory(redis) - before) / EVENTS
    rounds = [
        (await _median(redis.ping, 100), await _median(lambda: events.get_cached_events(REF, now, None, 10), 100))
        for _ in range(ROUNDS)
    ]
    pings = statistics.median(listed / ping for ping, listed in rounds)
    _row("this, with its index", rate, size, statistics.median(listed for _, listed in rounds), pings)
    print(f"  events/s {at_least(rate, 25_000)} bytes {at_most(size, 1100)} next 10 {at_most(pings, 3)}")
    state: SyncState = await events.sync_state(REF)
    again = replace(batch, expected_token=state.sync_token, expected_generation=state.generation)
    began = time.perf_counter()
    await events.apply_batch(REF, again)
    slow = [int(row["duration"]) for row in await redis.slowlog_get(5)]
    print(
        f"  the same once more, nothing changed: {EVENTS / (time.perf_counter() - began):,.0f} events/s; the longest "
        f"that Redis was held by one script: {max(slow, default=0) / 1e3:.1f} ms"
    )


async def plain(redis: Redis, name: str, values: dict[str, str | bytes], many_at_once: int) -> None:
    """One key per event with SETEX and no index: what comes next is found by reading all of them."""
    await _empty(redis)
    before, began, keys = await _memory(redis), time.perf_counter(), list(values)
    for at in range(0, len(keys), many_at_once):
        async with redis.pipeline(transaction=False) as pipe:
            for key in keys[at : at + many_at_once]:
                pipe.execute_command("SETEX", f"calendar:event:{key}", 7 * 86_400, values[key])
            await pipe.execute()
    rate = EVENTS / (time.perf_counter() - began)
    size = (await _memory(redis) - before) / EVENTS

    async def following() -> list[dict[str, Any]]:
        found = [key async for key in redis.scan_iter("calendar:event:*", count=1000)]
        rows = [json.loads(value) for value in await redis.mget(found) if value]
        return sorted(rows, key=_start)[:10]

    listed = await _median(following, 5)
    _row(name, rate, size, listed, listed / await _median(redis.ping))


def _start(row: dict[str, Any]) -> str:
    start = row.get("start", "")
    return str(start["dateTime"] if isinstance(start, dict) else start)


async def main() -> None:
    clock = AdjustableClock()
    with tempfile.TemporaryDirectory(prefix="store-bench") as folder:
        server = await start_embedded(Path(folder), clock)
        redis = Redis.from_url(server.url)
        await redis.config_set("slowlog-log-slower-than", 5000)
        try:
            rng = random.Random(1)
            many = [_event(n, timedelta(minutes=rng.randrange(60 * 24 * 60)), clock) for n in range(EVENTS)]
            print(f"{f'{EVENTS:,} events':36}{'events/s':>12}{'bytes an event':>16}{'next 10, ms':>14}{'x PING':>10}")
            await ours(Store(redis, clock), redis, clock, many)
            slim: dict[str, str | bytes] = {one.id: event_json(one) for one in many}
            raw: dict[str, str | bytes] = {one.id: _google_json(one) for one in many}
            await plain(redis, "SETEX, our values, one by one", slim, 1)
            await plain(redis, "SETEX, our values, 500 at a time", slim, 500)
            await plain(redis, "SETEX, Google's JSON, 500 at a time", raw, 500)
        finally:
            await redis.aclose()
            await server.stop()


if __name__ == "__main__":
    asyncio.run(main())
