"""The client as a whole: limits, errors and resilience as its users meet them."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httplib2 import Response

from calendar_core import errors
from calendar_core.clock import AdjustableClock
from calendar_core.errors import BadRequest, CircuitOpenError, DeadlineExceeded, LimiterRefused, OutageError
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.decisions import ErrorKind
from calendar_core.google.token_endpoint import GoogleAccount
from sandbox.faults import Fault
from sandbox.google import GoogleSandbox

EVENT: dict[str, Any] = {
    "summary": "Dentist",
    "start": {"dateTime": "2026-11-23T15:00:00+08:00"},
    "end": {"dateTime": "2026-11-23T16:00:00+08:00"},
}


class SkippingClock(AdjustableClock):
    """Whoever waits is at the end of the wait at once."""

    async def sleep(self, seconds: float) -> None:
        self.advance(max(0.0, seconds))
        await super().sleep(0)


@pytest.fixture
def clock() -> SkippingClock:
    return SkippingClock()


@pytest.fixture
async def google(clock: SkippingClock) -> AsyncIterator[GoogleSandbox]:
    server = GoogleSandbox(clock, random.Random(1))
    await server.start()
    yield server
    await server.stop()
    assert not server.contract_violations


@pytest.fixture
async def client(google: GoogleSandbox, clock: SkippingClock) -> AsyncIterator[GoogleCalendarClient]:
    account = GoogleAccount("me", google.client_id, google.client_secret, google.refresh_token, google.token_uri)
    made = GoogleCalendarClient(account, api_endpoint=google.api_endpoint, clock=clock, rng=random.Random(2))
    yield made
    await made.aclose()


class HttpError(Exception):
    """As googleapiclient's: `resp` and `content`."""

    def __init__(self, status: int, content: bytes = b"", **headers: str) -> None:
        self.resp = Response({"status": str(status), **{name.replace("_", "-"): v for name, v in headers.items()}})
        self.content = content


