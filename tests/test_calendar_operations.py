# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""The core without Telegram: book, cancel, sync, on a real Redis and over real HTTP to the Google stand-in."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock
from calendar_core.domain import EventDraft, Timespan
from calendar_core.errors import NotFound, StaleAgenda
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.calendar import GoogleCalendar
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.token_endpoint import GoogleAccount
from calendar_core.google.token_manager import TokenManager
from calendar_core.ports import CalendarRef, OutboxAction, OutboxEntry
from calendar_core.service import CalendarService
from calendar_core.store.connection import Store
from calendar_core.store.conversation import RedisConversationStore
from calendar_core.store.events import RedisEventStore
from calendar_core.store.outbox import RedisOutboxStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.reminders import RedisReminderStore
from calendar_core.sync.engine import SyncEngine
from sandbox.google import GoogleSandbox

KL = "Asia/Kuala_Lumpur"


@pytest.fixture
async def google(clock: AdjustableClock) -> AsyncIterator[GoogleSandbox]:
    google = GoogleSandbox(clock, random.Random(1), time_zone=KL)
    await google.start()
    yield google
    assert google.contract_violations == []
    await google.stop()


@pytest.fixture
async def service(
    redis: Redis, redis_url: str, clock: AdjustableClock, google: GoogleSandbox
) -> AsyncIterator[CalendarService]:
    """The core as any program would wire it."""
    store = Store.open(redis_url, clock)
    account = GoogleAccount("main", google.client_id, google.client_secret, google.refresh_token, google.token_uri)
    transport = AiohttpTransport()
    client = GoogleCalendarClient(
        account,
        token_manager=TokenManager(account, transport, clock=clock),
        transport=transport,
        api_endpoint=google.api_endpoint,
        clock=clock,
    )
    api = GoogleCalendar(client)
    events, people = RedisEventStore(store), RedisPeopleStore(store)
    engine = SyncEngine(lambda account_id: api, events=events, people=people, clock=clock, rng=random.Random(2))
    yield CalendarService(
        CalendarRef("main", "primary"),
        api=api,
        events=events,
        reminders=RedisReminderStore(store),
        conversation=RedisConversationStore(store),
        people=people,
        outbox=RedisOutboxStore(store),
        engine=engine,
        clock=clock,
    )
    await transport.aclose()
    await store.aclose()


def _draft(clock: AdjustableClock, title: str, hours: int) -> EventDraft:
    start = clock.now().astimezone(ZoneInfo(KL)).replace(microsecond=0) + timedelta(hours=hours)
    return EventDraft(title, Timespan(start, start + timedelta(hours=1), KL))


async def test_calendar_operations(service: CalendarService, clock: AdjustableClock) -> None:
    """A created event is confirmed, row 0 of the list can be cancelled, and after a sync the cache holds the rest."""
    first = await service.create_event(_draft(clock, "Lunch", 2), "lunch0000")
    await service.create_event(_draft(clock, "Dinner", 8), "dinner000")
    assert first.event.status == "confirmed"

    upcoming = await service.get_upcoming_events()
    assert [event.title for event in upcoming.events] == ["Lunch", "Dinner"]
    await service.freeze(0, upcoming.events)

    assert await service.cancel_event(0) is True
    await service.sync_calendar()
    assert [event.title for event in await service.get_cached_events()] == ["Dinner"]


async def test_an_index_out_of_range_cancels_nothing(
    service: CalendarService, clock: AdjustableClock, google: GoogleSandbox
) -> None:
    """An index beyond the list, a negative one, or one with no list shown, answers False and cancels nothing."""
    assert await service.cancel_event(0) is False
    await service.create_event(_draft(clock, "Lunch", 2), "lunch0000")
    await service.freeze(0, (await service.get_upcoming_events()).events)
    assert await service.cancel_event(1) is False
    assert await service.cancel_event(-1) is False
    assert [event["status"] for event in google.events()] == ["confirmed"]


async def test_a_list_that_is_out_of_date_cancels_nothing(service: CalendarService, clock: AdjustableClock) -> None:
    """A list whose row went meanwhile is stale: nothing is cancelled by its numbers."""
    for title, hours in (("Lunch", 2), ("Dinner", 8)):
        await service.create_event(_draft(clock, title, hours), f"{title.lower()}000")
    await service.freeze(0, (await service.get_upcoming_events()).events)
    assert await service.cancel_event(0) is True
    with pytest.raises(StaleAgenda):
        await service.cancel_event(1)


