"""Answers to what the bot asked, in the words that people answer with: what was said first is kept, nothing is lost."""

from __future__ import annotations

import pytest

from tests.flow.world import World


def _stands(world: World) -> list[str]:
    """Each event as its title, its start and its place."""
    shown = []
    for event in world.booked():
        start = event["start"].get("dateTime", event["start"].get("date")).removesuffix(":00+08:00")
        shown.append(" ".join(filter(None, (event["summary"], start, event.get("location")))))
    return shown


@pytest.mark.parametrize(
    ("asked", "answer", "stands"),
    [
        ("dentist next week 3pm", "thursday", "dentist 2026-12-03T15:00"),
        ("dentist next week 3pm", "on thursday pls", "dentist 2026-12-03T15:00"),
        ("dentist next week 3pm", "3 Dec", "dentist 2026-12-03T15:00"),
        ("dentist next week 3pm", "the 10th", "dentist 2026-12-10T15:00"),
        ("dentist next week 3pm", "thursday 4pm", "dentist 2026-12-03T16:00"),
        ("dentist next week 3pm", "thursday at KLCC", "dentist 2026-12-03T15:00 KLCC"),
        ("dentist next week 3pm for 2 hours", "thursday", "dentist 2026-12-03T15:00"),
        ("lunch with Ali next week 1pm at KLCC", "thurs", "lunch with Ali 2026-12-03T13:00 KLCC"),
        ("doktor gigi minggu depan pukul 3 petang", "khamis", "doktor gigi 2026-12-03T15:00"),
        ("下周下午3点看牙医", "星期四", "看牙医 2026-12-03T15:00"),
    ],
)
async def test_a_day_answers_and_the_clock_and_the_place_stand(
    world: World, asked: str, answer: str, stands: str
) -> None:
    """Which day of the week was asked: what was said of the clock, the length and the place is kept."""
    await world.say(asked)
    assert world.booked() == []
    await world.say(answer)
    assert _stands(world) == [stands]


@pytest.mark.parametrize(
    ("asked", "answer", "stands"),
    [
        ("gym 3pm 5pm friday", "the 5pm one", "gym 2026-11-27T17:00"),
        ("gym 3pm 5pm jumaat", "yang pukul 5 petang tu", "gym 2026-11-27T17:00"),
        ("gym mon or tues 3pm", "the tues one", "gym 2026-11-24T15:00"),
        ("gym mon or tues 3pm", "i prefer tuesday", "gym 2026-11-24T15:00"),
        ("gym mon or tues 3pm", "tuesday is better", "gym 2026-11-24T15:00"),
        ("gym mon or tues 3pm", "second one", "gym 2026-11-24T15:00"),
        ("gym mon or tues 3pm", "tues 4pm", "gym 2026-11-24T16:00"),
        ("gym isnin atau selasa 3pm", "yang selasa", "gym 2026-11-24T15:00"),
        ("dinner at 7 or 8 tmr", "8 works", "dinner 2026-11-24T20:00"),
        ("dinner at 7 or 8 tmr", "7.30", "dinner 2026-11-24T19:30"),
        ("dinner at 7 or 8 tmr", "7.30 at KLCC", "dinner 2026-11-24T19:30 KLCC"),
        ("mesyuarat esok 3 petang atau 4 petang", "4 la", "mesyuarat 2026-11-24T16:00"),
        ("开会 明天3点或4点", "那就4点吧", "开会 2026-11-24T16:00"),
    ],
)
async def test_one_of_the_offers_is_taken_in_ones_own_words(world: World, asked: str, answer: str, stands: str) -> None:
    """Words of preferring and of pointing are no name of another event."""
    await world.say(asked)
    assert world.booked() == []
    await world.say(answer)
    assert _stands(world) == [stands]


