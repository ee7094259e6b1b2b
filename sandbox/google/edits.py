"""Changes of events: insert, update, patch, delete and move, with the checks Google makes.

Used by the API and, with `trusted=True`, by the tests' direct edits: those may put in what the API would refuse.
One module because all five are the same four steps: find, merge, check, store.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from sandbox.google.errors import (
    ApiError,
    Json,
    deleted,
    duplicate,
    invalid,
    not_found,
    not_the_organizer,
    required,
)
from sandbox.google.expansion import check_recurrence, occurrence
from sandbox.google.state import Account, Calendar, GoogleState, Invitation, StoredEvent, Version
from sandbox.google.times import check_times, stamp
from sandbox.google.views import find, stored_fields

_ID = re.compile(r"[0-9a-v]{5,1024}")
_READ_ONLY = frozenset(
    {
        *("kind", "id", "etag", "iCalUID", "htmlLink", "created", "updated", "creator", "organizer", "sequence"),
        *("recurringEventId", "originalStartTime", "eventType", "hangoutLink", "locked", "privateCopy"),
        *("attendeesOmitted", "endTimeUnspecified"),
    }
)
_SCHEDULE = ("start", "end", "recurrence", "status")
_ORGANIZERS = ("summary", "description", "location", "start", "end", "recurrence")
_STATUSES = ("confirmed", "tentative", "cancelled")
_MOST_VERSIONS = 50
_MOST_REMINDERS = 5
_LONGEST_LEAD = 40_320


def insert(
    state: GoogleState, account: Account, calendar: Calendar, body: Json, notify: bool, *, trusted: bool = False
) -> StoredEvent:
    """A new event. Raises ApiError: 409 for an id in use, by a cancelled event too; 400 for what cannot be."""
    event_id = body.get("id") or state.made_up(26)
    if not _ID.fullmatch(event_id):
        raise invalid("Invalid resource id value.")
    if event_id in calendar.events:
        raise duplicate()
    fields = _owned(state, account, calendar, event_id) | _writable(body)
    fields["sequence"] = body.get("sequence") or 0
    if trusted:
        fields |= {name: deepcopy(value) for name, value in body.items() if name not in ("id", "etag", "kind")}
    else:
        _check(fields, calendar)
    event = state.store(calendar, StoredEvent(event_id, fields))
    _invite(state, calendar, event, "request", notify)
    return event


def change(
    state: GoogleState, calendar: Calendar, event_id: str, body: Json, notify: bool, *, replace: bool, trusted: bool
) -> StoredEvent:
    """Patch (merge) or, with `replace`, update the event, series or instance. `cancelled` to `confirmed` revives it.

    Raises ApiError.
    """
    event = _for_change(calendar, event_id)
    before = stored_fields(calendar, event)
    after = _replaced(before, body) if replace else _merged(before, _writable(body, keep_nulls=True))
    if not trusted:
        _check_sequence(before, body)
        _check_organizer(before, after, calendar)
        _check(after, calendar)
        if event.series and after.get("recurrence"):
            raise invalid("An instance cannot have a recurrence of its own.")
    moved = any(before.get(name) != after.get(name) for name in _SCHEDULE)
    after["sequence"] = max(before.get("sequence", 0) + moved, body.get("sequence") or 0)
    _remember(calendar, event, before, moved)
    event.fields = _to_keep(calendar, event, after)
    only_reminders = before | {"reminders": after.get("reminders")} == after
    state.store(calendar, event, fresh_stamp=not only_reminders or not event.fields.get("updated"))
    if moved and not event.series:
        _drop_orphans(state, calendar, event)
    _invite(state, calendar, event, "update", notify)
    return event


def remove(state: GoogleState, calendar: Calendar, event_id: str, notify: bool) -> StoredEvent:
    """Delete the event, the series or the instance: it stays as cancelled. Raises ApiError 404, and 410 if it was."""
    event = _for_change(calendar, event_id)
    before = stored_fields(calendar, event)
    if before.get("status") == "cancelled":
        raise deleted()
    _remember(calendar, event, before, moved=True)
    event.fields |= {"status": "cancelled", "sequence": before.get("sequence", 0) + 1}
    state.store(calendar, event)
    _invite(state, calendar, event, "cancel", notify)
    return event


def move(state: GoogleState, source: Calendar, target: Calendar, event_id: str, notify: bool) -> StoredEvent:
    """Take an event to another calendar under its id: gone here, new there. Raises ApiError."""
    event = source.events.get(event_id)
    if event is None:
        raise not_found()
    if event.cancelled:
        raise deleted()
    if event.series:
        raise ApiError(400, "cannotMoveInstance", "An instance cannot be moved.", domain="calendar")
    if event_id in target.events:
        raise duplicate()
    there = StoredEvent(event_id, deepcopy(event.fields))
    there.fields["organizer"] = _person(target)
    remove(state, source, event_id, notify=False)
    state.store(target, there)
    _invite(state, target, there, "update", notify)
    return there


def _for_change(calendar: Calendar, event_id: str) -> StoredEvent:
    """The stored event, or a new exception for an instance that nobody has touched yet."""
    fields = find(calendar, event_id)
    if event_id in calendar.events:
        return calendar.events[event_id]
    series = calendar.events[fields["recurringEventId"]]
    kept = {name: fields[name] for name in ("start", "end")} | {"etag": fields["etag"]}
    return StoredEvent(event_id, kept, series=series.id, original=fields["originalStartTime"])


def _owned(state: GoogleState, account: Account, calendar: Calendar, event_id: str) -> Json:
    """The fields that Google fills in."""
    now = stamp(state.now())
    return {
        "id": event_id,
        "etag": "",
        "status": "confirmed",
        "created": now,
        "updated": now,
        "creator": {"email": account.email},
        "organizer": _person(calendar),
        "iCalUID": f"{event_id}@google.com",
        "reminders": {"useDefault": True},
        "eventType": "default",
    }


def _person(calendar: Calendar) -> Json:
    return {"email": calendar.id} | ({} if calendar.summary == calendar.id else {"displayName": calendar.summary})


def _writable(body: Json, *, keep_nulls: bool = False) -> Json:
    fields = {name: deepcopy(value) for name, value in body.items() if name not in _READ_ONLY}
    return fields if keep_nulls else _without_nulls(fields)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    return value


def _merged(old: Json, new: Json) -> Json:
    """Google's patch: objects merge, arrays and values replace, null takes away."""
    merged = deepcopy(old)
    for name, value in new.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            inner = merged.get(name)
            merged[name] = _merged(inner if isinstance(inner, dict) else {}, value)
        else:
            merged[name] = value
    return merged


