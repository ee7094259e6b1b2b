"""How domain objects look inside Redis: slim JSON that redis-cli can show, with a schema version on every value.

A value of another version, or rubbish, is read as None: absent. What has its default is left out. Instants are
RFC 3339 in UTC, whole days are dates; a start of ten characters is a date.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from calendar_core.domain import (
    DaySpan,
    Event,
    EventDraft,
    EventStatus,
    Reminder,
    Timespan,
    When,
    zone_of,
)
from calendar_core.errors import InvalidEventTime

log = logging.getLogger(__name__)

VERSION = 1
"""Schema version of values that have none of their own; raise it when an older reader would misread a newer value."""

_CLIPPED_MINUTES = 2**20 - 1


class EventValue(msgspec.Struct, omit_defaults=True):
    """An Event; the key says which calendar it is in."""

    v: int
    id: str
    title: str
    start: str
    end: str
    zone: str
    status: str = "confirmed"
    location: str = ""
    etag: str = ""
    series: str = ""
    rrule: tuple[str, ...] = ()
    declined: bool = False
    leads: tuple[int, ...] | None = None
    guests: bool = False
    organizer: bool = True
    link: str = ""
    updated: str = ""


class DraftValue(msgspec.Struct, omit_defaults=True):
    """An EventDraft."""

    title: str
    start: str
    end: str
    zone: str
    location: str = ""
    rrule: str = ""
    leads: tuple[int, ...] | None = None
    exdates: tuple[str, ...] = ()


_T = TypeVar("_T", bound=msgspec.Struct)


def read_value(kind: type[_T], value: bytes | str | None, version: int = VERSION) -> _T | None:
    """The value; None for nothing, rubbish, or another version."""
    if not value:
        return None
    try:
        found = msgspec.json.decode(value, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        log.warning("a stored value could not be read and counts as absent", extra={"kind": kind.__name__})
        return None
    if getattr(found, "v", version) != version:
        log.warning("a stored value of another version counts as absent", extra={"kind": kind.__name__})
        return None
    return found


def text_of(value: msgspec.Struct) -> str:
    """The value as JSON."""
    return msgspec.json.encode(value).decode()


# --- time --------------------------------------------------------------------------------------------------------


def instant_text(moment: datetime) -> str:
    """RFC 3339 in UTC, always of the same length but for its microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="auto").replace("+00:00", "Z")


def instant_of(text: str) -> datetime:
    """The instant of RFC 3339 text. Raises ValueError for anything else."""
    moment = datetime.fromisoformat(text)
    try:
        return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    except OverflowError:  # the first and the last day that Python knows, seen from another zone
        raise ValueError("out of all bounds") from None


def epoch(moment: datetime | None) -> float:
    """Seconds since 1970; 0 for None."""
    return 0.0 if moment is None else moment.timestamp()


def moment_of(seconds: float | str | bytes | None) -> datetime | None:
    """The instant of such a number; None for none, 0 or rubbish."""
    if isinstance(seconds, bytes):
        seconds = seconds.decode(errors="replace")
    try:
        return datetime.fromtimestamp(float(seconds), UTC) if seconds and float(seconds) else None
    except (ValueError, OverflowError, OSError):
        return None


def instants_of(when: When) -> tuple[datetime, datetime]:
    """Start and end to compare with, without the work of showing them in a zone."""
    return (when.starts_at(), when.ends_at()) if isinstance(when, DaySpan) else (when.start, when.end)


def ends_of(when: When) -> tuple[str, str]:
    """Start and end as text: dates of whole days, else instants."""
    if isinstance(when, DaySpan):
        return when.start.isoformat(), when.end.isoformat()
    return instant_text(when.start), instant_text(when.end)


def when_of(start: str, end: str, zone: str) -> When | None:
    """The time in those texts; None where it contradicts itself, for that is rubbish like any other."""
    try:
        zone_of(zone)
        if len(start) == 10:
            return DaySpan(date.fromisoformat(start), date.fromisoformat(end), zone)
        return Timespan(instant_of(start), instant_of(end), zone)
    except (ValueError, InvalidEventTime):
        return None


# --- events ------------------------------------------------------------------------------------------------------


def event_value(event: Event) -> EventValue:
    start, end = ends_of(event.when)
    return EventValue(
        v=VERSION,
        id=event.id,
        title=event.title,
        start=start,
        end=end,
        zone=event.when.zone,
        status=event.status.value,
        location=event.location,
        etag=event.etag,
        series=event.series_id,
        rrule=event.rrule,
        declined=event.declined,
        leads=event.reminder_minutes,
        guests=event.has_guests,
        organizer=event.organized_by_me,
        link=event.link,
        updated="" if event.updated is None else f"{event.updated.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
    )


def event_of_value(value: EventValue | None, calendar_id: str) -> Event | None:
    """The event in the value; None for none, or for one that contradicts itself."""
    if value is None or (when := when_of(value.start, value.end, value.zone)) is None:
        return None
    try:
        return Event(
            id=value.id,
            calendar_id=calendar_id,
            title=value.title,
            when=when,
            status=EventStatus(value.status),
            location=value.location,
            etag=value.etag,
            series_id=value.series,
            rrule=value.rrule,
            declined=value.declined,
            reminder_minutes=value.leads,
            has_guests=value.guests,
            organized_by_me=value.organizer,
            link=value.link,
            updated=instant_of(value.updated) if value.updated else None,
        )
    except ValueError:
        return None


def event_json(event: Event) -> str:
    return text_of(event_value(event))


@lru_cache(maxsize=2048)
def read_event(value: bytes | str | None, calendar_id: str) -> Event | None:
    """The event in a stored value. What was read lately is not read again: the same value is the same event."""
    return event_of_value(read_value(EventValue, value), calendar_id)


def row_name(row_id: str, event_id: str) -> str:
    """A row's name among those of its event: its id without the event's in front."""
    rest = row_id.removeprefix(event_id)
    return rest if rest.startswith(":") else row_id


def length_of(when: When) -> tuple[int, int]:
    """Start in whole epoch seconds and length in minutes from there, as the index knows an event."""
    begins, ends = instants_of(when)
    start = math.floor(begins.timestamp())
    return start, min(math.ceil((ends.timestamp() - start) / 60), _CLIPPED_MINUTES)


def event_item(event: Event, rows: Sequence[Reminder], *, with_value: bool = True) -> list[Any]:
    """An event with its derived rows as scripts/rows.lua knows it: id, json, start (epoch seconds), length in minutes,
    silent, rows of (name, due)."""
    start, minutes = length_of(event.when)
    silent = event.declined or event.status is EventStatus.CANCELLED
    return [
        event.id,
        event_json(event) if with_value else "",
        start,
        minutes,
        silent,
        [[row_name(row.id, event.id), row.time.timestamp()] for row in rows],
    ]


def draft_json(draft: EventDraft) -> str:
    start, end = ends_of(draft.when)
    left_out = tuple(day.isoformat() for day in draft.exdates)
    return text_of(
        DraftValue(
            draft.title, start, end, draft.when.zone, draft.location, draft.rrule, draft.reminder_minutes, left_out
        )
    )


def read_draft(value: bytes | str | None) -> EventDraft | None:
    found = read_value(DraftValue, value)
    if found is None or (when := when_of(found.start, found.end, found.zone)) is None:
        return None
    try:
        left_out = tuple(map(date.fromisoformat, found.exdates))
    except ValueError:
        return None
    return EventDraft(found.title, when, found.location, found.rrule, found.leads, left_out)
