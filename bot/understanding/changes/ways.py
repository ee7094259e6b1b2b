"""The ways to ask for another length, end or place, as patterns made of the words of all languages.

In languages with blanks the words may be mixed ("tukar venue to KLCC"), so theirs are pooled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from bot.languages import Kind, Phrase, language_codes, vocabulary_of
from bot.understanding.text.lexer import Tokens

MARK = "\x00"
"""Stands in a text where the length stood."""


class Way(NamedTuple):
    """sign: 1 for longer by so much, -1 for shorter, 0 where the length itself is said."""

    pattern: re.Pattern[str]
    sign: int


def words_of(name: Phrase, *, spaced: bool) -> set[str]:
    """The phrases of that set in all languages whose words stand apart, or in all others."""
    books = (vocabulary_of(code) for code in language_codes())
    found = {word for book in books if book.spaced is spaced for word in book.phrases.get(name, "").split("|")}
    return found - {""}


def either(words: Iterable[str]) -> str:
    """A pattern that finds any of them, the longest first; one that finds nothing where there are none."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


def _parts(*, spaced: bool) -> dict[str, str]:
    names = (
        Phrase.MAKE, Phrase.EXTEND, Phrase.SHORTEN, Phrase.ADD_TIME, Phrase.DURATION, Phrase.LONGER, Phrase.SHORTER,
        Phrase.BECOME, Phrase.BY_SO_MUCH, Phrase.VENUE, Phrase.VENUE_IS, Phrase.RELOCATE, Phrase.UNTIL, Phrase.ENDS,
        Phrase.CHANGE, Phrase.UNPLACED, Phrase.LONGER_ALONE, Phrase.SHORTER_ALONE,
    )  # fmt: skip
    return {name.name: f"(?:{either(words_of(name, spaced=spaced))})" for name in names}


