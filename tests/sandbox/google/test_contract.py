"""Requests are held against Google's discovery document, and the API's edges answer in Google's shape."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.google import GoogleSandbox
from sandbox.google.contract import calendar_contract
from tests.sandbox.google.conftest import NOW, Client, timed

EVENTS = "calendars/primary/events"


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("GET", EVENTS, {"timeMinimum": "2026-11-21T00:00:00Z"}, None),
        ("GET", EVENTS, {"singleEvents": "yes"}, None),
        ("GET", EVENTS, {"maxResults": "many"}, None),
        ("GET", EVENTS, {"orderBy": "title"}, None),
        ("GET", EVENTS, {}, timed()),
        ("POST", EVENTS, {}, timed(title="wrong name")),
        ("POST", EVENTS, {}, timed() | {"start": {"dateTime": "tomorrow"}}),
        ("POST", EVENTS, {}, timed() | {"start": {"date": "2026-02-30"}}),
        ("POST", EVENTS, {}, timed(recurrence="RRULE:FREQ=DAILY")),
        ("POST", EVENTS, {}, timed(reminders={"overrides": [{"method": "popup", "minutes": "5"}]})),
        ("POST", EVENTS, {}, {"summary": "no times"}),
        ("POST", EVENTS, {}, []),
        ("POST", EVENTS, {}, None),
        ("POST", f"{EVENTS}/abcde/move", {}, None),
        ("POST", "freeBusy", {}, {"timeMin": "2026-11-21T00:00:00", "timeMax": "2026-11-22T00:00:00Z"}),
        ("GET", "calendars/primary/happenings", {}, None),
        ("PATCH", EVENTS, {}, {}),
    ],
)
async def test_a_breach_of_the_contract_is_refused_and_noted(
    client: Client, google: GoogleSandbox, method: str, path: str, query: dict[str, Any], body: Any
) -> None:
    """A request that Google's document does not describe is refused, changes nothing, and is on record."""
    answer = await client.call(method, path, body, **query)
    assert answer.status in (400, 404)
    assert google.contract_violations
    assert google.events() == []


async def test_a_body_that_is_not_json_is_refused(client: Client, google: GoogleSandbox) -> None:
    """A body that cannot be parsed, or of another type, is a 400 and on record."""
    headers = {"Authorization": f"Bearer {client.token}"}
    for kind in ("application/json", "text/plain"):
        headers["Content-Type"] = kind
        async with client.session.post(google.api_endpoint + EVENTS, data=b"{", headers=headers) as answer:
            assert answer.status == 400
    assert len(google.contract_violations) == 2


async def test_proper_requests_leave_no_mark(client: Client, google: GoogleSandbox) -> None:
    """Requests within the contract are not on record, null fields of a patch included."""
    await client.insert(id="abcde", location="Room 3")
    await client.event("PATCH", "abcde", {"location": None, "start": {"dateTime": "2026-11-23T09:30:00+08:00"}})
    await client.events(singleEvents=True, orderBy="startTime", timeMin="2026-11-21T00:00:00+08:00", prettyPrint=False)
    assert google.contract_violations == []


def test_answers_are_held_to_the_contract_too() -> None:
    """The check of answers finds a wrong type, an unknown field, a null and a missing offset-less format."""
    contract = calendar_contract()
    get = contract.operations["events.get"]
    assert contract.answer_faults(get, {"id": "abcde", "start": {"date": "2026-11-23"}}) == []
    for wrong in ({"id": 5}, {"name": "x"}, {"summary": None}, {"created": "yesterday"}):
        assert contract.answer_faults(get, wrong) != []
    assert contract.answer_faults(contract.operations["events.delete"], {}) != []


@pytest.mark.parametrize(
    ("authorization", "reason"),
    [(None, "required"), ("Bearer made-up", "authError"), ("Basic eDp5", "authError")],
)
async def test_without_a_good_token_nothing_opens(
    client: Client, google: GoogleSandbox, authorization: str | None, reason: str
) -> None:
    """No token, an unknown one or another scheme is a 401 in Google's shape."""
    headers = {"Authorization": authorization} if authorization else {}
    async with client.session.get(google.api_endpoint + EVENTS, headers=headers) as answer:
        body = await answer.json()
        assert answer.status == 401
        assert body["error"]["code"] == 401
        assert body["error"]["errors"][0]["reason"] == reason
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_access_ends_with_its_time_and_on_command(client: Client, google: GoogleSandbox, clock: Any) -> None:
    """An access token is refused once its life is over, or when the test says so."""
    clock.advance(3600)
    assert (await client.events()).reason == "authError"
    client.token = google.oauth.issue(google.account)
    assert (await client.events()).status == 200
    google.expire_access_tokens()
    assert (await client.events()).status == 401


