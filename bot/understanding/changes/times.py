"""Where an event stands once a request has changed its time: what was not said of the new time stays as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.understanding.reading import Target
from calendar_core.domain.timespan import DaySpan, Timespan, When
from calendar_core.domain.timezones import resolve_wall_time

_DAY = timedelta(days=1)


def changed_time(old: When, target: Target, zone: ZoneInfo) -> When | None:
    """The new time: "to 4pm" keeps the day, "to Friday" the clock, and the length stays unless another is said.

    `old` where the request says nothing of time; None where it cannot be: hours for a whole day, or nothing left.
    """
    if target.length is not None:
        return _lasting(old, target.length)
    if target.longer is not None:
        return _lasting(old, old.length + target.longer)
    if target.new_when is None:
        return _shifted(old, target.shift, zone) if target.shift is not None else old
    if "until" in target.said:
        return _until(old, target.new_when.starts_at(zone).time(), target, zone)
    return _moved(old, target.new_when, target, zone)


def _lasting(old: When, length: timedelta) -> When | None:
    if length <= timedelta(0):
        return None
    if isinstance(old, DaySpan):
        return DaySpan(old.start, old.start + length, old.zone) if not length % _DAY else None
    return Timespan(old.start, old.start + length, old.zone)


def _until(old: When, clock: time, target: Target, zone: ZoneInfo) -> When | None:
    """Ending at that clock, on the day on which it begins or in the night after it."""
    if isinstance(old, DaySpan):
        return None
    start = old.starts_at(zone)
    clocks = [clock] if "half" in target.said else [clock, _other_half(clock)]
    ends = [_at(start.date() + timedelta(days=late), one, zone) for late in (0, 1) for one in clocks]
    return Timespan(old.start, min(end for end in ends if end > start), old.zone)


def _moved(old: When, new: When, target: Target, zone: ZoneInfo) -> When:
    if isinstance(old, DaySpan):
        if isinstance(new, DaySpan):
            first = _day_in(new, old.start)
            return DaySpan(first, first + old.length, old.zone)
        if "date" in target.said:
            return new
        start = _at(old.start, new.starts_at(zone).time(), zone)
        return Timespan(start, start + new.length, new.zone)
    standing = old.starts_at(zone)
    if isinstance(new, DaySpan):
        day, clock = _day_in(new, standing.date()), standing.time()
    else:
        clock = new.starts_at(zone).time()
        if "half" not in target.said:
            clock = _nearer(clock, standing.time())
        day = new.starts_at(zone).date() if "date" in target.said else standing.date()
    start = _at(day, clock, zone)
    length = new.length if "end" in target.said and isinstance(new, Timespan) else old.length
    return Timespan(start, start + length, old.zone)


def _day_in(new: DaySpan, old: date) -> date:
    """The first of those days; of a week, "to next week", the weekday that it was on."""
    is_week = new.length == timedelta(days=7) and new.start.weekday() == 0
    return new.start + timedelta(days=old.weekday()) if is_week else new.start


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return resolve_wall_time(datetime.combine(day, clock), zone)[0]


def _nearer(clock: time, standing: time) -> time:
    """ "Move dinner to 8" means the evening's 8: of a clock without am or pm, the one nearer to the event's own."""
    return min(clock, _other_half(clock), key=lambda one: abs(_minutes(one) - _minutes(standing)))


def _other_half(clock: time) -> time:
    return clock.replace(hour=(clock.hour + 12) % 24)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _shifted(old: When, shift: timedelta, zone: ZoneInfo) -> When:
    """By so much. Whole days keep the wall clock over a change of daylight saving, hours are elapsed time."""
    if isinstance(old, DaySpan):
        first = old.start + timedelta(days=shift.days)
        return DaySpan(first, first + old.length, old.zone)
    wall = old.starts_at(zone).replace(tzinfo=None) + timedelta(days=shift.days)
    start = resolve_wall_time(wall, zone)[0].astimezone(UTC) + timedelta(seconds=shift.seconds)
    return Timespan(start, start + old.length, old.zone)
