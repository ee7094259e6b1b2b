"""The reading of one message, from its text to what the person wants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.languages import Kind
from bot.understanding.components import (
    Clock,
    ClockRange,
    Day,
    DayRange,
    Edge,
    Found,
    ImpossibleTime,
    Repeat,
)
from bot.understanding.families import GRAMMAR
from bot.understanding.intents import intent_of, is_statement, language_of
from bot.understanding.requests import read_request
from bot.understanding.leftover import Leftover, read_leftover
from bot.understanding.lexer import Token, tokenise
from bot.understanding.normalise import Normalised, normalise
from bot.understanding.reading import EventReading, Intent, Problem, Reading, Span
from bot.understanding.refine import Plan, refine
from bot.understanding.resolve import Moment, Resolved, resolve

_TIMELIKE = frozenset(
    {
        Kind.NUM, Kind.NUMWORD, Kind.NUM4, Kind.DECIMAL, Kind.HHMM, Kind.CLOCK12, Kind.DATE, Kind.ORD, Kind.DAY, Kind.DAYPART,
        Kind.WEEKDAY, Kind.WEEKDAYS, Kind.WEAKDAY, Kind.MONTH, Kind.WEAKMONTH, Kind.HOLIDAY, Kind.WEEKEND, Kind.PART, Kind.NOON,
        Kind.MIDNIGHT, Kind.UNIT, Kind.JAM, Kind.SECOND, Kind.LENGTHWORD, Kind.EVERY, Kind.FREQ, Kind.NEXT, Kind.ENDOF,
        Kind.YEARWORD, Kind.REMIND,
    }
)  # fmt: skip


def understand(text: str, now: datetime, zone: str | ZoneInfo, *, locale: str | None = None) -> Reading:
    """What the message asks for.

    now: aware. zone: in which its wall clocks are meant. locale: the person's own language (IETF tag), tried for the
    day where no language of the house says one. Never raises for any text; raises ValueError for a naive `now` and
    UnknownTimezone for a zone that is not known.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    moment = Moment(now, zone if isinstance(zone, ZoneInfo) else _zone(zone))
    normal = normalise(text)
    tokens = tokenise(normal.text)
    language = language_of(tokens)
    if not tokens:
        return Reading("none", Intent.CHATTER, language=language)
    intent = intent_of(normal.text, tokens)
    if intent is not Intent.ADD:
        return read_request(intent, text, normal, tokens, moment, language)
    if not any(token.kind in _TIMELIKE for token in tokens):
        return Reading("none", Intent.CHATTER, language=language)
    kinds = "".join([token.kind.value for token in tokens])
    found = GRAMMAR.find(kinds, tokens)
    return _read(text, normal, tokens, found, moment, language)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    from calendar_core.domain.timezones import zone_of

    return zone_of(name)


def _read(
    text: str, normal: Normalised, tokens: list[Token], found: list[Found], moment: Moment, language: str
) -> Reading:
    events: list[EventReading] = []
    inherited: list[Day | DayRange] = []
    for first, last in _segments(tokens, found):
        part = [Found(f.value, f.first - first, f.last - first) for f in found if first <= f.first and f.last <= last]
        segment = tokens[first:last]
        plan = refine(part, segment)
        if not plan.has_time:
            continue
        if not plan.days and inherited and plan.ahead is None and plan.repeat is None:
            plan.days = inherited
        reading = _event(text, normal, segment, plan, moment, language)
        if reading.kind != "event":
            return reading
        inherited = plan.days or inherited
        events += reading.events
    if not events:
        return Reading("none", Intent.CHATTER, language=language)
    return Reading("event", Intent.ADD, tuple(events), language=language)


def _event(text: str, normal: Normalised, tokens: list[Token], plan: Plan, moment: Moment, language: str) -> Reading:
    leftover = read_leftover(text, normal, tokens, plan.used, order=plan.remind)
    if is_statement(normal.text, tokens, plan, leftover.title):
        return Reading("none", Intent.CHATTER, language=language)
    try:
        resolved = resolve(plan, moment, _meal(tokens))
    except ImpossibleTime as error:
        problem = _problem(error.code, text, normal, tokens, plan, leftover)
        return Reading("error", Intent.ADD, problem=problem, language=language)
    events = tuple(_reading_of(one, leftover, plan, normal, tokens, text) for one in resolved)
    if resolved[0].past:
        return _past(events[0], text, normal, tokens, plan, language)
    return Reading("event", Intent.ADD, events, language=language)


