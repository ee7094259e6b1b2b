"""Days and clocks counted from another: a week from tomorrow, the Friday before Christmas, an hour before 6pm."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from bot.languages import Kind
from bot.understanding.grammar.clock import wall_time
from bot.understanding.grammar.components import Clock, Day, ImpossibleTime, Unit
from bot.understanding.grammar.families.clock_words import read_clock
from bot.understanding.grammar.families.length_words import LENGTH, read_length
from bot.understanding.grammar.phrases import ByWords, rule
from bot.understanding.text.lexer import Token


def _group(match: re.Match[str], name: str, tokens: Sequence[Token]) -> Sequence[Token]:
    start, end = match.span(name)
    return tokens[start:end]


def _from_day(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """A week from tomorrow, two weeks after Friday, the day before Christmas, a month after 5 Dec."""
    length = read_length([token for token in _group(match, "length", tokens) if token.kind is not Kind.THE])
    day = _said_day(tokens[match.end("side") : match.end()])
    if length is None or length.minutes or day is None:
        return None
    side = tokens[match.start("side")]
    weekday = tokens[match.end() - 1].kind is Kind.WEEKDAY
    if side.kind is Kind.FROM and (side.language == "zh" or (side.language == "ms" and (length.days % 7 or weekday))):
        return None  # 请假三天从周一开始, cuti seminggu dari Isnin: that is when it starts
    sign = -1 if tokens[match.start("side")].kind is Kind.BEFORE else 1
    plus: tuple[float, Unit] = (sign * length.days, "day") if length.days else (sign * length.months, "month")
    return replace(day, plus=(plus,))


def _unit_from_day(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """Fortnight from today, week from Monday; in "exam week from Monday" the week has a name."""
    counted = not match.start() or tokens[match.start()].value == "fortnight"
    return _from_day(match, tokens) if counted else None


def _beside_day(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """The Friday before Christmas, the Monday after 5 Dec."""
    day = _said_day(tokens[match.end("side") : match.end()])
    if day is None:
        return None
    weekday = next(token.value for token in tokens[match.start() : match.end()] if token.kind is Kind.WEEKDAY)
    return replace(day, beside=(weekday, -1 if tokens[match.start("side")].kind is Kind.BEFORE else 1))


def _beside_holiday(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """圣诞节前一天, 元旦后两天."""
    length = read_length(_group(match, "length", tokens))
    day = _said_day(tokens[match.start() : match.start() + 1])
    if length is None or length.minutes or day is None:
        return None
    sign = -1 if tokens[match.start("side")].kind is Kind.QIAN else 1
    return replace(day, plus=((sign * length.days, "day"),))


def _said_day(said: Sequence[Token]) -> Day | None:
    """The day from which another is counted."""
    token = next(token for token in said if token.kind is not Kind.THE)
    if token.kind is Kind.DAY:
        return Day(offset=token.value)
    if token.kind is Kind.HOLIDAY:
        return Day(month=token.value[0], day=token.value[1]) if len(token.value) == 2 else None
    if token.kind is Kind.DATE:
        day, month, year = token.value
        return Day(day=day, month=month, year=year) if day is not None else None
    if said[-1].kind is Kind.WEEKDAY:
        return Day(weekday=said[-1].value, week={Kind.THIS: 0, Kind.NEXT: 1}.get(token.kind))
    month = next(token.value for token in said if token.kind in (Kind.MONTH, Kind.WEAKMONTH))
    number = next(token.value for token in said if token.kind in (Kind.NUM, Kind.ORD))
    return Day(day=number, month=month)


def _from_clock(match: re.Match[str], tokens: Sequence[Token]) -> Clock | None:
    """One hour before 6pm, 30 minutes after noon: a clock itself. With "remind me" it is a lead."""
    length = read_length(_group(match, "length", tokens))
    clock = read_clock(_group(match, "hour", tokens))
    if length is None or clock is None or not length.minutes or length.days or length.months:
        return None
    if any(token.kind is Kind.REMIND for token in tokens):
        return None
    try:
        base = wall_time(clock, None).minutes
    except ImpossibleTime:
        return None
    side = _group(match, "side", tokens)[0]
    if side.kind is Kind.FROM and side.language == "en" and match.end() - match.start() < len(tokens):
        return None  # study 2 hours from 3pm: how long, and from when
    before = side.kind is Kind.BEFORE
    total = round(base - length.minutes if before else base + length.minutes)
    return Clock(*divmod(total, 60), exact=True, marked=True) if 0 <= total < 24 * 60 else None


_L = "length:({length})"
_DATED = "(THE? HOLIDAY | DATE | THE? (NUM | ORD) OF? MON | MON (NUM | ORD) (?! MERIDIEM))"
_NO_RANGE = (
    "(?! (TO | DASH | UNTIL | KE) THE?"
    " (DAY | WEEKDAY | WEAKDAY | DATE | HOLIDAY | ORD | MON | NUM (DAYMARK | OF? MON)))"
)
"""Two weeks from Monday to Friday: what begins a range is not counted from."""
DISTANCES = [
    rule(
        "from a clock",
        f"(?= .* (FROM | AFTER | LEPAS | BEFORE)) {_L} side:(BEFORE | AFTER | FROM | LEPAS)"
        " hour:(CLOCKMARK? (CLOCK12 | HHMM | NOON | MIDNIGHT | NUM (MERIDIEM | PART)) | CLOCKMARK NUM)",
        _from_clock,
        length=LENGTH,
    ),
    rule(
        "from a day",
        f"(?= .* (FROM | AFTER | LEPAS)) SHARP? {_L} side:(FROM | AFTER | LEPAS)"
        f" (DAY | (THIS | NEXT | COMING)? WEEKDAY) {_NO_RANGE}",
        ByWords(_from_day),
        length=LENGTH,
    ),
    rule("week on a weekday", "length:(A UNIT) side:(ON) WEEKDAY", ByWords(_from_day)),
    rule(
        "from a date",
        f"(?= .* (FROM | AFTER | LEPAS | BEFORE)) {_L} side:(FROM | AFTER | LEPAS | BEFORE) {_DATED} {_NO_RANGE}",
        ByWords(_from_day),
        length=LENGTH,
    ),
    rule("beside a holiday", "HOLIDAY side:(QIAN | HOU) OF? length:((NUM | NUMWORD) UNIT)", ByWords(_beside_holiday)),
    rule("unit from a day", f"length:(UNIT) side:(FROM) (DAY | WEEKDAY) {_NO_RANGE}", ByWords(_unit_from_day)),
    rule("unit from a date", f"length:(THE? UNIT) side:(AFTER | BEFORE) {_DATED}", ByWords(_from_day)),
    rule("weekday beside a date", f"ON? THE? WEEKDAY side:(AFTER | BEFORE) {_DATED}", ByWords(_beside_day)),
]
