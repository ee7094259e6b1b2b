"""Repeats by a place in the month: every first Monday, the last day of the month, the third working day."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.grammar.components import Repeat
from bot.understanding.grammar.families.repeat_words import (
    EVERY_N,
    FROM_END,
    LAST_DAY,
    MONTH_UNIT,
    group_in,
    interval_in,
    numbers_in,
    unit_of,
    weekdays_of,
)
from bot.understanding.grammar.phrases import ByWords, rule
from bot.understanding.text.lexer import Token

_UNITS = (Kind.UNIT, Kind.HARI, Kind.MONTHMARK)


def _month_end(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    said = tokens[match.start() : match.end()]
    if any(token.kind is Kind.UNIT and token.value != "month" for token in said):
        return None
    if said[-1].kind is Kind.SPANEND and said[-1].value[0] != "month":
        return None
    middle = any(token.kind is Kind.MIDDLE or token.value == ("month", "middle") for token in said)
    start = any(token.kind in (Kind.STARTOF, Kind.AHEAD) or token.value == ("month", "start") for token in said)
    return Repeat("MONTHLY", 1, monthdays=(15 if middle else 1 if start else LAST_DAY,))


def _day_of_each(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """The last day of every month, the first day of each month."""
    said = [token for token in tokens[match.start() : match.end()] if token.kind is not Kind.NUMWORD]
    units = sorted("day" if token.kind is Kind.HARI else str(token.value) for token in said if token.kind in _UNITS)
    if units not in (["day", "month"], ["day", "yue"]):
        return None
    return Repeat("MONTHLY", 1, monthdays=numbers_in(said))


def _nth_weekday(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    nths = numbers_in(group_in(match, "nth", tokens))
    days = weekdays_of(group_in(match, "days", tokens))
    months = tuple(t.value for t in group_in(match, "of", tokens) if t.kind in (Kind.MONTH, Kind.WEAKMONTH))
    interval = 3 if group_in(match, "quarterly", tokens) else interval_in(group_in(match, "interval", tokens))
    if len(days) > 1 and any(token.kind is Kind.WEEKDAYS for token in group_in(match, "days", tokens)):
        return None  # the first weekday of the month is one of five
    freq = "YEARLY" if months else "MONTHLY"
    if any(t.kind is Kind.UNIT and unit_of(t)[0] != freq for t in group_in(match, "every", tokens)):
        return None
    return Repeat(freq, interval, weekdays=days, nths=nths, months=months)


def _weekday_of_nth_week(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """Setiap Rabu minggu pertama, Jumaat terakhir setiap bulan: the first Wednesday, the last Friday of each month."""
    if any(token.value != "week" for token in group_in(match, "week", tokens)):
        return None
    return _nth_weekday(match, tokens)


def _working_day(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """The last working day of every month."""
    days = weekdays_of(group_in(match, "days", tokens))
    nths = numbers_in(group_in(match, "nth", tokens))
    return Repeat("MONTHLY", 1, weekdays=days, position=nths[0]) if len(days) == 5 and len(nths) == 1 else None


_NTH = "NTHS ((TO THE?)? LAST)?"
_NTH_AFTER = "ORDWORD ((AND | COMMA)+ ORDWORD)* | (NTH | KE) (NUM | NUMWORD) (?! PART | MERIDIEM | OCLOCK)"
"""What stands after its noun: Isnin pertama, minggu ke-2."""
_NTH_LIST = f"{_NTH} ((AND | COMMA | THE)+ {_NTH})*"
_NTH_DAYS = "(WDAY | WEEKDAYS) ((AND | COMMA)+ (WDAY | WEEKDAYS))*"
_EVERY = "(ON? EVERY (THE | OF)?)"
_EDGES = "ENDOF | STARTOF | MIDDLE"
IN_MONTHS = [
    rule(
        "last day of month",
        f"{_EVERY} {MONTH_UNIT} OF? (ON? THE? LAST UNIT | ORDWORD NUMWORD? UNIT | (UNIT | HARI) ORDWORD)"
        f" | (ON | THE)* ({FROM_END} | LAST | ORDWORD | ORD) UNIT (OF | IN | FOR)? EVERY (THE)? {MONTH_UNIT}"
        " | (UNIT | HARI) ORDWORD (EVERY UNIT | UNIT (?! THIS | NEXT | LAST | LEPAS))",
        ByWords(_day_of_each),
    ),
    rule(
        "end of month",
        f"{_EVERY} ({_EDGES} | AHEAD) (OF | THE)* UNIT | (ON | AT | THE)* ({_EDGES}) (OF | THE)* EVERY UNIT"
        f" | AHEAD EVERY UNIT | EVERY (UNIT | MONTHMARK) (ON | AT | THE)* ({_EDGES}) | EVERY SPANEND",
        ByWords(_month_end),
    ),
    rule(
        "nth weekday of month",
        f"(ON | EVERY | THE)* nth:({_NTH_LIST}) days:({_NTH_DAYS}) (OF | IN)* of:() EVERY {EVERY_N}"
        f" every:({MONTH_UNIT})",
        ByWords(_nth_weekday),
    ),
    rule(
        "nth weekday of the month",
        f"(ON | THE)* nth:({_NTH_LIST}) days:({_NTH_DAYS}) of:((OF | IN)+ THE UNIT)",
        ByWords(_nth_weekday),
    ),
    rule(
        "every nth weekday of the month",
        f"(ON | THE)* EVERY THE? nth:({_NTH_LIST}) days:(WDAY | WEEKDAYS) (OF | IN)+ of:((THE | A)? UNIT | MON)",
        ByWords(_nth_weekday),
    ),
    rule(
        "yearly nth weekday",
        f"(FREQ | EVERY {EVERY_N} every:(UNIT)) (ON | THE | COMMA)* nth:({_NTH}) days:(WDAY) (OF | IN)+ of:(MON)",
        ByWords(_nth_weekday),
    ),
    rule(
        "monthly nth weekday",
        "(FREQ | EVERY interval:(OTHER | NUM | NUMWORD | ORD)? (UNIT | MONTHMARK)) (ON | THE | OF)*"
        " nth:(NTHS ((AND | COMMA | THE)+ NTHS)* | NTH NUMWORD MEASURE?) days:(WDAY) of:()",
        ByWords(_nth_weekday),
    ),
    rule(
        "quarterly nth weekday",
        f"quarterly:(EVERY QUARTER) (ON | THE | OF | COMMA)* nth:({_NTH}) days:(WDAY) of:()",
        ByWords(_nth_weekday),
    ),
    rule(
        "weekday nth monthly",
        f"(ON | HARI)* days:(WDAY) week:(UNIT)? nth:({_NTH_AFTER}) of:() (OF | ON)? EVERY {EVERY_N} every:(UNIT)",
        ByWords(_weekday_of_nth_week),
    ),
    rule(
        "monthly weekday nth",
        f"EVERY (UNIT | MONTHMARK) (ON | HARI)* days:(WDAY) UNIT? nth:({_NTH_AFTER}) of:()",
        ByWords(_nth_weekday),
    ),
    rule(
        "every weekday nth",
        f"ON? EVERY HARI? days:(WDAY) week:(UNIT)? nth:({_NTH_AFTER})"
        " of:() ((OF | IN | ON)* (EVERY | THE)? every:(UNIT))?",
        ByWords(_weekday_of_nth_week),
    ),
    rule(
        "working day of month",
        f"(ON | THE)* nth:(NTHS) days:(WEEKDAYS) (OF | IN)* (EVERY {MONTH_UNIT} | FREQ)",
        ByWords(_working_day),
    ),
    rule(
        "monthly working day",
        f"(EVERY {MONTH_UNIT} | FREQ) (ON | THE | OF)* nth:(ORDWORD | LAST | NTH NUMWORD MEASURE?) days:(WEEKDAYS)",
        ByWords(_working_day),
    ),
    rule("working day last", f"(ON)* days:(WEEKDAYS) nth:(ORDWORD) EVERY {MONTH_UNIT}", ByWords(_working_day)),
]
