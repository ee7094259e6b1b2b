"""Changing what is there, as people say it: its length, its place, one date or all of a repeat."""

from __future__ import annotations

import pytest

from sandbox.faults import Fault
from tests.flow.world import World


def spans(world: World) -> list[str]:
    """ "24T13:00-15:00" of each event that stands."""
    return [f"{one['start']['dateTime'][8:16]}-{one['end']['dateTime'][11:16]}" for one in world.booked()]


def rules(world: World) -> list[str]:
    return [rule for one in world.booked() for rule in one.get("recurrence", ())]


@pytest.mark.parametrize(
    "words",
    ["make it 2 hours", "jadikan 2 jam", "改成两个小时", "no, 2 hours", "extend to 3pm", "add another hour", "until 3"],
)
async def test_a_length_changes_the_last_event(world: World, words: str) -> None:
    """Another length is no other time and no other event."""
    await world.say("lunch tomorrow 1pm")
    await world.say(words)
    assert world.titles() == ["lunch"] and spans(world) == ["24T13:00-15:00"]


@pytest.mark.parametrize(
    "words",
    [
        "change the place to KLCC",
        "move it to KLCC",
        "tukar tempat ke KLCC",
        "地点改到KLCC",
        "make it at KLCC",
        "sorry, at KLCC",
    ],
)
async def test_a_place_changes_the_last_event(world: World, words: str) -> None:
    """A place after "move it to" is a place, and the time stays."""
    await world.say("lunch tomorrow 1pm")
    assert "KLCC" in await world.say(words)
    assert spans(world) == ["24T13:00-14:00"] and world.booked()[0]["location"] == "KLCC"
    await world.say("/undo")
    assert not world.booked()[0].get("location")


async def test_a_named_event_gets_another_length_and_place(world: World) -> None:
    """Named, an older event is meant."""
    await world.say("lunch tomorrow 1pm")
    await world.say("dinner tomorrow 7pm")
    await world.say("make lunch 2 hours")
    await world.say("move lunch to Pavilion")
    await world.say("/list")
    await world.say("/move 2 90 min")
    assert spans(world) == ["24T13:00-15:00", "24T19:00-20:30"]
    assert world.booked()[0]["location"] == "Pavilion"


async def test_a_length_that_cannot_be_is_refused_in_words(world: World) -> None:
    """Nothing is changed, and the answer says how to say it."""
    await world.say("lunch tomorrow 1pm")
    assert "nothing was changed" in await world.say("shorten it by 1 hour")
    assert spans(world) == ["24T13:00-14:00"]


@pytest.mark.parametrize(
    ("first", "then", "start"),
    [
        ("doctor appt monday", "2pm", "2026-11-30T14:00"),
        ("mesyuarat Jumaat", "pukul 3 petang", "2026-11-27T15:00"),
        ("明天开会", "下午三点", "2026-11-24T15:00"),
        ("dinner tmr", "7.30", "2026-11-24T19:30"),
        ("breakfast friday", "at 8", "2026-11-27T08:00"),
        ("dentist wed", "3", "2026-11-25T15:00"),
    ],
)
async def test_a_bare_clock_is_that_of_the_day_just_booked(world: World, first: str, then: str, start: str) -> None:
    """The day first and the clock as the next message are one event."""
    await world.say(first)
    await world.say(then)
    (event,) = world.booked()
    assert event["start"]["dateTime"][:16] == start


@pytest.mark.parametrize("between", ["gym tomorrow 7am", "leave 24-26 Dec"])
async def test_a_bare_clock_later_is_asked_about(world: World, between: str) -> None:
    """Once something else was booked, a clock alone is not given to the day before it."""
    await world.say("doctor appt monday")
    await world.say(between)
    assert "What is it" in await world.say("2pm")
    assert "date" in world.booked()[-1]["start"] or "date" in world.booked()[-2]["start"]


async def test_a_bare_clock_with_another_day_is_asked_about(world: World) -> None:
    """A clock on another day is not that event's."""
    await world.say("doctor appt monday")
    assert "What is it" in await world.say("2pm thursday")
    assert world.booked()[0]["start"] == {"date": "2026-11-30"}


