"""Days, clocks and spans in words, in the reader's zone and language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.views.wording import Markup, Wording
from calendar_core.domain import DaySpan, Timespan, When


def clock_text(moment: datetime, words: Wording) -> Markup:
    """ "3:00 PM", "3:00 petang", "下午3:00": the hour with its part of the day."""
    part = next(word for until, word in words.names("parts_of_day") if moment.hour < until)
    return words("clock", hour=moment.hour % 12 or 12, minute=f"{moment.minute:02}", part=part)


def day_text(day: date, words: Wording, today: date) -> Markup:
    """ "Fri 27 Nov", with the year where it is not this one's."""
    key = "day" if day.year == today.year else "day_with_year"
    return words(
        key,
        weekday=words.names("weekdays_short")[day.weekday()],
        day=day.day,
        month=words.names("months_short")[day.month - 1],
        month_number=day.month,
        year=day.year,
    )


def near_day(day: date, words: Wording, today: date) -> str:
    """ "today", "tomorrow", or nothing."""
    if day == today:
        return words("today")
    return words("tomorrow") if day == today + timedelta(days=1) else ""


def days_text(first: date, last: date, words: Wording, today: date) -> Markup:
    """ "Sun 22 Nov (tomorrow)", "Mon 23 Nov – Sun 29 Nov": days without clocks. last: included."""
    start = day_text(first, words, today)
    if last == first:
        near = near_day(first, words, today)
        return words("day_near", day=start, near=near) if near else start
    return words("day_to_day", first=start, last=day_text(last, words, today))


def span_text(when: When, words: Wording, zone: ZoneInfo, now: datetime) -> Markup:
    """The whole of an event's time: weekday, date, start and end; the day once, where both ends are on it."""
    today = now.astimezone(zone).date()
    if isinstance(when, DaySpan):
        return _days_text(when, words, today)
    start, end = when.starts_at(zone), when.ends_at(zone)
    first, last = day_text(start.date(), words, today), day_text(end.date(), words, today)
    near = near_day(start.date(), words, today)
    if first == last:
        key = "span_near" if near else "span"
        return words(key, day=first, near=near, start=clock_text(start, words), end=clock_text(end, words))
    if near and end.date() == start.date() + timedelta(days=1):
        first = words("day_near", day=first, near=near)
    return words("span_over", first=first, start=clock_text(start, words), last=last, end=clock_text(end, words))


def _days_text(when: DaySpan, words: Wording, today: date) -> Markup:
    last = when.end - timedelta(days=1)
    near = near_day(when.start, words, today)
    if last == when.start:
        key = "whole_day_near" if near else "whole_day"
        return words(key, day=day_text(last, words, today), near=near)
    days = (when.end - when.start).days
    return words("whole_days", first=day_text(when.start, words, today), last=day_text(last, words, today), n=days)


def row_time(when: When, words: Wording, zone: ZoneInfo, day: date) -> Markup:
    """The time of a list's row under the heading of `day`."""
    if isinstance(when, DaySpan):
        return words("row_whole_day")
    start, end = when.starts_at(zone), when.ends_at(zone)
    if start.date() < day:
        return words("row_until", end=clock_text(end, words))
    return words("row_span", start=clock_text(start, words), end=clock_text(end, words))


def gaps_text(gaps: Sequence[Timespan], words: Wording, zone: ZoneInfo) -> Markup:
    """ "Free: 8:00 AM – 12:30 PM, 2:00 PM – 10:00 PM"."""
    shown = [
        words("row_span", start=clock_text(gap.starts_at(zone), words), end=clock_text(gap.ends_at(zone), words))
        for gap in gaps
    ]
    return words("free_gaps", gaps=Markup(", ".join(shown)))


def lead_text(minutes: int, words: Wording) -> Markup:
    """ "30 minutes", "2 hours", "1 day"."""
    for unit, size in (("days", 1440), ("hours", 60)):
        if minutes and minutes % size == 0:
            return words(unit, n=minutes // size)
    return words("minutes", n=minutes)


def ago_text(seconds: float, words: Wording) -> Markup:
    """A past stretch of time, rounded to what matters."""
    if seconds < 60:
        return words("just_now")
    minutes = int(seconds // 60)
    if minutes >= 120:
        minutes = minutes // 60 * 60
    if minutes >= 2880:
        minutes = minutes // 1440 * 1440
    return words("ago", span=lead_text(minutes, words))


def zone_note(when: When, home: ZoneInfo, words: Wording) -> str:
    """The event's own clock beside the reader's, where the two differ."""
    if isinstance(when, DaySpan):
        return ""
    there, here = when.starts_at(), when.starts_at(home)
    if there.utcoffset() == here.utcoffset():
        return ""
    return words("in_zone", clock=clock_text(there, words), zone=when.zone)
