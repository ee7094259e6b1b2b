"""Repeats: every Tue and Thu, weekdays, setiap bulan 5hb, 每两周, first Monday of the month, yearly on 5 Dec.

The rules in order of precedence, and those by a unit alone: daily, every two weeks, once in 3 months.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.grammar.components import Repeat
from bot.understanding.grammar.families.repeat_words import (
    WDAYS,
    every_weekday,
    group_in,
    interval_of,
    unit_of,
    weekdays_of,
)
from bot.understanding.grammar.families.repeats_in_months import IN_MONTHS
from bot.understanding.grammar.families.repeats_on_dates import ON_DATES
from bot.understanding.grammar.families.repeats_on_weekdays import ON_WEEKDAYS
from bot.understanding.grammar.phrases import ByWords, rule
from bot.understanding.text.lexer import Token, Tokens

_MONTHS = (Kind.MONTH, Kind.WEAKMONTH)


def _every_unit(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    freq, times = unit_of(group_in(match, "unit", tokens)[0])
    return Repeat(freq, interval_of(match, tokens) * times)


def _alternate(match: re.Match[str], tokens: Tokens) -> Repeat | None:
    """Alternate days, alternate weeks; "the other day" is none."""
    return _every_unit(match, tokens) if tokens.words[match.start()].startswith("alternat") else None


def _once_in(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """Dua mggu sekali, 两周一次, every 3 days once."""
    times, before = tokens[match.end() - 1], tokens[match.end() - 2]
    once = times.value == "once" or (before.kind is Kind.NUMWORD and before.value == 1)
    return _every_unit(match, tokens) if once else None


def _times_each(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """Setiap hari 3 kali, 每天三次: how often a day, where "every Monday 5 times" is how often in all."""
    times = tokens[match.end() - 1]
    return _every_unit(match, tokens) if times.language in ("ms", "zh") else None


def _quarterly(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    return Repeat("MONTHLY", 3)


def _freq(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    freq, interval, *part = tokens[match.end() - 1].value
    return Repeat(freq, interval, part=part[0] if part else None, weak=bool(part))


def _freq_once(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """双周一次, once every two weeks; "5 times" beside a frequency is how often in all."""
    once = tokens[match.start() + 1]
    return Repeat(*group_in(match, "freq", tokens)[0].value[:2]) if once.language == "zh" and once.value == 1 else None


def _except(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    return Repeat(without=weekdays_of(group_in(match, "days", tokens)))


def _except_months(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    return Repeat(without_months=tuple(t.value for t in group_in(match, "months", tokens) if t.kind in _MONTHS))


REPEATS = [
    *IN_MONTHS,
    rule("except", f"EXCEPT (ON | HARI | THE | EVERY)* days:({WDAYS} | WEEKDAYS | WEEKEND)", ByWords(_except)),
    rule(
        "except months",
        "EXCEPT (IN | ON | FOR | THE | UNIT)* months:(MON ((AND | COMMA)+ MON)*+) (?! NUM | NUM4 | ORD | AND | COMMA)",
        ByWords(_except_months),
    ),
    *ON_DATES,
    *ON_WEEKDAYS,
    rule("every quarter", "EVERY QUARTER", ByWords(_quarterly)),
    rule("times each", "EVERY unit:(UNIT | HARI | MONTHMARK) (NUM | NUMWORD) TIMES", ByWords(_times_each)),
    rule(
        "every unit",
        "(ON)? (NUMWORD TIMES A?)? EVERY interval:(OTHER | NUM | NUMWORD | ORD | SECOND (?= UNIT))?"
        " MEASURE? unit:(UNIT | JAM | HARI | SECOND | MONTHMARK | YEARMARK)",
        ByWords(_every_unit),
    ),
    rule(
        "once in n units",
        "(?= .* TIMES) EVERY? interval:(NUM | NUMWORD) MEASURE? unit:(UNIT | HARI | MONTHMARK) NUMWORD? TIMES",
        ByWords(_once_in),
    ),
    rule(
        "every n times",
        "OTHER interval:(NUM | NUMWORD) unit:(UNIT)",
        ByWords(_every_unit),
    ),
    rule("alternate days", "interval:(OTHER) unit:(UNIT)", ByWords(_alternate)),
    rule("alternate weekdays", "interval:(OTHER) days:(WEEKDAYS | WDAY)", ByWords(every_weekday)),
    rule("frequency once", "freq:(FREQ) NUMWORD TIMES", ByWords(_freq_once)),
    rule("frequency", "EVERY? FREQ", ByWords(_freq)),
]