async def test_a_repeat_is_asked_about_before_it_moves(world: World) -> None:
    """Of a repeating event nothing moves until this date or all dates was said."""
    await world.say("gym every monday 7am")
    said = await world.say("move gym to 8am")
    assert "repeats" in said and spans(world) == ["30T07:00-08:00"]
    await world.say("just this one")
    assert sorted(spans(world)) == ["30T07:00-08:00", "30T08:00-09:00"]
    await world.say("/undo")
    await world.say("move gym to 8am")
    assert "Every date" in await world.tap("All of them")
    assert "30T08:00-09:00" in spans(world) and "30T07:00-08:00" not in spans(world)


@pytest.mark.parametrize("words", ["move every gym to 8am", "move all gym to 8am"])
async def test_every_moves_all_dates(world: World, words: str) -> None:
    """Whoever says every or all is not asked, and can take it back."""
    await world.say("gym every monday 7am")
    assert "Every date" in await world.say(words)
    assert spans(world) == ["30T08:00-09:00"]
    await world.say("/undo")
    assert spans(world) == ["30T07:00-08:00"]


async def test_a_weekly_repeat_goes_to_another_weekday(world: World) -> None:
    """All dates of a weekly repeat go to the other weekday of their week, its rule with them."""
    await world.say("gym every monday 7am")
    await world.say("move gym to Tuesday")
    await world.say("all of them")
    assert (
        rules(world) == ["RRULE:FREQ=WEEKLY;BYDAY=TU"] and world.booked()[0]["start"]["dateTime"][:10] == "2026-12-01"
    )


async def test_a_repeat_that_cannot_move_as_a_whole_stays(world: World) -> None:
    """A rule of several weekdays cannot go to another day; the answer says so and nothing is changed."""
    await world.say("standup every weekday 9am")
    await world.say("move standup to Saturday")
    assert "nothing was changed" in await world.say("all")
    assert spans(world) == ["24T09:00-10:00"]


async def test_all_dates_are_renamed(world: World) -> None:
    """Another name for all dates of a repeat."""
    await world.say("gym every monday 7am")
    await world.say("rename gym to Gym with Zul")
    await world.say("semua")
    assert world.titles() == ["Gym with Zul"]


async def test_a_cancelled_repeat_comes_back_as_it_began(world: World) -> None:
    """Undo of a whole repeat that was cancelled at a later date brings its earlier dates back too."""
    await world.say("gym every monday 7am")
    await world.later(days=8)
    await world.say("cancel gym")
    await world.say("all")
    assert world.booked() == []
    await world.say("/undo")
    assert spans(world) == ["30T07:00-08:00"] and rules(world) == ["RRULE:FREQ=WEEKLY;BYDAY=MO"]


async def test_several_of_one_message_are_taken_back_together(world: World) -> None:
    """One /undo takes back all that one message booked; the button under each takes back that one."""
    await world.say("standup tomorrow 9am, lunch tomorrow 1pm and gym tomorrow 7pm")
    assert len(world.booked()) == 3
    said = await world.say("/undo")
    assert world.booked() == [] and all(title in said for title in ("standup", "lunch", "gym"))
    await world.say("standup tomorrow 9am and lunch tomorrow 1pm")
    last = world.telegram.replies()[-1]
    await world.tap("Undo all 2", last)
    assert world.booked() == []


async def test_it_is_nothing_after_an_undo(world: World) -> None:
    """What was taken back is not "it", and neither is what stood before it."""
    await world.say("lunch tomorrow 1pm")
    await world.say("dinner tomorrow 7pm")
    await world.say("/undo")
    await world.say("make it 5pm")
    assert spans(world) == ["24T13:00-14:00"]


async def test_several_are_cancelled_honestly_one_by_one(world: World) -> None:
    """What was changed in Google meanwhile is left alone and named; the rest goes."""
    await world.say("gym tomorrow 7am")
    await world.say("lunch tomorrow 1pm")
    await world.say("/list")
    await world.say("cancel 1 and 2")
    lunch = world.booked()[1]
    world.google.edit_event(lunch["id"], {"summary": "lunch with the boss"})
    said = await world.say("yes")
    assert "Cancelled 1 of 2" in said and "changed in Google" in said
    assert world.titles() == ["lunch with the boss"]