def _replaced(before: Json, body: Json) -> Json:
    """Google's update: what the body leaves out is gone or back at its default."""
    kept = {name: value for name, value in before.items() if name in _READ_ONLY}
    return kept | {"status": "confirmed", "reminders": {"useDefault": True}} | _writable(body)


def _to_keep(calendar: Calendar, event: StoredEvent, after: Json) -> Json:
    """What to store: all of a single event or series, of an exception only what differs from its series."""
    if not event.series:
        return after
    series = calendar.events[event.series].fields
    own = {k: v for k, v in after.items() if k in ("start", "end", "status", "sequence") or series.get(k) != v}
    gone = {k: None for k in series if k not in after and k != "recurrence"}
    return {k: v for k, v in own.items() if k not in ("id", "recurringEventId", "originalStartTime")} | gone


def _remember(calendar: Calendar, event: StoredEvent, before: Json, moved: bool) -> None:
    if moved and not event.series:
        schedule = {name: deepcopy(before.get(name)) for name in _SCHEDULE}
        event.versions = [*event.versions, Version(calendar.revision + 1, schedule)][-_MOST_VERSIONS:]


def _drop_orphans(state: GoogleState, calendar: Calendar, series: StoredEvent) -> None:
    """Cancel the exceptions whose instance the changed rule no longer has."""
    for event in list(calendar.exceptions_of(series.id)):
        suffix = event.id.rpartition("_")[2]
        kept = series.recurring and occurrence(series.fields, suffix, calendar.zone) is not None
        if not event.cancelled and not kept:
            event.fields["status"] = "cancelled"
            state.store(calendar, event)


def _check(fields: Json, calendar: Calendar) -> None:
    """Raise ApiError where Google would refuse these fields of an event."""
    recurring = bool(fields.get("recurrence"))
    check_times(fields.get("start"), fields.get("end"), calendar.zone, recurring=recurring)
    if fields.get("status") not in _STATUSES:
        raise invalid("Invalid value for: status")
    if recurring:
        check_recurrence(fields, calendar.zone)
    if any(not guest.get("email") for guest in fields.get("attendees", ())):
        raise required("Missing attendee email.")
    if any("@" not in guest["email"] for guest in fields.get("attendees", ())):
        raise invalid("Invalid attendee email.")
    _check_reminders(fields.get("reminders", {}))


def _check_reminders(reminders: Json) -> None:
    overrides = reminders.get("overrides", ())
    if reminders.get("useDefault") and overrides:
        raise ApiError(
            400,
            "cannotUseDefaultRemindersAndSpecifyOverride",
            "Cannot specify both default reminders and overrides at the same time.",
            domain="calendar",
        )
    if len(overrides) > _MOST_REMINDERS:
        raise invalid("Too many override reminders.")
    for reminder in overrides:
        if reminder.get("method") not in ("email", "popup"):
            raise invalid("Invalid reminder method.")
        if not isinstance(reminder.get("minutes"), int) or not 0 <= reminder["minutes"] <= _LONGEST_LEAD:
            raise invalid("Invalid reminder minutes.")


def _check_sequence(before: Json, body: Json) -> None:
    given = body.get("sequence")
    if given is not None and given < before.get("sequence", 0):
        raise invalid(
            "Invalid sequence value. The specified sequence number is below the current sequence number of the "
            "resource. Re-fetch the resource and use its sequence number on the following request."
        )


def _check_organizer(before: Json, after: Json, calendar: Calendar) -> None:
    ours = before.get("organizer", {}).get("email") in (None, calendar.id) or before.get("guestsCanModify")
    if not ours and any(before.get(name) != after.get(name) for name in _ORGANIZERS):
        raise not_the_organizer()


def _invite(state: GoogleState, calendar: Calendar, event: StoredEvent, what: str, notify: bool) -> None:
    fields = stored_fields(calendar, event)
    guests = [guest["email"] for guest in fields.get("attendees") or () if guest.get("email") != calendar.id]
    if notify and guests:
        state.invitations.append(Invitation(calendar.id, event.id, what, guests, state.now()))