class TestGoogleClient:
    """What the product's users know by name."""

    async def test_rate_limiting_integration(
        self, client: GoogleCalendarClient, google: GoogleSandbox, clock: SkippingClock
    ) -> None:
        """Without a limiter given, 100 reads and 60 writes a minute and no more; a person hears the delay at once."""
        google.put_event({**EVENT, "id": "abcde12345"})
        for _ in range(100):
            await client.get_event("primary", "abcde12345", person_waits=True)
        with pytest.raises(LimiterRefused) as caught:
            await client.get_event("primary", "abcde12345", person_waits=True)
        assert caught.value.retry_after is not None and 10 < caught.value.retry_after <= 61
        assert len(google.requests_for("events.get")) == 100
        for _ in range(60):
            await client.create_event("primary", EVENT, person_waits=True)
        with pytest.raises(LimiterRefused):
            await client.create_event("primary", EVENT, person_waits=True)
        assert len(google.requests_for("events.insert")) == 60
        clock.advance(62)
        await client.get_event("primary", "abcde12345", person_waits=True)

    @pytest.mark.parametrize(
        ("error", "kind", "retry", "retry_after", "counts"),
        [
            (HttpError(429, retry_after="7"), ErrorKind.THROTTLE, True, 7.0, False),
            (HttpError(503), ErrorKind.OUTAGE, True, None, True),
            (HttpError(401), ErrorKind.AUTHENTICATION, False, None, False),
            (HttpError(404), ErrorKind.NOT_FOUND, False, None, False),
            (
                HttpError(403, json.dumps({"error": {"errors": [{"reason": "rateLimitExceeded"}]}}).encode()),
                ErrorKind.THROTTLE,
                True,
                None,
                False,
            ),
            (HttpError(403), ErrorKind.PERMISSION, False, None, False),
            (TimeoutError(), ErrorKind.OUTAGE, True, None, True),
            (ConnectionRefusedError(), ErrorKind.OUTAGE, True, None, True),
            (ConnectionResetError(), ErrorKind.OUTAGE, True, None, True),
            (CircuitOpenError(retry_after=200.0), ErrorKind.CIRCUIT_OPEN, False, 200.0, False),
            (ZeroDivisionError(), ErrorKind.UNEXPECTED, False, None, False),
        ],
        ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
    )
    async def test_error_handling(
        self,
        client: GoogleCalendarClient,
        error: Exception,
        kind: ErrorKind,
        retry: bool,
        retry_after: float | None,
        counts: bool,
    ) -> None:
        """Every error, ours or a library's, becomes one decision and one sentence."""
        decision = client.handle_api_error(error, "event_list")
        assert (decision.kind, decision.retry, decision.retry_after, decision.counts) == (
            kind,
            retry,
            retry_after,
            counts,
        )
        assert decision.tell
        assert decision.error.endpoint == "event_list"

    async def test_resilience_patterns(
        self, client: GoogleCalendarClient, google: GoogleSandbox, clock: SkippingClock
    ) -> None:
        """A blip is waited out; three failed calls open the breaker for 300 s; one trial closes it again."""
        google.put_event({**EVENT, "id": "abcde12345"})
        google.faults.add(Fault("/events/", status=503, times=2))
        assert await client.get_event("primary", "abcde12345")
        google.faults.add(Fault("/events/", status=503, times=None))
        for _ in range(3):
            with pytest.raises(OutageError):
                await client.get_event("primary", "abcde12345")
            clock.advance(120)  # the retry budget fills up again, and the window empties
        before = len(google.requests_for("events.get"))
        with pytest.raises(CircuitOpenError) as caught:
            await client.get_event("primary", "abcde12345")
        assert caught.value.retry_after is not None and 0 < caught.value.retry_after <= 300
        assert len(google.requests_for("events.get")) == before
        assert (await client.list_events())["items"]  # another endpoint goes on
        google.faults.clear()
        clock.advance(301)
        assert await client.get_event("primary", "abcde12345")

    async def test_an_operation_is_called_anew_for_each_attempt(self, client: GoogleCalendarClient) -> None:
        """Each attempt gets a fresh awaitable; a library's error is understood on the way."""
        attempts = 0

        async def operation() -> str:
            nonlocal attempts
            attempts += 1
            if attempts < 3:
                raise HttpError(503)
            return "done"

        assert await client.execute_with_resilience(operation, "event_list") == "done"
        assert attempts == 3

    async def test_the_error_that_ends_a_call_names_endpoint_attempts_and_last_error(
        self, client: GoogleCalendarClient
    ) -> None:
        """So that a log line is enough to know what happened."""

        async def operation() -> None:
            raise HttpError(503)

        with pytest.raises(errors.GoogleAPIError) as caught:
            await client.execute_with_resilience(operation, "event_list")
        assert (caught.value.endpoint, caught.value.attempts, caught.value.status) == ("event_list", 3, 503)

    @pytest.mark.parametrize("operation", [lambda: 7, lambda: None])
    async def test_an_operation_that_gives_no_awaitable_is_refused(
        self, client: GoogleCalendarClient, operation: Any
    ) -> None:
        """A typed error, and no retry."""
        with pytest.raises(BadRequest):
            await client.execute_with_resilience(operation, "event_list")

    async def test_an_operation_that_is_no_function_is_refused(self, client: GoogleCalendarClient) -> None:
        """A coroutine can be awaited once only, so it cannot be tried again."""

        async def operation() -> None:
            return None

        given: Any = operation()
        with pytest.raises(BadRequest):
            await client.execute_with_resilience(given, "event_list")

    @pytest.mark.parametrize("deadline", [0.0, -1.0, float("nan")])
    async def test_a_deadline_that_is_past_sends_nothing(
        self, client: GoogleCalendarClient, google: GoogleSandbox, deadline: float
    ) -> None:
        """The caller's time is over before anything happened."""
        with pytest.raises(DeadlineExceeded):
            await client.list_events(deadline=deadline)
        with pytest.raises(DeadlineExceeded):
            await client.create_event("primary", EVENT, deadline=deadline)
        assert google.requests == []

    async def test_a_programming_error_is_raised_as_it_is(self, client: GoogleCalendarClient) -> None:
        """It says nothing about Google."""

        async def operation() -> None:
            raise KeyError("oops")

        with pytest.raises(KeyError):
            await client.execute_with_resilience(operation, "event_list")

    async def test_the_service_is_built_once_and_kept(self, client: GoogleCalendarClient) -> None:
        """Fifty callers at once get the same one, and it cannot send by itself."""
        services = await asyncio.gather(*(client.get_service() for _ in range(50)))
        assert len({id(service) for service in services}) == 1
        request = services[0].events().get(calendarId="primary", eventId="abcde12345")
        with pytest.raises(RuntimeError):
            request.execute()

    async def test_push_channels_are_opened_and_closed(
        self, client: GoogleCalendarClient, google: GoogleSandbox
    ) -> None:
        """Google's Channel goes in and comes out; closing one that is gone is fine."""
        channel = {"id": "channel-1", "type": "web_hook", "address": "https://bot.example/push", "token": "t"}
        opened = await client.watch_events("primary", channel)
        assert opened["resourceId"]
        await client.stop_channel("channel-1", opened["resourceId"])
        await client.stop_channel("channel-1", opened["resourceId"])


def test_importing_the_client_is_light() -> None:
    """Neither googleapiclient nor google-auth, httplib2 or aiohttp are loaded before they are needed."""
    script = (
        "import sys, calendar_core.google.client;"
        "print([m for m in ('googleapiclient', 'google.auth', 'httplib2', 'aiohttp', 'redis') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
