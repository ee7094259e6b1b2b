"""What is different between two snapshots of a calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from calendar_core.domain.event import Event


@dataclass(frozen=True, slots=True)
class Changes:
    """What a sync found. moved and edited hold (before, after); moved: another time, edited: other words only."""

    added: tuple[Event, ...] = ()
    moved: tuple[tuple[Event, Event], ...] = ()
    edited: tuple[tuple[Event, Event], ...] = ()
    removed: tuple[Event, ...] = ()

    def __len__(self) -> int:
        return len(self.added) + len(self.moved) + len(self.edited) + len(self.removed)


def changes_between(before: Mapping[str, Event], after: Mapping[str, Event]) -> Changes:
    """What has to be told to somebody who knows `before` (events by id) and not yet `after`."""
    kept = [(before[key], after[key]) for key in after if key in before]
    return Changes(
        added=tuple(after[key] for key in after if key not in before),
        moved=tuple((old, new) for old, new in kept if old.when != new.when),
        edited=tuple((old, new) for old, new in kept if old.when == new.when and _words(old) != _words(new)),
        removed=tuple(before[key] for key in before if key not in after),
    )


def _words(event: Event) -> tuple[object, ...]:
    return event.title, event.location, event.status, event.declined


def within_window(changes: Changes, known_until: datetime | None, start: datetime, end: datetime) -> Changes:
    """Without what came or went only because the window moved on.

    known_until: where the window ended before (None: not known). An event that begins beyond that is not new, and
    one that lies outside start-end was not taken away.
    """
    return replace(
        changes,
        added=tuple(event for event in changes.added if known_until is None or event.when.starts_at() < known_until),
        removed=tuple(
            event for event in changes.removed if event.when.starts_at() < end and event.when.ends_at() > start
        ),
    )
