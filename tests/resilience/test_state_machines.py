"""Limiter and breaker under any sequence of events, over the in-process store and over Redis.

The invariants are those of the fault matrix: no window over its limit, at most one trial call at a time, an open
breaker lets nothing through, waits never negative nor over the cap, every wait ends, and both stores say the same.
"""

from __future__ import annotations

import asyncio
import random
from bisect import insort
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from redis.asyncio import Redis

from calendar_core.resilience.admission import Admission, Ask, LimiterStore, Passage, Result, Scope, Verdict
from calendar_core.resilience.limits import BreakerSettings, Limits
from calendar_core.resilience.local_store import LocalLimiterStore
from calendar_core.resilience.sliding_window import SlidingWindow, earliest
from calendar_core.store.limits import RedisLimiterStore

from .conftest import DrivenClock

T = TypeVar("T")
WINDOW = 60.0
LIMITS = Limits(reads=4, writes=3, per_user=6, per_project=9, window=WINDOW, queue=6, longest_wait=300)
BREAKER = BreakerSettings(failures=3, pause=300, trial_lease=45)
ACCOUNTS = st.sampled_from(["ann", "ben"])
ENDPOINTS = st.sampled_from(["event_list", "event_create"])


def brute_force(starts: list[int], at: int, weight: int, limit: int, width: int) -> int:
    """The first instant that works, found by trying each that could be one."""
    for candidate in sorted({at, *(start + width for start in starts if start + width > at)}):
        together = sorted([*starts, *[candidate] * weight])
        if all(
            sum(first <= start < first + width for start in together) <= limit
            for first in together
            if first <= candidate < first + width
        ):
            return candidate
    raise AssertionError("the last candidate always works")


@given(
    starts=st.lists(st.integers(0, 60), max_size=14).map(sorted),
    at=st.integers(0, 60),
    limit=st.integers(1, 5),
    data=st.data(),
)
def test_the_first_instant_is_found(starts: list[int], at: int, limit: int, data: st.DataObject) -> None:
    """The algorithm gives the same instant as trying them all, for any starts behind and ahead."""
    weight = data.draw(st.integers(1, limit))
    assert earliest(starts, at, weight, limit, 10) == brute_force(starts, at, weight, limit, 10)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 3)), max_size=60))
def test_no_window_is_ever_over_its_limit(asked: list[tuple[int, int]]) -> None:
    """Whatever is asked and whenever, no window of the width holds more than the limit, those ahead included."""
    window, now = SlidingWindow(), 0
    taken: list[int] = []
    for later, weight in asked:
        now += later
        at = window.earliest(now, weight, 3, 10)
        assert at >= now
        window.take(at, weight)
        for _ in range(weight):
            insort(taken, at)
    assert all(sum(first <= start < first + 10 for start in taken) <= 3 for first in taken)


