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

_MOST_DAYS = 7


def resolve(plan: Plan, moment: Moment, meal: str | None = None) -> list[Resolved]:
    """The events of a plan; several where it names several days. meal: the part of the day that its name tells.

    Raises ImpossibleTime.
    """
    try:
        if plan.clock is not None and plan.repeat is None and plan.days:
            _make_weekly(plan)
        repeat, days = plan.repeat, plan.days
        if repeat is not None and repeat.either:
            return _each_way(plan, repeat, moment, meal)
        if repeat is not None and repeat.freq is not None:
            return [repeating(plan, repeat, moment, meal)]
        if len(days) > 1:
            return _each_day(plan, moment, meal)
        return [single(plan, days[0] if days else None, moment, meal)]
    except (OverflowError, ValueError) as error:
        if isinstance(error, ImpossibleTime):
            raise
        raise ImpossibleTime("out_of_range") from error


def _each_way(plan: Plan, repeat: Repeat, moment: Moment, meal: str | None) -> list[Resolved]:
    """Every Monday or Tuesday: a repeat for each."""
    return [repeating(plan, replace(repeat, weekdays=(day,)), moment, meal) for day in repeat.weekdays]


def _each_day(plan: Plan, moment: Moment, meal: str | None) -> list[Resolved]:
    """Days that are listed, of which days that follow one another are one event."""
    if plan.either:
        return [single(plan, day, moment, meal) for day in plan.days[:_MOST_DAYS]]
    days = in_order(plan.days[:_MOST_DAYS], moment.today, whole=plan.clock is None)
    return joined([single(plan, day, moment, meal) for day in days])


def _make_weekly(plan: Plan) -> None:
    """Mon-Fri 9.30am recurs: a bare stretch of weekdays with a clock, unless it is spelt out as one occasion; Sat 9am
    for 8 weeks recurs as well. The plan has a day and a clock, and no repeat yet."""
    if plan.length is not None and _is_weeks(plan.length):
        weekdays = tuple(day.weekday for day in plan.days if isinstance(day, Day) and day.weekday is not None)
        if 0 < len(weekdays) == len(plan.days):
            plan.repeat = Repeat("WEEKLY", 1, weekdays=weekdays)
            plan.days = plan.days if len(weekdays) == 1 else []
    days = plan.days[0] if plan.days else None
    if not isinstance(days, DayRange) or len(plan.days) > 1:
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
