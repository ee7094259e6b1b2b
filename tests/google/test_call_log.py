"""The line that each call leaves in the log, and what the limiter reports: over real HTTP and a real Redis."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from redis.asyncio import Redis

from calendar_core import errors
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.resilience import BreakerSettings, Limits, RateLimiter
from calendar_core.store.limits import RedisLimiterStore
from sandbox.faults import Fault
from sandbox.google import GoogleSandbox

from .conftest import EVENT, MakeClient, SkippingClock

CALL_FIELDS = {"endpoint", "outcome", "attempts", "waited_ms", "took_ms", "headroom", "breaker"}
ATTEMPT_FIELDS = {"endpoint", "method", "path", "status", "bytes", "took_ms", "attempt"}
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class Heard:
    """An Observer that keeps what it is told."""

    def __init__(self) -> None:
        self.durations: list[tuple[str, float, dict[str, str]]] = []
        self.levels: list[tuple[str, float, dict[str, str]]] = []

    def count(self, name: str, amount: float = 1, /, **labels: str) -> None:
        return None

    def duration(self, name: str, seconds: float, /, **labels: str) -> None:
        self.durations.append((name, seconds, labels))

    def level(self, name: str, value: float, /, **labels: str) -> None:
        self.levels.append((name, value, labels))


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def limiter(redis: Redis, skipping: SkippingClock, heard: Heard) -> RateLimiter:
    store = RedisLimiterStore(redis, clock=skipping, answer_within=10)
    return RateLimiter(store, clock=skipping, limits=Limits(reads=4), breaker=BreakerSettings(), observer=heard)


@pytest.fixture
def client(make_client: MakeClient, limiter: RateLimiter, caplog: pytest.LogCaptureFixture) -> GoogleCalendarClient:
    caplog.set_level(logging.DEBUG, logger="calendar_core")
    return make_client(rate_limiter=limiter)


def _lines(caplog: pytest.LogCaptureFixture, message: str) -> list[dict[str, Any]]:
    return [vars(record) for record in caplog.records if record.getMessage() == message]


async def test_a_call_says_how_much_was_left_and_how_the_breaker_stands(
    client: GoogleCalendarClient, google: GoogleSandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """One line a call with the window's room after it, counting down, and a closed breaker."""
    for _ in range(3):
        await client.list_events()
    lines = _lines(caplog, "google call")
    assert [(line["outcome"], line["attempts"], line["headroom"], line["breaker"]) for line in lines] == [
        ("ok", 1, 3, "closed"),
        ("ok", 1, 2, "closed"),
        ("ok", 1, 1, "closed"),
    ]
    assert all(line.keys() - STANDARD == CALL_FIELDS for line in lines)
    assert all(line["waited_ms"] == 0 for line in lines)


async def test_waits_for_places_and_between_attempts_are_told_from_the_rest(
    client: GoogleCalendarClient, google: GoogleSandbox, skipping: SkippingClock, caplog: pytest.LogCaptureFixture
) -> None:
    """`waited_ms` is what the limiter and the backoff held it back for; `took_ms` is all of it."""
    google.faults.add(Fault("/calendars/", status=503, times=1))
    await client.list_events()
    for _ in range(3):
        await client.list_events()
    first, *_, last = _lines(caplog, "google call")
    assert first["attempts"] == 2
    assert 1100 <= first["waited_ms"] <= 1300
    assert last["waited_ms"] > 50_000, "the window was full"
    assert all(line["waited_ms"] <= line["took_ms"] for line in (first, last))


async def test_the_line_follows_the_breaker_through_its_states(
    make_client: MakeClient,
    google: GoogleSandbox,
    limiter: RateLimiter,
    skipping: SkippingClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Closed while it fails, open with the third failed call and while it refuses, closed after the trial."""
    caplog.set_level(logging.INFO, logger="calendar_core")
    client = make_client(rate_limiter=limiter)
    google.faults.add(Fault("/events/", status=503, times=None))
    for _ in range(4):
        with pytest.raises(errors.GoogleAPIError):
            await client.get_event("primary", EVENT["id"])
        skipping.advance(60)
    google.faults.clear()
    google.put_event(EVENT)
    skipping.advance(300)
    await client.get_event("primary", EVENT["id"])
    told = [(line["outcome"], line["attempts"], line["breaker"]) for line in _lines(caplog, "google call")]
    assert told == [
        ("OutageError", 3, "closed"),
        ("OutageError", 3, "closed"),
        ("OutageError", 3, "open"),
        ("CircuitOpenError", 0, "open"),
        ("ok", 1, "closed"),
    ]


async def test_a_trial_without_a_verdict_is_half_open(
    client: GoogleCalendarClient,
    google: GoogleSandbox,
    limiter: RateLimiter,
    skipping: SkippingClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The trial call is cancelled: the line says that nobody knows yet."""
    for _ in range(3):
        await limiter.record_request("event_list", False, account="me")
    skipping.advance(301)
    held = asyncio.Event()
    google.faults.add(Fault("/calendars/", hold_before=held))
    call = asyncio.create_task(client.list_events())
    while not google.requests_for("events.list"):
        await skipping.sleep(0)
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)
    held.set()
    [line] = _lines(caplog, "google call")
    assert (line["outcome"], line["breaker"]) == ("CancelledError", "half_open")


