"""How things stand: the last sync, what waits, what to do."""

from __future__ import annotations

from bot.handlers.request import Handler, Request
from bot.views.reply import Reply
from bot.views.status import status_text


async def status(request: Request) -> Reply:
    """One screen, truthfully."""
    facts = await request.tools.service.facts(request.person)
    return Reply(status_text(facts, request.words, request.zone, request.now, request.person))


HANDLER = Handler(status, commands=("status",), place=80, listed=("status",))
