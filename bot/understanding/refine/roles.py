"""The components of one event by what they are, so that no step has to look for its own among all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
)

Roles = Mapping[str, list[Found]]
"""day, clock (either may be a range), part, length, distance (from now, or before the event), repeat, edge: those of
that role in their order; weak: those of any role that count only where their neighbours say so. None is empty."""

_ROLES = {
    Clock: "clock",
    ClockRange: "clock",
    Day: "day",
    DayRange: "day",
    Part: "part",
    Length: "length",
    Ahead: "distance",
    Lead: "distance",
    Repeat: "repeat",
    Edge: "edge",
}


def by_role(parts: Sequence[Found]) -> Roles:
    """The components told apart, in one pass."""
    said: dict[str, list[Found]] = {}
    for item in parts:
        value = item.value
        role = _ROLES[type(value)]
        if role in said:
            said[role].append(item)
        else:
            said[role] = [item]
        if value.weak:
            said.setdefault("weak", []).append(item)
    return said
