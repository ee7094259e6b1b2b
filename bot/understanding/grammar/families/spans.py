"""Stretches of days: next week, this month, tahun depan, end of March, this weekend."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.grammar.components import Day
from bot.understanding.grammar.families.date_words import (
    EDGES,
    SPAN_UNITS,
    YEAR,
    group_of,
    is_person,
    month_of,
    weeks_of,
    year_of,
)
from bot.understanding.grammar.phrases import ByWords, rule
from bot.understanding.text.lexer import Token

_SIDE = "THIS | NEXT | LAST | LEPAS | COMING"


def week_of_unit(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """Next week, this month, tahun depan, 下个月; with `edge` its beginning or end."""
    unit = next((t for t in group_of(match, tokens, "unit")), None)
    name = (
        "month"
        if unit is None or unit.kind is Kind.MONTHMARK
        else "year"
        if unit.kind is Kind.YEARMARK
        else "day"
        if unit.kind is Kind.HARI
        else "quarter_year"
        if unit.kind is Kind.QUARTER
        else unit.value
    )
    said = group_of(match, tokens)
    side = weeks_of(said)
    if side is None and any(t.kind is Kind.COMING for t in said):
        side = 1  # the coming week
    edge = next((t.value for t in group_of(match, tokens, "edge")), None)
    if name == "day" and edge is None and unit is said[0] and unit.language == "en" and len(said) > 1:
        return None  # sports day next Wednesday
    if name == "day" and edge is None and side == -1 and unit is not None and unit.language == "en":
        return None  # the last day of school
    if name == "day" and edge is None:
        return {1: Day(offset=1), -1: Day(offset=-1), 0: Day(offset=0)}.get(side if side is not None else 9)
    if side is None and edge is None:
        return None
    past = side is not None and side < 0
    if name == "day":
        return Day(offset=side or 0, part="evening")
    if name == "week":
        return Day(week=side, span="week", edge=edge, past=past)
    if name == "month":
        return Day(month_offset=side, span="month", edge=edge, past=past)
    if name == "quarter_year":
        return Day(week=side, span="quarter", edge=edge, past=past)
    return Day(year_offset=side, span="year", edge=edge, past=past) if name == "year" else None


def _weekend(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    week = weeks_of(group_of(match, tokens))
    return Day(week=week, span="weekend", past=week is not None and week < 0)


def month_alone(match: re.Match[str], tokens: Sequence[Token]) -> Day | None:
    """December, next March, in Mac 2027, end of June; weak where nothing but its name stands there."""
    year_tokens = group_of(match, tokens, "year")
    year = year_of(year_tokens)
    if (year is None and any(t.kind is Kind.NUM4 for t in year_tokens)) or is_person(match, tokens):
        return None  # lunch with Mei 1230
    edge = next((t.value for t in group_of(match, tokens, "edge")), None)
    side = weeks_of(group_of(match, tokens, "side"))
    whole = tokens[match.start()].value == "whole"
    weak = year is None and edge is None and not match.group("side") and not match.group("in") and not whole
    last = side is not None and side < 0
    return Day(
        month=month_of(group_of(match, tokens, "month")), year=year, span="month", edge=edge, weak=weak, last=last
    )


def _year_edge(match: re.Match[str], tokens: Sequence[Token]) -> Day:
    """明年初, 今年年底."""
    return Day(year_offset=tokens[match.start()].value, span="year", edge=tokens[match.end() - 1].value)


SPANS = [
    rule(
        "edge of month",
        f"THE? edge:(ENDOF | STARTOF | MIDDLE | AHEAD) OF? in:(IN)? month:(MON) side:(NEXT)? year:({YEAR})?",
        ByWords(month_alone),
    ),
    rule(
        "edge of side",
        "THE? edge:({edges} | AHEAD) (OF | THE)* (THIS | NEXT) unit:({units})",
        ByWords(week_of_unit),
        edges=EDGES,
        units=SPAN_UNITS,
    ),
    rule(
        "edge",
        "THE? edge:({edges}) (OF | THE)* unit:({units}) (NEXT | THIS)?",
        ByWords(week_of_unit),
        edges=EDGES,
        units=SPAN_UNITS,
    ),
    rule("edge early", "edge:(AHEAD) unit:(UNIT) (NEXT | THIS)?", ByWords(week_of_unit)),
    rule("edge of year word", "YEARWORD YEARMARK? edge:({edges})", ByWords(_year_edge), edges=EDGES),
    rule(
        "edge after",
        "(THIS | NEXT)* unit:({units}) edge:({edges})",
        ByWords(week_of_unit),
        units=SPAN_UNITS,
        edges=EDGES,
    ),
    rule("weekend", f"THE? ({_SIDE})* WEEKEND ({_SIDE} | AFTER NEXT)?", ByWords(_weekend)),
]
