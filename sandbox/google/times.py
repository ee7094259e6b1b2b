"""Google's EventDateTime: reading, checking and answering it. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.google.errors import Json, invalid, required, time_range_empty

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def is_rfc3339(text: Any, *, offset_needed: bool = True) -> bool:
    """Whether the text is a timestamp of RFC 3339, which always has its offset; Google can do without at places."""
    match = _RFC3339.fullmatch(text) if isinstance(text, str) else None
    if match is None or (offset_needed and not match.group(2)):
        return False
    try:
        parse(text)
    except ValueError:
        return False
    return True


def is_date(text: Any) -> bool:
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def parse(text: str) -> datetime:
    """A timestamp, aware if it has an offset. Raises ValueError."""
    return datetime.fromisoformat(text.upper())


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo | None:
    """The IANA zone of that name, None when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_of(when: Json, default: tzinfo) -> tzinfo:
    """The zone of a start or end, else the calendar's."""
    return zone(when.get("timeZone") or "") or default


def instant(when: Json, default: tzinfo) -> datetime:
    """The instant, aware, in UTC. A date begins at midnight of the default zone."""
    if when.get("date"):
        return datetime.combine(date.fromisoformat(when["date"]), time(), default).astimezone(UTC)
    moment = parse(when["dateTime"])
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone_of(when, default))
    return moment.astimezone(UTC)


def rfc3339(moment: datetime) -> str:
    """Seconds, and Z for UTC, as Google writes event times."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def stamp(moment: datetime) -> str:
    """Milliseconds and Z, as Google writes created and updated."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def answered(when: Json, calendar_zone: str, answer_zone: str) -> Json:
    """A start or end as it is answered: the instant in the answer's zone, the event's own zone beside it."""
    if when.get("date"):
        return {"date": when["date"]}
    default = zone(calendar_zone) or UTC
    moment = instant(when, default).astimezone(zone(answer_zone) or default)
    return {"dateTime": rfc3339(moment), "timeZone": when.get("timeZone") or calendar_zone}


def check_times(start: Json | None, end: Json | None, default: tzinfo, *, recurring: bool) -> None:
    """Raise ApiError where Google would refuse the pair."""
    if not start:
        raise required("Missing start time.")
    if not end:
        raise required("Missing end time.")
    for name, when in (("start", start), ("end", end)):
        _check_one(name, when, recurring)
    if bool(start.get("date")) != bool(end.get("date")):
        raise invalid("The start and end times must either both be date or both be dateTime.")
    least = timedelta(days=1) if start.get("date") else timedelta()
    if start.get("date"):
        length = date.fromisoformat(end["date"]) - date.fromisoformat(start["date"])
    else:
        length = instant(end, default) - instant(start, default)
    if length < least:
        raise time_range_empty()


def _check_one(name: str, when: Json, recurring: bool) -> None:
    day, moment, zone_name = when.get("date"), when.get("dateTime"), when.get("timeZone")
    if bool(day) == bool(moment):
        raise invalid(f"Invalid {name} time.")
    if zone_name and zone(zone_name) is None:
        raise invalid(f"Invalid time zone definition for {name} time.")
    if moment and not zone_name and (recurring or parse(moment).tzinfo is None):
        raise required(f"Missing time zone definition for {name} time.")
