"""Push channels: which calendar each belongs to, what proves a message of it genuine, and when it is to be tended.

A calendar's channels are one hash; beside it a small key for each channel leads from its id to the calendar, and
lives no longer than the channel. Of a channel's secret only the digest is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec

from calendar_core.ports import CalendarRef, Channel, ChannelBook
from calendar_core.store.connection import Store
from calendar_core.store.keys import CHANNELS_DUE, encoded
from calendar_core.store.sync_state import ref_of
from calendar_core.store.values import VERSION, epoch, moment_of

_LINGERS = timedelta(days=1)  # how long what is known of a channel outlives it
_AT_ONCE = 1000  # calendars in one command
_BOOK_LIFE = 40 * 86_400  # seconds; longer than Google lets a channel live


class ChannelValue(msgspec.Struct, omit_defaults=True):
    """A Channel; the hash it lies in says of which calendar. made, expires: epoch seconds."""

    v: int
    id: str
    digest: str
    address: str
    made: float
    expires: float
    resource: str = ""


class RedisChannelStore:
    """Implements ports.ChannelStore. What each method promises is said there."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def book(self, ref: CalendarRef) -> ChannelBook:
        flat = await self._store.call("HGETALL", self._book(ref))
        fields = flat if isinstance(flat, dict) else dict(zip(flat[::2], flat[1::2], strict=False))
        names = [name[8:].decode(errors="replace") for name in fields if name.startswith(b"channel ")]
        failures = fields.get(b"failures", b"")
        found = [channel for name in names if (channel := _read(ref, name, fields)) is not None]
        return ChannelBook(
            tuple(sorted(found, key=lambda channel: (channel.made_at, channel.id))),
            int(failures) if failures.isdigit() else 0,
            fields.get(b"error", b"").decode(errors="replace"),
            moment_of(fields.get(b"try_at")),
        )

    async def find(self, channel_id: str) -> Channel | None:
        member = await self._store.call("GET", self._store.keys.channel(channel_id))
        if member is None:
            return None
        ref = ref_of(member)
        names = [f"{part} {channel_id}".encode() for part in ("channel", "heard", "resource")]
        values = await self._store.call("HMGET", self._book(ref), *names)
        known = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        return _read(ref, channel_id, known)

    async def put(self, channel: Channel) -> None:
        value = ChannelValue(
            VERSION,
            channel.id,
            channel.digest,
            channel.address,
            epoch(channel.made_at),
            epoch(channel.expires),
            channel.resource_id,
        )
        await self._note(channel.ref, {f"channel {channel.id}": msgspec.json.encode(value)})
        gone_at = int(epoch(channel.expires + _LINGERS))
        await self._store.call("SET", self._store.keys.channel(channel.id), self._member(channel.ref), "EXAT", gone_at)

    async def hear(self, channel: Channel, resource_id: str, at: datetime) -> None:
        book = self._book(channel.ref)
        if resource_id:
            await self._store.call("HSETNX", book, f"resource {channel.id}", resource_id)
        if await self._store.call("HSETNX", book, f"heard {channel.id}", f"{epoch(at):.6f}"):
            await self.tend_at(channel.ref, at)

    async def drop(self, channel: Channel) -> None:
        await self._store.call("DEL", self._store.keys.channel(channel.id))
        fields = [f"{part} {channel.id}" for part in ("channel", "heard", "resource")]
        await self._store.call("HDEL", self._book(channel.ref), *fields)

    async def note_attempt(self, ref: CalendarRef, failures: int, error: str, try_at: datetime | None) -> None:
        await self._note(ref, {"failures": failures, "error": error, "try_at": f"{epoch(try_at):.6f}"})

    async def enrol(self, refs: Iterable[CalendarRef]) -> None:
        now = f"{epoch(self._store.clock.now()):.6f}"
        members = [self._member(ref) for ref in refs]
        for at in range(0, len(members), _AT_ONCE):
            pairs = [part for member in members[at : at + _AT_ONCE] for part in (now, member)]
            await self._store.call("ZADD", CHANNELS_DUE, "NX", *pairs)

    async def tend_at(self, ref: CalendarRef, at: datetime | None) -> None:
        if at is None:
            await self._store.call("ZREM", CHANNELS_DUE, self._member(ref))
        else:
            await self._store.call("ZADD", CHANNELS_DUE, "XX", f"{epoch(at):.6f}", self._member(ref))

    async def tended(self) -> tuple[CalendarRef, ...]:
        return tuple(map(ref_of, await self._store.call("ZRANGE", CHANNELS_DUE, 0, -1)))

    async def to_tend(self, limit: int = 100) -> tuple[CalendarRef, ...]:
        rows = await self._store.run("sync_list_due", [CHANNELS_DUE], [self._store.clock.offset, limit])
        return tuple(map(ref_of, rows[::2]))

    async def tending_lease(self, ref: CalendarRef, seconds: float) -> str | None:
        word = await self._store.run("lease", [self._lease(ref)], [self._store.clock.offset, "", seconds])
        return word.decode() or None

    async def release_tending(self, ref: CalendarRef, lease: str) -> None:
        await self._store.run("lease", [self._lease(ref)], [self._store.clock.offset, lease, 0])

    async def _note(self, ref: CalendarRef, fields: Mapping[str, str | bytes | int]) -> None:
        flat = [part for pair in fields.items() for part in pair]
        await self._store.call("HSET", self._book(ref), *flat)
        await self._store.call("EXPIRE", self._book(ref), _BOOK_LIFE)

    def _book(self, ref: CalendarRef) -> str:
        return self._store.keys.channels(ref.account_id, ref.calendar_id)

    def _lease(self, ref: CalendarRef) -> str:
        return self._store.keys.lease(f"channels {self._member(ref)}")

    def _member(self, ref: CalendarRef) -> str:
        return f"{encoded(ref.account_id)}:{encoded(ref.calendar_id)}"


def _read(ref: CalendarRef, channel_id: str, fields: Mapping[bytes, bytes]) -> Channel | None:
    """The channel in a book's fields; None for another version or rubbish, which counts as absent."""
    try:
        value = msgspec.json.decode(fields[f"channel {channel_id}".encode()], type=ChannelValue)
    except (KeyError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    made, expires = moment_of(value.made), moment_of(value.expires)
    if value.v != VERSION or made is None or expires is None:
        return None
    channel = Channel(channel_id, ref, value.digest, value.address, made, expires, value.resource)
    told = fields.get(f"resource {channel_id}".encode(), b"").decode(errors="replace")
    return replace(
        channel,
        resource_id=channel.resource_id or told,
        heard_at=moment_of(fields.get(f"heard {channel_id}".encode())),
    )
