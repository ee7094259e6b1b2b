"""One part of a message, from what it says of its time to the event, or to the question that has to be asked first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timezone, tzinfo
from operator import itemgetter
from zoneinfo import ZoneInfo

from msgspec import structs

from bot.understanding.events import (
    Source,
    all_meant,
    events_of,
    past,
    problem_of,
    stray_times,
    strong_clocks,
)
from bot.understanding.grammar.components import Found, ImpossibleTime
from bot.understanding.grammar.foreign import zone_offset
from bot.understanding.looks import AGREES, ANSWERS_BACK, TALKS
from bot.understanding.questions import (
    ask_about_words,
    ask_for_name,
    ask_which_day,
    ask_which_day_is_meant,
    ask_which_day_of,
    ask_which_day_within,
    ask_which_time,
)
from bot.understanding.reading import Intent, Question, Reading, Target
from bot.understanding.refine import Plan
from bot.understanding.requests.sought import name_in
from bot.understanding.resolve import Moment, resolve
from bot.understanding.talk.agreement import agreement_in
from bot.understanding.talk.restrictions import denied_name, restriction_in
from bot.understanding.talk.statements import is_statement
from bot.understanding.text.lexer import Token
from bot.understanding.title.leftover import Leftover, read_leftover
from bot.understanding.title.prayer_days import with_prayer_day

_PLACE = itemgetter(1)


def event_in(source: Source, plan: Plan, looks: int, moment: Moment) -> Reading:
    """The event that a plan makes, several where it names several days or clocks; or the question, the mistake or the
    talk that it is instead. looks: which closer looks may find anything (`looks`)."""
    text, normal, tokens, language = source.text, source.normal, source.tokens, source.language
    if plan.zone is not None:
        moment = _seen_from(moment, plan.zone, source)
    leftover = read_leftover(text, normal, tokens, plan.used, order=plan.remind)
    if looks & ANSWERS_BACK:
        if (title := with_prayer_day(leftover.title, text, normal, tokens)) != leftover.title:
            leftover = structs.replace(leftover, title=title)
        if restriction := restriction_in(normal.text, tokens, plan, leftover.title):
            return _restricted(restriction, leftover, language)
    if is_statement(normal.text, tokens, plan, leftover.title, phrases=looks & TALKS != 0):
        return Reading("none", Intent.CHATTER, language=language)
    agreed = agreement_in(normal.text, tokens, plan, leftover.title) if looks & AGREES else ""
    if agreed:
        if agreed == "chats":
            return Reading("none", Intent.CHATTER, language=language)
        leftover = structs.replace(leftover, title="", location=None, spans=())
    if plan.clock is not None and not plan.days and (asked := ask_which_day_is_meant(plan, source)) is not None:
        return asked
    plan.used.sort(key=_PLACE)
    try:
        resolved = resolve(plan, moment, source.meal)
        for part in plan.further_parts:
            resolved += resolve(structs.replace(plan, part=part), moment, source.meal)
    except ImpossibleTime as error:
        if error.code == "weekday_mismatch":
            return ask_which_day(plan, leftover, moment, source)
        return Reading("error", Intent.ADD, problem=problem_of(error.code, plan, leftover, source), language=language)
    events = events_of(resolved, leftover, plan, source)
    if agreed:
        return ask_for_name(events[0], language)
    if plan.either and len(events) > 1:
        return ask_which_day_of(events, plan, source)
    if plan.unread and (others := strong_clocks(plan.unread, source)):
        if all_meant(others, plan, tokens):
            return _each_clock(others, source, plan, looks, moment)
        return ask_which_time(events[0], others, plan, moment, source)
    if plan.excepted is not None and not any(one.leaves_out for one in resolved):
        return ask_about_words(events[0], (source.span("date", *plan.excepted),), source)
    if stray := stray_times(plan, source):
        return ask_about_words(events[0], stray, source)
    if (asked := ask_which_day_within(plan, leftover, moment, source)) is not None:
        return asked
    for index, one in enumerate(resolved):
        if one.past:
            return past(events[index], source)
    return Reading("event", Intent.ADD, events, language=language)


def _restricted(restriction: str, leftover: Leftover, language: str) -> Reading:
    """Not before 5pm, the meeting is not at 3: no event, and where one is denied, the wish for another time of it."""
    if restriction != "not":
        return Reading("none", Intent.CHATTER, language=language)
    target = Target(words=name_in(denied_name(leftover.title) or "") or None)
    return Reading("none", Intent.MOVE, target=target, question=Question("what_to_move_to"), language=language)


def _each_clock(others: Sequence[Found], source: Source, plan: Plan, looks: int, moment: Moment) -> Reading:
    """Every day at 8am, 2pm and 8pm: an event for each clock; what one of them is instead, where it is none."""
    plan.used += [("time", item.first - 1, item.last) for item in others]
    clocks = (plan.clock, *(item.value for item in others))
    plans = [structs.replace(plan, clock=clock, unread=[]) for clock in clocks]
    readings = [event_in(source, each, looks, moment) for each in plans]
    bad = next((reading for reading in readings if reading.kind != "event"), None)
    return bad or structs.replace(readings[0], events=tuple(event for reading in readings for event in reading.events))


def _seen_from(moment: Moment, named: tuple[int, int], source: Source) -> Moment:
    """The present where clocks are those of the zone that the message names with these tokens."""
    first, last = source.tokens[named[0]], source.tokens[named[1] - 1]
    return Moment(moment.now, moment.zone, _abroad(source.normal.text[first.start : last.end], first))


def _abroad(named: str, token: Token) -> tzinfo | None:
    """The zone that a message names for its clocks: "london time" by its place, "CET" and "GMT+8" by dateparser."""
    if "/" in str(token.value):
        return ZoneInfo(token.value)
    offset = zone_offset(named.replace(" ", ""))
    return timezone(offset) if offset is not None else None
