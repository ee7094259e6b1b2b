# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""Typed words that mean something only beside what was said before: yes, no, a name, a time, "make it 4pm"."""

from __future__ import annotations

import pytest

from tests.flow.world import World


def starts(world: World) -> list[str]:
    return [str(event["start"].get("dateTime", event["start"].get("date")))[:16] for event in world.booked()]


@pytest.mark.parametrize("yes", ["yes", "Ya lah", "ok 👍", "好的", "Yes, cancel"])
async def test_a_typed_yes_is_the_button(world: World, yes: str) -> None:
    """Yes, ya, ok, 好的 and the button's own words answer "Cancel this one?" as a tap on it does."""
    await world.say("lunch tomorrow 1pm")
    assert "Cancel this one?" in await world.say("cancel lunch")
    assert await world.say(yes)
    assert world.titles() == []


@pytest.mark.parametrize("no", ["no", "tak jadi", "never mind", "不要"])
async def test_a_typed_no_leaves_everything(world: World, no: str) -> None:
    """No, tak jadi, never mind, 不要 keep the event, and a yes after it does nothing."""
    await world.say("lunch tomorrow 1pm")
    await world.say("cancel lunch")
    assert await world.say(no)
    await world.say("yes")
    assert world.titles() == ["lunch"]


async def test_a_yes_answers_once(world: World) -> None:
    """A second yes has no question to answer, and says so."""
    await world.say("lunch tomorrow 1pm")
    await world.say("lunch Friday 1pm")
    await world.say("cancel lunch on Friday")
    await world.say("yes")
    assert "nothing was changed" in await world.say("yes")
    assert len(world.booked()) == 1


async def test_a_yes_does_not_choose_between_several(world: World) -> None:
    """Where a question offers two ways, a yes asks which."""
    await world.say("report yesterday 3pm")
    assert "Which one?" in await world.say("yes")
    assert world.booked() == []


async def test_a_choice_typed_and_then_tapped_is_one_event(world: World) -> None:
    """Whoever types yes and taps the button too has booked once."""
    question = await world.say("3pm")
    assert "What is it" in question
    asked = world.telegram.replies()[-1]
    await world.say("Book it without a name")
    await world.tap("Book it without a name", asked)
    assert len(world.booked()) == 1


async def test_D6_a_confirmation_tapped_twice_at_once_is_one_event(world: World) -> None:
    """Two taps on the same button within a second book once, with one insert that Google takes."""
    await world.say("3pm")
    asked = world.telegram.replies()[-1]
    data = next(one.data for one in asked.buttons if "Book it without a name" in one.text) or ""
    for _ in range(2):
        world.telegram.user_taps(asked.message_id, data, stale=True)
    await world.settle()
    assert len(world.booked()) == 1


@pytest.mark.parametrize(
    ("order", "when", "title"),
    [
        ("remind me to call mum", "tonight 8pm", "call mum"),
        ("ingatkan saya bayar bil", "esok 9 pagi", "bayar bil"),
        ("add dentist", "Friday 10am", "dentist"),
        ("提醒我交电费", "明天下午3点", "交电费"),
    ],
)
async def test_an_order_without_a_time_asks_for_it_and_takes_the_answer(
    world: World, order: str, when: str, title: str
) -> None:
    """What is to be booked and has no time is asked about; the bare time that follows is its time."""
    await world.say(order)
    assert world.booked() == []
    await world.say(when)
    assert world.titles() == [title]


async def test_a_time_without_a_name_asks_for_it_and_takes_the_answer(world: World) -> None:
    """A bare time books nothing; the name that follows completes it."""
    assert "What is it" in await world.say("Friday 3pm")
    assert world.booked() == []
    assert "Booked" in await world.say("dentist")
    assert world.titles() == ["dentist"] and starts(world) == ["2026-11-27T15:00"]


async def test_an_impossible_or_past_time_is_put_right_by_a_time_alone(world: World) -> None:
    """After "that is over already" the right time is enough."""
    await world.say("report yesterday 3pm")
    assert "Booked" in await world.say("Friday 3pm")
    assert world.titles() == ["report"] and starts(world) == ["2026-11-27T15:00"]


@pytest.mark.parametrize(
    "words",
    [
        "make it 4pm",
        "no, 4pm",
        "change it to 4pm",
        "tukar ke 4pm",
        "改到4点",
        "改成四点",
        "no, 4",
        "make it 4",
        "can you make it 4pm instead",
        "eh 4pm la",
        "sorry i mean 4pm",
        "tukar kepada pukul 4 petang",
        "oops 4.00",
    ],
)
async def test_a_correction_moves_what_was_just_booked(world: World, words: str) -> None:
    """Make it 4pm moves the last event instead of booking another one called "make it"."""
    await world.say("lunch tomorrow 1pm")
    assert await world.say(words)
    assert world.titles() == ["lunch"] and starts(world) == ["2026-11-24T16:00"]


async def test_it_means_the_last_event(world: World) -> None:
    """ "Move it" and "cancel that" mean what was booked or moved last, and cancelling asks first."""
    await world.say("lunch tomorrow 1pm")
    await world.say("gym tomorrow 6pm")
    assert "Moved" in await world.say("move it to Friday")
    said = await world.say("cancel that")
    assert "Cancel this one?" in said and "gym" in said
    await world.say("yes")
    assert world.titles() == ["lunch"]


