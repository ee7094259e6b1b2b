"""One event and one problem of a message as they are handed out, with the stretches of text they came from.

What a plan used is in the order of the message by now.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from bot.languages import Kind
from bot.understanding.grammar.components import Clock, ClockRange, Found, Value
from bot.understanding.reading import EventReading, Intent, Problem, Reading, Span
from bot.understanding.refine import Plan
from bot.understanding.resolve import Resolved
from bot.understanding.text.lexer import Token, Tokens
from bot.understanding.text.normalise import Normalised
from bot.understanding.title.leftover import Leftover
from calendar_core.domain.timespan import Timespan

_find_time = re.compile(
    f"[{Kind.DAY}{Kind.DAYPART}{Kind.CLOCK12}{Kind.HHMM}{Kind.EVERY}{Kind.UNTIL}{Kind.CLOCKMARK}{Kind.EXCEPT}]"
).search
"""A word that can only be of a time."""


class Source(Struct, frozen=True, gc=False):
    """A part of a message that is one event: its text as written and as read, its tokens, its language."""

    text: str
    normal: Normalised
    tokens: Tokens
    language: str

    @property
    def meal(self) -> str | None:
        """The meal that is spoken of, which tells the part of the day."""
        index = self.tokens.kinds.find(Kind.MEAL)
        return self.tokens[index].value if index >= 0 else None

    def span(self, role: str, first: int, last: int) -> Span:
        """Where tokens first up to last stand in the message."""
        start, end = self.normal.span(self.tokens[first].start, self.tokens[last - 1].end)
        return Span(role, start, end, self.text[start:end])


def events_of(resolved: Sequence[Resolved], leftover: Leftover, plan: Plan, source: Source) -> tuple[EventReading, ...]:
    """The events that a plan and what is left of the message make: one for each time that the plan came to."""
    lead = plan.lead.minutes if plan.lead is not None else 0 if plan.remind else None
    title, location, people = leftover.title, leftover.location, leftover.people
    spans = (*leftover.spans, *spans_of(plan, source))
    events = []
    for one in resolved:
        event = EventReading(
            title=title,
            when=one.when,
            rrule=one.rrule,
            location=location,
            people=people,
            reminder_minutes=lead,
            moved_to_next_day=one.moved,
            end_said=one.end_said,
            notes=one.notes if title else (*one.notes, "no_title"),
            spans=spans,
            exdates=one.exdates,
        )
        events.append(event)
    return tuple(events)


def event_of(resolved: Resolved, leftover: Leftover, plan: Plan, source: Source) -> EventReading:
    """The one event of a plan that came to one time."""
    return events_of((resolved,), leftover, plan, source)[0]


def event_told(when: Reading, told: Leftover, *, placed: bool) -> Reading | None:
    """The event whose name was told in one clause and whose time, perhaps with its place, in another; None where the
    second says more, or no clock. placed: a mark of a place stands in the second."""
    event = when.events[0] if when.kind == "event" and len(when.events) == 1 else None
    if event is None or event.rrule or not isinstance(event.when, Timespan) or not told.title:
        return None
    location = event.location
    if event.title:  # a place that stands alone
        if event.location or not placed or event.title[0].islower():
            return None
        location = event.title
    spans = tuple(span for span in event.spans if span.role != "title")
    notes = tuple(note for note in event.notes if note != "no_title")
    named = replace(
        event,
        title=told.title,
        location=location or told.location,
        people=told.people,
        notes=notes,
        spans=(*told.spans, *spans),
    )
    return replace(when, events=(named,))


def spans_of(plan: Plan, source: Source) -> list[Span]:
    """What of the message each part of the time came from."""
    text, origin, tokens = source.text, source.normal.origin, source.tokens
    spans = []
    for role, first, last in plan.used:
        start, end = tokens[first].start, tokens[last - 1].end
        if origin is not None:
            start, end = origin[start], origin[end - 1] + 1
        spans.append(Span(role, start, end, text[start:end]))
    return spans


def problem_of(code: str, plan: Plan, leftover: Leftover, source: Source) -> Problem:
    """A date or a clock that cannot be, in the words of the message."""
    role = "time" if code == "impossible_time" else "date"
    spans = spans_of(plan, source)
    spans = [span for span in spans if span.role == role] or spans
    if not spans:
        return Problem(code, "", None, title=leftover.title)
    start, end = spans[0].start, spans[-1].end
    words = source.text[start:end]
    return Problem(code, words, Span(role, start, end, words), title=leftover.title)


def past(event: EventReading, source: Source) -> Reading:
    """A time that was said to be one that has gone."""
    spans = [span for span in event.spans if span.role in ("date", "time")]
    start = min((span.start for span in spans), default=0)
    end = max((span.end for span in spans), default=0)
    words = source.text[start:end]
    problem = Problem("past", words, Span("date", start, end, words), event.when, event.title, event)
    return Reading("past", Intent.ADD, problem=problem, language=source.language)


def stray_times(plan: Plan, source: Source) -> list[Span]:
    """Words left over that can only be of a time: a second day, "every", "until", a clock."""
    kinds = source.tokens.kinds
    stray, ended = [], 0
    for _, first, last in (*plan.used, ("", len(kinds), 0)):  # what lies between the words that counted
        found = _find_time(kinds, ended, first) if ended < first else None
        while found is not None:
            index = found.start()
            if _is_stray(index, plan, source):
                stray.append(source.span("time", index, index + 1))
            found = _find_time(kinds, index + 1, first)
        ended = last if last > ended else ended
    return stray


def _is_stray(index: int, plan: Plan, source: Source) -> bool:
    """Whether a word of a time that did not count should have."""
    kind = source.tokens.kinds[index]
    if index in plan.named or (kind == Kind.EXCEPT and plan.repeat is None):
        return False
    return plan.clock is None or kind != Kind.HHMM or not _is_sale(source.tokens[index])


def _is_sale(token: Token) -> bool:
    """12.12 sale, 8pm tonight: beside a clock, a day of sales by its name."""
    hour, minute, _, mark = token.value
    return bool(hour == minute and mark == ".")


def strong_clocks(found: Sequence[Found], source: Source) -> list[Found]:
    """Further clocks that cannot be passed over: with am or pm, with a colon, with a part of the day, o'clock."""
    return [
        item
        for item in found
        if (_is_strong(item.value) or _is_either(item, source.tokens) or _is_told(item, source.tokens))
        and not any(token.kind in (Kind.NOON, Kind.MIDNIGHT) for token in source.tokens[item.first : item.last])
    ]


