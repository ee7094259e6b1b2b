# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""What is away comes back by itself: Telegram, Redis and Google, at the start and later."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest
from redis.asyncio import Redis

from calendar_core.clock import SystemClock
from calendar_core.store.embedded import start_embedded
from sandbox.faults import Fault, Wire
from tests.flow.world import World

pytestmark = pytest.mark.xdist_group("real_time")


@pytest.mark.parametrize(
    ("code", "description", "wait"),
    [
        (409, "Conflict: terminated by other getUpdates request", None),
        (429, "Too Many Requests: retry after 5", 5),
        (500, "Internal Server Error", None),
        (502, "Bad Gateway", None),
    ],
)
async def test_polling_survives_what_telegram_answers(
    world: World, code: int, description: str, wait: int | None, caplog: pytest.LogCaptureFixture
) -> None:
    """After 409, 429 or 5xx on getUpdates the bot says so in its log, goes on with backoff, and serves again."""
    caplog.set_level(logging.WARNING)
    world.telegram.refuse("getUpdates", code, description, wait, times=2)
    await world.say("meeting tomorrow 3pm")
    await world.say("/list")
    assert world.titles() == ["meeting"]
    assert "telegram_poll_failed" in caplog.text
    assert world.telegram.token not in caplog.text


async def test_telegram_down_at_the_start(redis: Redis, redis_url: str) -> None:
    """With Telegram away at the start the bot waits for it and serves when it is there."""
    world = World(redis_url)
    await world.google.start()
    await world.telegram.start()
    world.telegram.faults.add(Fault(path="/getMe", status=502, times=2))
    starting = asyncio.create_task(world.start_bot())
    await world.until(starting.done)
    await starting
    assert "Booked" in await world.say("meeting tomorrow 3pm")
    await world.stop()


async def test_google_down_at_the_start(redis: Redis, redis_url: str) -> None:
    """With Google away at the start the bot says so, and lists by itself what is there once it answers."""
    world = World(redis_url)
    world.google.put_event({"summary": "Board call", **_at("2026-11-24T11:00:00+08:00", "2026-11-24T12:00:00+08:00")})
    world.google.faults.add(Fault(status=503, times=None))
    await world.start()
    assert "Board call" not in await world.say("/list")
    world.google.faults.clear()
    for _ in range(10):
        await world.later(minutes=1)
    assert "Board call" in await world.say("/list")
    await world.stop()


async def test_G11_redis_away_a_booking_goes_straight_to_google(tmp_path: Path) -> None:
    """G11: with Redis away a booking is one event in Google, and the person is told the truth."""
    world = World(f"unix://{tmp_path}/nobody.sock")
    await world.google.start()
    await world.telegram.start()
    world.app = world.new_bot()
    await world.app.start()
    assert "Booked" in await world.say("meeting tomorrow 3pm")
    assert world.titles() == ["meeting"]
    assert "meeting" in await world.say("/list")
    assert "not answering" in await world.say("/cancel 1")
    assert world.titles() == ["meeting"]
    await world.stop()


async def test_G11_redis_and_google_away_nothing_is_pretended(tmp_path: Path) -> None:
    """G11: with both away the person hears that it was not kept, or may have been done; nothing is pretended."""
    world = World(f"unix://{tmp_path}/nobody.sock")
    await world.google.start()
    await world.telegram.start()
    world.google.faults.add(Fault(status=503, times=None))
    world.app = world.new_bot()
    await world.app.start()
    said = await world.say("meeting tomorrow 3pm")
    assert "Booked" not in said
    assert "send it again" in said
    await world.stop()


@pytest.mark.parametrize("applied", [True, False])
async def test_D8_the_person_hears_of_the_doubt_and_then_the_verdict(world: World, applied: bool) -> None:
    """An insert whose answer is lost while look-ups fail too: "checking", later "booked", never that it failed."""
    world.google.faults.add(
        Fault(path="/events$", method="POST", wire=Wire.CUT, applied=applied),
        Fault(path="/events/", method="GET", status=503, times=None),
        Fault(path="/events$", method="POST", status=503, times=None),
    )
    said = [await world.say("meeting 3pm")]
    assert "checking" in said[0]
    world.google.faults.clear()
    said += [await world.later(minutes=1) for _ in range(12)]
    assert ["Now booked" in one for one in said if one].count(True) == 1
    assert not any("could not" in one for one in said)
    assert world.titles() == ["meeting"]


async def test_what_was_kept_is_done_as_soon_as_google_is_seen_to_answer(world: World) -> None:
    """Hours after a booking was kept a /sync finds Google back: the verdict comes with that, and not when the booking
    would have been tried again."""
    world.google.faults.add(Fault(status=503, times=None))
    await world.say("meeting tomorrow 3pm")
    for _ in range(9):
        await world.later(minutes=20)
    world.google.faults.clear()
    said = [await world.later(minutes=6), await world.say("/sync"), await world.later(seconds=2)]
    assert "Now booked" in "\n".join(said)
    assert world.titles() == ["meeting"]


async def test_redis_comes_back(tmp_path: Path) -> None:
    """With Redis there again, lists and reminders are as if it had never been away."""
    first = await start_embedded(tmp_path, SystemClock())
    await first.stop()
    world = World(first.url)
    await world.google.start()
    await world.telegram.start()
    world.app = world.new_bot()
    await world.app.start()
    assert "Booked" in await world.say("meeting 11am")
    second = await start_embedded(tmp_path, SystemClock())
    await world.later(minutes=2)
    assert "meeting" in await world.say("/list")
    assert "Cancelled" in await world.say("/cancel 1")
    await world.stop()
    await second.stop()


def _at(start: str, end: str) -> dict[str, dict[str, str]]:
    zone = "Asia/Kuala_Lumpur"
    return {"start": {"dateTime": start, "timeZone": zone}, "end": {"dateTime": end, "timeZone": zone}}
