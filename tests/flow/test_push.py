"""With a public address Google tells of changes at once: reminders follow within seconds, and polling is only a net."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from tests.flow.test_sync_and_reminders import AT_11, AT_12, AT_15, AT_16
from tests.flow.world import World
from tests.ports import free_port


@pytest.fixture
async def told(redis: Redis, redis_url: str) -> AsyncIterator[World]:
    """A bot in webhook mode that Google has a channel to, and nothing to do for it."""
    port = free_port()
    world = World(redis_url, port=port, public_url=f"http://127.0.0.1:{port}/calendar")
    await world.start()
    await world.google.pushes.delivered()
    await world.say("/start")
    await world.later(minutes=1)
    yield world
    await world.stop()


def _listings(world: World) -> int:
    return len(world.google.requests_for("events.list"))


async def _heard(world: World) -> None:
    """What Google had to say is said, and what follows from it is done; the clock has not moved."""
    await world.google.pushes.delivered()
    assert world.app is not None
    await world.app.tick()


async def test_a_change_in_google_moves_the_reminder_without_a_poll(told: World) -> None:
    """An event that is moved on the phone reminds at its new time and not at the old; one request found it out."""
    await told.say("meeting 11am")
    await _heard(told)
    await told.later(minutes=1)
    before = _listings(told)
    (event,) = told.booked()
    told.google.edit_event(event["id"], {"start": AT_15, "end": AT_16})
    await _heard(told)
    assert _listings(told) == before + 1
    assert "3:00 PM" in await told.say("/list")
    assert await told.later(hours=1, minutes=40) == ""
    assert "3:00 PM" in await told.later(hours=3, minutes=45)


async def test_a_deletion_in_google_takes_the_reminder_along(told: World) -> None:
    """An event that goes on the phone goes from the list at once, and never reminds."""
    told.google.put_event({"id": "boardcall1", "summary": "Board call", "start": AT_11, "end": AT_12})
    await _heard(told)
    assert "Board call" in await told.say("/list")
    await told.later(minutes=1)
    told.google.remove_event("boardcall1")
    await _heard(told)
    assert "Board call" not in await told.say("/list")
    assert await told.later(hours=3) == ""


async def test_status_says_how_often_the_bot_looks_and_why(told: World) -> None:
    """Once push has told of a change the bot looks each 30 minutes and says so; no more once push has missed one."""
    assert "30 minutes" not in (await told.say("/status")).split("⏰")[0]
    told.google.put_event({"id": "planning1", "summary": "Planning", "start": AT_15, "end": AT_16})
    await _heard(told)
    assert "at once; besides, I look every 30 minutes" in await told.say("/status")
    told.google.pushes.enabled = False
    told.google.put_event({"id": "boardcall1", "summary": "Board call", "start": AT_15, "end": AT_16})
    await told.later(minutes=31)
    assert "Board call" in await told.say("/list")
    assert "30 minutes" not in (await told.say("/status")).split("⏰")[0]


async def test_a_refused_address_is_named_in_status(redis: Redis, redis_url: str) -> None:
    """Google does not know the domain: the owner reads what to do, nobody is asked to connect again, all else works."""
    port = free_port()
    world = World(redis_url, port=port, public_url=f"http://127.0.0.1:{port}")
    world.google.pushes.refused_hosts.add("127.0.0.1")
    await world.start()
    said = await world.say("/status")
    assert "register the domain" in said
    assert "connected again" not in said
    assert "Booked" in await world.say("lunch tomorrow 1pm")
    await world.stop()


async def test_a_restart_goes_on_with_the_channel(told: World) -> None:
    """The next process opens no second channel and hears what Google says on the first."""
    await told.restart()
    assert len(told.google.requests_for("events.watch")) == 1
    told.google.put_event({"id": "boardcall1", "summary": "Board call", "start": AT_11, "end": AT_12})
    await _heard(told)
    assert "Board call" in await told.say("/list")


async def test_a_revoked_grant_takes_the_channel_along(told: World) -> None:
    """When the person takes the grant back, what Google still says is turned away; reminders that are known come."""
    await told.say("meeting 11am")
    told.google.revoke_grant()
    await told.later(minutes=31)
    (greeting, *_) = told.google.pushes.sent
    told.google.pushes.send_again(greeting)
    await told.google.pushes.delivered()
    assert greeting.status == 403
    assert "meeting" in await told.later(minutes=50)


async def test_a_second_replica_opens_no_second_channel(told: World) -> None:
    """Two replicas on one store share the channel; what one of them hears, both know and one of them reminds of."""
    first = told.app
    told._given["port"] = free_port()
    second = told.new_bot()
    await second.start()
    await second.tick()
    assert len(told.google.requests_for("events.watch")) == 1
    told.google.put_event({"id": "boardcall1", "summary": "Board call", "start": AT_11, "end": AT_12})
    await told.google.pushes.delivered()
    await second.tick()
    assert first is not None
    await first.tick()
    assert (await told.later(minutes=80)).count("Board call") == 1
    await second.stop()


async def test_back_to_polling_stops_the_channel(told: World) -> None:
    """Without PUBLIC_URL the next start has Google stop the channel, and changes are found by looking again."""
    del told._given["public_url"]
    await told.restart()
    assert told.google.pushes.channels == {}
    told.google.put_event({"id": "boardcall1", "summary": "Board call", "start": AT_11, "end": AT_12})
    await told.later(minutes=6)
    assert "Board call" in await told.later(minutes=74)
