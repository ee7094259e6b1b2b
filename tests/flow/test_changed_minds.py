"""Changing one's mind while Google is away: what is kept follows the last wish, and everybody is told the truth."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from redis.asyncio import Redis
from telegram import Update

from sandbox.faults import Fault, Wire
from sandbox.telegram.updates import Update as Delivered
from tests.flow.world import World


def away(world: World) -> None:
    world.google.faults.add(Fault(status=503, times=None))


async def back(world: World) -> str:
    """Google answers again; what was said until everything kept was seen through."""
    world.google.faults.clear()
    return "\n".join([await world.later(minutes=6) for _ in range(3)])


def starts(world: World) -> list[str]:
    return [str(event["start"]["dateTime"])[11:16] for event in world.booked()]


async def test_a_kept_cancellation_is_taken_back(world: World) -> None:
    """Undo of a cancellation that waits leaves the event where it is."""
    await world.say("lunch with Sam tomorrow 1pm")
    away(world)
    await world.say("cancel lunch with Sam")
    await world.say("yes")
    await world.say("/undo")
    said = await back(world)
    assert world.titles() == ["lunch with Sam"]
    assert "Now cancelled" not in said


async def test_undo_means_what_was_asked_for_last_though_it_waits(world: World) -> None:
    """A kept cancellation is the last thing, not the booking before it."""
    await world.say("tea tomorrow 4pm")
    await world.say("piano Saturday 4pm")
    await world.say("/list")
    away(world)
    await world.say("/cancel 1")
    await world.say("/undo")
    await back(world)
    assert sorted(world.titles()) == ["piano", "tea"]


async def test_a_kept_move_is_taken_back(world: World) -> None:
    """Undo of a move that waits leaves the event at its time, and no failure is told."""
    await world.say("lunch tomorrow 1pm")
    away(world)
    await world.say("move lunch to 3pm")
    await world.say("/undo")
    said = await back(world)
    assert starts(world) == ["13:00"] and "❌" not in said


async def test_changes_that_wait_add_up(world: World) -> None:
    """A move and then a new name, both kept, are both made; undo takes back the last alone."""
    await world.say("lunch tomorrow 1pm")
    away(world)
    await world.say("move lunch to 3pm")
    await world.say("rename lunch to Lunch with Samuel")
    await back(world)
    assert world.titles() == ["Lunch with Samuel"] and starts(world) == ["15:00"]
    away(world)
    await world.say("move lunch with Samuel to 4pm")
    await world.say("rename it to Makan")
    await world.say("/undo")
    await back(world)
    assert world.titles() == ["Lunch with Samuel"] and starts(world) == ["16:00"]


async def test_a_kept_booking_can_be_changed_and_cancelled(world: World) -> None:
    """What is not in Google yet is moved and cancelled like anything else."""
    away(world)
    await world.say("lunch tomorrow 1pm")
    await world.say("snack tomorrow 4pm")
    await world.say("make it 5pm")
    said = await world.say("cancel lunch")
    assert "lunch" in said
    await world.say("yes")
    await back(world)
    assert world.titles() == ["snack"] and starts(world) == ["17:00"]


async def test_a_cancellation_in_doubt_is_taken_back_though_it_was_done(world: World) -> None:
    """Where the deletion's answer was lost and it had been done all the same, undo brings the event back."""
    await world.say("lunch tomorrow 1pm")
    world.google.faults.add(Fault(path="/events/", method="DELETE", wire=Wire.CUT, applied=True))
    world.google.faults.add(Fault(path="/events/", method="GET", status=503, times=None))
    await world.say("cancel lunch")
    await world.say("yes")
    await world.say("/undo")
    await back(world)
    assert world.titles() == ["lunch"]


async def test_a_change_comes_on_top_of_one_that_waits(world: World) -> None:
    """Another length for what is still to be moved keeps the move; undo takes back one after the other."""
    await world.say("dinner tomorrow 7pm")
    away(world)
    await world.say("move dinner to 8pm")
    assert "8:00 PM – 10:00 PM" in await world.say("make it 2 hours")
    await world.say("move it to KLCC")
    await back(world)
    (event,) = world.booked()
    assert [event[end]["dateTime"][11:16] for end in ("start", "end")] == ["20:00", "22:00"]
    assert event["location"] == "KLCC"


async def test_a_kept_booking_and_its_changes_are_taken_back_one_by_one(world: World) -> None:
    """What was changed of a booking that waits and then taken back leaves no event and no verdict."""
    away(world)
    await world.say("lunch tomorrow 1pm")
    await world.say("make it 2 hours")
    await world.say("move it to KLCC")
    for _ in range(3):
        assert "nothing more" not in await world.say("/undo")
    assert "nothing more" in await world.say("/undo")
    said = await back(world)
    assert world.booked() == [] and "❌" not in said and "Now" not in said


async def test_a_kept_booking_that_was_cancelled_is_not_undone_again(world: World) -> None:
    """Its booking is no longer there to be taken back, and nobody is told of it later."""
    away(world)
    await world.say("lunch tomorrow 1pm")
    await world.say("cancel lunch")
    await world.say("yes")
    assert "nothing more" in await world.say("/undo")
    assert "Now" not in await back(world) and world.booked() == []


