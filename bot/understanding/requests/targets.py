"""Which event a request means: a row of the list, words of its title, its time, or all of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bot.languages import Kind, Phrase
from bot.understanding.grammar.components import Day, ImpossibleTime
from bot.understanding.grammar.families import GRAMMAR
from bot.understanding.reading import Intent, Target
from bot.understanding.refine import Plan, refine
from bot.understanding.requests.sought import name_in, without_one
from bot.understanding.resolve import Moment, Resolved, resolve
from bot.understanding.resolve.moment import week_later
from bot.understanding.text.lexer import Tokens, tokenise
from bot.understanding.text.lexicon import lexicon
from bot.understanding.text.normalise import Normalised, normalise
from bot.understanding.text.phrase_books import unspaced
from bot.understanding.title.leftover import read_leftover
from calendar_core.domain.timespan import Timespan

_VERBS = {
    Intent.CANCEL: (
        Phrase.CANCEL,
        Phrase.CANCEL_END,
        Phrase.CANCELLED,
        Phrase.CLEAR,
        Phrase.OFF,
        Phrase.NO_SUCH,
        Phrase.UNWANTED,
    ),
    Intent.MOVE: (Phrase.MOVE_ALWAYS, Phrase.MOVE, Phrase.MOVE_INTO, Phrase.MOVE_END, Phrase.MOVED),
    Intent.LIST: (Phrase.LIST,),
    Intent.FREE: (Phrase.FREE,),
}
_NUMBERS = frozenset({Kind.NUM, Kind.NUMWORD, Kind.ORD, Kind.ORDWORD, Kind.SECOND, Kind.NUM4})
_AROUND_ROW = frozenset({Kind.NOUN, Kind.THE, Kind.NTH, Kind.MEASURE, Kind.OTHERMARK, Kind.STOP, Kind.COUNTED})
_ROW_WORDS = frozenset({"one", "row", "item", "yang", "yg", "nombor", "event", "number"})
_THROUGH = frozenset({Kind.TO, Kind.DASH, Kind.UNTIL})
_JOINS_ROWS = _THROUGH | {Kind.AND, Kind.COMMA}
_MOST_ROWS = 20


def target_in(
    text: str,
    normal: Normalised,
    tokens: Tokens,
    moment: Moment,
    intent: Intent,
    claimed: Sequence[tuple[str, int, int]] = (),
) -> Target | None:
    """None where no event is named. claimed: tokens that name none, as the length of a shift."""
    used = [*without_verbs(normal, tokens, intent), *claimed]
    words = tokens.words
    rows = _rows(words, tokens, used)
    if len(rows) == 1 or (rows and intent is not Intent.CANCEL):
        return Target(row=rows[0])
    if rows:
        return Target(rows=rows)
    if intent is Intent.CANCEL and not claimed and (bare := without_one(text)) != text:
        normal = normalise(bare)
        return target_in(bare, normal, tokenise(normal.text), moment, intent)
    first = min((first for role, first, _ in claimed if role == "length"), default=len(tokens))
    plan = plan_of(tokens.part(0, first)) if first else Plan()
    resolved = resolved_of(plan, moment)
    leftover = read_leftover(text, normal, tokens, [*used, *plan.used], order=True)
    name = name_in(leftover.title)
    every = _says_every(text, words, tokens)
    if intent is Intent.CANCEL and lexicon().books[Phrase.CLEAR].match(words, 0):
        name, every = "", True  # nothing but a time is said
    if intent is Intent.CANCEL and cancels_everything(words):
        name, every = "", True
    if resolved is not None and name.casefold() in _pointing():
        name = ""  # batal yang Jumaat: the day names it
    if not name and resolved is None:
        return Target(every=True) if every and intent is Intent.CANCEL else None
    when = resolved.when if resolved is not None else None
    if resolved is not None and resolved.past and intent in (Intent.CANCEL, Intent.MOVE) and _is_of_this_week(plan):
        when = week_later(resolved.when)  # this Friday, said on Sunday: nobody cancels what has been
    any_day = isinstance(when, Timespan) and not plan.days and plan.ahead is None and plan.part is None
    return Target(words=name or None, when=when, any_day=any_day, every=every)


@cache
def _pointing() -> frozenset[str]:
    """What stands for an event and names none: "yang", 的; not "the last", which says which."""
    books = lexicon().books
    last = {*books[Phrase.LAST_ONE].words, *unspaced(Phrase.LAST_ONE)}
    return frozenset({*books[Phrase.POINTING].words, *unspaced(Phrase.POINTING)} - last)


def _is_of_this_week(plan: Plan) -> bool:
    """Whether "this Friday" is all that is said of the day."""
    day = plan.days[0] if len(plan.days) == 1 else None
    return isinstance(day, Day) and day.week == 0 and day.weekday is not None and not (day.past or day.last)


def cancels_everything(words: Sequence[str]) -> bool:
    """I'm sick today, cancel everything: what stands before the order only tells why, or when."""
    last = len(words)
    while last and not words[last - 1].isalpha():
        last -= 1
    every = lexicon().books[Phrase.ALL_OF]
    cancel = lexicon().books[Phrase.CANCEL]
    for index in range(max(1, last - 4), last - 1):
        size = cancel.match(words, index)
        if size and index + size < last and every.match(words[:last], index + size) == last - index - size:
            return True
    return False


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
            joined, through = True, token.kind in _THROUGH
        elif token.kind in _AROUND_ROW or words[index] in _ROW_WORDS:
            continue
        elif not any(book.books[name].match(words, index) for name in (Phrase.GENERIC, Phrase.POLITE)):
            return ()
    return tuple(dict.fromkeys(numbers)) if all(number > 0 for number in numbers) else ()


def _says_every(text: str, words: Sequence[str], tokens: Tokens) -> bool:
    """Whether all events of that kind are meant: "all my meetings", "every gym", 所有会议."""
    book = lexicon().books[Phrase.ALL_OF]
    if Kind.EVERY in tokens.kinds or any(book.match(words, index) for index in book.starts(words)):
        return True
    return not text.isascii() and any(phrase in text for phrase in unspaced(Phrase.ALL_OF))


def without_verbs(normal: Normalised, tokens: Tokens, intent: Intent) -> list[tuple[str, int, int]]:
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


def plan_of(tokens: Tokens) -> Plan:
    """What is said of a time."""
    return refine(GRAMMAR.find(tokens), tokens)


def resolved_of(plan: Plan, moment: Moment) -> Resolved | None:
    """The time of a plan; None where it says none, or one that cannot be."""
    if not plan.has_time and plan.part is None:
        return None
    try:
        return resolve(plan, moment)[0]
    except ImpossibleTime:
        return None
