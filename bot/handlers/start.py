"""The first words."""

from __future__ import annotations

from bot.handlers.request import Handler, Request
from bot.views.reply import Reply
from bot.views.times import clock_text


async def start(request: Request) -> Reply:
    """Who this is, and three things to type. Whoever is not let in yet never comes here (see bot.access)."""
    words = request.words
    clock = clock_text(request.now.astimezone(request.zone), words)
    return Reply(words("welcome", zone=request.person.zone, clock=clock))


HANDLER = Handler(start, commands=("start",), place=5)
