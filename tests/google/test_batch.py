# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""Batches: few requests, and each change with its own outcome."""

from __future__ import annotations

import pytest

from calendar_core.errors import CalendarError, MalformedAnswer
from calendar_core.google.batch import Change
from calendar_core.google.batch_parts import batch_of, read_batch_answer
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.service_document import API_ENDPOINT, batch_uri_of
from calendar_core.google.transport import Answer
from calendar_core.google.writes import Deletion
from sandbox.faults import Fault, Wire
from sandbox.google import GoogleSandbox
from tests.google.conftest import EVENT
from tests.google.test_failures import google_error


def creates(count: int) -> list[Change]:
    return [Change("create", "primary", body={**EVENT, "id": f"abcde{number:03}"}) for number in range(count)]


def inner(google: GoogleSandbox, operation: str) -> int:
    return len([exchange for exchange in google.requests if exchange.batch and exchange.operation == operation])


@pytest.mark.parametrize(
    ("base", "uri"),
    [
        (API_ENDPOINT, "https://www.googleapis.com/batch/calendar/v3"),
        ("http://127.0.0.1:8080/calendar/v3/", "http://127.0.0.1:8080/batch/calendar/v3"),
        ("https://proxy.example/google/calendar/v3/", "https://proxy.example/google/batch/calendar/v3"),
    ],
)
def test_the_batch_address_follows_the_api_s(base: str, uri: str) -> None:
    """A batch goes where everything else goes."""
    assert batch_uri_of(base) == uri


async def test_one_hundred_and_twenty_changes_are_three_requests(
    client: GoogleCalendarClient, google: GoogleSandbox
) -> None:
    """At most 50 in one; outcomes come in the order of the changes."""
    outcomes = await client.batch(creates(120), deadline=600.0)
    assert [outcome["id"] for outcome in outcomes if isinstance(outcome, dict)] == [f"abcde{n:03}" for n in range(120)]
    assert len(google.requests_for("batch")) == 3
    assert len(google.events()) == 120


async def test_changes_of_every_kind_have_their_own_outcomes(
    client: GoogleCalendarClient, google: GoogleSandbox
) -> None:
    """One that fails fails alone."""
    stale = google.put_event({**EVENT, "id": "stale00"})["etag"]
    google.edit_event("stale00", {"summary": "Theirs"})
    google.put_event({**EVENT, "id": "taken00", "summary": "Other"})
    google.put_event({**EVENT, "id": "moved00"})
    google.put_event({**EVENT, "id": "going00"})
    outcomes = await client.batch(
        [
            Change("create", "primary", body=EVENT),
            Change("create", "primary", body={**EVENT, "id": "taken00"}),
            Change("create", "primary", body={**EVENT, "id": "wrong00", "end": {"dateTime": "2026-01-01T00:00:00Z"}}),
            Change("update", "primary", "moved00", {"summary": "Moved"}),
            Change("update", "primary", "stale00", {"summary": "Mine"}, etag=stale),
            Change("update", "primary", "absent0", {"summary": "x"}),
            Change("delete", "primary", "going00"),
            Change("delete", "primary", "absent0"),
        ]
    )
    kinds = [type(outcome).__name__ for outcome in outcomes]
    assert kinds == ["dict", "Conflict", "BadRequest", "dict", "ChangedMeanwhile", "NotFound", "Deletion", "Deletion"]
    assert outcomes[6:] == [Deletion(), Deletion(already_gone=True)]
    assert google.event("stale00")["summary"] == "Theirs"


async def test_B12_a_throttled_and_a_lost_one_of_forty_are_finished_singly(
    client: GoogleCalendarClient, google: GoogleSandbox
) -> None:
    """40 inner requests; the throttled one is sent again, the lost one looked up; one event each."""
    events = "/calendars/primary/events$"
    google.faults.add(
        Fault(events, method="POST", nth=5, status=403, body=google_error(403, "rateLimitExceeded")),
        Fault(events, method="POST", nth=9, wire=Wire.CUT, applied=True),
    )
    outcomes = await client.batch(creates(40))
    assert all(isinstance(outcome, dict) for outcome in outcomes)
    assert inner(google, "events.insert") == 40
    assert len(google.events()) == 40
    singly = [exchange.operation for exchange in google.requests if not exchange.batch][2:]
    assert sorted(singly) == ["events.get", "events.insert"]


@pytest.mark.parametrize("applied", [True, False])
async def test_a_batch_whose_answer_is_lost_is_looked_up_one_by_one(
    client: GoogleCalendarClient, google: GoogleSandbox, applied: bool
) -> None:
    """Applied or not, exactly one event each, and no insert without a look-up before it."""
    google.faults.add(Fault("/batch/", wire=Wire.CUT, applied=applied))
    outcomes = await client.batch(creates(8))
    assert all(isinstance(outcome, dict) for outcome in outcomes)
    assert len(google.events()) == 8
    assert len(google.requests_for("events.get")) == 8
    assert len(google.requests_for("batch")) == 1


async def test_a_batch_that_cannot_be_sent_fails_each_change_of_it(
    client: GoogleCalendarClient, google: GoogleSandbox
) -> None:
    """The outcomes say so; nothing is raised past them."""
    google.revoke_grant()
    outcomes = await client.batch(creates(3))
    assert all(isinstance(outcome, CalendarError) for outcome in outcomes)
    assert google.events() == []


async def test_an_empty_batch_sends_nothing(client: GoogleCalendarClient, google: GoogleSandbox) -> None:
    """No change, no request."""
    assert await client.batch([]) == []
    assert google.requests == []


def part(content_id: str, payload: str) -> str:
    return f"--b\r\nContent-Type: application/http\r\nContent-ID: {content_id}\r\n\r\n{payload}\r\n"


def test_each_inner_answer_is_read_by_itself() -> None:
    """Out of order, without a body, damaged, unknown or missing: the others are not lost for it."""
    body = (
        part("<response-x + 2>", 'HTTP/1.1 200 OK\r\nRetry-After: 3\r\n\r\n{"id": "two"}')
        + part("<response-x + 0>", "HTTP/1.1 204 No Content\r\n\r\n")
        + part("<response-x+1>", "no HTTP at all")
        + part("<response-x + 99>", "HTTP/1.1 200 OK\r\n\r\n{}")
        + part("nothing", "HTTP/1.1 200 OK\r\n\r\n{}")
        + "--b--"
    )
    answer = Answer(200, {"content-type": "multipart/mixed; boundary=b"}, body.encode())
    first, second, third, fourth = read_batch_answer(answer, 4)
    assert first is not None and (first.status, first.body) == (204, b"")
    assert third is not None and (third.headers["retry-after"], third.body) == ("3", b'{"id": "two"}')
    assert second is None and fourth is None


def test_an_answer_that_is_no_multipart_is_malformed() -> None:
    """A page of HTML is an outage, not an empty batch."""
    with pytest.raises(MalformedAnswer):
        read_batch_answer(Answer(200, {"content-type": "text/html"}, b"<html>"), 1)


def test_an_empty_batch_cannot_be_written() -> None:
    """There is nothing to send."""
    with pytest.raises(ValueError):
        batch_of([], "http://127.0.0.1/batch")
