"""Holidays: whether the words of one only tell the day, or are of the name too."""

from __future__ import annotations

from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.grammar.components import Found
from bot.understanding.grammar.neighbours import GLUE, WORDS
from bot.understanding.text.lexer import Tokens

_OF_HOLIDAY = frozenset({Kind.HOLIDAY, Kind.ON})


def is_when(holiday: Found, parts: Sequence[Found], tokens: Tokens) -> bool:
    """Whether a holiday only tells the day, and is no word of the name: on Christmas Eve 8pm carolling, 圣诞节中午一点
    一家人吃火锅; of Christmas lunch 1pm, and where no other word is left, it is."""
    taken = {index for item in parts for index in range(item.first, item.last)}
    if not any(kind in WORDS for index, kind in enumerate(tokens.kinds) if index not in taken):
        return False
    if tokens.kinds[holiday.first] == Kind.ON:
        return True
    before, after = holiday.first - 1, holiday.last
    opens = before < 0 or before in taken or tokens.kinds[before] in GLUE
    closes = after == len(tokens) or after in taken or tokens.kinds[after] in GLUE
    return opens and closes


def beside_holiday(item: Found, tokens: Tokens) -> list[int]:
    """The tokens that say the year of a holiday: 2027, tahun depan, 明年."""
    dated = Kind.UNIT in tokens.kinds[item.first : item.last]
    own = _OF_HOLIDAY if dated else _OF_HOLIDAY | {Kind.THIS, Kind.NEXT}
    return [index for index in range(item.first, item.last) if tokens[index].kind not in own]
