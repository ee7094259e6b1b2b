"""Requests about events that are there: which one is meant, where it is to be moved, what is to be listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from bot.languages import Kind, Phrase
from bot.understanding.components import Ahead, Clock, ClockRange, Day, DayRange, ImpossibleTime, Lead, Length
from bot.understanding.families import GRAMMAR
from bot.understanding.intents import asked_at_end, asked_in_han, asks_of_event, unspaced
from bot.understanding.leftover import read_leftover
from bot.understanding.lexer import Tokens
from bot.understanding.lexicon import lexicon
from bot.understanding.measures import lengths_in
from bot.understanding.normalise import Normalised
from bot.understanding.reading import Intent, Problem, Query, Question, Reading, Target, When
from bot.understanding.refine import Plan, refine
from bot.understanding.renames import rename_in
from bot.understanding.resolve import Moment, Resolved, resolve
from bot.understanding.sought import name_in
from calendar_core.domain.timespan import Timespan

_VERBS = {
    Intent.CANCEL: (Phrase.CANCEL, Phrase.CANCEL_END, Phrase.CANCELLED, Phrase.CLEAR),
    Intent.MOVE: (Phrase.MOVE_ALWAYS, Phrase.MOVE, Phrase.MOVE_INTO, Phrase.MOVE_END),
    Intent.LIST: (Phrase.LIST,),
    Intent.FREE: (Phrase.FREE,),
}
_NUMBERS = frozenset({Kind.NUM, Kind.NUMWORD, Kind.ORD, Kind.ORDWORD, Kind.SECOND, Kind.NUM4})
_PART_HOURS = {"morning": (6, 12), "midday": (11, 14), "afternoon": (12, 18), "evening": (17, 22), "night": (18, 23)}
_AROUND_ROW = frozenset({Kind.NOUN, Kind.THE, Kind.NTH, Kind.MEASURE, Kind.OTHERMARK, Kind.STOP, Kind.COUNTED})
_ROW_WORDS = frozenset({"one", "row", "item", "yang", "nombor", "event", "number"})
_EARLIER = ("bring forward", "bring", "awalkan", "cepatkan", "提前", "提早")
_WEEK = timedelta(days=7)
_WHEN = frozenset(["when", "when's", "whens", "bila"])
_ANY_EVENT = frozenset(["", "event", "meeting", "appointment", "next meeting", "next event", "next appointment"])
_JOINS = frozenset({Kind.TO, Kind.DASH, Kind.UNTIL})
_JOINS_ROWS = _JOINS | {Kind.AND, Kind.COMMA}
_MOST_ROWS = 20


def read_request(
    intent: Intent, text: str, normal: Normalised, tokens: Tokens, moment: Moment, language: str
) -> Reading:
    """A reading of any intent but ADD."""
    if intent is Intent.CANCEL:
        return Reading("none", intent, target=_target(text, normal, tokens, moment, intent), language=language)
    if intent is Intent.MOVE:
        return _move(text, normal, tokens, moment, language)
    if intent is Intent.RENAME:
        return Reading("none", intent, target=rename_in(text), language=language)
    if intent in (Intent.LIST, Intent.FREE):
        return Reading("none", intent, query=_query(text, normal, tokens, moment, intent), language=language)
    return Reading("none", intent, language=language)


def _without_verbs(normal: Normalised, tokens: Tokens, intent: Intent) -> list[tuple[str, int, int]]:
    """The tokens of the order's own words, as used ones."""
    book = lexicon()
    words = tokens.words
    used: list[tuple[str, int, int]] = []
    index = 0
    while index < len(words):
        sizes = [book.books[name].match(words, index) for name in _VERBS[intent]]
        size = max(sizes)
        if size and (index == 0 or not used or index + size == len(words)):
            used.append(("order", index, index + size))
            index += size
        elif book.books[Phrase.POLITE].match(words, index) and not used:
            index += book.books[Phrase.POLITE].match(words, index)
        else:
            index += 1
    return used