async def test_several_are_kept_while_google_is_away(world: World) -> None:
    """What waits is not said to be cancelled, and its verdict follows."""
    await world.say("gym tomorrow 7am")
    await world.say("lunch tomorrow 1pm")
    await world.say("/list")
    await world.say("cancel all")
    world.google.faults.add(Fault(status=503, times=None))
    said = await world.say("yes")
    assert "Cancelled" not in said and said.count("kept") >= 2
    world.google.faults.clear()
    assert "Now cancelled" in "\n".join([await world.later(minutes=6) for _ in range(3)])
    assert world.booked() == []
    await world.say("/undo")
    assert len(world.booked()) == 2


@pytest.mark.parametrize(
    ("words", "left"), [("cancel everything tomorrow", 1), ("batal semua esok", 1), ("cancel all", 0)]
)
async def test_all_of_a_day_or_of_the_list(world: World, words: str, left: int) -> None:
    """All of a day, or of the list last shown, are asked about together."""
    for text in ("gym tomorrow 7am", "lunch tomorrow 1pm", "yoga friday 9am", "/list"):
        await world.say(text)
    assert len(world.booked()) == 3 and await world.say(words)
    await world.say("yes")
    assert len(world.booked()) == left


async def test_an_event_named_by_its_clock_is_the_next_one(world: World) -> None:
    """My 8am is the next event that begins at eight, whatever its day."""
    await world.say("standup wednesday 8am")
    await world.say("lunch friday 8am")
    said = await world.say("cancel my 8am")
    assert "standup" in said and "lunch" not in said
    assert "begins at 4:00 AM" in await world.say("cancel my 4am")


async def test_a_clock_of_today_and_tomorrow_is_asked_about(world: World) -> None:
    """Where today and tomorrow both have one at that clock, both are shown."""
    await world.say("call today 3pm")
    await world.say("review tomorrow 3pm")
    said = await world.say("cancel my 3pm")
    assert "call" in said and "review" in said and len(world.booked()) == 2


@pytest.mark.parametrize("words", ["cancel tea with bob", "batal teh dengan Zul", "取消和小明喝茶"])
async def test_a_word_that_joins_finds_nothing(world: World, words: str) -> None:
    """With, dengan and 和 are no names."""
    await world.say("dinner with ahmad friday 8pm")
    await world.say("makan dengan Ali sabtu 8pm")
    assert "ahmad" not in await world.say(words)


async def test_another_person_is_another_event(world: World) -> None:
    """Dinner with john is not dinner with ahmad: it is offered as another, and a yes does not cancel it."""
    await world.say("dinner with ahmad friday 8pm")
    assert "I found nothing called “dinner with john”" in await world.say("cancel dinner with john")
    await world.say("yes")
    assert world.titles() == ["dinner with ahmad"]


@pytest.mark.parametrize("words", ["第二个", "yang kedua", "the second one", "last one", "friday", "the 9am", "2"])
async def test_which_one_is_answered_in_words(world: World, words: str) -> None:
    """An ordinal, a day or a clock chooses as a number does."""
    await world.say("dentist tomorrow 10am")
    await world.say("dentist Friday 9am")
    await world.say("cancel dentist")
    await world.say(words)
    assert spans(world) == ["24T10:00-11:00"]


async def test_a_new_event_is_no_answer(world: World) -> None:
    """While "which one?" is open, an event with a time of its own is booked."""
    await world.say("dentist tomorrow 10am")
    await world.say("dentist Friday 9am")
    await world.say("cancel dentist")
    assert "Booked" in await world.say("dentist Friday 3pm")
    assert len(world.booked()) == 3


async def test_an_answer_may_take_a_while(world: World) -> None:
    """A yes twenty minutes later still answers; half an hour later it does not."""
    await world.say("lunch tomorrow 1pm")
    await world.say("cancel lunch")
    await world.later(minutes=20)
    await world.say("no")
    assert "open question" in await world.say("yes")
    assert world.titles() == ["lunch"]


async def test_a_yes_that_names_something_else_is_none(world: World) -> None:
    """ "Cancel it" does not book what was asked about, and "book it" does not cancel."""
    await world.say("3pm")
    await world.say("cancel it")
    assert world.booked() == []
    await world.say("lunch tomorrow 1pm")
    await world.say("cancel lunch")
    await world.say("book it")
    assert world.titles() == ["lunch"]


