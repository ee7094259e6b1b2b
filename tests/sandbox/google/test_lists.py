"""Lists, pages, expansion of series and incremental sync behave like Google's."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.google import GoogleSandbox
from tests.sandbox.google.conftest import Client, StandingClock, timed


def ids(items: list[Any]) -> list[str]:
    return [item["id"] for item in items]


async def test_window_is_exclusive_at_both_ends(client: Client) -> None:
    """An event that ends at timeMin or begins at timeMax is not listed."""
    await client.insert(id="before", start="2026-11-23T08:00:00", end="2026-11-23T09:00:00")
    await client.insert(id="inside", start="2026-11-23T08:30:00", end="2026-11-23T09:30:00")
    await client.insert(id="after", start="2026-11-23T12:00:00", end="2026-11-23T13:00:00")
    answer = await client.events(timeMin="2026-11-23T09:00:00+08:00", timeMax="2026-11-23T12:00:00+08:00")
    assert ids(answer.items) == ["inside"]


async def test_whole_days_begin_in_the_calendars_zone(client: Client, google: GoogleSandbox) -> None:
    """A whole-day event is in the window by the midnights of its calendar."""
    google.put_event({"id": "leave", "start": {"date": "2026-11-24"}, "end": {"date": "2026-11-25"}})
    assert ids((await client.events(timeMax="2026-11-23T16:00:00Z")).items) == []
    assert ids((await client.events(timeMax="2026-11-23T16:00:01Z")).items) == ["leave"]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"timeMin": "2026-11-24T00:00:00Z", "timeMax": "2026-11-23T00:00:00Z"}, "timeRangeEmpty"),
        ({"timeMin": "2026-11-24T00:00:00"}, "invalid"),
        ({"timeMin": "2026-11-24"}, "invalid"),
        ({"orderBy": "startTime"}, "invalid"),
        ({"pageToken": "made-up"}, "invalid"),
        ({"syncToken": "made-up"}, "invalid"),
        ({"timeZone": "Asia/Nowhere"}, "invalid"),
        ({"maxResults": "0"}, "invalid"),
    ],
)
async def test_impossible_questions_are_refused(client: Client, query: dict[str, str], reason: str) -> None:
    """A list asked for with impossible parameters is a 400."""
    answer = await client.events(**query)
    assert (answer.status, answer.reason) == (400, reason)


async def test_pages_hold_each_item_once_and_the_token_comes_last(client: Client) -> None:
    """Pages repeat nothing and lose nothing though an event is added between; nextSyncToken is on the last only."""
    for number in range(7):
        await client.insert(id=f"event{number}")
    first = await client.events(maxResults=3)
    assert "nextSyncToken" not in first.body
    await client.insert(id="middle")
    second = await client.events(maxResults=3, pageToken=first.body["nextPageToken"])
    again = await client.events(maxResults=3, pageToken=first.body["nextPageToken"])
    assert second.items == again.items
    third = await client.events(maxResults=3, pageToken=second.body["nextPageToken"])
    assert ids(first.items + second.items + third.items) == [f"event{number}" for number in range(7)]
    assert "nextPageToken" not in third.body
    changes = await client.events(syncToken=third.body["nextSyncToken"])
    assert ids(changes.items) == ["middle"]


async def test_a_page_token_belongs_to_its_question(client: Client) -> None:
    """A page token sent with other parameters than the first page's is refused."""
    await client.insert()
    await client.insert()
    first = await client.events(maxResults=1)
    answer = await client.events(maxResults=1, q="x", pageToken=first.body["nextPageToken"])
    assert answer.status == 400


async def test_search_finds_all_words_in_the_texts_and_guests(client: Client) -> None:
    """q matches events that have every word in title, description, place or guests, whatever the case."""
    await client.insert(id="lunch", summary="Lunch with ALI", location="Bangsar")
    await client.insert(id="phone", summary="Call", attendees=[{"email": "ali@example.com"}])
    assert ids((await client.events(q="ali")).items) == ["lunch", "phone"]
    assert ids((await client.events(q="bangsar lunch")).items) == ["lunch"]


