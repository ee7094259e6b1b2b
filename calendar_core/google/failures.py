"""What an answer of Google, or its absence, means. Pure: an answer in, a typed error or a decision out.

Sources: "Handle API errors" of the Google Calendar API guide, the error model of google.rpc (ErrorInfo), RFC 6749 5.2
for the token endpoint. 403 is read by its reasons, from every entry of the body, and never taken for a bad login.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from calendar_core.errors import (
    ApiSwitchedOff,
    AttemptTimeout,
    AuthenticationError,
    BadRequest,
    CalendarError,
    ChangedMeanwhile,
    Conflict,
    ConnectFailed,
    GoogleAPIError,
    MalformedAnswer,
    MissingScope,
    NotFound,
    NotOrganizer,
    NotYourCalendar,
    OutageError,
    PermissionDenied,
    QuotaExceeded,
    SyncTokenInvalid,
    Throttled,
    UntrustedConnection,
)
from calendar_core.resilience.backoff import parse_retry_after

QUOTA_COOL_DOWN = 3600.0
"""Seconds to leave a scope alone whose daily or use limit is spent, where Google names no time itself."""

_THROTTLES = {
    "userRateLimitExceeded": "user",
    "userRateLimitExceededUnreg": "user",
    "rateLimitExceeded": "project",
    "rateLimitExceededUnreg": "project",
    "RATE_LIMIT_EXCEEDED": "project",
}
_QUOTAS = frozenset(
    {
        "quotaExceeded",
        "dailyLimitExceeded",
        "dailyLimitExceededUnreg",
        "calendarUsageLimitsExceeded",
        "variableTermLimitExceeded",
        "variableTermExpiredDailyExceeded",
    }
)
_PERMISSIONS: dict[str, type[PermissionDenied]] = {
    "insufficientPermissions": MissingScope,
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": MissingScope,
    "accessNotConfigured": ApiSwitchedOff,
    "SERVICE_DISABLED": ApiSwitchedOff,
    "forbiddenForNonOrganizer": NotOrganizer,
    "cannotChangeOrganizer": NotOrganizer,
    "forbidden": NotYourCalendar,
    "requiredAccessLevel": NotYourCalendar,
}
_SYNC_TOKEN_SPENT = frozenset({"fullSyncRequired", "updatedMinTooLongAgo"})
_SYNC_TOKEN_NAMED = re.compile(r"sync[\s_-]?token", re.IGNORECASE)
_QUOTED = re.compile(r"""(["'`“])(?![\w.\[\]-]+["'`”])[^"'`“”]*["'`”]""")
_ADDRESS = re.compile(r"[\w.+%-]+@[\w.-]+")
_SECRET = re.compile(r"(?i)\b(?:bearer\s+\S+|ya29\.\S+|1//\S+|GOCSPX-\S+|[\w-]{40,})")


_MOST_READ = 1000  # characters; looking for an address takes the square of a run of letters


def masked(text: str) -> str:
    """`text` on one line, at most 200 characters, without addresses, tokens and quoted words of a person."""
    text = text[:_MOST_READ]
    text = _SECRET.sub("***", _ADDRESS.sub("***", _QUOTED.sub("***", text)))
    return " ".join(text.split())[:200]


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """What the body of an answer says: its reasons in order, its message (masked), the parameters it blames."""

    reasons: tuple[str, ...] = ()
    message: str = ""
    locations: tuple[str, ...] = ()


def read_error_body(body: bytes) -> ErrorBody:
    """Every reason that can be found, in any of Google's shapes; an empty ErrorBody for what is none of them."""
    try:
        error = json.loads(body)["error"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ErrorBody()
    if isinstance(error, str):
        return ErrorBody((error,))
    if not isinstance(error, dict):
        return ErrorBody()
    entries = [*_entries(error.get("errors")), *_entries(error.get("details"))]
    message = next((text for text in (error.get("message"), *_texts(entries, "message")) if isinstance(text, str)), "")
    return ErrorBody(tuple(_texts(entries, "reason")), masked(message), tuple(_texts(entries, "location")))


def _entries(value: object) -> list[Mapping[str, Any]]:
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []


def _texts(entries: list[Mapping[str, Any]], key: str) -> Iterator[str]:
    return (entry[key] for entry in entries if isinstance(entry.get(key), str))


_PUSH_REFUSAL = "push."


def refuses_push_address(body: bytes) -> bool:
    """Whether the answer refuses the address of a push channel, such as `push.webhookUrlUnauthorized`.

    Google says so with a 401 too, which is about the address' domain then and not about the token.
    """
    return any(reason.startswith(_PUSH_REFUSAL) for reason in read_error_body(body).reasons)


def classify(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
    *,
    endpoint: str | None = None,
    writes: bool = False,
    syncing: bool = False,
) -> CalendarError:
    """The typed error that an answer which is no success means.

    headers: names in lower case. now: aware, for a Retry-After that is a date. writes: the request changes a
    calendar, so that "too fast" means that calendar and not the project. syncing: it carried a sync token.
    """
    said = read_error_body(body)
    error = _meaning(status, said, writes=writes, syncing=syncing)
    error.endpoint, error.status = endpoint, status
    error.reason = error.reason or next(iter(said.reasons), None)
    error.retry_after = parse_retry_after(headers.get("retry-after"), now)
    if isinstance(error, QuotaExceeded) and error.retry_after is None:
        error.retry_after = QUOTA_COOL_DOWN
    return error


def _meaning(status: int, said: ErrorBody, *, writes: bool, syncing: bool) -> CalendarError:
    if status in (403, 429) and (throttle := _throttle(status, said, writes=writes)):
        return throttle
    if status == 403 or (status == 401 and any(reason.startswith(_PUSH_REFUSAL) for reason in said.reasons)):
        return _permission(said)
    if status == 410:
        return _gone(said, syncing=syncing)
    if status == 400:
        if syncing and (_SYNC_TOKEN_NAMED.search(said.message) or "syncToken" in said.locations):
            return SyncTokenInvalid()
        return BadRequest(_explained(BadRequest.default_message, said))
    if 500 <= status <= 599:
        return OutageError()
    if 300 <= status <= 399:
        return UntrustedConnection("Google Calendar's answer points to another address, which is not followed")
    plain: dict[int, type[GoogleAPIError]] = {
        401: AuthenticationError,
        404: NotFound,
        408: AttemptTimeout,
        409: Conflict,
        412: ChangedMeanwhile,
    }
    if status in plain:
        return plain[status]()
    if status == 407:
        return ConnectFailed("The proxy on the way to Google Calendar wants its own login")
    if 400 <= status <= 499:
        return BadRequest(_explained(BadRequest.default_message, said))
    return MalformedAnswer()


def _throttle(status: int, said: ErrorBody, *, writes: bool) -> Throttled | QuotaExceeded | None:
    for reason in said.reasons:
        scope = _THROTTLES.get(reason)
        if scope is not None:
            return Throttled(scope="calendar" if writes and scope == "project" else scope, reason=reason)
    for reason in said.reasons:
        if reason in _QUOTAS:
            return QuotaExceeded(reason=reason)
    return Throttled(scope="calendar" if writes else "user") if status == 429 else None


def _permission(said: ErrorBody) -> PermissionDenied:
    # The finer reasons come first in the table: `forbidden` often stands beside one of them.
    for reason, kind in _PERMISSIONS.items():
        if reason in said.reasons:
            return kind(reason=reason)
    return PermissionDenied(_explained(PermissionDenied.default_message, said))


def _gone(said: ErrorBody, *, syncing: bool) -> CalendarError:
    if _SYNC_TOKEN_SPENT.intersection(said.reasons):
        return SyncTokenInvalid()
    if "deleted" in said.reasons or not syncing:
        return NotFound()
    return SyncTokenInvalid()


def _explained(sentence: str, said: ErrorBody) -> str:
    return f"{sentence}: {said.message}" if said.message else sentence
