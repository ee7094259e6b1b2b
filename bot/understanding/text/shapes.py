"""One pattern for all that a message is made of: what each word, number and mark may mean, and where it stands.

Numbers are told apart by their shape (a clock, a date, a telephone number, a price), words are looked up in the
lexicon, and what is unknown stays a word of the title.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from bot.languages import Kind
from bot.understanding.text.digits import read_digits
from bot.understanding.text.glued import GLUED_UNITS, is_hour_mark
from bot.understanding.text.han import CJK, read_han
from bot.understanding.text.lexicon import SHORTEST_GUESS, Lexicon, guess
from bot.understanding.text.short_words import SHORTENED
from bot.understanding.text.tokens import Token

_LETTERS = f"[^\\W\\d_{CJK}]"
_SHAPES = {
    # Most tokens are plain words with a blank or a comma behind.
    "plain_word": r"(?!(?:rm|myr|usd|sgd) )[a-z]++(?![^ ,])",
    # A word that a digit, an @ or the like follows may be part of something longer.
    "word": f"(?!(?:rm|myr|usd|sgd)\\s\\d)(?>{_LETTERS}+(?:'{_LETTERS}+)*)(?![\\d@]|://|-\\d|\\.[^\\W_])",
    "han": f"[{CJK}]+",
    "plain": r"[,!?:;()\n]|-(?!\d)",
}
_LONG_SHAPES = {
    "opaque": (
        r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.\w[\w.]*|#\w+"
        r"|(?:rm|myr|usd|sgd|us\$|s\$|\$|£|€|¥)\s?\d[\d,]*(?:\.\d+)?[km]?(?![a-z\d])|\d[\d,]*(?:\.\d+)?\s?%"
        r"|\+\d[\d -]{6,}\d|0\d{1,2}[- ]?\d{3,4}[- ]\d{3,4}(?!\d)|\d{3}[-.]\d{3}[-.]\d{4}|24/7(?!/)"
        r"|\d{1,3}(?:,\d{3})+(?!\d)|1[38]00[ -]?\d\d[ -]?\d{4}|\d{3,}/\d+(?![/\d])|\d+(?:\.\d+){3,}|[a-z]+\d+-\d+"
        r"|(?<![^\W_])[a-z]-\d+(?:-\d+)*[a-z]?(?![^\W_])|\d+[a-z](?:-\d+){2,}(?![^\W_])"
    ),
    "meridiem": r"(?<![^\W_])(?P<ap>[ap])\.\s?m\.?(?![^\W_])",
    "iso": r"(?P<iy>(?:19|20)\d\d)(?P<is>[-/.])(?P<im>\d{1,2})(?P=is)(?P<id>\d{1,2})(?!\d)t?(?![a-z])",
    "dmy": r"(?P<dd>\d{1,2})(?P<ds>[-/.])(?P<dmo>\d{1,2})(?P=ds)(?P<dy>\d{4}|'?\d\d)(?![\d%])(?![-/.]\d)",
    "digits": r"\d+(?:\.\d+){2,}|\d+(?:-\d+){2,}|\d+(?:/\d+){2,}",
}
_SHORT_SHAPES = {
    "clock12": (
        r"(?P<ch>\d{1,2})(?:[:.h]?(?P<cm>\d\d)|\s(?P<ca>1[3-9]|[2-5]\d)(?=\s?[ap]\.?\s?m))?(?::\d\d)?(?:\s?(?P<cp>[ap])(?:\.\s?m\.?|\s?m(?:\.(?=\s|$|,))?)|(?P<cq>[ap]))"
        r"(?![^\W\d_])"
    ),
    "hhmm": r"(?P<hh>\d{1,2})(?P<hs>[:.]|h(?=\d))(?P<hm>\d\d)(?::(?P<hsec>\d\d)(?:\.\d+)?)?(?![\d%])z?(?![\d:])",
    "fraction": r"(?:1/2|1/4|3/4)(?=\s?(?:an?\s)?(?:h|hour|hr|jam|day|hari|小))",
    "my": r"(?P<ym>0?[1-9]|1[0-2])/(?P<yy>20\d\d)(?![\d/])",
    "dm": r"(?P<md>\d{1,2})/(?P<mm>\d{1,2})(?![\d/])",
    "ord": r"(?P<on>\d{1,2})\s?(?:st|nd|rd|th)(?![^\W\d_])",
    "decimal": r"\d+\.\d+",
    "number": r"\d+",
    "other": f"{_LETTERS}+(?:'{_LETTERS}+)*",
    "mark": r"[^\w\s]|_|\n",
}
_SHORT_NUMBER = r"\d{1,4}+(?:[:.]\d\d)?[a-z]*+(?:\Z|[ ,]++(?![\d%]))"
"""3pm, 15:30, 5th, 45min with a word behind: none of the long shapes, which then need not be tried."""
_MARKS = {
    ",": Kind.COMMA,
    ":": Kind.COLON,
    "@": Kind.AT,
    "&": Kind.AND,
    "+": Kind.AND,
    "\n": Kind.LINE,
    ";": Kind.LINE,
    "-": Kind.DASH,
    "~": Kind.DASH,
    "→": Kind.DASH,
    ".": Kind.STOP,
    "!": Kind.STOP,
    "?": Kind.STOP,
    "。": Kind.STOP,
    "、": Kind.AND,
    # What heads the lines of an invitation
    "📍": Kind.AT,
    **dict.fromkeys("📅📆🗓⏰⌚⏱🕰🕐🕑🕒🕓🕔🕕🕖🕗🕘🕙🕚🕛", Kind.ON),
}
CURRENCIES = frozenset(["rm", "myr", "usd", "sgd"])
_AFTER_SHORT = frozenset(".'")
_LONGEST_SHORT = 4  # letters


def _any_of(shapes: Mapping[str, str]) -> str:
    return "|".join(f"(?P<{name}>{shape})" for name, shape in shapes.items())


@cache
def _token() -> re.Pattern[str]:
    """Compiled when it is first needed: 10 ms that no import waits for.

    The blanks before a token belong to its match, or every shape would be tried at every blank.
    """
    long = f"(?!{_SHORT_NUMBER})(?:{_any_of(_LONG_SHAPES)})"
    return re.compile(rf"[^\S\n]*+(?:{_any_of(_SHAPES)}|{long}|{_any_of(_SHORT_SHAPES)})")


def read_closely(text: str, start: int, tokens: list[Token], book: Lexicon) -> int:
    """Append the tokens from `start` up to the first blank that is inside none of them; returns where that is."""
    search = _token().search
    position, read_until, end = start, start, len(text)
    while (match := search(text, position)) is not None:
        position = match.end()
        if match.start(match.lastindex or 0) >= read_until:
            _read_shape(match, text, tokens, book)
            read_until = tokens[-1].end
        if position >= end or text[position] == " ":
            return position
    return end


def _read_shape(match: re.Match[str], text: str, tokens: list[Token], book: Lexicon) -> None:
    """Append the tokens of what the pattern has found."""
    shape = match.lastgroup or ""
    start, end = match.span(match.lastindex or 0)
    if shape == "plain_word" or shape == "word" or shape == "other":
        word = text[start:end]
        lexeme = book.words.get(word)
        if word in GLUED_UNITS and tokens and _counts(tokens[-1], word, start):
            tokens.append(Token(Kind.UNIT, GLUED_UNITS[word], start, end, ""))
        elif lexeme is None and (len(word) < SHORTEST_GUESS or (lexeme := guess(word)) is None):
            tokens.append(Token(Kind.WORD, word, start, end, book.common.get(word, "")))
        else:
            kind, value, language = lexeme
            if value == "hour" and tokens and is_hour_mark(kind, tokens[-1]):
                kind, value = Kind.OCLOCK, "hrs"
            tokens.append(Token(kind, value, start, end, language))
    elif shape == "han":
        read_han(text, start, end, tokens, book)
    elif shape == "mark" or shape == "plain":
        mark = text[start:end]
        if not (mark in _AFTER_SHORT and tokens and tokens[-1].end == start and _belongs(mark, tokens, text, end)):
            tokens.append(Token(_MARKS.get(mark, Kind.OTHERMARK), mark, start, end, ""))
    elif shape == "meridiem":
        tokens.append(Token(Kind.MERIDIEM, match["ap"] == "p", start, end, ""))
    else:
        read_digits(match, text, tokens, book)


def _belongs(mark: str, tokens: list[Token], text: str, end: int) -> bool:
    """Whether a mark is part of the word before it: the point of "Aug. 25", the minutes of "15'"."""
    before = tokens[-1]
    if mark == ".":
        return before.kind in SHORTENED and before.end - before.start <= _LONGEST_SHORT
    if before.kind is not Kind.NUM or text[end : end + 1].isalnum():
        return False
    tokens.append(Token(Kind.UNIT, "minute", end - 1, end, ""))
    return True


def _counts(before: Token, unit: str, start: int) -> bool:
    """Whether a letter after a number is a unit: 1.5h, 2 h."""
    if before.kind is Kind.DECIMAL:
        return before.end == start or unit == "h"
    return unit == "h" and before.kind is Kind.NUM and before.end + 1 == start
