"""The names under which a chat's deeds can be taken back."""

from __future__ import annotations

import hashlib

from calendar_core.errors import StoreUnavailable
from calendar_core.ports import ConversationStore, UndoRecord

_BOOKED, _CANCELLED = "new", "gone"  # the last part of an undo key


async def keep_undo(conversation: ConversationStore, chat_id: int, record: UndoRecord) -> str:
    """Remember how to take it back; its key, "" where the store is away."""
    key = undo_key(record)
    try:
        await conversation.keep_undo(chat_id, key, record)
    except StoreUnavailable:
        return ""
    return key


def undo_key(record: UndoRecord) -> str:
    """The name of one thing that was done: the event and what became of it, so that doing it twice is one thing."""
    if record.after is None:
        return f"{record.before.id}.{_CANCELLED}" if record.before is not None else ""
    if record.before is None:
        return f"{record.after.id}.{_BOOKED}"
    after = record.after
    version = hashlib.sha256(f"{after.etag}{after.when}{after.title}{after.location}".encode()).hexdigest()[:8]
    return f"{after.id}.{version}"


def is_booking(key: str) -> bool:
    """Whether what that undo key takes back is a booking, so that the event goes."""
    return key.endswith(f".{_BOOKED}")
