"""The stories do not depend on the day they are told."""

from __future__ import annotations

from datetime import datetime

import pytest
from redis.asyncio import Redis

from tests.flow.world import KL, World


@pytest.mark.parametrize("year", [2020, 2026, 2035])
async def test_the_bot_serves_whatever_day_it_is_outside(redis: Redis, redis_url: str, year: int) -> None:
    """A clock far behind or far ahead of Redis' own books, lists and reminds as on any other day."""
    world = World(redis_url, now=datetime(year, 3, 2, 9, 10, tzinfo=KL))
    await world.start()
    assert "Booked" in await world.say("meeting 3pm")
    assert "3:00 PM – 4:00 PM  meeting" in await world.say("/today")
    assert "⏰ meeting" in await world.later(hours=5, minutes=21)
    await world.stop()