async def test_extended_properties_filter(client: Client) -> None:
    """privateExtendedProperty lists only the events that carry it."""
    await client.insert(id="tagged", extendedProperties={"private": {"chat": "5"}})
    await client.insert(id="plain")
    assert ids((await client.events(privateExtendedProperty="chat=5")).items) == ["tagged"]


async def test_series_are_expanded_in_their_own_zone(client: Client) -> None:
    """A weekly New York series keeps its wall clock over the end of daylight saving, ids in UTC."""
    event = timed(start="2026-10-28T09:00:00", end="2026-10-28T10:00:00", id="stand")
    event["recurrence"] = ["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=America/New_York:20261111T090000"]
    event["start"]["timeZone"] = event["end"]["timeZone"] = "America/New_York"
    assert (await client.call("POST", "calendars/primary/events", event)).status == 200
    answer = await client.events(singleEvents=True, orderBy="startTime")
    assert ids(answer.items) == ["stand_20261028T130000Z", "stand_20261104T140000Z"]
    assert [item["start"]["dateTime"] for item in answer.items] == [
        "2026-10-28T21:00:00+08:00",
        "2026-11-04T22:00:00+08:00",
    ]
    first = answer.items[0]
    assert first["recurringEventId"] == "stand"
    assert first["originalStartTime"] == first["start"]
    assert "recurrence" not in first


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("UNTIL=20261125T020000Z", "20261125T020000Z"),
        ("UNTIL=20261125T015959Z", "20261124T020000Z"),
        ("UNTIL=20261125", "20261125T020000Z"),
        ("COUNT=2", "20261124T020000Z"),
    ],
)
async def test_where_a_series_ends(client: Client, rule: str, last: str) -> None:
    """UNTIL is read in UTC and takes its instant in; a date takes the whole day in; COUNT counts the first."""
    await client.insert(id="rota1", recurrence=[f"RRULE:FREQ=DAILY;{rule}"])
    answer = await client.events(singleEvents=True, orderBy="startTime")
    assert answer.items[-1]["id"] == f"rota1_{last}"


async def test_the_first_instance_stands_though_the_rule_leaves_it_out(client: Client) -> None:
    """A series that begins on a Monday and repeats on Fridays has its Monday too."""
    await client.insert(id="rota1", recurrence=["RRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=20261205"])
    answer = await client.events(singleEvents=True, orderBy="startTime")
    assert [item["id"][6:14] for item in answer.items] == ["20261123", "20261127", "20261204"]


async def test_whole_day_series(client: Client, google: GoogleSandbox) -> None:
    """Instances of a whole-day series have dates and day ids."""
    google.put_event(
        {
            "id": "fasting",
            "start": {"date": "2026-11-23"},
            "end": {"date": "2026-11-25"},
            "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=2"],
        }
    )
    items = (await client.events(singleEvents=True)).items
    assert ids(items) == ["fasting_20261123", "fasting_20261130"]
    assert items[1]["end"] == {"date": "2026-12-02"}
    assert (await client.event("GET", "fasting_20261130")).body["start"] == {"date": "2026-11-30"}
    assert (await client.event("GET", "fasting_20261124")).status == 404


