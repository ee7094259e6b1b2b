"""One event in words: booked, cancelled, moved, kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.views.repeats import repeat_text
from bot.views.reply import BLANK, Button, Reply, lines, shortened, shown_title
from bot.views.times import lead_text, row_time, span_text, zone_note
from bot.views.wording import Markup, Wording
from calendar_core.domain import Event, EventDraft, When
from calendar_core.service import Outcome, State


def card(
    title: str,
    when: When,
    words: Wording,
    zone: ZoneInfo,
    now: datetime,
    *,
    location: str = "",
    rrule: str = "",
    leads: tuple[int, ...] | None = None,
) -> Markup:
    """What an event is, in lines: title, time, the event's own clock where it differs, repeat, place, reminder."""
    return lines(
        words("card_title", title=shown_title(title)) if title.strip() else words("card_no_title"),
        words("card_time", span=span_text(when, words, zone, now)),
        zone_note(when, zone, words),
        words("card_repeat", repeat=repeat_text(rrule, words, zone, now)) if rrule else "",
        words("card_place", place=location) if location else "",
        words("card_reminder", lead=leads_text(leads, words)) if leads is not None else "",
    )


def leads_text(leads: Sequence[int], words: Wording) -> Markup:
    """ "30 minutes before", "at the start", "no reminder"."""
    if not leads:
        return words("no_reminder")
    parts = [words("at_start") if lead == 0 else words("before", lead=lead_text(lead, words)) for lead in leads]
    return Markup(words("and").join(parts))


def event_card(event: Event, words: Wording, zone: ZoneInfo, now: datetime) -> Markup:
    """The card of an event as Google has it."""
    rule = next((line.removeprefix("RRULE:") for line in event.rrule if line.startswith("RRULE:")), "")
    return card(event.title, event.when, words, zone, now, location=event.location, rrule=rule)


def booked(
    outcome: Outcome,
    draft: EventDraft,
    words: Wording,
    zone: ZoneInfo,
    now: datetime,
    *,
    notes: Sequence[Markup] = (),
    cancel_data: str,
) -> Reply:
    """The answer to a booking: what was understood, what became of it, and the ways back."""
    shown = card(
        draft.title,
        draft.when,
        words,
        zone,
        now,
        location=draft.location,
        rrule=draft.rrule,
        leads=draft.reminder_minutes,
    )
    if outcome.state is State.KEPT:
        head = words("kept_checking" if outcome.checking else "kept_booking")
        return Reply(lines(head, BLANK, shown, *notes), ((Button(words("button_undo"), f"undo:{outcome.undo_key}"),),))
    buttons: list[Button] = []
    if outcome.undo_key:
        buttons.append(Button(words("button_undo"), f"undo:{outcome.undo_key}"))
    buttons.append(Button(words("button_cancel_event"), cancel_data))
    return Reply(lines(words("booked"), shown, *notes), (tuple(buttons),))


def cancelled(outcome: Outcome, words: Wording, zone: ZoneInfo, now: datetime, *, series: bool = False) -> Reply:
    """The answer to a cancellation, with the way back."""
    shown = event_card(outcome.event, words, zone, now)
    head = words("cancelled_series" if series else "cancelled")
    if outcome.state is State.KEPT:
        head = words("kept_cancel")
    buttons = ((Button(words("button_undo"), f"undo:{outcome.undo_key}"),),) if outcome.undo_key else ()
    return Reply(lines(head, shown), buttons)


def in_the_way_text(event: Event, words: Wording, zone: ZoneInfo) -> Markup:
    """ "Lunch with Aminah 12:30 PM – 1:30 PM"."""
    clock = row_time(event.when, words, zone, event.when.starts_at(zone).date())
    return words("event_in_the_way", title=shortened(event.title, 60), time=clock)


def moved(
    outcome: Outcome,
    before: Event,
    words: Wording,
    zone: ZoneInfo,
    now: datetime,
    *,
    notes: Sequence[Markup] = (),
) -> Reply:
    """The answer to a move: the new time, and the old one beside it."""
    old = words("was_at", span=span_text(before.when, words, zone, now))
    head = words("kept_move" if outcome.state is State.KEPT else "moved")
    buttons = ((Button(words("button_undo"), f"undo:{outcome.undo_key}"),),) if outcome.undo_key else ()
    return Reply(lines(head, event_card(outcome.event, words, zone, now), old, *notes), buttons)


def renamed(outcome: Outcome, before: Event, words: Wording, zone: ZoneInfo, now: datetime) -> Reply:
    """The answer to another title, with the old one and the way back."""
    kept = outcome.state is State.KEPT
    buttons = ((Button(words("button_undo"), f"undo:{outcome.undo_key}"),),) if outcome.undo_key else ()
    old = words("was_called", title=shown_title(before.title)) if before.title.strip() else ""
    head = words("kept_move" if kept else "renamed")
    return Reply(lines(head, event_card(outcome.event, words, zone, now), old), buttons)


def undone(outcome: Outcome, words: Wording, zone: ZoneInfo, now: datetime) -> Reply:
    """What taking back has led to."""
    if outcome.state is State.KEPT:
        head = words("kept_undo")
    elif outcome.gone:
        head = words("undone_booking")
    else:
        head = words("undone_new_id" if outcome.replaced else "undone_back")
    return Reply(lines(head, event_card(outcome.event, words, zone, now)))
