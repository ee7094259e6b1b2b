"""Classes of messages that were once misread: each in the three languages, with what each of them means."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import EventReading, Reading, understand
from calendar_core.domain.timespan import DaySpan

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 9, 10, tzinfo=KL)  # a Monday


def read(text: str) -> Reading:
    return understand(text, NOW, KL)


def spoken(event: EventReading) -> str:
    """An event as its title and its time: "gym @ 11-24 07:00-08:00", "leave @ 11-30..12-02" with the end exclusive."""
    when = event.when
    if isinstance(when, DaySpan):
        return f"{event.title} @ {when.start:%m-%d}..{when.end:%m-%d}"
    return f"{event.title} @ {when.starts_at(KL):%m-%d %H:%M}-{when.ends_at(KL):%H:%M}"


def events(text: str) -> list[str]:
    return [spoken(event) for event in read(text).events]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("jam 1500 hari isnin lapor diri", "lapor diri @ 11-30 15:00-16:00"),
        ("lapor diri 1500 hari isnin", "lapor diri @ 11-30 15:00-16:00"),
        ("jam 0930 hari rabu taklimat", "taklimat @ 11-25 09:30-10:30"),
        ("pukul 8 hari khamis gotong royong", "gotong royong @ 11-26 08:00-09:00"),
        ("taklimat 2.30 hari jumaat", "taklimat @ 11-27 14:30-15:30"),
        ("cuti 3 hari dari isnin", "cuti @ 11-30..12-03"),
    ],
)
def test_a_clock_before_the_word_for_a_weekday_is_no_length(text: str, event: str) -> None:
    """A clock in front of "hari Isnin" is that clock on that day, and never a length of so many days."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("exam week from monday to friday", "exam week @ 11-30..12-05"),
        ("exam week from 30 nov to 4 dec", "exam week @ 11-30..12-05"),
        ("minggu peperiksaan dari isnin hingga jumaat", "minggu peperiksaan @ 11-30..12-05"),
        ("考试周从周一到周五", "考试周 @ 11-30..12-05"),
        ("a week from monday dentist", "dentist @ 12-07..12-08"),
        ("2 weeks from monday dentist", "dentist @ 12-14..12-15"),
        ("fortnight from today return books", "return books @ 12-07..12-08"),
    ],
)
def test_a_week_with_a_name_is_no_distance(text: str, event: str) -> None:
    """Only so many weeks are counted from a day; a week that has a name begins on it."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("leave on monday and tuesday", ["leave @ 11-30..12-02"]),
        ("cuti isnin dan selasa", ["cuti @ 11-30..12-02"]),
        ("周一和周二请假", ["请假 @ 11-30..12-02"]),
        ("leave next monday and tuesday", ["leave @ 11-30..12-02"]),
        ("cuti sabtu dan ahad", ["cuti @ 11-28..11-30"]),
        ("cuti sakit hari ini dan esok", ["cuti sakit @ 11-23..11-25"]),
        ("MC today and tomorrow", ["MC @ 11-23..11-25"]),
        ("明后天请假", ["请假 @ 11-24..11-26"]),
        ("请假12月24日和25日", ["请假 @ 12-24..12-26"]),
        ("leave wed, thu and fri", ["leave @ 11-25..11-28"]),
        ("exam on mon, tue and thu", ["exam @ 11-30..12-02", "exam @ 12-03..12-04"]),
        ("fasting tuesday and monday", ["fasting @ 11-24..11-25", "fasting @ 11-30..12-01"]),
        ("gym monday and tuesday 7am", ["gym @ 11-30 07:00-08:00", "gym @ 12-01 07:00-08:00"]),
    ],
)
def test_listed_days_go_on_and_whole_ones_are_one_event(text: str, said: list[str]) -> None:
    """Weekdays listed in the order of the week go on from the first; whole days in a row are one event."""
    assert events(text) == said
