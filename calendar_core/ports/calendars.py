"""Google Calendar of one account, as the middle of the core asks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from calendar_core.domain import Event, EventDraft


@dataclass(frozen=True, slots=True)
class CalendarRef:
    """One calendar of one account. account_id: ours. calendar_id: Google's, or "primary"."""

    account_id: str
    calendar_id: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The whole answer of a listing, all pages of it.

    events: those that stand. removed: ids that Google reports as cancelled. zone: the calendar's IANA zone.
    sync_token: for the next incremental listing. unreadable: how many events were left out because their times
    contradict themselves; they never stop a sync.
    """

    events: tuple[Event, ...]
    removed: tuple[str, ...] = ()
    zone: str = "UTC"
    sync_token: str = ""
    unreadable: int = 0


class CalendarApi(Protocol):
    """Google Calendar of one account, in domain types.

    A write that raises UnknownOutcome may have happened; every other error means that it has not. person_waits
    says whether somebody is waiting for the answer (10 s, 2 attempts) or not (60 s, 3 attempts).
    """

    async def insert_event(
        self, calendar_id: str, event_id: str, draft: EventDraft, *, person_waits: bool = True
    ) -> Event:
        """The event under that id, made now or by an earlier try of the same: calling it again books nothing new.

        Raises Conflict where the id is taken by something else, or by an event that was cancelled since.
        """
        ...

    async def get_event(self, calendar_id: str, event_id: str, *, person_waits: bool = True) -> Event:
        """The event as Google has it now. Raises NotFound for one that is not there or is cancelled."""
        ...

    async def update_event(self, event: Event, *, person_waits: bool = True) -> Event:
        """The event after title, time, place and status were set to those of `event`.

        With an etag it is sent as If-Match; raises ChangedMeanwhile where Google has a newer version, and
        NotFound. Setting the status to confirmed brings a cancelled event back.
        """
        ...

    async def delete_event(self, calendar_id: str, event_id: str, *, etag: str = "", person_waits: bool = True) -> bool:
        """Cancel the event (of an instance: only it). True if it was already gone. Raises ChangedMeanwhile."""
        ...

    async def list_window(
        self, calendar_id: str, start: datetime, end: datetime, *, person_waits: bool = False
    ) -> Listing:
        """Every event that touches the window, repeats expanded; with a sync token, since this is a full sync."""
        ...

    async def list_changes(self, calendar_id: str, sync_token: str, *, person_waits: bool = False) -> Listing:
        """What changed since the token was handed out. Raises SyncTokenInvalid where Google no longer knows it."""
        ...

    async def free_busy(
        self, calendar_ids: Sequence[str], start: datetime, end: datetime
    ) -> tuple[tuple[datetime, datetime], ...]:
        """Busy spans (aware, UTC), merged and in order."""
        ...

    async def calendar_zone(self, calendar_id: str) -> tuple[str, str]:
        """Google's own id of that calendar ("primary" resolved) and its IANA zone."""
        ...
