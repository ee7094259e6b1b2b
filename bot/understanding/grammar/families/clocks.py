"""Clock times: 3pm, 15:30, 1530, pukul 8 malam, half past 3, noon, 三点半."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from bot.languages import Kind
from bot.understanding.grammar.clock import start_of_part
from bot.understanding.grammar.components import Clock, Day, Edge, Part
from bot.understanding.grammar.families.clock_words import (
    BESIDE,
    NO_COUNT,
    PREFIX,
    WITH_PART,
    past_the_hour,
    read_clock,
)
from bot.understanding.grammar.phrases import ByWords, rule
from bot.understanding.text.lexer import Token

_MIDNIGHT = 24
_MONTHS = frozenset({Kind.MONTH, Kind.WEAKMONTH})
_OF_CLOCK = frozenset(("hour", "minute", "second"))
_YEARS = range(2020, 2030)  # 2030 is rather half past eight
ZONE = "ZONE (DASH (?= NUM) | AND (?= NUM))? (NUM (?! PART | UNIT))?"


def _clock(match: re.Match[str], tokens: Sequence[Token]) -> Clock | None:
    """One clock. 1530 is one unless it cannot be: four digits need a neighbour that says so to be a mistake."""
    said = tokens[match.start() : match.end()]
    clock = read_clock(said)
    if clock is not None and clock.hour == _MIDNIGHT and len(said) == 1 and said[0].kind is Kind.NUM:
        return None  # 9 nov 24
    fours = [token for token in said if token.kind is Kind.NUM4]
    if clock is None or not fours:
        return clock
    certain = clock.marked or clock.pm is not None
    three = any(token.end - token.start == 3 for token in fours)
    if (not certain or (three and clock.pm is None)) and (clock.minute > 59 or clock.hour > 23):
        return None
    return replace(clock, weak=not certain)


def _no_number(clock: Clock, first: int, last: int, tokens: Sequence[Token]) -> Clock | None:
    """The clock, where its number is not that of a house, of a length, of a year or of how fast somebody ran."""
    if clock.hour > 24 and first and tokens[first - 1].kind is Kind.IN:
        return None  # 5 km in 28:30
    if clock.pm is not None or last == len(tokens):
        return clock
    following, number = tokens[last], tokens[last - 1]
    kind = following.kind
    if kind is Kind.NOUN and following.value == "street" and number.kind is Kind.NUM:
        return None  # 15 Jalan Ampang
    if kind is Kind.UNIT and not clock.exact and following.value in _OF_CLOCK:
        return None  # 1:30 hours
    if kind in _MONTHS and number.kind is Kind.NUM4 and number.value in _YEARS:
        return None  # 2027 Feb 7
    return clock


def _before_length(match: re.Match[str], tokens: Sequence[Token]) -> Clock | None:
    """下午4点 45分钟, 8点半 两个小时: how long it lasts, where one 分 tells the minutes of the clock."""
    unit = next(token for token in tokens[match.end() + 1 :] if token.kind in (Kind.UNIT, Kind.JAM))
    minutes = unit.value == "minute" and unit.end - unit.start == 1
    return None if minutes else read_clock(tokens[match.start() : match.end()])


def _around_noon(match: re.Match[str], tokens: Sequence[Token]) -> Clock | None:
    """12.30 tgh: "tengah hari" cut short, which is said of the hours around noon only."""
    clock = read_clock(tokens[match.start() : match.end()])
    return clock if clock is not None and clock.hour in (11, 12, 1, 2) else None


def _coming_part(match: re.Match[str], tokens: Sequence[Token]) -> Clock:
    """Pagi nanti: the coming morning, tomorrow's where that of today has gone."""
    return Clock(*divmod(start_of_part(tokens[match.start()].value).minutes, 60), exact=True, marked=True)


def _spoken(match: re.Match[str], tokens: Sequence[Token]) -> Clock | None:
    """Twelve thirty, ten fifteen: words for an hour and for minutes."""
    said = tokens[match.start() : match.end()]
    numbers = [token for token in said if token.kind is Kind.NUMWORD]
    if not (1 <= numbers[0].value <= 12 and 10 <= numbers[1].value < 60 and numbers[0].language == numbers[1].language):
        return None
    return read_clock(said)


