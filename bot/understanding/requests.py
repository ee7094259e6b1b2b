"""Requests about events that are there: which one is meant, where it is to be moved, what is to be listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.languages import Kind, Phrase
from bot.understanding.components import Found, ImpossibleTime, Length
from bot.understanding.families import GRAMMAR
from bot.understanding.intents import unspaced, words_of
from bot.understanding.leftover import read_leftover
from bot.understanding.lexer import Token
from bot.understanding.lexicon import lexicon
from bot.understanding.normalise import Normalised
from bot.understanding.reading import Intent, Problem, Query, Question, Reading, Target
from bot.understanding.refine import Plan, refine
from bot.understanding.resolve import Moment, Resolved, resolve
from calendar_core.domain.timespan import Timespan

_VERBS = {
    Intent.CANCEL: (Phrase.CANCEL, Phrase.CANCEL_END),
    Intent.MOVE: (Phrase.MOVE_ALWAYS, Phrase.MOVE, Phrase.MOVE_INTO, Phrase.MOVE_END),
    Intent.LIST: (Phrase.LIST,),
    Intent.FREE: (Phrase.FREE,),
}
_NUMBERS = frozenset({Kind.NUM, Kind.NUMWORD, Kind.ORD, Kind.ORDWORD, Kind.SECOND, Kind.NUM4})
_PART_HOURS = {"morning": (6, 12), "midday": (11, 14), "afternoon": (12, 18), "evening": (17, 22), "night": (18, 23)}
_AROUND_ROW = frozenset({Kind.NOUN, Kind.THE, Kind.NTH, Kind.MEASURE, Kind.OTHERMARK, Kind.STOP, Kind.COUNTED})
_ROW_WORDS = frozenset({"one", "row", "item", "yang", "nombor", "event", "number"})
_JOINS = frozenset({Kind.TO, Kind.DASH, Kind.UNTIL})


def read_request(
    intent: Intent, text: str, normal: Normalised, tokens: Sequence[Token], moment: Moment, language: str
) -> Reading:
    """A reading of any intent but ADD."""
    if intent is Intent.CANCEL:
        return Reading("none", intent, target=_target(text, normal, tokens, moment, intent), language=language)
    if intent is Intent.MOVE:
        return _move(text, normal, tokens, moment, language)
    if intent in (Intent.LIST, Intent.FREE):
        return Reading("none", intent, query=_query(text, normal, tokens, moment, intent), language=language)
    return Reading("none", intent, language=language)


def _without_verbs(normal: Normalised, tokens: Sequence[Token], intent: Intent) -> list[tuple[str, int, int]]:
    """The tokens of the order's own words, as used ones."""
    book = lexicon()
    words = words_of(normal.text, tokens)
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


def _plan(tokens: Sequence[Token]) -> Plan:
    kinds = "".join([token.kind for token in tokens])
    return refine(GRAMMAR.find(kinds, tokens), tokens)


def _resolved(plan: Plan, moment: Moment) -> Resolved | None:
    if not plan.has_time and plan.part is None:
        return None
    try:
        return resolve(plan, moment)[0]
    except ImpossibleTime:
        return None


def _row(words: Sequence[str], tokens: Sequence[Token], used: Sequence[tuple[str, int, int]]) -> int | None:
    """The number of a row where nothing but a number is said: cancel 2, batal no 3, the second one, 取消第二个."""
    taken = {index for _, first, last in used for index in range(first, last)}
    book = lexicon()
    number: int | None = None
    for index, token in enumerate(tokens):
        if index in taken:
            continue
        if token.kind in _NUMBERS and number is None:
            number = 2 if token.kind is Kind.SECOND else int(token.value)
        elif token.kind in _AROUND_ROW or words[index] in _ROW_WORDS:
            continue
        elif not any(book.books[name].match(words, index) for name in (Phrase.GENERIC, Phrase.POLITE)):
            return None
    return number if number is not None and number > 0 else None


def _target(text: str, normal: Normalised, tokens: Sequence[Token], moment: Moment, intent: Intent) -> Target | None:
    used = _without_verbs(normal, tokens, intent)
    words = words_of(normal.text, tokens)
    row = _row(words, tokens, used)
    if row is not None:
        return Target(row=row)
    plan = _plan(tokens)
    resolved = _resolved(plan, moment)
    leftover = read_leftover(text, normal, tokens, [*used, *plan.used], order=True)
    name = _named(leftover.title)
    if not name and resolved is None:
        return None
    return Target(words=name or None, when=resolved.when if resolved is not None else None)


