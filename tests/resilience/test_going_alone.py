"""Three replicas whose store goes away and comes back: what they start together, counted in every window."""

# ruff: noqa: N802 - the names carry the row ids of the fault matrix

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from calendar_core.errors import StoreUnavailable
from calendar_core.resilience import FailoverStore, Limits, RateLimiter, SimpleRateLimiter
from calendar_core.resilience.admission import Admission, Ask, BreakerReading, Passage, Result, Scope
from calendar_core.resilience.failover import SETTLE
from calendar_core.resilience.limits import BreakerSettings
from calendar_core.resilience.local_store import LocalLimiterStore

from .conftest import DrivenClock, most_in_a_window

REPLICAS = 3
BOTH = [True, False]


class Shared:
    """A store that three replicas share, as Redis is; `away`: it cannot be reached."""

    replicas = REPLICAS

    def __init__(self, clock: DrivenClock) -> None:
        self._clock = clock
        self._return = 0.0
        self.away = False
        self.wipe()

    def wipe(self) -> None:
        """It comes back empty."""
        self._kept = LocalLimiterStore(self._clock)

    def _there(self) -> LocalLimiterStore:
        if self.away:
            raise StoreUnavailable
        return self._kept

    async def reach(self, settle: float) -> float:
        self._there()
        now = self._clock.monotonic()
        if now >= self._return:
            self._return = now + settle
        return self._return - now

    async def enter(self, endpoint: str, id: str, settings: BreakerSettings) -> Admission:
        return await self._there().enter(endpoint, id, settings)

    async def settle(self, passage: Passage, result: Result, settings: BreakerSettings) -> BreakerReading:
        return await self._there().settle(passage, result, settings)

    async def read(self, endpoint: str, settings: BreakerSettings) -> BreakerReading:
        return await self._there().read(endpoint, settings)

    async def admit(self, ask: Ask, limits: Limits, settings: BreakerSettings) -> Admission:
        return await self._there().admit(ask, limits, settings)

    async def note(self, started: Sequence[tuple[Ask, float]], limits: Limits) -> None:
        await self._there().note(started, limits)

    async def record(self, ask: Ask, result: Result, limits: Limits, settings: BreakerSettings) -> BreakerReading:
        return await self._there().record(ask, result, limits, settings)

    async def cool_down(
        self, scope: Scope, seconds: float, hold: float, account: str, calendar: str, limits: Limits
    ) -> None:
        await self._there().cool_down(scope, seconds, hold, account, calendar, limits)


class Replicas:
    """Three limiters on one store, each asked as often as its appetite says."""

    def __init__(self, clock: DrivenClock, seed: int, appetites: tuple[int, int, int]) -> None:
        self.clock = clock
        self.shared = Shared(clock)
        self.stores = [FailoverStore(self.shared, clock=clock, replicas=REPLICAS) for _ in range(REPLICAS)]
        self.limiters = [RateLimiter(store, clock=clock) for store in self.stores]
        self._rng = random.Random(seed)
        self._hungry = [pair for pair in zip(self.limiters, appetites, strict=True) if pair[1]]
        self.starts: list[float] = []

    async def live(self, seconds: float) -> None:
        """One of them at a time asks, until it is refused or has had its fill, several times a second."""
        ends = self.clock.monotonic() + seconds
        while self.clock.monotonic() < ends:
            for limiter, times in self._rng.sample(self._hungry, len(self._hungry)):
                await self.fill(limiter, times)
                self.clock.advance(self._rng.uniform(0.01, 0.2), more=0)
                for _ in range(10):  # what looks after the store has its turn
                    await self.clock.sleep(0)

    async def let_pass(self, seconds: float) -> None:
        """Nobody asks meanwhile."""
        ends = self.clock.monotonic() + seconds
        while (left := ends - self.clock.monotonic()) > 0:
            self.clock.advance(min(left, 0.1), more=0)
            for _ in range(10):
                await self.clock.sleep(0)

    async def fill(self, limiter: RateLimiter, most: int = 200) -> int:
        """How many it is granted before the first refusal."""
        for granted in range(most):
            if not (await limiter.can_make_request("event_list"))[0]:
                return granted
            self.starts.append(self.clock.monotonic())
        return most

    @property
    def degraded(self) -> list[bool]:
        return [store.degraded for store in self.stores]


