"""Numbered lists of events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.views.reply import Button, Reply, lines, shortened, within_limit
from bot.views.times import ago_text, day_text, near_day, row_time, span_text
from bot.views.wording import Markup, Wording
from calendar_core.domain import DaySpan, Event
from calendar_core.ports import OutboxAction, OutboxEntry
from calendar_core.service import Upcoming

ROWS = 20
"""Rows shown at once: about a screen, and far from Telegram's bound on a message."""

_BUTTONS_UP_TO = 8
_LONGEST_TITLE = 100
_LONGEST_PLACE = 60


@dataclass(frozen=True, slots=True)
class RowTap:
    """The button of each row of a short list. label: a key of the wording. data: callback data before the event id."""

    label: str
    data: str


CANCELS = RowTap("button_cancel_row", "cancel")


def agenda(
    upcoming: Upcoming,
    words: Wording,
    zone: ZoneInfo,
    now: datetime,
    *,
    heading: Markup,
    nothing: Markup,
    one_day: bool = False,
    row_tap: RowTap = CANCELS,
    hint: Markup | None = None,
    skip: int = 0,
    more_data: str = "",
    notes: Sequence[Markup] = (),
) -> Reply:
    """A numbered list under headings by day.

    heading: what it is a list of; nothing: said where it is empty. one_day: the heading names the day already.
    hint: what can be done with the numbers, by default how to cancel. skip: rows that an earlier message has shown;
    the numbers go on from there, and the frozen list holds them all. more_data: callback data that shows the
    rest. notes: said below the rows.
    """
    today = now.astimezone(zone).date()
    standing = sorted(upcoming.events, key=lambda event: (_day_shown(event, zone, today), not event.all_day))
    shown = tuple(standing[skip : skip + ROWS])
    age = _age(upcoming, words, now)
    if not shown:
        return Reply(lines(nothing, *notes, age), agenda=())
    parts: list[str] = [heading]
    last: date | None = None
    for number, event in enumerate(shown, start=skip + 1):
        day = _day_shown(event, zone, today)
        if day != last and not one_day:
            near = near_day(day, words, today)
            name = day_text(day, words, today)
            parts += ["", words("list_day_near", day=name, near=near) if near else words("list_day", day=name)]
            last = day
        parts.append(_row(number, event, words, zone, day))
    more = len(upcoming.events) - skip - len(shown)
    tail: list[str] = []
    if upcoming.truncated:
        tail = [words("list_more_unknown")]
    elif more:
        tail = [words("list_more", n=more)]
    tail += notes
    tail += [part for part in (words("list_hint") if hint is None else hint, age) if part]
    buttons = _row_buttons(shown, skip + 1, words, row_tap)
    if more_data and (more or upcoming.truncated):
        buttons = (*buttons, (Button(words("button_more"), more_data),))
    text = "\n".join([*parts, *(["", *tail] if tail else [])])
    return Reply(within_limit(text), buttons, agenda=tuple(standing[: skip + len(shown)]))


def _row(number: int, event: Event, words: Wording, zone: ZoneInfo, day: date) -> Markup:
    marks = ("🔁 " if event.series_id else "") + ("🚫 " if event.declined else "")
    place = words("row_place", place=shortened(event.location, _LONGEST_PLACE)) if event.location else ""
    return words(
        "list_row",
        number=number,
        time=row_time(event.when, words, zone, day),
        title=shortened(event.title, _LONGEST_TITLE),
        marks=marks,
        place=place,
    )


def _row_buttons(shown: Sequence[Event], first: int, words: Wording, tap: RowTap) -> tuple[tuple[Button, ...], ...]:
    """One button a row, for short lists; of long ones a number is typed."""
    if len(shown) > _BUTTONS_UP_TO:
        return ()
    buttons = [
        Button(words(tap.label, number=number), f"{tap.data}:{event.id}")
        for number, event in enumerate(shown, start=first)
    ]
    return tuple(tuple(buttons[i : i + 4]) for i in range(0, len(buttons), 4))


def _day_shown(event: Event, zone: ZoneInfo, today: date) -> date:
    """The day a row stands under: what began before today and still runs stands under today."""
    if isinstance(event.when, DaySpan):
        first, last = event.when.start, event.when.end - timedelta(days=1)
    else:
        first, last = event.when.starts_at(zone).date(), event.when.ends_at(zone).date()
    return today if first < today <= last else first


def waiting_text(kept: Sequence[OutboxEntry], words: Wording, zone: ZoneInfo, now: datetime) -> list[Markup]:
    """One line for each booking that Google has not confirmed yet: it is no row, for it has no number to cancel by."""
    found = []
    for entry in kept:
        if entry.draft is None or entry.action is not OutboxAction.CREATE:
            continue
        span = span_text(entry.draft.when, words, zone, now)
        found.append(words("list_waiting", title=shortened(entry.draft.title, _LONGEST_TITLE), span=span))
    return found


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
