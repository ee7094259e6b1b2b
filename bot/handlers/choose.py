"""Which event a person means: a row of the list last shown, words of its title, or when it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

import msgspec

from bot.handlers import open_question
from bot.handlers.lists import show_list
from bot.handlers.request import Request
from bot.understanding import Target
from bot.understanding.requests.sought import content_words, names_in
from bot.views.agenda import CANCELS, RowTap, agenda
from bot.views.events import event_card
from bot.views.reply import BLANK, Button, Reply, lines
from bot.views.times import clock_text, span_text
from bot.views.wording import Markup
from calendar_core.domain import DaySpan, Event, EventStatus, When
from calendar_core.errors import StaleAgenda, StoreUnavailable
from calendar_core.service import Upcoming

Verb = Literal["cancel", "move", "rename"]

_IT = "it"
_FOUND = 10
_LOOKED_AT = 1000
_DAYS_SEARCHED = timedelta(days=14)  # for an event that is named by its clock alone

_ROW_LABELS = {"move": "button_move_row", "rename": "button_rename_row"}

_CHOICES = 8
"""Events offered where several may be meant."""

_QUESTION_LIFE = 3600  # seconds in which "which one?" can be answered
_NUMBER = re.compile(r"\s*#?(\d{1,4})\.?\s*")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Either the event, or the reply that asks on."""

    event: Event | None = None
    reply: Reply | None = None


async def by_row(request: Request, number: int) -> Chosen:
    """Row `number` (from 1) of the list last shown, or of the list this message answers."""
    words = request.words
    try:
        event = await request.calendar.row(number - 1, chat_id=request.chat_id, message_id=request.replied_to)
    except StaleAgenda:
        return Chosen(reply=await outdated(request))
    if event is not None:
        return Chosen(event)
    rows = await request.calendar.shown_rows(request.chat_id, request.replied_to)
    if rows == 0:
        fresh = await show_list(request)
        return Chosen(reply=_with_head(fresh, words("no_list_yet")))
    return Chosen(reply=Reply(words("no_such_row", number=number, n=rows)))


async def by_rows(request: Request, numbers: Sequence[int]) -> Sequence[Event] | Reply:
    """The events of several rows named at once; the reply that says so where one of them is not there."""
    found: list[Event] = []
    for number in dict.fromkeys(numbers):
        chosen = await by_row(request, number)
        if chosen.event is None:
            return chosen.reply or Reply(request.words("cancel_how"))
        found.append(chosen.event)
    return found


async def outdated(request: Request) -> Reply:
    """The list is old: nothing was done, and here it is anew."""
    return _with_head(await show_list(request), request.words("list_outdated"))


async def by_target(request: Request, target: Target, verb: Verb) -> Chosen:
    """The event of a request in words; several become a numbered list to choose from."""
    if target.row is not None:
        return await by_row(request, target.row)
    found, exactly = await found_by(request, target)
    one_series = len({event.series_id or event.id for event in found}) == 1
    elsewhen = not exactly and bool(target.words) and target.when is not None and bool(found)
    if one_series and (exactly or (verb == "cancel" and not elsewhen)):  # cancelling by words asks first in any case
        return Chosen(found[0])
    near = await _nearly(request, target) if not found else ()
    if not found and not near:
        return Chosen(reply=_nothing_there(request, target))
    heading = request.words("found_only_near", what=target.words or "") if near else None
    if elsewhen and verb == "cancel":
        heading = request.words("found_other_time", what=target.words or "")
    shown = found or near if target.when is not None else _one_of_each_series(found or near)
    return Chosen(reply=await which_one(request, shown, verb, heading, only=elsewhen))


def _one_of_each_series(events: Sequence[Event]) -> tuple[Event, ...]:
    """Of a repeating event its next date alone: whether it or all are meant is asked once it is chosen."""
    return tuple({event.series_id or event.id: event for event in reversed(events)}.values())[::-1]


