"""Book what a message says; ask where it is not plain. One module, for the order in which a message is tried as an
answer, a correction and a booking is what it decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from bot.handlers import open_question
from bot.handlers.answer_choice import answer_choice
from bot.handlers.answer_offer import answer_offer
from bot.handlers.change import beside
from bot.handlers.drafts import beside_times, draft_of, notes_of
from bot.handlers.lists import show_list
from bot.handlers.move import answer_with_time, correct_days, correct_last
from bot.handlers.offers import Offer, Offers
from bot.handlers.open_question import OpenQuestion
from bot.handlers.remind import remind_of_standing
from bot.handlers.request import Handler, Request
from bot.handlers.set_time import clock_taps, may_get_clock
from bot.handlers.snooze import about_reminder
from bot.handlers.standing import about_what_stands
from bot.understanding import (
    EventReading,
    Intent,
    Reading,
    asks_of_day,
    instead_of_past,
    is_bare_weekday,
    is_correction,
    only_part_of_day,
    points_back,
    reminder_in,
    understand,
)
from bot.views.events import booked, card
from bot.views.failures import refusal
from bot.views.reply import Button, Reply, lines
from bot.views.times import span_text
from calendar_core.domain import DaySpan
from calendar_core.errors import CalendarError

_QUESTION_LIFE = 24 * 3600  # seconds a question's buttons can be answered


async def add(request: Request) -> Reply | Sequence[Reply]:
    """Book the events of a reading, or say what is in the way."""
    if request.tap is not None:
        return await _chosen(request)
    reading = request.reading
    if reading is None:
        return Reply(request.words("add_how"))
    if (put_off := await about_reminder(request)) is not None:
        return put_off
    if (about := await about_what_stands(request)) is not None:
        return about
    if (listed := asks_of_day(request.text, request.now, request.zone)) is not None:
        return await show_list(replace(request, reading=listed))
    if len(reading.events) > 1 and (days := await correct_days(request)) is not None:
        return days
    only = _only_event(reading)
    if only is not None and (reminded := await remind_of_standing(request, only)) is not None:
        return reminded
    if only is not None and (missing := await _without_name(request, only)) is not None:
        return missing
    if reading.kind == "event":
        return await _book_all(request, reading.events)
    if reading.kind == "past":
        return await _ask_about_past(request, reading)
    if reading.kind == "ask":
        return await _ask(request, reading)
    return _explain(request, reading)


def _only_event(reading: Reading) -> EventReading | None:
    """The one event a reading is about, whether it can be booked or is asked about."""
    return next(iter(_events(reading)), None) if len(reading.events) < 2 else None


def _events(reading: Reading) -> list[EventReading]:
    """Those that are to be booked, and those that are asked about."""
    past = reading.problem.event if reading.problem else None
    offers = [choice.event for choice in reading.question.choices] if reading.question else []
    return [event for event in (*reading.events, past, *offers) if event is not None]


async def _without_name(request: Request, event: EventReading) -> Reply | Sequence[Reply] | None:
    """A time that stands alone: it belongs to what was asked about or done just before, or its name is asked for.

    None where the event has a name of its own, or more than its name is in doubt.
    """
    if (corrected := await correct_last(request)) is not None:
        return corrected
    question = await open_question.open_question(request)
    if question is not None and question.choosing and (choice := await answer_choice(request)) is not None:
        return choice
    if event.rrule and (points_back(event.title) or is_correction(event.title)):
        return Reply(request.words("repeat_how"))
    if event.title and not is_correction(event.title):
        # "1pm at Din Tai Fung" after "lunch on Friday": the place stands alone, and is no name.
        return await answer_with_time(request, question) if question is not None else None
    if question is not None and (offered := await answer_offer(request, question)) is not None:
        return offered
    if question is not None and (timed := await answer_with_time(request, question)) is not None:
        return timed
    if question is not None and question.text and question.named:
        answer = await add_with_earlier(request, question)
        if answer is not None:
            return answer
    asked = request.reading.question if request.reading else None
    if request.reading is None or (request.reading.kind != "event" and (not asked or asked.code != "no_title")):
        return None
    return await _ask_name(request, event)


async def add_with_earlier(request: Request, question: OpenQuestion) -> Reply | Sequence[Reply] | None:
    """Read this message together with the earlier one that lacked a name or a time; None where both still do."""
    said = _only_event(request.reading) if request.reading else None
    if not question.named and (request.text.rstrip().endswith(("?", "？")) or reminder_in(request.text) is not None):
        return None  # a question is no name, nor is what asks to be reminded of something else
    day = question.day if said and not any(span.role == "date" for span in said.spans) else ""
    text = " ".join((question.text, day, request.text)) if said else f"{request.text} {question.text}"
    if said and question.day and (weekday := _day_within(request, question, said)):
        text = f"{question.text} {request.text.replace(weekday, f'{question.day} {weekday}', 1)}"
    reading = understand(text, request.now, request.zone, locale=request.person.language)
    if reading.intent is not Intent.ADD or reading.kind == "none" or not all(one.title for one in _events(reading)):
        return None
    return await add(replace(request, reading=reading))


def _day_within(request: Request, question: OpenQuestion, said: EventReading) -> str:
    """The weekday that answers which day of a week is meant: "Tuesday 3pm" of "dentist next week"; "" for none."""
    days = [span.text for span in said.spans if span.role == "date"]
    if len(days) != 1 or not is_bare_weekday(days[0]):
        return ""
    asked = understand(f"{question.text} {question.day}", request.now, request.zone).question
    return days[0] if asked is not None and asked.code == "which_day" else ""


async def ask_when(request: Request, title: str) -> Reply:
    """Something is to be booked and no time was said: the next message may say it."""
    await open_question.ask(request, text=request.text)
    return Reply(request.words("question_when", title=title))


async def _ask_name(request: Request, event: EventReading) -> Reply:
    """A time and no name: nothing is written down that nobody can make sense of later."""
    words = request.words
    buttons = await _choices(request, [replace(event, title="")], yes=words("button_no_name"))
    said = " ".join(span.text for span in event.spans if span.role != "title")
    await open_question.ask(request, buttons, no=_drop(request), text=said or request.text, named=False)
    return Reply(words("question_name", span=span_text(event.when, words, request.zone, request.now)), buttons)


async def _book_all(request: Request, events: Sequence[EventReading]) -> Sequence[Reply]:
    """Of several events in one message each has its own answer, so that none is sent again in vain; one undo takes
    them all back."""
    if len(events) == 1:
        return [(await _book(request, events[0], 0))[0]]
    replies: list[Reply] = []
    keys: list[str] = []
    for part, event in enumerate(events):
        try:
            reply, key = await _book(request, event, part)
        except CalendarError as error:
            reply, key = Reply(refusal(error, request.words)), ""
        replies.append(reply)
        keys += [key] if key else []
    if len(keys) > 1:
        await request.calendar.done_together(request.chat_id, keys)
        every = Button(request.words("button_undo_all", n=len(keys)), f"undo:{','.join(keys)}")
        replies[-1] = replace(replies[-1], buttons=(*replies[-1].buttons, (every,)))
    return replies


async def _book(request: Request, event: EventReading, part: int) -> tuple[Reply, str]:
    """The answer, and the key that takes the booking back."""
    draft = draft_of(event)
    event_id = request.event_id(part)
    outcome = await request.calendar.create_event(draft, event_id, chat_id=request.chat_id)
    await open_question.close(request)
    await may_get_clock(request, draft, event_id, part_of_day=only_part_of_day(request.text))
    reply = booked(
        outcome,
        draft,
        request.words,
        request.zone,
        request.now,
        notes=[*notes_of(event, request), *await beside(request, draft.when, event_id)],
        cancel_data=f"cancel:{event_id}",
        clocks=clock_taps(request, draft, event_id),
    )
    return reply, outcome.undo_key


def _explain(request: Request, reading: Reading) -> Reply:
    problem, words = reading.problem, request.words
    if problem is None:
        return Reply(words("not_understood"))
    key = f"problem_{problem.code}"
    return Reply(words(key if words.has(key) else "problem_other", what=problem.words))


async def _ask_about_past(request: Request, reading: Reading) -> Reply:
    """An explicit past time is never moved by itself: say so, and offer what may have been meant."""
    words = request.words
    offers = reading.question.choices if reading.question else ()
    readings = [choice.event for choice in offers if choice.event is not None]
    if not readings and reading.problem and reading.problem.event:
        readings = instead_of_past(reading.problem.event, request.now, request.zone)
    head = words("problem_past", what=reading.problem.words if reading.problem else "")
    buttons = await _choices(request, readings)
    rest = beside_times(request.text, reading.problem.event) if reading.problem and reading.problem.event else ""
    await _may_be_answered(request, readings, buttons, rest)
    return Reply(lines(head, words("past_choose") if buttons else words("past_again")), buttons)


async def _ask(request: Request, reading: Reading) -> Reply:
    words, question = request.words, reading.question
    unread = [request.text[span.start : span.end] for span in reading.unread]
    left = (question.words if question else "") or words("comma").join(unread)
    code = question.code if question else "unknown_time_words"
    key = f"question_{code}" if words.has(f"question_{code}") else "question_other"
    readings = [choice.event for choice in (question.choices if question else ()) if choice.event is not None]
    buttons = await _choices(request, readings)
    days = {span.text for event in readings for span in event.spans if span.role == "date"}
    day = days.pop() if len(days) == 1 else ""
    await _may_be_answered(request, readings, buttons, readings[0].title if readings else "", day)
    shown = ""
    if len(readings) == 1:
        event = readings[0]
        shown = card(
            event.title,
            event.when,
            words,
            request.zone,
            request.now,
            location=event.location or "",
            rrule=event.rrule or "",
            exdates=event.exdates,
        )
    return Reply(lines(words(key, what=left), shown), buttons)


async def _may_be_answered(
    request: Request, readings: Sequence[EventReading], buttons: Sequence[Sequence[Button]], title: str, day: str = ""
) -> None:
    """Typed words answer the question too; a bare time says when it is instead."""
    if readings:
        yes = f"pick:{request.message_id}:0" if len(readings) == 1 else ""
        await open_question.ask(request, buttons, yes=yes, no=_drop(request), text=title, day=day)


def _drop(request: Request) -> str:
    return f"pick:{request.message_id}:no"


async def _choices(
    request: Request, readings: Sequence[EventReading], *, yes: str = ""
) -> tuple[tuple[Button, ...], ...]:
    """Buttons for what may have been meant; what each books is kept with the chat, under this message. yes: the label
    where there is one only."""
    if not readings:
        return ()
    asked = Offers(request.event_id(), [Offer.of(draft_of(event)) for event in readings])
    key = f"pick:{request.message_id}"
    await request.tools.conversation.keep_note(request.chat_id, key, msgspec.json.encode(asked), _QUESTION_LIFE)
    rows = [
        (Button(yes or _label(request, event, len(readings)), f"pick:{request.message_id}:{number}"),)
        for number, event in enumerate(readings)
    ]
    return (*rows, (Button(request.words("button_no"), _drop(request)),))


def _label(request: Request, event: EventReading, choices: int) -> str:
    if choices == 1 and not isinstance(event.when, DaySpan):
        return request.words("button_yes_book")
    return span_text(event.when, request.words, request.zone, request.now)


async def _chosen(request: Request) -> Reply:
    """One of the choices, tapped or typed; twice books once, for the id follows from the message asked about."""
    message_id, _, number = (request.tap or "").partition(":")
    words = request.words
    if number == "no":
        return Reply(words("question_dropped"), replaces=True)
    note = await request.tools.conversation.load_note(request.chat_id, f"pick:{message_id}")
    try:
        asked = msgspec.json.decode(note or b"", type=Offers)
        choice = asked.choices[int(number)]
    except (msgspec.DecodeError, IndexError, ValueError):
        return Reply(words("question_lapsed"), replaces=True)
    draft = choice.draft()
    outcome = await request.calendar.create_event(draft, asked.event_id, chat_id=request.chat_id)
    await may_get_clock(request, draft, asked.event_id, part_of_day=False)
    answer = booked(
        outcome,
        draft,
        words,
        request.zone,
        request.now,
        notes=await beside(request, draft.when, asked.event_id),
        cancel_data=f"cancel:{asked.event_id}",
        clocks=clock_taps(request, draft, asked.event_id),
    )
    return Reply(answer.text, answer.buttons, replaces=True)


HANDLER = Handler(add, commands=("add",), intents=(Intent.ADD,), taps=("pick",), place=10)
