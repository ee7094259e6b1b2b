"""When something happens: from instant to instant, or from day to day.

They are msgspec structs, which take a fifth of the time that frozen dataclasses take to make: every message that is
read and every event that is listed makes some. `msgspec.structs.replace` copies one and checks it anew.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import force_setattr

from calendar_core.errors import InconsistentEventTime

FIRST_YEAR, LAST_YEAR = 2, 9998
"""Of what can be booked: any zone's offset added to these years is still a time that Python can say."""

_OUT_OF_BOUNDS = "The year of the event is out of all bounds"


class Timespan(Struct, frozen=True, gc=False):
    """From one instant to a later one.

    start, end: aware, kept in UTC whatever zone they are given in. zone: IANA name in which the people concerned
    think of it. Raises InconsistentEventTime for naive instants, an end that is not after the start, or a year out of
    all bounds.
    """

    start: datetime
    end: datetime
    zone: str

    def __post_init__(self) -> None:
        start, end = self.start, self.end
        if start.tzinfo is None or end.tzinfo is None:
            raise InconsistentEventTime("A time without its zone cannot be booked")
        if start.year < FIRST_YEAR or end.year > LAST_YEAR:
            raise InconsistentEventTime(_OUT_OF_BOUNDS)
        if start.tzinfo is not UTC:
            force_setattr(self, "start", start := start.astimezone(UTC))
        if end.tzinfo is not UTC:
            force_setattr(self, "end", end := end.astimezone(UTC))
        if end <= start:
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


class DaySpan(Struct, frozen=True, gc=False):
    """Whole days, end exclusive as in RFC 5545 and in Google: a single day ends on the morrow.

    zone: the calendar's IANA zone, which says when those days begin. Raises InconsistentEventTime for an end that
    is not after the start, or a year out of all bounds.
    """

    start: date
    end: date
    zone: str

    def __post_init__(self) -> None:
        if self.start.year < FIRST_YEAR or self.end.year > LAST_YEAR:
            raise InconsistentEventTime(_OUT_OF_BOUNDS)
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
