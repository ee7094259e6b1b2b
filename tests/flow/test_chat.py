"""What a person sees: book, list, cancel, undo, and a useful answer to everything else."""

from __future__ import annotations

import re

import pytest

from tests.flow.world import World


async def test_a_message_becomes_an_event_in_google(world: World) -> None:
    """A chat message is an event in Google with its wall time and zone, and the answer shows what was understood."""
    said = await world.say("lunch with Ali tomorrow 12.30-2pm at KLCC")
    (event,) = world.booked()
    assert event["summary"] == "lunch with Ali"
    assert event["location"] == "KLCC"
    assert event["start"]["dateTime"].startswith("2026-11-24T12:30:00")
    assert event["start"]["timeZone"] == "Asia/Kuala_Lumpur"
    assert event["end"]["dateTime"].startswith("2026-11-24T14:00:00")
    assert event["status"] == "confirmed"
    for part in ("lunch with Ali", "Tue 24 Nov", "12:30 PM", "2:00 PM", "KLCC"):
        assert part in said


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("meeting 3pm", "2026-11-23T15:00", "2026-11-23T16:00"),
        ("dentist next Friday 10am for 45 min", "2026-12-04T10:00", "2026-12-04T10:45"),
        ("meeting 8am", "2026-11-24T08:00", "2026-11-24T09:00"),
    ],
)
async def test_common_forms(world: World, text: str, start: str, end: str) -> None:
    """The common forms land at their time, an hour long unless said; a clock that has passed goes to tomorrow."""
    said = await world.say(text)
    (event,) = world.booked()
    assert event["start"]["dateTime"].startswith(start)
    assert event["end"]["dateTime"].startswith(end)
    assert ("already passed" in said) == (text == "meeting 8am")


async def test_a_day_without_a_clock_is_a_whole_day(world: World) -> None:
    """A date alone books the whole day, by date."""
    said = await world.say("leave 24 Dec")
    (event,) = world.booked()
    assert (event["start"]["date"], event["end"]["date"]) == ("2026-12-24", "2026-12-25")
    assert "all day" in said


async def test_the_list_is_numbered_and_a_row_can_be_cancelled(world: World) -> None:
    """/cancel 2 cancels row 2 of the list last shown, and only it."""
    for text in ("standup tomorrow 9am", "lunch tomorrow 1pm", "gym tomorrow 7pm"):
        await world.say(text)
    listed = await world.say("/list")
    assert re.findall(r"(\d)\. .*?(standup|lunch|gym)", listed) == [("1", "standup"), ("2", "lunch"), ("3", "gym")]
    assert "Cancelled" in await world.say("/cancel 2")
    assert world.titles() == ["standup", "gym"]


async def test_an_outdated_list_cancels_nothing_and_is_shown_anew(world: World) -> None:
    """When a row changed since the list was shown, nothing is cancelled and the list comes anew."""
    await world.say("standup tomorrow 9am")
    await world.say("lunch tomorrow 1pm")
    await world.say("/list")
    (lunch,) = [event for event in world.booked() if event["summary"] == "lunch"]
    later = {"dateTime": "2026-11-24T14:00:00+08:00", "timeZone": "Asia/Kuala_Lumpur"}
    end = {"dateTime": "2026-11-24T15:00:00+08:00", "timeZone": "Asia/Kuala_Lumpur"}
    world.google.edit_event(lunch["id"], {"start": later, "end": end})
    await world.say("/sync")
    said = await world.say("/cancel 1")
    assert "out of date" in said
    assert "2:00 PM" in said
    assert world.titles() == ["standup", "lunch"]
    assert "Cancelled" in await world.say("/cancel 1")
    assert world.titles() == ["lunch"]


async def test_a_change_made_in_google_after_the_list_was_shown_is_not_overrun(world: World) -> None:
    """An event edited in Google, unknown to the cache yet, is not cancelled blindly."""
    await world.say("lunch tomorrow 1pm")
    await world.say("/list")
    world.google.edit_event(world.booked()[0]["id"], {"summary": "lunch with the minister"})
    said = await world.say("/cancel 1")
    assert "changed in Google" in said
    assert world.titles() == ["lunch with the minister"]