def _plan(tokens: Tokens) -> Plan:
    return refine(GRAMMAR.find(tokens), tokens)


def _resolved(plan: Plan, moment: Moment) -> Resolved | None:
    if not plan.has_time and plan.part is None:
        return None
    try:
        return resolve(plan, moment)[0]
    except ImpossibleTime:
        return None


def _rows(words: Sequence[str], tokens: Tokens, used: Sequence[tuple[str, int, int]]) -> tuple[int, ...]:
    """The numbers of rows where nothing but numbers is said: cancel 2, batal no 3, the second one, 取消第二个, delete
    1, 2 and 4, cancel 2-4. Empty where anything else is."""
    taken = {index for _, first, last in used for index in range(first, last)}
    book = lexicon()
    numbers: list[int] = []
    joined = through = False
    for index, token in enumerate(tokens):
        if index in taken:
            continue
        beside = token.kind is Kind.NUM and index and tokens[index - 1].kind is Kind.NUM  # cancel 1 2
        if token.kind in _NUMBERS and (joined or beside or not numbers):
            number = 2 if token.kind is Kind.SECOND else int(token.value)
            if through and not numbers[-1] < number < numbers[-1] + _MOST_ROWS:
                return ()
            numbers += range(numbers[-1] + 1, number + 1) if through else (number,)
            joined = through = False
        elif numbers and token.kind in _JOINS_ROWS:
            joined, through = True, token.kind in _JOINS
        elif token.kind in _AROUND_ROW or words[index] in _ROW_WORDS:
            continue
        elif not any(book.books[name].match(words, index) for name in (Phrase.GENERIC, Phrase.POLITE)):
            return ()
    return tuple(dict.fromkeys(numbers)) if all(number > 0 for number in numbers) else ()


def _target(
    text: str,
    normal: Normalised,
    tokens: Tokens,
    moment: Moment,
    intent: Intent,
    claimed: Sequence[tuple[str, int, int]] = (),
) -> Target | None:
    """claimed: tokens that name no event, as the length of a shift."""
    used = [*_without_verbs(normal, tokens, intent), *claimed]
    words = tokens.words
    rows = _rows(words, tokens, used)
    if len(rows) == 1 or (rows and intent is not Intent.CANCEL):
        return Target(row=rows[0])
    if rows:
        return Target(rows=rows)
    plan = _plan(tokens) if not claimed else Plan()
    resolved = _resolved(plan, moment)
    leftover = read_leftover(text, normal, tokens, [*used, *plan.used], order=True)
    name = name_in(leftover.title)
    every = _says_every(text, words, tokens)
    if intent is Intent.CANCEL and lexicon().books[Phrase.CLEAR].match(words, 0):
        name, every = "", True  # nothing but a time is said
    if not name and resolved is None:
        return Target(every=True) if every and intent is Intent.CANCEL else None
    when = resolved.when if resolved is not None else None
    any_day = isinstance(when, Timespan) and not plan.days and plan.ahead is None and plan.part is None
    return Target(words=name or None, when=when, any_day=any_day, every=every)


def _says_every(text: str, words: Sequence[str], tokens: Tokens) -> bool:
    """Whether all events of that kind are meant: "all my meetings", "every gym", 所有会议."""
    book = lexicon().books[Phrase.ALL_OF]
    if Kind.EVERY in tokens.kinds or any(book.match(words, index) for index in book.starts(words)):
        return True
    return not text.isascii() and any(phrase in text for phrase in unspaced(Phrase.ALL_OF))


def _query(text: str, normal: Normalised, tokens: Tokens, moment: Moment, intent: Intent) -> Query:
    plan = _plan(tokens)
    resolved = _resolved(plan, moment)
    words = _sought(text, normal, tokens, plan, intent)
    if resolved is None:
        return Query(words=words)
    when = resolved.when
    if resolved.past and plan.days and isinstance(plan.days[0], Day) and plan.days[0].week == 0:
        when = _next_week(when)  # what is on this Friday, asked on Saturday
    if isinstance(when, Timespan) and plan.clock is None and plan.part in _PART_HOURS:
        start = when.starts_at(moment.zone)
        first, last = (start.replace(hour=hour, minute=0) for hour in _PART_HOURS[plan.part])
        when = Timespan(first, last, when.zone) if last > first else when
    return Query(when, words)


