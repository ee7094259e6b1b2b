"""Days and dates: tomorrow, next Friday, 5 Dec, 3hb, 12/5, end of month, this weekend, 下周五, and ranges of dates.

Each phrase gives what it says and no more; "Friday" and "5 Dec" beside each other become one day in `refine`.
Past 300 lines because the rules are one list in order of precedence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.languages import Kind
from bot.understanding.components import Day, DayRange, Edge
from bot.understanding.lexer import Token, Tokens
from bot.understanding.lexicon import lexicon
from bot.understanding.phrases import rule

_YEARS = range(1900, 2100)
_CLOCK_LIKE_YEARS = (*range(1900, 1960), *range(2030, 2060))
_WEEK = {Kind.THIS: 0, Kind.NEXT: 1, Kind.LAST: -1, Kind.LEPAS: -1, Kind.COMING: None}
_CLOCKS = frozenset({Kind.CLOCK12, Kind.HHMM, Kind.CLOCKMARK, Kind.JAM, Kind.PART, Kind.MERIDIEM, Kind.NOON})
_WEEKDAY = (Kind.WEEKDAY, Kind.WEAKDAY)
_SIDE = "THIS | NEXT | LAST | LEPAS | COMING"
_YEAR = "(COMMA? (OF | IN)? (NUM4 (?! OCLOCK | MERIDIEM) | THIS UNIT | NEXT UNIT) | COMMA? OTHERMARK NUM)"


def _tokens(match: re.Match[str], tokens: Sequence[Token], name: str | None = None) -> Sequence[Token]:
    start, end = match.span(name) if name else match.span()
    return tokens[start:end] if start >= 0 else ()


def year_of(tokens: Sequence[Token], alone: bool = True) -> int | None:
    """The year in a phrase, where the number is one: 2027 and 1949 are, 1930 after a date is half past seven in the
    evening."""
    for token in tokens:
        clock_like = token.value in _CLOCK_LIKE_YEARS and token.value % 5 == 0
        if token.kind is Kind.NUM4 and token.value in _YEARS and (alone or not clock_like):
            return int(token.value)
        if token.kind is Kind.NUM:
            return 2000 + int(token.value)
    return None


def _weeks(tokens: Sequence[Token]) -> int | None:
    """0 for this, 1 for next, 2 for 下下, -1 for last; None where no side is said."""
    known = [side for token in tokens if (side := _WEEK.get(token.kind)) is not None]
    return sum(known) if known else None


def _day(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    return Day(offset=tokens[match.start()].value)


def _days(match: re.Match[str], tokens: Sequence[Token]) -> DayRange:
    first, last = tokens[match.start()].value
    return DayRange(Day(offset=first), Day(offset=last))


def _day_part(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    offset, part = tokens[match.end() - 1].value
    return Day(offset=offset, part=part)


def _weekday(match: re.Match[str], tokens: Tokens) -> Day | None:
    start, end = match.span()
    if end - start == 1:
        return Day(weekday=tokens[start].value, weak=tokens[start].kind is Kind.WEAKDAY)
    found = tokens[match.end("name") - 1]
    before, name = _tokens(match, tokens, "before"), _tokens(match, tokens, "name")
    side = [*before, *_tokens(match, tokens, "after")]
    unit = _tokens(match, tokens, "week")
    if Kind.UNIT in tokens.kinds[start:end]:
        if any(t.kind is Kind.UNIT and (t.value != "hour" or t.end - t.start > 2) for t in (*before, *name)):
            return None  # "hr" is short for hari, too; a spa day on Sunday keeps its day
        if any(t.kind is Kind.UNIT and t.value not in ("week", "day") for t in unit):
            return None
        if len(unit) > 1 and unit[0].value == "day" and unit[0].language == "en":
            return None  # sports day next Wednesday
    week = _weeks([*side, *unit])
    unit = [*unit, *(t for t in side if t.kind is Kind.LAST and t.language == "zh")]  # 上周三 is of last week
    weak = found.kind is Kind.WEAKDAY and not side and not unit and start == match.start("name")
    last = week is not None and week < 0 and not unit
    week = None if last or any(t.kind is Kind.COMING for t in side) else week
    return Day(weekday=found.value, week=week, last=last, weak=weak)


def _by_number(match: re.Match[str], tokens: Sequence[Token]) -> DayRange | None:
    """周三至五, 星期三四: the second weekday by its number alone."""
    first, last = tokens[match.start()], tokens[match.end() - 1]
    if first.language != "zh" or last.language != "zh" or not first.value < last.value - 1 <= 5:
        return None
    if match.end() - match.start() == 2 and last.value != first.value + 2:
        return None
    return DayRange(Day(weekday=first.value), Day(weekday=last.value - 1))


def _week_after(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """Friday week, Monday fortnight: a week or two after the coming one."""
    unit = tokens[match.end() - 1]
    days = {"week": 7, "fortnight": 14}.get(str(unit.value))
    if days is None or unit.language != "en":
        return None
    return Day(weekday=next(t.value for t in tokens[match.start() :] if t.kind in _WEEKDAY), plus=((days, "day"),))


def _after_next(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    return Day(weekday=tokens[match.start()].value, plus=((7, "day"),))


def _week_of_unit(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """Next week, this month, tahun depan, 下个月; with `edge` its beginning or end."""
    unit = next((t for t in _tokens(match, tokens, "unit")), None)
    name = (
        "month"
        if unit is None or unit.kind is Kind.MONTHMARK
        else "year"
        if unit.kind is Kind.YEARMARK
        else "day"
        if unit.kind is Kind.HARI
        else "quarter_year"
        if unit.kind is Kind.QUARTER
        else unit.value
    )
    said = _tokens(match, tokens)
    side = _weeks(said)
    if side is None and any(t.kind is Kind.COMING for t in said):
        side = 1  # the coming week
    edge = next((t.value for t in _tokens(match, tokens, "edge")), None)
    if name == "day" and edge is None and unit is said[0] and unit.language == "en" and len(said) > 1:
        return None  # sports day next Wednesday
    if name == "day" and edge is None and side == -1 and unit is not None and unit.language == "en":
        return None  # the last day of school
    if name == "day" and edge is None:
        return {1: Day(offset=1), -1: Day(offset=-1), 0: Day(offset=0)}.get(side if side is not None else 9)
    if side is None and edge is None:
        return None
    past = side is not None and side < 0
    if name == "day":
        return Day(offset=side or 0, part="evening")
    if name == "week":
        return Day(week=side, span="week", edge=edge, past=past)
    if name == "month":
        return Day(month_offset=side, span="month", edge=edge, past=past)
    if name == "quarter_year":
        return Day(week=side, span="quarter", edge=edge, past=past)
    return Day(year_offset=side, span="year", edge=edge, past=past) if name == "year" else None


def _weekend(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    week = _weeks(_tokens(match, tokens))
    return Day(week=week, span="weekend", past=week is not None and week < 0)


def _number(tokens: Sequence[Token]) -> int | None:
    return next(
        (
            t.value if t.kind is not Kind.SECOND else 2
            for t in tokens
            if t.kind in (Kind.NUM, Kind.NUMWORD, Kind.ORD, Kind.ORDWORD, Kind.SECOND)
        ),
        None,
    )


def _month(tokens: Sequence[Token]) -> int:
    return int(next(t for t in tokens if t.kind in (Kind.MONTH, Kind.WEAKMONTH)).value)


def _date(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """5 Dec, the 5th of December 2027, Dec 5, lima Mei."""
    day = _number(_tokens(match, tokens, "day"))
    year_tokens = _tokens(match, tokens, "year")
    year = year_of(year_tokens, alone=False)
    offset = None if year is not None else _weeks(year_tokens)
    if year_tokens and year is None and offset is None:
        return None
    return Day(day=day, month=_month(_tokens(match, tokens, "month")), year=year, year_offset=offset)


def _date_of_year(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """Tahun depan 5 Januari, next year on 5 Jan: the year is said first."""
    units = [token for token in _tokens(match, tokens, "year") if token.kind is Kind.UNIT]
    return _date(match, tokens) if units[0].value == "year" else None


def _numbered_month(match: re.Match[str], tokens: Tokens) -> Day | None:
    """5 haribulan 12 is 5 December; after the short "hb" the number is a month only where a clock is said as well."""
    day, mark, month = tokens[match.start() : match.end()]
    if mark.language != "ms" or not 1 <= month.value <= 12:
        return None
    if mark.end - mark.start <= len("hb") and _CLOCKS.isdisjoint(tokens.kinds[match.end() :]):
        return None
    return Day(day=day.value, month=month.value)


def _month_first(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """Dec 5; of "coffee with Mei 27 jan" the first is a name."""
    return None if _is_person(match, tokens) else _date(match, tokens)


def _is_person(match: re.Match[str], tokens: Sequence[Token]) -> bool:
    """Whether a month is a name: with Mei, dengan April."""
    return match.start("month") > 0 and tokens[match.start("month") - 1].kind is Kind.WITH


def _date_of_next(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """5 or 6 Dec, 24 and 31 Dec: the month that is said of the last is that of the first."""
    month = next(token for token in tokens[match.end() :] if token.kind in (Kind.MONTH, Kind.WEAKMONTH))
    day = _number(_tokens(match, tokens, "day")) or 0
    if tokens[match.end()].kind is Kind.AND and _number(tokens[match.end() :]) == day + 1:
        return None  # 24 and 25 Dec are one stretch
    return Day(day=day, month=month.value)


def _stroked(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """8/May/2018, 10-Aug, May/8: without blanks, or it is a range or a list."""
    said = tokens[match.start() : match.end()]
    glued = all(one.end == other.start for one, other in pairwise(said[:3]))
    year = year_of(_tokens(match, tokens, "year"), alone=False)
    if not glued or any(token.kind is Kind.OTHERMARK and token.value != "/" for token in said):
        return None
    if year is None and any(token.kind is Kind.NUM4 for token in said):
        return None
    return Day(day=_number(_tokens(match, tokens, "day")), month=_month(said), year=year)


def _numeric(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    day, month, year = tokens[match.end() - 1].value
    if day is None:
        return Day(month=month, year=year, span="month", weak=True)
    return Day(day=day, month=month, year=year, weak=year is None and month > 12)


def _marked(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """2027年1月15日, 12月5号, 下个月5号, 5号."""
    year = year_of(_tokens(match, tokens, "year"))
    year_offset = next((t.value for t in _tokens(match, tokens, "year") if t.kind is Kind.YEARWORD), None)
    side = _weeks(_tokens(match, tokens, "side"))
    month = _number(_tokens(match, tokens, "month"))
    day = _number(_tokens(match, tokens, "day"))
    if day is None and month is not None:
        return Day(month=month, year=year, year_offset=year_offset, span="month")
    offset = side if month is None else None
    return Day(day=day, month=month, year=year, year_offset=year_offset, month_offset=offset)


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


def _day_of_month(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    following = tokens[match.end()] if match.end() < len(tokens) else None
    if following is not None and following.kind is Kind.WORD and str(following.value).startswith(_NUMBERED):
        return None  # 三号会议室, 三日游
    if following is not None and following.kind is Kind.NOUN and following.language == "zh":
        return None  # 3号房间
    return Day(day=_number(_tokens(match, tokens, "day")))


def _on_ordinal(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """On the 5th; "on 3rd floor" is no day."""
    following = tokens[match.end()] if match.end() < len(tokens) else None
    if following is not None and following.kind is Kind.NOUN and following.value == "floor":
        return None
    return _day_of_month(match, tokens)


def _bare_ordinal(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """The 31st, where no noun follows that it counts: "3rd floor" is no day, "31st thanks" is."""
    following = tokens[match.end()] if match.end() < len(tokens) else None
    closing = lexicon().closing_words
    if following is not None and following.kind is Kind.WORD and str(following.value) not in closing:
        return None
    if following is not None and following.kind is Kind.MEAL:
        opening = lexicon().opening_words
        if any(t.kind is Kind.WORD and str(t.value) not in opening for t in tokens[: match.start()]):
            return None  # our 3rd dinner
    return _day_of_month(match, tokens)


def _ordinal(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """The 5th, 5hb; of next month where it says so."""
    side = _weeks(_tokens(match, tokens, "side"))
    day = _number(_tokens(match, tokens, "day"))
    unit = [t for t in _tokens(match, tokens, "side") if t.kind is Kind.UNIT]
    if unit and unit[0].value != "month":
        return None
    return Day(day=day, month_offset=side)


def _month_alone(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    year_tokens = _tokens(match, tokens, "year")
    year = year_of(year_tokens)
    if (year is None and any(t.kind is Kind.NUM4 for t in year_tokens)) or _is_person(match, tokens):
        return None  # lunch with Mei 1230
    edge = next((t.value for t in _tokens(match, tokens, "edge")), None)
    side = _weeks(_tokens(match, tokens, "side"))
    whole = tokens[match.start()].value == "whole"
    weak = year is None and edge is None and not match.group("side") and not match.group("in") and not whole
    last = side is not None and side < 0
    return Day(month=_month(_tokens(match, tokens, "month")), year=year, span="month", edge=edge, weak=weak, last=last)


_NTH_MARKS = (Kind.ORDWORD, Kind.ORD, Kind.SECOND, Kind.LAST, Kind.NUM, Kind.NUMWORD)


def _nth(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """The first Monday of December, last day of the month, first Friday next month."""
    marks = [t for t in _tokens(match, tokens, "nth") if t.kind in _NTH_MARKS]
    nth = -1 if marks[0].kind is Kind.LAST else 2 if marks[0].kind is Kind.SECOND else marks[0].value
    nth = -nth if len(marks) > 1 else nth  # the 2nd to last
    of = _tokens(match, tokens, "of")
    side = _weeks(of)
    month = next((t.value for t in of if t.kind in (Kind.MONTH, Kind.WEAKMONTH)), None)
    if month is None and len(of) > 1 and of[1].kind is Kind.MONTHMARK:
        month = _number(of[:1])
    if any(t.kind is Kind.UNIT and t.value not in ("month", "year") for t in of):
        return None
    name = _tokens(match, tokens, "name")
    if name[0].kind is Kind.UNIT and name[0].value not in ("day", "week"):
        return None
    if name[0].kind is Kind.WEEKDAYS and name[0].value != (0, 1, 2, 3, 4):
        return None
    weekday = next((t.value for t in name if t.kind in (Kind.WEEKDAY, Kind.WEAKDAY)), None)
    year = year_of([token for token in of if token.kind is Kind.NUM4])  # of 12月 the number is the month
    where = Day(month=month, year=year, month_offset=side if month is None else None)
    if month is None and side is None:
        where = replace(where, month_offset=0, weak=True)
    week = "week" if name[0].kind is Kind.UNIT and name[0].value == "week" else None
    return replace(where, nth=nth, weekday=weekday, span=week, working=name[0].kind is Kind.WEEKDAYS, weak=False)


def _nth_after_name(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """Isnin pertama bulan depan, Jumaat terakhir Disember, Isnin minggu kedua bulan depan, hari terakhir bulan ni."""
    units = [token.value for token in _tokens(match, tokens, "name") if token.kind is Kind.UNIT]
    return _nth(match, tokens) if units in ([], ["week"]) else None


def _week_of(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """The week of 6 October: from Monday on, with that day in it; the weekend of 12 December: its two days."""
    unit = tokens[match.start("unit")].value
    if unit not in ("week", "weekend"):
        return None
    token = tokens[match.start("date")]
    if token.kind is Kind.DATE:
        number, month, year = token.value
        return Day(day=number, month=month, year=year, span=unit)
    date = _tokens(match, tokens, "date")
    return Day(day=_number(date), month=_month(date), span=unit)


def _marked_edge(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    """六月底, 三月初."""
    month = _number(_tokens(match, tokens, "month"))
    return Day(month=month, span="month", edge=tokens[match.end() - 1].value)


def _year_edge(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    """明年初, 今年年底."""
    return Day(year_offset=tokens[match.start()].value, span="year", edge=tokens[match.end() - 1].value)


def _quarter(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """The third quarter of 2027."""
    number = _number(_tokens(match, tokens, "nth"))
    unit = tokens[match.end("nth")]
    if number is None or not 1 <= number <= 4 or (unit.kind is Kind.UNIT and unit.value != "quarter_year"):
        return None
    return Day(month=3 * number - 2, year=year_of(_tokens(match, tokens, "year")), span="quarter")


def _end_of_span(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    """EOM, EOY, 月中, 下个月中, 12月中."""
    span, edge = tokens[match.end() - 1].value
    side = _weeks(_tokens(match, tokens))
    number = _number(_tokens(match, tokens, "month"))
    if number is not None and span == "month":
        return Day(month=number, span="month", edge=edge)
    month, year = (side if span == "month" else None), (side if span == "year" else None)
    week = side if span in ("week", "quarter") else None
    return Day(span=span, edge=edge, week=week, month_offset=month, year_offset=year)


def _season(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    month, side = tokens[match.start()].value
    return Day(month=month, week=side, span="season")


def _holiday(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """Christmas 2027, 明年元旦, krismas tahun depan; "next Christmas" is the coming one."""
    said = _tokens(match, tokens)
    value = next(t for t in said if t.kind is Kind.HOLIDAY).value
    year = year_of(_tokens(match, tokens, "year"), alone=False)
    offset = next((t.value for t in said if t.kind is Kind.YEARWORD), None)
    units = [t.value for t in said if t.kind is Kind.UNIT]
    if units and units != ["year"]:
        return None
    offset = _weeks(said) if units else offset
    if len(value) == 3:
        month, nth, weekday = value
        return Day(month=month, nth=nth, weekday=weekday, year=year, year_offset=offset, holiday=True)
    month, day = value
    return Day(month=month, day=day, year=year, year_offset=offset, holiday=True)


def _range(match: re.Match[str], tokens: Sequence[Token]) -> DayRange | None:
    """24-26 Dec, July 13 to 15, 18 hingga 20 Disember, 5号到7号: the month is said once."""
    first = _number(_tokens(match, tokens, "first"))
    last = _number(_tokens(match, tokens, "last"))
    month_tokens = _tokens(match, tokens, "month")
    year = year_of(_tokens(match, tokens, "year"), alone=False)
    month: int | None = None
    if month_tokens:
        month = _number(month_tokens) if any(t.kind is Kind.MONTHMARK for t in month_tokens) else _month(month_tokens)
    if first is None or last is None:
        return None
    side = _weeks(_tokens(match, tokens, "side")) if "side" in match.groupdict() else None
    return DayRange(
        Day(day=first, month=month, year=year, month_offset=side),
        Day(day=last, month=month, year=year, month_offset=side),
    )


def _range_to_numeric(match: re.Match[str], tokens: Sequence[Token]) -> DayRange | None:
    """24-27/12."""
    first = tokens[match.start("first")].value
    day, month, year = tokens[match.start("last")].value
    if day is None or not 0 < first < day:
        return None
    return DayRange(Day(day=first, month=month, year=year), Day(day=day, month=month, year=year), dashed=True)


def _all_day(match: re.Match[str], tokens: Sequence[Token]) -> Edge:
    return Edge("all_day")


def _year_word(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    return Day(year_offset=tokens[match.end() - 1].value, span="year", weak=True)


def _until(match: re.Match[str], tokens: Sequence[Token]) -> Edge:
    return Edge("open" if tokens[match.start()].value == "open" else "until")


_D = "day:(NUM | ORD | ORDWORD | NUMWORD | SECOND)"
_D0 = "(NUM | ORD | ORDWORD)"
_ORDINAL = "day:(ORD | ORDWORD | SECOND)"
_STROKE = "(DASH | OTHERMARK)"
_NOT_CLOCK = (
    "(?! COUNTED | OCLOCK | MERIDIEM | UNIT | JAM | MON | (TO | DASH) (NUM | CLOCK12 | HHMM) (?! MON | COUNTED | STOP))"
)
_PLAIN_WEEK = "(OF | FROM | ON)* (THIS | NEXT | LAST) UNIT | (OF | ON)* UNIT (NEXT | THIS | LAST | LEPAS)"
_SIDED_WEEK = "(THIS | NEXT | LAST)+ UNIT | UNIT (NEXT | THIS | LAST | LEPAS)"
_SIDED_MONTH = "(THE | THIS | NEXT | LAST) UNIT | UNIT (NEXT | THIS)"
_EDGES = "ENDOF | STARTOF | MIDDLE"
_SPAN_UNITS = "UNIT | QUARTER (?! OF | PAST | TO | NUM) | HARI | MONTHMARK (MONTHMARK (?= ENDOF))? | YEARMARK"
_JOIN = "(TO | DASH | UNTIL | KE)"
_MARKED_YEAR = "(year:(NUM4 YEARMARK | YEARWORD) COMMA?)?"

_RANGES = [
    rule(
        "date before another",
        "(ON | BY)? THE? day:(NUM | ORD) DAYMARK? (?= (COMMA THE? (NUM | ORD) DAYMARK?)* COMMA? (OR | AND)"
        " THE? (NUM | ORD) DAYMARK? OF? MON)",
        _date_of_next,
    ),
    rule(
        "range of dates",
        f"(?= .* (MON)) THE? first:(NUM | ORD) DAYMARK? (TO | DASH | UNTIL | AND | KE) THE? last:(NUM | ORD)"
        f" DAYMARK? OF? month:(MON) year:({_YEAR})?",
        _range,
    ),
    rule(
        "range to a numeric date",
        "(?= .* DATE) THE? first:(NUM) (TO | DASH | UNTIL | KE) THE? last:(DATE)",
        _range_to_numeric,
    ),
    rule(
        "range after month",
        f"month:(MON) THE? first:({_D0}) {_JOIN} THE? last:({_D0}) year:({_YEAR})? (?! MERIDIEM | PART | MON)",
        _range,
    ),
    rule(
        "marked range",
        f"{_MARKED_YEAR} (side:(THIS | NEXT)? month:((NUM | NUMWORD) MONTHMARK | MONTH))?"
        " first:(NUM | NUMWORD) DAYMARK?"
        f" {_JOIN} last:(NUM | NUMWORD) DAYMARK",
        _range,
    ),
    rule(
        "range of ordinals",
        f"(?= .* ORD) THE? first:(ORD | NUM) {_JOIN} THE? last:(ORD) month:(MON)? year:({_YEAR})?"
        f" side:(OF? ({_SIDED_MONTH}))?",
        _range,
    ),
]
_DATES = [
    rule(
        "nth",
        "THE? nth:(NTH? (ORDWORD | ORD | LAST | SECOND) ((TO THE?)? LAST)?) name:(WDAY | UNIT | WEEKDAYS)"
        " of:((OF | IN)+ (THE | THIS | NEXT)? (MON NUM4? | UNIT) | NEXT UNIT | UNIT NEXT)",
        _nth,
    ),
    rule(
        "nth of marked month",
        "of:((NUM | NUMWORD) MONTHMARK | (THIS | NEXT) (MONTHMARK | UNIT)) OF?"
        " nth:(NTH (NUM | NUMWORD) | ORDWORD) MEASURE? OF? name:(WDAY)",
        _nth,
    ),
    rule(
        "last day of marked month",
        "of:((NUM | NUMWORD) MONTHMARK | (THIS | NEXT)+ (MONTHMARK | UNIT)) OF? nth:(ORDWORD) NUMWORD name:(UNIT)",
        _nth,
    ),
    rule(
        "nth after its name",
        "name:((ON | HARI)? WDAY UNIT? | UNIT | HARI) nth:(ORDWORD | (NTH | KE) NUM)"
        " of:((OF | IN | ON)* (MON NUM4? | UNIT (NEXT | THIS)))",
        _nth_after_name,
    ),
    rule("week of", f"THE? unit:(UNIT | WEEKEND) OF date:(DATE | MON THE? {_D0} | {_D0} OF? MON)", _week_of),
    rule("quarter", "THE? nth:(ORD | ORDWORD | SECOND) (QUARTER | UNIT) year:(OF? NUM4)? (?! OF)", _quarter),
    rule("quarter after year", "year:(NUM4 YEARMARK)? NTH? nth:(NUM | NUMWORD) UNIT (?! QIAN | HOU)", _quarter),
    rule("end of span", "(BY | ON | AT | THE)* ((THIS | NEXT)+ | month:(NUM | NUMWORD))? SPANEND", _end_of_span),
    rule("date", f"THE? {_D} (OF | THE | DAYMARK | ON)* month:(MON) year:({_YEAR})? (?! MERIDIEM)", _date),
    rule("year and date", f"year:(UNIT NEXT | NEXT UNIT) COMMA? THE? {_D} (OF | DAYMARK)* month:(MON)", _date_of_year),
    rule(
        "year and month first",
        f"year:(UNIT NEXT | NEXT UNIT) COMMA? month:(MON) THE? {_D} (DAYMARK | {_NOT_CLOCK})",
        _date_of_year,
    ),
    rule(
        "month by its number",
        "day:(NUM) mark:(DAYMARK) month:(NUM) (?! PART | IN | MERIDIEM | OCLOCK | HALF | QUARTER | JAM | UNIT | COUNTED"
        " | TO | DASH | UNTIL | KE | MIDDLE | MIDNIGHT | MON)",
        _numbered_month,
    ),
    rule("date before a clock", f"THE? {_D} (OF | THE | DAYMARK | ON)* month:(MON) year:() (?= COMMA? NUM4)", _date),
    rule(
        "month first", f"month:(MON) (COMMA (?= ORD))? THE? {_D} (DAYMARK | {_NOT_CLOCK}) year:({_YEAR})?", _month_first
    ),
    rule("month first before a clock", f"month:(MON) THE? {_D} year:() (?= COMMA? NUM4)", _month_first),
    rule("date with strokes", f"day:(NUM) {_STROKE} month:(MON) ({_STROKE}? year:(NUM4))?", _stroked),
    rule("date with strokes before a clock", f"day:(NUM) {_STROKE} month:(MON) year:()", _stroked),
    rule("month first with strokes", f"month:(MON) {_STROKE} day:(NUM) ((COMMA | {_STROKE})? year:(NUM4))?", _stroked),
    rule("year first with strokes", f"year:(NUM4) {_STROKE} month:(MON) {_STROKE} day:(NUM)", _stroked),
    rule("numeric", "DATE", _numeric),
    rule("edge of marked month", "month:(NUM | NUMWORD) MONTHMARK edge:({edges})", _marked_edge, edges=_EDGES),
    rule(
        "marked date",
        f"{_MARKED_YEAR} month:(NUM | NUMWORD) MONTHMARK OF? (day:(NUM | NUMWORD) DAYMARK?)? side:()",
        _marked,
    ),
    rule(
        "marked next",
        "month:()year:() side:((THIS | NEXT)+ (MONTHMARK | UNIT)) OF? day:(NUM | NUMWORD) DAYMARK",
        _marked,
    ),
    rule("marked day", "day:(NUM | NUMWORD) DAYMARK (?! UNIT)", _day_of_month),
    rule("ordinal of month", f"(?= .* UNIT) THE? {_D} (OF | ON | DAYMARK)* side:({_SIDED_MONTH})", _ordinal),
    rule(
        "month and ordinal",
        "side:((NEXT | THIS) UNIT | UNIT (NEXT | THIS)) (ON | COMMA)* THE? day:(ORD | (NUM |"
        " NUMWORD) (?= DAYMARK)) DAYMARK?",
        _ordinal,
    ),
    rule(
        "on the ordinal",
        f"(ON | BY | FROM | FOR | STARTING) THE? {_ORDINAL} (?! WDAY | UNIT | MON | OF | TO | DASH | AND)",
        _on_ordinal,
    ),
    rule(
        "bare ordinal",
        "THE? day:(ORD) (?! NOUN | COUNTED | UNIT | FREQ | WDAY | WEEKEND | HOLIDAY | OF)",
        _bare_ordinal,
    ),
]
_SPANS = [
    rule(
        "edge of month",
        f"THE? edge:(ENDOF | STARTOF | MIDDLE | AHEAD) OF? in:(IN)? month:(MON) side:(NEXT)? year:({_YEAR})?",
        _month_alone,
    ),
    rule(
        "edge of side",
        "THE? edge:({edges} | AHEAD) (OF | THE)* (THIS | NEXT) unit:({units})",
        _week_of_unit,
        edges=_EDGES,
        units=_SPAN_UNITS,
    ),
    rule(
        "edge",
        "THE? edge:({edges}) (OF | THE)* unit:({units}) (NEXT | THIS)?",
        _week_of_unit,
        edges=_EDGES,
        units=_SPAN_UNITS,
    ),
    rule("edge early", "edge:(AHEAD) unit:(UNIT) (NEXT | THIS)?", _week_of_unit),
    rule("edge of year word", "YEARWORD YEARMARK? edge:({edges})", _year_edge, edges=_EDGES),
    rule("edge after", "(THIS | NEXT)* unit:({units}) edge:({edges})", _week_of_unit, units=_SPAN_UNITS, edges=_EDGES),
    rule("weekend", f"THE? ({_SIDE})* WEEKEND ({_SIDE})?", _weekend),
]
_WEEKDAYS = [
    rule(
        "weekdays by number",
        "WEEKDAY (TO | DASH)? NUMWORD (?! OCLOCK | MEASURE | UNIT | COUNTED | DAYMARK | MONTHMARK)",
        _by_number,
    ),
    rule("after next", "WDAY AFTER NEXT", _after_next),
    rule(
        "week after",
        "COMING? WDAY UNIT (?! NUM | NUMWORD | OF | NEXT | THIS | LAST | LEPAS | FROM | FROMNOW)",
        _week_after,
    ),
    rule("weekday of week", f"before:()after:() name:((HARI | UNIT)? WDAY) week:({_PLAIN_WEEK})", _weekday),
    rule(
        "week and weekday",
        f"before:()after:() week:({_SIDED_WEEK}) (ON | COMMA | OTHERMARK)* name:((HARI | UNIT)? WDAY)",
        _weekday,
    ),
    rule(
        "weekday",
        "THE? before:((THIS | NEXT | LAST | COMING)* (HARI | UNIT)? MEASURE?) name:(WDAY)"
        " (STOP (?= COMMA | CLOCK12 | NUM))?"
        " after:((THIS | NEXT | (LAST | LEPAS) (?! MEAL) | COMING) (?! UNIT | WDAY | MON))? week:()",
        _weekday,
    ),
]
DAYS = [
    rule("all day", "ALLDAY", _all_day),
    *_RANGES,
    *_DATES,
    *_SPANS,
    *_WEEKDAYS,
    rule("day", "DAY", _day),
    rule("days", "DAYS", _days),
    rule("day with part", "DAYPART", _day_part),
    rule("holiday of a year", "(YEARWORD OF? | UNIT NEXT | NEXT UNIT) HOLIDAY year:()", _holiday),
    rule("holiday and its year", "HOLIDAY (UNIT NEXT | NEXT UNIT) year:()", _holiday),
    rule(
        "side and unit",
        "THE? (THIS | NEXT | LAST | COMING)+ unit:({units}) edge:()",
        _week_of_unit,
        units=_SPAN_UNITS,
    ),
    rule("unit and side", "unit:(UNIT | HARI) (NEXT | THIS | LAST | LEPAS) edge:()", _week_of_unit),
    rule("year word", "YEARWORD", _year_word),
    rule(
        "month alone",
        "THE? in:(IN)? edge:() side:(NEXT | THIS | LAST | COMING)?"
        f" month:(MON) year:({_YEAR} | NEXT (?! UNIT) | LEPAS)? (?! NUM)",
        _month_alone,
    ),
    rule("month beside a clock", "in:(IN)? edge:() side:() month:(MON) year:()", _month_alone),
    rule("season", "SEASON", _season),
    rule("holiday", "(THIS | NEXT)? HOLIDAY year:(OF? NUM4 (?! YEARMARK))?", _holiday),
    rule("until", "UNTIL", _until),
]
