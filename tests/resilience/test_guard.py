"""A call behind breaker, retries and limiter: attempts, waits, deadlines, and what the caller hears."""

# ruff: noqa: N802 - the names carry the row ids of the fault matrix

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any

import pytest

from calendar_core.clock import SystemClock
from calendar_core.errors import (
    AttemptTimeout,
    BadRequest,
    CalendarError,
    CircuitOpenError,
    ConnectFailed,
    DeadlineExceeded,
    LimiterRefused,
    NotFound,
    OutageError,
    QuotaExceeded,
    Throttled,
    UnknownOutcome,
)
from calendar_core.resilience import (
    BreakerSettings,
    Guard,
    Limits,
    RateLimiter,
    RetryBudget,
    RetryPolicy,
    SimpleRateLimiter,
)

from .conftest import DrivenClock, let_pass

Outcome = str | CalendarError


class Google:
    """An operation with the outcomes that are told; notes when each attempt came."""

    def __init__(self, clock: DrivenClock, *outcomes: Outcome, takes: float = 0.0) -> None:
        self._clock = clock
        self._outcomes = list(outcomes)
        self._takes = takes
        self.at: list[float] = []

    async def __call__(self) -> str:
        self.at.append(self._clock.monotonic())
        outcome = self._outcomes.pop(0)
        if self._takes:
            await self._clock.sleep(self._takes)
        if isinstance(outcome, CalendarError):
            raise outcome
        return outcome

    @property
    def waits(self) -> list[float]:
        return [after - before for before, after in zip(self.at, self.at[1:], strict=False)]


@pytest.fixture
def limiter(clock: DrivenClock) -> RateLimiter:
    return SimpleRateLimiter(clock=clock)


@pytest.fixture
def guard(limiter: RateLimiter, clock: DrivenClock, rng: random.Random) -> Guard:
    return Guard(limiter, clock=clock, rng=rng)


async def _ended(clock: DrivenClock, guard: Guard, google: Google, **options: Any) -> Any:
    (ended,) = await let_pass(clock, [guard.call(google, "event_list", **options)])
    return ended


async def test_A1_what_is_permanent_is_not_repeated(clock: DrivenClock, guard: Guard) -> None:
    """A plain refusal is passed on after one attempt, with the endpoint and the number of attempts on it."""
    google = Google(clock, BadRequest(status=400))
    error = await _ended(clock, guard, google)
    assert isinstance(error, BadRequest)
    assert (error.endpoint, error.attempts, len(google.at)) == ("event_list", 1, 1)


async def test_A14_a_named_pause_is_kept(clock: DrivenClock, guard: Guard) -> None:
    """Retry-After 7: the next attempt comes not before 7 s."""
    google = Google(clock, Throttled(retry_after=7), "ok")
    assert await _ended(clock, guard, google) == "ok"
    assert 7 <= google.waits[0] < 8


async def test_A14_a_pause_that_does_not_fit_is_passed_on(clock: DrivenClock, guard: Guard) -> None:
    """Retry-After 9 after 2 s of a person's 10 s: refused, with what Google said."""
    google = Google(clock, Throttled(retry_after=9), takes=2)
    error = await _ended(clock, guard, google, person_waits=True)
    assert isinstance(error, Throttled)
    assert error.retry_after == 9
    assert len(google.at) == 1


async def test_A15_a_huge_pause_is_never_waited_for(clock: DrivenClock, guard: Guard, limiter: RateLimiter) -> None:
    """Retry-After of an hour: the call ends with it, and the account cools down that long, others not."""
    google = Google(clock, Throttled(retry_after=3600))
    error = await _ended(clock, guard, google, account="one", deadline=clock.monotonic() + 100_000)
    assert error.retry_after == 3600
    allowed, delay = await limiter.can_make_request("event_get", account="one")
    assert not allowed
    assert 3590 < delay <= 3600
    assert (await limiter.can_make_request("event_get", account="two"))[0]


@pytest.mark.parametrize("rubbish", [-1.0, float("nan"), float("inf"), 0.0])
async def test_A15_a_rubbish_pause_is_ignored(clock: DrivenClock, guard: Guard, rubbish: float) -> None:
    """What cannot be a pause gives way to the normal backoff."""
    google = Google(clock, Throttled(retry_after=rubbish), "ok")
    assert await _ended(clock, guard, google) == "ok"
    assert 1.1 <= google.waits[0] < 1.5


