"""Another length, end or place for an event that is there; and where it stands once that is applied."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import (
    Intent,
    Target,
    about_standing,
    changed_time,
    choice_in,
    place_named,
    scope_in,
    understand,
)
from calendar_core.domain import DaySpan, Timespan

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 9, 10, tzinfo=KL)
LUNCH = Timespan(datetime(2026, 11, 24, 13, tzinfo=KL), datetime(2026, 11, 24, 14, tzinfo=KL), KL.key)
DAY = DaySpan(date(2026, 11, 30), date(2026, 12, 1), KL.key)


def target_of(text: str) -> Target:
    reading = understand(text, NOW, KL)
    assert (reading.kind, reading.intent) == ("none", Intent.MOVE), text
    assert reading.target is not None
    return reading.target


@pytest.mark.parametrize(
    ("text", "words", "minutes"),
    [
        ("make it 2 hours", "it", 120),
        ("make lunch 90 min long please", "lunch", 90),
        ("change the duration of lunch to 2 hours", "lunch", 120),
        ("lunch should be 45 minutes", "lunch", 45),
        ("shorten it to 45 min", "it", 45),
        ("jadikan 2 jam", None, 120),
        ("tukar tempoh mesyuarat jadi sejam setengah", "mesyuarat", 90),
        ("改成两个小时", None, 120),
        ("把午餐改成一个半小时", "午餐", 90),
    ],
)
def test_another_length_is_read(text: str, words: str | None, minutes: int) -> None:
    """How long an event shall be, with or without its name."""
    target = target_of(text)
    assert (target.words, target.length) == (words, timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("text", "words", "minutes"),
    [
        ("extend lunch by 30 min", "lunch", 30),
        ("add 30 minutes", None, 30),
        ("add another hour", None, 60),
        ("1 hour longer", None, 60),
        ("make it 15 min shorter", "it", -15),
        ("tambah sejam lagi", None, 60),
        ("panjangkan mesyuarat 1 jam", "mesyuarat", 60),
        ("pendekkan 15 minit", None, -15),
        ("午餐延长半小时", "午餐", 30),
        ("缩短15分钟", None, -15),
    ],
)
def test_longer_or_shorter_by_so_much_is_read(text: str, words: str | None, minutes: int) -> None:
    """By how much an event shall be longer or shorter."""
    target = target_of(text)
    assert (target.words, target.longer) == (words, timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        ("change the venue to KLCC Tower 2", None, "KLCC Tower 2"),
        ("change location of lunch to Pavilion", "lunch", "Pavilion"),
        ("move it to Starbucks", "it", "Starbucks"),
        ("shift the meeting to room 5", "meeting", "room 5"),
        ("venue: Wisma Sime Darby", None, "Wisma Sime Darby"),
        ("tukar tempat mesyuarat ke Bilik 3", "mesyuarat", "Bilik 3"),
        ("pindahkan ke bilik 3", None, "bilik 3"),
        ("地点改到KLCC", None, "KLCC"),
        ("把午餐改到双子塔", "午餐", "双子塔"),
    ],
)
def test_another_place_is_read(text: str, words: str | None, place: str) -> None:
    """Where an event shall be, in its own capitals."""
    target = target_of(text)
    assert (target.words, target.place) == (words, place)


@pytest.mark.parametrize(
    "text",
    [
        "add 1 hour meeting tomorrow",
        "make dinner tomorrow 7pm",
        "move house to Penang on Friday",
        "Venue: Wisma Sime Darby\nDate: 15/3/2027\nTime: 2.30pm\nBriefing",
        "gym ends 5pm",
        "sampai rumah 5 petang",
        "add 2 hours of study tomorrow",
    ],
)
def test_what_only_looks_like_a_change_books(text: str) -> None:
    """An event with a time of its own is a new one, whatever verb it begins with."""
    assert understand(text, NOW, KL).intent is Intent.ADD


@pytest.mark.parametrize(
    "text", ["the place is nice", "time is money", "give me 5 minutes", "it takes 2 hours", "place to eat", "make cake"]
)
def test_talk_changes_nothing(text: str) -> None:
    """Talk of places and lengths is talk."""
    assert understand(text, NOW, KL).target is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("move it to 4pm", "24T16:00", "24T17:00"),
        ("move it to Friday", "27T13:00", "27T14:00"),
        ("move it to 2-4pm", "24T14:00", "24T16:00"),
        ("make it 2 hours", "24T13:00", "24T15:00"),
        ("move it to 2 hours", "24T13:00", "24T15:00"),
        ("extend it by 30 min", "24T13:00", "24T14:30"),
        ("extend it to 3pm", "24T13:00", "24T15:00"),
        ("until 3", "24T13:00", "24T15:00"),
        ("make it end at 12.30am", "24T13:00", "25T00:30"),
        ("postpone it by 1 hour", "24T14:00", "24T15:00"),
    ],
)
def test_what_was_not_said_stays(text: str, start: str, end: str) -> None:
    """A change of one thing leaves day, clock and length as they were."""
    when = changed_time(LUNCH, target_of(text), KL)
    assert isinstance(when, Timespan)
    assert [f"{one.astimezone(KL):%dT%H:%M}" for one in (when.start, when.end)] == [start, end]


def test_a_clock_for_a_whole_day_is_on_that_day() -> None:
    """A clock alone turns a whole day into an hour of it."""
    when = changed_time(DAY, target_of("move it to 2pm"), KL)
    assert isinstance(when, Timespan) and when.start == datetime(2026, 11, 30, 14, tzinfo=KL)
    assert when.length == timedelta(hours=1)


@pytest.mark.parametrize(("text", "days"), [("make it 3 days", 3), ("extend it by 1 day", 2)])
def test_a_whole_day_lasts_whole_days(text: str, days: int) -> None:
    """A whole day is made longer by days."""
    when = changed_time(DAY, target_of(text), KL)
    assert isinstance(when, DaySpan) and when.length == timedelta(days=days)


@pytest.mark.parametrize("text", ["make it 2 hours", "until 3pm"])
def test_a_whole_day_has_no_hours(text: str) -> None:
    """A length or an end in hours cannot be of a whole day."""
    assert changed_time(DAY, target_of(text), KL) is None


def test_nothing_left_is_no_length() -> None:
    """An event cannot be shortened to nothing."""
    assert changed_time(LUNCH, target_of("shorten it by 1 hour"), KL) is None


@pytest.mark.parametrize(
    ("text", "row"),
    [("the second one", 2), ("yang pertama", 1), ("第一个", 1), ("last one", -1), ("yang akhir", -1), ("no 2", 2)],
)
def test_an_ordinal_is_a_row(text: str, row: int) -> None:
    """Rows are named in words."""
    target = choice_in(text, NOW, KL)
    assert target is not None and target.row == row


@pytest.mark.parametrize(
    ("text", "scope"),
    [("both", "all"), ("semuanya lah", "all"), ("只这次", "one"), ("ini sahaja", "one"), ("hello", None)],
)
def test_one_or_all(text: str, scope: str | None) -> None:
    """This one alone, all of them, or neither."""
    assert scope_in(text) == scope


@pytest.mark.parametrize(
    ("text", "place"),
    [("at KLCC", "KLCC"), ("kat Starbucks", "Starbucks"), ("在公司", "公司"), ("at 4", ""), ("at 4pm", "")],
)
def test_a_place_after_at_is_no_clock(text: str, place: str) -> None:
    """What stands after "at" is a place only where it is no time."""
    assert place_named(text) == place


def test_a_correction_with_nothing_before_its_mark_is_no_fault() -> None:
    """ "哦不是，是后天" has an empty place where the wrong time would stand; nothing is read there, nothing raised."""
    for words in ("哦不是，是后天", "不是，", "not , 8", "it's , not ."):
        about_standing(words, NOW, KL)
