"""From a plan to an event: the one place where what was said meets the present moment.

Past 300 lines because single events and repeats share the ways in which a start and an end are found.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.understanding.calendar import Days, add_length, days_of, occurrences, rule_of
from bot.understanding.clock import WallTime, start_of_part, wall_range, wall_time
from bot.understanding.components import Ahead, Clock, ClockRange, Day, DayRange, ImpossibleTime, Length, Repeat
from bot.understanding.refine import Plan
from calendar_core.domain.timespan import DaySpan, Timespan
from calendar_core.domain.timezones import resolve_wall_time
from calendar_core.domain.validation import validate_event_time

_DEFAULT_LENGTH = timedelta(hours=1)
_DAY = timedelta(days=1)


class Resolved(NamedTuple):
    """When an event is. past: it was said to be at a time that has gone. moved: a bare clock was taken for tomorrow's.
    notes: dst_gap, dst_fold."""

    when: Timespan | DaySpan
    rrule: str | None = None
    past: bool = False
    moved: bool = False
    end_said: bool = False
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Moment:
    """The present: an aware instant, and the zone whose wall clocks are meant; abroad: the zone that the message names
    for its clocks, where it names one."""

    now: datetime
    zone: ZoneInfo
    abroad: tzinfo | None = None
    local: datetime = field(init=False)
    today: date = field(init=False)

    def __post_init__(self) -> None:
        self.local = self.now.astimezone(self.zone)
        self.today = self.local.date()

    def at(self, day: date, wall: WallTime) -> tuple[datetime, str]:
        """The instant of a wall time on a day, and "gap" or "fold" where that needed a decision."""
        hour, minute = divmod(wall.minutes, 60)
        naive = datetime(day.year, day.month, day.day, hour, minute, wall.seconds)
        if wall.days:
            naive += timedelta(days=wall.days)
        if self.abroad is not None:
            return naive.replace(tzinfo=self.abroad).astimezone(self.zone), ""
        if _runs_through(self.zone, day):
            return naive.replace(tzinfo=self.zone), ""
        return resolve_wall_time(naive, self.zone)


@lru_cache(maxsize=4096)
def _runs_through(zone: ZoneInfo, day: date) -> bool:
    """Whether no clock is changed in that zone around a day, so that its wall times need no closer look."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    return (noon - 2 * _DAY).utcoffset() == (noon + 2 * _DAY).utcoffset()


def resolve(plan: Plan, moment: Moment, meal: str | None = None) -> list[Resolved]:
    """The events of a plan; several where it names several days. Raises ImpossibleTime."""
    try:
        _make_weekly(plan)
        if plan.repeat is not None and plan.repeat.either:
            ways = (replace(plan.repeat, weekdays=(day,)) for day in plan.repeat.weekdays)
            return [_repeating(plan, way, moment, meal) for way in ways]
        if plan.repeat is not None and plan.repeat.freq is not None:
            return [_repeating(plan, plan.repeat, moment, meal)]
        if len(plan.days) > 1:
            return [_single(plan, day, moment, meal) for day in plan.days[:7]]
        return [_single(plan, plan.days[0] if plan.days else None, moment, meal)]
    except (OverflowError, ValueError) as error:
        if isinstance(error, ImpossibleTime):
            raise
        raise ImpossibleTime("out_of_range") from error


def _make_weekly(plan: Plan) -> None:
    """Mon-Fri 9.30am recurs: a bare stretch of weekdays with a clock, unless it is spelt out as one occasion; Sat 9am
    for 8 weeks recurs as well."""
    if plan.repeat is not None or plan.clock is None:
        return
    if plan.length is not None and _is_weeks(plan.length):
        weekdays = tuple(day.weekday for day in plan.days if isinstance(day, Day) and day.weekday is not None)
        if 0 < len(weekdays) == len(plan.days):
            plan.repeat = Repeat("WEEKLY", 1, weekdays=weekdays)
            plan.days = plan.days if len(weekdays) == 1 else []
    if len(plan.days) != 1 or plan.repeat is not None:
        return
    days = plan.days[0]
    if not isinstance(days, DayRange):
        return
    first, last = days.first, days.last
    if first != Day(weekday=first.weekday, weak=first.weak) or last != Day(weekday=last.weekday, weak=last.weak):
        return
    if first.weekday is None or last.weekday is None:
        return
    size = (last.weekday - first.weekday) % 7 + 1
    if days.dashed or (first.weekday, last.weekday) == (0, 4):
        plan.repeat = Repeat("WEEKLY", 1, weekdays=tuple((first.weekday + step) % 7 for step in range(size)))
        plan.days = []


def _is_weeks(length: Length) -> bool:
    """Whether a length is one of some weeks or months, which no single event with a clock lasts."""
    return not length.minutes and (length.months > 0 or (length.days >= 14 and length.days % 7 == 0))


