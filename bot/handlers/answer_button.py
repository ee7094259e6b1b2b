"""A question with buttons, answered by their order, by what they stand for, or by a day or a clock: "the second one",
"the place", "just tomorrow", "until 9"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.handlers import open_question
from bot.handlers.change import change
from bot.handlers.lengthen import lasting_so
from bot.handlers.open_question import OpenQuestion
from bot.handlers.request import Request
from bot.understanding import (
    Target,
    bare_number,
    changed_time,
    choice_in,
    its_part,
    only_time,
    time_answered,
    understand,
    without_refused,
)
from bot.views.reply import Reply
from calendar_core.domain import DaySpan, Event, Timespan

_MOST_HOURS = 3  # of a bare number that is a length; beyond it is the clock at which it ends, if that is soon enough
_LONGEST = timedelta(hours=6)
_UNTIL = re.compile(r"\s*(?:until|till|til|to|sampai|smpi|hingga|ends? at|直到|到|至)\s*(?=\w)", re.IGNORECASE)
_PLACE = re.compile(r"\s+(?:at|kat|kt|dekat|di)\s+(?P<place>\D.*)", re.IGNORECASE)


async def answer_button(request: Request, question: OpenQuestion) -> Reply | Sequence[Reply] | None:
    """What the words do as an answer to a question with buttons; None where they are none."""
    if question.lasting and (length := await _answer_length(request, question)) is not None:
        return length
    if (
        question.one
        and bare_number(request.text) is None
        and (dated := await _answer_scope(request, question)) is not None
    ):
        return dated
    if (part := its_part(request.text)) and (data := _of_verb(question, f"change{part}")):
        return await open_question.press(request, data)
    if len(question.taps) < 2 or question.yes or any(data.startswith("pick:") for data in question.taps.values()):
        return None
    if (question.lasting or question.untimed) and bare_number(request.text) is not None:
        return None
    chosen = choice_in(request.text, request.now, request.zone)
    row = chosen.row if chosen is not None and not (chosen.words or chosen.when) else None
    taps = list(question.taps.values())
    return await open_question.press(request, taps[row - (row > 0)]) if row and row <= len(taps) else None


def _of_verb(question: OpenQuestion, verb: str) -> str:
    return next((data for data in question.taps.values() if data.startswith(f"{verb}:")), "")


async def _answer_length(request: Request, question: OpenQuestion) -> Reply | None:
    """ "9" and "9pm" after "how long?" are when it ends, "two" and 1.5 are hours; a place beside the length is kept."""
    event = await request.calendar.event(question.moving)
    if event is None or event.all_day:
        return None
    found = _PLACE.search(request.text)
    text = request.text[: found.start()] if found else request.text
    place = found["place"].strip() if found else ""
    ends = _UNTIL.sub("", text, count=1)
    number = bare_number(ends)
    until = _ending(request, event, ends) if number is None or number > _MOST_HOURS or ends != text else None
    if until is not None:
        return await change(replace(request, text=f"until {ends}"), event, replace(until, place=place))
    if number is not None and (place or not text.strip().isdecimal()) and number <= 2 * _LONGEST / timedelta(hours=1):
        asked, target = lasting_so(request, timedelta(hours=number))
        return await change(asked, event, replace(target, place=place))
    said = understand(f"make it {text}", request.now, request.zone).target if place else None
    if said is not None and said.length is not None:
        asked, target = lasting_so(request, said.length)
        return await change(asked, event, replace(target, place=place))
    return None


def _ending(request: Request, event: Event, said: str) -> Target | None:
    """The clock as the end of an event, where it leaves it a length that may be meant."""
    clock = time_answered(said)
    target = understand(f"until {clock}", request.now, request.zone).target if clock else None
    if target is None or "until" not in target.said or "date" in target.said:
        return None
    when = changed_time(event.when, target, request.zone)
    return target if isinstance(when, Timespan) and timedelta(0) < when.length <= _LONGEST else None


async def _answer_scope(request: Request, question: OpenQuestion) -> Reply | Sequence[Reply] | None:
    """Just tomorrow, the 1 Dec one: the date of the series that is on that day. Another clock: it is asked anew."""
    verb, _, event_id = question.one.rpartition(":")
    said = only_time(without_refused(request.text))
    event = await request.calendar.event(event_id) if said else None
    target = understand(f"move it to {said}", request.now, request.zone).target if event is not None else None
    if event is None or target is None or target.new_when is None:
        return None
    if isinstance(target.new_when, DaySpan):
        if event.when.starts_at(request.zone).date() == target.new_when.start:
            return await open_question.press(request, question.one)
        start, end = target.new_when.starts_at(request.zone), target.new_when.ends_at(request.zone)
        there = (await request.calendar.get_upcoming_events(max(start, request.now), end)).events
        same = [one for one in there if one.series_id and one.series_id == event.series_id]
        return await open_question.press(request, f"{verb}:{same[0].id}") if len(same) == 1 else None
    if not verb.startswith("moveone"):
        return None
    return await change(replace(request, text=f"move it to {said}"), event, target)
