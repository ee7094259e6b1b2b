"""Whether a time may be booked, and where a time that is already past goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

KL_TIMEZONE = ZoneInfo("Asia/Kuala_Lumpur")
"""The product's home zone: UTC+8, no daylight saving."""


def get_local_time(now: datetime, zone: ZoneInfo = KL_TIMEZONE) -> datetime:
    """The instant `now` (aware) as the clock on the wall shows it in `zone`."""
    return _aware(now, zone).astimezone(zone)


def is_future_time(event_time: datetime, now: datetime) -> bool:
    """Whether `event_time` is strictly after `now`. A naive time is read in the zone of `now`."""
    zone = now.tzinfo or KL_TIMEZONE
    return _instant(event_time, zone) > _instant(now, zone)


def validate_event_time(event_time: datetime, now: datetime) -> datetime:
    """A time that can be booked: `event_time` itself if it is in the future, else tomorrow at the same clock.

    "Tomorrow" is the day after `now` in the zone of `event_time` (of `now`, where it is naive). The wall clock is
    kept; where daylight saving skips it on that day, the same instant after the gap is meant. This alone moves a
    time; whether a past time may be moved at all (an explicit past date may not) is asked before it is called.
    Returns an aware datetime.
    """
    now = _aware(now, KL_TIMEZONE)
    event_time = _aware(event_time, now.tzinfo)
    if is_future_time(event_time, now):
        return event_time
    tomorrow = now.astimezone(event_time.tzinfo).date() + timedelta(days=1)
    moved = event_time.replace(year=tomorrow.year, month=tomorrow.month, day=tomorrow.day, fold=0)
    return moved.astimezone(UTC).astimezone(event_time.tzinfo)


def _aware(moment: datetime, zone: object) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)  # type: ignore[arg-type]


def _instant(moment: datetime, zone: object) -> datetime:
    # Two datetimes of one zone are compared by wall clock in Python; instants must be compared in UTC.
    return _aware(moment, zone).astimezone(UTC)