async def test_a_kept_booking_taken_back_is_not_spoken_of_again(world: World) -> None:
    """Undo of a booking that waits leaves nothing behind: no event, and no verdict later."""
    world.google.faults.add(Fault(status=503, times=None))
    await world.say("lunch tomorrow 1pm")
    await world.say("/undo")
    world.google.faults.clear()
    said = "\n".join([await world.later(minutes=6) for _ in range(3)])
    assert "Now" not in said and "❌" not in said and world.booked() == []


@pytest.mark.parametrize("words", ["remind me 30 min before", "ingatkan saya 30 minit sebelum", "提前30分钟提醒我"])
async def test_a_reminder_of_the_last_event(world: World, words: str) -> None:
    """A lead alone is of what was booked last; nothing else is booked, and it comes."""
    await world.say("/remind none")
    await world.say("lunch today 1pm")
    await world.say(words)
    assert world.titles() == ["lunch"]
    assert "lunch" in await world.later(hours=3, minutes=21)


async def test_a_reminder_of_a_named_event(world: World) -> None:
    """Named, that event is meant; of what is not there it is said so; a time that has gone is refused."""
    await world.say("lunch today 1pm")
    await world.say("dinner today 7pm")
    assert "12:00 PM" in await world.say("remind me 1 hour before lunch")
    assert "nothing coming up" in await world.say("remind me 1 hour before yoga")
    assert "already over" in await world.say("remind me 1 day before lunch")


async def test_a_move_without_a_time_asks_for_it(world: World) -> None:
    """Reschedule lunch asks when; the bare time that follows is where it goes."""
    await world.say("lunch tomorrow 1pm")
    await world.say("dinner tomorrow 7pm")
    assert "When" in await world.say("reschedule lunch")
    await world.say("Friday 2pm")
    assert spans(world) == ["24T19:00-20:00", "27T14:00-15:00"]


@pytest.mark.parametrize(("button", "title", "place"), [("Its name", "dinner", ""), ("Its place", "lunch", "dinner")])
async def test_what_may_be_a_name_or_a_place_is_asked(world: World, button: str, title: str, place: str) -> None:
    """Change lunch to dinner changes nothing until it is said which."""
    await world.say("lunch tomorrow 1pm")
    assert "name or its new place" in await world.say("change lunch to dinner")
    assert world.titles() == ["lunch"]
    await world.tap(button)
    assert world.titles() == [title] and world.booked()[0].get("location", "") == place


@pytest.mark.parametrize("words", ["repeat it every week", "make it weekly", "ulang setiap minggu", "每周重复"])
async def test_a_repeat_of_it_is_of_what_stands(world: World, words: str) -> None:
    """What is there repeats, and no event called "it" comes of it."""
    await world.say("lunch tomorrow 1pm")
    await world.say(words)
    assert world.titles() == ["lunch"] and rules(world) == ["RRULE:FREQ=WEEKLY"]


@pytest.mark.parametrize("words", ["clear my friday", "kosongkan jadual Jumaat", "cancel everything on friday"])
async def test_a_day_is_cleared_after_a_yes(world: World, words: str) -> None:
    """Clearing a day lists what stands there and books nothing."""
    for text in ("yoga friday 9am", "lunch friday 1pm", "dinner tomorrow 8pm"):
        await world.say(text)
    said = await world.say(words)
    assert "yoga" in said and "lunch" in said and len(world.booked()) == 3
    await world.say("ya")
    assert world.titles() == ["dinner"]


@pytest.mark.parametrize("words", ["lunch is cancelled", "lunch batal", "it's cancelled"])
async def test_what_is_told_to_be_off_is_asked_about(world: World, words: str) -> None:
    """That something is cancelled asks whether to take it out."""
    await world.say("lunch tomorrow 1pm")
    assert "lunch" in await world.say(words)
    assert world.titles() == ["lunch"]
    await world.say("yes")
    assert world.booked() == []


async def test_what_was_cancelled_is_brought_back(world: World) -> None:
    """Bring it back undoes a cancellation, and never a booking."""
    await world.say("lunch tomorrow 1pm")
    assert "not a cancellation" in await world.say("bring it back")
    assert world.titles() == ["lunch"]
    await world.say("cancel lunch")
    await world.say("yes")
    await world.say("bring it back")
    assert world.titles() == ["lunch"]