async def last_event(request: Request) -> Event | None:
    """The event that was booked, changed or brought back last in this chat, as it stands now: what "it" means."""
    with suppress(StoreUnavailable):
        record = await request.tools.conversation.load_undo(request.chat_id)
        if record is not None:
            event_id = record.after.id if record.after is not None else ""
        else:
            event_id = (await request.tools.conversation.load_note(request.chat_id, _IT) or b"").decode(
                errors="replace"
            )
        event = await request.calendar.event(event_id) if event_id else None
        return event if event is not None and event.status is not EventStatus.CANCELLED else None
    return None


async def remember_it(request: Request, event: Event | None) -> None:
    """After an undo "it" is what was brought back by that; nothing where a booking was taken back."""
    with suppress(StoreUnavailable):
        note = event.id.encode() if event is not None else b""
        await request.tools.conversation.keep_note(request.chat_id, _IT, note, _QUESTION_LIFE)


async def found_by(request: Request, target: Target) -> tuple[tuple[Event, ...], bool]:
    """What may be meant by words of a title or a time, in order of start, and whether all that was said fits it."""
    when, zone = target.when, request.zone
    if not target.words:
        if when is None:
            return (), False
        if target.any_day:
            return await _at_that_clock(request, when), True
        start, end = when.starts_at(zone), when.ends_at(zone)
        standing = (await request.calendar.get_upcoming_events(max(start, request.now), end)).events
        return tuple(event for event in standing if stands_at(event, when, request)) or standing, True
    found, exactly = await _called(request, target.words)
    if when is None:
        return found[:_FOUND], exactly
    then = tuple(event for event in found if stands_at(event, when, request, any_day=target.any_day))
    return (then, exactly) if then else (found[:_FOUND], False)


async def _called(request: Request, words: str) -> tuple[tuple[Event, ...], bool]:
    """Events of that name. Words that only join say nothing; a person who is named does, so that another's event is
    another event."""
    found, exactly = await request.calendar.find_events(words, limit=_LOOKED_AT)
    if not exactly:
        found, exactly = await request.calendar.find_events(content_words(words), limit=_LOOKED_AT)
    people = names_in(words)
    return tuple(event for event in found if all(name in event.title.casefold() for name in people)), exactly


async def _nearly(request: Request, target: Target) -> tuple[Event, ...]:
    """What has some of the words, to be chosen from, where nothing has the name that was said."""
    if not target.words or target.when is not None:
        return ()
    return (await request.calendar.find_events(content_words(target.words), nearly=True))[0]


async def _at_that_clock(request: Request, when: When) -> tuple[Event, ...]:
    """What begins at that clock: all of today and tomorrow, else the next in the coming days."""
    upcoming = await request.calendar.get_upcoming_events(request.now, request.now + _DAYS_SEARCHED, limit=_LOOKED_AT)
    for shift in (timedelta(0), timedelta(hours=12)):
        clock = (when.starts_at(request.zone) + shift).time()
        begin = [one for one in upcoming.events if not one.all_day and _clock(one, request) == clock]
        begin = [one for one in begin if one.when.starts_at(request.zone) > request.now]
        if begin:
            soon = (request.now.astimezone(request.zone) + timedelta(days=1)).date()
            near = [one for one in begin if one.when.starts_at(request.zone).date() <= soon]
            return tuple(near or begin[:1])
    return ()


def _clock(event: Event, request: Request) -> time:
    return event.when.starts_at(request.zone).time()


def stands_at(event: Event, when: When, request: Request, *, any_day: bool = False) -> bool:
    """Whether an event is on that day, or begins at that clock time (any_day: whatever its day)."""
    start = event.when.starts_at(request.zone)
    if isinstance(when, DaySpan):
        return start < when.ends_at(request.zone) and event.when.ends_at(request.zone) > when.starts_at(request.zone)
    if any_day:
        return not event.all_day and start.time() == when.starts_at(request.zone).time()
    return start == when.starts_at()


