"""From the components of a message to one plan: which of them count, and how they belong together.

Each step looks at all components and leaves the next one less to decide: numbers and short words without a licence are
dropped, parts of the day go to their clock, halves of a day become one, two days with "to" between them a range, and
"until" ends a repeat. Nothing is resolved to a date here. Past 300 lines because the steps are one sequence, each
resting on what the one before has taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bot.languages import Kind
from bot.understanding.clock import OF_TODAY, start_of_part
from bot.understanding.components import (
    Ahead,
    Clock,
    ClockRange,
    Day,
    DayRange,
    Edge,
    Found,
    Lead,
    Length,
    Part,
    Repeat,
)
from bot.understanding.lexer import Token, Tokens
from bot.understanding.licences import GLUE, JOINS, WORDS, adjacent, closes, licensed

_JOINS_BETWEEN = JOINS | {Kind.AND}

_DISTANCES = frozenset({Ahead, Lead})


@dataclass(slots=True)
class Plan:
    """What one event says of its time, merged. used: for each component that counted its role and its tokens.
    named: tokens of names with numbers, which are no times. either: one of several days or parts is meant.
    further_parts: parts of the day beside `part`, of which each is an event ("morning and afternoon")."""

    days: list[Day | DayRange] = field(default_factory=list)
    clock: Clock | ClockRange | None = None
    end_day: Day | None = None
    end_clock: Clock | None = None
    part: str | None = None
    length: Length | None = None
    ahead: Ahead | None = None
    repeat: Repeat | None = None
    until: Day | None = None
    lead: Lead | None = None
    remind: bool = False
    all_day: bool = False
    earlier: bool = False
    zone: tuple[int, int] | None = None
    extra_clocks: int = 0
    excepted: tuple[int, int] | None = None
    either: bool = False
    further_parts: list[str] = field(default_factory=list)
    named: frozenset[int] = frozenset()
    unread: list[Found] = field(default_factory=list)
    used: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def has_time(self) -> bool:
        """Whether anything says when."""
        return bool(self.days or self.clock or self.ahead or self.repeat or self.part in OF_TODAY)


def refine(found: Sequence[Found], tokens: Tokens) -> Plan:
    """The plan of one event. tokens: those of its part of the message."""
    parts: list[Found] = []
    names: set[int] = set()
    for item in found:
        if isinstance(item.value, Edge) and item.value.name == "name":
            names.update(range(item.first, item.last))
        else:
            parts.append(item)
    parts = licensed(parts, tokens)
    plan = Plan(named=frozenset(names))
    # Each step is taken only where there is something for it; most messages are a day and a clock.
    said = {type(item.value) for item in parts}
    if Edge in said:
        _take_edges(parts, plan, tokens)
        parts = [item for item in parts if not isinstance(item.value, Edge) or item.value.name == "until"]
    if Kind.EXCEPT in tokens.kinds:
        _take_exceptions(parts, plan, tokens)
    if Repeat in said and Day in said:
        _take_until(parts, plan, tokens)
    if len(parts) > 2:
        if Part in said:
            _take_parts_of_days(parts, plan, tokens)
        if len(parts) > 4:
            _merge_days(parts, tokens)
        _take_spanning(parts, plan, tokens)
    if Day in said or DayRange in said:
        _take_days(parts, plan, tokens)
    _take_clock(parts, plan, tokens)
    if Repeat in said:
        _take_repeats(parts, plan, tokens)
    if not said.isdisjoint(_DISTANCES):
        _take_distances(parts, plan)
    if Length in said:
        _take_length(parts, plan)
    return plan


# -- marks ------------------------------------------------------------------------------------------------------


def _take_edges(parts: Sequence[Found], plan: Plan, tokens: Sequence[Token]) -> None:
    for item in parts:
        if not isinstance(item.value, Edge):
            continue
        name = item.value.name
        if name == "remind":
            plan.remind = True
            plan.used.append(("reminder", item.first, item.last))
        elif name == "all_day":
            plan.all_day = True
            plan.used.append(("date", item.first, item.last))
        elif name == "zone":
            before = tokens[item.first - 1].kind if item.first else None
            if before in (Kind.CLOCK12, Kind.HHMM, Kind.MERIDIEM, Kind.NUM, Kind.OCLOCK, Kind.NUM4):
                plan.zone = (item.first, item.last)
                plan.used.append(("time", item.first, item.last))
        elif name == "tadi":
            plan.earlier = True
            plan.used.append(("date", item.first, item.last))


def _take_until(parts: list[Found], plan: Plan, tokens: Sequence[Token]) -> None:
    """ "until 16 Dec" ends a repeat."""
    for index, item in enumerate(parts):
        day = item.value
        if not isinstance(day, Day) or not item.first:
            continue
        mark = parts[index - 1] if index else None
        said = mark is not None and isinstance(mark.value, Edge) and mark.last == item.first
        joined = tokens[item.first - 1].kind in (Kind.TO, Kind.UNTIL)
        if (said or joined) and not (index and not said and _begins_range(parts[index - 1], item, tokens)):
            plan.until = day
            if item.last < len(tokens) and tokens[item.last].kind is Kind.UNTIL:
                item.last += 1  # 到12月29日为止
            first = mark.first if said and mark is not None else item.first - 1
            plan.used.append(("repeat", first, item.last))
            parts[:] = [other for other in parts if other is not item and (other is not mark or not said)]
            return


def _begins_range(before: Found, item: Found, tokens: Sequence[Token]) -> bool:
    return isinstance(before.value, Day) and before.last == item.first - 1


def _merge_days(parts: list[Found], tokens: Sequence[Token]) -> None:
    """Sat 28/11 9am till Sun 29/11 6pm: each weekday and its date are one day."""
    days = [item for item in parts if isinstance(item.value, Day)]
    merged = _merge_halves(days, tokens)
    if len(merged) < len(days):
        rest = [item for item in parts if not isinstance(item.value, Day)]
        parts[:] = sorted([*rest, *merged], key=lambda item: item.first)


def _take_spanning(parts: list[Found], plan: Plan, tokens: Sequence[Token]) -> None:
    """Friday 6pm to Sunday 2pm: from a clock on one day to a clock on another."""
    timed = [item for item in parts if not isinstance(item.value, Edge)]
    for index in range(len(timed) - 3):
        four = timed[index : index + 4]
        values = [item.value for item in four]
        days = [value for value in values if isinstance(value, Day)]
        clocks = [value for value in values if isinstance(value, Clock)]
        halves = (isinstance(values[0], Day) != isinstance(values[1], Day)) and len(days) == len(clocks) == 2
        if not halves or isinstance(values[2], Day) == isinstance(values[3], Day):
            continue
        between = tokens[four[1].last : four[2].first]
        first = _first_between(four[0].first, tokens)
        joins = JOINS if first is None else _JOINS_BETWEEN
        if not any(t.kind in joins for t in between) or not all(t.kind in joins or t.kind in GLUE for t in between):
            continue
        plan.days, plan.end_day = [days[0]], days[1]
        plan.clock, plan.end_clock = clocks[0], clocks[1]
        plan.used.append(("date", four[0].first if first is None else first, four[3].last))
        parts[:] = [item for item in parts if item.last <= four[0].first or item.first >= four[3].last]
        return


def _take_parts_of_days(parts: list[Found], plan: Plan, tokens: Sequence[Token]) -> None:
    """Friday evening to Sunday, from today to tomorrow afternoon, Friday evening to Sunday morning: a part of the day
    stands for its clock; said of one end only, the days are meant as a whole."""
    halves = [item for item in parts if isinstance(item.value, (Day, Part))]
    days = [item for item in halves if isinstance(item.value, Day)]
    if len(days) != 2 or not 3 <= len(halves) <= 4 or halves[0] is not days[0]:
        return
    start, end = halves[0], days[1]
    between = tokens[(halves[1] if halves[1] is not end else start).last : end.first]
    near = all(adjacent(one, other, tokens) for one, other in pairwise(halves) if other is not end)
    joined = any(t.kind in JOINS for t in between) and all(t.kind in JOINS or t.kind in GLUE for t in between)
    if not near or not joined or not isinstance(start.value, Day) or not isinstance(end.value, Day):
        return
    if len(halves) == 4:
        for item in halves:
            if isinstance(item.value, Part):
                item.value = Clock(*divmod(start_of_part(item.value.name).minutes, 60), exact=True)
        return
    parts[:] = [item for item in parts if item not in halves]
    parts.append(Found(DayRange(start.value, end.value), start.first, halves[-1].last))


def _take_exceptions(parts: list[Found], plan: Plan, tokens: Sequence[Token]) -> None:
    """ "except 25 Dec": a rule cannot say it, so it is asked about and is not taken for the day of the event."""
    for item in [item for item in parts if isinstance(item.value, (Day, DayRange)) and item.first]:
        first = item.first - 1 if tokens[item.first - 1].kind is Kind.EXCEPT else item.first
        if tokens[first].kind is Kind.EXCEPT:
            plan.excepted = (first, item.last)
            plan.used.append(("date", first, item.last))
            parts.remove(item)


# -- days -------------------------------------------------------------------------------------------------------


def _take_days(parts: list[Found], plan: Plan, tokens: Tokens) -> None:
    if plan.days:
        return
    days = [item for item in parts if isinstance(item.value, (Day, DayRange))]
    if len(days) > 1:
        days = _merge_halves(_join_ranges(days, tokens), tokens)
    if len(days) > 1:
        days = _without_name(days, tokens)
    said = days  # 明天 tmr: the same day twice is one
    repeats = [item for item in parts if isinstance(item.value, Repeat)]
    if len(days) > 1 and Kind.OR in tokens.kinds and _is_choice(days, tokens):
        plan.either = True
        plan.used += [("date", before.last, item.first) for before, item in pairwise(days)]
    elif len(days) > 1:
        days = _choose(days, parts, tokens)
    if len(days) > 1:
        _share_week(days, tokens)
    if repeats:
        days = [item for item in days if not _named_in_title(item, repeats, tokens)]
    for item in days:
        while (
            item.last < len(tokens)
            and tokens[item.last].kind is Kind.STARTING
            and tokens[item.last].value == "starting"
        ):
            item.last += 1  # 1 Dec onwards, 明天起
        if item.last < len(tokens) and tokens[item.last].kind in (Kind.QIAN, Kind.HOU):
            item.last += 1  # 月底前
        if item.last < len(tokens) and tokens[item.last].kind is Kind.THIS and tokens[item.last].language == "ms":
            item.last += 1  # 19hb ini
        plan.days.append(item.value)  # type: ignore[arg-type]
        if not (isinstance(item.value, Day) and item.value.holiday):
            plan.used.append(("date", item.first, item.last))
    plan.used += [
        ("date", item.first, item.last)
        for item in (said if len(said) > len(days) else ())
        if item not in days
        and item.value in plan.days
        and isinstance(item.value, Day)
        and item.value.offset is not None
    ]
    for index in range(1, len(days)):
        gap = (days[index - 1].last, days[index].first)
        if gap[0] < gap[1] and all(t.kind in GLUE or t.kind is Kind.AND for t in tokens[gap[0] : gap[1]]):
            plan.used.append(("date", *gap))


def _is_choice(days: Sequence[Found], tokens: Sequence[Token]) -> bool:
    """Whether "or" stands between these days: Monday or Tuesday, 5 or 6 Dec."""
    gaps = [[token.kind for token in tokens[one.last : other.first]] for one, other in pairwise(days)]
    return Kind.OR in gaps[-1] and all(gap and all(kind is Kind.OR or kind in GLUE for kind in gap) for gap in gaps)


def _without_name(days: list[Found], tokens: Sequence[Token]) -> list[Found]:
    """solat Jumaat Fri 1.15pm: of the same weekday twice in a row the first is a word of the title that it stands in;
    where none stands before it, both say the same."""
    kept = list(days)
    for before, item in pairwise(days):
        bare = before.last == item.first and _is_bare_weekday(before, tokens) and _is_bare_weekday(item, tokens)
        if bare and tokens[before.first].value == tokens[item.first].value:
            kept.remove(before)
            if not before.first or tokens[before.first - 1].kind is not Kind.WORD:
                item.first = before.first
    return kept


def _share_week(days: Sequence[Found], tokens: Sequence[Token]) -> None:
    """next week Tue and Wed, Isnin dan Rabu minggu depan: a week said once is that of each weekday."""
    named = [item for item in days if isinstance(item.value, Day) and item.value.weekday is not None]
    weeks = [item for item in named if item.value.week]  # type: ignore[union-attr]
    if len(weeks) != 1:
        return
    said = tokens[weeks[0].first : weeks[0].last]
    plain = any(token.kind is Kind.UNIT for token in said)
    if not plain and (said[-1].language != "zh" or weeks[0] is not days[0]):
        return  # next Mon and Wed: the second may be nearer
    for item in named:
        if item.value == Day(weekday=item.value.weekday, weak=item.value.weak):  # type: ignore[union-attr]
            item.value = replace(item.value, week=weeks[0].value.week)  # type: ignore[union-attr]


def _named_in_title(item: Found, repeats: Sequence[Found], tokens: Sequence[Token]) -> bool:
    """every Friday 1pm Jumaat prayers: the second Friday is a word of the title."""
    day = item.value
    return (
        isinstance(day, Day)
        and day.weekday is not None
        and any(isinstance(r.value, Repeat) and day.weekday in r.value.weekdays for r in repeats)
        and day == Day(weekday=day.weekday, weak=day.weak)
    )


def _join_ranges(days: list[Found], tokens: Sequence[Token]) -> list[Found]:
    joined: list[Found] = []
    for item in days:
        before = joined[-1] if joined else None
        if before is not None and isinstance(before.value, Day) and isinstance(item.value, Day):
            between = tokens[before.last : item.first]
            marks = [token.kind for token in between]
            if tokens[item.first].kind in JOINS and not between:
                marks = [tokens[item.first].kind]
            first = _first_between(before.first, tokens)
            joins = JOINS if first is None else _JOINS_BETWEEN
            if any(mark in joins for mark in marks) and all(mark in joins or mark in GLUE for mark in marks):
                days_between = DayRange(before.value, item.value, Kind.DASH in marks)
                joined[-1] = Found(days_between, before.first if first is None else first, item.last)
                continue
        joined.append(item)
    return joined


def _first_between(first: int, tokens: Sequence[Token]) -> int | None:
    """Where the "between" stands that opens a range at the token `first`; None where there is none."""
    while first and tokens[first - 1].kind in (Kind.ON, Kind.THE):
        first -= 1
    return first - 1 if first and tokens[first - 1].kind is Kind.BETWEEN else None


def _merge_halves(days: list[Found], tokens: Sequence[Token]) -> list[Found]:
    """Friday, 5 Dec: neighbours that say different things of one day."""
    merged: list[Found] = []
    for item in days:
        before = merged[-1] if merged else None
        if before is not None and isinstance(before.value, Day) and isinstance(item.value, Day):
            near = all(t.kind in GLUE for t in tokens[before.last : item.first])
            both = before.value.merged(item.value) if near else None
            if both is not None and _one_day(before.value, item.value):
                merged[-1] = Found(both, before.first, item.last)
                continue
        merged.append(item)
    return merged


def _one_day(one: Day, other: Day) -> bool:
    """Whether two halves may be one day: a weekday and a date, "next week" and a day of it, tomorrow and its date."""
    if one.span == "week" or other.span == "week":
        other_half = other if one.span == "week" else one
        return other_half.weekday is not None and other_half.week is None
    if one.span or other.span:
        other_half = other if one.span else one
        spanning = one if one.span else other
        return other_half.day is not None and other_half.month is None and spanning.span in ("month", "year")
    if one.weekday is not None and other.weekday is not None:
        return False
    if one.offset is not None and other.offset is not None:
        return False
    return not (one.day is not None and other.day is not None)


def _is_bare_weekday(item: Found, tokens: Sequence[Token]) -> bool:
    """Whether nothing but a weekday is said: of "mon wed fri" each is one, of "Mr Sun on Friday" the second is not."""
    return isinstance(item.value, Day) and tokens[item.first].kind in (Kind.WEEKDAY, Kind.WEAKDAY)


def _choose(days: list[Found], parts: Sequence[Found], tokens: Sequence[Token]) -> list[Found]:
    """Several days said apart: those of a list ("Mon and Wed") all count; else the one that is meant as a time."""
    lists = [days[0]]
    for item in days[1:]:
        between = tokens[lists[-1].last : item.first]
        marked = between and all(t.kind in (Kind.AND, Kind.COMMA, Kind.ON, Kind.OTHERMARK, Kind.HARI) for t in between)
        follows = tokens[lists[-1].last - 1].kind in (Kind.WEEKDAY, Kind.WEAKDAY)  # next week Tue Wed
        if marked or (not between and _is_bare_weekday(item, tokens) and follows):
            lists.append(item)
    if len(lists) == len(days):
        return days
    clocks = [item for item in parts if isinstance(item.value, (Clock, ClockRange, Part))]

    def weight(item: Found) -> tuple[int, int, int]:
        day = item.value
        led = tokens[item.first].kind in (Kind.ON, Kind.NEXT, Kind.THIS, Kind.UNIT, Kind.COMING)
        near = any(adjacent(item, clock, tokens) for clock in clocks)
        plain = not isinstance(day, Day) or ((day.offset is not None or day.day is not None) and not day.holiday)
        return (int(plain), int(led) + int(near), item.first)

    return [max(days, key=weight)]


# -- clocks and the rest ----------------------------------------------------------------------------------------


def _take_clock(parts: list[Found], plan: Plan, tokens: Sequence[Token]) -> None:
    if len(parts) > 2:
        _join_clocks(parts, tokens)
    clocks = [item for item in parts if isinstance(item.value, (Clock, ClockRange))]
    halves = [item for item in parts if isinstance(item.value, Part)]
    if len(clocks) == 2 and plan.clock is None:
        clocks = _join_end(clocks, plan, tokens)
    if clocks and plan.clock is None:
        chosen = clocks[0] if len(clocks) == 1 else _best_clock(clocks, tokens)
        if chosen.last < len(tokens) and tokens[chosen.last].kind in (Kind.QIAN, Kind.HOU):
            chosen.last += 1  # 三点前
        if len(clocks) > 1 and isinstance(chosen.value, Clock) and chosen.value.part is None:
            _take_midnight(chosen.value, clocks, tokens)
        plan.clock = chosen.value  # type: ignore[assignment]
        plan.used.append(("time", chosen.first, chosen.last))
        plan.extra_clocks = len(clocks) - 1
        if len(clocks) > 1:
            plan.unread += [item for item in clocks if item is not chosen]
    for item in halves:
        near = any(adjacent(item, other, tokens) for other in parts if other is not item)
        if plan.part is None:
            plan.part = item.value.name  # type: ignore[union-attr]
            if near or (plan.part in OF_TODAY and plan.clock is None):
                plan.used.append(("time", item.first, item.last))
        elif plan.clock is None and _adds_part(item, halves, tokens):
            plan.further_parts.append(item.value.name)  # type: ignore[union-attr]
            plan.either = plan.either or tokens[item.first - 1].kind is Kind.OR
            plan.used.append(("time", item.first - 1, item.last))
    for day in plan.days:
        if isinstance(day, Day) and day.part is not None and plan.part is None:
            plan.part = day.part


def _adds_part(item: Found, halves: Sequence[Found], tokens: Sequence[Token]) -> bool:
    """Whether "and" or "or" joins a part of a day to another: morning and afternoon."""
    before = item.first - 1
    return before > 0 and tokens[before].kind in (Kind.AND, Kind.OR) and any(other.last == before for other in halves)


def _join_clocks(parts: list[Found], tokens: Sequence[Token]) -> None:
    """9 pagi esok hingga 4 petang: a range with its day in the middle."""
    for index in range(len(parts) - 2):
        first, day, last = parts[index : index + 3]
        if not (isinstance(first.value, Clock) and isinstance(day.value, Day) and isinstance(last.value, Clock)):
            continue
        between = tokens[day.last : last.first]
        if between and all(t.kind in JOINS for t in between) and adjacent(first, day, tokens):
            parts[index : index + 3] = [day, Found(ClockRange(first.value, last.value), first.first, last.last)]
            return


def _take_midnight(clock: Clock, clocks: Sequence[Found], tokens: Sequence[Token]) -> None:
    """tengah malam ni flight pukul 12.40: "midnight" elsewhere says which twelve is meant."""
    if clock.hour == 12 and clock.pm is None:
        apart = [item for item in clocks if item.value is not clock and item.last - item.first == 1]
        if any(tokens[item.first].kind is Kind.MIDNIGHT for item in apart):
            clock.part = "night"


def _join_end(clocks: list[Found], plan: Plan, tokens: Sequence[Token]) -> list[Found]:
    """10pm guard duty until 2am: the end of a range, with the title in its middle."""
    start, end = clocks
    mark = end.first - 1
    if not (isinstance(start.value, Clock) and isinstance(end.value, Clock)) or mark <= start.last:
        return clocks
    if not closes(end.last, tokens):
        return clocks  # 9 pagi bertolak, sampai 11 pagi di pejabat
    if tokens[mark].kind is not Kind.UNTIL and (tokens[mark].kind is not Kind.TO or tokens[mark].language != "ms"):
        return clocks
    plan.used.append(("time", mark, end.last))
    return [Found(ClockRange(start.value, end.value), start.first, start.last)]


def _best_clock(clocks: Sequence[Found], tokens: Sequence[Token]) -> Found:
    """A range before a single clock; digits before words such as noon, which are names too; am and pm before bare
    numbers; the first of equals."""
    ranges = [item for item in clocks if isinstance(item.value, ClockRange)]
    if ranges:
        return ranges[0]

    def weight(item: Found) -> tuple[bool, bool, bool, int]:
        clock = item.value
        digits = not any(t.kind in (Kind.NOON, Kind.MIDNIGHT) for t in tokens[item.first : item.last])
        return (
            digits,
            isinstance(clock, Clock) and clock.exact,
            isinstance(clock, Clock) and clock.marked,
            -item.first,
        )

    return max(clocks, key=weight)


def _take_repeats(parts: Sequence[Found], plan: Plan, tokens: Sequence[Token]) -> None:
    repeats = [item for item in parts if isinstance(item.value, Repeat)]
    rules = [item for item in repeats if not item.value.without]  # type: ignore[union-attr]
    if not any(item.value.freq for item in rules):  # type: ignore[union-attr]
        repeats = [item for item in repeats if not item.value.weak]
    others = any(not _describes(item, tokens) for item in rules)
    for item in repeats:
        if _describes(item, tokens) and others:
            continue  # remind me every Monday to send the weekly report: the second is a word of the title
        merged = _merged_repeat(plan.repeat, item.value)  # type: ignore[arg-type]
        if merged is not None:
            plan.repeat = merged
            if not _describes(item, tokens):
                plan.used.append(("repeat", item.first, item.last))
    if plan.repeat is not None and plan.repeat.freq is None:
        count = plan.repeat.count
        plan.repeat = Repeat("WEEKLY", 1, count=count) if plan.days and count else None
    if plan.repeat is not None and plan.repeat.without:
        plan.repeat = _without(plan.repeat)
    if plan.repeat is not None and plan.repeat.without_months:
        left = plan.repeat.months or range(1, 13)
        months = tuple(month for month in left if month not in plan.repeat.without_months)
        plan.repeat = replace(plan.repeat, months=months)


def _take_distances(parts: Sequence[Found], plan: Plan) -> None:
    """How far from now, and how long before to remind of it."""
    for item in parts:
        value = item.value
        if isinstance(value, Ahead) and plan.ahead is None:
            plan.ahead = value
            plan.used.append(("date" if not value.length.minutes else "time", item.first, item.last))
        elif isinstance(value, Lead) and plan.lead is None:
            plan.lead = value
            plan.used.append(("reminder", item.first, item.last))


def _take_length(parts: Sequence[Found], plan: Plan) -> None:
    if plan.clock is None and plan.ahead is None and not plan.days and plan.repeat is None:
        return
    lengths = [item for item in parts if isinstance(item.value, Length)]
    chosen = next((item for item in lengths if item.value.marked), lengths[0])  # type: ignore[union-attr]
    length = chosen.value
    if not isinstance(length, Length) or (not length.marked and not length.minutes and plan.clock is not None):
        return  # half day leave
    plan.length = length
    if not length.named:
        plan.used.append(("length", chosen.first, chosen.last))


def _without(repeat: Repeat) -> Repeat:
    """Every day except Sunday is every week on the six others."""
    days = repeat.weekdays or (range(7) if repeat.freq == "DAILY" else ())
    left = tuple(day for day in days if day not in repeat.without)
    return replace(repeat, freq="WEEKLY", weekdays=left, without=()) if left else replace(repeat, without=())


def _describes(item: Found, tokens: Sequence[Token]) -> bool:
    """weekly report: a frequency that is an adjective of the title as well."""
    if item.last - item.first > 1 or tokens[item.first].kind is not Kind.FREQ or tokens[item.first].language != "en":
        return False
    return item.last < len(tokens) and tokens[item.last].kind in WORDS


def _merged_repeat(one: Repeat | None, other: Repeat) -> Repeat | None:
    if one is None:
        return other
    if one.freq is not None and other.freq is not None and one.freq != other.freq:
        return replace(one, weekdays=other.weekdays) if one.freq == "WEEKLY" and not one.weekdays else one
    return Repeat(
        freq=one.freq or other.freq,
        interval=max(one.interval or 1, other.interval or 1),
        weekdays=one.weekdays or other.weekdays,
        nths=one.nths or other.nths,
        monthdays=one.monthdays or other.monthdays,
        yeardays=one.yeardays or other.yeardays,
        months=one.months or other.months,
        count=one.count or other.count,
        part=one.part or other.part,
        position=one.position or other.position,
        without=one.without or other.without,
        without_months=one.without_months or other.without_months,
    )
