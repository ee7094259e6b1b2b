"""dateparser's part: the day in a language that is not of the house, and the offset of a named time zone.

Only phrases that our own grammar does not own come here, so the common forms never pay for it (half a millisecond a
phrase, and 60 ms to import). What is measured about it is in the settings: a naive base and no TIMEZONE, or its rule
for the future goes wrong; languages fixed, or it tries two hundred locales.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from bot.languages import Kind, language_codes
from bot.languages.tables import locale_words
from bot.understanding.components import Day, Found
from bot.understanding.lexer import Token

_LONGEST_PHRASE = 4  # words
_NOON = datetime(2026, 1, 1, 12, 0)
_WORDS = frozenset({Kind.WORD, Kind.MONTH, Kind.WEAKMONTH, Kind.A, Kind.IN, Kind.ON})
_WITH_NUMBERS = _WORDS | {Kind.NUM, Kind.NUM4, Kind.ORD}


def warm_up(locale: str | None = None) -> None:
    """Import dateparser and load a locale now, so that no message waits for it; call it off the event loop."""
    _parse("1 Jan 2027", _NOON, (locale.split("-")[0] if locale else "en",))
    if locale:
        _day_words(locale)


def _parse(phrase: str, base: datetime, languages: Sequence[str]) -> datetime | None:
    import dateparser  # 60 ms: only when it is needed

    settings: Any = {"RELATIVE_BASE": base, "DATE_ORDER": "DMY", "PREFER_DATES_FROM": "future"}
    try:
        found: datetime | None = dateparser.parse(phrase, languages=list(languages), settings=settings)
    except (ValueError, OverflowError, RecursionError):
        return None
    return found


@lru_cache(maxsize=16)
def _day_words(locale: str) -> dict[str, bool]:
    """The words of a locale that may belong to a day, by dateparser's tables, and whether numbers may stand beside them
    (a month's may); empty for a locale that has no table, or is of the house."""
    language = locale.split("-")[0].lower()
    if not language.isalpha() or language in language_codes():
        return {}
    kinds = (Kind.DAY, Kind.WEEKDAY, Kind.MONTH)
    words = [
        (part, kind is Kind.MONTH) for kind, _, word in locale_words(language) if kind in kinds for part in word.split()
    ]
    return dict(sorted(words, key=lambda item: item[1]))


def foreign_day(text: str, tokens: Sequence[Token], now: datetime, locale: str) -> Found | None:
    """The day that stands in the message in the person's own language ("demain", "mañana"), as a component.

    now: local and naive. Only the day is taken: what dateparser makes of a clock beside it is not trusted.
    """
    known = _day_words(locale)
    if not known:
        return None
    words = [text[token.start : token.end] for token in tokens]
    for index, word in enumerate(words):
        if word not in known or tokens[index].kind not in _WORDS:
            continue
        readable = _WITH_NUMBERS if known[word] else _WORDS
        for size in range(_LONGEST_PHRASE, 0, -1):
            for first in range(max(0, index - size + 1), index + 1):
                last = first + size
                if last > len(words) or not all(token.kind in readable for token in tokens[first:last]):
                    continue
                found = _parse(" ".join(words[first:last]), now, (locale.split("-")[0].lower(),))
                if found is not None:
                    return Found(_as_day(found.date(), now.date()), first, last)
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