def _is_either(item: Found, tokens: Tokens) -> bool:
    """Whether "or" joins this clock to another."""
    return Kind.OR in (tokens.kinds[item.first - 1 : item.first], tokens.kinds[item.last : item.last + 1])


def _is_told(item: Found, tokens: Tokens) -> bool:
    """5 o'clock, 5点: a clock by its word, beside which no number can be meant."""
    return isinstance(item.value, Clock) and Kind.OCLOCK in tokens.kinds[item.first : item.last]


def _is_strong(value: Value) -> bool:
    if isinstance(value, ClockRange):
        return not value.weak
    return isinstance(value, Clock) and (
        value.pm is not None or value.part is not None or (value.exact and value.marked)
    )


def all_meant(others: Sequence[Found], plan: Plan, tokens: Tokens) -> bool:
    """Whether further clocks are no choice but each one meant: a list with "and", clocks in a row of what recurs."""
    return _are_listed(others, tokens) or (plan.repeat is not None and _in_a_row(others, plan))


def _in_a_row(others: Sequence[Found], plan: Plan) -> bool:
    """Take meds 8am 2pm 8pm daily: of what recurs, clocks side by side are all meant."""
    times = [(item.first, item.last) for item in others]
    spans = sorted([*times, *((first, last) for role, first, last in plan.used if role == "time")])
    return len(spans) > 1 and all(before[1] == after[0] for before, after in pairwise(spans))


def _are_listed(others: Sequence[Found], tokens: Tokens) -> bool:
    """Whether each further clock goes on with a list that ends with "and"."""
    before = [tokens[item.first - 1].kind if item.first else None for item in others]
    return before[-1] is Kind.AND and all(kind in (Kind.AND, Kind.COMMA) for kind in before)
