"""The rate limiter as programs use it. It decides nothing: the store does, in one question.

Over 300 lines and one thing: the same places asked for by name, by waiting, and by whoever reports to the breaker.
"""

from __future__ import annotations

import asyncio
import math
import random
import secrets
from collections.abc import Hashable
from itertools import count
from typing import Any

from calendar_core.clock import Clock, SystemClock
from calendar_core.errors import CalendarError, CircuitOpenError, DeadlineExceeded, LimiterRefused
from calendar_core.observe import NullObserver, Observer
from calendar_core.resilience.admission import Admission, Ask, BreakerReading, Passage, Result, Scope, Verdict
from calendar_core.resilience.backoff import JITTER, Backoff
from calendar_core.resilience.bare_client import store_of
from calendar_core.resilience.limits import BreakerSettings, Limits
from calendar_core.resilience.pending_results import PendingResults
from calendar_core.resilience.permit import Permit, held_for
from calendar_core.resilience.retry import RetryBudget
from calendar_core.resilience.wait_line import WaitLine
from calendar_core.resilience.wait_order import WaitOrder

HEAVIEST = 1000
"""Places that one request can take."""


class RateLimiter:
    """Exact sliding windows and circuit breakers, shared by all who hand over the same Redis.

    store: a redis.asyncio client (`redis_client` is the same), or a LimiterStore; without one, this process alone.
    When the shared store is away, limits are kept locally at this replica's share. account: for calls that name none.
    replicas: how many share the store, until it says so itself. jitter: factors of `get_backoff_delay`. name: unlike
    that of any other limiter on the store.

    Endpoints are those of `limits.READS` and `limits.WRITES`; any other name has the limit of reads.
    Raises ValueError for an empty endpoint or account, and for a weight that never fits.
    """

    def __init__(
        self,
        store: Any = None,
        *,
        redis_client: Any = None,
        account: str = "default",
        limits: Limits | None = None,
        breaker: BreakerSettings | None = None,
        clock: Clock | None = None,
        rng: random.Random | None = None,
        jitter: tuple[float, float] = JITTER,
        replicas: int = 1,
        observer: Observer | None = None,
        name: str | None = None,
    ) -> None:
        if not account or not isinstance(account, str):
            raise ValueError("an account needs a name")
        self.account = account
        self.limits = limits or Limits()
        self.breaker = breaker or BreakerSettings()
        self._clock = clock or SystemClock()
        self._observer = observer or NullObserver()
        self._store = store_of(store if store is not None else redis_client, self._clock, replicas, observer)
        self._backoff = Backoff(rng or random.Random(), jitter)  # noqa: S311 - jitter
        self.retry_budget = RetryBudget()
        """Of all guards that are given this limiter: what keeps a storm of retries down must count all of them."""
        self._name = name or secrets.token_hex(5)
        self._numbers = count()
        self._wait_order = WaitOrder()
        self._wait_line = WaitLine()
        self._left: dict[str, tuple[int, float]] = {}  # places by endpoint, and when that was so
        # What has not been reported when a breaker's pause is over must not be taken for its trial.
        self._pending = PendingResults(self.breaker.pause)

    # --- the names that programs know -------------------------------------------------------------------------------

    async def can_make_request(
        self, endpoint: str, *, account: str | None = None, weight: int = 1, background: bool = False
    ) -> tuple[bool, float]:
        """(True, 0.0) with a place taken, or (False, seconds until it makes sense to ask again).

        Report the result with `record_request`. While the breaker is half-open the one that is allowed is the trial.
        """
        ask = self._ask(endpoint, account, weight=weight, background=background)
        admission = await self._store.admit(ask, self.limits, self.breaker)
        self._observe(ask, admission)
        if admission.allowed:
            passage = Passage(endpoint, admission.epoch, ask.id if admission.trial else "")
            self._pending.expect(ask.account, passage, self._clock.monotonic())
        return admission.allowed, admission.delay

    async def record_request(
        self, endpoint: str, success: bool, response_time: float = 0.0, *, account: str | None = None
    ) -> None:
        """A request has ended. success=False means an outage: only those count for the breaker.

        Belongs to the oldest request of this limiter that was let in and has no result yet; without one, it takes a
        place itself and counts all the same. response_time: seconds, for the record; what is below zero or no number
        is left out of it.
        """
        ask = self._ask(endpoint, account)
        passage = self._pending.take(ask.account, endpoint, self._clock.monotonic())
        result = Result.SUCCESS if success else Result.OUTAGE
        if passage is None:
            self._tell(endpoint, await self._store.record(ask, result, self.limits, self.breaker))
        else:
            await self._settle(passage, result)
        if isinstance(response_time, int | float) and 0 <= response_time < math.inf:
            self._observer.duration("limiter.response", response_time, endpoint=endpoint)

    async def is_circuit_open(self, endpoint: str) -> bool:
        """True during the pause after too many failures; False when half-open. Takes no trial."""
        return (await self.circuit(endpoint)).is_open

    async def get_circuit_delay(self, endpoint: str) -> float:
        """Seconds left of the pause; 0.0 when closed or half-open."""
        return (await self.circuit(endpoint)).seconds_left

    def get_backoff_delay(self, failure_count: int) -> float:
        """Seconds to wait after so many failures: min(2**n, 300) times the jitter. Any number is safe."""
        return self._backoff.delay(failure_count)

    # --- queueing ---------------------------------------------------------------------------------------------------

    async def acquire(
        self,
        endpoint: str,
        *,
        account: str | None = None,
        calendar: str | None = None,
        weight: int = 1,
        background: bool = False,
        deadline: float | None = None,
        max_wait: float | None = None,
    ) -> Permit:
        """A place, after the wait that it takes; in the order of asking. Report its result with `record_request`.

        calendar: where the request writes to one. deadline: an instant of the clock's monotonic time; max_wait:
        seconds from now; without either, as long as `limits.longest_wait`. A place whose waiter is cancelled lapses.

        Raises at once, with nothing taken, where no place is near enough: LimiterRefused (reason "window",
        "cool_down" or "queue") or CircuitOpenError, each with the true `retry_after`; DeadlineExceeded where the
        deadline is past already.
        """
        inside = held_for(endpoint)
        permit = await self.admit(
            endpoint,
            account=account,
            calendar=calendar,
            weight=weight,
            background=background,
            deadline=deadline,
            max_wait=max_wait,
            trial=inside.passage.trial if inside else "",
        )
        if inside is None:
            self._pending.expect(permit.account, permit.passage, self._clock.monotonic())
        return permit

    async def admit(
        self,
        endpoint: str,
        *,
        account: str | None = None,
        calendar: str | None = None,
        weight: int = 1,
        background: bool = False,
        deadline: float | None = None,
        max_wait: float | None = None,
        trial: str = "",
    ) -> Permit:
        """`acquire` for whoever reports with `settle`. trial: the trial call that this is another attempt of."""
        ask = self._ask(endpoint, account, weight=weight, background=background)
        ask.calendar, ask.queued, ask.trial = calendar, True, trial
        ask.max_wait = self._longest_wait(endpoint, deadline, max_wait)
        asked = self._clock.monotonic()
        admission = await self._store.admit(ask, self.limits, self.breaker)
        self._observe(ask, admission)
        if not admission.allowed:
            raise _refusal(endpoint, admission)
        passage = Passage(endpoint, admission.epoch, (ask.trial or ask.id) if admission.trial else "")
        waited = self._in_order(ask, admission.delay)
        self._observer.duration("limiter.waited", waited, endpoint=endpoint)
        good_until = asked + waited + self.limits.lateness
        permit = Permit(passage, ask.account, waited, admission.headroom, good_until)
        if waited:
            await self._wait(permit, _kind(ask))
        return permit

    async def settle(self, permit: Permit, result: Result) -> BreakerReading | None:
        """How the call ended that `admit` took this place for. The breaker as it stands now, where it says so."""
        return await self._settle(permit.passage, result)

    async def cool_down(
        self,
        scope: Scope | str,
        seconds: float,
        *,
        account: str | None = None,
        calendar: str | None = None,
        hold: float = 0.0,
    ) -> None:
        """Google said to slow down: nothing in that scope starts for so many seconds, on any replica.

        scope: "project", "user" (that account) or "calendar": its writes then start at least
        `limits.calendar_spacing` apart, the first not before `hold` seconds. At most a day; no number, or one that
        is not above zero, does nothing. Raises ValueError for another scope, or a calendar's without the calendar.
        """
        scope = Scope(scope)
        if scope is Scope.CALENDAR and calendar is None:
            raise ValueError("the cool-down of a calendar needs the calendar")
        longest = 86_400.0
        seconds, hold = (min(span, longest) if span > 0 else 0.0 for span in (seconds, hold))
        if seconds or hold:
            self._observer.count("limiter.cool_down", scope=scope.value)
            account = account or self.account
            await self._store.cool_down(scope, max(seconds, hold), hold, account, calendar or "", self.limits)

    # --- looking ----------------------------------------------------------------------------------------------------

    async def circuit(self, endpoint: str) -> BreakerReading:
        """The breaker as it stands, without taking its trial."""
        return await self._store.read(endpoint, self.breaker)

    def places_left(self, endpoint: str) -> int:
        """Places that the last request of this process left in the endpoint's window; all, where that is a window
        ago. Asks nobody, so another replica may have taken some since."""
        left, at = self._left.get(endpoint, (0, -math.inf))
        return self.limits.of(endpoint) if self._clock.monotonic() - at >= self.limits.window else left

    @property
    def degraded(self) -> bool:
        """The shared store is away and limits are kept by this process alone."""
        return bool(getattr(self._store, "degraded", False))

    # --- inside -----------------------------------------------------------------------------------------------------

    def _ask(self, endpoint: str, account: str | None, *, weight: int = 1, background: bool = False) -> Ask:
        account = account or self.account
        if not (endpoint and account and isinstance(endpoint, str) and isinstance(account, str)):
            raise ValueError("an endpoint and an account need a name")
        if type(weight) is not int or not 1 <= weight <= min(self.limits.of(endpoint), HEAVIEST):
            raise ValueError(f"a request weighs 1 to {self.limits.of(endpoint)} places of {endpoint}, not {weight}")
        return Ask(f"{self._name}{next(self._numbers):x}", endpoint, account, weight=weight, background=background)

    def _longest_wait(self, endpoint: str, deadline: float | None, max_wait: float | None) -> float:
        longest = self.limits.longest_wait
        if max_wait is not None:
            longest = min(longest, max(0.0, max_wait))
        if deadline is not None:
            left = deadline - self._clock.monotonic()
            if not left > 0:
                raise DeadlineExceeded(endpoint=endpoint)
            longest = min(longest, left)
        return longest

    def _in_order(self, ask: Ask, delay: float) -> float:
        now, window, width = self._clock.monotonic(), (ask.account, ask.endpoint), self.limits.window
        if delay <= 0:
            self._wait_order.started(window, ask.weight, now, width)
            return 0.0
        limit = self.limits.of(ask.endpoint)
        return self._wait_order.delay(window, _kind(ask), delay, now, weight=ask.weight, limit=limit, width=width)

    async def _wait(self, permit: Permit, kind: Hashable) -> None:
        try:
            await self._wait_line.wait(kind, self._clock.sleep(permit.waited))
        except asyncio.CancelledError:
            await give_back(self, permit)
            raise

    async def _settle(self, passage: Passage, result: Result) -> BreakerReading:
        reading = await self._store.settle(passage, result, self.breaker)
        self._tell(passage.endpoint, reading)
        return reading

    def _tell(self, endpoint: str, reading: BreakerReading) -> None:
        if reading.changed:
            self._observer.count(f"breaker.{reading.changed}", endpoint=endpoint)

    def _observe(self, ask: Ask, admission: Admission) -> None:
        self._observer.count("limiter.asked", endpoint=ask.endpoint, verdict=admission.verdict.value)
        if admission.allowed:
            self._observer.level("limiter.headroom", admission.headroom, endpoint=ask.endpoint)
            self._left[ask.endpoint] = admission.headroom, self._clock.monotonic()


