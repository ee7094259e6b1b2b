"""Fault matrix C: the circuit breaker, in process and shared, alone and inside the guard."""

# ruff: noqa: N802 - the names carry the row ids of the fault matrix

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis

from calendar_core.errors import (
    BadRequest,
    CalendarError,
    ChangedMeanwhile,
    CircuitOpenError,
    Conflict,
    NotFound,
    OutageError,
    ReconnectNeeded,
    Throttled,
)
from calendar_core.resilience import CircuitBreaker, Guard, RateLimiter, Result, RetryPolicy
from sandbox.faults import Fault
from tests.flow.world import World

from .conftest import DrivenClock, MakeLimiter, let_pass, shared

ONCE = RetryPolicy(attempts=1, total=30)


class Google:
    """An operation whose next outcomes are told; counts its attempts."""

    def __init__(self, *outcomes: type[CalendarError] | str) -> None:
        self.outcomes = list(outcomes)
        self.attempts = 0

    async def __call__(self) -> str:
        self.attempts += 1
        outcome = self.outcomes.pop(0) if self.outcomes else "ok"
        if isinstance(outcome, str):
            return outcome
        raise outcome


def _guard(limiter: RateLimiter, clock: DrivenClock, policy: RetryPolicy = ONCE) -> Guard:
    return Guard(limiter, clock=clock, background=policy)


async def _call(
    guard: Guard, *outcomes: type[CalendarError] | str, endpoint: str = "event_list", **options: str
) -> Google:
    """One call for each outcome, its error swallowed."""
    google = Google(*outcomes)
    for _ in outcomes:
        try:
            await guard.call(google, endpoint, **options)  # type: ignore[arg-type]
        except CalendarError:
            continue
    return google


async def _open(limiter: RateLimiter, endpoint: str = "event_list") -> None:
    for _ in range(3):
        await limiter.record_request(endpoint, False)


