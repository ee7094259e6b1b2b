"""Greetings name a part of the day and say nothing of when: "Good morning, dinner tonight at 8"."""

from __future__ import annotations

from dataclasses import replace

from bot.languages import Kind, Phrase
from bot.understanding.lexer import Tokens
from bot.understanding.lexicon import lexicon

_PARTS = frozenset({Kind.PART, Kind.NOON, Kind.DAYPART})
_MARKS = frozenset({Kind.COMMA, Kind.STOP, Kind.LINE, Kind.DASH, Kind.OTHERMARK})


def without_greetings(text: str, tokens: Tokens) -> Tokens:
    """The tokens, the part of the day in a greeting being a mere word. text: the normalised message."""
    if Kind.PART not in tokens.kinds and Kind.NOON not in tokens.kinds:
        return tokens
    greeted = [index for index, kind in enumerate(tokens.kinds) if kind in _PARTS and _greets(tokens, index)]
    if not greeted:
        return tokens
    told = list(tokens)
    for index in greeted:
        told[index] = replace(told[index], kind=Kind.WORD, value=tokens.words[index])
    return Tokens(text, told)


def _greets(tokens: Tokens, index: int) -> bool:
    """Whether the part of the day at `index` ends "good morning" or "selamat pagi", or is a greeting of its own that
    opens the message: "Morning all, ..."."""
    words, books = tokens.words, lexicon().books
    greeting = books[Phrase.GREETING]
    if index and greeting.match(said := [words[index - 1], *words[index].split()], 0) == len(said):
        return True
    if index or not greeting.match(words, 0):
        return False
    following = index + 1
    if following < len(tokens) and words[following] in books[Phrase.ADDRESS].words:
        following += 1
    return following < len(tokens) and tokens[following].kind in _MARKS
