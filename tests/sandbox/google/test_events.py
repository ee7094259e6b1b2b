"""The stand-in's events behave like Google's: ids, versions, deletions, merging, checks."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.google import GoogleSandbox
from tests.sandbox.google.conftest import Client, StandingClock, timed


async def test_insert_answers_what_google_fills_in(client: Client) -> None:
    """An inserted event comes back confirmed, with etag, times in the calendar's zone, organizer and iCalUID."""
    event = await client.insert(id="abcde12345", start="2026-11-23T10:00:00+08:00", end="2026-11-23T03:00:00Z")
    assert event["id"] == "abcde12345"
    assert event["status"] == "confirmed"
    assert event["iCalUID"] == "abcde12345@google.com"
    assert event["start"] == {"dateTime": "2026-11-23T10:00:00+08:00", "timeZone": "Asia/Kuala_Lumpur"}
    assert event["end"]["dateTime"] == "2026-11-23T11:00:00+08:00"
    assert event["organizer"] == {"email": "person@example.com", "self": True}
    assert event["created"] == event["updated"] == "2026-11-21T01:00:00.000Z"
    assert event["sequence"] == 0


async def test_a_generated_id_is_one_that_google_would_accept(client: Client) -> None:
    """An insert without id gets one in base32hex."""
    event = await client.insert()
    assert set(event["id"]) <= set("0123456789abcdefghijklmnopqrstuv")
    assert len(event["id"]) >= 5


@pytest.mark.parametrize("event_id", ["abcd", "ABCDE", "abcdw", "abc-de", "a" * 1025])
async def test_ids_outside_base32hex_are_refused(client: Client, event_id: str) -> None:
    """An id of the client that is too short, too long or not base32hex is a 400."""
    answer = await client.call("POST", "calendars/primary/events", timed(id=event_id))
    assert (answer.status, answer.reason) == (400, "invalid")


async def test_an_id_is_taken_for_ever(client: Client) -> None:
    """A second insert with an id is a 409 duplicate, after the event was deleted too."""
    await client.insert(id="abcde")
    assert (await client.call("POST", "calendars/primary/events", timed(id="abcde"))).reason == "duplicate"
    await client.event("DELETE", "abcde")
    answer = await client.call("POST", "calendars/primary/events", timed(id="abcde"))
    assert (answer.status, answer.reason) == (409, "duplicate")


async def test_delete_once_then_gone(client: Client) -> None:
    """The first delete is 204, the second 410, a get still shows the event as cancelled; an unknown id is 404."""
    await client.insert(id="abcde")
    first = await client.event("DELETE", "abcde")
    assert (first.status, first.body) == (204, None)
    second = await client.event("DELETE", "abcde")
    assert (second.status, second.reason) == (410, "deleted")
    shown = await client.event("GET", "abcde")
    assert (shown.status, shown.body["status"]) == (200, "cancelled")
    for method in ("GET", "DELETE", "PATCH"):
        answer = await client.event(method, "nowhere", {} if method == "PATCH" else None)
        assert (answer.status, answer.reason) == (404, "notFound")


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
async def test_confirmed_brings_a_deleted_event_back(client: Client, method: str) -> None:
    """Undo: changing a cancelled event to confirmed revives it under its id."""
    await client.insert(id="abcde")
    await client.event("DELETE", "abcde")
    body = {"status": "confirmed"} if method == "PATCH" else timed(status="confirmed")
    answer = await client.event(method, "abcde", body)
    assert answer.body["status"] == "confirmed"
    assert [item["id"] for item in (await client.events()).items] == ["abcde"]


async def test_an_older_sequence_is_refused(client: Client) -> None:
    """Sending back an old copy with its lower sequence number is a 400, as Google does."""
    old = await client.insert(id="abcde")
    await client.event("PATCH", "abcde", {"start": {"dateTime": "2026-11-23T10:30:00"}})
    answer = await client.event("PUT", "abcde", timed(sequence=old["sequence"]))
    assert answer.status == 400
    assert "sequence" in answer.body["error"]["message"]


