"""What the words of a phrase about days tell: its numbers, its month, its year, and which side of now."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.text.lexer import Token

_YEARS = range(1900, 2100)
_CLOCK_LIKE_YEARS = (*range(1900, 1960), *range(2030, 2060))
_WEEK = {Kind.THIS: 0, Kind.NEXT: 1, Kind.AFTER: 1, Kind.LAST: -1, Kind.LEPAS: -1, Kind.COMING: None}
YEAR = "(COMMA? (OF | IN)? (NUM4 (?! OCLOCK | MERIDIEM) | THIS UNIT | NEXT UNIT) | COMMA? OTHERMARK NUM)"
MARKED_YEAR = "(year:(NUM4 YEARMARK | YEARWORD) COMMA?)?"
NUMBER = "day:(NUM | ORD | ORDWORD | NUMWORD | SECOND)"
SHORT_NUMBER = "(NUM | ORD | ORDWORD)"
JOIN = "(TO | DASH | UNTIL | KE)"
EDGES = "ENDOF | STARTOF | MIDDLE"
SPAN_UNITS = "UNIT | QUARTER (?! OF | PAST | TO | NUM) | HARI | MONTHMARK (MONTHMARK (?= ENDOF))? | YEARMARK"
SIDED_MONTH = "(THE | THIS | NEXT | LAST) UNIT | UNIT (NEXT | THIS)"


def group_of(match: re.Match[str], tokens: Sequence[Token], name: str | None = None) -> Sequence[Token]:
    """The tokens of a named group, or of the whole match; none where the group took no part in it."""
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


def weeks_of(tokens: Sequence[Token]) -> int | None:
    """0 for this, 1 for next, 2 for 下下, "after next" and "selepas minggu depan", -1 for last; None where no side is
    said."""
    known = [side for token in tokens if (side := _WEEK.get(token.kind)) is not None]
    if len(known) > 1 and min(known) < 0 < max(known):
        return 2  # minggu selepas minggu depan
    return sum(known) if known else None


def number_of(tokens: Sequence[Token]) -> int | None:
    """The first number among the tokens, written or counted: 5, five, 5th, second."""
    return next(
        (
            t.value if t.kind is not Kind.SECOND else 2
            for t in tokens
            if t.kind in (Kind.NUM, Kind.NUMWORD, Kind.ORD, Kind.ORDWORD, Kind.SECOND)
        ),
        None,
    )


def month_of(tokens: Sequence[Token]) -> int:
    """The month that is named among the tokens, 1 to 12; one has to be."""
    return int(next(t for t in tokens if t.kind in (Kind.MONTH, Kind.WEAKMONTH)).value)


def is_person(match: re.Match[str], tokens: Sequence[Token]) -> bool:
    """Whether a month is a name: with Mei, dengan April."""
    return match.start("month") > 0 and tokens[match.start("month") - 1].kind is Kind.WITH