async def test_A6_a_spent_quota_is_not_tried_again(clock: DrivenClock, guard: Guard, limiter: RateLimiter) -> None:
    """quotaExceeded: one attempt, and the account is left alone for the time that is named."""
    google = Google(clock, QuotaExceeded(retry_after=3600))
    assert isinstance(await _ended(clock, guard, google), QuotaExceeded)
    assert len(google.at) == 1
    assert not (await limiter.can_make_request("event_get"))[0]


async def test_A16_outages_are_tried_again_with_growing_waits(clock: DrivenClock, guard: Guard) -> None:
    """3 attempts in the background, with waits of 1.1-1.3 s and 2.2-2.6 s; the error says how often."""
    google = Google(clock, OutageError(), OutageError(), OutageError(status=503))
    error = await _ended(clock, guard, google)
    assert isinstance(error, OutageError)
    assert (error.endpoint, error.attempts) == ("event_list", 3)
    assert 1.1 <= google.waits[0] < 1.4
    assert 2.2 <= google.waits[1] < 2.7


async def test_A16_a_person_gets_two_attempts(clock: DrivenClock, guard: Guard) -> None:
    """Where somebody waits: 2 attempts."""
    google = Google(clock, OutageError(), OutageError())
    assert isinstance(await _ended(clock, guard, google, person_waits=True), OutageError)
    assert len(google.at) == 2


async def test_no_wait_outlasts_the_deadline(clock: DrivenClock, guard: Guard) -> None:
    """An attempt that failed late is the last one: no sleep past the deadline."""
    google = Google(clock, AttemptTimeout(), takes=9.5)
    began = clock.monotonic()
    assert isinstance(await _ended(clock, guard, google, person_waits=True), AttemptTimeout)
    assert clock.monotonic() - began < 10


@pytest.mark.parametrize(
    ("error", "attempts"),
    [(AttemptTimeout, 1), (OutageError, 1), (ConnectFailed, 3), (Throttled, 3)],
)
async def test_what_may_have_happened_is_not_repeated(
    clock: DrivenClock, guard: Guard, error: Callable[[], CalendarError], attempts: int
) -> None:
    """An operation that must not happen twice is repeated only where Google has certainly not done it."""
    google = Google(clock, error(), error(), error())
    await _ended(clock, guard, google, idempotent=False)
    assert len(google.at) == attempts


async def test_a_retry_that_gets_no_place_ends_with_googles_error(clock: DrivenClock, rng: random.Random) -> None:
    """If the limit has no place for the second attempt, the caller hears what Google said, not what the limit said."""
    guard = Guard(SimpleRateLimiter(clock=clock, limits=Limits(reads=1)), clock=clock, rng=rng)
    google = Google(clock, OutageError())
    error = await _ended(clock, guard, google, person_waits=True)
    assert isinstance(error, OutageError)
    assert error.retry_after == pytest.approx(58.8, abs=0.5)
    assert isinstance(error.__cause__, LimiterRefused)


async def test_C2_one_attempt_for_want_of_a_place_is_a_third_of_a_failure(
    clock: DrivenClock, rng: random.Random
) -> None:
    """The window is full, so no outage is met twice: three calls in a row do not open the breaker, nine do."""
    limiter = SimpleRateLimiter(clock=clock, limits=Limits(reads=9))
    guard = Guard(limiter, clock=clock, rng=rng)

    async def outages(count: int) -> list[Any]:
        googles = [Google(clock, OutageError(), OutageError()) for _ in range(count)]
        calls = [guard.call(google, "event_list", person_waits=True) for google in googles]
        errors = await let_pass(clock, calls)
        assert all(len(google.at) == 1 for google in googles)
        return errors

    assert all(type(error) is OutageError for error in await outages(9))
    assert await limiter.is_circuit_open("event_list")

    other = SimpleRateLimiter(clock=clock, limits=Limits(reads=3))
    guard = Guard(other, clock=clock, rng=rng)
    for _ in range(4):
        assert len(await outages(3)) == 3
        assert not (await other.circuit("event_list")).is_open
        clock.advance(61)
        assert await _ended(clock, guard, Google(clock, "ok")) == "ok"
        clock.advance(61)


async def test_retries_are_heard_of(clock: DrivenClock, guard: Guard) -> None:
    """on_error hears of every failed attempt, with its number."""
    heard: list[tuple[str, int]] = []
    google = Google(clock, OutageError(), NotFound())
    await _ended(clock, guard, google, on_error=lambda error, n: heard.append((type(error).__name__, n)))
    assert heard == [("OutageError", 1), ("NotFound", 2)]


