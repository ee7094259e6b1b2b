"""What the words of a length tell, and the phrase that every length is made of."""

from __future__ import annotations

from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.grammar.components import Length
from bot.understanding.text.lexer import Token

_MEASURED = "UNIT | JAM | HARI | SECOND | YEARMARK"
_AMOUNT = "NUM | NUMWORD | NUM4 | DECIMAL | FEW | A"
_ONE_LENGTH = (
    f"A? HALF (A | OF | MEASURE)* ({_MEASURED})"
    f" | A? QUARTER OF? (A | THE)? ({_MEASURED})"
    f" | NUMWORD DASH? QUARTER OF? A? ({_MEASURED})"
    " | (LENGTHWORD | (?! NUM4 A)"
    f" ({_AMOUNT}) (AND A? (HALF|DECIMAL) | DECIMAL)? A? MEASURE? [HALF QUARTER]? ({_MEASURED}))"
    f" (AND? A? (HALF | QUARTER) (?! {_MEASURED} | PAST | TO))?"
)
_FURTHER = f"AND? ({_AMOUNT}) MEASURE? HALF? ({_MEASURED})"
LENGTH = f"{_ONE_LENGTH} ({_FURTHER})*"
LENGTH_BESIDE = f"{_ONE_LENGTH} ({_FURTHER} (?! FROMNOW | LAGI | HOU))*"
"""For 2 hours [dua minggu lagi]: what follows is a distance of its own."""
_MINUTES = {"second": 1 / 60, "minute": 1, "hour": 60}
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "quarter_year": 3, "year": 12}
_MARKS = {Kind.JAM: "hour", Kind.HARI: "day", Kind.SECOND: "second", Kind.YEARMARK: "year"}
_UNIT_KINDS = frozenset({Kind.UNIT, *_MARKS})
_LONGEST = 10_000


def read_length(tokens: Sequence[Token]) -> Length | None:
    """The sum of the amounts and units in a phrase; None where it is nothing or beyond any calendar."""
    minutes = days = months = 0.0
    amount: float | None = None
    unit: str | None = None
    article = False  # the last amount was only "a", as before "half"
    for token in tokens:
        kind = token.kind
        counted: float | None = None  # of the unit that is now known
        if kind is Kind.LENGTHWORD:
            counted, unit = token.value
        elif kind in _UNIT_KINDS:
            unit = _MARKS.get(kind, token.value)
            counted = 1 if amount is None else amount
        elif kind in (Kind.HALF, Kind.QUARTER):
            if unit is not None and (amount is None or article):
                counted = token.value  # an hour and a half
            elif kind is Kind.QUARTER and amount is not None:
                amount *= token.value
            else:
                amount = (amount or 0) + token.value
        elif kind in (Kind.NUM, Kind.NUMWORD, Kind.NUM4, Kind.DECIMAL, Kind.FEW, Kind.A):
            if kind is Kind.A and amount is not None:
                continue
            article = kind is Kind.A
            if kind is Kind.DECIMAL and amount is not None:
                amount += token.value
            else:
                amount = token.value
        if counted is not None and unit is not None:
            amount = None
            if unit in _MINUTES:
                minutes += counted * _MINUTES[unit]
            elif unit not in _DAYS:
                months += counted * _MONTHS[unit]
            elif counted * _DAYS[unit] % 1 == 0:
                days += counted * _DAYS[unit]
            else:
                minutes += counted * _DAYS[unit] * 1440
    if not (minutes or days or months) or minutes > _LONGEST * 60 or days > _LONGEST or months > 1200:
        return None
    return Length(minutes, int(days + months % 1 * 30), int(months))
