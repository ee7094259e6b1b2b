"""Whether a failed attempt is repeated, and when. Pure: the error, the time left and the backoff are arguments.

What the decisions rest on: only what may go better by itself is repeated (outages and throttles); a Retry-After is
the floor of the wait, and over 300 s the end of the call; no wait outlasts the deadline; background work waits a few
seconds at most and is rescheduled for anything longer; retries together stay within a budget, so that they cannot keep
an outage alive.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from calendar_core.errors import CalendarError, ConnectFailed, OutageError, QuotaExceeded, Throttled
from calendar_core.resilience.backoff import LONGEST_HINT, LONGEST_WAIT


@dataclass(frozen=True, slots=True)
class RetryDecision:
    """retry: do it again after `delay` seconds. Otherwise `delay` is when it would make sense, None where never.

    attempts_left: above zero where only the length of the wait ended the call, so that whoever reschedules the work
    may make that many more attempts.
    """

    retry: bool
    delay: float | None
    reason: str
    attempts_left: int = 0


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """attempts: at most, the first one included. total: seconds for all of them, waits included.

    background_wait: seconds that background work waits for its next attempt at most; a longer wait ends the call, to
    be rescheduled. By default that is enough for the ordinary backoff between three attempts (1.1 to 2.6 s), which is
    cheaper to wait out than to begin a listing of many pages anew, and for nothing else.
    """

    attempts: int = 3
    total: float = 60.0
    background_wait: float = 3.0

    def __post_init__(self) -> None:
        if self.attempts < 1 or not self.total > 0 or not self.background_wait >= 0:
            raise ValueError("a call has at least one attempt and some time, and no wait is below zero")

    def decide(
        self,
        error: BaseException,
        attempt: int,
        *,
        backoff: float,
        time_left: float,
        idempotent: bool = True,
        background: bool = False,
    ) -> RetryDecision:
        """What follows from the failure of that attempt (the first is 1).

        backoff: seconds to wait if nobody names a longer time. idempotent: repeating it cannot do it twice; if it
        can, only what Google has certainly not done is repeated. background: waits `background_wait` at most.
        """
        if not isinstance(error, OutageError | Throttled):
            return RetryDecision(False, _hint(error), "permanent")
        delay = max(backoff, _hint(error) or 0.0)
        if not idempotent and not isinstance(error, ConnectFailed | Throttled):
            return RetryDecision(False, delay, "outcome unknown")
        if attempt >= self.attempts:
            return RetryDecision(False, delay, "attempts are spent")
        if background and delay > self.background_wait:
            return RetryDecision(False, delay, "rescheduled", self.attempts - attempt)
        if delay > LONGEST_WAIT + backoff or delay >= time_left:
            return RetryDecision(False, delay, "no time")
        return RetryDecision(True, delay, "")


PERSON_WAITS = RetryPolicy(attempts=2, total=10.0)
BACKGROUND = RetryPolicy(attempts=3, total=60.0)


def cool_down_of(error: BaseException, backoff: float) -> float:
    """Seconds that the scope of a throttle should be left alone; 0 for any other error."""
    if not isinstance(error, Throttled | QuotaExceeded):
        return 0.0
    return max(backoff, _hint(error) or 0.0)


def _hint(error: BaseException) -> float | None:
    """The error's `retry_after`, if it is one that can be true."""
    seconds = error.retry_after if isinstance(error, CalendarError) else None
    if seconds is None or not 0 < seconds < math.inf:
        return None
    return min(seconds, LONGEST_HINT)


class RetryBudget:
    """How many retries all calls together may still make, whichever client of the process they belong to.

    Every call brings `ratio` of a retry, every minute `floor` of them, and no more than `floor` + 100 are kept. So a
    storm in which everything fails makes at most ratio x calls + floor retries in its first minute. The instants that
    are handed in are seconds of any clock that does not go back.
    """

    def __init__(self, ratio: float = 0.2, floor: float = 10.0) -> None:
        if not (0 <= ratio < math.inf and 0 <= floor < math.inf):
            raise ValueError("a retry budget is made of numbers from zero up")
        self._ratio = ratio
        self._floor = floor
        self._left = floor
        self._seen: float | None = None

    def call(self, now: float) -> None:
        """A call begins."""
        self._refill(now)
        self._left = min(self._left + self._ratio, self._floor + 100)

    def take(self, now: float) -> bool:
        """Spend one retry. False if there is none."""
        self._refill(now)
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def _refill(self, now: float) -> None:
        if self._seen is not None and now > self._seen and self._left < self._floor:
            self._left = min(self._floor, self._left + self._floor * (now - self._seen) / 60)
        self._seen = now