async def test_undo_of_a_booking_and_of_a_cancellation(world: World) -> None:
    """[Undo] takes a booking back, and brings a cancelled event back under its own id; twice changes nothing."""
    await world.say("lunch tomorrow 1pm")
    (event,) = world.booked()
    booking = world.telegram.replies()[-1]
    await world.say("/list")
    await world.say("/cancel 1")
    assert world.booked() == []
    cancelled = world.telegram.replies()[-1]
    assert "Taken back" in await world.tap("Undo", cancelled)
    assert [back["id"] for back in world.booked()] == [event["id"]]
    await world.tap("Undo", booking)
    assert world.booked() == []


async def test_undo_typed_again_goes_one_step_further_back(world: World) -> None:
    """/undo takes back the last thing, again the one before it, and says when there is nothing more."""
    await world.say("lunch tomorrow 1pm")
    await world.say("dinner tomorrow 7pm")
    await world.say("make it 8pm")
    assert "7:00 PM" in await world.say("/undo")
    assert "dinner" in await world.say("/undo")
    assert world.titles() == ["lunch"]
    assert "lunch" in await world.say("/undo")
    assert "nothing more" in await world.say("/undo")
    assert world.booked() == []


async def test_the_buttons_of_a_confirmation_work(world: World) -> None:
    """A confirmation's own cancel button cancels that event."""
    await world.say("lunch tomorrow 1pm")
    assert "Cancelled" in await world.tap("Cancel event")
    assert world.booked() == []


async def test_pressing_a_button_twice_does_it_once(world: World) -> None:
    """A second tap on the same button finds it done and says so."""
    await world.say("lunch tomorrow 1pm")
    shown = world.telegram.replies()[-1]
    await world.tap("Cancel event", shown)
    assert "no longer in the calendar" in await world.tap("Cancel event", shown)


async def test_a_repeating_event_asks_which(world: World) -> None:
    """Cancelling one of a repeat asks: this one or all."""
    await world.say("gym every Tue 7am")
    await world.say("/sync")
    await world.say("/list")
    said = await world.say("/cancel 1")
    assert "repeats" in said
    assert world.booked() != []
    await world.tap("All of them")
    await world.say("/sync")
    assert "Nothing is coming up" in await world.say("/list")


async def test_move_keeps_what_is_not_said(world: World) -> None:
    """A move to another clock keeps day and length; Undo puts it back."""
    await world.say("dentist Friday 10am for 45 min")
    assert "Moved" in await world.say("move dentist to 4pm")
    (event,) = world.booked()
    assert event["start"]["dateTime"].startswith("2026-11-27T16:00")
    assert event["end"]["dateTime"].startswith("2026-11-27T16:45")
    await world.tap("Undo")
    assert world.booked()[0]["start"]["dateTime"].startswith("2026-11-27T10:00")


@pytest.mark.parametrize(
    "text",
    [
        "/cancel",
        "/cancel 0",
        "/cancel 99",
        "/cancel abc",
        "/cancel 2 3",
        "/cancel -1",
        "/move",
        "/nonsense",
        "hello",
        "thanks!",
        "I have 3 cats",
        "room 5",
        "😀😀😀",
        "مرحبا كيف حالك",
        "\u0007\u0000\u200b",
        "x" * 4096,
        "31 Feb dinner",
        "gym at 25:00",
        "/",
        "<b>meeting</b>",
        "?",
    ],
)
async def test_what_is_no_order_is_answered_and_creates_nothing(world: World, text: str) -> None:
    """Every message gets an answer, and what is no order creates and loses nothing."""
    await world.say("standup tomorrow 9am")
    await world.say("/list")
    said = await world.say(text)
    assert said.strip()
    assert world.titles() == ["standup"]


async def test_a_title_with_markup_is_shown_as_it_is(world: World) -> None:
    """A title that looks like HTML is neither lost nor interpreted."""
    said = await world.say("review <b>Q&A</b> tomorrow 3pm")
    assert "<b>Q&A</b>" in said
    assert world.titles() == ["review <b>Q&A</b>"]