async def test_the_same_request_twice_is_one_event(
    service: CalendarService, clock: AdjustableClock, google: GoogleSandbox
) -> None:
    """Booking under the same id again, as after a redelivered message, books nothing new."""
    draft = _draft(clock, "Lunch", 2)
    once = await service.create_event(draft, "lunch0000")
    again = await service.create_event(draft, "lunch0000")
    assert once.event.id == again.event.id
    assert len(google.events()) == 1


@pytest.mark.parametrize("gone", ["A10 never there", "A11 cancelled"])
async def test_A10_A11_what_google_has_no_more_leaves_the_cache(
    service: CalendarService, clock: AdjustableClock, google: GoogleSandbox, gone: str
) -> None:
    """Whoever edits or cancels an event that somebody else has taken out finds it gone from the list afterwards."""
    for name, title in (("lunch0000", "Lunch"), ("dinner000", "Dinner")):
        await service.create_event(_draft(clock, title, 2), name)
    lunch, dinner = (await service.get_upcoming_events()).events
    for name in ("lunch0000", "dinner000"):
        if "cancelled" in gone:
            google.remove_event(name)
        else:
            del google.state.calendar(google.account, "primary").events[name]
    if "never" in gone:
        with pytest.raises(NotFound):
            await service.edit_event(lunch, replace(lunch, title="Late lunch"))
    else:
        assert await service.cancel(lunch)
    assert await service.get_cached_events() == (dinner,)
    assert await service.cancel(dinner)
    assert await service.get_cached_events() == ()


async def test_H8_what_was_just_booked_is_listed_from_the_cache(
    service: CalendarService, clock: AdjustableClock, google: GoogleSandbox
) -> None:
    """The reader sees their own write, without Google being asked once more."""
    await service.sync_calendar()
    await service.create_event(_draft(clock, "Lunch", 2), "lunch0000")
    asked = len(google.requests)
    assert [event.title for event in (await service.get_upcoming_events()).events] == ["Lunch"]
    assert len(google.requests) == asked


async def test_D7_what_was_kept_and_then_done_is_not_done_again(
    service: CalendarService, clock: AdjustableClock, google: GoogleSandbox, redis_url: str
) -> None:
    """A message that comes again after its write was kept finds Google well: the kept one is over, so that it neither
    fails nor undoes what is asked for next."""
    store = Store.open(redis_url, clock)
    outbox = RedisOutboxStore(store)
    ref = CalendarRef("main", "primary")
    booked = (await service.create_event(_draft(clock, "Lunch", 2), "lunch0000")).event
    later = replace(booked, when=_draft(clock, "", 4).when)
    kept = OutboxEntry("k", ref, OutboxAction.UPDATE, booked.id, 7, clock.now(), event=later)
    await outbox.put(kept, clock.now())
    [claimed] = await outbox.claim_due(5, 60)

    moved = (await service.edit_event(booked, later)).event
    assert await outbox.pending("main") == ()
    assert not await outbox.extend(claimed, 60), "whoever is at it hears that it is over"

    await outbox.put(replace(kept, action=OutboxAction.DELETE, event=moved), clock.now())
    await service.cancel(moved)
    assert await outbox.pending("main") == ()
    assert google.events() == []
    await store.aclose()


@pytest.mark.parametrize("days", [-30, 200], ids=["before", "after"])
async def test_days_beyond_the_cache_are_read_from_google(
    service: CalendarService, google: GoogleSandbox, clock: AdjustableClock, days: int
) -> None:
    """The cache knows some weeks: of a day before or after them it says nothing, and Google is asked."""
    await service.sync_calendar()
    start = clock.now() + timedelta(days=days)
    spoken = {
        name: {"dateTime": (start + timedelta(hours=hours)).isoformat()} for name, hours in (("start", 1), ("end", 2))
    }
    google.put_event({"summary": "Long ago or far ahead", **spoken})
    upcoming = await service.get_upcoming_events(start, start + timedelta(hours=3))
    assert [event.title for event in upcoming.events] == ["Long ago or far ahead"]
