"""What Google keeps: accounts, calendars, events with their changes in order. No HTTP here.

Every change of a calendar takes the next number of its `revision`; sync tokens are such numbers, so they outlive a
restart together with the state.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from calendar_core.clock import Clock
from sandbox.google.errors import Json, access_level_required, not_found
from sandbox.google.times import stamp, zone

SCOPE_ROOT = "https://www.googleapis.com/auth/"
FULL_SCOPE = f"{SCOPE_ROOT}calendar"
CAN_WRITE = ("owner", "writer")
_ROLES = ("freeBusyReader", "reader", "writer", "owner")
_DEFAULT_REMINDER = {"method": "popup", "minutes": 30}  # what a new Google account has
BASE32HEX = "0123456789abcdefghijklmnopqrstuv"


@dataclass
class Version:
    """The schedule an event had until a revision; from it the instances that went can be told."""

    until: int
    schedule: Json


@dataclass
class StoredEvent:
    """One event as set. An exception of a series (`series`, `original`) holds only what differs from its series."""

    id: str
    fields: Json
    revision: int = 0
    series: str = ""
    original: Json | None = None
    versions: list[Version] = field(default_factory=list)

    @property
    def cancelled(self) -> bool:
        return bool(self.fields.get("status") == "cancelled")

    @property
    def recurring(self) -> bool:
        return bool(self.fields.get("recurrence"))


@dataclass
class Calendar:
    """One calendar. time_zone: IANA name. epoch: goes up when all sync tokens given so far are to expire."""

    id: str
    summary: str
    time_zone: str
    events: dict[str, StoredEvent] = field(default_factory=dict)
    revision: int = 0
    epoch: int = 0
    updated: str = ""

    @property
    def zone(self) -> tzinfo:
        return zone(self.time_zone) or UTC

    @property
    def etag(self) -> str:
        return f'"p{self.epoch:02d}{self.revision:08d}"'

    def exceptions_of(self, series: str) -> Iterator[StoredEvent]:
        """The stored exceptions of one series, cancelled ones too."""
        return (event for event in self.events.values() if event.series == series)


@dataclass
class ListEntry:
    """A calendar in an account's list. role: freeBusyReader, reader, writer or owner."""

    role: str = "owner"
    primary: bool = False
    revision: int = 0
    extra: Json = field(default_factory=dict)
    """Further fields of calendarListEntry, such as summaryOverride, hidden, defaultReminders."""


@dataclass
class Account:
    """A person at Google, with the grant that the app got. scopes: what was granted."""

    email: str
    refresh_token: str
    scopes: list[str]
    time_zone: str
    entries: dict[str, ListEntry] = field(default_factory=dict)
    granted: bool = True
    revision: int = 0


@dataclass
class Invitation:
    """One mail to guests: `what` is request, update or cancel."""

    calendar_id: str
    event_id: str
    what: str
    guests: list[str]
    time: datetime


class GoogleState:
    """All accounts and calendars of the stand-in. clock and rng: where time and made-up ids come from."""

    def __init__(self, clock: Clock, rng: random.Random) -> None:
        self.clock = clock
        self.rng = rng
        self.accounts: dict[str, Account] = {}
        self.calendars: dict[str, Calendar] = {}
        self.invitations: list[Invitation] = []
        self.on_change: list[Callable[[Calendar], None]] = []
        """Called after each change of a calendar's events."""

    def now(self) -> datetime:
        return self.clock.now().astimezone(UTC)

    def made_up(self, length: int) -> str:
        """A random text in base32hex, as ids and tokens are made of."""
        return "".join(self.rng.choices(BASE32HEX, k=length))

    def add_account(self, email: str, refresh_token: str, scopes: list[str], time_zone: str) -> Account:
        """A new person with a primary calendar of the same name as the address."""
        account = Account(email, refresh_token, scopes, time_zone)
        self.accounts[email] = account
        self.add_calendar(account, email, email, time_zone).updated = stamp(self.now())
        account.entries[email].primary = True
        account.entries[email].extra["defaultReminders"] = [dict(_DEFAULT_REMINDER)]
        return account

    def add_calendar(
        self, account: Account, calendar_id: str, summary: str, time_zone: str, role: str = "owner"
    ) -> Calendar:
        """Put a calendar, made if it is new, in an account's list."""
        if role not in _ROLES:
            raise ValueError(f"no such access role: {role}")
        calendar = self.calendars.get(calendar_id)
        if calendar is None:
            calendar = Calendar(calendar_id, summary, time_zone, updated=stamp(self.now()))
            self.calendars[calendar_id] = calendar
        account.revision += 1
        account.entries[calendar_id] = ListEntry(role, revision=account.revision)
        return calendar

    def calendar(self, account: Account, calendar_id: str, *, write: bool = False) -> Calendar:
        """The calendar by its id or `primary`. Raises ApiError: 404 when not in the list, 403 when not writable."""
        name = account.email if calendar_id == "primary" else calendar_id
        entry = account.entries.get(name)
        if entry is None or name not in self.calendars:
            raise not_found()
        if write and entry.role not in CAN_WRITE:
            raise access_level_required()
        return self.calendars[name]

    def store(self, calendar: Calendar, event: StoredEvent, *, fresh_stamp: bool = True) -> StoredEvent:
        """Take a new or changed event in: next revision, etag and `updated`, then tell the listeners."""
        now = self.now()
        calendar.revision += 1
        event.revision = calendar.revision
        # Twice the microseconds is how Google's etags look; the revision keeps them apart under a standing clock.
        event.fields["etag"] = f'"{int(now.timestamp() * 1_000_000) * 2 + calendar.revision}"'
        if fresh_stamp:
            event.fields["updated"] = stamp(now)
        calendar.updated = stamp(now)
        calendar.events[event.id] = event
        for listener in self.on_change:
            listener(calendar)
        return event
