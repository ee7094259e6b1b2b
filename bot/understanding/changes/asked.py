"""Another length, place or repeat for an event that is there: "make it 2 hours", "panjangkan 30 minit", 午餐改成两小时,
"change the venue to KLCC", "pindah mesyuarat ke bilik 3", 地点改到KLCC."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from bot.languages import Kind
from bot.understanding.changes.repeats import repeat_in
from bot.understanding.changes.ways import (
    MARK,
    bare_order,
    end_ways,
    lasting_ways,
    length_ways,
    may_be_change,
    place_ways,
    unplaced_ways,
    unsure_ways,
)
from bot.understanding.grammar.components import ImpossibleTime
from bot.understanding.grammar.measures import lengths_in
from bot.understanding.reading import Target
from bot.understanding.requests.moves import time_in
from bot.understanding.requests.renames import rename_in
from bot.understanding.resolve import Moment
from bot.understanding.text.lexer import Tokens, tokenise
from bot.understanding.text.normalise import Normalised, normalise

_EDGES = " \t\n\"'“”‘’「」。.!！?？,，"
_LONGEST_PLACE = 100  # characters
_LONGEST = 400  # characters: the ways are tried against the whole of it
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
_A_LITTLE = ("一点", "一點")  # one o'clock elsewhere
_ROW = re.compile(r"(?:no\.?|number|row|nombor|第)?\s*#?(\d{1,4})\s*(?:个|個|项)?")


def change_in(text: str, normal: Normalised, tokens: Tokens, moment: Moment) -> Target | None:
    """Which event shall take another length, end, place or repeat (a row, words of its title; neither: the last one),
    and what it shall be; None where nothing of the kind is asked for, or another start as well."""
    if len(text) > _LONGEST or not may_be_change(normal.text, tokens):
        return None
    if (repeat := repeat_in(normal.text, tokens, moment)) is not None and repeat[1]:
        return repeat[0]
    return (
        _length_in(normal.text, tokens)
        or _lasting_in(normal.text, tokens)
        or _end_in(normal.text, moment)
        or _place_in(text, tokens, moment)
    )


def _length_in(text: str, tokens: Tokens) -> Target | None:
    for length, first, last in lengths_in(tokens):
        kinds = tokens.kinds[:first] + tokens.kinds[last:]
        if length.months or not _OTHER_TIMES.isdisjoint(kinds):
            return None
        said = f"{text[: tokens[first].start]}{MARK}{text[tokens[last - 1].end :]}"
        lasts = timedelta(days=length.days, minutes=round(length.minutes))
        said = bare_order(said)
        for way in length_ways():
            if (found := way.pattern.fullmatch(said)) is not None:
                target = _named(found["name"])
                return replace(target, longer=lasts * way.sign) if way.sign else replace(target, length=lasts)
        return None
    return None


def _lasting_in(text: str, tokens: Tokens) -> Target | None:
    """Make lunch longer, panjangkan kelas, 会议久一点: by how much is not said."""
    said = bare_order(text)
    if not _OTHER_TIMES.isdisjoint(tokens.kinds) and not said.endswith(_A_LITTLE):
        return None
    for way in lasting_ways():
        if (found := way.pattern.fullmatch(said)) is not None:
            return replace(_named(found["name"]), lasting="longer" if way.sign > 0 else "shorter")
    return None


def _end_in(text: str, moment: Moment) -> Target | None:
    """Extend lunch to 3pm: a clock at which it shall end."""
    said = bare_order(text)
    for pattern in end_ways():
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
    said = bare_order(text)
    for pattern in unplaced_ways():
        if (found := pattern.fullmatch(said)) is not None:
            groups = found.groupdict(default="")
            return replace(_named(groups["name"] or groups.get("after")), no_place=True)
    for pattern in place_ways():
        if (found := pattern.fullmatch(said)) is not None:
            place = found["place"].strip(_EDGES)
            if not place or len(place) > _LONGEST_PLACE or _NO_PLACE.search(place) or _may_be_time(place, moment):
                return None
            return replace(_named(found["name"]), place=place)
    for pattern in unsure_ways() if rename_in(text) is None else ():
        if (found := pattern.fullmatch(said)) is not None:
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
