"""Updates on a real Redis: each once, each chat in order, over replicas and killed handlers."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock
from calendar_core.store.connection import Store
from calendar_core.store.inbox import DEATHS, REMEMBERED, RedisInboxStore


@pytest.fixture
def inbox(store: Store) -> RedisInboxStore:
    return RedisInboxStore(store)


async def test_an_update_is_kept_once(inbox: RedisInboxStore, clock: AdjustableClock, redis: Redis) -> None:
    """The same update again is refused, also after it was handled, and forgotten within a week."""
    assert await inbox.put(5, "7", b"\x00payload")
    assert not await inbox.put(5, "7", b"\x00payload")
    item = await inbox.claim(60)
    assert item is not None
    assert (item.update_id, item.chat_key, item.payload, item.attempts) == (5, "7", b"\x00payload", 0)
    await inbox.done(item)
    assert await inbox.depth() == 0
    assert not await inbox.put(5, "7", b"\x00payload")
    clock.advance(REMEMBERED + 1)
    assert await inbox.put(6, "7", b"x")
    assert await redis.zcard("calendar:inbox:{inbox}:seen") == 1


async def test_another_bots_update_of_the_same_number_is_not_taken_for_it(inbox: RedisInboxStore) -> None:
    """Another update under a number that was there before, as of another bot, is an update of its own."""
    assert await inbox.put(5, "7", b"one")
    assert await inbox.put(5, "7", b"other")
    assert await inbox.depth() == 2


async def test_an_extended_lease_keeps_others_away(inbox: RedisInboxStore, clock: AdjustableClock) -> None:
    """While its lease is extended nobody else takes an update up; after it ends somebody does."""
    await inbox.put(5, "7", b"one")
    item = await inbox.claim(6)
    assert item is not None
    clock.advance(4)
    await inbox.extend(item, 6)
    clock.advance(4)
    assert await inbox.claim(6) is None
    clock.advance(3)
    assert await inbox.claim(6) is not None


async def test_a_chat_is_handled_in_order_and_chats_side_by_side(inbox: RedisInboxStore) -> None:
    """While one update of a chat is handled its next one waits, and other chats go on, oldest first."""
    for number, chat in enumerate(["a", "a", "b", "a", "b"]):
        await inbox.put(number, chat, b"")
    first, second, third = [await inbox.claim(60) for _ in range(3)]
    assert first is not None
    assert second is not None
    assert (first.update_id, second.update_id, third) == (0, 2, None)
    await inbox.done(first)
    item = await inbox.claim(60)
    assert item is not None
    assert item.update_id == 1


async def test_a_killed_handler_gives_way_and_its_late_word_is_void(
    inbox: RedisInboxStore, clock: AdjustableClock
) -> None:
    """After the lease another handles the update; the first one's "done" removes nothing."""
    await inbox.put(1, "a", b"")
    killed = await inbox.claim(60)
    assert killed is not None
    clock.advance(61)
    again = await inbox.claim(60)
    assert again is not None
    assert (again.update_id, again.attempts) == (1, 1)
    await inbox.done(killed)
    assert await inbox.depth() == 1
    await inbox.done(again)
    assert await inbox.depth() == 0


async def test_three_failures_park_an_update_and_the_chat_goes_on(
    inbox: RedisInboxStore, clock: AdjustableClock
) -> None:
    """Tried again after the wait, in order; after three tries it is parked and the chat's next is heard."""
    await inbox.put(1, "a", b"")
    await inbox.put(2, "a", b"")
    for last in (False, False, True):
        item = await inbox.claim(60)
        assert item is not None
        assert item.update_id == 1
        assert await inbox.fail(item, 10, 3) is last
        if not last:
            assert await inbox.claim(60) is None
            clock.advance(11)
    item = await inbox.claim(60)
    assert item is not None
    assert item.update_id == 2
    assert (await inbox.parked(), await inbox.depth()) == (1, 1)


async def test_an_update_that_kills_its_handler_is_given_up(inbox: RedisInboxStore, clock: AdjustableClock) -> None:
    """An update whose handler died so often (DEATHS) kills nobody else."""
    await inbox.put(1, "a", b"")
    await inbox.put(2, "a", b"")
    for _ in range(DEATHS):
        assert await inbox.claim(60) is not None
        clock.advance(61)
    item = await inbox.claim(60)
    assert item is not None
    assert item.update_id == 2
    assert await inbox.parked() == 1


async def test_a_process_that_was_killed_is_no_failure_of_the_update(
    inbox: RedisInboxStore, clock: AdjustableClock
) -> None:
    """Killed five times while it was handled, it is still tried three times over failures of its own."""
    await inbox.put(1, "a", b"")
    for _ in range(5):
        assert await inbox.claim(60) is not None
        clock.advance(61)
    for failed in range(3):
        item = await inbox.claim(60)
        assert item is not None
        assert (item.deaths, item.failed, item.attempts) == (5, failed, 5 + failed)
        assert await inbox.fail(item, 0, 3) is (failed == 2)
    assert await inbox.parked() == 1