_SPACED_LENGTHS = (
    (r"(?:{MAKE}\s+(?P<name>.*?)\s*)?\0\s*{LONGER}", 1),
    (r"(?:{MAKE}\s+(?P<name>.*?)\s*)?\0\s*{SHORTER}", -1),
    (r"(?:{MAKE}\s+(?P<name>.*?)\s+)?{LONGER}\s+(?:{BY_SO_MUCH}\s+)?\0", 1),
    (r"(?:{MAKE}\s+(?P<name>.*?)\s+)?{SHORTER}\s+(?:{BY_SO_MUCH}\s+)?\0", -1),
    (r"{MAKE}\s+(?:the\s+)?(?:{DURATION}\s+(?:of\s+|for\s+)?)?(?P<name>.*?)\s*(?:\b{BECOME}\s+)?\0", 0),
    (r"(?:(?:the\s+)?{DURATION}(?:\s+(?:of|for))?\s*)?(?P<name>.*?)\s*\bshould (?:be|last)\s+\0", 0),
    (r"{EXTEND}\s+(?P<name>.*?)\s*\b{BECOME}\s+\0", 0),
    (r"{SHORTEN}\s+(?P<name>.*?)\s*\b{BECOME}\s+\0", 0),
    (r"{EXTEND}\s+(?P<name>.*?)\s*(?:\b{BY_SO_MUCH}\s+)?\0(?:\s*{LONGER})?", 1),
    (r"{SHORTEN}\s+(?P<name>.*?)\s*(?:\b{BY_SO_MUCH}\s+)?\0(?:\s*{SHORTER})?", -1),
    (
        r"{ADD_TIME}\s+(?:{DURATION}\s+)?(?:{BY_SO_MUCH}\s+)?\0(?:\s*{LONGER})?"
        r"(?:\s+(?:to|onto|pada|kepada|kpd)\s+(?P<name>.+))?",
        1,
    ),
)
_UNSPACED_LENGTHS = (
    (r"(?:把|将|將)?(?P<name>.*?)的?{DURATION}?(?:{EXTEND}|{SHORTEN})?(?:{BECOME})\0(?:的|长|長)?", 0),
    (r"(?:把|将|將)?(?P<name>.*?)再?(?:{EXTEND}){DURATION}?\0", 1),
    (r"(?:把|将|將)?(?P<name>.*?)再?(?:{SHORTEN}){DURATION}?\0", -1),
    (r"(?P<name>)(?:{LONGER})\0", 1),
    (r"(?P<name>)(?:{SHORTER})\0", -1),
)
_SPACED_LASTING = (
    (r"{EXTEND}\s+(?:a bit|a little|sikit)(?P<name>)", 1),
    (r"{SHORTEN}\s+(?:a bit|a little|sikit)(?P<name>)", -1),
    (r"{MAKE}\s+(?P<name>.*?)\s*\b{LONGER_ALONE}", 1),
    (r"{MAKE}\s+(?P<name>.*?)\s*\b{SHORTER_ALONE}", -1),
    (r"{EXTEND}(?:\s+(?P<name>.*?))?(?:\s+{LONGER_ALONE}|\s+(?:a bit|sikit))?", 1),
    (r"{SHORTEN}(?:\s+(?P<name>.*?))?(?:\s+{SHORTER_ALONE}|\s+(?:a bit|sikit))?", -1),
)
_UNSPACED_LASTING = (
    (r"(?:把|将|將)?(?P<name>.*?)(?:{EXTEND}(?:一点|一點|一些|点|點)?|{LONGER_ALONE})", 1),
    (r"(?:把|将|將)?(?P<name>.*?)(?:{SHORTEN}(?:一点|一點|一些|点|點)?|{SHORTER_ALONE})", -1),
    (r"{EXTEND}(?:一下)?(?P<name>.+)", 1),
    (r"{SHORTEN}(?:一下)?(?P<name>.+)", -1),
)
_SPACED_ENDS = (
    r"(?:{EXTEND}|{SHORTEN})\s+(?P<name>.*?)\s*\b(?:{BECOME}|{UNTIL})\s+(?P<time>.+)",
    r"{MAKE}\s+(?P<name>.*?)\s*\b{ENDS}\s+(?P<time>.+)",
    r"{MAKE}\s+(?P<name>.*?)\s*\b{UNTIL}\s+(?P<time>.+)",
    r"(?P<name>)(?:{ENDS}|{UNTIL})\s+(?P<time>.+)",
)
_UNSPACED_ENDS = (
    r"(?:把|将|將)?(?P<name>.*?)(?:{EXTEND}|{SHORTEN})(?:{UNTIL})(?P<time>.+?)",
    r"(?:把|将|將)?(?P<name>.*?)(?:{BECOME}|{UNTIL})(?P<time>.+?)(?:{ENDS})",
)
_SPACED_PLACES = (
    r"(?:{ADD_TIME}|set|put|letak|letakkan|tetapkan)\s+(?:the\s+|a\s+)?{VENUE}\s*(?:\b{BECOME}\s|[:=])?\s*(?P<name>)(?P<place>.+)",
    r"(?:{MAKE}|{RELOCATE})\s+(?:the\s+)?{VENUE}\s*(?:(?:of|for)\s+)?(?P<name>.*?)\s*\b(?:{BECOME}|{VENUE_IS})\s+(?P<place>.+)",
    r"(?:{MAKE}|{RELOCATE})\s+(?P<name>.+?)\s+{VENUE}\s+(?:{BECOME}|{VENUE_IS})\s+(?P<place>.+)",
    r"(?:(?:the|new)\s+)*{VENUE}\s*(?:(?:of|for)\s+(?P<name>.+?)\s+)?(?:(?:\b{VENUE_IS}|[:=])\s*)(?P<place>.+)",
    r"(?:{RELOCATE})\s+(?P<name>.+?)\s+(?:to|ke|kepada|kpd)\s+(?P<place>.+)",
    r"(?=\w+kan\b){RELOCATE}\s+(?P<name>)ke\s+(?P<place>.+)",  # pindahkan takes an object, pindah (I move) none
)
_UNSPACED_PLACES = (
    r"(?:把|将|將)?(?P<name>.*?)的?{VENUE}\s*(?:{VENUE_IS}|[:：])\s*(?P<place>.+?)(?:吧|了)?",
    r"(?:把|将|將)?(?P<name>.*?)\s*{RELOCATE}\s*(?P<place>.+?)(?:吧|了)?",
)


