"""The few times that the demo's own commands take. Pure; the bot's reading of times is another thing."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SPAN = re.compile(r"(?:(\d{1,4})\s*([mhdw])(?:in|ins|ours?|r|rs|ays?|eeks?)?\s*)")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = frozenset({"today", "tomorrow", *_WEEKDAYS, *_FULL})
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def span(text: str) -> timedelta:
    """A length such as `30m`, `1h30m`, `1d`; a bare number counts minutes. Raises ValueError."""
    text = text.strip().lower()
    if text.isdigit() and len(text) <= 6:
        return timedelta(minutes=int(text))
    parts = _SPAN.findall(text)
    if not parts or _SPAN.sub("", text).strip():
        raise ValueError(f"{text!r} is no length of time; write it like 30m, 1h30m or 1d")
    return sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in parts), timedelta())


def clock(text: str) -> time:
    """A time of day such as `14:55`, `4pm`, `9.30am`. Raises ValueError."""
    found = _CLOCK.fullmatch(text.strip())
    if found:
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif half:
            hour = 99
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise ValueError(f"{text!r} is no time of day; write it like 14:55 or 4pm")


def moment(text: str, now: datetime) -> datetime:
    """The next instant of that description after `now` (aware, local): a clock, with a day before it if need be.

    Days: today, tomorrow, a weekday, or an ISO date. Raises ValueError.
    """
    words = text.strip().lower().split()
    day = _day(words[0], now.date()) if words else None
    if day is None:
        at = datetime.combine(now.date(), clock(" ".join(words)), now.tzinfo)
        return at if at > now else at + timedelta(days=1)
    at = datetime.combine(day, clock(" ".join(words[1:])) if words[1:] else time(9), now.tzinfo)
    if at <= now:
        raise ValueError(f"{text!r} has passed already; time only goes forward here")
    return at


def is_day(word: str) -> bool:
    """Whether `moment` takes the word for a day."""
    word = word.lower()
    return word in _DAYS or _ISO.fullmatch(word) is not None


def _day(word: str, today: date) -> date | None:
    if word in {"today", "tomorrow"}:
        return today + timedelta(days=word == "tomorrow")
    if word[:3] in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS.index(word[:3]) - today.weekday() - 1) % 7 + 1)
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None
