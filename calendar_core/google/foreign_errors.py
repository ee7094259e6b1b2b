"""Errors of other libraries as the core's own, for operations that use them. Pure; imports none of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from calendar_core.errors import (
    AttemptTimeout,
    AuthenticationError,
    CalendarError,
    ConnectFailed,
    ConnectionLost,
    ReconnectNeeded,
)
from calendar_core.google.failures import classify


def calendar_error_of(error: BaseException, now: datetime, *, endpoint: str | None = None) -> CalendarError | None:
    """The typed error that `error` means, None for one that says nothing about Google (a programming error).

    Knows googleapiclient's HttpError (by its `resp` and `content`), google-auth's RefreshError and TransportError,
    httplib2's ServerNotFoundError, and the failures of sockets.
    """
    if isinstance(error, CalendarError):
        error.endpoint = error.endpoint or endpoint
        return error
    if (answer := _http_answer(error)) is not None:
        status, headers, body = answer
        return classify(status, headers, body, now, endpoint=endpoint, writes=_writes(endpoint))
    name = type(error).__name__
    if name == "RefreshError":
        kind = ReconnectNeeded if "invalid_grant" in str(error) else AuthenticationError
        return kind(endpoint=endpoint)
    if isinstance(error, TimeoutError):
        return AttemptTimeout(endpoint=endpoint)
    if isinstance(error, ConnectionRefusedError) or name in ("ServerNotFoundError", "ClientConnectorError"):
        return ConnectFailed(endpoint=endpoint)
    if isinstance(error, (OSError, EOFError)) or name in ("TransportError", "HttpLib2Error", "ServerDisconnectedError"):
        return ConnectionLost(endpoint=endpoint)
    return None


def _http_answer(error: BaseException) -> tuple[int, Mapping[str, str], bytes] | None:
    response, body = getattr(error, "resp", None), getattr(error, "content", b"")
    try:
        status = int(response.status)  # type: ignore[union-attr]
    except (AttributeError, TypeError, ValueError):
        return None
    headers = {str(name).lower(): str(value) for name, value in response.items()} if isinstance(response, dict) else {}
    return status, headers, body if isinstance(body, bytes) else str(body).encode()


def _writes(endpoint: str | None) -> bool:
    return (endpoint or "") in ("event_create", "event_update", "event_delete")
