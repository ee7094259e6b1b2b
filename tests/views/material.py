"""A fixed Saturday morning in Kuala Lumpur, and the times and events around it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from calendar_core.domain import DaySpan, Event, Timespan, When

HOME = "Asia/Kuala_Lumpur"
KL = ZoneInfo(HOME)
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=KL)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A wall clock in Kuala Lumpur, of November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=KL)


def timed(start: datetime, end: datetime, zone: str = HOME) -> Timespan:
    return Timespan(start, end, zone)


def december(first: int, last: int) -> DaySpan:
    """Whole days of December 2026, both included."""
    return DaySpan(date(2026, 12, first), date(2026, 12, last + 1), HOME)


TOMORROW_ALL_DAY = DaySpan(date(2026, 11, 22), date(2026, 11, 23), HOME)
LUNCH_TIME = timed(at(22, 13), at(22, 14))


def event(id: str, title: str, when: When, **more: Any) -> Event:
    return Event(id, "primary", title, when, **more)


LUNCH = event("lunch", "Lunch & <Ali>", LUNCH_TIME, location="KLCC")
