"""Days by their place in a longer stretch: first Monday of December, last day of the month, week of 6 October, EOM."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from bot.languages import Kind
from bot.understanding.grammar.components import Day
from bot.understanding.grammar.families.date_words import SHORT_NUMBER, group_of, month_of, number_of, weeks_of, year_of
from bot.understanding.grammar.phrases import ByWords, rule
from bot.understanding.text.lexer import Token

_NTH_MARKS = (Kind.ORDWORD, Kind.ORD, Kind.SECOND, Kind.LAST, Kind.NUM, Kind.NUMWORD)


def _nth(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """The first Monday of December, last day of the month, first Friday next month."""
    marks = [t for t in group_of(match, tokens, "nth") if t.kind in _NTH_MARKS]
    nth = -1 if marks[0].kind is Kind.LAST else 2 if marks[0].kind is Kind.SECOND else marks[0].value
    nth = -nth if len(marks) > 1 else nth  # the 2nd to last
    of = group_of(match, tokens, "of")
    side = weeks_of(of)
    month = next((t.value for t in of if t.kind in (Kind.MONTH, Kind.WEAKMONTH)), None)
    if month is None and len(of) > 1 and of[1].kind is Kind.MONTHMARK:
        month = number_of(of[:1])
    if any(t.kind is Kind.UNIT and t.value not in ("month", "year") for t in of):
        return None
    name = group_of(match, tokens, "name")
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
    units = [token.value for token in group_of(match, tokens, "name") if token.kind is Kind.UNIT]
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
    date = group_of(match, tokens, "date")
    return Day(day=number_of(date), month=month_of(date), span=unit)


def _quarter(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """The third quarter of 2027."""
    number = number_of(group_of(match, tokens, "nth"))
    unit = tokens[match.end("nth")]
    if number is None or not 1 <= number <= 4 or (unit.kind is Kind.UNIT and unit.value != "quarter_year"):
        return None
    return Day(month=3 * number - 2, year=year_of(group_of(match, tokens, "year")), span="quarter")


def _end_of_span(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    """EOM, EOY, 月中, 下个月中, 12月中."""
    span, edge = tokens[match.end() - 1].value
    side = weeks_of(group_of(match, tokens))
    number = number_of(group_of(match, tokens, "month"))
    if number is not None and span == "month":
        return Day(month=number, span="month", edge=edge)
    month, year = (side if span == "month" else None), (side if span == "year" else None)
    week = side if span in ("week", "quarter") else None
    return Day(span=span, edge=edge, week=week, month_offset=month, year_offset=year)


POSITIONS = [
    rule(
        "nth",
        "THE? nth:(NTH? (ORDWORD | ORD | LAST | SECOND) ((TO THE?)? LAST)?) name:(WDAY | UNIT | WEEKDAYS)"
        " of:((OF | IN)+ (THE | THIS | NEXT)? (MON NUM4? | UNIT) | NEXT UNIT | UNIT NEXT)",
        ByWords(_nth),
    ),
    rule(
        "nth of marked month",
        "of:((NUM | NUMWORD) MONTHMARK | (THIS | NEXT) (MONTHMARK | UNIT)) OF?"
        " nth:(NTH (NUM | NUMWORD) | ORDWORD) MEASURE? OF? name:(WDAY)",
        ByWords(_nth),
    ),
    rule(
        "last day of marked month",
        "of:((NUM | NUMWORD) MONTHMARK | (THIS | NEXT)+ (MONTHMARK | UNIT)) OF? nth:(ORDWORD) NUMWORD name:(UNIT)",
        ByWords(_nth),
    ),
    rule(
        "nth after its name",
        "name:((ON | HARI)? WDAY UNIT? | UNIT | HARI) nth:(ORDWORD | (NTH | KE) NUM)"
        " of:((OF | IN | ON)* (UNIT? MON NUM4? | UNIT (NEXT | THIS)))",
        ByWords(_nth_after_name),
    ),
    rule(
        "week of",
        f"THE? unit:(UNIT | WEEKEND) OF date:(DATE | MON THE? {SHORT_NUMBER} | {SHORT_NUMBER} OF? MON)",
        ByWords(_week_of),
    ),
    rule("quarter", "THE? nth:(ORD | ORDWORD | SECOND) (QUARTER | UNIT) year:(OF? NUM4)? (?! OF)", ByWords(_quarter)),
    rule(
        "quarter after year", "year:(NUM4 YEARMARK)? NTH? nth:(NUM | NUMWORD) UNIT (?! QIAN | HOU)", ByWords(_quarter)
    ),
    rule(
        "end of span", "(BY | ON | AT | THE)* ((THIS | NEXT)+ | month:(NUM | NUMWORD))? SPANEND", ByWords(_end_of_span)
    ),
]
