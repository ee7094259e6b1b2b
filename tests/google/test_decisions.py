"""handle_api_error: whatever goes wrong, of whichever library, is one complete decision."""

from __future__ import annotations

import asyncio
import http.client
import json
import math
import socket
import ssl
from collections.abc import Iterator
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import aiohttp
import httplib2
import httpx
import pytest
import redis.exceptions
from googleapiclient.errors import HttpError
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from calendar_core import errors
from calendar_core.errors import AUTH_ERROR, QUOTA_ERROR, SYNC_ERROR, CalendarError
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.decisions import ErrorKind

from .conftest import SkippingClock
from .test_operations import client_of

google_auth: Any = import_module("google.auth.exceptions")  # its classes are not typed
KIND = ErrorKind
READ = "event_list"


@pytest.fixture
def client(skipping: SkippingClock) -> GoogleCalendarClient:
    return client_of(skipping)


def http_error(status: int, *reasons: str, message: str = "", **headers: str) -> HttpError:
    """googleapiclient's own."""
    body = {"error": {"code": status, "message": message, "errors": [{"reason": reason} for reason in reasons]}}
    response = httplib2.Response({"status": str(status), **{name.replace("_", "-"): v for name, v in headers.items()}})
    return HttpError(response, json.dumps(body).encode())


def aiohttp_error(status: int, kind: type[aiohttp.ClientResponseError] = aiohttp.ClientResponseError) -> Exception:
    url = URL("https://www.googleapis.com/calendar/v3/calendars/somebody@example.com/events")
    info = aiohttp.RequestInfo(url, "GET", CIMultiDictProxy(CIMultiDict()), url)
    return kind(info, (), status=status, headers=CIMultiDict({"Retry-After": "9"}))


def httpx_error(status: int) -> Exception:
    request = httpx.Request("GET", "https://www.googleapis.com/")
    return httpx.HTTPStatusError("", request=request, response=httpx.Response(status, request=request))


KEY = SimpleNamespace(host="www.googleapis.com", port=443, ssl=True, is_ssl=True)

