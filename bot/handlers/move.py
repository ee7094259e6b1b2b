"""Put an event at another time: "move dentist to Friday 4pm", "/move 2 Friday 4pm"."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.handlers import open_question
from bot.handlers.choose import Asked, asked_before, by_target, last_event
from bot.handlers.request import Handler, Request
from bot.understanding import Intent, Target, corrected_to, points_back, understand
from bot.views.events import event_card, in_the_way_text, moved
from bot.views.reply import Reply, lines
from bot.views.times import span_text
from bot.views.wording import Markup
from calendar_core.domain import DaySpan, Event, Timespan, When, resolve_wall_time
from calendar_core.errors import ChangedMeanwhile, NotFound

_LONGEST_CORRECTION = 40  # characters
_IN_THE_WAY = 3
"""Events named that stand at the same time."""


async def move(request: Request) -> Reply:
    """Move what was named; what was not said of the new time stays as it is."""
    if request.tap is not None:
        return await _tapped(request)
    if not request.command and (corrected := await correct_last(request)) is not None:
        return corrected
    target = request.reading.target if request.reading else _read(request)
    if not target or (target.new_when is None and target.shift is None):
        return Reply(request.words("move_how"))
    if target.row is None and target.when is None and (not target.words or points_back(target.words)):
        last = await last_event(request)
        if last is not None:
            return await _move(request, last, target)
    chosen = await by_target(request, target, "move")
    if chosen.event is None:
        return chosen.reply or Reply(request.words("move_how"))
    return await _move(request, chosen.event, target)


async def correct_last(request: Request) -> Reply | None:
    """ "Make it 4pm", "no, 5" after something was booked or moved: that is put right. None where it is no correction,
    or nothing was."""
    said = re.sub(r"^(\d{1,2})\.([0-5]\d)$", r"\1:\2", corrected_to(request.text))
    if not said or len(said) > _LONGEST_CORRECTION:
        return None
    reading = understand(f"move it to {said}", request.now, request.zone, locale=request.person.language)
    target = reading.target
    if target is None or target.new_when is None or not points_back(target.words or "it"):
        return None
    alone = understand(said, request.now, request.zone).events
    if any(event.title for event in alone):
        return None  # "no, dinner at 8" is another event
    last = await last_event(request)
    return await _move(request, last, target) if last else None


def _read(request: Request) -> Target | None:
    """What the words after /move ask for: "2 to Friday 4pm", "2 4pm", "dentist to Friday 4pm"."""
    found = re.fullmatch(r"\s*#?(\d{1,4})\s+(?:to\s+|ke\s+|到\s*)?(.+)", request.text, re.DOTALL)
    said = f"{found[1]} to {found[2]}" if found else request.text
    return understand(f"move {said}", request.now, request.zone, locale=request.person.language).target


async def _tapped(request: Request) -> Reply:
    """One of the rows of "which one?": what was asked for is read again, as of when it was asked."""
    message_id, _, event_id = (request.tap or "").partition(":")
    asked = await asked_before(request, int(message_id)) if message_id.isdecimal() else None
    if asked is None:
        return Reply(request.words("question_lapsed"))
    event = await request.calendar.event(event_id)
    return await move_as_asked(request, asked, event)


async def move_as_asked(request: Request, asked: Asked, event: Event | None) -> Reply:
    """Move an event to where an earlier message wanted it."""
    if event is None:
        return Reply(request.words("already_gone"))
    target = understand(asked.text, asked.moment, request.zone, locale=request.person.language).target
    return await _move(request, event, target) if target else Reply(request.words("move_how"))


async def _move(request: Request, event: Event, target: Target) -> Reply:
    words, when = request.words, new_time(event.when, target, request.zone)
    if when == event.when:
        return Reply(lines(words("move_same"), event_card(event, words, request.zone, request.now)))
    if when.starts_at(request.zone) <= request.now:
        return Reply(words("move_past", span=span_text(when, words, request.zone, request.now)))
    try:
        outcome = await request.calendar.move_event(event, when, chat_id=request.chat_id)
        await open_question.close(request)
    except ChangedMeanwhile:
        return Reply(words("changed_meanwhile"))
    except NotFound:
        return Reply(words("already_gone"))
    return moved(outcome, event, words, request.zone, request.now, notes=await beside(request, when, outcome.event.id))


async def beside(request: Request, when: When, event_id: str) -> list[Markup]:
    """The sentence that something else stands at the same time, if so. It is booked all the same: that is clear."""
    found = await request.calendar.in_the_way(when, event_id)
    if not found:
        return []
    shown = ", ".join(in_the_way_text(event, request.words, request.zone) for event in found[:_IN_THE_WAY])
    return [request.words("note_overlap", events=Markup(shown))]


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
        if "half" not in said:
            clock = _nearer(clock, standing.time())
        day = new.starts_at(zone).date() if "date" in said else standing.date()
    start = resolve_wall_time(datetime.combine(day, clock), zone)[0]
    length = new.length if "end" in said and isinstance(new, Timespan) else old.length
    return Timespan(start, start + length, old.zone)


def _nearer(clock: time, standing: time) -> time:
    """ "Move dinner to 8" means the evening's 8: of a clock without am or pm, the one nearer to the event's own."""
    other = clock.replace(hour=(clock.hour + 12) % 24)
    return min(clock, other, key=lambda one: abs(_minutes(one) - _minutes(standing)))


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _shifted(old: When, shift: timedelta, zone: ZoneInfo) -> When:
    """By so much. Whole days keep the wall clock over a change of daylight saving, hours are elapsed time."""
    if isinstance(old, DaySpan):
        first = old.start + timedelta(days=shift.days)
        return DaySpan(first, first + old.length, old.zone)
    wall = old.starts_at(zone).replace(tzinfo=None) + timedelta(days=shift.days)
    start = resolve_wall_time(wall, zone)[0].astimezone(UTC) + timedelta(seconds=shift.seconds)
    return Timespan(start, start + old.length, old.zone)


HANDLER = Handler(move, commands=("move",), intents=(Intent.MOVE,), taps=("moveto",), place=50, listed=("move",))
