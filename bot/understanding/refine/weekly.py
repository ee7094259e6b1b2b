"""Weekdays that recur because something says from when or until when: tue thu 7pm starting 5 Jan, Mon-Fri 9am until
March, weekly on Sunday from 1 Dec."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.languages import Kind
from bot.understanding.grammar.components import Clock, ClockRange, Day, DayRange, Edge, Found, Part, Repeat
from bot.understanding.text.lexer import Tokens

_FROM = frozenset({Kind.STARTING, Kind.FROM})
_UNTIL = frozenset({Kind.UNTIL, Kind.TO, Kind.KE})
_RANGE = frozenset({Kind.DASH, Kind.TO})
_LIST = frozenset({Kind.AND, Kind.COMMA, Kind.OTHERMARK})


def join_weekdays(parts: list[Found], tokens: Tokens) -> None:
    """Make one repeat of the bare weekdays of a message where a further day begins or ends it. In place."""
    bounds = [item for index, item in enumerate(parts) if _bounds(parts[index - 1] if index else None, item, tokens)]
    rules = [item.value for item in parts if isinstance(item.value, Repeat) and item.value.freq]
    weekly = all(rule.freq == "WEEKLY" and not rule.weekdays for rule in rules)
    days = [index for index, item in enumerate(parts) if _is_bare(item)]
    if not bounds or not weekly or not days or days[-1] - days[0] >= len(days):
        return
    first, last = days[0], days[-1] + 1
    weekdays = _weekdays(parts[first:last], tokens)
    timed = rules or any(isinstance(item.value, (Clock, ClockRange, Part)) for item in parts)
    if not timed and Kind.DASH not in tokens.kinds:
        return  # out of office from tomorrow, class on Sunday and Friday
    begins = any(Kind.STARTING in tokens.kinds[max(0, item.first - 1) : item.last + 1] for item in bounds)
    if weekdays and (rules or len(weekdays) > 1 or begins):
        found = Found(Repeat("WEEKLY", 1, weekdays=weekdays), parts[first].first, parts[last - 1].last)
        parts[first:last] = [found]


def _is_bare(item: Found) -> bool:
    day = item.value
    return isinstance(day, Day) and day.weekday is not None and day == Day(weekday=day.weekday, weak=day.weak)


def _bounds(before: Found | None, item: Found, tokens: Tokens) -> bool:
    """Whether a day is said to be where something begins or ends: starting 1 Dec, from next week, until March."""
    if not isinstance(item.value, (Day, DayRange)) or _is_bare(item):
        return False
    if before is not None and isinstance(before.value, Edge) and before.value.name == "until":
        return True
    kinds, first, last = tokens.kinds, item.first, item.last
    led = kinds[first] in _FROM | _UNTIL or (first > 0 and kinds[first - 1] in _FROM | _UNTIL)
    return led or (kinds[last : last + 1] == Kind.STARTING and tokens[last].language == "zh")  # 从12月1号开始


def _weekdays(days: Sequence[Found], tokens: Tokens) -> tuple[int, ...]:
    """Those of Mon-Fri, of "tue and thu"; none where something else stands between."""
    named = [item.value.weekday for item in days if isinstance(item.value, Day) and item.value.weekday is not None]
    gaps = [tokens.kinds[one.last : other.first] for one, other in pairwise(days)]
    if len(days) == 2 and gaps[0] and _RANGE.issuperset(gaps[0]):
        size = (named[1] - named[0]) % 7 + 1
        return tuple((named[0] + step) % 7 for step in range(size))
    return tuple(sorted(set(named))) if all(_LIST.issuperset(gap) for gap in gaps) else ()
