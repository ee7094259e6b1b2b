"""Give an event another title: "rename lunch to Lunch with Abu", "/rename 2 Lunch with Abu"."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.handlers.choose import Asked, asked_before, by_target, last_event
from bot.handlers.edits import Scope, edit_or_ask
from bot.handlers.request import Handler, Request
from bot.understanding import Intent, Target, points_back, rename_in, understand
from bot.views.events import renamed
from bot.views.reply import Reply
from calendar_core.domain import Event

_SCOPES: dict[str, Scope] = {"renameone": "one", "renameall": "all"}


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
    """One of the rows of "which one?", or of its dates."""
    message_id, _, event_id = (request.tap or "").partition(":")
    asked = await asked_before(request, int(message_id)) if message_id.isdecimal() else None
    if asked is None:
        return Reply(request.words("question_lapsed"))
    scope = _SCOPES.get(request.tap_verb, "")
    answer = await rename_as_asked(request, asked, await request.calendar.event(event_id), scope)
    return replace(answer, replaces=bool(scope))


async def rename_as_asked(request: Request, asked: Asked, event: Event | None, scope: Scope = "") -> Reply:
    """Rename an event as an earlier message wanted it."""
    if event is None:
        return Reply(request.words("already_gone"))
    command, _, rest = asked.text.partition(" ")
    target = _read(rest) if command == "rename" else rename_in(asked.text)
    if target is None:  # "change lunch to dinner", of which it was said that it is the name
        changed = understand(asked.text, asked.moment, request.zone).target
        target = Target(new_title=changed.place) if changed and changed.place else None
    return await _rename(request, event, target, scope) if target else Reply(request.words("rename_how"))


async def _rename(request: Request, event: Event, target: Target, scope: Scope = "") -> Reply:
    outcome = await edit_or_ask(request, event, replace(event, title=target.new_title), "rename", scope)
    if isinstance(outcome, Reply):
        return outcome
    return renamed(outcome, event, request.words, request.zone, request.now)


HANDLER = Handler(
    rename,
    commands=("rename",),
    intents=(Intent.RENAME,),
    taps=("renameto", "renameone", "renameall"),
    place=55,
    listed=("rename",),
)