async def test_scopes_open_their_methods_only(client: Client, google: GoogleSandbox) -> None:
    """A token may do what its scopes allow by the document, anything else is a 403 insufficientPermissions."""
    client.token = google.oauth.issue(google.account, ["https://www.googleapis.com/auth/calendar.events"])
    assert (await client.events()).status == 200
    answer = await client.call("GET", "users/me/calendarList")
    assert (answer.status, answer.reason) == (403, "insufficientPermissions")


async def test_calendars_of_others_are_not_there(client: Client, google: GoogleSandbox) -> None:
    """A calendar that is not in the account's list is a 404, whoever else has it."""
    google.add_account("other@example.com")
    assert (await client.call("GET", "calendars/other%40example.com/events")).status == 404
    client.token = google.oauth.issue(google.state.accounts["other@example.com"])
    assert (await client.call("GET", "calendars/other%40example.com/events")).status == 200


async def test_calendar_list_pages_and_single_entries(client: Client, google: GoogleSandbox) -> None:
    """The calendar list has the primary first, comes in pages, syncs, and gives entries by id."""
    google.add_calendar("work@group.calendar.google.com", "Work", time_zone="Europe/London", role="reader")
    first = await client.call("GET", "users/me/calendarList", maxResults=1)
    assert [(item["id"], item["primary"]) for item in first.items] == [(google.email, True)]
    second = await client.call("GET", "users/me/calendarList", maxResults=1, pageToken=first.body["nextPageToken"])
    assert second.items[0]["accessRole"] == "reader"
    token = second.body["nextSyncToken"]
    assert (await client.call("GET", "users/me/calendarList", syncToken=token)).items == []
    entry = await client.call("GET", "users/me/calendarList/work%40group.calendar.google.com")
    assert entry.body["timeZone"] == "Europe/London"
    assert (await client.call("GET", "users/me/calendarList/nobody")).status == 404
    assert (await client.call("GET", "calendars/primary")).body["timeZone"] == "Asia/Kuala_Lumpur"
    assert (await client.call("GET", "users/me/settings/timezone")).body["value"] == "Asia/Kuala_Lumpur"
    writable = await client.call("GET", "users/me/calendarList", minAccessRole="writer")
    assert [item["id"] for item in writable.items] == [google.email]


async def test_free_busy_joins_and_cuts(client: Client, google: GoogleSandbox) -> None:
    """Busy spans are joined, cut to the window, and leave out what takes no time; unknown calendars have an error."""
    google.put_event(timed(start="2026-11-23T08:00:00", end="2026-11-23T10:30:00"))
    google.put_event(timed(recurrence=["RRULE:FREQ=DAILY"]))
    google.put_event(timed(start="2026-11-23T13:00:00", end="2026-11-23T14:00:00", transparency="transparent"))
    google.put_event(timed(start="2026-11-23T15:00:00", end="2026-11-23T16:00:00", status="cancelled"))
    body = {
        "timeMin": "2026-11-23T09:00:00+08:00",
        "timeMax": "2026-11-24T10:30:00+08:00",
        "timeZone": "Asia/Kuala_Lumpur",
        "items": [{"id": "primary"}, {"id": "nobody@example.com"}],
    }
    calendars = (await client.call("POST", "freeBusy", body)).body["calendars"]
    assert calendars["primary"]["busy"] == [
        {"start": "2026-11-23T09:00:00+08:00", "end": "2026-11-23T11:00:00+08:00"},
        {"start": "2026-11-24T10:00:00+08:00", "end": "2026-11-24T10:30:00+08:00"},
    ]
    assert calendars["nobody@example.com"]["errors"][0]["reason"] == "notFound"
    body["timeMax"] = body["timeMin"]
    assert (await client.call("POST", "freeBusy", body)).reason == "timeRangeEmpty"


async def test_every_request_is_on_record(client: Client, google: GoogleSandbox) -> None:
    """The log has method, path, query, body, time, the API's name for it and the status answered."""
    await client.insert(id="abcde")
    await client.events(q="x")
    insert, listing = google.requests
    assert (insert.operation, insert.status, insert.time) == ("events.insert", 200, NOW)
    assert insert.json()["id"] == "abcde"
    assert (listing.method, listing.path) == ("GET", "/calendar/v3/calendars/primary/events")
    assert listing.query == [("q", "x")]
    assert google.requests_for("events.list") == [listing]


async def test_a_method_not_served_says_so(client: Client) -> None:
    """A method that Google has and the stand-in has not is a 501, so that nobody takes it for a fault of theirs."""
    assert (await client.call("GET", "colors")).status == 501
