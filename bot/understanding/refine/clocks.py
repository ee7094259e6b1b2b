"""Which clock is meant, and the part of the day beside it: ranges with a day or the title in their middle, one clock
of several."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from bot.languages import Kind
from bot.understanding.grammar.clock import OF_TODAY
from bot.understanding.grammar.components import Clock, ClockRange, Day, Found
from bot.understanding.grammar.neighbours import JOINS, adjacent, closes
from bot.understanding.refine.plan import Plan
from bot.understanding.text.lexer import Tokens

_AFTER_CLOCK = frozenset({Kind.QIAN, Kind.HOU, Kind.STARTING})
_ONWARDS = frozenset(["onward", "onwards"])


def take_clock(clocks: Sequence[Found], plan: Plan, tokens: Tokens) -> None:
    """clocks: all that may be one, ranges too."""
    if plan.clock is not None:
        return
    chosen = clocks[0] if len(clocks) == 1 else _chosen(clocks, plan, tokens)
    last, kinds = chosen.last, tokens.kinds
    behind = last < len(kinds) and kinds[last] in _AFTER_CLOCK
    if behind and (kinds[last] != Kind.STARTING or tokens.words[last] in _ONWARDS):
        chosen.last += 1  # 三点前, 9pm onwards
    plan.clock = chosen.value  # type: ignore[assignment]
    plan.used.append(("time", chosen.first, chosen.last))


def take_parts(halves: Sequence[Found], parts: Sequence[Found], plan: Plan, tokens: Tokens) -> None:
    """The parts of the day that are said apart from a clock."""
    for item in halves:
        near = any(adjacent(item, other, tokens) for other in parts if other is not item)
        if plan.part is None:
            plan.part = item.value.name  # type: ignore[union-attr]
            opens = not item.first and _tells_when(plan.part, tokens[0].language)
            if near or opens or (plan.part in OF_TODAY and plan.clock is None):
                plan.used.append(("time", item.first, item.last))
        elif plan.clock is None and _adds_part(item, halves, tokens):
            plan.further_parts += (item.value.name,)  # type: ignore[union-attr]
            plan.either = plan.either or tokens[item.first - 1].kind is Kind.OR
            plan.used.append(("time", item.first - 1, item.last))


def _tells_when(part: str, language: str) -> bool:
    """Whether a part of the day that opens a message is no word of its title: 晚上记得10点关空调, pagi jumpa Amir. Of
    "evening class" it is, and of "malam amal", the name of a party."""
    return language == "zh" or (language == "ms" and part != "night")


def _adds_part(item: Found, halves: Sequence[Found], tokens: Tokens) -> bool:
    """Whether "and" or "or" joins a part of a day to another: morning and afternoon."""
    before = item.first - 1
    return before > 0 and tokens[before].kind in (Kind.AND, Kind.OR) and any(other.last == before for other in halves)


def join_clocks(parts: Sequence[Found], tokens: Tokens) -> list[Found]:
    """9 pagi esok hingga 4 petang: a range with its day in the middle."""
    for index in range(len(parts) - 2):
        first, day, last = parts[index : index + 3]
        if not (isinstance(first.value, Clock) and isinstance(day.value, Day) and isinstance(last.value, Clock)):
            continue
        between = tokens[day.last : last.first]
        if between and all(t.kind in JOINS for t in between) and adjacent(first, day, tokens):
            joined = Found(ClockRange(first.value, last.value), first.first, last.last)
            return [*parts[:index], day, joined, *parts[index + 3 :]]
    return list(parts)


def _chosen(clocks: Sequence[Found], plan: Plan, tokens: Tokens) -> Found:
    """The one of several clocks that is meant; the others are told to the plan."""
    if len(clocks) == 2 and (joined := _join_end(clocks, plan, tokens)) is not None:
        return joined
    chosen = _best_clock(clocks, tokens)
    if isinstance(chosen.value, Clock) and chosen.value.part is None:
        chosen.value = _take_midnight(chosen, chosen.value, clocks, tokens)
    plan.extra_clocks = len(clocks) - 1
    plan.unread = tuple([item for item in clocks if item is not chosen])
    return chosen


def _take_midnight(chosen: Found, clock: Clock, clocks: Sequence[Found], tokens: Tokens) -> Clock:
    """tengah malam ni flight pukul 12.40: "midnight" elsewhere says which twelve is meant."""
    if clock.hour == 12 and clock.pm is None:
        apart = [item for item in clocks if item is not chosen and item.last - item.first == 1]
        if any(tokens[item.first].kind is Kind.MIDNIGHT for item in apart):
            return replace(clock, part="night")
    return clock


def _join_end(clocks: Sequence[Found], plan: Plan, tokens: Tokens) -> Found | None:
    """10pm guard duty until 2am: the end of a range, with the title in its middle."""
    start, end = clocks
    mark = end.first - 1
    if not (isinstance(start.value, Clock) and isinstance(end.value, Clock)) or mark <= start.last:
        return None
    if not closes(end.last, tokens):
        return None  # 9 pagi bertolak, sampai 11 pagi di pejabat
    if tokens[mark].kind is not Kind.UNTIL and (tokens[mark].kind is not Kind.TO or tokens[mark].language != "ms"):
        return None
    plan.used.append(("time", mark, end.last))
    return Found(ClockRange(start.value, end.value), start.first, start.last)


def _best_clock(clocks: Sequence[Found], tokens: Tokens) -> Found:
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
