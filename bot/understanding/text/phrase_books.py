"""Phrases of all languages in a message: between blanks as words, in Chinese as parts of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from bot.languages import Kind, Phrase, language_codes, vocabulary_of
from bot.understanding.text.lexer import Token
from bot.understanding.text.lexicon import Lexicon, lexicon

MARKS = frozenset({Kind.COMMA, Kind.STOP, Kind.OTHERMARK, Kind.DASH, Kind.COLON, Kind.LINE})
TIMES = frozenset(
    {
        Kind.CLOCK12, Kind.HHMM, Kind.NUM4, Kind.NUM, Kind.NUMWORD, Kind.DAY, Kind.DAYPART, Kind.WEEKDAY,
        Kind.WEAKDAY, Kind.DATE, Kind.ORD, Kind.MONTH, Kind.NEXT, Kind.THIS, Kind.CLOCKMARK, Kind.PART, Kind.NOON,
        Kind.MIDNIGHT, Kind.UNIT, Kind.WEEKEND, Kind.HALF, Kind.AT, Kind.A, Kind.ON, Kind.JAM,
    }
)  # fmt: skip
_GO_ON = frozenset({Kind.AND, Kind.THEN})  # "and move it to Friday"


def language_of(tokens: Sequence[Token]) -> str:
    """The language of most of the message; "" where nothing tells, or as many words are of one as of another."""
    told = [token.language for token in tokens]
    spoken, most = "", 0
    for language in set(told):
        count = told.count(language) if language else 0
        if count > most:
            spoken, most = language, count
        elif count == most:
            spoken = ""
    return spoken


@cache
def unspaced(name: Phrase) -> tuple[str, ...]:
    """The phrases of that set in languages without blanks; they are looked for as parts of the text."""
    found: list[str] = []
    for code in language_codes():
        vocabulary = vocabulary_of(code)
        if not vocabulary.spaced:
            found += vocabulary.phrases.get(name, "").split("|")
    return tuple(sorted(filter(None, found), key=len, reverse=True))


def openings(*names: Phrase) -> frozenset[str]:
    """With what the phrases of these sets begin: one or two words; in languages without blanks three characters."""
    books = lexicon().books
    return frozenset({phrase[:3] for name in names for phrase in unspaced(name)}).union(
        *(books[name].openings for name in names)
    )


@cache
def any_unspaced(names: tuple[Phrase, ...]) -> re.Pattern[str]:
    """Finds whether a text holds a phrase of one of these sets at all: most hold none, and need no closer look."""
    return re.compile("|".join(re.escape(phrase) for name in names for phrase in unspaced(name)) or r"(?!)")


def begins(name: Phrase, words: Sequence[str], start: int, text: str, at: int) -> int:
    """How many characters from `at` the phrase of that set covers there; 0 for none."""
    size = lexicon().books[name].match(words, start) if start < len(words) else 0
    if size:
        return max(1, len(" ".join(words[start : start + size])))
    if text.isascii() or not text.startswith(phrases := unspaced(name), at):
        return 0
    return next(len(phrase) for phrase in phrases if text.startswith(phrase, at))


def has_han(text: str) -> bool:
    """Whether a text holds Chinese characters."""
    return not text.isascii() and max(text) >= "\u3400"


def without_marks(words: Sequence[str], tokens: Sequence[Token]) -> Sequence[str]:
    """The words up to the marks at the end."""
    end = len(words)
    while end and tokens[end - 1].kind in MARKS:
        end -= 1
    return words[:end]


def absence_at(words: Sequence[str], index: int) -> int:
    """How many words at `index` say "I'll be", with an absence or "in" a place right behind them; 0 for none."""
    books = lexicon().books
    size = books[Phrase.I_AM].match(words, index)
    if not size or index + size >= len(words):
        return 0
    abroad = words[index + size - 1 : index + size + 1] == ["be", "in"]
    return size if abroad or books[Phrase.ABSENCE].match(words, index + size) else 0


def request_starts(words: Sequence[str], tokens: Sequence[Token], book: Lexicon) -> list[int]:
    """Where the request itself may begin: at the first word, and after each polite word that opens the message."""
    starts = [0]
    index = 0
    polite, greeting, address = book.books[Phrase.POLITE], book.books[Phrase.GREETING], book.books[Phrase.ADDRESS]
    while index < len(words):
        joins = tokens[index].kind in MARKS or (not index and tokens[index].kind in _GO_ON)
        size = 1 if joins else polite.match(words, index) or greeting.match(words, index)
        if not size and index and words[index] in address.words:
            size = 1
        if not size:
            break
        index += size
        if index < len(words):
            starts.append(index)
    return starts


def ends(words: Sequence[str], book: Lexicon, name: Phrase) -> bool:
    """Whether the last words, and not all of them, are a phrase of that set."""
    return any(book.books[name].match(words, len(words) - size) == size for size in (1, 2, 3) if len(words) > size)
