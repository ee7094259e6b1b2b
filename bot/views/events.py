"""One event in words: booked, cancelled, moved, kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.views.repeats import repeat_text
from bot.views.reply import BLANK, Button, Reply, lines, shortened, shown_title
from bot.views.times import clock_text, lead_text, row_time, span_text, zone_note
from bot.views.wording import Markup, Wording
from calendar_core.domain import DaySpan, Event, EventDraft, When, whole_day_reminder
from calendar_core.domain.recurrence import exdates_in
from calendar_core.service import Outcome, State

_LONGEST_PLACE = 200


def card(
    title: str,
    when: When,
    words: Wording,
    zone: ZoneInfo,
    now: datetime,
    *,
    location: str = "",
    rrule: str = "",
    exdates: Sequence[date] = (),
    leads: tuple[int, ...] | None = None,
) -> Markup:
    """What an event is, in lines: title, time, the event's own clock where it differs, repeat, place, reminder."""
    return lines(
        words("card_title", title=shown_title(title) or words("no_title")),
        words("card_time", span=span_text(when, words, zone, now)),
        zone_note(when, zone, words),
        words("card_repeat", repeat=repeat_text(rrule, words, zone, now, exdates)) if rrule else "",
        words("card_place", place=shortened(location, _LONGEST_PLACE)) if location else "",
        words("card_reminder", lead=_own_leads(leads, when, words)) if leads is not None else "",
    )


def leads_text(leads: Sequence[int], words: Wording) -> Markup:
    """ "30 minutes before", "at the start", "no reminder"."""
    if not leads:
        return words("no_reminder")
    return words.joined(
        [words("at_start") if lead == 0 else words("before", lead=lead_text(lead, words)) for lead in leads]
    )


def _own_leads(leads: Sequence[int], when: When, words: Wording) -> Markup:
    """The same of an event's own; those of a whole day say their clock, for it has no start that anybody knows."""
    if not leads or not isinstance(when, DaySpan):
        return leads_text(leads, words)
    parts = []
    for lead in leads:
        due = whole_day_reminder(when, lead)
        days, clock = (when.start - due.date()).days, clock_text(due, words)
        ahead = words("before", lead=lead_text(days * 1440, words)) if days else words("that_day")
        parts.append(words("lead_of_whole_day", ahead=ahead, clock=clock))
    return words.joined(parts)


def event_card(event: Event, words: Wording, zone: ZoneInfo, now: datetime) -> Markup:
    """The card of an event as Google has it."""
    rule = next((line.removeprefix("RRULE:") for line in event.rrule if line.startswith("RRULE:")), "")
    left_out = exdates_in(event.rrule, event.when)
    return card(event.title, event.when, words, zone, now, location=event.location, rrule=rule, exdates=left_out)


def booked(
    outcome: Outcome,
    draft: EventDraft,
    words: Wording,
    zone: ZoneInfo,
    now: datetime,
    *,
    notes: Sequence[Markup] = (),
    cancel_data: str,
    clocks: Sequence[Button] = (),
) -> Reply:
    """The answer to a booking: what was understood, what became of it, and the ways back.

    clocks: hours to tap for what was booked for a whole day and may have one.
    """
    if clocks:
        notes = [*notes, words("note_what_time", example=clocks[len(clocks) // 2].label)]
    choices = (tuple(clocks),) if clocks else ()
    shown = card(
        draft.title,
        draft.when,
        words,
        zone,
        now,
        location=draft.location,
        rrule=draft.rrule,
        exdates=draft.exdates,
        leads=draft.reminder_minutes,
    )
    if outcome.state is State.KEPT:
        head = words("kept_checking" if outcome.checking else "kept_booking")
        undo = Button(words("button_undo"), f"undo:{outcome.undo_key}")
        return Reply(lines(head, BLANK, shown, *notes), (*choices, (undo,)))
    return Reply(lines(words("booked"), shown, *notes), (*choices, _ways_back(outcome, words, cancel_data)))


def _ways_back(outcome: Outcome, words: Wording, cancel_data: str) -> tuple[Button, ...]:
    undo = (Button(words("button_undo"), f"undo:{outcome.undo_key}"),) if outcome.undo_key else ()
    return (*undo, Button(words("button_cancel_event"), cancel_data))


def time_set(
    outcome: Outcome,
    words: Wording,
    zone: ZoneInfo,
    now: datetime,
    *,
    notes: Sequence[Markup] = (),
    cancel_data: str,
) -> Reply:
    """A whole-day event has been given its hour: the answer to its booking is written anew."""
    head = words("kept_move" if outcome.state is State.KEPT else "time_set")
    shown = event_card(outcome.event, words, zone, now)
    return Reply(lines(head, shown, *notes), (_ways_back(outcome, words, cancel_data),), replaces=True)


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
    first = event.when.starts_at(zone).date()
    clock = row_time(event.when, words, zone, first, first)
    return words("event_in_the_way", title=shortened(event.title, 60), time=clock)


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
