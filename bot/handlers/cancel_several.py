"""Cancel several events at once: they are shown together and asked about once; each has its own verdict."""

from __future__ import annotations

from collections.abc import Sequence

from bot.handlers import open_question
from bot.handlers.request import Handler, Request
from bot.views.changes import Said, several_rows, several_said
from bot.views.failures import refusal
from bot.views.reply import BLANK, Button, Reply, lines
from bot.views.wording import Markup, Wording
from calendar_core.domain import Event
from calendar_core.errors import CalendarError, ChangedMeanwhile, NotFound
from calendar_core.service import State

MOST = 20
"""Events cancelled by one yes: what one list shows."""


async def ask_about_several(request: Request, events: Sequence[Event]) -> Reply:
    """One question for all of them; of a repeating one only the date that is shown goes."""
    words, shown = request.words, tuple(events[:MOST])
    yes = Button(words("button_yes_cancel_all", n=len(shown)), f"cancelmany:{','.join(event.id for event in shown)}")
    notes = [words("cancel_guests_several")] if any(event.has_guests for event in shown) else []
    if any(event.series_id for event in shown):
        notes.append(words("cancel_dates_only"))
    if len(events) > len(shown):
        notes.append(words("cancel_not_more", n=MOST))
    buttons = ((yes,), (Button(words("button_keep"), "keep:"),))
    await open_question.ask(request, buttons, yes=yes.data, no="keep:", every=yes.data)
    rows = several_rows(shown, words, request.zone, request.now)
    return Reply(lines(words("cancel_several", n=len(shown)), BLANK, rows, *notes), buttons)


async def cancel_several(request: Request) -> Reply:
    """The yes to that question. A second tap finds them gone, and says so."""
    words = request.words
    said: list[Said] = []
    keys: list[str] = []
    for event_id in (request.tap or "").split(",")[:MOST]:
        event = await request.calendar.event(event_id)
        if event is None:
            continue
        one, key = await _cancel(request, event)
        said.append(one)
        keys += [key] if key else []
    if not said:
        return Reply(words("already_gone_several"), replaces=True)
    if len(keys) > 1:
        await request.calendar.done_together(request.chat_id, keys)
    await open_question.close(request)
    answer = several_said(said, _head(said, words), words, request.zone, request.now, undo=",".join(keys))
    return Reply(answer.text, answer.buttons, replaces=True)


def _head(said: Sequence[Said], words: Wording) -> Markup:
    if all(one.verdict == "kept" for one in said):
        return words("kept_cancel")
    done = sum(one.verdict == "done" for one in said)
    return words("cancelled_several" if done == len(said) else "cancelled_some", n=done, of=len(said))


async def _cancel(request: Request, event: Event) -> tuple[Said, str]:
    """What came of one, and the key that takes it back."""
    try:
        outcome = await request.calendar.cancel(event, chat_id=request.chat_id)
    except ChangedMeanwhile:
        return Said(event, "changed"), ""
    except NotFound:
        return Said(event, "gone"), ""
    except CalendarError as error:
        return Said(event, "failed", refusal(error, request.words)), ""
    return Said(event, "kept" if outcome.state is State.KEPT else "done"), outcome.undo_key


HANDLER = Handler(cancel_several, taps=("cancelmany",), place=41)