@pytest.mark.parametrize(
    ("asked", "answer", "stands"),
    [
        ("meeting yesterday 3pm with Ali at KLCC", "friday", "meeting with Ali 2026-11-27T15:00 KLCC"),
        ("call mum yesterday 3pm", "oh i mean tomorrow", "call mum 2026-11-24T15:00"),
        ("call mum semalam 3pm", "esok la", "call mum 2026-11-24T15:00"),
        ("meeting 31 Feb 3pm at KLCC", "sorry 28 feb", "meeting 2027-02-28T15:00 KLCC"),
        ("meeting 31 Feb 3pm", "28 feb 4pm", "meeting 2027-02-28T16:00"),
        ("meeting friday 25:00", "eh sorry 5pm", "meeting 2026-11-27T17:00"),
        ("meeting friday 25:00", "saturday 5pm", "meeting 2026-11-28T17:00"),
        ("meeting friday 25:00", "5", "meeting 2026-11-27T17:00"),
    ],
)
async def test_a_time_that_could_not_be_is_put_right_by_another(
    world: World, asked: str, answer: str, stands: str
) -> None:
    """After a time that has gone or cannot be, the right one alone is enough."""
    await world.say(asked)
    assert world.booked() == []
    await world.say(answer)
    assert _stands(world) == [stands]


@pytest.mark.parametrize("answer", ["make it tuesday", "change to tuesday", "tukar ke selasa"])
async def test_an_open_question_comes_before_what_was_booked_last(world: World, answer: str) -> None:
    """ "Make it Tuesday" answers what was just asked, and moves nothing that stands."""
    await world.say("lunch with Ali friday 1pm")
    await world.say("gym mon or tues 3pm")
    await world.say(answer)
    assert sorted(_stands(world)) == ["gym 2026-11-24T15:00", "lunch with Ali 2026-11-27T13:00"]


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        (("tomorrow 5pm", "make it 6pm", "gym"), "gym 2026-11-24T18:00"),
        (("tomorrow 5pm", "sorry i mean friday", "gym"), "gym 2026-11-27T17:00"),
        (("remind me to call mum", "8"), "call mum 2026-11-24T08:00"),
        (("ingatkan saya telefon mak", "8 malam la"), "telefon mak 2026-11-23T20:00"),
        (("book dentist", "thursday would be great", "3pm"), "book dentist 2026-11-26T15:00"),
        (("beli susu", "petang ni"), "beli susu 2026-11-23T15:00"),
        (("买牛奶", "明天"), "买牛奶 2026-11-24"),
        (("meet Siti", "esok la", "3 ptg boleh?"), "meet Siti 2026-11-24T15:00"),
        (("dinner tmr", "make it 8"), "dinner 2026-11-24T20:00"),
        (("dinner tmr", "7.30 la"), "dinner 2026-11-24T19:30"),
        (("dinner tmr", "dinner tmr 8pm"), "dinner 2026-11-24T20:00"),
        (("dinner tmr", "at KLCC"), "dinner 2026-11-24 KLCC"),
        (("dinner tmr 7pm", "kat KLCC"), "dinner 2026-11-24T19:00 KLCC"),
        (("dinner friday 7pm", "move dinner", "saturday la"), "dinner 2026-11-28T19:00"),
    ],
)
async def test_what_is_said_piece_by_piece_becomes_one_event(world: World, said: tuple[str, ...], stands: str) -> None:
    """A name, then a day, then a clock, each with the small words of an answer: one event, and nothing beside it."""
    for text in said:
        await world.say(text)
    assert _stands(world) == [stands]


@pytest.mark.parametrize("answer", ["both", "not tuesday", "i am busy tuesday", "maybe"])
async def test_what_settles_nothing_books_nothing(world: World, answer: str) -> None:
    """An answer that names no one offer leaves the question open."""
    await world.say("gym mon or tues 3pm")
    await world.say(answer)
    assert world.booked() == []


async def test_another_event_is_no_answer(world: World) -> None:
    """A whole event in the next message is booked as it stands."""
    await world.say("gym mon or tues 3pm")
    await world.say("dinner with mum sat 7pm")
    assert _stands(world) == ["dinner with mum 2026-11-28T19:00"]
