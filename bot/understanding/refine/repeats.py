"""Which repeat is meant, of what is said of it in several places, and when it ends."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import cache

from msgspec.structs import replace

from bot.languages import Kind, Phrase
from bot.understanding.grammar.components import Day, Edge, Found, Repeat
from bot.understanding.grammar.neighbours import WORDS
from bot.understanding.refine.plan import Plan
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import lexicon

_NTHS = frozenset({Kind.ORD, Kind.ORDWORD, Kind.SECOND})
_WITHIN = frozenset(["week", "weekend", "month"])


def take_repeats(repeats: Sequence[Found], parts: Sequence[Found], plan: Plan, tokens: Tokens) -> None:
    """repeats: those of the parts."""
    repeat: Repeat | None = None
    for item in _that_count(repeats, tokens):
        if isinstance(item.value, Repeat):
            repeat = item.value if repeat is None else _merged_repeat(repeat, item.value)
        if not _describes(item, tokens):
            plan.used.append(("repeat", *_with_word_for_it(item, parts, tokens)))
    if repeat is not None and repeat.freq is None:
        repeat = Repeat("WEEKLY", 1, count=repeat.count) if plan.days and repeat.count else None
    if repeat is None:
        return
    plan.either = plan.either or repeat.either
    if repeat.freq == "MONTHLY":
        repeat = _with_nth(repeat, plan, tokens)
    plan.within = _runs_within(repeat, plan, tokens)
    if repeat.without:
        repeat = _without(repeat)
    if repeat.without_months:
        left = repeat.months or range(1, 13)
        repeat = replace(repeat, months=tuple([month for month in left if month not in repeat.without_months]))
    plan.repeat = repeat


def _that_count(repeats: Sequence[Found], tokens: Tokens) -> Sequence[Found]:
    """Without numbers of times that have nothing to repeat; and "remind me every Monday to send the weekly report": the
    second is a word of the title."""
    if len(repeats) == 1 and not repeats[0].value.weak:
        return repeats
    rules = [item for item in repeats if item.value.freq and not item.value.without]  # type: ignore[union-attr]
    if not rules:
        return [item for item in repeats if not item.value.weak]
    if all(_describes(item, tokens) for item in rules):
        return repeats
    return [item for item in repeats if not _describes(item, tokens)]


def _with_nth(repeat: Repeat, plan: Plan, tokens: Tokens) -> Repeat:
    """monthly review first Friday 3pm: which of the month, with words between."""
    day = plan.days[0] if len(plan.days) == 1 else None
    if repeat.weekdays or repeat.monthdays or not isinstance(day, Day):
        return repeat
    if day.weekday is None or day != Day(weekday=day.weekday, last=day.last, weak=day.weak):
        return repeat
    first, last = next((first, last) for role, first, last in plan.used if role == "date")
    while not day.last and first and tokens[first - 1].kind in (Kind.THE, Kind.ON):
        first -= 1
    before = tokens[first - 1] if first and not day.last else None
    if not day.last and (before is None or before.kind not in _NTHS):
        return repeat
    nth = -1 if before is None else 2 if before.kind is Kind.SECOND else before.value
    plan.days = []
    plan.used.append(("repeat", first if before is None else first - 1, last))
    return replace(repeat, weekdays=(day.weekday,), nths=(nth,))


def _runs_within(repeat: Repeat, plan: Plan, tokens: Tokens) -> bool:
    """every day next week, every Monday in December: not "from next week", "starting December"."""
    day = plan.days[0] if len(plan.days) == 1 else None
    if not isinstance(day, Day) or day.span not in _WITHIN or day.edge or plan.until is not None or repeat.count:
        return False
    if repeat.freq != "DAILY" and (repeat.freq != "WEEKLY" or (day.span != "month" and len(repeat.weekdays) < 2)):
        return False
    first, last = next((first, last) for role, first, last in plan.used if role == "date")
    said = tokens[max(0, first - 1) : last + 1]
    return not any(token.kind in (Kind.FROM, Kind.STARTING) for token in said)


def take_until(parts: list[Found], plan: Plan, tokens: Tokens) -> None:
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


def _begins_range(before: Found, item: Found, tokens: Tokens) -> bool:
    return isinstance(before.value, Day) and before.last == item.first - 1


def _without(repeat: Repeat) -> Repeat:
    """Every day except Sunday is every week on the six others."""
    days = repeat.weekdays or (range(7) if repeat.freq == "DAILY" else ())
    left = tuple(day for day in days if day not in repeat.without)
    return replace(repeat, freq="WEEKLY", weekdays=left, without=()) if left else replace(repeat, without=())


def _with_word_for_it(item: Found, parts: Sequence[Found], tokens: Tokens) -> tuple[int, int]:
    """Where a repeat stands, with a word that says no more: recurring every Monday, 每周重复, weekly 6pm repeat."""
    first, last = item.first, item.last
    recurring = _recurring()
    if recurring.isdisjoint(tokens.words):
        return first, last
    if first and tokens.words[first - 1] in recurring:
        first -= 1
    elif first > 1 and tokens[first - 1].kind is Kind.COLON and tokens.words[first - 2] in recurring:
        first -= 2
    while any(part.first == last for part in parts):
        last = next(part.last for part in parts if part.first == last)
    return first, last + 1 if last < len(tokens) and tokens.words[last] in recurring else item.last


@cache
def _recurring() -> Set[str]:
    return lexicon().books[Phrase.RECURRING].words


def _describes(item: Found, tokens: Tokens) -> bool:
    """weekly report: a frequency that is an adjective of the title as well."""
    if item.last - item.first > 1 or tokens.words[item.first] == "everyday":
        return False
    if tokens[item.first].kind is not Kind.FREQ or tokens[item.first].language != "en":
        return False
    return item.last < len(tokens) and tokens[item.last].kind in WORDS


def _merged_repeat(one: Repeat, other: Repeat) -> Repeat:
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
        either=one.either or other.either,
    )
