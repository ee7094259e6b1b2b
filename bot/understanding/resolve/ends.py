"""Where an event ends: by its other clock, after a length, or after the usual hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.understanding.grammar.clock import WallTime
from bot.understanding.grammar.components import Length
from bot.understanding.refine import Plan
from bot.understanding.resolve.calendar import add_length
from bot.understanding.resolve.moment import Moment
from calendar_core.domain.timezones import resolve_wall_time

_DEFAULT_LENGTH = timedelta(hours=1)


def end_of(plan: Plan, start: datetime, base: date, last: WallTime | None, moment: Moment) -> datetime:
    """Where it ends. base: the day from which its clocks count. last: the other clock, where one is said."""
    if last is not None:
        end, _ = moment.at(base, last)
        return end if end.astimezone(UTC) > start.astimezone(UTC) else end_after(start, _DEFAULT_LENGTH)
    if plan.length is not None:
        return after(start, plan.length, moment)
    return end_after(start, _DEFAULT_LENGTH)


def later(start: datetime, by: timedelta) -> datetime:
    """Elapsed time, over a change of clocks too."""
    return (start.astimezone(UTC) + by).astimezone(start.tzinfo)


def end_after(start: datetime, by: timedelta) -> datetime:
    """The same for an end, which is kept in UTC."""
    return start.astimezone(UTC) + by


def after(start: datetime, length: Length, moment: Moment) -> datetime:
    """So long after the start: days and months by the calendar, hours and minutes as elapsed time."""
    end = start
    if length.days or length.months:
        wall = start.replace(tzinfo=None)
        day = add_length(wall.date(), length)
        end = resolve_wall_time(datetime.combine(day, wall.time()), moment.zone)[0]
    return end_after(end, timedelta(minutes=length.minutes))
