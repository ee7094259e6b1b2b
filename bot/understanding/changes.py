"""Another length or another place for an event that is there: "make it 2 hours", "panjangkan 30 minit", 午餐改成两小时,
"change the venue to KLCC", "pindah mesyuarat ke bilik 3", 地点改到KLCC."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import NamedTuple

from bot.languages import Kind, Phrase, language_codes, vocabulary_of
from bot.understanding.components import ImpossibleTime
from bot.understanding.lexer import Tokens, tokenise
from bot.understanding.measures import lengths_in
from bot.understanding.normalise import Normalised, normalise
from bot.understanding.reading import Target
from bot.understanding.renames import rename_in
from bot.understanding.requests import time_in
from bot.understanding.resolve import Moment

_MARK = "\x00"  # stands where the length stood
_EDGES = " \t\n\"'“”‘’「」。.!！?？,，"
_LONGEST_PLACE = 100  # characters
_OTHER_TIMES = frozenset(
    {
        Kind.CLOCK12, Kind.HHMM, Kind.NUM4, Kind.DATE, Kind.DAY, Kind.DAYPART, Kind.WEEKDAY, Kind.WEEKDAYS,
        Kind.WEAKDAY, Kind.MONTH, Kind.HOLIDAY, Kind.WEEKEND, Kind.DAYMARK, Kind.CLOCKMARK, Kind.OCLOCK,
        Kind.MERIDIEM, Kind.NOON, Kind.MIDNIGHT, Kind.PART, Kind.EVERY, Kind.FREQ, Kind.REMIND, Kind.NEXT,
        Kind.COMING, Kind.FROMNOW, Kind.AGO, Kind.AHEAD, Kind.BEFORE, Kind.AFTER, Kind.NOW, Kind.SPANEND, Kind.ENDOF,
        Kind.UNIT, Kind.JAM, Kind.LENGTHWORD, Kind.LEPAS, Kind.IN, Kind.QIAN, Kind.HOU, Kind.ALLDAY, Kind.LINE,
    }
)  # fmt: skip
"""Beside any of these something else is meant: another time, an event of its own, several lines of an invitation."""
_OF_PLACES = frozenset({Kind.NUM4, Kind.HHMM, Kind.IN, Kind.AFTER, Kind.BEFORE, Kind.MONTH, Kind.NOW})
_NUMBERS = frozenset({Kind.NUM, Kind.NUMWORD, Kind.NUM4, Kind.DECIMAL, Kind.HHMM})
_NO_PLACE = re.compile(
    r"\b(?:calendar|kalendar|later|earlier|other|another|never)\b|日历|日曆|下次|以后", re.IGNORECASE
)
_ROW = re.compile(r"(?:no\.?|number|row|nombor|第)?\s*#?(\d{1,4})\s*(?:个|個|项)?")


def change_in(text: str, normal: Normalised, tokens: Tokens, moment: Moment) -> Target | None:
    """Which event shall take another length, end or place (a row, words of its title; neither: the last one), and what
    it shall be; None where nothing of the kind is asked for, or another start as well."""
    if _heads().isdisjoint(tokens.words) and (text.isascii() or not _unspaced_heads().search(normal.text)):
        return None
    if text.isascii() and not _starts().search(normal.text):
        return None
    return _length_in(normal.text, tokens) or _end_in(normal.text, moment) or _place_in(text, tokens, moment)


def _length_in(text: str, tokens: Tokens) -> Target | None:
    for length, first, last in lengths_in(tokens):
        kinds = tokens.kinds[:first] + tokens.kinds[last:]
        if length.months or not _OTHER_TIMES.isdisjoint(kinds):
            return None
        said = f"{text[: tokens[first].start]}{_MARK}{text[tokens[last - 1].end :]}"
        lasts = timedelta(days=length.days, minutes=round(length.minutes))
        for way in _length_ways():
            if (found := way.pattern.fullmatch(_bare_order(said))) is not None:
                target = _named(found["name"])
                return replace(target, longer=lasts * way.sign) if way.sign else replace(target, length=lasts)
        return None
    return None


def _end_in(text: str, moment: Moment) -> Target | None:
    """Extend lunch to 3pm: a clock at which it shall end."""
    said = _bare_order(text)
    for pattern in _end_ways():
        if (found := pattern.fullmatch(said)) is not None:
            try:
                time = time_in(tokenise(found["time"]), moment)
            except ImpossibleTime:
                return None  # the whole message is read, and says so
            if time is not None and time.whole and "time" in time.said and not time.said & {"date", "end"}:
                return replace(_named(found["name"]), new_when=time.when, said=time.said | {"until"})
    return None


def _place_in(text: str, tokens: Tokens, moment: Moment) -> Target | None:
    if not (_OTHER_TIMES - _OF_PLACES).isdisjoint(tokens.kinds):
        return None
    for pattern in _place_ways():
        if (found := pattern.fullmatch(_bare_order(text))) is not None:
            place = found["place"].strip(_EDGES)
            if not place or len(place) > _LONGEST_PLACE or _NO_PLACE.search(place) or _may_be_time(place, moment):
                return None
            return replace(_named(found["name"]), place=place)
    for pattern in _unsure_ways() if rename_in(text) is None else ():
        if (found := pattern.fullmatch(_bare_order(text))) is not None:
            other = found["other"].strip(_EDGES)
            if other and len(other) <= _LONGEST_PLACE and not _may_be_time(other, moment):
                return replace(_named(found["name"]), place=other, said=frozenset({"unsure"}))
    return None


def _may_be_time(words: str, moment: Moment) -> bool:
    """Whether what would be a place is a clock after all: "move dinner to 8"."""
    tokens = tokenise(normalise(words).text)
    try:
        return all(token.kind in _NUMBERS for token in tokens) or time_in(tokens, moment) is not None
    except ImpossibleTime:
        return True


def place_named(said: str) -> str:
    """The place in "at KLCC", "kat pejabat", 在公司, where nothing else is said; "" where it is none, as in "at 4"."""
    tokens = tokenise(normalise(said).text)
    if not tokens or tokens[0].kind is not Kind.AT or not (_OTHER_TIMES - _OF_PLACES).isdisjoint(tokens.kinds):
        return ""
    place = said[tokens[0].end :].strip(_EDGES)
    named = any(token.kind not in _NUMBERS for token in tokens[1:])
    return place if named and 0 < len(place) <= _LONGEST_PLACE and not _NO_PLACE.search(place) else ""


def _named(said: str | None) -> Target:
    name = (said or "").strip(_EDGES).removesuffix("'s")
    if (row := _ROW.fullmatch(name)) is not None:
        return Target(row=int(row[1]))
    return Target(words=_ARTICLES.sub("", name) or None)


_ARTICLES = re.compile(r"^(?:the|my|our|this|that)\s+(?=\S)", re.IGNORECASE)


def _bare_order(text: str) -> str:
    """Without what only makes it polite, at either end."""
    said = _edges().sub("", text.strip(_EDGES + _MARK if text.strip() == _MARK else _EDGES))
    return said.strip(_EDGES)


# -- the words of all languages, as patterns ---------------------------------------------------------------------


class _Way(NamedTuple):
    """sign: 1 for longer by so much, -1 for shorter, 0 where the length itself is said."""

    pattern: re.Pattern[str]
    sign: int


def _words(name: Phrase, *, spaced: bool) -> set[str]:
    books = (vocabulary_of(code) for code in language_codes())
    found = {word for book in books if book.spaced is spaced for word in book.phrases.get(name, "").split("|")}
    return found - {""}


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


def _parts(*, spaced: bool) -> dict[str, str]:
    names = (
        Phrase.MAKE, Phrase.EXTEND, Phrase.SHORTEN, Phrase.ADD_TIME, Phrase.DURATION, Phrase.LONGER, Phrase.SHORTER,
        Phrase.BECOME, Phrase.BY_SO_MUCH, Phrase.VENUE, Phrase.VENUE_IS, Phrase.RELOCATE, Phrase.UNTIL, Phrase.ENDS,
        Phrase.CHANGE,
    )  # fmt: skip
    return {name.name: f"(?:{_either(_words(name, spaced=spaced))})" for name in names}


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


def _filled(pattern: str, parts: dict[str, str]) -> re.Pattern[str]:
    for name, part in parts.items():
        pattern = pattern.replace(f"{{{name}}}", part)
    return re.compile(pattern.replace(r"\0", _MARK), re.IGNORECASE | re.DOTALL)


@cache
def _length_ways() -> tuple[_Way, ...]:
    spaced, unspaced = _parts(spaced=True), _parts(spaced=False)
    return (
        *(_Way(_filled(pattern, spaced), sign) for pattern, sign in _SPACED_LENGTHS),
        *(_Way(_filled(pattern, unspaced), sign) for pattern, sign in _UNSPACED_LENGTHS),
    )


@cache
def _end_ways() -> tuple[re.Pattern[str], ...]:
    spaced, unspaced = _parts(spaced=True), _parts(spaced=False)
    return (
        *(_filled(pattern, spaced) for pattern in _SPACED_ENDS),
        *(_filled(pattern, unspaced) for pattern in _UNSPACED_ENDS),
    )


@cache
def _place_ways() -> tuple[re.Pattern[str], ...]:
    spaced, unspaced = _parts(spaced=True), _parts(spaced=False)
    return (
        *(_filled(pattern, spaced) for pattern in _SPACED_PLACES),
        *(_filled(pattern, unspaced) for pattern in _UNSPACED_PLACES),
    )


@cache
def _unsure_ways() -> tuple[re.Pattern[str], ...]:
    """Change lunch to dinner: what follows may be a name as well as a place."""
    spaced, unspaced = _parts(spaced=True), _parts(spaced=False)
    return (
        _filled(r"{CHANGE}\s+(?P<name>.+?)\s+(?:to|into|ke|kepada|kpd|jadi|menjadi)\s+(?P<other>.+)", spaced),
        _filled(r"(?:把|将|將)(?P<name>.+?)(?:{CHANGE})(?P<other>.+?)(?:吧|了)?", unspaced),
    )


_STARTS = (
    Phrase.MAKE, Phrase.EXTEND, Phrase.SHORTEN, Phrase.ADD_TIME, Phrase.DURATION, Phrase.LONGER, Phrase.SHORTER,
    Phrase.VENUE, Phrase.RELOCATE, Phrase.UNTIL, Phrase.ENDS,
)  # fmt: skip


@cache
def _heads() -> frozenset[str]:
    """First words of what a change may begin with: mostly none is there, and one look tells."""
    found = {word.split()[0] for name in _STARTS for word in _words(name, spaced=True)}
    headings = {f"{word}:" for word in _words(Phrase.VENUE, spaced=True)}  # one token
    return frozenset({*found, *headings, "should"})


@cache
def _starts() -> re.Pattern[str]:
    """What a change may begin with, in full: "meeting place", where `_heads` has found a "meeting" only."""
    found = {word for name in _STARTS for word in _words(name, spaced=True)} | _words(Phrase.VENUE, spaced=True)
    return re.compile(rf"(?<!\w)(?:{_either({*found, 'should'})})(?!\w)")


@cache
def _unspaced_heads() -> re.Pattern[str]:
    names = (*_STARTS, Phrase.BECOME)
    return re.compile(_either({word for name in names for word in _words(name, spaced=False)}))


@cache
def _edges() -> re.Pattern[str]:
    """What only makes an order polite, at its beginning and its end."""
    polite = {*_words(Phrase.POLITE, spaced=True), *_words(Phrase.PARTICLE, spaced=True), "actually", "wait", "no"}
    opening = _either(polite - _heads())
    closing = _either({*_words(Phrase.PARTICLE, spaced=True), "instead", "ok", "ya", "long", "in total", "total"})
    chinese = _either(_words(Phrase.POLITE, spaced=False) - {"的", "是", "有", "要"})
    return re.compile(
        rf"^(?:(?:{opening})(?!\w)[\s,]*|(?:{chinese}))+|(?:[\s,]+(?:{closing}))+[.!]*$|(?:吧|谢谢|啊|好吗)+$",
        re.IGNORECASE,
    )


def every_way() -> Iterator[re.Pattern[str]]:
    """All patterns, so that they are compiled before anybody waits for them."""
    yield from (way.pattern for way in _length_ways())
    yield from _end_ways()
    yield from _place_ways()
    yield from _unsure_ways()
    yield _edges()
