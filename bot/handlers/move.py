"""Put an event at another time or place, or make it longer: "move dentist to Friday 4pm", "/move 2 Friday 4pm",
"make it 2 hours", "change the venue to KLCC"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.handlers import open_question
from bot.handlers.choose import Asked, asked_before, by_target, keep_asked, last_event
from bot.handlers.edits import Scope, edit_or_ask
from bot.handlers.open_question import OpenQuestion
from bot.handlers.request import Handler, Request
from bot.handlers.snooze import about_reminder
from bot.understanding import (
    Intent,
    Target,
    about_standing,
    changed_time,
    corrected_to,
    is_bare_weekday,
    place_named,
    points_back,
    title_with,
    understand,
)
from bot.views.changes import changed
from bot.views.events import event_card, in_the_way_text, renamed
from bot.views.reply import Button, Reply, lines, shortened
from bot.views.times import span_text
from bot.views.wording import Markup
from calendar_core.domain import DaySpan, Event, EventStatus, Timespan, When
from calendar_core.domain.repeating import repeating

_LONGEST_CORRECTION = 40  # characters
_LIFE = 3600  # seconds in which the same message, delivered again, means the same change
_IN_THE_WAY = 3
"""Events named that stand at the same time."""

_SCOPES: dict[str, Scope] = {"moveone": "one", "moveall": "all"}


async def move(request: Request) -> Reply:
    """Change what was named; what was not said of it stays as it is."""
    if request.tap is not None:
        return await _tapped(request)
    if (put_off := await about_reminder(request)) is not None:
        return put_off
    target = request.reading.target if request.reading else _read(request, request.text, request.now)
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


async def _ask_when(request: Request, target: Target | None) -> Reply:
    """ "Reschedule lunch": when to is asked, and the next message may say it."""
    if target is None or not (target.row or target.words):
        last = await last_event(request) if not request.command else None
        return await when_shall_it_be(request, last) if last else Reply(request.words("move_how"))
    chosen = await by_target(request, target, "move")
    if chosen.event is None:
        return chosen.reply or Reply(request.words("move_how"))
    return await when_shall_it_be(request, chosen.event)


async def when_shall_it_be(request: Request, event: Event) -> Reply:
    """Ask for the new time of an event; the next message may say it."""
    await open_question.ask(request, moving=event.id)
    shown = event_card(event, request.words, request.zone, request.now)
    return Reply(lines(request.words("move_when"), shown))


async def correct_last(request: Request) -> Reply | None:
    """ "Make it 4pm", "no, 5", "sorry, at KLCC" after something was booked or changed: that is put right. None where it
    is no correction, or nothing was."""
    target = _correction(request, request.text, request.now)
    last = await last_event(request) if target else None
    if last is None or target is None:
        return None
    return await change(request, last, _in_its_week(request, last, target))


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
    """A bare time after "when shall it be?", or a bare clock right after an event was booked for a whole day: it is
    that event's. None where it is not."""
    event_id = question.moving or question.untimed
    event = await request.calendar.event(event_id) if event_id else None
    if event is None or event.status is EventStatus.CANCELLED:
        return None
    if question.untimed:
        return await _give_clock(request, event)
    target = _time_alone(request, request.text.strip(), request.now)
    return await change(request, event, target) if target else None


async def _give_clock(request: Request, event: Event) -> Reply | None:
    """None where another day is said, or no clock."""
    said = request.text.strip()
    target = _time_alone(request, said, request.now)
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


def _same_face(one: When, other: When) -> bool:
    """Whether both begin at the same clock but for am and pm."""
    return (one.starts_at() - other.starts_at()) % timedelta(hours=12) == timedelta(0)


def _correction(request: Request, text: str, moment: datetime) -> Target | None:
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
    if target is None or not points_back(target.words or "it") or (target.new_when is None and target.shift is None):
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
    return target


async def _tapped(request: Request) -> Reply:
    """One of the rows of "which one?", or of its dates: what was asked for is read again, as of when it was asked."""
    message_id, _, event_id = (request.tap or "").partition(":")
    asked = await asked_before(request, int(message_id)) if message_id.isdecimal() else None
    if asked is None:
        return Reply(request.words("question_lapsed"))
    event = await request.calendar.event(event_id)
    scope = _SCOPES.get(request.tap_verb, "")
    answered = bool(scope) or request.tap_verb.startswith("change")
    return replace(await move_as_asked(request, asked, event, scope), replaces=answered)


async def move_as_asked(request: Request, asked: Asked, event: Event | None, scope: Scope = "") -> Reply:
    """Change an event as an earlier message wanted it."""
    if event is None:
        return Reply(request.words("already_gone"))
    command, _, rest = asked.text.partition(" ")
    target = _correction(request, asked.text, asked.moment)
    if target is None:
        target = understand(asked.text, asked.moment, request.zone, locale=request.person.language).target
    if (target is None or not target.changes) and command == "move":
        target = _read(request, rest, asked.moment)
    if (target is None or not target.changes) and (about := about_standing(asked.text, asked.moment, request.zone)):
        target = about.target
    if target is None or not target.changes:
        target = _time_alone(request, asked.text, asked.moment)
    if target is None or not target.changes:
        return await when_shall_it_be(request, event)
    return await change(request, event, target, scope)


