"""Days, clocks and spans in words, in the reader's zone and language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.views.wording import Markup, Wording
from calendar_core.domain import DaySpan, Timespan, When


def clock_text(moment: datetime, words: Wording) -> Markup:
    """ "3:00 PM", "3:00 petang", "下午3:00": the hour with its part of the day."""
    return words("clock", hour=moment.hour % 12 or 12, minute=f"{moment.minute:02}", part=part_of_day(moment, words))


def clocks_text(start: datetime, end: datetime, words: Wording) -> tuple[Markup, Markup]:
    """Both ends of a stretch within one day; a part of the day that is the same is said once, where a language does so.

    From midnight on both are said: "12:00 – 11:00 pagi" would be taken for noon.
    """
    once = words("part_of_day_once")
    parts = {part_of_day(moment, words) for moment in (start, end)}
    if once == "never" or len(parts) > 1 or start.hour == 0 or start.date() != end.date():
        return clock_text(start, words), clock_text(end, words)
    if once == "at_the_start":
        return clock_text(start, words), _bare_clock(end, words)
    return _bare_clock(start, words), clock_text(end, words)


def part_of_day(moment: datetime, words: Wording) -> str:
    """ "PM", "petang", "下午"."""
    return next(str(word) for until, word in words.names("parts_of_day") if moment.hour < until)


def _bare_clock(moment: datetime, words: Wording) -> Markup:
    return words("clock_bare", hour=moment.hour % 12 or 12, minute=f"{moment.minute:02}")


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
        begins, ends = clocks_text(start, end, words)
        return words("span_near" if near else "span", day=first, near=near, start=begins, end=ends)
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


def last_day(when: When, zone: ZoneInfo) -> date:
    """The last day an event is on; one that ends at midnight is not on the day that begins there."""
    if isinstance(when, DaySpan):
        return when.end - timedelta(days=1)
    return max(when.starts_at(zone).date(), (when.ends_at(zone) - timedelta(microseconds=1)).date())


def goes_on_for_days(when: When) -> bool:
    """Whether it is more than a night that ends on the next day."""
    return when.length > timedelta(days=1)


def row_time(when: When, words: Wording, zone: ZoneInfo, day: date, today: date) -> Markup:
    """The time of a list's row under the heading of `day`: what goes on for days says until when."""
    last = last_day(when, zone)
    until = day_text(last, words, today)
    if isinstance(when, DaySpan):
        return words("row_whole_day_until", day=until) if last > day else words("row_whole_day")
    start, end = when.starts_at(zone), when.ends_at(zone)
    if start.date() < day:
        clock = clock_text(end, words)
        return words("row_until_day", day=until, end=clock) if last > day else words("row_until", end=clock)
    if goes_on_for_days(when):
        return words("row_span_over", start=clock_text(start, words), day=until, end=clock_text(end, words))
    begins, ends = clocks_text(start, end, words)
    return words("row_span", start=begins, end=ends)


def gaps_text(gaps: Sequence[Timespan], words: Wording, zone: ZoneInfo) -> Markup:
    """ "Free: 8:00 AM – 12:30 PM, 2:00 PM – 10:00 PM"."""
    shown = []
    for gap in gaps:
        start, end = clocks_text(gap.starts_at(zone), gap.ends_at(zone), words)
        shown.append(words("row_span", start=start, end=end))
    return words("free_gaps", gaps=Markup(words("comma").join(shown)))


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