def _apart(match: re.Match[str], tokens: Sequence[Token]) -> Clock | None:
    """At 3 15."""
    hour, minute = (t for t in tokens[match.start() : match.end()] if t.kind is Kind.NUM)
    if not (1 <= hour.value <= 12 and 10 <= minute.value < 60 and minute.end - minute.start == 2):
        return None
    return read_clock(tokens[match.start() : match.end()])


def _half(match: re.Match[str], tokens: Sequence[Token]) -> Clock | None:
    """Half three is half past three; "setengah tiga" is half an hour before, as Indonesians count."""
    said = tokens[match.start("hour") : match.end()]
    clock = read_clock(said)
    if clock is None or not 1 <= clock.hour <= 12:
        return None
    hour = clock.hour - 1 or 12 if tokens[match.end("half") - 1].language == "ms" else clock.hour
    weak = not clock.marked and tokens[match.start()].kind is Kind.HALF and len(tokens) > 2
    return replace(clock, hour=hour, minute=30, weak=weak)


def _part(match: re.Match[str], tokens: Sequence[Token]) -> Part:
    return Part(next(t for t in tokens[match.start() : match.end()] if t.kind is Kind.PART).value)


def _this_part(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    return Day(offset=0, part=tokens[match.start("part")].value)


def _zone(match: re.Match[str], tokens: Sequence[Token]) -> Edge:
    return Edge("zone")


def _tadi(match: re.Match[str], tokens: Sequence[Token]) -> Edge:
    return Edge("tadi")


_CLOCK = ByWords(_clock, _no_number, near=frozenset({Kind.IN, Kind.NOUN, Kind.UNIT, *_MONTHS}))
CLOCKS = [
    rule("tadi", "TADI", ByWords(_tadi)),
    rule("zone", ZONE, ByWords(_zone)),
    rule(
        "past the hour",
        "(?= .* (PAST | AFTER | TO | BEFORE)) ATS* A? minutes:(HALF | QUARTER | (NUM | NUMWORD) NUMWORD? UNIT?)"
        " side:(PAST | AFTER | TO | BEFORE)"
        f" hour:(CLOCK12 | NOON | MIDNIGHT | (NUM | NUMWORD) OCLOCK? (MERIDIEM | {BESIDE})"
        " | (NUM | NUMWORD) OCLOCK? (?! COUNTED | UNIT | MEASURE))",
        ByWords(past_the_hour),
    ),
    rule(
        "half the hour",
        f"ATS* half:(HALF) hour:((NUM | NUMWORD) MERIDIEM? ({BESIDE})?) {NO_COUNT} (?! DASH | OTHERMARK | MEASURE)",
        _half,
    ),
    rule(
        "words",
        f"(?= .* NUMWORD) ATS* (NUMWORD | NUM) NUMWORD NUMWORD? MERIDIEM ({BESIDE})?",
        _CLOCK,
    ),
    rule("hour and minutes apart", f"AT NUM NUM ({BESIDE})? {NO_COUNT} (?! TO | DASH | OTHERMARK)", ByWords(_apart)),
    rule("hour and minutes in words", f"(?= .* NUMWORD) ATS* NUMWORD NUMWORD ({BESIDE})? {NO_COUNT}", ByWords(_spoken)),
    rule(
        "clock before a length",
        f"(?= .* OCLOCK) FROM? (PART (CLOCKMARK | AT)?)? {PREFIX} (NUM | NUMWORD) OCLOCK (HALF | QUARTER)?"
        " (?= (NUM | NUMWORD | HALF | DECIMAL) MEASURE? HALF? (UNIT | JAM))",
        _before_length,
    ),
    rule("clock around noon", "ATS* (NUM | HHMM) MIDDLE (?! UNIT | MON | NUM | NUMWORD)", ByWords(_around_noon)),
    rule("later and a clock", f"FROMNOW (?= PART) ({WITH_PART})", _CLOCK),
    rule("clock", f"FROM? ({WITH_PART})", _CLOCK),
    rule("coming part", "part:(PART) COMING", ByWords(_coming_part)),
    rule("this part", "THIS THE? part:(PART) SHARP?", ByWords(_this_part)),
    rule("part", f"BY? {BESIDE} SHARP?", ByWords(_part)),
]
