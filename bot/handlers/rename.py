"""Give an event another title: "rename lunch to Lunch with Abu", "/rename 2 Lunch with Abu"."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.handlers import open_question
from bot.handlers.choose import Asked, asked_before, by_target, last_event
from bot.handlers.edits import Scope, edit_or_ask
from bot.handlers.open_question import OpenQuestion
from bot.handlers.request import Handler, Request
from bot.understanding import Intent, Target, answer_in, points_back, rename_in, renamed_what, understand
from bot.views.events import event_card, renamed
from bot.views.reply import Reply, lines
from calendar_core.domain import Event

_INTO = re.compile(r"\s*(?:(?:call it|name it|to|ke|kepada|jadi|namakan)\s+|改成|改为|叫)", re.IGNORECASE)
_EDGES = " \t\n\"'“”‘’「」。."
_LONGEST = 100  # characters
_SCOPES: dict[str, Scope] = {"renameone": "one", "renameall": "all"}


async def rename(request: Request) -> Reply:
    """Rename what was named; where nothing was, what was booked or changed last."""
    if request.tap is not None:
        return await _tapped(request)
    target = request.reading.target if request.reading else _read(request.text)
    if target is None:
        return await _ask_name_of(request)
    if target.row is None and (not target.words or points_back(target.words)):
        last = await last_event(request)
        return await _rename(request, last, target) if last else Reply(request.words("rename_how"))
    chosen = await by_target(request, target, "rename")
    if chosen.event is None:
        return chosen.reply or Reply(request.words("rename_how"))
    return await _rename(request, chosen.event, target)


async def _ask_name_of(request: Request) -> Reply:
    """ "Rename dinner": what it shall be called is asked, and the next message says it."""
    named = renamed_what(request.text) if not request.command else None
    if named is None:
        return Reply(request.words("rename_how"))
    if not named or points_back(named):
        event = await last_event(request)
        return await _which_name(request, event) if event else Reply(request.words("rename_how"))
    chosen = await by_target(request, Target(words=named), "rename")
    if chosen.event is None:
        return chosen.reply or Reply(request.words("rename_how"))
    return await _which_name(request, chosen.event)


async def _which_name(request: Request, event: Event) -> Reply:
    await open_question.ask(request, naming=event.id)
    words = request.words
    return Reply(lines(words("question_new_name"), event_card(event, words, request.zone, request.now)))


async def answer_with_name(request: Request, question: OpenQuestion) -> Reply | None:
    """The new name that was asked for; None for a no, and for what is an event of its own."""
    event = await request.calendar.event(question.naming)
    title = _INTO.sub("", request.text, count=1).strip(_EDGES)
    if event is None or not title or len(title) > _LONGEST or answer_in(request.text):
        return None
    said = request.reading.events if request.reading else ()
    if any(span.role in ("date", "time") and not span.text.isdecimal() for one in said for span in one.spans):
        return None
    return await _rename(replace(request, text=f"rename it to {title}"), event, Target(new_title=title))


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
    return await _rename(request, event, target, scope) if target else await _which_name(request, event)


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
