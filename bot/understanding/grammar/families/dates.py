"""Dates: 5 Dec, 12/5, 3hb, the 5th, 12月5号, next month on the 5th."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.languages import Kind
from bot.understanding.grammar.components import Day
from bot.understanding.grammar.families.date_words import (
    EDGES,
    MARKED_YEAR,
    NUMBER,
    SIDED_MONTH,
    YEAR,
    group_of,
    is_person,
    month_of,
    number_of,
    weeks_of,
    year_of,
)
from bot.understanding.grammar.phrases import ByWords, rule
from bot.understanding.text.lexer import Token, Tokens
from bot.understanding.text.lexicon import lexicon

_DAY_AND_MONTH = Kind.DAYMARK + Kind.NUM
_RANGE = frozenset({Kind.TO, Kind.DASH, Kind.UNTIL, Kind.KE})
_NAMES = frozenset({Kind.WORD, Kind.NOUN, Kind.MEAL})
_NO_HOUR = 13
_BESIDE_DATES = frozenset(
    {Kind.CLOCK12, Kind.HHMM, Kind.NUM4, Kind.CLOCKMARK, Kind.JAM, Kind.PART, Kind.NOON, Kind.AT, Kind.ON, Kind.OCLOCK}
)
_CLOCKS = frozenset({Kind.CLOCK12, Kind.HHMM, Kind.CLOCKMARK, Kind.JAM, Kind.PART, Kind.MERIDIEM, Kind.NOON})
_NUMBERED = (
    "会议",
    "會議",
    "楼",
    "樓",
    "线",
    "線",
    "门",
    "門",
    "馆",
    "厅",
    "廳",
    "房",
    "店",
    "机",
    "游",
    "遊",
    "仓",
    "桌",
)
_ORDINAL = "day:(ORD | ORDWORD | SECOND)"
_STROKE = "(DASH | OTHERMARK)"
_NOT_CLOCK = (
    "(?! COUNTED | OCLOCK | MERIDIEM | UNIT | JAM (?! NUM | NUMWORD | HHMM) | MON"
    " | (TO | DASH) (NUM | CLOCK12 | HHMM) (?! MON | COUNTED | STOP))"
)


def _date(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """5 Dec, the 5th of December 2027, Dec 5, lima Mei."""
    day = number_of(group_of(match, tokens, "day"))
    year_tokens = group_of(match, tokens, "year")
    year = year_of(year_tokens, alone=False)
    offset = None if year is not None else weeks_of(year_tokens)
    if year_tokens and year is None and offset is None:
        return None
    return Day(day=day, month=month_of(group_of(match, tokens, "month")), year=year, year_offset=offset)


def _date_of_year(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """Tahun depan 5 Januari, next year on 5 Jan: the year is said first."""
    units = [token for token in group_of(match, tokens, "year") if token.kind is Kind.UNIT]
    return _date(match, tokens) if units[0].value == "year" else None


def _numbered_month(match: re.Match[str], tokens: Tokens) -> Day | None:
    """5 haribulan 12 is 5 December; after the short "hb" the number is a month only where a clock is said as well, or
    at the end of a range: 12hb hingga 3hb 1."""
    day, mark, month = tokens[match.start() : match.end()]
    if mark.language != "ms" or not 1 <= month.value <= 12:
        return None
    beside = tokens[match.start() - 1 : match.start()] + tokens[match.end() : match.end() + 1]
    ranged = tokens.kinds.endswith(_DAY_AND_MONTH) and any(token.kind in _RANGE for token in beside)
    if mark.end - mark.start <= len("hb") and not ranged and _CLOCKS.isdisjoint(tokens.kinds[match.end() :]):
        return None
    return Day(day=day.value, month=month.value)


def _month_first(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """Dec 5; of "coffee with Mei 27 jan" the first is a name."""
    return None if is_person(match, tokens) else _date(match, tokens)


def _stroked(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """8/May/2018, 10-Aug, May/8: without blanks, or it is a range or a list."""
    said = tokens[match.start() : match.end()]
    glued = all(one.end == other.start for one, other in pairwise(said[:3]))
    year = year_of(group_of(match, tokens, "year"), alone=False)
    if not glued or any(token.kind is Kind.OTHERMARK and token.value != "/" for token in said):
        return None
    if year is None and any(token.kind is Kind.NUM4 for token in said):
        return None
    return Day(day=number_of(group_of(match, tokens, "day")), month=month_of(said), year=year)


def _numeric(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    day, month, year = tokens[match.end() - 1].value
    if day is None:
        return Day(month=month, year=year, span="month", weak=True)
    return Day(day=day, month=month, year=year, weak=year is None and month > 12)


def _marked(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """2027年1月15日, 12月5号, 下个月5号, 5号."""
    year = year_of(group_of(match, tokens, "year"))
    year_offset = next((t.value for t in group_of(match, tokens, "year") if t.kind is Kind.YEARWORD), None)
    side = weeks_of(group_of(match, tokens, "side"))
    month = number_of(group_of(match, tokens, "month"))
    day = number_of(group_of(match, tokens, "day"))
    if day is None and month is not None:
        return Day(month=month, year=year, year_offset=year_offset, span="month")
    offset = side if month is None else None
    return Day(day=day, month=month, year=year, year_offset=year_offset, month_offset=offset)


def _day_of_month(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    return Day(day=number_of(group_of(match, tokens, "day")))


def _no_name(day: Day, first: int, last: int, tokens: Sequence[Token]) -> Day | None:
    """5号; of 三号会议室, 三日游 and 3号房间 the number is part of a name."""
    if last == len(tokens):
        return day
    following = tokens[last]
    if following.kind is Kind.WORD:
        return None if str(following.value).startswith(_NUMBERED) else day
    return None if following.kind is Kind.NOUN and following.language == "zh" else day


def _no_floor(day: Day, first: int, last: int, tokens: Sequence[Token]) -> Day | None:
    """On the 5th; "on 3rd floor" is no day."""
    if last < len(tokens) and tokens[last].kind is Kind.NOUN and tokens[last].value == "floor":
        return None
    return _no_name(day, first, last, tokens)


def _not_counting(day: Day, first: int, last: int, tokens: Sequence[Token]) -> Day | None:
    """The 31st, where no noun follows that it counts: "3rd floor" is no day, "31st thanks" is."""
    following = tokens[last] if last < len(tokens) else None
    if following is not None and following.kind is Kind.WORD and str(following.value) not in lexicon().closing_words:
        return None
    if following is not None and following.kind is Kind.MEAL:
        opening = lexicon().opening_words
        if any(t.kind is Kind.WORD and str(t.value) not in opening for t in tokens[:first]):
            return None  # our 3rd dinner
    return _no_name(day, first, last, tokens)


def _dashed(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """24-11, where it can be no range of hours: a day beside a clock or behind "on", for else it may be a score."""
    start, end = match.span()
    day, dash, month = tokens[start:end]
    beside = {token.kind for token in (*tokens[max(0, start - 1) : start], *tokens[end : end + 1])}
    glued = day.end == dash.start and dash.end == month.start
    meant = glued and _NO_HOUR <= day.value <= 31 and 1 <= month.value <= 12
    return Day(day=day.value, month=month.value, weak=_BESIDE_DATES.isdisjoint(beside)) if meant else None


def _ordinal(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """The 5th, 5hb; of next month where it says so."""
    side = weeks_of(group_of(match, tokens, "side"))
    day = number_of(group_of(match, tokens, "day"))
    unit = [t for t in group_of(match, tokens, "side") if t.kind is Kind.UNIT]
    if unit and unit[0].value != "month":
        return None
    return Day(day=day, month_offset=side)


def _marked_edge(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    """六月底, 三月初."""
    month = number_of(group_of(match, tokens, "month"))
    return Day(month=month, span="month", edge=tokens[match.end() - 1].value)


DATES = [
    rule(
        "date",
        f"THE? {NUMBER} (OF | THE | DAYMARK | ON)* month:(MON) year:({YEAR})? (?! MERIDIEM | ORD)",
        ByWords(_date),
    ),
    rule(
        "year and date", f"year:(UNIT NEXT | NEXT UNIT) COMMA? THE? {NUMBER} (OF | DAYMARK)* month:(MON)", _date_of_year
    ),
    rule(
        "year and month first",
        f"year:(UNIT NEXT | NEXT UNIT) COMMA? month:(MON) THE? {NUMBER} (DAYMARK | {_NOT_CLOCK})",
        ByWords(_date_of_year),
    ),
    rule(
        "month by its number",
        "day:(NUM) mark:(DAYMARK) month:(NUM) (?! PART | IN | MERIDIEM | OCLOCK | HALF | QUARTER | JAM | UNIT | COUNTED"
        " | (TO | DASH | UNTIL | KE) (?! NUM DAYMARK NUM $) | MIDDLE | MIDNIGHT | MON)",
        _numbered_month,
    ),
    rule(
        "date before a clock", f"THE? {NUMBER} (OF | THE | DAYMARK | ON)* month:(MON) year:() (?= COMMA? NUM4)", _date
    ),
    rule(
        "month first",
        f"month:(MON) (COMMA (?= ORD))? THE? {NUMBER} (DAYMARK | {_NOT_CLOCK}) year:({YEAR})?",
        ByWords(_month_first),
    ),
    rule("month first before a clock", f"month:(MON) THE? {NUMBER} year:() (?= COMMA? NUM4)", ByWords(_month_first)),
    rule("date with strokes", f"day:(NUM) {_STROKE} month:(MON) ({_STROKE}? year:(NUM4))?", _stroked),
    rule("date with strokes before a clock", f"day:(NUM) {_STROKE} month:(MON) year:()", _stroked),
    rule("month first with strokes", f"month:(MON) {_STROKE} day:(NUM) ((COMMA | {_STROKE})? year:(NUM4))?", _stroked),
    rule("year first with strokes", f"year:(NUM4) {_STROKE} month:(MON) {_STROKE} day:(NUM)", _stroked),
    rule("numeric", "DATE", ByWords(_numeric)),
    rule("numeric with a dash", "NUM DASH NUM (?! MON | DASH | UNIT | COUNTED | MERIDIEM | OCLOCK)", _dashed),
    rule("edge of marked month", "month:(NUM | NUMWORD) MONTHMARK edge:({edges})", ByWords(_marked_edge), edges=EDGES),
    rule(
        "marked date",
        f"{MARKED_YEAR} month:(NUM | NUMWORD) MONTHMARK OF? (day:(NUM | NUMWORD) DAYMARK?)? side:()",
        ByWords(_marked),
    ),
    rule(
        "marked next",
        "month:()year:() side:((THIS | NEXT)+ (MONTHMARK | UNIT)) OF? day:(NUM | NUMWORD) DAYMARK",
        ByWords(_marked),
    ),
    rule("marked day", "day:(NUM | NUMWORD) DAYMARK (?! UNIT)", ByWords(_day_of_month, _no_name, near=_NAMES)),
    rule(
        "ordinal of month", f"(?= .* UNIT) THE? {NUMBER} (OF | ON | DAYMARK)* side:({SIDED_MONTH})", ByWords(_ordinal)
    ),
    rule(
        "month and ordinal",
        "side:((NEXT | THIS) UNIT | UNIT (NEXT | THIS)) (ON | COMMA)* THE? day:(ORD | (NUM |"
        " NUMWORD) (?= DAYMARK)) DAYMARK?",
        ByWords(_ordinal),
    ),
    rule(
        "on the ordinal",
        f"(ON | BY | FROM | FOR | STARTING) THE? {_ORDINAL} (?! WDAY | UNIT | MON | OF | TO | DASH | AND)",
        ByWords(_day_of_month, _no_floor, near=_NAMES),
    ),
    rule(
        "bare ordinal",
        "THE? day:(ORD) (?! NOUN | COUNTED | UNIT | FREQ | WDAY | WEEKEND | HOLIDAY | OF)",
        ByWords(_day_of_month, _not_counting, near=_NAMES),
    ),
]
