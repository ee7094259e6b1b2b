"""Where an event is to be moved: "move X to T", "postpone by an hour", 把X改到T."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from bot.languages import Kind, Phrase
from bot.understanding.grammar.components import Ahead, Clock, ClockRange, DayRange, ImpossibleTime, Lead, Length
from bot.understanding.grammar.families import GRAMMAR
from bot.understanding.grammar.families.clock_words import read_clock
from bot.understanding.grammar.measures import lengths_in
from bot.understanding.reading import Intent, Problem, Question, Reading, Target, When
from bot.understanding.refine import Plan
from bot.understanding.requests.targets import plan_of, target_in
from bot.understanding.resolve import Moment, resolve
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import lexicon
from bot.understanding.text.normalise import Normalised
from bot.understanding.title.leftover import read_leftover

_EARLIER = ("bring forward", "bring", "awalkan", "cepatkan", "提前", "提早")
_HAN_TOLD = ("改", "换")
_JOINS = frozenset({Kind.TO, Kind.DASH, Kind.UNTIL})


def read_move(text: str, normal: Normalised, tokens: Tokens, moment: Moment, language: str) -> Reading:
    """move X to T: what stands before the last "to" names the event, what stands after it is the new time."""
    cut = _cut(tokens)
    if cut is None:
        shift = _shift(normal, tokens)
        claimed = [shift[1], *_prolonging(tokens.words)] if shift is not None else []
        target = target_in(text, normal, tokens, moment, Intent.MOVE, claimed)
        if shift is not None:
            named = replace(target or Target(), shift=shift[0])
            return Reading("none", Intent.MOVE, target=named, language=language)
        return Reading("none", Intent.MOVE, target=target, question=Question("what_to_move_to"), language=language)
    first, last = cut
    target = target_in(text, normal, tokens.part(0, first), moment, Intent.MOVE) or Target()
    words = normal.text[tokens[last].start :]
    if (lasts := _whole_length(tokens.part(last))) is not None:
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
    place = "" if time.whole else _place_beside(text, normal, tokens.part(last), time)
    target = replace(target, new_when=time.when, said=time.said, place=place)
    return Reading("none", Intent.MOVE, target=target, language=language)


def _whole_length(tokens: Tokens) -> timedelta | None:
    """Where nothing else is said: "to 2 hours" is how long, "to 2 hours later" is not."""
    for length, first, last in lengths_in(tokens):
        if last - first == len(tokens) and not length.months:
            return timedelta(days=length.days, minutes=round(length.minutes))
    return None


class SaidTime(NamedTuple):
    """said: which parts of it were said, as in Target. past: it has gone. used: the tokens that say it, by their roles.
    whole: nothing else was said."""

    when: When
    said: frozenset[str]
    past: bool
    used: Sequence[tuple[str, int, int]]
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
    whole = len(tokens) < 2 or len(taken) == len(tokens)
    return SaidTime(resolved.when, frozenset(said), resolved.past, plan.used, whole)


def _place_beside(text: str, normal: Normalised, tokens: Tokens, time: SaidTime) -> str:
    """The place that is said beside the new time: "to 3pm at KLCC"; "" for none."""
    taken = {index for _, first, last in time.used for index in range(first, last)}
    left = next((token for index, token in enumerate(tokens) if index not in taken), None)
    leftover = read_leftover(text, normal, tokens, time.used, order=False)
    # A place that stands alone is handed out as a title.
    return leftover.location or (leftover.title if left is not None and left.kind is Kind.AT else "")


def _prolonging(words: Sequence[str]) -> list[tuple[str, int, int]]:
    """The verb that opens a shift and nothing else: "tambah" sejam lagi."""
    book = lexicon().books[Phrase.PROLONG]
    found = [(index, size) for index in range(min(3, len(words))) if (size := book.match(words, index))]
    return [("order", index, index + size) for index, size in found[:1]]


def _new_time(tokens: Tokens) -> Plan:
    """What stands after the "to" of a move, where a bare number is a clock: "move dinner to 8"."""
    alone = len(tokens) == 1 or (len(tokens) == 2 and tokens[1].kind is Kind.STOP)  # "push it to 4?"
    if alone and tokens[0].kind in (Kind.NUM, Kind.NUMWORD) and 0 < tokens[0].value <= 24:
        return Plan(clock=Clock(tokens[0].value % 24, marked=True))
    if len(tokens) == 1 and tokens[0].kind is Kind.HHMM and (clock := read_clock(tokens)) is not None:
        return Plan(clock=clock)
    return plan_of(tokens)


def _guessed(clock: Clock) -> bool:
    """Whether am or pm was not said, so that the event to be moved may decide it."""
    return not clock.exact and clock.pm is None and clock.part is None and 0 < clock.hour <= 12


def _cut(tokens: Tokens) -> tuple[int, int] | None:
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
    return of_range or _told_cut(tokens)


def _told_cut(tokens: Tokens) -> tuple[int, int] | None:
    """Mesyuarat ditunda esok, 牙医改周五: the new time stands right behind the verb that tells the move."""
    words = tokens.words
    for index in range(len(tokens) - 2, -1, -1):
        if tokens[index].language == "zh":
            told = words[index].removesuffix("了").endswith((*_HAN_TOLD, *lexicon().books[Phrase.MOVE_INTO].words))
            size, named = int(told), len(words[index]) > 1
            first = index + 1 if named else index
        else:
            size, first = lexicon().books[Phrase.MOVED].match(words, index), index
        if size and first and index + size < len(tokens) and _new_time(tokens.part(index + size)).has_time:
            return first, index + size
    return None


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
