"""Bad input: a typed error or a defined answer for each, over the local store and over Redis."""

from __future__ import annotations

import asyncio
import math
import random
from typing import Any

import pytest

from calendar_core.errors import BadRequest, DeadlineExceeded
from calendar_core.resilience import (
    BreakerSettings,
    CircuitBreaker,
    Limits,
    SimpleRateLimiter,
    backoff_delay,
    parse_retry_after,
)

from .conftest import DrivenClock, MakeLimiter

NAN, INF = math.nan, math.inf
COUNTS = ("reads", "writes", "per_user", "per_project")
SPANS = ("window", "longest_wait", "calendar_spacing")


@pytest.mark.parametrize("endpoint", ["event_banana", "x" * 100_000, "a b{c}\n\0:*", "日历"])
async def test_an_unknown_endpoint_has_the_limit_of_reads(make_limiter: MakeLimiter, endpoint: str) -> None:
    """100 a minute, a breaker of its own, and all the questions answered."""
    limiter = make_limiter()
    assert limiter.limits.of(endpoint) == 100
    assert await limiter.can_make_request(endpoint) == (True, 0.0)
    for _ in range(3):
        await limiter.record_request(endpoint, False)
    assert await limiter.is_circuit_open(endpoint)
    assert 299 < await limiter.get_circuit_delay(endpoint) <= 300
    assert not await limiter.is_circuit_open("event_list")


@pytest.mark.parametrize("endpoint", ["", None, 7, b"event_list"])
async def test_an_endpoint_that_is_no_name_is_refused(make_limiter: MakeLimiter, endpoint: Any) -> None:
    """A ValueError where a place would be taken, on either store."""
    limiter = make_limiter()
    with pytest.raises(ValueError, match="name"):
        await limiter.can_make_request(endpoint)
    with pytest.raises(ValueError, match="name"):
        await limiter.record_request(endpoint, True)
    with pytest.raises(ValueError, match="name"):
        await limiter.acquire(endpoint)


@pytest.mark.parametrize("account", [7, b"me", ["me"]])
async def test_an_account_that_is_no_name_is_refused(make_limiter: MakeLimiter, account: Any) -> None:
    """A ValueError; none at all is the limiter's own account."""
    limiter = make_limiter()
    with pytest.raises(ValueError, match="name"):
        await limiter.can_make_request("event_list", account=account)
    for none in (None, ""):
        assert (await limiter.can_make_request("event_list", account=none))[0]
    nameless: Any
    for nameless in ("", None, account):
        with pytest.raises(ValueError, match="name"):
            SimpleRateLimiter(account=nameless)


@pytest.mark.parametrize("response_time", [-1, -INF, NAN, INF, None, "0.2", [1]])
async def test_a_response_time_that_is_none_is_left_out(make_limiter: MakeLimiter, response_time: Any) -> None:
    """The result counts all the same."""
    limiter = make_limiter()
    for _ in range(3):
        await limiter.record_request("event_list", False, response_time)
    assert await limiter.is_circuit_open("event_list")


@pytest.mark.parametrize("weight", [0, -1, 101, 10**30, 1.5, NAN, True, None, "1"])
async def test_a_weight_that_is_none_is_refused(make_limiter: MakeLimiter, weight: Any) -> None:
    """Whole places, at least one and no more than the window has."""
    limiter = make_limiter()
    with pytest.raises(ValueError, match="weighs"):
        await limiter.can_make_request("event_list", weight=weight)
    with pytest.raises(ValueError, match="weighs"):
        await limiter.acquire("event_list", weight=weight)
    assert (await limiter.acquire("event_list")).headroom == 99


@pytest.mark.parametrize(
    "wrong",
    [
        *({name: value} for name in COUNTS for value in (0, -1, 1.5, None, "9", True)),
        *({name: value} for name in SPANS for value in (0, -1, NAN, INF, None, "60")),
        *({name: value} for name in ("background_share", "account_share") for value in (0, -0.1, 1.1, NAN, None, "1")),
        *({"queue": value} for value in (-1, 0.5, NAN, None, "9")),
        *({"endpoints": value} for value in ({"event_list": 0}, {"event_list": None}, {"": 5}, None, 7)),
    ],
    ids=str,
)  # fmt: skip
def test_limits_that_are_none_are_refused(wrong: dict[str, Any]) -> None:
    """A limit or a window of 0, or no number, is a ValueError where it is written."""
    with pytest.raises(ValueError, match=r"limit|window|share|queue|longest_wait|calendar_spacing"):
        Limits(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        *({"failures": value} for value in (0, -1, 1.5, NAN, None, "3", True)),
        *({name: value} for name in ("pause", "trial_lease", "trial_hint") for value in (0, -1, NAN, INF, None, "300")),
    ],
    ids=str,
)
def test_breaker_settings_that_are_none_are_refused(wrong: dict[str, Any]) -> None:
    """No failures, no pause or no lease is a ValueError, for the breaker on its own as well."""
    with pytest.raises(ValueError, match="breaker"):
        BreakerSettings(**wrong)
    names = {"failures": "failure_threshold", "pause": "recovery_timeout"}
    own = {names.get(name, name): value for name, value in wrong.items() if name != "trial_hint"}
    if own:
        with pytest.raises(ValueError, match="breaker"):
            CircuitBreaker(**own)


