"""Whether the event that Google has is the one that was sent. Pure.

Asked after a lost answer, a 409 and a 412: "is what stands there my own write?". Only what was sent and what Google
answers too is compared, since Google fills in, orders and renders much by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from calendar_core.domain import resolve_wall_time, zone_of
from calendar_core.google.event_json import is_cancelled

_TEXTS = ("summary", "location", "description", "colorId", "visibility", "transparency")


def is_same_event(sent: Mapping[str, Any], stored: Mapping[str, Any]) -> bool:
    """Whether `stored` is what came of writing `sent`; a cancelled event is only if that is what was sent."""
    if is_cancelled(stored):
        return bool(sent.get("status") == "cancelled")
    if "status" in sent and sent["status"] != stored.get("status", "confirmed"):
        return False
    return (
        all(_text(sent[key]) == _text(stored.get(key)) for key in _TEXTS if key in sent)
        and all(_same_time(sent[key], stored.get(key)) for key in ("start", "end") if key in sent)
        and (not sent.get("recurrence") or _lines(sent["recurrence"]) == _lines(stored.get("recurrence")))
        and (not sent.get("attendees") or _guests(sent["attendees"]) == _guests(stored.get("attendees")))
    )


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _same_time(sent: object, stored: object) -> bool:
    if not isinstance(sent, Mapping) or not isinstance(stored, Mapping):
        return False
    return _moment(sent) == _moment(stored)


def _moment(event_time: Mapping[str, Any]) -> datetime | str | None:
    """An instant in UTC, or a date as it stands; a wall time without offset stands as it is, with its zone."""
    value = event_time.get("dateTime")
    if not isinstance(value, str):
        day = event_time.get("date")
        return day if isinstance(day, str) else None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    if moment.tzinfo is None:
        moment = resolve_wall_time(moment, zone_of(event_time.get("timeZone") or "UTC"))[0]
    return moment.astimezone(UTC)


def _lines(value: object) -> set[frozenset[str]]:
    """Recurrence lines, whose parts Google may answer in another order."""
    lines = value if isinstance(value, list) else []
    return {frozenset(line.upper().removeprefix("RRULE:").split(";")) for line in lines if isinstance(line, str)}


def _guests(value: object) -> set[str]:
    guests = value if isinstance(value, list) else []
    return {str(guest.get("email", "")).casefold() for guest in guests if isinstance(guest, Mapping)}
