"""A time that is put right in the same breath: "haircut sat 3pm eh salah, jumaat", "fri 5pm no 6pm", 周六不对周日."""

from __future__ import annotations

from bot.languages import Kind, Phrase
from bot.understanding.changes.refused_times import CharSpan
from bot.understanding.grammar.components import Clock, ClockRange, Day, DayRange, Found, Part
from bot.understanding.grammar.families import GRAMMAR
from bot.understanding.grammar.neighbours import GLUE
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import lexicon

_MARKS = GLUE | {Kind.LINE, Kind.ME}
_MOST_THOUGHTS = 4  # in one message; each is read against all of it
_DAYS = (Day, DayRange)
_CLOCKS = (Clock, ClockRange)


def openings_of_second_thought() -> frozenset[str]:
    """With one of these (words or pairs of words) begins what puts a time right."""
    books = lexicon().books
    return frozenset(books[Phrase.SECOND_THOUGHT].openings | books[Phrase.WEAK_SECOND_THOUGHT].openings)


def taken_back(tokens: Tokens) -> list[CharSpan]:
    """Where the words stand that are taken back, and the words that do it; empty where nothing is.

    Behind those words a time has to stand, and before them one of its kind. Where more than the time follows, and at a
    mere "no", the two have to stand side by side.
    """
    books, words = lexicon().books, tokens.words
    found: list[tuple[int, int, int]] = []
    for index in range(1, len(words) - 1):
        size = books[Phrase.SECOND_THOUGHT].match(words, index)
        weak = 0 if size else books[Phrase.WEAK_SECOND_THOUGHT].match(words, index)
        if size or weak:
            found.append((index, size, weak))
    if len(found) > _MOST_THOUGHTS:
        return []
    for index, size, weak in found:
        begin = index
        while begin > 1 and tokens[begin - 1].kind in _MARKS:
            begin -= 1
        replaced, alone = _replaced(tokens, begin, index + (size or weak))
        if replaced and ((size and alone) or replaced[-1].last == begin):
            spans = [(item.first, item.last) for item in replaced] + [(begin, index + (size or weak))]
            return [(tokens[first].start, tokens[last - 1].end) for first, last in spans]
    return []


def _replaced(tokens: Tokens, begin: int, end: int) -> tuple[list[Found], bool]:
    """The times before `begin` that those from `end` on stand in for, and whether nothing more than times follows."""
    tail = tokens.part(end, len(tokens))
    after = GRAMMAR.find(tail)
    covered = {index for item in after for index in range(item.first, item.last)}
    closing = lexicon().closing_words
    alone = all(i in covered or t.kind in _MARKS or tail.words[i] in closing for i, t in enumerate(tail))
    if not alone:
        after = [item for item in after[:1] if not item.first and not item.value.weak]  # the 5th no the 6th dinner
    if not after or not all(isinstance(item.value, (*_DAYS, *_CLOCKS, Part)) for item in after):
        return [], alone
    before = GRAMMAR.find(tokens.part(0, begin))
    found: list[Found] = []
    for kinds in (_DAYS, _CLOCKS):
        said = [item for item in before if isinstance(item.value, kinds)]
        if said and any(isinstance(item.value, kinds) for item in after):
            found.append(said[-1])
    return sorted(found, key=lambda item: item.first), alone
