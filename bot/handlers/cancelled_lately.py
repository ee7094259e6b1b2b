"""What did I cancel? The cancellations that can still be taken back, each with its way back."""

from __future__ import annotations

from bot.handlers.request import Request
from bot.understanding import asks_what_was_cancelled
from bot.views.changes import Said, several_said
from bot.views.reply import Button, Reply

_MOST = 8
_IN_A_ROW = 4  # buttons


async def cancelled_lately(request: Request) -> Reply | None:
    """Newest first; None where the message asks no such thing. Raises StoreUnavailable."""
    if request.command or request.tap is not None or not asks_what_was_cancelled(request.text):
        return None
    words, found = request.words, (await request.calendar.cancelled_lately(request.chat_id))[:_MOST]
    if not found:
        return Reply(words("cancelled_nothing"))
    said = [Said(event, "done") for _, event in found]
    shown = several_said(said, words("cancelled_lately"), words, request.zone, request.now)
    buttons = [
        Button(words("button_undo_row", number=number), f"undo:{key}") for number, (key, _) in enumerate(found, start=1)
    ]
    return Reply(shown.text, tuple(tuple(buttons[i : i + _IN_A_ROW]) for i in range(0, len(buttons), _IN_A_ROW)))