def _single(plan: Plan, day: Day | DayRange | None, moment: Moment, meal: str | None) -> Resolved:
    if plan.ahead is not None:
        return _ahead(plan, plan.ahead, moment, meal)
    if plan.end_clock is not None and isinstance(plan.clock, Clock) and plan.end_day is not None and day is not None:
        return _spanning(plan, day, plan.end_day, moment)
    days = days_of(day, moment.today) if day is not None else None
    if plan.clock is None and (plan.part is None or plan.all_day):
        return _whole_days(plan, days or Days(moment.today, moment.today + _DAY), moment)
    return _timed(plan, days, day, moment, meal)


def _whole_days(plan: Plan, days: Days, moment: Moment) -> Resolved:
    start, end = days.start, days.end
    length = plan.length
    if length is not None and (length.days or length.months):
        end = add_length(start, length)
    elif length is not None and length.minutes:
        # A length without a clock says nothing of when; the whole day is kept.
        length = None
    when = DaySpan(start, end, moment.zone.key)
    return Resolved(when, past=days.gone or end <= moment.today, end_said=length is not None or end - start > _DAY)


def _walls(plan: Plan, meal: str | None) -> tuple[WallTime, WallTime | None]:
    part = plan.part or meal
    if plan.clock is None:
        return start_of_part(plan.part or "morning"), None
    if isinstance(plan.clock, ClockRange):
        first, last = wall_range(plan.clock, part)
        return first, last
    return wall_time(plan.clock, part), None


def _timed(plan: Plan, days: Days | None, day: Day | DayRange | None, moment: Moment, meal: str | None) -> Resolved:
    first, last = _walls(plan, meal)
    base = days.start if days is not None else moment.today
    start, twist = moment.at(base, first)
    moved = past = False
    if days is not None:
        past = days.gone or start <= moment.now
        if past and not days.gone and days.bare and isinstance(day, Day) and day.month is None and day.weekday is None:
            later = days_of(day, moment.today + _DAY)  # the 21st, said on the 21st: of next month
            base, past = later.start, False
            start, twist = moment.at(base, first)
    elif plan.earlier:
        past = True
        if start > moment.now:
            base -= _DAY
            start, twist = moment.at(base, first)
    elif start <= moment.now:
        start = validate_event_time(start, moment.now)
        base = start.date() - timedelta(days=first.days)
        start, twist = moment.at(base, first)
        moved = bool(first.minutes)  # midnight is always the coming one
    end = _end(plan, start, base, last, moment)
    notes = (f"dst_{twist}",) if twist else ()
    rrule = None
    if days is not None and days.end - days.start > _DAY and isinstance(day, DayRange):
        rrule = f"FREQ=DAILY;COUNT={(days.end - days.start).days}"
    elif last is not None and plan.length is not None and plan.length.days > 1:
        rrule = f"FREQ=DAILY;COUNT={plan.length.days}"  # a 3 day course, 9 to 5
    said = last is not None or plan.length is not None
    return Resolved(Timespan(start, end, moment.zone.key), rrule, past, moved, said, notes)


def _end(plan: Plan, start: datetime, base: date, last: WallTime | None, moment: Moment) -> datetime:
    if last is not None:
        end, _ = moment.at(base, last)
        return end if end.astimezone(UTC) > start.astimezone(UTC) else _end_after(start, _DEFAULT_LENGTH)
    if plan.length is not None:
        return _after(start, plan.length, moment)
    return _end_after(start, _DEFAULT_LENGTH)


def _later(start: datetime, by: timedelta) -> datetime:
    """Elapsed time, over a change of clocks too."""
    return (start.astimezone(UTC) + by).astimezone(start.tzinfo)


def _end_after(start: datetime, by: timedelta) -> datetime:
    """The same for an end, which is kept in UTC."""
    return start.astimezone(UTC) + by


def _after(start: datetime, length: Length, moment: Moment) -> datetime:
    end = start
    if length.days or length.months:
        wall = start.replace(tzinfo=None)
        day = add_length(wall.date(), length)
        end = resolve_wall_time(datetime.combine(day, wall.time()), moment.zone)[0]
    return _end_after(end, timedelta(minutes=length.minutes))


def _spanning(plan: Plan, day: Day | DayRange, end_day: Day, moment: Moment) -> Resolved:
    days = days_of(day, moment.today)
    both = days_of(DayRange(day, end_day), moment.today) if isinstance(day, Day) else days
    clock = plan.clock
    first = wall_time(clock if isinstance(clock, Clock) else Clock(9), day.part if isinstance(day, Day) else None)
    last = wall_time(plan.end_clock or Clock(17), end_day.part)
    start, twist = moment.at(days.start, first)
    end, _ = moment.at(both.end - _DAY, last)
    if end <= start:
        raise ImpossibleTime("end_before_start")
    notes = (f"dst_{twist}",) if twist else ()
    return Resolved(Timespan(start, end, moment.zone.key), None, days.gone or start <= moment.now, False, True, notes)


