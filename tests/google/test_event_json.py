# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""Google's event to the domain's and back, without a wrong hour anywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_core.domain import DaySpan, Event, EventDraft, EventStatus, Timespan
from calendar_core.errors import InconsistentEventTime, UnknownTimezone
from calendar_core.google.event_json import NO_TITLE, body_of_change, body_of_draft, event_of
from calendar_core.google.same_event import is_same_event

KL = "Asia/Kuala_Lumpur"
START = {"dateTime": "2026-11-23T15:00:00+08:00", "timeZone": KL}
END = {"dateTime": "2026-11-23T16:00:00+08:00", "timeZone": KL}


def read(zone: str = KL, **fields: Any) -> Event:
    return event_of({"id": "abcde", "start": START, "end": END, **fields}, "primary", zone)


def test_every_field_of_an_event_is_read() -> None:
    """Title, time, place, version, guests, repeats, reminders, link."""
    event = read(
        summary="Lunch",
        location="Bangsar",
        etag='"1"',
        status="tentative",
        recurringEventId="series",
        recurrence=["RRULE:FREQ=DAILY", "EXDATE:20261201"],
        htmlLink="https://calendar.google.com/x",
        updated="2026-11-20T10:00:00.000Z",
        organizer={"email": "a@b.c"},
        attendees=[{"email": "x@y.z", "self": True, "responseStatus": "declined"}, {"email": "b@c.d"}],
        reminders={
            "useDefault": False,
            "overrides": [{"method": "popup", "minutes": 10}, {"method": "email", "minutes": 60}],
        },
        somethingNew={"a": 1},
    )
    assert event == Event(
        id="abcde",
        calendar_id="primary",
        title="Lunch",
        when=Timespan(datetime(2026, 11, 23, 7, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=UTC), KL),
        status=EventStatus.TENTATIVE,
        location="Bangsar",
        etag='"1"',
        series_id="series",
        rrule=("RRULE:FREQ=DAILY", "EXDATE:20261201"),
        declined=True,
        reminder_minutes=(10,),
        has_guests=True,
        organized_by_me=False,
        link="https://calendar.google.com/x",
        updated=datetime(2026, 11, 20, 10, tzinfo=UTC),
    )


@pytest.mark.parametrize("summary", [{}, {"summary": ""}, {"summary": "  "}, {"summary": None}])
def test_A18_a_missing_title_has_google_s_words(summary: dict[str, Any]) -> None:
    """An event without a title is an event."""
    assert read(**summary).title == NO_TITLE


@pytest.mark.parametrize(
    ("reminders", "minutes"),
    [
        ({"useDefault": True}, None),
        ({"useDefault": False}, ()),
        ({"useDefault": False, "overrides": []}, ()),
        ({"useDefault": False, "overrides": [{"method": "email", "minutes": 5}]}, None),
        ({"useDefault": False, "overrides": [{"method": "popup", "minutes": m} for m in (5, 60, 5)]}, (60, 5)),
        (None, None),
    ],
)
def test_reminders_set_on_the_event_are_told_from_the_defaults(reminders: Any, minutes: Any) -> None:
    """None: the person's own leads; empty: it shall be silent."""
    assert read(reminders=reminders).reminder_minutes == minutes


def test_H14_a_start_without_a_zone_takes_its_calendar_s() -> None:
    """Google leaves it out where it is the calendar's own."""
    event = read("Europe/London", start={"dateTime": "2026-07-01T09:00:00"}, end={"dateTime": "2026-07-01T10:00:00"})
    assert event.when == Timespan(
        datetime(2026, 7, 1, 8, tzinfo=UTC), datetime(2026, 7, 1, 9, tzinfo=UTC), "Europe/London"
    )


def test_H14_an_all_day_event_keeps_its_dates() -> None:
    """The end is exclusive, and no zone shifts a date."""
    event = read(start={"date": "2026-12-24"}, end={"date": "2026-12-27"})
    assert event.when == DaySpan(date(2026, 12, 24), date(2026, 12, 27), KL)


@pytest.mark.parametrize(
    ("start", "end", "error"),
    [
        ({"dateTime": "2026-11-23T15:00:00", "timeZone": "Mars/Olympus"}, END, UnknownTimezone),
        ({"dateTime": "2026-11-23T15:00:00+05:00", "timeZone": KL}, END, InconsistentEventTime),
        ({"date": "2026-11-23"}, END, InconsistentEventTime),
        (START, {"dateTime": "2026-11-23T14:00:00+08:00"}, InconsistentEventTime),
        ({"dateTime": "soon"}, END, InconsistentEventTime),
        ({"date": "someday"}, {"date": "2026-11-24"}, InconsistentEventTime),
        ({}, {}, InconsistentEventTime),
        (None, END, InconsistentEventTime),
        (START, None, InconsistentEventTime),
    ],
)
def test_H14_times_that_contradict_themselves_are_a_typed_error(start: Any, end: Any, error: type[Exception]) -> None:
    """Never a wrong hour."""
    with pytest.raises(error):
        read(start=start, end=end)


