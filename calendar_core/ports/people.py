"""Who may speak to the bot, and how they like it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from calendar_core.domain import Subscriber


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may speak to the bot.

    language: "en", "ms" or "zh"; "" until they have said something. language_chosen: they asked for it; else it is the
    one they wrote in last. leads: minutes, empty for no reminders.
    """

    user_id: int
    chat_id: int
    account_id: str
    language: str = "en"
    zone: str = "Asia/Kuala_Lumpur"
    leads: tuple[int, ...] = (30,)
    blocked: bool = False
    language_chosen: bool = False


class PeopleStore(Protocol):
    """Who may speak to the bot, and how they like it."""

    async def save_person(self, person: Person) -> None:
        """Add or replace."""
        ...

    async def load_person(self, user_id: int) -> Person | None:
        """None for a stranger."""
        ...

    async def remove_person(self, user_id: int) -> None:
        """And with them their reminders' rows lose their chat."""
        ...

    async def people_of(self, account_id: str) -> tuple[Person, ...]:
        """Everybody who shares that account."""
        ...

    async def subscribers_of(self, account_id: str) -> tuple[Subscriber, ...]:
        """The chats that are reminded, with their leads; blocked ones left out."""
        ...
