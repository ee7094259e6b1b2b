"""What people set for themselves, as they say it: a language ("chinese", "bahasa"), a zone ("london", "KL", "+8"), the
leads of their reminders ("1 day, 30 min")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from itertools import islice, pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from bot.languages import Kind, Phrase, language_codes, vocabulary_of
from bot.understanding.grammar.families.length_words import read_length
from bot.understanding.grammar.measures import lengths_in
from bot.understanding.text.lexer import Tokens, tokenise
from bot.understanding.text.normalise import normalise

_LONGEST = 60  # characters of a message that sets something
_EDGES = re.compile(
    r"^(?:please|pls|can you|can u|could you|tolong|boleh|请|麻烦|帮我)\s*|[\s.!?。！？]+$|"
    r"[\s,]*(?:please|pls|ya|lah|la|boleh|吧)[\s.!]*$",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?:[:.]?([0-5]\d))?", re.IGNORECASE)
_AROUND = re.compile(r"\b(?:time ?zone|time|zone|is|my|to|in|zon|masa|waktu|ke)\b|时区|時區|时间|時間", re.IGNORECASE)
_AREAS = frozenset("Africa America Asia Atlantic Australia Europe Indian Pacific".split())
_OFFERED = ("Asia/Kuala_Lumpur", "Asia/Singapore", "Asia/Shanghai", "Europe/London", "America/New_York", "Asia/Tokyo")
_MOST = 5
_NO_LEADS = frozenset("none off no nil 0min tiada takda takde tutup mati 无 無 关 關 关闭 不要 没有".split())
_HOUR = 60
_DAY_MINUTES = 24 * 60
_COUNTS = frozenset({Kind.NUM, Kind.NUMWORD, Kind.NUM4, Kind.DECIMAL, Kind.FEW, Kind.LENGTHWORD})
_UNITS = frozenset({Kind.UNIT, Kind.JAM, Kind.HARI, Kind.SECOND, Kind.LENGTHWORD})
_AROUND_LEADS = frozenset(
    {
        Kind.AND, Kind.COMMA, Kind.BEFORE, Kind.AHEAD, Kind.QIAN, Kind.REMIND, Kind.ME, Kind.AT, Kind.FOR, Kind.A,
        Kind.THE, Kind.STOP, Kind.LINE, Kind.OTHERMARK,
    }
)  # fmt: skip


class Setting(NamedTuple):
    """name: of the command that sets it, "language" or "timezone". value: as it was said, "" where it was not."""

    name: str
    value: str


def language_called(said: str) -> str | None:
    """ISO 639-1 code of the language somebody names; None where it is none of the house."""
    word = said.strip(" .!。").casefold()
    for code in language_codes():
        if word == code or word in vocabulary_of(code).names.split("|"):
            return code
    return None


def setting_in(said: str) -> Setting | None:
    """Which of these somebody sets, or asks after, without a slash: "set timezone to london", "cakap melayu", 请说英文.
    None where it is anything else."""
    if len(said) > _LONGEST or not said.strip():
        return None
    text = _EDGES.sub("", " ".join(said.split()))
    for name, pattern in _spoken_settings():
        if (found := pattern.fullmatch(text)) is not None:
            value = found["value"].strip()
            known = language_called(value) if name == "language" else _by_word().get(_key(value))
            return Setting(name, value) if known or found["into"] or not value else None
    named = _speaking().fullmatch(text)
    alone = named["value"].strip() if named is not None else text
    return Setting("language", alone) if len(alone) > 1 and language_called(alone) else None


def zones_called(said: str, now: datetime) -> tuple[str, ...]:
    """IANA names of the zones that may be meant; one where it is plain, several to choose from, none where it is no
    zone. now: aware; an offset ("+8") means the zones that have it then."""
    plain = said.strip(" .!。")
    offset = _OFFSET.fullmatch(plain)
    if offset is not None:
        return _at_offset(offset, now)
    zones = _by_word()
    for words in (plain, _AROUND.sub(" ", plain)):
        if (found := zones.get(_key(words))) is not None:
            return found
    return ()


def leads_in(said: str) -> tuple[int, ...] | None:
    """Minutes before the start, in the order said; empty for no reminders; None where it says something else too. A
    bare number is minutes."""
    if said.strip(" .!。").casefold() in _NO_LEADS:
        return ()
    tokens = tokenise(normalise(said).text)
    leads: list[int] = []
    taken: set[int] = set()
    for length, first, last in lengths_in(tokens):
        if length.months:
            return None
        leads += _apart(tokens.part(first, last))
        taken.update(range(first, last))
    for index, token in enumerate(tokens):
        if index not in taken and token.kind in (Kind.NUM, Kind.NUM4, Kind.NUMWORD):
            leads.append(int(token.value))
        elif index not in taken and token.kind not in _AROUND_LEADS:
            return None
    return tuple(leads) or None


def _apart(tokens: Tokens) -> list[int]:
    """Minutes of each lead said in one breath: "1 day 30 min" and "15 min 5 min" are two, "1 hour 30 min" is one."""
    said = [token for token in tokens if token.kind is not Kind.AND]
    cuts = [i for i in range(1, len(said)) if said[i].kind in _COUNTS and said[i - 1].kind in _UNITS]
    found: list[int] = []
    for first, last in pairwise([0, *cuts, len(said)]):
        length = read_length(said[first:last])
        if length is None:
            continue
        minutes = length.days * _DAY_MINUTES + round(length.minutes)
        if found and minutes < _HOUR <= found[-1] < _DAY_MINUTES and found[-1] % _HOUR == 0:
            found[-1] += minutes
        else:
            found.append(minutes)
    return found


def _at_offset(said: re.Match[str], now: datetime) -> tuple[str, ...]:
    sign, hours, minutes = said.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    named = [name for code in language_codes() for name in vocabulary_of(code).zones]
    candidates = dict.fromkeys((*_OFFERED, *named, *_cities()))
    fitting = (name for name in candidates if now.astimezone(ZoneInfo(name)).utcoffset() == offset)
    return tuple(islice(fitting, _MOST))


def _key(words: str) -> str:
    return " ".join(re.sub(r"[_\-,]", " ", words.casefold()).split())


@cache
def _spoken_settings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Groups: into and value. The noun says what is set."""
    joins = r"to|into|as|is|ke|kepada|jadi|adalah|:|=|改成|改为|改到|换成|设为|设成|是|到"
    into = rf"\s*(?:(?P<into>{joins})\s*)?(?P<value>.*)"
    before = rf"(?:(?:{_either(Phrase.CHANGE, Phrase.MAKE, Phrase.SETS)})\s*)?(?:my|the|your|saya|aku|我的|把)?\s*"
    return tuple(
        (name, re.compile(rf"{before}(?:{_either(noun)}){into}", re.IGNORECASE))
        for name, noun in (("language", Phrase.LANGUAGE), ("timezone", Phrase.ZONE_NOUN))
    )