class LimiterMachine(RuleBasedStateMachine):
    """Programs of {time passes, ask now, ask to wait, in the background, throttle, report, be killed, look}.

    blur: seconds by which what the store calls now may differ from what the machine does.
    """

    store: LimiterStore
    blur = 1e-3

    def __init__(self) -> None:
        super().__init__()
        self.clock = DrivenClock()
        self.number = 0
        self.starts: dict[tuple[str, ...], list[float]] = {}
        self.under_way: list[tuple[Admission, Ask, float]] = []
        self.lost: list[tuple[Admission, Ask, float]] = []  # whoever was at them is gone
        self.failures = dict.fromkeys(("event_list", "event_create"), 0)
        self.open()

    def open(self) -> None:
        self.store = LocalLimiterStore(self.clock)

    def wait_for(self, answer: Coroutine[Any, Any, T]) -> T:
        try:
            answer.send(None)
        except StopIteration as stop:
            result: T = stop.value
            return result
        raise AssertionError("the in-process store never waits")

    # --- what can happen --------------------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([0.0, 0.5, 7.0, 30.0, 59.0, 60.0, 61.0, 300.0]))
    def time_passes(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule(
        account=ACCOUNTS,
        endpoint=ENDPOINTS,
        weight=st.sampled_from([1, 1, 1, 2, 3]),
        background=st.booleans(),
        max_wait=st.sampled_from([0.0, 0.0, 10.0, 100.0, 300.0]),
        calendar=st.sampled_from([None, None, "work"]),
    )
    def ask(
        self, account: str, endpoint: str, weight: int, background: bool, max_wait: float, calendar: str | None
    ) -> None:
        self.number += 1
        ask = Ask(f"n{self.number}", endpoint, account, calendar, weight, background, max_wait)
        admission = self.wait_for(self.store.admit(ask, LIMITS, BREAKER))
        assert 0 <= admission.delay <= 86_400
        if not admission.allowed:
            assert admission.delay > 0
            if admission.verdict is Verdict.WINDOW:
                assert admission.delay > max_wait
            return
        assert admission.delay <= max_wait
        for key in ((account, endpoint), (account,), ()):
            self.starts.setdefault(key, []).extend([self.clock.monotonic() + admission.delay] * weight)
        if admission.trial:
            now = self.clock.monotonic()
            assert not [
                other
                for other, its, until in [*self.under_way, *self.lost]
                if other.trial and its.endpoint == endpoint and until > now + self.blur
            ], "one trial at a time"
        self.under_way.append((admission, ask, self.clock.monotonic() + admission.delay + BREAKER.trial_lease))

    @rule(account=ACCOUNTS, endpoint=ENDPOINTS, max_wait=st.sampled_from([0.0, 100.0]))
    def ask_in_a_row(self, account: str, endpoint: str, max_wait: float) -> None:
        for _ in range(5):
            self.ask(account, endpoint, weight=1, background=False, max_wait=max_wait, calendar=None)

    @precondition(lambda self: self.under_way)
    @rule(which=st.integers(0, 10), result=st.sampled_from(list(Result)))
    def report(self, which: int, result: Result) -> None:
        admission, ask, _ = self.under_way.pop(which % len(self.under_way))
        before = self.wait_for(self.store.read(ask.endpoint, BREAKER))
        passage = Passage(ask.endpoint, admission.epoch, ask.id if admission.trial else "")
        after = self.wait_for(self.store.settle(passage, result, BREAKER))
        if before.is_open:
            assert after.is_open, "a late result closes nothing"
            assert after.changed == ""
        if not admission.trial:
            assert after.changed != "closed", "only a trial closes"

    @precondition(lambda self: self.under_way)
    @rule()
    def replica_is_killed(self) -> None:
        self.lost.extend(self.under_way)
        self.under_way.clear()

    @rule(endpoint=ENDPOINTS, result=st.sampled_from([Result.SUCCESS, Result.OUTAGE, Result.OUTAGE]))
    def report_unasked(self, endpoint: str, result: Result) -> None:
        after = self.wait_for(self.store.settle(Passage(endpoint), result, BREAKER))
        if after.changed == "closed":
            self.under_way = [entry for entry in self.under_way if entry[1].endpoint != endpoint]
            self.lost = [entry for entry in self.lost if entry[1].endpoint != endpoint]

    @rule(
        scope=st.sampled_from(list(Scope)),
        seconds=st.sampled_from([1.0, 20.0, 90.0]),
        hold=st.sampled_from([0.0, 5.0]),
        account=ACCOUNTS,
    )
    def throttle(self, scope: Scope, seconds: float, hold: float, account: str) -> None:
        self.wait_for(self.store.cool_down(scope, seconds, hold, account, "work", LIMITS))
        if scope is not Scope.CALENDAR:
            ask = Ask("x", "event_get", account, max_wait=0.0)
            assert self.wait_for(self.store.admit(ask, LIMITS, BREAKER)).delay >= seconds - self.blur

    # --- what always holds ------------------------------------------------------------------------------------------

    @invariant()
    def no_window_is_over_its_limit(self) -> None:
        for key, starts in self.starts.items():
            limit = LIMITS.of(key[1]) if len(key) == 2 else 4 if len(key) == 1 else 9  # 4: the account's share
            for first in starts:
                inside = sum(first <= start < first + WINDOW - self.blur for start in starts)
                assert inside <= limit, (key, sorted(starts))

    @invariant()
    def an_open_breaker_lets_nothing_through(self) -> None:
        for endpoint in ("event_list", "event_create"):
            reading = self.wait_for(self.store.read(endpoint, BREAKER))
            assert 0 <= reading.seconds_left <= BREAKER.pause
            if reading.is_open:
                admission = self.wait_for(self.store.admit(Ask("probe", endpoint, "probe"), LIMITS, BREAKER))
                assert admission.verdict is Verdict.CIRCUIT


TestLocalMachine = LimiterMachine.TestCase
TestLocalMachine.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


class RedisMachine(LimiterMachine):
    """The same programs over two replicas on one Redis, which may forget its scripts and everything else.

    The clock's offset drives the time; Redis' own goes on meanwhile, by less than what each step adds to it.
    """

    blur = 0.25

    url: str

    def open(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.clients = [Redis.from_url(self.url) for _ in range(2)]
        self.stores = [RedisLimiterStore(client, clock=self.clock, answer_within=10) for client in self.clients]
        self.store = self.stores[0]
        self.wait_for(self.forget())

    async def forget(self) -> None:
        await self.clients[0].flushall()

    def wait_for(self, answer: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(answer)

    @rule(number=st.integers(0, 1))
    def another_replica(self, number: int) -> None:
        self.store = self.stores[number]

    @rule()
    def redis_is_flushed(self) -> None:
        self.wait_for(self.forget())
        self.starts.clear()
        self.under_way.clear()
        self.lost.clear()

    @rule()
    def scripts_are_flushed(self) -> None:
        async def flush() -> None:
            await self.clients[0].script_flush()

        self.wait_for(flush())

    def teardown(self) -> None:
        async def close() -> None:
            for client in self.clients:
                await client.aclose()

        self.wait_for(close())
        self.loop.close()


def test_limiter_and_breaker_on_redis_under_any_sequence(redis_url: str) -> None:
    """The invariants of the in-process store hold for the scripts: two replicas, kills, flushes, late results."""
    few = settings(max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    machine = type("RedisMachineHere", (RedisMachine,), {"url": redis_url})
    run_state_machine_as_test(machine, settings=few)


class TestBothStores:
    """The Lua scripts and their in-process twin are one algorithm."""

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(seed=st.integers(0, 2**32))
    def test_they_say_the_same(self, redis_url: str, seed: int) -> None:
        """For the same questions at the same instants both stores give the same verdicts, delays and trials."""
        asyncio.run(self._compare(redis_url, random.Random(seed)))

    @staticmethod
    async def _compare(redis_url: str, rng: random.Random) -> None:
        async with Redis.from_url(redis_url) as client:
            await client.flushall()
            clock = DrivenClock()
            local = LocalLimiterStore(clock)
            shared = RedisLimiterStore(client, clock=clock, answer_within=10)
            passages: list[tuple[Passage, Passage]] = []
            for number in range(60):
                # Redis' time goes on by some microseconds meanwhile, so nothing is asked that near to an edge: no
                # window, pause or lease is a multiple of 0.7 s.
                clock.advance(rng.choice([0.7, 0.7, 1.4, 7.0, 30.8, 61.6, 150.5]), more=0)
                kind = rng.random()
                if kind < 0.7:
                    ask = Ask(
                        f"n{number}",
                        rng.choice(["event_list", "event_create"]),
                        rng.choice(["ann", "ben"]),
                        rng.choice([None, "work"]),
                        rng.choice([1, 1, 2, 3]),
                        rng.random() < 0.3,
                        rng.choice([0.0, 20.0, 300.0]),
                        queued=rng.random() < 0.5,
                    )
                    one, other = [await store.admit(ask, LIMITS, BREAKER) for store in (local, shared)]
                    assert one.verdict is other.verdict, (number, ask, one, other)
                    assert one.delay == pytest.approx(other.delay, abs=0.1)
                    assert one.trial == other.trial
                    if one.allowed:
                        trial = ask.id if one.trial else ""
                        passages.append(
                            (Passage(ask.endpoint, one.epoch, trial), Passage(ask.endpoint, other.epoch, trial))
                        )
                elif kind < 0.9 and passages:
                    pair = passages.pop(rng.randrange(len(passages)))
                    result = rng.choice([Result.SUCCESS, Result.OUTAGE, Result.OUTAGE, Result.NONE])
                    first = await local.settle(pair[0], result, BREAKER)
                    second = await shared.settle(pair[1], result, BREAKER)
                    assert (first.changed, first.failures, first.half_open) == (
                        second.changed,
                        second.failures,
                        second.half_open,
                    )
                elif kind < 0.93:
                    ask = Ask(f"n{number}", rng.choice(["event_list", "event_create"]), rng.choice(["ann", "ben"]))
                    result = rng.choice([Result.SUCCESS, Result.OUTAGE])
                    first, second = [await store.record(ask, result, LIMITS, BREAKER) for store in (local, shared)]
                    assert (first.changed, first.failures) == (second.changed, second.failures), (number, ask)
                    assert first.seconds_left == pytest.approx(second.seconds_left, abs=0.1)
                else:
                    scope, seconds = rng.choice(list(Scope)), rng.choice([3.3, 50.0])
                    for store in (local, shared):
                        await store.cool_down(scope, seconds, 2.2, "ann", "work", LIMITS)
