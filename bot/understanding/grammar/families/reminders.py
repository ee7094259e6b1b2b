"""Lead times ("remind me 30 min before", "ingatkan 1 jam awal", "提前15分钟提醒我") and the order to remind at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.grammar.components import Edge, Lead
from bot.understanding.grammar.families.length_words import LENGTH, read_length
from bot.understanding.grammar.phrases import ByWords, rule
from bot.understanding.text.lexer import Token, Tokens

_DONE_TO_OTHERS = frozenset(["ping", "nudge", "notify", "buzz", "alert"])
_DAY_MINUTES = 24 * 60
_CLOCKS = frozenset({Kind.CLOCK12, Kind.HHMM, Kind.MERIDIEM, Kind.OCLOCK, Kind.NOON, Kind.CLOCKMARK, Kind.PART})


def _lead(match: re.Match[str], tokens: Sequence[Token]) -> Lead | None:
    start, end = match.span("length")
    length = read_length(tokens[start:end])
    if length is None or length.months:
        return None
    return Lead(round(length.minutes) + length.days * _DAY_MINUTES)


def _beside_clock(match: re.Match[str], tokens: Tokens) -> Lead | None:
    """Dentist 3pm (remind 45m): how long before its clock; with no clock before it "remind me 45 min" is from now."""
    return _lead(match, tokens) if not _CLOCKS.isdisjoint(tokens.kinds[: match.start()]) else None


def _day_before(match: re.Match[str], tokens: Sequence[Token]) -> Lead:
    return Lead(_DAY_MINUTES)


def _order(match: re.Match[str], tokens: Tokens) -> Edge | None:
    """ "Remind me", with what it is about; a "reminder" deep inside a title is a word of it, and so is whom to ping."""
    noun = match.end() == match.start() + 1 and tokens[match.start()].kind is Kind.REMIND
    if noun and tokens.words[match.start()] in _DONE_TO_OTHERS and tokens.kinds[match.end() :][:1] != Kind.COLON:
        return None  # ping the team
    return Edge("remind") if not noun or match.start() == 0 or tokens[match.start()].value == "remind" else None


_L = "length:({length})"
_EARLIER = "(BEFORE | AHEAD | QIAN)"
_LINK = "(AND | COMMA | WITH | STOP | A)*"
_REMIND = "REMIND (ME | AT | BY | ON | FOR | IN | COLON | SHARP | A | AHEAD)*"
REMINDERS = [
    rule("remind before", f"{_LINK} {_REMIND} {_L} {_EARLIER}+ OF* REMIND? ME?", ByWords(_lead), length=LENGTH),
    rule("remind ahead", f"{_LINK} {_REMIND} (AHEAD | QIAN) {_L}", ByWords(_lead), length=LENGTH),
    rule("before remind", f"(?= .* REMIND) {_LINK} {_L} {_EARLIER}+ REMIND ME*", ByWords(_lead), length=LENGTH),
    rule(
        "ahead remind", f"(?= .* REMIND) {_LINK} (AHEAD | BEFORE | QIAN) {_L} REMIND ME*", ByWords(_lead), length=LENGTH
    ),
    rule(
        "reminder of",  # not the two hours of "gym 2 hours, ping me 45 min early"
        f"(?= .* REMIND) {_LINK} {_L} REMIND (?! ME* (A | AT | BY | SHARP)* {{length}} {_EARLIER})",
        ByWords(_lead),
        length=LENGTH,
    ),
    rule(
        "remind the day before",
        f"{_LINK} {_REMIND} (THE | A)* (UNIT | HARI | LENGTHWORD | NUMWORD (UNIT | HARI)) {_EARLIER}",
        ByWords(_day_before),
    ),
    rule("ahead", f"{_LINK} AHEAD {_L}", ByWords(_lead), length=LENGTH),
    rule(
        "before",
        f"(?= .* (AHEAD | BEFORE)) {_LINK} {_L} (AHEAD | BEFORE)"
        " (?! WDAY | DAY | CLOCK12 | CLOCKMARK | NUM | NUMWORD | HALF | LENGTHWORD | HHMM | NOON | MIDNIGHT | MON"
        " | DATE | HOLIDAY)",
        ByWords(_lead),
        length=LENGTH,
    ),
    rule(
        "remind so long",
        f"{_LINK} REMIND (ME | FOR | COLON)* {_L} (?= OTHERMARK | STOP | LINE | $)",
        _beside_clock,
        length=LENGTH,
    ),
    rule("order", "REMIND ME*", ByWords(_order)),
]
