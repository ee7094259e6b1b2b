"""What the error that ended a call says about Google. Pure."""

from __future__ import annotations

from calendar_core.errors import (
    AttemptTimeout,
    AuthenticationError,
    CalendarError,
    CircuitOpenError,
    DeadlineExceeded,
    GoogleAPIError,
    LimiterRefused,
    OutageError,
    UnknownOutcome,
)
from calendar_core.resilience.admission import Result

_OURS = (AuthenticationError, LimiterRefused, CircuitOpenError, DeadlineExceeded, UnknownOutcome)
"""Errors that say nothing about Google: refused by ourselves, or about this account alone."""


def is_silence(error: CalendarError) -> bool:
    """Whether no answer came in time, be it to a write that is in doubt since."""
    return isinstance(error, AttemptTimeout) or isinstance(error.__cause__, AttemptTimeout)


def result_of(error: Exception) -> Result:
    """What the error that ended a call says about Google: an outage, an answer after all, or nothing."""
    if isinstance(error, OutageError) or (
        isinstance(error, UnknownOutcome) and isinstance(error.__cause__, OutageError)
    ):
        return Result.OUTAGE
    if isinstance(error, CalendarError) and (error.status is not None or isinstance(error, GoogleAPIError)):
        return Result.NONE if isinstance(error, _OURS) else Result.SUCCESS
    return Result.NONE
