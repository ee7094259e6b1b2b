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
    ],
)
def test_asking_for_an_event_lists_it(text: str, words: str | None) -> None:
    """Who asks when or where an event is, or what there is, is shown it."""
    reading = read(text)
    assert reading.intent is Intent.LIST
    assert reading.query is not None
    assert reading.query.words == words


@pytest.mark.parametrize(
    "text", ["when is a good time", "when is it", "where are you", "what time is it", "bila nak kahwin"]
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
        ("tambah sejam lagi", 60),
        ("再推迟一小时", 60),
        ("add 30 minutes", 30),
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
