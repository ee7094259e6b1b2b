"""Words that only agree to a time somebody else named: "noted, 3pm", "friday also can", "baik pukul 3", 好的3点."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from bot.languages import Kind, Phrase
from bot.understanding.refine import Plan
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import Lexicon, lexicon
from bot.understanding.text.phrase_books import MARKS, any_unspaced, openings, unspaced
from bot.understanding.title.unclaimed import TAKEN, left_by

Agreement = Literal["", "agrees", "chats"]

_LONGEST = 30
"""Characters of the longest title that may be nothing but words of agreement."""
_FILLERS = (Phrase.CLOSING, Phrase.PARTICLE, Phrase.ADDRESS, Phrase.POLITE, Phrase.POINTING, Phrase.SUBJECT)
_SAID = (Phrase.AGREEING, Phrase.REFUSING, Phrase.THANKS)
_UNSPACED = (Phrase.AGREEING, Phrase.CHATTER, Phrase.REFUSING, Phrase.CLOSING, Phrase.PARTICLE, Phrase.POLITE)
_UNSAID = MARKS | {TAKEN}
_LINKS = frozenset(
    {Kind.AT, Kind.ON, Kind.FOR, Kind.BY, Kind.OF, Kind.THE, Kind.A, Kind.AND, Kind.THEN, Kind.ME, Kind.THIS, Kind.TO}
)


def agreement_in(text: str, tokens: Tokens, plan: Plan, title: str) -> Agreement:
    """Whether a message says nothing beside its time but that it is agreed to.

    text: the normalised message. title: what would be its name. "chats" where nothing is wanted: a good-bye stands
    beside it ("noted, see you friday 3pm"), a day is agreed to without a clock and without a plain yes ("friday also
    can"), or it does not suit ("cant do 3pm").
    """
    if len(title) > _LONGEST or plan.remind or plan.lead is not None or plan.repeat is not None:
        return ""
    if _heads().isdisjoint(tokens.words) and (text.isascii() or _in_han().search(text) is None):
        return ""
    book = lexicon()
    left = left_by(plan.used, tokens.kinds)
    said = [index for index, kind in enumerate(left) if kind not in _UNSAID]
    found = _of_words(said, tokens, book)
    clock = plan.clock is not None or plan.ahead is not None
    yes = bool(said) and not said[0] and tokens.words[0].removesuffix(",") in book.books[Phrase.YES].words
    return "chats" if found == "agrees" and not clock and not yes else found


def openings_of_agreement() -> frozenset[str]:
    """Without one of these (words, pairs of words, beginnings in Chinese) nothing is agreed to."""
    return openings(*_SAID) | lexicon().books[Phrase.REFUSING].heads


def _of_words(said: list[int], tokens: Tokens, book: Lexicon) -> Agreement:
    agrees = greets = False
    refusing = book.books[Phrase.REFUSING].heads
    place = 0
    while place < len(said):
        index = said[place]
        if tokens[index].language == "zh":
            pieces = _pieces().fullmatch(tokens.words[index])
            if pieces is None:
                return ""
            refused = any(phrase in pieces[0] for phrase in unspaced(Phrase.REFUSING))
            agrees = agrees or refused or any(phrase in pieces[0] for phrase in unspaced(Phrase.AGREEING))
            greets = greets or refused or any(phrase in pieces[0] for phrase in unspaced(Phrase.CHATTER))
            place += 1
            continue
        if tokens.words[index] not in _all_heads() and tokens[index].kind not in _LINKS:
            return ""
        run = tokens.words[: _run_end(said, place)]
        agreed = book.books[Phrase.AGREEING].match(run, index)
        greeted = max(book.books[name].match(run, index) for name in (Phrase.CHATTER, Phrase.REFUSING))
        thanked = 0 if index else book.books[Phrase.THANKS].match(run, 0)  # thx for today
        agreed, greeted = max(agreed, thanked), greeted or thanked + int(thanked > 0)
        filler = max(book.books[name].match(run, index) for name in _FILLERS)
        size = max(agreed, greeted, filler, int(tokens[index].kind in _LINKS))
        if not size:
            return ""
        agrees, greets = agrees or agreed > 0 or run[index] in refusing, greets or greeted > agreed
        place += size
    return "" if not agrees else "chats" if greets else "agrees"


def _run_end(said: list[int], place: int) -> int:
    """The end of the words that follow each other without a time between them."""
    while place + 1 < len(said) and said[place + 1] == said[place] + 1:
        place += 1
    return said[place] + 1


@cache
def _heads() -> frozenset[str]:
    """The words with which an agreement, a refusal or thanks may begin: most messages have none."""
    books = lexicon().books
    return frozenset().union(*(books[name].heads for name in _SAID))


@cache
def _all_heads() -> frozenset[str]:
    """The words with which anything may begin that stands in an agreement: one that is none makes it something else."""
    books = lexicon().books
    return _heads().union(books[Phrase.CHATTER].heads, *(books[name].heads for name in _FILLERS))


@cache
def _in_han() -> re.Pattern[str]:
    """The same in languages without blanks."""
    return any_unspaced(_SAID)


@cache
def _pieces() -> re.Pattern[str]:
    """Nothing but agreement and its particles, in languages without blanks."""
    phrases = sorted({phrase for name in _UNSPACED for phrase in unspaced(name)}, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, phrases))})+")
