"""The numbered list that a person was shown, frozen, so that "2" means what they saw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_core.domain.event import Event
from calendar_core.domain.timespan import When

AGENDA_LIFE = timedelta(hours=24)
"""After this a list is old even if nothing on it has changed: "2" of yesterday is not what a person has in mind."""


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """What one numbered row showed: enough to find the event again and to notice that it is no longer the same."""

    event_id: str
    calendar_id: str
    title: str
    when: When


@dataclass(frozen=True, slots=True)
class Agenda:
    """A numbered list as it was shown in one chat.

    shown_at: aware. rows: in the order shown; row N of the chat is rows[N - 1].
    """

    shown_at: datetime
    rows: tuple[AgendaRow, ...]

    @classmethod
    def of(cls, events: tuple[Event, ...], shown_at: datetime) -> Agenda:
        return cls(shown_at, tuple(AgendaRow(e.id, e.calendar_id, e.title, e.when) for e in events))

    def row(self, index: int) -> AgendaRow | None:
        """The row at `index`, counted from 0; None when out of range, negative too."""
        return self.rows[index] if 0 <= index < len(self.rows) else None

    def is_stale(self, current: dict[str, Event], now: datetime) -> bool:
        """Whether a row changed, moved or went since the list was shown, or the list is older than 24 hours.

        current: the events as they are now, by id; a row that is missing has gone.
        """
        if now - self.shown_at > AGENDA_LIFE:
            return True
        return any(
            (event := current.get(row.event_id)) is None or (event.title, event.when) != (row.title, row.when)
            for row in self.rows
        )
