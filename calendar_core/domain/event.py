"""What stands in a calendar, and what a person asks to have there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from calendar_core.domain.timespan import DaySpan, When


class EventStatus(StrEnum):
    """RFC 5545 STATUS, in Google's spelling."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Event:
    """One event, or one instance of a repeating event, as Google has it.

    id: Google's, unique in its calendar. series_id: of an instance, the repeating event it belongs to. etag:
    Google's version, sent back as If-Match. rrule: RFC 5545 recurrence lines, only on the repeating event itself.
    declined: the calendar's owner said no; the event is kept and shown, and is silent. reminder_minutes: leads set
    on this event, None where the person's own apply. has_guests: others are invited. link: Google's page for it.
    """

    id: str
    calendar_id: str
    title: str
    when: When
    status: EventStatus = EventStatus.CONFIRMED
    location: str = ""
    etag: str = ""
    series_id: str = ""
    rrule: tuple[str, ...] = ()
    declined: bool = False
    reminder_minutes: tuple[int, ...] | None = None
    has_guests: bool = False
    organized_by_me: bool = True
    link: str = ""
    updated: datetime | None = None

    @property
    def all_day(self) -> bool:
        return isinstance(self.when, DaySpan)


@dataclass(frozen=True, slots=True)
class EventDraft:
    """What a person asks to have in the calendar.

    rrule: RFC 5545 recurrence rule without the property name, "" for none. reminder_minutes: None where the
    person's own leads apply, empty for no reminder. exdates: days on which the repeat is left out (EXDATE).
    """

    title: str
    when: When
    location: str = ""
    rrule: str = ""
    reminder_minutes: tuple[int, ...] | None = None
    exdates: tuple[date, ...] = ()
