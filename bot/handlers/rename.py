"""Give an event another title: "rename lunch to Lunch with Abu", "/rename 2 Lunch with Abu"."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.handlers import open_question
from bot.handlers.choose import Asked, asked_before, by_target, last_event
from bot.handlers.request import Handler, Request
from bot.understanding import Intent, Target, points_back, rename_in
from bot.views.events import renamed
from bot.views.reply import Reply
from calendar_core.domain import Event
from calendar_core.errors import ChangedMeanwhile, NotFound


async def rename(request: Request) -> Reply:
    """Rename what was named; where nothing was, what was booked or changed last."""
    if request.tap is not None:
        return await _tapped(request)
    target = request.reading.target if request.reading else _read(request.text)
    if target is None:
        return Reply(request.words("rename_how"))
    if target.row is None and (not target.words or points_back(target.words)):
        last = await last_event(request)
        return await _rename(request, last, target) if last else Reply(request.words("rename_how"))
    chosen = await by_target(request, target, "rename")
    if chosen.event is None:
        return chosen.reply or Reply(request.words("rename_how"))
    return await _rename(request, chosen.event, target)


def _read(text: str) -> Target | None:
    """What follows /rename: "2 Lunch with Abu", "lunch to Lunch with Abu"."""
    found = re.fullmatch(r"\s*#?(\d{1,4})\s+(?:to\s+|ke\s+|kepada\s+)?(.+)", text, re.DOTALL)
    return Target(row=int(found[1]), new_title=found[2].strip()) if found else rename_in(f"rename {text}")


async def _tapped(request: Request) -> Reply:
    """One of the rows of "which one?"."""
    message_id, _, event_id = (request.tap or "").partition(":")
    asked = await asked_before(request, int(message_id)) if message_id.isdecimal() else None
    if asked is None:
        return Reply(request.words("question_lapsed"))
    return await rename_as_asked(request, asked, await request.calendar.event(event_id))


async def rename_as_asked(request: Request, asked: Asked, event: Event | None) -> Reply:
    """Rename an event as an earlier message wanted it."""
    if event is None:
        return Reply(request.words("already_gone"))
    command, _, rest = asked.text.partition(" ")
    target = _read(rest) if command == "rename" else rename_in(asked.text)
    return await _rename(request, event, target) if target else Reply(request.words("rename_how"))


async def _rename(request: Request, event: Event, target: Target) -> Reply:
    words, after = request.words, replace(event, title=target.new_title)
    try:
        outcome = await request.calendar.edit_event(event, after, chat_id=request.chat_id)
        await open_question.close(request)
    except ChangedMeanwhile:
        return Reply(words("changed_meanwhile"))
    except NotFound:
        return Reply(words("already_gone"))
    return renamed(outcome, event, words, request.zone, request.now)


HANDLER = Handler(
    rename, commands=("rename",), intents=(Intent.RENAME,), taps=("renameto",), place=55, listed=("rename",)
)
