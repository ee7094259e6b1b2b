"""A message that first takes back what went before: what was asked is dropped or done, and the rest is read alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.handlers import open_question
from bot.handlers.choose import last_event
from bot.handlers.request import Request
from bot.understanding import Intent, behind_no, behind_yes, changed_mind, understand
from bot.understanding.requests.sought import content_words
from bot.views.reply import Reply

_ORDERS = frozenset({Intent.CANCEL, Intent.MOVE, Intent.RENAME})


async def taken_up(request: Request) -> tuple[Request, Sequence[Reply]]:
    """What is left to be understood of a message, and what was said to the part before it."""
    if (said := changed_mind(request.text)) is not None:
        rest = _of(request, said.rest)
        if said.drops and _stands_alone(rest):
            await _drop(request)
        return rest, ()
    if rest_of_no := behind_no(request.text):
        return await _behind_no(request, _of(request, rest_of_no)), ()
    return await _done_first(request)


async def _behind_no(request: Request, rest: Request) -> Request:
    """ "No, lunch Saturday 1pm" is about what it says; "no, dinner at 8" puts the dinner right that was booked last."""
    if not _stands_alone(rest):
        question = await open_question.open_question(request)
        return rest if question is not None and not question.named else request
    event = rest.reading.events[0] if rest.reading and len(rest.reading.events) == 1 else None
    last = await last_event(request) if event is not None and not event.rrule else None
    if event is None or last is None:
        return rest
    if set(content_words(event.title).split()) <= set(content_words(last.title).split()):
        times = " ".join(span.text for span in event.spans if span.role in ("date", "time", "end", "length"))
        return _of(request, f"no, {times}")
    return rest


async def _done_first(request: Request) -> tuple[Request, Sequence[Reply]]:
    """ "Yes, and book lunch Saturday 1pm": the question is answered, and the rest is read alone."""
    more = behind_yes(request.text)
    rest = _of(request, more) if more else request
    question = await open_question.open_question(request) if more and _stands_alone(rest) else None
    if question is None or not question.yes:
        return request, ()
    done = await open_question.press(replace(request, text=request.text[: -len(more)]), question.yes)
    return rest, [done] if isinstance(done, Reply) else done


def _of(request: Request, text: str) -> Request:
    reading = understand(text, request.now, request.zone, locale=request.person.language)
    return replace(request, text=text, reading=reading)


def _stands_alone(request: Request) -> bool:
    """Whether it is an order, or an event with a name: a mere time only puts the last thing right."""
    reading = request.reading
    if reading is None or reading.intent in _ORDERS:
        return reading is not None
    return reading.kind == "event" and all(event.title for event in reading.events)


async def _drop(request: Request) -> None:
    question = await open_question.open_question(request)
    if question is not None and not question.untimed:
        await open_question.close(request)
