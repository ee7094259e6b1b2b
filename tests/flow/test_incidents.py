"""What keeps the bot from serving people is told them once, in words, and so is its end."""

from __future__ import annotations

from pathlib import Path

from redis.asyncio import Redis

from calendar_core.clock import SystemClock
from calendar_core.store.embedded import start_embedded
from sandbox.faults import Fault
from sandbox.telegram import OWNER
from tests.flow.world import World

COLLEAGUE = OWNER + 1


def refused(reason: str) -> dict[str, object]:
    """The body of Google's 403 for that reason."""
    return {"error": {"code": 403, "message": "No", "errors": [{"domain": "global", "reason": reason}]}}


def said(world: World, words: str) -> list[str]:
    """Everything the bot has said that holds those words."""
    return [message.text for message in world.telegram.replies() if words in message.text]


async def minutes(world: World, number: int, step: int = 2) -> None:
    """Let time go by as a scheduler would see it."""
    for _ in range(0, number, step):
        await world.later(minutes=step)


async def test_an_hour_without_google_is_told_once_and_so_is_its_end(world: World) -> None:
    """With Google answering 503 people hear after an hour, not before, once, and once more when it is back."""
    await world.say("/list")
    world.google.faults.add(Fault(path="/calendar/", status=503, times=None))
    await minutes(world, 50)
    assert said(world, "not been able to read") == []
    await minutes(world, 30)
    (told,) = said(world, "not been able to read")
    assert "1 hour" in told or "minutes" in told
    assert "/status" in told
    await minutes(world, 40, step=5)
    assert len(said(world, "not been able to read")) == 1
    world.google.faults.clear()
    await minutes(world, 60, step=5)
    assert len(said(world, "works again")) == 1
    await minutes(world, 30, step=5)
    assert len(said(world, "works again")) == 1


async def test_a_spent_quota_is_told_once_and_to_each_in_their_words(redis: Redis, redis_url: str) -> None:
    """Google's daily limit is told to owner and colleague once, in their languages, with only the owner sent to the
    console; /status says the same; when Google lets us again both hear it and what was kept is done."""
    world = World(redis_url, telegram_allowed_user_ids=(OWNER, COLLEAGUE))
    await world.start()
    await world.say("/list")
    await world.say("/language ms", user_id=COLLEAGUE)
    world.google.faults.add(Fault(path="/calendar/", status=403, body=refused("dailyLimitExceeded"), times=None))
    assert "kept" in await world.say("lunch tomorrow 1pm")
    await minutes(world, 40)
    (owner,) = said(world, "Google allows no more requests")
    assert "Quotas" in owner
    (colleague,) = [m.text for m in world.telegram.replies(COLLEAGUE) if "Had permintaan Google" in m.text]
    assert "Quotas" not in colleague
    assert "allows no more requests" in await world.say("/status")
    world.google.faults.clear()
    await minutes(world, 180, step=10)
    assert len(said(world, "works again")) == 1
    assert world.titles() == ["lunch"]
    await world.stop()


async def test_a_lost_permission_is_told_once(world: World) -> None:
    """403 insufficientPermissions on a sync is told once with what to do, and never as "cannot read" as well."""
    await world.say("/list")
    world.google.faults.add(Fault(path="/calendar/", status=403, body=refused("insufficientPermissions"), times=None))
    await minutes(world, 120, step=5)
    (told,) = said(world, "permission for your calendar is missing")
    assert "calendar-bot authorize" in told
    assert said(world, "not been able to read") == []


async def test_a_flushed_redis_is_told_once_and_heals(world: World, redis: Redis) -> None:
    """After FLUSHALL the person hears once what is lost, keeps language and zone, and is reminded as before."""
    await world.say("meeting at 11am")
    await world.say("/timezone Asia/Tokyo")
    await world.later(minutes=1)
    await redis.flushall()
    await minutes(world, 4, step=1)
    (told,) = said(world, "My memory was lost")
    assert "appendonly" in told
    assert "Asia/Tokyo" in await world.say("/status")
    assert "meeting" in await world.later(minutes=80)
    assert len(said(world, "My memory was lost")) == 1


async def test_redis_away_is_told_after_a_minute_and_so_is_its_return(tmp_path: Path) -> None:
    """With Redis away for minutes the person hears it once, can still book, and hears when it is back."""
    first = await start_embedded(tmp_path, SystemClock())
    world = World(first.url)
    await world.start()
    await world.say("/list")
    async with Redis.from_url(first.url) as connection:
        await connection.shutdown(save=False)
    assert "Booked" in await world.say("lunch tomorrow 1pm")
    second = None
    try:
        await minutes(world, 6, step=1)
        assert len(said(world, "My memory has not answered")) == 1
        second = await start_embedded(tmp_path, SystemClock())
        await minutes(world, 4, step=1)
        assert len(said(world, "My memory is back")) == 1
    finally:
        await world.stop()
        if second is not None:
            await second.stop()


async def test_a_revoked_grant_is_told_at_once_and_once(world: World) -> None:
    """A grant that Google no longer accepts is told when it is found out, with what to do, and not again."""
    await world.say("/list")
    world.google.revoke_grant()
    world.google.expire_access_tokens()
    await world.later(minutes=6)
    (told,) = said(world, "no longer accepts")
    assert "calendar-bot authorize" in told
    assert "restart" in told
    await minutes(world, 120, step=10)
    assert len(said(world, "no longer accepts")) == 1
    assert said(world, "not been able to read") == []


async def test_verdicts_that_come_together_are_one_message(world: World) -> None:
    """Bookings that were kept through an outage are told together, each with its own way back."""
    await world.say("/list")
    world.google.faults.add(Fault(path="/calendar/", status=503, times=None))
    titles = ["lunch", "dentist", "gym", "run", "choir"]
    for title in titles:
        assert "kept" in await world.say(f"{title} tomorrow 1pm")
    world.google.faults.clear()
    before = len(world.telegram.replies())
    await minutes(world, 20)
    told = world.telegram.replies()[before:]
    assert sorted(world.titles()) == sorted(titles)
    assert all(sum(title in message.text for message in told) == 1 for title in titles)
    together = next(message for message in told if "things you asked for" in message.text)
    assert len(told) < len(titles)
    await world.tap("2", together)
    assert len(world.titles()) == len(titles) - 1


async def test_status_tells_each_what_is_theirs(redis: Redis, redis_url: str) -> None:
    """A person sees their own calendar, what waits for them and their next reminder; the owner the service as well."""
    world = World(redis_url, telegram_allowed_user_ids=(OWNER, COLLEAGUE))
    await world.start()
    await world.say("meeting at 11am")
    world.google.faults.add(Fault(path="/calendar/", status=503, times=None))
    assert "kept" in await world.say("lunch tomorrow 1pm")
    owner = await world.say("/status")
    world.telegram.user_says("/status", user_id=COLLEAGUE)
    await world.settle()
    colleague = world.telegram.replies(COLLEAGUE)[-1].text
    assert "1 change is waiting" in owner
    assert "Nothing is waiting" in colleague
    for told in (owner, colleague):
        assert "10:30 AM, “meeting”" in told
    assert "People: 2" in owner
    assert "of 60 writes" in owner
    assert "The service" not in colleague
    assert len(owner.splitlines()) <= 20
    await world.stop()
