"""The one event of a plan: with a clock, of whole days, from one day's clock to another's, or so much from now."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from msgspec.structs import astuple

from bot.understanding.grammar.clock import WallTime, left_open, start_of_part, wall_range, wall_time
from bot.understanding.grammar.components import Ahead, Clock, ClockRange, Day, DayRange, ImpossibleTime, Length
from bot.understanding.refine import Plan
from bot.understanding.resolve.calendar import Days, add_length, days_of
from bot.understanding.resolve.ends import DEFAULT_LENGTH, after, end_of
from bot.understanding.resolve.moment import Moment, Resolved
from calendar_core.domain.timespan import DaySpan, Timespan
from calendar_core.domain.validation import validate_event_time

_DAY = timedelta(days=1)


def single(plan: Plan, day: Day | DayRange | None, moment: Moment, meal: str | None) -> Resolved:
    """The event of that day (None: none is said). meal: the part of the day that the name of the event tells.

    Raises ImpossibleTime.
    """
    if plan.ahead is not None:
        return _ahead(plan, plan.ahead, moment, meal)
    if plan.end_clock is not None and isinstance(plan.clock, Clock) and plan.end_day is not None and day is not None:
        return _spanning(plan, day, plan.end_day, moment)
    days = days_of(day, moment.today) if day is not None else None
    if plan.clock is None and (plan.part is None or plan.all_day):
        return _whole_days(plan, days or Days(moment.today, moment.today + _DAY), moment)
    return _timed(plan, days, day, moment, meal)


def _whole_days(plan: Plan, days: Days, moment: Moment) -> Resolved:
    start, end = days.start, days.end
    length = plan.length
    if length is not None and (length.days or length.months):
        end = add_length(start, length)
    elif length is not None and length.minutes:
        # A length without a clock says nothing of when; the whole day is kept.
        length = None
    when = DaySpan(start, end, moment.zone.key)
    return Resolved(when, past=days.gone or end <= moment.today, end_said=length is not None or end - start > _DAY)


def walls(plan: Plan, meal: str | None) -> tuple[WallTime, WallTime | None]:
    """The clock at which a plan starts, and the one at which it ends where that is said."""
    clock, part = plan.clock, plan.part
    if isinstance(clock, Clock):
        return _walls_of(astuple(clock), None, part, meal)
    if isinstance(clock, ClockRange):
        return _walls_of(astuple(clock.start), astuple(clock.end), part, meal)
    return start_of_part(part or "morning"), None


@lru_cache(maxsize=4096)
def _walls_of(
    start: tuple[Any, ...], end: tuple[Any, ...] | None, part: str | None, meal: str | None
) -> tuple[WallTime, WallTime | None]:
    """What a clock, or a range of them, with these fields shows; the few that people say are said again and again."""
    clocks = left_open(Clock(*start) if end is None else ClockRange(Clock(*start), Clock(*end)), part)
    if isinstance(clocks, ClockRange):
        return wall_range(clocks, part or meal)
    return wall_time(clocks, part or meal), None


def _timed(plan: Plan, days: Days | None, day: Day | DayRange | None, moment: Moment, meal: str | None) -> Resolved:
    first, last = walls(plan, meal)
    base = days.start if days is not None else moment.today
    start, twist = moment.at(base, first)
    moved = past = False
    if days is not None:
        past = days.gone or start <= moment.now
        if past and not days.gone and days.bare and isinstance(day, Day) and day.month is None and day.weekday is None:
            base, past = days_of(day, moment.today + _DAY).start, False  # the 21st, said on the 21st: of next month
            start, twist = moment.at(base, first)
    elif plan.earlier:
        past = True
        if start > moment.now:
            base -= _DAY
            start, twist = moment.at(base, first)
    elif start <= moment.now:
        base = validate_event_time(start.astimezone(moment.zone), moment.now).date() - timedelta(days=first.days)
        start, twist = moment.at(base, first)
        moved = bool(first.minutes)  # midnight is always the coming one
    end = end_of(plan, start, base, last, moment)
    notes = (f"dst_{twist}",) if twist else ()
    rrule = None
    if isinstance(day, DayRange) and days is not None and days.end - days.start > _DAY:
        rrule = f"FREQ=DAILY;COUNT={(days.end - days.start).days}"
    elif last is not None and plan.length is not None and plan.length.days > 1:
        rrule = f"FREQ=DAILY;COUNT={plan.length.days}"  # a 3 day course, 9 to 5
    said = last is not None or plan.length is not None
    return Resolved(Timespan(start, end, moment.zone.key), rrule, past, moved, said, notes)


def _spanning(plan: Plan, day: Day | DayRange, end_day: Day, moment: Moment) -> Resolved:
    days = days_of(day, moment.today)
    both = days_of(DayRange(day, end_day), moment.today) if isinstance(day, Day) else days
    clock = plan.clock
    first = wall_time(clock if isinstance(clock, Clock) else Clock(9), day.part if isinstance(day, Day) else None)
    last = wall_time(plan.end_clock or Clock(17), end_day.part)
    start, twist = moment.at(days.start, first)
    end, _ = moment.at(both.end - _DAY, last)
    if end <= start:
        raise ImpossibleTime("end_before_start")
    notes = (f"dst_{twist}",) if twist else ()
    return Resolved(Timespan(start, end, moment.zone.key), None, days.gone or start <= moment.now, False, True, notes)


def _ahead(plan: Plan, ahead: Ahead, moment: Moment, meal: str | None) -> Resolved:
    length = ahead.length
    signed = Length(ahead.sign * length.minutes, ahead.sign * length.days, ahead.sign * length.months)
    calendar = bool(length.days or length.months) and not length.minutes
    if calendar or plan.clock is not None:
        start_day = add_length(moment.today, signed)
        if plan.days and isinstance(plan.days[0], Day) and plan.days[0].day is not None:
            start_day = _date_ahead(plan.days[0], start_day)
        days = Days(start_day, start_day + _DAY, start_day < moment.today)
        if plan.clock is None and plan.part is None:
            if plan.length is None and plan.days and isinstance(plan.days[0], Day):
                weekday = plan.days[0].weekday
                if weekday is not None:
                    start_day += timedelta(days=weekday - start_day.weekday())
                    days = Days(start_day, start_day + _DAY, start_day < moment.today)
            return _whole_days(plan, days, moment)
        if plan.days and isinstance(plan.days[0], Day) and plan.days[0].weekday is not None:
            start_day += timedelta(days=plan.days[0].weekday - start_day.weekday())
            days = Days(start_day, start_day + _DAY, start_day < moment.today)
        return _timed(plan, days, None, moment, meal)
    start = after(moment.now, signed, moment).replace(microsecond=0)
    if start.second and length.minutes >= 1:
        start = start.replace(second=0) + timedelta(minutes=1)
    end = after(start, plan.length, moment) if plan.length is not None else start + DEFAULT_LENGTH
    return Resolved(Timespan(start, end, moment.zone.key), past=ahead.sign < 0, end_said=plan.length is not None)


def _date_ahead(day: Day, far: date) -> date:
    """The 10th, in three months; 5 March, in two years."""
    if day.month is not None:
        return days_of(Day(day=day.day, month=day.month, year=far.year), far).start
    return days_of(Day(day=day.day, month=far.month, year=far.year), far).start