async def test_media_and_edits_get_an_answer(world: World) -> None:
    """A sticker, and an edit of an earlier message, are answered and change nothing."""
    await world.say("lunch tomorrow 1pm")
    first = next(m for m in world.telegram.chat() if not m.from_bot)
    assert "edits" in await world.say("lunch tomorrow 2pm", edit=first.message_id)
    assert world.booked()[0]["start"]["dateTime"].startswith("2026-11-24T13:00")


async def test_status_and_help_fit_on_a_screen(world: World) -> None:
    """/status tells how things stand, /help every command there is."""
    await world.say("/sync")
    assert "just now" in await world.say("/status")
    said = await world.say("/help")
    for command in ("/list", "/cancel", "/move", "/undo", "/sync", "/status", "/remind"):
        assert command in said


async def test_malay_and_chinese_are_answered_in_kind(world: World) -> None:
    """A Malay message is booked and answered in Malay, a Chinese one in Chinese."""
    assert "esok" in await world.say("mesyuarat esok pukul 3 petang")
    assert "明天" in await world.say("开会 明天下午3点")
    assert world.titles() == ["mesyuarat", "开会"]


async def test_the_bot_goes_on_in_the_language_one_writes_in(world: World) -> None:
    """After a Malay message lists and reminders are Malay too, until a language is chosen, which then stays."""
    await world.say("mesyuarat pukul 11 pagi")
    assert "Akan datang" in await world.say("/list")
    assert "mula" in await world.later(minutes=81)
    await world.say("/language en")
    assert "Booked" in await world.say("makan malam esok pukul 8 malam")
    assert "Coming up" in await world.say("/list")


async def test_numbers_mean_what_is_shown_where_days_and_hours_meet(world: World) -> None:
    """A whole day stands before an event at its midnight, and the numbers follow what is shown."""
    await world.say("night shift 25 Nov 00:00-06:00")
    await world.say("leave 25 Nov")
    listed = await world.say("/list")
    assert listed.index("leave") < listed.index("night shift")
    await world.say("/cancel 1")
    assert world.titles() == ["night shift"]


async def test_words_without_a_language_are_answered_in_ones_own(world: World) -> None:
    """What shows no language of its own is answered in the one last written in."""
    await world.say("mesyuarat esok pukul 3 petang")
    assert "Saya" in await world.say("asdkjh")
    assert "Akan datang" in await world.say("/list")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("ok terima kasih", "Sama-sama"),
        ("ok thanks", "welcome"),
        ("tq so much", "welcome"),
        ("kul brp dah", "9:10"),
        ("boleh buat apa ni", "/list"),
        ("who are you", "/list"),
        ("what time is it", "It is 9:10 AM, Mon 23 Nov"),
        ("pukul berapa sekarang", "9:10 pagi"),
        ("今天星期几", "11月23日 周一"),
        ("dentist when?", "called “dentist”"),
    ],
)
async def test_small_questions_are_answered(world: World, words: str, answer: str) -> None:
    """Thanks after an "ok", what this is, the hour and the day get their answer, and nothing is booked."""
    assert answer in await world.say(words)
    assert world.booked() == []


@pytest.mark.parametrize("words", ["tak jadi batal", "jangan batal", "don't cancel it", "别取消"])
async def test_not_to_cancel_after_all(world: World, words: str) -> None:
    """Asked whether to cancel it is a no; once it is cancelled it comes back, and nothing else is taken back."""
    await world.say("kenduri Sabtu 11 pagi")
    await world.say("batal kenduri")
    await world.say(words)
    assert world.titles() == ["kenduri"]
    await world.say("batal kenduri")
    await world.say("ya")
    assert world.titles() == []
    await world.say(words)
    assert world.titles() == ["kenduri"]


async def test_a_place_that_is_told_is_no_choice_of_a_row(world: World) -> None:
    """What says more than which one is not taken for the answer, so that nothing of it is dropped."""
    await world.say("mesyuarat projek esok 10 pagi")
    await world.say("mesyuarat bajet esok 2 petang")
    assert "1." in await world.say("batal mesyuarat")
    await world.say("mesyuarat bajet di bilik 2")
    assert len(world.titles()) == 2