async def test_a_write_in_doubt_counts_as_the_outage_it_is(
    clock: DrivenClock, guard: Guard, limiter: RateLimiter
) -> None:
    """UnknownOutcome counts for the breaker where an outage caused it, and does not where nothing says so."""
    for _ in range(3):
        doubt = UnknownOutcome()
        doubt.__cause__ = AttemptTimeout()
        await _ended(clock, guard, Google(clock, doubt))
    assert await limiter.is_circuit_open("event_list")


async def test_a_programming_error_is_nobodys_outage(clock: DrivenClock, guard: Guard, limiter: RateLimiter) -> None:
    """What is not one of the core's errors passes through, unrepeated and uncounted."""

    async def broken() -> None:
        raise ZeroDivisionError

    for _ in range(5):
        with pytest.raises(ZeroDivisionError):
            await guard.call(broken, "event_list")
    assert (await limiter.circuit("event_list")).failures == 0


@pytest.mark.parametrize("operation", [lambda: 42, lambda: None, 42, None])
async def test_an_operation_that_is_not_awaitable_is_a_bad_request(guard: Guard, operation: Any) -> None:
    """A typed error says that a function that gives a fresh awaitable is wanted; nothing counts as an outage."""
    with pytest.raises(BadRequest) as refusal:
        await guard.call(operation, "event_list")
    assert refusal.value.endpoint == "event_list"


async def test_a_coroutine_is_no_operation(clock: DrivenClock, guard: Guard) -> None:
    """A coroutine could be awaited once only: refused, and closed without a warning."""
    with pytest.raises(BadRequest):
        await guard.call(Google(clock, "ok")(), "event_list")  # type: ignore[arg-type]


async def test_a_deadline_already_past_is_said_at_once(clock: DrivenClock, guard: Guard) -> None:
    """Nothing is attempted and no place is taken."""
    google = Google(clock, "ok")
    with pytest.raises(DeadlineExceeded):
        await guard.call(google, "event_list", deadline=clock.monotonic() - 1)
    assert google.at == []


async def test_an_open_circuit_costs_no_attempt(clock: DrivenClock, guard: Guard, limiter: RateLimiter) -> None:
    """While open the call is refused, with the time that is left."""
    for _ in range(3):
        await limiter.record_request("event_list", False)
    google = Google(clock, "ok")
    with pytest.raises(CircuitOpenError) as refusal:
        await guard.call(google, "event_list")
    assert refusal.value.retry_after == pytest.approx(300, abs=1)
    assert google.at == []


@pytest.mark.parametrize("pause", [3.5, 7.0, 59.0, 200.0, 3600.0])
@pytest.mark.parametrize("error", [OutageError, Throttled])
async def test_background_work_does_not_sleep_for_long(
    clock: DrivenClock, guard: Guard, error: type[CalendarError], pause: float
) -> None:
    """Whatever pause is named beyond a few seconds: the call ends at once, says when, and that it had attempts left."""
    google = Google(clock, error(retry_after=pause), "ok")
    began = clock.monotonic()
    ended = await _ended(clock, guard, google, background=True)
    assert isinstance(ended, error)
    assert clock.monotonic() == began
    assert (ended.retry_after, ended.attempts, ended.attempts_left) == (pause, 1, 2)


async def test_background_work_waits_out_a_blip(clock: DrivenClock, guard: Guard) -> None:
    """The ordinary backoff is within the bound: three attempts, and none left when they are spent."""
    google = Google(clock, OutageError(), OutageError(), OutageError())
    ended = await _ended(clock, guard, google, background=True)
    assert max(google.waits) <= RetryPolicy().background_wait
    assert (ended.attempts, ended.attempts_left) == (3, 0)


async def test_background_work_does_not_queue_for_a_retry(clock: DrivenClock, rng: random.Random) -> None:
    """The window has no place for the second attempt for a minute: rescheduled for then, not waited for."""
    guard = Guard(SimpleRateLimiter(clock=clock, limits=Limits(reads=1)), clock=clock, rng=rng)
    google = Google(clock, OutageError())
    began = clock.monotonic()
    ended = await _ended(clock, guard, google, background=True)
    assert isinstance(ended, OutageError)
    assert clock.monotonic() - began < 3
    assert ended.retry_after == pytest.approx(58.8, abs=0.5)
    assert ended.attempts_left == 2


async def test_a_person_s_call_has_no_attempts_to_reschedule(clock: DrivenClock, guard: Guard) -> None:
    """Only background work is: a person's call that ends has ended."""
    ended = await _ended(clock, guard, Google(clock, Throttled(retry_after=60)), person_waits=True)
    assert (ended.retry_after, ended.attempts_left) == (60, 0)


