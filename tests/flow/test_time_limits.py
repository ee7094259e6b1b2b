"""The times that a request to Google may take are settings, and reach the client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from sandbox.faults import Fault

from .world import World


@pytest.fixture
async def hurried(redis_url: str, redis: Redis) -> AsyncIterator[World]:
    """A bot whose people wait one second."""
    world = World(redis_url, person_timeout=1.0, default_timeout=0.2)
    await world.start()
    yield world
    await world.stop()


async def test_a_google_that_says_nothing_is_given_up_in_the_person_s_time(hurried: World) -> None:
    """The answer comes after the second that is set, not after ten, and is no "done"; the event is booked once."""
    held = asyncio.Event()
    hurried.google.faults.add(Fault("/events", times=None, hold_before=held))
    async with asyncio.timeout(5):
        said = await hurried.say("dentist tomorrow 3pm")
    hurried.google.faults.clear()
    held.set()
    assert "kept" in said
    await hurried.later(minutes=10)
    assert [title.lower() for title in hurried.titles()] == ["dentist"]
