"""Events, rows and batches for the store's tests, short to write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from calendar_core.domain import DaySpan, Event, Reminder, Subscriber, Timespan, reminders_of
from calendar_core.ports import CalendarRef, SyncBatch, SyncState

REF = CalendarRef("main", "primary")
CHAT = Subscriber(7, (30,))
KL = "Asia/Kuala_Lumpur"


def event(name: str, start: datetime, minutes: float = 60, **fields: Any) -> Event:
    """A timed event of the calendar."""
    span = Timespan(start, start + timedelta(minutes=minutes), KL)
    return Event(name, REF.calendar_id, fields.pop("title", f"Event {name}"), span, **fields)


def days(name: str, start: date, length: int = 1, **fields: Any) -> Event:
    """A whole-day event."""
    return Event(name, REF.calendar_id, f"Days {name}", DaySpan(start, start + timedelta(days=length), KL), **fields)


def rows(events: Iterable[Event], now: datetime, subscribers: Sequence[Subscriber] = (CHAT,)) -> list[Reminder]:
    """The rows that follow from the events."""
    return [row for one in events for row in reminders_of(one, subscribers, now)]


def batch(
    state: SyncState,
    window: tuple[datetime, datetime],
    upserts: Sequence[Event] = (),
    *,
    now: datetime,
    full: bool = False,
    removed: Sequence[str] = (),
    token: str = "t1",  # noqa: S107
    lease: str = "",
    subscribers: Sequence[Subscriber] = (CHAT,),
    moved_out: Sequence[Event] = (),
) -> SyncBatch:
    """What a run that began at `state` found."""
    return SyncBatch(
        full=full,
        expected_token=state.sync_token,
        expected_generation=state.generation,
        sync_token=token,
        zone=KL,
        upserts=tuple(upserts),
        removed=tuple(removed),
        reminders={one.id: reminders_of(one, subscribers, now) for one in upserts},
        window_start=window[0],
        window_end=window[1],
        full_due=now + timedelta(days=1),
        due_at=now + timedelta(minutes=5),
        lease=lease,
        moved_out=tuple(moved_out),
        known_until=state.window_end,
    )
