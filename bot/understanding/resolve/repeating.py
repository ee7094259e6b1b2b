"""A plan that repeats: its first occurrence not before now, and its rule (RFC 5545, 3.3.10)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import takewhile

from msgspec.structs import replace

from bot.understanding.grammar.clock import WallTime
from bot.understanding.grammar.components import Day, DayRange, ImpossibleTime, Length, Repeat
from bot.understanding.refine import Plan
from bot.understanding.resolve.calendar import add_length, days_of, occurrences, rule_of
from bot.understanding.resolve.ends import end_of
from bot.understanding.resolve.moment import Moment, Resolved
from bot.understanding.resolve.single import walls
from calendar_core.domain.recurrence import occurrence_days
from calendar_core.domain.timespan import DaySpan, Timespan

_DAY = timedelta(days=1)
_FAR = timedelta(days=731)
"""How far ahead a day may lie that is left out; one beyond is asked about."""


def repeating(plan: Plan, repeat: Repeat, moment: Moment, meal: str | None) -> Resolved:
    """The first occurrence not before now, and the rule. Raises ImpossibleTime."""
    base, repeat = _begin(plan, repeat, moment)
    plan_part = plan.part or repeat.part
    timed = plan.clock is not None or (plan_part is not None and not plan.all_day)
    if repeat.freq in ("HOURLY", "MINUTELY", "SECONDLY") and plan.clock is None:
        return _within_day(plan, repeat, moment)
    if plan_part != plan.part:
        plan = replace(plan, part=plan_part)
    first, last = walls(plan, meal) if timed else (WallTime(0), None)
    for day in occurrences(repeat, base):
        start, twist = moment.at(day, first)
        if (timed and start > moment.now) or (not timed and day >= moment.today):
            break
    else:
        raise ImpossibleTime("impossible_date")
    rule = rule_of(repeat)
    left_out = _left_out(plan, rule, day, moment) if plan.left_out else ()
    exdates = left_out
    if day in left_out:
        day, exdates = _first_kept(rule, day, left_out)
        start, twist = moment.at(day, first)
    length = plan.length
    if length is not None and (length.days or length.months):
        rule += f";COUNT={_count(length, repeat)}"
        plan = replace(plan, length=None)
    elif repeat.count:
        rule += f";COUNT={repeat.count}"
    if plan.within:
        rule += _until(days_of(plan.days[0], moment.today).end - _DAY, day, first, timed, moment)
    elif plan.until is not None:
        rule += _until(_last_day(plan.until, day), day, first, timed, moment)
    said = last is not None or plan.length is not None
    if not timed:
        whole = DaySpan(day, day + _DAY, moment.zone.key)
        return Resolved(whole, rule, end_said=False, exdates=exdates, leaves_out=bool(left_out))
    when = Timespan(start, end_of(plan, start, day, last, moment), moment.zone.key)
    notes = (f"dst_{twist}",) if twist else ()
    return Resolved(when, rule, False, False, said, notes, exdates, bool(left_out))


def _left_out(plan: Plan, rule: str, first: date, moment: Moment) -> tuple[date, ...]:
    """The days from the first on, in order, that a repeat has and that are to be left out of it."""
    spans = [days_of(day, moment.today) for day in plan.left_out]
    last = max(span.end for span in spans)
    if last - first > _FAR:
        return ()
    days = takewhile(lambda day: day < last, occurrence_days(rule, first))
    return tuple(day for day in days if any(span.start <= day < span.end for span in spans))


def _first_kept(rule: str, first: date, left_out: tuple[date, ...]) -> tuple[date, tuple[date, ...]]:
    """The first day of a repeat that is not left out, and the days that are left out after it."""
    kept = next(day for day in occurrence_days(rule, first) if day not in left_out)
    return kept, tuple(day for day in left_out if day > kept)


def _is_weekday(day: Day) -> bool:
    """Whether a weekday is all that is said of a day."""
    return day.weekday is not None and day == Day(weekday=day.weekday, weak=day.weak)


def _begin(plan: Plan, repeat: Repeat, moment: Moment) -> tuple[date, Repeat]:
    """From which day on, and the repeat with what its day says: "weekly" and "on Tuesday" make BYDAY=TU."""
    base = moment.today
    if not plan.days and plan.ahead is not None and not plan.ahead.length.minutes:
        base = add_length(base, plan.ahead.length)
    for day in plan.days:
        said = days_of(day, moment.today)
        named = isinstance(day, Day) and day.weekday is not None and day.day is None and day.week is None
        if repeat.freq == "DAILY" and isinstance(day, DayRange) and _is_weekday(day.first):
            repeat = replace(repeat, freq="WEEKLY")  # Monday to Friday, every day
            base = moment.today
        if repeat.freq == "WEEKLY" and not repeat.weekdays:
            if isinstance(day, DayRange):
                size = min((said.end - said.start).days, 7)
                repeat = replace(
                    repeat, weekdays=tuple((said.start + timedelta(days=n)).weekday() for n in range(size))
                )
            else:
                repeat = replace(repeat, weekdays=(said.start.weekday(),))
        elif (
            repeat.freq == "WEEKLY"
            and named
            and isinstance(day, Day)
            and day.weekday is not None
            and len(plan.days) > 1
        ):
            repeat = replace(repeat, weekdays=tuple(sorted({*repeat.weekdays, day.weekday})))
        elif isinstance(day, Day) and day.nth and (nth := _nth_weekday(day, repeat, said.start)) is not None:
            repeat, named = nth, False
        elif repeat.freq == "MONTHLY" and not repeat.monthdays and not repeat.weekdays:
            repeat = replace(repeat, monthdays=(said.start.day,))
        elif repeat.freq == "YEARLY" and not repeat.months and not repeat.yeardays:
            repeat = replace(repeat, months=(said.start.month,), monthdays=(said.start.day,))
        weekly = isinstance(day, DayRange) and _weekly_range(day, repeat)
        if said.start > base and not (named and len(plan.days) > 1) and not weekly:
            base = said.start
        if named and isinstance(day, Day) and day.weekday in repeat.weekdays:
            base = moment.today
    if repeat.freq == "WEEKLY" and not repeat.weekdays and plan.clock is None:
        return base, repeat
    if (
        plan.until is None
        and len(plan.days) == 1
        and isinstance(plan.days[0], DayRange)
        and not _weekly_range(plan.days[0], repeat)
    ):
        plan.until = plan.days[0].last
    return base, repeat


def _nth_weekday(day: Day, repeat: Repeat, start: date) -> Repeat | None:
    """Quarterly review first Monday of Jan: the first Monday of each third month; None where the repeat says its days
    itself."""
    if day.weekday is None or day.working or day.day is not None or repeat.weekdays or repeat.monthdays:
        return None
    if repeat.freq == "MONTHLY":
        return replace(repeat, weekdays=(day.weekday,), nths=(day.nth or 1,))
    if repeat.freq == "YEARLY" and not repeat.yeardays:
        return replace(repeat, months=(start.month,), weekdays=(day.weekday,), nths=(day.nth or 1,))
    return None


def _weekly_range(days: DayRange, repeat: Repeat) -> bool:
    """Whether a range says which weekdays, not from when until when."""
    return repeat.freq == "WEEKLY" and days.first.weekday is not None and days.first.day is None


def _within_day(plan: Plan, repeat: Repeat, moment: Moment) -> Resolved:
    step = {"HOURLY": 60, "MINUTELY": 1, "SECONDLY": 1 / 60}[repeat.freq or "HOURLY"] * (repeat.interval or 1)
    start = moment.now.replace(microsecond=0) + timedelta(minutes=step)
    days = plan.length.days if plan.length is not None else 0
    count = repeat.count or round(days * 24 * 60 / step)  # every 8 hours for 3 days
    rule = rule_of(repeat) + (f";COUNT={count}" if count else "")
    length = timedelta(minutes=min(60, max(1, step)))
    return Resolved(Timespan(start, start + length, moment.zone.key), rule)


def _count(length: Length, repeat: Repeat) -> int:
    """How many times a repeat happens in so many weeks: "every Tuesday for 6 weeks" is 6."""
    interval = repeat.interval or 1
    days = length.days + length.months * 30
    if repeat.freq == "DAILY":
        return max(1, days // interval)
    if repeat.freq == "WEEKLY":
        weeks = days / 7 if not length.months else length.months * 52 / 12
        return max(1, round(weeks / interval * max(1, len(repeat.weekdays))))
    months = length.months or max(1, round(days / 30))
    per_year = 12 if repeat.freq == "MONTHLY" else 1
    return max(1, round(months / interval if per_year == 12 else months / 12 / interval))


def _last_day(until: Day, first_day: date) -> date:
    """Until December takes in December; until next month does not."""
    said = days_of(until, first_day)
    return said.start if until.month_offset and until.span == "month" and not until.edge else said.end - _DAY


def _until(last: date, first_day: date, first: WallTime, timed: bool, moment: Moment) -> str:
    """UNTIL takes in its day. Beside a start with a clock it is an instant in UTC (RFC 5545, 3.3.10)."""
    if last < first_day:
        raise ImpossibleTime("end_before_start")
    if not timed:
        return f";UNTIL={last:%Y%m%d}"
    instant = moment.at(last, WallTime(24 * 60 - 1, 0, 59))[0]
    if instant.date() != last:
        instant = moment.at(last, first)[0]
    return f";UNTIL={instant:%Y%m%dT%H%M%SZ}"
