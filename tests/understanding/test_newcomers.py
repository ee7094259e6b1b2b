"""What people who had never used the secretary wrote, one line of each class that was misread."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import Intent, Reading, understand
from calendar_core.domain.timespan import DaySpan

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=KL)  # a Saturday


def read(text: str) -> Reading:
    return understand(text, NOW, KL)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("delete all meetings", "meeting"),
        ("cancel all of my classes", "class"),
        ("cancel every meeting", "meeting"),
        ("move all gym to 8am", "gym"),
        ("batalkan semua kelas esok", "kelas"),
        ("取消所有会议", "会议"),
    ],
)
def test_all_is_no_word_of_a_name(text: str, words: str) -> None:
    """Who names all events of a kind has them found by the kind, in the form that every title of it holds."""
    target = read(text).target
    assert target is not None
    assert target.words == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("when is badminton", "badminton"),
        ("when's badminton tomorrow?", "badminton"),
        ("what time is my dentist?", "dentist"),
        ("where is the dentist", "dentist"),
        ("bila kenduri?", "kenduri"),
        ("bila mesyuarat?", "mesyuarat"),
        ("is there anything on tuesday morning", None),
        ("esok ada apa2 tak", None),
        ("kelas yoga pukul berapa", "kelas yoga"),
        ("dentist bila?", "dentist"),
        ("esok mesyuarat kat mana?", "mesyuarat"),
        ("瑜伽课是什么时候", "瑜伽课"),
        ("明天几点开会", "开会"),
        ("我的牙医在哪里", "牙医"),
    ],
)
def test_asking_for_an_event_lists_it(text: str, words: str | None) -> None:
    """Who asks when or where an event is, or what there is, is shown it."""
    reading = read(text)
    assert reading.intent is Intent.LIST
    assert reading.query is not None
    assert reading.query.words == words


@pytest.mark.parametrize(
    "text",
    [
        "when is a good time",
        "when is it",
        "where are you",
        "what time is it",
        "bila nak kahwin",
        "sekarang pukul berapa",
        "现在几点",
        "几点了",
        "你什么时候来",
    ],
)
def test_other_questions_ask_for_no_event(text: str) -> None:
    """A question about a person, the hour or nothing in the calendar lists nothing."""
    assert read(text).intent is Intent.QUESTION


def test_being_free_is_asked_in_short() -> None:
    """Malay's "free x?" asks for free time on its days."""
    reading = read("hujung minggu ni free x?")
    assert reading.intent is Intent.FREE
    assert reading.query is not None
    assert reading.query.when == DaySpan(date(2026, 11, 21), date(2026, 11, 23), KL.key)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("lewatkan 30 minit", 30),
        ("再推迟一小时", 60),
        ("awalkan 15 minit", -15),
    ],
)
def test_a_shift_alone_moves_the_last_event(text: str, minutes: int) -> None:
    """A verb of moving with nothing but a length is a shift, and names no event."""
    reading = read(text)
    assert reading.intent is Intent.MOVE
    assert reading.target is not None
    assert reading.target.shift == timedelta(minutes=minutes)
    assert reading.target.words is None


@pytest.mark.parametrize(
    "text",
    [
        "下星期三不打球了",
        "明天三点不开会了",
        "明天不去了",
        "tak jadi main esok",
        "tak jadi main esok pukul 5",
        "not going to gym tomorrow 6pm",
        "i will be late 3pm",
    ],
)
def test_what_will_not_be_is_no_booking(text: str) -> None:
    """Who says that something is off, or that they are late, books nothing."""
    assert read(text).kind == "none"


@pytest.mark.parametrize(
    "text", ["not forgetting dinner 7pm tomorrow", "notary 3pm tomorrow", "明天三点老地方不见不散"]
)
def test_a_title_may_hold_a_negation(text: str) -> None:
    """A word of negation that calls nothing off leaves an event one."""
    assert read(text).kind == "event"


