"""Ranges of clock times: 2-4pm, dari 3 hingga 5, nine to five, half past seven to 9, 九点半到中午."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.grammar.components import Clock, ClockRange
from bot.understanding.grammar.families.clock_words import (
    BESIDE,
    WITH_PART,
    minutes_from_hour,
    past_the_hour,
    read_clock,
)
from bot.understanding.grammar.phrases import ByWords, rule
from bot.understanding.text.lexer import Token

_MINUTES_TO = (5, 10, 20, 25)
_SAID = (
    "AT? A? (HALF PAST | QUARTER (PAST | TO | BEFORE) | NUMWORD NUMWORD? UNIT? (PAST | TO | BEFORE)"
    " | NUM (UNIT (PAST | TO) | PAST)) (CLOCK12 | (NUM | NUMWORD) OCLOCK? MERIDIEM?) ({beside})?"
)
_JOINED = "(?= .* (TO | DASH | UNTIL | KE))"
"""Most messages hold no range, and that is seen at one look."""


def _minutes_to(match: re.Match[str], tokens: Sequence[Token]) -> Clock | None:
    """Ten to five; "nine to five" is a range."""
    return past_the_hour(match, tokens) if tokens[match.start("minutes")].value in _MINUTES_TO else None


def _minutes_to_earlier(match: re.Match[str], tokens: Sequence[Token]) -> Clock | None:
    """Ten to 9, twenty to 6: no range ends before it begins; "ten to 12" and "five to 9" are ranges."""
    minutes, hour = tokens[match.start("minutes")].value, tokens[match.start("hour")].value
    return past_the_hour(match, tokens) if minutes in _MINUTES_TO and hour <= minutes else None


def _minutes_to_noon(match: re.Match[str], tokens: Sequence[Token]) -> Clock | None:
    """Five to noon; "9 to noon" and "10 to noon" are ranges."""
    return None if tokens[match.start("minutes")].value in range(6, 13) else past_the_hour(match, tokens)


def _spoken_range(match: re.Match[str], tokens: Sequence[Token]) -> ClockRange | None:
    """Half past seven to 9, quarter past two till ten to four, 9am to quarter to ten."""
    start, end = (_spoken(tokens[match.start(name) : match.end(name)]) for name in ("start", "end"))
    return ClockRange(start, end) if start is not None and end is not None else None


def _quarter_range(match: re.Match[str], tokens: Sequence[Token]) -> ClockRange | None:
    """2 suku hingga 3: in Malay the quarter stands behind its hour, and "2 quarter to 3" is nothing."""
    spaced = tokens[match.end("start") - 1].language == "ms"
    return _spoken_range(match, tokens) if spaced else None


def _spoken(said: Sequence[Token]) -> Clock | None:
    """A clock, or so many minutes past or to the hour; of "nine to five" the first is no number of minutes."""
    if said and said[0].kind in (Kind.AT, Kind.A, Kind.CLOCKMARK):
        said = said[1:]
    side = next((index for index, token in enumerate(said) if token.kind in (Kind.PAST, Kind.TO, Kind.BEFORE)), 0)
    if not side:
        return read_clock(said)
    if said[side].kind is Kind.TO and said[0].kind is Kind.NUMWORD and said[0].value not in _MINUTES_TO:
        return None
    return minutes_from_hour(said[:side], said[side], said[side + 1 :])


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


_BETWEEN = "COMMA? (TO | DASH | UNTIL | KE)"
CLOCK_RANGES = [
    rule(
        "range from a quarter behind its hour",
        f"(?= .* QUARTER) FROM? start:((CLOCKMARK | AT | JAM)? (NUM | NUMWORD) QUARTER) {_BETWEEN} end:({{clock}})",
        ByWords(_quarter_range),
        clock=WITH_PART,
    ),
    rule(
        "between spoken clocks",
        "(?= .* (AND | WITH)) BETWEEN start:({said}) (AND | WITH) end:({said} | {clock})",
        ByWords(_spoken_range),
        said=_SAID,
        clock=WITH_PART,
        beside=BESIDE,
    ),
    rule(
        "range from a spoken clock",
        f"(?= .* (PAST | QUARTER | TO)) (FROM | BETWEEN)? start:({{said}}) {_BETWEEN} end:({{said}} | {{clock}})",
        ByWords(_spoken_range),
        said=_SAID,
        clock=WITH_PART,
        beside=BESIDE,
    ),
    rule(
        "range to a spoken clock",
        "(?= .* (PAST | QUARTER | TO NUMWORD TO | UNTIL NUMWORD TO | DASH NUMWORD TO))"
        f" (FROM | BETWEEN)? start:({{clock}}) {_BETWEEN} end:({{said}})",
        ByWords(_spoken_range),
        said=_SAID,
        clock=WITH_PART,
        beside=BESIDE,
    ),
    rule(
        "minutes to noon",
        "(?= .* (NOON | MIDNIGHT)) AT? minutes:(NUM | NUMWORD) side:(TO) hour:(NOON | MIDNIGHT)",
        ByWords(_minutes_to_noon),
    ),
    rule(
        "minutes to an hour that they would not reach",
        "(?= AT? NUMWORD TO NUM) AT? minutes:(NUMWORD) side:(TO) hour:(NUM) OCLOCK? MERIDIEM?"
        f" ({BESIDE})? (?! TO | COUNTED | UNIT | MON | DAYMARK)",
        ByWords(_minutes_to_earlier),
    ),
    rule(
        "minutes to the hour in words",
        f"(AT)? minutes:(NUMWORD) side:(TO) hour:(NUMWORD) OCLOCK? MERIDIEM? ({BESIDE})?"
        " (?! TO | COUNTED | UNIT | MON)",
        ByWords(_minutes_to),
    ),
    rule(
        "clock range",
        f"{_JOINED} from:(FROM | BETWEEN)? start:({{clock}}) COMMA? to:(TO | DASH | UNTIL | KE) end:({{clock}})",
        ByWords(_range),
        clock=WITH_PART,
    ),
    rule(
        "range to midday",
        f"{_JOINED} start:({{clock}}) (TO | DASH | UNTIL) end:(PART) (?! NUM | NUMWORD | HHMM)",
        ByWords(_to_midday),
        clock=WITH_PART,
    ),
    rule("between", "from:(BETWEEN) start:({clock}) to:(AND | WITH) end:({clock})", ByWords(_range), clock=WITH_PART),
]
