"""Fault matrix B: rate limits and queueing, over both the in-process limiter and the one on Redis."""

# ruff: noqa: N802 - the names carry the row ids of the fault matrix

from __future__ import annotations

import asyncio
import random
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from redis.asyncio import Redis

from calendar_core.errors import LimiterRefused, OutageError, Throttled
from calendar_core.resilience import BreakerSettings, Guard, Limits, RateLimiter, RetryBudget

from .conftest import DrivenClock, MakeLimiter, let_pass, most_in_a_window, shared


async def _starts(limiter: RateLimiter, clock: DrivenClock, count: int, **options: object) -> list[float | Exception]:
    """When each of so many callers, all at once, starts; in the order in which they asked."""

    async def one() -> float:
        await limiter.acquire("event_list", **options)  # type: ignore[arg-type]
        return clock.monotonic()

    return await let_pass(clock, [one() for _ in range(count)])


async def test_B1_who_fits_the_deadline_waits_in_order_the_others_hear_the_true_delay(
    make_limiter: MakeLimiter, clock: DrivenClock
) -> None:
    """Of 500 reads at once no window holds more than 100; waiters go in order, the rest are refused with the delay."""
    limiter = make_limiter()
    began = clock.monotonic()
    answers = await _starts(limiter, clock, 500, max_wait=130.0)
    starts = [answer for answer in answers if isinstance(answer, float)]
    refused = [answer for answer in answers if isinstance(answer, LimiterRefused)]
    assert len(starts) == 300
    assert len(refused) == 200
    assert starts == sorted(starts)
    assert most_in_a_window(starts) == 100
    assert all(abs((error.retry_after or 0) - 180) < 9 for error in refused)
    assert starts[-1] - began < 120 * 1.02


async def test_B2_three_replicas_keep_one_bound(replicas: list[Redis], clock: DrivenClock) -> None:
    """What three replicas let through together is what one may: 100 in any window."""
    limiters = [shared(client, clock) for client in replicas]

    async def one(limiter: RateLimiter) -> float:
        await limiter.acquire("event_list", max_wait=130.0)
        return clock.monotonic()

    answers = await let_pass(clock, [one(limiters[i % 3]) for i in range(400)])
    starts = [answer for answer in answers if isinstance(answer, float)]
    assert len(starts) == 300
    assert most_in_a_window(starts) == 100


