"""Upgrade and roll back: what another version of the bot has stored is read."""

from __future__ import annotations

import importlib
import json
import pkgutil

import msgspec
import pytest

import calendar_core.store

EVENT = {
    "v": 1,
    "id": "abc123",
    "title": "lunch",
    "start": "2026-11-23T05:00:00Z",
    "end": "2026-11-23T06:00:00Z",
    "zone": "Asia/Kuala_Lumpur",
}
DRAFT = {name: EVENT[name] for name in ("title", "start", "end", "zone")}
ROW = DRAFT | {"event_id": "abc123", "calendar": "primary"}

FIRST: dict[str, dict[str, object]] = {
    "EventValue": EVENT,
    "DraftValue": DRAFT,
    "RowValue": ROW,
    "AgendaValue": {"v": 1, "shown_at": "2026-11-22T05:00:00Z", "rows": [ROW]},
    "UndoValue": {"v": 1, "account": "main", "calendar": "primary", "before": EVENT, "after": None},
    "PersonValue": {
        "v": 1,
        "user_id": 7,
        "chat_id": 7,
        "account": "main",
        "language": "en",
        "zone": "Asia/Kuala_Lumpur",
        "leads": [30],
        "blocked": False,
    },
    "_Body": {"v": 1, "id": "k", "account": "main", "calendar": "primary", "action": "create", "event_id": "abc123"},
    "ChannelValue": {"v": 1, "id": "c", "digest": "d", "address": "https://x", "made": 1.0, "expires": 2.0},
    "OldReminderValue": {
        "v": 1,
        "event_id": "abc123",
        "time": "2026-11-23T04:30:00Z",
        "chat": 7,
        "of": "main:primary",
        "over": 1795500000,
        "title": "lunch",
        "start": EVENT["start"],
        "end": EVENT["end"],
        "zone": EVENT["zone"],
        "lead": 30,
    },
    "ReminderDocument": {"v": 2, "event_id": "abc123", "time": "2026-11-23T04:30:00Z", "at": 1.0, "rows": {":7": 1800}},
}
FIRST |= {
    "IncidentValue": {"v": 1, "since": "2026-11-22T05:00:00Z", "reason": "", "told": [7], "over": False},
    "CheckupValue": {"v": 1, "at": "2026-11-22T05:00:00Z", "checked": 3, "differing": 0, "outcome": "same"},
}
"""Each kind of value as the first version wrote it, with nothing but what has no default: never change one, for a store
may hold it."""


def _stored() -> dict[str, type[msgspec.Struct]]:
    """Every kind of value that lies in Redis; those of a backup file (`pieces`) have a version of their own there."""
    kinds: dict[str, type[msgspec.Struct]] = {}
    for found in pkgutil.iter_modules(calendar_core.store.__path__, "calendar_core.store."):
        module = importlib.import_module(found.name)
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind.__module__ == found.name:
                kinds[kind.__name__] = kind
    return {name: kind for name, kind in kinds.items() if not name.endswith("Piece")}


STORED = _stored()


def test_every_stored_value_is_looked_at() -> None:
    """A new kind of value comes with its first form in the table."""
    assert set(STORED) == set(FIRST)


@pytest.mark.parametrize("name", sorted(FIRST))
def test_what_an_older_version_wrote_is_read(name: str) -> None:
    """Upgrade: a field that came later has a default, so a value without it is whole."""
    read = json.loads(msgspec.json.encode(msgspec.json.decode(json.dumps(FIRST[name]), type=STORED[name])))
    assert {key: read[key] for key in FIRST[name]} == FIRST[name]


@pytest.mark.parametrize("name", sorted(FIRST))
def test_what_a_newer_version_wrote_is_read(name: str) -> None:
    """Roll back: a field that this version does not know yet is passed over, and the rest is as it was."""
    kind = STORED[name]
    newer = {"of_a_newer_version": {"nested": [1]}} | FIRST[name]
    read = msgspec.json.decode(json.dumps(newer), type=kind)
    assert read == msgspec.json.decode(json.dumps(FIRST[name]), type=kind)