def _next_week(when: When) -> When:
    if isinstance(when, Timespan):
        return replace(when, start=when.start + _WEEK, end=when.end + _WEEK)
    return replace(when, start=when.start + _WEEK, end=when.end + _WEEK)


def _sought(text: str, normal: Normalised, tokens: Tokens, plan: Plan, intent: Intent) -> str | None:
    """When is my dentist appointment: the words of an event that is asked for, where its time is what is asked."""
    if intent is not Intent.LIST:
        return None
    words = tokens.words
    asked = next(((i, size) for i in range(min(3, len(words))) if (size := asks_of_event(words, tokens, i))), None)
    if phrase := asked_in_han(normal.text):
        return _asked_of_in_han(text, normal, tokens, plan, phrase)
    if (span := asked_at_end(words, tokens)) is not None:
        used = [("order", *span), *plan.used]
    elif asked is not None:
        used = [("order", asked[0], sum(asked)), *plan.used]
    elif any(token.kind is Kind.WORD and token.value in _WHEN for token in tokens[:2]):
        used = [*_without_verbs(normal, tokens, intent), *plan.used]
    else:
        return None
    name = name_in(read_leftover(text, normal, tokens, used, order=True).title.strip(" ?？"))
    return name if name.casefold() not in _ANY_EVENT else None


def _asked_of_in_han(text: str, normal: Normalised, tokens: Tokens, plan: Plan, phrase: str) -> str | None:
    """The name beside a phrase that asks when it is, in a language without blanks: 瑜伽课是什么时候."""
    title = read_leftover(text, normal, tokens, plan.used, order=True).title.replace(phrase, "")
    name = title.strip(" ?？。").removeprefix("我的").removesuffix("是").removesuffix("在")
    return name or None


def _move(text: str, normal: Normalised, tokens: Tokens, moment: Moment, language: str) -> Reading:
    """move X to T: what stands before the last "to" names the event, what stands after it is the new time."""
    cut = _cut(normal, tokens)
    if cut is None:
        shift = _shift(normal, tokens)
        claimed = [shift[1], *_prolonging(tokens.words)] if shift is not None else []
        target = _target(text, normal, tokens, moment, Intent.MOVE, claimed)
        if shift is not None:
            named = replace(target or Target(), shift=shift[0])
            return Reading("none", Intent.MOVE, target=named, language=language)
        return Reading("none", Intent.MOVE, target=target, question=Question("what_to_move_to"), language=language)
    first, last = cut
    target = _target(text, normal, tokens.part(0, first), moment, Intent.MOVE) or Target()
    words = normal.text[tokens[last].start :]
    lasting = next(
        (length for length, start, end in lengths_in(tokens.part(last)) if end - start == len(tokens) - last), None
    )
    if lasting is not None and not lasting.months:  # "to 2 hours" is how long, "to 2 hours later" is not
        lasts = timedelta(days=lasting.days, minutes=round(lasting.minutes))
        return Reading("none", Intent.MOVE, target=replace(target, length=lasts), language=language)
    try:
        time = time_in(tokens.part(last), moment)
    except ImpossibleTime as error:
        return Reading("error", Intent.MOVE, problem=Problem(error.code, words), target=target, language=language)
    if time is None:
        return Reading("none", Intent.MOVE, target=target, question=Question("what_to_move_to"), language=language)
    if time.past:
        problem = Problem("past", words, None, time.when)
        return Reading("past", Intent.MOVE, problem=problem, target=target, language=language)
    target = replace(target, new_when=time.when, said=time.said)
    return Reading("none", Intent.MOVE, target=target, language=language)


