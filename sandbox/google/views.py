"""Stored events as Google answers them: the parts of a series put together, times in the answer's zone."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime, timedelta

from sandbox.google.errors import Json, not_found
from sandbox.google.expansion import Occurrence, occurrence, occurrences, suffix_instant
from sandbox.google.state import Calendar, StoredEvent
from sandbox.google.times import answered, instant

HORIZON = timedelta(days=730)
"""How far a series without end is expanded when the request names no end."""

_OWN_TO_SERIES = ("recurrence",)


def find(calendar: Calendar, event_id: str) -> Json:
    """The event, series or instance with that id, stored or not, cancelled or not, as kept (times unrendered).

    Raises ApiError 404.
    """
    stored = calendar.events.get(event_id)
    if stored is not None:
        return stored_fields(calendar, stored)
    series_id, _, suffix = event_id.rpartition("_")
    series = calendar.events.get(series_id)
    if series is None or not series.recurring:
        raise not_found()
    one = occurrence(series.fields, suffix, calendar.zone)
    if one is None:
        raise not_found()
    return instance_fields(series, one)


def stored_fields(calendar: Calendar, event: StoredEvent) -> Json:
    """A stored event's fields, an exception's laid over those of its series."""
    if not event.series:
        return {"id": event.id, **deepcopy(event.fields)}
    series = calendar.events[event.series]
    base = {k: deepcopy(v) for k, v in series.fields.items() if k not in _OWN_TO_SERIES}
    whole = base | deepcopy(event.fields) | {"id": event.id, "recurringEventId": event.series}
    whole["originalStartTime"] = deepcopy(event.original)
    if series.cancelled:
        whole["status"] = "cancelled"
    return whole


def instance_fields(series: StoredEvent, one: Occurrence) -> Json:
    """The fields of an instance that nobody has touched."""
    fields = {k: deepcopy(v) for k, v in series.fields.items() if k not in _OWN_TO_SERIES}
    return fields | {
        "id": f"{series.id}_{one.suffix}",
        "recurringEventId": series.id,
        "originalStartTime": one.start,
        "start": one.start,
        "end": one.end,
    }


def instances(
    calendar: Calendar, series: StoredEvent, after: datetime | None, before: datetime
) -> Iterator[tuple[int, Json]]:
    """Each instance in the window with the revision of its last change; exceptions by where they are now."""
    touched = {event.id: event for event in calendar.exceptions_of(series.id)}
    if not series.cancelled:
        for one in occurrences(series.fields, calendar.zone, after, before):
            if f"{series.id}_{one.suffix}" not in touched:
                yield series.revision, instance_fields(series, one)
    for event in touched.values():
        fields = stored_fields(calendar, event)
        if overlaps(calendar, fields, after, before):
            yield max(series.revision, event.revision), fields


def overlaps(calendar: Calendar, fields: Json, after: datetime | None, before: datetime | None) -> bool:
    """Google's window: ends after timeMin and begins before timeMax, both exclusive."""
    begins, ends = instant(fields["start"], calendar.zone), instant(fields["end"], calendar.zone)
    return (after is None or ends > after) and (before is None or begins < before)


def horizon(series: StoredEvent, calendar: Calendar, now: datetime) -> datetime:
    """Where the expansion of a series ends when nothing else says so."""
    return max(now, instant(series.fields["start"], calendar.zone)) + HORIZON


def render(calendar: Calendar, fields: Json, answer_zone: str = "") -> Json:
    """An event as it goes out. answer_zone: the request's timeZone, by default the calendar's."""
    zone = answer_zone or calendar.time_zone
    event: Json = {"kind": "calendar#event", **{k: v for k, v in deepcopy(fields).items() if v is not None}}
    for name in ("start", "end", "originalStartTime"):
        if event.get(name):
            event[name] = answered(event[name], calendar.time_zone, zone)
    for name in ("creator", "organizer"):
        _mark_self(event.get(name, {}), calendar)
    for guest in event.get("attendees", ()):
        _mark_self(guest, calendar)
    eid = base64.urlsafe_b64encode(f"{event['id']} {calendar.id}".encode()).decode().rstrip("=")
    event["htmlLink"] = f"https://www.google.com/calendar/event?eid={eid}"
    return event


def tombstone(fields: Json, calendar: Calendar, answer_zone: str = "") -> Json:
    """What is told of a deleted event: its id, and for an instance where it was."""
    gone: Json = {"kind": "calendar#event", "etag": fields["etag"], "id": fields["id"], "status": "cancelled"}
    if fields.get("recurringEventId"):
        gone["recurringEventId"] = fields["recurringEventId"]
        zone = answer_zone or calendar.time_zone
        gone["originalStartTime"] = answered(fields["originalStartTime"], calendar.time_zone, zone)
    return gone


def vanished(series: StoredEvent, suffix: str, calendar: Calendar) -> Json | None:
    """The fields for the tombstone of an instance that its series no longer has."""
    begins = suffix_instant(suffix, calendar.zone)
    if begins is None:
        return None
    if len(suffix) == len("20261127"):
        original: Json = {"date": f"{suffix[:4]}-{suffix[4:6]}-{suffix[6:]}"}
    else:
        original = {"dateTime": begins.isoformat(), "timeZone": series.fields["start"].get("timeZone")}
    etag = series.fields["etag"]
    return {
        "id": f"{series.id}_{suffix}",
        "etag": etag,
        "recurringEventId": series.id,
        "originalStartTime": original,
    }


def _mark_self(person: Json, calendar: Calendar) -> None:
    if person.get("email") == calendar.id:
        person["self"] = True
