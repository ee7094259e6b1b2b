"""A time that is named only to be put right: "dinner is at 7 not 6", "bukan esok tapi lusa", 不是6点，是7点.

What is refused is taken out of the message, and the rest is read as if it stood alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.languages import Kind, Phrase
from bot.understanding.grammar.components import ImpossibleTime
from bot.understanding.reading import Target
from bot.understanding.requests.moves import SaidTime, time_in
from bot.understanding.requests.sought import name_in
from bot.understanding.resolve import Moment
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import lexicon
from bot.understanding.text.normalise import normalise
from bot.understanding.text.phrase_books import MARKS, any_unspaced, unspaced
from bot.understanding.title.leftover import read_leftover

_LONGEST = 30  # tokens
_LONGEST_TIME = 6  # tokens
_LINKS = frozenset({Kind.AT, Kind.ON, Kind.BY, Kind.FOR, Kind.FROM, Kind.THE})
_PAUSES = frozenset({Kind.COMMA, Kind.STOP, Kind.LINE})
_OF_TIME = frozenset("date time the masa tarikh waktu 时间 日期".split())
_BEHIND_CLOCK = frozenset({Kind.AT, Kind.WITH, Kind.ON})
_BARE = frozenset({Kind.NUM, Kind.NUMWORD})
_BESIDE_NUMBER = frozenset({Kind.NOUN, Kind.MONEY})
_BUT = frozenset("but tapi tp tetapi rather should be its it's it is sebaliknya".split())
_BUT_HAN = frozenset(["是", "而是", "应该是", "應該是"])
_COPULA = frozenset("is are was it's its it that's".split())
_WRONG_HAN = ("不对", "不對", "错了", "錯了")

CharSpan = tuple[int, int]


def refused_in(text: str, tokens: Tokens, moment: Moment) -> list[CharSpan]:
    """The characters of the normalised text that refuse a time, with what only joins them to the one that is meant.

    Empty where nothing is refused, no other time is said, or the number is none of a clock ("room 5 not 6").
    """
    if Kind.FOLLOWER in tokens.kinds:
        return []  # not this Saturday but the one after: a day of its own
    han = not text.isascii() and _marks_in_han().search(text) is not None
    if len(tokens) > _LONGEST or not (han or lexicon().books[Phrase.NOT_BUT].starts(tokens.words)):
        return []
    for first, start, begin in _refusals(text, tokens):
        end = _refused_end(tokens, first, begin, moment)
        if end == begin or not _ends_time(tokens, begin, end):
            continue
        if first and tokens[first - 1].kind in _BARE and first > 1 and tokens[first - 2].kind in _BESIDE_NUMBER:
            continue
        last = _after_joint(tokens, end)
        opening = _before_joint(tokens, first)
        if not _says_other_time(tokens, opening, last, moment):
            continue
        spans = [(start, tokens[last - 1].end)]
        if opening < first:
            spans.append((tokens[opening].start, tokens[first].start))
        return spans + _copulas(text, tokens, opening, last)
    return _wrong_in_han(tokens, moment) if han else []


@cache
def _marks_in_han() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, (*unspaced(Phrase.NOT_BUT), *_WRONG_HAN))))


def bare_time(tokens: Tokens, moment: Moment) -> SaidTime | None:
    """The time, where a message says nothing beside it but that the last one is put right: "no, 7pm"."""
    first = opening_end(tokens)
    last = len(tokens)
    while last > first and tokens[last - 1].kind in MARKS:
        last -= 1
    if first == last:
        return None
    try:
        said = time_in(tokens.part(first, last), moment)
    except ImpossibleTime:
        return None
    return said if said is not None and said.whole else None


def corrected_in_han(text: str, tokens: Tokens, moment: Moment) -> SaidTime | None:
    """不对，是7点: the time, where only words that put right stand before it."""
    if text.isascii() or not tokens or tokens[0].language != "zh":
        return None
    corrections = {*unspaced(Phrase.CORRECTION), *_BUT_HAN}
    opening = tokens.words[: opening_end(tokens)]
    corrects = not corrections.isdisjoint(opening) and not _BUT_HAN.isdisjoint(opening)
    return bare_time(tokens, moment) if corrects else None


def named_time(text: str, tokens: Tokens, moment: Moment) -> Target | None:
    """The event and its new time, where a time that alone would be a mere number ends the message: "flight 8.15"."""
    first = opening_end(tokens)
    for start in range(max(first + 1, len(tokens) - _LONGEST_TIME), len(tokens)):
        time = bare_time(tokens.part(start), moment)
        if time is None or time.past:
            continue
        normal = normalise(text)
        name = name_in(read_leftover(text, normal, tokens.part(first, start), (), order=True).title)
        return Target(words=name, new_when=time.when, said=time.said) if name else None
    return None


def opening_end(tokens: Tokens) -> int:
    """How many tokens at the front only put right or are polite: "no,", "eh bukan,", "sorry it's"."""
    books = [lexicon().books[name] for name in (Phrase.CORRECTION, Phrase.PARTICLE, Phrase.POLITE, Phrase.NO)]
    index = 0
    while index < len(tokens):
        size = int(tokens[index].kind in MARKS or tokens.words[index] in _BUT_HAN | _OF_TIME)
        size = size or max(book.match(tokens.words, index) for book in books)
        if not size:
            break
        index += size
    return index


def _refusals(text: str, tokens: Tokens) -> Iterator[tuple[int, int, int]]:
    """Each word that may refuse what follows: its token, its first character, the token behind it."""
    book, words = lexicon().books[Phrase.NOT_BUT], tokens.words
    for index in book.starts(words):
        size = book.match(words, index)
        if size and index + size < len(tokens):
            yield index, tokens[index].start, index + size
    if text.isascii() or not any_unspaced((Phrase.NOT_BUT,)).search(text):
        return
    for index, token in enumerate(tokens[:-1]):
        found = next((phrase for phrase in unspaced(Phrase.NOT_BUT) if words[index].endswith(phrase)), "")
        if token.kind is Kind.WORD and found:
            yield index, token.end - len(found), index + 1


def _refused_end(tokens: Tokens, first: int, begin: int, moment: Moment) -> int:
    """The end of what is refused, which says no more than what stands before it: of "7pm not 8pm Friday" the day
    stays."""
    longest = _time_end(tokens, begin, moment)
    before = _before_joint(tokens, first)
    starts = range(max(0, before - _LONGEST_TIME), before)
    meant = next((said for start in starts if (said := _said(tokens.part(start, before), moment))), frozenset())
    if not meant:
        return longest
    for end in range(longest, begin, -1):
        said = _said(tokens.part(begin, end), moment)
        if said and said <= meant:
            return end
    return longest


def _said(tokens: Tokens, moment: Moment) -> frozenset[str]:
    """Which of date and time the tokens say, and nothing else; empty for none."""
    while tokens and tokens[0].kind in _LINKS:
        tokens = tokens.part(1)
    if not tokens or not _is_time(tokens, moment):
        return frozenset()
    said = time_in(tokens, moment)
    return said.said & {"date", "time"} if said is not None else frozenset()


def _time_end(tokens: Tokens, begin: int, moment: Moment) -> int:
    """The end of the longest time that begins there; `begin` for none."""
    start = begin
    while start < len(tokens) and tokens[start].kind in _LINKS:
        start += 1
    for end in range(min(len(tokens), start + _LONGEST_TIME), start, -1):
        if _is_time(tokens.part(start, end), moment):
            return end
    return begin


def _is_time(tokens: Tokens, moment: Moment) -> bool:
    if tokens[0].kind in MARKS or tokens[-1].kind in MARKS or not _PAUSES.isdisjoint(tokens.kinds):
        return False
    try:
        said = time_in(tokens, moment)
    except ImpossibleTime:
        return False
    return said is not None and said.whole


def _ends_time(tokens: Tokens, begin: int, end: int) -> bool:
    """Whether a bare number is a clock: "not 2", and not "not 2 tickets"."""
    if end - begin > 1 or tokens[begin].kind not in _BARE or end == len(tokens):
        return True
    following = tokens[end]
    return (
        following.kind in MARKS | _BEHIND_CLOCK
        or tokens.words[end] in _BUT
        or tokens.words[end].startswith(tuple(_BUT_HAN))
    )


def _after_joint(tokens: Tokens, end: int) -> int:
    """Behind what joins the refused time to the one that is meant: ", it's", tapi, 而是."""
    while end < len(tokens) - 1 and (
        tokens[end].kind in MARKS or tokens.words[end] in _BUT or tokens.words[end] in _BUT_HAN
    ):
        end += 1
    return end


def _before_joint(tokens: Tokens, first: int) -> int:
    """Before what joins it to what went before: ", and", "it is"."""
    while first and (tokens[first - 1].kind in MARKS | {Kind.AND} or tokens.words[first - 1] in _COPULA):
        first -= 1
    return first


def _says_other_time(tokens: Tokens, first: int, last: int, moment: Moment) -> bool:
    """Whether a time stands right before what is refused, or anywhere behind it."""
    if any(_time_end(tokens, index, moment) > index for index in range(last, len(tokens))):
        return True
    starts = range(max(0, first - _LONGEST_TIME), first)
    return any(_is_time(tokens.part(start, first), moment) for start in starts)


def _copulas(text: str, tokens: Tokens, first: int, last: int) -> list[CharSpan]:
    """The "is" between the event and the time that is meant: "the flight is at 8.15", 会议是3点."""
    found: list[CharSpan] = []
    for index, token in enumerate(tokens):
        if first <= index < last:
            continue
        if tokens.words[index] in _COPULA and index:
            found.append((token.start, token.end))
        elif token.kind is Kind.WORD and token.language == "zh" and token.end - token.start > 1:
            stem = text[token.start : min(token.end, tokens[first].start) if index == first else token.end]
            if stem.endswith("是") and stem not in unspaced(Phrase.CORRECTION):
                found.append((token.start + len(stem) - 1, token.start + len(stem)))
    return found


def _wrong_in_han(tokens: Tokens, moment: Moment) -> list[CharSpan]:
    """6点不对，是7点: the word that refuses stands behind the time."""
    for index, word in enumerate(tokens.words):
        if not index or not word.startswith(_WRONG_HAN):
            continue
        starts = range(max(0, index - _LONGEST_TIME), index)
        first = next((start for start in starts if _is_time(tokens.part(start, index), moment)), None)
        last = _after_joint(tokens, index + 1)
        if first is not None and last < len(tokens) and _time_end(tokens, last, moment) > last:
            return [(tokens[first].start, tokens[last - 1].end)]
    return []