async def test_an_operation_that_hangs_is_cut_at_the_deadline(guard: Guard, clock: DrivenClock) -> None:
    """Cancelled, and typed as the silence that it is, for calls of any kind."""
    began = SystemClock().monotonic()
    for kind in ("person_waits", "background", "idempotent"):
        cancelled = asyncio.Event()

        async def hang(cancelled: asyncio.Event = cancelled) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                cancelled.set()

        with pytest.raises(AttemptTimeout) as caught:
            await guard.call(hang, kind, deadline=clock.monotonic() + 0.05, **{kind: True})  # type: ignore[arg-type]
        assert cancelled.is_set()
        assert (caught.value.endpoint, caught.value.attempts) == (kind, 1)
    assert SystemClock().monotonic() - began < 2, "0.3 s on an idle machine"


async def test_a_timeout_of_the_operation_s_own_passes(guard: Guard) -> None:
    """Only our own clock makes a silence of it; what it means is for whoever wrote the operation to say."""

    async def operation() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        await guard.call(operation, "event_list")


async def test_guards_of_one_limiter_share_their_retries(clock: DrivenClock, rng: random.Random) -> None:
    """B10: ten clients of one process in a storm make no more retries together than one would."""
    limiter = SimpleRateLimiter(
        clock=clock, limits=Limits(reads=1000, per_user=5000), breaker=BreakerSettings(failures=10_000)
    )
    guards = [Guard(limiter, clock=clock, rng=rng) for _ in range(10)]
    attempts = 0

    async def failing() -> None:
        nonlocal attempts
        attempts += 1
        raise OutageError

    calls = [guard.call(failing, "event_list", account=str(n)) for n, guard in enumerate(guards) for _ in range(20)]
    await let_pass(clock, calls)
    assert 200 < attempts <= 1.2 * 200 + 10 + 1


@pytest.mark.parametrize("deadline", [float("nan"), float("-inf"), 0.0])
async def test_a_deadline_that_is_no_instant_to_come_begins_nothing(
    clock: DrivenClock, guard: Guard, deadline: float
) -> None:
    """Not a number is not in the future either."""
    google = Google(clock, "ok")
    with pytest.raises(DeadlineExceeded):
        await guard.call(google, "event_list", deadline=deadline)
    assert google.at == []


@pytest.mark.parametrize("options", [{"weight": 0}, {"weight": -1}, {"weight": 101}, {"account": ""}])
async def test_what_the_limiter_cannot_count_is_refused(
    clock: DrivenClock, guard: Guard, options: dict[str, Any]
) -> None:
    """A weight that never fits is a ValueError; an account that is not named is the limiter's own."""
    google = Google(clock, "ok")
    if "account" in options:
        assert await guard.call(google, "event_list", **options) == "ok"
        return
    with pytest.raises(ValueError, match="weighs"):
        await guard.call(google, "event_list", **options)
    assert google.at == []


def test_the_budget_comes_back_with_time() -> None:
    """After a storm the floor of retries is there again a minute later."""
    budget = RetryBudget(ratio=0.2, floor=10)
    budget.call(0.0)
    assert [budget.take(0.0) for _ in range(11)] == [True] * 10 + [False]
    assert not budget.take(1.0)
    assert budget.take(60.0)


def test_calls_earn_retries() -> None:
    """Five calls bring one retry beyond the floor."""
    budget = RetryBudget(ratio=0.2, floor=0)
    for _ in range(5):
        assert not budget.take(0.0)
        budget.call(0.0)
    assert budget.take(0.0)
    assert not budget.take(0.0)


@pytest.mark.parametrize("wrong", [{"ratio": -1}, {"floor": -1}, {"ratio": float("nan")}, {"floor": float("inf")}])
def test_a_budget_that_is_no_number_is_refused(wrong: dict[str, float]) -> None:
    """Without bounds it would be none."""
    with pytest.raises(ValueError, match="budget"):
        RetryBudget(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"attempts": 0},
        {"total": 0.0},
        {"total": float("nan")},
        {"background_wait": -1.0},
        {"background_wait": float("nan")},
    ],
)
def test_a_policy_without_attempts_or_time_is_refused(wrong: dict[str, Any]) -> None:
    """A call has at least one attempt and some time."""
    with pytest.raises(ValueError, match="attempt"):
        RetryPolicy(**wrong)
