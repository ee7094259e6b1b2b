"""Solat Jumaat, Friday prayers, solat Subuh: the day or the hour is of the name, and says when it is as well.

Friday says it only where no other day is said.
"""

from __future__ import annotations

from msgspec.structs import replace

from bot.languages import Kind
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.normalise import Normalised

_FRIDAY = 4
_BEFORE = frozenset("solat sembahyang sholat solah khutbah kuliah ceramah tazkirah".split())
_PRAYERS = frozenset("subuh zohor zuhur asar maghrib isyak isya isha dhuha".split())
_BEHIND = frozenset("prayer prayers sermon khutbah".split())
PRAYER_WORDS = _BEFORE | _BEHIND
"""One of these stands in every name of a prayer."""
_OTHER_DAYS = frozenset(
    {Kind.DAY, Kind.DAYPART, Kind.DATE, Kind.ORD, Kind.MONTH, Kind.WEEKDAY, Kind.WEEKDAYS, Kind.DAYMARK, Kind.DAYS}
)


def without_prayer_day(text: str, tokens: Tokens) -> Tokens:
    """The tokens, the Friday of a prayer's name being a mere word where another day is said: "solat Jumaat esok".

    text: the normalised message."""
    name = _name_in(tokens)
    if name is None:
        return tokens
    first, last = name
    friday = next((index for index in name if tokens[index].kind is Kind.WEEKDAY), None)
    if friday is None:
        return tokens
    others = tokens.kinds[:first] + tokens.kinds[last + 1 :]
    if _OTHER_DAYS.isdisjoint(others):
        return tokens
    told = list(tokens)
    told[friday] = replace(told[friday], kind=Kind.WORD, value=tokens.words[friday])
    return Tokens(text, told)


def with_prayer_day(title: str, text: str, normal: Normalised, tokens: Tokens) -> str:
    """The title with the Friday of the prayer's name, which was taken for the day alone. text: as sent."""
    name = _name_in(tokens)
    if name is None:
        return title
    spans = [normal.span(tokens[index].start, tokens[index].end) for index in name]
    one, other = (text[start:end] for start, end in spans)
    if f"{one} {other}" in title:
        return title
    prayer = other if tokens[name[0]].kind is Kind.WEEKDAY else one
    return title.replace(prayer, f"{one} {other}", 1)


def _name_in(tokens: Tokens) -> tuple[int, int] | None:
    """The two tokens of the name: (first, second)."""
    if _BEFORE.isdisjoint(tokens.words) and _BEHIND.isdisjoint(tokens.words):
        return None
    for index, token in enumerate(tokens):
        if token.kind is Kind.PART and index and tokens.words[index] in _PRAYERS and tokens.words[index - 1] in _BEFORE:
            return index - 1, index
        if token.kind is not Kind.WEEKDAY or token.value != _FRIDAY:
            continue
        if index and tokens.words[index - 1] in _BEFORE:
            return index - 1, index
        if index + 1 < len(tokens) and tokens.words[index + 1] in _BEHIND:
            return index, index + 1
    return None
