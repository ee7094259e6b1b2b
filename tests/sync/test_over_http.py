# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""Sync and outbox through the real client, over HTTP, against the Google stand-in and a real Redis."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from calendar_core.clock import AdjustableClock
from calendar_core.domain import EventDraft, Timespan
from calendar_core.errors import BadRequest, CalendarError
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.calendar import GoogleCalendar
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.token_endpoint import GoogleAccount
from calendar_core.google.transport import TransportLimits
from calendar_core.ports import NoticeKind, OutboxAction, OutboxEntry, Person
from calendar_core.store.connection import Store
from calendar_core.store.events import RedisEventStore
from calendar_core.store.outbox import RedisOutboxStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.reminders import RedisReminderStore
from calendar_core.sync.engine import SyncEngine
from calendar_core.sync.outbox import OutboxDrain
from calendar_core.sync.worker import SyncWorker
from sandbox.faults import Fault, Wire
from sandbox.google import GoogleSandbox
from tests.store.makers import REF
from tests.sync.conftest import Replica, Told

ZONE = ZoneInfo("Asia/Kuala_Lumpur")


class Hurried:
    """The test's clock for the client: its waits move the time on instead of taking it."""

    def __init__(self, clock: AdjustableClock) -> None:
        self._clock = clock
        self.now = clock.now
        self.monotonic = clock.monotonic

    @property
    def offset(self) -> float:
        return self._clock.offset

    async def sleep(self, seconds: float) -> None:
        self._clock.advance(max(0.0, seconds))
        await self._clock.sleep(0)


@dataclass
class World:
    """The stand-in, a client of it and a replica of the bot's core."""

    server: GoogleSandbox
    client: GoogleCalendarClient
    bot: Replica
    clock: AdjustableClock

    def put(self, name: str, start: datetime, hours: float = 1, **fields: Any) -> None:
        """Somebody makes an event in Google."""
        zoned = {"timeZone": "Asia/Kuala_Lumpur"}
        end = start + timedelta(hours=hours)
        body = {
            "id": name,
            "summary": name,
            "start": {"dateTime": start.astimezone(ZONE).isoformat(), **zoned},
            "end": {"dateTime": end.astimezone(ZONE).isoformat(), **zoned},
        }
        self.server.put_event({**body, **fields})

    async def agrees(self) -> set[str]:
        """The ids in the cache, once they are known to be Google's."""
        found = await self.bot.engine.verify_calendar_state(REF)
        assert found.in_step, found
        state = await self.bot.events.sync_state(REF)
        assert state.window_start is not None
        cached = await self.bot.events.get_cached_events(REF, state.window_start, None, 10_000)
        return {event.id for event in cached.events}


@pytest.fixture
async def world(store: Store, clock: AdjustableClock, told: Told) -> AsyncIterator[World]:
    server = GoogleSandbox(clock, random.Random(1))
    await server.start()
    limits = TransportLimits(connect=1.0, read=2.0, total=2.0, pool=1.0)
    async with AiohttpTransport(limits) as transport:
        account = GoogleAccount("main", server.client_id, server.client_secret, server.refresh_token, server.token_uri)
        client = GoogleCalendarClient(
            account, transport=transport, api_endpoint=server.api_endpoint, clock=Hurried(clock), rng=random.Random(2)
        )
        api, rng = GoogleCalendar(client), random.Random(3)
        events, people, outbox = RedisEventStore(store), RedisPeopleStore(store), RedisOutboxStore(store)
        await people.save_person(Person(7, 7, REF.account_id))
        engine = SyncEngine(lambda _: api, events, people, clock=clock, rng=rng)
        worker = SyncWorker(engine, events, clock=clock)
        drain = OutboxDrain(outbox, lambda _: api, events, people, told, clock=clock, rng=rng)
        bot = Replica(events, RedisReminderStore(store), outbox, people, engine, worker, drain, told)
        yield World(server, client, bot, clock)
    await server.stop()
    assert not server.contract_violations


