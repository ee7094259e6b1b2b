"""From what was understood to what is booked, and what a person should know of how it was taken."""

from __future__ import annotations

from bot.handlers.request import Request
from bot.understanding import EventReading
from bot.views.times import clock_text
from bot.views.wording import Markup
from calendar_core.domain import EventDraft, Timespan


def draft_of(event: EventReading) -> EventDraft:
    """What is to be booked, from what was understood."""
    leads = None if event.reminder_minutes is None else (event.reminder_minutes,)
    return EventDraft(event.title, event.when, event.location or "", event.rrule or "", leads, event.exdates)


def notes_of(event: EventReading, request: Request) -> list[Markup]:
    """What a person should know of how the message was taken."""
    words, notes = request.words, []
    if event.moved_to_next_day and isinstance(event.when, Timespan):
        notes.append(words("moved_to_next_day", clock=clock_text(event.when.starts_at(request.zone), words)))
    notes += [words(f"note_{note}") for note in event.notes if words.has(f"note_{note}")]
    return notes


def beside_times(text: str, event: EventReading) -> str:
    """What was said beside the day and the clock, to be read again with others; the name alone where the event was read
    out of more than this message."""
    if any(text[span.start : span.end] != span.text for span in event.spans):
        return event.title
    for span in sorted(event.spans, key=lambda span: span.start, reverse=True):
        if span.role in ("date", "time"):
            text = f"{text[: span.start]} {text[span.end :]}"
    return " ".join(text.split())
