"""Reminders that a person asks for: "remind me 30 min before", and the taps under a reminder, snooze and done."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.handlers.choose import found_by, last_event
from bot.handlers.request import Handler, Request
from bot.understanding import EventReading, Target, reminder_in
from bot.views.reply import Reply, shown_title
from bot.views.times import clock_text, day_text
from bot.views.wording import Markup
from calendar_core.domain import DaySpan, Event, Reminder, resolve_wall_time, whole_day_reminder


async def tapped(request: Request) -> Reply:
    """Snooze: 5 minutes, an hour, at the start, tomorrow at 9. Done: the buttons go."""
    words = request.words
    if request.tap_verb == "done":
        return Reply(words("reminder_done"), toast=words("reminder_done"), strips_buttons=True)
    choice, _, event_id = (request.tap or "").partition(":")
    event = await request.calendar.event(event_id)
    if event is None:
        return Reply(words("already_gone"))
    time = _when(choice, event, request)
    reminder = await request.calendar.remind_at(event, time, chat_id=request.chat_id) if time else None
    if reminder is None:
        return Reply(words("snooze_too_late"))
    return Reply(will_remind(request, reminder, "snoozed", "snoozed_day"), strips_buttons=True)


async def remind_before(request: Request) -> Reply | None:
    """Remind of an event that is there, so long before it: of the one that is named, else of the last one there was
    talk of. None where the message asks no such thing."""
    said = reminder_in(request.text)
    if said is None:
        return None
    words = request.words
    if said.name:
        found, _ = await found_by(request, Target(words=said.name))
        event = next(iter(found), None)
        if event is None:
            return Reply(words("found_nothing", what=said.name))
    else:
        event = await last_event(request)
        if event is None:
            return Reply(words("remind_of_what"))
    return await _remind(request, event, said.minutes)


async def remind_of_standing(request: Request, said: EventReading) -> Reply | None:
    """Remind me an hour before lunch tomorrow: where that lunch stands it is meant, and nothing is booked."""
    if not said.reminder_minutes or not isinstance(said.when, DaySpan) or said.rrule or not said.title:
        return None
    found, exactly = await found_by(request, Target(words=said.title, when=said.when))
    timed = [event for event in found if not event.all_day] if exactly else []
    return await _remind(request, timed[0], said.reminder_minutes) if timed else None


async def remind_so_long_before(request: Request, event_id: str, minutes: int) -> Reply:
    """The reminder of an event that was just changed, as it stands now."""
    event = await request.calendar.event(event_id)
    return await _remind(request, event, minutes) if event is not None else Reply(request.words("already_gone"))


async def _remind(request: Request, event: Event, minutes: int) -> Reply:
    words = request.words
    if isinstance(event.when, DaySpan):  # a day before a whole day is its morning, and not midnight
        time = whole_day_reminder(event.when, minutes)
        reminder = await request.calendar.remind_at(event, time, chat_id=request.chat_id)
    else:
        reminder = await request.calendar.set_reminder(event, minutes, chat_id=request.chat_id)
    if reminder is None:
        start = event.when.starts_at(request.zone)
        day = day_text(start.date(), words, request.now.astimezone(request.zone).date())
        return Reply(words("reminder_past", title=shown_title(event.title), day=day, clock=clock_text(start, words)))
    return Reply(will_remind(request, reminder, "will_remind", "will_remind_day"))


def will_remind(request: Request, reminder: Reminder, today_key: str, day_key: str) -> Markup:
    """The sentence that says when it will come, by one of two wordings: with its clock alone, or with its day."""
    words, local = request.words, reminder.time.astimezone(request.zone)
    today = request.now.astimezone(request.zone).date()
    day = "" if local.date() == today else day_text(local.date(), words, today)
    title = shown_title(reminder.title)
    return words(day_key if day else today_key, clock=clock_text(local, words), day=day, title=title)


def _when(choice: str, event: Event, request: Request) -> datetime | None:
    now, zone = request.now, request.zone
    if choice == "start":
        return event.when.starts_at()
    if choice == "tomorrow":
        day = now.astimezone(zone).date() + timedelta(days=1)
        return resolve_wall_time(datetime(day.year, day.month, day.day, 9), zone)[0]
    return now + timedelta(minutes=int(choice)) if choice.isdecimal() and len(choice) < 5 else None


HANDLER = Handler(tapped, taps=("snooze", "done"), place=110)
