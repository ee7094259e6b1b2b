"""The same day and the same clock, in all the forms that people give them: each with each means the same time."""

from __future__ import annotations

import random
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import understand

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 9, 10, tzinfo=KL)  # a Monday
DAYS = {
    "2026-11-24": (
        "tomorrow|tmr|tmrw|2moro|tml|esok|esk|bsk|明天|24 nov|24/11|24.11|24-11|24hb|the 24th|selasa|tuesday|"
        "tues|周二|星期二|11月24号|24 November|tue 24 nov|24th of nov"
    ).split("|"),
    "2026-11-26": (
        "thursday|thurs|khamis|周四|26 nov|in 3 days|3 days later|三天后|tulat|大后天|this thursday|khamis ni"
    ).split("|"),
    "2026-12-01": (
        "next tuesday|selasa depan|下周二|1 dec|1 dis|1hb dis|12月1号|1/12|first of december|tue next week|"
        "next week tue|下个星期二|selasa minggu depan"
    ).split("|"),
}
CLOCKS = {
    "15:00": (
        "3pm|3 pm|3p.m.|3:00pm|3.00pm|15:00|1500hrs|at 3|at 3pm sharp|pukul 3 petang|pkl 3 ptg|jam 3 petang|kol 3 ptg|"
        "3 ptg|下午3点|下午三点|15点|3 in the afternoon|three pm|tiga petang|around 3pm"
    ).split("|"),
    "20:30": (
        "8.30pm|8:30 pm|20:30|8.30 malam|pukul 8.30 mlm|8 setengah malam|晚上八点半|晚上8点半|"
        "half past eight in the evening|8.30 at night|830pm"
    ).split("|"),
    "09:00": (
        "9am|9 am|9a.m.|09:00|9 pagi|pukul 9 pagi|jam 9 pg|早上9点|上午九点|9 in the morning|sembilan pagi|"
        "nine am|9.00 am"
    ).split("|"),
    "12:00": "noon|12pm|12 noon|中午|12 tengah hari|pukul 12 tengah hari|中午12点|12:00|12nn".split("|"),
}
ORDERS = ("{title} {day} {clock}", "{day} {clock} {title}", "{title} {clock} {day}")
APART = {("24-11", "中午")}  # nothing beside it says that it is a day


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("clock", CLOCKS)
def test_each_form_of_a_day_with_each_form_of_a_clock(day: str, clock: str) -> None:
    """Three languages, digits and words, in three orders: one event, at that time, with its own title."""
    chance = random.Random(f"{day} {clock}")
    wrong = []
    for form in DAYS[day]:
        for hour in CLOCKS[clock]:
            title = chance.choice(("dentist", "mesyuarat", "开会", "call mum"))
            text = chance.choice(ORDERS).format(title=title, day=form, clock=hour)
            events = understand(text, NOW, KL).events
            told = [f"{event.when.starts_at(KL):%Y-%m-%dT%H:%M} {event.title}" for event in events]
            if told != [f"{day}T{clock} {title}"] and (form, hour) not in APART:
                wrong.append((text, told))
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("gym 15:00 hrs tomorrow", "11-24 15:00"),
        ("mesyuarat 24-11 0900", "11-24 09:00"),
        ("dentist dec 5 jam 3 petang", "12-05 15:00"),
        ("call mum at 3 dec 1st", "12-01 15:00"),
        ("开会 3 o'clock 三天后", "11-26 15:00"),
    ],
)
def test_a_number_goes_to_what_stands_beside_it(text: str, start: str) -> None:
    """An hour that "hrs" marks, a date with a dash, "jam" behind a date, an ordinal behind its month."""
    (event,) = understand(text, NOW, KL).events
    assert f"{event.when.starts_at(KL):%m-%d %H:%M}" == start


@pytest.mark.parametrize("text", ["we won 21-11", "ratio 24-11", "2-4 people", "24.11 kg"])
def test_numbers_alone_are_no_day(text: str) -> None:
    """Scores, ratios and weights make nothing."""
    assert not understand(text, NOW, KL).events
