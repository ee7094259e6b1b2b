"""Which reminders an event gives rise to. Derived, so that a changed event changes its reminders by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from calendar_core.domain.event import Event, EventStatus
from calendar_core.domain.timespan import DaySpan, When

REMINDER_LIFE_AFTER_END = timedelta(hours=1)
"""A reminder row is gone at the latest this long after its event's end."""

MISSED = timedelta(minutes=10)
"""How late the reminder of an event that has begun may be made up for."""

_DAY = 1440  # minutes
_MORNING = time(9)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A chat that is reminded of an account's events. leads: minutes before the start, empty for none."""

    chat_id: int
    leads: tuple[int, ...]


class ReminderSource(StrEnum):
    """Where a row comes from: derived rows can be made again from the event, a person's own cannot."""

    EVENT = "event"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One message that is to be pushed in one chat.

    id: stable, so that the same reminder is the same row however often it is derived. time: when it is due, aware,
    UTC. lead: minutes before the event's start, for the wording. expires: when it is pointless (the event's end).
    """

    id: str
    chat_id: int
    event_id: str
    calendar_id: str
    title: str
    when: When
    location: str
    time: datetime
    lead: int
    source: ReminderSource = ReminderSource.EVENT

    @property
    def expires(self) -> datetime:
        return self.when.ends_at()


def reminder_id(chat_id: int, event_id: str, lead: int) -> str:
    """The id of the derived reminder of that chat, event and lead."""
    return f"{event_id}:{chat_id}:{lead}"


def reminders_of(
    event: Event, subscribers: Iterable[Subscriber], now: datetime, *, missed: timedelta = timedelta(0)
) -> tuple[Reminder, ...]:
    """The reminders of `event` that are still to come, one per chat and lead.

    An event nearer than every lead reminds at its start; that row keeps the id of its lead, so that one already sent
    is known not to be due again. None for an event that is cancelled, declined or has started.

    missed: where the event was there before it began, and began no longer ago than this, its reminder at the start is
    given too. It is late; but where the store was away just then nobody has been told.

    A whole-day event has no hour to be early for: by a chat's own leads it reminds at 9:00 of its calendar's zone, on
    its first day, or as many days before as a lead is long. For a lead of the event itself see `whole_day_reminder`.
    """
    start = event.when.starts_at()
    if isinstance(event.when, DaySpan):
        return _of_whole_day(event, event.when, subscribers, now)
    if (
        event.status is EventStatus.CANCELLED
        or event.declined
        or (start <= now and not _was_missed(event, now, missed))
    ):
        return ()
    found = []
    for subscriber in subscribers:
        leads = sorted(set(subscriber.leads if event.reminder_minutes is None else event.reminder_minutes))
        ahead = [lead for lead in leads if start - timedelta(minutes=lead) > now]
        for lead in ahead or leads[:1]:
            before = lead if ahead else 0
            found.append(_row(event, subscriber.chat_id, lead, start - timedelta(minutes=before), before))
    return tuple(found)


def _was_missed(event: Event, now: datetime, missed: timedelta) -> bool:
    start = event.when.starts_at()
    known_before = event.updated is not None and event.updated < start
    return known_before and now - start < missed and event.when.ends_at() > now


def whole_day_reminder(days: DaySpan, lead: int) -> datetime:
    """When a lead (min) of a whole-day event's own is due, in the zone of its calendar.

    It counts from the midnight that begins the event, as Google's do (Calendar API v3,
    `reminders.overrides[].minutes`); but nobody wants to be woken by "on the day" or "a day before": those are at 9:00.
    """
    if lead % _DAY:
        return days.starts_at() - timedelta(minutes=lead)
    return _morning(days, lead)


def _morning(days: DaySpan, lead: int) -> datetime:
    return datetime.combine(days.start - timedelta(days=lead // _DAY), _MORNING, ZoneInfo(days.zone))


def _of_whole_day(
    event: Event, days: DaySpan, subscribers: Iterable[Subscriber], now: datetime
) -> tuple[Reminder, ...]:
    if event.status is EventStatus.CANCELLED or event.declined:
        return ()
    found = []
    for subscriber in subscribers:
        by_time: dict[datetime, tuple[int, int]] = {}  # one row where several leads come to the same morning
        if event.reminder_minutes is None:
            for lead in sorted(subscriber.leads):
                by_time.setdefault(_morning(days, lead), (lead, lead // _DAY * _DAY))
        elif leads := sorted(set(event.reminder_minutes)):
            by_time = {due: (lead, lead) for lead in leads if (due := whole_day_reminder(days, lead)) > now}
            by_time = by_time or {_morning(days, 0): (leads[0], 0)}
        found += [
            _row(event, subscriber.chat_id, named, due, lead) for due, (named, lead) in by_time.items() if due > now
        ]
    return tuple(found)


def _row(event: Event, chat_id: int, named: int, due: datetime, lead: int) -> Reminder:
    """named: the lead its id is made of; lead: the minutes it really is before the start."""
    return Reminder(
        id=reminder_id(chat_id, event.id, named),
        chat_id=chat_id,
        event_id=event.id,
        calendar_id=event.calendar_id,
        title=event.title,
        when=event.when,
        location=event.location,
        time=due,
        lead=lead,
    )
