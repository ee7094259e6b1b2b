"""Longer or shorter without saying by how much: it is asked, and any way of answering gives the one length."""

from __future__ import annotations

import pytest

from tests.flow.world import World


def spans(world: World) -> list[str]:
    """Clock of start and end of each event that stands."""
    return [f"{one['start']['dateTime'][11:16]}-{one['end']['dateTime'][11:16]}" for one in world.booked()]


@pytest.mark.parametrize(
    ("booking", "words", "answer", "span"),
    [
        ("lunch tomorrow 1pm", "make lunch longer", "2 hours", "13:00-15:00"),
        ("lunch tomorrow 1pm", "can u make it longer", "2", "13:00-15:00"),
        ("lunch tomorrow 1pm", "extend lunch", "30", "13:00-14:30"),
        ("lunch tomorrow 1pm", "make lunch longer", "90 minutes", "13:00-14:30"),
        ("lunch tomorrow 1pm", "make lunch longer", "another hour", "13:00-15:00"),
        ("lunch tomorrow 1pm", "make lunch longer", "till 4", "13:00-16:00"),
        ("makan esok 1 petang", "panjangkan makan", "1 jam setengah", "13:00-14:30"),
        ("meeting tomorrow 2-4pm", "shorten the meeting", "1 hour", "14:00-15:00"),
        ("明天下午2点开会", "开会久一点", "两个小时", "14:00-16:00"),
        ("明天下午2点开会", "延长一点", "半小时", "14:00-15:30"),
    ],
)
async def test_the_length_is_asked_and_taken(world: World, booking: str, words: str, answer: str, span: str) -> None:
    """Nothing changes before the answer; a bare number is hours or minutes and never a clock or another event."""
    await world.say(booking)
    before = spans(world)
    await world.say(words)
    assert spans(world) == before and world.telegram.replies()[-1].buttons
    await world.say(answer)
    assert spans(world) == [span]


async def test_an_offered_length_is_tapped(world: World) -> None:
    """Of an hour an hour and a half, two and three are offered; one tap gives that length."""
    await world.say("lunch tomorrow 1pm")
    await world.say("make lunch longer")
    asked = world.telegram.replies()[-1]
    assert [button.text for button in asked.buttons] == ["90 minutes", "2 hours", "3 hours"]
    await world.tap("2 hours", asked)
    assert spans(world) == ["13:00-15:00"]


async def test_one_date_or_all_is_asked_of_a_repeat(world: World) -> None:
    """The length that was tapped is that of the dates that are chosen."""
    await world.say("gym every tuesday 7am")
    await world.say("make gym longer")
    await world.tap("2 hours")
    await world.tap("All of them")
    assert spans(world) == ["07:00-09:00"]


async def test_which_one_then_how_long(world: World) -> None:
    """Where several may be meant the one that is chosen is asked about."""
    await world.say("lunch with Ali tomorrow 1pm")
    await world.say("lunch with Siti friday 1pm")
    await world.say("make lunch longer")
    await world.say("2")
    await world.say("2 hours")
    assert spans(world) == ["13:00-14:00", "13:00-15:00"]
