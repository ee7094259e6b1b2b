"""What the watch over the service remembers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from calendar_core.ports.notices import NoticeKind


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that keeps the bot from serving an account, from when it began until everybody knows that it is over.

    kind: what people are told. reason: name of an error's class, or "". told: the chats that have heard of it. over:
    it has ended, and those in `told` have yet to hear that.
    """

    kind: NoticeKind
    since: datetime
    reason: str = ""
    told: frozenset[int] = frozenset()
    over: bool = False


@dataclass(frozen=True, slots=True)
class Checkup:
    """One comparison of the cache with Google. checked: events that Google has. differing: events that differed at
    first. outcome: see bot.health.consistency."""

    at: datetime
    checked: int
    differing: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Watchbook:
    """What is known of an account's incidents. now: the store's time, which all replicas share."""

    now: datetime
    incidents: tuple[Incident, ...] = ()
    checkup: Checkup | None = None


class WatchStore(Protocol):
    """What the watch over the service remembers, so that replicas and restarts tell people once."""

    async def hold_watch(self, word: str, seconds: float) -> str | None:
        """Take the right to tell people, or renew it under the word it was given under; None while another has it."""
        ...

    async def witness(self, word: str) -> str:
        """The word that was left here first. It differs from the one seen before only where the store has lost what
        it held; `word` is left where there is none."""
        ...

    async def read(self, account_id: str) -> Watchbook:
        """Everything at once. Rubbish counts as absent."""
        ...

    async def open_incident(self, account_id: str, kind: NoticeKind, reason: str = "") -> None:
        """Note that it has begun, now by the store's time; nothing where it is known already."""
        ...

    async def save_incident(self, account_id: str, incident: Incident) -> None:
        """Add or replace."""
        ...

    async def close_incident(self, account_id: str, kind: NoticeKind) -> None:
        """Forget it: the next of its kind is told anew."""
        ...

    async def claim_checkup(self, account_id: str, period: float) -> bool:
        """The right to the checkup that is due, once over all replicas; the next is then due `period` seconds later,
        and so is the very first."""
        ...

    async def save_checkup(self, account_id: str, checkup: Checkup) -> None:
        """Keep the last one."""
        ...