def _ahead(plan: Plan, ahead: Ahead, moment: Moment, meal: str | None) -> Resolved:
    length = ahead.length
    signed = Length(ahead.sign * length.minutes, ahead.sign * length.days, ahead.sign * length.months)
    calendar = bool(length.days or length.months) and not length.minutes
    if calendar or plan.clock is not None:
        start_day = add_length(moment.today, signed)
        if plan.days and isinstance(plan.days[0], Day) and plan.days[0].day is not None:
            start_day = _date_ahead(plan.days[0], start_day)
        days = Days(start_day, start_day + _DAY, start_day < moment.today)
        if plan.clock is None and plan.part is None:
            if plan.length is None and plan.days and isinstance(plan.days[0], Day):
                weekday = plan.days[0].weekday
                if weekday is not None:
                    start_day += timedelta(days=weekday - start_day.weekday())
                    days = Days(start_day, start_day + _DAY, start_day < moment.today)
            return _whole_days(plan, days, moment)
        if plan.days and isinstance(plan.days[0], Day) and plan.days[0].weekday is not None:
            start_day += timedelta(days=plan.days[0].weekday - start_day.weekday())
            days = Days(start_day, start_day + _DAY, start_day < moment.today)
        return _timed(plan, days, None, moment, meal)
    base = moment.local
    if length.days or length.months:
        day = add_length(base.date(), signed)
        base = resolve_wall_time(datetime.combine(day, base.time()), moment.zone)[0]
    start = _later(base, timedelta(minutes=signed.minutes)).replace(microsecond=0)
    if start.second and length.minutes >= 1:
        start = _later(start.replace(second=0), timedelta(minutes=1))
    end = _after(start, plan.length, moment) if plan.length is not None else _end_after(start, _DEFAULT_LENGTH)
    return Resolved(Timespan(start, end, moment.zone.key), past=ahead.sign < 0, end_said=plan.length is not None)


# -- repeats ----------------------------------------------------------------------------------------------------


def _date_ahead(day: Day, far: date) -> date:
    """The 10th, in three months; 5 March, in two years."""
    if day.month is not None:
        return days_of(Day(day=day.day, month=day.month, year=far.year), far).start
    return days_of(Day(day=day.day, month=far.month, year=far.year), far).start


def _repeating(plan: Plan, repeat: Repeat, moment: Moment, meal: str | None) -> Resolved:
    """The first occurrence not before now, and the rule."""
    base, repeat = _begin(plan, repeat, moment)
    plan_part = plan.part or repeat.part
    timed = plan.clock is not None or (plan_part is not None and not plan.all_day)
    if repeat.freq in ("HOURLY", "MINUTELY", "SECONDLY") and plan.clock is None:
        return _within_day(plan, repeat, moment)
    if plan_part != plan.part:
        plan = replace(plan, part=plan_part)
    first, last = _walls(plan, meal) if timed else (WallTime(0), None)
    for day in occurrences(repeat, base):
        start, twist = moment.at(day, first)
        if (timed and start > moment.now) or (not timed and day >= moment.today):
            break
    else:
        raise ImpossibleTime("impossible_date")
    rule = rule_of(repeat)
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
        return Resolved(DaySpan(day, day + _DAY, moment.zone.key), rule, end_said=False)
    end = _end(plan, start, day, last, moment)
    return Resolved(Timespan(start, end, moment.zone.key), rule, False, False, said, (f"dst_{twist}",) if twist else ())


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


def _weekly_range(days: DayRange, repeat: Repeat) -> bool:
    """Whether a range says which weekdays, not from when until when."""
    return repeat.freq == "WEEKLY" and days.first.weekday is not None and days.first.day is None


def _within_day(plan: Plan, repeat: Repeat, moment: Moment) -> Resolved:
    step = {"HOURLY": 60, "MINUTELY": 1, "SECONDLY": 1 / 60}[repeat.freq or "HOURLY"] * (repeat.interval or 1)
    start = _later(moment.local.replace(microsecond=0), timedelta(minutes=step))
    days = plan.length.days if plan.length is not None else 0
    count = repeat.count or round(days * 24 * 60 / step)  # every 8 hours for 3 days
    rule = rule_of(repeat) + (f";COUNT={count}" if count else "")
    length = timedelta(minutes=min(60, max(1, step)))
    return Resolved(Timespan(start, _end_after(start, length), moment.zone.key), rule)


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
    instant = moment.at(last, WallTime(24 * 60 - 1, 0, 59))[0].astimezone(UTC)
    if instant.date() != last:
        instant = moment.at(last, first)[0].astimezone(UTC)
    return f";UNTIL={instant:%Y%m%dT%H%M%SZ}"
