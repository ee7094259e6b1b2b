"""What stands between two blanks and is the same in every message is read once and remembered: words, clocks, 下周五.

The pattern of the lexer tells what it is, so that there is one way to read it; here is told what may be remembered, and
where nothing beside it can change it.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Any

from bot.languages import Kind
from bot.understanding.text.glued import GLUED_UNITS
from bot.understanding.text.han import CJK
from bot.understanding.text.lexicon import lexicon
from bot.understanding.text.shapes import CURRENCIES, read_closely
from bot.understanding.text.short_words import TOLD_BY_NEIGHBOURS
from bot.understanding.text.tokens import Token
from bot.understanding.text.told_ranges import ENDS_OF_RANGES

LOOK = 1
"""The pattern has to look at it, with what stands beside it."""
BEHIND = 2
"""Ends in a number, of which what follows may be: the "pm" of "3 pm", the rest of a telephone number."""
BEFORE = 4
"""Something else behind the kinds of `CHANGING`: the "hours" of "0930 hours", the 三 of 三点 三号, a number there."""
SEVERAL = 8
"""Several tokens: "KLCC,", "3-5pm", 三点半. The value holds of each kind, value, start and end there, and language."""
BESIDE = 16
"""A word that what stands beside it may make another: coming, about, ends."""
CHANGING = frozenset((Kind.NUM4, Kind.HHMM, Kind.OCLOCK))
BESIDE_WORDS = TOLD_BY_NEIGHBOURS | ENDS_OF_RANGES

Alone = tuple[Kind, Any, str, Container[str] | None, int]
"""Kind, value and language as of a token; what goes on with a phrase that it begins; what it depends on, as bits."""
NOT_ALONE: Alone = (Kind.OPAQUE, None, "", None, LOOK)
_MOST = 8192
_LONGEST = 32  # characters
_LONGEST_HAN = 4  # characters of an unknown Chinese word; longer ones are sentences
_LONGEST_HAN_PHRASE = 8  # and of a phrase of time: 下午3点45分
_CLOCK = r"[1-9][0-9]?(?:[:.][0-9]{2})?(?:[ap]m)?"
_SHAPES = re.compile(
    r"(?P<word>[a-z]+(?:'[a-z]+)*)[,.!?;:]?"
    rf"|(?P<number>{_CLOCK}-{_CLOCK}|[0-9]{{1,2}}(?:[:.][0-9]{{2}})?(?:[ap]m)?|[0-9]{{3,4}}"
    r"|[0-9]{1,2}(?:st|nd|rd|th)|(?!(?:24/7|1/[24]|3/4)\Z)[0-9]{1,2}/[0-9]{1,2}),?"
    rf"|(?=.{{1,{_LONGEST_HAN_PHRASE}}}\Z)(?P<han>(?:[{CJK}]*+[0-9]{{1,2}}(?![0-9]))*+[{CJK}]++)[,.!?;:。]?"
)
_PARTS_OF_OTHERS = CURRENCIES | GLUED_UNITS.keys()
_OPEN = frozenset((Kind.NUM, Kind.NUM4, Kind.HHMM, Kind.COMMA))
_NUMBERS = frozenset((Kind.NUM, Kind.NUMWORD, Kind.NUM4))
may_go_on = re.compile(r"[ap][m. ]|st|nd|rd|th|[0-9%]").match
"""Whether what stands behind a number and a blank may be of it."""


ALONE: dict[str, Alone] = {}
"""What stands between blanks -> what it is, where that is remembered."""


def read_alone(piece: str) -> Alone:
    """What it is. Remembered where it is a word or a phrase of time, which other messages have as well."""
    match = _SHAPES.fullmatch(piece) if len(piece) <= _LONGEST else None
    if match is None or match["word"] in _PARTS_OF_OTHERS:
        return NOT_ALONE
    book = lexicon()
    shape = match.lastgroup
    tokens: list[Token] = []
    read_closely(piece, 0, tokens, book)
    first, last = tokens[0], tokens[-1]
    care = 0
    if shape == "number" and last.kind in _OPEN:
        care |= BEHIND
    if first.value == "hour" or first.kind in _NUMBERS:
        care |= BEFORE
    if len(tokens) == 1 and first.end == len(piece):
        care |= BESIDE if piece in BESIDE_WORDS else 0
        alone = (first.kind, first.value, first.language, book.phrases.get(piece), care)
        sentence = shape == "han" and first.kind is Kind.WORD and len(piece) > _LONGEST_HAN
    else:
        parts = [(token.kind, token.value, token.start, token.end, token.language) for token in tokens]
        alone = (Kind.OPAQUE, parts, "", None, care | SEVERAL)
        sentence = shape == "han" and any(token.kind is Kind.WORD for token in tokens)
    if not sentence:
        if len(ALONE) >= _MOST:
            ALONE.clear()
        ALONE[piece] = alone
    return alone
