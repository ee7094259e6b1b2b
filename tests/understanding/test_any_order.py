"""The parts of a message may stand in any order: the time that is meant is the same."""

from __future__ import annotations

import random
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import Reading, understand

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 9, 10, tzinfo=KL)
TITLES = (
    "dentist|lunch with Ali|site visit|mesyuarat|jumpa Amir|makan dengan family|开会|看牙医|call mum|pay rent".split(
        "|"
    )
)
DAYS = (
    "tomorrow|esok|明天|on friday|jumaat ni|next tuesday|selasa depan|下周二|5 dec|5 Disember|12月5号|"
    "next week thursday|lusa|28/11|on the 28th|28hb|sabtu|周六|day after tomorrow|3 days from now|in 2 weeks|"
    "dua minggu lagi|hujung bulan"
).split("|")
CLOCKS = (
    "3pm|at 3pm|15:30|pukul 3 petang|jam 3 ptg|下午3点|下午三点半|2-4pm|2 to 4pm|dari 2 hingga 4 petang|下午2点到4点|"
    "noon|tengah hari|8 malam|晚上8点|half past 3|at 3"
).split("|")
PLACES = "||at KLCC|kat KLCC|@ KLCC|di pejabat|在公司".split("|")
MORE = "||remind me 30 min before|ingatkan 1 jam awal|提前15分钟提醒我|for 2 hours|selama 2 jam".split("|")


def meant(text: str) -> object:
    reading: Reading = understand(text, NOW, KL)
    return [(event.when, event.rrule, event.reminder_minutes) for event in reading.events] or reading.kind


@pytest.mark.parametrize("seed", range(8))
def test_parts_in_any_order_mean_the_same_time(seed: int) -> None:
    """Title, day, clock, place, and a lead or a length, of three languages, shuffled: day, clock, end and lead stay."""
    chance = random.Random(seed)
    for _ in range(150):
        parts = [part for part in map(chance.choice, (TITLES, DAYS, CLOCKS, PLACES, MORE)) if part]
        usual = " ".join(parts)
        chance.shuffle(parts)
        assert meant(" ".join(parts)) == meant(usual), f"{' '.join(parts)} | {usual}"


@pytest.mark.parametrize(
    ("text", "title", "place"),
    [
        ("3pm kat KLCC project review lusa", "project review", "KLCC"),
        ("at Pavilion lunch with Ali tomorrow 1pm", "lunch with Ali", "Pavilion"),
        ("di pejabat pay rent sabtu 3pm", "pay rent", "pejabat"),
        ("kat KLCC 看牙医 28hb 3pm", "看牙医", "KLCC"),
        ("di masjid negara solat terawih jumaat 8 malam", "solat terawih", "masjid negara"),
        ("di Auditorium Utama sabtu 3 petang", "Auditorium Utama", None),
    ],
)
def test_a_place_that_opens_a_message_leaves_its_title(text: str, title: str, place: str | None) -> None:
    """What stands behind the place is what is to be done there."""
    (event,) = understand(text, NOW, KL).events
    assert (event.title, event.location) == (title, place)
