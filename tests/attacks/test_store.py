"""A store full of rubbish, of another version's values, or of another program's keys."""

from __future__ import annotations

import random

import pytest
from redis.asyncio import Redis

from calendar_core.store.connection import Store
from calendar_core.store.inbox import RedisInboxStore
from tests.attacks import hostile
from tests.flow.world import World

FORMS = ("cut off", "spoiled", "another version", "not UTF-8", "buried", "empty")


def rubbish(form: str, value: bytes, rng: random.Random) -> bytes:
    """What becomes of a stored value."""
    match form:
        case "cut off":
            return value[: len(value) // 2]
        case "spoiled":
            return hostile.damaged_bytes(rng, value)
        case "another version":
            return value.replace(b'"v":1', b'"v":99')
        case "not UTF-8":
            return b"\xff\xfe" + value
        case "buried":
            return b"[" * 3000 + value
        case _:
            return b""


@pytest.mark.parametrize("form", FORMS)
async def test_rubbish_in_every_value_breaks_nothing(world: World, redis: Redis, form: str) -> None:
    """With every text and every field in the store damaged the bot answers, lists what Google has, and books on."""
    rng = random.Random(form)
    await world.say("lunch tomorrow 1pm")
    await world.say("/list")
    await world.say("cancel lunch")
    for key in await redis.keys("*"):
        kind = await redis.type(key)
        if kind == b"string":
            value = await redis.get(key)
            await redis.set(key, rubbish(form, value, rng), keepttl=True)
        elif kind == b"hash" and b"inbox" not in key and b"limit" not in key:
            for name, value in (await redis.hgetall(key)).items():
                await redis.hset(key, name, rubbish(form, value, rng))
    await world.later(minutes=6)
    said = [await world.say(text) for text in ("/list", "dinner tomorrow 8pm", "/undo", "/status")]
    await world.later(minutes=6)
    assert all(said), said
    assert not any("Something went wrong" in text for text in said), said
    assert "lunch" in world.titles()


async def test_an_update_that_became_rubbish_holds_up_nobody(world: World, redis: Redis) -> None:
    """A kept update that cannot be read is put aside, and what its chat says next is answered."""
    assert world.app is not None
    await world.app.stop()
    payload = b"[" * 3000
    store = RedisInboxStore(Store(redis, world.clock))
    await store.put(77, "1001", payload)
    await world.start_bot()
    assert "Booked" in await world.say("lunch tomorrow 1pm")
    assert await store.depth() == 0


@pytest.mark.parametrize("kind", ["string", "list", "set", "hash"])
async def test_another_program_s_keys_are_left_alone(world: World, redis: Redis, kind: str) -> None:
    """Keys of other programs in the same Redis are neither read nor touched."""
    match kind:
        case "string":
            await redis.set("session:1", "x")
        case "list":
            await redis.rpush("session:1", "x")
        case "set":
            await redis.sadd("session:1", "x")
        case _:
            await redis.hset("session:1", "x", "y")
    await world.say("lunch tomorrow 1pm")
    assert await redis.exists("session:1")
    assert (await redis.type("session:1")).decode() == kind
