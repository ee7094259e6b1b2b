"""What the words of one clock tell, and the phrases that every clock is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.grammar.components import Clock
from bot.understanding.text.lexer import Token

NO_COUNT = (
    "(?! COUNTED | UNIT | JAM (?! NUM | NUMWORD | HHMM | CLOCK12) | HARI (?! WDAY) | MON (?! ORD) | MEASURE"
    " | MONTHMARK | YEARMARK | DAYMARK | WEEKDAYS | (TO | DASH | UNTIL | KE | AND) THE? (NUM | ORD) DAYMARK? OF? MON)"
)
_NO_MEASURE = "(?! COUNTED | UNIT | HARI (?! WDAY) | MEASURE | MONTHMARK | YEARMARK | DAYMARK)"
_NUMBER = "(NUM4 (UNIT | JAM)? | HHMM | NUM NOON? | NUMWORD)"
_MINUTES = (
    "(HALF | QUARTER"
    " | PAST? NUMWORD? (NUM | NUMWORD) (UNIT (?! HOU | QIAN | LAGI | FROMNOW) | (?! UNIT | HARI | JAM | DASH))"
    " (?! MEASURE | TIMES | OF? MON | DAYMARK | MONTHMARK))"
)
_SPLIT = "(HALF (?! UNIT | MEASURE | PAST | JAM | HARI) | QUARTER (?! UNIT | PAST | TO))"
BESIDE = "(IN | AT | ON)? THE? PART"
PREFIX = "(FROMNOW (?! FROM))? (ATS THE? | CLOCKMARK | COMING | STARTING | IN (?= CLOCKMARK))* SHARP?"
CLOCK = (
    f"{PREFIX} (CLOCK12 | (?<! SHARP) (HHMM | NUM4) (?= COUNTED) | NUM4 (?= MON)"
    " | HHMM (?! HARI (?! WDAY) | MIDNIGHT | MEASURE | MERIDIEM | PART | OCLOCK) |"
    f" NUMWORD? NOON | MIDNIGHT {_NUMBER} OCLOCK | {_NUMBER} MIDNIGHT | MIDNIGHT"
    f" | NUM4 OCLOCK | {_NUMBER} OCLOCK ({_MINUTES} ((NUM | NUMWORD) UNIT)?)?+ MERIDIEM?"
    f" | {_NUMBER} {_SPLIT}? SHARP? (IN THE)? MERIDIEM"
    f" | {_NUMBER} {_SPLIT}? (?= {BESIDE})"
    " | (?<= CLOCKMARK) NUM (?= COUNTED)"
    " | (?<= AT | CLOCKMARK | JAM) NUM (?= WEEKDAYS | (UNTIL | TO) THE? (NUM | ORD) MON)"
    f" | (NUM NOON? | NUMWORD) {_SPLIT}? {NO_COUNT} | (NUM4 (UNIT | JAM)? | HHMM) {_SPLIT}? {_NO_MEASURE})"
    " (DASH? SHARP)? (FROMNOW (?! FROM))?"
)
WITH_PART = f"(PART (CLOCKMARK | AT | JAM | OF)?)? {CLOCK} ({BESIDE})? SHARP?"


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


def past_the_hour(match: re.Match[str], tokens: Sequence[Token]) -> Clock | None:
    """Half past 3, quarter to 6pm, twenty after noon: the groups minutes and side, and the hour up to the end."""
    minutes, side = tokens[match.start("minutes") : match.end("minutes")], tokens[match.start("side")]
    if side.kind is Kind.TO and side.language in ("ms", "zh"):
        return None  # suku hingga 3: only the English word tells what is left to the hour
    return minutes_from_hour(minutes, side, tokens[match.start("hour") : match.end()])


def minutes_from_hour(said: Sequence[Token], side: Token, hour_said: Sequence[Token]) -> Clock | None:
    """The clock so many minutes past or to the hour. said: the minutes, a half, a quarter."""
    clock = read_clock(hour_said)
    if clock is None:
        return None
    minutes = 0
    for token in said:
        if token.kind in (Kind.HALF, Kind.QUARTER):
            minutes = int(token.value * 60)
        elif token.kind in (Kind.NUM, Kind.NUMWORD):
            minutes += token.value
    before = side.kind in (Kind.TO, Kind.BEFORE)
    if not 0 < minutes < 60:
        return None
    hour, minute = (clock.hour - 1, 60 - minutes) if before else (clock.hour, minutes)
    pm = clock.pm
    if before and hour == 0 and pm is not None:
        hour = 12
    elif before and clock.hour == 12 and pm is not None:
        pm = not pm  # quarter to 12pm is 11.45 in the morning
    return Clock(hour % 24, minute, 0, pm, clock.part, clock.exact and clock.hour > 12, False, True)
