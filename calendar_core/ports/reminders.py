"""Reminder rows, claimed by whoever sends them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from calendar_core.domain import Reminder
from calendar_core.ports.calendars import CalendarRef


@dataclass(frozen=True, slots=True)
class ReminderClaim:
    """A due reminder that this process may send until the lease ends. receipt: fences the ack."""

    reminder: Reminder
    receipt: str
    attempts: int
    due: datetime


class ReminderStore(Protocol):
    """Reminder rows. Whoever claims a row may send it until its lease ends; unacknowledged rows come back."""

    async def put_reminder(self, account_id: str, reminder: Reminder) -> None:
        """Keep a row that a person asked for; the same id is replaced."""
        ...

    async def cancel_reminder(self, ref: CalendarRef, event_id: str, reminder_id: str) -> bool:
        """Take a row of that event out; False if there was none."""
        ...

    async def due_chats(self, limit: int) -> tuple[int, ...]:
        """At most so many chats for which something is due that nobody is sending, the longest overdue first."""
        ...

    async def claim_due(self, limit: int, lease: float, *, chat_id: int | None = None) -> tuple[ReminderClaim, ...]:
        """At most `limit` due rows (of that chat), earliest first, none of a parked chat, none twice while its lease
        (s) runs."""
        ...

    async def extend(self, claims: Sequence[ReminderClaim], lease: float) -> bool:
        """They are still being sent: ours for so many seconds from now. Rows that are no longer ours stay; False where
        none of them is."""
        ...

    async def acknowledge(self, claims: Sequence[ReminderClaim]) -> None:
        """They were sent, or need not be; a row that was re-timed meanwhile stays."""
        ...

    async def release(self, claims: Sequence[ReminderClaim], after: float) -> None:
        """They could not be sent now: due again after so many seconds."""
        ...

    async def next_due(self) -> datetime | None:
        """When the earliest row is due."""
        ...

    async def park_chat(self, chat_id: int, parked: bool) -> None:
        """Stop (or take up again) sending to a chat that blocked the bot."""
        ...

    async def upcoming(self, account_id: str, limit: int) -> tuple[Reminder, ...]:
        """The next rows of an account, for people to see."""
        ...
