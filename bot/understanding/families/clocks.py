"""Clock times: 3pm, 15:30, 1530, pukul 8 malam, half past 3, noon, 三点半, and ranges of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.languages import Kind
from bot.understanding.clock import start_of_part
from bot.understanding.components import Clock, ClockRange, Day, Edge, Part
from bot.understanding.lexer import Token, Tokens
from bot.understanding.phrases import rule

_NO_COUNT = (
    "(?! COUNTED | UNIT | HARI | MON | MEASURE | MONTHMARK | YEARMARK | DAYMARK | WEEKDAYS"
    " | (TO | DASH | UNTIL | KE | AND) THE? (NUM | ORD) DAYMARK? OF? MON)"
)
_MONTHS = frozenset({Kind.MONTH, Kind.WEAKMONTH})
_YEARS = range(2020, 2030)  # 2030 is rather half past eight
_NO_MEASURE = "(?! COUNTED | UNIT | HARI | MEASURE | MONTHMARK | YEARMARK | DAYMARK)"
_NUMBER = "(NUM4 (UNIT | JAM)? | HHMM | NUM NOON? | NUMWORD)"
_MINUTES = (
    "(HALF | QUARTER | (PAST | IN)? NUMWORD? (NUM | NUMWORD) (UNIT (?! HOU | QIAN))?"
    " (?! MEASURE | OF? MON | DAYMARK | MONTHMARK))"
)
_SPLIT = "(HALF (?! UNIT | MEASURE | PAST | JAM | HARI) | QUARTER (?! UNIT | PAST | TO))"
_PART = "(IN | AT | ON)? THE? PART"
_PREFIX = "(FROMNOW (?! FROM))? (ATS THE? | CLOCKMARK | COMING | STARTING | IN (?= CLOCKMARK))* SHARP?"
CLOCK = (
    f"{_PREFIX} (CLOCK12 | (?<! SHARP) (HHMM | NUM4) (?= COUNTED) | NUM4 (?= MON)"
    " | HHMM (?! HARI | MIDNIGHT | MEASURE | MERIDIEM | PART | OCLOCK) |"
    f" NOON | MIDNIGHT {_NUMBER} OCLOCK | {_NUMBER} MIDNIGHT | MIDNIGHT"
    f" | NUM4 OCLOCK | {_NUMBER} OCLOCK {_MINUTES}?+ ((NUM | NUMWORD) UNIT)? MERIDIEM?"
    f" | {_NUMBER} {_SPLIT}? SHARP? (IN THE)? MERIDIEM"
    f" | {_NUMBER} {_SPLIT}? (?= {_PART})"
    " | (?<= CLOCKMARK) NUM (?= COUNTED) | (?<= AT | CLOCKMARK | JAM) NUM (?= (UNTIL | TO) THE? (NUM | ORD) MON)"
    f" | (NUM NOON? | NUMWORD) {_SPLIT}? {_NO_COUNT} | (NUM4 (UNIT | JAM)? | HHMM) {_SPLIT}? {_NO_MEASURE})"
    " (DASH? SHARP)? (FROMNOW (?! FROM))?"
)
ZONE = "ZONE (DASH (?= NUM) | AND (?= NUM))? (NUM (?! PART | UNIT))?"
_JOINED = "(?= .* (TO | DASH | UNTIL | KE))"
"""Most messages hold no range, and that is seen at one look."""
_WITH_PART = f"((FROMNOW (?! FROM))? PART (CLOCKMARK | AT | JAM | OF)?)? {CLOCK} ({_PART})? SHARP?"


def read_clock(tokens: Sequence[Token]) -> Clock | None:
    """The clock that a phrase tells; an hour of 25 is kept, to be named as the mistake it is."""
    hour: int | None = None
    minute = second = 0
    pm: bool | None = None
    part: str | None = None
    exact = marked = bare = minutes = False
    for token in tokens:
        kind = token.kind
        if kind is Kind.CLOCK12:
            hour, minute, pm = token.value
            exact = True
        elif kind is Kind.HHMM:
            hour, minute, second, mark = token.value
            zero = hour < 10 and token.end - token.start > 4 and mark != "h"
            exact = exact or hour >= 13 or zero or hour == 0
            marked = marked or mark == ":"
            bare = bare or mark == "." or second > 0
        elif kind is Kind.NUM4:
            hour, minute = divmod(token.value, 100)
            exact = exact or token.end - token.start == 4
            bare = True
        elif kind in (Kind.NUM, Kind.NUMWORD):
            if hour is None:
                hour, bare = token.value, True
            elif minutes and minute:
                second = token.value
            elif token.value >= 0:
                minute, minutes = token.value, True
        elif kind is Kind.MIDDLE:
            part = part or "midday"
        elif kind is Kind.HALF:
            minute, minutes = 30, True
        elif kind is Kind.QUARTER:
            minute = int(token.value * 60)
        elif kind is Kind.NOON:
            hour, minute = token.value
            exact = True
        elif kind is Kind.MIDNIGHT and hour is not None:
            part = "night"  # 12.30 tengah malam
        elif kind is Kind.MIDNIGHT:
            hour, minute = token.value
            exact, part = True, "midnight"
        elif kind is Kind.MERIDIEM:
            pm, exact = token.value, True
        elif kind is Kind.PART:
            part = part or token.value
            if part == "morning" and token.language == "zh" and hour == 12:
                part = "midday"  # 上午12点
        elif kind is Kind.OCLOCK:
            marked = True
            exact = exact or (token.value == "hrs" and bare and hour is not None and hour > 12)
        elif kind in (Kind.AT, Kind.CLOCKMARK, Kind.JAM, Kind.BY, Kind.UNIT):
            marked = True
    if hour is None:
        return None
    said = pm is not None or part is not None
    weak = bare and not said
    return Clock(hour, minute, second, pm, part, exact or hour > 12, weak, marked or part is not None)


def _clock(match: re.Match[str], tokens: Tokens) -> Clock | None:
    """One clock. 1530 is one unless it cannot be: four digits need a neighbour that says so to be a mistake."""
    start, end = match.span()
    said = tokens[start:end]
    clock = read_clock(said)
    following = tokens[end] if end < len(tokens) else None
    if clock is not None and following is not None and clock.pm is None:
        if following.kind is Kind.NOUN and following.value == "street" and said[-1].kind is Kind.NUM:
            return None  # 15 Jalan Ampang
        if not clock.exact and following.kind is Kind.UNIT and following.value in ("hour", "minute", "second"):
            return None  # 1:30 hours
    if clock is not None and clock.hour > 24 and start and tokens[start - 1].kind is Kind.IN:
        return None  # 5 km in 28:30
    if clock is None or Kind.NUM4 not in tokens.kinds[start:end]:
        return clock
    if following is not None and following.kind in _MONTHS and said[-1].value in _YEARS:
        return None  # 2027 Feb 7
    certain = clock.marked or clock.pm is not None
    three = any(token.kind is Kind.NUM4 and token.end - token.start == 3 for token in said)
    if (not certain or (three and clock.pm is None)) and (clock.minute > 59 or clock.hour > 23):
        return None
    return replace(clock, weak=not certain)


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


def _minutes_to(match: re.Match[str], tokens: Sequence[Token]) -> Clock | None:
    """Ten to five; "nine to five" is a range."""
    return _past(match, tokens) if tokens[match.start("minutes")].value in (5, 10, 20, 25) else None


def _minutes_to_noon(match: re.Match[str], tokens: Sequence[Token]) -> Clock | None:
    """Five to noon; "9 to noon" and "10 to noon" are ranges."""
    return None if tokens[match.start("minutes")].value in range(6, 13) else _past(match, tokens)


def _past_range(match: re.Match[str], tokens: Sequence[Token]) -> ClockRange | None:
    """Half past seven to 9."""
    start = _past(match, tokens[: match.end("hour")])
    end = read_clock(tokens[match.start("end") : match.end("end")])
    return ClockRange(start, end) if start is not None and end is not None else None


def _past(match: re.Match[str], tokens: Sequence[Token]) -> Clock | None:
    """Half past 3, quarter to 6pm, twenty after noon."""
    start = match.start("hour")
    clock = read_clock(tokens[start : match.end()])
    if clock is None:
        return None
    minutes = 0
    for token in tokens[match.start("minutes") : match.end("minutes")]:
        if token.kind in (Kind.HALF, Kind.QUARTER):
            minutes = int(token.value * 60)
        elif token.kind in (Kind.NUM, Kind.NUMWORD):
            minutes += token.value
    before = tokens[match.start("side")].kind in (Kind.TO, Kind.BEFORE)
    if not 0 < minutes < 60:
        return None
    hour, minute = (clock.hour - 1, 60 - minutes) if before else (clock.hour, minutes)
    pm = clock.pm
    if before and hour == 0 and pm is not None:
        hour = 12
    elif before and clock.hour == 12 and pm is not None:
        pm = not pm  # quarter to 12pm is 11.45 in the morning
    return Clock(hour % 24, minute, 0, pm, clock.part, clock.exact and clock.hour > 12, False, True)


def _half(match: re.Match[str], tokens: Sequence[Token]) -> Clock | None:
    """Half three is half past three; "setengah tiga" is half an hour before, as Indonesians count."""
    said = tokens[match.start("hour") : match.end()]
    clock = read_clock(said)
    if clock is None or not 1 <= clock.hour <= 12:
        return None
    if tokens[match.end("half") - 1].language == "ms":
        clock.hour = clock.hour - 1 or 12
    clock.minute, clock.weak = 30, not clock.marked and tokens[match.start()].kind is Kind.HALF and len(tokens) > 2
    return clock


def _range(match: re.Match[str], tokens: Sequence[Token]) -> ClockRange | None:
    start = read_clock(tokens[match.start("start") : match.end("start")])
    end = read_clock(tokens[match.start("end") : match.end("end")])
    if start is None or end is None:
        return None
    oclock = any(token.kind is Kind.OCLOCK for token in tokens[match.start() : match.end()])  # 9-12点半
    spoken = match.group("from") or oclock or any(not clock.weak for clock in (start, end))
    both = start.weak and end.weak and not oclock
    weak = not spoken or (both and not (start.marked or end.marked or match.group("from")))
    return ClockRange(start, end, weak)


def _to_midday(match: re.Match[str], tokens: Sequence[Token]) -> ClockRange | None:
    """九点半到中午: midday without a clock is noon; other parts of a day have no clock of their own."""
    start = read_clock(tokens[match.start("start") : match.end("start")])
    if start is None or tokens[match.start("end")].value != "midday":
        return None
    return ClockRange(start, Clock(12, exact=True, marked=True))


def _part(match: re.Match[str], tokens: Sequence[Token]) -> Part:
    return Part(next(t for t in tokens[match.start() : match.end()] if t.kind is Kind.PART).value)


def _this_part(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    return Day(offset=0, part=tokens[match.start("part")].value)


def _zone(match: re.Match[str], tokens: Sequence[Token]) -> Edge:
    return Edge("zone")


def _tadi(match: re.Match[str], tokens: Sequence[Token]) -> Edge:
    return Edge("tadi")


CLOCK_RANGES = [
    rule(
        "minutes to noon",
        "(?= .* (NOON | MIDNIGHT)) AT? minutes:(NUM | NUMWORD) side:(TO) hour:(NOON | MIDNIGHT)",
        _minutes_to_noon,
    ),
    rule(
        "minutes to the hour in words",
        f"(AT)? minutes:(NUMWORD) side:(TO) hour:(NUMWORD) OCLOCK? MERIDIEM? ({_PART})? (?! TO | COUNTED | UNIT | MON)",
        _minutes_to,
    ),
    rule(
        "range from past the hour",
        "(?= .* PAST) (FROM | BETWEEN | AT)? minutes:(HALF | QUARTER | NUM | NUMWORD) side:(PAST) hour:(NUM | NUMWORD)"
        " OCLOCK? (TO | DASH | UNTIL | KE) end:({clock})",
        _past_range,
        clock=_WITH_PART,
    ),
    rule(
        "clock range",
        f"{_JOINED} from:(FROM | BETWEEN)? start:({{clock}}) COMMA? to:(TO | DASH | UNTIL | KE) end:({{clock}})",
        _range,
        clock=_WITH_PART,
    ),
    rule(
        "range to midday",
        f"{_JOINED} start:({{clock}}) (TO | DASH | UNTIL) end:(PART) (?! NUM | NUMWORD | HHMM)",
        _to_midday,
        clock=_WITH_PART,
    ),
    rule("between", "from:(BETWEEN) start:({clock}) to:(AND) end:({clock})", _range, clock=_WITH_PART),
]
CLOCKS = [
    rule("tadi", "TADI", _tadi),
    rule("zone", ZONE, _zone),
    rule(
        "past the hour",
        "(?= .* (PAST | AFTER | TO | BEFORE)) ATS* A? minutes:(HALF | QUARTER | (NUM | NUMWORD) NUMWORD? UNIT?)"
        " side:(PAST | AFTER | TO | BEFORE)"
        f" hour:(CLOCK12 | NOON | MIDNIGHT | (NUM | NUMWORD) OCLOCK? (MERIDIEM | {_PART})"
        f" | (NUM | NUMWORD) OCLOCK? {_NO_COUNT})",
        _past,
    ),
    rule(
        "half the hour",
        f"ATS* half:(HALF) hour:((NUM | NUMWORD) MERIDIEM? ({_PART})?) {_NO_COUNT} (?! DASH | OTHERMARK | MEASURE)",
        _half,
    ),
    rule("words", f"(?= .* NUMWORD) ATS* (NUMWORD | NUM) NUMWORD NUMWORD? MERIDIEM ({_PART})?", _clock),
    rule("hour and minutes apart", f"AT NUM NUM ({_PART})? {_NO_COUNT} (?! TO | DASH | OTHERMARK)", _apart),
    rule("hour and minutes in words", f"(?= .* NUMWORD) ATS* NUMWORD NUMWORD ({_PART})? {_NO_COUNT}", _spoken),
    rule(
        "clock before a length",
        f"(?= .* OCLOCK) FROM? (PART (CLOCKMARK | AT)?)? {_PREFIX} (NUM | NUMWORD) OCLOCK (HALF | QUARTER)?"
        " (?= (NUM | NUMWORD | HALF | DECIMAL) MEASURE? HALF? (UNIT | JAM))",
        _before_length,
    ),
    rule("clock around noon", "ATS* (NUM | HHMM) MIDDLE (?! UNIT | MON | NUM | NUMWORD)", _around_noon),
    rule("clock", f"FROM? ({_WITH_PART})", _clock),
    rule("coming part", "part:(PART) COMING", _coming_part),
    rule("this part", "THIS THE? part:(PART) SHARP?", _this_part),
    rule("part", f"BY? {_PART} SHARP?", _part),
]