_SPACED_UNPLACED = (
    r"{UNPLACED}\s+(?:the\s+)?{VENUE}(?:\s+(?:of|from|for|dari|untuk|bagi)\s+(?P<name>.+?)|\s+(?P<after>(?!(?:to|ke|at|di|kat|dekat|is)\b).+?))?",
    r"{UNPLACED}\s+(?P<name>.+?)(?:'s)?\s+{VENUE}",
)
_UNSPACED_UNPLACED = (
    r"(?:把|将|將)?(?P<name>.*?)的?{VENUE}(?:都|也)?{UNPLACED}(?:了|吧)?",
    r"(?P<name>.*?)(?:{UNPLACED})(?P<after>.*?)的?{VENUE}(?:了|吧)?",
)


def _filled(pattern: str, parts: dict[str, str]) -> re.Pattern[str]:
    for name, part in parts.items():
        pattern = pattern.replace(f"{{{name}}}", part)
    return re.compile(pattern.replace(r"\0", MARK), re.IGNORECASE | re.DOTALL)


@cache
def length_ways() -> tuple[Way, ...]:
    """With the length itself replaced by MARK; group: name."""
    spaced, unspaced = _parts(spaced=True), _parts(spaced=False)
    return (
        *(Way(_filled(pattern, spaced), sign) for pattern, sign in _SPACED_LENGTHS),
        *(Way(_filled(pattern, unspaced), sign) for pattern, sign in _UNSPACED_LENGTHS),
    )


@cache
def lasting_ways() -> tuple[Way, ...]:
    """Where no length is said. Group: name."""
    spaced, unspaced = _parts(spaced=True), _parts(spaced=False)
    return (
        *(Way(_filled(pattern, spaced), sign) for pattern, sign in _SPACED_LASTING),
        *(Way(_filled(pattern, unspaced), sign) for pattern, sign in _UNSPACED_LASTING),
    )


@cache
def end_ways() -> tuple[re.Pattern[str], ...]:
    """Groups: name and time."""
    spaced, unspaced = _parts(spaced=True), _parts(spaced=False)
    return (
        *(_filled(pattern, spaced) for pattern in _SPACED_ENDS),
        *(_filled(pattern, unspaced) for pattern in _UNSPACED_ENDS),
    )


@cache
def place_ways() -> tuple[re.Pattern[str], ...]:
    """Groups: name and place."""
    spaced, unspaced = _parts(spaced=True), _parts(spaced=False)
    return (
        *(_filled(pattern, spaced) for pattern in _SPACED_PLACES),
        *(_filled(pattern, unspaced) for pattern in _UNSPACED_PLACES),
    )


@cache
def unplaced_ways() -> tuple[re.Pattern[str], ...]:
    """Remove the location of lunch. Groups: name, or after, where the name follows."""
    spaced, unspaced = _parts(spaced=True), _parts(spaced=False)
    return (
        *(_filled(pattern, spaced) for pattern in _SPACED_UNPLACED),
        *(_filled(pattern, unspaced) for pattern in _UNSPACED_UNPLACED),
    )


@cache
def unsure_ways() -> tuple[re.Pattern[str], ...]:
    """Change lunch to dinner: what follows may be a name as well as a place. Groups: name and other."""
    spaced, unspaced = _parts(spaced=True), _parts(spaced=False)
    return (
        _filled(r"{CHANGE}\s+(?P<name>.+?)\s+(?:to|into|ke|kepada|kpd|jadi|menjadi)\s+(?P<other>.+)", spaced),
        _filled(r"{CHANGE}\s+(?P<name>)(?:to|into|ke|kepada|kpd)\s+(?P<other>.+)", spaced),
        _filled(r"(?:把|将|將)(?P<name>.+?)(?:{CHANGE})(?P<other>.+?)(?:吧|了)?", unspaced),
    )


_ANYWHERE = (
    Phrase.MAKE, Phrase.EXTEND, Phrase.SHORTEN, Phrase.ADD_TIME, Phrase.VENUE, Phrase.RELOCATE, Phrase.CHANGE,
)  # fmt: skip
"""With these a change begins, perhaps after something polite."""
_AT_FRONT = (Phrase.UNTIL, Phrase.ENDS, Phrase.DURATION, Phrase.LONGER, Phrase.SHORTER, Phrase.REPEATING)
"""With these it begins too, but they are common later in a message, and then say nothing of it."""
_UNSPACED = (*_ANYWHERE, *_AT_FRONT, Phrase.BECOME, Phrase.LONGER_ALONE, Phrase.SHORTER_ALONE)
"""Any of these, anywhere, in a language without blanks."""
_FRONT = 3  # words
_COUNTS = frozenset({Kind.NUM, Kind.NUMWORD, Kind.DECIMAL, Kind.HALF, Kind.A, Kind.LENGTHWORD})


