"""The adapter: `ports.CalendarApi` in domain types over the client, against the stand-in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec import structs

from calendar_core.domain import DaySpan, EventDraft, EventStatus, Timespan
from calendar_core.errors import ChangedMeanwhile, Conflict, GoogleAPIError, NotFound, SyncTokenInvalid
from calendar_core.google.calendar import GoogleCalendar, merged
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.ports import CalendarApi
from sandbox.faults import Fault
from sandbox.google import GoogleSandbox
from tests.google.conftest import EVENT

KL = "Asia/Kuala_Lumpur"
WHEN = Timespan(datetime(2026, 11, 23, 7, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=UTC), KL)
DRAFT = EventDraft("Dentist", WHEN, "Bangsar")
START, END = datetime(2026, 11, 20, tzinfo=UTC), datetime(2027, 1, 20, tzinfo=UTC)


@pytest.fixture
def calendar(client: GoogleCalendarClient) -> CalendarApi:
    return GoogleCalendar(client)


async def test_an_event_is_booked_read_moved_and_cancelled(calendar: CalendarApi, google: GoogleSandbox) -> None:
    """The way of one event through every verb."""
    booked = await calendar.insert_event("primary", "abcde12345", DRAFT)
    assert (booked.title, booked.when, booked.location, booked.calendar_id) == ("Dentist", WHEN, "Bangsar", "primary")
    assert await calendar.get_event("primary", "abcde12345") == booked
    later = Timespan(WHEN.start + timedelta(days=1), WHEN.end + timedelta(days=1), KL)
    moved = await calendar.update_event(replace(booked, when=later, title="Surgeon"))
    assert (moved.when, moved.title) == (later, "Surgeon")
    with pytest.raises(ChangedMeanwhile):
        await calendar.update_event(replace(booked, title="Stale"))
    assert await calendar.delete_event("primary", "abcde12345", etag=moved.etag) is False
    assert await calendar.delete_event("primary", "abcde12345") is True
    with pytest.raises(NotFound):
        await calendar.get_event("primary", "abcde12345")


async def test_a_cancelled_event_comes_back_under_its_own_id(calendar: CalendarApi, google: GoogleSandbox) -> None:
    """The undo of a cancel sets the same id to confirmed."""
    booked = await calendar.insert_event("primary", "abcde12345", DRAFT)
    await calendar.delete_event("primary", "abcde12345")
    back = await calendar.update_event(replace(booked, etag="", status=EventStatus.CONFIRMED))
    assert (back.id, back.status, back.when) == ("abcde12345", EventStatus.CONFIRMED, WHEN)
    assert len(google.events()) == 1


async def test_booking_the_same_wish_again_books_nothing_new(calendar: CalendarApi, google: GoogleSandbox) -> None:
    """And another wish under that id is a conflict."""
    await calendar.insert_event("primary", "abcde12345", DRAFT)
    await calendar.insert_event("primary", "abcde12345", DRAFT, person_waits=False)
    with pytest.raises(Conflict):
        await calendar.insert_event("primary", "abcde12345", replace(DRAFT, title="Other"))
    assert len(google.events()) == 1


async def test_a_timed_event_becomes_a_whole_day_and_the_reverse(calendar: CalendarApi) -> None:
    """The other kind of time does not stay behind."""
    booked = await calendar.insert_event("primary", "abcde12345", DRAFT)
    days = DaySpan(date(2026, 12, 24), date(2026, 12, 26), KL)
    whole = await calendar.update_event(replace(booked, when=days))
    assert whole.when == days
    assert (await calendar.update_event(replace(whole, when=WHEN))).when == WHEN


async def test_an_event_of_another_zone_is_booked_at_its_instant(calendar: CalendarApi) -> None:
    """Google renders it in the calendar's offset; the instant and the zone's name are what was sent."""
    london = structs.replace(WHEN, zone="Europe/London")
    booked = await calendar.insert_event("primary", "abcde12345", replace(DRAFT, when=london))
    assert booked.when == london
    assert (await calendar.get_event("primary", "abcde12345")).when == london


async def test_reminders_of_a_draft_are_kept_on_the_event(calendar: CalendarApi) -> None:
    """Set leads, silence, and "as usual" are three things."""
    for number, minutes in enumerate([(30, 5), (), None]):
        booked = await calendar.insert_event("primary", f"abcde{number}", replace(DRAFT, reminder_minutes=minutes))
        assert booked.reminder_minutes == minutes


async def test_a_window_holds_every_event_that_touches_it_repeats_expanded(
    calendar: CalendarApi, google: GoogleSandbox
) -> None:
    """With the calendar's zone and a sync token, since this is a full sync."""
    await calendar.insert_event("primary", "abcde12345", replace(DRAFT, rrule="FREQ=WEEKLY;COUNT=3"))
    google.put_event({**EVENT, "id": "unread00", "start": {"dateTime": "2026-11-23T15:00:00+08:00", "timeZone": "X/Y"}})
    listing = await calendar.list_window("primary", START, END)
    assert [event.when.starts_at().day for event in listing.events] == [23, 30, 7]
    assert {event.series_id for event in listing.events} == {"abcde12345"}
    assert (listing.zone, bool(listing.sync_token), listing.unreadable) == (KL, True, 1)