async def test_edits_of_all_kinds_arrive(world: World, now: datetime) -> None:
    """Single events, whole days, series, a moved and a cancelled instance, a series that ends: after each sync the
    cache is Google's."""
    start = now + timedelta(hours=3)
    world.put("single01", start)
    world.put("series001", start, recurrence=["RRULE:FREQ=DAILY;COUNT=10"])
    day = (now + timedelta(days=2)).date()
    world.server.put_event({"id": "full0001", "start": {"date": str(day)}, "end": {"date": str(day + timedelta(1))}})
    assert (await world.bot.engine.sync_calendar(REF)).first
    ids = await world.agrees()
    assert len(ids) == 12
    instances = sorted(name for name in ids if name.startswith("series001_"))
    world.server.remove_event(instances[2])
    moved = (start + timedelta(days=4, hours=2)).astimezone(ZONE)
    world.server.edit_event(
        instances[4],
        {
            "start": {"dateTime": moved.isoformat(), "timeZone": "Asia/Kuala_Lumpur"},
            "end": {"dateTime": (moved + timedelta(hours=1)).isoformat(), "timeZone": "Asia/Kuala_Lumpur"},
        },
    )
    report = await world.bot.engine.sync_calendar(REF)
    assert not report.full
    assert [event.id for event in report.changes.removed] == [instances[2]]
    assert [new.id for _, new in report.changes.moved] == [instances[4]]
    assert len(await world.agrees()) == 11
    rows = await world.bot.rows()
    assert rows[f"{instances[4]}:7:30"] == moved - timedelta(minutes=30)
    assert f"{instances[2]}:7:30" not in rows
    world.server.edit_event("series001", {"recurrence": ["RRULE:FREQ=DAILY;COUNT=2"]})
    await world.bot.engine.sync_calendar(REF)
    await world.agrees()
    world.server.remove_event("series001")
    await world.bot.engine.sync_calendar(REF)
    assert await world.agrees() == {"single01", "full0001"}


async def test_spent_tokens_outages_and_the_daily_window(world: World, now: datetime) -> None:
    """410, a 503 in the middle, and weeks going by: the worker brings the cache back in step each time."""
    for number in range(12):
        world.put(f"each{number:03d}", now + timedelta(days=7 * number, hours=1))
    await world.bot.events.enrol([REF])
    await world.bot.worker.tick()
    await world.bot.worker.settle()
    first = await world.agrees()
    world.server.expire_sync_tokens()
    world.server.faults.add(Fault("/events$", status=503, body={}, times=3))
    for _ in range(3):
        world.clock.advance(301)
        await world.bot.worker.tick()
        await world.bot.worker.settle()
    assert await world.agrees() == first
    for _ in range(3):
        world.clock.advance(7 * 86_400)
        await world.bot.worker.tick()
        await world.bot.worker.settle()
        await world.agrees()
    assert await world.agrees() != first


@pytest.mark.parametrize("applied", [True, False])
async def test_a_kept_booking_whose_answer_is_lost_is_one_event(
    world: World, told: Told, now: datetime, applied: bool
) -> None:
    """The connection dies around the insert: one event in Google, one verdict, and the person's list has it."""
    span = Timespan(now + timedelta(hours=2), now + timedelta(hours=3), "Asia/Kuala_Lumpur")
    draft = EventDraft("Lunch", span)
    await world.bot.outbox.put(OutboxEntry("create:x", REF, OutboxAction.CREATE, "lunch00001", 7, now, draft), now)
    world.server.faults.add(Fault("/events$", method="POST", wire=Wire.CUT, applied=applied))
    for _ in range(3):
        await world.bot.drain.tick()
        await world.bot.drain.settle()
        world.clock.advance(61)
    assert [event["id"] for event in world.server.events()] == ["lunch00001"]
    assert [notice.kind for _, notice in told.heard] == [NoticeKind.WRITE_DONE]
    assert (await world.bot.listed(world.clock)).keys() == {"lunch00001"}


async def test_H5_a_sync_token_with_a_forbidden_filter_is_caught_before_sending(world: World, now: datetime) -> None:
    """H5: Google forbids timeMin and its like beside a sync token; no request leaves."""
    await world.bot.engine.sync_calendar(REF)
    token = (await world.bot.events.sync_state(REF)).sync_token
    before = len(world.server.requests_for("events.list"))
    with pytest.raises(CalendarError) as refused:
        await world.client.list_events("primary", syncToken=token, timeMin=now)
    assert isinstance(refused.value, BadRequest)
    assert len(world.server.requests_for("events.list")) == before
