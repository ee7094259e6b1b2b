"""Questions with buttons, answered in words: by order, by what the button stands for, by a day or a clock."""

from __future__ import annotations

import pytest

from tests.flow.world import World


def _stands(world: World) -> list[str]:
    """Each event as its title, its start, the clock of its end and its place."""
    shown = []
    for event in world.booked():
        start, end = (str(event[edge].get("dateTime", event[edge].get("date")))[:16] for edge in ("start", "end"))
        shown.append(" ".join(filter(None, (event["summary"], start, end[11:], event.get("location")))))
    return shown


async def _after(world: World, *said: str) -> list[str]:
    for text in said:
        await world.say(text)
    return _stands(world)


@pytest.mark.parametrize(
    ("answer", "stands"),
    [
        ("9", "dinner 2026-11-27T19:00 21:00"),
        ("9pm", "dinner 2026-11-27T19:00 21:00"),
        ("到9点", "dinner 2026-11-27T19:00 21:00"),
        ("two", "dinner 2026-11-27T19:00 21:00"),
        ("2", "dinner 2026-11-27T19:00 21:00"),
        ("1.5", "dinner 2026-11-27T19:00 20:30"),
        ("2 hours at KLCC", "dinner 2026-11-27T19:00 21:00 KLCC"),
        ("the second one", "dinner 2026-11-27T19:00 21:00"),
        ("第二个", "dinner 2026-11-27T19:00 21:00"),
    ],
)
async def test_how_long_is_answered_by_a_length_an_end_or_an_order(world: World, answer: str, stands: str) -> None:
    """Asked how long, nothing that is said moves the beginning, and no number becomes a night."""
    assert await _after(world, "dinner friday 7pm", "make dinner longer", answer) == [stands]


@pytest.mark.parametrize(
    ("answer", "stands"),
    [
        ("name", "Bistro 2026-11-27T19:00 20:00"),
        ("nama", "Bistro 2026-11-27T19:00 20:00"),
        ("第一个", "Bistro 2026-11-27T19:00 20:00"),
        ("place la", "dinner 2026-11-27T19:00 20:00 Bistro"),
        ("tempat", "dinner 2026-11-27T19:00 20:00 Bistro"),
        ("地方", "dinner 2026-11-27T19:00 20:00 Bistro"),
        ("2", "dinner 2026-11-27T19:00 20:00 Bistro"),
    ],
)
async def test_its_name_or_its_place(world: World, answer: str, stands: str) -> None:
    """The word alone, or which of the two, is enough."""
    assert await _after(world, "dinner friday 7pm", "change dinner to Bistro", answer) == [stands]


@pytest.mark.parametrize("answer", ["the second one", "yang kedua", "第二个"])
async def test_the_clock_of_a_whole_day_by_its_order(world: World, answer: str) -> None:
    """The hours that are offered under a whole day may be counted."""
    assert await _after(world, "dinner tmr", answer) == ["dinner 2026-11-24T19:30 20:30"]


@pytest.mark.parametrize(
    ("answer", "day"),
    [
        ("only tomorrow", "24 Nov"),
        ("esok je", "24 Nov"),
        ("yang ni je", "24 Nov"),
        ("the 1 dec one", "1 De"),
        ("1", "24 Nov"),
    ],
)
async def test_one_date_of_a_series_by_its_day(world: World, answer: str, day: str) -> None:
    """Asked whether this date or all: a day names its date, and the series stands."""
    await world.say("gym every tue 7am")
    await world.say("cancel gym")
    said = await world.say(answer)
    assert day.partition(" ")[0] in said
    assert "?" not in said
    assert len(world.booked()) == 1


@pytest.mark.parametrize("answer", ["9am", "no, 9am", "9am instead"])
async def test_another_clock_while_it_is_asked_which_dates(world: World, answer: str) -> None:
    """Another time in place of the answer changes nothing yet; it counts once the dates are said."""
    assert await _after(world, "gym every tue 7am", "move gym to 8am", answer) == ["gym 2026-11-24T07:00 08:00"]
    assert await _after(world, "all") == ["gym 2026-11-24T09:00 10:00"]


@pytest.mark.parametrize(
    ("question", "answer", "stands"),
    [
        ("move lunch to 2pm", "the second to 3pm", "lunch with Siti 2026-11-27T15:00 16:00"),
        ("move lunch to 2pm", "yang siti", "lunch with Siti 2026-11-27T14:00 15:00"),
        ("move lunch to 2pm", "siti's", "lunch with Siti 2026-11-27T14:00 15:00"),
        ("move lunch with Siti", "siti to 3pm", "lunch with Siti 2026-11-27T15:00 16:00"),
        ("move lunch with Siti", "1 hour later", "lunch with Siti 2026-11-27T14:00 15:00"),
        ("move lunch with Siti", "same day 8pm", "lunch with Siti 2026-11-27T20:00 21:00"),
    ],
)
async def test_which_to_move_and_where_to(world: World, question: str, answer: str, stands: str) -> None:
    """The event by its order or its person, with its new time or without: no event of that name is made."""
    said = ("lunch with Ali wed 1pm", "lunch with Siti fri 1pm", question, answer)
    assert await _after(world, *said) == ["lunch with Ali 2026-11-25T13:00 14:00", stands]


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ("Dinner with Ali", "Dinner with Ali"),
        ("to lunch", "lunch"),
        ("晚餐", "晚餐"),
        ("Team dinner 2", "Team dinner 2"),
    ],
)
async def test_the_new_name_that_was_asked_for(world: World, answer: str, title: str) -> None:
    """ "Rename dinner" asks for the name, and the next message is it, with no event of that name beside."""
    await world.say("dinner friday 7pm")
    assert "What shall it be called?" in await world.say("rename dinner")
    assert await _after(world, answer) == [f"{title} 2026-11-27T19:00 20:00"]


async def test_no_new_name_after_all(world: World) -> None:
    """A no leaves the name, and another event in place of a name is booked as it stands."""
    assert await _after(world, "dinner friday 7pm", "rename dinner", "forget it") == ["dinner 2026-11-27T19:00 20:00"]
    await _after(world, "rename dinner", "lunch saturday 1pm")
    assert world.titles() == ["dinner", "lunch"]


async def test_which_one_to_rename_and_then_its_name(world: World) -> None:
    """Where several have the name, which one is asked first, and its new name then."""
    await _after(world, "lunch with Ali wed 1pm", "lunch with Siti fri 1pm", "rename lunch", "the second one", "brunch")
    assert world.titles() == ["lunch with Ali", "brunch"]