async def test_a_correction_with_nothing_before_it_books_nothing(world: World) -> None:
    """Make it 4pm out of the blue asks what is meant."""
    assert "What is it" in await world.say("make it 4pm")
    assert world.booked() == []


async def test_a_move_without_am_or_pm_stays_in_the_half_of_the_day(world: World) -> None:
    """Dinner moved to 8 is moved to the evening's 8, and breakfast to the morning's."""
    await world.say("dinner tomorrow 7pm")
    await world.say("breakfast tomorrow 7am")
    await world.say("move dinner to 8")
    await world.say("move breakfast to 8")
    assert sorted(starts(world)) == ["2026-11-24T08:00", "2026-11-24T20:00"]
    await world.say("move dinner to 8am")
    assert sorted(starts(world)) == ["2026-11-24T08:00", "2026-11-24T08:00"]


async def test_a_past_time_for_an_open_order_is_asked_about_with_its_name(world: World) -> None:
    """The order's name is not lost where the time that follows has gone."""
    await world.say("remind me to call mum")
    said = await world.say("this morning 8am")
    assert "already over" in said
    await world.say("tomorrow 8am")
    assert world.titles() == ["call mum"]


async def test_a_repeat_does_not_clash_with_itself(world: World) -> None:
    """The occurrences of an event are the event."""
    assert "At the same time" not in await world.say("gym every monday 7am")


async def test_a_question_is_over_once_something_else_was_booked(world: World) -> None:
    """What was left open before does not swallow what is said after other things were done."""
    await world.say("tonight 10.30pm")
    await world.say("meeting Friday 3pm")
    await world.say("buy milk with Ali and call Siti")
    assert world.titles() == ["meeting"]
    await world.say("cancel meeting")
    await world.say("standup Thursday 9am")
    await world.say("yes")
    assert sorted(world.titles()) == ["meeting", "standup"]


async def test_cancel_alone_means_the_last_event(world: World) -> None:
    """Cancel, batal, 取消 right after a booking ask about that one."""
    for word in ("cancel", "batal", "取消"):
        await world.say("lunch tomorrow 1pm")
        await world.say(word)
        await world.say("ya")
        assert world.titles() == []


async def test_two_times_in_a_row_are_not_one(world: World) -> None:
    """A second bare time is asked about by itself; the name that follows belongs to it."""
    await world.say("lusa petang")
    await world.say("Thursday 3pm")
    await world.say("dentist")
    assert world.titles() == ["dentist"] and starts(world) == ["2026-11-26T15:00"]


@pytest.mark.parametrize("words", ["4", "4pm", "at 4"])
async def test_a_clock_chooses_one_of_two_offers(world: World, words: str) -> None:
    """Asked "4 or 5 on Friday?", the clock alone takes that offer, on its day, and no row of an older list."""
    await world.say("gym tomorrow 7am")
    await world.say("lunch tomorrow 1pm")
    await world.say("move everything tomorrow to wednesday")
    await world.say("coffee with Mei on Friday at 4 or 5")
    await world.say(words)
    assert world.booked()[-1]["summary"] == "coffee with Mei"
    assert [one["start"]["dateTime"][8:16] for one in world.booked()] == ["24T07:00", "24T13:00", "27T16:00"]


async def test_another_clock_than_the_offers_keeps_the_day(world: World) -> None:
    """ "6pm" to "4 or 5 on Friday?" is on Friday."""
    await world.say("coffee with Mei on Friday at 4 or 5")
    await world.say("6pm")
    assert [one["start"]["dateTime"][8:16] for one in world.booked()] == ["27T18:00"]


async def test_a_number_is_no_row_once_something_else_was_asked(world: World) -> None:
    """The list of an older question is not what a number means while another question is open."""
    await world.say("gym tomorrow 7am")
    await world.say("lunch tomorrow 1pm")
    await world.say("cancel my thing tomorrow")
    await world.say("cancel everything tomorrow")
    await world.say("remind me to call mum")
    await world.say("2")
    assert world.titles() == ["call mum", "gym", "lunch"]


async def test_a_day_with_a_question_mark_is_listed(world: World) -> None:
    """ "Friday?" asks what there is; so does 明天？, and a question answers no question for a name."""
    await world.say("lunch Friday 1pm")
    assert "lunch" in await world.say("friday?")
    assert "lunch" in await world.say("周五？")
    await world.say("tomorrow")
    await world.say("u there?")
    assert world.titles() == ["lunch"]


@pytest.mark.parametrize(
    "words", ["how to cancel?", "how do i change the time?", "macam mana nak padam?", "怎么取消？"]
)
async def test_how_something_is_done_is_answered_with_help(world: World, words: str) -> None:
    """Who asks how is shown how."""
    assert "/cancel" in await world.say(words)


async def test_of_another_time_it_is_asked_which(world: World) -> None:
    """Asked to cancel what stands at another time only, the answer says so before it offers that."""
    await world.say("meeting with client today 3pm")
    assert "at another time" in await world.say("cancel all meetings on friday")
    assert "at another time" in await world.say("cancel meeting on friday")
    await world.say("no")
    assert world.titles() == ["meeting with client"]
