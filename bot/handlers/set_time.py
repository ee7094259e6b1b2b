"""The taps under a whole day that has an hour: dinner tomorrow, at seven or at eight."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.handlers import open_question
from bot.handlers.change import beside
from bot.handlers.request import Handler, Request
from bot.understanding import usual_clocks
from bot.views.events import time_set
from bot.views.reply import Button, Reply
from bot.views.times import clock_text, span_text
from calendar_core.domain import DaySpan, EventDraft, Timespan, resolve_wall_time
from calendar_core.errors import ChangedMeanwhile, NotFound

_LENGTH = timedelta(hours=1)  # as of a booking that says no end
_TAP = re.compile(r"([01]\d|2[0-3])([0-5]\d):(.+)")


def clock_taps(request: Request, draft: EventDraft, event_id: str) -> tuple[Button, ...]:
    """A button for each hour at which what was just booked for a whole day may begin; none where it has no hour."""
    when = draft.when
    if not isinstance(when, DaySpan) or when.length > timedelta(days=1) or draft.rrule or draft.reminder_minutes:
        return ()
    starts = [datetime.combine(when.start, clock, request.zone) for clock in usual_clocks(draft.title, request.text)]
    return tuple(
        Button(clock_text(start, request.words), f"at:{start:%H%M}:{event_id}")
        for start in starts
        if start > request.now
    )


async def may_get_clock(request: Request, draft: EventDraft, event_id: str, *, part_of_day: bool) -> None:
    """A bare clock in the next message is that of what was booked for a whole day or a part of it."""
    whole_day = isinstance(draft.when, DaySpan) and draft.when.length == timedelta(days=1)
    if (whole_day or part_of_day) and not draft.rrule:
        clocks = clock_taps(request, draft, event_id)
        await open_question.ask(request, [clocks] if clocks else (), untimed=event_id)


async def set_time(request: Request) -> Reply:
    """Give a whole-day event its hour; a second tap finds it there already."""
    words, zone = request.words, request.zone
    tapped = _TAP.fullmatch(request.tap or "")
    if tapped is None:
        return Reply(words("question_lapsed"))
    event = await request.calendar.event(tapped[3])
    if event is None:
        return Reply(words("already_gone"))
    day = event.when.starts_at(zone).date() if isinstance(event.when, Timespan) else event.when.start
    start = resolve_wall_time(datetime(day.year, day.month, day.day, int(tapped[1]), int(tapped[2])), zone)[0]
    if event.when.starts_at() == start and not event.all_day:
        return Reply(words("move_same"), toast=words("move_same"))
    when = Timespan(start, start + (_LENGTH if event.all_day else event.when.length), request.person.zone)
    if start <= request.now:
        return Reply(words("move_past", span=span_text(when, words, zone, request.now)))
    try:
        outcome = await request.calendar.move_event(event, when, chat_id=request.chat_id)
    except ChangedMeanwhile:
        return Reply(words("changed_meanwhile"))
    except NotFound:
        return Reply(words("already_gone"))
    notes = await beside(request, when, outcome.event.id)
    return time_set(outcome, words, zone, request.now, notes=notes, cancel_data=f"cancel:{outcome.event.id}")


HANDLER = Handler(set_time, taps=("at",), place=120)
