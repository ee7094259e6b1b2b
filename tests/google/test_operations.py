"""execute_with_resilience: operations of other programs that hang, lose their answer, or are none at all."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from calendar_core import errors
from calendar_core.clock import SystemClock
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.transport import Answer, Request
from calendar_core.resilience import SimpleRateLimiter

from .conftest import SkippingClock

Operation = Callable[[], Awaitable[Any]]


class NoTransport:
    """Nothing here is sent."""

    async def send(self, request: Request) -> Answer:
        raise AssertionError(request)


class NoTokens:
    async def ensure_valid_token(self) -> str:
        return "token"

    async def force_token_refresh(self, rejected: str | None = None) -> str:
        return "token"


class Hanging:
    """Never brings anything; notes how often it was begun and how it ended."""

    def __init__(self) -> None:
        self.begun = 0
        self.cancelled = 0
        self.under_way = asyncio.Event()

    async def __call__(self) -> None:
        self.begun += 1
        self.under_way.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise


def client_of(clock: SkippingClock, **changes: Any) -> GoogleCalendarClient:
    given = {"transport": NoTransport(), "token_manager": NoTokens(), "clock": clock, **changes}
    return GoogleCalendarClient("me", **given)


@pytest.fixture
def hanging() -> Hanging:
    return Hanging()


async def test_an_operation_that_hangs_ends_while_the_person_waits(skipping: SkippingClock, hanging: Hanging) -> None:
    """Two attempts at most, each cancelled, and a typed error when the person's time is over."""
    client = client_of(skipping, person_timeout=0.3)
    began = SystemClock().monotonic()
    with pytest.raises(errors.AttemptTimeout) as caught:
        await client.execute_with_resilience(hanging, "event_list", person_waits=True)
    assert SystemClock().monotonic() - began < 2, "0.3 s on an idle machine"
    assert (caught.value.endpoint, caught.value.attempts) == ("event_list", hanging.begun)
    assert hanging.cancelled == hanging.begun


async def test_an_attempt_that_hangs_is_ended_and_repeated(skipping: SkippingClock, hanging: Hanging) -> None:
    """`default_timeout` bounds each attempt; the call makes three."""
    client = client_of(skipping, default_timeout=0.05)
    began = SystemClock().monotonic()
    with pytest.raises(errors.AttemptTimeout) as caught:
        await client.execute_with_resilience(hanging, "event_list")
    assert SystemClock().monotonic() - began < 2, "0.15 s on an idle machine"
    assert (hanging.begun, hanging.cancelled, caught.value.attempts) == (3, 3, 3)


async def test_nothing_is_left_of_what_was_cut(skipping: SkippingClock) -> None:
    """A task that the operation gave is cancelled with it."""
    client = client_of(skipping, person_timeout=0.1)
    before = asyncio.all_tasks()
    given: list[asyncio.Task[None]] = []

    def operation() -> asyncio.Task[None]:
        given.append(asyncio.create_task(Hanging()()))
        return given[-1]

    with pytest.raises(errors.AttemptTimeout):
        await client.execute_with_resilience(operation, "event_list", person_waits=True)
    assert all(task.cancelled() for task in given)
    assert asyncio.all_tasks() == before


async def test_three_calls_that_hang_open_the_breaker(skipping: SkippingClock, hanging: Hanging) -> None:
    """Silence is an outage."""
    client = client_of(skipping, person_timeout=0.05)
    for _ in range(3):
        with pytest.raises(errors.AttemptTimeout):
            await client.execute_with_resilience(hanging, "event_list", person_waits=True)
        skipping.advance(60)
    with pytest.raises(errors.CircuitOpenError):
        await client.execute_with_resilience(hanging, "event_list", person_waits=True)


async def test_a_place_that_came_late_is_nobodys_outage(skipping: SkippingClock, hanging: Hanging) -> None:
    """Whoever waited for a place until just before the deadline had no time to be answered in: the breaker is as it
    was, so that a full window does not stop everybody for five minutes."""
    limiter = SimpleRateLimiter(clock=skipping)
    client = client_of(skipping, rate_limiter=limiter)
    for _ in range(3):
        await limiter.cool_down("user", 60, account="me")
        with pytest.raises(errors.AttemptTimeout):
            await client.execute_with_resilience(hanging, "event_list", deadline=60.2)
    assert hanging.begun == 3
    assert not await limiter.is_circuit_open("event_list")


async def test_a_caller_who_leaves_is_no_outage(skipping: SkippingClock, hanging: Hanging) -> None:
    """Cancelled from outside: the cancellation goes through, and nothing counts."""
    limiter = SimpleRateLimiter(clock=skipping)
    client = client_of(skipping, rate_limiter=limiter)
    call = asyncio.create_task(client.execute_with_resilience(hanging, "event_list"))
    await hanging.under_way.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert hanging.cancelled == 1
    assert (await limiter.circuit("event_list")).failures == 0


@pytest.mark.parametrize("endpoint", ["event_create", "event_update", "event_delete"])
@pytest.mark.parametrize("answer", ["hangs", "TimeoutError", "ConnectionResetError"])
async def test_a_write_without_an_answer_is_an_unknown_outcome_and_not_repeated(
    skipping: SkippingClock, endpoint: str, answer: str
) -> None:
    """It may have happened: begun once, never called failed, and an outage as far as the breaker is concerned."""
    limiter = SimpleRateLimiter(clock=skipping)
    client = client_of(skipping, rate_limiter=limiter, default_timeout=0.05)
    begun = 0

    async def operation() -> None:
        nonlocal begun
        begun += 1
        if answer == "hangs":
            await asyncio.Event().wait()
        raise TimeoutError if answer == "TimeoutError" else ConnectionResetError

    with pytest.raises(errors.UnknownOutcome) as caught:
        await client.execute_with_resilience(operation, endpoint)
    assert (begun, caught.value.endpoint, caught.value.attempts) == (1, endpoint, 1)
    assert isinstance(caught.value.__cause__, errors.OutageError)
    assert (await limiter.circuit(endpoint)).failures == 1


