"""Writes that are promised until Google has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from calendar_core.domain import Event, EventDraft
from calendar_core.ports.calendars import CalendarRef


class OutboxAction(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A write that Google could not take yet, or whose outcome is unknown.

    id: the idempotency key; the same id is kept once. event: what Google shall have (for DELETE: what shall go).
    draft: for CREATE. chat_id: who is told the verdict. attempts: tries so far. verdict: what came of it, once that is
    known and only the telling is left. receipt: the store's, of this content and claim.
    """

    id: str
    ref: CalendarRef
    action: OutboxAction
    event_id: str
    chat_id: int
    kept_at: datetime
    draft: EventDraft | None = None
    event: Event | None = None
    attempts: int = 0
    last_error: str = ""
    verdict: str = ""
    receipt: str = ""


class OutboxStore(Protocol):
    """Writes that are promised. An entry leaves only by `finish`, after the person was told."""

    async def put(self, entry: OutboxEntry, due_at: datetime) -> None:
        """Keep it, so that it survives this process; where a replica exists, wait for it. Raises StoreUnavailable.

        The same id with the same content is kept once; with other content the later one replaces the earlier.
        """
        ...

    async def claim_due(self, limit: int, lease: float) -> tuple[OutboxEntry, ...]:
        """Due entries, oldest first; none twice while its lease (s) runs, and those of one event one after another."""
        ...

    async def extend(self, entry: OutboxEntry, lease: float) -> bool:
        """It is still being seen through: ours for so many seconds from now, and its verdict, if it has one, is kept.
        False, and nothing done, where it was replaced or has passed to somebody else."""
        ...

    async def reschedule(self, entry: OutboxEntry, due_at: datetime, *, earliest: datetime | None = None) -> None:
        """Save the entry's attempts, last_error and verdict, and try again then; nothing where it was replaced.

        earliest: nobody named `due_at`, so `hasten` may bring it forward, to this instant at most.
        """
        ...

    async def hasten(self, account_id: str) -> int:
        """Google has answered for that account: what waits for it until a guessed time is due now, or as soon as it
        may be. How many."""
        ...

    async def finish(self, entry: OutboxEntry) -> None:
        """Done and told. Where other content has replaced it meanwhile, that stays."""
        ...

    async def withdraw(self, ref: CalendarRef, action: OutboxAction, event_id: str) -> None:
        """A later request of that kind was done at once: what was kept of it is neither done again nor told."""
        ...

    async def pending(self, account_id: str) -> tuple[OutboxEntry, ...]:
        """What waits, oldest first."""
        ...
