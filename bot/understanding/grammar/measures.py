"""Where a text says how long something is: "2 hours", "sejam setengah", "两个小时", with nothing around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.languages import Kind
from bot.understanding.grammar.components import Length
from bot.understanding.grammar.expressions import pattern
from bot.understanding.grammar.families.length_words import LENGTH, read_length
from bot.understanding.text.lexer import Tokens


def lengths_in(tokens: Tokens) -> Iterator[tuple[Length, int, int]]:
    """Every length that is said, with its first token and the one after its last."""
    for match in _length().finditer(tokens.kinds):
        first, last = match.span()
        if tokens[first].kind is Kind.IN and tokens.words[first] != "another":
            continue  # "in hours" is no length, "another hour" is one
        if (length := read_length(tokens[first:last])) is not None:
            yield length, first, last


@cache
def _length() -> re.Pattern[str]:
    return re.compile(pattern(f"{LENGTH} | IN HALF? (UNIT | JAM)"))
