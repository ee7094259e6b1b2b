"""What has to be asked: each choice is a whole event, so that a tap is all that is left to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from msgspec import structs

from bot.languages import Kind, Phrase
from bot.understanding.events import Source, event_of, problem_of, spans_of
from bot.understanding.grammar.components import Day, Found, ImpossibleTime
from bot.understanding.reading import Choice, EventReading, Intent, Question, Reading, Span
from bot.understanding.refine import Plan
from bot.understanding.resolve import Moment, resolve
from bot.understanding.resolve.calendar import days_of
from bot.understanding.text.lexicon import lexicon
from bot.understanding.text.phrase_books import unspaced
from bot.understanding.title.leftover import Leftover, read_leftover

_MOST_CHOICES = 3
_DAY = timedelta(days=1)
_DAYS_APART = {"week": 2, "month": 5}  # working days between the choices
_WORKING_DAYS = 5  # of a week
_WEEKEND = (5, 6)
_OF_ONE_DAY = (Phrase.APPOINTMENT, Phrase.ONE_DAY)
_WEEKDAY: dict[str, Any] = {"weekday": None}
_DATE: dict[str, Any] = {"day": None, "month": None, "year": None, "offset": None}


def ask_which_time(first: EventReading, others: Sequence[Found], plan: Plan, moment: Moment, source: Source) -> Reading:
    """Two clocks that are no range ("1pm or 2pm"): each may be the one that is meant. first: with the first of them."""
    used = [*plan.used, *(("time", item.first, item.last) for item in others)]
    used += [("time", index, index + 1) for index, kind in enumerate(source.tokens.kinds) if kind == Kind.OR]
    leftover = read_leftover(source.text, source.normal, source.tokens, used, order=plan.remind)
    choices = [Choice("time", structs.replace(first, title=leftover.title))]
    for item in others[: _MOST_CHOICES - 1]:
        other = structs.replace(plan, clock=item.value)
        try:
            resolved = resolve(other, moment, source.meal)[0]
        except ImpossibleTime:
            continue
        choices.append(Choice("time", event_of(resolved, leftover, other, source)))
    choices.sort(key=lambda choice: choice.event.when.starts_at(moment.zone) if choice.event else moment.now)
    unread = tuple(source.span("time", item.first, item.last) for item in others)
    question = Question("which_time", tuple(choices), " ".join(span.text for span in unread))
    return Reading("ask", Intent.ADD, question=question, unread=unread, language=source.language)


def ask_which_day_of(events: Sequence[EventReading], plan: Plan, source: Source) -> Reading:
    """Monday or Tuesday: an event for each day, of which one is meant."""
    choices = tuple(Choice("time", event) for event in events[:_MOST_CHOICES])
    words = " ".join(span.text for span in spans_of(plan, source) if span.role in ("date", "repeat"))
    return Reading("ask", Intent.ADD, question=Question("which_time", choices, words), language=source.language)


def ask_which_day_within(plan: Plan, leftover: Leftover, moment: Moment, source: Source) -> Reading | None:
    """Dentist next week, lunch next month 1pm: what takes an hour, or has a clock, and only a week or a month is said.
    The choices are three days of it. None where that is no question, or no working day of it is to come."""
    stretch = plan.days[0] if len(plan.days) == 1 else None
    if not isinstance(stretch, Day) or stretch.span not in _DAYS_APART or stretch.edge:
        return None
    if stretch.weekday is not None or stretch.day is not None or not _is_of_one_day(plan, leftover.title, source):
        return None
    days = days_of(stretch, moment.today)
    first = max(days.start, moment.today + _DAY)
    coming = [first + n * _DAY for n in range((days.end - first).days)]
    coming = [day for day in coming if day.weekday() not in _WEEKEND]
    apart = _DAYS_APART[stretch.span] if len(coming) >= _WORKING_DAYS else 1
    events = []
    for day in coming[::apart][:_MOST_CHOICES]:
        chosen = structs.replace(plan, days=[Day(offset=(day - moment.today).days)])
        events.append(event_of(resolve(chosen, moment, source.meal)[0], leftover, plan, source))
    if not events:
        return None
    words = " ".join(span.text for span in spans_of(plan, source) if span.role == "date")
    question = Question("which_day", tuple(Choice("day", event) for event in events), words)
    return Reading("ask", Intent.ADD, question=question, language=source.language)


def _is_of_one_day(plan: Plan, title: str, source: Source) -> bool:
    """Whether this takes place on one day: it has a clock, or it names an appointment and nothing that goes on."""
    if plan.repeat is not None or plan.all_day or plan.either or plan.end_day is not None:
        return False
    if plan.length is not None and (plan.clock is None or plan.length.days or plan.length.months):
        return False
    book, words = lexicon(), source.tokens.words
    free = set(range(len(words))).difference(*(range(first, last) for _, first, last in plan.used))
    if any(words[index] in book.books[Phrase.STAY].words for index in free):
        return False
    if not title.isascii() and any(phrase in title for phrase in unspaced(Phrase.STAY)):
        return False
    if plan.clock is not None or any(source.tokens[index].kind is Kind.MEAL for index in free):
        return True
    if not title.isascii() and any(phrase in title for name in _OF_ONE_DAY for phrase in unspaced(name)):
        return True
    return any(book.books[name].match(words, index) for name in _OF_ONE_DAY for index in free)


def ask_which_day_is_meant(plan: Plan, source: Source) -> Reading | None:
    """Prep for the townhall the day before at 4pm: it is counted from a day that was not said, and is never today. None
    where nothing of the kind is said, or something that says the day."""
    if not plan.today:
        return None
    book, words = lexicon().books[Phrase.UNSAID_DAY], source.tokens.words
    first = next((index for index in book.starts(words) if book.match(words, index)), -1)
    if first < 0 or Kind.REMIND in source.tokens.kinds:
        return None  # remind me the day before
    unread = source.span("date", first, first + book.match(words, first))
    question = Question("no_time", words=unread.text)
    return Reading("ask", Intent.ADD, question=question, unread=(unread,), language=source.language)


def ask_for_name(event: EventReading, language: str) -> Reading:
    """A time that is only agreed to ("ok 3pm"): nothing says what it is, the event without a name is the choice."""
    return Reading("ask", Intent.ADD, question=Question("no_title", (Choice("time", event),)), language=language)


def ask_about_words(event: EventReading, unread: Sequence[Span], source: Source) -> Reading:
    """Words that look like a time and were not understood; the event without them is the choice."""
    question = Question("unknown_time_words", (Choice("day", event),), " ".join(span.text for span in unread))
    return Reading("ask", Intent.ADD, question=question, unread=tuple(unread), language=source.language)


def ask_which_day(plan: Plan, leftover: Leftover, moment: Moment, source: Source) -> Reading:
    """Friday 12 Dec, where the 12th is a Saturday: one of the two is a slip."""
    choices = []
    for without in (_WEEKDAY, _DATE):
        days = [structs.replace(day, **without) if isinstance(day, Day) else day for day in plan.days]
        other = structs.replace(plan, days=days)
        try:
            resolved = resolve(other, moment, source.meal)[0]
        except ImpossibleTime:
            continue
        if not resolved.past:
            choices.append(Choice("day", event_of(resolved, leftover, other, source)))
    if not choices:
        problem = problem_of("impossible_date", plan, leftover, source)
        return Reading("error", Intent.ADD, problem=problem, language=source.language)
    words = " ".join(span.text for span in spans_of(plan, source) if span.role == "date")
    question = Question("weekday_mismatch", tuple(choices), words)
    return Reading("ask", Intent.ADD, question=question, language=source.language)
