"""From what was said of a day to dates, and from a repeat to its first day and its rule (RFC 5545).

Past 300 lines, since a day and the first day of a repeat are found by the same rules of week, month and year.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from bot.understanding.grammar.components import Day, DayRange, ImpossibleTime, Length, Repeat

_DAY = timedelta(days=1)
_SATURDAY = 5
_EVERY_WEEKDAY = range(7)
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ALWAYS_THERE = 28  # a day that every month has, which needs no look at its size
_LEAP_YEAR = 2024
_LEAP_SEARCH = 9  # years: across a century without its leap day
_BEGUN = timedelta(days=31)  # longer ago, a range was that of another year
_REPEAT_SEARCH = 4 * 366


class Days(Struct, frozen=True, gc=False):
    """From the first day up to, not including, end. gone: it was said to be past. said_today: by a word for today.
    bare: a weekday or a date without its year, which is always ahead."""

    start: date
    end: date
    gone: bool = False
    bare: bool = False


@lru_cache(maxsize=256)
def _size_of_month(year: int, month: int) -> int:
    """How many days a month has."""
    return calendar.monthrange(year, month)[1]


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the last day of the month where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not 1 <= year <= 9998:
        raise ImpossibleTime("out_of_range")
    return date(year, month, min(day.day, _size_of_month(year, month)))


def add_length(day: date, length: Length) -> date:
    """So many months and days on. Raises ImpossibleTime beyond the calendar."""
    try:
        return add_months(day, length.months) + timedelta(days=length.days)
    except OverflowError as error:
        raise ImpossibleTime("out_of_range") from error


def days_of(day: Day | DayRange, today: date) -> Days:
    """The dates that are meant, seen from `today`. Raises ImpossibleTime for a date that cannot be."""
    if isinstance(day, DayRange):
        return _range_of(day, today)
    if day.beside is not None or day.plus:
        return _counted_from(days_of(replace(day, beside=None, plus=()), today), day, today)
    if (day.nth is not None or day.day is not None) and day.span in ("week", "weekend"):
        week = _week_in(day, today)
        return week if day.span == "week" else Days(week.end - 2 * _DAY, week.end, week.gone)
    if day.nth is not None:
        return _nth(day, today)
    if day.offset is not None:
        return _offset(day, day.offset, today)
    if day.day is not None:
        return _month_day(day, today) if day.month is not None else _day_of_month(day, day.day, today)
    if day.weekday is not None:
        return _weekday(day, day.weekday, today)
    return _span(day, today)


def _counted_from(found: Days, day: Day, today: date) -> Days:
    """The weekday before or after the days found, or so many days or months after them."""
    if day.beside is not None:
        weekday, side = day.beside
        steps = (weekday - found.start.weekday()) * side % 7 or 7
        start = found.start + timedelta(days=side * steps)
        return Days(start, start + _DAY, start < today)
    start, end = found.start, found.end
    for count, unit in day.plus:
        step = Length(months=int(count)) if unit == "month" else Length(days=int(count))
        start, end = add_length(start, step), add_length(end, step)
    return Days(start, end, end <= today, found.bare)


@lru_cache(maxsize=1024)
def _days_long(count: int) -> timedelta:
    """So many days; to remember a length takes a quarter of the time of making it."""
    return timedelta(count)


def _offset(day: Day, offset: int, today: date) -> Days:
    """Tomorrow; said together with its date or weekday, they must agree."""
    start = today + _days_long(offset)
    if (
        (day.weekday is not None and day.weekday != start.weekday())
        or (day.day is not None and day.day != start.day)
        or (day.month is not None and day.month != start.month)
        or (day.year is not None and day.year != start.year)
    ):
        raise ImpossibleTime("weekday_mismatch")
    return Days(start, start + _DAY, start < today)


def _month_day(day: Day, today: date) -> Days:
    month, number = day.month or 0, day.day or 0
    if not 1 <= month <= 12 or not 1 <= number <= _size_of_month(_LEAP_YEAR, month):
        raise ImpossibleTime("impossible_date")
    year = day.year if day.year is not None else (today.year + day.year_offset if day.year_offset is not None else None)
    if year is not None:
        if number > _size_of_month(year, month):
            raise ImpossibleTime("impossible_date")
        start = date(year, month, number)
        return Days(start, start + _DAY, start < today)
    weekday = day.weekday
    years = _LEAP_SEARCH if weekday is not None else 2  # 29 Feb in three years' time is hardly meant
    for candidate in range(today.year, today.year + years):
        if number > _ALWAYS_THERE and number > _size_of_month(candidate, month):
            continue
        start = date(candidate, month, number)
        if weekday is not None and start.weekday() != weekday:
            if candidate > today.year + 1:
                break
            continue
        if start >= today:
            return Days(start, start + _DAY, False, True)
        if weekday is not None:
            return Days(start, start + _DAY, True)  # the weekday says that this year's is meant
    raise ImpossibleTime("impossible_date" if weekday is None else "weekday_mismatch")


def _day_of_month(day: Day, number: int, today: date) -> Days:
    if not 1 <= number <= 31:
        raise ImpossibleTime("impossible_date")
    if day.month_offset is not None:
        first = add_months(today.replace(day=1), day.month_offset)
        if number > _size_of_month(first.year, first.month):
            raise ImpossibleTime("impossible_date")
        start = first.replace(day=number)
        return Days(start, start + _DAY, start < today)
    year, month = today.year, today.month
    for _ in range(15):
        if number <= _ALWAYS_THERE or number <= _size_of_month(year, month):
            start = date(year, month, number)
            if start >= today and (day.weekday is None or start.weekday() == day.weekday):
                return Days(start, start + _DAY, False, True)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    raise ImpossibleTime("impossible_date")


def _weekday(day: Day, weekday: int, today: date) -> Days:
    if day.last:
        start = today - _days_long((today.weekday() - weekday - 1) % 7 + 1)
        return Days(start, start + _DAY, True)
    if day.week is not None:
        start = today + _days_long(7 * day.week + weekday - today.weekday())
        return Days(start, start + _DAY, start < today)
    if day.month is not None or day.month_offset is not None:
        month = add_months(today.replace(day=1), day.month_offset or 0)
        start = month + timedelta(days=(weekday - month.weekday()) % 7)
        return Days(start, start + _DAY, start < today)
    start = today + _days_long((weekday - today.weekday() - 1) % 7 + 1)
    return Days(start, start + _DAY, False, True)


def _nth(day: Day, today: date) -> Days:
    nth = day.nth or 1
    if day.month is not None:
        said = day.year if day.year_offset is None else today.year + day.year_offset
        years = [said] if said is not None else [today.year, today.year + 1]
        months = [date(year, day.month, 1) for year in years]
    else:
        months = [add_months(today.replace(day=1), (day.month_offset or 0) + step) for step in range(2)]
        if day.month_offset:
            months = months[:1]
    for month in months:
        start = _nth_day(month, nth, day.weekday, day.working)
        if start is not None and (start >= today or month is months[-1]):
            return Days(start, start + _DAY, start < today)
    raise ImpossibleTime("impossible_date")


def _week_in(day: Day, today: date) -> Days:
    """The week that holds a day, or the nth whole week of a month; weeks begin on Monday."""
    if day.day is not None:
        found = _month_day(replace(day, span=None), today)
        monday = found.start - timedelta(days=found.start.weekday())
    else:
        last = day.nth is not None and day.nth < 0
        monday = _nth(replace(day, span=None, weekday=6 if last else 0), today).start - timedelta(days=6 if last else 0)
    end = monday + timedelta(days=7)
    return Days(max(monday, today) if end > today else monday, end, end <= today)


def _nth_day(month: date, nth: int, weekday: int | None, working: bool = False) -> date | None:
    size = _size_of_month(month.year, month.month)
    days = [
        number
        for number in range(1, size + 1)
        if (weekday is None or month.replace(day=number).weekday() == weekday)
        and (not working or month.replace(day=number).weekday() < _SATURDAY)
    ]
    try:
        return month.replace(day=days[nth - 1 if nth > 0 else nth])
    except IndexError:
        return None


def _span(day: Day, today: date) -> Days:
    if day.span == "weekend":
        monday = today - timedelta(days=today.weekday())
        week = day.week if day.week is not None else 0
        start = monday + timedelta(days=5 + 7 * week)
        if start < today and day.week is None and today.weekday() == 6:
            start = today
        return Days(start, monday + timedelta(days=7 + 7 * week), monday + timedelta(days=7 + 7 * week) <= today)
    if day.span == "week":
        monday = today - timedelta(days=today.weekday() - 7 * (day.week or 0))
        first, end = monday, monday + timedelta(days=7)
        if day.edge == "end":
            first, end = monday + timedelta(days=4), monday + timedelta(days=5)
        elif day.edge in ("start", "ahead"):
            end = monday + _DAY
    elif day.span == "quarter":
        first, end = _quarter(day, today)
    elif day.span == "season":
        first, end = _season(day, today)
    elif day.month is not None or day.month_offset is not None or day.span == "month":
        first, end = _month_span(day, today)
    else:
        year = day.year if day.year is not None else today.year + (day.year_offset or 0)
        first, end = date(year, 1, 1), date(year + 1, 1, 1)
    if day.span != "week":
        if day.edge == "end":
            first = end - _DAY
        elif day.edge in ("start", "ahead"):
            end = first + _DAY
        elif day.edge == "middle":
            first = date(first.year, 7, 1) if day.span == "year" else first.replace(day=15)
            end = first + _DAY
    if first < today < end:
        first = today
    if end <= today and day.edge is not None and (later := _next_edge(day)) is not None:
        return _span(later, today)
    return Days(first, end, end <= today or day.past)


def _next_edge(day: Day) -> Day | None:
    """The beginning of the month, said on the 23rd, is that of the next; None where it was said which is meant."""
    if any(side is not None for side in (day.week, day.month_offset, day.year, day.year_offset)):
        return None
    if day.month is not None or day.span == "year":
        return replace(day, year_offset=1)
    return replace(day, month_offset=1) if day.span == "month" else replace(day, week=1)


def _season(day: Day, today: date) -> tuple[date, date]:
    """From the 21st of its month for three months: the one that is not over yet, or that of the next year."""
    first = date(today.year - 1, day.month or 12, 21)
    while add_months(first, 3) <= today or (day.week and first.year <= today.year):
        first = add_months(first, 12)
    return first, add_months(first, 3)


def _quarter(day: Day, today: date) -> tuple[date, date]:
    if day.month is None:
        this = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        first = add_months(this, 3 * (day.week or 0))
    else:
        first = date(day.year if day.year is not None else today.year, day.month, 1)
        if day.year is None and add_months(first, 3) <= today:
            first = add_months(first, 12)
    return first, add_months(first, 3)


def _month_span(day: Day, today: date) -> tuple[date, date]:
    if day.month is None:
        first = add_months(today.replace(day=1), day.month_offset or 0)
    else:
        year = day.year if day.year is not None else today.year + (day.year_offset or 0)
        first = date(year, day.month, 1)
        if day.year is None and day.year_offset is None:
            gone = add_months(first, 1) <= today
            if day.last:
                first = first if gone else add_months(first, -12)
            elif gone:
                first = add_months(first, 12)
    return first, add_months(first, 1)


_LONGEST_OVER_NEW_YEAR = timedelta(days=300)
"""18 Dec to 3 Jan ends in the next year; 5 Dec to 3 Dec is a slip."""


def _range_of(days: DayRange, today: date) -> Days:
    first, last = days.first, days.last
    if first.month is None and first.day is not None and last.month is not None:
        first = _month_before(first.day, last) or Day(day=first.day, month=last.month, year=last.year)
    if last.month is None and last.day is not None and first.month is not None and last.offset is None:
        last = Day(day=last.day, month=first.month, year=first.year)
    said_years = first.year is not None and last.year is not None
    if last.year is not None and first.year is None and first.month is not None:
        same = last.month is not None and (first.month, first.day or 1) <= (last.month, last.day or 31)
        first = Day(day=first.day, month=first.month, year=last.year if same else last.year - 1)
        if not same and first.month == last.month:
            raise ImpossibleTime("end_before_start")
    if (running := _running(first, last, today)) is not None:
        return running
    begins = days_of(first, today)
    ends = _end_after(last, begins, today) if not said_years else days_of(last, today)
    turned = last.year is None and (last.month or 13, last.day or 0) < (first.month or 0, first.day or 0)
    if ends.end <= begins.start or (turned and ends.end - begins.start > _LONGEST_OVER_NEW_YEAR):
        raise ImpossibleTime("end_before_start")
    return Days(begins.start, ends.end, begins.gone, begins.bare)


def _month_before(number: int, last: Day) -> Day | None:
    """The 28th to 3 January: a first day with a greater number than the last is of the month before; None where it is
    of the same."""
    if last.month is None or last.day is None or number <= last.day:
        return None
    year = last.year - 1 if last.year is not None and last.month == 1 else last.year
    return Day(day=number, month=(last.month - 2) % 12 + 1, year=year)


def _running(first: Day, last: Day, today: date) -> Days | None:
    """20 Nov to 5 Jan, said on 21 Nov: a range of dates without a year that began a short while ago and is not over is
    this one, not that of the next year."""
    if first != Day(day=first.day, month=first.month, weak=first.weak) or first.month is None or first.day is None:
        return None
    if last.year is not None or last.day is None:
        return None
    begins = _month_day(first, today - _BEGUN)
    if begins.start >= today:
        return None
    ends = _end_after(last, begins, today)
    return Days(begins.start, ends.end, False, True) if ends.end > today else None


def _end_after(last: Day, begins: Days, today: date) -> Days:
    """The last day of a range, as seen from its first."""
    if last.weekday is not None and last.day is None and not last.week:
        start = begins.start + timedelta(days=(last.weekday - begins.start.weekday() - 1) % 7 + 1)
        return Days(start, start + _DAY)
    if last.month is not None and last.year is None and last.day is not None:
        return _month_day(Day(day=last.day, month=last.month), begins.start)
    if last.day is not None and last.month is None and last.month_offset is None:
        return _day_of_month(Day(day=last.day), last.day, begins.start)
    return days_of(last, today)


# -- repeats ----------------------------------------------------------------------------------------------------


def rule_of(repeat: Repeat) -> str:
    """The RFC 5545 rule without COUNT and UNTIL."""
    parts = [f"FREQ={repeat.freq}"]
    if repeat.interval not in (None, 1):
        parts.append(f"INTERVAL={repeat.interval}")
    if repeat.months:
        parts.append("BYMONTH=" + ",".join(map(str, repeat.months)))
    if repeat.monthdays:
        parts.append("BYMONTHDAY=" + ",".join(map(str, repeat.monthdays)))
    if repeat.yeardays:
        parts.append("BYYEARDAY=" + ",".join(map(str, repeat.yeardays)))
    if repeat.weekdays:
        parts.append(_by_day(repeat.weekdays, repeat.nths))
    if repeat.position is not None:
        parts.append(f"BYSETPOS={repeat.position}")
    return ";".join(parts)


@lru_cache(maxsize=512)
def _by_day(weekdays: tuple[int, ...], nths: tuple[int, ...]) -> str:
    days = [_CODES[day] for day in sorted(weekdays)]
    return "BYDAY=" + ",".join([f"{nth}{day}" for nth in nths for day in days] or days)


def occurrences(repeat: Repeat, base: date) -> Iterator[date]:
    """Days from `base` on on which the repeat may have its first occurrence, in order."""
    weekdays = repeat.weekdays or _EVERY_WEEKDAY  # first, for it is quickly seen, and mostly all that is said
    only_weekdays = not (repeat.months or repeat.monthdays or repeat.yeardays or repeat.nths or repeat.position)
    day = base
    for _ in range(_REPEAT_SEARCH):
        if day.weekday() in weekdays and (only_weekdays or _falls_on(repeat, day)):
            yield day
        day += _DAY


def _falls_on(repeat: Repeat, day: date) -> bool:
    """Whether a day is one of the repeat by all that it says but its weekdays."""
    if repeat.months and day.month not in repeat.months:
        return False
    size = _size_of_month(day.year, day.month)
    if repeat.position is not None and day != _nth_day(day.replace(day=1), repeat.position, None, working=True):
        return False
    if repeat.monthdays and day.day not in repeat.monthdays and day.day - size - 1 not in repeat.monthdays:
        return False
    if repeat.yeardays and day.timetuple().tm_yday not in repeat.yeardays:
        return False
    return not repeat.nths or (day.day - 1) // 7 + 1 in repeat.nths or -((size - day.day) // 7 + 1) in repeat.nths
