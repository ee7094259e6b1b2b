"""A message as tokens: what each word, number and mark may mean, and where it stands.

One pass with one pattern. Numbers are told apart by their shape (a clock, a date, a telephone number, a price), words
are looked up in the lexicon, and what is unknown stays a word of the title.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from bot.languages import Kind, Lexeme
from bot.understanding.text.digits import read_digits
from bot.understanding.text.glued import GLUED_UNITS, TOUR, is_hour_mark
from bot.understanding.text.han import CJK, read_han
from bot.understanding.text.lexicon import SHORTEST_GUESS, Lexicon, guess, lexicon
from bot.understanding.text.short_words import SHORTENED, tell_short_words
from bot.understanding.text.tokens import Token, Tokens
from bot.understanding.text.told_ranges import tell_ranges

__all__ = ["TOUR", "Token", "Tokens", "tokenise"]
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
        r"|(?<![^\W_])[a-z]-\d+(?:-\d+)*(?![^\W_])|\d+[a-z](?:-\d+){2,}(?![^\W_])"
    ),
    "meridiem": r"(?<![^\W_])(?P<ap>[ap])\.\s?m\.?(?![^\W_])",
    "iso": r"(?P<iy>(?:19|20)\d\d)(?P<is>[-/.])(?P<im>\d{1,2})(?P=is)(?P<id>\d{1,2})(?!\d)t?(?![a-z])",
    "dmy": r"(?P<dd>\d{1,2})(?P<ds>[-/.])(?P<dmo>\d{1,2})(?P=ds)(?P<dy>\d{4}|'?\d\d)(?![\d%])(?![-/.]\d)",
    "digits": r"\d+(?:\.\d+){2,}|\d+(?:-\d+){2,}|\d+(?:/\d+){2,}",
}
_SHORT_SHAPES = {
    "clock12": (
        r"(?P<ch>\d{1,2})(?:[:.h]?(?P<cm>\d\d))?(?::\d\d)?(?:\s?(?P<cp>[ap])(?:\.\s?m\.?|\s?m(?:\.(?=\s|$|,))?)|(?P<cq>[ap]))"
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
_AFTER_SHORT = frozenset(".'")
_LONGEST_SHORT = 4  # letters
_LONGEST_ALONE = 32  # characters of a word that is remembered
_CURRENCIES = frozenset(["rm", "myr", "usd", "sgd"])
_NUMBER_ALONE = re.compile(r"([0-9]{1,4})(?:([:./])([0-9]{2}))?([ap]m|[snrt][tdh]|)")
_NUMERALS = frozenset({Kind.NUM, Kind.NUM4, Kind.HHMM, Kind.DATE})
_COUNTED = _NUMERALS | {Kind.UNIT, Kind.JAM}
_ORDINALS = frozenset(["st", "nd", "rd", "th"])
_NO_DATES = frozenset([(24, 7), (1, 2), (1, 4), (3, 4)])
_OF_NUMBERS = _ORDINALS | {"am", "pm"}
"""With these may begin what belongs to a number although a blank stands between."""


def _any_of(shapes: Mapping[str, str]) -> str:
    return "|".join(f"(?P<{name}>{shape})" for name, shape in shapes.items())


@cache
def _token() -> re.Pattern[str]:
    """Compiled when it is first needed: 10 ms that no import waits for.

    The blanks before a token belong to its match, or every shape would be tried at every blank.
    """
    long = f"(?!{_SHORT_NUMBER})(?:{_any_of(_LONG_SHAPES)})"
    return re.compile(rf"[^\S\n]*+(?:{_any_of(_SHAPES)}|{long}|{_any_of(_SHORT_SHAPES)})")


def tokenise(text: str) -> Tokens:
    """The tokens of a normalised text, in order, not overlapping; blanks are left out."""
    book = lexicon()
    search = _token().search
    tokens: list[Token] = []
    position, read_until, end = 0, 0, len(text)
    between_blanks = True
    while position < end:
        if between_blanks:
            stop = text.find(" ", position, position + _LONGEST_ALONE)
            stop = stop if stop >= 0 else end
            comma = text.startswith(",", stop - 1) and stop - 1 > position
            stop -= comma
            lexeme = _alone(text[position:stop]) if stop - position < _LONGEST_ALONE else None
            if lexeme is not None and (lexeme.kind not in _COUNTED or _stands_apart(lexeme, text, stop, tokens)):
                kind, value, language = lexeme
                tokens.append(Token(kind, value, position, stop, language))
                if comma:
                    tokens.append(Token(Kind.COMMA, ",", stop, stop + 1, ""))
                position = stop + comma + 1
                continue
        match = search(text, position)
        if match is None:
            break
        position = match.end()
        if match.start(match.lastindex or 0) >= read_until:
            _read_shape(match, text, tokens, book)
            read_until = tokens[-1].end
        between_blanks = text.startswith(" ", position)
        position += between_blanks
    tell_short_words(text, tokens)
    if "end" in text or "finish" in text or "habis" in text or "tamat" in text or "akhir" in text or "束" in text:
        tell_ranges(text, tokens)  # a look at the text costs less than one at each word
    return _join_phrases(text, tokens, book)


@lru_cache(maxsize=8192)
def _alone(word: str) -> Lexeme | None:
    """What a word between two blanks is, where nothing beside it can change that; None where the pattern has to look.

    Plain words of ASCII letters, which is most of a message, and numbers; those of `_COUNTED` only where they stand
    apart (`_stands_apart`).
    """
    if (number := _NUMBER_ALONE.fullmatch(word)) is not None:
        first, mark, second, tail = number.groups()
        return _number(int(first), int(second or 0), mark, tail, len(first))
    if not (word.isascii() and word.isalpha()) or word in GLUED_UNITS or word in _CURRENCIES:
        return None
    return lexicon().words.get(word) or guess(word) or Lexeme(Kind.WORD, word, "")


def _number(first: int, second: int, mark: str | None, tail: str, digits: int) -> Lexeme | None:
    """What a number says: 10.30am, 15:30, 12/12, 5th, 5, 1530. digits: of the first number."""
    if tail in ("am", "pm") and mark != "/" and digits < 3:
        return Lexeme(Kind.CLOCK12, (first, second, tail == "pm"), "")
    if tail and mark is None and digits < 3:
        return Lexeme(Kind.ORD, first, "") if tail in _ORDINALS else None
    if tail or (mark is not None and digits > 2):
        return None
    if mark == "/":
        return Lexeme(Kind.DATE, (first, second, None), "") if (first, second) not in _NO_DATES else None
    if mark is not None:
        return Lexeme(Kind.HHMM, (first, second, 0, mark), "")
    return Lexeme(Kind.NUM if digits < 3 else Kind.NUM4, first, "")


def _stands_apart(lexeme: Lexeme, text: str, end: int, tokens: list[Token]) -> bool:
    """Whether nothing beside a number can be of it: not the "pm" of "3 pm", the rest of a telephone number, 周; and
    nothing before a unit: not the four digits of "0930 hours"."""
    if lexeme.kind not in _NUMERALS:
        return lexeme.value != "hour" or not (tokens and tokens[-1].kind is Kind.NUM4)
    behind = text[end + 1 : end + 3]
    apart = not behind or (len(behind) == 2 and behind.isalpha() and behind.isascii() and behind not in _OF_NUMBERS)
    return apart and not (tokens and tokens[-1].language == "zh")


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
            tokens.append(Token(Kind.WORD, word, start, end, ""))
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


def _join_phrases(text: str, tokens: list[Token], book: Lexicon) -> Tokens:
    """The tokens where words that mean one thing together ("day after tomorrow", "hari ini", "tiap-tiap") are one."""
    found = Tokens(text, tokens)
    words = found.words
    phrases = book.phrases
    last = len(words) - 1
    starts = [i for i, word in enumerate(words) if word in phrases and i < last and words[i + 1] in phrases[word]]
    if not starts:
        return found
    joined: list[Token] = []
    taken = 0
    for index in starts:
        for tail, lexeme in phrases[words[index]][words[index + 1]] if index >= taken else ():
            size = len(tail) + 1
            if size == 2 or tuple(words[index + 1 : index + size]) == tail:
                end = tokens[index + size - 1].end
                joined += tokens[taken:index]
                joined.append(Token(lexeme.kind, lexeme.value, tokens[index].start, end, lexeme.language))
                taken = index + size
                break
    return Tokens(text, [*joined, *tokens[taken:]]) if taken else found
