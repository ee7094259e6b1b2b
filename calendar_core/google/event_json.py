"""Google's event resource (Calendar API v3, Events) to and from the domain. Pure.

Nothing personal is put into `extendedProperties`: what the product has to know about its own events is in their id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from calendar_core.domain import DaySpan, Event, EventDraft, EventStatus, Timespan, TimezoneHandler, When, zone_of
from calendar_core.domain.recurrence import recurrence_of
from calendar_core.domain.timespan import LAST_YEAR
from calendar_core.errors import InconsistentEventTime

NO_TITLE = "(No title)"
"""What Google itself shows for an event without a summary."""

LONGEST_LEAD = 40320
"""Minutes; Google's own bound (Events resource, `reminders.overrides[].minutes`)."""

_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")  # a lone surrogate: JSON can say it, no UTF-8 can

MAX_OVERRIDES = 5
"""Google takes no more reminders on one event (Events resource, `reminders.overrides`)."""

EventResource = Mapping[str, Any]
"""An event as Google's JSON has it; unknown fields are fine, and all but `id` may be missing."""


def event_of(resource: EventResource, calendar_id: str, calendar_zone: str, *, trust_offsets: bool = False) -> Event:
    """The domain's event of Google's.

    calendar_zone: IANA, for times that name no zone of their own and for whole days. trust_offsets: for when only
    the event's own zone is known, not its calendar's, in whose offset Google renders times. Raises UnknownTimezone
    for a zone this host does not know, InconsistentEventTime where the times are missing, unreadable or
    contradictory.
    """
    reminders = resource.get("reminders")
    return Event(
        id=_text(resource, "id"),
        calendar_id=calendar_id,
        title=_text(resource, "summary").strip() or NO_TITLE,
        when=when_of(resource, calendar_zone, trust_offsets=trust_offsets),
        status=status_of(resource),
        location=_text(resource, "location"),
        etag=_text(resource, "etag"),
        series_id=_text(resource, "recurringEventId"),
        rrule=tuple(_whole(line) for line in _list(resource, "recurrence") if isinstance(line, str)),
        declined=any(guest.get("self") and guest.get("responseStatus") == "declined" for guest in _guests(resource)),
        reminder_minutes=_reminder_minutes(reminders) if isinstance(reminders, Mapping) else None,
        has_guests=any(not guest.get("self") and not guest.get("resource") for guest in _guests(resource)),
        organized_by_me=_organized_by_me(resource),
        link=_text(resource, "htmlLink"),
        updated=_instant(resource.get("updated")),
    )


def when_of(resource: EventResource, calendar_zone: str, *, trust_offsets: bool = False) -> When:
    """When the event is. Raises as event_of does."""
    start, end = resource.get("start"), resource.get("end")
    handler = TimezoneHandler(calendar_zone)
    if not isinstance(start, Mapping) or not isinstance(end, Mapping):
        raise InconsistentEventTime("The event lacks its start or its end")
    starts_by_day, ends_by_day = "dateTime" not in start, "dateTime" not in end
    if starts_by_day != ends_by_day:
        raise InconsistentEventTime("One end of the event is a whole day, the other a time")
    if starts_by_day:
        zone_of(calendar_zone)
        return DaySpan(_day(start), _day(end), calendar_zone)
    zone = start.get("timeZone") or calendar_zone
    if not isinstance(zone, str):
        raise InconsistentEventTime("The time zone of the event cannot be read")
    zone_of(zone)
    if trust_offsets:
        start, end = _without_zone(start), _without_zone(end)
    return Timespan(handler.instant_of(start), handler.instant_of(end), zone)


def status_of(resource: EventResource) -> EventStatus:
    """The status; one that is missing or unknown counts as confirmed, as Google documents the default."""
    try:
        return EventStatus(resource.get("status", EventStatus.CONFIRMED))
    except ValueError:
        return EventStatus.CONFIRMED


def is_cancelled(resource: EventResource) -> bool:
    """Whether the event is gone; a deleted one is still answered by id, with this status."""
    return resource.get("status") == EventStatus.CANCELLED


