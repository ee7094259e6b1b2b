"""Take back the last thing that was done, or the one a button names."""

from __future__ import annotations

from bot.handlers.request import Handler, Request
from bot.understanding import Intent
from bot.views.events import undone
from bot.views.reply import Reply
from calendar_core.errors import ChangedMeanwhile, NotFound


async def undo(request: Request) -> Reply:
    """A second tap finds nothing more to take back, and says so."""
    words = request.words
    try:
        # A button without its key is none of ours: it must not take back whatever came last.
        forged = request.tap == ""
        outcome = None if forged else await request.calendar.undo(request.tap or "", chat_id=request.chat_id)
    except ChangedMeanwhile:
        return Reply(words("changed_meanwhile"))
    except NotFound:
        return Reply(words("already_gone"))
    if outcome is None and request.tap is None:
        return Reply(words("nothing_more_to_undo"))
    if outcome is None:
        return Reply(words("nothing_to_undo"), toast=words("nothing_to_undo"))
    answer = undone(outcome, words, request.zone, request.now)
    return Reply(answer.text, answer.buttons, replaces=request.tap is not None)


HANDLER = Handler(undo, commands=("undo",), intents=(Intent.UNDO,), taps=("undo",), place=60, listed=("undo",))