class SaidTime(NamedTuple):
    """said: which parts of it were said, as in Target. past: it has gone. whole: nothing else was said."""

    when: When
    said: frozenset[str]
    past: bool
    whole: bool


def time_in(tokens: Tokens, moment: Moment) -> SaidTime | None:
    """The time that is said, where a bare number is a clock; None where none is. Raises ImpossibleTime."""
    plan = _new_time(tokens)
    if not plan.has_time:
        return None
    said = set()
    if plan.days or (plan.ahead is not None and not plan.ahead.length.minutes):
        said.add("date")
    if plan.clock is not None or plan.part is not None:
        said.add("time")
        if plan.part is not None or not isinstance(plan.clock, Clock) or not _guessed(plan.clock):
            said.add("half")
    resolved = resolve(plan, moment)[0]
    if resolved.end_said:
        said.add("end")
    taken = {index for _, first, last in plan.used for index in range(first, last)}
    return SaidTime(resolved.when, frozenset(said), resolved.past, len(tokens) < 2 or len(taken) == len(tokens))


def _prolonging(words: Sequence[str]) -> list[tuple[str, int, int]]:
    """The verb that opens a shift and nothing else: "tambah" sejam lagi."""
    book = lexicon().books[Phrase.PROLONG]
    found = [(index, size) for index in range(min(3, len(words))) if (size := book.match(words, index))]
    return [("order", index, index + size) for index, size in found[:1]]


def _new_time(tokens: Tokens) -> Plan:
    """What stands after the "to" of a move, where a bare number is a clock: "move dinner to 8"."""
    if len(tokens) == 1 and tokens[0].kind in (Kind.NUM, Kind.NUMWORD) and 0 < tokens[0].value <= 24:
        return Plan(clock=Clock(tokens[0].value % 24, marked=True))
    return _plan(tokens)


def _guessed(clock: Clock) -> bool:
    """Whether am or pm was not said, so that the event to be moved may decide it."""
    return not clock.exact and clock.pm is None and clock.part is None and 0 < clock.hour <= 12


def _cut(normal: Normalised, tokens: Tokens) -> tuple[int, int] | None:
    """The last "to" before a time: (its first token, the first token after it). That of a range counts only where
    there is no other: "move lunch to Friday 1-3pm", "move gym from 3pm to 5pm"."""
    words = tokens.words
    into = lexicon().books[Phrase.MOVE_INTO]
    ranges = [item for item in GRAMMAR.find(tokens) if isinstance(item.value, (ClockRange, DayRange))]
    of_range: tuple[int, int] | None = None
    for index in range(len(tokens) - 1, 0, -1):
        joined = tokens[index].kind in _JOINS or words[index] in ("ke", "kepada", "kpd")
        if not joined and not into.match(words, index) and not any(words[index].endswith(w) for w in into.words):
            continue
        if index + 1 >= len(tokens) or not _new_time(tokens.part(index + 1)).has_time:
            continue
        if not any(item.first < index < item.last for item in ranges):
            return index, index + 1
        if of_range is None and tokens[index].kind is not Kind.DASH:
            of_range = index, index + 1
    return of_range


def _shift(normal: Normalised, tokens: Tokens) -> tuple[timedelta, tuple[str, int, int]] | None:
    """postpone by 1 hour, anjak 30 minit, an hour later, 30 min earlier: how far, and the tokens that say it."""
    for item in GRAMMAR.find(tokens):
        value = item.value
        first = item.first
        if isinstance(value, Lead):
            shift = -timedelta(minutes=value.minutes)
        elif isinstance(value, (Ahead, Length)):
            length = value.length if isinstance(value, Ahead) else value
            if length.months:
                continue
            shift = timedelta(minutes=length.minutes, days=length.days)
            if normal.text.lstrip().startswith(_EARLIER):
                shift = -shift
        else:
            continue
        while first and tokens[first - 1].kind in (Kind.BY, Kind.FOR, Kind.ON):
            first -= 1
        return shift, ("length", first, item.last)
    return None
