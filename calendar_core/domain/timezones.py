"""Zones: Google's start and end dicts between zones, and the days on which a zone's clocks change.

The database is the host's or the `tzdata` package's, through zoneinfo. A name that it does not know is an error,
never UTC in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from calendar_core.domain.timespan import FIRST_YEAR, LAST_YEAR
from calendar_core.errors import InconsistentEventTime, UnknownTimezone

EventTime = Mapping[str, Any]
"""Google's EventDateTime: `{"date": "2026-12-24"}` or `{"dateTime": RFC 3339, "timeZone": IANA name}`."""


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The zone of that IANA name. Raises UnknownTimezone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError) as error:
        raise UnknownTimezone(f"I do not know the time zone {str(name)[:64]!r}") from error


@dataclass(frozen=True, slots=True)
class DstTransition:
    """A change of a zone's offset from UTC.

    kind: "gap" where wall clocks jump forward (times that do not exist), "fold" where they go back (times that
    happen twice). instant: aware, UTC. offset_before, offset_after: from UTC.
    """

    kind: Literal["gap", "fold"]
    instant: datetime
    offset_before: timedelta
    offset_after: timedelta


def resolve_wall_time(wall: datetime, zone: ZoneInfo) -> tuple[datetime, Literal["", "gap", "fold"]]:
    """The instant that a naive wall time means in `zone`, and whether it had to be resolved.

    In a gap the clock is read as if it had not been put forward yet (RFC 5545, 3.3.5), so 02:30 becomes 03:30; in
    a fold the first of the two is meant. Returns an aware datetime in `zone`.
    """
    first = wall.replace(tzinfo=zone, fold=0)
    second = wall.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first, ""
    instant = first.astimezone(UTC).astimezone(zone)
    return instant, "gap" if instant.replace(tzinfo=None) != wall else "fold"


class TimezoneHandler:
    """Takes and returns Google's time dicts; its input is left untouched.

    calendar_zone: the zone of a start or end that names none, as Google's own answers do. Without it a time that
    has neither an offset nor a zone is an error.
    """

    def __init__(self, calendar_zone: str | None = None) -> None:
        self._calendar_zone = calendar_zone

    def normalize_event_time(self, event_time: EventTime) -> dict[str, Any]:
        """`{"dateTime": ISO 8601 in UTC, "timeZone": "UTC"}`; an all-day entry comes back unchanged.

        Raises UnknownTimezone, or InconsistentEventTime where the entry cannot be read or its offset disagrees
        with its zone.
        """
        return self._in_zone(event_time, "UTC")

    def localize_event_time(self, event_time: EventTime, target_timezone: str | ZoneInfo) -> dict[str, Any]:
        """The same instant in `target_timezone`, with its name; an all-day entry comes back unchanged.

        Raises as normalize_event_time does.
        """
        return self._in_zone(event_time, str(target_timezone))

    def handle_all_day_events(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """A copy of an event (or of one of its times) in which all-day entries stand as they are and the others
        are in UTC: a date is a date everywhere and must not be shifted by a zone.

        Raises InconsistentEventTime where the two ends do not fit together.
        """
        if "start" not in event and "end" not in event:
            return self.normalize_event_time(event)
        self.check_event_times(event)
        return {
            **event,
            **{end: self.normalize_event_time(event[end]) for end in ("start", "end") if end in event},
        }

    def check_event_times(self, event: Mapping[str, Any]) -> None:
        """Raise unless start and end are both dates or both times, in known zones, and the end is after the start."""
        start, end = event.get("start"), event.get("end")
        if not isinstance(start, Mapping) or not isinstance(end, Mapping):
            raise InconsistentEventTime("The event lacks its start or its end")
        if _is_all_day(start) != _is_all_day(end):
            raise InconsistentEventTime("One end of the event is a whole day, the other a time")
        if self._comparable(end) <= self._comparable(start):
            raise InconsistentEventTime("The end of the event is not after its start")

    def instant_of(self, event_time: EventTime) -> datetime:
        """The instant of a timed entry, aware, in UTC. Raises as normalize_event_time does."""
        value = event_time.get("dateTime")
        name = event_time.get("timeZone") or self._calendar_zone
        try:
            moment = datetime.fromisoformat(value)  # type: ignore[arg-type]
        except (TypeError, ValueError) as error:
            raise InconsistentEventTime("The time of the event cannot be read") from error
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise InconsistentEventTime("The year of the event is out of all bounds")
        if name is not None and not isinstance(name, str):
            raise InconsistentEventTime("The time zone of the event cannot be read")
        zone = zone_of(name) if name else None
        if moment.tzinfo is None:
            if zone is None:
                raise InconsistentEventTime("The time of the event has neither an offset nor a zone")
            return resolve_wall_time(moment, zone)[0].astimezone(UTC)
        if zone is not None and not self._offset_agrees(moment, zone):
            raise InconsistentEventTime("The offset of the event's time disagrees with its time zone")
        return moment.astimezone(UTC)

    @staticmethod
    def detect_dst_transition(day: date | datetime, timezone: str | ZoneInfo) -> DstTransition | None:
        """The change of offset that happens in `timezone` on that day of its own calendar, else None.

        day: a date; of a datetime its date counts (an aware one is first seen from `timezone`). Raises
        UnknownTimezone.
        """
        zone = zone_of(str(timezone))
        if isinstance(day, datetime):
            day = (day.astimezone(zone) if day.tzinfo else day).date()
        low = datetime.combine(day, time(), zone).astimezone(UTC)
        high = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
        before, after = _offset(low - timedelta(seconds=1), zone), _offset(high - timedelta(seconds=1), zone)
        if before == after:
            return None
        low -= timedelta(seconds=1)
        high -= timedelta(seconds=1)
        while high - low > timedelta(seconds=1):
            middle = (low + (high - low) / 2).replace(microsecond=0)
            if _offset(middle, zone) == before:
                low = middle
            else:
                high = middle
        return DstTransition("gap" if after > before else "fold", high, before, after)

    def _in_zone(self, event_time: EventTime, target: str) -> dict[str, Any]:
        if _is_all_day(event_time):
            _read_date(event_time)
            return dict(event_time)
        zone = zone_of(target)
        return {
            **event_time,
            "dateTime": self.instant_of(event_time).astimezone(zone).isoformat(),
            "timeZone": target,
        }

    def _comparable(self, event_time: EventTime) -> datetime:
        if _is_all_day(event_time):
            return datetime.combine(_read_date(event_time), time(), UTC)
        return self.instant_of(event_time)

    def _offset_agrees(self, moment: datetime, zone: ZoneInfo) -> bool:
        # Google renders an instant with the offset of the calendar it is read through, and names the zone in which
        # the event was made beside it; "Z" names an instant and claims nothing of a zone.
        offset = moment.utcoffset()
        if offset == timedelta(0) or moment.astimezone(zone).utcoffset() == offset:
            return True
        own = self._calendar_zone
        return own is not None and moment.astimezone(zone_of(own)).utcoffset() == offset


def _is_all_day(event_time: EventTime) -> bool:
    return "dateTime" not in event_time and "date" in event_time


def _read_date(event_time: EventTime) -> date:
    try:
        return date.fromisoformat(event_time["date"])
    except (TypeError, ValueError) as error:
        raise InconsistentEventTime("The day of the event cannot be read") from error


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta(0)
