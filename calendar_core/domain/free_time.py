"""What events leave free, and which of them stand in the way of another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from calendar_core.domain.event import Event, EventStatus
from calendar_core.domain.timespan import Timespan

SHORTEST_GAP = timedelta(minutes=15)
"""A gap shorter than this is a pause, and no free time."""


def takes_time(event: Event) -> bool:
    """Whether the event keeps its people from doing something else: whole days (holidays, birthdays), declined and
    cancelled ones do not."""
    return not event.all_day and not event.declined and event.status is not EventStatus.CANCELLED


def overlapping(when: Timespan, events: Iterable[Event]) -> tuple[Event, ...]:
    """Those of the events that take time within `when`. One that ends as it starts is not in its way."""
    return tuple(
        event
        for event in events
        if takes_time(event) and event.when.starts_at() < when.end and event.when.ends_at() > when.start
    )


def free_between(events: Iterable[Event], start: datetime, end: datetime, zone: str) -> tuple[Timespan, ...]:
    """What is left of start to end (aware) beside events that take time, in order; gaps of at least SHORTEST_GAP."""
    taken = sorted((event.when.starts_at(), event.when.ends_at()) for event in events if takes_time(event))
    gaps: list[Timespan] = []
    for began, ended in [*taken, (end, end)]:
        if min(began, end) - start >= SHORTEST_GAP:
            gaps.append(Timespan(start, min(began, end), zone))
        start = max(start, ended)
    return tuple(gaps)
