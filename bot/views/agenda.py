"""Numbered lists of events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.views.reply import Button, Reply, lines, shown_title, within_limit
from bot.views.times import ago_text, day_text, near_day, row_time
from bot.views.wording import Markup, Wording
from calendar_core.domain import DaySpan, Event
from calendar_core.service import Upcoming

ROWS = 20
"""Rows on one list: about a screen, and far from Telegram's bound on a message."""


def agenda(
    upcoming: Upcoming,
    words: Wording,
    zone: ZoneInfo,
    now: datetime,
    *,
    heading: Markup,
    nothing: Markup,
    one_day: bool = False,
    notes: Sequence[str] = (),
) -> Reply:
    """A numbered list under headings by day.

    heading: what it is a list of; nothing: said where it is empty. one_day: the heading names the day already.
    """
    shown = upcoming.events[:ROWS]
    age = _age(upcoming, words, now)
    if not shown:
        return Reply(lines(nothing, *notes, age), agenda=())
    today = now.astimezone(zone).date()
    parts: list[str] = [heading]
    last: date | None = None
    for number, event in enumerate(shown, start=1):
        day = max(_first_day(event, zone), today)
        if day != last and not one_day:
            near = near_day(day, words, today)
            name = day_text(day, words, today)
            parts += ["", words("list_day_near", day=name, near=near) if near else words("list_day", day=name)]
            last = day
        parts.append(_row(number, event, words, zone, day))
    more = len(upcoming.events) - len(shown)
    tail = [words("list_more", n=more)] if more > 0 or upcoming.truncated else []
    text = "\n".join(
        [*parts, "", *tail, words("list_hint"), *[note for note in notes if note], *([age] if age else [])]
    )
    return Reply(within_limit(text), _row_buttons(shown, words), agenda=shown)


def _row(number: int, event: Event, words: Wording, zone: ZoneInfo, day: date) -> Markup:
    marks = ("🔁 " if event.series_id else "") + ("🚫 " if event.declined else "")
    place = words("row_place", place=event.location) if event.location else ""
    return words(
        "list_row",
        number=number,
        time=row_time(event.when, words, zone, day),
        title=shown_title(event.title),
        marks=marks,
        place=place,
    )


def _row_buttons(shown: Sequence[Event], words: Wording) -> tuple[tuple[Button, ...], ...]:
    """One cancel button a row, for short lists; long ones are cancelled by number."""
    if len(shown) > 8:
        return ()
    buttons = [
        Button(words("button_cancel_row", number=number), f"cancel:{event.id}")
        for number, event in enumerate(shown, start=1)
    ]
    return tuple(tuple(buttons[i : i + 4]) for i in range(0, len(buttons), 4))


def _first_day(event: Event, zone: ZoneInfo) -> date:
    return event.when.start if isinstance(event.when, DaySpan) else event.when.starts_at(zone).date()


def _age(upcoming: Upcoming, words: Wording, now: datetime) -> str:
    if not upcoming.stale:
        return ""
    if upcoming.as_of is None:
        return words("list_never_synced")
    return words("list_stale", ago=ago_text((now - upcoming.as_of).total_seconds(), words))


def window_of_day(day: date, zone: ZoneInfo, days: int = 1) -> tuple[datetime, datetime]:
    """From the midnight that begins `day` to the one that ends the last of so many days."""
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    last = day + timedelta(days=days)
    return start, datetime(last.year, last.month, last.day, tzinfo=zone)
