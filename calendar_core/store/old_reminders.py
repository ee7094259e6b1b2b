"""Takes over the reminder rows of schema version 1, which had a key each, named by the row.

Whoever first looks for due rows after an upgrade does it, once a store. Nothing is lost, and what was sent before is
known to have been sent.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Protocol

from redis.exceptions import RedisError

from calendar_core.domain import Event, Reminder
from calendar_core.ports import CalendarRef
from calendar_core.store.connection import Store, unavailable
from calendar_core.store.keys import ShardKeys, decoded
from calendar_core.store.reminder_values import read_old_reminder
from calendar_core.store.values import read_event

log = logging.getLogger(__name__)

_DERIVED = re.compile(rb".*:-?\d+:\d+")  # event:chat:lead
_DONE = "calendar:reminders:version:{reminders}"


class _Rows(Protocol):
    """Where the rows go."""

    async def keep(self, account_id: str, row: Reminder, *, silent: bool = False) -> None: ...

    async def cancel_reminder(self, ref: CalendarRef, event_id: str, reminder_id: str) -> bool: ...


class OldReminders:
    """What is left of version 1 in the store. rows: takes it in today's form."""

    def __init__(self, store: Store, rows: _Rows) -> None:
        self._store = store
        self._rows = rows
        self._looked = False

    async def take_over(self) -> None:
        """Bring old rows into today's form, if that has not been done. Raises StoreUnavailable; it is done again then.

        Several may do it at once: a row is put under its own name before its old key goes.
        """
        if self._looked:
            return
        if not await self._store.call("EXISTS", _DONE):
            found = 0
            for tag in self._store.keys.tags:
                shard = ShardKeys(tag)
                async for key in self._found(shard.strays):
                    await self._take_record(shard, key)
                async for key in self._found(shard.row):
                    found += await self._take_row(shard, key)
            await self._store.call("SET", _DONE, "2")
            if found:
                log.info("old_reminders_taken_over", extra={"rows": found})
        self._looked = True

    async def _found(self, beginning: str) -> AsyncIterator[str]:
        try:
            async for key in self._store.client.scan_iter(match=f"{beginning}*", count=1000):
                yield key.decode()
        except (RedisError, OSError, TimeoutError) as error:
            raise unavailable(error) from error

    async def _take_row(self, shard: ShardKeys, key: str) -> bool:
        member = key.removeprefix(shard.row)
        account, colon, row_id = member.partition(":")
        if not colon:
            return False  # a minute of today's
        value = await self._store.call("GET", key) if await self._store.call("TYPE", key) == b"string" else None
        row = read_old_reminder(value, row_id)
        if row is not None:
            waits = await self._store.call("ZSCORE", shard.due, member) is not None
            await self._rows.keep(decoded(account), row, silent=not waits)
        await self._store.call("ZREM", shard.due, member)
        await self._store.call("HDEL", shard.leases, member)
        await self._store.call("DEL", key)
        return row is not None

    async def _take_record(self, shard: ShardKeys, key: str) -> None:
        """What an event's rows had come to: those that were sent are not to come again."""
        account, _, rest = key.removeprefix(shard.strays).partition(":")
        calendar, colon, event_id = rest.partition(":")
        if not colon:
            return  # today's, of a whole calendar
        ref = CalendarRef(decoded(account), decoded(calendar))
        value = await self._store.call("GET", f"{shard.event}{account}:{calendar}:{event_id}")
        if (event := read_event(value, ref.calendar_id)) is not None:
            for row_id in await self._sent(key, event):
                _, chat, lead = row_id.rsplit(":", 2)
                due = event.when.starts_at() - timedelta(minutes=int(lead))
                row = Reminder(
                    row_id, int(chat), event_id, ref.calendar_id, event.title, event.when, "", due, int(lead)
                )
                await self._rows.keep(ref.account_id, row)
                await self._rows.cancel_reminder(ref, event_id, row_id)
        await self._store.call("DEL", key)

    async def _sent(self, key: str, event: Event) -> list[str]:
        """The derived rows of a record that were sent for the event's present start."""
        if await self._store.call("TYPE", key) != b"hash":
            return []
        fields = await self._store.call("HGETALL", key)
        pairs = fields.items() if isinstance(fields, dict) else zip(fields[::2], fields[1::2], strict=False)
        mark = f"s {math.floor(event.when.starts_at().timestamp()):.6f}".encode()
        return [name.decode() for name, found in pairs if found == mark and _DERIVED.fullmatch(name)]