async def test_B3_the_bound_holds_across_the_minute(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """100 reads at the end of one minute leave none for the beginning of the next."""
    limiter = make_limiter()
    clock.advance(59)
    for _ in range(100):
        assert (await limiter.can_make_request("event_list"))[0]
    clock.advance(2)
    allowed, delay = await limiter.can_make_request("event_list")
    assert not allowed
    assert 57 < delay <= 58
    clock.advance(delay)
    assert (await limiter.can_make_request("event_list"))[0]


async def test_B4_a_steady_stream_below_the_limit_never_waits(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """60 reads a minute for an hour: nothing refused, nothing delayed."""
    limiter = make_limiter()
    for _ in range(3600):
        assert (await limiter.acquire("event_list", max_wait=0)).waited == 0
        clock.advance(1, more=0)


class _Skewed(DrivenClock):
    """A host whose clocks are wrong by so many seconds; Redis' time is not touched by that."""

    def __init__(self, skew: float) -> None:
        super().__init__()
        self._skew = skew

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self._skew)

    def monotonic(self) -> float:
        return super().monotonic() + self._skew


@pytest.mark.parametrize("skews", [(90, -90, 0), (-90, 0, 90), (0, 90, -90)])
async def test_B5_wrong_clocks_of_the_hosts_change_nothing(
    replicas: list[Redis], skews: tuple[float, float, float]
) -> None:
    """One host 90 s ahead and one 90 s behind: whoever comes first, what is full for one is full for all, and for as
    long, since time comes from Redis."""
    limiters = [shared(client, _Skewed(skew)) for client, skew in zip(replicas, skews, strict=True)]
    allowed = [(await limiter.can_make_request("event_list"))[0] for limiter in limiters for _ in range(50)]
    assert allowed == [True] * 100 + [False] * 50
    delays = [(await limiter.can_make_request("event_list"))[1] for limiter in limiters]
    assert all(57 < delay <= 60 for delay in delays)


async def test_B6_one_busy_user_does_not_hold_up_another(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """300 requests of one user, the project's window small: another user's single one starts at once."""
    limiter = make_limiter(limits=Limits(reads=1000, per_project=200))
    busy = asyncio.gather(*(limiter.acquire("event_list", account="busy") for _ in range(300)), return_exceptions=True)
    while not clock.sleepers:
        await clock.sleep(0)
    assert (await limiter.acquire("event_list", account="other", max_wait=0)).waited < 1
    busy.cancel()


async def test_B7_background_work_leaves_room_for_people(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """A sync that takes all it can get has 70 of 100 places; a person who comes then does not wait."""
    limiter = make_limiter()
    granted = 0
    while (await limiter.can_make_request("event_list", background=True))[0]:
        granted += 1
    assert granted == 70
    sync = asyncio.gather(*(limiter.acquire("event_list", background=True) for _ in range(50)))
    while len(clock.sleepers) < 50:
        await clock.sleep(0)
    waits = [(await limiter.acquire("event_list", max_wait=2)).waited for _ in range(30)]
    assert max(waits) < 2
    sync.cancel()


async def test_B8_a_cancelled_waiter_holds_up_nobody(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """A waiter's place lapses when it is cancelled; whoever waits behind it, or comes next, starts after the delay it
    is told."""
    limiter = make_limiter(limits=Limits(reads=2))
    for _ in range(2):
        await limiter.acquire("event_list")
    began = clock.monotonic()
    waiter, behind = (asyncio.ensure_future(limiter.acquire("event_list")) for _ in range(2))
    while len(clock.sleepers) < 2:
        await clock.sleep(0)
    waiter.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiter
    async with asyncio.timeout(5):  # in which nothing is waited for: only who is stuck would use it up
        (permit,) = await let_pass(clock, [behind])
    assert 59 < clock.monotonic() - began < 61
    assert 59 < permit.waited < 61
    began = clock.monotonic()
    (start,) = await _starts(limiter, clock, 1)
    assert isinstance(start, float)
    assert 59 < start - began < 61


async def test_B9_a_full_queue_refuses_at_once(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """More than the queue's bound never wait; newcomers hear how long it would take."""
    limiter = make_limiter(limits=Limits(reads=10, queue=25))
    answers = asyncio.gather(*(limiter.acquire("event_list") for _ in range(100)), return_exceptions=True)
    while len(clock.sleepers) < 25:
        await clock.sleep(0)
    with pytest.raises(LimiterRefused) as refusal:
        await limiter.acquire("event_list")
    assert refusal.value.reason == "queue"
    assert 170 < (refusal.value.retry_after or 0) < 190
    assert len(clock.sleepers) == 25
    answers.cancel()


async def test_B10_retries_stay_within_their_budget(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """When every attempt fails, 200 calls make at most 1.2 x 200 attempts and the budget's floor; each takes a place
    of the limit."""
    limiter = make_limiter(limits=Limits(reads=1000), breaker=BreakerSettings(failures=10_000))
    guard = Guard(limiter, clock=clock, rng=random.Random(1), budget=RetryBudget(0.2, 10))
    attempts = 0

    async def failing() -> None:
        nonlocal attempts
        attempts += 1
        raise OutageError

    await let_pass(clock, [guard.call(failing, "event_list") for _ in range(200)])
    assert 200 < attempts <= 1.2 * 200 + 10
    left = 0
    while (await limiter.can_make_request("event_list"))[0]:
        left += 1
    assert left == 600 - attempts, "600 a minute per user"


async def test_B11_each_page_takes_its_own_place(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """A listing of 7 pages, each a call of its own, takes 7 places."""
    limiter = make_limiter(limits=Limits(reads=10))
    guard = Guard(limiter, clock=clock)

    async def page() -> int:
        return 1

    assert sum([await guard.call(page, "event_list") for _ in range(7)]) == 7
    assert [(await limiter.can_make_request("event_list"))[0] for _ in range(4)] == [True, True, True, False]


async def test_B12_a_batch_takes_as_many_places_as_it_holds_requests(
    make_limiter: MakeLimiter, clock: DrivenClock
) -> None:
    """A batch of 40 takes 40 of 60 places, in one question; a second one waits for a window."""
    limiter = make_limiter()
    await limiter.acquire("event_create", weight=40)
    assert not (await limiter.can_make_request("event_create", weight=21))[0]
    allowed, delay = await limiter.can_make_request("event_create", weight=40)
    assert not allowed
    assert 59 < delay <= 60
    assert (await limiter.can_make_request("event_create", weight=20))[0]


async def test_B12_a_heavy_batch_in_the_background_can_start(make_limiter: MakeLimiter) -> None:
    """A batch that weighs more than the share of background work waits for an empty window rather than for ever."""
    limiter = make_limiter()
    assert (await limiter.can_make_request("event_create", weight=50, background=True))[0]
    assert not (await limiter.can_make_request("event_create", background=True))[0]


async def test_B13_reads_and_writes_do_not_touch(make_limiter: MakeLimiter) -> None:
    """Saturated reads leave writes alone, and the other way round."""
    limiter = make_limiter()
    for endpoint, other, limit in (("event_list", "event_create", 100), ("event_update", "event_get", 60)):
        for _ in range(limit):
            assert await limiter.can_make_request(endpoint) == (True, 0.0)
        assert not (await limiter.can_make_request(endpoint))[0]
        assert await limiter.can_make_request(other) == (True, 0.0)


async def test_A4_a_throttled_project_cools_down_for_all(make_limiter: MakeLimiter) -> None:
    """After a throttle of the project nobody starts until it has cooled down, on no replica."""
    limiter, other = make_limiter(), make_limiter()
    await limiter.cool_down("project", 7)
    allowed, delay = await other.can_make_request("event_get", account="anybody")
    assert not allowed
    assert 6.5 < delay <= 7


async def test_A5_a_throttled_user_cools_down_alone(make_limiter: MakeLimiter) -> None:
    """Other users of the same calendar API have no added delay."""
    limiter = make_limiter()
    await limiter.cool_down("user", 7, account="one")
    assert not (await limiter.can_make_request("event_get", account="one"))[0]
    assert await limiter.can_make_request("event_get", account="two") == (True, 0.0)


async def test_A14_a_calendar_is_left_alone_as_long_as_google_says(
    make_limiter: MakeLimiter, clock: DrivenClock
) -> None:
    """Retry-After on a write holds the calendar's next write; other calendars go on."""
    limiter = make_limiter()
    await limiter.cool_down("calendar", 60, calendar="work", hold=7)
    (start,) = await let_pass(clock, [limiter.acquire("event_create", calendar="work")])
    assert 6.5 < start.waited < 7.5
    assert (await limiter.acquire("event_create", calendar="home")).waited == 0


async def test_places_far_ahead_leave_the_present_free(make_limiter: MakeLimiter, clock: DrivenClock) -> None:
    """Three writes that wait 90 s for their calendar fill no window of now, though they are all that it may hold."""
    limiter = make_limiter(limits=Limits(writes=3))
    await limiter.cool_down("calendar", 200, calendar="work", hold=90)
    waiting = asyncio.gather(*(limiter.acquire("event_create", calendar="work") for _ in range(3)))
    while len(clock.sleepers) < 3:
        await clock.sleep(0)
    clock.advance(1)
    assert await limiter.can_make_request("event_create") == (True, 0.0)
    waiting.cancel()


async def test_D12_writes_to_a_throttled_calendar_keep_a_second_apart(
    make_limiter: MakeLimiter, clock: DrivenClock
) -> None:
    """During a calendar's cool-down its writes start 1 s apart, other calendars' at once."""
    limiter = make_limiter()
    guard = Guard(limiter, clock=clock, rng=random.Random(1))
    starts: list[float] = []
    throttled = True

    async def write() -> None:
        nonlocal throttled
        starts.append(clock.monotonic())
        if throttled:
            throttled = False
            raise Throttled(scope="calendar", status=403)

    await let_pass(clock, [guard.call(write, "event_create", calendar="work")])
    await let_pass(clock, [guard.call(write, "event_update", calendar="work") for _ in range(5)])
    gaps = [after - before for before, after in pairwise(starts)]
    assert len(starts) == 7
    assert min(gaps) > 0.85, "1 s by Redis, which skips 0.1 s where its time seems to go back"
    assert max(gaps) < 2
    assert (await limiter.acquire("event_update", calendar="home")).waited == 0
