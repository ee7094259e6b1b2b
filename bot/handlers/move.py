"""Put an event at another time: "move dentist to Friday 4pm", "/move 2 Friday 4pm"."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.handlers.choose import by_row, by_words
from bot.handlers.request import Handler, Request
from bot.understanding import Intent, Target, understand
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
    if target is None or (target.new_when is None and target.shift is None):
        return Reply(words("move_how"))
    if target.row is not None:
        chosen = await by_row(request, target.row)
    elif target.words:
        chosen = await by_words(request, target.words, "move")
    else:
        return Reply(words("move_how"))
    if chosen.event is None:
        return chosen.reply or Reply(words("move_how"))
    return await _move(request, chosen.event, new_time(chosen.event.when, target, request.zone))


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


def new_time(old: When, target: Target, zone: ZoneInfo) -> When:
    """Where an event goes: "to 4pm" keeps its day, "to Friday" its clock, and its length stays."""
    if target.new_when is None:
        return _shifted(old, target.shift or timedelta(0), zone)
    new, said = target.new_when, target.said
    if isinstance(old, DaySpan):
        return DaySpan(new.start, new.start + old.length, old.zone) if isinstance(new, DaySpan) else new
    standing = old.starts_at(zone)
    if isinstance(new, DaySpan):
        day, clock = new.start, standing.time()
    else:
        clock = new.starts_at(zone).time()
        day = new.starts_at(zone).date() if "date" in said else standing.date()
    start = resolve_wall_time(datetime.combine(day, clock), zone)[0]
    length = new.length if "end" in said and isinstance(new, Timespan) else old.length
    return Timespan(start, start + length, old.zone)


def _shifted(old: When, shift: timedelta, zone: ZoneInfo) -> When:
    """By so much. Whole days keep the wall clock over a change of daylight saving, hours are elapsed time."""
    if isinstance(old, DaySpan):
        first = old.start + timedelta(days=shift.days)
        return DaySpan(first, first + old.length, old.zone)
    wall = old.starts_at(zone).replace(tzinfo=None) + timedelta(days=shift.days)
    start = resolve_wall_time(wall, zone)[0].astimezone(UTC) + timedelta(seconds=shift.seconds)
    return Timespan(start, start + old.length, old.zone)


HANDLER = Handler(move, commands=("move",), intents=(Intent.MOVE,), place=50, listed=("move",))