def body_of_draft(draft: EventDraft, event_id: str) -> dict[str, Any]:
    """The body of an insert under the id that the client chose."""
    body: dict[str, Any] = {"id": event_id, "summary": draft.title, **times_of(draft.when)}
    if draft.location:
        body["location"] = draft.location
    if lines := recurrence_of(draft):
        body["recurrence"] = list(lines)
    if draft.reminder_minutes is not None:
        overrides = [{"method": "popup", "minutes": minutes} for minutes in draft.reminder_minutes[:MAX_OVERRIDES]]
        body["reminders"] = {"useDefault": False, "overrides": overrides}
    return body


def body_of_change(event: Event) -> dict[str, Any]:
    """The body of a patch that sets title, time, place, status and, but for one date of a series, its rule to those of
    `event`, and leaves all else.

    The other kind of time is emptied, since a patch merges: else a timed event could not become a whole day.
    """
    other = {"date": None} if isinstance(event.when, Timespan) else {"dateTime": None, "timeZone": None}
    return {
        "summary": event.title if event.title != NO_TITLE else "",
        "location": event.location,
        "status": event.status.value,
        **({} if event.series_id else {"recurrence": list(event.rrule) or None}),
        **{end: {**time, **other} for end, time in times_of(event.when).items()},
    }


def times_of(when: When) -> dict[str, dict[str, Any]]:
    """Google's `start` and `end`: dates of whole days, else RFC 3339 with the offset and the zone's name."""
    if isinstance(when, DaySpan):
        return {"start": {"date": when.start.isoformat()}, "end": {"date": when.end.isoformat()}}
    zone = zone_of(when.zone)
    return {
        end: {"dateTime": instant.astimezone(zone).isoformat(), "timeZone": when.zone}
        for end, instant in (("start", when.start), ("end", when.end))
    }


def _day(event_time: Mapping[str, Any]) -> date:
    try:
        return date.fromisoformat(event_time["date"])
    except (KeyError, TypeError, ValueError):
        raise InconsistentEventTime("The day of the event cannot be read") from None


def _without_zone(event_time: Mapping[str, Any]) -> Mapping[str, Any]:
    """An instant that its offset alone says; a wall time keeps its zone, without which it would say nothing."""
    instant = _instant(event_time.get("dateTime"))
    return event_time if instant is None else {"dateTime": instant.astimezone(UTC).isoformat()}


def _text(resource: EventResource, key: str) -> str:
    value = resource.get(key)
    return _whole(value) if isinstance(value, str) else ""


def _whole(text: str) -> str:
    return text if text.isascii() else _HALF_A_CHARACTER.sub("\ufffd", text)


def _list(resource: Mapping[str, Any], key: str) -> list[Any]:
    value = resource.get(key)
    return value if isinstance(value, list) else []


def _guests(resource: EventResource) -> list[Mapping[str, Any]]:
    return [guest for guest in _list(resource, "attendees") if isinstance(guest, Mapping)]


def _organized_by_me(resource: EventResource) -> bool:
    organizer = resource.get("organizer")
    return bool(organizer.get("self")) if isinstance(organizer, Mapping) else True


def _instant(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    known = moment is not None and moment.tzinfo is not None and 1000 <= moment.year <= LAST_YEAR
    return moment if known else None


def _reminder_minutes(reminders: Mapping[str, Any]) -> tuple[int, ...] | None:
    """Pop-ups set on this event, longest lead first; empty: it shall be silent; None: the defaults apply."""
    if reminders.get("useDefault", True):
        return None
    overrides = [entry for entry in _list(reminders, "overrides") if isinstance(entry, Mapping)]
    leads = [entry.get("minutes") for entry in overrides if entry.get("method") == "popup"]
    known = {lead for lead in leads if type(lead) is int and 0 <= lead <= LONGEST_LEAD}
    minutes = tuple(sorted(known, reverse=True))
    # Mails alone say nothing about the chat.
    return None if overrides and not minutes else minutes
