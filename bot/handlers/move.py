"""Put an event at another time or place, or make it longer: "move dentist to Friday 4pm", "/move 2 Friday 4pm",
"make it 2 hours", "change the venue to KLCC"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot.handlers import open_question
from bot.handlers.change import change
from bot.handlers.choose import Asked, asked_before, by_target, last_event, which_of_all
from bot.handlers.edits import Scope
from bot.handlers.lengthen import how_long, lasting_so, length_answered
from bot.handlers.open_question import OpenQuestion
from bot.handlers.preferences import set_in_words
from bot.handlers.request import Handler, Request
from bot.handlers.snooze import about_reminder
from bot.handlers.swap import swap
from bot.understanding import (
    Intent,
    Target,
    about_standing,
    changed_time,
    corrected_to,
    is_bare_weekday,
    place_named,
    points_back,
    repeat_corrected,
    swap_in,
    time_refused,
    understand,
)
from bot.understanding.requests.sought import content_words
from bot.views.events import event_card
from bot.views.reply import Reply, lines
from calendar_core.domain import DaySpan, Event, EventStatus, Timespan, When

_LONGEST_CORRECTION = 40  # characters
_LONGEST_NUMBER = 7  # digits of minutes in a tap

_SCOPES: dict[str, Scope] = {"moveone": "one", "moveall": "all"}


async def move(request: Request) -> Reply:
    """Change what was named; what was not said of it stays as it is."""
    if request.tap is not None:
        return await _tapped(request)
    if (put_off := await about_reminder(request)) is not None:
        return put_off
    if time_refused(request.text) and (answered := await _refused(request)) is not None:
        return answered
    both = swap_in(request.text, request.now, request.zone) if not request.command else None
    if both is not None and (swapped := await swap(request, both)) is not None:
        return swapped
    target = request.reading.target if request.reading else _read(request, request.text, request.now)
    if (not target or target.new_when is None) and (setting := await set_in_words(request)) is not None:
        return setting
    if not target or not target.changes:
        corrected = None if request.command else await correct_last(request)
        return corrected or await _ask_when(request, target)
    if target.row is None and target.when is None and (not target.words or points_back(target.words)):
        last = await last_event(request)
        how = request.words("repeat_how" if target.repeat else "move_how")
        return await change(request, last, target) if last else Reply(how)
    chosen = await by_target(request, target, "move")
    if chosen.event is None:
        return chosen.reply or Reply(request.words("move_how"))
    return await change(request, chosen.event, target)


async def _refused(request: Request) -> Reply | None:
    """ "Not the Wednesday one", asked which: that settles nothing yet."""
    question = await open_question.open_question(request) if not request.command else None
    return Reply(request.words("answer_which")) if question is not None and question.choosing else None


async def _ask_when(request: Request, target: Target | None) -> Reply:
    """ "Reschedule lunch": when to is asked, and the next message may say it."""
    if target is None or (not target.row and (not target.words or points_back(target.words))):
        if request.command and not request.text.strip():
            return await which_of_all(request, "move")
        last = await last_event(request) if not request.command else None
        return await _ask_on(request, last, target) if last else Reply(request.words("move_how"))
    chosen = await by_target(request, target, "move")
    if chosen.event is None:
        return chosen.reply or Reply(request.words("move_how"))
    return await _ask_on(request, chosen.event, target)


async def _ask_on(request: Request, event: Event, target: Target | None) -> Reply:
    if target is not None and target.lasting:
        return await how_long(request, event, target.lasting)
    return await when_shall_it_be(request, event)


async def when_shall_it_be(request: Request, event: Event) -> Reply:
    """Ask for the new time of an event; the next message may say it."""
    await open_question.ask(request, moving=event.id)
    shown = event_card(event, request.words, request.zone, request.now)
    return Reply(lines(request.words("move_when"), shown))


async def correct_last(request: Request) -> Reply | None:
    """ "Make it 4pm", "no, 5", "sorry, at KLCC", "at KLCC" after something was booked or changed: that is put right.
    None where it is no correction, or nothing was."""
    target = _correction(request, request.text, request.now)
    if target is None:
        return await correct_days(request)
    last = await last_event(request)
    return await change(request, last, _in_its_week(request, last, target)) if last is not None else None


async def correct_days(request: Request) -> Reply | None:
    """ "Eh salah, Isnin dan Rabu je" after something that repeats: by the days that are said. None as above."""
    days = repeat_corrected(request.text, request.now, request.zone)
    last = await last_event(request) if days is not None else None
    return await change(request, last, days) if last is not None and days is not None and last.rrule else None


def _in_its_week(request: Request, event: Event, target: Target) -> Target:
    """ "No, Wednesday" of an event next week is Wednesday next week, where that is ahead."""
    if not isinstance(target.new_when, DaySpan) or not is_bare_weekday(corrected_to(request.text)):
        return target
    stands, said = event.when.starts_at(request.zone).date(), target.new_when.start
    day = stands + timedelta(days=said.weekday() - stands.weekday())
    if day <= request.now.astimezone(request.zone).date():
        return target
    return replace(target, new_when=DaySpan(day, day + timedelta(days=1), target.new_when.zone))


async def answer_with_time(request: Request, question: OpenQuestion) -> Reply | None:
    """A bare time after "when shall it be?", or a bare clock or place right after an event was booked for a whole day:
    it is that event's. None where it is not."""
    event_id = question.moving or question.untimed
    event = await request.calendar.event(event_id) if event_id else None
    if event is None or event.status is EventStatus.CANCELLED:
        return None
    if question.untimed and (place := place_named(request.text)):
        return await change(request, event, Target(place=place))
    if question.untimed:
        return await _give_clock(request, event)
    target = _time_alone(request, request.text.strip(), request.now)
    if question.lasting and (length := length_answered(request.text, target, event, question.lasting)) is not None:
        request, target = lasting_so(request, length)
    return await change(request, event, target) if target else None


