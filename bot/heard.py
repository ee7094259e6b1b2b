"""What an update says: the one place that knows what Telegram's updates look like. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from telegram import CallbackQuery, Message, Update, User
from telegram.constants import ChatType

_MEDIA = (
    *("photo", "voice", "video", "video_note", "audio", "sticker", "document", "animation"),
    *("location", "contact", "poll", "dice", "venue", "story"),
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What an update is, once everything that is nobody's business is left out.

    text: typed, or the caption of something. tap: callback data, None where nothing was tapped. kind: for metrics
    and for the answer to what is no text.
    """

    user: User
    chat_id: int
    message_id: int
    sent_at: datetime
    kind: str
    text: str = ""
    tap: str | None = None
    tap_id: str = ""
    replied_to: int = 0


def heard_in(update: Update, now: datetime) -> Heard | None:
    """What a person said or tapped in a private chat; None for everything else: groups, channels, inline queries,
    other bots, and what Telegram tells by itself."""
    if (query := update.callback_query) is not None:
        return _tap(query, now)
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.from_user.is_bot:
        return None
    if message.chat is None or message.chat.type != ChatType.PRIVATE:
        return None
    kind = _kind(message)
    if kind == "service":
        return None
    if update.edited_message is not None:
        kind = "edited"
    answered = message.reply_to_message
    return Heard(
        message.from_user,
        message.chat.id,
        message.message_id,
        message.date,
        kind,
        text=_whole(message.text or message.caption or ""),
        replied_to=answered.message_id if answered else 0,
    )


def _tap(query: CallbackQuery, now: datetime) -> Heard | None:
    message = query.message
    if query.from_user is None or query.from_user.is_bot or message is None:
        return None
    if message.chat is None or message.chat.type != ChatType.PRIVATE:
        return None
    sent_at = message.date if isinstance(message, Message) else now
    tap = _whole(query.data or "")
    return Heard(query.from_user, message.chat.id, message.message_id, sent_at, "tap", tap=tap, tap_id=query.id)


def _whole(text: str) -> str:
    """The text without halves of characters: JSON can say a lone surrogate, and nothing that we keep or send can."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def _kind(message: Message) -> str:
    if message.text is not None:
        return "text"
    if message.caption is not None:
        return "caption"
    return "media" if any(getattr(message, name, None) for name in _MEDIA) else "service"
