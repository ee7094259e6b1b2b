"""Notices, invitations and what people tell before they come to the point."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import understand
from calendar_core.domain.timespan import Timespan

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=KL)  # a Monday


@pytest.mark.parametrize(
    ("text", "title", "when"),
    [
        (
            "Topic: Budget review\nTime: Dec 8, 2026 04:00 PM Kuala Lumpur\nJoin the call\nhttps://example.com/j/8123",
            "Budget review", "12-08 16:00",
        ),
        (
            "【通知】\n活动：读书会\n日期：2026年12月13日（星期日）\n时间：上午9点至下午2点\n地点：民众会堂",
            "读书会", "12-13 09:00",
        ),
        ("Prize day will be held on 18 Dec (Fri) at 7.30pm. Thank you.", "Prize day", "12-18 19:30"),
        (
            "AGM will be held as follows:\nDate: 20 December 2026 (Sunday)\nTime: 8.00 am\nPlease attend", "AGM",
            "12-20 08:00",
        ),
        (
            "Makluman: gotong-royong Blok D akan diadakan pada\nTarikh: 12 Disember 2026 (Sabtu)\nMasa: 8.30 pagi\n"
            "Sila hadir ya",
            "gotong-royong Blok D", "12-12 08:30",
        ),
        ("sports day on 18 Dec at 7.30am. See you there!", "sports day", "12-18 07:30"),
        ("can someone book friday 2pm for me, interview w Mei", "interview w Mei", "11-27 14:00"),
        ("Sorry guys cant do 3pm anymore, lets meet 5.30 tmr for badminton ya", None, "11-24 17:30"),
        ("tak boleh isnin, latihan selasa 4pm", "latihan", "11-24 16:00"),
        ("hey the plumber wants to come, he said around 10am on wednesday", None, "11-25 10:00"),
        ("Coco is due for a jab, I told the vet we come at 6pm on wednesday", None, "11-25 18:00"),
        ("guys since everyone so free we do the dinner for Jo on friday 7.30pm", None, "11-27 19:30"),
        ("later 下午3pm call supplier", "call supplier", "11-23 15:00"),
        ("meet agent @ unit 12-3A 6pm today", "meet agent", "11-23 18:00"),
        ("flight 14:30 friday", "flight", "11-27 14:30"),
        ("ping the ops team 10.30pm tonite", "ping the ops team", "11-23 22:30"),
        ("dinner@gran's 1900", "dinner", "11-23 19:00"),
        ("bus to Alor Setar 6.50am 3 dec", "bus to Alor Setar", "12-03 06:50"),
        ("lesen tamat tempoh 3 Mac 2027", "lesen tamat tempoh", "03-03 00:00"),
    ],
)  # fmt: skip
def test_the_point_of_a_longer_message_is_read(text: str, title: str | None, when: str) -> None:
    """What is told around an event, or labelled beside it, is neither its name nor in the way of its time."""
    (event,) = understand(text, NOW, KL).events
    assert f"{event.when.starts_at(KL):%m-%d %H:%M}" == when
    assert title is None or event.title == title


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("lab fri 8am 2h30", 150), ("lab 1h45 fri 8am", 105), ("4-day trek from 10 dec", 4 * 1440)],
)
def test_a_length_in_one_word_is_read(text: str, minutes: int) -> None:
    """2h30 is two hours and a half; a 4-day trek lasts four days."""
    (event,) = understand(text, NOW, KL).events
    assert event.when.length.total_seconds() == minutes * 60
    assert isinstance(event.when, Timespan) is (minutes < 1440)


@pytest.mark.parametrize("text", ["flight 14:75 friday", "bus 26:30 tmr"])
def test_a_clock_that_cannot_be_is_said_to_be_none(text: str) -> None:
    """Behind a word that takes numbers a clock with a colon is one all the same."""
    reading = understand(text, NOW, KL)
    assert reading.problem is not None
    assert reading.problem.code == "impossible_time"


@pytest.mark.parametrize("text", ["she told me at 3pm", "been here since 8am", "he said 5pm", "cant do 3pm"])
def test_talk_without_a_day_to_come_makes_no_event(text: str) -> None:
    """What was said, what has been, and what does not suit create nothing."""
    assert understand(text, NOW, KL).kind != "event"


@pytest.mark.parametrize(
    "text",
    [
        "cny eve dinner 7pm", "raya haji open house 10am", "2nd day raya open house 12pm",
        "raya kedua rumah nenek 10am", "初二回娘家 11点", "除夕团圆饭 晚上7点",
    ],
)  # fmt: skip
def test_a_feast_of_another_calendar_is_asked_about(text: str) -> None:
    """When it is cannot be told from its name, and today is surely wrong."""
    reading = understand(text, NOW, KL)
    assert reading.kind == "ask"
    assert reading.question is not None
    assert reading.question.code == "no_time"


def test_clocks_in_a_row_of_what_recurs_are_all_meant() -> None:
    """Take meds 8am 2pm 8pm daily: three a day."""
    events = understand("take meds 8am 2pm 8pm daily", NOW, KL).events
    assert [f"{event.when.starts_at(KL):%H}" for event in events] == ["08", "14", "20"]


@pytest.mark.parametrize(
    ("text", "title", "when"),
    [
        ("table for two 7.30 fri Nadodi", "table for two Nadodi", "11-27 07:30"),
        ("dinner for four at 7pm fri", "dinner for four", "11-27 19:00"),
        ("meeting for two hours 3pm", "meeting", "11-23 15:00"),
        ("roadtrip fri 6am to JB, back sun nite", None, "11-27 06:00"),
    ],
)
def test_the_time_is_that_beside_the_clock(text: str, title: str | None, when: str) -> None:
    """How many come is no hour, and of two days the one beside the clock is its day."""
    (event,) = understand(text, NOW, KL).events
    assert f"{event.when.starts_at(KL):%m-%d %H:%M}" == when
    assert title is None or event.title == title


@pytest.mark.parametrize("text", ["thx for today", "thanks for tmr 3pm", "r u free at 3?", "sorry r u coming fri 3pm?"])
def test_thanks_and_questions_to_a_person_make_no_event(text: str) -> None:
    """They are about a time and want nothing put down."""
    assert understand(text, NOW, KL).kind == "none"
