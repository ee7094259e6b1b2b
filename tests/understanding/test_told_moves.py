"""Moves that are told and not ordered, work shifts, and days that each have an event of their own."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import Intent, understand

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=KL)  # a Monday


@pytest.mark.parametrize(
    ("text", "name", "new"),
    [
        ("standup shifted to 9.45", "standup", "09:45"),
        ("mtg pindah ke 4pm", "mtg", "16:00"),
        ("the meeting has been moved to 4pm", "meeting", "16:00"),
        ("gym pushed to 8pm", "gym", "20:00"),
        ("lunch brought forward to 12", "lunch", "12:00"),
        ("class rescheduled to thursday 5pm", "class", "26 17:00"),
        ("dentist rescheduled thursday 5pm", "dentist", "26 17:00"),
        ("dentist moved to Friday", "dentist", "27"),
        ("meeting got postponed to friday", "meeting", "27"),
        ("training shifted from 3pm to 4pm", "training", "16:00"),
        ("I moved the dentist to Friday", "dentist", "27"),
        ("standup is now 9.45", "standup", "09:45"),
        ("standup now at 9.45", "standup", "09:45"),
        ("kelas ditunda ke jumaat", "kelas", "27"),
        ("mesyuarat dianjak ke pukul 4", "mesyuarat", "16:00"),
        ("mesyuarat tukar pukul 4", "mesyuarat", "16:00"),
        ("meeting jadi 4pm", "meeting", "16:00"),
        ("开会改成4点", "开会", "16:00"),
        ("会议推迟到4点", "会议", "16:00"),
        ("牙医改周五", "牙医", "27"),
        ("聚餐提前到6点", "聚餐", "18:00"),
    ],
)
def test_a_move_that_is_told_moves_what_stands(text: str, name: str, new: str) -> None:
    """Who tells that something was moved wants it moved, not a second event called "standup shifted"."""
    reading = understand(text, NOW, KL)
    assert (reading.kind, reading.intent) == ("none", Intent.MOVE)
    assert reading.target is not None
    assert reading.target.words == name
    assert reading.target.new_when is not None
    start = reading.target.new_when.starts_at(KL)
    shown = {"27": f"{start:%d}", "09:45": f"{start:%H:%M}"}.get(new, f"{start:%d %H:%M}" if " " in new else "")
    assert (shown or f"{start:%H:%M}") == new


@pytest.mark.parametrize(
    "text",
    [
        "we moved to Cheras friday", "kami pindah esok", "moving to new house friday", "abang pindah sabtu",
        "kelas jadi esok pukul 3", "shift lunch with Ali 1pm tmr",
    ],
)  # fmt: skip
def test_people_who_move_are_no_moved_events(text: str) -> None:
    """A house is moved, a class goes ahead: an event of its own."""
    assert understand(text, NOW, KL).kind == "event"


@pytest.mark.parametrize(
    ("text", "clocks"),
    [
        ("shift 今晚11点 sampai 7 pagi", "23 23:00/07:00"),
        ("shift 11pm sampai 7 pagi", "23 23:00/07:00"),
        ("shift 7am to 3pm tmr", "24 07:00/15:00"),
        ("shift from 3pm to 11pm sat", "28 15:00/23:00"),
        ("shift 7 to 3 tmr", "24 07:00/15:00"),
    ],
)
def test_a_work_shift_is_an_event(text: str, clocks: str) -> None:
    """A long range behind "shift" is when somebody works."""
    (event,) = understand(text, NOW, KL).events
    assert event.title == "shift"
    assert f"{event.when.starts_at(KL):%d %H:%M}/{event.when.ends_at(KL):%H:%M}" == clocks


@pytest.mark.parametrize(
    "text", ["shift lunch to 1pm", "shift gym ke 8 malam", "shift 3pm to 4pm", "shift 2 to friday"]
)
def test_shifting_an_event_stays_a_move(text: str) -> None:
    """With a name, a row or an hour's change "shift" orders a move."""
    assert understand(text, NOW, KL).intent is Intent.MOVE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "sabtu minggu ni kenduri, sabtu minggu depan pulak rewang",
            [("kenduri", "11-28"), ("rewang", "12-05")],
        ),
        ("friday dinner with mum, saturday gym", [("dinner with mum", "11-27"), ("gym", "11-28")]),
        ("mon dentist, tue gym, wed date night", [("dentist", "11-30"), ("gym", "11-24"), ("date night", "11-25")]),
        ("dentist mon, gym tue", [("dentist", "11-30"), ("gym", "11-24")]),
        ("周六吃饭，周日爬山", [("吃饭", "11-28"), ("爬山", "11-29")]),
    ],
)
def test_days_with_an_event_each_make_an_event_each(text: str, expected: list[tuple[str, str]]) -> None:
    """Where every part begins with its day, or every part ends with one, each is an event."""
    events = understand(text, NOW, KL).events
    assert [(event.title, f"{event.when.starts_at(KL):%m-%d}") for event in events] == expected


@pytest.mark.parametrize("text", ["exam 12/18", "exam 10/18", "dinner 12/25", "meeting 2/30", "exam on 12/25"])
def test_a_date_of_another_country_is_said_to_be_none(text: str) -> None:
    """The day stands first here, so the 18th month is told as the mistake it is and not passed over."""
    reading = understand(text, NOW, KL)
    assert reading.kind == "error"
    assert reading.problem is not None
    assert reading.problem.code == "impossible_date"


@pytest.mark.parametrize("text", ["score 12/18", "got 12/18 for quiz", "test 15/20", "progress 5/20", "markah 10/20"])
def test_a_score_is_no_date(text: str) -> None:
    """So many out of so many creates nothing."""
    assert understand(text, NOW, KL).kind == "none"
