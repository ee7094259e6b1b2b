"""With whom: people stay in the title and are marked beside."""

from __future__ import annotations

from bot.languages import Kind
from bot.understanding.reading import Span
from bot.understanding.title.unclaimed import TAKEN, Unclaimed

_NAMES_END = frozenset(
    {
        TAKEN, Kind.AT, Kind.FOR, Kind.TO, Kind.COMMA, Kind.STOP, Kind.LINE, Kind.ON, Kind.IN, Kind.REMIND, Kind.KE,
        Kind.DASH,
    }
)  # fmt: skip


def read_people(words: Unclaimed, spans: list[Span]) -> tuple[str, ...]:
    """The names after "with", "dengan", 跟; they stay in the title."""
    found: list[str] = []
    left = words.left
    index = left.find(Kind.WITH)
    while index >= 0:
        first = last = index + (2 if words.words[index + 1 : index + 2] == ["/"] else 1)
        ends = False
        while not ends:
            ends = left[last] in _NAMES_END
            if last > first and (ends or left[last] == Kind.AND):
                start, stop = words.span(first, last)
                name = words.original[start:stop].strip()
                spans.append(Span("people", start, stop, name))
                found.append(name)
                first = last + 1
            last += 1
        index = left.find(Kind.WITH, last)
    return tuple(found)