def starts(reading: Reading) -> list[tuple[str, str]]:
    """Title and start of every event of a message, or of every choice of its question."""
    events = reading.events
    if reading.question is not None:
        events = tuple(choice.event for choice in reading.question.choices if choice.event is not None)
    return [(event.title, f"{event.when.starts_at(KL):%m-%d %H:%M}") for event in events]


@pytest.mark.parametrize(
    ("text", "title", "choices"),
    [
        ("coffee tmr 10 or 11am?", "coffee", ["11-22 10:00", "11-22 11:00"]),
        ("coffee tmr at 10 or 11", "coffee", ["11-22 10:00", "11-22 11:00"]),
        ("coffee tmr 3pm or 4 with Ali", "coffee with Ali", ["11-22 15:00", "11-22 16:00"]),
        ("makan esok pukul 1 atau 2", "makan", ["11-22 13:00", "11-22 14:00"]),
        ("明天三点或四点喝咖啡", "喝咖啡", ["11-22 15:00", "11-22 16:00"]),
        ("lunch on monday or tuesday 1pm", "lunch", ["11-23 13:00", "11-24 13:00"]),
        ("lunch mon, tue or wed 1pm", "lunch", ["11-23 13:00", "11-24 13:00", "11-25 13:00"]),
        ("mon or tue lunch", "lunch", ["11-23 00:00", "11-24 00:00"]),
        ("dinner on 5 or 6 dec 7pm", "dinner", ["12-05 19:00", "12-06 19:00"]),
        ("call at 3 or 4", "call", ["11-21 15:00", "11-21 16:00"]),
        ("esok pagi atau petang jogging", "jogging", ["11-22 09:00", "11-22 15:00"]),
        ("明天早上或下午开会", "开会", ["11-22 09:00", "11-22 15:00"]),
    ],
)
def test_two_times_to_choose_from_are_asked_about(text: str, title: str, choices: list[str]) -> None:
    """Two clocks or days with "or" between are one event at one of them: which is asked, nothing is dropped."""
    reading = read(text)
    assert reading.kind == "ask"
    assert starts(reading) == [(title, choice) for choice in choices]


def test_a_number_of_people_is_no_choice() -> None:
    """A word "or" between numbers that count something asks nothing."""
    assert starts(read("dinner tmr for 2 or 3 people 7pm")) == [("dinner for 2 or 3 people", "11-22 19:00")]
    assert read("table for 5 or 6 tomorrow 7pm").kind == "event"


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("dinner w parents sun 7pm, then movie 9pm", [("dinner w parents", "11-22 19:00"), ("movie", "11-22 21:00")]),
        ("gym 7am esok lepas tu sarapan 9am", [("gym", "11-22 07:00"), ("sarapan", "11-22 09:00")]),
        ("明天早上八点跑步然后十点开会", [("跑步", "11-22 08:00"), ("开会", "11-22 10:00")]),
        ("后天早上和下午都要开会", [("开会", "11-23 09:00"), ("开会", "11-23 15:00")]),
    ],
)
def test_one_thing_after_another_is_two_events(text: str, events: list[tuple[str, str]]) -> None:
    """What follows "then", and each of two parts of a day, is an event of its own."""
    assert starts(read(text)) == events


def test_midday_ends_a_range() -> None:
    """A range to 中午 ends at noon."""
    (event,) = read("婚礼彩排十二月五号上午九点半到中午").events
    assert event.title == "婚礼彩排"
    assert f"{event.when.starts_at(KL):%H:%M}-{event.when.ends_at(KL):%H:%M}" == "09:30-12:00"


def test_short_names_of_cities_name_their_clocks() -> None:
    """A clock with "ldn time" beside it is London's."""
    assert starts(read("zoom 3pm-4pm ldn time tmr")) == [("zoom", "11-22 23:00")]


