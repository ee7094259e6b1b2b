"""What a chat has been shown and may refer to: lists, undo records and small notes, each with its life."""

from __future__ import annotations

from collections.abc import Sequence

from calendar_core.domain import Agenda
from calendar_core.ports import UndoRecord
from calendar_core.store.chat_values import agenda_json, read_agenda, read_undo, undo_json
from calendar_core.store.connection import Store

_AGENDA_LIFE = 3 * 86400
"""Seconds; longer than the 24 hours after which a list is old, so that it can be said to be."""

_UNDO_LIFE = 48 * 3600
_DEEDS = 10
"""Requests that can be taken back one after another; what is older only by its own button."""

_TAKEN_BACK = ("-",)
"""Stands as the latest where the latest was taken back; see scripts/deeds.lua."""


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
        await self._note_deed("keep", chat_id, (key,), undo_json(undo))

    async def amend_undo(self, chat_id: int, key: str, undo: UndoRecord) -> None:
        await self._store.call("SET", self._key(chat_id, "undo", key), undo_json(undo), "EX", _UNDO_LIFE, "XX")

    async def join_undo(self, chat_id: int, keys: Sequence[str]) -> None:
        await self._note_deed("join", chat_id, keys)

    async def latest_undo(self, chat_id: int) -> tuple[str, ...]:
        return next((deed for deed in await self._deeds(chat_id) if deed != _TAKEN_BACK), ())

    async def undo_keys(self, chat_id: int) -> tuple[str, ...]:
        return tuple(key for deed in await self._deeds(chat_id) if deed != _TAKEN_BACK for key in reversed(deed))

    async def load_undo(self, chat_id: int, key: str = "") -> UndoRecord | None:
        if not key:
            latest = next(iter(await self._deeds(chat_id)), _TAKEN_BACK)
            if latest == _TAKEN_BACK:
                return None
            key = latest[-1]
        return read_undo(await self._store.call("GET", self._key(chat_id, "undo", key)))

    async def load_undone(self, chat_id: int, key: str) -> UndoRecord | None:
        return read_undo(await self._store.call("GET", self._key(chat_id, "undone", key)))

    async def forget_undo(self, chat_id: int, key: str) -> None:
        await self._note_deed("forget", chat_id, (key,))

    async def _note_deed(self, what: str, chat_id: int, keys: Sequence[str], record: str = "") -> None:
        names = [
            self._key(chat_id, "undo"),
            self._key(chat_id, "undo", keys[-1]),
            self._key(chat_id, "undone", keys[-1]),
        ]
        await self._store.run("deeds", names, [_UNDO_LIFE, _DEEDS, what, ",".join(keys), record])

    async def _deeds(self, chat_id: int) -> list[tuple[str, ...]]:
        """Keys of what was done, newest first, those of one request together."""
        value = await self._store.call("GET", self._key(chat_id, "undo"))
        return [tuple(deed.split(",")) for deed in (value or b"").decode(errors="replace").split()]

    async def keep_note(self, chat_id: int, key: str, value: bytes, seconds: int) -> None:
        await self._store.call("SET", self._key(chat_id, "note", key), value, "EX", max(1, seconds))

    async def load_note(self, chat_id: int, key: str) -> bytes | None:
        value: bytes | None = await self._store.call("GET", self._key(chat_id, "note", key))
        return value

    async def keep_first_note(self, chat_id: int, key: str, value: bytes, seconds: int) -> bytes:
        kept: bytes = await self._store.run("keep_first", [self._key(chat_id, "note", key)], [value, max(1, seconds)])
        return kept

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