@pytest.mark.parametrize("empty", BOTH, ids=["comes back empty", "comes back as it was"])
@pytest.mark.parametrize("appetites", [(9, 9, 9), (30, 2, 1)], ids=["all alike", "one greedy"])
@pytest.mark.parametrize("away", [1.0, 7.0, 90.0])
async def test_G2_no_window_is_over_its_limit_while_the_store_goes_and_comes(
    clock: DrivenClock, empty: bool, appetites: tuple[int, int, int], away: float
) -> None:
    """At the limit all the time, each replica with the store, alone and with the store again: 100 in any window."""
    replicas = Replicas(clock, 3, appetites)
    await replicas.live(75)
    for _ in range(2):
        replicas.shared.away = True
        await replicas.live(away)
        assert all(replicas.degraded)
        if empty:
            replicas.shared.wipe()
        replicas.shared.away = False
        await replicas.live(70)
        assert not any(replicas.degraded)
    assert most_in_a_window(replicas.starts) <= 100
    assert len(replicas.starts) > 200, "and the limit is made use of"


async def test_G2_a_replica_that_had_not_asked_has_its_share(clock: DrivenClock) -> None:
    """What nobody told it of does not stop it: the bound is then what was used and its share."""
    replicas = Replicas(clock, 1, (5, 5, 0))
    await replicas.live(30)
    replicas.shared.away = True
    idle = replicas.limiters[2]
    assert await replicas.fill(idle) == 33


async def test_G2_the_first_to_find_the_store_again_waits_for_the_others(clock: DrivenClock) -> None:
    """It came back empty, and two replicas have not looked yet: the first does not take what is theirs."""
    replicas = Replicas(clock, 1, (0, 0, 0))
    replicas.shared.away = True
    for limiter in replicas.limiters:
        assert await replicas.fill(limiter) == 33
        clock.advance(0.3, more=0)
        await clock.sleep(0)
    replicas.shared.away = False
    first, *others = replicas.stores
    for _ in range(110):
        if first.returns_in is None:
            await replicas.let_pass(0.01)
    assert [store.returns_in for store in others] == [None, None]
    assert await replicas.fill(replicas.limiters[0]) == 0
    await replicas.let_pass(SETTLE)
    assert not any(replicas.degraded)
    assert await replicas.fill(replicas.limiters[0]) == 1


async def test_G2_what_is_started_before_all_go_back_is_told_at_once(clock: DrivenClock) -> None:
    """The store came back empty and the others have told it of nothing: one takes its share in the meantime, and
    nobody finds that place free when all are back."""
    replicas = Replicas(clock, 1, (1, 1, 1))
    replicas.shared.away = True
    await replicas.live(1)
    replicas.shared.away = False
    for _ in range(40):
        if any(store.returns_in is None for store in replicas.stores):
            await replicas.live(0.05)
    assert all(replicas.degraded)
    await replicas.fill(replicas.limiters[0])
    clock.advance(max(store.returns_in or 0 for store in replicas.stores), more=0)
    for limiter in replicas.limiters[1:]:
        await replicas.fill(limiter)
    assert not any(replicas.degraded[1:])
    assert len(replicas.starts) == 100


async def test_G2_what_was_left_is_divided(clock: DrivenClock) -> None:
    """One replica has used 40 of 100, the others have just asked: 60 are left for three, none has more than 20, and a
    window later each has its share."""
    replicas = Replicas(clock, 1, (0, 0, 0))
    first, second, third = replicas.limiters
    for limiter, times in ((first, 38), (second, 1), (third, 1)):
        for _ in range(times):
            assert (await limiter.can_make_request("event_list"))[0]
    replicas.shared.away = True

    assert [await replicas.fill(second), await replicas.fill(third)] == [20, 20]
    assert await replicas.fill(first) == 0, "it has had more than its share already"
    allowed, delay = await second.can_make_request("event_list")
    assert not allowed
    assert 59 < delay <= 61
    clock.advance(60.5)
    assert [await replicas.fill(limiter) for limiter in replicas.limiters] == [33, 33, 33]


