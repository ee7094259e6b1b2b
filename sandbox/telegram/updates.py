"""The queue of updates that the bot has not confirmed yet, and who may be told of which kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.telegram.changes import Changes
from sandbox.telegram.contract import DEFAULT_UPDATES, UPDATE_KINDS
from sandbox.telegram.params import Json

LIFE = timedelta(hours=24)
"""How long Telegram keeps an update that nobody fetches."""


@dataclass(frozen=True)
class Update:
    """One update. json: the Bot API's Update object; chat_id orders webhook deliveries, None where there is none."""

    update_id: int
    kind: str
    json: Json
    chat_id: int | None
    at: datetime


class UpdateQueue:
    """Unconfirmed updates in order. A kind the bot did not ask for is dropped when it happens."""

    def __init__(self, changes: Changes) -> None:
        self.pending: list[Update] = []
        self.allowed: frozenset[str] = DEFAULT_UPDATES
        self.last_id = 100_000_000
        self._changes = changes

    def add(self, kind: str, body: Json, at: datetime) -> Update:
        """Queue an update of that kind with that object in it."""
        self.last_id += 1
        chat = body.get("chat") or body.get("message", {}).get("chat") or {}
        json = {"update_id": self.last_id, kind: body}
        update = Update(self.last_id, kind, json, chat.get("id"), at)
        if kind in self.allowed:
            self.pending.append(update)
        self._changes.note()
        return update

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Set what the bot wants to hear of from now on; an empty list means the default, None leaves it."""
        if kinds is not None:
            self.allowed = frozenset(kind for kind in kinds if kind in UPDATE_KINDS) or DEFAULT_UPDATES

    def expire(self, now: datetime) -> None:
        """Forget what has waited longer than Telegram waits."""
        self.pending = [update for update in self.pending if now - update.at < LIFE]

    def confirm(self, offset: int) -> None:
        """Forget what lies before an offset; a negative one keeps that many from the end."""
        kept = [one for one in self.pending if one.update_id >= offset] if offset >= 0 else self.pending[offset:]
        if len(kept) != len(self.pending):
            self.pending = kept
            self._changes.note()

    def remove(self, update_id: int) -> None:
        """Forget one that a webhook has taken."""
        self.pending = [update for update in self.pending if update.update_id != update_id]
        self._changes.note()

    def clear(self) -> None:
        self.pending = []
        self._changes.note()

    def dump(self) -> Json:
        return {
            "last_id": self.last_id,
            "pending": [
                {"kind": one.kind, "json": one.json, "chat_id": one.chat_id, "at": one.at.isoformat()}
                for one in self.pending
            ],
        }

    def load(self, kept: Json) -> None:
        self.last_id = kept["last_id"]
        self.pending = [
            Update(
                one["json"]["update_id"],
                one["kind"],
                one["json"],
                one["chat_id"],
                datetime.fromisoformat(one["at"]),
            )
            for one in kept["pending"]
        ]
