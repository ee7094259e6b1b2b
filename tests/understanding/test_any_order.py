"""The parts of a message may stand in any order: the time that is meant is the same."""

from __future__ import annotations

import json
import random
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import Intent, Reading, understand

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


REPEATS = (
    "every monday|every tue and thu|setiap Isnin|setiap Selasa dan Khamis|每周一|每周二和周四|every day|setiap hari|"
    "每天|weekdays|every other friday|dua minggu sekali hari Jumaat|first monday of every month|每个月第一个星期一|"
    "setiap 15hb|weekly on sunday|tiap hujung minggu|fridays|Mon-Fri"
).split("|")
HOURS = "7am|at 7am|07:00|pukul 7 pagi|早上7点|7-8am|dari 7 hingga 8 pagi|早上7点到8点|8pm|晚上8点|half past 7".split(
    "|"
)
BOUNDS = (
    "||until Dec 31|till end of jan|hingga 31 Dis|sampai hujung tahun|到12月31号|for 10 weeks|selama 2 bulan|"
    "starting 1 dec|mulai 1 Disember|从12月1号开始"
).split("|")


@pytest.mark.parametrize("seed", range(6))
def test_what_recurs_means_the_same_in_any_order(seed: int) -> None:
    """Title, repeat, clock, from when or until when, place: the rule and the first day stay."""
    chance = random.Random(seed)
    for _ in range(120):
        drawn = map(chance.choice, (("gym", "开周会", "kelas mengaji"), REPEATS, HOURS, BOUNDS, PLACES))
        parts = [part for part in drawn if part]
        usual = " ".join(parts)
        chance.shuffle(parts)
        assert meant(" ".join(parts)) == meant(usual), f"{' '.join(parts)} | {usual}"


STRETCHES = (
    "24-26 Dec|from 24 Dec to 26 Dec|24 hingga 26 Disember|24hb hingga 26hb|12月24号到26号|24/12 to 26/12|Mon to Wed|"
    "isnin hingga rabu|周一到周三|for 3 days from tomorrow|3 days starting tomorrow|"
    "selama 3 hari mulai esok|从明天开始三天|28 Dec - 2 Jan|12月28号到1月2号|"
    "this weekend|hujung minggu ni|all of next week"
).split("|")
SPANS = "|||all day|sepanjang hari|全天|9am-5pm|9 pagi hingga 5 petang|早上9点到下午5点".split("|")


@pytest.mark.parametrize("seed", range(6))
def test_several_days_mean_the_same_in_any_order(seed: int) -> None:
    """Title, days, clocks or the whole of them, place, lead: first and last day stay."""
    chance = random.Random(seed)
    leads = ("", "", "remind me 1 day before", "ingatkan sehari awal", "提前一天提醒我")
    for _ in range(120):
        drawn = map(chance.choice, (("cuti", "出差", "conference"), STRETCHES, SPANS, PLACES, leads))
        parts = [part for part in drawn if part]
        usual = " ".join(parts)
        chance.shuffle(parts)
        assert meant(" ".join(parts)) == meant(usual), f"{' '.join(parts)} | {usual}"


@pytest.mark.parametrize(
    ("text", "start", "rule"),
    [
        ("piano weekly on sunday 7am starting 1 dec", "12-06 07:00", "FREQ=WEEKLY;BYDAY=SU"),
        ("standup Mon-Fri 9am starting 1 dec", "12-01 09:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("class tue thu 7pm from 5 jan", "01-05 19:00", "FREQ=WEEKLY;BYDAY=TU,TH"),
        (
            "yoga dua minggu sekali hari Jumaat 7 pagi mulai 1 Disember",
            "12-04 07:00",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
        ),
        ("瑜伽 每天 早上7点 10 times", "11-24 07:00", "FREQ=DAILY;COUNT=10"),
        ("gym half past 7 fridays", "11-27 07:30", "FREQ=WEEKLY;BYDAY=FR"),
    ],
)
def test_the_weekday_that_recurs_is_the_one_that_is_said(text: str, start: str, rule: str) -> None:
    """Not that of the date from which it recurs."""
    (event,) = understand(text, NOW, KL).events
    assert (f"{event.when.starts_at(KL):%m-%d %H:%M}", event.rrule) == (start, rule)


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


def _corpus() -> list[str]:
    files = sorted((Path(__file__).parents[2] / "bot/languages").glob("*/corpus.jsonl"))
    lines = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [line["text"] for line in lines if line["expect"]["kind"] == "event"][::9]


@pytest.mark.parametrize("closing", [" lah", " thanks", ".", "\n", " pls", " 🙏"])
def test_what_closes_a_message_changes_no_time(closing: str) -> None:
    """ "lah", "thanks", a point, a line end: the time of any message of the corpus stays."""
    texts = [text for text in _corpus() if text[-1].isalnum()]
    assert len(texts) > 150
    assert [text for text in texts if meant(text + closing) != meant(text)] == []


def test_capitals_and_blanks_change_no_time() -> None:
    """Shouted, or with two blanks for one: the same time."""
    texts = _corpus()
    assert [text for text in texts if not meant(text) == meant(text.upper()) == meant(text.replace(" ", "  "))] == []


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("free on thursday? 🙏", Intent.FREE),
        ("any tuition on saturday? 😊", Intent.LIST),
        ("got rehearsal tomorrow? 🙏🏻", Intent.LIST),
        ("sorry its thursday not wednesday lah", Intent.MOVE),
        ("应该是10点不是9点 lah", Intent.MOVE),
    ],
)
def test_what_closes_a_question_or_a_correction_makes_no_event_of_it(text: str, intent: Intent) -> None:
    """The question mark and the clock are still the last that is said."""
    reading = understand(text, NOW, KL)
    assert (reading.intent, reading.events) == (intent, ())
