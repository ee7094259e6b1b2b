"""Repeats by dates: yearly on 5 Dec, every 5th, setiap bulan 5hb, monthly on the 1st and 15th."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.grammar.components import Repeat
from bot.understanding.grammar.families.repeat_words import (
    EVERY_N,
    FROM_END,
    MONTH_UNIT,
    WDAYS,
    group_in,
    interval_in,
    numbers_in,
    unit_of,
    weekdays_of,
)
from bot.understanding.grammar.phrases import ByWords, rule
from bot.understanding.text.lexer import Token


def _yearly_number(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """Every 15/4."""
    day, month, year = tokens[match.end() - 1].value
    if year is not None or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return Repeat("YEARLY", 1, months=(month,), monthdays=(day,))


def _monthdays(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    months = interval_in(group_in(match, "interval", tokens))
    freq = group_in(match, "unit", tokens)
    if freq and freq[0].kind is Kind.FREQ:
        if freq[0].value[0] != "MONTHLY":
            return Repeat(*freq[0].value[:2])
        months = freq[0].value[1]
    elif freq and unit_of(freq[0])[0] == "YEARLY":
        return Repeat("YEARLY", months, yeardays=numbers_in(group_in(match, "days", tokens)))
    elif freq and unit_of(freq[0])[0] != "MONTHLY":
        return Repeat(*unit_of(freq[0]))
    return Repeat("MONTHLY", months, monthdays=numbers_in(group_in(match, "days", tokens)))


def _days_monthly(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """1st and 15th monthly; the 1st weekly meeting is one."""
    return _monthdays(match, tokens) if tokens[match.end() - 1].value[0] == "MONTHLY" else None


def _nth_weekday_en(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """ "Every second Tuesday" without a month is every other one; "every first Monday" can only be of a month."""
    nths = numbers_in(group_in(match, "nth", tokens))
    days = weekdays_of(group_in(match, "days", tokens))
    if nths == (2,):
        return Repeat("WEEKLY", 2, weekdays=days)
    return Repeat("MONTHLY", 1, weekdays=days, nths=nths)


def _monthly_weekday(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """Monthly on Friday: BYDAY alone, as RFC 5545 has it; what is weekly has its own rule."""
    freq, interval = group_in(match, "freq", tokens)[0].value[:2]
    return Repeat(freq, interval, weekdays=weekdays_of(group_in(match, "days", tokens))) if freq == "MONTHLY" else None


def _yearly(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    month = next(t.value for t in group_in(match, "month", tokens))
    if any(t.kind is Kind.UNIT and t.value != "year" for t in group_in(match, "unit", tokens)[:1]):
        return None
    return Repeat("YEARLY", 1, months=(month,), monthdays=numbers_in(group_in(match, "days", tokens)))


def _holiday(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    month, day = tokens[match.end() - 1].value
    return Repeat("YEARLY", 1, months=(month,), monthdays=(day,))


_DAYNUMBER = "THE? (ORD | NUM | NUMWORD | ORDWORD) DAYMARK?"
_DATES = "(NUM | ORD) ((AND | COMMA)+ THE? (NUM | ORD) (?! UNIT | COUNTED))*"
ON_DATES = [
    rule("every nth weekday", "EVERY nth:(NTHS ((AND | COMMA)+ NTHS)*) days:(WDAY)", ByWords(_nth_weekday_en)),
    rule(
        "yearly date",
        f"EVERY unit:(UNIT ON? THE?)? days:({_DATES}) OF? month:(MON)",
        ByWords(_yearly),
    ),
    rule("yearly month first", f"EVERY unit:(UNIT ON?)? month:(MON) (ON UNIT)? THE? days:({_DATES})", ByWords(_yearly)),
    rule(
        "yearly marked",
        "EVERY YEARMARK OF? month:(NUM | NUMWORD) MONTHMARK days:(NUM | NUMWORD) DAYMARK",
        ByWords(_yearly),
    ),
    rule("holiday", "EVERY HOLIDAY", ByWords(_holiday)),
    rule("yearly number", "EVERY DATE", ByWords(_yearly_number)),
    rule(
        "every day of month",
        f"EVERY {EVERY_N} unit:{MONTH_UNIT} (ON | OF | COMMA | AT)*"
        f" days:({_DAYNUMBER} ((AND | COMMA)+ {_DAYNUMBER})*)(?<= ORD | DAYMARK | ORDWORD) (UNIT (?! OF))?",
        ByWords(_monthdays),
    ),
    rule(
        "day of every month",
        f"(ON)* days:({FROM_END} | THE? LAST (?= OF) | {_DAYNUMBER} ((AND | COMMA)+ {_DAYNUMBER})*)"
        f" UNIT? (OF | ON | DAYMARK)* EVERY {EVERY_N} unit:{MONTH_UNIT}",
        ByWords(_monthdays),
    ),
    rule(
        "every ordinal",
        "(ON | THE)* EVERY days:((ORD | (NUM | NUMWORD) DAYMARK | ORDWORD (?= OF)) ((AND | COMMA)+ (ORD | NUM"
        " DAYMARK))*) unit:() (UNIT? OF (THE | EVERY)? UNIT | (?! UNIT | OF | MON))",
        ByWords(_monthdays),
    ),
    rule("monthly on weekdays", f"freq:(FREQ) ON EVERY? days:({WDAYS})", ByWords(_monthly_weekday)),
    rule(
        "days monthly",
        "(ON | THE)* days:(ORD ((AND | COMMA | THE)+ ORD)*) (ON | OF)* unit:(FREQ)",
        ByWords(_days_monthly),
    ),
    rule("monthly on", "unit:(FREQ) (ON | THE | EVERY)* days:(ORD ((AND | COMMA)+ ORD)*)", ByWords(_monthdays)),
]
