"""The words that put right, refuse, narrow or ask: most messages hold none, and need no closer look."""

from __future__ import annotations

from bot.languages import Kind, Phrase
from bot.understanding.talk.restrictions import restricting_words
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import lexicon
from bot.understanding.text.phrase_books import openings
from bot.understanding.title.prayer_days import PRAYER_WORDS

_NAMES = (
    Phrase.NOT_BUT, Phrase.INSTEAD, Phrase.UNWANTED, Phrase.NO_SUCH, Phrase.OFF, Phrase.CANCELLED, Phrase.CANCEL,
    Phrase.THERE, Phrase.FREE_WORD, Phrase.ONLY,
)  # fmt: skip
_END_MARKS = frozenset({Kind.STOP, Kind.OTHERMARK})
_FURTHER = frozenset(["still", "saya ada", "aku ada", "sy ada"])
_FURTHER_HAN = frozenset("错錯是而应應呢忙空得还")
"""First characters of 错了, 而是, 应该是, 呢, 忙吗, 空吗, 得空吗, 还是."""


def openings_of_answer() -> frozenset[str]:
    """One of these (words, pairs of words, beginnings in Chinese, some characters alone) stands in whatever puts
    right, refuses, narrows or asks."""
    there = lexicon().books[Phrase.THERE].heads
    return openings(*_NAMES).union(there, _FURTHER, _FURTHER_HAN, PRAYER_WORDS, restricting_words())


def without_instead(text: str, tokens: Tokens) -> Tokens:
    """Dentist on Friday instead, 牙医还是周五吧: the word says that another time was meant, and is of no name.

    text: normalised."""
    book, last = lexicon().books[Phrase.INSTEAD], len(tokens)
    if book.words.isdisjoint(tokens.words):
        rather = tokens.words.index("还是") if "还是" in tokens.words else 0
        one_time = rather > 0 and tokens[rather - 1].kind is Kind.WORD and tokens.words[-1] == "吧"
        return Tokens(text, [*tokens[:rather], *tokens[rather + 1 :]]) if one_time else tokens
    while last and tokens[last - 1].kind in _END_MARKS:
        last -= 1
    return tokens.part(0, last - 1) if last > 2 and tokens.words[last - 1] in book.words else tokens
