"""Which things have an hour, though only a day was said, and at what hours they usually are."""

from __future__ import annotations

import pytest

from bot.understanding import names_appointment, usual_clocks


@pytest.mark.parametrize(
    ("title", "clocks"),
    [
        ("dinner", ["19:00", "19:30", "20:00"]),
        ("Makan malam dengan Sarah", ["19:00", "19:30", "20:00"]),
        ("和爸妈吃晚饭", ["19:00", "19:30", "20:00"]),
        ("brunch w/ Mei", ["12:00", "12:30", "13:00"]),
        ("sarapan", ["08:00", "09:00", "10:00"]),
        ("Dentist appt", ["10:00", "15:00", "20:00"]),
        ("mesyuarat projek", ["10:00", "15:00", "20:00"]),
        ("看牙医", ["10:00", "15:00", "20:00"]),
        ("mum's birthday", []),
        ("cuti", []),
        ("请假", []),
        ("pay rent", []),
        ("Hari Raya", []),
    ],
)
def test_what_has_an_hour_is_offered_some(title: str, clocks: list[str]) -> None:
    """Meals have theirs, other appointments a morning, an afternoon and an evening; days off have none."""
    assert [clock.isoformat("minutes") for clock in usual_clocks(title, f"{title} tomorrow")] == clocks


@pytest.mark.parametrize("message", ["all day meeting tomorrow", "mesyuarat sepanjang hari esok", "明天全天开会"])
def test_who_says_all_day_is_not_asked(message: str) -> None:
    """Where the whole day is what was said, nothing is offered instead of it."""
    assert usual_clocks("meeting", message) == ()


@pytest.mark.parametrize("text", ["meeting", "lunch with Ali", "kelas yoga", "jumpa klien", "看牙医", "和老板开会"])
def test_a_name_alone_is_known(text: str) -> None:
    """The mere name of an appointment is a booking whose time was forgotten."""
    assert names_appointment(text)


@pytest.mark.parametrize(
    "text", ["", "lunch?", "the weather is nice", "apa khabar", "哈哈哈", "meeting was so long that i fell asleep lol"]
)
def test_talk_is_no_name(text: str) -> None:
    """What says more than a name, asks or is small talk is none."""
    assert not names_appointment(text)
