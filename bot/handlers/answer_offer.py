"""Answering "which did you mean?" with the clock or the day of one of the offers: "4", "5pm", "the friday", 4点."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from bot.handlers import open_question
from bot.handlers.book import book_offered, offer
from bot.handlers.offers import Offers
from bot.handlers.open_question import OpenQuestion
from bot.handlers.request import Request
from bot.understanding import (
    Target,
    changed_time,
    choice_in,
    is_bare_weekday,
    order_in,
    part_of_day_answered,
    refuses_time,
    time_answered,
    understand,
)
from bot.views.reply import Reply
from calendar_core.domain import DaySpan, EventDraft

_CHOICE_AT = re.compile(
    r"\s*(?P<choice>.+?)\s*(?:[,，]|\b(?:but|tapi|at|jam|pukul)\b|但)\s*(?P<time>.+)", re.IGNORECASE
)
_NOON = 12
_NEAR = 2  # hours between a part of the day and an offer that is of it
_HALF_DAY = 12 * 60  # minutes


async def answer_offer(request: Request, question: OpenQuestion) -> Reply | Sequence[Reply] | None:
    """Book the one offer that the words fit, or of which they give the place ("the second one"); None where they fit
    none or several, or none were made."""
    taps = [data for data in question.taps.values() if data.startswith("pick:") and not data.endswith(":no")]
    if len(taps) < 2:
        return None
    note = await request.tools.conversation.load_note(request.chat_id, taps[0].rpartition(":")[0])
    try:
        drafts = [offer.draft() for offer in msgspec.json.decode(note or b"", type=Offers).choices]
    except (msgspec.DecodeError, ValueError):
        return None
    if order := order_in(request.text):
        starts = [drafts[number].when.starts_at(request.zone) for number in range(min(len(taps), len(drafts)))]
        return await open_question.press(request, taps[starts.index(max(starts) if order == "last" else min(starts))])
    if (found := _CHOICE_AT.fullmatch(request.text)) and (draft := _at_its_clock(request, found, drafts, taps)):
        return await book_offered(request, draft)
    if part := part_of_day_answered(request.text):
        return await _at_that_part(request, part, drafts, taps)
    target = understand(f"move it to {request.text.strip()}", request.now, request.zone).target
    fitting = [data for data in taps if target is not None and _fits(_offered(data, drafts), target, request)]
    if fitting and refuses_time(request.text):
        return Reply(request.words("answer_which"))
    if not fitting:
        chosen = choice_in(request.text, request.now, request.zone)
        if chosen is not None and chosen.every:
            return Reply(request.words("answer_which"))  # both
        row = chosen.row if chosen is not None and not (chosen.words or chosen.when) else None
        fitting = [taps[row - (row > 0)]] if row and row <= len(taps) else []
    if len(fitting) == 1:
        return await open_question.press(request, fitting[0])
    if not fitting and target is not None and target.said and "date" not in target.said and not target.place:
        return await _at_another_clock(request, question, drafts, target)
    return None


def points_with_clock(text: str) -> bool:
    """Whether a text may say which offer and another clock for it: "the second one but 4pm"."""
    return _CHOICE_AT.fullmatch(text) is not None


def _at_its_clock(
    request: Request, found: re.Match[str], drafts: Sequence[EventDraft], taps: Sequence[str]
) -> EventDraft | None:
    chosen = choice_in(found["choice"], request.now, request.zone)
    said = time_answered(found["time"])
    target = understand(f"move it to {said}", request.now, request.zone).target if said else None
    row = chosen.row if chosen is not None and not (chosen.words or chosen.when) else None
    if (
        target is None
        or target.new_when is None
        or "date" in target.said
        or not row
        or row > min(len(taps), len(drafts))
    ):
        return None
    draft = drafts[row - (row > 0)]
    when = changed_time(draft.when, target, request.zone)
    return replace(draft, when=when) if when is not None else None


async def _at_that_part(
    request: Request, part: str, drafts: Sequence[EventDraft], taps: Sequence[str]
) -> Reply | Sequence[Reply] | None:
    """The evening one: the one offer of that half of the day, or the only one near it; else it is asked again."""
    usual = understand(f"meeting tomorrow {part}", request.now, request.zone).events
    if len(usual) != 1:
        return None
    hour = usual[0].when.starts_at(request.zone).hour
    hours = [draft.when.starts_at(request.zone).hour for draft in drafts]
    same_half = [tap for tap, at in zip(taps, hours, strict=False) if (at < _NOON) == (hour < _NOON)]
    near = [tap for tap, at in zip(taps, hours, strict=False) if abs(at - hour) <= _NEAR]
    fitting = same_half if len(same_half) == 1 else near
    return await open_question.press(request, fitting[0]) if len(fitting) == 1 else Reply(request.words("answer_which"))


async def _at_another_clock(
    request: Request, question: OpenQuestion, drafts: Sequence[EventDraft], target: Target
) -> Reply | None:
    """ "4pm" where Monday or Tuesday was offered: the same days at that clock; None where they are one day."""
    moved = []
    for draft in drafts:
        when = changed_time(draft.when, target, request.zone)
        moved += [replace(draft, when=when)] if when is not None else []
    if "time" not in target.said or len({draft.when.starts_at(request.zone).date() for draft in moved}) < 2:
        return None
    return await offer(request, moved, question.text, clock=request.text)


def _offered(data: str, drafts: list[EventDraft]) -> EventDraft | None:
    number = data.rpartition(":")[2]
    return drafts[int(number)] if number.isdecimal() and int(number) < len(drafts) else None


def _fits(draft: EventDraft | None, target: Target, request: Request) -> bool:
    """Whether an offer begins on the day and at the clock that were said."""
    if draft is None or target.new_when is None or target.place or not target.said & {"date", "time"}:
        return False
    said, start = target.new_when.starts_at(request.zone), draft.when.starts_at(request.zone)
    bare = is_bare_weekday(request.text)  # of a week that was named; on its own it would be the coming one
    if "date" in target.said and said.date() != start.date() and not (bare and said.weekday() == start.weekday()):
        return False
    if "time" not in target.said:
        return True
    apart = (said.hour - start.hour) * 60 + said.minute - start.minute
    return not isinstance(draft.when, DaySpan) and (apart if "half" in target.said else apart % _HALF_DAY) == 0
