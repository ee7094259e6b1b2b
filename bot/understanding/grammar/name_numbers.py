"""Number words that are part of a name and tell no hour: at Seven Spoons, One Utama, Five Guys."""

from __future__ import annotations

from bot.languages import Kind
from bot.understanding.grammar.components import Clock, ClockRange, Edge, Found
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import lexicon
from bot.understanding.text.normalise import Normalised

_NOON = 12


def without_names(text: str, normal: Normalised, tokens: Tokens, found: list[Found]) -> list[Found]:
    """What was found, where a place that begins with a number word is a name: "dinner at Seven Spoons, 8pm".

    It is one where another clock is said in figures, or where both words are written with capitals. text: as sent.
    """
    if Kind.NUMWORD not in tokens.kinds or (Kind.AT not in tokens.kinds and Kind.FOR not in tokens.kinds):
        return found
    names = {item.first for item in found if _leads_name(item, tokens)}
    if not names:
        return found
    plain = any(isinstance(item.value, (Clock, ClockRange)) and not in_words(item, tokens) for item in found)
    return [
        Found(Edge("name"), item.first + 1, item.last)
        if item.first in names and (plain or _is_capitalised(item, text, normal, tokens))
        else item
        for item in found
    ]


def in_words(item: Found, tokens: Tokens) -> bool:
    """Whether a clock is told by a number word alone, in a language with blanks: at seven, at eight thirty."""
    clock = item.value
    if not isinstance(clock, Clock) or clock.pm is not None or clock.part is not None:
        return False
    if Kind.NUMWORD not in tokens.kinds[item.first : item.last]:
        return False
    numbers = [token for token in tokens[item.first : item.last] if token.kind not in (Kind.AT, Kind.FOR)]
    return all(token.kind is Kind.NUMWORD and token.language != "zh" for token in numbers)


def _leads_name(item: Found, tokens: Tokens) -> bool:
    """Whether "at" stands before the number word, and behind it a word that could be of a name; or "for" before it."""
    if not in_words(item, tokens) or item.last == len(tokens):
        return False
    if tokens[item.first].kind is Kind.FOR and tokens[item.first].language == "en":
        return True  # table for two 7.30
    if tokens[item.first].kind is not Kind.AT:
        return False
    if getattr(item.value, "hour", 0) > _NOON:
        return True  # at Nineteen: nobody says the hours of 24 in words
    after = item.last
    while after < len(tokens) - 1 and tokens[after].kind is Kind.NUMWORD:
        after += 1  # kat Tujuh Lima Cafe
    return tokens[after].kind is Kind.WORD and tokens.words[after] not in lexicon().closing_words


def _is_capitalised(item: Found, text: str, normal: Normalised, tokens: Tokens) -> bool:
    """Seven Spoons, and not "At Seven Spoons", where capitals say nothing."""
    starts = [
        normal.span(tokens[index].start, tokens[index].end)[0] for index in (item.first, item.last - 1, item.last)
    ]
    before, number, after = (text[start] for start in starts)
    return number.isupper() and after.isupper() and not before.isupper()
