"""Ranges of clock times: 2-4pm, dari 3 hingga 5, nine to five, half past seven to 9, 九点半到中午."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.grammar.components import Clock, ClockRange
from bot.understanding.grammar.families.clock_words import BESIDE, WITH_PART, past_the_hour, read_clock
from bot.understanding.grammar.phrases import rule
from bot.understanding.text.lexer import Token

_JOINED = "(?= .* (TO | DASH | UNTIL | KE))"
"""Most messages hold no range, and that is seen at one look."""


def _minutes_to(match: re.Match[str], tokens: Sequence[Token]) -> Clock | None:
    """Ten to five; "nine to five" is a range."""
    return past_the_hour(match, tokens) if tokens[match.start("minutes")].value in (5, 10, 20, 25) else None


def _minutes_to_noon(match: re.Match[str], tokens: Sequence[Token]) -> Clock | None:
    """Five to noon; "9 to noon" and "10 to noon" are ranges."""
    return None if tokens[match.start("minutes")].value in range(6, 13) else past_the_hour(match, tokens)


def _past_range(match: re.Match[str], tokens: Sequence[Token]) -> ClockRange | None:
    """Half past seven to 9."""
    start = past_the_hour(match, tokens[: match.end("hour")])
    end = read_clock(tokens[match.start("end") : match.end("end")])
    return ClockRange(start, end) if start is not None and end is not None else None


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


CLOCK_RANGES = [
    rule(
        "minutes to noon",
        "(?= .* (NOON | MIDNIGHT)) AT? minutes:(NUM | NUMWORD) side:(TO) hour:(NOON | MIDNIGHT)",
        _minutes_to_noon,
    ),
    rule(
        "minutes to the hour in words",
        f"(AT)? minutes:(NUMWORD) side:(TO) hour:(NUMWORD) OCLOCK? MERIDIEM? ({BESIDE})?"
        " (?! TO | COUNTED | UNIT | MON)",
        _minutes_to,
    ),
    rule(
        "range from past the hour",
        "(?= .* PAST) (FROM | BETWEEN | AT)? minutes:(HALF | QUARTER | NUM | NUMWORD) side:(PAST) hour:(NUM | NUMWORD)"
        " OCLOCK? (TO | DASH | UNTIL | KE) end:({clock})",
        _past_range,
        clock=WITH_PART,
    ),
    rule(
        "clock range",
        f"{_JOINED} from:(FROM | BETWEEN)? start:({{clock}}) COMMA? to:(TO | DASH | UNTIL | KE) end:({{clock}})",
        _range,
        clock=WITH_PART,
    ),
    rule(
        "range to midday",
        f"{_JOINED} start:({{clock}}) (TO | DASH | UNTIL) end:(PART) (?! NUM | NUMWORD | HHMM)",
        _to_midday,
        clock=WITH_PART,
    ),
    rule("between", "from:(BETWEEN) start:({clock}) to:(AND) end:({clock})", _range, clock=WITH_PART),
]
