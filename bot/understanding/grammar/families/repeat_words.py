"""What the words of a repeat tell: its unit, its interval, its weekdays, its days of the month."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.grammar.components import Repeat
from bot.understanding.text.lexer import Token

FREQ = {
    "minute": ("MINUTELY", 1),
    "hour": ("HOURLY", 1),
    "second": ("SECONDLY", 1),
    "day": ("DAILY", 1),
    "week": ("WEEKLY", 1),
    "fortnight": ("WEEKLY", 2),
    "month": ("MONTHLY", 1),
    "quarter_year": ("MONTHLY", 3),
    "year": ("YEARLY", 1),
}
NUMBERS = (Kind.NUM, Kind.NUMWORD, Kind.NUM4)
LAST_DAY = -1
NEXT_DAY = "(COMMA | AND | OTHERMARK | EVERY | ON | HARI)*"
WDAYS = f"WDAY ({NEXT_DAY} WDAY)*"
FROM_END = "THE? (ORD | ORDWORD | SECOND) (TO THE?)? LAST"
EVERY_N = "interval:(OTHER | NUM | NUMWORD | ORD)?"
MONTH_UNIT = "(UNIT | MONTHMARK)"


def group_in(match: re.Match[str], name: str, tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens of a named group; none where the rule has no such group or it took no part in the match."""
    start, end = match.span(name) if name in match.re.groupindex else (-1, -1)
    return tokens[start:end] if start >= 0 else ()


def unit_of(token: Token) -> tuple[str, int]:
    """FREQ of RFC 5545 and the interval that a unit of time means: "fortnight" is ("WEEKLY", 2)."""
    name = {
        Kind.JAM: "hour",
        Kind.HARI: "day",
        Kind.SECOND: "second",
        Kind.MONTHMARK: "month",
        Kind.YEARMARK: "year",
    }.get(token.kind, token.value)
    return FREQ[name]


def interval_in(tokens: Sequence[Token]) -> int:
    """Every how many units: 2 of "every other", 1 where nothing is said."""
    for token in tokens:
        if token.kind in (*NUMBERS, Kind.OTHER, Kind.ORD, Kind.ORDWORD):
            return max(1, int(token.value))
        if token.kind is Kind.SECOND:
            return 2
    return 1


def interval_of(match: re.Match[str], tokens: Sequence[Token]) -> int:
    """How many units lie between two times; of 每隔一个月, one apart, it is two."""
    said = group_in(match, "interval", tokens)
    interval = interval_in(said)
    apart = any(token.kind is Kind.EVERY and token.value == "apart" for token in tokens[match.start() : match.end()])
    return 2 if apart and said and interval == 1 else interval


def weekdays_of(tokens: Sequence[Token]) -> tuple[int, ...]:
    """The weekdays that are named, from 0 for Monday, each once; a weekend is both its days."""
    days: list[int] = []
    for token in tokens:
        if token.kind in (Kind.WEEKDAY, Kind.WEAKDAY):
            days.append(token.value)
        elif token.kind is Kind.WEEKDAYS:
            days += (day for day in token.value if day in range(7))
        elif token.kind is Kind.WEEKEND:
            days += (5, 6)
        elif token.kind is Kind.NUMWORD and token.value > 9:
            days += [int(digit) - 1 for digit in str(token.value) if 1 <= int(digit) <= 7]
        elif token.kind is Kind.NUMWORD and 1 <= token.value <= 7 and token.language == "zh":
            days.append(token.value - 1)
    return tuple(dict.fromkeys(days))


def every_weekday(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    """Every Tue and Thu, setiap Isnin, every other weekday; with the part of the day where one word says both."""
    interval = interval_of(match, tokens)
    said = group_in(match, "days", tokens)
    part = next((t.value[-1] for t in said if t.kind is Kind.WEEKDAYS and isinstance(t.value[-1], str)), None)
    return Repeat("WEEKLY", interval, weekdays=weekdays_of(said), part=part)


def numbers_in(tokens: Sequence[Token]) -> tuple[int, ...]:
    """First, third and last; the 2nd to last counts from the end."""
    found: list[int] = []
    apart = True
    for token in tokens:
        if token.kind in (*NUMBERS, Kind.ORD, Kind.ORDWORD):
            found.append(int(token.value))
        elif token.kind is Kind.SECOND:
            found.append(2)
        elif token.kind is Kind.LAST and apart:
            found.append(LAST_DAY)
        elif token.kind is Kind.LAST:
            found[-1] = -found[-1]
        apart = not found or (apart if token.kind is Kind.THE else token.kind in (Kind.AND, Kind.COMMA))
    return tuple(found)
