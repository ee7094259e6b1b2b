"""Whether a time is free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.handlers.request import Handler, Request
from bot.understanding import Intent
from bot.views.agenda import agenda, waiting_text, window_of_day
from bot.views.reply import Reply
from bot.views.times import days_text, gaps_text, span_text
from bot.views.wording import Markup
from calendar_core.domain import DaySpan, Event, Timespan, When, free_between
from calendar_core.ports import OutboxAction, OutboxEntry
from calendar_core.service import planned_event

_WAKING = (time(8), time(22))
"""Between these the free hours of a day are named."""


async def free(request: Request) -> Reply:
    """Say whether anything stands at the time asked about, and what."""
    words, zone, now = request.words, request.zone, request.now
    asked = request.reading.query.when if request.reading and request.reading.query else None
    if asked is None:
        today = now.astimezone(zone).date()
        asked = DaySpan(today, today + timedelta(days=1), request.person.zone)
    start, end = asked.starts_at(zone), asked.ends_at(zone)
    if isinstance(asked, DaySpan):
        start, end = window_of_day(asked.start, zone, asked.length.days)
    upcoming = await request.calendar.get_upcoming_events(max(start, now) if end > now else start, end)
    standing = tuple(event for event in upcoming.events if not event.declined)
    kept = [entry for entry in await request.calendar.waiting() if _within(entry, start, end)]
    taken = (*standing, *(planned_event(entry) for entry in kept))
    # A holiday or a birthday takes no hour, unless whole days are asked about.
    busy = isinstance(asked, DaySpan) or any(not event.all_day for event in taken)
    span = _asked_text(asked, request)
    gaps = _gaps(asked, taken, request) if taken and isinstance(asked, DaySpan) else ()
    heading = words(("partly_free_heading" if gaps else "busy_heading") if busy else "free_but_whole_day", span=span)
    return agenda(
        replace(upcoming, events=standing),
        words,
        zone,
        now,
        heading=heading,
        nothing=heading if kept else words("free_heading", span=span),
        one_day=start.astimezone(zone).date() == (end - timedelta(seconds=1)).astimezone(zone).date(),
        notes=[
            *waiting_text(kept, words, zone, now),
            *([gaps_text(gaps, words, zone)] if gaps else []),
        ],
    )


def _within(entry: OutboxEntry, start: datetime, end: datetime) -> bool:
    """Whether a booking that waits is in that time."""
    when = entry.draft.when if entry.draft is not None and entry.action is OutboxAction.CREATE else None
    return when is not None and when.starts_at() < end and when.ends_at() > start


def _gaps(asked: DaySpan, standing: Sequence[Event], request: Request) -> tuple[Timespan, ...]:
    """The free hours of one day while people are up; of several days the list alone says more."""
    if asked.length > timedelta(days=1):
        return ()
    up, down = (datetime.combine(asked.start, clock, request.zone) for clock in _WAKING)
    start = max(up, request.now)
    return free_between(standing, start, down, request.person.zone) if start < down else ()


def _asked_text(asked: When, request: Request) -> Markup:
    words, zone = request.words, request.zone
    if isinstance(asked, DaySpan):
        today = request.now.astimezone(zone).date()
        return days_text(asked.start, asked.end - timedelta(days=1), words, today)
    return span_text(asked, words, zone, request.now)


HANDLER = Handler(free, commands=("free",), intents=(Intent.FREE,), place=30)
