"""Repeats by weekdays: every Tue and Thu, weekdays, setiap Isnin, 每周一三, Mon to Fri, every night."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from bot.languages import Kind
from bot.understanding.grammar.components import Repeat
from bot.understanding.grammar.families.repeat_words import (
    NEXT_DAY,
    NUMBERS,
    WDAYS,
    every_weekday,
    group_in,
    interval_in,
    weekdays_of,
)
from bot.understanding.grammar.phrases import ByWords, rule
from bot.understanding.text.lexer import Token

_MOST_WEEKS = 53


def _plural_part(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """Tuesday mornings, weekend evenings."""
    _, _, *part = tokens[match.end() - 1].value
    days = weekdays_of(group_in(match, "days", tokens))
    return Repeat("WEEKLY", 1, weekdays=days, part=part[0]) if part else None


def _either_weekday(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    return replace(every_weekday(match, tokens), either=True)


def _by_numbers(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """每周二、四, 每周1、3、5: the further weekdays by their numbers alone."""
    said = group_in(match, "days", tokens)
    numbers = [token.value for token in said if token.kind in NUMBERS]
    if said[0].language != "zh" or not all(1 <= number <= 7 for number in numbers):
        return None
    return Repeat("WEEKLY", 1, weekdays=tuple(dict.fromkeys((said[0].value, *(number - 1 for number in numbers)))))


def _together(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """周一三五 is a habit; 周四五 are two days in a row, and 下周二四 is of one week."""
    first, rest = tokens[match.start() : match.end()]
    before = tokens[match.start() - 1].kind if match.start() else None
    days = weekdays_of((first, rest))
    apart = first.end == rest.start and len(days) > 1 and all(one + 1 < other for one, other in pairwise(days))
    if rest.language != "zh" or not apart or before in (Kind.THIS, Kind.NEXT, Kind.LAST):
        return None
    return Repeat("WEEKLY", 1, weekdays=days)


def _once_a_week(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """每周一次 is once a week, not Monday, and 每周三次 thrice; 两周一次 once in two."""
    said, interval = group_in(match, "day", tokens)[0], group_in(match, "interval", tokens)
    every = tokens[match.start()].kind is Kind.EVERY
    weeks = said.language == "zh" and (every or (said.value == 0 and interval))
    return Repeat("WEEKLY", interval_in(interval)) if weeks else None


def _weekday_range(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    said = group_in(match, "days", tokens)
    first, last = weekdays_of(said[:1]), weekdays_of(said[-1:])
    if len(first) != 1 or len(last) != 1 or any(t.value != "week" for t in group_in(match, "unit", tokens)):
        return None
    size = (last[0] - first[0]) % 7 + 1
    interval = interval_in(group_in(match, "interval", tokens))
    return Repeat("WEEKLY", interval, weekdays=tuple((first[0] + step) % 7 for step in range(size)))


def _every_part(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    days = weekdays_of(group_in(match, "days", tokens))
    return Repeat("WEEKLY" if days else "DAILY", 1, weekdays=days, part=group_in(match, "part", tokens)[0].value)


def _counted_weekdays(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    """The next five Thursdays, lima Khamis berturut-turut, 接下来五个星期四: weekly, so many times."""
    days = group_in(match, "days", tokens)
    weekdays, count = weekdays_of(days), group_in(match, "count", tokens)[0].value
    in_a_row = group_in(match, "row", tokens)
    told = bool(in_a_row) and (in_a_row[0].kind is not Kind.FREQ or in_a_row[0].value == ("DAILY", 1))
    plural = days[-1].kind is Kind.WEEKDAYS
    if len(weekdays) != 1 or not 1 < count <= _MOST_WEEKS or not (plural or told):
        return None
    return Repeat("WEEKLY", 1, weekdays=weekdays, count=count)


_NO_TIME = "(?! OCLOCK | MEASURE | UNIT | COUNTED | DAYMARK | MONTHMARK | JAM (?! NUM) | MERIDIEM)"
_COUNTED = "count:(NUM | NUMWORD)"
ON_WEEKDAYS = [
    rule(
        "counted weekdays",
        f"(FOR | ON | IN)? THE? row:(NEXT | COMING)? {_COUNTED} days:(WEEKDAYS) FREQ? (?! A UNIT | EVERY | AGO)",
        ByWords(_counted_weekdays),
    ),
    rule(
        "counted weekdays in a row",
        f"FOR? {_COUNTED} (HARI | UNIT)? days:(WEEKDAY) row:(FREQ)",
        ByWords(_counted_weekdays),
    ),
    rule(
        "counted weekdays with a measure",
        f"row:(FREQ | COMING) {_COUNTED} MEASURE days:(WEEKDAY) (?! UNIT | TIMES | OCLOCK)",
        ByWords(_counted_weekdays),
    ),
    rule("plural part of day", f"ON? EVERY? days:({WDAYS} | WEEKDAYS | WEEKEND) FREQ", ByWords(_plural_part)),
    rule("every together", "EVERY interval:() days:(WEEKDAY NUMWORD)", ByWords(every_weekday)),
    rule("together", f"WEEKDAY NUMWORD {_NO_TIME}", _together),
    rule(
        "every by number", f"EVERY interval:() days:(WEEKDAY (AND (NUMWORD | NUM) {_NO_TIME})+)", ByWords(_by_numbers)
    ),
    rule("once a week", "(?= .* TIMES) EVERY? interval:(NUM | NUMWORD)? day:(WEEKDAY) TIMES", ByWords(_once_a_week)),
    rule(
        "every weekday or",
        "ON? EVERY interval:() days:(HARI? WDAY (OR (EVERY | ON | HARI)* WDAY)+)",
        ByWords(_either_weekday),
    ),
    rule("every part of weekday", "EVERY days:(WDAY) part:(PART)", ByWords(_every_part)),
    rule("every weekday part", "EVERY part:(PART) days:(WDAY)", ByWords(_every_part)),
    rule(
        "weekday range",
        "EVERY interval:(OTHER | NUM | NUMWORD)? unit:(UNIT)? (ON | HARI)?"
        " days:((WDAY | WEEKDAYS) (TO | DASH) HARI? (WDAY | WEEKDAYS))",
        ByWords(_weekday_range),
    ),
    rule("weekdays range", "ON? days:(WEEKDAYS (TO | DASH) (WDAY | WEEKDAYS))", ByWords(_weekday_range)),
    rule(
        "every weekday",
        f"ON? EVERY interval:(OTHER | (NUM | NUMWORD) MEASURE?)? ((UNIT ON?)? HARI?) days:({WDAYS} | WEEKDAYS"
        f" ({NEXT_DAY} WEEKDAYS)* | WEEKEND)",
        ByWords(every_weekday),
    ),
    rule(
        "every n weeks on",
        "EVERY interval:(OTHER | NUM | NUMWORD | ORD) MEASURE? UNIT OF? (ON | THE)*"
        f" days:({WDAYS} | WEEKDAYS | WEEKEND)",
        ByWords(every_weekday),
    ),
    rule(
        "weekdays",
        f"(ON | EVERY)* interval:() days:(WEEKDAYS ({NEXT_DAY} (WEEKDAYS | WEEKDAY))*)",
        ByWords(every_weekday),
    ),
    rule("every part", "EVERY part:(PART)", ByWords(_every_part)),
]
