"""dateparser's part: the day in a language that is not of the house, and the offset of a named time zone.

Only phrases that our own grammar does not own come here, so the common forms never pay for it (half a millisecond a
phrase, and 60 ms to import). What is measured about it is in the settings: a naive base and no TIMEZONE, or its rule
for the future goes wrong; languages fixed, or it tries two hundred locales.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from bot.languages import Kind, language_codes
from bot.languages.tables import locale_words
from bot.understanding.grammar.components import Day, Found
from bot.understanding.text.lexer import Token

_LONGEST_PHRASE = 4  # words
_NOON = datetime(2026, 1, 1, 12, 0)
_UNSPACED = "\u0e00"  # from Thai on
_DAY_AFTER_TOMORROW = {
    "es": ("pasado mañana",),
    "it": ("dopodomani", "dopo domani"),
    "pt": ("depois de amanhã",),
    "id": ("lusa",),
}
"""Where dateparser's tables have none, so that "mañana" in it is not taken for tomorrow."""
_WORDS = frozenset({Kind.WORD, Kind.MONTH, Kind.WEAKMONTH, Kind.A, Kind.IN, Kind.ON})
_WITH_NUMBERS = _WORDS | {Kind.NUM, Kind.NUM4, Kind.ORD}


def warm_up(locale: str | None = None) -> None:
    """Import dateparser and load a locale now, so that no message waits for it; call it off the event loop."""
    _parse("1 Jan 2027", _NOON, (_language(locale) if locale else "en",))
    if locale:
        _day_phrases(locale)


def _parse(phrase: str, base: datetime, languages: Sequence[str]) -> datetime | None:
    import dateparser  # 60 ms: only when it is needed

    settings: Any = {"RELATIVE_BASE": base, "DATE_ORDER": "DMY", "PREFER_DATES_FROM": "future"}
    try:
        found: datetime | None = dateparser.parse(phrase, languages=list(languages), settings=settings)
    except (ValueError, OverflowError, RecursionError):
        return None
    return found


@lru_cache(maxsize=16)
def _months(locale: str) -> frozenset[str]:
    """The names of months in that locale, without those of the house."""
    return frozenset(word for kind, _, word in _words(locale) if kind is Kind.MONTH)


@lru_cache(maxsize=16)
def _day_phrases(locale: str) -> tuple[tuple[str, str | int], ...]:
    """What names a day in that locale, longest first, each with what dateparser is asked, or days from today where it
    has no answer; also as it is typed without accents or hyphens. Empty where dateparser has no table."""
    phrases: dict[str, str | int] = {}
    for kind, _, phrase in _words(locale):
        if kind is not Kind.MONTH:
            phrases |= dict.fromkeys((_plain(phrase), phrase.replace("-", " "), phrase), phrase)
    if phrases:
        for phrase in _DAY_AFTER_TOMORROW.get(_language(locale), ()):
            phrases |= {_plain(phrase): 2, phrase: 2}
    return tuple(sorted(phrases.items(), key=lambda item: -len(item[0])))


def _words(locale: str) -> list[tuple[Kind, Any, str]]:
    language = _language(locale)
    if not language.isalpha() or language in language_codes():
        return []
    kinds = (Kind.DAY, Kind.WEEKDAY, Kind.MONTH)
    return [(kind, value, word) for kind, value, word in locale_words(language) if kind in kinds]


def _language(locale: str) -> str:
    return locale.split("-")[0].lower()


def _plain(phrase: str) -> str:
    """Without accents: manana, apres-demain."""
    return "".join(c for c in unicodedata.normalize("NFD", phrase) if not unicodedata.combining(c))


def foreign_day(text: str, tokens: Sequence[Token], now: datetime, locale: str) -> Found | None:
    """The day that stands in the message in the person's own language ("demain", "mañana"), as a component.

    now: local and naive. Only the day is taken: what dateparser makes of a clock beside it is not trusted.
    """
    named = _named_day(text, tokens, now, locale)
    if named is not None:
        return named
    months = _months(locale)
    for index, token in enumerate(tokens):
        if text[token.start : token.end] in months and token.kind in _WORDS:
            found = _widest(text, tokens, now, locale, index, index + 1, _WITH_NUMBERS)
            if found is not None:
                return found
    return None


def _named_day(text: str, tokens: Sequence[Token], now: datetime, locale: str) -> Found | None:
    """A weekday or a relative day, by its place in the text: not every script is parted into words as ours are."""
    for phrase, asked in _day_phrases(locale):
        start = text.find(phrase)
        end = start + len(phrase)
        if start < 0 or not _stands_alone(text, start, end):
            continue
        first = next(index for index, token in enumerate(tokens) if token.end > start)
        last = next((index for index, token in enumerate(tokens) if token.start >= end), len(tokens))
        if isinstance(asked, int):
            return Found(Day(offset=asked), first, last)
        wider = _widest(text, tokens, now, locale, first, last, _WORDS) if " " not in phrase else None
        if wider is not None:
            return wider
        found = _parse(asked, now, (_language(locale),))
        if found is not None:
            return Found(_as_day(found.date(), now.date()), first, last)
    return None


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no letters go on before or after; scripts without blanks part nothing."""
    if text[start] >= _UNSPACED:
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or after.isalnum())


def _widest(
    text: str, tokens: Sequence[Token], now: datetime, locale: str, first: int, last: int, readable: frozenset[Kind]
) -> Found | None:
    """The longest phrase around tokens first up to last that dateparser reads: "vendredi prochain", "12 décembre"."""
    for size in range(_LONGEST_PHRASE, last - first - 1, -1):
        for begin in range(max(0, last - size), first + 1):
            end = begin + size
            if end > len(tokens) or not all(token.kind in readable for token in tokens[begin:end]):
                continue
            found = _parse(text[tokens[begin].start : tokens[end - 1].end], now, (_language(locale),))
            if found is not None:
                return Found(_as_day(found.date(), now.date()), begin, end)
    return None


def _as_day(day: date, today: date) -> Day:
    if abs(day - today) <= timedelta(days=3):
        return Day(offset=(day - today).days)
    return Day(day=day.day, month=day.month, year=day.year)


@lru_cache(maxsize=128)
def zone_offset(words: str) -> timedelta | None:
    """What a named zone ("CET", "GMT+8", "PST") is away from UTC; None where dateparser does not know it."""
    found = _parse(f"2026-01-01 12:00 {words}", _NOON, ("en",))
    return found.utcoffset() if found is not None and found.tzinfo is not None else None
