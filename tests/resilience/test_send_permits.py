"""Permits to send: 30 a second over all chats and replicas, pushes a second apart in each chat, replies first."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pytest
from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock
from calendar_core.errors import LimiterRefused, StoreUnavailable
from calendar_core.resilience.send_permits import SendLimits, SendPermit, SendPermits, SendWindow
from calendar_core.store.connection import Store
from calendar_core.store.send_permits import RedisSendPermits

LIMITS = SendLimits()


@pytest.fixture
def clock() -> AdjustableClock:
    """A clock that goes by itself, as Redis' does."""
    return AdjustableClock()


@pytest.fixture
def store(redis: Redis, clock: AdjustableClock) -> Store:
    return Store(redis, clock)


class DrivenRedis:
    """The script on a real Redis whose time stands still and is moved by hand."""

    def __init__(self, redis: Redis) -> None:
        self.now = 1_000_000.0
        self._redis = redis
        self._store = Store(redis, AdjustableClock())

    async def take(self, chat_id: int, limits: SendLimits, *, push: bool) -> SendPermit:
        seconds, micros = await self._redis.time()
        self._store.clock = AdjustableClock(self.now - seconds - micros / 1e6)
        return await RedisSendPermits(self._store).take(chat_id, limits, push=push)


class DrivenTwin:
    """The in-process algorithm under the same driven time."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self._window = SendWindow()

    async def take(self, chat_id: int, limits: SendLimits, *, push: bool) -> SendPermit:
        return self._window.take(chat_id, limits, self.now, push=push)


@pytest.fixture(params=["redis", "local"])
def driven(request: pytest.FixtureRequest, redis: Redis) -> Any:
    return DrivenRedis(redis) if request.param == "redis" else DrivenTwin()


async def _drain(driven: Any, chats: Sequence[int]) -> list[tuple[float, int]]:
    """When a push to each of the chats starts, asking anew each time that we are told to."""
    starts: list[tuple[float, int]] = []
    for chat in chats:
        while not (permit := await driven.take(chat, LIMITS, push=True)).granted:
            driven.now += permit.delay + 0.001
        starts.append((driven.now, chat))
    return starts


def _most_in(starts: Sequence[float], seconds: float) -> int:
    ordered = sorted(starts)
    return max(sum(1 for other in ordered[at:] if other < start + seconds) for at, start in enumerate(ordered))


async def test_three_hundred_chats_are_told_in_ten_seconds(driven: Any) -> None:
    """300 reminders for 300 chats due at one instant start within 5 % of 30 a second, and no second holds over 30."""
    starts = [at for at, _ in await _drain(driven, range(300))]
    assert _most_in(starts, 1.0) <= 30
    assert starts[-1] - starts[0] <= 10 * 1.05


async def test_pushes_keep_a_second_apart_in_their_chat(driven: Any) -> None:
    """Whatever was sent in a chat, a reply too, a push there comes a second later at the earliest."""
    by_chat: dict[int, list[float]] = defaultdict(list)
    rng = random.Random(5)
    for _ in range(60):
        chat, push = rng.randrange(6), rng.random() < 0.6
        permit = await driven.take(chat, LIMITS, push=push)
        if permit.granted:
            if push and by_chat[chat]:
                assert driven.now - by_chat[chat][-1] >= 1.0
            by_chat[chat].append(driven.now + permit.delay)
        driven.now += 0.15
    assert any(len(times) > 3 for times in by_chat.values())


async def test_a_reply_goes_before_pushes_and_waits_for_no_chat(driven: Any) -> None:
    """While pushes take all there is, a reply has the next place, at most a push's spacing away; and a chat's second
    reply has its place at once."""
    await _drain(driven, range(40))
    reply = await driven.take(1000, LIMITS, push=False)
    assert reply.granted
    assert reply.delay <= LIMITS.push_spacing + 0.02
    driven.now += 1.02
    assert [(await driven.take(1000, LIMITS, push=False)).delay for _ in range(3)] == [0, 0, 0]


async def test_replies_are_never_held_and_pushes_make_room_for_them(driven: Any) -> None:
    """100 replies at one instant all go, and no reminder does until a window has gone by."""
    permits = [await driven.take(chat, LIMITS, push=False) for chat in range(100)]
    assert all(permit.granted and not permit.delay for permit in permits)
    refused = await driven.take(200, LIMITS, push=True)
    assert not refused.granted and refused.everybody
    assert refused.delay == pytest.approx(LIMITS.window, abs=0.1)


async def test_telegrams_pause_holds_the_chat_for_all_replicas(store: Store, clock: AdjustableClock) -> None:
    """After a 429 nothing goes to that chat from any replica until the pause is over; others go on."""
    one, two = (SendPermits(RedisSendPermits(store), clock) for _ in range(2))
    await one.pause(7, 5)
    assert not (await two.take_push(7)).granted
    assert (await two.take_push(8)).granted
    waiting = asyncio.create_task(two.for_reply(7))
    assert (await asyncio.wait({waiting}, timeout=0.05))[1], "it should wait for the end of the pause"
    clock.advance(5.1)
    await waiting


async def test_a_second_chat_that_is_throttled_pauses_everybody(store: Store, clock: AdjustableClock) -> None:
    """Telegram does not say whom its 429 means: two chats at once can only mean the bot."""
    for permits in (SendPermits(RedisSendPermits(store), clock), SendPermits(None, clock)):
        await permits.pause(7, 5)
        await permits.pause(8, 6)
        permit = await permits.take_push(9)
        assert (permit.granted, permit.everybody) == (False, True)
        assert permit.delay == pytest.approx(6, abs=0.1)
        with pytest.raises(LimiterRefused) as refused:
            await permits.pause(8, 90)
            await permits.for_reply(9)
        assert refused.value.retry_after == pytest.approx(90, abs=0.1)


class Away:
    """A shared store that does not answer; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def take(self, chat_id: int, limits: SendLimits, *, push: bool) -> SendPermit:
        self.asked += 1
        raise StoreUnavailable

    async def pause(self, chat_id: int, seconds: float) -> None:
        self.asked += 1
        raise StoreUnavailable


async def test_a_reply_never_waits_for_the_store(clock: AdjustableClock) -> None:
    """With the store away each process keeps the limits by itself, and looks again once a second."""
    away = Away()
    permits = SendPermits(away, clock)
    for chat in range(20):
        await permits.for_reply(chat)
    assert away.asked == 1
    assert not clock.sleepers
    clock.advance(1.1)
    await permits.for_reply(7)
    assert away.asked == 2


async def test_rubbish_in_the_keys_counts_as_absent(store: Store, redis: Redis, clock: AdjustableClock) -> None:
    """A value of another type, and times that a clock left far ahead, stop no reply."""
    await redis.set("rate_limit:{sends}:starts", "x")
    permits = SendPermits(RedisSendPermits(store), clock)
    await permits.for_reply(7)
    clock.advance(1.1)
    await redis.hset("rate_limit:{sends}:all", mapping={"until": "99999999999", "next_push": "x"})
    await redis.rpush("rate_limit:{sends}:starts", *["99999999999"] * 30)
    assert (await permits.take_push(8)).granted
