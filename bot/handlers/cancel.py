"""Cancel an event: /cancel 2, a button, or in words."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from bot.handlers import open_question
from bot.handlers.cancel_several import ask_about_several
from bot.handlers.cancelled_lately import cancelled_lately
from bot.handlers.choose import (
    by_row,
    by_rows,
    by_target,
    found_by,
    last_event,
    row_number,
    series_question,
    which_of_all,
)
from bot.handlers.lists import show_list
from bot.handlers.open_question import OpenQuestion
from bot.handlers.request import Handler, Request
from bot.understanding import Intent, Target, agrees_to, both_in, is_correction, points_back, understand
from bot.understanding.requests.sought import names_apart
from bot.views.events import cancelled, event_card
from bot.views.reply import BLANK, Button, Reply, lines
from calendar_core.domain import Event, EventStatus
from calendar_core.errors import ChangedMeanwhile, NotFound, StoreUnavailable

_BOTH = 2


async def cancel(request: Request) -> Reply | Sequence[Reply]:
    """Cancel what was named. What is ambiguous, repeating or shared with guests asks first."""
    if request.tap is not None:
        return await _tapped(request)
    if (lately := await cancelled_lately(request)) is not None:
        return lately
    target = request.reading.target if request.reading else _read(request)
    if not request.command and (question := await open_question.open_question(request)) is not None:
        answer = await open_question.answered(request, question)  # "Yes, cancel" reads as an order by itself
        if answer is not None:
            return answer
        if _names_no_event(request, target):
            if data := _meant_by_cancel(question):
                return await open_question.press(request, data)
            if question.choosing:
                return Reply(request.words("answer_which"))
    if target is not None and not target.when and both_in(request.text):
        if two := await _two_done_last(request):
            return await ask_about_several(request, two)
        target = Target(every=True)
    if target is not None and (target.rows or target.every):
        return await _several(request, target)
    if not request.command and (target is None or _names_nothing(target)):
        last = await last_event(request)
        if last is None and target is None:
            return await which_of_all(request, "cancel")
        return await _ask_first(request, last) if last is not None else Reply(request.words("cancel_how"))
    if target is None:
        return Reply(request.words("cancel_how")) if request.text.strip() else await which_of_all(request, "cancel")
    if target.row is not None:
        chosen = await by_row(request, target.row)
        if chosen.event is not None:
            return await cancel_or_ask(request, chosen.event)
        return chosen.reply or Reply(request.words("cancel_how"))
    chosen = await by_target(request, target, "cancel")
    if chosen.event is not None:
        return await _ask_first(request, chosen.event)
    if each := await _each_named(request, target):
        return await ask_about_several(request, each)
    return chosen.reply or Reply(request.words("cancel_how"))


def _names_no_event(request: Request, target: Target | None) -> bool:
    if target is None or (_names_nothing(target) and agrees_to(request.text) == "cancel"):
        return True
    return target.row is None and target.when is None and is_correction(target.words or "")  # batal la


def _meant_by_cancel(question: OpenQuestion) -> str:
    """What "cancel" alone does to a question: it agrees to a cancellation, and drops what was to be booked."""
    if question.yes.startswith("cancel"):
        return question.yes
    return question.no if question.no.startswith("pick:") else ""


def _read(request: Request) -> Target | None:
    """What follows /cancel: "2", "1 and 3", "lunch", "my 8am", "all tomorrow"."""
    text = request.text.strip()
    number = row_number(text)
    if number is not None:
        return Target(row=number)
    return (
        understand(f"cancel {text}", request.now, request.zone, locale=request.person.language).target if text else None
    )


async def _each_named(request: Request, target: Target) -> Sequence[Event]:
    """ "The dentist and lunch with Jason": each of the names, where every one is of one event; else none."""
    found: list[Event] = []
    names = names_apart(target.words or "")
    for name in names if len(names) > 1 else ():
        events, exactly = await found_by(request, replace(target, words=name))
        if not exactly or len({event.series_id or event.id for event in events}) != 1:
            return ()
        found.append(events[0])
    return found


async def _two_done_last(request: Request) -> Sequence[Event]:
    """ "Cancel both": the two that one message booked or changed last, where they stand; else none."""
    keys: Sequence[str] = ()
    with suppress(StoreUnavailable):
        keys = await request.calendar.done_last(request.chat_id)
    found = [await request.calendar.event(key.rpartition(".")[0]) for key in keys] if len(keys) == _BOTH else []
    standing = [event for event in found if event is not None and event.status is not EventStatus.CANCELLED]
    return standing if len(standing) == _BOTH else ()


async def _several(request: Request, target: Target) -> Reply:
    """Several rows, or all events of a name or a time: asked about once, together."""
    if target.rows:
        found = await by_rows(request, target.rows)
        if isinstance(found, Reply):
            return found
    elif target.words or target.when:
        found, exactly = await found_by(request, target)
        if not exactly and target.words and target.when:
            found = ()  # of that name there is something at another time only
    else:
        count = await request.calendar.shown_rows(request.chat_id, request.replied_to)
        if not count:
            return _with_list(await show_list(request), request)
        rows = await by_rows(request, range(1, count + 1))
        if isinstance(rows, Reply):
            return rows
        found = rows
    if not found:
        chosen = await by_target(request, target, "cancel")
        return chosen.reply or Reply(request.words("cancel_how"))
    one_series = len({event.series_id or event.id for event in found}) == 1
    return await _ask_first(request, found[0]) if one_series else await ask_about_several(request, found)


def _with_list(shown: Reply, request: Request) -> Reply:
    return replace(shown, text=lines(request.words("cancel_all_of_what"), BLANK, shown.text))


def _names_nothing(target: Target) -> bool:
    """ "Cancel", "cancel that": what was booked or changed last."""
    named = target.row is not None or target.when is not None or target.every
    return not named and (not target.words or points_back(target.words))


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
