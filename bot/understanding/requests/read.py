"""Requests about events that are there: what is to be cancelled, moved, renamed, listed, or asked to be free."""

from __future__ import annotations

from datetime import timedelta

from bot.languages import Kind, Phrase
from bot.understanding.grammar.components import Clock, Day
from bot.understanding.reading import Intent, Query, Reading, When
from bot.understanding.refine import Plan
from bot.understanding.requests.asked_there import name_asked_in_han, words_of_asking
from bot.understanding.requests.event_questions import asked_at_end, asked_in_han, asks_of_event
from bot.understanding.requests.moves import read_move
from bot.understanding.requests.renames import rename_in
from bot.understanding.requests.sought import name_in
from bot.understanding.requests.targets import plan_of, resolved_of, target_in, without_verbs
from bot.understanding.resolve import Moment
from bot.understanding.text.lexer import Tokens, tokenise
from bot.understanding.text.normalise import Normalised, normalise
from bot.understanding.text.phrase_books import unspaced
from bot.understanding.title.leftover import read_leftover
from calendar_core.domain.timespan import DaySpan, Timespan
from calendar_core.domain.timezones import resolve_wall_time

_PART_HOURS = {"morning": (6, 12), "midday": (11, 14), "afternoon": (12, 18), "evening": (17, 22), "night": (18, 23)}
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_AFTER = frozenset({Kind.AFTER, Kind.LEPAS, Kind.HOU})
_BEFORE = frozenset({Kind.BEFORE, Kind.QIAN})
_WHEN = frozenset(["when", "when's", "whens", "bila"])
_GENERIC = frozenset(
    "meeting meetings event events appointment appointments plan plans mesyuarat acara program 事 活动 约会".split()
)
_ANY_EVENT = frozenset(["", "event", "meeting", "appointment", "next meeting", "next event", "next appointment"])


def read_request(
    intent: Intent, text: str, normal: Normalised, tokens: Tokens, moment: Moment, language: str
) -> Reading:
    """A reading of any intent but ADD."""
    if intent is Intent.CANCEL:
        return Reading("none", intent, target=target_in(text, normal, tokens, moment, intent), language=language)
    if intent is Intent.MOVE:
        return read_move(text, normal, tokens, moment, language)
    if intent is Intent.RENAME:
        return Reading("none", intent, target=rename_in(text), language=language)
    if intent in (Intent.LIST, Intent.FREE):
        return Reading("none", intent, query=_query(text, normal, tokens, moment, intent), language=language)
    return Reading("none", intent, language=language)


def _query(text: str, normal: Normalised, tokens: Tokens, moment: Moment, intent: Intent) -> Query:
    plan = plan_of(tokens)
    resolved = resolved_of(plan, moment)
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
    elif isinstance(when, Timespan) and isinstance(plan.clock, Clock):
        when = _open_ended(when, tokens, moment)
    return Query(when, words)


def _open_ended(when: Timespan, tokens: Tokens, moment: Moment) -> Timespan:
    """After 3pm is until the day is over, before noon from its beginning on."""
    start = when.starts_at(moment.zone)
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    if not _AFTER.isdisjoint(tokens.kinds):
        return Timespan(start, resolve_wall_time((midnight + _DAY).replace(tzinfo=None), moment.zone)[0], when.zone)
    return Timespan(midnight, start, when.zone) if not _BEFORE.isdisjoint(tokens.kinds) and start > midnight else when


def _next_week(when: When) -> When:
    if isinstance(when, Timespan):
        return Timespan(when.start + _WEEK, when.end + _WEEK, when.zone)
    return DaySpan(when.start + _WEEK, when.end + _WEEK, when.zone)


def _sought(text: str, normal: Normalised, tokens: Tokens, plan: Plan, intent: Intent) -> str | None:
    """When is my dentist appointment: the words of an event that is asked for, where its time is what is asked."""
    if intent is not Intent.LIST:
        return None
    words = tokens.words
    asked = next(((i, size) for i in range(min(3, len(words))) if (size := asks_of_event(words, tokens, i))), None)
    if spans := words_of_asking(normal.text, tokens):
        used = [*(("order", first, last) for first, last in spans), *plan.used]
        name = name_in(read_leftover(text, normal, tokens, used, order=True).title.strip(" ?？"))
        return name if name.casefold() not in _ANY_EVENT and name.casefold() not in _GENERIC else None
    if (named := name_asked_in_han(normal.text)) is not None:
        return _named_in_han(named)
    if phrase := asked_in_han(normal.text):
        return _asked_of_in_han(text, normal, tokens, plan, phrase)
    if (span := asked_at_end(words, tokens)) is not None:
        used = [("order", *span), *plan.used]
    elif asked is not None:
        used = [("order", asked[0], sum(asked)), *plan.used]
    elif any(token.kind is Kind.WORD and token.value in _WHEN for token in tokens[:2]):
        used = [*without_verbs(normal, tokens, intent), *plan.used]
    else:
        return None
    name = name_in(read_leftover(text, normal, tokens, used, order=True).title.strip(" ?？"))
    return name if name.casefold() not in _ANY_EVENT else None


def _named_in_han(named: str) -> str | None:
    """明天有课吗 asks for 课; 有会议吗 and 有事吗 ask for whatever there is. Its time is no part of the name."""
    inner = normalise(named)
    tokens = tokenise(inner.text)
    name = read_leftover(named, inner, tokens, plan_of(tokens).used, order=True).title.strip(" ?？的") if tokens else ""
    return name if name and name not in _GENERIC and name not in unspaced(Phrase.GENERIC) else None


def _asked_of_in_han(text: str, normal: Normalised, tokens: Tokens, plan: Plan, phrase: str) -> str | None:
    """The name beside a phrase that asks when it is, in a language without blanks: 瑜伽课是什么时候."""
    title = read_leftover(text, normal, tokens, plan.used, order=True).title.replace(phrase, "")
    name = title.strip(" ?？。").removeprefix("我的").removeprefix("的").removesuffix("是").removesuffix("在")
    return name or None
