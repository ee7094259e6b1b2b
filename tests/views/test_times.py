"""Clocks, days, spans and leads in words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.views.times import (
    ago_text,
    clock_text,
    clocks_text,
    day_text,
    lead_text,
    near_day,
    row_time,
    span_text,
    zone_note,
)
from bot.views.wording import wording
from calendar_core.domain import When
from tests.views.material import KL, LUNCH_TIME, NOW, TOMORROW_ALL_DAY, at, december, timed

TODAY = NOW.date()


@pytest.mark.parametrize(
    ("hour", "minute", "en", "ms", "zh"),
    [
        (0, 30, "12:30 AM", "12:30 pagi", "凌晨12:30"),
        (6, 5, "6:05 AM", "6:05 pagi", "上午6:05"),
        (9, 0, "9:00 AM", "9:00 pagi", "上午9:00"),
        (12, 0, "12:00 PM", "12:00 tengah hari", "中午12:00"),
        (13, 59, "1:59 PM", "1:59 tengah hari", "下午1:59"),
        (14, 0, "2:00 PM", "2:00 petang", "下午2:00"),
        (18, 0, "6:00 PM", "6:00 petang", "下午6:00"),
        (19, 0, "7:00 PM", "7:00 malam", "晚上7:00"),
        (23, 59, "11:59 PM", "11:59 malam", "晚上11:59"),
    ],
)
def test_a_clock_names_its_part_of_the_day(hour: int, minute: int, en: str, ms: str, zh: str) -> None:
    """A clock is told by twelve hours and the part of the day, at the edges of the parts too."""
    told = {language: clock_text(at(21, hour, minute), wording(language)) for language in ("en", "ms", "zh")}
    assert told == {"en": en, "ms": ms, "zh": zh}


@pytest.mark.parametrize("language", ["en", "ms", "zh"])
def test_no_two_clocks_of_a_day_read_alike(language: str) -> None:
    """Every minute of a day has its own words, so that none can be taken for another."""
    told = {clock_text(at(21, hour, minute), wording(language)) for hour in range(24) for minute in range(60)}
    assert len(told) == 24 * 60


@pytest.mark.parametrize(
    ("day", "en", "ms", "zh"),
    [
        (date(2026, 11, 27), "Fri 27 Nov", "Jumaat 27 Nov", "11月27日 周五"),
        (date(2027, 1, 3), "Sun 3 Jan 2027", "Ahad 3 Jan 2027", "2027年1月3日 周日"),
        (date(2025, 12, 31), "Wed 31 Dec 2025", "Rabu 31 Dis 2025", "2025年12月31日 周三"),
    ],
)
def test_a_day_has_its_year_where_it_is_another(day: date, en: str, ms: str, zh: str) -> None:
    """A day is told by weekday, day and month, and by its year only where that is not this one."""
    told = {language: day_text(day, wording(language), TODAY) for language in ("en", "ms", "zh")}
    assert told == {"en": en, "ms": ms, "zh": zh}


@pytest.mark.parametrize(
    ("day", "en", "ms", "zh"),
    [(20, "", "", ""), (21, "today", "hari ini", "今天"), (22, "tomorrow", "esok", "明天"), (23, "", "", "")],
)
def test_near_days_have_their_word(day: int, en: str, ms: str, zh: str) -> None:
    """Today and tomorrow are called so; yesterday and the day after tomorrow are not."""
    told = {language: near_day(date(2026, 11, day), wording(language), TODAY) for language in ("en", "ms", "zh")}
    assert told == {"en": en, "ms": ms, "zh": zh}


SPANS: list[tuple[str, When, str, str, str]] = [
    (
        "one day",
        timed(at(27, 15), at(27, 16)),
        "Fri 27 Nov, 3:00 PM – 4:00 PM",
        "Jumaat 27 Nov, 3:00 – 4:00 petang",
        "11月27日 周五 下午3:00 – 4:00",
    ),
    (
        "today",
        timed(at(21, 11, 30), at(21, 13)),
        "Sat 21 Nov (today), 11:30 AM – 1:00 PM",
        "Sabtu 21 Nov (hari ini), 11:30 pagi – 1:00 tengah hari",
        "11月21日 周六（今天）上午11:30 – 下午1:00",
    ),
    (
        "over midnight",
        timed(at(27, 22), at(28, 6)),
        "Fri 27 Nov, 10:00 PM – Sat 28 Nov, 6:00 AM",
        "Jumaat 27 Nov, 10:00 malam – Sabtu 28 Nov, 6:00 pagi",
        "11月27日 周五晚上10:00 – 11月28日 周六上午6:00",
    ),
    (
        "tomorrow over midnight",
        timed(at(22, 22), at(23, 6)),
        "Sun 22 Nov (tomorrow), 10:00 PM – Mon 23 Nov, 6:00 AM",
        "Ahad 22 Nov (esok), 10:00 malam – Isnin 23 Nov, 6:00 pagi",
        "11月22日 周日（明天）晚上10:00 – 11月23日 周一上午6:00",
    ),
    ("a whole day", december(24, 24), "Thu 24 Dec, all day", "Khamis 24 Dis, sepanjang hari", "12月24日 周四 全天"),
    (
        "all of tomorrow",
        TOMORROW_ALL_DAY,
        "Sun 22 Nov (tomorrow), all day",
        "Ahad 22 Nov (esok), sepanjang hari",
        "11月22日 周日（明天）全天",
    ),
    (
        "whole days",
        december(24, 26),
        "Thu 24 Dec – Sat 26 Dec, all day (3 days)",
        "Khamis 24 Dis – Sabtu 26 Dis, sepanjang hari (3 hari)",
        "12月24日 周四 – 12月26日 周六 全天（共3天）",
    ),
]


@pytest.mark.parametrize(("when", "en", "ms", "zh"), [row[1:] for row in SPANS], ids=[row[0] for row in SPANS])
def test_a_span_tells_both_ends(when: When, en: str, ms: str, zh: str) -> None:
    """The whole of a time is told, each day once, and the end of whole days is the last day itself."""
    told = {language: span_text(when, wording(language), KL, NOW) for language in ("en", "ms", "zh")}
    assert told == {"en": en, "ms": ms, "zh": zh}


def test_a_span_is_told_in_the_readers_zone() -> None:
    """What happens at 7 in the morning in London is told by the clock and the day of the reader."""
    when = timed(datetime(2026, 11, 27, 20, tzinfo=UTC), datetime(2026, 11, 27, 21, tzinfo=UTC), "Europe/London")
    assert span_text(when, wording("en"), KL, NOW) == "Sat 28 Nov, 4:00 AM – 5:00 AM"
    assert span_text(when, wording("en"), ZoneInfo("Europe/London"), NOW) == "Fri 27 Nov, 8:00 PM – 9:00 PM"


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "🌏 7:00 AM in Europe/London"),
        ("ms", "🌏 7:00 pagi waktu Europe/London"),
        ("zh", "🌏 Europe/London 时间上午7:00"),
    ],
)
def test_an_event_of_another_zone_shows_its_own_clock(language: str, note: str) -> None:
    """Beside the reader's clock stands the event's own, where the two differ, and only there."""
    words = wording(language)
    assert zone_note(timed(at(27, 15), at(27, 16), "Europe/London"), KL, words) == note
    assert zone_note(timed(at(27, 15), at(27, 16), "Asia/Singapore"), KL, words) == ""
    assert zone_note(december(24, 24), KL, words) == ""


@pytest.mark.parametrize(
    ("minutes", "en", "ms", "zh"),
    [
        (0, "0 minutes", "0 minit", "0分钟"),
        (1, "1 minute", "1 minit", "1分钟"),
        (30, "30 minutes", "30 minit", "30分钟"),
        (60, "1 hour", "1 jam", "1小时"),
        (90, "90 minutes", "90 minit", "90分钟"),
        (120, "2 hours", "2 jam", "2小时"),
        (1440, "1 day", "1 hari", "1天"),
        (2880, "2 days", "2 hari", "2天"),
    ],
)
def test_a_lead_is_told_in_its_largest_whole_unit(minutes: int, en: str, ms: str, zh: str) -> None:
    """A length is told exactly, in days or hours where it comes out even."""
    told = {language: lead_text(minutes, wording(language)) for language in ("en", "ms", "zh")}
    assert told == {"en": en, "ms": ms, "zh": zh}


@pytest.mark.parametrize(
    ("seconds", "en", "ms", "zh"),
    [
        (0, "just now", "sebentar tadi", "刚刚"),
        (59.9, "just now", "sebentar tadi", "刚刚"),
        (60, "1 minute ago", "1 minit lalu", "1分钟前"),
        (7199, "119 minutes ago", "119 minit lalu", "119分钟前"),
        (7500, "2 hours ago", "2 jam lalu", "2小时前"),
        (90_000, "25 hours ago", "25 jam lalu", "25小时前"),
        (200_000, "2 days ago", "2 hari lalu", "2天前"),
    ],
)
def test_the_past_is_rounded_to_what_matters(seconds: float, en: str, ms: str, zh: str) -> None:
    """How long ago something was loses its minutes after two hours and its hours after two days."""
    told = {language: ago_text(seconds, wording(language)) for language in ("en", "ms", "zh")}
    assert told == {"en": en, "ms": ms, "zh": zh}


def test_a_row_tells_only_what_its_heading_does_not() -> None:
    """Under the heading of its day a row has the clocks alone; what began before says when it ends."""
    words = wording("en")
    assert row_time(LUNCH_TIME, words, KL, date(2026, 11, 22), TODAY) == "1:00 PM – 2:00 PM"
    assert row_time(timed(at(21, 22), at(22, 6)), words, KL, date(2026, 11, 22), TODAY) == "until 6:00 AM"
    assert row_time(timed(at(21, 22), at(23, 0)), words, KL, date(2026, 11, 22), TODAY) == "until 12:00 AM"
    assert row_time(december(24, 26), words, KL, date(2026, 12, 25), TODAY) == "All day until Sat 26 Dec"
    assert row_time(december(24, 26), words, KL, date(2026, 12, 26), TODAY) == "All day"


@pytest.mark.parametrize(
    ("start", "end", "ms", "zh"),
    [
        (at(27, 9), at(27, 11, 30), "9:00 – 11:30 pagi", "上午9:00 – 11:30"),
        (at(27, 11), at(27, 13), "11:00 pagi – 1:00 tengah hari", "上午11:00 – 下午1:00"),
        (at(27, 0), at(27, 11), "12:00 pagi – 11:00 pagi", "凌晨12:00 – 上午11:00"),
        (at(27, 0), at(27, 1), "12:00 pagi – 1:00 pagi", "凌晨12:00 – 凌晨1:00"),
        (at(27, 21), at(28, 20), "9:00 malam – 8:00 malam", "晚上9:00 – 晚上8:00"),
    ],
)
def test_a_part_of_the_day_is_said_once(start: datetime, end: datetime, ms: str, zh: str) -> None:
    """Malay says it after both clocks and Chinese before them, unless noon and midnight could be mixed up."""
    told = []
    for language in ("ms", "zh"):
        begins, ends = clocks_text(start, end, wording(language))
        told.append(f"{begins} – {ends}")
    assert told == [ms, zh]
