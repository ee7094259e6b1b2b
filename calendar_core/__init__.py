"""The resilient calendar core: Google Calendar that survives outages, quotas, lost answers and restarts.

Public names are handed out lazily (PEP 562), so that importing the pure part loads neither HTTP nor Redis. No
submodule imports this face.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "calendar_core.clock": ("AdjustableClock", "Clock", "SystemClock"),
    "calendar_core.domain": (
        "KL_TIMEZONE",
        "Agenda",
        "Changes",
        "DaySpan",
        "DstTransition",
        "Event",
        "EventDraft",
        "EventStatus",
        "Reminder",
        "Timespan",
        "TimezoneHandler",
        "event_id_for",
        "get_local_time",
        "is_future_time",
        "reminders_of",
        "validate_event_time",
    ),
    "calendar_core.errors": (
        "AUTH_ERROR",
        "QUOTA_ERROR",
        "SYNC_ERROR",
        "AuthenticationError",
        "CalendarError",
        "CircuitOpenError",
        "GoogleAPIError",
        "RateLimitError",
        "SyncError",
    ),
    "calendar_core.google.client": ("GoogleCalendarClient",),
    "calendar_core.google.token_endpoint": ("GoogleAccount",),
    "calendar_core.google.token_manager": ("TokenManager",),
    "calendar_core.resilience": ("CircuitBreaker", "Limits", "RateLimiter", "SimpleRateLimiter"),
    "calendar_core.service": ("CalendarService", "Outcome", "State", "Upcoming"),
    "calendar_core.store.events": ("RedisEventStore",),
    "calendar_core.sync.engine": ("SyncEngine",),
    "calendar_core.sync.worker": ("SyncWorker", "start_sync_worker"),
}
# Verbs that live on a class; called as functions they take its instance first: `await cancel_event(service, 0)`.
_VERBS = {
    "CalendarService": (
        "cancel_event",
        "create_event",
        "get_cached_events",
        "get_upcoming_events",
        "move_event",
        "set_reminder",
    ),
    "RedisEventStore": ("cache_events",),
    "SyncEngine": ("recover_sync_state", "sync_calendar", "verify_calendar_state"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
_OWNER_OF = {verb: owner for owner, verbs in _VERBS.items() for verb in verbs}

__all__ = sorted({*_HOME_OF, *_OWNER_OF})  # noqa: PLE0605 - the list is the table above


def __getattr__(name: str) -> Any:
    if name in _OWNER_OF:
        return getattr(__getattr__(_OWNER_OF[name]), name)
    try:
        home = _HOME_OF[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME_OF, *_OWNER_OF])
