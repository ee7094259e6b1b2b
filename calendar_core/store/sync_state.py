"""Where the sync of each calendar stands, when it is due, and who is at it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from calendar_core.ports import CalendarRef, Channel, PushPace, SyncRun, SyncState
from calendar_core.store.connection import Store
from calendar_core.store.keys import ShardKeys, decoded
from calendar_core.store.script_lane import Argument
from calendar_core.store.values import epoch, moment_of


class SyncStates:
    """The part of ports.EventStore that is about the runs, not about the events."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def sync_state(self, ref: CalendarRef) -> SyncState:
        keys = self._store.keys.calendar(ref.account_id, ref.calendar_id)
        # No change: only the look at it, by the script that also heals a key of another type.
        return read_state(await self._schedule(ref, "look", "", keys=[keys.state, keys.shard.syncs]))

    async def note_failure(self, ref: CalendarRef, error: str, due_at: datetime, lease: str = "") -> SyncState:
        return read_state(await self._schedule(ref, "failed", f"{epoch(due_at):.6f}", lease, error))

    async def sync_now(self, ref: CalendarRef, at: datetime) -> None:
        await self._schedule(ref, "earlier", f"{epoch(at):.6f}")

    async def hear_push(self, channel: Channel, number: int, pace: PushPace | None) -> None:
        keys, at = self._store.keys.calendar(channel.ref.account_id, channel.ref.calendar_id), pace or PushPace()
        ends = f"{epoch(channel.expires):.6f}"
        args: list[Argument] = [self._store.clock.offset, keys.member, ends, int(pace is not None)]
        args += [at.gap, at.quiet, at.longest, at.after_failure, channel.id, number]
        await self._store.run("sync_push", [keys.state, keys.shard.syncs], args)

    async def note_missed_push(self, ref: CalendarRef, due_at: datetime) -> None:
        await self._schedule(ref, "missed", f"{epoch(due_at):.6f}")

    async def forget_push(self, ref: CalendarRef, due_at: datetime) -> None:
        await self._schedule(ref, "unheard", f"{epoch(due_at):.6f}")

    async def enrol(self, refs: Iterable[CalendarRef]) -> None:
        for ref in refs:
            await self._schedule(ref, "enrol", "")

    async def due_calendars(self, limit: int = 100) -> tuple[CalendarRef, ...]:
        found: list[tuple[float, CalendarRef]] = []
        for tag in self._store.keys.tags:
            rows = await self._store.run("sync_list_due", [ShardKeys(tag).syncs], [self._store.clock.offset, limit])
            pairs = zip(rows[::2], rows[1::2], strict=True)
            found += [(float(score), ref_of(member)) for member, score in pairs]
        return tuple(ref for _, ref in sorted(found, key=lambda row: row[0])[:limit])

    async def calendars_known(self) -> int:
        return sum([int(await self._store.call("ZCARD", ShardKeys(tag).syncs)) for tag in self._store.keys.tags])

    async def begin_sync(self, ref: CalendarRef, seconds: float) -> SyncRun:
        keys = self._store.keys.calendar(ref.account_id, ref.calendar_id)
        answer = await self._store.run("sync_lease", [keys.state], [self._store.clock.offset, seconds])
        there = moment_of(answer[1])
        skew = there - self._store.clock.now() if there else timedelta(0)
        return SyncRun(answer[0].decode(), read_state(answer[2:]), skew)

    async def renew_lease(self, ref: CalendarRef, lease: str, seconds: float) -> bool:
        flat = await self._schedule(ref, "renew", f"{seconds:.6f}", lease)
        return dict(zip(flat[::2], flat[1::2], strict=False)).get(b"lease") == lease.encode()

    async def release_lease(self, ref: CalendarRef, lease: str) -> None:
        await self._schedule(ref, "release", "", lease)

    async def _schedule(
        self, ref: CalendarRef, what: str, at: str, lease: str = "", error: str = "", *, keys: list[str] | None = None
    ) -> Sequence[bytes]:
        calendar = self._store.keys.calendar(ref.account_id, ref.calendar_id)
        args: list[Argument] = [self._store.clock.offset, calendar.member, what, at, lease, error]
        found: Sequence[bytes] = await self._store.run("sync_due", keys or [calendar.state, calendar.shard.syncs], args)
        return found


def ref_of(member: bytes) -> CalendarRef:
    """The calendar whose name in sets that is."""
    account, _, calendar = member.decode().partition(":")
    return CalendarRef(decoded(account), decoded(calendar))


def read_state(flat: Sequence[bytes]) -> SyncState:
    """The state in a hash's fields and values, a fresh one for another version or rubbish."""
    fields = dict(zip(flat[::2], flat[1::2], strict=False))
    if fields.get(b"v", b"1") != b"1":
        return SyncState()
    return SyncState(
        sync_token=_word(fields, b"token"),
        generation=_number(fields, b"generation"),
        zone=_word(fields, b"zone"),
        window_start=moment_of(fields.get(b"window_start")),
        window_end=moment_of(fields.get(b"window_end")),
        full_due=moment_of(fields.get(b"full_due")),
        synced_at=moment_of(fields.get(b"synced_at")),
        failures=_number(fields, b"failures"),
        last_error=_word(fields, b"last_error"),
        due_at=moment_of(fields.get(b"due_at")),
        count=_number(fields, b"count"),
        began_at=moment_of(fields.get(b"synced_from")),
        push_heard_at=moment_of(fields.get(b"push_heard")),
        push_until=moment_of(fields.get(b"push_until")),
        push_missed_at=moment_of(fields.get(b"push_missed")),
    )


def _word(fields: Mapping[bytes, bytes], name: bytes) -> str:
    return fields.get(name, b"").decode(errors="replace")


def _number(fields: Mapping[bytes, bytes], name: bytes) -> int:
    try:
        return int(fields.get(name, b"0"))
    except ValueError:
        return 0
