"""How the things that a chat and its people refer to look inside Redis; see `values` for the rules."""

from __future__ import annotations

import msgspec

from calendar_core.domain import Agenda, AgendaRow
from calendar_core.ports import CalendarRef, Person, UndoRecord
from calendar_core.store.values import (
    VERSION,
    EventValue,
    ends_of,
    event_of_value,
    event_value,
    instant_of,
    instant_text,
    read_value,
    text_of,
    when_of,
)


class RowValue(msgspec.Struct):
    """One row of an Agenda."""

    event_id: str
    calendar: str
    title: str
    start: str
    end: str
    zone: str


class AgendaValue(msgspec.Struct):
    """An Agenda."""

    v: int
    shown_at: str
    rows: tuple[RowValue, ...]


class UndoValue(msgspec.Struct):
    """An UndoRecord."""

    v: int
    account: str
    calendar: str
    before: EventValue | None
    after: EventValue | None


class PersonValue(msgspec.Struct):
    """A Person."""

    v: int
    user_id: int
    chat_id: int
    account: str
    language: str
    zone: str
    leads: tuple[int, ...]
    blocked: bool
    language_chosen: bool = False


def agenda_json(agenda: Agenda) -> str:
    rows = tuple(
        RowValue(row.event_id, row.calendar_id, row.title, *ends_of(row.when), row.when.zone) for row in agenda.rows
    )
    return text_of(AgendaValue(VERSION, instant_text(agenda.shown_at), rows))


def read_agenda(value: bytes | None) -> Agenda | None:
    found = read_value(AgendaValue, value)
    if found is None:
        return None
    rows = []
    for row in found.rows:
        if (when := when_of(row.start, row.end, row.zone)) is None:
            return None
        rows.append(AgendaRow(row.event_id, row.calendar, row.title, when))
    try:
        return Agenda(instant_of(found.shown_at), tuple(rows))
    except ValueError:
        return None


def undo_json(undo: UndoRecord) -> str:
    before, after = (None if event is None else event_value(event) for event in (undo.before, undo.after))
    return text_of(UndoValue(VERSION, undo.ref.account_id, undo.ref.calendar_id, before, after))


def read_undo(value: bytes | None) -> UndoRecord | None:
    found = read_value(UndoValue, value)
    if found is None:
        return None
    before, after = (event_of_value(event, found.calendar) for event in (found.before, found.after))
    if (before is None) != (found.before is None) or (after is None) != (found.after is None):
        return None
    return UndoRecord(CalendarRef(found.account, found.calendar), before, after)


def person_json(person: Person) -> str:
    return text_of(
        PersonValue(
            VERSION,
            person.user_id,
            person.chat_id,
            person.account_id,
            person.language,
            person.zone,
            person.leads,
            person.blocked,
            person.language_chosen,
        )
    )


def read_person(value: bytes | None) -> Person | None:
    found = read_value(PersonValue, value)
    if found is None:
        return None
    return Person(
        found.user_id,
        found.chat_id,
        found.account,
        found.language,
        found.zone,
        found.leads,
        found.blocked,
        found.language_chosen,
    )
