"""Where an event ends: by its other clock, after a length, or after the usual hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.understanding.grammar.clock import WallTime
from bot.understanding.grammar.components import Length
from bot.understanding.refine import Plan
from bot.understanding.resolve.calendar import add_length
from bot.understanding.resolve.moment import Moment
from calendar_core.domain.timezones import resolve_wall_time

DEFAULT_LENGTH = timedelta(hours=1)
"""Of what is said to begin and not for how long."""


def end_of(plan: Plan, start: datetime, base: date, last: WallTime | None, moment: Moment) -> datetime:
    """Where it ends, in UTC as its start. base: the day from which its clocks count. last: the other clock, where one
    is said."""
    if last is not None:
        end, _ = moment.at(base, last)
        return end if end > start else start + DEFAULT_LENGTH
    return after(start, plan.length, moment) if plan.length is not None else start + DEFAULT_LENGTH


def after(start: datetime, length: Length, moment: Moment) -> datetime:
    """So long after the start, both in UTC: days and months by the calendar, hours and minutes as elapsed time."""
    if length.days or length.months:
        wall = start.astimezone(moment.zone)
        day = add_length(wall.date(), length)
        start = resolve_wall_time(datetime.combine(day, wall.time()), moment.zone)[0].astimezone(UTC)
    return start + timedelta(minutes=length.minutes)