async def test_a_repeat_stands_once_among_the_choices(world: World) -> None:
    """Where several may be meant, a repeating event is one of them, by its next date."""
    await world.say("gym every monday 7am")
    await world.say("gym tomorrow 6pm")
    await world.say("cancel gym")
    assert len(world.telegram.replies()[-1].buttons) == 2


async def test_a_new_name_in_other_words(world: World) -> None:
    """Call it X renames the last event."""
    await world.say("lunch tomorrow 1pm")
    await world.say("call it Lunch with Abu")
    assert world.titles() == ["Lunch with Abu"]


@pytest.mark.parametrize(
    "words", ["move lunch to 3pm at KLCC", "make it 3pm at KLCC", "tukar lunch ke 3 petang kat KLCC"]
)
async def test_a_time_and_a_place_are_changed_together(world: World, words: str) -> None:
    """A place beside the new time is not passed over."""
    await world.say("lunch tomorrow 1pm")
    await world.say(words)
    assert spans(world) == ["24T15:00-16:00"] and world.booked()[0]["location"] == "KLCC"


async def test_changes_of_one_event_are_taken_back_step_by_step(world: World) -> None:
    """Each /undo goes one change further back, though taking back gives the event another version in Google."""
    await world.say("lunch tomorrow 1pm")
    for words in ("make it 2pm", "make it 2 hours", "move it to KLCC"):
        await world.say(words)
    for expected in ("24T14:00-16:00", "24T14:00-15:00", "24T13:00-14:00"):
        assert "Taken back" in await world.say("/undo")
        assert spans(world) == [expected]
    await world.say("/undo")
    assert world.booked() == []


async def test_it_is_what_an_undo_brought_back(world: World) -> None:
    """After a change or a cancellation was taken back, "it" is that event."""
    await world.say("lunch tomorrow 1pm")
    await world.say("dinner tomorrow 7pm")
    await world.say("cancel lunch")
    await world.say("yes")
    await world.say("/undo")
    await world.say("make it 2 hours")
    assert spans(world) == ["24T13:00-15:00", "24T19:00-20:00"]


async def test_nothing_is_cancelled_where_it_means_nothing(world: World) -> None:
    """ "Cancel that" with nothing before it asks which one."""
    assert "Tell me which one" in await world.say("cancel that")


async def test_a_change_of_mind_about_cancelling(world: World) -> None:
    """Tak jadi batal, no wait keep it: the event stays."""
    for words in ("tak jadi batal", "no wait keep it"):
        await world.say("lunch tomorrow 1pm" if not world.booked() else "/list")
        await world.say("cancel lunch")
        await world.say(words)
        await world.say("yes")
        assert world.titles() == ["lunch"]


async def test_a_request_may_go_on_from_the_one_before(world: World) -> None:
    """And, then, dan before a request are no part of it, and no event called "move it" comes of one."""
    await world.say("lunch tomorrow 1pm")
    await world.say("and move it to Friday")
    await world.say("and make it 2 hours")
    assert world.titles() == ["lunch"] and spans(world) == ["27T13:00-15:00"]
    assert "Cancel this one?" in await world.say("then cancel it")


async def test_to_skip_is_to_cancel(world: World) -> None:
    """Skip gym on Monday asks whether that date shall go, and books nothing."""
    await world.say("gym every monday 7am")
    assert "Only this one" in str(await world.say("skip gym on monday") and world.telegram.replies()[-1].buttons)
    await world.say("only this one")
    assert len([one for one in world.booked() if one.get("recurrence")]) == 1


async def test_a_repeat_is_booked_without_the_days_it_leaves_out(world: World) -> None:
    """Google is told the days that are left out, the answer names them, and no list shows one."""
    answer = await world.say("gym every monday 7pm except 30 nov and 7 dec")
    assert "every Monday, except Mon 30 Nov and Mon 7 Dec" in answer
    [gym] = world.booked()
    assert gym["recurrence"][1] == "EXDATE;TZID=Asia/Kuala_Lumpur:20261130T190000,20261207T190000"
    await world.settle()
    assert "gym" in await world.say("/list 14 dec") and "gym" not in await world.say("/list 7 dec")
