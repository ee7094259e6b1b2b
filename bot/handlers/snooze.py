"""A reminder that has come is put off in words, "snooze 10", "lagi 10 minit", or done with."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import msgspec

from bot.handlers import open_question
from bot.handlers.choose import last_event
from bot.handlers.remind import will_remind
from bot.handlers.request import Request
from bot.understanding import Snooze, says_done, snooze_in
from bot.views.reply import Reply, lines
from calendar_core.domain import Event, EventStatus
from calendar_core.errors import StoreUnavailable

REMINDED = "reminded"
"""The note of a chat in which the reminder that came last is kept."""
REMINDED_LIFE = 12 * 3600
"""Seconds; after these "snooze" means nothing that came."""

_FRESH = timedelta(minutes=15)  # how long a mere "10 minutes" is of the reminder
_MOST = 5  # events of one message that are put off together


class Reminded(msgspec.Struct, frozen=True):
    """Of which events a chat was reminded last, and when."""

    at: datetime
    ids: list[str]


async def about_reminder(request: Request) -> Reply | None:
    """Put off, or be done with, the reminder that came last; None where the message says nothing of the kind, or is
    about something newer."""
    if request.command or request.tap is not None:
        return None
    said = snooze_in(request.text)
    if said is None and not says_done(request.text):
        return None
    reminded = await _reminded(request)
    if said is None:
        return Reply(request.words("reminder_done")) if reminded is not None else None
    if not said.sure and (reminded is None or not await _is_latest(request, reminded)):
        return None
    return await _put_off(request, said, reminded)


async def _put_off(request: Request, said: Snooze, reminded: Reminded | None) -> Reply:
    ids = reminded.ids[:_MOST] if reminded is not None else []
    events = [event for one in ids if (event := await request.calendar.event(one)) is not None]
    if not events and (last := await last_event(request)) is not None:
        events = [last]
    told = [await _again(request, event, said.minutes) for event in _standing(events)]
    return Reply(lines(*told)) if told else Reply(request.words("nothing_to_snooze"))


async def _again(request: Request, event: Event, minutes: int) -> str:
    time = request.now + timedelta(minutes=minutes)
    reminder = await request.calendar.remind_at(event, time, chat_id=request.chat_id)
    if reminder is None:
        return request.words("snooze_too_late")
    return will_remind(request, reminder, "snoozed", "snoozed_day")


def _standing(events: Sequence[Event]) -> Sequence[Event]:
    return [event for event in events if event.status is not EventStatus.CANCELLED]


async def _reminded(request: Request) -> Reminded | None:
    with suppress(StoreUnavailable, msgspec.DecodeError):
        if note := await request.tools.conversation.load_note(request.chat_id, REMINDED):
            return msgspec.json.decode(note, type=Reminded)
    return None


async def _is_latest(request: Request, reminded: Reminded) -> bool:
    """Whether it came just now, no question stands open, and nothing was booked or changed since."""
    if request.now - reminded.at > _FRESH or await open_question.open_question(request) is not None:
        return False
    last = await last_event(request)
    return last is None or last.updated is None or last.updated <= reminded.at
