"""Put an event at another time: "move dentist to Friday 4pm", "/move 2 Friday 4pm"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.handlers.choose import by_row, by_words
from bot.handlers.request import Handler, Request
from bot.understanding import Intent, understand
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
    return await _move(request, chosen.event, new_time(chosen.event.when, target.new_when, target.said, request))


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


def new_time(old: When, new: When, said: frozenset[str], request: Request) -> When:
    """Where an event goes: "to 4pm" keeps its day, "to Friday" its clock, and both keep its length."""
    zone = request.zone
    if isinstance(old, DaySpan):
        if isinstance(new, DaySpan):
            return DaySpan(new.start, new.start + old.length, old.zone)
        return new
    length = old.length
    if isinstance(new, DaySpan):
        day, clock = new.start, old.starts_at(zone).time()
    else:
        clock = new.starts_at(zone).time()
        day = new.starts_at(zone).date() if "date" in said else old.starts_at(zone).date()
        if "end" in said:
            length = new.length
    start = resolve_wall_time(datetime.combine(day, clock), zone)[0]
    return Timespan(start, start + max(length, timedelta(minutes=1)), old.zone)


HANDLER = Handler(move, commands=("move",), intents=(Intent.MOVE,), place=50, listed=("move",))
