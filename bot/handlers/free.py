"""Whether a time is free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.handlers.request import Handler, Request
from bot.understanding import Intent
from bot.views.agenda import agenda, waiting_text, window_of_day
from bot.views.reply import Reply
from bot.views.times import day_text, days_text, gaps_text, last_day, span_text
from bot.views.wording import Markup
from calendar_core.domain import DaySpan, Event, Timespan, When, free_between
from calendar_core.ports import OutboxAction, OutboxEntry
from calendar_core.service import planned_event

_DAY = timedelta(days=1)
_MOST_DAYS = 14
"""Days of which the free ones are named; of more the list says enough."""

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
    waiting = await request.calendar.waiting() if upcoming.writes_kept else ()
    standing = tuple(event for event in upcoming.events if not event.declined)
    kept = [entry for entry in waiting if _within(entry, start, end)]
    taken = (*standing, *(planned_event(entry) for entry in kept))
    gaps = _gaps(asked, taken, request) if taken else ()
    heading = _heading(asked, taken, gaps, request)
    first, last = start.astimezone(zone).date(), (end - timedelta(seconds=1)).astimezone(zone).date()
    return agenda(
        replace(upcoming, events=standing),
        words,
        zone,
        now,
        heading=heading,
        nothing=heading if kept else words("free_heading", span=_asked_text(asked, request)),
        opens=first,
        one_day=first == last,
        kept=waiting,
        notes=[
            *waiting_text(kept, words, zone, now),
            *([gaps_text(gaps, words, zone)] if gaps else []),
            *_free_days(asked, taken, request),
        ],
    )


def _heading(asked: When, taken: Sequence[Event], gaps: Sequence[Timespan], request: Request) -> Markup:
    """What is said of a time at which something stands."""
    span = _asked_text(asked, request)
    if not isinstance(asked, DaySpan) and all(event.all_day for event in taken):
        return request.words("free_but_whole_day", span=span)  # a holiday or a birthday takes no hour
    if gaps:
        return request.words("partly_free_heading", span=span)
    return request.words("busy_days_heading" if asked.length > _DAY else "busy_heading", span=span)


def _within(entry: OutboxEntry, start: datetime, end: datetime) -> bool:
    """Whether a booking that waits is in that time."""
    when = entry.draft.when if entry.draft is not None and entry.action is OutboxAction.CREATE else None
    return when is not None and when.starts_at() < end and when.ends_at() > start


def _gaps(asked: When, standing: Sequence[Event], request: Request) -> tuple[Timespan, ...]:
    """The free hours of one day while people are up; of several days the free days are named instead."""
    if not isinstance(asked, DaySpan) or asked.length > _DAY:
        return ()
    up, down = (datetime.combine(asked.start, clock, request.zone) for clock in _WAKING)
    start = max(up, request.now)
    return free_between(standing, start, down, request.person.zone) if start < down else ()


def _free_days(asked: When, taken: Sequence[Event], request: Request) -> list[Markup]:
    """Of several days those still to come on which nothing stands at all."""
    if not isinstance(asked, DaySpan) or asked.length <= _DAY or not taken:
        return []
    zone, words = request.zone, request.words
    today = request.now.astimezone(zone).date()
    days = [asked.start + timedelta(days=count) for count in range(min(asked.length.days, _MOST_DAYS))]
    busy = {
        day for day in days for event in taken if event.when.starts_at(zone).date() <= day <= last_day(event.when, zone)
    }
    free = [day_text(day, words, today) for day in days if day >= today and day not in busy]
    return [words("free_days", days=words.joined(free))] if free else []


def _asked_text(asked: When, request: Request) -> Markup:
    words, zone = request.words, request.zone
    if isinstance(asked, DaySpan):
        today = request.now.astimezone(zone).date()
        return days_text(asked.start, asked.end - timedelta(days=1), words, today)
    return span_text(asked, words, zone, request.now)


HANDLER = Handler(free, commands=("free",), intents=(Intent.FREE,), place=30)
