"""Event ids that follow from the request, so that asking twice names the same event."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import datetime

_ID = re.compile(r"(?!\.)[A-Za-z0-9_.@+=~:-]{1,1024}")


def may_be_event_id(text: str) -> bool:
    """Whether Google may know an event by that id. What comes back from a button may be forged: without an id a
    request would be one for the whole list, and with parts of a path in it for something else again."""
    return _ID.fullmatch(text) is not None


def event_id_for(
    account_id: str, bot_id: int, chat_id: int, message_id: int, sent_at: datetime, part: int = 0, text: str = ""
) -> str:
    """The id under which the event of one part of one chat message is booked.

    sent_at: the message's own date, so that a chat whose message numbers start anew cannot hit an old event. part:
    0 for the first event of a message. text: what was written, for a server whose numbers and dates say little.
    Google takes 5 to 1024 characters of base32hex in lower case (Calendar v3, Events: insert); this gives 32, from
    160 bits of SHA-256.
    """
    source = f"{account_id}|{bot_id}|{chat_id}|{message_id}|{int(sent_at.timestamp())}|{part}|{text}"
    return base64.b32hexencode(hashlib.sha256(source.encode()).digest()[:20]).decode().lower()
