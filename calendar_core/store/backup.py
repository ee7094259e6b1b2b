"""Taking out of a store what a person asked for. What that is, is said in `pieces`; putting back is in `restore`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

from redis.asyncio.cluster import RedisCluster

from calendar_core.domain import ReminderSource
from calendar_core.store.chat_values import read_person
from calendar_core.store.connection import FAILURES, Store, unavailable
from calendar_core.store.keys import ShardKeys, decoded
from calendar_core.store.old_reminders import OldReminders
from calendar_core.store.pieces import (
    PersonPiece,
    Piece,
    ReminderPiece,
    SentPiece,
    ShardPiece,
    TokenPiece,
    UpdatePiece,
    WritePiece,
)
from calendar_core.store.reminder_values import read_document, row_of, rows_document
from calendar_core.store.reminders import RedisReminderStore
from calendar_core.store.script_lane import Argument
from calendar_core.store.values import epoch, length_of

_AT_A_TIME = 200
_GRACE = 3600  # seconds after its event's end for which a reminder is kept


async def take(store: Store) -> list[Piece]:
    """Every piece of the store. Raises StoreUnavailable.

    The bot may run meanwhile: each piece is whole, and what changes during the taking is in it as before or as after.
    """
    await OldReminders(store, RedisReminderStore(store)).take_over()
    try:
        pieces: list[Piece] = [piece async for piece in _people(store)]
        for tag in store.keys.tags:
            shard = ShardKeys(tag)
            pieces += [piece async for piece in _tokens(store, tag)]
            pieces += [piece async for piece in _writes(store, shard)]
            pieces += [piece async for piece in _reminders(store, shard)]
            pieces += [piece async for piece in _sent(store, shard)]
            pieces.append(await _rest(store, shard))
        pieces += [piece async for piece in _updates(store)]
    except FAILURES as error:
        raise unavailable(error) from error
    return pieces


async def keys_like(store: Store, pattern: str) -> AsyncIterator[list[bytes]]:
    """Keys of that pattern, some at a time, none twice in one batch."""
    batch: dict[bytes, None] = {}
    async for key in store.client.scan_iter(match=pattern, count=1000):
        batch[key] = None
        if len(batch) >= _AT_A_TIME:
            yield list(batch)
            batch = {}
    if batch:
        yield list(batch)


async def _ask(store: Store, commands: Iterable[Sequence[Argument]]) -> list[Any]:
    """The answers to commands that belong together, in one transaction where the store is one server.

    An answer may be an exception: a key of another type than it should be is rubbish, and counts as absent.
    """
    pipeline = store.client.pipeline(transaction=not isinstance(store.client, RedisCluster))
    for command in commands:
        pipeline.execute_command(*command)
    answers: list[Any] = await pipeline.execute(raise_on_error=False)
    return [None if isinstance(answer, Exception) else answer for answer in answers]


async def _people(store: Store) -> AsyncIterator[Piece]:
    beginning = store.keys.person(0)[:-1]
    seen: set[str] = set()
    async for keys in keys_like(store, f"{beginning}*"):
        for key, value in zip(keys, await _ask(store, [("GET", key) for key in keys]), strict=True):
            user = key.decode(errors="replace").removeprefix(beginning)
            if value is None or user in seen or not user.removeprefix("-").isdigit():
                continue
            seen.add(user)
            person = read_person(value)
            yield PersonPiece(user, person.account_id if person else "", _text(value))


async def _tokens(store: Store, tag: str) -> AsyncIterator[Piece]:
    beginning = f"calendar:secret:{tag}:"
    seen: set[bytes] = set()
    async for keys in keys_like(store, f"{beginning}*"):
        for key, fields in zip(keys, await _hashes(store, keys), strict=True):
            if fields.get("value") and key not in seen:
                seen.add(key)
                yield TokenPiece(decoded(key.decode().removeprefix(beginning)), fields)


async def _writes(store: Store, shard: ShardKeys) -> AsyncIterator[Piece]:
    seen: set[str] = set()
    async for keys in keys_like(store, f"{shard.outbox}*"):
        for key in keys:
            member = key.decode(errors="replace").removeprefix(shard.outbox)
            if member in seen:
                continue
            seen.add(member)
            account = member.partition(":")[0]
            fields, due, kept = await _ask(
                store,
                [
                    ("HGETALL", key),
                    ("ZSCORE", shard.outboxes_due, member),
                    ("ZSCORE", f"calendar:outboxes:of:{shard.tag}:{account}", member),
                ],
            )
            if found := _fields(fields):
                put_aside = member.startswith("unreadable:")
                kept_at = _number(kept) or found.get("kept_at", "0")
                # An entry that no set names would never be tried: it is due at once.
                yield WritePiece(
                    member, found, "" if put_aside else _number(due) or kept_at, "" if put_aside else kept_at
                )


async def _reminders(store: Store, shard: ShardKeys) -> AsyncIterator[Piece]:
    async for keys in keys_like(store, f"{shard.row}*"):
        for flat in await _ask(store, [("HGETALL", key) for key in keys]):
            for ref, value in _pairs(flat).items():
                for piece in _own_rows(ref.decode(errors="replace"), value):
                    yield piece


def _own_rows(ref: str, value: bytes) -> list[Piece]:
    """Those of an event's rows that somebody asked for. ref: "account:calendar:event"."""
    account, _, rest = ref.partition(":")
    calendar = decoded(rest.partition(":")[0])
    if (document := read_document(value)) is None:
        return []
    rows = ((name, row_of(document, calendar, name)) for name in document.rows)
    return [
        ReminderPiece(
            account=decoded(account),
            calendar=calendar,
            event=row.event_id,
            name=name,
            chat=str(row.chat_id),
            due=f"{epoch(row.time):.6f}",
            document=rows_document(row),
            minutes=length_of(row.when)[1],
            until=epoch(row.when.ends_at()) + _GRACE,
            silent=document.off,
        )
        for name, row in rows
        if row is not None and row.source is ReminderSource.PERSON
    ]


