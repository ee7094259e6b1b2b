"""What to do about an error: to repeat or not, when, whether it counts, and what the person hears. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from calendar_core.errors import (
    ApiSwitchedOff,
    AuthenticationError,
    BadRequest,
    CalendarError,
    ChangedMeanwhile,
    CircuitOpenError,
    Conflict,
    ConnectFailed,
    DeadlineExceeded,
    InvalidEventTime,
    LimiterRefused,
    MissingScope,
    NotConnected,
    NotFound,
    NotKept,
    OutageError,
    PermissionDenied,
    QuotaExceeded,
    RateLimitError,
    ReconnectNeeded,
    StaleAgenda,
    StoreUnavailable,
    SyncError,
    SyncTokenInvalid,
    UnknownOutcome,
    UntrustedConnection,
)
from calendar_core.resilience.backoff import LONGEST_WAIT


class ErrorKind(StrEnum):
    """The families that a caller treats alike."""

    BAD_REQUEST = "bad_request"
    AUTHENTICATION = "authentication"
    PERMISSION = "permission"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    CHANGED_MEANWHILE = "changed_meanwhile"
    SYNC_TOKEN = "sync_token"  # noqa: S105
    SYNC = "sync"
    STALE_LIST = "stale_list"
    THROTTLE = "throttle"
    QUOTA = "quota"
    LIMITER = "limiter"
    CIRCUIT_OPEN = "circuit_open"
    OUTAGE = "outage"
    UNTRUSTED = "untrusted"
    DEADLINE = "deadline"
    UNKNOWN_OUTCOME = "unknown_outcome"
    STORE = "store"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from an error.

    retry: the same request may be repeated soon by itself, without anything being done twice. retry_after: seconds
    before which that is pointless, None where nobody said. counts: it counts for the circuit breaker. tell: the
    sentences for the person: what happened, what is safe, what to do. error: the typed error itself.
    """

    kind: ErrorKind
    retry: bool
    retry_after: float | None
    counts: bool
    tell: str
    error: CalendarError


# The first family that fits; finer ones stand before those they descend from.
_KINDS: tuple[tuple[type[CalendarError], ErrorKind, bool, str], ...] = (
    (QuotaExceeded, ErrorKind.QUOTA, False, "Nothing was changed. Please try again later."),
    (CircuitOpenError, ErrorKind.CIRCUIT_OPEN, False, "Nothing was changed. I will try again by myself."),
    (LimiterRefused, ErrorKind.LIMITER, False, "Nothing was changed."),
    (RateLimitError, ErrorKind.THROTTLE, True, "Nothing was changed. Please try again in a moment."),
    (ReconnectNeeded, ErrorKind.AUTHENTICATION, False, "Nothing was changed."),
    (NotConnected, ErrorKind.AUTHENTICATION, False, "Nothing was changed. Please connect your calendar."),
    (AuthenticationError, ErrorKind.AUTHENTICATION, False, "Nothing was changed. Please connect your calendar again."),
    (MissingScope, ErrorKind.PERMISSION, False, "Nothing was changed."),
    (ApiSwitchedOff, ErrorKind.PERMISSION, False, "Nothing was changed. Whoever runs this bot has to switch it on."),
    (PermissionDenied, ErrorKind.PERMISSION, False, "Nothing was changed."),
    (NotFound, ErrorKind.NOT_FOUND, False, "Please ask for a fresh list."),
    (Conflict, ErrorKind.CONFLICT, False, "Nothing was overwritten. Please send it once more."),
    (ChangedMeanwhile, ErrorKind.CHANGED_MEANWHILE, False, "Please look at it again and repeat your change."),
    (SyncTokenInvalid, ErrorKind.SYNC_TOKEN, False, "I am reading your whole calendar anew."),
    (SyncError, ErrorKind.SYNC, True, "Nothing is lost. I will try again by myself."),
    (StaleAgenda, ErrorKind.STALE_LIST, False, "Nothing was changed. Please ask for a fresh list."),
    (UntrustedConnection, ErrorKind.UNTRUSTED, False, "Nothing was sent. Whoever runs this bot has to look at it."),
    (ConnectFailed, ErrorKind.OUTAGE, True, "Nothing was changed. Please try again in a moment."),
    (OutageError, ErrorKind.OUTAGE, True, "Please try again in a moment."),
    (UnknownOutcome, ErrorKind.UNKNOWN_OUTCOME, False, "Please do not repeat it; I will tell you what came of it."),
    (DeadlineExceeded, ErrorKind.DEADLINE, False, "Nothing was changed. Please try again in a moment."),
    (NotKept, ErrorKind.STORE, False, ""),
    (StoreUnavailable, ErrorKind.STORE, True, "Please try again in a moment."),
    (InvalidEventTime, ErrorKind.BAD_REQUEST, False, "Nothing was changed."),
    (BadRequest, ErrorKind.BAD_REQUEST, False, "Nothing was changed."),
)

_BY_CODE: Mapping[int, type[CalendarError]] = {
    400: BadRequest,
    401: AuthenticationError,
    403: PermissionDenied,
    404: NotFound,
    409: Conflict,
    410: NotFound,
    412: ChangedMeanwhile,
    429: RateLimitError,
    502: OutageError,
    503: OutageError,
    504: DeadlineExceeded,
}


def decide(error: CalendarError) -> Decision:
    """The decision about an error of the core's own tree.

    One that no finer class was made for (`CalendarError("Authentication failed", 401)`) is read by its code. A pause
    of more than 300 s is not for waiting (fault matrix A15); one that is no time to come is none. Only outages count
    for the breaker, a write in doubt by an outage among them.
    """
    pause = error.retry_after if error.retry_after is not None and 0 < error.retry_after < math.inf else None
    kind, retry, advice = _family(error)
    doubted = error.__cause__ if isinstance(error, UnknownOutcome) else error
    return Decision(
        kind=kind,
        retry=retry and (pause is None or pause <= LONGEST_WAIT),
        retry_after=pause,
        counts=kind is ErrorKind.OUTAGE or isinstance(doubted, OutageError),
        tell=_sentences(error.message, advice),
        error=error,
    )


def _family(error: CalendarError) -> tuple[ErrorKind, bool, str]:
    """Its kind, whether it goes by itself, and the advice."""
    for family, kind, retry, advice in _KINDS:
        if isinstance(error, family):
            return kind, retry, advice
    like = _BY_CODE.get(error.status or error.code)
    if error.status is not None and 500 <= error.status <= 599:
        like = OutageError
    return _family(like()) if like is not None else (ErrorKind.UNEXPECTED, False, "Please try again in a moment.")


def _sentences(first: str, second: str) -> str:
    first = first.strip() or CalendarError.default_message
    return f"{first if first.endswith(('.', '!', '?')) else first + '.'} {second}".rstrip()
