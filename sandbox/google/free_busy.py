"""freeBusy.query: when each calendar is taken. Source: .../calendar/api/v3/reference/freebusy/query"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sandbox.google.calls import Call, Reply
from sandbox.google.errors import ApiError, Json, invalid, required, time_range_empty
from sandbox.google.state import Calendar, GoogleState
from sandbox.google.times import instant, parse, rfc3339, zone
from sandbox.google.views import instances, overlaps, stored_fields

_MOST_CALENDARS = 50


def free_busy(state: GoogleState, call: Call) -> Reply:
    """Busy spans, joined where they touch and cut to the window. A calendar that cannot be read has `errors`."""
    body = call.body
    for name in ("timeMin", "timeMax"):
        if not body.get(name):
            raise required(f"Missing {name} parameter.", name)
    after, before = parse(body["timeMin"]), parse(body["timeMax"])
    answer_zone = zone(body.get("timeZone") or "UTC")
    if answer_zone is None:
        raise invalid("Invalid time zone.", "timeZone")
    if before <= after:
        raise time_range_empty("timeMax")
    items = body.get("items") or []
    if len(items) > _MOST_CALENDARS:
        raise ApiError(400, "tooManyCalendarsRequested", "Too many calendars requested.", domain="calendar")
    calendars: Json = {}
    for item in items:
        name = item.get("id", "")
        try:
            calendar = state.calendar(call.account, name)
        except ApiError:
            calendars[name] = {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}
            continue
        calendars[name] = {
            "busy": [
                {"start": rfc3339(begin.astimezone(answer_zone)), "end": rfc3339(end.astimezone(answer_zone))}
                for begin, end in _joined(_spans(calendar, after, before), after, before)
            ]
        }
    shown = {"timeMin": rfc3339(after.astimezone(answer_zone)), "timeMax": rfc3339(before.astimezone(answer_zone))}
    return Reply(200, {"kind": "calendar#freeBusy", **shown, "calendars": calendars})


def _spans(calendar: Calendar, after: datetime, before: datetime) -> Iterator[tuple[datetime, datetime]]:
    for event in calendar.events.values():
        if event.series:
            continue
        if event.recurring:
            parts = [fields for _, fields in instances(calendar, event, after, before)]
        else:
            fields = stored_fields(calendar, event)
            parts = [fields] if overlaps(calendar, fields, after, before) else []
        for fields in parts:
            if _takes_time(fields, calendar):
                yield instant(fields["start"], calendar.zone), instant(fields["end"], calendar.zone)


def _takes_time(fields: Json, calendar: Calendar) -> bool:
    guests = fields.get("attendees") or ()
    declined = any(g.get("email") == calendar.id and g.get("responseStatus") == "declined" for g in guests)
    return fields.get("status") != "cancelled" and fields.get("transparency") != "transparent" and not declined


def _joined(
    spans: Iterator[tuple[datetime, datetime]], after: datetime, before: datetime
) -> Iterator[tuple[datetime, datetime]]:
    current: tuple[datetime, datetime] | None = None
    for begin, end in sorted((max(begin, after), min(end, before)) for begin, end in spans):
        if current is not None and begin <= current[1]:
            current = (current[0], max(current[1], end))
            continue
        if current is not None:
            yield current
        current = (begin, end)
    if current is not None:
        yield current
