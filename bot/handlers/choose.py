"""Which event a person means: a row of the list last shown, or words of its title."""

from __future__ import annotations

from dataclasses import dataclass

from bot.handlers.lists import show_list
from bot.handlers.request import Request
from bot.views.agenda import agenda
from bot.views.reply import BLANK, Button, Reply, lines
from calendar_core.domain import Event
from calendar_core.errors import StaleAgenda
from calendar_core.service import Upcoming


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


async def outdated(request: Request) -> Reply:
    """The list is old: nothing was done, and here it is anew."""
    return _with_head(await show_list(request), request.words("list_outdated"))


async def by_words(request: Request, sought: str, verb: str) -> Chosen:
    """The one upcoming event with those words; several become a numbered list to choose from."""
    words = request.words
    found, exactly = await request.calendar.find_events(sought)
    one_series = len({event.series_id or event.id for event in found}) == 1
    if one_series and (exactly or verb == "cancel"):  # cancelling by words asks first in any case
        return Chosen(found[0])
    if not found:
        return Chosen(reply=Reply(words("found_nothing", what=sought)))
    heading = words(f"which_one_{verb}", n=len(found))
    reply = agenda(
        Upcoming(found, None), words, request.zone, request.now, heading=heading, nothing=words("list_nothing")
    )
    return Chosen(reply=reply)


def _with_head(reply: Reply, head: str) -> Reply:
    return Reply(lines(head, BLANK, reply.text), reply.buttons, reply.agenda)


def series_question(request: Request, event: Event) -> Reply:
    """A repeating event is never cancelled whole without asking."""
    words = request.words
    from bot.views.events import event_card

    buttons = (
        (Button(words("button_only_this"), f"cancel1:{event.id}"),),
        (Button(words("button_whole_series"), f"cancelall:{event.id}"),),
        (Button(words("button_keep"), "keep:"),),
    )
    return Reply(lines(words("series_which"), event_card(event, words, request.zone, request.now)), buttons)
