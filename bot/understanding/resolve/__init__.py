"""From a plan to its events: the one place where what was said meets the present moment."""

from __future__ import annotations

from msgspec.structs import replace

from bot.understanding.grammar.components import Day, DayRange, ImpossibleTime, Length, Repeat
from bot.understanding.refine import Plan
from bot.understanding.resolve.listed import in_order, joined
from bot.understanding.resolve.moment import Moment, Resolved
from bot.understanding.resolve.repeating import repeating
from bot.understanding.resolve.single import single

__all__ = ["Moment", "Resolved", "resolve"]


def resolve(plan: Plan, moment: Moment, meal: str | None = None) -> list[Resolved]:
    """The events of a plan; several where it names several days. meal: the part of the day that its name tells.

    Raises ImpossibleTime.
    """
    try:
        _make_weekly(plan)
        if plan.repeat is not None and plan.repeat.either:
            ways = (replace(plan.repeat, weekdays=(day,)) for day in plan.repeat.weekdays)
            return [repeating(plan, way, moment, meal) for way in ways]
        if plan.repeat is not None and plan.repeat.freq is not None:
            return [repeating(plan, plan.repeat, moment, meal)]
        if len(plan.days) > 1:
            days = plan.days[:7] if plan.either else in_order(plan.days[:7], moment.today, whole=plan.clock is None)
            resolved = [single(plan, day, moment, meal) for day in days]
            return resolved if plan.either else joined(resolved)
        return [single(plan, plan.days[0] if plan.days else None, moment, meal)]
    except (OverflowError, ValueError) as error:
        if isinstance(error, ImpossibleTime):
            raise
        raise ImpossibleTime("out_of_range") from error


def _make_weekly(plan: Plan) -> None:
    """Mon-Fri 9.30am recurs: a bare stretch of weekdays with a clock, unless it is spelt out as one occasion; Sat 9am
    for 8 weeks recurs as well."""
    if plan.repeat is not None or plan.clock is None:
        return
    if plan.length is not None and _is_weeks(plan.length):
        weekdays = tuple(day.weekday for day in plan.days if isinstance(day, Day) and day.weekday is not None)
        if 0 < len(weekdays) == len(plan.days):
            plan.repeat = Repeat("WEEKLY", 1, weekdays=weekdays)
            plan.days = plan.days if len(weekdays) == 1 else []
    if len(plan.days) != 1 or plan.repeat is not None:
        return
    days = plan.days[0]
    if not isinstance(days, DayRange):
        return
    first, last = days.first, days.last
    if first != Day(weekday=first.weekday, weak=first.weak) or last != Day(weekday=last.weekday, weak=last.weak):
        return
    if first.weekday is None or last.weekday is None:
        return
    size = (last.weekday - first.weekday) % 7 + 1
    if days.dashed or (first.weekday, last.weekday) == (0, 4):
        plan.repeat = Repeat("WEEKLY", 1, weekdays=tuple((first.weekday + step) % 7 for step in range(size)))
        plan.days = []


def _is_weeks(length: Length) -> bool:
    """Whether a length is one of some weeks or months, which no single event with a clock lasts."""
    return not length.minutes and (length.months > 0 or (length.days >= 14 and length.days % 7 == 0))