def test_H14_an_event_of_another_zone_is_rendered_in_its_calendar_s_offset() -> None:
    """Google answers +08:00 through a calendar of Kuala Lumpur for an event made in London."""
    london = {"timeZone": "Europe/London"}
    event = read(
        start={"dateTime": "2026-11-23T17:00:00+08:00", **london},
        end={"dateTime": "2026-11-23T18:00:00+08:00", **london},
    )
    assert event.when == Timespan(
        datetime(2026, 11, 23, 9, tzinfo=UTC), datetime(2026, 11, 23, 10, tzinfo=UTC), "Europe/London"
    )


def test_H14_of_one_s_own_write_the_offset_is_trusted() -> None:
    """A write that is done does not fail because its calendar's zone is not known yet."""
    london = {"timeZone": "Europe/London"}
    resource = {
        "id": "abcde",
        "start": {"dateTime": "2026-11-23T17:00:00+08:00", **london},
        "end": {"dateTime": "2026-11-23T18:00:00+08:00", **london},
    }
    assert event_of(resource, "primary", "Europe/London", trust_offsets=True).when.starts_at().hour == 9


def test_a_draft_becomes_the_body_of_an_insert() -> None:
    """With the client's id, RFC 3339 times with their zone, a rule with its name; nothing personal hidden in it."""
    when = Timespan(datetime(2026, 11, 23, 7, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=UTC), KL)
    draft = EventDraft("Dentist", when, "Bangsar", "FREQ=WEEKLY;BYDAY=MO", (30, 5))
    assert body_of_draft(draft, "abcde") == {
        "id": "abcde",
        "summary": "Dentist",
        "start": START,
        "end": END,
        "location": "Bangsar",
        "recurrence": ["RRULE:FREQ=WEEKLY;BYDAY=MO"],
        "reminders": {
            "useDefault": False,
            "overrides": [{"method": "popup", "minutes": 30}, {"method": "popup", "minutes": 5}],
        },
    }
    plain = body_of_draft(EventDraft("Leave", DaySpan(date(2026, 12, 24), date(2026, 12, 25), KL)), "abcde")
    assert plain == {
        "id": "abcde", "summary": "Leave", "start": {"date": "2026-12-24"}, "end": {"date": "2026-12-25"},
    }  # fmt: skip


def test_a_change_of_kind_empties_the_other_kind_of_time() -> None:
    """A patch merges: else a timed event that becomes a whole day would have both."""
    day = DaySpan(date(2026, 12, 24), date(2026, 12, 25), KL)
    body = body_of_change(Event("abcde", "primary", "Leave", day))
    assert body["start"] == {"date": "2026-12-24", "dateTime": None, "timeZone": None}
    assert body_of_change(read())["end"]["date"] is None
    assert body_of_change(read())["summary"] == ""


ZONES = st.sampled_from([KL, "Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"])
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda d: d.replace(microsecond=0, tzinfo=UTC))


@given(start=INSTANTS, minutes=st.integers(1, 5000), zone=ZONES, calendar=ZONES)
def test_H14_what_is_written_reads_back_to_the_second(start: datetime, minutes: int, zone: str, calendar: str) -> None:
    """Through any calendar's zone and over any change of clocks, and it is recognised as the same event."""
    when = Timespan(start, start + timedelta(minutes=minutes), zone)
    sent = body_of_draft(EventDraft("x", when), "abcde")
    rendered = {
        **sent,
        **{
            end: {
                "dateTime": datetime.fromisoformat(sent[end]["dateTime"]).astimezone(ZoneInfo(calendar)).isoformat(),
                "timeZone": zone,
            }
            for end in ("start", "end")
        },
    }
    assert event_of(rendered, "primary", calendar).when == when
    assert is_same_event(sent, rendered)


@pytest.mark.parametrize(
    "change",
    [
        {"summary": "Other"},
        {"location": "Elsewhere"},
        {"start": {"dateTime": "2026-11-23T15:30:00+08:00"}},
        {"start": {"date": "2026-11-23"}},
        {"status": "cancelled"},
        {"recurrence": ["RRULE:FREQ=DAILY"]},
        {"attendees": []},
    ],
)
def test_D4_another_event_is_not_taken_for_one_s_own(change: dict[str, Any]) -> None:
    """Any difference that a person would see makes it another event."""
    sent = {
        "id": "abcde", "summary": "Dentist", "location": "Bangsar", "start": START, "end": END,
        "recurrence": ["RRULE:FREQ=WEEKLY"], "attendees": [{"email": "A@b.c"}],
    }  # fmt: skip
    assert is_same_event(sent, {**sent, "status": "confirmed", "attendees": [{"email": "a@b.c", "self": True}]})
    assert not is_same_event(sent, {**sent, **change})
