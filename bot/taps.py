"""Callback data that is too long for Telegram, kept with the chat under a short name.

A button carries at most 64 bytes (Bot API, InlineKeyboardButton); Google's event ids may have 1,024.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace

from bot.views.reply import Button, Reply
from calendar_core.errors import StoreUnavailable
from calendar_core.ports import ConversationStore

MOST_BYTES = 64
_KEPT = 30 * 24 * 3600  # seconds a long button stays good
_SHORT = "ref:"


async def with_short_taps(notes: ConversationStore, chat_id: int, reply: Reply) -> Reply:
    """The reply with every over-long callback data put away; a button that cannot be kept is left out."""
    rows = []
    for row in reply.buttons:
        kept = [button for one in row if (button := await _shortened(notes, chat_id, one)) is not None]
        if kept:
            rows.append(tuple(kept))
    return replace(reply, buttons=tuple(rows))


async def long_tap(notes: ConversationStore, chat_id: int, data: str) -> str:
    """The callback data as it was meant; "" where it has lapsed."""
    if not data.startswith(_SHORT):
        return data
    kept = await notes.load_note(chat_id, data)
    return kept.decode() if kept else ""


async def _shortened(notes: ConversationStore, chat_id: int, button: Button) -> Button | None:
    if len(button.data.encode()) <= MOST_BYTES:
        return button
    name = _SHORT + hashlib.sha256(button.data.encode()).hexdigest()[:32]
    with suppress(StoreUnavailable):
        await notes.keep_note(chat_id, name, button.data.encode(), _KEPT)
        return replace(button, data=name)
    return None
