"""A time that only narrows or denies what there was talk of: "only this week", 周五就好, "dinner is not 6pm", "ubat tu
sampai jumaat je". None of it is a new event."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from bot.languages import Kind, Phrase, language_codes, vocabulary_of
from bot.understanding.refine import Plan
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import Lexicon, lexicon
from bot.understanding.text.phrase_books import MARKS, any_unspaced, unspaced

Restriction = Literal["", "only", "not", "until"]

_LONGEST = 30
"""Characters of the longest title that may be nothing but such words."""
_NAMELESS = frozenset("semua all 全部 所有 都 again lagi 再 呢 only".split()) | {"same time", "lagi sekali", "再来一次"}
_UNTIL = (" 到", " 至")
_MARKING = (Phrase.ONLY, Phrase.NOT_BUT)
_DECLINES = frozenset("no nope tak x tidak 不 不要 不行".split())
_JOINS = frozenset({Kind.TO, Kind.UNTIL})
_CLOCKS = frozenset(
    {Kind.CLOCK12, Kind.HHMM, Kind.NUM, Kind.NUM4, Kind.NUMWORD, Kind.CLOCKMARK, Kind.JAM, Kind.OCLOCK, Kind.NOON}
)
_POINTS = frozenset(["tu", "itu"])
_POINTS_OPENING = frozenset(["that", "the"])
_POINTS_HAN = re.compile(r"^(?:那|这|這|那个|那個|这个|這個)$")
_ONLY_HAN = frozenset(["只", "仅"])
_COPULA = re.compile(r"\s+(?:is|was|are|it's|its)$")


def restriction_in(text: str, tokens: Tokens, plan: Plan, title: str) -> Restriction:
    """ "only" where nothing else stands beside the time, "not" where the time is denied and no other is said, "until"
    where what is pointed at shall end on a day. text: normalised. title: what would be its name."""
    if plan.remind or plan.lead is not None:
        return ""
    if restricting_words().isdisjoint(tokens.words) and (text.isascii() or not any_unspaced(_MARKING).search(text)):
        return ""  # most say nothing of the kind, and need no closer look
    book = lexicon()
    if title and len(title) <= _LONGEST and _is_only(title, tokens, book):
        return "only"
    if plan.clock is None and title.casefold() in _DECLINES:
        return "only"  # Friday no
    if title.casefold() in _NAMELESS:
        return "only"  # semua rabu pukul 2, again next Friday
    if plan.repeat is None and title.casefold().endswith(_UNTIL):
        return "until"  # gym 到12月底
    if plan.repeat is None and _ends_what_is_pointed_at(tokens, book):
        return "until"
    denied = denied_name(title)
    if denied is None or not _ends_with_time(tokens, plan):
        return ""
    return "not" if denied or plan.clock is not None else "only"  # "not Sunday" only declines


@cache
def restricting_words() -> frozenset[str]:
    """One of these, or a phrase of a language without blanks, stands in whatever restricts.

    Of a longer phrase its first word, unless another one is here by itself: "this one only" needs no "this", with which
    many a plain day begins.
    """
    listed = [vocabulary_of(code).phrases.get(name, "") for code in language_codes() for name in _MARKING]
    phrases = [phrase.split() for text in listed for phrase in text.split("|") if phrase]
    words = frozenset([*_POINTS, *_DECLINES, *_NAMELESS, "same", "到", "至"])
    words = words.union(phrase[0] for phrase in phrases if len(phrase) == 1)
    return words.union(phrase[0] for phrase in phrases if words.isdisjoint(phrase))


def denied_name(title: str) -> str | None:
    """The event of a title that ends by denying its time: "dinner is not", 会议不是; None where it denies nothing."""
    if (found := _denied().search(title)) is None:
        return None
    return _COPULA.sub("", title[: found.start()].rstrip())


def _is_only(title: str, tokens: Tokens, book: Lexicon) -> bool:
    words = title.casefold().split()
    index = restricts = 0
    while index < len(words):
        only = book.books[Phrase.ONLY].match(words, index) or int(words[index].startswith(unspaced(Phrase.ONLY)))
        size = only or max(book.books[name].match(words, index) for name in (Phrase.PARTICLE, Phrase.POINTING))
        if not size:
            return False
        restricts, index = restricts + only, index + size
    return restricts > 0 or not _ONLY_HAN.isdisjoint(tokens.words)


def _ends_what_is_pointed_at(tokens: Tokens, book: Lexicon) -> bool:
    """Ubat tu sampai jumaat je, that medicine until Friday only, 那个药吃到周五就好."""
    words = tokens.words
    join = next((index for index, token in enumerate(tokens) if token.kind in _JOINS and index), 0)
    if not join or not _CLOCKS.isdisjoint(tokens.kinds):
        return False
    only = bool(book.books[Phrase.ONLY].starts(words)) or words[-1].startswith(unspaced(Phrase.ONLY))
    opens = words[0] in _POINTS_OPENING or _POINTS_HAN.match(words[0]) is not None
    return words[join - 1] in _POINTS or (only and opens)


def _ends_with_time(tokens: Tokens, plan: Plan) -> bool:
    last = len(tokens)
    while last and tokens[last - 1].kind in MARKS:
        last -= 1
    return any(first < last <= end for _, first, end in plan.used)


@cache
def _denied() -> re.Pattern[str]:
    books = lexicon().books[Phrase.NOT_BUT]
    spaced = "|".join(sorted(map(re.escape, books.words - set(unspaced(Phrase.NOT_BUT))), key=len, reverse=True))
    han = "|".join(map(re.escape, unspaced(Phrase.NOT_BUT)))
    return re.compile(rf"(?:(?<!\w)(?:{spaced})|(?:{han}))$", re.IGNORECASE)
