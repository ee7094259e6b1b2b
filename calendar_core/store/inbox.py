"""Updates of Telegram that are not handled yet: each kept once, each chat in order, over any number of replicas."""

from __future__ import annotations

import hashlib
from typing import Any

from calendar_core.ports import InboxItem
from calendar_core.store.connection import Store
from calendar_core.store.script_lane import Argument

REMEMBERED = 6 * 86400
"""Seconds an update id is remembered: Telegram repeats an update for a day, and ids may start anew after a week
without any (Bot API, Update)."""

DEATHS = 15
"""An update whose handler died so often is given up without a word; whoever claims it speaks before that."""


def _name(update_id: int, payload: bytes) -> str:
    """What an update is known by: its id alone is not enough, for another bot's ids, or ids that began anew, may be
    the same."""
    return f"{update_id}.{hashlib.blake2b(payload, digest_size=6).hexdigest()}"


class RedisInboxStore:
    """Implements ports.InboxStore. What each method promises is said there."""

    def __init__(self, store: Store, *, deaths: int = DEATHS) -> None:
        self._store = store
        self._key = store.keys.inbox
        self._keys = store.keys.inbox_keys()
        self._deaths = deaths

    async def put(self, update_id: int, chat_key: str, payload: bytes) -> bool:
        return bool(await self._put(update_id, chat_key, payload, ""))

    async def receive(self, update_id: int, chat_key: str, payload: bytes, lease: float) -> InboxItem | None:
        return _item(await self._put(update_id, chat_key, payload, lease))

    async def claim(self, lease: float) -> InboxItem | None:
        return _item(await self._run("claim", lease, self._deaths))

    async def extend(self, item: InboxItem, lease: float) -> bool:
        return bool(await self._run("extend", item.chat_key, item.receipt, lease))

    async def done(self, item: InboxItem) -> None:
        await self._settle(item, "", self._deaths)

    async def done_and_claim(self, item: InboxItem, lease: float) -> InboxItem | None:
        return _item(await self._settle(item, "", self._deaths, lease))

    async def fail(self, item: InboxItem, after: float, tries: int) -> bool:
        return bool(await self._settle(item, max(0.0, after), tries))

    async def _put(self, update_id: int, chat_key: str, payload: bytes, lease: float | str) -> Any:
        name = _name(update_id, payload)
        return await self._run("put", name, chat_key, payload, REMEMBERED, lease, promised=True)

    async def _settle(self, item: InboxItem, after: float | str, tries: int, lease: float | str = "") -> Any:
        name = _name(item.update_id, item.payload)
        return await self._run("settle", name, item.chat_key, item.receipt, after, tries, lease)

    async def _run(self, name: str, *args: Argument, promised: bool = False) -> Any:
        return await self._store.run(f"inbox_{name}", self._keys, [self._store.clock.offset, *args], promised=promised)

    async def put_aside(self, update_id: int, payload: bytes) -> None:
        await self._run("put_aside", _name(update_id, payload), payload, REMEMBERED, promised=True)

    async def depth(self) -> int:
        return int(await self._store.call("SCARD", self._key("waiting")))

    async def parked(self) -> int:
        return int(await self._store.call("ZCARD", self._key("parked")))

    async def lease(self, name: str, seconds: float, lease: str = "") -> str | None:
        """Take a right of that name, or renew it under the word it was given under; None while another has it."""
        word = await self._store.run(
            "lease", [self._store.keys.lease(name)], [self._store.clock.offset, lease, seconds]
        )
        return word.decode() or None

    async def release(self, name: str, lease: str) -> None:
        """Give it back; nothing happens if it has passed to somebody else."""
        await self._store.run("lease", [self._store.keys.lease(name)], [self._store.clock.offset, lease, 0])

    async def lease_left(self, name: str) -> float:
        """Seconds for which somebody still holds a right of that name; 0 where nobody does. Changes nothing."""
        until = await self._store.call("HGET", self._store.keys.lease(name), "until")
        return max(0.0, float(until or 0) - await self._store.time() - self._store.clock.offset)

    async def polling_lease(self, lease: str, seconds: float) -> str | None:
        return await self.lease("polling", seconds, lease)

    async def release_polling(self, lease: str) -> None:
        await self.release("polling", lease)


def _item(found: Any) -> InboxItem | None:
    """What a script handed out; it answers a number, or nothing, where that is nothing."""
    if not isinstance(found, list) or not found:
        return None
    name, chat_key, payload, tries, receipt, failed = found
    update_id = int(name.partition(b".")[0])
    return InboxItem(update_id, chat_key.decode(), payload, int(tries), receipt.decode(), int(failed))
