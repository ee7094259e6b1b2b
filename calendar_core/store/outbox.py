"""Writes that are promised: kept in Redis until Google has taken them and the person was told."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from calendar_core.ports import CalendarRef, OutboxAction, OutboxEntry
from calendar_core.store.connection import Store
from calendar_core.store.keys import ShardKeys, encoded
from calendar_core.store.values import draft_json, epoch, event_json, moment_of, read_draft, read_event

log = logging.getLogger(__name__)


class _Body(msgspec.Struct, omit_defaults=True):
    """What an entry is about, apart from how it fares. draft, event: JSON of their own."""

    v: int
    id: str
    account: str
    calendar: str
    action: str
    event_id: str
    draft: str = ""
    event: str = ""


class RedisOutboxStore:
    """Implements ports.OutboxStore. What each method promises is said there."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def put(self, entry: OutboxEntry, due_at: datetime) -> None:
        keys, member = self._shard(entry), _member(entry)
        body = _Body(
            v=1,
            id=entry.id,
            account=entry.ref.account_id,
            calendar=entry.ref.calendar_id,
            action=entry.action.value,
            event_id=entry.event_id,
            draft=draft_json(entry.draft) if entry.draft else "",
            event=event_json(entry.event) if entry.event else "",
        )
        await self._store.run(
            "outbox_put",
            [
                keys.outbox + member,
                keys.outboxes_due,
                self._store.keys.outbox_of(entry.ref.account_id),
                keys.outboxes_busy,
            ],
            [
                member,
                msgspec.json.encode(body),
                entry.chat_id,
                f"{epoch(entry.kept_at):.6f}",
                f"{epoch(due_at):.6f}",
                entry.last_error,
            ],
            promised=True,
        )

    async def claim_due(self, limit: int, lease: float) -> tuple[OutboxEntry, ...]:
        entries: list[OutboxEntry] = []
        for tag in self._store.keys.tags:
            if len(entries) >= limit:
                break
            keys = ShardKeys(tag)
            found = await self._store.run(
                "outbox_claim",
                [keys.outboxes_due, keys.outboxes_busy, keys.outbox, f"calendar:outboxes:of:{tag}:"],
                [self._store.clock.offset, limit - len(entries), lease],
            )
            entries += [entry for row in found if (entry := await self._read(keys, row)) is not None]
        return tuple(sorted(entries, key=lambda entry: entry.kept_at))

    async def extend(self, entry: OutboxEntry, lease: float) -> bool:
        keys, account = self._shard(entry), entry.ref.account_id
        version, _, claim = entry.receipt.partition(".")
        held = await self._store.run(
            "outbox_extend",
            [keys.outbox + _member(entry), keys.outboxes_due, keys.outboxes_busy],
            [
                self._store.clock.offset,
                _member(entry),
                f"{encoded(account)}:{encoded(entry.event_id)}",
                version,
                claim,
                lease,
                entry.verdict,
            ],
            promised=bool(entry.verdict),
        )
        return bool(held)

    async def reschedule(self, entry: OutboxEntry, due_at: datetime, *, earliest: datetime | None = None) -> None:
        await self._settle(entry, f"{epoch(due_at):.6f}", f"{epoch(earliest):.6f}" if earliest else "")

    async def hasten(self, account_id: str) -> int:
        keys, account = ShardKeys(self._store.keys.tag(account_id)), self._store.keys.outbox_of(account_id)
        found = await self._store.run(
            "outbox_hasten", [account, keys.outboxes_due, keys.outboxes_busy, keys.outbox], [self._store.clock.offset]
        )
        return int(found)

    async def finish(self, entry: OutboxEntry) -> None:
        await self._settle(entry, "")

    async def withdraw(self, ref: CalendarRef, action: OutboxAction, event_id: str) -> None:
        keys, account = ShardKeys(self._store.keys.tag(ref.account_id)), ref.account_id
        member = _named(account, action, event_id)
        await self._store.run(
            "outbox_withdraw", [keys.outbox + member, keys.outboxes_due, self._store.keys.outbox_of(account)], [member]
        )

    async def pending(self, account_id: str) -> tuple[OutboxEntry, ...]:
        keys = ShardKeys(self._store.keys.tag(account_id))
        found = await self._store.run("outbox_pending", [self._store.keys.outbox_of(account_id), keys.outbox], [])
        entries = [await self._read(keys, row) for row in found]
        return tuple(entry for entry in entries if entry is not None)

    async def _settle(self, entry: OutboxEntry, due: str, earliest: str = "") -> None:
        keys, account = self._shard(entry), entry.ref.account_id
        version, _, claim = entry.receipt.partition(".")
        await self._store.run(
            "outbox_settle",
            [
                keys.outbox + _member(entry),
                keys.outboxes_due,
                self._store.keys.outbox_of(account),
                keys.outboxes_busy,
            ],
            [
                _member(entry),
                f"{encoded(account)}:{encoded(entry.event_id)}",
                version or "1",
                claim or "0",
                due,
                entry.attempts,
                entry.last_error,
                entry.verdict,
                earliest,
            ],
            promised=True,
        )

    def _shard(self, entry: OutboxEntry) -> ShardKeys:
        return ShardKeys(self._store.keys.tag(entry.ref.account_id))

    async def _read(self, keys: ShardKeys, row: Sequence[bytes]) -> OutboxEntry | None:
        """The entry, or None for one that cannot be read: it is put aside under "unreadable" and said in the log."""
        member, receipt = row[0].decode(), row[1].decode()
        fields = dict(zip(row[2::2], row[3::2], strict=False))
        entry = _entry(fields)
        if entry is None:
            log.error("a kept write cannot be read and was put aside")
            await self._store.call("RENAME", keys.outbox + member, f"{keys.outbox}unreadable:{member}")
            return None
        return replace(entry, receipt=receipt)


def _member(entry: OutboxEntry) -> str:
    return _named(entry.ref.account_id, entry.action, entry.event_id)


def _named(account: str, action: OutboxAction, event_id: str) -> str:
    return f"{encoded(account)}:{action.value}:{encoded(event_id)}"


def _entry(fields: dict[bytes, Any]) -> OutboxEntry | None:
    try:
        body = msgspec.json.decode(fields[b"body"], type=_Body)
        kept_at = moment_of(fields[b"kept_at"])
        draft, event = read_draft(body.draft), read_event(body.event, body.calendar)
        if body.v != 1 or kept_at is None or bool(body.draft) != bool(draft) or bool(body.event) != bool(event):
            return None
        return OutboxEntry(
            id=body.id,
            ref=CalendarRef(body.account, body.calendar),
            action=OutboxAction(body.action),
            event_id=body.event_id,
            chat_id=int(fields[b"chat"]),
            kept_at=kept_at,
            draft=draft,
            event=event,
            attempts=int(fields.get(b"attempts", 0)),
            last_error=fields.get(b"last_error", b"").decode(),
            verdict=fields.get(b"verdict", b"").decode(),
        )
    except (KeyError, ValueError, RecursionError, msgspec.MsgspecError):
        return None
