"""A repeat in words. RFC 5545 RRULE."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.views.reply import shortened
from bot.views.times import day_text, days_text
from bot.views.wording import Markup, Wording

_LONGEST_RULE = 200
_MOST_LEFT_OUT = 6
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def repeat_text(rrule: str, words: Wording, zone: ZoneInfo, now: datetime, exdates: Sequence[date] = ()) -> Markup:
    """ "every Tuesday", "every 2 weeks on Monday and Friday, 5 times"; a rule beyond words is shown as it is.

    exdates: the days that it leaves out, in order; those that have gone are not named.
    """
    try:
        text = _in_words(rrule, words, zone, now)
    except (ValueError, IndexError):  # other programs write rules into Google too
        text = None
    text = words("repeat_other", rule=shortened(rrule, _LONGEST_RULE)) if text is None else text
    today = now.astimezone(zone).date()
    runs = _runs([day for day in exdates if day >= today])
    if not runs:
        return text
    named = [day_text(one, words, today) if one == last else days_text(one, last, words, today) for one, last in runs]
    days = words.joined([str(name) for name in named[:_MOST_LEFT_OUT]])
    return words("repeat_except" if len(named) <= _MOST_LEFT_OUT else "repeat_except_more", repeat=text, days=days)


def _runs(days: Sequence[date]) -> list[tuple[date, date]]:
    """Days in a row as one stretch, from its first to its last."""
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _in_words(rrule: str, words: Wording, zone: ZoneInfo, now: datetime) -> Markup | None:
    parts = dict(part.split("=", 1) for part in rrule.upper().split(";") if "=" in part)
    text = _cycle(parts, words)
    if text is None:
        return None
    if "COUNT" in parts:
        text = words("repeat_count", repeat=text, n=int(parts["COUNT"]))
    if "UNTIL" in parts:
        last = _until(parts["UNTIL"], zone)
        text = words("repeat_until", repeat=text, day=day_text(last.date(), words, now.astimezone(zone).date()))
    return text


def _cycle(parts: dict[str, str], words: Wording) -> Markup | None:
    freq, interval = parts.get("FREQ", ""), int(parts.get("INTERVAL", "1"))
    if freq not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"} or "BYSETPOS" in parts:
        return None
    if "BYMONTH" in parts and freq != "YEARLY":
        return None
    if "BYMONTHDAY" in parts:
        return _on_dates(parts, words, interval)
    days = [day for day in parts.get("BYDAY", "").split(",") if day]
    if days == list(_DAYS[:5]) and freq in {"WEEKLY", "DAILY"} and interval == 1:
        return words("repeat_weekdays")
    base = words(f"repeat_{freq.lower()}", n=interval)
    if not days:
        return base
    named = [_weekday(day, words) for day in days]
    if None in named or freq == "YEARLY":
        return None
    joined = words.joined([str(name) for name in named])
    if freq == "WEEKLY" and interval == 1:
        return words("repeat_on_days", days=joined)
    return words("repeat_on", repeat=base, days=joined)


def _on_dates(parts: dict[str, str], words: Wording, interval: int) -> Markup | None:
    """By days of the month, with its month where it is once a year."""
    freq, numbers = parts["FREQ"], [int(number) for number in parts["BYMONTHDAY"].split(",")]
    if freq not in {"MONTHLY", "YEARLY"} or "BYDAY" in parts or any(not -1 <= number <= 31 for number in numbers):
        return None
    base = words(f"repeat_{freq.lower()}", n=interval)
    if freq == "YEARLY":
        month = parts.get("BYMONTH", "")
        if not month.isdecimal() or -1 in numbers:
            return None
        name = words.names("months_short")[int(month) - 1]
        named = [words("date", day=number, month=name, month_number=month) for number in numbers]
    else:
        named = [words("month_end") if number == -1 else words("month_day", day=number) for number in numbers]
    return words("repeat_on_dates", repeat=base, days=words.joined(named))


def _weekday(code: str, words: Wording) -> str | None:
    place, day = code[:-2], code[-2:]
    if day not in _DAYS:
        return None
    name = str(words.names("weekdays")[_DAYS.index(day)])
    if not place:
        return name
    ordinals = words.names("ordinals")
    number = int(place)
    if number == -1:
        return words("nth_weekday", nth=words("last"), weekday=name)
    return words("nth_weekday", nth=ordinals[number - 1], weekday=name) if 0 < number <= len(ordinals) else None


def _until(value: str, zone: ZoneInfo) -> datetime:
    if len(value) == 8:
        return datetime.strptime(value, "%Y%m%d")
    if value.endswith("Z"):
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
    return datetime.strptime(value, "%Y%m%dT%H%M%S")
