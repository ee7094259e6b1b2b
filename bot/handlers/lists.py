"""Show what is coming: /list, /today, /tomorrow, /week, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.handlers.request import Handler, Request
from bot.understanding import Intent
from bot.views.agenda import ROWS, agenda, waiting_text, window_of_day
from bot.views.reply import Reply, shown_title
from bot.views.times import days_text, span_text
from calendar_core.domain import DaySpan, Timespan, When
from calendar_core.ports import OutboxEntry
from calendar_core.service import Upcoming

_COUNTED = 100
"""Rows beyond those shown that are still counted; of more it is only said that there are more."""

_OF_ONE_NAME = 5
"""Rows shown of what is asked for by its name: of what repeats the next few are the answer."""

_KINDS = ("list", "today", "tomorrow", "week", "of")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be listed. kind: "list" for whatever comes next, a command of its own, or "of" for days named.

    start, end: aware; end None for no end. skip: rows shown already.
    """

    kind: str
    start: datetime
    end: datetime | None = None
    skip: int = 0

    def more(self, shown: int) -> str:
        """Callback data that shows the rows after the first `shown`."""
        end = int(self.end.timestamp()) if self.end else 0
        return f"more:{self.kind}:{int(self.start.timestamp())}:{end}:{shown}"

    def holds(self, entry: OutboxEntry) -> bool:
        """Whether what a kept write wishes for is in the time that is listed."""
        wished = entry.draft or entry.event
        if wished is None or wished.when.ends_at() <= self.start:
            return False
        return self.end is None or wished.when.starts_at() < self.end

    @classmethod
    def of_tap(cls, tap: str) -> _Asked:
        """Raises ValueError for what `more` has not made."""
        kind, *numbers = tap.split(":")
        if kind not in _KINDS:
            raise ValueError(kind)
        start, end, skip = (int(number) for number in numbers)
        until = datetime.fromtimestamp(end, UTC) if end else None
        return cls(kind, datetime.fromtimestamp(start, UTC), until, skip)


async def show_list(request: Request) -> Reply:
    """A numbered list of what was asked for; /list shows the next events whenever they are."""
    words, zone = request.words, request.zone
    if request.reading and request.reading.query and request.reading.query.words:
        return await _called(request, request.reading.query.words, request.reading.query.when)
    if request.tap_verb == "more":
        try:
            asked = _Asked.of_tap(request.tap or "")
        except ValueError:
            return Reply(words("question_lapsed"))
    else:
        asked = _asked(request)
    today = request.now.astimezone(zone).date()
    heading, nothing, one_day = words("list_heading"), words("list_nothing"), False
    first = asked.start.astimezone(zone).date()
    if asked.end is not None:
        last = (asked.end - timedelta(seconds=1)).astimezone(zone).date()
        one_day = first == last
        span = days_text(first, last, words, today)
        heading = words(f"list_heading_{asked.kind}", span=span)
        if (clocks := _clocks_asked(request)) is not None:
            span = span_text(clocks, words, zone, request.now)  # of an hour it says nothing of its day
        nothing = words(f"list_nothing_{asked.kind}", span=span)
    upcoming = await request.calendar.get_upcoming_events(asked.start, asked.end, limit=asked.skip + ROWS + _COUNTED)
    listed = {key for event in upcoming.events for key in (event.id, event.series_id)}
    waiting = await request.calendar.waiting() if upcoming.writes_kept else ()
    kept = [entry for entry in waiting if asked.holds(entry) or entry.event_id in listed]
    return agenda(
        upcoming,
        words,
        zone,
        request.now,
        heading=heading,
        nothing=nothing,
        one_day=one_day,
        opens=first,
        skip=asked.skip,
        more_data=asked.more,
        kept=kept,
        notes=[] if asked.skip else waiting_text(kept, words, zone, request.now),
    )


async def _called(request: Request, name: str, when: When | None) -> Reply:
    """When an event of that name is: the next ones, of a time that was named with it those in it."""
    words, zone = request.words, request.zone
    found, _ = await request.calendar.find_events(name, limit=_COUNTED)
    if when is not None:
        start, end = when.starts_at(zone), when.ends_at(zone)
        found = tuple(one for one in found if one.when.starts_at(zone) < end and one.when.ends_at(zone) > start)
    return agenda(
        Upcoming(found[:_OF_ONE_NAME], None, truncated=len(found) > _OF_ONE_NAME),
        words,
        zone,
        request.now,
        heading=words("list_heading_called", what=shown_title(name)),
        nothing=words("found_nothing", what=shown_title(name)),
        kept=await request.calendar.waiting(),
    )


def _clocks_asked(request: Request) -> Timespan | None:
    when = request.reading.query.when if request.reading and request.reading.query else None
    return when if isinstance(when, Timespan) else None


def _asked(request: Request) -> _Asked:
    zone, now = request.zone, request.now
    when = request.reading.query.when if request.reading and request.reading.query else None
    if when is not None:
        return _Asked("of", *_window(when, now))
    if request.command in ("today", "tomorrow", "week"):
        first = now.astimezone(zone).date() + timedelta(days=request.command == "tomorrow")
        start, end = window_of_day(first, zone, 7 if request.command == "week" else 1)
        return _Asked(request.command, max(start, now), end)
    return _Asked("list", now)


def _window(when: When, now: datetime) -> tuple[datetime, datetime]:
    start, end = when.starts_at(), when.ends_at()
    if isinstance(when, DaySpan):
        return max(start, now) if end > now else start, end
    return start, end


HANDLER = Handler(
    show_list,
    commands=("list", "today", "tomorrow", "week"),
    intents=(Intent.LIST,),
    taps=("more",),
    place=20,
    listed=("list", "today", "tomorrow", "week"),
)
