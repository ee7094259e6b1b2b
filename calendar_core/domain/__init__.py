"""The pure middle of the core: no input, no output, no clock of its own.

Names are handed out lazily (PEP 562): who reads a message needs a span of time, and neither reminders nor event ids.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calendar_core.domain.agenda import AGENDA_LIFE, Agenda, AgendaRow
    from calendar_core.domain.changes import Changes, changes_between, within_window
    from calendar_core.domain.event import Event, EventDraft, EventStatus
    from calendar_core.domain.event_ids import event_id_for
    from calendar_core.domain.free_time import free_between, overlapping
    from calendar_core.domain.reminders import (
        MISSED,
        Reminder,
        ReminderSource,
        Subscriber,
        reminder_id,
        reminders_of,
        whole_day_reminder,
    )
    from calendar_core.domain.timespan import DaySpan, Timespan, When
    from calendar_core.domain.timezones import DstTransition, TimezoneHandler, resolve_wall_time, zone_of
    from calendar_core.domain.validation import KL_TIMEZONE, get_local_time, is_future_time, validate_event_time

_HOMES = {
    "agenda": ("AGENDA_LIFE", "Agenda", "AgendaRow"),
    "changes": ("Changes", "changes_between", "within_window"),
    "event": ("Event", "EventDraft", "EventStatus"),
    "event_ids": ("event_id_for",),
    "free_time": ("free_between", "overlapping"),
    "reminders": (
        "MISSED",
        "Reminder",
        "ReminderSource",
        "Subscriber",
        "reminder_id",
        "reminders_of",
        "whole_day_reminder",
    ),
    "timespan": ("DaySpan", "Timespan", "When"),
    "timezones": ("DstTransition", "TimezoneHandler", "resolve_wall_time", "zone_of"),
    "validation": ("KL_TIMEZONE", "get_local_time", "is_future_time", "validate_event_time"),
}
__all__ = [
    "AGENDA_LIFE",
    "KL_TIMEZONE",
    "MISSED",
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
    "whole_day_reminder",
    "within_window",
    "zone_of",
]


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            value = globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