class SimpleRateLimiter(RateLimiter):
    """The rate limiter of one process: the same methods and the same algorithm, and nothing to hand over."""

    def __init__(
        self,
        *,
        account: str = "default",
        limits: Limits | None = None,
        breaker: BreakerSettings | None = None,
        clock: Clock | None = None,
        rng: random.Random | None = None,
        jitter: tuple[float, float] = JITTER,
        observer: Observer | None = None,
    ) -> None:
        super().__init__(
            account=account, limits=limits, breaker=breaker, clock=clock, rng=rng, jitter=jitter, observer=observer
        )


async def give_back(limiter: RateLimiter, permit: Permit) -> None:
    """The call was cancelled: its right to be the trial, if it has it, is free for another."""
    if permit.passage.trial:
        # Shielded: a second cancellation must not lose it.
        await asyncio.shield(limiter.settle(permit, Result.NONE))


def _kind(ask: Ask) -> Hashable:
    """What has its own order at the store."""
    return ask.account, ask.endpoint, ask.calendar, ask.background, ask.weight


def _refusal(endpoint: str, admission: Admission) -> CalendarError:
    if admission.verdict is Verdict.CIRCUIT:
        return CircuitOpenError(endpoint=endpoint, retry_after=admission.delay)
    return LimiterRefused(endpoint=endpoint, reason=admission.verdict.value, retry_after=admission.delay)
