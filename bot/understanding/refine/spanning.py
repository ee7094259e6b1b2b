"""From one day to another with a clock or a part of the day on each side: Friday 6pm to Sunday 2pm, Friday evening to
Sunday morning."""

from __future__ import annotations

from itertools import pairwise

from bot.languages import Kind
from bot.understanding.grammar.clock import start_of_part
from bot.understanding.grammar.components import Clock, Day, DayRange, Edge, Found, Part
from bot.understanding.grammar.neighbours import GLUE, JOINS, adjacent
from bot.understanding.refine.plan import Plan
from bot.understanding.text.lexer import Tokens

JOINS_BETWEEN = JOINS | {Kind.AND}
"""What joins the ends of a range that "between" opens."""


def take_spanning(parts: list[Found], plan: Plan, tokens: Tokens) -> None:
    """Friday 6pm to Sunday 2pm: from a clock on one day to a clock on another."""
    timed = [item for item in parts if not isinstance(item.value, Edge)]
    for index in range(len(timed) - 3):
        four = timed[index : index + 4]
        values = [item.value for item in four]
        days = [value for value in values if isinstance(value, Day)]
        clocks = [value for value in values if isinstance(value, Clock)]
        halves = (isinstance(values[0], Day) != isinstance(values[1], Day)) and len(days) == len(clocks) == 2
        if not halves or isinstance(values[2], Day) == isinstance(values[3], Day):
            continue
        between = tokens[four[1].last : four[2].first]
        first = first_between(four[0].first, tokens)
        joins = JOINS if first is None else JOINS_BETWEEN
        if not any(t.kind in joins for t in between) or not all(t.kind in joins or t.kind in GLUE for t in between):
            continue
        plan.days, plan.end_day = [days[0]], days[1]
        plan.clock, plan.end_clock = clocks[0], clocks[1]
        plan.used.append(("date", four[0].first if first is None else first, four[3].last))
        parts[:] = [item for item in parts if item.last <= four[0].first or item.first >= four[3].last]
        return


def take_parts_of_days(parts: list[Found], plan: Plan, tokens: Tokens) -> None:
    """Friday evening to Sunday, from today to tomorrow afternoon, Friday evening to Sunday morning: a part of the day
    stands for its clock; said of one end only, the days are meant as a whole."""
    halves = [item for item in parts if isinstance(item.value, (Day, Part))]
    days = [item for item in halves if isinstance(item.value, Day)]
    if len(days) != 2 or not 3 <= len(halves) <= 4 or halves[0] is not days[0]:
        return
    start, end = halves[0], days[1]
    between = tokens[(halves[1] if halves[1] is not end else start).last : end.first]
    near = all(adjacent(one, other, tokens) for one, other in pairwise(halves) if other is not end)
    joined = any(t.kind in JOINS for t in between) and all(t.kind in JOINS or t.kind in GLUE for t in between)
    if not near or not joined or not isinstance(start.value, Day) or not isinstance(end.value, Day):
        return
    if len(halves) == 4:
        for item in halves:
            if isinstance(item.value, Part):
                item.value = Clock(*divmod(start_of_part(item.value.name).minutes, 60), exact=True)
        return
    parts[:] = [item for item in parts if item not in halves]
    parts.append(Found(DayRange(start.value, end.value), start.first, halves[-1].last))


def first_between(first: int, tokens: Tokens) -> int | None:
    """Where the "between" stands that opens a range at the token `first`; None where there is none."""
    while first and tokens[first - 1].kind in (Kind.ON, Kind.THE):
        first -= 1
    return first - 1 if first and tokens[first - 1].kind is Kind.BETWEEN else None
