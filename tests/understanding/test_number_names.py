"""Number words that are part of a name tell no hour."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import understand

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=KL)  # a Monday


@pytest.mark.parametrize(
    ("text", "titles", "clock"),
    [
        ("dinner at Seven Spoons, 8pm tonight", ["dinner"], "23 20:00"),
        ("dinner at seven spoons, 8pm tonight", ["dinner"], "23 20:00"),
        ("meet at One Utama 3pm", ["meet"], "23 15:00"),
        ("lunch at Five Guys 1pm", ["lunch"], "23 13:00"),
        ("brunch at Nine Mile, 11am sat", ["brunch"], "28 11:00"),
        ("coffee at Three Little Pigs, 3pm tomorrow", ["coffee"], "24 15:00"),
        ("dinner at Seven Spoons tonight", ["dinner"], "23 20:00"),
        ("drinks at Six, 9pm tonight", ["drinks at Six"], "23 21:00"),
        ("lunch at Ten Ten, 1pm friday", ["lunch at Ten Ten"], "27 13:00"),
        ("drinks at 7Eleven 9pm", ["drinks"], "23 21:00"),
        ("Ten Ten restaurant 8pm", ["Ten Ten restaurant"], "23 20:00"),
        ("movie Se7en 8pm", ["movie Se7en"], "23 20:00"),
        ("at Twenty8 2pm", ["Twenty8"], "23 14:00"),
        ("jumpa kat Tujuh Lima Cafe, 3 ptg", ["jumpa"], "23 15:00"),
    ],
)
def test_a_number_word_in_a_name_is_no_clock(text: str, titles: list[str], clock: str) -> None:
    """A place or a film with a number in its name has the clock that is said beside it, and is one event."""
    events = understand(text, NOW, KL).events
    assert [event.title for event in events] == titles
    assert f"{events[0].when.starts_at(KL):%d %H:%M}" == clock


@pytest.mark.parametrize(
    ("text", "clocks"),
    [
        ("dinner at seven tomorrow", ["24 19:00"]),
        ("dinner at seven with mum, movie at 10pm", ["23 19:00", "23 22:00"]),
        ("dinner at seven, movie 9pm", ["23 19:00", "23 21:00"]),
        ("dinner at eight please", ["23 20:00"]),
        ("dentist at ten and tomorrow at eleven", ["24 10:00", "24 11:00"]),
    ],
)
def test_a_number_word_that_is_a_clock_stays_one(text: str, clocks: list[str]) -> None:
    """An hour written as a word is an hour where nothing makes it a name."""
    events = understand(text, NOW, KL).events
    assert [f"{event.when.starts_at(KL):%d %H:%M}" for event in events] == clocks
