"""Lengths ("for 45 min", "selama 2 jam", "半小时") and distances from now ("in 2 hours", "lagi 2 jam", "两天后")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.components import Ahead, Day, DayRange, Length, Repeat
from bot.understanding.lexer import Token
from bot.understanding.phrases import rule

_MEASURED = "UNIT | JAM | HARI | SECOND | YEARMARK"
_AMOUNT = "NUM | NUMWORD | NUM4 | DECIMAL | FEW | A"
LENGTH = (
    f"A? HALF (A | OF | MEASURE)* ({_MEASURED})"
    f" | A? QUARTER OF? (A | THE)? ({_MEASURED})"
    f" | NUMWORD DASH? QUARTER OF? A? ({_MEASURED})"
    f" | (LENGTHWORD | ({_AMOUNT}) (AND A? (HALF|DECIMAL) | DECIMAL)? A? MEASURE? HALF? ({_MEASURED}))"
    f" (AND? A? (HALF | QUARTER) (?! {_MEASURED} | PAST))?"
    f" (AND? ({_AMOUNT}) MEASURE? HALF? ({_MEASURED}))*"
)
_MINUTES = {"second": 1 / 60, "minute": 1, "hour": 60}
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "quarter_year": 3, "year": 12}
_MARKS = {Kind.JAM: "hour", Kind.HARI: "day", Kind.SECOND: "second", Kind.YEARMARK: "year"}
_LONGEST = 10_000
_USUAL_MINUTES = frozenset((5, 10, 15, 20, 25, 30, 40, 45, 60, 90))


def read_length(tokens: Sequence[Token]) -> Length | None:
    """The sum of the amounts and units in a phrase; None where it is nothing or beyond any calendar."""
    sums = {"minutes": 0.0, "days": 0.0, "months": 0.0}
    amount: float | None = None
    unit: str | None = None
    article = False  # the last amount was only "a", as before "half"

    def add(count: float, of: str) -> None:
        if of in _MINUTES:
            sums["minutes"] += count * _MINUTES[of]
        elif of in _DAYS and (count * _DAYS[of]) % 1 == 0:
            sums["days"] += count * _DAYS[of]
        elif of in _DAYS:
            sums["minutes"] += count * _DAYS[of] * 1440
        else:
            sums["months"] += count * _MONTHS[of]

    for token in tokens:
        kind = token.kind
        if kind is Kind.LENGTHWORD:
            amount, unit = token.value[0], token.value[1]
            add(token.value[0], token.value[1])
            amount = None
        elif kind in (Kind.UNIT, Kind.JAM, Kind.HARI, Kind.SECOND, Kind.YEARMARK):
            unit = _MARKS.get(kind, token.value)
            add(1 if amount is None else amount, str(unit))
            amount = None
        elif kind in (Kind.HALF, Kind.QUARTER):
            if unit is not None and (amount is None or article):
                add(token.value, unit)  # an hour and a half
                amount = None
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
    if not any(sums.values()) or sums["minutes"] > _LONGEST * 60 or sums["days"] > _LONGEST or sums["months"] > 1200:
        return None
    if sums["months"] % 1:
        return Length(sums["minutes"], int(sums["days"] + sums["months"] % 1 * 30), int(sums["months"]))
    return Length(sums["minutes"], int(sums["days"]), int(sums["months"]))


def _group(match: re.Match[str], name: str, tokens: Sequence[Token]) -> Sequence[Token]:
    start, end = match.span(name)
    return tokens[start:end] if start >= 0 else ()


def _ahead(match: re.Match[str], tokens: Sequence[Token]) -> Ahead | None:
    length = read_length(_group(match, "length", tokens))
    return None if length is None else Ahead(length)


def _ago(match: re.Match[str], tokens: Sequence[Token]) -> Ahead | None:
    length = read_length(_group(match, "length", tokens))
    return None if length is None else Ahead(length, -1)


def _days_later(match: re.Match[str], tokens: Sequence[Token]) -> Ahead:
    """四日之後."""
    return Ahead(Length(days=tokens[match.start()].value))


def _for(match: re.Match[str], tokens: Sequence[Token]) -> Length | None:
    length = read_length(_group(match, "length", tokens))
    return None if length is None else Length(length.minutes, length.days, length.months, marked=True)


def _bare(match: re.Match[str], tokens: Sequence[Token]) -> Length | None:
    said = _group(match, "length", tokens)
    if said[0].kind is Kind.NUM4 and said[-1].kind in (Kind.JAM, Kind.UNIT) and said[-1].value == "hour":
        return None  # 1800 hours is a clock
    if said[0].kind is Kind.HALF and said[-1].value == "day":
        return None  # half day leave
    return read_length(said)


def _named(match: re.Match[str], tokens: Sequence[Token]) -> Length | None:
    """A 3-hour workshop: a length that stays in the title."""
    length = read_length([tokens[match.start()], tokens[match.end() - 1]])
    if length is None or not length.minutes or length.minutes > 12 * 60:
        return None
    return Length(length.minutes, named=True)


def _hours_and_minutes(match: re.Match[str], tokens: Sequence[Token]) -> Length | None:
    hour, minute, _, mark = tokens[match.end() - 1].value
    return Length(hour * 60 + minute, marked=True) if mark == "h" else None


def _from_day(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """A week from tomorrow, two weeks after Friday."""
    length = read_length(_group(match, "length", tokens))
    token = tokens[match.end() - 1]
    if length is None or length.minutes:
        return None
    plus = ((length.days, "day"),) if length.days else ((length.months, "month"),)
    if token.kind is Kind.DAY:
        return Day(offset=token.value, plus=plus)  # type: ignore[arg-type]
    if token.kind is Kind.HOLIDAY:
        return Day(month=token.value[0], day=token.value[1], plus=plus)  # type: ignore[arg-type]
    return Day(weekday=token.value, plus=plus)  # type: ignore[arg-type]


def _next_days(match: re.Match[str], tokens: Sequence[Token]) -> DayRange | None:
    """The next 3 days begin tomorrow, the next 2 weeks on Monday, the next 3 months on the first."""
    length = read_length(_group(match, "length", tokens))
    if length is None or length.minutes:
        return None
    if length.months:
        return DayRange(Day(month_offset=1, span="month"), Day(month_offset=length.months, span="month"))
    if length.days % 7 == 0 and tokens[match.end() - 1].value == "week":
        return DayRange(Day(week=1, span="week"), Day(week=length.days // 7, span="week"))
    return DayRange(Day(offset=1), Day(offset=length.days))


def _minutes_ahead(match: re.Match[str], tokens: Sequence[Token]) -> Ahead | None:
    """Remind me in 20: minutes, where a number of them is usual."""
    count = tokens[match.end() - 1].value
    return Ahead(Length(minutes=count), weak=True) if count in _USUAL_MINUTES else None


def _more(match: re.Match[str], tokens: Sequence[Token]) -> Ahead | None:
    """In 2 more minutes."""
    length = read_length([token for token in tokens[match.start() : match.end()] if token.kind is not Kind.FROMNOW])
    return None if length is None else Ahead(length)


def _now(match: re.Match[str], tokens: Sequence[Token]) -> Ahead:
    return Ahead(Length(), weak=True)


def _times_a(match: re.Match[str], tokens: Sequence[Token]) -> Repeat:
    """Three times a week: how often is left to the days that are named."""
    return Repeat(
        {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY"}.get(str(tokens[match.end() - 1].value), "YEARLY"), 1
    )


def _times(match: re.Match[str], tokens: Sequence[Token]) -> Repeat | None:
    token = next(t for t in tokens[match.start() : match.end()] if t.kind in (Kind.NUM, Kind.NUMWORD, Kind.NUM4))
    return Repeat(count=token.value) if 0 < token.value < 1000 else None


_L = "length:({length})"
LENGTHS = [
    rule("from a day", f"{_L} (FROM | AFTER | LEPAS) (DAY | WEEKDAY | HOLIDAY)", _from_day, length=LENGTH),
    rule("ago", f"{_L} (AGO | LEPAS | QIAN | LAST (?! UNIT | WEEKDAY))", _ago, length=LENGTH),
    rule("ahead", f"(IN | LAGI) (FOR | THE? NEXT)? SHARP? {_L} (TIMES | FROMNOW | HOU | LAGI)*", _ahead, length=LENGTH),
    rule("later", f"SHARP? {_L} (FROMNOW FROM? | HOU | LAGI)", _ahead, length=LENGTH),
    rule("unit later", "length:(UNIT) FROMNOW", _ahead),
    rule("days later", "(NUM | NUMWORD | FEW) DAYMARK (HOU | FROMNOW)", _days_later),
    rule("more", "IN (NUM | NUMWORD | FEW) FROMNOW UNIT", _more),
    rule("next days", "(FOR | IN | ON)? THE? NEXT length:((NUM | NUMWORD | FEW) UNIT)", _next_days),
    rule("now", "NOW", _now),
    rule("minutes ahead", "IN (NUM | NUMWORD) (?! TIMES | NUM | NUMWORD | UNIT | DECIMAL)", _minutes_ahead),
    rule("after a while", f"(LEPAS | AFTER) {_L} (?! OF | WITH | WORD)", _ahead, length=LENGTH),
    rule("times a week", "(NUM | NUMWORD) TIMES (A | EVERY) (UNIT | HARI)", _times_a),
    rule("count", "FOR? (NUM | NUMWORD | NUM4) TIMES", _times),
    rule("for", f"(FOR | ALLDAY FOR) SHARP? {_L}", _for, length=LENGTH),
    rule("for hours", "FOR HHMM", _hours_and_minutes),
    rule("named", "(NUM | NUMWORD) DASH UNIT", _named),
    rule("bare", _L, _bare, length=LENGTH),
]
