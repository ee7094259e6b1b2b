"""What a reading comes to: booked, asked about, or refused by its own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from bot.handlers import open_question
from bot.handlers.change import beside
from bot.handlers.drafts import beside_times, draft_of, notes_of
from bot.handlers.offers import Offer, Offers
from bot.handlers.request import Request
from bot.handlers.set_time import clock_taps, may_get_clock
from bot.understanding import EventReading, Reading, instead_of_past, only_part_of_day, times_in, understand
from bot.views.events import booked, card
from bot.views.failures import refusal
from bot.views.reply import Button, Reply, lines
from bot.views.times import span_text
from calendar_core.domain import DaySpan, EventDraft
from calendar_core.errors import CalendarError

_QUESTION_LIFE = 24 * 3600  # seconds a question's buttons can be answered


async def book_or_ask(request: Request, reading: Reading) -> Reply | Sequence[Reply]:
    """What a reading that stands by itself comes to."""
    if reading.kind == "event":
        return await _book_all(request, reading.events)
    if reading.kind == "past":
        return await _ask_about_past(request, reading)
    if reading.kind == "ask":
        return await _ask(request, reading)
    return await _explain(request, reading)


def only_event(reading: Reading) -> EventReading | None:
    """The one event a reading is about, whether it can be booked or is asked about."""
    return next(iter(events_of(reading)), None) if len(reading.events) < 2 else None


def events_of(reading: Reading) -> list[EventReading]:
    """Those that are to be booked, and those that are asked about."""
    past = reading.problem.event if reading.problem else None
    offers = [choice.event for choice in reading.question.choices] if reading.question else []
    return [event for event in (*reading.events, past, *offers) if event is not None]


async def ask_name(request: Request, event: EventReading) -> Reply:
    """A time and no name: nothing is written down that nobody can make sense of later."""
    words = request.words
    buttons = await _choices(request, [msgspec.structs.replace(event, title="")], yes=words("button_no_name"))
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


async def _explain(request: Request, reading: Reading) -> Reply:
    """What cannot be, by its own words; a time that can be is then that of the rest of the message."""
    problem, words = reading.problem, request.words
    if problem is None:
        return Reply(words("not_understood"))
    if problem.code == "end_before_start":
        return await _explain_ends(request)
    if problem.span is not None and problem.title:
        rest = f"{request.text[: problem.span.start]} {request.text[problem.span.end :]}"
        event = only_event(understand(rest, request.now, request.zone))
        day, clock = (_said(event, "date"), _said(event, "time")) if event is not None else ("", "")
        rest = beside_times(rest, event) if event is not None else " ".join(rest.split())
        wrong = problem.words if problem.code == "impossible_date" else ""
        await open_question.ask(request, text=rest, day=day, clock=clock, wrong=wrong)
    key = f"problem_{problem.code}"
    return Reply(words(key if words.has(key) else "problem_other", what=problem.words))


async def _explain_ends(request: Request) -> Reply:
    """From 5pm to 3pm: the day and the name stand, and another span answers."""
    said, text = times_in(request.text), request.text
    day = " ".join(text[start:end] for role, start, end in said if role == "date")
    clock = " ".join(text[start:end] for role, start, end in said if role == "time")
    for _, start, end in reversed(said):
        text = f"{text[:start]} {text[end:]}"
    if text := " ".join(text.split()):
        await open_question.ask(request, text=text, day=day)
    return Reply(request.words("problem_end_before_start", what=clock or request.text))


def _said(event: EventReading, role: str) -> str:
    """The words of the message that say the day ("date") or the clock ("time") of an event."""
    return " ".join(span.text for span in event.spans if span.role == role)


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
    await _may_be_answered(request, readings, buttons, rest, clock=_clock_of_all(readings, request))
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
    title = readings[0].title if readings else ""
    if readings and not unread:
        title = beside_times(request.text, readings[0])
    await _may_be_answered(request, readings, buttons, title, day, _clock_of_all(readings, request))
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


def _clock_of_all(readings: Sequence[EventReading], request: Request) -> str:
    """The words of the clock, where all that may be meant begins at the same: an answer may then be a day alone."""
    starts = {None if isinstance(one.when, DaySpan) else one.when.starts_at(request.zone).time() for one in readings}
    if len(starts) != 1 or None in starts:
        return ""
    return _said(readings[0], "time")


async def _may_be_answered(
    request: Request,
    readings: Sequence[EventReading],
    buttons: Sequence[Sequence[Button]],
    title: str,
    day: str = "",
    clock: str = "",
) -> None:
    """Typed words answer the question too; a bare time says when it is instead."""
    if readings:
        yes = f"pick:{request.message_id}:0" if len(readings) == 1 else ""
        await open_question.ask(request, buttons, yes=yes, no=_drop(request), text=title, day=day, clock=clock)


def _drop(request: Request) -> str:
    return f"pick:{request.message_id}:no"


async def _choices(
    request: Request, readings: Sequence[EventReading], *, yes: str = ""
) -> tuple[tuple[Button, ...], ...]:
    """Buttons for what may have been meant; what each books is kept with the chat, under this message. yes: the label
    where there is one only."""
    if not readings:
        return ()
    await _keep_offers(request, [draft_of(event) for event in readings])
    rows = [
        (Button(yes or _label(request, event, len(readings)), f"pick:{request.message_id}:{number}"),)
        for number, event in enumerate(readings)
    ]
    return (*rows, (Button(request.words("button_no"), _drop(request)),))


async def _keep_offers(request: Request, drafts: Sequence[EventDraft]) -> None:
    asked = Offers(request.event_id(), [Offer.of(draft) for draft in drafts])
    key = f"pick:{request.message_id}"
    await request.tools.conversation.keep_note(request.chat_id, key, msgspec.json.encode(asked), _QUESTION_LIFE)


async def book_offered(request: Request, draft: EventDraft) -> Reply | Sequence[Reply]:
    """Book what was offered at another clock, as a tap on it would."""
    await _keep_offers(request, [draft])
    return await open_question.press(request, f"pick:{request.message_id}:0")


async def offer(request: Request, drafts: Sequence[EventDraft], title: str, *, clock: str) -> Reply:
    """Offer other times for what was asked about. title: what was said beside its time. clock: as it was said."""
    words = request.words
    await _keep_offers(request, drafts)
    buttons = [
        (Button(span_text(draft.when, words, request.zone, request.now), f"pick:{request.message_id}:{number}"),)
        for number, draft in enumerate(drafts)
    ]
    buttons.append((Button(words("button_no"), _drop(request)),))
    await open_question.ask(request, buttons, no=_drop(request), text=title, clock=clock)
    return Reply(words("question_which_time"), tuple(buttons))


def _label(request: Request, event: EventReading, choices: int) -> str:
    if choices == 1 and not isinstance(event.when, DaySpan):
        return request.words("button_yes_book")
    return span_text(event.when, request.words, request.zone, request.now)


async def book_chosen(request: Request) -> Reply:
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
