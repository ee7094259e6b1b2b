"""Guessing the pairing code: over messages, accounts, replicas, restarts, and in other places than a private chat."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.access import Access, Caller, Verdict
from calendar_core.clock import AdjustableClock
from calendar_core.store.connection import Store
from calendar_core.store.conversation import RedisConversationStore
from calendar_core.store.people import RedisPeopleStore
from tests.attacks.conftest import STRANGER

CODE, WRONG = "ABCDEFGH", "HGFEDCBA"


async def _nobody(account_id: str) -> None:
    """There is no calendar to be reminded of."""


def door(redis: Redis, clock: AdjustableClock, *, code: str = CODE, **changes: Any) -> Access:
    """One replica's door; every one of them is to answer as one."""
    letters = iter(code * 100)
    store = Store(redis, clock)
    given: dict[str, Any] = {"account_id": "owner", "allowed": (), "zone": "UTC", "leads": (30,), "on_joined": _nobody}
    people, notes = RedisPeopleStore(store), RedisConversationStore(store)
    return Access(people, notes, **given | changes, draw=lambda _: next(letters))


async def guess(access: Access, text: str, user_id: int = STRANGER) -> Verdict:
    return (await access.admit(Caller(user_id, user_id, "en", text)))[0]


async def test_the_right_code_lets_one_in(redis: Redis, clock: AdjustableClock) -> None:
    """The code in any case, behind /start or alone, pairs; after that nobody can pair."""
    access = door(redis, clock)
    assert await guess(access, f" /start {CODE.lower()} ") is Verdict.PAIRED
    assert await guess(access, CODE, 5) is Verdict.STRANGER
    assert await access.pairing_code() is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/start",
        CODE[:7],
        CODE + "A",
        " ".join(CODE),
        CODE + "\x00",
        "ＡＢＣＤＥＦＧＨ",
        "ABCDEFG*",
        CODE[::-1],
        "\ud800" * 8,
    ],
)
async def test_near_misses_let_nobody_in(redis: Redis, clock: AdjustableClock, text: str) -> None:
    """What is nearly the code, or looks like it in other letters, is refused without a fault."""
    assert await guess(door(redis, clock), text) in (Verdict.STRANGER, Verdict.CODE_WRONG)


async def test_five_guesses_an_hour_over_replicas_and_restarts(redis: Redis, clock: AdjustableClock) -> None:
    """Spread over replicas that were just started, and all at once, five guesses are compared and no more: then even
    the right code does not help."""
    replicas = [door(redis, clock) for _ in range(20)]
    verdicts = await asyncio.gather(*(guess(replica, WRONG) for replica in replicas))
    assert verdicts.count(Verdict.CODE_WRONG) == 5
    assert verdicts.count(Verdict.CODE_TOO_OFTEN) == 1
    assert await guess(door(redis, clock), CODE) is Verdict.SILENT


async def test_one_flooder_does_not_take_the_code_from_its_owner(redis: Redis, clock: AdjustableClock) -> None:
    """A thousand guesses of one account leave the printed code good for whoever runs the bot."""
    access = door(redis, clock)
    for _ in range(1000):
        await guess(access, WRONG)
    assert await guess(access, CODE, 1001) is Verdict.PAIRED


async def test_many_accounts_void_the_code(redis: Redis, clock: AdjustableClock) -> None:
    """After fifty guesses of all accounts together the code is void, so that an army gains nothing by its size."""
    access = door(redis, clock)
    await access.pairing_code()
    for number in range(50):
        await guess(door(redis, clock, code=WRONG), "BBBBBBBB", 10_000 + number)
    assert await guess(door(redis, clock, code=WRONG), CODE, 1001) is Verdict.CODE_WRONG


async def test_of_two_at_once_one_is_the_owner(redis: Redis, clock: AdjustableClock) -> None:
    """The code works once also where two bring it to two replicas in the same moment."""
    await door(redis, clock).pairing_code()
    doors = [door(redis, clock, code=WRONG), door(redis, clock, code=WRONG)]
    verdicts = await asyncio.gather(guess(doors[0], CODE, 1), guess(doors[1], CODE, 2))
    assert verdicts.count(Verdict.PAIRED) == 1


async def test_replicas_that_start_at_once_print_one_code(redis: Redis, clock: AdjustableClock) -> None:
    """Whichever replica's output the owner reads, the code in it is the one that counts."""
    replicas = [door(redis, clock, code=letter * 8) for letter in "ABCDEFGH"]
    codes = await asyncio.gather(*(replica.pairing_code() for replica in replicas))
    assert len(set(codes)) == 1


async def test_the_code_lapses_after_a_day(redis: Redis, clock: AdjustableClock) -> None:
    """The code has a life of at most a day in Redis, and so has each count of guesses."""
    access = door(redis, clock)
    await guess(access, WRONG)
    for key in await redis.keys("*pairing_code*") + await redis.keys("*code_guesses*"):
        assert 0 < await redis.ttl(key) <= 24 * 3600
    await redis.delete(*await redis.keys("*pairing_code*"))  # as when a day has gone by
    assert await guess(door(redis, clock, code=WRONG), CODE) is Verdict.CODE_WRONG


@pytest.mark.parametrize("rubbish", [b"\xff\xfe", b"x", b"", b"AAAAAAA", b'{"v":1}'])
async def test_rubbish_in_the_store_is_no_code(redis: Redis, clock: AdjustableClock, rubbish: bytes) -> None:
    """A damaged code is replaced; what is damaged in it lets nobody in and breaks nothing."""
    access = door(redis, clock)
    await access.pairing_code()
    (key,) = await redis.keys("*pairing_code*")
    await redis.set(key, rubbish)
    assert await guess(access, "anything") in (Verdict.STRANGER, Verdict.CODE_WRONG)
    code = await access.pairing_code()
    assert code is not None
    assert await guess(access, code) is Verdict.PAIRED


async def test_no_code_where_there_is_a_list(redis: Redis, clock: AdjustableClock) -> None:
    """With people on the list no code exists, and a code of earlier days, still in the store, lets nobody in."""
    await door(redis, clock).pairing_code()
    listed = door(redis, clock, allowed=(1001,))
    assert await listed.pairing_code() is None
    assert await guess(listed, CODE) is Verdict.STRANGER
