"""Put an event at another time: "move dentist to Friday 4pm", "/move 2 Friday 4pm"."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.handlers.choose import by_row, by_words
from bot.handlers.request import Handler, Request
from bot.understanding import Intent, NewWhen, understand
from bot.views.events import moved
from bot.views.reply import Reply
from calendar_core.domain import DaySpan, Event, Timespan, When, resolve_wall_time
from calendar_core.errors import ChangedMeanwhile, NotFound


async def move(request: Request) -> Reply:
    """Move what was named; what was not said of the new time stays as it is."""
    words = request.words
    reading = request.reading
    if reading is None:
        found = re.fullmatch(r"\s*#?(\d{1,4})\s+(?:to\s+|ke\s+|到\s*)?(.+)", request.text, re.DOTALL)
        if found is None:
            return Reply(words("move_how"))
        reading = understand(f"move {found[1]} to {found[2]}", request.now, request.zone)
    target = reading.target
    if target is None or target.new_when is None:
        return Reply(words("move_how"))
    if target.row is not None:
        chosen = await by_row(request, target.row)
    elif target.words:
        chosen = await by_words(request, target.words, "move")
    else:
        return Reply(words("move_how"))
    if chosen.event is None:
        return chosen.reply or Reply(words("move_how"))
    return await _move(request, chosen.event, new_time(chosen.event.when, target.new_when, request.zone))


async def _move(request: Request, event: Event, when: When) -> Reply:
    words = request.words
    if when.starts_at(request.zone) <= request.now:
        return Reply(words("move_past"))
    try:
        outcome = await request.calendar.move_event(event, when, chat_id=request.chat_id)
    except ChangedMeanwhile:
        return Reply(words("changed_meanwhile"))
    except NotFound:
        return Reply(words("already_gone"))
    return moved(outcome, event, words, request.zone, request.now)


def new_time(old: When, new: NewWhen, zone: ZoneInfo) -> When:
    """Where an event goes: "to 4pm" keeps its day, "to Friday" its clock, and its length stays."""
    shift = timedelta(days=new.shift_days or 0, minutes=new.shift_minutes or 0)
    if isinstance(old, DaySpan) and new.clock is None:
        first = (new.day or old.start) + timedelta(days=shift.days)
        return DaySpan(first, first + old.length, old.zone)
    length = timedelta(hours=1) if isinstance(old, DaySpan) else old.length
    standing = old.starts_at(zone)
    if new.day is None and new.clock is None:
        # A shift is elapsed time, "in N hours"; whole days keep the wall clock.
        wall = standing.replace(tzinfo=None) + timedelta(days=new.shift_days or 0)
        start = resolve_wall_time(wall, zone)[0].astimezone(UTC) + timedelta(minutes=new.shift_minutes or 0)
    else:
        hour, minute = new.clock or (standing.hour, standing.minute)
        day = new.day or standing.date()
        start = resolve_wall_time(datetime(day.year, day.month, day.day, hour, minute), zone)[0]
    return Timespan(start, _new_end(start, length, new, zone), old.zone)


def _new_end(start: datetime, length: timedelta, new: NewWhen, zone: ZoneInfo) -> datetime:
    if new.length_minutes:
        return start + timedelta(minutes=new.length_minutes)
    if new.end_clock is None:
        return start + length
    day = start.astimezone(zone).date()
    end = resolve_wall_time(datetime(day.year, day.month, day.day, *new.end_clock), zone)[0]
    return end if end > start else end + timedelta(days=1)


HANDLER = Handler(move, commands=("move",), intents=(Intent.MOVE,), place=50, listed=("move",))
