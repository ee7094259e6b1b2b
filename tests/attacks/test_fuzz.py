"""A short fuzz in every run, with fixed seeds; the long one is `python -m tests.attacks --inputs 200000`."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from redis.asyncio import Redis

from tests.attacks.fuzz_bot import PEOPLE, round_of
from tests.attacks.fuzz_pure import PURE, longest_texts
from tests.flow.world import World

INPUTS = 150
"""Of each kind, in every run."""


@pytest.mark.parametrize("target", PURE, ids=lambda target: target.__name__)
def test_chance_finds_nothing(target: Callable[[random.Random], None]) -> None:
    """Whatever chance puts before each thing that parses outside input, its promise holds."""
    for number in range(INPUTS // 10 if target is longest_texts else INPUTS):
        target(random.Random(f"{target.__name__} {number}"))


async def test_chance_finds_nothing_in_the_whole_bot(redis: Redis, redis_url: str) -> None:
    """Two hundred texts, commands and taps of chance are all answered or ignored, and none breaks anything."""
    world = World(redis_url, telegram_allowed_user_ids=PEOPLE)
    await world.start()
    rng = random.Random(6)
    broken = [fault for _ in range(4) for fault in await round_of(world, rng, 50)]
    await world.stop()
    assert broken == []