@cache
def _speaking() -> re.Pattern[str]:
    """Speak English, cakap melayu, 请说英文. Group: value."""
    return re.compile(rf"(?:{_either(Phrase.SPEAK)})\s*(?:in\s+|dalam\s+)?(?P<value>.+)", re.IGNORECASE)


def _either(*names: Phrase) -> str:
    """A pattern of these words in all languages, those with blanks as whole words."""
    books = (vocabulary_of(code) for code in language_codes())
    found = {(word, book.spaced) for book in books for name in names for word in book.phrases.get(name, "").split("|")}
    words = sorted((one for one in found if one[0]), key=lambda one: len(one[0]), reverse=True)
    return "|".join(rf"{re.escape(word)}\b" if spaced else re.escape(word) for word, spaced in words)


@cache
def _cities() -> tuple[str, ...]:
    """IANA names of the form Area/City, in alphabetical order."""
    return tuple(sorted(name for name in available_timezones() if name.partition("/")[0] in _AREAS))


@cache
def _by_word() -> Mapping[str, tuple[str, ...]]:
    """Every name of a zone, folded: the IANA name, its city, and what the languages call it."""
    vocabularies = [vocabulary_of(code) for code in language_codes()]
    clocks = [one for book in vocabularies for one in book.words.get(Kind.ZONE, {}).items() if "/" in one[0]]
    found: dict[str, tuple[str, ...]] = {
        _key(word.removesuffix(" time")): (zone,) for zone, words in clocks for word in words.split("|")
    }
    cities: dict[str, tuple[str, ...]] = {}
    for name in _cities():
        city = _key(name.rpartition("/")[2])
        cities[city] = (*cities.get(city, ()), name)
    found.update(cities)
    found.update({_key(name): (name,) for name in available_timezones()})
    named = [one for book in vocabularies for one in book.zones.items()]
    return found | {_key(word): (zone,) for zone, words in named for word in words.split("|")}