async def _give_clock(request: Request, event: Event) -> Reply | None:
    """None where another day is said, or no clock."""
    said = request.text.strip()
    target = _time_alone(request, said, request.now) or _clock_with_name(request, event)
    if target is None or target.new_when is None or "time" not in target.said or "until" in target.said:
        return None
    if event.all_day and "half" not in target.said and not (target.said & {"date", "end"}):
        # Of "7.30" the name tells more than the convention does: dinner is in the evening.
        named = understand(f"{event.title} {said}", request.now, request.zone).events
        if len(named) == 1 and isinstance(named[0].when, Timespan) and _same_face(named[0].when, target.new_when):
            target = replace(target, new_when=named[0].when)
    when = changed_time(event.when, target, request.zone)
    if when is None or when.starts_at(request.zone).date() != event.when.starts_at(request.zone).date():
        return None
    return await change(request, event, target)


def _clock_with_name(request: Request, event: Event) -> Target | None:
    """ "Dinner 7pm" right after "team dinner Friday": its own name beside the clock, and no other day."""
    events = request.reading.events if request.reading else ()
    if len(events) != 1 or not isinstance(events[0].when, Timespan) or events[0].rrule:
        return None
    said = events[0]
    other = said.when.starts_at(request.zone).date() != event.when.starts_at(request.zone).date()
    if not said.title or (other and any(span.role == "date" for span in said.spans)):
        return None
    if not set(content_words(said.title).split()) <= set(content_words(event.title).split()):
        return None
    return Target(new_when=said.when, said=frozenset({"time", "half"} | ({"end"} if said.end_said else set())))


def _same_face(one: When, other: When) -> bool:
    """Whether both begin at the same clock but for am and pm."""
    return (one.starts_at() - other.starts_at()) % timedelta(hours=12) == timedelta(0)


def _correction(request: Request, text: str, moment: datetime) -> Target | None:
    if len(text) <= _LONGEST_CORRECTION and (place := place_named(text.strip())):
        return Target(place=place)  # "at KLCC" right after what it is of
    said = corrected_to(text)
    if not said or len(said) > _LONGEST_CORRECTION:
        return None
    if place := place_named(said):
        return Target(place=place)
    return _time_alone(request, said, moment)


