"""The reading of one message, from its text to what the person wants."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import structs

from bot.languages import Kind
from bot.understanding.changes.asked import change_in
from bot.understanding.changes.refused_times import CharSpan, bare_time, corrected_in_han, named_time, refused_in
from bot.understanding.changes.second_thoughts import taken_back
from bot.understanding.changes.ways import every_way
from bot.understanding.events import (
    Source,
    event_told,
)
from bot.understanding.grammar.components import (
    Clock,
    ClockRange,
    Day,
    DayRange,
    Found,
)
from bot.understanding.grammar.families import GRAMMAR
from bot.understanding.grammar.foreign import foreign_day
from bot.understanding.grammar.name_numbers import without_names
from bot.understanding.looks import (
    ANSWERS_BACK,
    CHANGES,
    REFUSES,
    REQUESTS,
    TAKES_BACK,
    TALKS,
    TELLS_WHEN,
    looks_of,
)
from bot.understanding.one_event import event_in
from bot.understanding.questions import (
    ask_about_words,
)
from bot.understanding.reading import EventReading, Intent, Question, Reading, Target
from bot.understanding.refine import Plan, refine
from bot.understanding.requests.asked_there import asked_there
from bot.understanding.requests.intents import intent_of
from bot.understanding.requests.not_wanted import not_wanted
from bot.understanding.requests.read import read_request
from bot.understanding.resolve import Moment
from bot.understanding.several import segments, share_last_day, shifted, under_title
from bot.understanding.talk.answering_back import without_instead
from bot.understanding.talk.closings import end_of_said, may_close
from bot.understanding.talk.greetings import without_greetings
from bot.understanding.talk.preamble import order_start, refusal_end, told_after_question
from bot.understanding.talk.statements import talks
from bot.understanding.talk.stories import story_in
from bot.understanding.text.lexer import Tokens, tokenise
from bot.understanding.text.normalise import Normalised, normalise
from bot.understanding.text.phrase_books import language_of
from bot.understanding.title.leftover import read_leftover
from bot.understanding.title.prayer_days import without_prayer_day

_NUMBERS = frozenset({Kind.NUM, Kind.NUM4, Kind.DECIMAL, Kind.HHMM, Kind.OPAQUE, Kind.NUMWORD})
_TIMELIKE = frozenset(
    {
        Kind.NUM, Kind.NUMWORD, Kind.NUM4, Kind.DECIMAL, Kind.HHMM, Kind.CLOCK12, Kind.DATE, Kind.ORD, Kind.DAY,
        Kind.DAYPART, Kind.WEEKDAY, Kind.WEEKDAYS, Kind.WEAKDAY, Kind.MONTH, Kind.WEAKMONTH, Kind.HOLIDAY,
        Kind.WEEKEND, Kind.PART, Kind.NOON, Kind.MIDNIGHT, Kind.UNIT, Kind.JAM, Kind.SECOND, Kind.LENGTHWORD,
        Kind.EVERY, Kind.FREQ, Kind.NEXT, Kind.ENDOF, Kind.YEARWORD, Kind.REMIND, Kind.NOW, Kind.SPANEND, Kind.QUARTER,
        Kind.ALLDAY, Kind.SEASON, Kind.DAYS, Kind.LUNAR, Kind.STARTOF, Kind.MIDDLE,
    }
)  # fmt: skip


_ASKING = frozenset({Intent.FREE, Intent.LIST, Intent.QUESTION})
_FIRST_MESSAGES = (
    "lunch with Ali at KLCC tomorrow 3pm?",
    "明天下午三点和朋友开会吗",
    "thank you",
    "mesyuarat setiap Isnin 9 pagi",
    "make it weekly",
)
"""Read before those of a person, so that all that is built on first use is there."""
_NOT_NOW_ZONE = ZoneInfo("Asia/Kuala_Lumpur")
_NOT_NOW = datetime(2026, 1, 1, tzinfo=_NOT_NOW_ZONE)


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
    if tokens and may_close(tokens):
        end = end_of_said(tokens, timed=not _TIMELIKE.isdisjoint(tokens.kinds))
        if end < len(tokens):
            said = understand(text[: normal.span(0, tokens[end - 1].end)[1]], now, zone, locale=locale)
            return structs.replace(said, language=language_of(tokens))
    if Kind.PART in tokens.kinds or Kind.NOON in tokens.kinds:
        tokens = without_greetings(normal.text, tokens)
    looks = looks_of(normal.text, tokens.words)
    back = looks & ANSWERS_BACK
    if back:
        tokens = without_prayer_day(normal.text, tokens)
    language = language_of(tokens)
    if not tokens:
        return Reading("none", Intent.CHATTER, language=language)
    if looks & TAKES_BACK and (spans := taken_back(tokens)):
        return understand(_blanked(text, normal, spans), now, zone, locale=locale)
    if back and (refused := refused_in(normal.text, tokens, moment)):
        return _without(refused, text, normal, moment, language, locale)
    if back and (right := corrected_in_han(normal.text, tokens, moment)) is not None and not right.past:
        target = Target(new_when=right.when, said=right.said)
        return Reading("none", Intent.MOVE, target=target, language=language)
    if looks & CHANGES and (change := change_in(text, normal, tokens, moment)) is not None:
        return Reading("none", Intent.MOVE, target=change, language=language)
    if looks & REFUSES and (start := refusal_end(tokens)):
        tokens = tokens.part(start, len(tokens))
    if back:
        tokens = without_instead(normal.text, tokens)
    if looks & TELLS_WHEN and (story := story_in(tokens)) is not None:
        rest = tokens.part(story.start, len(tokens))
        when = _read_tokens(text, normal, rest, looks & TALKS, moment, language, locale)
        told = read_leftover(text, normal, tokens.part(story.first, story.last), (), order=False)
        if (event := event_told(when, told, placed=Kind.AT in rest.kinds)) is not None:
            return event
    reading = _read_tokens(text, normal, tokens, looks, moment, language, locale)
    if reading.kind in ("none", "ask") and not reading.target and (start := order_start(tokens)):
        order = _read_tokens(text, normal, tokens.part(start, len(tokens)), looks, moment, language, locale)
        return order if order.kind != "none" else reading
    if reading.intent in _ASKING and "?" in text and (start := told_after_question(tokens)):
        booked = _read_tokens(text, normal, tokens.part(start, len(tokens)), looks, moment, language, locale)
        return booked if booked.kind == "event" and booked.events[0].title else reading
    return reading


def _blanked(text: str, normal: Normalised, spans: Sequence[CharSpan]) -> str:
    """The message with blanks for these stretches of its normalised form, so that all else stands where it did."""
    for start, end in spans:
        first, last = normal.span(start, end)
        text = text[:first] + " " * (last - first) + text[last:]
    return text


def _without(
    refused: Sequence[CharSpan], text: str, normal: Normalised, moment: Moment, language: str, locale: str | None
) -> Reading:
    """Dinner is at 7 not 6: read without the time that is refused; with nothing else said the last event is meant."""
    text = _blanked(text, normal, refused)
    rest = tokenise(normalise(text).text)
    if rest and (time := bare_time(rest, moment)) is not None and time.said and not time.past:
        target = Target(new_when=time.when, said=time.said)
        return Reading("none", Intent.MOVE, target=target, language=language)
    reading = understand(text, moment.now, moment.zone, locale=locale)
    if reading.intent is not Intent.CHATTER or (named := named_time(text, rest, moment)) is None:
        return reading
    return Reading("none", Intent.MOVE, target=named, language=language)


def _read_tokens(
    text: str, normal: Normalised, tokens: Tokens, looks: int, moment: Moment, language: str, locale: str | None
) -> Reading:
    back = looks & ANSWERS_BACK
    intent = (asked_there(normal.text, tokens) or not_wanted(normal.text, tokens)) if back else None
    if intent is None and looks & REQUESTS:
        intent = intent_of(normal.text, tokens)
    if intent is not None and intent is not Intent.ADD:
        return read_request(intent, text, normal, tokens, moment, language)
    if locale is None and _TIMELIKE.isdisjoint(tokens.kinds):
        return Reading("none", Intent.CHATTER, language=language)
    found = GRAMMAR.find(tokens)
    if locale is not None and not any(isinstance(item.value, (Day, DayRange)) for item in found):
        day = foreign_day(normal.text, tokens, moment.local.replace(tzinfo=None), locale)
        if day is not None:
            apart = [item for item in found if item.last <= day.first or item.first >= day.last]
            found = sorted([*apart, day], key=_place)
            reading = _read(text, normal, tokens, found, looks, moment, language)
            return _ask_about_numbers(reading, text, normal, tokens, found)
    return _read(text, normal, tokens, found, looks, moment, language)


def _ask_about_numbers(
    reading: Reading, text: str, normal: Normalised, tokens: Tokens, found: Sequence[Found]
) -> Reading:
    """A number beside a day in another language may be its clock ("demain 15h"): it is not passed over."""
    clocks = [item for item in found if isinstance(item.value, (Clock, ClockRange, Day)) and not item.value.weak]
    taken = {index for item in clocks for index in range(item.first, item.last)}
    left = [index for index, token in enumerate(tokens) if index not in taken and token.kind in _NUMBERS]
    if reading.kind != "event" or not left:
        return reading
    source = Source(text, normal, tokens, reading.language)
    return ask_about_words(reading.events[0], [source.span("time", index, index + 1) for index in left], source)


def warm_up() -> None:
    """Build and compile everything that is otherwise built when first needed: a third of a second, once, so that no
    message waits for it. dateparser is warmed up by `foreign.warm_up`, where a locale other than ours is in use."""
    GRAMMAR.warm_up()
    deque(every_way(), maxlen=0)
    for text in _FIRST_MESSAGES:
        understand(text, _NOT_NOW, _NOT_NOW_ZONE)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    from calendar_core.domain.timezones import zone_of

    return zone_of(name)


def _place(item: Found) -> int:
    return item.first


def _read(
    text: str, normal: Normalised, tokens: Tokens, found: list[Found], looks: int, moment: Moment, language: str
) -> Reading:
    if (lunar := tokens.kinds.find(Kind.LUNAR)) >= 0 and _needs_lunar(lunar, normal, tokens, found):
        words = Source(text, normal, tokens, language).span("date", lunar, lunar + 1)
        question = Question("no_time", words=words.text)
        return Reading("ask", Intent.ADD, question=question, unread=(words,), language=language)
    if Kind.NUMWORD in tokens.kinds:
        found = without_names(text, normal, tokens, found)
    parts = segments(tokens, found)
    if len(parts) > 1:
        return _read_several(parts, text, normal, tokens, found, looks, moment, language)
    plan = refine(found, tokens)
    if not plan.has_time:
        return Reading("none", Intent.CHATTER, language=language)
    return event_in(Source(text, normal, tokens, language), plan, looks, moment)


def _read_several(
    parts: Sequence[tuple[int, int]],
    text: str,
    normal: Normalised,
    tokens: Tokens,
    found: list[Found],
    looks: int,
    moment: Moment,
    language: str,
) -> Reading:
    """Several events in one message, or one whose other parts say nothing of a time. parts: where it is cut."""
    events: list[EventReading] = []
    inherited: list[Day | DayRange] = []
    plans: list[tuple[Tokens, Plan]] = []
    for first, last in parts:
        segment = tokens.part(first, last)
        plan = refine(shifted(found, first, last), segment)
        if not plan.has_time:
            continue
        if not plan.days and inherited and plan.ahead is None and plan.repeat is None:
            plan.days = inherited
        inherited = plan.days or inherited
        plans.append((segment, plan))
    if len(plans) > 1:
        share_last_day(plans)
    for segment, plan in plans:
        reading = event_in(Source(text, normal, segment, language), plan, looks, moment)
        if reading.kind != "event" or len(plans) == 1:
            return reading
        events += [under_title(event, events) for event in reading.events]
    if not events:
        return Reading("none", Intent.CHATTER, language=language)
    return Reading("event", Intent.ADD, tuple(events), language=language)


def _needs_lunar(lunar: int, normal: Normalised, tokens: Tokens, found: Sequence[Found]) -> bool:
    """Whether a date of the lunar calendar is the only one that is said, and more than a wish is said of it."""
    own = lunar + 1 if tokens[lunar].value == "calendar" else -1  # 农历八月十五
    led = lunar if tokens.words[lunar].startswith("day") else -1  # 2nd day of cny
    days = [f for f in found if isinstance(f.value, (Day, DayRange)) and f.first != own and f.last != led]
    if tokens[lunar].language != "zh" and not any(isinstance(item.value, (Clock, ClockRange)) for item in found):
        return False  # happy cny eve
    return not days and not talks(normal.text)
