"""Greetings name a part of the day and say nothing of when: "Good morning, dinner tonight at 8"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec.structs import replace

from bot.languages import Kind, Phrase
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import lexicon

_BLESSINGS = frozenset(["doa", "kenduri"])  # doa selamat, kenduri selamat: names of gatherings
_MARKS = frozenset({Kind.COMMA, Kind.STOP, Kind.LINE, Kind.DASH, Kind.OTHERMARK})


def without_greetings(text: str, tokens: Tokens) -> Tokens:
    """The tokens, the part of the day in a greeting being a mere word. text: the normalised message."""
    kinds, words = tokens.kinds, tokens.words
    greeted: list[int] = []
    for kind in (Kind.PART, Kind.NOON):
        index = kinds.find(kind)
        while index >= 0:
            if _opens(tokens, kinds) if not index else _greets(words, index):
                greeted.append(index)
            index = kinds.find(kind, index + 1)
    if not greeted:
        return tokens
    told = list(tokens)
    for index in greeted:
        told[index] = replace(told[index], kind=Kind.WORD, value=words[index])
    return Tokens(text, told)


def _greets(words: Sequence[str], index: int) -> bool:
    """Whether the part of the day at `index` ends a greeting: not in "majlis doa selamat malam Jumaat"."""
    return _ends_greeting(words[index - 1], words[index]) and not (index > 1 and words[index - 2] in _BLESSINGS)


@lru_cache(maxsize=1024)
def _ends_greeting(before: str, part: str) -> bool:
    """Whether two words are "good morning", "selamat pagi"."""
    said = [before, *part.split()]
    return lexicon().books[Phrase.GREETING].match(said, 0) == len(said)


def _opens(tokens: Tokens, kinds: str) -> bool:
    """Whether the part of the day that opens the message is a greeting of its own: "Morning all, ..."."""
    following = 1
    if following < len(kinds) and tokens.words[following] in lexicon().books[Phrase.ADDRESS].words:
        following += 1
    marked = following < len(kinds) and kinds[following] in _MARKS
    return marked and lexicon().books[Phrase.GREETING].match(tokens.words, 0) == 1