def _nothing_there(request: Request, target: Target) -> Reply:
    words = request.words
    if target.words or target.when is None:
        return Reply(words("found_nothing", what=target.words or ""))
    if target.any_day:
        clock = clock_text(target.when.starts_at(request.zone), words)
        return Reply(words("nothing_at_clock", clock=clock))
    return Reply(words("list_nothing_of", span=span_text(target.when, words, request.zone, request.now)))


class Asked(msgspec.Struct, frozen=True):
    """An open "which one?".

    text, at (ISO 8601): what was asked for and when, to be read again. ids: of the rows that were shown.
    """

    verb: Verb
    text: str
    at: str
    ids: list[str]

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)


async def keep_asked(request: Request, verb: Verb, shown: Sequence[Event]) -> None:
    """Remember what was asked for, to be read again once the event is chosen."""
    sentence = f"{request.command} {request.text}".strip()
    asked = Asked(verb, sentence, request.now.isoformat(), [event.id for event in shown])
    with suppress(StoreUnavailable):
        note = msgspec.json.encode(asked)
        for key in ("asked", f"asked:{request.message_id}"):
            await request.tools.conversation.keep_note(request.chat_id, key, note, _QUESTION_LIFE)


async def which_one(
    request: Request, found: Sequence[Event], verb: Verb, heading: Markup | None = None, *, only: bool = False
) -> Reply:
    """A list to choose from, by a tap, a number or in words. only: where one is shown, a yes means it."""
    words, shown = request.words, tuple(found[:_CHOICES])
    tap = CANCELS if verb == "cancel" else RowTap(_ROW_LABELS[verb], f"{verb}to:{request.message_id}")
    reply = agenda(
        Upcoming(shown, None, truncated=len(found) > len(shown)),
        words,
        request.zone,
        request.now,
        heading=heading or words(f"which_one_{verb}"),
        nothing=words("list_nothing"),
        row_tap=tap,
        hint=Markup(""),
    )
    await keep_asked(request, verb, reply.agenda or shown)
    yes = f"{tap.data}:{shown[0].id}" if only and len(shown) == 1 else ""
    await open_question.ask(request, yes=yes, no="keep:", choosing=True)
    return reply


async def which_of_all(request: Request, verb: Verb) -> Reply:
    """The next events to choose from, where a bare command names none. Of a repeating one its next date."""
    upcoming = await request.calendar.get_upcoming_events(request.now, limit=_LOOKED_AT)
    found = _one_of_each_series(upcoming.events)
    return await which_one(request, found, verb) if found else Reply(request.words("list_nothing"))


async def asked_before(request: Request, message_id: int | None = None) -> Asked | None:
    """The question asked last, or the one about that message; None where it has lapsed."""
    key = "asked" if message_id is None else f"asked:{message_id}"
    note = await request.tools.conversation.load_note(request.chat_id, key)
    try:
        return msgspec.json.decode(note or b"", type=Asked)
    except msgspec.DecodeError:
        return None


def row_number(text: str) -> int | None:
    """The row in "2", "#2" or "2."; None where it is not exactly one whole number."""
    found = _NUMBER.fullmatch(text)
    return int(found[1]) if found else None


def _with_head(reply: Reply, head: str) -> Reply:
    return Reply(lines(head, BLANK, reply.text), reply.buttons, reply.agenda)


async def series_question(request: Request, event: Event) -> Reply:
    """A repeating event is never cancelled whole without asking."""
    words = request.words
    buttons = (
        (Button(words("button_only_this"), f"cancel1:{event.id}"),),
        (Button(words("button_whole_series"), f"cancelall:{event.id}"),),
        (Button(words("button_keep"), "keep:"),),
    )
    one, every = f"cancel1:{event.id}", f"cancelall:{event.id}"
    await open_question.ask(request, buttons, no="keep:", one=one, every=every)
    return Reply(lines(words("series_which"), event_card(event, words, request.zone, request.now)), buttons)