async def test_an_undo_that_is_delivered_again_takes_back_nothing_more(world: World, redis: Redis) -> None:
    """The process died after it took back and before it could say so: the next one says so, and the event before that
    one stays."""
    await world.say("lunch tomorrow 1pm")
    await world.say("dinner tomorrow 7pm")
    assert "dinner" in await _twice(world, redis, lambda: world.telegram.user_says("/undo"))
    assert world.titles() == ["lunch"]


async def test_a_tap_on_undo_that_is_delivered_again_is_answered_as_the_first(world: World, redis: Redis) -> None:
    """What was taken back is told, and not denied."""
    await world.say("lunch tomorrow 1pm")
    shown = world.telegram.replies()[-1].message_id
    assert "Taken back" in await _twice(world, redis, lambda: world.telegram.user_taps(shown, "↩️ Undo"))
    assert world.titles() == []


async def test_an_old_undo_says_nothing_that_is_not_so_any_more(world: World) -> None:
    """Taken back once and moved since: its button does not say that it is as it was."""
    await world.say("lunch tomorrow 1pm")
    await world.say("make it 2pm")
    button = next(one.data for one in world.telegram.replies()[-1].buttons if one.data and one.data.startswith("undo:"))
    shown = world.telegram.replies()[-1].message_id
    await world.say("/undo")
    await world.say("make it 6pm")
    said = await world._answer(lambda: world.telegram.user_taps(shown, button, stale=True))
    assert "Taken back" not in said
    assert starts(world) == ["18:00"]


async def test_half_an_hour_later_that_is_delivered_again_is_half_an_hour(world: World, redis: Redis) -> None:
    """What is said of how it was is reckoned from how it was, once."""
    await world.say("lunch tomorrow 1pm")
    await _twice(world, redis, lambda: world.telegram.user_says("push lunch 30 min"))
    assert starts(world) == ["13:30"]
    await world.say("push lunch 30 min")
    assert starts(world) == ["14:00"]


@pytest.mark.parametrize(
    ("asked", "answer", "stands"),
    [
        ("dentist next week 3pm", "thursday", ["dentist"]),
        ("meeting friday 25:00", "5pm with Ali", ["meeting with Ali"]),
        ("meeting 3pm friday every until", "yes, and book lunch Saturday 1pm", ["lunch", "meeting every until"]),
        ("hello", "lunch tomorrow 1pm", ["lunch"]),
    ],
)
async def test_an_answer_that_is_delivered_again_books_nothing_more(
    world: World, redis: Redis, asked: str, answer: str, stands: list[str]
) -> None:
    """The process died after it booked and before it could say so: the next one says that it is booked."""
    await world.say(asked)
    assert "Booked" in await _twice(world, redis, lambda: world.telegram.user_says(answer))
    assert sorted(world.titles()) == stands


@pytest.mark.parametrize(
    ("asked", "message"), [("dentist next week 3pm", "thursday"), ("hello", "dentist on thursday 3pm")]
)
async def test_what_only_google_knows_of_is_in_the_list_once_the_message_comes_again(
    world: World, redis: Redis, asked: str, message: str
) -> None:
    """The process died with the booking made and nothing noted: neither the list nor the reminder is lost."""
    await world.say(asked)
    said = await _twice(
        world, redis, lambda: world.telegram.user_says(message), ("event:*", "index:*", "reminder*", "rows:*", "*undo*")
    )
    assert "Booked" in said
    assert world.titles() == ["dentist"]
    assert "dentist" in await world.say("/list")
    assert await redis.keys("calendar:reminder:*")
    await world.say("/undo")
    assert world.titles() == []


async def test_the_second_of_two_events_is_booked_where_the_process_died_after_the_first(
    world: World, redis: Redis
) -> None:
    """What came of the first part does not hide that there is a second."""

    def second_never_was() -> None:
        events = next(iter(world.google.calendars.values())).events
        events.pop(next(one["id"] for one in world.google.events() if one["summary"] == "dinner"))

    said = await _twice(
        world,
        redis,
        lambda: world.telegram.user_says("lunch tomorrow 1pm and dinner tomorrow 7pm"),
        ("event:*", "index:*", "reminder*"),
        second_never_was,
    )
    assert said.count("Booked") == 2
    assert world.titles() == ["lunch", "dinner"]


async def _twice(
    world: World,
    redis: Redis,
    act: Callable[[], Delivered],
    forget: tuple[str, ...] = (),
    lost: Callable[[], None] = lambda: None,
) -> str:
    """Have it handled, and once more by a process that knows no answer to it; what that one says. forget: keys of the
    store that were not yet written; lost: what else had not been done."""
    sent: list[Delivered] = []
    await world._answer(lambda: sent.append(act()))
    for pattern in ("chat:*answer*", *forget):
        async for key in redis.scan_iter(f"calendar:{pattern}"):
            await redis.delete(key)
    lost()
    assert world.app is not None and world.app._built is not None
    again = Update.de_json(sent[0].json, world.app._telegram.bot)
    assert again is not None
    known = len(world.telegram.calls)
    await world.app._built.result().inbox._handling.handle(again, again=True)
    return "\n".join(str(call.params.get("text", "")) for call in list(world.telegram.calls)[known:])