async def test_C1_three_failed_calls_open_for_five_minutes(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """After 3 failed calls in a row nothing is attempted for 300 s."""
    guard = _guard(make_limiter(), clock)
    assert (await _call(guard, OutageError, OutageError, OutageError)).attempts == 3
    google = Google()
    with pytest.raises(CircuitOpenError):
        await guard.call(google, "event_list")
    clock.advance(299)
    with pytest.raises(CircuitOpenError):
        await guard.call(google, "event_list")
    assert google.attempts == 0
    clock.advance(1)
    assert await guard.call(google, "event_list") == "ok"


async def test_C1_a_call_that_fails_at_first_and_then_works_is_no_failure(
    make_limiter: MakeLimiter, clock: DrivenClock
) -> None:
    """What counts is the call's outcome after its attempts, so a blip does not close the shop."""
    limiter = make_limiter()
    guard = _guard(limiter, clock, RetryPolicy(attempts=3, total=60))
    for _ in range(4):
        google = Google(OutageError, OutageError, "ok")
        assert await let_pass(clock, [guard.call(google, "event_list")]) == ["ok"]
        assert google.attempts == 3
    assert not await limiter.is_circuit_open("event_list")


async def test_C2_a_success_in_between_starts_the_count_anew(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """2 failures, a success, 2 failures: still closed."""
    limiter = make_limiter()
    await _call(_guard(limiter, clock), OutageError, OutageError, "ok", OutageError, OutageError)
    assert not await limiter.is_circuit_open("event_list")


@pytest.mark.parametrize("answer", [BadRequest, NotFound, Conflict, ChangedMeanwhile, Throttled])
async def test_C3_answers_are_no_outages(
    make_limiter: MakeLimiter, clock: DrivenClock, answer: type[CalendarError]
) -> None:
    """50 answers of 400, 404, 409, 412 or 429 leave the breaker closed."""
    limiter = make_limiter()
    guard = _guard(limiter, clock)
    for n in range(50):
        await _call(guard, answer, account=f"user{n}")
    assert not await limiter.is_circuit_open("event_list")
    assert (await limiter.circuit("event_list")).failures == 0


async def test_C4_a_revoked_grant_is_one_persons_affair(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """50 calls of a user whose grant is gone: everybody else is served."""
    guard = _guard(make_limiter(), clock)
    await _call(guard, *[ReconnectNeeded] * 50, account="revoked")
    assert await guard.call(Google(), "event_list", account="other") == "ok"


async def test_C5_exactly_one_trial_over_three_replicas(replicas: list[Redis], clock: DrivenClock) -> None:
    """200 callers over 3 replicas return at the same instant: one attempt before the verdict, then all go on."""
    limiters = [shared(client, clock) for client in replicas]
    guards = [_guard(limiter, clock) for limiter in limiters]
    await _open(limiters[0])
    clock.advance(300)
    verdict = asyncio.Event()
    attempts = 0

    async def slow() -> str:
        nonlocal attempts
        attempts += 1
        await verdict.wait()
        return "ok"

    calls = [asyncio.ensure_future(guards[n % 3].call(slow, "event_list", account=f"user{n}")) for n in range(200)]
    while sum(call.done() for call in calls) < 199 and attempts <= 1:
        await clock.sleep(0)
    assert attempts == 1
    refused = [call.exception() for call in calls if call.done()]
    assert all(isinstance(error, CircuitOpenError) and error.retry_after for error in refused)
    verdict.set()
    await asyncio.wait(calls)
    assert attempts == 1
    assert await asyncio.gather(*(guard.call(Google(), "event_list") for guard in guards)) == ["ok"] * 3


async def test_C5_a_failed_trial_opens_for_another_pause(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """If the one trial fails, the circuit stays open for 300 s more."""
    limiter = make_limiter()
    await _open(limiter)
    clock.advance(300)
    await _call(_guard(limiter, clock), OutageError)
    assert 299 < await limiter.get_circuit_delay("event_list") <= 300


async def test_C6_a_dead_trial_gives_way_after_its_lease(replicas: list[Redis], clock: DrivenClock) -> None:
    """The process of the trial dies: within its lease the next caller may try, and a late word of it is ignored."""
    dead, alive = (shared(client, clock) for client in replicas[:2])
    await _open(dead)
    clock.advance(300)
    permit = await dead.admit("event_list")
    assert permit.passage.trial
    with pytest.raises(CircuitOpenError):
        await alive.acquire("event_list")
    clock.advance(alive.breaker.trial_lease)
    successor = await alive.admit("event_list")
    assert successor.passage.trial
    await dead.settle(permit, Result.SUCCESS)
    assert not (await alive.can_make_request("event_list"))[0], "the dead one's word closes nothing"
    await alive.settle(successor, Result.SUCCESS)
    assert (await alive.can_make_request("event_list"))[0]


async def test_C7_a_cancelled_trial_lets_the_next_one_try(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """The person cancels the trial call: neither success nor failure, and the next caller may try at once."""
    limiter = make_limiter()
    guard = _guard(limiter, clock)
    await _open(limiter)
    clock.advance(300)
    started = asyncio.Event()

    async def hangs() -> None:
        started.set()
        await asyncio.Event().wait()

    trial = asyncio.ensure_future(guard.call(hangs, "event_list"))
    await started.wait()
    with pytest.raises(CircuitOpenError):
        await guard.call(Google(), "event_list")
    trial.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trial
    assert await guard.call(Google(), "event_list") == "ok"
    assert not (await limiter.circuit("event_list")).half_open


async def test_C8_a_late_success_closes_nothing(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """A success that was started before the opening and arrives while open is ignored, half-open too."""
    limiter = make_limiter()
    guard = _guard(limiter, clock)
    started, answer = asyncio.Event(), asyncio.Event()

    async def slow() -> str:
        started.set()
        await answer.wait()
        return "ok"

    late = asyncio.ensure_future(guard.call(slow, "event_list"))
    await started.wait()
    await _call(guard, OutageError, OutageError, OutageError)
    answer.set()
    assert await late == "ok"
    assert await limiter.is_circuit_open("event_list")
    await limiter.record_request("event_list", True)
    assert await limiter.is_circuit_open("event_list")


async def test_C8_a_late_failure_opens_nothing(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """Failures that were started before a trial closed the circuit do not count after it."""
    limiter = make_limiter()
    permits = [await limiter.admit("event_list") for _ in range(3)]
    await _open(limiter)
    clock.advance(300)
    await _call(_guard(limiter, clock), "ok")
    for permit in permits:
        await limiter.settle(permit, Result.OUTAGE)
    reading = await limiter.circuit("event_list")
    assert reading.failures == 0
    assert not reading.is_open


async def test_C9_concurrent_failures_over_two_replicas_open_for_both(
    replicas: list[Redis], clock: DrivenClock
) -> None:
    """30 failures at once over 2 replicas: both refuse afterwards."""
    guards = [_guard(shared(client, clock), clock) for client in replicas[:2]]
    await asyncio.gather(*(_call(guards[n % 2], OutageError) for n in range(30)))
    for guard in guards:
        with pytest.raises(CircuitOpenError):
            await guard.call(Google(), "event_list")


async def test_C10_reads_go_on_while_writes_fail(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """An outage of writes alone leaves reads served."""
    guard = _guard(make_limiter(), clock)
    await _call(guard, OutageError, OutageError, OutageError, endpoint="event_create")
    with pytest.raises(CircuitOpenError):
        await guard.call(Google(), "event_create")
    assert await guard.call(Google(), "event_list") == "ok"


async def test_C12_an_open_circuit_says_how_long(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """The typed error carries the time that is left, right to a second."""
    limiter = make_limiter()
    await _open(limiter)
    clock.advance(123)
    with pytest.raises(CircuitOpenError) as refusal:
        await _guard(limiter, clock).call(Google(), "event_list")
    assert refusal.value.retry_after == pytest.approx(177, abs=1)
    assert refusal.value.endpoint == "event_list"


async def test_C13_a_restart_does_not_forget(replicas: list[Redis], clock: DrivenClock) -> None:
    """A new process finds the circuit as the old one left it: no attempt while open."""
    await _open(shared(replicas[0], clock))
    google = Google()
    with pytest.raises(CircuitOpenError):
        await _guard(shared(replicas[1], clock), clock).call(google, "event_list")
    assert google.attempts == 0


async def test_the_replay_inside_a_trial_belongs_to_it(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """A trial call that takes a second place (a 401 and its replay) is not refused by itself, and its word counts."""
    limiter = make_limiter()
    await _open(limiter)
    clock.advance(300)

    async def replays() -> str:
        await limiter.acquire("event_list")
        return "ok"

    assert await _guard(limiter, clock).call(replays, "event_list") == "ok"
    reading = await limiter.circuit("event_list")
    assert not reading.is_open
    assert not reading.half_open


class TestCircuitBreaker:
    """The breaker on its own."""

    @pytest.fixture(params=["local", "redis"])
    def breaker(self, request: pytest.FixtureRequest, clock: DrivenClock, redis: Redis) -> CircuitBreaker:
        return CircuitBreaker(redis if request.param == "redis" else None, clock=clock)

    async def test_opens_and_recovers(self, breaker: CircuitBreaker, clock: DrivenClock) -> None:
        """3 failures open it, the pause over one trial goes through, and its success closes it."""
        google = Google(OutageError, OutageError, OutageError)
        for _ in range(3):
            with pytest.raises(OutageError):
                await breaker.call(google)
        with pytest.raises(CircuitOpenError) as refusal:
            await breaker.call(google)
        assert refusal.value.retry_after == pytest.approx(300, abs=1)
        assert await breaker.seconds_left() == pytest.approx(300, abs=1)
        clock.advance(300)
        assert not await breaker.is_open()
        trial = await breaker.enter()
        with pytest.raises(CircuitOpenError):
            await breaker.enter()
        await breaker.settle(trial, Result.SUCCESS)
        assert await breaker.call(google) == "ok"

    async def test_what_does_not_count_passes_through(self, breaker: CircuitBreaker) -> None:
        """Errors that are no outages leave it closed however many they are."""
        for _ in range(10):
            with pytest.raises(NotFound):
                await breaker.call(Google(NotFound))
        assert not await breaker.is_open()

    async def test_noted_failures_count(self, breaker: CircuitBreaker) -> None:
        """Results can be noted without asking first."""
        await breaker.record_failure()
        await breaker.record_success()
        for _ in range(3):
            await breaker.record_failure()
        assert await breaker.is_open()


async def test_C11_a_list_comes_from_the_cache_with_its_age_and_a_write_is_not_pretended(
    redis: Redis, redis_url: str
) -> None:
    """With the circuit open the chat shows what it last knew and how old that is; a booking is kept, not "booked"."""
    world = World(redis_url)
    world.google.put_event(
        {
            "summary": "Board call",
            "start": {"dateTime": "2026-11-24T11:00:00+08:00", "timeZone": "Asia/Kuala_Lumpur"},
            "end": {"dateTime": "2026-11-24T12:00:00+08:00", "timeZone": "Asia/Kuala_Lumpur"},
        }
    )
    await world.start()
    assert "Board call" in await world.say("/list")
    world.google.faults.add(Fault(status=503, times=None))
    await world.later(minutes=31)
    limiter = shared(redis, world.clock)
    for endpoint in ("event_list", "event_create", "event_get"):
        await _open(limiter, endpoint)
    shown = await world.say("/list")
    assert "Board call" in shown
    assert "ago" in shown
    kept = await world.say("meeting tomorrow 3pm")
    assert "Booked" not in kept
    assert world.titles() == ["Board call"]
    await world.stop()
