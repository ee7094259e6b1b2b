"""A time, a day or a name that answers what was asked: the earlier message and this one are read together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from bot.handlers import open_question
from bot.handlers.answer_button import answer_button
from bot.handlers.answer_choice import choose_among
from bot.handlers.answer_offer import answer_offer, points_with_clock
from bot.handlers.book import ask_name, book_or_ask, events_of, only_event
from bot.handlers.cancel import cancel
from bot.handlers.change import change
from bot.handlers.move import answer_with_time
from bot.handlers.open_question import OpenQuestion
from bot.handlers.remind import remind_so_long_before
from bot.handlers.rename import answer_with_name
from bot.handlers.request import Request
from bot.understanding import (
    EventReading,
    Intent,
    Target,
    bare,
    choice_in,
    company_in,
    is_bare_weekday,
    none_suits,
    order_in,
    part_of_day_answered,
    points_back,
    put_right,
    reminder_in,
    time_answered,
    time_refused,
    times_in,
    told_plainly,
    understand,
    without_refused,
)
from bot.understanding.requests.sought import content_words
from bot.views.reply import Reply
from calendar_core.domain import EventStatus

_ONE = re.compile(r"\bone\b|\byang\b|[那这]个", re.IGNORECASE)
_NAME_TO = re.compile(r"\s*(?P<name>.+?)\s*(?:\b(?:to|ke|jadi)\b|改到)\s*(?P<time>.+)", re.IGNORECASE)
_FIGURE = re.compile(r"\d(?!st|nd|rd|th|\d)")  # a clock, and no ordinal
_OR = re.compile(r"\s*(?:\bor\b|\batau\b|还是|或者|或)\s*")
_SOMETHING = "meeting"
"""Stands for the event that is asked about, so that an answer is read as what it says of one."""


async def answer_time(request: Request) -> Reply | Sequence[Reply] | None:
    """A time with nothing but words of answering around it ("the 5pm one", "I prefer Tuesday"), perhaps with a place, a
    lead time or who comes along, is that of what was asked about; None where nothing of the kind is said, or asked."""
    question = await open_question.open_question(request)
    if question is None:
        return None
    if question.naming:
        return await answer_with_name(request, question)
    if question.choosing:
        return await choose_among(request)
    if (pressed := await answer_button(request, question)) is not None:
        return pressed
    if question.moving and (moved := await _moved_by_name(request, question)) is not None:
        return moved
    if order_in(request.text) or (question.taps and not question.moving and part_of_day_answered(request.text)):
        return await answer_offer(request, question)
    if points_with_clock(request.text) and (offered := await _second_but(request, question)) is not None:
        return offered
    alone = time_answered(without_refused(request.text))
    if not alone and (time_refused(request.text) or none_suits(request.text)):
        return _which_then(request, question)
    if alone and question.yes.startswith("cancel") and _points(request.text):
        return await _cancel_another(request, alone)
    if question.wrong and (right := _put_right(request, question.wrong, alone or bare(request.text))):
        alone = right
    said = alone or _time_and_more(request, question)
    if not said:
        return await _named_again(request, question)
    answer = replace(request, text=said, reading=understand(said, request.now, request.zone))
    if question.untimed or question.moving:
        ends = answer.reading is not None and any(event.end_said for event in answer.reading.events)
        plainly = alone and not (ends and question.moving)
        return await (answer_with_time(answer, question) if plainly else _change_with_more(answer, question))
    if alone and (offered := await answer_offer(answer, question)) is not None:
        return offered
    if not question.text:
        return None
    if not question.named:
        return await _ask_name_again(answer, question)
    if (whole := await add_with_earlier(answer, question)) is not None or not said.isdecimal():
        return whole
    return await add_with_earlier(replace(answer, text=f"at {said}"), question)


async def _moved_by_name(request: Request, question: OpenQuestion) -> Reply | None:
    """ "1 hour later", or "Siti to 3pm", asked when the lunch with Siti shall be."""
    event = await request.calendar.event(question.moving)
    if event is None or question.lasting:
        return None
    later = understand(f"move it {request.text}", request.now, request.zone).target
    if later is not None and later.shift is not None and points_back(later.words or "it"):
        return await change(request, event, later)
    found = _NAME_TO.fullmatch(request.text)
    said = time_answered(found["time"]) if found else ""
    if found is None or not said:
        return None
    pointed = choice_in(found["name"], request.now, request.zone)
    if pointed is not None and pointed.row is not None and not pointed.words:
        return Reply(request.words("move_when"))  # the second of which? One alone was asked about
    if not set(content_words(found["name"]).split()) <= set(content_words(event.title).split()):
        return None
    return await answer_with_time(
        replace(request, text=said, reading=understand(said, request.now, request.zone)), question
    )


async def _second_but(request: Request, question: OpenQuestion) -> Reply | Sequence[Reply] | None:
    """The second one but 4pm. Anything else with a pause in it is answered as it stands."""
    head = re.split(r"[,，]|\b(?:but|tapi|at|jam|pukul)\b|但", request.text, maxsplit=1)[0]
    pointed = choice_in(head, request.now, request.zone)
    if pointed is None or not pointed.row or pointed.words or pointed.when or _FIGURE.search(head):
        return None
    return await answer_offer(request, question)


def _which_then(request: Request, question: OpenQuestion) -> Reply | None:
    """What was offered or might have been meant does not suit: the question stays open."""
    if question.text and none_suits(request.text):
        return Reply(request.words("answer_none_suits"))
    if question.text or question.moving or question.untimed:
        return Reply(request.words("answer_which" if question.taps else "answer_when"))
    return None


def _points(text: str) -> bool:
    return _ONE.search(text) is not None


async def _cancel_another(request: Request, said: str) -> Reply | Sequence[Reply]:
    """ "No, the Saturday one", asked whether to cancel this: that of the other time is looked for."""
    text = f"cancel {said}"
    await open_question.close(request)
    return await cancel(replace(request, text=text, reading=understand(text, request.now, request.zone)))


def _put_right(request: Request, wrong: str, answer: str) -> str:
    """The date that an answer makes of one that does not exist, where it makes one."""
    for date in put_right(wrong, answer):
        if understand(f"{_SOMETHING} {date}", request.now, request.zone).kind == "event":
            return date
    return ""


async def _named_again(request: Request, question: OpenQuestion) -> Reply | Sequence[Reply] | None:
    """A name and one part of a time, after a time alone or beside the same name: "gym 6pm" after "tomorrow 5pm",
    "birthday dinner 8pm" after "dinner tomorrow, at 7 or 8". What it leaves open stays as it was said first."""
    said = only_event(request.reading) if request.reading else None
    if said is None or not said.title or said.rrule or not question.text:
        return None
    roles = {span.role for span in said.spans} & {"date", "time"}
    if question.named:
        if not set(content_words(question.text).split()) <= set(content_words(said.title).split()):
            return None
        kept = [part for role, part in (("date", question.day), ("time", question.clock)) if role not in roles]
    else:
        first = only_event(understand(question.text, request.now, request.zone))
        if first is None or len(roles) != 1:
            return None
        kept = [span.text for span in first.spans if span.role in ("date", "time") and span.role not in roles]
    if not any(kept):
        return None
    text = " ".join((request.text, *kept))
    reading = understand(text, request.now, request.zone)
    return await book_or_ask(replace(request, text=text, reading=reading), reading)


def _time_and_more(request: Request, question: OpenQuestion) -> str:
    """The message in the words of a booking, where it says a time, perhaps with a place, a lead time or who comes
    along, and names nothing: "1pm at Din Tai Fung", "Thursday, and bring Ali"."""
    text = told_plainly(without_refused(request.text))
    event = _of_something(request, text)
    if event is None and (question.untimed or question.moving or question.text):
        return text if _several_times(request, text) else ""
    if event is None or event.rrule or not any(span.role in ("date", "time") for span in event.spans):
        return ""
    if event.title and not company_in(event.title):
        return ""
    return text


def _several_times(request: Request, text: str) -> bool:
    """Whether it says nothing but several times, of which one is to be chosen: Saturday or Sunday."""
    offered = events_of(understand(f"{_SOMETHING} {text}", request.now, request.zone))
    return len(offered) > 1 and all(event.title == _SOMETHING for event in offered)


def _of_something(request: Request, text: str, name: str = _SOMETHING) -> EventReading | None:
    """What a text says of an event that has its name already; title: of what it says beside that."""
    reading = understand(f"{name} {text}", request.now, request.zone)
    event = only_event(reading) if reading.kind != "ask" else None
    if event is None or not event.title.startswith(name):
        return None
    return msgspec.structs.replace(event, title=event.title.removeprefix(name).strip())


async def _change_with_more(request: Request, question: OpenQuestion) -> Reply | Sequence[Reply] | None:
    """The new time of an event that is there, with the place and who comes along; then when to be reminded."""
    event = await request.calendar.event(question.untimed or question.moving)
    if event is None or event.status is EventStatus.CANCELLED:
        return None
    said = _of_something(request, request.text, event.title) or _of_something(request, request.text)
    if said is None:
        return Reply(request.words("answer_one_time"))  # Saturday or Sunday
    roles = {span.role for span in said.spans} & {"date", "time"} | ({"end"} if said.end_said else set())
    clock = " ".join(span.text for span in said.spans if span.role == "time")
    alone = understand(f"move it to {clock}", request.now, request.zone).target if clock else None
    if event.all_day or (alone is not None and "half" in alone.said):
        roles.add("half")
    target = Target(new_when=said.when, said=frozenset(roles), place=said.location or "", joins=company_in(said.title))
    reply = await change(request, event, target)
    if said.reminder_minutes is None or event.series_id:
        return reply
    return [reply, await remind_so_long_before(request, event.id, said.reminder_minutes)]


async def _ask_name_again(request: Request, question: OpenQuestion) -> Reply | None:
    """Another time before its name is known: what it leaves open stays as it was said first."""
    said = only_event(request.reading) if request.reading else None
    first = only_event(understand(question.text, request.now, request.zone))
    if said is None or first is None:
        return None
    roles = {span.role for span in said.spans}
    kept = [span.text for span in first.spans if span.role in ("date", "time") and span.role not in roles]
    text = " ".join((*kept, request.text))
    event = only_event(understand(text, request.now, request.zone))
    return await ask_name(replace(request, text=text), event) if event is not None and not event.title else None


async def add_with_earlier(request: Request, question: OpenQuestion) -> Reply | Sequence[Reply] | None:
    """Read this message together with the earlier one that lacked a name or a time; None where both still do."""
    said = only_event(request.reading) if request.reading else None
    if not question.named and (request.text.rstrip().endswith(("?", "？")) or _reminds_of_another(request.text)):
        return None  # a question is no name, nor is what asks to be reminded of something else
    roles = {span.role for span in said.spans} if said else set()
    day, clock = "" if "date" in roles else question.day, "" if "time" in roles else question.clock
    if said is None and question.named and not time_answered(request.text):
        return None
    whole = " ".join((question.text, day, clock, request.text))
    text = whole if said or question.named else f"{request.text} {question.text}"
    if said and question.day and (weekday := _day_within(request, question, said)):
        text = f"{question.text} {clock} {request.text.replace(weekday, f'{question.day} {weekday}', 1)}"
    reading = understand(text, request.now, request.zone, locale=request.person.language)
    if reading.intent is not Intent.ADD or reading.kind == "none" or not all(one.title for one in events_of(reading)):
        return None
    if (
        question.named
        and request.text.strip().isdecimal()
        and any(_holds(one.title, request.text) for one in events_of(reading))
    ):
        return None  # a number that is no clock there is no part of the name either
    return await book_or_ask(replace(request, text=text, reading=reading), reading)


def _holds(title: str, number: str) -> bool:
    return number.strip() in title.split()


def _reminds_of_another(text: str) -> bool:
    """Remind me an hour before lunch; not "gym, remind me an hour before"."""
    said = reminder_in(text)
    return said is not None and not (said.name and text.casefold().lstrip().startswith(said.name.casefold()))


def _day_within(request: Request, question: OpenQuestion, said: EventReading) -> str:
    """The weekday that answers which day of a week is meant: "Tuesday 3pm" of "dentist next week"; "" for none."""
    days = [request.text[start:end] for role, start, end in times_in(request.text) if role == "date"]
    weekdays = [day for day in days if is_bare_weekday(day)]
    if not weekdays or any(not is_bare_weekday(part) for day in days for part in filter(None, _OR.split(day))):
        return ""
    whole = f"{question.text} {question.day} {question.clock}"
    asked = understand(whole, request.now, request.zone).question
    return weekdays[0] if asked is not None and asked.code == "which_day" else ""


async def ask_when(request: Request, title: str) -> Reply:
    """Something is to be booked and no time was said: the next message may say it."""
    await open_question.ask(request, text=request.text)
    return Reply(request.words("question_when", title=title))
