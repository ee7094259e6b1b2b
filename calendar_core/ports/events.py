"""The cache of events and where its sync stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from calendar_core.domain import Changes, Event, Reminder
from calendar_core.ports.calendars import CalendarRef
from calendar_core.ports.channels import Channel, PushPace


@dataclass(frozen=True, slots=True)
class SyncState:
    """Where the sync of one calendar stands.

    generation: grows by one with every write to this calendar's cache, a sync's or our own; a batch that was
    gathered from an older one still merges, but one gathered from an older token does not. full_due: when the
    window must be read anew. failures: failed runs in a row. count: events in the cache. began_at: when the last run
    that went well began. push_heard_at: the last change that a push channel told of; push_until: when the last of the
    channels that were heard ends; push_missed_at: the start of the last run that found what no push had told.
    """

    sync_token: str = ""
    generation: int = 0
    zone: str = ""
    window_start: datetime | None = None
    window_end: datetime | None = None
    full_due: datetime | None = None
    synced_at: datetime | None = None
    failures: int = 0
    last_error: str = ""
    due_at: datetime | None = None
    count: int = 0
    began_at: datetime | None = None
    push_heard_at: datetime | None = None
    push_until: datetime | None = None
    push_missed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SyncRun:
    """The right to sync one calendar. lease: the fencing token, "" where another holds it. state: as it stood then.

    skew: what the store's time is ahead of this host's; a run goes by the store's, which all replicas share.
    """

    lease: str
    state: SyncState
    skew: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class SyncBatch:
    """What one sync run writes, in one step or not at all.

    expected_token: the token that was stored when the run started; if the stored one differs, another run was
    faster and this batch is refused. lease: the run's, which is given back; if another holds it now, the batch is
    refused ("": no lease was taken). expected_generation: the generation when the run started: in a full sync,
    an event whose own write is younger than that is kept although the listing lacks it. full: whatever is not
    named is gone. moved_out: events that left the window; they go, and are told as moved. reminders: the derived
    rows of each upserted event, by event id. due_at: when the next run is due, unless somebody asked for one
    meanwhile. known_until: where the window ended before this run.
    """

    full: bool
    expected_token: str
    expected_generation: int
    sync_token: str
    zone: str
    upserts: tuple[Event, ...]
    removed: tuple[str, ...]
    reminders: Mapping[str, tuple[Reminder, ...]]
    window_start: datetime
    window_end: datetime
    full_due: datetime | None = None
    due_at: datetime | None = None
    lease: str = ""
    moved_out: tuple[Event, ...] = ()
    known_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CachedEvents:
    """A listing from the cache, in order of start. synced_at: last successful sync, None before the first.

    truncated: the memory bound dropped events beyond the last one shown. window_start, window_end: what the cache
    reaches over, as in SyncState. writes_kept: how many of the account's writes wait in the outbox.
    """

    events: tuple[Event, ...]
    synced_at: datetime | None
    truncated: bool = False
    window_start: datetime | None = None
    window_end: datetime | None = None
    writes_kept: int = 0


class EventStore(Protocol):
    """The cache of events and the state of their sync. An event, its index entry and its derived reminder rows are
    always written together, in one step. Values of an older schema, or rubbish, count as absent."""

    async def cache_events(self, ref: CalendarRef, events: Sequence[Event], reminders: Sequence[Reminder]) -> None:
        """Put own writes in at once, so that the writer reads them; derived rows of these events become exactly
        `reminders`. Bumps the generation."""
        ...

    async def remove_event(self, ref: CalendarRef, event_id: str) -> None:
        """Take an event and its derived rows out. Bumps the generation."""
        ...

    async def get_events(self, ref: CalendarRef, event_ids: Iterable[str]) -> dict[str, Event]:
        """Those of the ids that the cache has."""
        ...

    async def get_cached_events(
        self, ref: CalendarRef, start: datetime, end: datetime | None = None, limit: int = 250
    ) -> CachedEvents:
        """Events that end after `start` and begin before `end`, in order of start, with all that a list says about
        them. One round trip."""
        ...

    async def sync_state(self, ref: CalendarRef) -> SyncState:
        """A fresh SyncState for a calendar never synced."""
        ...

    async def apply_batch(self, ref: CalendarRef, batch: SyncBatch) -> Changes | None:
        """Merge a run's result and its token in one step and answer what changed; None if the guard refused it."""
        ...

    async def note_failure(self, ref: CalendarRef, error: str, due_at: datetime, lease: str = "") -> SyncState:
        """Count a failed run, set when the next is due and give the lease back; nothing if another holds it now."""
        ...

    async def replace_reminders(
        self, ref: CalendarRef, generation: int, events: Sequence[Event], reminders: Sequence[Reminder]
    ) -> bool:
        """Make the derived rows of cached events exactly `reminders`; False, and nothing done, where the calendar's
        cache was written since that generation."""
        ...

    async def sync_now(self, ref: CalendarRef, at: datetime) -> None:
        """Move the due time of this calendar's sync to `at`, if that is earlier."""
        ...

    async def hear_push(self, channel: Channel, number: int, pace: PushPace | None) -> None:
        """A push channel was heard. number: of the message, 0 where unknown; one that is not above the last is nothing
        new. pace: how soon its calendar's sync is wanted; None: nothing changed."""
        ...

    async def note_missed_push(self, ref: CalendarRef, due_at: datetime) -> None:
        """The last run found what no push had told: the next is due by then at the latest."""
        ...

    async def forget_push(self, ref: CalendarRef, due_at: datetime) -> None:
        """There is no push channel any more: the next run is due by then at the latest."""
        ...

    async def enrol(self, refs: Iterable[CalendarRef]) -> None:
        """Have these calendars synced from now on; those that are already are left as they are."""
        ...

    async def due_calendars(self, limit: int = 100) -> tuple[CalendarRef, ...]:
        """Calendars whose sync is due, longest overdue first. A calendar enters by sync_now or enrol."""
        ...

    async def calendars_known(self) -> int:
        """How many calendars are being synced, over all accounts."""
        ...

    async def begin_sync(self, ref: CalendarRef, seconds: float) -> SyncRun:
        """The right to sync this calendar for so many seconds, a fencing token, with the state as it stands; the run
        has no lease where another holds it."""
        ...

    async def renew_lease(self, ref: CalendarRef, lease: str, seconds: float) -> bool:
        """Hold it for so long from now; False where it has passed to somebody else."""
        ...

    async def release_lease(self, ref: CalendarRef, lease: str) -> None:
        """Give it back; nothing happens if it has passed to somebody else."""
        ...

    async def clear(self, ref: CalendarRef) -> None:
        """Forget this calendar's events, derived rows and sync token, never what a person asked for."""
        ...
