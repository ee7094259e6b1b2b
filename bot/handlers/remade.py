"""What could be booked under the words of an order, and is about the event booked last: "move to 8pm", "make it lunch
1pm", "also Saturday", 周六也是."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.handlers import open_question
from bot.handlers.book import book_or_ask, only_event
from bot.handlers.change import change
from bot.handlers.choose import last_event
from bot.handlers.copying import book_again
from bot.handlers.request import Request
from bot.understanding import EventReading, Target, corrected_to, names_move, understand, wants_same_again
from bot.views.reply import Reply
from calendar_core.domain import Event

_MAKES = re.compile(
    r"\s*(?:(?:eh|oh|ok|no|can you|pls|please)[\s,]+)*"
    r"(?:make it|make that|change (?:it |that )?to|tukar|jadikan|ubah|改成|改为|换成)",
    re.IGNORECASE,
)

_SOMETHING = "meeting"  # stands for a name, to see whether another is said beside it


async def remade(request: Request, said: EventReading) -> Reply | Sequence[Reply] | None:
    """Change the last event, or book it once more; None where the words beside the time are a name."""
    makes = corrected_to(request.text) if _MAKES.match(request.text) else ""
    if not (makes or names_move(said.title) or wants_same_again(said.title)):
        return None
    question = await open_question.open_question(request)
    asked = question is not None and bool(question.text)
    last = await last_event(request) if not asked else None
    if makes:
        return await _made_into(request, makes, last)
    if last is None:
        return Reply(request.words("move_how")) if names_move(said.title) else None
    roles = frozenset(span.role for span in said.spans) & {"date", "time"}
    if wants_same_again(said.title):
        return await book_again(request, Target(new_when=said.when, said=roles)) if "date" in roles else None
    times = " ".join(span.text for span in said.spans if span.role in ("date", "time", "end"))
    target = understand(f"move it to {times}", request.now, request.zone, locale=request.person.language).target
    return await change(request, last, target) if target is not None and target.changes else None


async def _made_into(request: Request, wanted: str, last: Event | None) -> Reply | Sequence[Reply] | None:
    """Make it lunch 1pm: the last event takes that name and that time. Without one it is booked as it stands."""
    reading = understand(wanted, request.now, request.zone, locale=request.person.language)
    event = only_event(reading)
    named = only_event(understand(f"{_SOMETHING} {wanted}", request.now, request.zone))
    if event is None or not event.title or event.rrule or named is None or named.title == _SOMETHING:
        return None  # at another time or place, and under its own name
    if last is None:
        return await book_or_ask(replace(request, text=wanted, reading=reading), reading)
    roles = {span.role for span in event.spans} & {"date", "time"} | ({"end"} if event.end_said else set())
    target = Target(
        new_when=event.when, said=frozenset(roles | {"half"}), place=event.location or "", new_title=event.title
    )
    return await change(request, last, target)
