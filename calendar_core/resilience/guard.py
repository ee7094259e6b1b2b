"""A call behind breaker, retries and limiter, in that order from the outside."""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from calendar_core.clock import Clock, SystemClock
from calendar_core.errors import (
    AttemptTimeout,
    CalendarError,
    DeadlineExceeded,
    LimiterRefused,
    RateLimitError,
    Throttled,
)
from calendar_core.observe import NullObserver, Observer
from calendar_core.resilience.admission import Result, Scope
from calendar_core.resilience.backoff import JITTER, Backoff
from calendar_core.resilience.call_record import CallRecord
from calendar_core.resilience.operations import begun, checked
from calendar_core.resilience.outcome import is_silence, result_of
from calendar_core.resilience.permit import Permit, holding
from calendar_core.resilience.rate_limiter import RateLimiter, give_back
from calendar_core.resilience.retry import (
    BACKGROUND,
    PERSON_WAITS,
    RetryBudget,
    RetryDecision,
    RetryPolicy,
    cool_down_of,
)

T = TypeVar("T")

CALENDAR_COOL_DOWN = 60.0
"""Seconds during which the writes to a calendar that were too fast keep apart."""
FAIR_TIME = 1.0
"""Seconds that an attempt must have had before its silence says something about Google: a place that came up just
before the deadline leaves no time to answer in, and must not open the breaker for everybody."""
UNCONFIRMED = 3
"""Calls in a row whose outage was met once and could not be met again for want of a place, until they count as one."""
GRACE = 0.05
"""Seconds beyond the deadline for an operation that keeps it by itself: it knows better what it was at."""


@dataclass(slots=True)
class _Call:
    """One use of the guard. deadline: an instant of the clock's monotonic time. total: seconds until then when it
    began. outage: an attempt met one that may count for the breaker. unconfirmed: our own limiter had no place for the
    attempt that would have confirmed it.
    """

    endpoint: str
    account: str | None
    calendar: str | None
    weight: int
    background: bool
    idempotent: bool
    policy: RetryPolicy
    deadline: float
    total: float
    on_error: Callable[[CalendarError, int], None] | None
    record: CallRecord = field(default_factory=CallRecord)
    attempts: int = 0
    permit: Permit | None = None
    outage: bool = False
    unconfirmed: bool = False