def _time_alone(request: Request, said: str, moment: datetime) -> Target | None:
    """A time with no name beside it: "no, dinner at 8" is another event."""
    said = re.sub(r"^(\d{1,2})\.([0-5]\d)$", r"\1:\2", said)
    said = re.sub(r"^hari (?!ini\b|ni\b|\d)", "", said)
    lasting = understand(f"make it {said}", moment, request.zone).target
    if lasting is not None and (lasting.length or lasting.longer):
        return lasting
    target = understand(f"move it to {said}", moment, request.zone, locale=request.person.language).target
    if target is None or not points_back(target.words or "it") or (not target.said and target.shift is None):
        return None
    alone = understand(said, moment, request.zone).events
    return None if any(event.title != target.place for event in alone) else target


def _read(request: Request, text: str, moment: datetime) -> Target | None:
    """What the words after /move ask for: "2 to Friday 4pm", "2 4pm", "2 2 hours", "dentist to Friday 4pm"."""
    found = re.fullmatch(r"\s*#?(\d{1,4})\s+(?:to\s+|ke\s+|到\s*)?(.+)", text, re.DOTALL)
    said = f"move {found[1]} to {found[2]}" if found else f"move {text}"
    target = understand(said, moment, request.zone, locale=request.person.language).target
    if found is not None and (target is None or not target.changes):
        target = understand(f"change {text}", moment, request.zone, locale=request.person.language).target
    if (target is None or not target.changes) and (about := about_standing(f"move {text}", moment, request.zone)):
        return about.target
    return target


async def _tapped(request: Request) -> Reply:
    """One of the rows of "which one?", or of its dates: what was asked for is read again, as of when it was asked."""
    if request.tap_verb == "lasts":
        return await _last(request)
    message_id, _, event_id = (request.tap or "").partition(":")
    asked = await asked_before(request, int(message_id)) if message_id.isdecimal() else None
    if asked is None:
        return Reply(request.words("question_lapsed"))
    event = await request.calendar.event(event_id)
    scope = _SCOPES.get(request.tap_verb, "")
    answered = bool(scope) or request.tap_verb.startswith("change")
    return replace(await move_as_asked(request, asked, event, scope), replaces=answered)


async def _last(request: Request) -> Reply:
    """One of the lengths that were offered. Twice is once, for it is the whole length."""
    minutes, _, event_id = (request.tap or "").partition(":")
    event = await request.calendar.event(event_id)
    if event is None or not (minutes.isdecimal() and len(minutes) < _LONGEST_NUMBER):
        return Reply(request.words("already_gone"))
    request, target = lasting_so(request, timedelta(minutes=int(minutes)))
    return replace(await change(request, event, target), replaces=True)


async def move_as_asked(request: Request, asked: Asked, event: Event | None, scope: Scope = "") -> Reply:
    """Change an event as an earlier message wanted it."""
    if event is None:
        return Reply(request.words("already_gone"))
    command, _, rest = asked.text.partition(" ")
    target = _correction(request, asked.text, asked.moment)
    if target is None:
        target = understand(asked.text, asked.moment, request.zone, locale=request.person.language).target
    asked_for = target
    if (target is None or not target.changes) and command == "move":
        target = _read(request, rest, asked.moment)
    if (target is None or not target.changes) and (about := about_standing(asked.text, asked.moment, request.zone)):
        target = about.target
    if target is None or not target.changes:
        target = _time_alone(request, asked.text, asked.moment)
    if target is None or not target.changes:
        return await _ask_on(request, event, target or asked_for)
    return await change(request, event, target, scope)


HANDLER = Handler(
    move,
    commands=("move",),
    intents=(Intent.MOVE,),
    taps=("moveto", "moveone", "moveall", "changename", "changeplace", "lasts"),
    place=50,
    listed=("move",),
)
