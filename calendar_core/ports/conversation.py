"""What a chat has been shown and may refer to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from calendar_core.domain import Agenda, Event
from calendar_core.ports.calendars import CalendarRef


@dataclass(frozen=True, slots=True)
class UndoRecord:
    """How to take back one thing that was done. before, after: the event then and now; None: there was none."""

    ref: CalendarRef
    before: Event | None
    after: Event | None


class ConversationStore(Protocol):
    """What a chat has been shown and may refer to."""

    async def save_agenda(self, chat_id: int, agenda: Agenda, message_id: int = 0) -> None:
        """The list last shown in this chat (and under that message, where it is known)."""
        ...

    async def load_agenda(self, chat_id: int, message_id: int = 0) -> Agenda | None:
        """The list last shown, or the one of that message."""
        ...

    async def keep_undo(self, chat_id: int, key: str, undo: UndoRecord) -> None:
        """How to take something back, for 48 hours; also the chat's latest."""
        ...

    async def amend_undo(self, chat_id: int, key: str, undo: UndoRecord) -> None:
        """The same thing is to be taken back another way; nothing where it was taken back meanwhile."""
        ...

    async def join_undo(self, chat_id: int, keys: Sequence[str]) -> None:
        """One request did these, in that order; also the chat's latest."""
        ...

    async def latest_undo(self, chat_id: int) -> tuple[str, ...]:
        """The keys of the latest request that was not taken back, in the order in which it did them."""
        ...

    async def undo_keys(self, chat_id: int) -> tuple[str, ...]:
        """The keys of the last ten requests that were not taken back, the latest first."""
        ...

    async def load_undo(self, chat_id: int, key: str = "") -> UndoRecord | None:
        """By key, or the chat's latest, None where that was taken back."""
        ...

    async def load_undone(self, chat_id: int, key: str) -> UndoRecord | None:
        """What was taken back under that key within the last hour, and not done again since."""
        ...

    async def forget_undo(self, chat_id: int, key: str) -> None:
        """It was taken back."""
        ...

    async def keep_note(self, chat_id: int, key: str, value: bytes, seconds: int) -> None:
        """A small value a later tap needs, such as the choices of a question."""
        ...

    async def load_note(self, chat_id: int, key: str) -> bytes | None:
        """The value, None when it has lapsed."""
        ...

    async def keep_first_note(self, chat_id: int, key: str, value: bytes, seconds: int) -> bytes:
        """Keep the value unless there is one already; the one that is kept, the same for all who ask at once."""
        ...

    async def take_note(self, chat_id: int, key: str) -> bytes | None:
        """The value, which is gone with that: of several who ask at once one gets it."""
        ...

    async def count_note(self, chat_id: int, key: str, seconds: int) -> int:
        """Count one more, from 1; over so many seconds from the first, and over all replicas."""
        ...
