"""What a question about a booking offers, on its way through the store until one of it is chosen."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from calendar_core.domain import DaySpan, EventDraft, Timespan


class Offer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A draft on its way through the store, while a question is open."""

    title: str
    start: str
    end: str
    zone: str
    all_day: bool = False
    location: str = ""
    rrule: str = ""
    leads: list[int] | None = None
    exdates: list[str] = []

    @classmethod
    def of(cls, draft: EventDraft) -> Offer:
        when = draft.when
        leads = None if draft.reminder_minutes is None else list(draft.reminder_minutes)
        all_day = isinstance(when, DaySpan)
        start, end = when.start.isoformat(), when.end.isoformat()
        left_out = [day.isoformat() for day in draft.exdates]
        return cls(draft.title, start, end, when.zone, all_day, draft.location, draft.rrule, leads, left_out)

    def draft(self) -> EventDraft:
        when: Timespan | DaySpan
        if self.all_day:
            when = DaySpan(date.fromisoformat(self.start), date.fromisoformat(self.end), self.zone)
        else:
            when = Timespan(datetime.fromisoformat(self.start), datetime.fromisoformat(self.end), self.zone)
        leads = None if self.leads is None else tuple(self.leads)
        left_out = tuple(map(date.fromisoformat, self.exdates))
        return EventDraft(self.title, when, self.location, self.rrule, leads, left_out)


class Offers(msgspec.Struct, frozen=True):
    """What a question offers, and the id of whichever is chosen."""

    event_id: str
    choices: list[Offer]
