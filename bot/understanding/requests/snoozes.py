"""Putting off a reminder that has just come, in words: "snooze 10", "lagi 10 minit", 10分钟后再提醒我; and "done"."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from bot.languages import Kind, Phrase, language_codes, vocabulary_of
from bot.understanding.grammar.measures import lengths_in
from bot.understanding.text.lexer import Tokens, tokenise
from bot.understanding.text.normalise import normalise

USUAL = 5
"""Minutes where none are said."""

_LONGEST = 50  # characters
_FEW = 4  # words
_MOST = 24 * 60  # minutes
_DAY = 24 * 60
_JOINS = frozenset(
    {Kind.IN, Kind.FOR, Kind.BY, Kind.LAGI, Kind.FROMNOW, Kind.AFTER, Kind.HOU, Kind.LEPAS, Kind.STOP, Kind.OTHERMARK}
)
_NUMBERS = frozenset({Kind.NUM, Kind.NUMWORD})
_AGAIN = "再"  # joins a length elsewhere, and here says that the reminder comes once more
_EDGES = " .,!?。，！？"


class Snooze(NamedTuple):
    """minutes: from now. sure: it says that a reminder shall come again, and not only how long."""

    minutes: int
    sure: bool


def snooze_in(text: str) -> Snooze | None:
    """What a whole message asks of the reminder that came last; None where it asks something else, or more than a
    day."""
    words = text.casefold().split()
    if len(text) > _LONGEST or not words or (len(words) > _FEW and _heads().isdisjoint(words)):
        return None
    normal = normalise(text)
    tokens = tokenise(normal.text)
    minutes, taken = _minutes_in(tokens)
    left = normal.text
    for index in sorted(taken, reverse=True):
        left = left[: tokens[index].start] + left[tokens[index].end :]
    said = _trimmed(left)
    sure = said in _words(Phrase.SNOOZE)
    if minutes is None:
        whole = _trimmed(normal.text)
        sure = whole in _words(Phrase.SNOOZE)
        return Snooze(USUAL, sure) if sure or whole in _words(Phrase.IN_A_WHILE) else None
    if not (sure or not said) or not 0 < minutes <= _MOST:
        return None
    counted = any(tokens[index].kind not in _NUMBERS | _JOINS for index in taken)
    return Snooze(minutes, sure) if sure or counted else None  # a bare "5" is a row, or a clock


def says_done(text: str) -> bool:
    """Whether the whole message only says that what was reminded of is done: "ok done", "dah siap", 完成."""
    return len(text) <= _LONGEST and _trimmed(text) in _words(Phrase.DONE)


def _minutes_in(tokens: Tokens) -> tuple[int | None, set[int]]:
    """How long, and the tokens that say it, with what only joins them."""
    joins = {index for index, token in enumerate(tokens) if token.kind in _JOINS and tokens.words[index] != _AGAIN}
    for length, first, last in lengths_in(tokens):
        if length.months:
            return None, set()
        return length.days * _DAY + round(length.minutes), {*range(first, last), *joins}
    numbers = [index for index, token in enumerate(tokens) if token.kind in _NUMBERS]
    if len(numbers) == 1 and 0 < tokens[numbers[0]].value <= _MOST:
        return int(tokens[numbers[0]].value), {*numbers, *joins}
    return None, set()


def _trimmed(text: str) -> str:
    """Without marks, and without what only makes it polite at the end."""
    said = " ".join(text.casefold().split()).strip(_EDGES)
    return _closing().sub("", said).strip(_EDGES)


@cache
def _heads() -> frozenset[str]:
    """First words of asking for it again: most messages have none, and need no closer look."""
    return frozenset(word.split()[0] for word in _words(Phrase.SNOOZE))


@cache
def _closing() -> re.Pattern[str]:
    words = sorted(_words(Phrase.PARTICLE), key=len, reverse=True)
    spaced = "|".join(re.escape(word) for word in words if word.isascii())
    unspaced = "|".join(re.escape(word) for word in words if not word.isascii() and word != "了")
    return re.compile(rf"(?:\s+(?:{spaced})|(?:{unspaced}))+$")


@cache
def _words(name: Phrase) -> frozenset[str]:
    found = {word for code in language_codes() for word in vocabulary_of(code).phrases.get(name, "").split("|")}
    return frozenset(found - {""})
