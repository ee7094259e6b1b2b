"""Numbers by their shape: a clock, a date, an ordinal, a fraction, a code; what each means at its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.languages import Kind
from bot.understanding.text.glued import opaque_run, whole_run
from bot.understanding.text.han import is_of_word, take_into
from bot.understanding.text.lexicon import Lexicon
from bot.understanding.text.tokens import Token

_FRACTIONS = {"1/2": 0.5, "1/4": 0.25, "3/4": 0.75}
_BEFORE_LETTER_CLOCK = ("at", "from", "to", "-", "till", "until", "@", "between", "and")
_BEFORE_LETTER_CLOCK_DAYS = frozenset((Kind.DAY, Kind.WEEKDAY, Kind.WEAKDAY, Kind.DATE, Kind.MONTH, Kind.DAYPART))
_DAYS_AFTER_LETTER_CLOCK = (
    "tomorrow",
    "tmr",
    "today",
    "tonight",
    "on ",
    "next ",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
)
_LAST_HOUR = 12
_LAST_HOUR_OF_DAY = 24
_WORDS = frozenset((Kind.WORD, Kind.NOUN, Kind.MEAL))
_SHORTEST_WORD = 3  # letters; fewer are the code of a flight or a block
_LAST_CENTURY = 70  # 1/1/95 is of 1995
_AFTER_LETTER_CLOCK = ("to ", "-", "till ", "until ", "and ")


def read_digits(match: re.Match[str], text: str, tokens: list[Token], book: Lexicon) -> None:
    """Append the token of a number whose shape the pattern of the lexer has told."""
    shape = match.lastgroup or ""
    start, end = match.span(shape)
    group = match.group
    glued_before = start > 0 and text[start - 1].isalpha() and text[start - 1].isascii()
    if glued_before and not _is_clock_behind_word(match, tokens) and opaque_run(text, start, end, tokens, book):
        return
    if not glued_before and _may_be_run(match, text, end) and whole_run(text, start, end, tokens, book):
        return
    kind = Kind.OPAQUE
    value: Any = None
    if shape == "number" and tokens and _is_apart(tokens[-1], text, start, end):
        tokens.append(Token(Kind.COMMA, ",", tokens[-1].end, tokens[-1].end, ""))
    if shape == "clock12":
        hour, minute = int(group("ch")), int(group("cm") or group("ca") or 0)
        if hour > _LAST_HOUR and tokens and tokens[-1].kind is Kind.OCLOCK and tokens[-1].end == start:
            tokens.append(Token(Kind.NUM, hour, start, start + len(group("ch")), ""))
            kind, value, start = Kind.MERIDIEM, group("cp") == "p", start + len(group("ch"))
        elif group("cp") or _is_letter_clock(text, match, start, tokens):
            kind, value = Kind.CLOCK12, (hour, minute, (group("cp") or group("cq")) == "p")
    elif shape == "hhmm":
        kind = Kind.HHMM
        value = (int(group("hh")), int(group("hm")), int(group("hsec") or 0), group("hs"))
        if group("hs") == "." and _LAST_HOUR_OF_DAY <= value[0] <= 31 and 1 <= value[1] <= 12:
            kind, value = Kind.DATE, (value[0], value[1], None)  # 24.11, which is no clock
    elif shape == "iso":
        kind, value = Kind.DATE, (int(group("id")), int(group("im")), int(group("iy")))
    elif shape == "dmy":
        kind, value = Kind.DATE, _day_month_year(match)
        if value is None:
            kind = Kind.OPAQUE
    elif shape == "my":
        kind, value = Kind.DATE, (None, int(group("ym")), int(group("yy")))
    elif shape == "dm":
        kind, value = Kind.DATE, (int(group("md")), int(group("mm")), None)  # 12/15 is no date: the day stands first
    elif shape == "fraction":
        kind, value = Kind.DECIMAL, _FRACTIONS[group(shape)]
    elif shape == "ord":
        kind, value = Kind.ORD, int(group("on"))
    elif shape == "decimal":
        kind, value = Kind.DECIMAL, float(group(shape))
    elif shape == "number":
        digits = group(shape)
        if len(digits) == 1 and tokens and is_of_word(text, end, tokens[-1], start):
            take_into(tokens, int(digits), start, end)
            return
        value = int(digits) if len(digits) <= 4 else None
        kind = Kind.OPAQUE if len(digits) > 4 else Kind.NUM4 if len(digits) > 2 else Kind.NUM
    tokens.append(Token(kind, value, start, end, ""))


def _is_clock_behind_word(match: re.Match[str], tokens: Sequence[Token]) -> bool:
    """Dentist5.15pm: a clock with its half of the day, glued to a word that is no code."""
    word = tokens[-1]
    named = word.kind in _WORDS and word.end - word.start >= _SHORTEST_WORD
    return named and match.lastgroup == "clock12" and match["cp"] is not None


def _is_apart(before: Token, text: str, start: int, end: int) -> bool:
    """下午5点 24-26 Dec, 三点 3 days: behind a clock in Chinese a blank parts like a comma; 5点 15分 is one clock."""
    oclock = before.kind is Kind.OCLOCK and before.language == "zh"
    return oclock and before.end < start and not text.startswith(("分", " 分"), end)


def _may_be_run(match: re.Match[str], text: str, end: int) -> bool:
    """Whether letters are glued to the digits: 40mins, 14h30; most numbers have none, and need no closer look."""
    if match.lastgroup == "number":
        return end < len(text) and text[end].isascii() and text[end].isalnum()
    return match.lastgroup == "hhmm" and match["hs"] == "h"


def _is_letter_clock(text: str, match: re.Match[str], start: int, tokens: Sequence[Token]) -> bool:
    """Whether 9a or 3:15p is a clock: with a colon, or where a clock is expected; unit 12A and 720p are none."""
    hour, minute = int(match["ch"]), int(match["cm"] or 0)
    if hour > 12 or minute > 59:
        return False
    if ":" in match.group() or (match["cm"] and "." in match.group()):
        return True
    if tokens and tokens[-1].kind in _BEFORE_LETTER_CLOCK_DAYS:
        return True
    before, after = text[:start].rstrip(), text[match.end() :].lstrip()
    before = before.rsplit(None, 1)[-1] if before else ""
    if match["cq"] == "p" and (not (before or after) or after.startswith(_DAYS_AFTER_LETTER_CLOCK)):
        return True
    return before in _BEFORE_LETTER_CLOCK or before.endswith(("-", "@")) or after.startswith(_AFTER_LETTER_CLOCK)


def _day_month_year(match: re.Match[str]) -> tuple[int, int, int] | None:
    day, month, year = int(match["dd"]), int(match["dmo"]), int(match["dy"].lstrip("'"))
    if len(match["dy"]) < 4:
        if match["ds"] == "/":
            day, month = _day_and_month(day, month)
        if day > 31 or month > 12:
            return None  # 20-30-12 is a code; with a year of four digits it would be a date that cannot be
        year += 2000 if year < _LAST_CENTURY else 1900
    return *_day_and_month(day, month), year


def _day_and_month(day: int, month: int) -> tuple[int, int]:
    """Day first, as it is written here; 12/25/2026 can only be the other order."""
    return (month, day) if day <= 12 < month <= 31 else (day, month)
