"""What a time that has gone may have meant."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.languages import Kind
from bot.understanding.reading import EventReading
from bot.understanding.resolve.moment import week_later
from bot.understanding.text.lexer import tokenise
from bot.understanding.text.normalise import normalise
from calendar_core.domain import DaySpan, Timespan, validate_event_time

_WEEK = timedelta(days=7)


def instead_of_past(event: EventReading, now: datetime, zone: ZoneInfo) -> list[EventReading]:
    """The same day of the coming week where it was some days ago or was called by its weekday, the same clock tomorrow
    where it was today or yesterday; and really the past, to have it written down."""
    ago = (now.astimezone(zone).date() - event.when.starts_at(zone).date()).days
    if 1 < ago < _WEEK.days or (ago == 1 and _says_weekday(event)):
        return [replace(event, when=week_later(event.when)), event]
    if isinstance(event.when, DaySpan):
        return [event]
    start = validate_event_time(event.when.starts_at(), now)
    return [replace(event, when=Timespan(start, start + event.when.length, event.when.zone)), event]


def _says_weekday(event: EventReading) -> bool:
    """Saturday, sabtu ni: said on a Sunday it is the one to come, and no other day."""
    dates = (span.text for span in event.spans if span.role == "date")
    return any(Kind.WEEKDAY in tokenise(normalise(text).text).kinds for text in dates)
