"""Changing an event as it was asked: its time, length, place, people or repeat; and what stands beside it then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.handlers import open_question
from bot.handlers.choose import keep_asked
from bot.handlers.edits import Scope, edit_or_ask
from bot.handlers.request import Request
from bot.understanding import Target, changed_time, title_with
from bot.views.changes import changed
from bot.views.events import event_card, in_the_way_text, renamed
from bot.views.reply import Button, Reply, lines, shortened
from bot.views.times import span_text
from bot.views.wording import Markup
from calendar_core.domain import DaySpan, Event, Timespan, When
from calendar_core.domain.repeating import repeating

_LONGEST_SHOWN = 40  # characters of what may be a name or a place
_LIFE = 3600  # seconds in which the same message, delivered again, means the same change
_IN_THE_WAY = 3
"""Events named that stand at the same time."""


async def _name_or_place(request: Request, event: Event, said: str) -> Reply:
    """Change lunch to dinner: whether that is its name or its place is asked."""
    words = request.words
    await keep_asked(request, "move", [event])
    name, place = (f"change{what}:{request.message_id}:{event.id}" for what in ("name", "place"))
    buttons: Sequence[tuple[Button, ...]] = (
        (Button(words("button_its_name"), name), Button(words("button_its_place"), place)),
        (Button(words("button_keep"), "keep:"),),
    )
    await open_question.ask(request, buttons, no="keep:")
    shown = event_card(event, words, request.zone, request.now)
    return Reply(lines(words("change_which", what=shortened(said, _LONGEST_SHOWN)), shown), tuple(buttons))


async def _join(request: Request, event: Event, name: str, scope: Scope) -> Reply:
    """Add Ali to lunch: the title says so. Nobody is invited by it, and that is said."""
    after = replace(event, title=title_with(event.title, name))
    outcome = await edit_or_ask(request, event, after, "move", scope)
    if isinstance(outcome, Reply):
        return outcome
    answer = renamed(outcome, event, request.words, request.zone, request.now)
    return replace(answer, text=lines(answer.text, request.words("note_not_invited")))


async def change(request: Request, event: Event, target: Target, scope: Scope = "") -> Reply:
    """Give an event what was asked for, and say what came of it. scope: of a repeat, "" where it was not said."""
    words, event = request.words, await request.calendar.wished(event)
    if target.joins and target.new_when is None:
        return await _join(request, event, target.joins, scope)
    if target.no_place and not event.location:
        return Reply(lines(words("place_none"), event_card(event, words, request.zone, request.now)))
    if "unsure" in target.said and not scope:
        if request.tap_verb == "changename":
            outcome = await edit_or_ask(request, event, replace(event, title=target.place), "rename", scope)
            return outcome if isinstance(outcome, Reply) else renamed(outcome, event, words, request.zone, request.now)
        if request.tap_verb != "changeplace":
            return await _name_or_place(request, event, target.place)
    by_so_much = target.shift is not None or target.longer is not None
    stood = await stood_at_first(request, event) if by_so_much else event.when
    when = changed_time(stood, target, request.zone)
    if when is None:
        return Reply(words("length_impossible"))
    after = replace(event, when=when, location="" if target.no_place else target.place or event.location)
    if target.new_title:
        after = replace(after, title=target.new_title)
    if target.joins:
        after = replace(after, title=title_with(event.title, target.joins))
    if after == event and not target.repeat:
        return Reply(lines(words("move_same"), event_card(event, words, request.zone, request.now)))
    if target.repeat:
        after = repeating(after, target.repeat)
        when, scope = after.when, "all"  # a single date has no repeat of its own
    moved = when != event.when
    if moved and not event.rrule and when.ends_at(request.zone) <= request.now:
        return Reply(words("move_past", span=span_text(when, words, request.zone, request.now)))
    starts_anew = when.starts_at(request.zone) != event.when.starts_at(request.zone)
    if starts_anew and not event.rrule and when.starts_at(request.zone) <= request.now:
        return Reply(words("move_past", span=span_text(when, words, request.zone, request.now)))
    outcome = await edit_or_ask(request, event, after, "move", scope or ("all" if target.every else ""))
    if isinstance(outcome, Reply):
        return outcome
    notes = [*await beside(request, when, outcome.event.id)] if moved else []
    notes += [words("note_not_invited")] if target.joins else []
    return changed(outcome, event, after, words, request.zone, request.now, notes=notes)


async def stood_at_first(request: Request, event: Event) -> When:
    """When the event was as this message first met it: "half an hour later" that is delivered again, or tapped twice,
    means the same half hour. Raises StoreUnavailable where that cannot be kept."""
    when = event.when
    note = f"stood:{request.message_id}:{event.id}"
    now = f"{when.start.isoformat()} {when.end.isoformat()}".encode()
    kept = await request.tools.conversation.keep_first_note(request.chat_id, note, now, _LIFE)
    start, _, end = kept.decode().partition(" ")
    if isinstance(when, DaySpan):
        return DaySpan(date.fromisoformat(start[:10]), date.fromisoformat(end[:10]), when.zone)
    return Timespan(datetime.fromisoformat(start), datetime.fromisoformat(end), when.zone) if "T" in start else when


async def beside(request: Request, when: When, event_id: str) -> Sequence[Markup]:
    """The sentence that something else stands at the same time, if so. It is booked all the same: that is clear."""
    found = await request.calendar.in_the_way(when, event_id)
    if not found:
        return []
    shown = request.words("comma").join(
        in_the_way_text(event, request.words, request.zone) for event in found[:_IN_THE_WAY]
    )
    return [request.words("note_overlap", events=Markup(shown))]
