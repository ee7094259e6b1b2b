"""What newcomers wrote in a simulated fortnight and got wrong answers to: each is put right, and stays so."""

from __future__ import annotations

import pytest

from tests.flow.test_standing import starts
from tests.flow.world import World


@pytest.mark.parametrize(
    ("booking", "words", "start"),
    [
        ("kenduri Sabtu 11 pagi", "kenduri tu pukul 12", "28T12:00"),
        ("kelas Selasa 4 petang", "kelas tu hari rabu", "25T16:00"),
        ("lunch with the team Thursday 12.30", "the lunch is at 1", "26T13:00"),
        ("会议明天下午4点", "会议换3点", "24T15:00"),
        ("会议明天下午4点", "会议换周五", "27T16:00"),
        ("kelas esok 4 petang", "lambatkan sejam", "24T17:00"),
    ],
)
async def test_another_time_for_what_was_spoken_of_moves_it(world: World, booking: str, words: str, start: str) -> None:
    """The event that stands takes the time; no second one is made."""
    await world.say(booking)
    await world.say(words)
    assert starts(world) == [start]


async def test_such_words_book_where_nothing_of_the_name_stands(world: World) -> None:
    """Kenduri tu pukul 12, with no kenduri there, is a booking as before."""
    await world.say("kenduri tu pukul 12")
    assert world.titles() == ["kenduri"]


@pytest.mark.parametrize("words", ["no not that one", "not that one", "bukan yang tu", "不是这个"])
async def test_not_that_one_is_no_clock(world: World, words: str) -> None:
    """The "one" of "not that one" moves nothing to one o'clock; the answer says how to put it right."""
    await world.say("buy milk tomorrow 6pm")
    answer = await world.say(words)
    assert starts(world) == ["24T18:00"] and "/undo" in answer


@pytest.mark.parametrize("words", ["busy tmr?", "esok sibuk tak", "which day is free this week"])
async def test_whether_a_day_is_busy_is_a_question(world: World, words: str) -> None:
    """It is answered from the calendar, and no event called "busy" is made."""
    await world.say("lunch tomorrow 1pm")
    assert "lunch" in await world.say(words)
    assert world.titles() == ["lunch"]


@pytest.mark.parametrize("words", ["buang semua esok", "kensel semua esok"])
async def test_throwing_out_a_day_asks(world: World, words: str) -> None:
    """What stands that day is shown and asked about; nothing called "semua" is booked."""
    await world.say("lunch tomorrow 1pm")
    await world.say("dinner tomorrow 8pm")
    assert "lunch" in await world.say(words)
    assert len(world.booked()) == 2


@pytest.mark.parametrize("words", ["cancel both", "cancel those two", "batal dua2", "两个都取消"])
async def test_both_are_the_two_of_the_last_message(world: World, words: str) -> None:
    """Not the rows of an older list: the two that one message has just booked are asked about."""
    await world.say("yoga friday 9am")
    await world.say("/list")
    await world.say("lunch tomorrow 1pm and dinner tomorrow 8pm")
    answer = await world.say(words)
    assert "lunch" in answer and "dinner" in answer and "yoga" not in answer
    await world.say("yes")
    assert world.titles() == ["yoga"]


@pytest.mark.parametrize("words", ["actually no put it back", "eh jadi balik"])
async def test_put_back_brings_a_cancelled_one_back(world: World, words: str) -> None:
    """After a cancellation these words undo it."""
    await world.say("lunch tomorrow 1pm")
    await world.say("cancel lunch")
    await world.say("yes")
    await world.say(words)
    assert world.titles() == ["lunch"]


@pytest.mark.parametrize("words", ["put it back", "move it back", "改回去", "tukar balik"])
async def test_put_back_undoes_a_move(world: World, words: str) -> None:
    """After a move these words give the event its earlier time."""
    await world.say("lunch tomorrow 1pm")
    await world.say("make it 3pm")
    await world.say(words)
    assert starts(world) == ["24T13:00"]