def _named(title: str) -> str:
    """The words to find an event by: without "my", "the", "appointment" where more is said."""
    for phrase in sorted({*unspaced(Phrase.MOVE), *unspaced(Phrase.MOVE_ALWAYS)}, key=len, reverse=True):
        title = title.removeprefix(phrase)
    for phrase in unspaced(Phrase.MOVE_INTO):
        title = title.removesuffix(phrase[:-1]).removesuffix(phrase)
    words = title.split()
    while len(words) > 1 and words[0].casefold() in ("my", "the", "a", "an", "our", "that", "this"):
        words = words[1:]
    if len(words) == 1 and words[0].casefold() in ("my", "all", "the", "everything"):
        return ""
    return " ".join(words).strip(" ,.")


def _query(text: str, normal: Normalised, tokens: Sequence[Token], moment: Moment, intent: Intent) -> Query:
    plan = _plan(tokens)
    resolved = _resolved(plan, moment)
    if resolved is None:
        return Query()
    when = resolved.when
    if isinstance(when, Timespan) and plan.clock is None and plan.part in _PART_HOURS:
        start = when.starts_at(moment.zone)
        first, last = (start.replace(hour=hour, minute=0) for hour in _PART_HOURS[plan.part])
        when = Timespan(first, last, when.zone) if last > first else when
    return Query(when=when)


def _move(text: str, normal: Normalised, tokens: Sequence[Token], moment: Moment, language: str) -> Reading:
    """move X to T: what stands before the last "to" names the event, what stands after it is the new time."""
    cut = _cut(normal, tokens)
    shift = _shift(tokens)
    if cut is None:
        target = _target(text, normal, tokens, moment, Intent.MOVE)
        if shift is not None:
            named = replace(target, shift=shift) if target is not None else Target(shift=shift)
            return Reading("none", Intent.MOVE, target=named, language=language)
        return Reading("none", Intent.MOVE, target=target, question=Question("what_to_move_to"), language=language)
    first, last = cut
    target = _target(text, normal, tokens[:first], moment, Intent.MOVE) or Target()
    plan = _plan(tokens[last:])
    if not plan.has_time:
        return Reading("none", Intent.MOVE, target=target, question=Question("what_to_move_to"), language=language)
    said = set()
    if plan.days or (plan.ahead is not None and not plan.ahead.length.minutes):
        said.add("date")
    if plan.clock is not None or plan.part is not None:
        said.add("time")
    try:
        resolved = resolve(plan, moment)[0]
    except ImpossibleTime as error:
        words = normal.text[tokens[last].start :]
        return Reading("error", Intent.MOVE, problem=Problem(error.code, words), target=target, language=language)
    if resolved.end_said:
        said.add("end")
    if resolved.past:
        words = normal.text[tokens[last].start :]
        return Reading(
            "past", Intent.MOVE, problem=Problem("past", words, None, resolved.when), target=target, language=language
        )
    target = replace(target, new_when=resolved.when, said=frozenset(said))
    return Reading("none", Intent.MOVE, target=target, language=language)


def _cut(normal: Normalised, tokens: Sequence[Token]) -> tuple[int, int] | None:
    """The last "to" before a time: (its first token, the first token after it)."""
    words = words_of(normal.text, tokens)
    into = lexicon().books[Phrase.MOVE_INTO]
    for index in range(len(tokens) - 1, 0, -1):
        joined = tokens[index].kind in _JOINS or words[index] in ("ke", "kepada", "kpd")
        if not joined and not into.match(words, index) and not any(words[index].endswith(w) for w in into.words):
            continue
        if index + 1 < len(tokens) and _plan(tokens[index + 1 :]).has_time:
            first = index
            found = GRAMMAR.find("".join([token.kind for token in tokens]), tokens)
            if any(item.first < index and item.last > index and _is_range(item) for item in found):
                continue
            return first, index + 1
    return None


def _is_range(item: Found) -> bool:
    return item.last - item.first > 4


def _shift(tokens: Sequence[Token]) -> timedelta | None:
    """postpone by 1 hour, anjak 30 minit: a length that is not a time."""
    kinds = "".join([token.kind for token in tokens])
    for item in GRAMMAR.find(kinds, tokens):
        if isinstance(item.value, Length) and not item.value.months:
            return timedelta(minutes=item.value.minutes, days=item.value.days)
    return None
