"""Ranges of dates whose month is said once: 24-26 Dec, July 13 to 15, 5号到7号."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.grammar.components import Day, DayRange
from bot.understanding.grammar.families.date_words import (
    JOIN,
    MARKED_YEAR,
    SHORT_NUMBER,
    SIDED_MONTH,
    YEAR,
    group_of,
    month_of,
    number_of,
    weeks_of,
    year_of,
)
from bot.understanding.grammar.phrases import ByWords, rule
from bot.understanding.text.lexer import Token


def _date_of_next(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """5 or 6 Dec, 24 and 31 Dec: the month that is said of the last is that of the first."""
    month = next(token for token in tokens[match.end() :] if token.kind in (Kind.MONTH, Kind.WEAKMONTH))
    day = number_of(group_of(match, tokens, "day")) or 0
    if tokens[match.end()].kind is Kind.AND and number_of(tokens[match.end() :]) == day + 1:
        return None  # 24 and 25 Dec are one stretch
    return Day(day=day, month=month.value)


def _range(match: re.Match[str], tokens: Sequence[Token]) -> DayRange | None:
    """24-26 Dec, July 13 to 15, 18 hingga 20 Disember, 5号到7号: the month is said once."""
    first = number_of(group_of(match, tokens, "first"))
    last = number_of(group_of(match, tokens, "last"))
    month_tokens = group_of(match, tokens, "month")
    year = year_of(group_of(match, tokens, "year"), alone=False)
    month: int | None = None
    if month_tokens:
        month = (
            number_of(month_tokens) if any(t.kind is Kind.MONTHMARK for t in month_tokens) else month_of(month_tokens)
        )
    if first is None or last is None:
        return None
    side = weeks_of(group_of(match, tokens, "side")) if "side" in match.groupdict() else None
    return DayRange(
        Day(day=first, month=month, year=year, month_offset=side),
        Day(day=last, month=month, year=year, month_offset=side),
    )


def _days_in_a_row(match: re.Match[str], tokens: Sequence[Token]) -> DayRange | None:
    """Dec 8 and 9 are one stretch, Dec 8 and 15 are two days."""
    stretch = _range(match, tokens)
    return stretch if stretch is not None and stretch.last.day == (stretch.first.day or 0) + 1 else None


def _date_of_last(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """Dec 8 and 15: the month that is said of the first is that of the second."""
    before = [token for token in tokens[max(0, match.start() - 4) : match.start() - 1] if token.kind is not Kind.THE]
    if len(before) < 2 or before[-1].kind not in (Kind.NUM, Kind.ORD):
        return None
    day = number_of(group_of(match, tokens, "day"))
    month = before[-2]
    return Day(day=day, month=month.value) if month.kind in (Kind.MONTH, Kind.WEAKMONTH) else None


def _range_to_numeric(match: re.Match[str], tokens: Sequence[Token]) -> DayRange | None:
    """24-27/12."""
    first = tokens[match.start("first")].value
    day, month, year = tokens[match.start("last")].value
    if day is None or not 0 < first < day:
        return None
    return DayRange(Day(day=first, month=month, year=year), Day(day=day, month=month, year=year), dashed=True)


_NO_COUNT = "(?! MERIDIEM | PART | MON | UNIT | JAM | HARI | COUNTED | OCLOCK | MEASURE | DASH | TO | STOP NUM)"
DATE_RANGES = [
    rule(
        "date before another",
        "(ON | BY)? THE? day:(NUM | ORD) DAYMARK? (?= (COMMA THE? (NUM | ORD) DAYMARK?)* COMMA? (OR | AND)"
        " THE? (NUM | ORD) DAYMARK? OF? MON)",
        _date_of_next,
    ),
    rule(
        "range of dates",
        f"(?= .* (MON)) THE? first:(NUM | ORD) DAYMARK? (TO | DASH | UNTIL | AND | KE) THE? last:(NUM | ORD)"
        f" DAYMARK? OF? month:(MON) year:({YEAR})?",
        ByWords(_range),
    ),
    rule(
        "range to a numeric date",
        "(?= .* DATE) THE? first:(NUM) (TO | DASH | UNTIL | KE) THE? last:(DATE)",
        ByWords(_range_to_numeric),
    ),
    rule(
        "range after month",
        f"month:(MON) THE? first:({SHORT_NUMBER}) {JOIN} THE? last:({SHORT_NUMBER}) year:({YEAR})?"
        " (?! MERIDIEM | PART | MON)",
        ByWords(_range),
    ),
    rule(
        "two days after their month",
        f"(?= .* AND) month:(MON) THE? first:(NUM | ORD) AND THE? last:(NUM | ORD) year:({YEAR})? {_NO_COUNT}",
        ByWords(_days_in_a_row),
    ),
    rule("day of the month before", f"(?<= AND) THE? day:(NUM | ORD) {_NO_COUNT} (?! WORD)", _date_of_last),
    rule(
        "marked range",
        f"{MARKED_YEAR} (side:(THIS | NEXT)? month:((NUM | NUMWORD) MONTHMARK | MONTH))?"
        " first:(NUM | NUMWORD) DAYMARK?"
        f" {JOIN} last:(NUM | NUMWORD) DAYMARK (?! NUM $)",
        ByWords(_range),
    ),
    rule(
        "range of ordinals",
        f"(?= .* ORD) THE? first:(ORD | NUM) {JOIN} THE? last:(ORD) month:(MON)? year:({YEAR})?"
        f" side:(OF? ({SIDED_MONTH}))?",
        ByWords(_range),
    ),
]
