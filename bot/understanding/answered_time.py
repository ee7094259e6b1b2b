"""A time that answers a question, out of the words around it: "the 5pm one", "I prefer Tuesday", 就星期四吧."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bot.languages import Kind, Phrase, language_codes, vocabulary_of
from bot.understanding.grammar.components import ImpossibleTime
from bot.understanding.requests.sought import without_one
from bot.understanding.requests.targets import plan_of
from bot.understanding.text.lexer import Tokens, tokenise
from bot.understanding.text.lexicon import Phrasebook
from bot.understanding.text.normalise import normalise
from bot.understanding.text.phrase_books import MARKS, unspaced

_LONGEST = 80  # characters of what is taken for a mere answer
_AROUND = (
    Phrase.ANSWERING, Phrase.CORRECTION, Phrase.POINTING, Phrase.PARTICLE, Phrase.POLITE, Phrase.AGREEING,
    Phrase.CLOSING, Phrase.YES, Phrase.ADDRESS,
)  # fmt: skip
_LINKS = MARKS | {Kind.ON, Kind.AT, Kind.FOR, Kind.THE, Kind.TO, Kind.THEN, Kind.HARI, Kind.OF, Kind.BY}
_NUMBERS = frozenset({Kind.NUM, Kind.HHMM, Kind.NUM4})
_TIME = frozenset(["date", "time"])
_POINTS = re.compile(r"\b(?:the|yang|one|la|lah|tu|pls|please)\b|那个|那個|的|吧", re.IGNORECASE)
_PART_TOKENS = 2
_EITHER = frozenset(["either", "any", "neither", "them", "these", "all"])
_DENIALS = frozenset(["bukan", "bkn", "not", "不是", "不要"])


def time_answered(text: str) -> str:
    """The day, the clock or both that a text says, where everything else in it only wraps an answer around them; ""
    where it says anything of its own, more than one time, or none, or refuses it."""
    return _wrapped(text, _AROUND)


def only_time(text: str) -> str:
    """The same where only that time is meant: "just tomorrow", "esok je", "tomorrow's"."""
    return _wrapped(re.sub(r"['’]s\b", "", text), (*_AROUND, Phrase.ONLY))


def bare_number(text: str) -> float | None:
    """The number that a text says and nothing else, in figures or in words: 2, 1.5, two, dua."""
    tokens = [token for token in tokenise(normalise(text).text) if token.kind not in MARKS]
    if len(tokens) != 1 or tokens[0].kind not in (Kind.NUM, Kind.NUMWORD, Kind.DECIMAL):
        return None
    return float(tokens[0].value)


def time_refused(text: str) -> bool:
    """Whether a text says nothing but that a time does not suit: "Tuesday cannot", "bukan hari ni", 7点太早."""
    return not _wrapped(text, _AROUND) and bool(_wrapped(text, (*_AROUND, Phrase.CANNOT, Phrase.SUBJECT)))


def part_of_day_answered(text: str) -> str:
    """The part of the day by which one of the offers is pointed at: "the evening one", "yang petang", 晚上那个; "" for
    none."""
    bare = _POINTS.sub(" ", without_one(text)).strip()
    tokens = tokenise(normalise(bare).text)
    if not tokens or len(text) > _LONGEST:
        return ""
    try:
        plan = plan_of(tokens)
    except ImpossibleTime:
        return ""
    alone = plan.part is not None and plan.clock is None and not plan.days and not plan.unread
    return bare if alone and len(tokens) <= _PART_TOKENS else ""


def times_in(text: str) -> list[tuple[str, int, int]]:
    """What a text says of its time: the part it is of ("date", "time"), and its first and last character."""
    normal = normalise(text)
    tokens = tokenise(normal.text)
    try:
        used = plan_of(tokens).used
    except ImpossibleTime:
        return []
    spans = ((role, *normal.span(tokens[first].start, tokens[last - 1].end)) for role, first, last in used)
    return sorted((span for span in spans if span[0] in _TIME), key=lambda span: span[1])


def put_right(wrong: str, answer: str) -> Iterator[str]:
    """A date that does not exist with another day or month: 31 Feb and "28" -> 28 Feb, and "march" -> 31 march."""
    for number in re.finditer(r"\d+", wrong):
        if answer.isdecimal():
            yield f"{wrong[: number.start()]}{answer}{wrong[number.end() :]}"
        elif tokenise(normalise(answer).text).kinds in (Kind.MONTH, Kind.WEAKMONTH):
            yield f"{number[0]} {answer}"


def none_suits(text: str) -> bool:
    """Whether a text says nothing but that no offer will do: "both cannot", "dua-dua tak boleh", 都不行."""
    normal = normalise(text.replace("-", " "))
    tokens = tokenise(normal.text)
    if not tokens or len(text) > _LONGEST or not refuses_time(text):
        return False
    said = {*tokens.words, normal.text}
    every = any(word in said for word in _EITHER) or any(
        phrase in normal.text for name in (Phrase.BOTH, Phrase.THEM_ALL) for phrase in _phrases(name)
    )
    names = (*_AROUND, Phrase.CANNOT, Phrase.SUBJECT, Phrase.BOTH, Phrase.THEM_ALL)
    rest = tokenise(" ".join(word for word in tokens.words if word not in _EITHER))
    return every and _all_around(rest, set(), names)


def _wrapped(text: str, around: tuple[Phrase, ...]) -> str:
    """The time of a text in which all the rest are phrases of these sets; "" where it is refused and that is none."""
    text = without_one(text)
    normal = normalise(text)
    tokens = tokenise(normal.text)
    if not tokens or len(text) > _LONGEST:
        return ""
    try:
        plan = plan_of(tokens)
    except ImpossibleTime:
        return ""
    used = sorted((first, last) for role, first, last in plan.used if role in _TIME) or _number_in(tokens)
    if not used or len(used) < len(plan.used) or plan.unread or plan.either or len(plan.days) > 1:
        return ""
    taken = {index for first, last in used for index in range(first, last)}
    if not _all_around(tokens, taken, around):
        return ""
    if Phrase.CANNOT not in around and _denies_at_once(tokens, taken):
        return ""
    spans = [normal.span(tokens[first].start, tokens[last - 1].end) for first, last in used]
    return " ".join(text[start:end] for start, end in spans)


def refuses_time(text: str) -> bool:
    """Whether an answer refuses the time that it says: "not Tuesday", "selasa tak boleh", 周二不行. Of "no, Tuesday"
    the first word only puts something right."""
    normal = normalise(text).text
    words, book = tokenise(normal).words, _refusals()
    refused = any(book.match(words, index) for index in range(len(words)) if index or words[0] not in ("no", "nope"))
    return refused or any(phrase in normal for phrase in unspaced(Phrase.CANNOT))


def _number_in(tokens: Tokens) -> list[tuple[int, int]]:
    """The one number of an answer, which is a clock only beside what was asked: 8, 7.30."""
    numbers = [index for index, token in enumerate(tokens) if token.kind in _NUMBERS]
    return [(numbers[0], numbers[0] + 1)] if len(numbers) == 1 else []


def _denies_at_once(tokens: Tokens, taken: set[int]) -> bool:
    """Whether the word before the time denies it, with no pause between: bukan 7, and not "bukan, 7"."""
    first = min(taken)
    return first > 0 and tokens.words[first - 1] in _DENIALS


def _all_around(tokens: Tokens, taken: set[int], around: tuple[Phrase, ...]) -> bool:
    """Whether every word that is not taken belongs to a phrase of these sets."""
    book, index = _book(around), 0
    while index < len(tokens):
        if index in taken or tokens[index].kind in _LINKS:
            index += 1
            continue
        size = book.match(tokens.words, index)
        if not size or not taken.isdisjoint(range(index, index + size)):
            size = _unspaced_run(tokens, index, taken, around)
            if not size:
                return False
        index += size
    return True


def _unspaced_run(tokens: Tokens, index: int, taken: set[int], around: tuple[Phrase, ...]) -> int:
    """How many tokens from there on, read as one, are phrases of a language without blanks: 太 and 早."""
    book, last = _unspaced_book(around), index + 1
    while last < len(tokens) and last not in taken and not tokens.words[last].isascii():
        last += 1
    for end in range(last, index, -1):
        if book.fullmatch("".join(tokens.words[index:end])):
            return end - index
    return 0


@cache
def _phrases(name: Phrase) -> frozenset[str]:
    books = (vocabulary_of(code).phrases.get(name, "") for code in language_codes())
    return frozenset(phrase for book in books for phrase in book.split("|")) - {""}


@cache
def _refusals() -> Phrasebook:
    return Phrasebook(_spaced((Phrase.CANNOT,)))


@cache
def _book(names: tuple[Phrase, ...]) -> Phrasebook:
    return Phrasebook(_spaced(names))


def _spaced(names: Sequence[Phrase]) -> Iterator[str]:
    """The phrases of these sets in languages whose words stand apart."""
    books = [vocabulary_of(code) for code in language_codes() if vocabulary_of(code).spaced]
    return (word for book in books for name in names for word in book.phrases.get(name, "").split("|"))


@cache
def _unspaced_book(names: tuple[Phrase, ...]) -> re.Pattern[str]:
    phrases = sorted({phrase for name in names for phrase in unspaced(name)}, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, phrases))})+")
