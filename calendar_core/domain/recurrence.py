"""Repeats (RFC 5545), for previews and for changes of a whole series: Google alone expands them for good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from calendar_core.domain.event import Event, EventDraft
from calendar_core.domain.timespan import DaySpan, Timespan, When
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


def occurrence_days(rule: str, first: date) -> Iterator[date]:
    """The days of what repeats by `rule` (RFC 5545, without its name; of days or longer) from its `first` day on."""
    for start in rrulestr(rule, dtstart=datetime.combine(first, time())):
        yield start.date()


def recurrence_of(draft: EventDraft) -> tuple[str, ...]:
    """The recurrence lines of what is to be booked: its rule, and the days that it leaves out; none without a rule."""
    if not draft.rrule:
        return ()
    rule = f"RRULE:{draft.rrule.removeprefix('RRULE:')}"
    return (rule, _dates("EXDATE", draft.exdates, draft.when)) if draft.exdates else (rule,)


def draft_of_event(event: Event) -> EventDraft:
    """What would book an event like this one; of a repeating one its first RRULE and the days left out."""
    rule = next((line.removeprefix("RRULE:") for line in event.rrule if line.startswith("RRULE:")), "")
    left_out = exdates_in(event.rrule, event.when)
    return EventDraft(event.title, event.when, event.location, rule, event.reminder_minutes, left_out)


def exdates_in(lines: Sequence[str], when: When) -> tuple[date, ...]:
    """The days that the EXDATE lines of an event at `when` leave out, in order; what cannot be read is passed over."""
    found: set[date] = set()
    for line in lines:
        head, _, value = line.partition(":")
        if head.partition(";")[0].upper() == "EXDATE":
            with suppress(ValueError, OverflowError):
                found.update(_day_of(said, when) for said in value.split(","))
    return tuple(sorted(found))


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


_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def changed_series(series: Event, before: Event, after: Event) -> Event:
    """The repeating event `series` with the change that leads from `before`, one of its dates or itself, to `after`.

    A move goes by wall clock: so many days, and the clock and length of `after`. Raises InvalidEventTime where the
    rule names days that such a move contradicts (a rule of several weekdays, "the first Monday").
    """
    changes: dict[str, Any] = {
        name: getattr(after, name) for name in ("title", "location") if getattr(after, name) != getattr(before, name)
    }
    if after.when == before.when:
        return replace(series, **changes)
    zone = zone_of(series.when.zone)
    days = (_first_day(after.when, zone) - _first_day(before.when, zone)).days
    if any(line.startswith("RRULE:FREQ=WEEKLY") for line in series.rrule):
        days = (days + 3) % 7 - 3  # to Tuesday: to that of its own week
    first = _first_day(series.when, zone) + timedelta(days=days)
    if isinstance(after.when, DaySpan):
        when: When = DaySpan(first, first + after.when.length, series.when.zone)
    else:
        start = resolve_wall_time(datetime.combine(first, after.when.starts_at(zone).time()), zone)[0]
        when = Timespan(start, start + after.when.length, series.when.zone)
    lines = tuple(_moved_line(line, days, first, when) for line in series.rrule)
    return replace(series, when=when, rrule=lines, **changes)


def _first_day(when: When, zone: ZoneInfo) -> date:
    return when.start if isinstance(when, DaySpan) else when.starts_at(zone).date()


def _moved_line(line: str, days: int, first: date, when: When) -> str:
    """A line of a recurrence for a series that moves by so many days and then begins on `first`."""
    head, colon, value = line.partition(":")
    name = head.partition(";")[0].upper()
    if name == "RRULE":
        return f"{head}{colon}{_moved_rule(value, days, first) if days else value}"
    if name in ("EXDATE", "RDATE"):
        return _moved_dates(name, value, days, when)
    if days:
        raise InvalidEventTime("This repeat cannot be moved to another day as a whole")
    return line


def _moved_rule(rule: str, days: int, first: date) -> str:
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    frequency = parts.get("FREQ", "")
    fixed = {name for name in parts if name.startswith("BY")}
    if frequency == "WEEKLY" and fixed == {"BYDAY"} and parts["BYDAY"] in _WEEKDAYS:
        parts["BYDAY"] = _WEEKDAYS[first.weekday()]
    elif (
        frequency in ("MONTHLY", "YEARLY")
        and fixed <= {"BYMONTHDAY", "BYMONTH"}
        and parts.get("BYMONTHDAY", "1").isdecimal()
        and parts.get("BYMONTH", "1").isdecimal()
    ):
        moved = {"BYMONTHDAY": str(first.day), "BYMONTH": str(first.month)}
        parts.update({name: value for name, value in moved.items() if name in fixed})
    elif fixed:
        raise InvalidEventTime("This repeat cannot be moved to another day as a whole")
    if until := parts.get("UNTIL"):
        parts["UNTIL"] = f"{date.fromisoformat(until[:8]) + timedelta(days=days):%Y%m%d}{until[8:]}"
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _moved_dates(name: str, value: str, days: int, when: When) -> str:
    """Dates left out or added, at the clock that the series has now."""
    return _dates(name, [_day_of(said, when) + timedelta(days=days) for said in value.split(",")], when)


def _day_of(said: str, when: When) -> date:
    """The day that one value of an EXDATE or RDATE is, in the zone of its event."""
    if not said.upper().endswith("Z"):
        return date.fromisoformat(said[:8])
    instant = datetime.strptime(said.upper(), "%Y%m%dT%H%M%SZ").replace(tzinfo=zone_of("UTC"))
    return instant.astimezone(zone_of(when.zone)).date()


def _dates(name: str, days: Iterable[date], when: When) -> str:
    """EXDATE or RDATE of those days: dates beside whole days, else at the wall clock of the event (RFC 5545, 3.8.5)."""
    if isinstance(when, DaySpan):
        return f"{name};VALUE=DATE:{','.join(f'{day:%Y%m%d}' for day in days)}"
    return f"{name};TZID={when.zone}:{','.join(f'{day:%Y%m%d}T{_clock(when)}' for day in days)}"


def _clock(when: Timespan) -> str:
    return f"{when.starts_at(zone_of(when.zone)):%H%M%S}"
