"""Numbered lists of events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.views.reply import MESSAGE_LIMIT, Button, Reply, length_shown, lines, shortened, within_limit
from bot.views.times import ago_text, day_text, goes_on_for_days, last_day, near_day, row_time, span_text
from bot.views.wording import Markup, Wording
from calendar_core.domain import Event
from calendar_core.ports import OutboxAction, OutboxEntry
from calendar_core.service import Upcoming

ROWS = 20
"""Rows shown at once: about a screen, and far from Telegram's bound on a message."""

_BUTTONS_UP_TO = 8
_LONGEST_TITLE = 100
_LONGEST_PLACE = 60
_LONGEST_WAITING = 60
_MOST_WAITING = 5
"""Kept writes told below a list, each shorter than its row; of more only their number."""

_WAITING = {
    OutboxAction.CREATE: "list_waiting",
    OutboxAction.UPDATE: "list_waiting_change",
    OutboxAction.DELETE: "list_waiting_cancel",
}


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
    opens: date | None = None,
    row_tap: RowTap = CANCELS,
    hint: Markup | None = None,
    skip: int = 0,
    more_data: Callable[[int], str] | None = None,
    kept: Sequence[OutboxEntry] = (),
    notes: Sequence[Markup] = (),
) -> Reply:
    """A numbered list under headings by day.

    heading: what it is a list of; nothing: said where it is empty. one_day: the heading names the day already. opens:
    the first day of the list, today where it has none. hint: what can be done with the numbers, by default how to
    cancel. skip: rows that an earlier message has shown; the numbers go on from there, and the frozen list holds them
    all. more_data: from the rows shown so far, callback data that shows the rest. kept: writes that wait for Google;
    the rows they change are marked. notes: said below the rows.
    """
    page = _Page(words, zone, now.astimezone(zone).date(), opens, one_day, _changed_rows(kept))
    standing = page.in_order(upcoming.events)
    age = _age(upcoming, words, now)
    if not standing[skip : skip + ROWS]:
        return Reply(lines(nothing, *notes, age), agenda=())
    told = [part for part in (*notes, words("list_hint") if hint is None else hint, age) if part]
    shown, rows = page.that_fit(standing[skip : skip + ROWS], skip, MESSAGE_LIMIT - _length([heading, "", *told]) - 64)
    until = skip + len(shown)
    more = len(standing) - until
    tail: list[str] = (
        [words("list_more_unknown")] if upcoming.truncated else [words("list_more", n=more)] if more else []
    )
    tail += told
    buttons = _row_buttons(shown, skip + 1, words, row_tap)
    if more_data is not None and (more or upcoming.truncated):
        buttons = (*buttons, (Button(words("button_more"), more_data(until)),))
    text = "\n".join([heading, *rows, *(["", *tail] if tail else [])])
    return Reply(within_limit(text), buttons, agenda=tuple(standing[:until]))


@dataclass(frozen=True, slots=True)
class _Page:
    """How the rows of one list are written. waiting: ids of the events that a kept write is about."""

    words: Wording
    zone: ZoneInfo
    today: date
    opens: date | None
    one_day: bool
    waiting: set[str]

    def in_order(self, events: Sequence[Event]) -> list[Event]:
        return sorted(events, key=lambda event: (self.day_of(event), not event.all_day))

    def day_of(self, event: Event) -> date:
        """The day a row stands under: what began before the list does and still runs stands under its first day."""
        opens = self.opens or self.today
        first = event.when.starts_at(self.zone).date()
        return opens if first < opens <= last_day(event.when, self.zone) else first

    def that_fit(self, events: Sequence[Event], skip: int, room: int) -> tuple[Sequence[Event], list[str]]:
        """As many of the rows as one message takes, at least one, with the lines they make."""
        for count in range(len(events), 1, -1):
            rows = self.lines_of(events[:count], skip)
            if _length(rows) <= room:
                return events[:count], rows
        return events[:1], self.lines_of(events[:1], skip)

    def lines_of(self, events: Sequence[Event], skip: int) -> list[str]:
        """A heading for each day and a row for each event; what goes on for days is named again under each heading."""
        numbered = list(enumerate(events, start=skip + 1))
        found: list[str] = []
        for day, group in groupby(numbered, key=lambda row: self.day_of(row[1])):
            if not self.one_day:
                found += ["", self._heading(day)]
                found += [self._row(*row, day, "list_row_again") for row in numbered if self._goes_on(row[1], day)]
            found += [self._row(*row, day, "list_row") for row in group]
        return found

    def _goes_on(self, event: Event, day: date) -> bool:
        return goes_on_for_days(event.when) and self.day_of(event) < day <= last_day(event.when, self.zone)

    def _heading(self, day: date) -> Markup:
        near = near_day(day, self.words, self.today)
        name = day_text(day, self.words, self.today)
        return self.words("list_day_near", day=name, near=near) if near else self.words("list_day", day=name)

    def _row(self, number: int, event: Event, day: date, key: str) -> Markup:
        words = self.words
        waits = bool(self.waiting & {event.id, event.series_id or event.id})
        marks = ("🕓 ", waits), ("🔁 ", bool(event.series_id)), ("🚫 ", event.declined)
        place = words("row_place", place=shortened(event.location, _LONGEST_PLACE)) if event.location else ""
        return words(
            key,
            number=number,
            time=row_time(event.when, words, self.zone, day, self.today),
            title=shortened(event.title, _LONGEST_TITLE) or words("no_title"),
            marks="".join(mark for mark, so in marks if so),
            place=place if key == "list_row" else "",
        )


def _length(parts: Sequence[str]) -> int:
    return length_shown("\n".join(parts))


def _row_buttons(shown: Sequence[Event], first: int, words: Wording, tap: RowTap) -> tuple[tuple[Button, ...], ...]:
    """One button a row, for short lists; of long ones a number is typed."""
    if len(shown) > _BUTTONS_UP_TO:
        return ()
    buttons = [
        Button(words(tap.label, number=number), f"{tap.data}:{event.id}")
        for number, event in enumerate(shown, start=first)
    ]
    return tuple(tuple(buttons[i : i + 4]) for i in range(0, len(buttons), 4))


def _changed_rows(kept: Sequence[OutboxEntry]) -> set[str]:
    """The events whose rows kept writes will change; a kept booking has none yet."""
    return {entry.event_id for entry in kept if entry.action is not OutboxAction.CREATE and _is_promised(entry)}


def _is_promised(entry: OutboxEntry) -> bool:
    """Whether somebody waits for it: not where it is done and only the telling is left, nor where it only makes sure
    that what was taken back is gone."""
    return bool(entry.chat_id) and not entry.verdict


def waiting_text(kept: Sequence[OutboxEntry], words: Wording, zone: ZoneInfo, now: datetime) -> list[Markup]:
    """One line for each write that Google has not confirmed yet. A booking is no row, for it has no number to cancel
    by; of a change the row is still as Google has it."""
    found = []
    for entry in filter(_is_promised, kept):
        wished = entry.draft if entry.action is OutboxAction.CREATE else entry.event
        if wished is None:
            continue
        title, span = shortened(wished.title, _LONGEST_WAITING), span_text(wished.when, words, zone, now)
        found.append(words(_WAITING[entry.action], title=title or words("no_title"), span=span))
    more = [words("list_more", n=len(found) - _MOST_WAITING)] if len(found) > _MOST_WAITING else []
    return found[:_MOST_WAITING] + more


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
