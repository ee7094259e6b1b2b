"""A story that ends with when it is: "my cousin is getting engaged and they invited us all, it's on 19 Dec at noon"."""

from __future__ import annotations

from typing import NamedTuple

from bot.languages import Kind, Phrase
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import lexicon

_MARKS = frozenset({Kind.COMMA, Kind.STOP, Kind.LINE, Kind.DASH})
_SHORTEST = 3  # words of what is told; "sorry, it's on Friday" puts something right
_NO_STORY = (Phrase.CORRECTION, Phrase.APOLOGY, Phrase.COMPLAINT, Phrase.REFUSING, Phrase.CALLED_OFF, Phrase.NO)


class Story(NamedTuple):
    """What it is stands in the tokens first up to last, its time from start on."""

    first: int
    last: int
    start: int


def openings_of_story() -> frozenset[str]:
    """With one of these (words or pairs of words) begins the clause that tells when it is."""
    return frozenset(lexicon().books[Phrase.TOLD_WHEN].openings)


def story_in(tokens: Tokens) -> Story | None:
    """Where a message tells what will be, and behind a mark when; None where it does not."""
    book, words = lexicon(), tokens.words
    told = book.books[Phrase.TOLD_WHEN]
    if words[-1] in "?？":
        return None
    marks = [index for index, token in enumerate(tokens) if token.kind in _MARKS]
    mark = next((index for index in reversed(marks) if index + 1 < len(words) and told.match(words, index + 1)), 0)
    first = max((index + 1 for index in marks if index < mark), default=0)
    if not mark or any(book.books[name].match(words, first) for name in _NO_STORY):
        return None
    last = next((index for index in range(first + _SHORTEST, mark) if _goes_on(tokens, index)), mark)
    ordered = book.books[Phrase.ORDER].match(words, first) > 0 or tokens[first].language == "zh"
    if (last - first < _SHORTEST and not ordered) or not book.books[Phrase.REFUSING].words.isdisjoint(
        words[first:last]
    ):
        return None
    return Story(first, last, mark + 1 + told.match(words, mark + 1))


def _goes_on(tokens: Tokens, index: int) -> bool:
    """Whether "and they ..." begins here: what it is has been told before."""
    following = tokens.words[index + 1 : index + 2]
    return tokens[index].kind is Kind.AND and not lexicon().books[Phrase.SUBJECT].words.isdisjoint(following)