async def test_if_match_guards_an_update(client: Client) -> None:
    """A change that names an old etag is a 412 and changes nothing; with the etag of now it goes through."""
    old = await client.insert(id="abcde")
    new = (await client.event("PATCH", "abcde", {"summary": "Moved"})).body
    assert new["etag"] != old["etag"]
    for method, body in (("PUT", timed(summary="Lost")), ("PATCH", {"summary": "Lost"}), ("DELETE", None)):
        answer = await client.event(method, "abcde", body, headers={"If-Match": old["etag"]})
        assert (answer.status, answer.reason) == (412, "conditionNotMet")
    assert (await client.event("GET", "abcde")).body["summary"] == "Moved"
    answer = await client.event("PATCH", "abcde", {"summary": "Done"}, headers={"If-Match": new["etag"]})
    assert answer.status == 200
    assert answer.headers["ETag"] == answer.body["etag"]


async def test_if_none_match_spares_the_body(client: Client) -> None:
    """A get that names the current etag is a 304 without body."""
    event = await client.insert(id="abcde")
    answer = await client.event("GET", "abcde", headers={"If-None-Match": event["etag"]})
    assert (answer.status, answer.body) == (304, None)


async def test_patch_merges_and_update_replaces(client: Client) -> None:
    """A patch merges objects, replaces arrays and removes with null; an update drops what it leaves out."""
    await client.insert(
        id="abcde",
        location="Room 3",
        description="Bring the plan",
        extendedProperties={"private": {"a": "1", "b": "2"}},
        attendees=[{"email": "ali@example.com"}],
    )
    changes = {
        "extendedProperties": {"private": {"b": None, "c": "3"}},
        "attendees": [{"email": "siti@example.com"}],
        "description": None,
    }
    patched = (await client.event("PATCH", "abcde", changes)).body
    assert patched["extendedProperties"] == {"private": {"a": "1", "c": "3"}}
    assert [guest["email"] for guest in patched["attendees"]] == ["siti@example.com"]
    assert patched["location"] == "Room 3"
    assert "description" not in patched
    replaced = (await client.event("PUT", "abcde", timed(summary="New"))).body
    assert replaced["summary"] == "New"
    assert not {"location", "attendees", "extendedProperties"} & replaced.keys()
    assert replaced["created"] == patched["created"]


async def test_from_timed_to_whole_day_needs_null(client: Client) -> None:
    """A patch to a date beside the kept dateTime is refused; with dateTime null it becomes a whole day."""
    await client.insert(id="abcde")
    days: dict[str, Any] = {"start": {"date": "2026-11-23"}, "end": {"date": "2026-11-24"}}
    assert (await client.event("PATCH", "abcde", days)).status == 400
    for when in days.values():
        when |= {"dateTime": None, "timeZone": None}
    answer = await client.event("PATCH", "abcde", days)
    assert answer.body["start"] == {"date": "2026-11-23"}


def when(start: Any, end: Any, **fields: Any) -> dict[str, Any]:
    return {"summary": "x", "start": start, "end": end, **fields}


