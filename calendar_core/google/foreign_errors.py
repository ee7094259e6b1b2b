"""Errors of other libraries as the core's own, for operations that use them. Pure; imports none of them."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from datetime import datetime
from http.client import HTTPException
from json import JSONDecodeError

from calendar_core.errors import (
    AttemptTimeout,
    AuthenticationError,
    CalendarError,
    ConnectFailed,
    ConnectionLost,
    MalformedAnswer,
    OutageError,
    ReconnectNeeded,
    StoreUnavailable,
    UntrustedConnection,
)
from calendar_core.google.failures import classify

# By library and class; what a class descends from counts too, so the finer ones need to stand here only where they
# mean something else. Whatever else these libraries raise is the last entry of each.
_NAMED: Mapping[str, type[CalendarError]] = {
    "aiohttp.ClientConnectorCertificateError": UntrustedConnection,
    "aiohttp.ClientConnectorSSLError": UntrustedConnection,
    "aiohttp.ClientConnectorError": ConnectFailed,
    "aiohttp.ConnectionTimeoutError": ConnectFailed,
    "aiohttp.ClientHttpProxyError": ConnectFailed,
    "aiohttp.InvalidURL": ConnectFailed,
    "aiohttp.TooManyRedirects": UntrustedConnection,
    "aiohttp.ContentTypeError": MalformedAnswer,
    "aiohttp.ServerTimeoutError": AttemptTimeout,
    "aiohttp.ClientError": ConnectionLost,
    "googleapiclient.InvalidJsonError": MalformedAnswer,
    "httplib2.ServerNotFoundError": ConnectFailed,
    "httplib2.HttpLib2Error": ConnectionLost,
    "httpx.ConnectError": ConnectFailed,
    "httpx.ConnectTimeout": ConnectFailed,
    "httpx.PoolTimeout": ConnectFailed,
    "httpx.TimeoutException": AttemptTimeout,
    "httpx.TransportError": ConnectionLost,
    "requests.SSLError": UntrustedConnection,
    "requests.ConnectTimeout": ConnectFailed,
    "requests.Timeout": AttemptTimeout,
    "requests.RequestException": ConnectionLost,
    "google.TransportError": ConnectionLost,
    "redis.RedisError": StoreUnavailable,
}
_FILES = (
    FileNotFoundError,
    FileExistsError,
    IsADirectoryError,
    NotADirectoryError,
    PermissionError,
    ProcessLookupError,
    ChildProcessError,
)
"""OSErrors that are no network's."""


def calendar_error_of(error: object, now: datetime, *, endpoint: str | None = None) -> CalendarError | None:
    """The typed error that `error` means, None for one that says nothing about Google (a programming error).

    Knows whatever has an HTTP answer with it (googleapiclient's HttpError, aiohttp's, httpx's and requests' errors of a
    status), google-auth's errors, those of aiohttp, httplib2, httpx, requests and redis, and the failures of sockets
    and TLS. A group of errors means what its first member does, if all of them mean something. endpoint: decides how
    an answer is read (a write, a listing), and is put on the error.
    """
    if isinstance(error, CalendarError):
        error.endpoint = error.endpoint or endpoint
        return error
    if isinstance(error, BaseExceptionGroup):
        meant = [calendar_error_of(member, now, endpoint=endpoint) for member in error.exceptions]
        return meant[0] if all(meant) else None
    kind = _named(error)
    if kind is not MalformedAnswer and kind is not ConnectFailed and (answer := _http_answer(error)) is not None:
        status, headers, body = answer
        writes, syncing = _writes(endpoint), endpoint == "event_list"
        return classify(status, headers, body, now, endpoint=endpoint, writes=writes, syncing=syncing)
    kind = kind or _of_the_system(error)
    return kind(endpoint=endpoint) if kind is not None else None


def _named(error: object) -> type[CalendarError] | None:
    names = list(_names(error))
    if "google.GoogleAuthError" in names:
        return _of_google_auth(error, names)
    return next((_NAMED[name] for name in names if name in _NAMED), None)


def _names(error: object) -> Iterator[str]:
    """The classes of the error, the finest first, each as "library.Class"."""
    for kind in type(error).__mro__:
        yield f"{kind.__module__.partition('.')[0]}.{kind.__name__}"


def _of_google_auth(error: object, names: list[str]) -> type[CalendarError]:
    if "google.TimeoutError" in names:
        return AttemptTimeout
    if "google.TransportError" in names:
        return ConnectionLost
    if "google.RefreshError" not in names:
        return AuthenticationError
    if any(word in str(error) for word in ("invalid_grant", "invalid_rapt", "Reauthentication")):
        return ReconnectNeeded
    return OutageError if getattr(error, "retryable", False) is True else AuthenticationError


def _of_the_system(error: object) -> type[CalendarError] | None:
    if isinstance(error, TimeoutError):
        return AttemptTimeout
    if isinstance(error, ConnectionRefusedError | socket.gaierror | socket.herror):
        return ConnectFailed
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return ConnectionLost
    if isinstance(error, ssl.SSLError):
        return UntrustedConnection
    if isinstance(error, JSONDecodeError):
        return MalformedAnswer
    if isinstance(error, OSError | EOFError | HTTPException) and not isinstance(error, _FILES):
        return ConnectionLost
    return None


def _http_answer(error: object) -> tuple[int, Mapping[str, str], bytes] | None:
    """Status, headers and body of the answer that an error carries, however its library calls them."""
    response = getattr(error, "resp", None)
    body = getattr(error, "content", None)
    if response is None and (response := getattr(error, "response", None)) is not None:
        body = getattr(response, "content", None)
    if response is None and hasattr(error, "request_info"):
        response = error  # aiohttp's ClientResponseError is its own answer
    for name in ("status", "status_code"):
        status = getattr(response, name, None)
        if isinstance(status, int | str) and str(status).isdecimal() and 100 <= int(status) <= 599:
            return int(status), _headers(response), body if isinstance(body, bytes) else str(body or "").encode()
    return None


def _headers(response: object) -> dict[str, str]:
    given = response if isinstance(response, Mapping) else getattr(response, "headers", None)
    return {str(name).lower(): str(value) for name, value in given.items()} if isinstance(given, Mapping) else {}


def _writes(endpoint: str | None) -> bool:
    return (endpoint or "") in ("event_create", "event_update", "event_delete")