async def test_a_call_that_the_window_refuses_leaves_its_line(
    client: GoogleCalendarClient, google: GoogleSandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """No room, no attempt, and the line says so."""
    for _ in range(4):
        await client.list_events()
    with pytest.raises(errors.LimiterRefused):
        await client.list_events(person_waits=True)
    line = _lines(caplog, "google call")[-1]
    assert (line["outcome"], line["attempts"], line["headroom"]) == ("LimiterRefused", 0, 0)


async def test_each_attempt_has_a_line_at_debug_level(
    client: GoogleCalendarClient, google: GoogleSandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Method, path template, status, bytes and time of each; none at info level."""
    google.faults.add(Fault("/calendars/", status=503, times=1))
    await client.list_events()
    attempts = _lines(caplog, "google attempt")
    assert [(line["method"], line["path"], line["status"], line["attempt"]) for line in attempts] == [
        ("GET", "calendars/{calendarId}/events", "503", 1),
        ("GET", "calendars/{calendarId}/events", "200", 2),
    ]
    assert all(line.keys() - STANDARD == ATTEMPT_FIELDS and line["levelno"] == logging.DEBUG for line in attempts)
    assert attempts[1]["bytes"] > 0


async def test_an_operation_of_ones_own_leaves_the_same_line(
    client: GoogleCalendarClient, caplog: pytest.LogCaptureFixture
) -> None:
    """execute_with_resilience is logged like any other call."""

    async def operation() -> str:
        return "Dentist"

    await client.execute_with_resilience(operation, "event_list")
    [line] = _lines(caplog, "google call")
    assert line.keys() - STANDARD == CALL_FIELDS
    assert (line["endpoint"], line["outcome"], line["headroom"]) == ("event_list", "ok", 3)


async def test_no_line_holds_what_is_nobodys_business(
    client: GoogleCalendarClient, google: GoogleSandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither bodies nor titles, places, addresses, ids or tokens are in any field of any line, failures included."""
    caplog.set_level(logging.DEBUG)
    google.faults.add(Fault("/calendars/", method="PATCH", status=400, body='{"error": {"message": "Bad Dentist"}}'))
    await client.create_event("primary", {**EVENT, "attendees": [{"email": "guest@example.com"}]})
    for change in ({"summary": "Surgeon"}, {"location": "Cheras"}):
        try:
            await client.update_event("team@example.com", EVENT["id"], change)
        except errors.CalendarError:
            continue
    assert len(_lines(caplog, "google attempt")) >= 3
    said = "".join(str(vars(record)) for record in caplog.records)
    token = next(iter(google.oauth.access_tokens))
    secrets = ["Dentist", "Surgeon", "Bangsar", "Cheras", "team", "guest@", "example.com", EVENT["id"]]
    for secret in (token, google.refresh_token, google.client_secret, "Bearer", *secrets):
        assert secret not in said


async def test_the_limiter_reports_its_headroom_and_its_waits(
    client: GoogleCalendarClient, google: GoogleSandbox, heard: Heard
) -> None:
    """Each place that was taken: how long it was waited for, and how much room the window has left."""
    for _ in range(5):
        await client.list_events(deadline=70.0)
    levels = [value for name, value, labels in heard.levels if (name, labels["endpoint"]) == _of("limiter.headroom")]
    waits = [value for name, value, labels in heard.durations if (name, labels["endpoint"]) == _of("limiter.waited")]
    assert levels[:4] == [3, 2, 1, 0]
    assert waits[:4] == [0, 0, 0, 0]
    assert waits[4] > 50


def _of(name: str) -> tuple[str, str]:
    return name, "event_list"
