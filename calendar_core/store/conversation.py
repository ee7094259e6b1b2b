"""What a chat has been shown and may refer to: lists, undo records and small notes, each with its life."""

from __future__ import annotations

from calendar_core.domain import Agenda
from calendar_core.ports import UndoRecord
from calendar_core.store.chat_values import agenda_json, read_agenda, read_undo, undo_json
from calendar_core.store.connection import Store

_AGENDA_LIFE = 3 * 86400
"""Seconds; longer than the 24 hours after which a list is old, so that it can be said to be."""

_UNDO_LIFE = 48 * 3600


class RedisConversationStore:
    """Implements ports.ConversationStore. What each method promises is said there."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._key = store.keys.chat

    async def save_agenda(self, chat_id: int, agenda: Agenda, message_id: int = 0) -> None:
        names = [("agenda",), ("agenda", str(message_id))] if message_id else [("agenda",)]
        keys = [self._key(chat_id, *name) for name in names]
        await self._store.run("keep", keys, [agenda_json(agenda), _AGENDA_LIFE])

    async def load_agenda(self, chat_id: int, message_id: int = 0) -> Agenda | None:
        name = ("agenda", str(message_id)) if message_id else ("agenda",)
        return read_agenda(await self._store.call("GET", self._key(chat_id, *name)))

    async def keep_undo(self, chat_id: int, key: str, undo: UndoRecord) -> None:
        await self._store.call("SET", self._key(chat_id, "undo", key), undo_json(undo), "EX", _UNDO_LIFE)
        await self._store.call("SET", self._key(chat_id, "undo"), key, "EX", _UNDO_LIFE)

    async def load_undo(self, chat_id: int, key: str = "") -> UndoRecord | None:
        if not key:
            latest = await self._store.call("GET", self._key(chat_id, "undo"))
            if not latest:
                return None
            key = latest.decode(errors="replace")
        return read_undo(await self._store.call("GET", self._key(chat_id, "undo", key)))

    async def forget_undo(self, chat_id: int, key: str) -> None:
        latest = await self._store.call("GET", self._key(chat_id, "undo"))
        gone = [self._key(chat_id, "undo", key)]
        if latest == key.encode():
            gone.append(self._key(chat_id, "undo"))
        await self._store.call("DEL", *gone)

    async def keep_note(self, chat_id: int, key: str, value: bytes, seconds: int) -> None:
        await self._store.call("SET", self._key(chat_id, "note", key), value, "EX", max(1, seconds))

    async def load_note(self, chat_id: int, key: str) -> bytes | None:
        value: bytes | None = await self._store.call("GET", self._key(chat_id, "note", key))
        return value

    async def keep_first_note(self, chat_id: int, key: str, value: bytes, seconds: int) -> bytes:
        await self._store.call("SET", self._key(chat_id, "note", key), value, "EX", max(1, seconds), "NX")
        kept = await self.load_note(chat_id, key)
        return value if kept is None else kept

    async def take_note(self, chat_id: int, key: str) -> bytes | None:
        value: bytes | None = await self._store.call("GETDEL", self._key(chat_id, "note", key))
        return value

    async def count_note(self, chat_id: int, key: str, seconds: int) -> int:
        name = self._key(chat_id, "note", key)
        await self._store.call("SET", name, 0, "EX", max(1, seconds), "NX")
        count = int(await self._store.call("INCR", name))
        if count == 1:  # it may have lapsed in between, and INCR then makes one that would never lapse
            await self._store.call("EXPIRE", name, max(1, seconds))
        return count
