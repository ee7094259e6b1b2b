"""One's own absence on a day to come: "I'll be on leave tomorrow", told to a calendar, is wanted in it."""

from __future__ import annotations

from bot.languages import Kind, Phrase
from bot.understanding.grammar.components import Day, DayRange
from bot.understanding.refine import Plan
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import lexicon
from bot.understanding.text.phrase_books import MARKS, absence_at

_NAMES = frozenset({Kind.WORD, Kind.MEAL, Kind.NOUN, Kind.OPAQUE})
_MOST_WORDS = 4  # beside it: "in Penang with family"; more of them are a letter to somebody


def tells_absence(text: str, tokens: Tokens, plan: Plan) -> bool:
    """Whether a message says where its writer will be, on a day to come, and no more than that."""
    book, words = lexicon(), tokens.words
    if text.rstrip().endswith(("?", "？")) or not _is_ahead(plan):
        return False
    taken = bytearray(len(tokens))
    for _, first, last in plan.used:
        taken[first:last] = b"\1" * (last - first)
    start = next((i for i, kind in enumerate(tokens.kinds) if not taken[i] and kind not in MARKS), len(tokens))
    size = absence_at(words, start) if start < len(tokens) else 0
    if not size:
        return False
    absence = book.books[Phrase.ABSENCE].match(words, start + size)
    if not absence and not _is_several_days(plan):
        return False  # in Singapore tomorrow; "in Singapore 3-4 Dec" is where he will be instead
    end = start + size + (absence or 1)
    free = [index for index in range(end, len(tokens)) if not taken[index]]
    beside = [index for index in free if tokens[index].kind in _NAMES]
    if any(tokens[index - 1].kind in MARKS for index in beside):
        return False  # ..., please contact Ali
    others = book.books[Phrase.SUBJECT].words.intersection(words[index] for index in free)
    return len(beside) <= _MOST_WORDS and not others


def _is_several_days(plan: Plan) -> bool:
    day = plan.days[0] if plan.days else None
    return isinstance(day, DayRange) or (isinstance(day, Day) and day.span in ("week", "weekend", "month"))


def _is_ahead(plan: Plan) -> bool:
    """Whether a day is said that is to come, not this very one."""
    day = plan.days[0] if plan.days else None
    if isinstance(day, DayRange):
        return not day.first.past
    return isinstance(day, Day) and not (day.past or day.last) and (day.offset is None or day.offset > 0)
