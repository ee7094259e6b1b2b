"""A week, a month or a year said apart from its day: next week dentist Thursday 3pm, 下个月看牙5号."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from bot.languages import Kind
from bot.understanding.grammar.components import Day, Found
from bot.understanding.grammar.neighbours import closes, opens
from bot.understanding.refine.plan import Plan
from bot.understanding.text.lexer import Tokens

_SPANS = frozenset(["week", "month", "year"])
_CLOCKS = frozenset({Kind.CLOCK12, Kind.HHMM, Kind.MERIDIEM, Kind.PART, Kind.OCLOCK})
_CLAUSES = frozenset({Kind.COMMA, Kind.STOP, Kind.LINE, Kind.THEN, Kind.AND})


def within_stretch(days: list[Found], plan: Plan, tokens: Tokens) -> list[Found]:
    """The days, each in the one stretch that is said with them; all as they are where that cannot be."""
    stretches = [item for item in days if _is_stretch(item)]
    if len(stretches) != 1 or not _CLAUSES.isdisjoint(tokens.kinds[days[0].last : stretches[0].first]):
        return days  # report due Thursday, next week meeting
    first, last = stretches[0].first, stretches[0].last
    clocked = first > 0 and tokens.kinds[first - 1] in _CLOCKS
    if not (clocked or opens(first, tokens) or closes(last, tokens)):
        return days  # prep for next week's launch on Friday
    others = [item for item in days if item is not stretches[0]]
    stretch = stretches[0].value
    meant = [_in(stretch, item.value) for item in others if isinstance(stretch, Day) and isinstance(item.value, Day)]
    held = [day for day in meant if day is not None]
    if not held or len(held) < len(others):
        return days
    plan.used.append(("date", first, last))
    return _with(others, held)


def _with(items: Sequence[Found], days: Sequence[Day]) -> list[Found]:
    return [Found(day, item.first, item.last) for item, day in zip(items, days, strict=True)]


def _is_stretch(item: Found) -> bool:
    day = item.value
    if not isinstance(day, Day) or day.span not in _SPANS or day.edge:
        return False
    return day == Day(
        week=day.week,
        month=day.month,
        month_offset=day.month_offset,
        year=day.year,
        year_offset=day.year_offset,
        span=day.span,
        past=day.past,
    )


def _in(stretch: Day, day: Day) -> Day | None:
    """The day within the stretch; None where it says by itself which it is, or is no part of such a stretch."""
    if stretch.span == "week":
        bare = day == Day(weekday=day.weekday, weak=day.weak) and day.weekday is not None
        return replace(day, week=stretch.week) if bare and stretch.week is not None else None
    if stretch.span == "month":
        bare = day == Day(day=day.day) and day.day is not None
        if not bare:
            return None
        offset, year = stretch.month_offset, stretch.year_offset
        return replace(day, month=stretch.month, month_offset=offset, year=stretch.year, year_offset=year)
    dated = day == Day(day=day.day, month=day.month) and day.day is not None and day.month is not None
    return replace(day, year=stretch.year, year_offset=stretch.year_offset) if dated else None
