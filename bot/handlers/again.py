"""A message that comes again because the process died before it could say what it had done."""

from __future__ import annotations

from collections.abc import Sequence

from bot.handlers.change import beside
from bot.handlers.request import Request
from bot.views.events import booked
from bot.views.reply import Reply
from calendar_core.domain import EventStatus
from calendar_core.domain.recurrence import draft_of_event


async def booked_already(request: Request) -> Sequence[Reply]:
    """What this message booked before the process died that could not tell it; nothing where it booked nothing.

    An answer to a question would be read beside what has been said since. What it booked is booked again as it stands,
    under its own id: nothing is added, and the cache and the reminders have it if they had not. A message that says by
    itself what is booked is not looked at here, for it comes to the same once more, with all of its parts.
    """
    by_itself = request.reading.events if request.reading else ()
    replies: list[Reply] = []
    while (event := await request.calendar.event(event_id := request.event_id(len(replies)))) is not None:
        if event.status is EventStatus.CANCELLED:
            break
        if by_itself and by_itself[0].when.starts_at(request.zone) == event.when.starts_at(request.zone):
            return ()
        draft = draft_of_event(event)
        outcome = await request.calendar.create_event(draft, event_id, chat_id=request.chat_id)
        replies.append(
            booked(
                outcome,
                draft,
                request.words,
                request.zone,
                request.now,
                notes=await beside(request, draft.when, event_id),
                cancel_data=f"cancel:{event_id}",
            )
        )
    return replies