@pytest.mark.parametrize(
    ("failures", "base"),
    [
        *((below, 1) for below in (-1, 0, -INF, NAN, None)),
        (1.9, 2),
        (8, 256),
        *((above, 300) for above in (9, 10_000, 10**400, INF)),
    ],
)
def test_any_failure_count_is_safe(failures: Any, base: float) -> None:
    """A delay between 1.1 and 1.3 times its base, never over 390 s."""
    for delay in (backoff_delay(failures, random.Random(1)), SimpleRateLimiter().get_backoff_delay(failures)):
        assert 1.1 * base <= delay <= 1.3 * base


@pytest.mark.parametrize("jitter", [(0, 1), (2, 1), (-1, 1), (1,), (1, 2, 3), None, 7, (NAN, 1), (1, INF), ("1", "2")])
def test_a_jitter_that_is_none_is_refused(jitter: Any) -> None:
    """Two factors above zero, the smaller one first."""
    with pytest.raises(ValueError, match="jitter"):
        SimpleRateLimiter(jitter=jitter)


@pytest.mark.parametrize("past", [-1.0, 0.0, -INF, NAN])
async def test_a_deadline_already_past_is_said_at_once(
    make_limiter: MakeLimiter, clock: DrivenClock, past: float
) -> None:
    """DeadlineExceeded, and no place is taken."""
    limiter = make_limiter(limits=Limits(reads=1))
    with pytest.raises(DeadlineExceeded):
        await limiter.acquire("event_list", deadline=clock.monotonic() + past)
    assert (await limiter.can_make_request("event_list"))[0]


@pytest.mark.parametrize("operation", [None, 7, "text", lambda: 7, lambda: None])
async def test_what_cannot_be_awaited_is_no_result_for_a_breaker(clock: DrivenClock, operation: Any) -> None:
    """BadRequest; neither a failure nor, while half-open, the success that would close it."""
    breaker = CircuitBreaker(clock=clock)
    for _ in range(5):
        with pytest.raises(BadRequest):
            await breaker.call(operation)
    assert not await breaker.is_open()
    for _ in range(3):
        await breaker.record_failure()
    clock.advance(300)
    with pytest.raises(BadRequest):
        await breaker.call(operation)
    reading = await breaker.reading()
    assert reading.half_open
    assert await breaker.call(lambda: asyncio.sleep(0, "the trial is still to be had")) is not None  # noqa: TID251


@pytest.mark.parametrize("kind", [ConnectionResetError, TimeoutError, ValueError])
async def test_a_breaker_knows_python_s_own_outages(clock: DrivenClock, kind: type[Exception]) -> None:
    """A connection that broke and an answer that did not come count without being named; other errors are answers."""
    breaker = CircuitBreaker(clock=clock)

    async def fails() -> None:
        raise kind

    for _ in range(3):
        with pytest.raises(kind):
            await breaker.call(fails)
    assert await breaker.is_open() == (kind is not ValueError)


async def test_a_coroutine_is_no_operation_for_a_breaker(clock: DrivenClock) -> None:
    """It could be awaited once only: refused, and closed without a warning."""

    async def operation() -> None:
        return None

    with pytest.raises(BadRequest):
        await CircuitBreaker(clock=clock).call(operation())  # type: ignore[arg-type]


@pytest.mark.parametrize("header", ["1_000", "0x10", "7s", "--7", "1e400", "nan", "-0", "", "  ", "Mon, 99 Foo 2026"])
def test_a_retry_after_that_is_rubbish_is_ignored(clock: DrivenClock, header: str) -> None:
    """As if there were none."""
    assert parse_retry_after(header, clock.now()) is None