async def _name_or_place(request: Request, event: Event, said: str) -> Reply:
    """Change lunch to dinner: whether that is its name or its place is asked."""
    words = request.words
    await keep_asked(request, "move", [event])
    name, place = (f"change{what}:{request.message_id}:{event.id}" for what in ("name", "place"))
    buttons: Sequence[tuple[Button, ...]] = (
        (Button(words("button_its_name"), name), Button(words("button_its_place"), place)),
        (Button(words("button_keep"), "keep:"),),
    )
    await open_question.ask(request, buttons, no="keep:")
    shown = event_card(event, words, request.zone, request.now)
    return Reply(lines(words("change_which", what=shortened(said, _LONGEST_CORRECTION)), shown), tuple(buttons))


async def _join(request: Request, event: Event, name: str, scope: Scope) -> Reply:
    """Add Ali to lunch: the title says so. Nobody is invited by it, and that is said."""
    after = replace(event, title=title_with(event.title, name))
    outcome = await edit_or_ask(request, event, after, "move", scope)
    if isinstance(outcome, Reply):
        return outcome
    answer = renamed(outcome, event, request.words, request.zone, request.now)
    return replace(answer, text=lines(answer.text, request.words("note_not_invited")))


async def change(request: Request, event: Event, target: Target, scope: Scope = "") -> Reply:
    """Give an event what was asked for, and say what came of it. scope: of a repeat, "" where it was not said."""
    words, event = request.words, await request.calendar.wished(event)
    if target.joins:
        return await _join(request, event, target.joins, scope)
    if target.no_place and not event.location:
        return Reply(lines(words("place_none"), event_card(event, words, request.zone, request.now)))
    if "unsure" in target.said and not scope:
        if request.tap_verb == "changename":
            outcome = await edit_or_ask(request, event, replace(event, title=target.place), "rename", scope)
            return outcome if isinstance(outcome, Reply) else renamed(outcome, event, words, request.zone, request.now)
        if request.tap_verb != "changeplace":
            return await _name_or_place(request, event, target.place)
    stood = await _stood(request, event) if target.shift is not None or target.longer is not None else event.when
    when = changed_time(stood, target, request.zone)
    if when is None:
        return Reply(words("length_impossible"))
    after = replace(event, when=when, location="" if target.no_place else target.place or event.location)
    if after == event and not target.repeat:
        return Reply(lines(words("move_same"), event_card(event, words, request.zone, request.now)))
    if target.repeat:
        after = repeating(after, target.repeat)
        when, scope = after.when, "all"  # a single date has no repeat of its own
    moved = when != event.when
    if moved and not event.rrule and when.ends_at(request.zone) <= request.now:
        return Reply(words("move_past", span=span_text(when, words, request.zone, request.now)))
    starts_anew = when.starts_at(request.zone) != event.when.starts_at(request.zone)
    if starts_anew and not event.rrule and when.starts_at(request.zone) <= request.now:
        return Reply(words("move_past", span=span_text(when, words, request.zone, request.now)))
    outcome = await edit_or_ask(request, event, after, "move", scope or ("all" if target.every else ""))
    if isinstance(outcome, Reply):
        return outcome
    notes = await beside(request, when, outcome.event.id) if moved else []
    return changed(outcome, event, after, words, request.zone, request.now, notes=notes)


async def _stood(request: Request, event: Event) -> When:
    """When the event was as this message first met it: "half an hour later" that is delivered again, or tapped twice,
    means the same half hour. Raises StoreUnavailable where that cannot be kept."""
    when = event.when
    note = f"stood:{request.message_id}:{event.id}"
    now = f"{when.start.isoformat()} {when.end.isoformat()}".encode()
    kept = await request.tools.conversation.keep_first_note(request.chat_id, note, now, _LIFE)
    start, _, end = kept.decode().partition(" ")
    if isinstance(when, DaySpan):
        return DaySpan(date.fromisoformat(start[:10]), date.fromisoformat(end[:10]), when.zone)
    return Timespan(datetime.fromisoformat(start), datetime.fromisoformat(end), when.zone) if "T" in start else when


async def beside(request: Request, when: When, event_id: str) -> Sequence[Markup]:
    """The sentence that something else stands at the same time, if so. It is booked all the same: that is clear."""
    found = await request.calendar.in_the_way(when, event_id)
    if not found:
        return []
    shown = request.words("comma").join(
        in_the_way_text(event, request.words, request.zone) for event in found[:_IN_THE_WAY]
    )
    return [request.words("note_overlap", events=Markup(shown))]


HANDLER = Handler(
    move,
    commands=("move",),
    intents=(Intent.MOVE,),
    taps=("moveto", "moveone", "moveall", "changename", "changeplace"),
    place=50,
    listed=("move",),
)