async def _sent(store: Store, shard: ShardKeys) -> AsyncIterator[Piece]:
    async for keys in keys_like(store, f"{shard.sent}*"):
        now = await store.time()
        found = await _ask(store, [part for key in keys for part in (("HGETALL", key), ("PTTL", key))])
        for key, flat, left in zip(keys, found[::2], found[1::2], strict=True):
            minute = key.decode(errors="replace").removeprefix(shard.sent)
            by_account: dict[str, dict[str, str]] = {}
            for row, mark in _fields(flat).items():
                by_account.setdefault(decoded(row.partition(":")[0]), {})[row] = mark
            for account, marks in by_account.items():
                if left and left > 0:
                    yield SentPiece(account, minute, marks, int(now * 1000) + left)


async def _rest(store: Store, shard: ShardKeys) -> Piece:
    silent, writes = await _ask(store, [("SMEMBERS", shard.silent), ("HGET", shard.outboxes_busy, "#")])
    return ShardPiece(tuple(sorted(_text(chat) for chat in silent or ())), int(writes or 0))


async def _updates(store: Store) -> AsyncIterator[Piece]:
    """Oldest first, so that each chat's stay in order."""
    (names,) = await _ask(store, [("SMEMBERS", store.keys.inbox("waiting"))])
    texts = sorted(_text(name) for name in names or ())
    found = await _ask(store, [("HGETALL", store.keys.inbox("update", name)) for name in texts])
    pieces = []
    for name, flat in zip(texts, found, strict=True):
        raw = _pairs(flat)
        if b"payload" in raw and b"chat" in raw:
            pieces.append(UpdatePiece(name, _text(raw[b"chat"]), raw[b"payload"], _text(raw.get(b"arrived", b"0"))))
    for piece in sorted(pieces, key=lambda piece: (float(piece.arrived), piece.name)):
        yield piece


# --- reading answers ----------------------------------------------------------------------------------------------


async def _hashes(store: Store, keys: Sequence[bytes]) -> list[dict[str, str]]:
    return [_fields(flat) for flat in await _ask(store, [("HGETALL", key) for key in keys])]


def _pairs(flat: Any) -> dict[bytes, bytes]:
    if isinstance(flat, Mapping):
        return dict(flat)
    return dict(zip(flat[::2], flat[1::2], strict=True)) if flat else {}


def _fields(flat: Any) -> dict[str, str]:
    return {_text(name): _text(value) for name, value in _pairs(flat).items()}


def _text(value: bytes | str) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else value


def _number(value: Any) -> str:
    """A score as it was, "" for none."""
    return "" if value is None else f"{float(value):.6f}"
