"""What to do about an error: to repeat or not, when, whether it counts, and what the person hears. Pure."""

from __future__ import annotations

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
    DeadlineExceeded,
    InvalidEventTime,
    LimiterRefused,
    MissingScope,
    NotFound,
    OutageError,
    PermissionDenied,
    QuotaExceeded,
    RateLimitError,
    StoreUnavailable,
    SyncTokenInvalid,
    UnknownOutcome,
    UntrustedConnection,
)


class ErrorKind(StrEnum):
    """The families that a caller treats alike."""

    BAD_REQUEST = "bad_request"
    AUTHENTICATION = "authentication"
    PERMISSION = "permission"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    CHANGED_MEANWHILE = "changed_meanwhile"
    SYNC_TOKEN = "sync_token"  # noqa: S105
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

    retry: the same request may be repeated soon by itself. retry_after: seconds before which that is pointless, None
    where nobody said. counts: it counts for the circuit breaker. tell: the sentence for the person. error: the typed
    error itself.
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
    (AuthenticationError, ErrorKind.AUTHENTICATION, False, "Nothing was changed. Please connect your calendar again."),
    (MissingScope, ErrorKind.PERMISSION, False, "Nothing was changed."),
    (ApiSwitchedOff, ErrorKind.PERMISSION, False, "Nothing was changed. Whoever runs this bot has to switch it on."),
    (PermissionDenied, ErrorKind.PERMISSION, False, "Nothing was changed."),
    (NotFound, ErrorKind.NOT_FOUND, False, "Please ask for a fresh list."),
    (Conflict, ErrorKind.CONFLICT, False, "Nothing was overwritten. Please send it once more."),
    (ChangedMeanwhile, ErrorKind.CHANGED_MEANWHILE, False, "Please look at it again and repeat your change."),
    (SyncTokenInvalid, ErrorKind.SYNC_TOKEN, False, "I am reading your whole calendar anew."),
    (UntrustedConnection, ErrorKind.UNTRUSTED, False, "Nothing was sent. Whoever runs this bot has to look at it."),
    (OutageError, ErrorKind.OUTAGE, True, "Please try again in a moment."),
    (UnknownOutcome, ErrorKind.UNKNOWN_OUTCOME, False, "Please do not repeat it; I will tell you what came of it."),
    (DeadlineExceeded, ErrorKind.DEADLINE, False, "Nothing was changed. Please try again in a moment."),
    (StoreUnavailable, ErrorKind.STORE, True, "Please try again in a moment."),
    (InvalidEventTime, ErrorKind.BAD_REQUEST, False, "Nothing was changed."),
    (BadRequest, ErrorKind.BAD_REQUEST, False, "Nothing was changed."),
)


def decide(error: CalendarError) -> Decision:
    """The decision about an error of the core's own tree.

    A throttle whose `retry_after` is over 300 s is not for waiting (fault matrix A15). Only outages count for the
    breaker.
    """
    for family, kind, retry, advice in _KINDS:
        if isinstance(error, family):
            waitable = error.retry_after is None or error.retry_after <= 300
            return Decision(
                kind=kind,
                retry=retry and waitable,
                retry_after=error.retry_after,
                counts=isinstance(error, OutageError),
                tell=_sentences(error.message, advice),
                error=error,
            )
    tell = _sentences(error.message, "Please try again in a moment.")
    return Decision(ErrorKind.UNEXPECTED, False, error.retry_after, False, tell, error)


def _sentences(first: str, second: str) -> str:
    first = first.rstrip()
    return f"{first if first.endswith(('.', '!', '?')) else first + '.'} {second}"
