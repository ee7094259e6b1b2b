"""An event that stands is booked once more at another time: "copy lunch to next Friday", 把会议复制到下周三."""

from __future__ import annotations

from dataclasses import replace

from bot.handlers.change import beside
from bot.handlers.choose import found_by, last_event
from bot.handlers.request import Request
from bot.understanding import Target, changed_time
from bot.views.events import booked
from bot.views.reply import Reply
from calendar_core.domain import Event, EventDraft


async def book_again(request: Request, target: Target) -> Reply | None:
    """With its name, place and length, at its own clock where none is said. None where no such event stands, or
    several may be meant."""
    event = await _meant(request, target)
    when = changed_time(event.when, target, request.zone) if event is not None else None
    if event is None or when is None or when.starts_at(request.zone) <= request.now:
        return None
    draft = EventDraft(event.title, when, event.location, reminder_minutes=event.reminder_minutes)
    event_id = request.event_id()
    outcome = await request.calendar.create_event(draft, event_id, chat_id=request.chat_id)
    notes = await beside(request, when, event_id)
    return booked(
        outcome, draft, request.words, request.zone, request.now, notes=notes, cancel_data=f"cancel:{event_id}"
    )


async def _meant(request: Request, target: Target) -> Event | None:
    if not target.words:
        return await last_event(request)
    found, exactly = await found_by(request, replace(target, when=None))
    one = len({event.series_id or event.id for event in found}) == 1
    return found[0] if exactly and one else None
