"""What the watch over the service remembers: incidents that were told, the last checkup, and whether this store is
still the one it was."""

from __future__ import annotations

from datetime import datetime

import msgspec

from calendar_core.ports import Checkup, Incident, NoticeKind, Watchbook
from calendar_core.store.connection import Store
from calendar_core.store.values import VERSION, instant_of, instant_text, moment_of, read_value, text_of

_INCIDENT = "incident:"
_CHECKUP = "checkup"


class IncidentValue(msgspec.Struct):
    """An Incident."""

    v: int
    since: str
    reason: str
    told: tuple[int, ...]
    over: bool


class CheckupValue(msgspec.Struct):
    """A Checkup."""

    v: int
    at: str
    checked: int
    differing: int
    outcome: str


class RedisWatchStore:
    """Implements ports.WatchStore. What each method promises is said there."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def hold_watch(self, word: str, seconds: float) -> str | None:
        held = await self._store.run(
            "lease", [self._store.keys.lease("watch")], [self._store.clock.offset, word, seconds]
        )
        return held.decode() or None

    async def witness(self, word: str) -> str:
        key = self._store.keys.witness
        if (found := await self._store.call("GET", key)) is None:
            await self._store.call("SET", key, word, "NX")
            found = await self._store.call("GET", key)
        return found.decode(errors="replace") if found else word

    async def read(self, account_id: str) -> Watchbook:
        now, *found = await self._store.run(
            "watch_read", [self._store.keys.watch(account_id)], [self._store.clock.offset]
        )
        fields = dict(zip(found[::2], found[1::2], strict=True))
        incidents = (_incident(name.decode(errors="replace"), value) for name, value in fields.items())
        return Watchbook(
            moment_of(now) or self._store.clock.now(),
            tuple(incident for incident in incidents if incident is not None),
            _checkup(fields.get(_CHECKUP.encode())),
        )

    async def open_incident(self, account_id: str, kind: NoticeKind, reason: str = "") -> None:
        text = _text(Incident(kind, (await self.read(account_id)).now, reason))
        await self._store.call("HSETNX", self._store.keys.watch(account_id), _INCIDENT + kind.value, text)

    async def save_incident(self, account_id: str, incident: Incident) -> None:
        key = self._store.keys.watch(account_id)
        await self._store.call("HSET", key, _INCIDENT + incident.kind.value, _text(incident))

    async def close_incident(self, account_id: str, kind: NoticeKind) -> None:
        await self._store.call("HDEL", self._store.keys.watch(account_id), _INCIDENT + kind.value)

    async def claim_checkup(self, account_id: str, period: float) -> bool:
        key = self._store.keys.watch(account_id)
        return bool(await self._store.run("checkup_claim", [key], [self._store.clock.offset, period]))

    async def save_checkup(self, account_id: str, checkup: Checkup) -> None:
        value = CheckupValue(VERSION, instant_text(checkup.at), checkup.checked, checkup.differing, checkup.outcome)
        await self._store.call("HSET", self._store.keys.watch(account_id), _CHECKUP, text_of(value))


def _text(incident: Incident) -> str:
    since = instant_text(incident.since)
    return text_of(IncidentValue(VERSION, since, incident.reason, tuple(sorted(incident.told)), incident.over))


def _incident(name: str, value: bytes) -> Incident | None:
    if not name.startswith(_INCIDENT) or name[len(_INCIDENT) :] not in set(NoticeKind):
        return None
    found = read_value(IncidentValue, value)
    since = _instant(found.since) if found else None
    if found is None or since is None:
        return None
    kind = NoticeKind(name[len(_INCIDENT) :])
    return Incident(kind, since, found.reason, frozenset(found.told), found.over)


def _checkup(value: bytes | None) -> Checkup | None:
    found = read_value(CheckupValue, value)
    at = _instant(found.at) if found else None
    return Checkup(at, found.checked, found.differing, found.outcome) if found and at else None


def _instant(text: str) -> datetime | None:
    try:
        return instant_of(text)
    except ValueError:
        return None
