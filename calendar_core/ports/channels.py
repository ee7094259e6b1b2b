"""Google's push channels: opened, kept and heard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from calendar_core.ports.calendars import CalendarRef


@dataclass(frozen=True, slots=True)
class PushPace:
    """How soon a sync follows a push, in seconds: at once after a rest, else folded into one that comes `gap` after
    the start of the run before and `quiet` after the last message, but no later than `longest` after the first of
    them. after_failure: the gap while runs fail."""

    gap: float = 5.0
    quiet: float = 2.0
    longest: float = 15.0
    after_failure: float = 60.0


@dataclass(frozen=True, slots=True)
class Channel:
    """A push channel of one calendar (Google Calendar API, events.watch).

    id: ours, made up. digest: SHA-256 of its secret, in hex; the secret itself is known to Google alone. address:
    where Google posts. resource_id: Google's, "" until it has told. heard_at: when its first message came.
    """

    id: str
    ref: CalendarRef
    digest: str
    address: str
    made_at: datetime
    expires: datetime
    resource_id: str = ""
    heard_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChannelBook:
    """The channels of one calendar, oldest first.

    failures: tries in a row to open one that failed. error: the reason of the last of them, Google's word or the
    class of the error. try_at: not before.
    """

    channels: tuple[Channel, ...] = ()
    failures: int = 0
    error: str = ""
    try_at: datetime | None = None


class ChannelApi(Protocol):
    """Google's push channels for the calendars of one account."""

    async def open_channel(self, channel: Channel, secret: str, life: timedelta) -> Channel:
        """The channel as Google made it: with its resource id, and with the end that Google gave it.

        Sent once: an outage that raises may have left an open channel behind. Raises BadRequest or PermissionDenied
        with Google's `reason` where it wants no such channel, AuthenticationError and MissingScope.
        """
        ...

    async def close_channel(self, channel: Channel) -> None:
        """Have Google stop it; one that Google does not know is closed already."""
        ...


class ChannelStore(Protocol):
    """What is known of push channels. All of it can be lost and comes back by itself: new channels are opened."""

    async def book(self, ref: CalendarRef) -> ChannelBook:
        """The channels of that calendar; an empty book where nothing is known."""
        ...

    async def find(self, channel_id: str) -> Channel | None:
        """The channel of that id. Reads only."""
        ...

    async def put(self, channel: Channel) -> None:
        """Add or replace it; what was heard of it meanwhile stays."""
        ...

    async def hear(self, channel: Channel, resource_id: str, at: datetime) -> None:
        """Its first message came, and its calendar is to be tended now. Later ones change nothing."""
        ...

    async def drop(self, channel: Channel) -> None:
        """Forget it; its messages are those of an unknown channel from now on."""
        ...

    async def note_attempt(self, ref: CalendarRef, failures: int, error: str, try_at: datetime | None) -> None:
        """How the last try to open one ended; see ChannelBook."""
        ...

    async def enrol(self, refs: Iterable[CalendarRef]) -> None:
        """Have these calendars tended from now on; those that are already are left as they are."""
        ...

    async def tend_at(self, ref: CalendarRef, at: datetime | None) -> None:
        """Have the calendar tended then, and not before; None: not any more."""
        ...

    async def tended(self) -> tuple[CalendarRef, ...]:
        """All calendars that are enrolled."""
        ...

    async def to_tend(self, limit: int = 100) -> tuple[CalendarRef, ...]:
        """Those that are to be tended now, the longest overdue first."""
        ...

    async def tending_lease(self, ref: CalendarRef, seconds: float) -> str | None:
        """The right to tend that calendar's channels; None while another has it."""
        ...

    async def release_tending(self, ref: CalendarRef, lease: str) -> None:
        """Give it back; nothing happens if it has passed to somebody else."""
        ...
