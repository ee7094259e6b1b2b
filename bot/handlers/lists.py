"""Show what is coming: /list, /today, /tomorrow, /week, and the same in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.handlers.request import Handler, Request
from bot.understanding import Intent
from bot.views.agenda import agenda, window_of_day
from bot.views.reply import Reply
from bot.views.times import day_text
from calendar_core.domain import DaySpan, When


async def show_list(request: Request) -> Reply:
    """A numbered list of what was asked for; /list shows the next events whenever they are."""
    words, zone, now = request.words, request.zone, request.now
    today = now.astimezone(zone).date()
    asked = request.reading.query.when if request.reading and request.reading.query else None
    command = request.command or "list"
    start, end = now, None
    heading, nothing, one_day = words("list_heading"), words("list_nothing"), False
    if asked is not None:
        start, end = _window(asked, now)
        span = day_text(start.astimezone(zone).date(), words, today)
        last = (end - timedelta(seconds=1)).astimezone(zone).date()
        one_day = last == start.astimezone(zone).date()
        if not one_day:
            span = words("day_to_day", first=span, last=day_text(last, words, today))
        heading, nothing = words("list_heading_of", span=span), words("list_nothing_of", span=span)
    elif command in ("today", "tomorrow", "week"):
        first = today + timedelta(days=command == "tomorrow")
        start, end = window_of_day(first, zone, 7 if command == "week" else 1)
        start = max(start, now)
        heading, nothing = words(f"list_heading_{command}"), words(f"list_nothing_{command}")
        one_day = command != "week"
    upcoming = await request.calendar.get_upcoming_events(start, end)
    return agenda(upcoming, words, zone, now, heading=heading, nothing=nothing, one_day=one_day)


def _window(when: When, now: datetime) -> tuple[datetime, datetime]:
    start, end = when.starts_at(), when.ends_at()
    if isinstance(when, DaySpan):
        return max(start, now) if end > now else start, end
    return start, end


HANDLER = Handler(
    show_list,
    commands=("list", "today", "tomorrow", "week"),
    intents=(Intent.LIST,),
    place=20,
    listed=("list", "today", "tomorrow", "week"),
)
