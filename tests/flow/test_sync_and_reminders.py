"""Google changes, the chat follows: sync, reminders, restarts, lost answers, outages."""

from __future__ import annotations

import re

from redis.asyncio import Redis

from sandbox.faults import Fault, Wire
from tests.flow.world import World

AT_11 = {"dateTime": "2026-11-23T11:00:00+08:00", "timeZone": "Asia/Kuala_Lumpur"}
AT_12 = {"dateTime": "2026-11-23T12:00:00+08:00", "timeZone": "Asia/Kuala_Lumpur"}
AT_15 = {"dateTime": "2026-11-23T15:00:00+08:00", "timeZone": "Asia/Kuala_Lumpur"}
AT_16 = {"dateTime": "2026-11-23T16:00:00+08:00", "timeZone": "Asia/Kuala_Lumpur"}


async def test_a_reminder_comes_half_an_hour_before(world: World) -> None:
    """Half an hour before the start the chat is reminded, once, with title and time."""
    await world.say("meeting 11am at level 3")
    assert await world.later(minutes=70) == ""
    said = await world.later(minutes=11)
    assert "meeting" in said
    assert "11:00 AM" in said
    assert "level 3" in said
    assert await world.later(minutes=5) == ""


async def test_an_event_moved_in_google_reminds_at_its_new_time(world: World) -> None:
    """A change in Google reaches the cache, the list and the reminder: it comes at the new time and not at the old."""
    await world.say("meeting 11am")
    (event,) = world.booked()
    world.google.edit_event(event["id"], {"start": AT_15, "end": AT_16})
    assert "meeting" in await world.say("/sync")
    assert "3:00 PM" in await world.say("/list")
    assert await world.later(hours=1, minutes=40) == ""
    assert "3:00 PM" in await world.later(hours=3, minutes=45)


async def test_an_event_deleted_in_google_is_not_reminded(world: World) -> None:
    """An event that goes in Google goes from the list, and its reminder with it."""
    await world.say("meeting 11am")
    world.google.remove_event(world.booked()[0]["id"])
    await world.later(minutes=6)
    assert "meeting" not in await world.say("/list")
    assert await world.later(hours=3) == ""


async def test_an_event_made_in_google_is_listed_and_reminded(world: World) -> None:
    """What somebody books on the phone is in the list and reminds, without anybody asking."""
    world.google.put_event({"summary": "Board call", "start": AT_11, "end": AT_12})
    await world.later(minutes=6)
    assert "Board call" in await world.say("/list")
    assert "Board call" in await world.later(minutes=80)


async def test_an_event_found_a_moment_too_late_reminds_late_and_once(world: World) -> None:
    """What was booked on the phone shortly before it began, and began before the next look, is told late, not never."""
    await world.say("/list")
    start, end = ({**AT_11, "dateTime": f"2026-11-23T09:{minute}:00+08:00"} for minute in ("14", "54"))
    world.google.put_event({"summary": "Board call", "start": start, "end": end})
    said = await world.later(minutes=6)
    assert "Board call" in said and "it was due" in said
    assert "Board call" not in await world.say("/sync")
    assert await world.later(minutes=6) == ""


async def test_a_restart_loses_nothing(world: World) -> None:
    """Events, the frozen list and reminders are there after the process was exchanged."""
    await world.say("meeting 11am")
    await world.say("gym 7pm")
    await world.say("/list")
    await world.restart()
    assert "Cancelled" in await world.say("/cancel 2")
    assert "meeting" in await world.later(minutes=85)


async def test_a_message_sent_while_the_bot_was_away_is_answered(world: World) -> None:
    """What is said while no process runs is booked when one runs again."""
    assert world.app is not None
    await world.app.stop()
    world.telegram.user_says("lunch tomorrow 1pm")
    await world.start_bot()
    await world.settle()
    assert world.titles() == ["lunch"]


async def test_a_lost_answer_on_insert_is_one_event(world: World) -> None:
    """The insert is applied, its answer is lost: the event is looked up, is there once, and the person hears so."""
    world.google.faults.add(Fault(path="/events$", method="POST", wire=Wire.CUT, applied=True))
    said = await world.say("meeting 11am")
    assert "Booked" in said
    assert world.titles() == ["meeting"]
    assert len(world.google.requests_for("events.insert")) == 1


async def test_an_update_delivered_twice_is_one_event(world: World, redis: Redis) -> None:
    """The same message handled twice, as after a kill before its acknowledgement, is the same event."""
    await world.say("meeting 11am")
    assert world.app is not None
    await world.app.stop()
    await redis.flushall()  # everything that would have told that it was handled
    for call in list(world.telegram.account.queue.pending):
        assert call is not None
    await world.start_bot()
    world.telegram.user_says("lunch 1pm")
    await world.settle()
    assert world.titles() == ["meeting", "lunch"]


async def test_google_down_keeps_the_booking_and_tells_the_verdict(world: World) -> None:
    """With Google down a booking is kept, the person is told so, and told again when it is done."""
    world.google.faults.add(Fault(status=503, times=None))
    said = await world.say("meeting 3pm")
    assert "kept" in said
    assert "Booked" not in said
    assert world.booked() == []
    world.google.faults.clear()
    told = ""
    for _ in range(12):
        told += await world.later(minutes=1)
    assert re.search("booked", told)
    assert world.titles() == ["meeting"]


async def test_the_list_says_how_old_it_is_when_google_is_down(world: World) -> None:
    """With Google down for long the list comes from the cache and says so."""
    await world.say("meeting 3pm")
    world.google.faults.add(Fault(status=503, times=None))
    await world.later(minutes=30)
    said = await world.say("/list")
    assert "meeting" in said
    assert "not answering" in said


async def test_a_spent_sync_token_is_survived(world: World) -> None:
    """When Google no longer knows the sync token, the next sync reads everything anew."""
    await world.say("/sync")
    world.google.put_event({"summary": "Board call", "start": AT_11, "end": AT_12})
    world.google.expire_sync_tokens()
    assert "Board call" in await world.say("/sync")


async def test_one_bad_event_never_stops_a_sync(world: World) -> None:
    """An event whose times contradict each other is left out and counted; the others are there."""
    world.google.put_event({"summary": "Odd", "start": AT_12, "end": AT_11})
    world.google.put_event({"summary": "Fine", "start": AT_15, "end": AT_16})
    await world.say("/sync")
    said = await world.say("/list")
    assert "Fine" in said
    assert "Odd" not in said


async def test_a_revoked_grant_is_told_and_nothing_is_invented(world: World) -> None:
    """When the grant is gone the person hears that it must be connected again, and nothing is booked."""
    world.google.revoke_grant()
    world.google.expire_access_tokens()
    said = await world.say("meeting 3pm")
    assert "connect" in said.lower()
    assert world.booked() == []
    await world.later(hours=1)
    told = [reply.text for reply in world.telegram.replies() if "no longer accepts" in reply.text]
    assert len(told) <= 2  # the answer to the message, and one notice for everybody
    assert "connected again" in await world.say("/status")


async def test_done_is_shown_to_whoever_taps_it(world: World) -> None:
    """[Done] under a reminder takes its buttons away and says so over the screen."""
    await world.say("meeting 11am")
    await world.later(minutes=81)
    reminder = world.telegram.replies()[-1]
    await world.tap("Done", reminder)
    assert "Done" in world.telegram.toasts()[-1]
    assert world.telegram.replies()[-1].buttons == []
