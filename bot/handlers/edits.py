"""Changing an event as asked; of a repeating one it is asked first whether this date is meant or all of them."""

from __future__ import annotations

from typing import Literal

from bot.handlers import open_question
from bot.handlers.choose import Verb, keep_asked
from bot.handlers.request import Request
from bot.views.events import event_card
from bot.views.reply import Button, Reply, lines
from calendar_core.domain import Event
from calendar_core.errors import ChangedMeanwhile, InvalidEventTime, NotFound
from calendar_core.service import Outcome

Scope = Literal["", "one", "all"]


async def edit_or_ask(request: Request, event: Event, after: Event, verb: Verb, scope: Scope) -> Outcome | Reply:
    """What came of the change, or the reply that asks on or says why not. scope: "" where it was not said."""
    words = request.words
    if event.series_id and not scope:
        return await _which_dates(request, event, verb)
    try:
        if event.series_id and scope == "all":
            outcome = await request.calendar.edit_series(event, after, chat_id=request.chat_id)
        else:
            outcome = await request.calendar.edit_event(event, after, chat_id=request.chat_id)
        await open_question.close(request)
    except InvalidEventTime:
        if not (event.series_id or event.rrule):
            raise
        return Reply(words("series_stays"))
    except ChangedMeanwhile:
        return Reply(words("changed_meanwhile"))
    except NotFound:
        return Reply(words("already_gone"))
    return outcome


async def _which_dates(request: Request, event: Event, verb: Verb) -> Reply:
    words = request.words
    await keep_asked(request, verb, [event])
    one, every = (f"{verb}{scope}:{request.message_id}:{event.id}" for scope in ("one", "all"))
    buttons = (
        (Button(words("button_only_this"), one),),
        (Button(words("button_whole_series"), every),),
        (Button(words("button_keep"), "keep:"),),
    )
    await open_question.ask(request, buttons, no="keep:", one=one, every=every)
    return Reply(lines(words("series_change_which"), event_card(event, words, request.zone, request.now)), buttons)
