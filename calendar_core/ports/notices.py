"""What people are told without having asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from calendar_core.domain import Event, When
from calendar_core.ports.outbox import OutboxAction


class NoticeKind(StrEnum):
    """What a person is told without having asked. Each has its wording in every language."""

    WRITE_DONE = "write_done"
    WRITE_FAILED = "write_failed"
    RECONNECT_NEEDED = "reconnect_needed"
    PERMISSION_MISSING = "permission_missing"
    QUOTA_SPENT = "quota_spent"
    SYNC_FAILING = "sync_failing"
    STORE_AWAY = "store_away"
    STORE_LOST = "store_lost"
    BACK_AGAIN = "back_again"
    STORE_BACK = "store_back"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person has to hear. action, event, title, when: of the write a verdict is about.

    reason: name of an error's class. seconds: how long it lasts already, or has lasted. for_owner: whoever hears it
    runs this bot, and can do what others can only be told is being done.
    """

    kind: NoticeKind
    action: OutboxAction | None = None
    event: Event | None = None
    title: str = ""
    when: When | None = None
    reason: str = ""
    seconds: float = 0.0
    for_owner: bool = True


class Notices(Protocol):
    """Pushes a notice into a chat. Returns only when Telegram has taken it; raises CalendarError otherwise."""

    async def tell(self, chat_id: int, notice: Notice) -> None:
        """Say it."""
        ...
