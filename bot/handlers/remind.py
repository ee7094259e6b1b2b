"""The taps under a reminder: snooze and done."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.handlers.request import Handler, Request
from bot.views.reply import Reply, shown_title
from bot.views.times import clock_text, day_text
from calendar_core.domain import Event, resolve_wall_time


async def tapped(request: Request) -> Reply:
    """Snooze: 5 minutes, an hour, at the start, tomorrow at 9. Done: the buttons go."""
    words, zone, now = request.words, request.zone, request.now
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
    local = reminder.time.astimezone(zone)
    today = now.astimezone(zone).date()
    day = "" if local.date() == today else day_text(local.date(), words, today)
    text = words(
        "snoozed_day" if day else "snoozed", clock=clock_text(local, words), day=day, title=shown_title(event.title)
    )
    return Reply(text, strips_buttons=True)


def _when(choice: str, event: Event, request: Request) -> datetime | None:
    now, zone = request.now, request.zone
    if choice == "start":
        return event.when.starts_at()
    if choice == "tomorrow":
        day = now.astimezone(zone).date() + timedelta(days=1)
        return resolve_wall_time(datetime(day.year, day.month, day.day, 9), zone)[0]
    return now + timedelta(minutes=int(choice)) if choice.isdecimal() and len(choice) < 5 else None


HANDLER = Handler(tapped, taps=("snooze", "done"), place=110)
