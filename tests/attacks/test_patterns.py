"""Patterns that blow up: the longest message Telegram takes, of each script and of what regular expressions stumble on."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.dispatch import LONGEST_TEXT
from bot.logs import mask, one_line
from bot.sending import _plain
from bot.taps import MOST_BYTES
from bot.understanding import understand
from calendar_core.google.failures import masked
from tests.attacks.fuzz_pure import NOW
from tests.attacks.hostile import BIDI, CONTROLS, SCRIPTS

SECONDS = 2.0
"""Far above what any of them takes (measured: 0.2 s at most on an idle machine)."""

UNITS = (
    *SCRIPTS,
    *("1", "1 ", "1:", "1/", "1-", "1.", "1,", "11", "0", "00:00 ", "12:34:56", "1st ", "2026-", "31/12/2026 "),
    *("a", "aA", "a ", "am", "am ", "pm3", "3pm ", "at ", "at at ", "on on ", "next ", "every ", "every every "),
    *("every day ", "until ", "from ", "to ", "to to ", "- ", "--", "– ", "... ", "for 1 hour ", "in 1 ", "half past "),
    *(
        "jan ",
        "jan 1 ",
        "monday ",
        "mon,",
        "tomorrow ",
        "esok ",
        "lusa ",
        "setiap ",
        "hingga ",
        "pukul 3 ",
        "minggu depan ",
    ),
    *(
        "明天",
        "下午",
        "点",
        "三点",
        "每",
        "每周",
        "下周",
        "到",
        "至",
        "半",
        "一",
        "十",
        "十一",
        "百",
        "年",
        "月",
        "日",
        "号",
        "周一",
    ),
    *(
        " ",
        "\n",
        "\t",
        "\u3000",
        "(",
        ")",
        "((",
        "()",
        "[",
        "{",
        '"',
        "'",
        "`",
        "“",
        "@",
        "@@",
        "@a ",
        "#",
        "/",
        "\\",
        "*",
        "_",
    ),
    *(
        "&",
        "<",
        "<<",
        "<a",
        "&lt;",
        "http://",
        "http://a.b/",
        "a@b.c ",
        "+60 ",
        "remind me ",
        "remind me 5 ",
        "5 min before ",
    ),
    *(
        BIDI,
        CONTROLS.replace("\x00", ""),
        "e\u0301",
        "\u0301",
        "👨‍👩‍👧‍👦",
        "①",
        "２",
        "٣",
        "³",
        "½",
        "Ⅻ",
        "İ",
        "ß",
        "ŉ",
        "ﬃ",
    ),
)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: ascii(unit)[1:20])
@pytest.mark.parametrize("end", ["", "!", " tomorrow 3pm", "明天下午三点"], ids=["alone", "mark", "en", "zh"])
def test_4096_characters_are_read_in_time(unit: str, end: str) -> None:
    """A whole message of one thing over and over, with an end that makes every partial match fail, is read in time."""
    text = (unit * LONGEST_TEXT)[: LONGEST_TEXT - len(end)] + end
    begun = time.perf_counter()
    understand(text, NOW, ZoneInfo("Asia/Kuala_Lumpur"))
    assert time.perf_counter() - begun < SECONDS


@pytest.mark.parametrize("work", [mask, masked, one_line, _plain], ids=["mask", "masked", "one_line", "plain"])
@pytest.mark.parametrize(
    "unit", ["1", "a", "<", "<a", '"', "“", "'a", "a@", "@a.", "a-", "1//", "ya29.", "bearer ", " ", "\x1b"]
)
def test_texts_of_others_are_cleaned_in_time(work: Callable[[str], Any], unit: str) -> None:
    """What cleans 20,000 characters of an answer, an error or a reply takes no longer than the text is long."""
    begun = time.perf_counter()
    work((unit * 20_000)[:20_000])
    assert time.perf_counter() - begun < SECONDS


def test_callback_data_is_within_its_bound() -> None:
    """The bound on what a button carries is Telegram's own."""
    assert MOST_BYTES == 64
