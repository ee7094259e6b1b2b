"""Which days are meant: halves of a day made one, ranges, lists of days, and one day of several said apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from bot.languages import Kind
from bot.understanding.grammar.components import Clock, ClockRange, Day, DayRange, Found, Part, Repeat
from bot.understanding.grammar.neighbours import GLUE, JOINS, adjacent
from bot.understanding.refine.holidays import beside_holiday, is_when
from bot.understanding.refine.plan import Plan
from bot.understanding.refine.roles import Roles
from bot.understanding.refine.spanning import JOINS_BETWEEN, first_between
from bot.understanding.refine.stretches import within_stretch
from bot.understanding.text.lexer import Tokens

_BEFORE_EXCEPTED = frozenset(
    {Kind.EXCEPT, Kind.ON, Kind.FOR, Kind.THE, Kind.FROM, Kind.AND, Kind.COMMA, Kind.HARI, Kind.OTHERMARK}
)
_NOT = frozenset("not bukan bkn 不是".split())
_EARLY = frozenset({Kind.AHEAD})
_FOLLOWING = frozenset({Kind.FOLLOWER})
_AFTER_DAY = frozenset({Kind.STARTING, Kind.QIAN, Kind.HOU, Kind.THIS})


def merge_days(parts: list[Found], tokens: Tokens) -> None:
    """Sat 28/11 9am till Sun 29/11 6pm: each weekday and its date are one day."""
    days = [item for item in parts if isinstance(item.value, Day)]
    merged = _merge_halves(days, tokens)
    if len(merged) < len(days):
        rest = [item for item in parts if not isinstance(item.value, Day)]
        parts[:] = sorted([*rest, *merged], key=lambda item: item.first)


def take_exceptions(parts: list[Found], plan: Plan, tokens: Tokens) -> None:
    """ "except 25 Dec", "kecuali 21 dan 28 Dis", 除了12月21日: days on which a repeat is left out, and not the day of
    the event."""
    ends = {item.last for item in parts if isinstance(item.value, Repeat) and item.value.leaves_out}
    for item in [item for item in parts if isinstance(item.value, (Day, DayRange))]:
        value = item.value
        first = item.first
        while first and tokens[first].kind is not Kind.EXCEPT and tokens[first - 1].kind in _BEFORE_EXCEPTED:
            first -= 1
        listed = first in ends  # except weekends, 22 Dec and 29 Dec
        last = item.last
        if not listed and tokens[first].kind is not Kind.EXCEPT:
            if last >= len(tokens) or tokens[last].value != "excepted":
                continue
            last += 1  # 12月21日除外
        plan.excepted = (plan.excepted[0] if listed and plan.excepted else first, last)
        ends.add(last)
        plan.left_out += (value,)  # type: ignore[operator]
        plan.used.append(("repeat", first, last))
        parts.remove(item)


def take_days(parts: Sequence[Found], roles: Roles, plan: Plan, tokens: Tokens) -> None:
    """roles: parts, told apart."""
    if plan.days:
        return
    days = said = roles["day"]
    if len(days) > 1:
        days = _merge_halves(_join_ranges(days, tokens), tokens)
        if len(days) > 1:
            days = _without_eve(_without_name(days, tokens), tokens)
        if len(days) > 1 and "repeat" not in roles:
            days = within_stretch(days, plan, tokens)
        said = days
        if len(days) > 1:
            days = _meant(days, parts, plan, tokens)
    if "repeat" in roles:
        days = [item for item in days if not _named_in_title(item, roles["repeat"])]
    kinds = tokens.kinds
    for item in days:
        if item.first:
            if kinds[item.first - 1] in _EARLY and tokens.words[item.first - 1] == "early":
                item.first -= 1  # early tomorrow morning
            if kinds[item.last - 1] in _FOLLOWING and item.first and tokens.words[item.first - 1] in _NOT:
                item.first -= 1
        if item.last < len(kinds) and kinds[item.last] in _AFTER_DAY:
            _take_what_follows(item, tokens)
        value = item.value
        plan.days.append(value)  # type: ignore[arg-type]
        if type(value) is not Day or not value.holiday or is_when(item, parts, tokens):
            plan.used.append(("date", item.first, item.last))
        else:  # the name of a holiday stays in the title, the year beside it does not
            plan.used += [("date", index, index + 1) for index in beside_holiday(item, tokens)]
    if len(said) > 1:
        _take_between(said, days, plan, tokens)


def _meant(days: list[Found], parts: Sequence[Found], plan: Plan, tokens: Tokens) -> list[Found]:
    """Those of several days that count: each of a choice or of a list, else one of them."""
    if Kind.OR in tokens.kinds and _is_choice(days, tokens):
        plan.either = True
        plan.used += [("date", before.last, item.first) for before, item in pairwise(days)]
    else:
        days = _choose(days, parts, tokens)
    if len(days) > 1:
        _share_week(days, tokens)
    return days


def _take_what_follows(item: Found, tokens: Tokens) -> None:
    """1 Dec onwards, 明天起, 月底前, 19hb ini: words behind a day that are of it."""
    for token in tokens[item.last :]:
        onward = token.kind is Kind.STARTING and token.value == "starting" and token.language != "ms"
        before = token.kind in (Kind.QIAN, Kind.HOU) or (token.kind is Kind.THIS and token.language == "ms")
        if onward or before:  # in Malay, "10 Februari mula sekolah" has its verb there
            item.last += 1
        if not onward:
            return


def _take_between(said: Sequence[Found], days: Sequence[Found], plan: Plan, tokens: Tokens) -> None:
    """What joins the days of a list, and a day that is said twice: 明天 tmr."""
    plan.used += [
        ("date", item.first, item.last)
        for item in (said if len(said) > len(days) else ())
        if item not in days
        and item.value in plan.days
        and isinstance(item.value, Day)
        and item.value.offset is not None
    ]
    for before, item in pairwise(days):
        gap = tokens[before.last : item.first]
        if gap and all(t.kind in GLUE or t.kind is Kind.AND for t in gap):
            plan.used.append(("date", before.last, item.first))


def _is_choice(days: Sequence[Found], tokens: Tokens) -> bool:
    """Whether "or" stands between these days: Monday or Tuesday, 5 or 6 Dec."""
    gaps = [[token.kind for token in tokens[one.last : other.first]] for one, other in pairwise(days)]
    return Kind.OR in gaps[-1] and all(gap and all(kind is Kind.OR or kind in GLUE for kind in gap) for gap in gaps)


def _without_name(days: list[Found], tokens: Tokens) -> list[Found]:
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


def _without_eve(days: list[Found], tokens: Tokens) -> list[Found]:
    """Khamis malam Jumaat: the eve of Friday is the night of the Thursday that is said before it."""
    kept = list(days)
    for before, item in pairwise(days):
        one, other = before.value, item.value
        if not isinstance(one, Day) or not isinstance(other, Day) or one.weekday is None:
            continue
        malam = tokens[before.last] if tokens.kinds[before.last : item.first] == Kind.PART else None
        night = malam is not None and malam.value == "night" and malam.language == "ms"
        if night and (one.weekday + 1) % 7 == other.weekday:
            kept.remove(item)
            before.last = item.last
    return kept


def _share_week(days: Sequence[Found], tokens: Tokens) -> None:
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


def _named_in_title(item: Found, repeats: Sequence[Found]) -> bool:
    """every Friday 1pm Jumaat prayers: the second Friday is a word of the title."""
    day = item.value
    if not isinstance(day, Day) or day.weekday is None:
        return False
    for repeat in repeats:
        if isinstance(repeat.value, Repeat) and day.weekday in repeat.value.weekdays:
            return day == Day(weekday=day.weekday, weak=day.weak)
    return False


def _join_ranges(days: list[Found], tokens: Tokens) -> list[Found]:
    joined: list[Found] = []
    for item in days:
        before = joined[-1] if joined else None
        if before is not None and isinstance(before.value, Day) and isinstance(item.value, Day):
            between = tokens[before.last : item.first]
            marks = [token.kind for token in between]
            if tokens[item.first].kind in JOINS and not between:
                marks = [tokens[item.first].kind]
            first = first_between(before.first, tokens)
            joins = JOINS if first is None else JOINS_BETWEEN
            if any(mark in joins for mark in marks) and all(mark in joins or mark in GLUE for mark in marks):
                days_between = DayRange(_sharing_week(before.value, item, tokens), item.value, Kind.DASH in marks)
                joined[-1] = Found(days_between, before.first if first is None else first, item.last)
                continue
        joined.append(item)
    return joined


def _sharing_week(first: Day, last: Found, tokens: Tokens) -> Day:
    """Wed to Fri next week: both are of that week; of Fri to next Mon the Friday is the coming one."""
    week = last.value.week if isinstance(last.value, Day) else None
    plain = any(token.kind is Kind.UNIT or token.language == "zh" for token in tokens[last.first : last.last])
    if not week or not plain or first != Day(weekday=first.weekday, weak=first.weak):
        return first
    if isinstance(last.value, Day) and (first.weekday or 0) > (last.value.weekday or 0):
        return first
    return replace(first, week=week)


def _merge_halves(days: list[Found], tokens: Tokens) -> list[Found]:
    """Friday, 5 Dec: neighbours that say different things of one day."""
    merged: list[Found] = []
    for item in days:
        before = merged[-1] if merged else None
        if before is not None and isinstance(before.value, Day) and isinstance(item.value, Day):
            near = all(t.kind in GLUE or t.kind is Kind.LINE for t in tokens[before.last : item.first])
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


def _is_bare_weekday(item: Found, tokens: Tokens) -> bool:
    """Whether nothing but a weekday is said: of "mon wed fri" each is one, of "Mr Sun on Friday" the second is not."""
    return isinstance(item.value, Day) and tokens[item.first].kind in (Kind.WEEKDAY, Kind.WEAKDAY)


def _choose(days: list[Found], parts: Sequence[Found], tokens: Tokens) -> list[Found]:
    """Several days said apart: those of a list ("Mon and Wed") all count; else the one that is meant as a time."""
    lists = [days[0]]
    for item in days[1:]:
        between = tokens[lists[-1].last : item.first]
        marked = between and all(t.kind in (Kind.AND, Kind.COMMA, Kind.ON, Kind.OTHERMARK, Kind.HARI) for t in between)
        follows = tokens[lists[-1].last - 1].kind in (Kind.WEEKDAY, Kind.WEAKDAY)  # next week Tue Wed
        dates = tokens[lists[-1].last - 1].kind is tokens[item.first].kind is Kind.DATE  # 8/12 9/12 10/12
        if marked or (not between and (dates or (_is_bare_weekday(item, tokens) and follows))):
            lists.append(item)
    if len(lists) == len(days):
        return days
    halves = [item for item in parts if isinstance(item.value, Part)]
    clocks = [item for item in parts if isinstance(item.value, (Clock, ClockRange))]

    def weight(item: Found) -> tuple[int, int, int]:
        day = item.value
        led = tokens[item.first].kind in (Kind.ON, Kind.NEXT, Kind.THIS, Kind.UNIT, Kind.COMING)
        near = 2 * any(adjacent(item, clock, tokens) for clock in clocks)
        near = near or int(any(adjacent(item, half, tokens) for half in halves))
        plain = not isinstance(day, Day) or ((day.offset is not None or day.day is not None) and not day.holiday)
        return (int(plain), int(led) + near, item.first)

    return [max(days, key=weight)]
