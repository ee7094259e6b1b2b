"""Questions of what there is, or of free time, on a day: "ada meeting minggu depan?", 明天有课吗, "jumaat free ke"."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache

from bot.languages import Kind, Phrase
from bot.understanding.reading import Intent
from bot.understanding.requests.targets import plan_of
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import Lexicon, lexicon
from bot.understanding.text.phrase_books import MARKS, TIMES, any_unspaced, unspaced

_LONGEST = 14  # tokens
_NAMES = frozenset({Kind.WORD, Kind.MEAL, Kind.NOUN})
_LEADING = TIMES | {Kind.COMING, Kind.HARI, Kind.LAST}
_AROUND = _LEADING | MARKS | {Kind.ME, Kind.AND, Kind.OF, Kind.FOR, Kind.FROM, Kind.TO, Kind.UNTIL, Kind.LAGI}
_CLOCKS = frozenset({Kind.CLOCK12, Kind.HHMM, Kind.CLOCKMARK, Kind.OCLOCK})
_OWNERS = frozenset("i we am are is saya aku sy kita kami me".split())
_NOT_EVENTS = frozenset(
    "idea ideas chance recommendation recommendations suggestion suggestions news update updates one body more "
    "question questions luck way reason point anything something anyone someone apa siapa masa free lapang".split()
)
_OF_DAY_HAN = {
    **dict.fromkeys(("呢",), Intent.LIST),
    **dict.fromkeys(("忙吗", "忙嗎", "忙不忙", "空吗", "空嗎", "得空吗"), Intent.FREE),
}
_ANYTHING = frozenset("anything something free lapang apa masa".split())
_NOT_EVENTS_HAN = (
    "什",
    "甚",
    "空",
    "时间",
    "時間",
    "人",
    "什么",
    "什麼",
    "没有",
    "沒有",
    "点",
    "一点",
    "可能",
    "必要",
    "兴趣",
    "興趣",
)
_VERBS = frozenset("is are do have adakah".split())
_THERE_LAST = frozenset(["ada", "ade"])
_STILL = frozenset(["on", "happening", "jadi"])

TokenSpan = tuple[int, int]


def asked_there(text: str, tokens: Tokens) -> Intent | None:
    """LIST or FREE where a day is said and nothing but what there is on it is asked; None for anything else.

    text: normalised.
    """
    if len(tokens) > _LONGEST:
        return None
    if not text.isascii() and (asked := _asked_of_day_in_han(tokens)) is not None:
        return asked
    if _heads().isdisjoint(tokens.words) and (text.isascii() or not any_unspaced((Phrase.THERE,)).search(text)):
        return None  # most say nothing of the kind, and need no closer look
    book = lexicon()
    free = book.books[Phrase.FREE_WORD].words
    if not (asks(text, tokens, book) and plan_of(tokens).has_time):
        return None
    if _only_free(tokens, free, book):
        return Intent.FREE
    if _asks_of_no_event(tokens, book):
        return Intent.QUESTION
    return Intent.LIST if words_of_asking(text, tokens) or name_asked_in_han(text) is not None else None


@cache
def _heads() -> frozenset[str]:
    books = lexicon().books
    return frozenset(
        {"still", "saya ada", "aku ada", "sy ada", *books[Phrase.FREE_WORD].words, *books[Phrase.THERE].heads}
    )


def _asked_of_day_in_han(tokens: Tokens) -> Intent | None:
    """明天呢, 我明天忙吗: nothing but a day before the word that asks."""
    last = len(tokens)
    while last and tokens[last - 1].kind in MARKS:
        last -= 1
    intent = _OF_DAY_HAN.get(tokens.words[last - 1]) if last > 1 else None
    said = tokens[: last - 1]
    if intent is None or not all(token.kind in _LEADING or token.kind is Kind.ME for token in said):
        return None
    return intent if any(token.kind in _LEADING for token in said) else None


def _asks_of_no_event(tokens: Tokens, book: Lexicon) -> bool:
    """Any updates on Friday?"""
    size = book.books[Phrase.THERE].match(tokens.words, 0)
    return 0 < size < len(tokens) and tokens.words[size] in _NOT_EVENTS - _ANYTHING


def asks(text: str, tokens: Tokens, book: Lexicon) -> bool:
    """Whether it ends as a question: with its mark, ke, tak, 吗."""
    if text.rstrip().endswith("?") or (tokens.words[0] in _VERBS and book.books[Phrase.THERE].match(tokens.words, 0)):
        return True
    last = len(tokens)
    while last and tokens[last - 1].kind in MARKS:
        last -= 1
    if last and tokens.words[last - 1] in book.books[Phrase.ASKING_END].words:
        return True
    return not text.isascii() and _asking_in_han().search(text) is not None


def words_of_asking(text: str, tokens: Tokens) -> list[TokenSpan]:
    """The tokens that only ask, of a question that says "there is" in a language with blanks: "ada ... ke", "got ...".

    Empty where none does, or where what is asked for is no event."""
    book, words = lexicon(), tokens.words
    if words[0] in ("is", "are") and "still" in words[1:]:
        return _still_on(tokens)
    first = 0
    while first < len(tokens) and (tokens[first].kind in _LEADING or words[first] in _OWNERS - {"are", "is"}):
        first += 1
    if words[0].endswith(" ada") and tokens[0].kind is Kind.ME:
        return _owned(tokens, book)
    owned = first > 0 and words[first - 1] in _OWNERS
    if (last := _asked_last(tokens, book)) is not None:
        return [last]
    for start in dict.fromkeys((0, first)):
        size = book.books[Phrase.THERE].match(words, start) if start < len(words) else 0
        named = start + size
        if size and start and named < len(words) and words[named] in _ANYTHING:
            return [(start, named + 1)]
        if (
            not size
            or named >= len(words)
            or words[named] in _NOT_EVENTS
            or tokens[named].kind not in _NAMES | _LEADING
        ):
            continue
        if owned and not _CLOCKS.isdisjoint(tokens.kinds):
            return []  # saya ada meeting esok 3pm?
        spans = [(index, index + 1) for index in range(start) if words[index] in _OWNERS]
        spans.append((start, named))
        ends = (index for index in range(named, len(words)) if words[index] in book.books[Phrase.ASKING_END].words)
        return spans + [(index, index + 1) for index in ends if index >= len(words) - 2]
    return []


def _owned(tokens: Tokens, book: Lexicon) -> list[TokenSpan]:
    """Saya ada kelas esok ke: the first token holds both words."""
    last = len(tokens) - 1
    asking = last > 1 and tokens.words[last] in book.books[Phrase.ASKING_END].words
    return [(0, 1), (last, last + 1)] if asking and _CLOCKS.isdisjoint(tokens.kinds) else []


def _asked_last(tokens: Tokens, book: Lexicon) -> TokenSpan | None:
    """Kelas esok ada ke?"""
    last = len(tokens)
    while last and tokens[last - 1].kind in MARKS:
        last -= 1
    if last < 3 or tokens.words[last - 2] not in _THERE_LAST:
        return None
    named = tokens[0].kind in _NAMES and tokens.words[0] not in book.books[Phrase.SUBJECT].words
    return (last - 2, last) if named and tokens.words[last - 1] in book.books[Phrase.ASKING_END].words else None


def _still_on(tokens: Tokens) -> list[TokenSpan]:
    """Is badminton still on this Thursday?"""
    still = tokens.words.index("still")
    end = still + 1
    while end < len(tokens) and tokens.words[end] in _STILL:
        end += 1
    return [(0, 1), (still, end)] if still > 1 else []


def name_asked_in_han(text: str) -> str | None:
    """The name in 明天有没有课, 下周有 meeting 吗; "" where none is said, None where it asks nothing of the kind."""
    if text.isascii() or (found := _there_in_han().search(text)) is None:
        return None
    name = found["name"].strip(" 的")
    return None if name.startswith(_NOT_EVENTS_HAN) else name


def _only_free(tokens: Tokens, free: Set[str], book: Lexicon) -> bool:
    """Jumaat ni saya lapang ke: nothing but the day, whoever asks, and "free"."""
    if free.isdisjoint(tokens.words):
        return False
    endings, particles = book.books[Phrase.ASKING_END].words, book.books[Phrase.PARTICLE].words
    return all(
        token.kind in _AROUND
        or word in free
        or word in _OWNERS
        or word in endings
        or word in particles
        or word == "ada"
        for token, word in zip(tokens, tokens.words, strict=True)
    )


@cache
def _there_in_han() -> re.Pattern[str]:
    there = "|".join(map(re.escape, unspaced(Phrase.THERE)))
    ends = "|".join(map(re.escape, unspaced(Phrase.ASKING_END)))
    return re.compile(rf"(?:{there})\s*(?P<name>[^,。;；，]{{0,20}}?)\s*(?:{ends})?[\s?？]*$")


@cache
def _asking_in_han() -> re.Pattern[str]:
    ends = "|".join(map(re.escape, unspaced(Phrase.ASKING_END)))
    return re.compile(rf"(?:{ends})[\s?？。]*$|有没有|有沒有")
