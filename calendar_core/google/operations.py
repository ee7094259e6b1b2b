"""An operation of somebody else's: one attempt of it, bounded in time, and what its errors mean."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from copy import copy
from datetime import datetime
from typing import TypeVar

from calendar_core.clock import Clock
from calendar_core.errors import (
    AttemptTimeout,
    CalendarError,
    ConnectionLost,
    DeadlineExceeded,
    MalformedAnswer,
    UnknownOutcome,
)
from calendar_core.google.calls import WRITING
from calendar_core.google.decisions import Decision, decide
from calendar_core.google.foreign_errors import calendar_error_of
from calendar_core.google.wire import Call
from calendar_core.resilience.operations import begun

T = TypeVar("T")


async def attempt(operation: Callable[[], Awaitable[T]], call: Call, clock: Clock, *, repeatable: bool) -> T:
    """What the operation brings, within the time that an attempt of this call has.

    repeatable: it may run twice without doing anything twice; where it may not, a write whose answer did not come is
    UnknownOutcome, which nobody repeats. Raises BadRequest for what cannot be awaited, the core's own errors for
    those of other libraries, and programming errors as they are.
    """
    call.attempts += 1
    left = call.deadline - clock.monotonic()
    if not left > 0:
        raise DeadlineExceeded(endpoint=call.endpoint)
    try:
        async with asyncio.timeout(min(left, call.timeout)):
            return await begun(operation, call.endpoint)
    except Exception as error:
        typed = calendar_error_of(error, clock.now(), endpoint=call.endpoint)
        if typed is not None and call.writes and not repeatable:
            typed = in_doubt(typed)
        if typed is None or typed is error:
            raise
        raise typed from (typed.__cause__ or error)


def decision_of(error: object, now: datetime, *, endpoint: str | None = None) -> Decision:
    """What to do about an error of any origin that was met at that endpoint; now: aware."""
    if isinstance(error, CalendarError):
        # The caller's own may be a constant, or go on to somebody else: it stays as it is.
        error, cause = copy(error), error.__cause__
        error.__cause__ = cause
    typed = calendar_error_of(error, now, endpoint=endpoint or None) or CalendarError(endpoint=endpoint or None)
    return decide(in_doubt(typed) if endpoint in WRITING else typed)


def in_doubt(error: CalendarError) -> CalendarError:
    """What the error of a write means: where no answer came it may have happened. Others are what they are."""
    if not isinstance(error, AttemptTimeout | ConnectionLost | MalformedAnswer):
        return error
    doubt = UnknownOutcome(
        endpoint=error.endpoint, reason=error.reason, retry_after=error.retry_after, attempts=error.attempts
    )
    doubt.__cause__ = error
    return doubt