async def test_one_replica_polls(inbox: RedisInboxStore, store: Store, clock: AdjustableClock) -> None:
    """The lease is renewed under its word, refused to others, given back, and free when it ran out."""
    other = RedisInboxStore(store)
    word = await inbox.polling_lease("", 30)
    assert word
    assert await other.polling_lease("", 30) is None
    clock.advance(20)
    assert await inbox.polling_lease(word, 30) == word
    clock.advance(31)
    second = await other.polling_lease("", 30)
    assert second not in (None, word)
    assert await inbox.polling_lease(word, 30) is None
    await inbox.release_polling(word)
    assert await inbox.polling_lease("", 30) is None
    await other.release_polling(str(second))
    assert await inbox.polling_lease("", 30)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    chats=st.lists(st.sampled_from("abc"), max_size=25),
    fates=st.lists(st.sampled_from(["done", "done", "fail", "killed"]), max_size=60),
)
async def test_order_holds_whatever_becomes_of_the_handlers(
    redis: Redis, clock: AdjustableClock, chats: list[str], fates: list[str]
) -> None:
    """Whatever fails or dies on the way, each chat's updates end in order, and each ends once."""
    await redis.flushall()
    replicas = [RedisInboxStore(Store(redis, clock), deaths=1000) for _ in range(2)]
    for number, chat in enumerate(chats):
        await replicas[number % 2].put(number, chat, chat.encode())
    order: dict[str, list[int]] = defaultdict(list)
    left = list(fates)
    turn = 0
    while await replicas[0].depth():
        item = await replicas[turn % 2].claim(60)
        turn += 1
        fate = left.pop() if left else "done"
        if item is None or fate == "killed":
            clock.advance(61)
        elif fate == "fail":
            await replicas[turn % 2].fail(item, 1, 1000)
        else:
            await replicas[turn % 2].done(item)
            order[item.chat_key].append(item.update_id)
    for chat in set(chats):
        assert order[chat] == [number for number, of in enumerate(chats) if of == chat]


async def test_a_handler_at_work_keeps_its_update(inbox: RedisInboxStore, clock: AdjustableClock) -> None:
    """A lease that is extended does not end; the late word of one that has lost it extends nothing."""
    await inbox.put(1, "a", b"")
    held = await inbox.claim(15)
    assert held is not None
    for _ in range(4):
        clock.advance(10)
        await inbox.extend(held, 15)
        assert await inbox.claim(15) is None
    clock.advance(16)
    assert await inbox.claim(5) is not None
    await inbox.extend(held, 60)
    clock.advance(6)
    assert await inbox.claim(5) is not None


async def test_whoever_brings_an_update_may_handle_it_at_once(inbox: RedisInboxStore) -> None:
    """One step keeps an update and hands it out, but never before what its chat said earlier, nor a second time."""
    first = await inbox.receive(1, "a", b"one", 60)
    assert first is not None
    assert (first.update_id, first.payload, first.attempts) == (1, b"one", 0)
    assert await inbox.receive(1, "a", b"one", 60) is None
    assert await inbox.receive(2, "a", b"two", 60) is None
    assert await inbox.claim(60) is None
    await inbox.fail(first, 0, 3)
    assert await inbox.receive(3, "a", b"three", 60) is None
    again = await inbox.claim(60)
    assert again is not None
    assert (again.update_id, await inbox.depth()) == (1, 3)


async def test_done_hands_out_the_next(inbox: RedisInboxStore) -> None:
    """One step says that an update was handled and hands out whatever has waited longest, of that chat or another."""
    for number, chat in enumerate(["a", "b", "a"]):
        await inbox.put(number, chat, b"")
    item = await inbox.claim(60)
    handled = []
    while item is not None:
        handled.append(item.update_id)
        item = await inbox.done_and_claim(item, 60)
    assert handled == [0, 1, 2]
    assert await inbox.depth() == 0


async def test_an_outage_of_the_store_takes_no_work_away(
    inbox: RedisInboxStore, redis: Redis, clock: AdjustableClock
) -> None:
    """While the store is not heard nobody can renew, so that time ends no lease; afterwards leases end as ever."""
    await inbox.put(1, "a", b"")
    item = await inbox.claim(5)
    assert item is not None
    await _not_heard_for(10.0, redis, clock)
    assert await inbox.claim(5) is None
    assert await inbox.extend(item, 5)
    clock.advance(5.5)
    assert await inbox.claim(5) is not None
    assert not await inbox.extend(item, 5)


async def _not_heard_for(seconds: float, redis: Redis, clock: AdjustableClock) -> None:
    """Make the last question to the inbox that old, by all clocks."""
    receipts = "calendar:inbox:{inbox}:receipts"
    await redis.hset(receipts, "@", str(float(await redis.hget(receipts, "@") or 0) - seconds))
    busy = "calendar:inbox:{inbox}:busy"
    for chat, until in await redis.zrange(busy, 0, -1, withscores=True):
        await redis.zadd(busy, {chat: until - seconds})
