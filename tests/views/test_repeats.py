"""Repeats in words."""

from __future__ import annotations

from datetime import date

import pytest

from bot.views.repeats import repeat_text
from bot.views.wording import wording
from tests.views.material import KL, NOW

RULES = [
    ("FREQ=DAILY", "every day", "setiap hari", "每天"),
    ("FREQ=DAILY;INTERVAL=2", "every 2 days", "setiap 2 hari", "每2天"),
    ("FREQ=WEEKLY", "every week", "setiap minggu", "每周"),
    ("FREQ=WEEKLY;BYDAY=TU", "every Tuesday", "setiap Selasa", "每星期二"),
    (
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        "every weekday (Monday to Friday)",
        "setiap hari bekerja (Isnin hingga Jumaat)",
        "每个工作日（星期一到星期五）",
    ),
    (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
        "every 2 weeks on Monday",
        "setiap 2 minggu pada hari Isnin",
        "每2周的星期一",
    ),
    (
        "FREQ=MONTHLY;BYDAY=1MO",
        "every month on the first Monday",
        "setiap bulan pada hari Isnin pertama",
        "每个月的第一个星期一",
    ),
    (
        "FREQ=MONTHLY;BYDAY=-1FR",
        "every month on the last Friday",
        "setiap bulan pada hari Jumaat terakhir",
        "每个月的最后一个星期五",
    ),
    ("FREQ=MONTHLY;BYMONTHDAY=1", "every month on day 1", "setiap bulan pada 1hb", "每个月的1号"),
    (
        "FREQ=MONTHLY;BYMONTHDAY=1,15",
        "every month on day 1 and day 15",
        "setiap bulan pada 1hb dan 15hb",
        "每个月的1号、15号",
    ),
    (
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "every month on the last day",
        "setiap bulan pada hari terakhir",
        "每个月的最后一天",
    ),
    ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=3", "every year on 3 Jan", "setiap tahun pada 3 Jan", "每年的1月3日"),
    ("FREQ=MONTHLY;INTERVAL=3", "every 3 months", "setiap 3 bulan", "每3个月"),
    ("FREQ=YEARLY", "every year", "setiap tahun", "每年"),
    ("FREQ=WEEKLY;BYDAY=TU;COUNT=6", "every Tuesday, 6 times", "setiap Selasa, 6 kali", "每星期二，共6次"),
    (
        "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261229T155959Z",
        "every Tuesday, until Tue 29 Dec",
        "setiap Selasa, hingga Selasa 29 Dis",
        "每星期二，直到12月29日 周二",
    ),
    (
        "FREQ=DAILY;UNTIL=20270103",
        "every day, until Sun 3 Jan 2027",
        "setiap hari, hingga Ahad 3 Jan 2027",
        "每天，直到2027年1月3日 周日",
    ),
]


@pytest.mark.parametrize(("rule", "en", "ms", "zh"), RULES, ids=[row[0] for row in RULES])
def test_a_common_rule_is_told_in_words(rule: str, en: str, ms: str, zh: str) -> None:
    """The repeats people ask for are told the way people say them."""
    told = {language: repeat_text(rule, wording(language), KL, NOW) for language in ("en", "ms", "zh")}
    assert told == {"en": en, "ms": ms, "zh": zh}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "every Monday and Friday"),
        ("ms", "setiap Isnin dan Jumaat"),
        ("zh", "每星期一、星期五"),
    ],
)
def test_several_weekdays_are_joined(language: str, told: str) -> None:
    """Two weekdays stand side by side with a word between them."""
    assert repeat_text("FREQ=WEEKLY;BYDAY=MO,FR", wording(language), KL, NOW) == told


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;BYMONTHDAY=-2", "FREQ=YEARLY;BYDAY=1MO", "FREQ=HOURLY"])
def test_a_rule_beyond_words_is_shown_as_it_is(rule: str) -> None:
    """A repeat that has no words is shown by its rule, never told as something simpler than it is."""
    assert repeat_text(rule, wording("en"), KL, NOW) == f"repeats ({rule})"


LEFT_OUT = (date(2026, 11, 2), date(2026, 12, 7), date(2026, 12, 21), date(2026, 12, 22))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "every day, except Mon 7 Dec and Mon 21 Dec – Tue 22 Dec"),
        ("ms", "setiap hari, kecuali Isnin 7 Dis dan Isnin 21 Dis – Selasa 22 Dis"),
        ("zh", "每天，12月7日 周一、12月21日 周一 – 12月22日 周二除外"),
    ],
)
def test_days_left_out_are_named(language: str, told: str) -> None:
    """Days that are left out and still to come stand behind the repeat, days in a row as one stretch."""
    assert repeat_text("FREQ=DAILY", wording(language), KL, NOW, LEFT_OUT) == told


def test_of_many_days_left_out_the_first_are_named() -> None:
    """Of a long list the first six are named, and that there are others."""
    days = [date(2026, 12, 1 + 2 * n) for n in range(8)]
    assert repeat_text("FREQ=DAILY", wording("en"), KL, NOW, days).endswith("Fri 11 Dec and others")
