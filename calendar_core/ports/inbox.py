"""Updates of Telegram that are not handled yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class InboxItem:
    """An update that this process may handle until its lease ends.

    attempts: tries before this one. failed: how many of them said that they failed; in the others a process died.
    """

    update_id: int
    chat_key: str
    payload: bytes
    attempts: int
    receipt: str
    failed: int = 0

    @property
    def deaths(self) -> int:
        """Tries during which the process died."""
        return self.attempts - self.failed


class InboxStore(Protocol):
    """Updates that are not handled yet, in order for each chat, each known by its update id for a week."""

    async def put(self, update_id: int, chat_key: str, payload: bytes) -> bool:
        """Keep it, so that it survives this process; False where that very update was here before."""
        ...

    async def receive(self, update_id: int, chat_key: str, payload: bytes, lease: float) -> InboxItem | None:
        """The same, and claim it where its chat has nothing before it; None where it waits or was here before."""
        ...

    async def claim(self, lease: float) -> InboxItem | None:
        """The oldest update of a chat that nobody is handling; None where there is none.

        lease: seconds in which the store is heard; those of an outage do not count, for nobody can renew then.
        """
        ...

    async def extend(self, item: InboxItem, lease: float) -> bool:
        """It is still being handled: so many seconds from now until somebody else may take it up. False, and nothing
        done, where somebody has."""
        ...

    async def done(self, item: InboxItem) -> None:
        """It was handled; the chat's next may be claimed."""
        ...

    async def done_and_claim(self, item: InboxItem, lease: float) -> InboxItem | None:
        """The same, and claim as `claim` does, in one step."""
        ...

    async def fail(self, item: InboxItem, after: float, tries: int) -> bool:
        """It could not be handled: again after so many seconds, or, after so many failed tries, parked (True)."""
        ...

    async def put_aside(self, update_id: int, payload: bytes) -> None:
        """Park what nobody can read, known by its update id like any other. Raises StoreUnavailable."""
        ...

    async def depth(self) -> int:
        """How many wait or are being handled."""
        ...

    async def parked(self) -> int:
        """How many were given up."""
        ...

    async def polling_lease(self, lease: str, seconds: float) -> str | None:
        """Take the right to poll Telegram, or renew it under the word it was given under; None while another has it."""
        ...

    async def release_polling(self, lease: str) -> None:
        """Give it back; nothing happens if it has passed to somebody else."""
        ...
