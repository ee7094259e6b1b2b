"""The present that a plan meets, and what comes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
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


class Moment:
    """The present: an aware instant, kept in UTC, and the zone whose wall clocks are meant, in which `local` is that
    instant and `today` its day; abroad: the zone that the message names for its clocks, where it names one."""

    __slots__ = ("abroad", "local", "now", "today", "zone")

    def __init__(self, now: datetime, zone: ZoneInfo, abroad: tzinfo | None = None) -> None:
        self.now = now.astimezone(UTC)
        self.zone = zone
        self.abroad = abroad
        self.local = now.astimezone(zone)
        self.today = self.local.date()

    def at(self, day: date, wall: WallTime) -> tuple[datetime, str]:
        """The instant, in UTC, of a wall time on a day, and "gap" or "fold" where that needed a decision."""
        shown = _since_midnight(wall.days, wall.minutes, wall.seconds)
        if self.abroad is not None:
            return (datetime.combine(day, time(), self.abroad) + shown).astimezone(UTC), ""
        midnight = _midnight(self.zone, day)
        if midnight is not None:
            return midnight + shown, ""
        instant, twist = resolve_wall_time(datetime.combine(day, time()) + shown, self.zone)
        return instant.astimezone(UTC), twist


@lru_cache(maxsize=4096)
def _midnight(zone: ZoneInfo, day: date) -> datetime | None:
    """The instant at which a day begins in a zone, from which its wall times can be counted; None where a clock is
    changed around that day, so that each of them needs a closer look."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    if (noon - 2 * _DAY).utcoffset() != (noon + 2 * _DAY).utcoffset():
        return None
    return datetime.combine(day, time(), zone).astimezone(UTC)


@lru_cache(maxsize=4096)
def _since_midnight(days: int, minutes: int, seconds: int) -> timedelta:
    """How long after midnight a clock shows that; to remember one takes a quarter of the time of making it."""
    return timedelta(days, seconds, minutes=minutes)


def week_later(when: Timespan | DaySpan) -> Timespan | DaySpan:
    """The same wall clocks a week later."""
    if isinstance(when, DaySpan):
        return DaySpan(when.start + _WEEK, when.end + _WEEK, when.zone)
    start = resolve_wall_time(when.starts_at().replace(tzinfo=None) + _WEEK, zone_of(when.zone))[0]
    return Timespan(start, start + when.length, when.zone)