class Guard:
    """Runs operations so that limits, breaker and deadline hold.

    limiter: shared by all guards of a process. person: how long and how often a call is tried while a person waits;
    background: any other. budget: of retries; without one the limiter's own, which all its guards share.
    """

    def __init__(
        self,
        limiter: RateLimiter,
        *,
        clock: Clock | None = None,
        rng: random.Random | None = None,
        jitter: tuple[float, float] = JITTER,
        person: RetryPolicy = PERSON_WAITS,
        background: RetryPolicy = BACKGROUND,
        budget: RetryBudget | None = None,
        observer: Observer | None = None,
    ) -> None:
        self._limiter = limiter
        self._clock = clock or SystemClock()
        self._backoff = Backoff(rng or random.Random(), jitter)  # noqa: S311 - jitter
        self._person = person
        self._background = background
        self._budget = budget or limiter.retry_budget
        self._observer = observer or NullObserver()
        self._unconfirmed: dict[str, int] = {}  # outages in a row, by endpoint

    async def call(
        self,
        operation: Callable[[], Awaitable[T]],
        endpoint: str,
        *,
        account: str | None = None,
        calendar: str | None = None,
        weight: int = 1,
        background: bool = False,
        person_waits: bool = False,
        idempotent: bool = True,
        deadline: float | None = None,
        on_error: Callable[[CalendarError, int], None] | None = None,
        record: CallRecord | None = None,
    ) -> T:
        """What `operation` brings; it is called anew for each attempt and gives a fresh awaitable.

        account: whose limits; calendar: where it writes to one. background: yields to people, and waits a few seconds
        between attempts at most (`RetryPolicy.background_wait`). person_waits: 2 attempts within 10 s, else 3 within
        60 s. idempotent: repeating it cannot do it twice. deadline: an instant of the clock's monotonic time, instead
        of those seconds. on_error: hears of each failed attempt, with its number. record: is told what the call met
        on its way.

        Each attempt asks the breaker and takes a place. An operation that hangs is cancelled at the deadline, which
        is AttemptTimeout: what it was at may have happened. The call's outcome after its attempts is what counts for
        the breaker, and only an outage counts; silence in a time that was cut short by waiting is none (FAIR_TIME), and
        one attempt where our own window had no place for the next is a third (UNCONFIRMED). A throttle cools its
        scope down.

        Raises the last attempt's error, with `endpoint`, `attempts` and, where trying again makes sense,
        `retry_after`; `attempts_left` says that background work is to be rescheduled at that time. LimiterRefused,
        CircuitOpenError or DeadlineExceeded where not one attempt could be made, a deadline that is past or no number
        among them; BadRequest for what cannot be awaited; ValueError for an endpoint or account without a name, and
        for a weight that never fits.
        """
        operation = checked(operation, endpoint)
        policy = self._person if person_waits else self._background
        now = self._clock.monotonic()
        ends = now + policy.total if deadline is None else deadline
        self._budget.call(now)
        call = _Call(
            endpoint,
            account,
            calendar,
            weight,
            background,
            idempotent,
            policy,
            deadline=ends,
            total=ends - now,
            on_error=on_error,
            record=record or CallRecord(),
        )
        result = Result.NONE
        try:
            answer = await self._attempts(operation, call)
            result = Result.SUCCESS
            return answer
        except Exception as error:
            result = result_of(error)
            if result is Result.OUTAGE and not call.outage:
                result = Result.NONE
            raise
        finally:
            await self._report(call, self._weighed(call, result))

    async def _attempts(self, operation: Callable[[], Awaitable[T]], call: _Call) -> T:
        failure: CalendarError | None = None
        while True:
            try:
                call.permit = await self._admitted(call)
                if call.deadline < self._clock.monotonic():
                    raise DeadlineExceeded(endpoint=call.endpoint)
            except (RateLimitError, DeadlineExceeded) as refusal:
                call.record.refused(refusal)
                if failure is None:
                    raise
                if isinstance(refusal, LimiterRefused):
                    call.unconfirmed = True
                    if call.background:
                        failure.attempts_left = call.policy.attempts - call.attempts
                        failure.retry_after = refusal.retry_after
                failure.retry_after = failure.retry_after or refusal.retry_after
                raise failure from refusal
            call.record.admitted(call.permit)
            try:
                with holding(call.permit):
                    return await self._attempt(operation, call)
            except CalendarError as error:
                failure = error
            decision = await self._after(failure, call)
            if not decision.retry or decision.delay is None:
                raise failure
            call.record.waited += decision.delay
            await self._clock.sleep(decision.delay)

    async def _attempt(self, operation: Callable[[], Awaitable[T]], call: _Call) -> T:
        """One attempt, cut off when the call's time is over."""
        call.attempts += 1
        left = call.deadline - self._clock.monotonic()
        limit = asyncio.timeout(left + GRACE if left < math.inf else None)
        try:
            try:
                async with limit:
                    return await begun(operation, call.endpoint)
            except TimeoutError as error:
                if not limit.expired():
                    raise  # the operation's own
                raise AttemptTimeout(endpoint=call.endpoint) from error
        except CalendarError as error:
            rushed = left < min(FAIR_TIME, call.total / 2) and is_silence(error)
            call.outage = call.outage or (result_of(error) is Result.OUTAGE and not rushed)
            raise

    async def _admitted(self, call: _Call) -> Permit:
        return await self._limiter.admit(
            call.endpoint,
            account=call.account,
            calendar=call.calendar,
            weight=call.weight,
            background=call.background,
            deadline=call.deadline,
            # A retry in the background is rescheduled rather than queued for long, as it is rather than slept.
            max_wait=call.policy.background_wait if call.background and call.attempts else None,
            trial=call.permit.passage.trial if call.permit else "",
        )

    async def _after(self, error: CalendarError, call: _Call) -> RetryDecision:
        """Put the facts on the error, tell the others of a throttle, and decide."""
        error.endpoint = error.endpoint or call.endpoint
        error.attempts = max(error.attempts, call.attempts)
        if call.on_error is not None:
            call.on_error(error, call.attempts)
        backoff = self._backoff.delay(call.attempts - 1)
        await self._cool_down(error, backoff, call)
        now = self._clock.monotonic()
        decision = call.policy.decide(
            error,
            call.attempts,
            backoff=backoff,
            time_left=call.deadline - now,
            idempotent=call.idempotent,
            background=call.background,
        )
        if decision.retry and not self._budget.take(now):
            decision = RetryDecision(False, decision.delay, "the retry budget is spent")
        error.attempts_left = decision.attempts_left
        if decision.retry:
            self._observer.count("guard.retry", endpoint=call.endpoint)
        elif error.retry_after is None or not 0 < error.retry_after < math.inf:
            error.retry_after = decision.delay
        return decision

    async def _cool_down(self, error: CalendarError, backoff: float, call: _Call) -> None:
        seconds = cool_down_of(error, backoff)
        if not seconds:
            return
        scope = Scope(error.scope) if isinstance(error, Throttled) else Scope.USER
        if scope is not Scope.CALENDAR:
            await self._limiter.cool_down(scope, seconds, account=call.account)
        elif call.calendar is None:
            await self._limiter.cool_down(Scope.USER, seconds, account=call.account)
        else:
            hold = error.retry_after or 0.0
            await self._limiter.cool_down(
                scope, max(seconds, CALENDAR_COOL_DOWN), account=call.account, calendar=call.calendar, hold=hold
            )

    def _weighed(self, call: _Call, result: Result) -> Result:
        """What the call says to the breaker. One that was let make a single attempt only, because our own window was
        full, is a third of a failed call: a blip does not close the shop, and a true outage does within nine calls."""
        if result is Result.OUTAGE and call.unconfirmed:
            seen = self._unconfirmed.get(call.endpoint, 0) + 1
            self._unconfirmed[call.endpoint] = seen % UNCONFIRMED
            return result if seen == UNCONFIRMED else Result.NONE
        if result is not Result.NONE:
            self._unconfirmed.pop(call.endpoint, None)
        return result

    async def _report(self, call: _Call, result: Result) -> None:
        if call.permit is None:
            return
        if result is Result.NONE:
            await give_back(self._limiter, call.permit)
        else:
            call.record.settled(await self._limiter.settle(call.permit, result))