def may_be_change(text: str, tokens: Tokens) -> bool:
    """A cheap look at a normalised text: most have no word of a change, and need no closer one."""
    if not text.isascii() and _unspaced_heads().search(text):
        return True
    words = tokens.words
    if not _heads(_ANYWHERE).isdisjoint(words):
        return not text.isascii() or _starts().search(text) is not None
    if not _heads(_AT_FRONT).isdisjoint(words[:_FRONT]):
        return True
    return tokens[0].kind in _COUNTS and not _heads(_AT_FRONT).isdisjoint(words)  # 1 hour longer


def openings_of_change() -> frozenset[str]:
    """One of these words, pairs of words or beginnings in Chinese stands in whatever asks for a change."""
    firsts = {word[:3] for name in _UNSPACED for word in words_of(name, spaced=False)}
    heads = _headings(_ANYWHERE) | {"should"}
    phrases = {word for name in (*_ANYWHERE, *_AT_FRONT) for word in words_of(name, spaced=True)}
    return frozenset({*firsts, *heads, *(" ".join(phrase.split()[:2]) for phrase in phrases)})


@cache
def _heads(names: tuple[Phrase, ...]) -> frozenset[str]:
    """First words of what a change may begin with: mostly none is there, and one look tells."""
    found = {word.split()[0] for name in names for word in words_of(name, spaced=True)}
    return frozenset({*found, *_headings(names), "should"})


def _headings(names: tuple[Phrase, ...]) -> set[str]:
    """What heads the line of a place, with its colon: one token."""
    return {f"{word}:" for word in words_of(Phrase.VENUE, spaced=True)} if Phrase.VENUE in names else set()


@cache
def _starts() -> re.Pattern[str]:
    """What a change may begin with, in full: "meeting place", where `_heads` has found a "meeting" only."""
    found = {word for name in (*_ANYWHERE, *_AT_FRONT) for word in words_of(name, spaced=True)}
    return re.compile(rf"(?<!\w)(?:{either({*found, 'should'})})(?!\w)")


@cache
def _unspaced_heads() -> re.Pattern[str]:
    return re.compile(either({word for name in _UNSPACED for word in words_of(name, spaced=False)}))


_EDGES = " \t\n\"'“”‘’「」。.!！?？,，"
_LAST_WORD = re.compile(r"[\s,]+(\S+)$")
_UNSPACED_CLOSING = ("谢谢", "好吗", "吧", "啊")


def bare_order(text: str) -> str:
    """Without what only makes it polite, at either end, and the marks there."""
    said = text.strip(_EDGES)
    if (opening := _polite_opening().match(said)) is not None:
        said = said[opening.end() :]
    closings = _polite_closings()
    while (last := _LAST_WORD.search(said)) is not None and last[1].casefold() in closings:
        said = said[: last.start()].strip(_EDGES)
    while said.endswith(_UNSPACED_CLOSING):
        said = said.removesuffix(next(word for word in _UNSPACED_CLOSING if said.endswith(word))).strip(_EDGES)
    return said.strip(_EDGES)


@cache
def _polite_opening() -> re.Pattern[str]:
    polite = {*words_of(Phrase.POLITE, spaced=True), *words_of(Phrase.PARTICLE, spaced=True), "actually", "wait", "no"}
    polite |= {"and", "then", "dan", "lepas tu"}
    spaced = either(polite - _heads(_ANYWHERE) - _heads(_AT_FRONT))
    unspaced = either(words_of(Phrase.POLITE, spaced=False) - {"的", "是", "有", "要"})
    return re.compile(rf"(?:(?:{spaced})(?!\w)[\s,]*|(?:{unspaced}))+", re.IGNORECASE)


@cache
def _polite_closings() -> frozenset[str]:
    return frozenset({*words_of(Phrase.PARTICLE, spaced=True), "instead", "ok", "ya", "long", "total"})


def every_way() -> Iterator[re.Pattern[str]]:
    """All patterns, so that they are compiled before anybody waits for them."""
    yield from (way.pattern for way in length_ways())
    yield from (way.pattern for way in lasting_ways())
    yield from end_ways()
    yield from place_ways()
    yield from unplaced_ways()
    yield from unsure_ways()
    yield _polite_opening()
