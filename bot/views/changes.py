"""Answers to a change of an event, and to things done or taken back several at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.views.events import event_card
from bot.views.reply import BLANK, Button, Reply, lines, shortened, within_limit
from bot.views.times import span_text
from bot.views.wording import Markup, Wording
from calendar_core.domain import Event
from calendar_core.service import Outcome, State

_LONGEST_TITLE = 60

Verdict = Literal["done", "kept", "gone", "changed", "failed", "back", "removed"]


@dataclass(frozen=True, slots=True)
class Said:
    """What came of one of several events. reason: where it failed, a sentence."""

    event: Event
    verdict: Verdict
    reason: str = ""


def changed(
    outcome: Outcome,
    before: Event,
    after: Event,
    words: Wording,
    zone: ZoneInfo,
    now: datetime,
    *,
    notes: Sequence[Markup] = (),
) -> Reply:
    """The answer to another time, length or place: as it is now, and what was before."""
    moved, placed = before.when != after.when, before.location != after.location
    starts = before.when.starts_at(zone) != after.when.starts_at(zone)
    timed = before.all_day and not after.all_day
    place = "place_set" if after.location else "place_removed"
    head = words("time_set" if timed else "moved" if starts else "length_set" if moved else place)
    if after.rrule and after.rrule != before.rrule:
        head = words("repeat_set")
    if outcome.state is State.KEPT:
        head = words("kept_move")
    was = [words("was_at", span=span_text(before.when, words, zone, now))] if moved else []
    if placed and before.location:
        was.append(words("was_in", place=shortened(before.location, _LONGEST_TITLE)))
    of_all = [words("note_whole_series")] if outcome.event.rrule and before.series_id else []
    buttons = ((Button(words("button_undo"), f"undo:{outcome.undo_key}"),),) if outcome.undo_key else ()
    shown = event_card(outcome.event, words, zone, now)
    return Reply(lines(head, shown, *was, *of_all, *notes), buttons)


def several_rows(events: Sequence[Event], words: Wording, zone: ZoneInfo, now: datetime) -> Markup:
    """Each event on a line of its own, with its time."""
    rows = []
    for event in events:
        span = span_text(event.when, words, zone, now)
        mark = "🔁 " if event.series_id else ""
        rows.append(words("several_row", title=shortened(event.title, _LONGEST_TITLE), span=span, mark=mark))
    return lines(*rows)


def several_said(
    said: Sequence[Said], head: Markup, words: Wording, zone: ZoneInfo, now: datetime, *, undo: str = ""
) -> Reply:
    """What came of each of several events, honestly one by one. undo: the keys that take all of it back."""
    rows = []
    for one in said:
        span = span_text(one.event.when, words, zone, now)
        title = shortened(one.event.title, _LONGEST_TITLE)
        rows.append(words(f"several_{one.verdict}", title=title, span=span, reason=Markup(one.reason)))
    buttons = ((Button(words("button_undo"), f"undo:{undo}"),),) if undo else ()
    return Reply(within_limit(lines(head, BLANK, *rows)), buttons)
