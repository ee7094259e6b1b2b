"""Cancel an event: /cancel 2, a button, or in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.handlers import open_question
from bot.handlers.choose import by_row, by_rows, by_target, last_event, row_number, series_question
from bot.handlers.request import Handler, Request
from bot.understanding import Intent, Target, points_back
from bot.views.events import cancelled, event_card
from bot.views.reply import Button, Reply, lines
from calendar_core.domain import Event
from calendar_core.errors import ChangedMeanwhile, NotFound


async def cancel(request: Request) -> Reply | Sequence[Reply]:
    """Cancel what was named. What is ambiguous, repeating or shared with guests asks first."""
    if request.tap is not None:
        return await _tapped(request)
    target = request.reading.target if request.reading else None
    if not request.command and (question := await open_question.open_question(request)) is not None:
        answer = await open_question.answered(request, question)  # "Yes, cancel" reads as an order by itself
        if answer is not None:
            return answer
    if target is not None and target.rows:
        return await by_rows(request, target.rows)
    if not request.command and (target is None or _names_nothing(target)):
        last = await last_event(request)
        if last is not None:
            return await _ask_first(request, last)
    if target is not None and target.row is None and (target.words or target.when):
        chosen = await by_target(request, target, "cancel")
        if chosen.event is not None:
            return await _ask_first(request, chosen.event)
        return chosen.reply or Reply(request.words("cancel_how"))
    number = row_number(request.text) if target is None or target.row is None else target.row
    if number is None:
        return Reply(request.words("cancel_how"))
    chosen = await by_row(request, number)
    if chosen.event is None:
        return chosen.reply or Reply(request.words("cancel_how"))
    return await cancel_or_ask(request, chosen.event)


def _names_nothing(target: Target) -> bool:
    """ "Cancel", "cancel that": what was booked or changed last."""
    return target.row is None and target.when is None and (not target.words or points_back(target.words))


async def cancel_or_ask(request: Request, event: Event) -> Reply:
    """Cancel an event that was chosen plainly; one that repeats or has guests is asked about."""
    if event.series_id:
        return await series_question(request, event)
    if event.has_guests:
        return await _ask_first(request, event)
    return await _cancel(request, event)


async def _ask_first(request: Request, event: Event) -> Reply:
    if event.series_id:
        return await series_question(request, event)
    words = request.words
    head = words("cancel_guests" if event.has_guests else "cancel_sure")
    yes = Button(words("button_yes_cancel"), f"cancel1:{event.id}")
    shown = event_card(event, words, request.zone, request.now)
    buttons = ((yes, Button(words("button_keep"), "keep:")),)
    await open_question.ask(request, buttons, yes=yes.data, no="keep:")
    return Reply(lines(head, shown), buttons)


async def _cancel(request: Request, event: Event, *, series: bool = False) -> Reply:
    words = request.words
    try:
        outcome = await request.calendar.cancel(event, chat_id=request.chat_id, whole_series=series)
        await open_question.close(request)
    except ChangedMeanwhile:
        return Reply(words("changed_meanwhile"))
    except NotFound:
        return Reply(words("already_gone"))
    return cancelled(outcome, words, request.zone, request.now, series=series)


async def _tapped(request: Request) -> Reply:
    words = request.words
    if request.tap_verb == "keep":
        return Reply(words("kept_as_is"), replaces=True)
    event = await request.calendar.event(request.tap or "")
    if event is None:
        return Reply(words("already_gone"), toast=words("already_gone"))
    if request.tap_verb == "cancel":
        # From a list or a confirmation: the list stays, the answer is a message of its own.
        return await cancel_or_ask(request, event)
    answer = await _cancel(request, event, series=request.tap_verb == "cancelall")
    return replace(answer, replaces=True)


HANDLER = Handler(
    cancel,
    commands=("cancel",),
    intents=(Intent.CANCEL,),
    taps=("cancel", "cancel1", "cancelall", "keep"),
    place=40,
    listed=("cancel",),
)
