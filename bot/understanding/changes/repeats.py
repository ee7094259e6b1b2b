"""A repeat for an event that is there: "make it weekly", "jadikan gotong royong setiap minggu", 会议改成每周一."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from bot.languages import Kind, Phrase
from bot.understanding.changes.ways import bare_order, either, words_of
from bot.understanding.grammar.components import ImpossibleTime
from bot.understanding.reading import Target
from bot.understanding.requests.moves import time_in
from bot.understanding.requests.targets import plan_of
from bot.understanding.resolve import Moment, resolve
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import lexicon

_TELLS_REPEAT = frozenset({Kind.EVERY, Kind.FREQ})
_ARTICLES = re.compile(r"^(?:the|my|our)\s+", re.IGNORECASE)
_EDGES = " ,，.。"


def repeat_in(text: str, tokens: Tokens, moment: Moment) -> tuple[Target, bool] | None:
    """Which event shall repeat (words of its title; none: the last one) and by which rule, with the clock where one is
    said; and whether the words can mean no booking. None where no such thing is asked. text: normalised."""
    if _TELLS_REPEAT.isdisjoint(tokens.kinds):
        return None
    plan = plan_of(tokens)
    if plan.remind and text.isascii():
        return None  # remind me every Friday to X; 每个月都提醒 is of what there was talk of
    if plan.repeat is None or plan.days or plan.lead is not None or plan.length is not None:
        return None
    taken = {index for _, first, last in plan.used for index in range(first, last)}
    taken |= {index for index, token in enumerate(tokens) if token.kind is Kind.FREQ}  # as in "weekly meeting"
    taken -= {index for index in taken if tokens.words[index] in _repeating_words()}
    said = text
    for index in sorted(taken, reverse=True):
        said = f"{said[: tokens[index].start]} {said[tokens[index].end :]}"
    said = bare_order(" ".join(said.split()))
    named = _named(said) if said or not text.isascii() else None
    if named is None:
        return None
    try:
        resolved = resolve(plan, moment)[0]
        time = time_in(tokens, moment) if plan.clock is not None or plan.part is not None else None
    except ImpossibleTime:
        return None  # the whole message is read, and says so
    target = Target(words=named[0] or None, repeat=resolved.rrule or "")
    if time is not None:
        target = replace(target, new_when=time.when, said=time.said - {"date"})
    return target, named[1]


def _named(said: str) -> tuple[str, bool] | None:
    """The name beside the words of the order, "" where the last event is meant; and whether they only change."""
    for pattern in repeat_ways():
        if (found := pattern.fullmatch(said)) is not None:
            name = _ARTICLES.sub("", _into_at_end().sub("", found["name"].strip(_EDGES)))
            name = "" if name.casefold() in lexicon().books[Phrase.POINTING].words else name
            verb = found.groupdict().get("verb")
            if verb is None:  # 会议改成每周一; 每个月1号交租 循环 may be a booking
                return name, not name or any(word in said for word in words_of(Phrase.BECOME, spaced=False))
            return name, not name or verb.casefold() not in _booking_verbs()
    return None


@cache
def _into_at_end() -> re.Pattern[str]:
    """Change it [to] every Monday [only]."""
    return re.compile(rf"(?:^|\s+)(?:{either(words_of(Phrase.BECOME, spaced=True))})$", re.IGNORECASE)


@cache
def _repeating_words() -> frozenset[str]:
    """They go with the repeat in a booking, and here they are the order."""
    return frozenset({*words_of(Phrase.REPEATING, spaced=True), *words_of(Phrase.REPEATING, spaced=False)})


@cache
def _booking_verbs() -> frozenset[str]:
    """Verbs that open a booking as well: make gym weekly, recurring sync every Tuesday."""
    names = (Phrase.WEAK_ORDER, Phrase.ORDER, Phrase.RECURRING)
    return frozenset(word for name in names for word in words_of(name, spaced=True))


@cache
def repeat_ways() -> tuple[re.Pattern[str], ...]:
    """With the repeat and the clock taken out. Groups: name, and verb in a language with blanks."""
    verbs = either({*words_of(Phrase.MAKE, spaced=True), *words_of(Phrase.REPEATING, spaced=True)})
    again = either(words_of(Phrase.REPEATING, spaced=True))
    into = either(words_of(Phrase.BECOME, spaced=True))
    becomes = either({*words_of(Phrase.BECOME, spaced=False), *words_of(Phrase.REPEATING, spaced=False)})
    repeats = either(words_of(Phrase.REPEATING, spaced=False))
    joined = rf"(?:\s*\b(?:{into}))?\s*\b(?:{again})"
    return (
        re.compile(rf"(?P<verb>set|have|let|buat)\b\s*(?P<name>.*?){joined}", re.IGNORECASE),
        re.compile(rf"(?P<verb>{verbs})\b\s*(?P<name>.*?)(?:{joined}|\s*\b(?:{into}))?", re.IGNORECASE),
        re.compile(rf"(?:把|将|將)?(?P<name>.*?)的?(?:{becomes})\s*(?:一次|都|{repeats}|的)*(?:吧|了)?"),
        re.compile(r"(?P<name>)(?:(?:都|也)?要?(?:提醒)?我?吧?)"),  # 每个月都提醒
    )
