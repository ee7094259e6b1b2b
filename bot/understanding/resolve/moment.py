"""The present that a plan meets, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.understanding.grammar.clock import WallTime
from calendar_core.domain.timespan import DaySpan, Timespan
from calendar_core.domain.timezones import resolve_wall_time, zone_of

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


class Resolved(Struct, frozen=True, gc=False):
    """When an event is. past: it was said to be at a time that has gone. moved: a bare clock was taken for tomorrow's.
    notes: dst_gap, dst_fold. leaves_out: a repeat left out days that it was to leave out; exdates: those after its
    start."""

    when: Timespan | DaySpan
    rrule: str | None = None
    past: bool = False
    moved: bool = False
    end_said: bool = False
    notes: tuple[str, ...] = ()
    exdates: tuple[date, ...] = ()
    leaves_out: bool = False


@dataclass(slots=True)
class Moment:
    """The present: an aware instant, and the zone whose wall clocks are meant; abroad: the zone that the message names
    for its clocks, where it names one."""

    now: datetime
    zone: ZoneInfo
    abroad: tzinfo | None = None
    local: datetime = field(init=False)
    today: date = field(init=False)

    def __post_init__(self) -> None:
        self.local = self.now.astimezone(self.zone)
        self.today = self.local.date()

    def at(self, day: date, wall: WallTime) -> tuple[datetime, str]:
        """The instant of a wall time on a day, and "gap" or "fold" where that needed a decision."""
        hour, minute = divmod(wall.minutes, 60)
        if self.abroad is None and not wall.days and _runs_through(self.zone, day):
            return datetime(day.year, day.month, day.day, hour, minute, wall.seconds, tzinfo=self.zone), ""
        naive = datetime(day.year, day.month, day.day, hour, minute, wall.seconds)
        if wall.days:
            naive += timedelta(days=wall.days)
        if self.abroad is not None:
            return naive.replace(tzinfo=self.abroad).astimezone(self.zone), ""
        if _runs_through(self.zone, day):
            return naive.replace(tzinfo=self.zone), ""
        return resolve_wall_time(naive, self.zone)


@lru_cache(maxsize=4096)
def _runs_through(zone: ZoneInfo, day: date) -> bool:
    """Whether no clock is changed in that zone around a day, so that its wall times need no closer look."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    return (noon - 2 * _DAY).utcoffset() == (noon + 2 * _DAY).utcoffset()


def week_later(when: Timespan | DaySpan) -> Timespan | DaySpan:
    """The same wall clocks a week later."""
    if isinstance(when, DaySpan):
        return DaySpan(when.start + _WEEK, when.end + _WEEK, when.zone)
    start = resolve_wall_time(when.starts_at().replace(tzinfo=None) + _WEEK, zone_of(when.zone))[0]
    return Timespan(start, start + when.length, when.zone)
