"""A time, a day or a name that answers what was asked: the earlier message and this one are read together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.handlers import open_question
from bot.handlers.answer_offer import answer_offer
from bot.handlers.book import ask_name, book_or_ask, events_of, only_event
from bot.handlers.drafts import beside_times
from bot.handlers.move import answer_with_time
from bot.handlers.open_question import OpenQuestion
from bot.handlers.request import Request
from bot.understanding import EventReading, Intent, is_bare_weekday, place_named, reminder_in, time_answered, understand
from bot.views.reply import Reply


async def answer_time(request: Request) -> Reply | Sequence[Reply] | None:
    """A time with nothing but words of answering around it ("the 5pm one", "I prefer Tuesday"), perhaps with a place,
    is that of what was asked about; None where nothing of the kind is said, or was asked."""
    said = time_answered(request.text) or _time_and_place(request)
    question = await open_question.open_question(request) if said else None
    if question is None or question.choosing:
        return None
    answer = replace(request, text=said, reading=understand(said, request.now, request.zone))
    if question.untimed or question.moving:
        return await answer_with_time(answer, question)
    if (offered := await answer_offer(answer, question)) is not None:
        return offered
    if not question.text:
        return None
    if not question.named:
        return await _ask_name_again(answer, question)
    if (whole := await add_with_earlier(answer, question)) is not None or not said.isdecimal():
        return whole
    return await add_with_earlier(replace(answer, text=f"at {said}"), question)


def _time_and_place(request: Request) -> str:
    """The message where it says a time and a place and nothing else: "1pm at Din Tai Fung"."""
    event = only_event(request.reading) if request.reading else None
    if event is None or event.rrule or not event.title:
        return ""
    timed = any(span.role in ("date", "time") for span in event.spans)
    return request.text if timed and place_named(beside_times(request.text, event)) else ""


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
    if not question.named and (request.text.rstrip().endswith(("?", "？")) or reminder_in(request.text) is not None):
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
    return await book_or_ask(replace(request, text=text, reading=reading), reading)


def _day_within(request: Request, question: OpenQuestion, said: EventReading) -> str:
    """The weekday that answers which day of a week is meant: "Tuesday 3pm" of "dentist next week"; "" for none."""
    days = [span.text for span in said.spans if span.role == "date"]
    if len(days) != 1 or not is_bare_weekday(days[0]):
        return ""
    whole = f"{question.text} {question.day} {question.clock}"
    asked = understand(whole, request.now, request.zone).question
    return days[0] if asked is not None and asked.code == "which_day" else ""


async def ask_when(request: Request, title: str) -> Reply:
    """Something is to be booked and no time was said: the next message may say it."""
    await open_question.ask(request, text=request.text)
    return Reply(request.words("question_when", title=title))