async def test_G2_an_open_breaker_stays_open_where_the_store_goes_away(clock: DrivenClock) -> None:
    """Whoever knew of it goes on refusing, for as long as it was open."""
    replicas = Replicas(clock, 1, (0, 0, 0))
    opener, knows, _ = replicas.limiters
    for _ in range(3):
        await opener.record_request("event_get", False)
    assert not (await knows.can_make_request("event_get"))[0]
    replicas.shared.away = True
    for limiter in (opener, knows):
        assert await limiter.is_circuit_open("event_get")
        assert 299 < await limiter.get_circuit_delay("event_get") <= 300
    clock.advance(300)
    assert (await knows.can_make_request("event_get"))[0]


async def test_A4_a_cool_down_that_the_store_missed_is_told_to_it(clock: DrivenClock) -> None:
    """Google asked for a pause of 100 s while the store was away: when it is back, the other replicas keep it too."""
    replicas = Replicas(clock, 1, (1, 1, 1))
    await replicas.live(1)
    replicas.shared.away = True
    await replicas.live(2)
    await replicas.limiters[0].cool_down("user", 100)
    replicas.shared.away = False
    await replicas.live(6)
    assert not any(replicas.degraded)
    allowed, delay = await replicas.limiters[1].can_make_request("event_list")
    assert not allowed
    assert 90 < delay < 96


async def test_A4_a_cool_down_is_told_at_once_while_the_others_are_waited_for(clock: DrivenClock) -> None:
    """Google asks for a pause when the store is there again and not all are back: the others keep it too."""
    replicas = Replicas(clock, 1, (1, 1, 1))
    replicas.shared.away = True
    await replicas.live(1)
    replicas.shared.away = False
    for _ in range(40):
        if any(store.returns_in is None for store in replicas.stores):
            await replicas.live(0.05)
    assert all(replicas.degraded)
    await replicas.limiters[0].cool_down("user", 100)
    await replicas.live(SETTLE)
    assert not any(replicas.degraded)
    allowed, delay = await replicas.limiters[1].can_make_request("event_list")
    assert not allowed
    assert 90 < delay <= 100


async def test_G2_going_alone_leaves_no_task_behind(clock: DrivenClock) -> None:
    """Nobody asks and there is nothing to tell: nothing looks after the store until somebody asks again."""
    replicas = Replicas(clock, 1, (1, 1, 1))
    await replicas.live(1)
    replicas.shared.away = True
    await replicas.live(3)
    await replicas.let_pass(65)
    assert not clock.sleepers
    replicas.shared.away = False
    await replicas.live(5)
    assert not any(replicas.degraded)


async def test_the_twin_of_one_process_has_no_cap(clock: DrivenClock) -> None:
    """A limiter that shares with nobody gives all there is."""
    limiter = SimpleRateLimiter(clock=clock)
    assert sum([(await limiter.can_make_request("event_list"))[0] for _ in range(150)]) == 100


async def test_G2_a_store_that_goes_again_before_all_are_back_is_looked_after(clock: DrivenClock) -> None:
    """What was started in between is told when it comes back for good, though nobody asks any more."""
    replicas = Replicas(clock, 1, (1, 1, 1))
    replicas.shared.away = True
    await replicas.live(1)
    replicas.shared.away = False
    for _ in range(40):
        if any(store.returns_in is None for store in replicas.stores):
            await replicas.live(0.05)
    replicas.shared.away = True
    assert await replicas.fill(replicas.limiters[0]) > 0
    assert replicas.stores[0].returns_in is None
    replicas.shared.away = False
    await replicas.let_pass(5)
    assert not any(replicas.degraded)
    for limiter in replicas.limiters[1:]:
        await replicas.fill(limiter)
    assert len(replicas.starts) == 100