async def test_a_write_that_may_be_repeated_is(skipping: SkippingClock, hanging: Hanging) -> None:
    """An insert under an id of its own: three attempts, and then still nobody knows."""
    client = client_of(skipping, default_timeout=0.05)
    with pytest.raises(errors.UnknownOutcome) as caught:
        await client.execute_with_resilience(hanging, "event_create", repeatable=True)
    assert (hanging.begun, caught.value.attempts) == (3, 3)


@pytest.mark.parametrize("error", [ConnectionRefusedError(), errors.OutageError(status=503)])
async def test_a_write_that_certainly_did_not_happen_or_was_answered_is_repeated(
    skipping: SkippingClock, error: Exception
) -> None:
    """Nothing was sent, or Google answered that it could not: tried again, and the error stays what it is."""
    client = client_of(skipping)
    begun = 0

    async def operation() -> None:
        nonlocal begun
        begun += 1
        raise error

    with pytest.raises(errors.OutageError):
        await client.execute_with_resilience(operation, "event_create")
    assert begun == 3


@pytest.mark.parametrize("weight", [0, -1, 101, 10_000, 1.5, float("nan"), True, "1", None])
async def test_a_weight_that_never_fits_is_a_bad_request(skipping: SkippingClock, weight: Any) -> None:
    """Said before anything is asked of the limiter."""
    with pytest.raises(errors.BadRequest):
        await client_of(skipping).execute_with_resilience(Hanging(), "event_list", weight=weight)


@pytest.mark.parametrize("endpoint", ["", None, 7, b"event_list"])
async def test_an_endpoint_without_a_name_is_a_bad_request(skipping: SkippingClock, endpoint: Any) -> None:
    """A typed error, not a crash somewhere inside."""
    with pytest.raises(errors.BadRequest):
        await client_of(skipping).execute_with_resilience(Hanging(), endpoint)


async def test_an_endpoint_nobody_knows_has_the_limit_of_reads(skipping: SkippingClock) -> None:
    """100 in a minute, whatever it is called."""

    async def operation() -> int:
        return 1

    client = client_of(skipping)
    for _ in range(100):
        assert await client.execute_with_resilience(operation, "tasks 🙂 {x}", deadline=0.5) == 1
    with pytest.raises(errors.LimiterRefused):
        await client.execute_with_resilience(operation, "tasks 🙂 {x}", deadline=0.5)


@pytest.mark.parametrize("deadline", [0, -1, -math.inf, math.nan, None, "10"])
async def test_a_deadline_that_is_past_or_no_number_begins_nothing(
    skipping: SkippingClock, hanging: Hanging, deadline: Any
) -> None:
    """DeadlineExceeded, with the endpoint on it."""
    with pytest.raises(errors.DeadlineExceeded) as caught:
        await client_of(skipping).execute_with_resilience(hanging, "event_list", deadline=deadline)
    assert (caught.value.endpoint, hanging.begun) == ("event_list", 0)


async def test_an_endless_deadline_is_one(skipping: SkippingClock) -> None:
    """A caller may have all the time there is; the attempts stay bounded."""

    async def operation() -> int:
        return 1

    assert await client_of(skipping).execute_with_resilience(operation, "event_list", deadline=math.inf) == 1


@pytest.mark.parametrize("operation", [None, 7, "text", lambda: 7, lambda: None, lambda: [1], dict])
async def test_what_cannot_be_awaited_is_a_bad_request(skipping: SkippingClock, operation: Any) -> None:
    """An operation is a function that gives a fresh awaitable; nothing else counts as an outage or is repeated."""
    limiter = SimpleRateLimiter(clock=skipping)
    with pytest.raises(errors.BadRequest):
        await client_of(skipping, rate_limiter=limiter).execute_with_resilience(operation, "event_list")
    assert (await limiter.circuit("event_list")).failures == 0


async def test_an_option_that_there_is_not_is_a_programming_error(skipping: SkippingClock) -> None:
    """A misspelt `person_waits` does not pass in silence, and nothing is sent."""
    client = client_of(skipping)
    with pytest.raises(TypeError, match="person_wait"):
        await client.get_event("primary", "abcde", person_wait=True)  # type: ignore[call-arg]


@pytest.mark.parametrize("account", ["", None, 7])
def test_an_account_without_an_id_is_refused(account: Any) -> None:
    """Limits belong to an account, so it has to have a name."""
    with pytest.raises(ValueError, match="id"):
        GoogleCalendarClient(account, transport=NoTransport(), token_manager=NoTokens())


@pytest.mark.parametrize("name", ["default_timeout", "retry_timeout", "person_timeout"])
@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf])
def test_a_time_that_is_none_is_refused(name: str, seconds: float) -> None:
    """Said when the client is made, not by its first call."""
    with pytest.raises(ValueError, match=name):
        GoogleCalendarClient("me", transport=NoTransport(), token_manager=NoTokens(), **{name: seconds})  # type: ignore[arg-type]