async def test_one_instance_moves_and_one_goes(client: Client) -> None:
    """An edited instance keeps its id and original start; a deleted one leaves the list; the series stays."""
    await client.insert(id="rota1", recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    move = {"start": {"dateTime": "2026-11-24T15:00:00"}, "end": {"dateTime": "2026-11-24T16:00:00"}}
    moved = (await client.event("PATCH", "rota1_20261124T020000Z", move)).body
    assert moved["originalStartTime"]["dateTime"] == "2026-11-24T10:00:00+08:00"
    assert (await client.event("DELETE", "rota1_20261125T020000Z")).status == 204
    assert (await client.event("DELETE", "rota1_20261125T020000Z")).status == 410
    single = await client.events(singleEvents=True, orderBy="startTime")
    assert [(item["id"], item["start"]["dateTime"][11:16]) for item in single.items] == [
        ("rota1_20261123T020000Z", "10:00"),
        ("rota1_20261124T020000Z", "15:00"),
    ]
    raw = await client.events()
    assert [(item["id"], item["status"]) for item in raw.items] == [
        ("rota1", "confirmed"),
        ("rota1_20261124T020000Z", "confirmed"),
        ("rota1_20261125T020000Z", "cancelled"),
    ]
    assert ids((await client.event("GET", "rota1/instances")).items) == ids(single.items)
    renamed = (await client.event("PATCH", "rota1", {"summary": "Renamed"})).body
    assert renamed["summary"] == "Renamed"
    assert {item["summary"] for item in (await client.events(singleEvents=True)).items} == {"Renamed"}


async def test_deleted_events_are_listed_when_asked_for(client: Client) -> None:
    """showDeleted lists cancelled events, a plain list does not."""
    await client.insert(id="abcde")
    await client.event("DELETE", "abcde")
    assert (await client.events()).items == []
    shown = (await client.events(showDeleted=True)).items
    assert [(item["id"], item["status"]) for item in shown] == [("abcde", "cancelled")]


async def test_sync_tells_new_changed_and_deleted(client: Client, google: GoogleSandbox) -> None:
    """After a sync token come exactly the changes, deletions as {id, status: cancelled}, then nothing."""
    for name in ("keep1", "edit1", "gone1"):
        await client.insert(id=name)
    token = (await client.events()).body["nextSyncToken"]
    google.edit_event("edit1", {"summary": "Edited"})
    google.remove_event("gone1")
    google.put_event(timed(id="fresh"))
    answer = await client.events(syncToken=token)
    assert [(item["id"], item["status"]) for item in answer.items] == [
        ("edit1", "confirmed"),
        ("gone1", "cancelled"),
        ("fresh", "confirmed"),
    ]
    assert answer.items[1].keys() == {"kind", "etag", "id", "status"}
    assert (await client.events(syncToken=answer.body["nextSyncToken"])).items == []


@pytest.mark.parametrize(
    "name",
    [
        "timeMin",
        "timeMax",
        "updatedMin",
        "orderBy",
        "q",
        "iCalUID",
        "privateExtendedProperty",
        "sharedExtendedProperty",
    ],
)
async def test_a_sync_token_stands_alone(client: Client, name: str) -> None:
    """A sync token beside a filter is a 400 that names the token."""
    token = (await client.events()).body["nextSyncToken"]
    value = {"orderBy": "updated"}.get(name, "2026-11-21T00:00:00Z" if name[0] in "tu" else "a=b")
    answer = await client.events(syncToken=token, **{name: value})
    assert answer.status == 400
    assert answer.body["error"]["errors"][0]["location"] == "syncToken"


async def test_an_ordered_list_gives_no_sync_token(client: Client) -> None:
    """A first list with orderBy ends without nextSyncToken, so nobody can sync from it; a window does not matter."""
    assert "nextSyncToken" not in (await client.events(orderBy="updated")).body
    assert "nextSyncToken" in (await client.events(timeMin="2026-11-21T00:00:00Z", singleEvents=True)).body


async def test_sync_tokens_expire_on_command(client: Client, google: GoogleSandbox) -> None:
    """An expired sync token is a 410 fullSyncRequired; a full list gives one that works."""
    token = (await client.events()).body["nextSyncToken"]
    google.expire_sync_tokens()
    answer = await client.events(syncToken=token)
    assert (answer.status, answer.reason) == (410, "fullSyncRequired")
    fresh = (await client.events()).body["nextSyncToken"]
    assert (await client.events(syncToken=fresh)).status == 200


async def test_updated_min_reaches_four_weeks_back(client: Client, clock: StandingClock) -> None:
    """updatedMin lists changes and deletions since; too far back is a 410."""
    await client.insert(id="older")
    clock.advance(1900)
    await client.insert(id="later")
    await client.event("DELETE", "later")
    answer = await client.events(updatedMin="2026-11-21T01:30:00Z")
    assert [(item["id"], item["status"]) for item in answer.items] == [("later", "cancelled")]
    answer = await client.events(updatedMin="2026-01-01T00:00:00Z")
    assert (answer.status, answer.reason) == (410, "updatedMinTooLongAgo")


async def test_mixing_single_events_is_noted(client: Client, google: GoogleSandbox) -> None:
    """A sync that changes singleEvents against the first list is noted as a misuse."""
    token = (await client.events(singleEvents=True)).body["nextSyncToken"]
    await client.events(singleEvents=False, syncToken=token)
    assert any("singleEvents" in violation for violation in google.contract_violations)
