"""What is told before an order in the same message, and is no part of it: "so tired today, pls add gym tmr 7am"."""

from __future__ import annotations

from functools import cache

from bot.languages import Kind, Phrase
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import Phrasebook, lexicon

_MARKS = frozenset({Kind.COMMA, Kind.STOP, Kind.LINE, Kind.DASH})
_DUTIES = frozenset(["to", "must", "gotta"])  # the last words of "need to", "don't forget to"
_SHORTEST = 2  # words of a preamble
_CLOCKS = frozenset({Kind.CLOCK12, Kind.HHMM, Kind.CLOCKMARK, Kind.MERIDIEM, Kind.OCLOCK})
_TIMES = _CLOCKS | {Kind.DAY, Kind.DAYPART, Kind.WEEKDAY, Kind.WEAKDAY, Kind.DATE}
_NAMES = frozenset({Kind.WORD, Kind.MEAL, Kind.NOUN})


def order_start(tokens: Tokens) -> int:
    """Where the order begins that ends a message which begins with something else; 0 where there is none.

    An order is a verb of ordering or "remind me" behind a mark or a polite word, or behind a mark what has to be done,
    with a word left for a title.
    """
    book = lexicon()
    words = tokens.words
    polite, order = book.books[Phrase.POLITE], book.books[Phrase.ORDER]
    if order.words.isdisjoint(words) and Kind.REMIND not in tokens.kinds and _DUTIES.isdisjoint(words):
        return 0
    index = 0
    while index < len(words):
        begin = index
        while index < len(words) and (size := polite.match(words, index)):
            index += size
        marked = begin > 0 and tokens[begin - 1].kind in _MARKS
        opens = index > begin or marked
        size = order.match(words, index) if index < len(words) else 0
        if not size and tokens.kinds[index : index + 2] == Kind.REMIND + Kind.ME:
            size = 2
        if not size and marked and index > begin and words[index - 1] in _DUTIES and _names_something(tokens, index):
            return begin
        if size and opens and begin >= _SHORTEST and _names_something(tokens, index + size):
            return begin
        index = max(index, begin + 1)
    return 0


def told_after_question(tokens: Tokens) -> int:
    """Where the booking begins behind a question that is not waited for: "bila free? takpe i book dulu, rabu 3pm
    discussion"; 0 where there is none, or where it is asked as well."""
    asked = next((index for index, word in enumerate(tokens.words) if word == "?"), 0)
    rest = tokens.kinds[asked + 1 :]
    timed = not _CLOCKS.isdisjoint(rest) and not _NAMES.isdisjoint(rest)
    return asked + 1 if asked and timed and tokens.words[-1] not in ("?", "吗") else 0


def _names_something(tokens: Tokens, first: int) -> bool:
    """Whether a word that could be of a title follows: not "add to my calendar", "remind me at 5pm"."""
    book = lexicon()
    index = first
    while index < len(tokens):
        sizes = [book.books[name].match(tokens.words, index) for name in (Phrase.ORDER_NOUN, Phrase.POINTING)]
        size = max(*sizes, book.books[Phrase.CLOSING].match(tokens.words, index))
        if not size and tokens[index].kind in _NAMES:
            return True
        index += size or 1
    return False


def refusal_end(tokens: Tokens) -> int:
    """Where the proposal begins behind a clause that only says which time does not suit: "cant do 3pm, lets do 5.30
    tmr for the assignment"; 0 where there is none."""
    refusing = _refusing()
    hits = refusing.starts(tokens.words)
    if not hits:
        return 0
    cut = next((index for index in range(hits[0], len(tokens)) if tokens[index].kind in _MARKS), 0)
    refused = any(refusing.match(tokens.words, index) for index in hits if index < cut)
    before, after = tokens.kinds[:cut], tokens.kinds[cut + 1 :]
    clock = not _CLOCKS.isdisjoint(after) or (Kind.NUM in after and Kind.PART in after)
    timed = clock and not _TIMES.isdisjoint(before) and not _NAMES.isdisjoint(after)
    return cut + 1 if refused and timed else 0


def openings_of_refusal() -> frozenset[str]:
    """With one of these (words or pairs of words) a clause that refuses a time begins."""
    return frozenset(_refusing().openings)


@cache
def _refusing() -> Phrasebook:
    return lexicon().books[Phrase.REFUSING]
