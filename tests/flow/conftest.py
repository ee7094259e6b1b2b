"""A world for each story."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from tests.flow.world import World


@pytest.fixture
async def world(redis: Redis, redis_url: str) -> AsyncIterator[World]:
    """The bot serves, Google is empty, nobody has said anything yet."""
    world = World(redis_url)
    await world.start()
    yield world
    await world.stop()