def _meal(tokens: Sequence[Token]) -> str | None:
    return next((token.value for token in tokens if token.kind is Kind.MEAL), None)


def _reading_of(
    resolved: Resolved, leftover: Leftover, plan: Plan, normal: Normalised, tokens: Sequence[Token], text: str
) -> EventReading:
    lead = plan.lead.minutes if plan.lead is not None else 0 if plan.remind else None
    notes = resolved.notes if leftover.title else (*resolved.notes, "no_title")
    return EventReading(
        title=leftover.title,
        when=resolved.when,
        rrule=resolved.rrule,
        location=leftover.location,
        people=leftover.people,
        reminder_minutes=lead,
        moved_to_next_day=resolved.moved,
        end_said=resolved.end_said,
        notes=notes,
        spans=(*leftover.spans, *_spans(plan, normal, tokens, text)),
    )


def _spans(plan: Plan, normal: Normalised, tokens: Sequence[Token], text: str) -> list[Span]:
    spans = []
    for role, first, last in sorted(plan.used, key=lambda item: item[1]):
        start = normal.original(tokens[first].start)
        end = normal.original(tokens[last - 1].end - 1) + 1
        spans.append(Span(role, start, end, text[start:end]))
    return spans


def _problem(
    code: str, text: str, normal: Normalised, tokens: Sequence[Token], plan: Plan, leftover: Leftover
) -> Problem:
    role = "time" if code == "impossible_time" else "date"
    spans = [span for span in _spans(plan, normal, tokens, text) if span.role == role] or _spans(
        plan, normal, tokens, text
    )
    if not spans:
        return Problem(code, "", None, title=leftover.title)
    start, end = spans[0].start, spans[-1].end
    return Problem(code, text[start:end], Span(role, start, end, text[start:end]), title=leftover.title)


def _past(
    event: EventReading, text: str, normal: Normalised, tokens: Sequence[Token], plan: Plan, language: str
) -> Reading:
    spans = [span for span in event.spans if span.role in ("date", "time")]
    start = min((span.start for span in spans), default=0)
    end = max((span.end for span in spans), default=0)
    problem = Problem(
        "past", text[start:end], Span("date", start, end, text[start:end]), event.when, event.title, event
    )
    return Reading("past", Intent.ADD, problem=problem, language=language)


# -- several events ---------------------------------------------------------------------------------------------


def _segments(tokens: Sequence[Token], found: Sequence[Found]) -> list[tuple[int, int]]:
    """Where the message is to be cut, so that each part is one event; the whole of it where it is one."""
    whole = [(0, len(tokens))]
    times = [item for item in found if isinstance(item.value, (Clock, ClockRange, Day, DayRange))]
    if len(times) < 2:
        return whole
    cuts = [index for index, token in enumerate(tokens) if token.kind in (Kind.LINE, Kind.AND, Kind.COMMA, Kind.STOP)]
    parts: list[tuple[int, int]] = []
    begin = 0
    for cut in cuts:
        if _stands_alone(tokens, found, begin, cut) and _stands_alone(tokens, found, cut + 1, len(tokens)):
            parts.append((begin, cut))
            begin = cut + 1
    parts.append((begin, len(tokens)))
    return parts


def _stands_alone(tokens: Sequence[Token], found: Sequence[Found], first: int, last: int) -> bool:
    """Whether these tokens have a clock (or, on a line of their own, a day) and words that could be a title."""
    inside = [item for item in found if first <= item.first and item.last <= last]
    if any(item.first < first < item.last or item.first < last < item.last for item in found):
        return False
    own_line = (first == 0 or tokens[first - 1].kind is Kind.LINE) and (
        last == len(tokens) or tokens[last].kind is Kind.LINE
    )
    times = (Clock, ClockRange, Day, DayRange, Repeat) if own_line else (Clock, ClockRange)
    if not any(isinstance(item.value, times) and not getattr(item.value, "weak", False) for item in inside):
        return False
    taken = {index for item in inside if not isinstance(item.value, Edge) for index in range(item.first, item.last)}
    return any(
        index not in taken and tokens[index].kind in (Kind.WORD, Kind.MEAL, Kind.NOUN) for index in range(first, last)
    )
