"""Answers that take something back: what is dropped is dropped, what is meant instead is done, and nothing else is."""

from __future__ import annotations

import pytest

from tests.flow.world import World

TWO_LUNCHES = ("lunch with Ali wed 1pm", "lunch with Siti fri 1pm")
ALI, SITI = "lunch with Ali 2026-11-25T13:00", "lunch with Siti 2026-11-27T13:00"


def _stands(world: World) -> list[str]:
    """Each event as its title, its start and its place."""
    shown = []
    for event in world.booked():
        start = event["start"].get("dateTime", event["start"].get("date")).removesuffix(":00+08:00")
        shown.append(" ".join(filter(None, (event["summary"], start, event.get("location")))))
    return shown


async def _after(world: World, *said: str) -> list[str]:
    for text in said:
        await world.say(text)
    return _stands(world)


@pytest.mark.parametrize(
    ("answer", "stands"),
    [
        ("forget it, lunch friday 1pm instead", ["lunch 2026-11-27T13:00"]),
        ("lupakan, makan tengah hari jumaat pukul 1", ["makan tengah hari 2026-11-27T13:00"]),
        ("算了，周五下午1点吃饭", ["吃饭 2026-11-27T13:00"]),
        ("no, dinner with Ali friday 7pm", ["dinner with Ali 2026-11-27T19:00"]),
        ("no wait, cancel it", []),
        ("cancel", []),
        ("batal la", []),
        ("no wait monday", ["gym 2026-11-30T15:00"]),
        ("forget it, wednesday", ["gym 2026-11-25T15:00"]),
        ("no i mean wednesday", ["gym 2026-11-25T15:00"]),
    ],
)
async def test_what_is_wanted_instead_of_an_answer(world: World, answer: str, stands: list[str]) -> None:
    """Words that take back are no part of a name, and what is not wanted any more does not stay asked."""
    await world.say("gym mon or tues 3pm")
    await world.say(answer)
    assert _stands(world) == stands
    await world.say("2")
    assert _stands(world) == stands


@pytest.mark.parametrize(
    ("answer", "stands"),
    [
        ("the later one", "gym 2026-11-30T15:00"),
        ("yang awal la", "gym 2026-11-24T15:00"),
        ("晚一点的", "gym 2026-11-30T15:00"),
        ("second one but 4pm", "gym 2026-11-24T16:00"),
    ],
)
async def test_an_offer_is_taken_by_when_it_begins(world: World, answer: str, stands: str) -> None:
    """The later one is the one that begins later, whichever stands first."""
    assert await _after(world, "gym mon or tues 3pm", answer) == [stands]


async def test_another_clock_for_days_that_were_offered_asks_for_the_day(world: World) -> None:
    """ "4pm" where Monday or Tuesday was offered books nothing today: the same days are offered at that clock."""
    assert await _after(world, "gym mon or tues 3pm", "4pm") == []
    assert await _after(world, "tuesday") == ["gym 2026-11-24T16:00"]


@pytest.mark.parametrize("answer", ["both cannot", "neither works", "dua-dua tak boleh", "都不行"])
async def test_when_none_suits_the_name_and_the_clock_are_kept(world: World, answer: str) -> None:
    """Refusing all that was offered leaves the question open, and a day alone then answers it."""
    assert await _after(world, "gym mon or tues 3pm", answer) == []
    assert await _after(world, "wednesday") == ["gym 2026-11-25T15:00"]


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        (("meeting 31 Feb 3pm at KLCC", "28"), "meeting 2027-02-28T15:00 KLCC"),
        (("meeting 31 Feb 3pm at KLCC", "28 la"), "meeting 2027-02-28T15:00 KLCC"),
        (("meeting 31 Feb 3pm at KLCC", "march"), "meeting 2027-03-31T15:00 KLCC"),
        (("meeting tomorrow 5pm to 3pm", "5-7pm"), "meeting 2026-11-24T17:00"),
        (("meeting tomorrow 5pm to 3pm", "3pm to 5pm"), "meeting 2026-11-24T15:00"),
        (("tomorrow 5pm", "gym 6pm"), "gym 2026-11-24T18:00"),
        (("tomorrow 5pm", "gym friday"), "gym 2026-11-27T17:00"),
        (("tomorrow 5pm", "no, gym"), "gym 2026-11-24T17:00"),
        (("dinner at 7 or 8 tmr", "birthday dinner 8pm"), "birthday dinner 2026-11-24T20:00"),
        (("dinner friday 7pm", "no, dinner at 8"), "dinner 2026-11-27T20:00"),
    ],
)
async def test_a_part_put_right_keeps_the_rest(world: World, said: tuple[str, ...], stands: str) -> None:
    """A day alone, a clock alone or a name with one of them changes that, and what it leaves unsaid stays."""
    assert await _after(world, *said) == [stands]


