"""Repeats, for previews only: Google expands them for good (`singleEvents=true`). RFC 5545 RRULE."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice

from dateutil.rrule import rrulestr

from calendar_core.domain.timespan import DaySpan, When
from calendar_core.domain.timezones import resolve_wall_time, zone_of
from calendar_core.errors import InvalidEventTime


def next_occurrences(rule: str, when: When, count: int) -> tuple[datetime | date, ...]:
    """The first `count` starts of an event at `when` that repeats by `rule` (an RRULE value without its name).

    Dates for a whole-day event, else aware datetimes in the event's zone, at the same wall clock over changes of
    daylight saving (RFC 5545, 3.3.10). Raises InvalidEventTime for a rule that cannot be read.
    """
    zone = zone_of(when.zone)
    wall = (
        datetime.combine(when.start, time()) if isinstance(when, DaySpan) else when.starts_at(zone).replace(tzinfo=None)
    )
    try:
        starts = list(islice(rrulestr(_floating(rule, when), dtstart=wall), count))
    except (ValueError, TypeError, KeyError) as error:
        raise InvalidEventTime("This repeat cannot be read") from error
    if isinstance(when, DaySpan):
        return tuple(start.date() for start in starts)
    return tuple(resolve_wall_time(start, zone)[0] for start in starts)


def _floating(rule: str, when: When) -> str:
    """UNTIL is an instant in UTC beside a zoned start; walls are compared here, so it becomes a wall time too."""
    parts = []
    for part in rule.removeprefix("RRULE:").split(";"):
        name, _, value = part.partition("=")
        if name.upper() == "UNTIL" and value.upper().endswith("Z"):
            utc = datetime.strptime(value.upper(), "%Y%m%dT%H%M%SZ").replace(tzinfo=zone_of("UTC"))
            value = utc.astimezone(zone_of(when.zone)).strftime("%Y%m%dT%H%M%S")
        elif name.upper() == "UNTIL" and len(value) == 8:
            value = (datetime.strptime(value, "%Y%m%d") + timedelta(hours=23, minutes=59)).strftime("%Y%m%dT%H%M%S")
        parts.append(f"{name}={value}")
    return ";".join(parts)
