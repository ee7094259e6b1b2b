"""Which event is meant: in words, by a day, by a bare number, and lists longer than a screen."""

from __future__ import annotations

import pytest

from sandbox.telegram import Message
from tests.flow.world import World


async def two_dentists(world: World) -> None:
    await world.say("dentist tomorrow 10am")
    await world.say("dentist Friday 9am")


def labels(message: Message) -> list[str]:
    return [button.text for button in message.buttons]


def starts(world: World) -> list[str]:
    return [str(event["start"]["dateTime"])[:16] for event in world.booked()]


async def test_which_one_to_move_is_answered_by_a_tap(world: World) -> None:
    """Where several may be meant by a move, each row's button makes that move, and none of them cancels."""
    await two_dentists(world)
    said = await world.say("move dentist to Thursday 4pm")
    assert "Which one shall I move?" in said and "/cancel" not in said
    question = world.telegram.replies()[-1]
    assert labels(question) == ["➡️ 1", "➡️ 2"]
    assert "Moved" in await world.tap("➡️ 2", question)
    assert starts(world) == ["2026-11-24T10:00", "2026-11-26T16:00"]


async def test_which_one_to_move_is_answered_by_a_number(world: World) -> None:
    """A bare number answers the question, with the time that was asked for."""
    await two_dentists(world)
    await world.say("/move dentist to Thursday 4pm")
    assert "Moved" in await world.say("2")
    assert starts(world) == ["2026-11-24T10:00", "2026-11-26T16:00"]


async def test_which_one_to_cancel_is_answered_by_a_number(world: World) -> None:
    """A bare number answers the question, and only that row goes."""
    await two_dentists(world)
    assert "Which one shall I cancel?" in await world.say("cancel dentist")
    assert "Cancelled" in await world.say("1")
    assert starts(world) == ["2026-11-27T09:00"]


@pytest.mark.parametrize("words", ["cancel 1 and 3", "/cancel 1 3", "batal 1 dan 3", "取消1和3", "delete 1, 3"])
async def test_several_rows_are_asked_about_once(world: World, words: str) -> None:
    """Several rows named at once are listed in one question; one yes cancels them all, one undo brings them back."""
    await two_dentists(world)
    await world.say("lunch today 1pm")
    await world.say("/list")
    said = await world.say(words)
    assert "lunch" in said and "dentist" in said and len(world.booked()) == 3
    await world.say("yes")
    assert starts(world) == ["2026-11-24T10:00"]
    await world.say("/undo")
    assert len(world.booked()) == 3


async def test_several_rows_of_which_one_is_none(world: World) -> None:
    """A row that the list does not have is named, and nothing goes."""
    await two_dentists(world)
    await world.say("/list")
    assert "9" in await world.say("cancel 1 and 9")
    assert len(world.booked()) == 2


@pytest.mark.parametrize("before", [(), ("/list",)], ids=["nothing", "a list"])
async def test_a_number_that_answers_no_question_does_nothing(world: World, before: tuple[str, ...]) -> None:
    """A bare number out of the blue cancels nothing, and the answer says how to use it."""
    await two_dentists(world)
    for text in before:
        await world.say(text)
    assert "/cancel 2" in await world.say("2")
    assert len(world.booked()) == 2


async def test_a_number_is_not_taken_for_a_row_of_another_list(world: World) -> None:
    """Where another list was shown since the question, a bare number is not guessed at."""
    await two_dentists(world)
    await world.say("lunch today 1pm")
    await world.say("cancel dentist")
    await world.say("/today")
    assert "Nothing was done" in await world.say("1")
    assert len(world.booked()) == 3


async def test_the_day_said_chooses_among_several(world: World) -> None:
    """Of several events with that name the one on the day said is meant."""
    await two_dentists(world)
    said = await world.say("cancel dentist on Friday")
    assert "Cancel this one?" in said and "Fri 27 Nov" in said
    await world.tap("Yes")
    assert starts(world) == ["2026-11-24T10:00"]


async def test_an_event_can_be_named_by_its_time_alone(world: World) -> None:
    """ "Cancel my 3pm" means what stands at three, and asks before it goes."""
    await world.say("lunch today 1pm")
    await world.say("call today 3pm")
    said = await world.say("cancel my 3pm")
    assert "Cancel this one?" in said and "call" in said
    await world.tap("Yes")
    assert world.titles() == ["lunch"]


async def test_a_move_to_where_it_stands_says_so(world: World) -> None:
    """Nothing is said to be moved that was not."""
    await world.say("lunch tomorrow 1pm")
    said = await world.say("move lunch to tomorrow 1pm")
    assert "at that time already" in said and "Moved" not in said


async def test_a_move_into_the_past_names_the_time_it_took(world: World) -> None:
    """A move that cannot be says which time was understood."""
    await world.say("lunch today 1pm")
    assert "Mon 23 Nov (today), 8:00 AM" in await world.say("move lunch to 8am")
    assert starts(world) == ["2026-11-23T13:00"]


async def test_a_long_list_goes_on_where_it_stopped(world: World) -> None:
    """More shows the next rows with the next numbers, and every number shown can be cancelled."""
    for number in range(1, 26):
        start = {"dateTime": f"2026-11-24T{number % 24:02}:15:00+08:00", "timeZone": "Asia/Kuala_Lumpur"}
        if number >= 24:
            start = {"dateTime": f"2026-11-25T{number - 12}:15:00+08:00", "timeZone": "Asia/Kuala_Lumpur"}
        end = start | {"dateTime": start["dateTime"].replace(":15:", ":45:")}
        world.google.put_event({"summary": f"visit {number}", "start": start, "end": end})
    await world.say("/sync")
    assert "… and 5 more." in await world.say("/list")
    said = await world.tap("More")
    assert "21. 9:15 PM" in said and "25. 1:15 PM" in said and "more." not in said
    assert "visit 24" in await world.say("/cancel 24")
    assert "visit 24" not in world.titles() and len(world.booked()) == 24
