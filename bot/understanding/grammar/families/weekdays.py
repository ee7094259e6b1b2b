"""Weekdays: Friday, next Tuesday, Isnin depan, 下周五, Friday week."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.grammar.components import Day, DayRange
from bot.understanding.grammar.families.date_words import group_of, weeks_of
from bot.understanding.grammar.phrases import ByWords, rule
from bot.understanding.text.lexer import Token, Tokens

_WEEKDAY = (Kind.WEEKDAY, Kind.WEAKDAY)
_AFTER_NEXT = "THE? UNIT AFTER NEXT | UNIT LEPAS UNIT NEXT"
_PLAIN_WEEK = (
    f"(OF | FROM | ON)* (THIS | NEXT | LAST) UNIT | (OF | ON)* (UNIT (NEXT | THIS | LAST | LEPAS) | {_AFTER_NEXT})"
)
_SIDED_WEEK = f"(THIS | NEXT | LAST)+ UNIT | UNIT (NEXT | THIS | LAST | LEPAS) | {_AFTER_NEXT}"


def _weekday(match: re.Match[str], tokens: Tokens) -> Day | None:
    start, end = match.span()
    if end - start == 1:
        return Day(weekday=tokens[start].value, weak=tokens[start].kind is Kind.WEAKDAY)
    found = tokens[match.end("name") - 1]
    before, name = group_of(match, tokens, "before"), group_of(match, tokens, "name")
    side = [*before, *group_of(match, tokens, "after")]
    unit = group_of(match, tokens, "week")
    if Kind.UNIT in tokens.kinds[start:end]:
        if any(t.kind is Kind.UNIT and (t.value != "hour" or t.end - t.start > 2) for t in (*before, *name)):
            return None  # "hr" is short for hari, too; a spa day on Sunday keeps its day
        if any(t.kind is Kind.UNIT and t.value not in ("week", "day") for t in unit):
            return None
        if len(unit) > 1 and unit[0].value == "day" and unit[0].language == "en":
            return None  # sports day next Wednesday
    week = weeks_of([*side, *unit])
    unit = [*unit, *(t for t in side if t.kind is Kind.LAST and t.language == "zh")]  # 上周三 is of last week
    weak = found.kind is Kind.WEAKDAY and not side and not unit and start == match.start("name")
    last = week is not None and week < 0 and not unit
    week = None if last or any(t.kind is Kind.COMING for t in side) else week
    return Day(weekday=found.value, week=week, last=last, weak=weak)


def _by_number(match: re.Match[str], tokens: Sequence[Token]) -> DayRange | None:
    """周三至五, 星期三四: the second weekday by its number alone."""
    first, last = tokens[match.start()], tokens[match.end() - 1]
    if first.language != "zh" or last.language != "zh" or not first.value < last.value - 1 <= 5:
        return None
    if match.end() - match.start() == 2 and last.value != first.value + 2:
        return None
    return DayRange(Day(weekday=first.value), Day(weekday=last.value - 1))


def _week_after(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """Friday week, Monday fortnight: a week or two after the coming one."""
    unit = tokens[match.end() - 1]
    days = {"week": 7, "fortnight": 14}.get(str(unit.value))
    if days is None or unit.language != "en":
        return None
    return Day(weekday=next(t.value for t in tokens[match.start() :] if t.kind in _WEEKDAY), plus=((days, "day"),))


def _one_after(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    """Not this Saturday but the one after: a week behind the day that is said."""
    side = weeks_of([*group_of(match, tokens, "before"), *group_of(match, tokens, "after")])
    return Day(weekday=tokens[match.start("name")].value, week=side, plus=((7, "day"),))


def _after_next(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    return Day(weekday=tokens[match.start()].value, plus=((7, "day"),))


WEEKDAYS = [
    rule(
        "weekdays by number",
        "WEEKDAY (TO | DASH)? NUMWORD (?! OCLOCK | MEASURE | UNIT | COUNTED | DAYMARK | MONTHMARK)",
        ByWords(_by_number),
    ),
    rule(
        "the one after",
        "(?= .* FOLLOWER) before:((THIS | NEXT | COMING)*) HARI? name:(WDAY) after:((THIS | NEXT | COMING)*)"
        " (COMMA | LINE)? FOLLOWER",
        ByWords(_one_after),
    ),
    rule("after next", "WDAY AFTER NEXT", ByWords(_after_next)),
    rule(
        "week after",
        "COMING? WDAY UNIT (?! AFTER | NUM | NUMWORD | OF | NEXT | THIS | LAST | LEPAS | FROM | FROMNOW)",
        ByWords(_week_after),
    ),
    rule("weekday of week", f"before:()after:() name:((HARI | UNIT)? WDAY) week:({_PLAIN_WEEK})", ByWords(_weekday)),
    rule(
        "week and weekday",
        f"before:()after:() week:({_SIDED_WEEK}) (ON | COMMA | OTHERMARK)* name:((HARI | UNIT)? WDAY)",
        ByWords(_weekday),
    ),
    rule(
        "weekday",
        "THE? before:((THIS | NEXT | LAST | COMING)* (HARI | UNIT)? MEASURE?) name:(WDAY)"
        " (STOP (?= COMMA | CLOCK12 | NUM))?"
        " after:((THIS | NEXT | (LAST | LEPAS) (?! MEAL) | COMING) (?! UNIT | WDAY | MON))? week:()",
        ByWords(_weekday),
    ),
]
