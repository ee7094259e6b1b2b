"""Answering "which one?" in words: "2", "the second one", "yang Jumaat", 第一个, "both", "the 9am"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.handlers import open_question
from bot.handlers.cancel import cancel_or_ask
from bot.handlers.cancel_several import ask_about_several
from bot.handlers.choose import Asked, asked_before, by_row, keep_asked, stands_at, which_one
from bot.handlers.move import move_as_asked
from bot.handlers.rename import rename_as_asked
from bot.handlers.request import Request
from bot.understanding import (
    Target,
    choice_in,
    none_suits,
    order_in,
    time_answered,
    time_refused,
    without_refused,
)
from bot.understanding.requests.sought import content_words
from bot.views.reply import Reply
from calendar_core.domain import Event

_OWNED = re.compile(
    r"^\s*(?:yang|the)\s+(?:(?:dengan|dgn|with)\s+)?|(?:['’]s|\s+punya|\s+(?:tu|one))\s*$", re.IGNORECASE
)
"""Around a name that chooses: yang Siti, Siti's, Siti punya."""
_CHOICE_TO = re.compile(r"\s*(?P<choice>.+?)\s*(?:\b(?:to|ke|but|tapi|at)\b|改到|但)\s*(?P<time>.+)", re.IGNORECASE)


async def answer_number(request: Request, number: int) -> Reply:
    """A row of the question asked last, if its list is still the one last shown; else what numbers are for."""
    asked = await asked_before(request)
    unasked = Reply(request.words("bare_number", number=number))
    if asked is None or not 0 < number <= len(asked.ids):
        return unasked
    chosen = await by_row(request, number)
    if chosen.reply is not None:
        return chosen.reply
    if chosen.event is None or chosen.event.id != asked.ids[number - 1]:
        return unasked
    return await _do(request, asked, chosen.event)


async def answer_choice(request: Request) -> Reply | None:
    """What the words do as an answer to "which one?"; None where nothing of the kind is open, or they are none."""
    target = choice_in(request.text, request.now, request.zone)
    if target is None or (target.words and _OWNED.search(request.text)):
        owner = _OWNED.sub("", request.text).strip()
        return await answer_choice(replace(request, text=owner)) if owner and owner != request.text.strip() else None
    question = await open_question.open_question(request)
    asked = await asked_before(request) if question is not None and question.choosing else None
    if asked is None:
        row = target.row or 0
        return await answer_number(request, row) if row > 0 and target.words is None else None
    by_number = bool(target.rows) or target.row is not None or target.every
    if by_number and not await _still_shown(request, asked):
        return await answer_number(request, target.row) if target.row and target.row > 0 else None
    events = await _shown(request, asked)
    meant = _meant(request, target, events, asked)
    if not meant:
        return None
    if len(meant) == 1:
        return await _do(request, asked, meant[0])
    return await ask_about_several(request, meant) if asked.verb == "cancel" and _plainly(target) else None


async def choose_among(request: Request) -> Reply | None:
    """One of those that were shown, by when it begins: "Friday la", "the 1pm one", "the later one". A time that none of
    them has is where one of them shall be moved to, else it is asked again."""
    if (both := await _chosen_and_moved(request)) is not None:
        return both
    said = time_answered(without_refused(request.text))
    order = order_in(request.text)
    refused = not said and (time_refused(request.text) or none_suits(request.text))
    asked = await asked_before(request) if said or order or refused else None
    if asked is None:
        return None
    events = await _shown(request, asked)
    if order and events:
        ordered = sorted(events, key=lambda event: event.when.starts_at(request.zone))
        return await _do(request, asked, ordered[-1 if order == "last" else 0])
    if said and (chosen := await answer_choice(replace(request, text=said))) is not None:
        return chosen
    if said and asked.verb == "move" and not any(_begins(event, said, request) for event in events):
        return await which_one(replace(request, text=f"move it to {said}"), events, "move")
    return Reply(request.words("answer_which"))


async def _chosen_and_moved(request: Request) -> Reply | None:
    """ "The second to 3pm", asked which to move: which, and where to."""
    found = _CHOICE_TO.fullmatch(request.text)
    said = time_answered(found["time"]) if found else ""
    asked = await asked_before(request) if said else None
    if found is None or asked is None or asked.verb != "move":
        return None
    chosen = replace(request, text=found["choice"])
    target = choice_in(chosen.text, request.now, request.zone)
    if target is None or (target.row is None and not target.words and target.when is None):
        return None
    await keep_asked(replace(request, text=f"move it to {said}"), "move", await _shown(request, asked))
    return await answer_choice(chosen) or Reply(request.words("answer_which"))


def _begins(event: Event, said: str, request: Request) -> bool:
    target = choice_in(said, request.now, request.zone)
    when = target.when if target is not None else None
    return target is not None and when is not None and stands_at(event, when, request, any_day=target.any_day)


async def _shown(request: Request, asked: Asked) -> Sequence[Event]:
    return [event for event_id in asked.ids if (event := await request.calendar.event(event_id)) is not None]


async def _still_shown(request: Request, asked: Asked) -> bool:
    """Whether the list of the question is the one last shown, so that a number means its row."""
    first = await by_row(request, 1)
    rows = await request.calendar.shown_rows(request.chat_id, request.replied_to)
    return first.event is not None and first.event.id == asked.ids[0] and rows == len(asked.ids)


def _plainly(target: Target) -> bool:
    return target.every or bool(target.rows)


def _meant(request: Request, target: Target, events: Sequence[Event], asked: Asked) -> Sequence[Event]:
    """Those of the events that the words fit."""
    numbers = target.rows or ((target.row,) if target.row is not None else ())
    if numbers:
        ids = [asked.ids[number - (number > 0)] for number in numbers if number <= len(asked.ids)]
        return [event for event in events if event.id in ids]
    fitting = list(events)
    if target.words:
        words = content_words(target.words).split()
        fitting = [event for event in fitting if all(word in event.title.casefold() for word in words)]
    if target.when is not None:
        when = target.when
        fitting = [event for event in fitting if stands_at(event, when, request, any_day=target.any_day)]
    elif not target.words and not target.every:
        return ()
    return fitting


async def _do(request: Request, asked: Asked, event: Event) -> Reply:
    if asked.verb == "cancel":
        return await cancel_or_ask(request, event)
    again = rename_as_asked if asked.verb == "rename" else move_as_asked
    return await again(request, asked, event)
