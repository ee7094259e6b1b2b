"""Short words after a booking that are about it, and are no name of another event."""

from __future__ import annotations

import pytest

from tests.flow.world import World


def _stands(world: World) -> list[str]:
    starts = (event["start"].get("dateTime", event["start"].get("date")) for event in world.booked())
    return [f"{title} {start.removesuffix(':00+08:00')}" for title, start in zip(world.titles(), starts, strict=True)]


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("move to 8pm", ["dinner 2026-11-27T20:00"]),
        ("pindah ke sabtu", ["dinner 2026-11-28T19:00"]),
        ("make it lunch 1pm", ["lunch 2026-11-27T13:00"]),
        ("tukar jadi lunch pukul 1", ["lunch 2026-11-27T13:00"]),
        ("also saturday", ["dinner 2026-11-27T19:00", "dinner 2026-11-28T19:00"]),
        ("sabtu pun sama", ["dinner 2026-11-27T19:00", "dinner 2026-11-28T19:00"]),
        ("周六也是", ["dinner 2026-11-27T19:00", "dinner 2026-11-28T19:00"]),
    ],
)
async def test_an_order_about_the_last_event_is_no_event(world: World, said: str, stands: list[str]) -> None:
    """Move, make it and also change or repeat what was booked last; nothing is booked under their name."""
    await world.say("dinner friday 7pm")
    await world.say(said)
    assert _stands(world) == stands


@pytest.mark.parametrize("said", ["move to 11am", "change to 11am", "tukar ke 11 pagi", "shift ke 11 pagi"])
async def test_the_word_before_the_new_time_names_no_event(world: World, said: str) -> None:
    """Neither "Flight to Penang" nor "Kenduri" is meant by "to" and "ke": it is what was spoken of last."""
    await world.say("Flight to Penang saturday 8am")
    await world.say("Kenduri Kak Long 2 dec 1pm")
    await world.say("meeting with boss friday 10am")
    await world.say(said)
    assert _stands(world) == [
        "meeting with boss 2026-11-27T11:00",
        "Flight to Penang 2026-11-28T08:00",
        "Kenduri Kak Long 2026-12-02T13:00",
    ]


@pytest.mark.parametrize("said", ["move it to next week", "pindah ke minggu depan", "改到下周"])
async def test_to_next_week_is_the_same_weekday(world: World, said: str) -> None:
    """No day was said, so the day stays: a Wednesday's dinner is not moved to Monday."""
    await world.say("dinner wednesday 7pm")
    await world.say(said)
    assert _stands(world) == ["dinner 2026-12-02T19:00"]


async def test_a_whole_day_moved_to_next_week_keeps_its_weekday(world: World) -> None:
    """As an event with a clock does."""
    await world.say("cuti wednesday all day")
    await world.say("move cuti to next week")
    assert _stands(world) == ["cuti 2026-12-02"]


@pytest.mark.parametrize(
    "said",
    ["cancel the one on friday", "cancel the friday one", "cancel friday's one", "cancel the one with Siti",
     "batal yang jumaat", "batalkan yang pukul 8 malam", "取消周五的"],
)  # fmt: skip
async def test_an_event_is_pointed_at_without_its_name(world: World, said: str) -> None:
    """The "one" is no clock, and "yang" is no name."""
    await world.say("lunch wednesday 1pm")
    await world.say("dinner with Siti friday 8pm")
    await world.say("gym thursday 7am")
    await world.say(said)
    await world.say("yes")
    assert world.titles() == ["lunch", "gym"]


async def test_made_into_something_else_while_something_is_asked(world: World) -> None:
    """With a question open "make it lunch 1pm" books that lunch and leaves what stands alone."""
    await world.say("dinner friday 7pm")
    await world.say("gym mon or tues 3pm")
    await world.say("make it lunch 1pm")
    assert _stands(world) == ["lunch 2026-11-23T13:00", "dinner 2026-11-27T19:00"]


@pytest.mark.parametrize(
    ("asked", "answer", "stands"),
    [
        ("gym 7am or 7pm tomorrow", "the evening one", ["gym 2026-11-24T19:00"]),
        ("gym 7am or 7pm tomorrow", "yang petang", ["gym 2026-11-24T19:00"]),
        ("gym 7am or 7pm tomorrow", "早上的", ["gym 2026-11-24T07:00"]),
        ("dinner at 7 or 8 tmr", "evening one", []),
    ],
)
async def test_an_offer_is_pointed_at_by_its_part_of_the_day(
    world: World, asked: str, answer: str, stands: list[str]
) -> None:
    """The "one" of the evening one is no clock; where both are in the evening nothing is settled."""
    await world.say(asked)
    await world.say(answer)
    assert _stands(world) == stands


async def test_two_days_of_the_week_that_was_asked_about(world: World) -> None:
    """ "Thursday or Friday" to which day next week offers those of that week."""
    await world.say("dentist next week 3pm")
    await world.say("thursday or friday")
    labels = [button.text for button in world.telegram.replies()[-1].buttons]
    assert [label.split(",")[0] for label in labels[:2]] == ["Thu 3 Dec", "Fri 4 Dec"]
