"""Days and dates: tomorrow, next Friday, 5 Dec, 3hb, 12/5, end of month, this weekend, 下周五, and ranges of dates.

Each phrase gives what it says and no more; "Friday" and "5 Dec" beside each other become one day in `refine`. Here are
the rules in order of precedence, and the days that have a name of their own: today, Christmas, 明年.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.grammar.components import Day, DayRange, Edge
from bot.understanding.grammar.families.date_ranges import DATE_RANGES
from bot.understanding.grammar.families.date_words import SPAN_UNITS, YEAR, group_of, weeks_of, year_of
from bot.understanding.grammar.families.dates import DATES
from bot.understanding.grammar.families.positions import POSITIONS
from bot.understanding.grammar.families.spans import SPANS, month_alone, week_of_unit
from bot.understanding.grammar.families.weekdays import WEEKDAYS
from bot.understanding.grammar.phrases import ByWords, rule
from bot.understanding.text.lexer import Token


def _day(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    return Day(offset=tokens[match.start()].value)


def _days(match: re.Match[str], tokens: Sequence[Token]) -> DayRange:
    first, last = tokens[match.start()].value
    return DayRange(Day(offset=first), Day(offset=last))


def _day_part(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    offset, part = tokens[match.end() - 1].value
    return Day(offset=offset, part=part)


def _season(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    month, side = tokens[match.start()].value
    return Day(month=month, week=side, span="season")


def _holiday(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """Christmas 2027, 明年元旦, krismas tahun depan; "next Christmas" is the coming one."""
    said = group_of(match, tokens)
    value = next(t for t in said if t.kind is Kind.HOLIDAY).value
    year = year_of(group_of(match, tokens, "year"), alone=False)
    offset = next((t.value for t in said if t.kind is Kind.YEARWORD), None)
    units = [t.value for t in said if t.kind is Kind.UNIT]
    if units and units != ["year"]:
        return None
    offset = weeks_of(said) if units else offset
    if len(value) == 3:
        month, nth, weekday = value
        return Day(month=month, nth=nth, weekday=weekday, year=year, year_offset=offset, holiday=True)
    month, day = value
    return Day(month=month, day=day, year=year, year_offset=offset, holiday=True)


def _all_day(match: re.Match[str], tokens: Sequence[Token]) -> Edge:
    return Edge("all_day")


def _year_word(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    return Day(year_offset=tokens[match.end() - 1].value, span="year", weak=True)


def _until(match: re.Match[str], tokens: Sequence[Token]) -> Edge:
    return Edge("open" if tokens[match.start()].value == "open" else "until")


DAYS = [
    rule("all day", "ALLDAY", ByWords(_all_day)),
    *DATE_RANGES,
    *POSITIONS,
    *DATES,
    *SPANS,
    *WEEKDAYS,
    rule("day", "DAY", ByWords(_day)),
    rule("days", "DAYS", ByWords(_days)),
    rule("day with part", "DAYPART", ByWords(_day_part)),
    rule("holiday of a year", "(YEARWORD OF? | UNIT NEXT | NEXT UNIT) HOLIDAY year:()", ByWords(_holiday)),
    rule("holiday and its year", "HOLIDAY (UNIT NEXT | NEXT UNIT) year:()", ByWords(_holiday)),
    rule(
        "side and unit",
        "THE? (THIS | NEXT | LAST | COMING)+ unit:({units}) edge:()",
        ByWords(week_of_unit),
        units=SPAN_UNITS,
    ),
    rule("unit and side", "unit:(UNIT | HARI) (NEXT | THIS | LAST | LEPAS) edge:()", ByWords(week_of_unit)),
    rule("unit after next", "THE? unit:(UNIT) (AFTER NEXT | LEPAS UNIT NEXT) edge:()", ByWords(week_of_unit)),
    rule("year word", "YEARWORD", ByWords(_year_word)),
    rule(
        "month alone",
        "THE? in:(IN)? edge:() side:(NEXT | THIS | LAST | COMING)?"
        f" month:(MON) year:({YEAR} | NEXT (?! UNIT) | LEPAS)? (?! NUM)",
        ByWords(month_alone),
    ),
    rule("month beside a clock", "in:(IN)? edge:() side:() month:(MON) year:()", ByWords(month_alone)),
    rule("season", "SEASON", ByWords(_season)),
    rule("holiday", "(THIS | NEXT)? HOLIDAY year:(OF? NUM4 (?! YEARMARK))?", ByWords(_holiday)),
    rule("until", "UNTIL", ByWords(_until)),
]