FOREIGN: list[tuple[Any, ErrorKind, bool, bool]] = [
    # googleapiclient
    (http_error(400, "timeRangeEmpty"), KIND.BAD_REQUEST, False, False),
    (http_error(400, message="Sync token is no longer valid"), KIND.SYNC_TOKEN, False, False),
    (http_error(401, "authError"), KIND.AUTHENTICATION, False, False),
    (http_error(403, "rateLimitExceeded"), KIND.THROTTLE, True, False),
    (http_error(403, "forbidden", "userRateLimitExceeded"), KIND.THROTTLE, True, False),
    (http_error(403, "quotaExceeded"), KIND.QUOTA, False, False),
    (http_error(403, "forbidden"), KIND.PERMISSION, False, False),
    (http_error(403, "insufficientPermissions"), KIND.PERMISSION, False, False),
    (http_error(403), KIND.PERMISSION, False, False),
    (http_error(404, "notFound"), KIND.NOT_FOUND, False, False),
    (http_error(408), KIND.OUTAGE, True, True),
    (http_error(409, "duplicate"), KIND.CONFLICT, False, False),
    (http_error(410, "fullSyncRequired"), KIND.SYNC_TOKEN, False, False),
    (http_error(412, "conditionNotMet"), KIND.CHANGED_MEANWHILE, False, False),
    (http_error(418), KIND.BAD_REQUEST, False, False),
    (http_error(429), KIND.THROTTLE, True, False),
    (http_error(429, retry_after="7"), KIND.THROTTLE, True, False),
    (http_error(429, retry_after="3600"), KIND.THROTTLE, False, False),
    (http_error(500, "backendError"), KIND.OUTAGE, True, True),
    (http_error(503), KIND.OUTAGE, True, True),
    (http_error(302), KIND.UNTRUSTED, False, False),
    (HttpError(httplib2.Response({"status": "403"}), b"<html>not for you</html>"), KIND.PERMISSION, False, False),
    # google-auth
    (google_auth.RefreshError("invalid_grant: revoked", {"error": "x"}), KIND.AUTHENTICATION, False, False),
    (google_auth.RefreshError("internal_failure", retryable=True), KIND.OUTAGE, True, True),
    (google_auth.RefreshError("invalid_client"), KIND.AUTHENTICATION, False, False),
    (google_auth.TransportError("reset"), KIND.OUTAGE, True, True),
    (google_auth.DefaultCredentialsError("none"), KIND.AUTHENTICATION, False, False),
    # aiohttp
    (aiohttp_error(503), KIND.OUTAGE, True, True),
    (aiohttp_error(404), KIND.NOT_FOUND, False, False),
    (aiohttp_error(429), KIND.THROTTLE, True, False),
    (aiohttp_error(200, aiohttp.ContentTypeError), KIND.OUTAGE, True, True),
    (aiohttp.ClientConnectorError(KEY, OSError(111, "refused")), KIND.OUTAGE, True, True),  # type: ignore[arg-type]
    (aiohttp.ClientConnectorDNSError(KEY, socket.gaierror(-2, "no name")), KIND.OUTAGE, True, True),  # type: ignore[arg-type]
    (aiohttp.ClientConnectorCertificateError(KEY, ssl.SSLCertVerificationError("bad")), KIND.UNTRUSTED, False, False),  # type: ignore[arg-type]
    (aiohttp.ServerTimeoutError(), KIND.OUTAGE, True, True),
    (aiohttp.ConnectionTimeoutError(), KIND.OUTAGE, True, True),
    (aiohttp.ServerDisconnectedError(), KIND.OUTAGE, True, True),
    (aiohttp.ClientPayloadError("cut short"), KIND.OUTAGE, True, True),
    (aiohttp.ClientOSError(104, "reset"), KIND.OUTAGE, True, True),
    # others
    (httplib2.ServerNotFoundError("no name"), KIND.OUTAGE, True, True),
    (httpx_error(503), KIND.OUTAGE, True, True),
    (httpx_error(401), KIND.AUTHENTICATION, False, False),
    (httpx.ConnectTimeout(""), KIND.OUTAGE, True, True),
    (httpx.ReadTimeout(""), KIND.OUTAGE, True, True),
    (httpx.RemoteProtocolError(""), KIND.OUTAGE, True, True),
    (redis.exceptions.ConnectionError("gone"), KIND.STORE, True, False),
    (redis.exceptions.TimeoutError("late"), KIND.STORE, True, False),
    # sockets and the standard library
    (TimeoutError(), KIND.OUTAGE, True, True),
    (socket.gaierror(-2, "Name or service not known"), KIND.OUTAGE, True, True),
    (ConnectionRefusedError(), KIND.OUTAGE, True, True),
    (BrokenPipeError(), KIND.OUTAGE, True, True),
    (OSError(101, "Network is unreachable"), KIND.OUTAGE, True, True),
    (asyncio.IncompleteReadError(b"", 10), KIND.OUTAGE, True, True),
    (http.client.RemoteDisconnected("gone"), KIND.OUTAGE, True, True),
    (http.client.IncompleteRead(b""), KIND.OUTAGE, True, True),
    (ssl.SSLCertVerificationError("expired"), KIND.UNTRUSTED, False, False),
    (ssl.SSLEOFError("cut"), KIND.OUTAGE, True, True),
    (json.JSONDecodeError("half", "{", 1), KIND.OUTAGE, True, True),
    (ExceptionGroup("both", [TimeoutError(), ConnectionResetError()]), KIND.OUTAGE, True, True),
    # what says nothing about Google
    (ExceptionGroup("both", [TimeoutError(), KeyError()]), KIND.UNEXPECTED, False, False),
    (FileNotFoundError(2, "no such file"), KIND.UNEXPECTED, False, False),
    (PermissionError(13, "not yours"), KIND.UNEXPECTED, False, False),
    (asyncio.CancelledError(), KIND.UNEXPECTED, False, False),
    (ValueError("timeout"), KIND.UNEXPECTED, False, False),
    (ZeroDivisionError(), KIND.UNEXPECTED, False, False),
    ("quotaExceeded", KIND.UNEXPECTED, False, False),
    (None, KIND.UNEXPECTED, False, False),
    (503, KIND.UNEXPECTED, False, False),
    (TimeoutError, KIND.UNEXPECTED, False, False),
    # the names that programs know
    (AUTH_ERROR, KIND.AUTHENTICATION, False, False),
    (QUOTA_ERROR, KIND.THROTTLE, True, False),
    (SYNC_ERROR, KIND.UNEXPECTED, False, False),
    (CalendarError("No such event", 404), KIND.NOT_FOUND, False, False),
    (errors.GoogleAPIError(status=503), KIND.OUTAGE, True, True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("error", "kind", "retry", "counts"), FOREIGN, ids=[f"{type(row[0]).__name__}-{n}" for n, row in enumerate(FOREIGN)]
)
def test_every_error_is_a_complete_decision(
    client: GoogleCalendarClient, error: Any, kind: ErrorKind, retry: bool, counts: bool
) -> None:
    """Its kind, whether it goes by itself, whether it counts, what to tell, and the typed error with its endpoint."""
    decision = client.handle_api_error(error, READ)
    assert (decision.kind, decision.retry, decision.counts) == (kind, retry, counts)
    assert decision.error.endpoint == READ
    assert decision.retry_after is None or decision.retry_after > 0
    assert_readable(decision.tell)


def assert_readable(tell: str) -> None:
    """Whole sentences, without what no sentence should hold."""
    assert tell[0].isupper()
    assert tell[-1] in ".!?"
    assert not any(word in tell for word in ("example.com", "None", "Error", "{", "html", "  "))


def every_kind(kind: type[CalendarError] = CalendarError) -> Iterator[type[CalendarError]]:
    yield kind
    for finer in kind.__subclasses__():
        yield from every_kind(finer)


@pytest.mark.parametrize("kind", dict.fromkeys(every_kind()))
def test_every_error_of_the_tree_has_its_place(client: GoogleCalendarClient, kind: type[CalendarError]) -> None:
    """None but the roots is unexpected; only outages count; what goes by itself says so in the class too."""
    decision = client.handle_api_error(kind(), READ)
    assert (decision.kind is KIND.UNEXPECTED) == (kind in (CalendarError, errors.GoogleAPIError))
    assert decision.counts == issubclass(kind, errors.OutageError)
    assert not decision.retry or kind.retryable
    assert_readable(decision.tell)
    said = [sentence.strip() for sentence in decision.tell.split(".") if sentence.strip()]
    assert len(said) == len(set(said)), "nothing is said twice"


@pytest.mark.parametrize("endpoint", ["event_create", "event_update", "event_delete"])
@pytest.mark.parametrize("error", [TimeoutError(), ConnectionResetError(), errors.MalformedAnswer()])
def test_a_write_without_an_answer_is_in_doubt(client: GoogleCalendarClient, endpoint: str, error: Exception) -> None:
    """Not to be repeated and never called failed, though it counts."""
    decision = client.handle_api_error(error, endpoint)
    assert (decision.kind, decision.retry, decision.counts) == (KIND.UNKNOWN_OUTCOME, False, True)
    assert "do not repeat" in decision.tell


def test_a_write_that_never_left_may_be_repeated(client: GoogleCalendarClient) -> None:
    """No connection, so nothing happened; and that is said."""
    decision = client.handle_api_error(ConnectionRefusedError(), "event_create")
    assert (decision.kind, decision.retry) == (KIND.OUTAGE, True)
    assert "Nothing was changed" in decision.tell


@pytest.mark.parametrize("pause", [-1.0, 0.0, math.nan, math.inf, -math.inf])
def test_a_pause_that_is_none_is_left_out(client: GoogleCalendarClient, pause: float) -> None:
    """Whoever waits by it would wait for ever, or not at all."""
    decision = client.handle_api_error(errors.Throttled(retry_after=pause), READ)
    assert (decision.retry_after, decision.retry) == (None, True)


@pytest.mark.parametrize(
    ("context", "endpoint"),
    [("", None), (None, None), ({}, None), ({"endpoint": READ}, READ), ({"endpoint": None}, None), (7, None)],
)
def test_a_context_may_be_anything(client: GoogleCalendarClient, context: Any, endpoint: str | None) -> None:
    """A name, a mapping with one, or nothing of use."""
    assert client.handle_api_error(TimeoutError(), context).error.endpoint == endpoint


def test_the_caller_s_error_stays_as_it_is(client: GoogleCalendarClient) -> None:
    """A constant that everybody compares with is not written on, and a doubt keeps its cause."""
    client.handle_api_error(AUTH_ERROR, READ)
    assert AUTH_ERROR.endpoint is None
    doubt = errors.UnknownOutcome()
    doubt.__cause__ = errors.AttemptTimeout()
    assert client.handle_api_error(doubt, "event_create").counts
