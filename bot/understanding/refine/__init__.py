"""From the components of a message to one plan: which of them count, and how they belong together.

The components are told apart once, and each step leaves the next one less to decide: numbers and short words without a
licence are dropped, parts of the day go to their clock, halves of a day become one, two days with "to" between them a
range, and "until" ends a repeat. Nothing is resolved to a date here.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.grammar.clock import OF_TODAY, start_of_part
from bot.understanding.grammar.components import Ahead, Clock, ClockRange, Day, Edge, Found, Lead, Length, Part, Repeat
from bot.understanding.grammar.licences import licensed
from bot.understanding.grammar.neighbours import closes, opens
from bot.understanding.refine.clocks import join_clocks, take_clock, take_parts
from bot.understanding.refine.days import merge_days, take_days, take_exceptions
from bot.understanding.refine.leads import with_warning
from bot.understanding.refine.plan import Plan
from bot.understanding.refine.repeats import take_repeats, take_until
from bot.understanding.refine.roles import Roles, by_role
from bot.understanding.refine.spanning import take_parts_of_days, take_spanning
from bot.understanding.refine.weekly import join_weekdays
from bot.understanding.text.lexer import Tokens

__all__ = ["Plan", "refine"]


def refine(found: Sequence[Found], tokens: Tokens) -> Plan:
    """The plan of one event. tokens: those of its part of the message.

    Each step is taken only where there is something for it; most messages are a day and a clock.
    """
    plan = Plan()
    parts, said, kinds = found, by_role(found), tokens.kinds
    if "edge" in said and (named := _named(said["edge"])):
        plan.named = named
        parts = [item for item in found if item.first not in named]
        said = by_role(parts)
    if "weak" in said and len(kept := licensed(parts, said["weak"], tokens)) < len(parts):
        parts, said = kept, by_role(kept)
    if "part" in said and len(parts) == 1:
        _open_with_part(parts[0], tokens)
        said = by_role(parts)
    if _belong_together(parts, said, kinds):
        parts = _joined(parts, said, plan, tokens)
        said = by_role(parts)
    if "day" in said:
        take_days(parts, said, plan, tokens)
    if "clock" in said:
        if len(parts) > 2 and len(said["clock"]) > 1:
            parts = join_clocks(parts, tokens)
            said = by_role(parts)
        take_clock(said["clock"], plan, tokens)
    if "part" in said:
        take_parts(said["part"], parts, plan, tokens)
    for day in plan.days:
        if plan.part is None and type(day) is Day:
            plan.part = day.part
    if "repeat" in said:
        take_repeats(said["repeat"], parts, plan, tokens)
    if "distance" in said:
        _take_distances(said["distance"], plan, tokens)
    if "length" in said:
        _take_length(said["length"], plan)
    return plan


def _belong_together(parts: Sequence[Found], said: Roles, kinds: str) -> bool:
    """Whether there may be anything for `_joined`: days with something between them, or a word that ends or excepts."""
    if Kind.UNTIL in kinds or Kind.EXCEPT in kinds or "edge" in said:
        return True
    return "day" in said and ((len(parts) > 2 and len(said["day"]) > 1) or ("repeat" in said and Kind.TO in kinds))


def _joined(found: Sequence[Found], said: Roles, plan: Plan, tokens: Tokens) -> list[Found]:
    """The components where those that only belong to others have gone into them, or into the plan."""
    parts = list(found)
    if "edge" in said:
        _take_edges(said["edge"], plan, tokens)
        parts = [item for item in parts if not isinstance(item.value, Edge) or item.value.name == "until"]
    if Kind.EXCEPT in tokens.kinds:
        take_exceptions(parts, plan, tokens)
    if "day" in said and len(parts) > 2:
        join_weekdays(parts, tokens)
    if any(isinstance(item.value, Repeat) for item in parts):
        take_until(parts, plan, tokens)
    if len(parts) > 2:
        take_parts_of_days(parts, plan, tokens)
    if len(parts) > 4:
        merge_days(parts, tokens)
    if len(parts) > 3:
        take_spanning(parts, plan, tokens)
    return parts


def _named(edges: Sequence[Found]) -> frozenset[int]:
    """The tokens of names with numbers, which are no times."""
    names = [item for item in edges if isinstance(item.value, Edge) and item.value.name == "name"]
    return frozenset(index for item in names for index in range(item.first, item.last))


def _open_with_part(item: Found, tokens: Tokens) -> None:
    """下午去银行, 聚餐晚上: a part of the day that opens or closes a Chinese message, and nothing else of time, is
    that of today, or of tomorrow where it has gone."""
    part = item.value
    if not isinstance(part, Part) or tokens[item.first].language != "zh":
        return
    if not opens(item.first, tokens) and not closes(item.last, tokens):
        return
    if part.name not in OF_TODAY and len(tokens) > item.last - item.first:
        item.value = Clock(*divmod(start_of_part(part.name).minutes, 60), exact=True, marked=True)


def _take_edges(edges: Sequence[Found], plan: Plan, tokens: Tokens) -> None:
    for item in edges:
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
        elif name == "open":
            plan.used.append(("repeat", item.first, item.last))
        elif name == "tadi":
            plan.earlier = True
            plan.used.append(("date", item.first, item.last))


def _take_distances(distances: Sequence[Found], plan: Plan, tokens: Tokens) -> None:
    """How far from now, and how long before to remind of it."""
    for item in distances:
        value = item.value
        if isinstance(value, Ahead) and plan.ahead is None:
            plan.ahead = value
            plan.used.append(("date" if not value.length.minutes else "time", item.first, item.last))
        elif isinstance(value, Lead) and plan.lead is None:
            plan.lead = value
            plan.used.append(("reminder", *with_warning(item, tokens)))


def _take_length(lengths: Sequence[Found], plan: Plan) -> None:
    if plan.clock is None and plan.ahead is None and not plan.days and plan.repeat is None:
        return
    chosen = lengths[0]
    if len(lengths) > 1:
        chosen = next((item for item in lengths if item.value.marked), chosen)  # type: ignore[union-attr]
    length = chosen.value
    if not isinstance(length, Length):
        return
    every_day = plan.repeat is not None and plan.repeat.freq == "DAILY"  # every day at 8, for 5 days
    daily = every_day or (isinstance(plan.clock, ClockRange) and plan.repeat is None)
    daily = daily and length.days > 1 and not length.named
    if not length.marked and not length.minutes and plan.clock is not None and not daily:
        return  # half day leave
    plan.length = length
    if not length.named:
        plan.used.append(("length", chosen.first, chosen.last))
