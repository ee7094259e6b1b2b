"""How a lead time is asked for in other words than "remind me": warn me 30 min before, 1 day before give me a shout."""

from __future__ import annotations

from functools import cache

from bot.languages import Kind, Phrase
from bot.understanding.grammar.components import Found
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import Phrasebook, lexicon

_BESIDE = frozenset({Kind.A, Kind.AT, Kind.BY, Kind.ON, Kind.FOR, Kind.COLON, Kind.ME, Kind.REMIND})
_LINKS = frozenset({Kind.AND, Kind.COMMA, Kind.STOP})
_LONGEST = 5  # words of "give me a heads up"


@cache
def _warnings() -> Phrasebook:
    return lexicon().books[Phrase.WARNING]


def with_warning(lead: Found, tokens: Tokens) -> tuple[int, int]:
    """The tokens of a lead time, with the words right before or behind it that only ask for the reminder."""
    book, words = _warnings(), tokens.words
    first, last = lead.first, lead.last
    if book.heads.isdisjoint(words):
        return first, last
    for start in range(max(0, first - _LONGEST), first):
        size = book.match(words, start)
        if size and all(kind in _BESIDE for kind in tokens.kinds[start + size : first]):
            while start and tokens.kinds[start - 1] in _LINKS:
                start -= 1
            return start, last
    if last < len(tokens) and (size := book.match(words, last)):
        last += size
        while last < len(tokens) and tokens.kinds[last] in _BESIDE:
            last += 1
    return first, last
