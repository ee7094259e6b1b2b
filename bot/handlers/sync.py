"""Bring the list in step with Google now, and say what changed there."""

from __future__ import annotations

from bot.handlers.request import Handler, Request
from bot.views.reply import Reply
from bot.views.status import synced


async def sync(request: Request) -> Reply:
    """What a sync found, or the sentence of what stopped it."""
    report = await request.calendar.sync_calendar()
    return synced(report, request.words, request.zone, request.now)


HANDLER = Handler(sync, commands=("sync",), place=70, listed=("sync",))