KL = "Asia/Kuala_Lumpur"
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "end before start": (timed(start="2026-11-23T11:00:00", end="2026-11-23T10:00:00"), "timeRangeEmpty"),
    "day without length": (when({"date": "2026-11-23"}, {"date": "2026-11-23"}), "timeRangeEmpty"),
    "date and dateTime": (when({"date": "2026-11-23"}, {"dateTime": "2026-11-23T10:00:00Z"}), "invalid"),
    "unknown zone": (
        when(
            {"dateTime": "2026-11-23T10:00:00", "timeZone": "Asia/Nowhere"},
            {"dateTime": "2026-11-23T11:00:00", "timeZone": KL},
        ),
        "invalid",
    ),
    "neither offset nor zone": (
        when({"dateTime": "2026-11-23T10:00:00"}, {"dateTime": "2026-11-23T11:00:00"}),
        "required",
    ),
    "series without zone": (
        when(
            {"dateTime": "2026-11-23T10:00:00Z"},
            {"dateTime": "2026-11-23T11:00:00Z"},
            recurrence=["RRULE:FREQ=DAILY"],
        ),
        "required",
    ),
    "unreadable rule": (timed(recurrence=["RRULE:FREQ=SOMETIMES"]), "invalid"),
    "start in a rule": (timed(recurrence=["DTSTART:20261123T100000Z"]), "invalid"),
    "default reminders and others": (
        timed(reminders={"useDefault": True, "overrides": [{"method": "popup", "minutes": 5}]}),
        "cannotUseDefaultRemindersAndSpecifyOverride",
    ),
    "reminder too early": (
        timed(reminders={"useDefault": False, "overrides": [{"method": "popup", "minutes": 40321}]}),
        "invalid",
    ),
    "guest without address": (timed(attendees=[{"displayName": "Ali"}]), "required"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_cannot_be_is_refused(client: Client, name: str) -> None:
    """An impossible event is a 400 with Google's reason and is not kept."""
    body, reason = REFUSED[name]
    answer = await client.call("POST", "calendars/primary/events", body)
    assert (answer.status, answer.reason) == (400, reason)
    assert client.google.events() == []


async def test_guests_are_told_only_when_asked(client: Client, google: GoogleSandbox) -> None:
    """Only a write with sendUpdates mails the guests, once each time."""
    guests = [{"email": "ali@example.com"}]
    await client.insert(id="abcde", attendees=guests)
    assert google.invitations == []
    await client.call("POST", "calendars/primary/events", timed(attendees=guests), sendUpdates="all")
    await client.event("DELETE", "abcde", sendUpdates="all")
    assert [(mail.what, mail.guests) for mail in google.invitations] == [
        ("request", ["ali@example.com"]),
        ("cancel", ["ali@example.com"]),
    ]


async def test_reminders_do_not_touch_updated(client: Client, clock: StandingClock) -> None:
    """Changing reminders gives a new etag and leaves `updated`, as Google documents."""
    event = await client.insert(id="abcde")
    clock.advance(60)
    changes = {"reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 5}]}}
    after = (await client.event("PATCH", "abcde", changes)).body
    assert after["updated"] == event["updated"]
    assert after["etag"] != event["etag"]


async def test_events_of_others_cannot_be_changed(client: Client, google: GoogleSandbox) -> None:
    """Moving an event that somebody else organizes is a 403 with its own reason; answering it is not."""
    guests = [{"email": google.email, "responseStatus": "needsAction"}]
    google.put_event(timed(id="theirs", organizer={"email": "boss@example.com"}, attendees=guests))
    answer = await client.event("PATCH", "theirs", {"summary": "Mine"})
    assert (answer.status, answer.reason) == (403, "forbiddenForNonOrganizer")
    accepted = [{"email": google.email, "responseStatus": "accepted"}]
    assert (await client.event("PATCH", "theirs", {"attendees": accepted})).status == 200


async def test_a_read_only_calendar_refuses_writes(client: Client, google: GoogleSandbox) -> None:
    """Writing to a calendar one may only read is a 403 requiredAccessLevel."""
    google.add_calendar("holidays@group.calendar.google.com", "Holidays", role="reader")
    answer = await client.call("POST", "calendars/holidays%40group.calendar.google.com/events", timed())
    assert (answer.status, answer.reason) == (403, "requiredAccessLevel")


async def test_move_takes_an_event_to_another_calendar(client: Client, google: GoogleSandbox) -> None:
    """A moved event is cancelled where it was and lives under its id where it went."""
    google.add_calendar("work@group.calendar.google.com", "Work")
    await client.insert(id="abcde")
    answer = await client.event("POST", "abcde/move", destination="work@group.calendar.google.com")
    assert answer.status == 200
    assert google.event("abcde")["status"] == "cancelled"
    assert google.event("abcde", "work@group.calendar.google.com")["status"] == "confirmed"


async def test_fields_cuts_the_answer_down(client: Client) -> None:
    """The `fields` parameter gives a partial answer."""
    await client.insert(id="abcde")
    answer = await client.events(fields="items(id,start/dateTime),timeZone")
    assert answer.body == {
        "items": [{"id": "abcde", "start": {"dateTime": "2026-11-23T10:00:00+08:00"}}],
        "timeZone": "Asia/Kuala_Lumpur",
    }
    assert (await client.events(fields="items(id")).status == 400
