"""The pure middle of the core: no input, no output, no clock of its own."""

from calendar_core.domain.agenda import AGENDA_LIFE, Agenda, AgendaRow
from calendar_core.domain.changes import Changes, changes_between, within_window
from calendar_core.domain.event import Event, EventDraft, EventStatus
from calendar_core.domain.event_ids import event_id_for
from calendar_core.domain.free_time import free_between, overlapping
from calendar_core.domain.reminders import Reminder, ReminderSource, Subscriber, reminder_id, reminders_of
from calendar_core.domain.timespan import DaySpan, Timespan, When
from calendar_core.domain.timezones import DstTransition, TimezoneHandler, resolve_wall_time, zone_of
from calendar_core.domain.validation import KL_TIMEZONE, get_local_time, is_future_time, validate_event_time

__all__ = [
    "AGENDA_LIFE",
    "KL_TIMEZONE",
    "Agenda",
    "AgendaRow",
    "Changes",
    "DaySpan",
    "DstTransition",
    "Event",
    "EventDraft",
    "EventStatus",
    "Reminder",
    "ReminderSource",
    "Subscriber",
    "Timespan",
    "TimezoneHandler",
    "When",
    "changes_between",
    "event_id_for",
    "free_between",
    "get_local_time",
    "is_future_time",
    "overlapping",
    "reminder_id",
    "reminders_of",
    "resolve_wall_time",
    "validate_event_time",
    "within_window",
    "zone_of",
]
