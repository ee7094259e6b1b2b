"""What time it is, told and not asked for: "it is 5pm already", "dah pukul 5", 现在已经五点了."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from bot.languages import Kind, Phrase, language_codes, vocabulary_of
from bot.understanding.grammar.components import Clock
from bot.understanding.refine import Plan
from bot.understanding.text.lexer import Token, Tokens
from bot.understanding.text.lexicon import Lexicon

_BREAKS = frozenset({Kind.COMMA, Kind.STOP, Kind.LINE, Kind.AND, Kind.DASH, Kind.OTHERMARK})


def tells_time(text: str, tokens: Tokens, plan: Plan, book: Lexicon) -> bool:
    """Whether the only time of a message is the hour it is now: a clock without a day, with "already", "almost" or
    "now" beside it and nothing before it in its clause that could be an event ("dentist now 5pm" moves one)."""
    if not isinstance(plan.clock, Clock) or plan.days or plan.repeat is not None or plan.extra_clocks or plan.end_day:
        return False
    clock = next(((first, last) for role, first, last in plan.used if role == "time"), None)
    if clock is None:
        return False
    first, last = clock
    if text[tokens[first].start : tokens[last - 1].end].isascii():
        return _told_in_words(tokens, first, last, book)
    before, after = text[: tokens[first].start], text[tokens[last - 1].end :]
    lead = _unspaced_lead().fullmatch(before)
    return lead is not None and (bool(before) or after.startswith("了"))


def _told_in_words(tokens: Tokens, first: int, last: int, book: Lexicon) -> bool:
    told, leads = book.books[Phrase.TIME_TOLD], book.books[Phrase.TIME_LEAD]
    words = tokens.words
    marked = last < len(tokens) and bool(told.match(words, last))
    while first and not _breaks(tokens[first - 1], words[first - 1], book):
        size = next((size for size in (3, 2, 1) if size <= first and told.match(words, first - size) == size), 0)
        marked = marked or bool(size)
        if not size and words[first - 1] in leads.words:
            size = 1
        if not size:
            return False
        first -= size
    return marked


def _breaks(token: Token, word: str, book: Lexicon) -> bool:
    """Whether a clause may begin after this word: a mark, "and", "haha"."""
    return token.kind in _BREAKS or word in book.books[Phrase.CHATTER].words


@cache
def _unspaced_lead() -> re.Pattern[str]:
    """What may stand before a told hour in a language without blanks."""
    return re.compile(f"(?:{'|'.join(map(re.escape, _unspaced((Phrase.TIME_TOLD, Phrase.TIME_LEAD))))}|[,，!！ ])*")


def _unspaced(names: Sequence[Phrase]) -> list[str]:
    vocabularies = [vocabulary_of(code) for code in language_codes()]
    found = [
        phrase
        for vocabulary in vocabularies
        for name in names
        for phrase in vocabulary.phrases.get(name, "").split("|")
        if phrase and not vocabulary.spaced
    ]
    return sorted(found, key=len, reverse=True)
