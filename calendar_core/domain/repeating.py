"""An event that stands and is to repeat from now on, or by another rule than before (RFC 5545, 3.3.10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from calendar_core.domain.event import Event
from calendar_core.domain.recurrence import next_occurrences
from calendar_core.domain.timespan import DaySpan, Timespan, When
from calendar_core.domain.timezones import resolve_wall_time, zone_of
from calendar_core.errors import InvalidEventTime

_RULE = "RRULE:"


def repeating(event: Event, rule: str) -> Event:
    """`event` as it repeats by `rule` (an RRULE value without its name), from the first date that the rule has on or
    after the event's own. Raises InvalidEventTime where the rule cannot be read or has no date."""
    fitted = _until_of(rule.removeprefix(_RULE), event.when)
    first = next_occurrences(fitted, event.when, 1)
    if not first:
        raise InvalidEventTime("This repeat has no date")
    return replace(event, when=_beginning(event.when, first[0]), rrule=(_RULE + fitted,))


def repeats_anew(before: Event, after: Event) -> bool:
    """Whether the change from `before` to `after` gives it a rule."""
    return bool(after.rrule) and after.rrule != before.rrule


def series_anew(series: Event, before: Event, after: Event) -> Event:
    """The repeating event `series` with the rule of `after`, which is one of its dates, `before`, as it shall be. It
    begins where it did, at the clock of `after`; the days that were left out are no longer, for they were of the other
    rule. Raises InvalidEventTime as `repeating` does."""
    zone = zone_of(series.when.zone)
    first = series.when.start if isinstance(series.when, DaySpan) else series.when.starts_at(zone).date()
    when = _on(first, after.when, zone) if after.when != before.when else series.when
    title, location = after.title, after.location
    return repeating(replace(series, when=when, title=title, location=location), after.rrule[0])


def _on(day: date, when: When, zone: ZoneInfo) -> When:
    """The same clocks and length on another day."""
    if isinstance(when, DaySpan):
        return DaySpan(day, day + when.length, when.zone)
    start = resolve_wall_time(datetime.combine(day, when.starts_at(zone).time()), zone)[0]
    return Timespan(start, start + when.length, when.zone)


def _beginning(when: When, first: date) -> When:
    if isinstance(first, datetime):
        return Timespan(first, first + when.length, when.zone)
    return DaySpan(first, first + when.length, when.zone)


def _until_of(rule: str, when: When) -> str:
    """UNTIL in the form that goes with the start: a date beside whole days, else an instant in UTC."""
    parts = []
    for part in rule.split(";"):
        name, _, value = part.partition("=")
        if name.upper() == "UNTIL" and len(value) == 8 and isinstance(when, Timespan):
            last = datetime.combine(date.fromisoformat(value), time(23, 59, 59))
            value = f"{resolve_wall_time(last, zone_of(when.zone))[0].astimezone(UTC):%Y%m%dT%H%M%SZ}"
        elif name.upper() == "UNTIL" and value.upper().endswith("Z") and isinstance(when, DaySpan):
            last = datetime.strptime(value.upper(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            value = f"{last.astimezone(zone_of(when.zone)):%Y%m%d}"
        parts.append(f"{name}={value}")
    return ";".join(parts)
