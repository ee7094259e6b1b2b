"""How reminder rows look inside Redis: one JSON document for all that wait for an event (scripts/reminder_rows.lua)."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import msgspec

from calendar_core.domain import DaySpan, Reminder, ReminderSource, Timespan, When, zone_of
from calendar_core.errors import InvalidEventTime
from calendar_core.store.keys import decoded
from calendar_core.store.values import instant_of, length_of, read_value, text_of, when_of

VERSION = 2
"""Schema version of ReminderDocument; scripts/reminder_rows.lua knows it too."""

_USUAL_MINUTES, _HOME_ZONE = 60, "Asia/Kuala_Lumpur"  # left out; that script knows them too


class OldReminderValue(msgspec.Struct, omit_defaults=True):
    """A row as version 1 kept it, a key each. of: "account:calendar". over: end of the event, epoch seconds."""

    v: int
    event_id: str
    time: str
    chat: int
    of: str
    over: int
    title: str
    start: str
    end: str
    zone: str
    lead: int
    location: str = ""
    source: str = "event"


class ReminderDocument(msgspec.Struct, omit_defaults=True):
    """The reminder rows that wait for one event.

    time: when the earliest is due, RFC 3339. at: the event's start, epoch seconds; it lasts so many days, else so many
    minutes. rows: how many seconds before the start each is due, in a list of its own if somebody asked for it, with
    the chat where the name, ":chat:...", does not say it. off: silent, for the event is cancelled or declined.
    """

    v: int
    event_id: str
    time: str
    at: float
    rows: dict[str, float | list[float | str]]
    title: str = ""
    minutes: int = _USUAL_MINUTES
    days: int = 0
    zone: str = _HOME_ZONE
    location: str = ""
    off: bool = False


def row_id_of(name: str, event_id: str) -> str:
    return event_id + name if name.startswith(":") else name


def _chat_in(name: str) -> str:
    """The chat in ":chat:..."; "" where the name does not say it."""
    return name.split(":")[1] if name.startswith(":") else ""


def rows_document(row: Reminder) -> str:
    """What a document says about the event of that row, without any rows."""
    return text_of(_about(row)[0])


def put_values(row: Reminder, name: str, *, own: bool, silent: bool) -> list[str | bytes | int | float]:
    """What scripts/reminder_put.lua is told of a row and its event, from the due time on: see ARGV 6 to 10 there."""
    document, minutes = _about(row)
    before = round(document.at - row.time.timestamp(), 3)  # a thousandth of a second is as near as a row has to be
    before = int(before) if before.is_integer() else before
    document.time = _second_text(math.floor(document.at - before))
    document.off = silent
    said = _chat_in(name) == str(row.chat_id)
    document.rows = {name: ([before] if said else [before, str(row.chat_id)]) if own else before}
    due = f"{document.at - before:.6f}"
    return [due, msgspec.json.encode(document), minutes, "1" if silent else "", document.at]


def _second_text(seconds: int) -> str:
    """RFC 3339 in UTC of epoch seconds: what instant_text says of them, in a third of the time."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()[:-6] + "Z"


def _about(row: Reminder) -> tuple[ReminderDocument, int]:
    """What a document says about the event of that row, without any rows, and its length in minutes."""
    at, minutes = length_of(row.when)
    days = (row.when.end - row.when.start).days if isinstance(row.when, DaySpan) else 0
    zone = row.when.zone
    document = ReminderDocument(
        v=VERSION,
        event_id=row.event_id,
        time="",
        at=at,
        rows={},
        title=row.title,
        minutes=minutes,
        days=days,
        zone=_HOME_ZONE if zone == _HOME_ZONE else zone,  # msgspec leaves out what is the very default, not its like
        location=row.location,
    )
    return document, minutes


def read_document(value: bytes | str | None) -> ReminderDocument | None:
    found = read_value(ReminderDocument, value, VERSION)
    return found if found is not None and _when_of_document(found) is not None else None


def _when_of_document(document: ReminderDocument) -> When | None:
    try:
        start = datetime.fromtimestamp(document.at, UTC)
        if document.days:
            first = start.astimezone(zone_of(document.zone)).date()
            return DaySpan(first, first + timedelta(days=document.days), document.zone)
        return Timespan(start, start + timedelta(minutes=document.minutes), document.zone)
    except (ValueError, OverflowError, OSError, InvalidEventTime):
        return None


def row_of(document: ReminderDocument, calendar_id: str, name: str) -> Reminder | None:
    """The row of that name; None where there is none or it contradicts itself."""
    row, when = document.rows.get(name), _when_of_document(document)
    if row is None or when is None:
        return None
    own = isinstance(row, list)
    try:
        before, chat, *_ = (*row, _chat_in(name)) if isinstance(row, list) else (row, _chat_in(name))
        before = float(before)
        return Reminder(
            id=row_id_of(name, document.event_id),
            chat_id=int(chat),
            event_id=document.event_id,
            calendar_id=calendar_id,
            title=document.title,
            when=when,
            location=document.location,
            time=datetime.fromtimestamp(document.at - before, UTC),
            lead=max(0, round(before / 60)),
            source=ReminderSource.PERSON if own else ReminderSource.EVENT,
        )
    except (ValueError, OverflowError, OSError):
        return None


def read_old_reminder(value: bytes | str | None, row_id: str) -> Reminder | None:
    """A row of version 1."""
    found = read_value(OldReminderValue, value)
    if found is None or (when := when_of(found.start, found.end, found.zone)) is None:
        return None
    try:
        return Reminder(
            id=row_id,
            chat_id=found.chat,
            event_id=found.event_id,
            calendar_id=decoded(found.of.partition(":")[2]),
            title=found.title,
            when=when,
            location=found.location,
            time=instant_of(found.time),
            lead=found.lead,
            source=ReminderSource(found.source),
        )
    except ValueError:
        return None