async def test_changes_since_a_token_name_what_went(calendar: CalendarApi, google: GoogleSandbox) -> None:
    """Cancelled items are ids, not events; a token that is spent says so."""
    await calendar.insert_event("primary", "abcde12345", DRAFT)
    token = (await calendar.list_window("primary", START, END)).sync_token
    google.remove_event("abcde12345")
    google.put_event({**EVENT, "id": "fresh000"})
    changes = await calendar.list_changes("primary", token)
    assert ([event.id for event in changes.events], changes.removed) == (["fresh000"], ("abcde12345",))
    assert changes.sync_token != token
    google.expire_sync_tokens()
    with pytest.raises(SyncTokenInvalid):
        await calendar.list_changes("primary", changes.sync_token)


async def test_free_and_busy_is_merged_and_in_order(calendar: CalendarApi, google: GoogleSandbox) -> None:
    """Over several calendars; one that cannot be read does not look free."""
    google.add_calendar("team@example.com", "Team")
    google.put_event(EVENT)
    google.put_event(
        {**EVENT, "id": "other000", "start": {"dateTime": "2026-11-23T15:30:00+08:00"},
         "end": {"dateTime": "2026-11-23T17:00:00+08:00"}}, "team@example.com",
    )  # fmt: skip
    busy = await calendar.free_busy(["primary", "team@example.com"], START, END)
    assert busy == ((datetime(2026, 11, 23, 7, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)),)
    with pytest.raises(GoogleAPIError):
        await calendar.free_busy(["nobody@example.com"], START, END)


def test_spans_that_touch_are_one() -> None:
    """Order and overlap do not matter."""
    at = [datetime(2026, 11, 23, hour, tzinfo=UTC) for hour in range(6)]
    assert merged([(at[4], at[5]), (at[0], at[2]), (at[1], at[1]), (at[2], at[3])]) == ((at[0], at[3]), (at[4], at[5]))


async def test_primary_is_resolved_to_its_own_id_and_zone(calendar: CalendarApi, google: GoogleSandbox) -> None:
    """Asked once, at start."""
    assert await calendar.calendar_zone("primary") == (google.email, KL)


async def test_a_done_write_does_not_fail_for_want_of_the_calendar_s_zone(
    calendar: CalendarApi, google: GoogleSandbox
) -> None:
    """Nothing more is asked after a write."""
    google.faults.add(Fault("/calendarList", status=503, times=None))
    london = structs.replace(WHEN, zone="America/New_York")
    assert (await calendar.insert_event("primary", "abcde12345", replace(DRAFT, when=london))).when == london
    assert google.requests_for("calendarList.get") == []
