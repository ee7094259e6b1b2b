"""What a person can do with their calendar: the one way up and down for the chat. `CalendarService` has the verbs.

A write is tried on Google at once. Where Google cannot take it now, or may have taken it, it goes to the outbox and
the outcome says so ("kept"); where the outbox cannot take it either, NotKept is raised. Whatever is refused for a
reason that waiting does not cure is raised as it is.
"""

from calendar_core.service.kept import planned_event
from calendar_core.service.outcome import Outcome, State, Upcoming
from calendar_core.service.service import STALE_AFTER, CalendarService
from calendar_core.service.undo_records import is_booking

__all__ = ["STALE_AFTER", "CalendarService", "Outcome", "State", "Upcoming", "is_booking", "planned_event"]
