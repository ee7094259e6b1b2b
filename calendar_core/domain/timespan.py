"""When something happens: from instant to instant, or from day to day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_core.errors import InconsistentEventTime

FIRST_YEAR, LAST_YEAR = 2, 9998
"""Of what can be booked: any zone's offset added to these years is still a time that Python can say."""


@dataclass(frozen=True, slots=True)
class Timespan:
    """From one instant to a later one.

    start, end: aware, kept in UTC whatever zone they are given in. zone: IANA name in which the people concerned
    think of it. Raises InconsistentEventTime for naive instants, an end that is not after the start, or a year out of
    all bounds.
    """

    start: datetime
    end: datetime
    zone: str

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise InconsistentEventTime("A time without its zone cannot be booked")
        _check_years(self.start, self.end)
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.end <= self.start:
            raise InconsistentEventTime("The end of the event is not after its start")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def starts_at(self, zone: ZoneInfo | None = None) -> datetime:
        """The start in `zone`, or in the event's own."""
        return self.start.astimezone(zone or ZoneInfo(self.zone))

    def ends_at(self, zone: ZoneInfo | None = None) -> datetime:
        """The end in `zone`, or in the event's own."""
        return self.end.astimezone(zone or ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Whole days, end exclusive as in RFC 5545 and in Google: a single day ends on the morrow.

    zone: the calendar's IANA zone, which says when those days begin. Raises InconsistentEventTime for an end that
    is not after the start, or a year out of all bounds.
    """

    start: date
    end: date
    zone: str

    def __post_init__(self) -> None:
        _check_years(self.start, self.end)
        if self.end <= self.start:
            raise InconsistentEventTime("The last day of the event is before its first")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def starts_at(self, zone: ZoneInfo | None = None) -> datetime:
        """Midnight at which the first day begins in `zone`, or in the event's own."""
        return datetime.combine(self.start, time(), zone or ZoneInfo(self.zone))

    def ends_at(self, zone: ZoneInfo | None = None) -> datetime:
        """Midnight at which the last day is over in `zone`, or in the event's own."""
        return datetime.combine(self.end, time(), zone or ZoneInfo(self.zone))


When = Timespan | DaySpan


def _check_years(start: date, end: date) -> None:
    if start.year < FIRST_YEAR or end.year > LAST_YEAR:
        raise InconsistentEventTime("The year of the event is out of all bounds")
