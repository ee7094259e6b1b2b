"""Two events change places: "swap lunch and dentist", "tukar masa lunch dengan dentist", 午餐和牙医对调."""

from __future__ import annotations

from collections.abc import Sequence

from bot.handlers import open_question
from bot.handlers.change import beside, stood_at_first
from bot.handlers.choose import found_by
from bot.handlers.request import Request
from bot.understanding import Swap, Target
from bot.views.changes import several_rows
from bot.views.events import event_card
from bot.views.failures import refusal
from bot.views.reply import BLANK, Button, Reply, lines
from bot.views.times import span_text
from bot.views.wording import Markup
from calendar_core.domain import DaySpan, Event, Timespan, When
from calendar_core.errors import CalendarError
from calendar_core.service import Outcome, State

_SHOWN = 6


async def swap(request: Request, said: Swap) -> Reply | None:
    """Each takes the other's start and keeps its own length. None where neither stands; nothing changes where only one
    does, or a name is of several."""
    found = [await _called(request, target) for target in (said.first, said.second)]
    words = request.words
    if not any(found):
        return None
    for target, events in zip((said.first, said.second), found, strict=True):
        if not events:
            return Reply(words("found_nothing", what=target.words or ""))
        if len(events) > 1:
            rows = several_rows(events[:_SHOWN], words, request.zone, request.now)
            return Reply(lines(words("swap_which", what=target.words or ""), BLANK, rows))
    return await _change_places(request, found[0][0], found[1][0])


async def _called(request: Request, target: Target) -> Sequence[Event]:
    events, exactly = await found_by(request, target)
    return [await request.calendar.wished(event) for event in events] if exactly else ()


async def _change_places(request: Request, first: Event, second: Event) -> Reply:
    stood = [await stood_at_first(request, event) for event in (first, second)]
    whens = (_in_place_of(stood[0], stood[1]), _in_place_of(stood[1], stood[0]))
    words, zone = request.words, request.zone
    for when in whens:
        if when.starts_at(zone) <= request.now:
            return Reply(words("move_past", span=span_text(when, words, zone, request.now)))
    said: list[Markup] = []
    keys: list[str] = []
    for event, when in zip((first, second), whens, strict=True):
        try:
            outcome = await request.calendar.move_event(event, when, chat_id=request.chat_id)
        except CalendarError as error:
            said.append(lines(refusal(error, words), event_card(event, words, zone, request.now)))
        else:
            said.append(_shown(request, outcome))
            keys += [outcome.undo_key] if outcome.undo_key else []
    if len(keys) > 1:
        await request.calendar.done_together(request.chat_id, keys)
    await open_question.close(request)
    clashes = [*await beside(request, whens[0], first.id), *await beside(request, whens[1], second.id)]
    undo = ((Button(words("button_undo"), f"undo:{','.join(keys)}"),),) if keys else ()
    head = words("swapped") if len(keys) > 1 else ""
    return Reply(lines(head, *said, *dict.fromkeys(clashes)), undo)


def _shown(request: Request, outcome: Outcome) -> Markup:
    kept = request.words("kept_move") if outcome.state is State.KEPT else ""
    return lines(kept, event_card(outcome.event, request.words, request.zone, request.now))


def _in_place_of(own: When, other: When) -> When:
    """The other's start with its own length; the whole of the other's time, where one of them takes whole days."""
    if isinstance(own, DaySpan) and isinstance(other, DaySpan):
        return DaySpan(other.start, other.start + own.length, other.zone)
    if isinstance(own, Timespan) and isinstance(other, Timespan):
        return Timespan(other.start, other.start + own.length, other.zone)
    return other