@pytest.mark.parametrize(
    ("text", "title"),
    [("book dinner w jane tomorrow 7pm", "dinner w jane"), ("make dinner tomorrow 7pm", "make dinner")],
)
def test_booking_a_meal_orders_it(text: str, title: str) -> None:
    """The word "book" before a meal is the order's own word; "make dinner" is what is to be done."""
    assert starts(read(text)) == [(title, "11-22 19:00")]


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("cuti sekolah 20 nov hingga 5 jan", date(2026, 11, 20), date(2027, 1, 6)),
        ("conference 20-25 nov", date(2026, 11, 20), date(2026, 11, 26)),
        ("leave 20 oct to 5 nov", date(2027, 10, 20), date(2027, 11, 6)),
    ],
)
def test_a_range_that_runs_is_this_years(text: str, first: date, after: date) -> None:
    """A range that began some days ago and is not over is this one; one that is over is the next year's."""
    (event,) = read(text).events
    assert event.when == DaySpan(first, after, KL.key)


def test_the_clock_of_a_running_range_is_said_to_be_past() -> None:
    """A clock on each day of a range that has begun is told to be past, and is not moved by a year."""
    assert read("exam 20 nov to 25 nov 9am").kind == "past"


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("gym every Tue 7am until Dec", "20261231"),
        ("gym every Tue 7am until Nov", "20261130"),
        ("gym every Tue 7am until 5 Dec", "20261205"),
        ("gym every Tue 7am until next month", "20261201"),
    ],
)
def test_until_a_month_takes_it_in(text: str, until: str) -> None:
    """A repeat until December goes on through December; until next month it ends where that begins."""
    (event,) = read(text).events
    assert event.rrule is not None
    assert f"UNTIL={until}T" in event.rrule


@pytest.mark.parametrize(
    ("text", "title", "place"),
    [
        ("dinner tomorrow 7pm at Din Tai Fung, The Gardens", "dinner", "Din Tai Fung, The Gardens"),
        ("kenduri sabtu 1pm di Dewan Seri Melati, Shah Alam", "kenduri", "Dewan Seri Melati, Shah Alam"),
        ("dinner at pavilion, kl tomorrow 7pm", "dinner", "pavilion, kl"),
        ("dinner at Nobu 🎉👍🏽 tomorrow 7pm", "dinner", "Nobu"),
        ("lunch at KLCC, bring gift tomorrow 1pm", "lunch bring gift", "KLCC"),
        ("at KLCC, Lunch with Ali tomorrow 1pm", "Lunch with Ali", "KLCC"),
        ("Dinner at Nobu, Ali and Ben tomorrow 7pm", "Dinner Ali and Ben", "Nobu"),
    ],
)
def test_a_place_may_go_on_behind_a_comma(text: str, title: str, place: str) -> None:
    """A name behind the comma of a place is of the place; what is to be done, people and emoji are not."""
    (event,) = read(text).events
    assert (event.title, event.location) == (title, place)


@pytest.mark.parametrize(("text", "today"), [("delete all my events today", True), ("删除全部日程", False)])
def test_all_events_have_no_name(text: str, today: bool) -> None:
    """Every event, of a day or at all, is sought by no word."""
    target = read(text).target
    assert target is not None and target.every and target.words is None
    assert target.when == (DaySpan(NOW.date(), date(2026, 11, 22), KL.key) if today else None)


@pytest.mark.parametrize(
    ("text", "words"),
    [("push meeting 30 min", "meeting"), ("lewatkan mesyuarat 30 minit", "mesyuarat"), ("delay gym by 1 hour", "gym")],
)
def test_a_named_event_is_moved_by_a_length(text: str, words: str) -> None:
    """A verb of moving, a name and a length shift that event."""
    reading = read(text)
    assert reading.intent is Intent.MOVE
    assert reading.target is not None
    assert (reading.target.words, reading.target.shift is not None) == (words, True)
