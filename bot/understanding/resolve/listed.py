"""Days that are listed: which of each weekday is meant, and which of them are one event together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from bot.understanding.grammar.components import Day, DayRange
from bot.understanding.resolve.calendar import days_of
from bot.understanding.resolve.moment import Resolved
from calendar_core.domain.timespan import DaySpan


def in_order(days: Sequence[Day | DayRange], today: date, *, whole: bool) -> list[Day | DayRange]:
    """Monday and Tuesday, said on a Monday: a bare weekday goes on from the one before it, where it is the next; so
    does a bare number from a date, 12月24日和25日.

    whole: no clock is said. Then every weekday that follows in the week goes on (leave Monday and Wednesday); of
    "standup Mon Wed Fri 9am" each is the coming one.
    """
    ordered: list[Day | DayRange] = []
    for day in days:
        before = ordered[-1] if ordered else None
        ordered.append(_after(before, day, today, whole) if isinstance(day, Day) and isinstance(before, Day) else day)
    return ordered


def _after(before: Day, day: Day, today: date, whole: bool) -> Day:
    """A further day of a list, where nothing but its name or number is said."""
    if before.month is not None and day.day is not None and day == Day(day=day.day):
        return replace(day, month=before.month, year=before.year)
    if before.weekday is None or day.weekday is None or day != Day(weekday=day.weekday, weak=day.weak):
        return day
    earlier = days_of(day, today).start < days_of(before, today).start
    return replace(day, plus=((7, "day"),)) if earlier and _goes_on(before.weekday, day.weekday, whole) else day


def _goes_on(before: int, weekday: int, whole: bool) -> bool:
    """Whether a weekday is the very next one or, of whole days, a later one of the week, which begins on Monday."""
    return (weekday - before) % 7 == 1 or (whole and weekday > before)


def joined(resolved: Sequence[Resolved]) -> list[Resolved]:
    """Whole days that follow one another are one event, its end exclusive; each of others is its own."""
    events: list[Resolved] = []
    for one in resolved:
        last = events[-1] if events else None
        span = _together(last, one) if last is not None else None
        if last is not None and span is not None:
            events[-1] = replace(last, when=span, end_said=True)
        else:
            events.append(one)
    return events


def _together(one: Resolved, other: Resolved) -> DaySpan | None:
    """Both spans as one, where whole days to come follow at once on others."""
    first, then = one.when, other.when
    if not isinstance(first, DaySpan) or not isinstance(then, DaySpan) or one.past or other.past:
        return None
    return DaySpan(first.start, then.end, first.zone) if first.end == then.start else None