@pytest.mark.parametrize(
    ("answer", "stands"),
    [
        ("friday la", [ALI]),
        ("the wed one pls", [SITI]),
        ("the later one", [ALI]),
        ("晚的那个", [ALI]),
        ("no wait, wed", [SITI]),
        ("thursday", [ALI, SITI]),
        ("the 1pm one", [ALI, SITI]),
        ("两个", [ALI, SITI]),
        ("not the wed one", [ALI, SITI]),
    ],
)
async def test_one_of_several_to_cancel_in_ones_own_words(world: World, answer: str, stands: list[str]) -> None:
    """A time among small words chooses; what fits none or several cancels nothing and books nothing."""
    assert await _after(world, *TWO_LUNCHES, "cancel lunch", answer) == stands


@pytest.mark.parametrize("other", ["3pm", "no 3pm", "make it 3pm"])
async def test_another_time_while_it_is_asked_which_to_move(world: World, other: str) -> None:
    """Another time before the event is chosen moves nothing yet, and is the one that counts then."""
    assert await _after(world, *TWO_LUNCHES, "move lunch to 2pm", other) == [ALI, SITI]
    assert await _after(world, "2") == [ALI, "lunch with Siti 2026-11-27T15:00"]


@pytest.mark.parametrize(
    ("answer", "stands"),
    [
        ("no the saturday one", ["dinner 2026-11-27T19:00"]),
        ("no, move it to saturday", ["dinner 2026-11-28T19:00"]),
        ("yes, and book lunch saturday 1pm", ["lunch 2026-11-28T13:00"]),
        ("cancel", []),
    ],
)
async def test_more_than_a_yes_or_a_no_to_cancelling(world: World, answer: str, stands: list[str]) -> None:
    """Asked whether to cancel: the answer and what is said behind it are both done, and nothing is moved unasked."""
    assert await _after(world, "dinner friday 7pm", "cancel dinner", answer) == stands


async def test_a_yes_to_did_you_mean_this_does_it(world: World) -> None:
    """Found at another time only and asked whether that is meant, a yes cancels it."""
    assert await _after(world, "dinner friday 7pm", "cancel dinner saturday", "yes") == []


@pytest.mark.parametrize("answer", ["forget it", "leave it", "tak payah", "算了"])
async def test_a_no_to_when_shall_it_be_leaves_it(world: World, answer: str) -> None:
    """Asked for the new time, a no is understood, and a later time is no answer any more."""
    await world.say("dinner friday 7pm")
    await world.say("move dinner")
    assert "/undo" not in await world.say(answer)
    assert await _after(world, "saturday") == ["dinner 2026-11-27T19:00"]


@pytest.mark.parametrize(
    ("said", "awaited"),
    [
        (("gym mon or tues 3pm", "not sure"), "Which one?"),
        (("remind me to call mum", "later"), "When is it?"),
        (("dinner friday 7pm", "move dinner", "hmm"), "When shall it be?"),
    ],
)
async def test_what_answers_nothing_is_told_what_is_awaited(world: World, said: tuple[str, ...], awaited: str) -> None:
    """Small talk in place of an answer leaves the question open, and the reply says what it was."""
    assert awaited in [await world.say(text) for text in said][-1]
