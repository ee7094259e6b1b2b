"""Licences: which of the numbers and short words that look like a time count as one.

"tonight 10" is a clock and "room 10" is none; "sat 3pm" is a day and "I sat" is none. What has no licence from its
neighbours goes back to the title.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from bot.languages import Kind
from bot.understanding.grammar.components import (
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
    Value,
)
from bot.understanding.grammar.neighbours import JOINS, WORDS, adjacent, closes, counts, opens
from bot.understanding.text.lexer import Token, Tokens

_CLOCKS = frozenset({Clock, ClockRange})
_PERIODS = frozenset({Kind.UNIT, Kind.MONTHMARK, Kind.HARI})
_SATURDAY = 5
_HOURS = 24
_DECEMBER = 12
_LAST_OF_AFTERNOON = 6  # of "6 or 7" both are of the evening, though 7 alone is of the morning
_LONGEST_MONTH = 31
_SCORES = frozenset(
    "score scored scores got get gets mark marks markah dapat skor result results only progress done chapter part "
    "level page step batch set ratio rate rated rating lost won leading about grade graded 得 考了 考到 分 得分 成绩 "
    "拿了".split()
)
"""Words before a number of so many: no date."""
_SUMS = frozenset("ringgit sen dollars bucks cents 块 塊 元 令吉".split())
_HEADS_LINE = frozenset({Kind.DASH, Kind.COLON})


def licensed(parts: Sequence[Found], weak: Sequence[Found], tokens: Tokens) -> Sequence[Found]:
    """Without the numbers and words that only look like a time. weak: those of the parts that are."""
    if Kind.OR in tokens.kinds:
        _take_either(parts, tokens)
    doubtful = [item for item in weak if item.value.weak and not _says_itself(item.value)]
    if not doubtful:
        return parts
    strong = _strong(parts, tokens)
    without = {item.first for item in doubtful if not _may_count(item, strong, parts, tokens)}
    kept = [item for item in parts if item.first not in without] if without else parts
    clocks = [item for item in kept if type(item.value) in _CLOCKS]
    bare = [item for item in clocks if _is_bare(item.value)]
    if 0 < len(bare) < len(clocks):
        kept = [item for item in kept if not _is_bare(item.value)]
    return kept


def _is_bare(value: Value) -> bool:
    """Whether a clock is a mere number, that only its neighbours may have made one."""
    return type(value) is Clock and value.weak and not value.marked


def _take_either(parts: Sequence[Found], tokens: Tokens) -> None:
    """10 or 11am, 3pm or 4: a bare number that "or" joins to a clock is one, on the same half of the day where that
    keeps them in order; of two bare ones a word has to say so, or a day beside them."""
    days = [item for item in parts if isinstance(item.value, (Day, Part))]
    for one, other in pairwise(parts):
        if not isinstance(one.value, Clock) or not isinstance(other.value, Clock):
            continue
        if tokens.kinds[one.last : other.first] != Kind.OR or max(one.value.hour, other.value.hour) > 12:
            continue
        after = tokens[other.last] if other.last < len(tokens) else None
        beside = any(adjacent(one, day, tokens) or adjacent(other, day, tokens) for day in days)
        told = beside or one.value.marked or other.value.marked
        elsewhere = any(isinstance(p.value, Clock) and not p.value.weak for p in parts if p not in (one, other))
        if (one.value.weak and other.value.weak and (elsewhere or not told)) or (other.value.weak and counts(after)):
            continue
        ordered = one.value.hour < other.value.hour < 12 or other.value.hour < one.value.hour == 12
        said = one.value.pm if one.value.pm is not None else other.value.pm
        if said is None and one.value.weak and other.value.weak:
            said = True if min(one.value.hour, other.value.hour) <= _LAST_OF_AFTERNOON else None
        for item in (one, other):
            clock = item.value
            if isinstance(clock, Clock) and clock.weak:
                same = said if ordered and clock.part is None else None
                item.value = replace(clock, weak=False, marked=True, pm=same, exact=clock.exact or same is not None)


def _says_itself(value: Value) -> bool:
    """Whether the words of a clock say enough: at 5, 三点半. 2:00:35 is more often how long something took."""
    return type(value) is Clock and value.marked and value.hour <= _HOURS and not value.second


def _strong(parts: Sequence[Found], tokens: Tokens) -> list[Found]:
    """The components from which a weak one may have its licence."""
    strong: list[Found] = []
    for item in parts:
        value = item.value
        if isinstance(value, Edge):
            gives = value.name == "tadi"
        elif isinstance(value, Day) and value.weak and value.weekday is not None:
            gives = any(type(other.value) in _CLOCKS and adjacent(other, item, tokens) for other in parts)
        else:
            gives = not value.weak and not isinstance(value, (Lead, Length))
        if gives:
            strong.append(item)
    return strong


def _may_count(item: Found, strong: Sequence[Found], parts: Sequence[Found], tokens: Tokens) -> bool:
    value = item.value
    following = tokens[item.last] if item.last < len(tokens) else None
    if isinstance(value, Clock):
        return _clock_may_count(item, value, strong, following, tokens)
    if isinstance(value, ClockRange):
        return _range_may_count(item, value, strong, following, tokens)
    if isinstance(value, Day):
        return _day_may_count(item, value, parts, tokens)
    if isinstance(value, Ahead):
        alone = item.first == 0 and closes(item.last, tokens)
        return not strong and (alone or any(isinstance(p.value, Edge) and p.value.name == "remind" for p in parts))
    return bool(strong)


def _clock_may_count(
    item: Found, clock: Clock, strong: Sequence[Found], following: Token | None, tokens: Tokens
) -> bool:
    number = tokens[item.last - 1]
    days = [other for other in strong if type(other.value) not in _CLOCKS]
    if clock.second and not days and clock.pm is None and clock.part is None:
        return len(tokens) == 1  # 2:00:35 is more often how long something took
    if clock.marked and clock.hour <= _HOURS:
        return True
    if clock.marked and (number.kind is not Kind.NUM or tokens[item.first].kind in (Kind.CLOCKMARK, Kind.JAM)):
        said = bool(days) or tokens[item.first].kind is Kind.CLOCKMARK or closes(item.last, tokens)
        return said or (number.language == "zh" and opens(item.first, tokens))  # 25点开会
    if clock.hour > _HOURS or clock.minute > 59:
        # A clock that cannot be is a mistake only where a day says that a clock is meant: tomorrow 26.30
        return number.kind is Kind.HHMM and any(adjacent(item, other, tokens) for other in days)
    if number.kind in (Kind.NUM4, Kind.HHMM):
        return bool(days) or _figures_may_count(item, clock, following, tokens)
    if number.kind is Kind.NUMWORD and number.language == "zh":
        return False  # 每天三餐后吃药: an hour has its 点
    if number.kind is Kind.NUMWORD and item.last - item.first > 1:
        return bool(days)  # twelve thirty
    ends = closes(item.last, tokens) or (following is not None and following.kind not in WORDS)
    if not any(adjacent(item, other, tokens) for other in days):
        before = tokens[item.first - 1] if item.first else None
        led = tokens[item.first].kind in (Kind.BEFORE, Kind.AFTER) or _is_about(item, tokens)
        item.value = replace(clock, marked=clock.marked or led)
        return ends and 1 <= clock.hour <= 12 and (led or (before is not None and before.kind is Kind.MEAL))
    return ends or not counts(following)


def _figures_may_count(item: Found, clock: Clock, following: Token | None, tokens: Tokens) -> bool:
    """Whether 1530 or 15.30 is a clock though no day is said: neither a sum, nor a year, nor a number within a name."""
    number = tokens[item.last - 1]
    if clock.minute % 5 or len(tokens) == 1:
        return False
    if _per_unit(item, tokens) if number.kind is Kind.NUM4 else _speaks_of_money(tokens):
        return False
    like_year = number.kind is Kind.NUM4 and clock.hour in (19, 20) and clock.minute < 30
    if like_year and Kind.MEAL not in tokens.kinds[: item.first]:
        return False
    ends = closes(item.last, tokens) or (following is not None and following.kind not in WORDS)
    return ends or opens(item.first, tokens)


def _is_about(item: Found, tokens: Tokens) -> bool:
    """3ish, 3 sharp, around 3: what is said beside a clock only. "about 3" is said of any number."""
    first, last = tokens[item.first], tokens[item.last - 1]
    return last.kind is Kind.SHARP or (first.kind is Kind.SHARP and first.value == "around" and item.first > 0)


def _speaks_of_money(tokens: Tokens) -> bool:
    """Whether a sum stands elsewhere in the message: now 8 ringgit, 5.50 before."""
    return Kind.COUNTED in tokens.kinds and not _SUMS.isdisjoint(tokens.words)


def _per_unit(item: Found, tokens: Tokens) -> bool:
    """Whether a number is how much a month or a day costs: 房租一个月800, sewa sebulan 800."""
    beside = [*tokens[max(0, item.first - 1) : item.first], *tokens[item.last : item.last + 1]]
    return any(token.kind is Kind.LENGTHWORD or (token.kind in _PERIODS and token.value != "hour") for token in beside)


def _range_may_count(
    item: Found, value: ClockRange, strong: Sequence[Found], following: Token | None, tokens: Tokens
) -> bool:
    start, end = value.start, value.end
    if max(start.hour, end.hour) > 24 or max(start.minute, end.minute) > 59:
        return False
    fours = [token for token in tokens[item.first : item.last] if token.kind is Kind.NUM4]
    if len(fours) == 2:
        return start.minute % 5 == end.minute % 5 == 0 and (start.hour < end.hour or start.hour >= 18)
    if start.hour == 0:
        return False
    if start.hour >= end.hour and (start.hour, start.minute) >= (end.hour, end.minute) and not 6 <= start.hour <= 12:
        return False
    if counts(following):
        return False
    if tokens[item.first].kind in (Kind.FROM, Kind.BETWEEN) or start.marked:
        return True
    meal = any(token.kind is Kind.MEAL for token in tokens)
    return meal or any(isinstance(other.value, (Day, Part, Repeat, DayRange)) for other in strong)


def _day_may_count(item: Found, day: Day, parts: Sequence[Found], tokens: Tokens) -> bool:
    before = tokens[item.first - 1] if item.first else None
    if any(isinstance(p.value, Edge) and p.value.name == "until" and p.last == item.first for p in parts):
        return True
    if before is not None and before.kind in JOINS:
        return True
    if tokens[item.first].kind in (Kind.FROM, Kind.STARTING) and len(parts) > 1:
        return True  # every Friday from November
    if day.day is not None:  # a date that cannot be, unless something says that it is meant as one
        alone = item.first == 0 and item.last == len(tokens)
        alone = alone and (day.month or 0) % 10 > 0  # 99/99 can be none, 45/50 is a score
        on = tokens[item.first].kind is Kind.ON or (before is not None and before.kind is Kind.ON)
        return alone or on or len(parts) > 1 or _is_month_first(item, day, tokens)
    if day.weekday is None:  # a month or a year without a day; "jan" alone is a name
        last = tokens[item.last - 1]
        return (
            item.first == 0
            and item.last == len(tokens)
            and (last.end - last.start > 3 or last.kind not in (Kind.MONTH, Kind.WEAKMONTH))
            and tokens[item.last - 1].kind in (Kind.MONTH, Kind.WEAKMONTH, Kind.YEARWORD, Kind.DATE)
        )
    if before is not None and before.kind in (Kind.THE, Kind.A):
        return False
    others = [
        p
        for p in parts
        if p is not item and isinstance(p.value, (Clock, ClockRange, Day, Part, Length, Lead, DayRange))
    ]
    if others:
        return True
    after = tokens[item.last] if item.last < len(tokens) else None
    if tokens[item.first].kind is Kind.ON or (after is not None and after.kind is Kind.LINE):
        return True
    if after is not None and after.kind is Kind.AT and item.first:
        return day.weekday != _SATURDAY or after.value == "@"  # sat at the table
    if not item.first and after is not None and after.kind in _HEADS_LINE and not closes(item.last, tokens):
        return tokens[item.last + 1].kind in WORDS  # Mon - gym, sat: hiking
    return closes(item.last, tokens) or (item.first == 0 and after is not None and after.kind in WORDS)


def _is_month_first(item: Found, day: Day, tokens: Tokens) -> bool:
    """Exam 12/18: the days and months of another country, after the name of an event; "got 12/18" is a score."""
    if not (day.day and day.month and day.day <= _DECEMBER < day.month <= _LONGEST_MONTH) or not item.first:
        return False
    before = [token.value for token in tokens[: item.first]]
    named = tokens[item.first - 1].kind in (Kind.WORD, Kind.MEAL)
    return named and closes(item.last, tokens) and _SCORES.isdisjoint(before)
