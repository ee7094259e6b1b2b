"""Classes of messages as letters, notices and quick thumbs write them, and what each of them means."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import Intent, understand
from calendar_core.domain.timespan import DaySpan

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 9, 10, tzinfo=KL)  # a Monday


def booked(text: str) -> str:
    """Title, time, place and lead of the one event: "gym @ 11-24 07:00-08:00 in KLCC -30"."""
    (event,) = understand(text, NOW, KL).events
    when = event.when
    if isinstance(when, DaySpan):
        time = f"{when.start:%m-%d}..{when.end:%m-%d}"
    else:
        time = f"{when.starts_at(KL):%m-%d %H:%M}-{when.ends_at(KL):%H:%M}"
    place = f"in {event.location}" if event.location else None
    lead = None if event.reminder_minutes is None else f"-{event.reminder_minutes}"
    return " ".join(filter(None, (event.title, "@", time, place, lead)))


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("meeting on zoom 10 to 11 30 am friday", "meeting on zoom @ 11-27 10:00-11:30"),
        ("scan at 9 20am wed", "scan @ 11-25 09:20-10:20"),
        ("dentist5.15pm thurs", "dentist @ 11-26 17:15-18:15"),
        ("ten to 9 tomorrow morning school drop off", "school drop off @ 11-24 08:50-09:50"),
        ("study 3 hours from 2pm tmr", "study @ 11-24 14:00-17:00"),
        ("call mum in like 20 min", "call mum @ 11-23 09:30-10:30"),
        ("potluck on sunday from 1 till whenever", "potluck @ 11-29 13:00-14:00"),
        ("conference starts 17/1, ends 20/1", "conference @ 01-17..01-21"),
        ("week after next, thursday 2pm, sales call", "sales call @ 12-10 14:00-15:00"),
        ("thursday the week after next 2pm call", "call @ 12-10 14:00-15:00"),
        ("bbq the weekend after next", "bbq @ 12-12..12-14"),
        ("minggu selepas minggu depan Khamis 2 petang mesyuarat", "mesyuarat @ 12-10 14:00-15:00"),
        ("friday after next dinner 7pm", "dinner @ 12-04 19:00-20:00"),
        ("thursday twelve noon farewell lunch", "farewell lunch @ 11-26 12:00-13:00"),
    ],
)
def test_times_as_thumbs_write_them(text: str, event: str) -> None:
    """Blanks within a clock, none before it, minutes to the hour, a length before its start, an end left open."""
    assert booked(text) == event


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("dentist 3pm fri (remind 45m)", "dentist @ 11-27 15:00-16:00 -45"),
        ("dentist 3pm fri, remind 1h", "dentist @ 11-27 15:00-16:00 -60"),
        ("doktor gigi jumaat 3 ptg ingatkan saya 15 min", "doktor gigi @ 11-27 15:00-16:00 -15"),
        ("give me a shout at 4 to take the chicken out", "take the chicken out @ 11-23 16:00-17:00"),
    ],
)
def test_a_reminder_asked_for_in_passing(text: str, event: str) -> None:
    """Behind a clock "remind 45m" is how long before it; who asks for a shout does not title it so."""
    assert booked(text) == event


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Dear Mr Tan, your scan at KPJ is confirmed for 11 Dec, 4:20 PM", "your scan @ 12-11 16:20-17:20 in KPJ"),
        ("dinner at Marriott hotel is set for friday 8pm", "dinner @ 11-27 20:00-21:00 in Marriott hotel"),
        ("Salam jiran-jiran,\nMesyuarat Agung\nAhad 8.30 malam", "Mesyuarat Agung @ 11-29 20:30-21:30"),
        ("Kindly block your calendar: Q4 Review, 10 Dec 2pm", "Q4 Review @ 12-10 14:00-15:00"),
        ("bbq at Dave's on australia day 26/1, 1pm", "bbq on australia day @ 01-26 13:00-14:00 in Dave's"),
        ("boss wants to see me at 3 today in his office", "boss wants to see me @ 11-23 15:00-16:00 in his office"),
        ("give Adam another Panadol in 3 hours", "give Adam another Panadol @ 11-23 12:10-13:10"),
        ("24 Dec put out the rubbish 8am", "put out the rubbish @ 12-24 08:00-09:00"),
        ("12月24号到27号回槟城过节", "回槟城过节 @ 12-24..12-28"),
        ("can help me put dentist tmr 3pm or not", "dentist @ 11-24 15:00-16:00"),
        ("petang nanti 5.30 ambik kek hari jadi", "ambik kek hari jadi @ 11-23 17:30-18:30"),
        ("kuliah subuh esok 6.15 pagi di Surau Melur", "kuliah subuh @ 11-24 06:15-07:15 in Surau Melur"),
    ],
)
def test_what_a_letter_says_around_the_event_is_neither_its_name_nor_its_place(text: str, event: str) -> None:
    """Who is spoken to, that it is confirmed, whose office it is: each has its place."""
    assert booked(text) == event


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Agenda 2030 workshop, 9 Dec, 9am-5pm", "Agenda 2030 workshop @ 12-09 09:00-17:00"),
        ("jadual peperiksaan 9 Dis 9 pagi", "jadual peperiksaan @ 12-09 09:00-10:00"),
        ("bila free? takpe, rabu 3pm discussion FYP", "discussion FYP @ 11-25 15:00-16:00"),
        ("next appointment? 周六下午三点看房", "看房 @ 11-28 15:00-16:00"),
        ("tmr im supposed to go for a tyre change at 10.15 am", "go for a tyre change @ 11-24 10:15-11:15"),
        ("wish mum happy birthday at midnight", "wish mum happy birthday @ 11-24 00:00-01:00"),
    ],
)
def test_what_begins_like_a_question_or_a_wish_may_be_an_event(text: str, event: str) -> None:
    """A name that begins with "agenda", a booking behind a question that is not waited for, a wish to be made."""
    assert booked(text) == event


@pytest.mark.parametrize("text", ["agenda tomorrow", "jadual saya esok pagi", "what's on friday? dentist 3pm?"])
def test_what_asks_is_still_a_question(text: str) -> None:
    """Without a clock, or with a question mark at the end, nothing is booked."""
    assert understand(text, NOW, KL).intent is Intent.LIST


@pytest.mark.parametrize("text", ["unit B-12-3A", "happy birthday!", "remind me 45m"])
def test_what_says_no_time_makes_nothing(text: str) -> None:
    """The number of a flat, a wish to somebody and a length without a clock are no events."""
    assert not understand(text, NOW, KL).events


@pytest.mark.parametrize("text", ["gym 3pm 5 o'clock", "gym 3pm 5点", "gym pukul 3 petang 5点"])
def test_a_second_clock_told_by_its_word_is_asked_about(text: str) -> None:
    """ "5 o'clock" beside another clock is no word of the title."""
    question = understand(text, NOW, KL).question
    assert question is not None
    assert question.code == "which_time"


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("next week dentist thursday 3pm", "dentist @ 12-03 15:00-16:00"),
        ("minggu depan dentist khamis 3pm", "dentist @ 12-03 15:00-16:00"),
        ("下周看牙 星期四下午3点", "看牙 @ 12-03 15:00-16:00"),
        ("next month dentist 28th 3pm", "dentist @ 12-28 15:00-16:00"),
        ("bulan depan jumpa doktor 28hb 3 petang", "jumpa doktor @ 12-28 15:00-16:00"),
        ("下个月看牙28号下午3点", "看牙 @ 12-28 15:00-16:00"),
        ("in March dentist on the 5th 3pm", "dentist @ 03-05 15:00-16:00"),
        ("this week gym friday 7am", "gym @ 11-27 07:00-08:00"),
        ("pls book next week dentist thursday 3pm", "dentist @ 12-03 15:00-16:00"),
        ("dentist thursday 3pm not this week but next week", "dentist @ 12-03 15:00-16:00"),
        ("prep for next week meeting on thursday 3pm", "prep for next week meeting @ 11-26 15:00-16:00"),
    ],
)
def test_a_week_or_a_month_said_apart_from_its_day_holds_it(text: str, event: str) -> None:
    """ "Next week", and further on "Thursday": Thursday of next week, and no other."""
    assert booked(text) == event


def test_a_day_of_a_week_that_has_gone_is_past() -> None:
    """ "Last week ... Thursday" is not the coming Thursday."""
    assert understand("last week dentist thursday 3pm", NOW, KL).kind == "past"
