"""What a sync run has to do and what it writes. Pure: nothing here waits, asks the time or throws dice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from calendar_core.domain import MISSED, Changes, Event, EventStatus, Subscriber, reminders_of
from calendar_core.errors import CalendarError, LimiterRefused, QuotaExceeded, RateLimitError
from calendar_core.ports import Listing, SyncBatch, SyncState


@dataclass(frozen=True, slots=True)
class SyncPolicy:
    """How a calendar is kept in step.

    back, ahead: the window, counted from now. period: from one success to the next run; longest: the most it, or a
    pause after failures, may stretch. after_failure: the first such pause. full_every: how often the window is read
    anew. lease: seconds a run is alone, renewed while it goes on. patience: seconds to wait for a run of another
    replica. suspicious_from: that many events do not vanish at once without a second look.
    """

    back: timedelta = timedelta(days=7)
    ahead: timedelta = timedelta(days=60)
    period: timedelta = timedelta(seconds=300)
    after_failure: timedelta = timedelta(seconds=60)
    longest: timedelta = timedelta(minutes=30)
    full_every: timedelta = timedelta(hours=24)
    lease: float = 15.0
    patience: float = 60.0
    suspicious_from: int = 3


class RunKind(StrEnum):
    """Incremental asks for what changed since the token; full reads the whole window anew."""

    INCREMENTAL = "incremental"
    FULL = "full"


def run_kind(state: SyncState, now: datetime, *, full: bool = False) -> RunKind:
    """Full where it is asked for, where nothing is known yet, or where the window is due to be read anew."""
    known = bool(state.sync_token) and state.synced_at is not None and state.window_end is not None
    if full or not known or state.full_due is None or state.full_due <= now:
        return RunKind.FULL
    return RunKind.INCREMENTAL


def is_due(state: SyncState, now: datetime) -> bool:
    """Whether a run is due; another replica may have done it since it was seen to be."""
    return state.due_at is None or state.due_at <= now


def window_at(now: datetime, policy: SyncPolicy) -> tuple[datetime, datetime]:
    """The window of a full run that begins now."""
    return now - policy.back, now + policy.ahead


def in_window(event: Event, window: tuple[datetime, datetime]) -> bool:
    """Whether the event touches the window."""
    return event.when.starts_at() < window[1] and event.when.ends_at() > window[0]


def batch_of(
    listing: Listing,
    state: SyncState,
    kind: RunKind,
    window: tuple[datetime, datetime],
    subscribers: Iterable[Subscriber],
    now: datetime,
    *,
    full_due: datetime,
    due_at: datetime,
    lease: str = "",
) -> SyncBatch:
    """What a listing means for the cache.

    Events outside the window go, and are told as moved. Of an event that is listed twice the later entry counts; one
    that is listed both as standing and as cancelled was changed while the pages were read, so it is taken as it
    stands and the whole window is due to be read anew.
    """
    removed = dict.fromkeys(listing.removed)
    standing: dict[str, Event] = {}
    outside: dict[str, Event] = {}
    for event in listing.events:
        standing.pop(event.id, None)
        outside.pop(event.id, None)
        if event.status is EventStatus.CANCELLED:
            removed[event.id] = None
        elif event.rrule:
            continue  # the repeating event itself: its instances are what stands in the calendar
        elif in_window(event, window):
            standing[event.id] = event
        else:
            outside[event.id] = event
    contradicted = standing.keys() & removed.keys()
    chats = tuple(subscribers)
    missed = timedelta(0) if state.synced_at is None else MISSED  # the first sync is silent
    return SyncBatch(
        full=kind is RunKind.FULL,
        expected_token=state.sync_token,
        expected_generation=state.generation,
        sync_token=listing.sync_token,
        zone=listing.zone,
        upserts=tuple(standing.values()),
        removed=tuple(name for name in removed if name not in standing),
        reminders={event.id: reminders_of(event, chats, now, missed=missed) for event in standing.values()},
        window_start=window[0],
        window_end=window[1],
        full_due=now if contradicted else full_due,
        due_at=due_at,
        lease=lease,
        moved_out=tuple(outside.values()),
        known_until=state.window_end,
    )


def is_suspicious(state: SyncState, batch: SyncBatch, policy: SyncPolicy) -> bool:
    """Whether the batch would leave nothing of a calendar that held something: believed only after a second look."""
    if state.count < policy.suspicious_from or batch.upserts:
        return False
    return batch.full or len(batch.removed) + len(batch.moved_out) >= state.count


# --- when ----------------------------------------------------------------------------------------------------------


def due_after_success(now: datetime, period: timedelta, spread: float) -> datetime:
    """The next run; up to a twentieth of the period earlier, so that calendars do not march in step.

    spread: 0 to 1, from the engine's random generator; so everywhere here.
    """
    return now + period * (1 - 0.05 * spread)


def full_due_after(now: datetime, policy: SyncPolicy, spread: float) -> datetime:
    """When the window is to be read anew; up to a tenth earlier, for the same reason."""
    return now + policy.full_every * (1 - 0.1 * spread)


def due_after_failure(
    error: CalendarError | None, failures: int, now: datetime, policy: SyncPolicy, spread: float
) -> datetime:
    """The next run after that many failures in a row, this one counted.

    A minute after the first, doubling with jitter after that, and not before the error says. Where it names the time
    (`named_pause`), then, and a little later, so that not all calendars come back at the same instant.
    """
    named = named_pause(error, failures)
    if named is not None:
        pause = max(1.0, named)
        return now + timedelta(seconds=pause + min(5.0, pause / 10) * spread)
    floor = timedelta(seconds=error.retry_after or 0.0) if error is not None else timedelta()
    if failures <= 1:
        return now + max(policy.after_failure, floor)
    growing = policy.after_failure * float(2 ** min(failures - 1, 16)) * (0.75 + 0.5 * spread)
    return now + max(min(growing, policy.longest), floor)


def named_pause(error: CalendarError | None, failures: int) -> float | None:
    """Seconds after which the work is to be repeated because the error says so; None where we plan that ourselves.

    A throttle, a spent quota and an open breaker say so each time. Background work that ended because its next attempt
    lay too far ahead to sleep until then (`attempts_left`) is repeated when that attempt was due, but no more often
    than it had attempts left. failures: of this work in a row, this one counted.
    """
    if error is None or error.retry_after is None:
        return None
    if isinstance(error, RateLimitError) or failures <= error.attempts_left:
        return error.retry_after
    return None


_LONGEST_THROTTLE = 300.0
"""Seconds that a throttle closes a scope at the most; what closes it for longer is a quota that is spent."""


def kept_name(error: CalendarError) -> str:
    """The class under which a failure is kept and told.

    After Google has said that a quota is spent our own limiter refuses for as long, and this says why it does.
    """
    if isinstance(error, LimiterRefused) and error.reason == "cool_down":
        return (QuotaExceeded if (error.retry_after or 0.0) > _LONGEST_THROTTLE else LimiterRefused).__name__
    return type(error).__name__


DAILY_QUOTA = 1_000_000
"""Requests a day of one Google Cloud project (Calendar API, Manage quotas); beyond it they are charged or refused."""


def poll_period(calendars: int, policy: SyncPolicy) -> timedelta:
    """The period at which that many calendars together stay under 80 % of the project's daily requests."""
    needed = timedelta(seconds=86_400 * calendars / (0.8 * DAILY_QUOTA))
    return min(max(policy.period, needed), max(policy.longest, policy.period))


def push_is_alive(state: SyncState, now: datetime) -> bool:
    """Whether push is proven for a calendar: a change was told by a channel, one that has not ended is open, and no run
    since then has found a change that push had not told."""
    heard, missed = state.push_heard_at, state.push_missed_at
    if heard is None or state.push_until is None or state.push_until <= now:
        return False
    return missed is None or heard > missed


def period_of(state: SyncState, period: timedelta, now: datetime, policy: SyncPolicy, *, pushed: bool) -> timedelta:
    """From a success now to the next run of that calendar. pushed: this service listens to push at all.

    period: without push. It stretches only while push is proven, and not beyond the end of the channel.
    """
    if not pushed or not push_is_alive(state, now) or state.push_until is None:
        return period
    return max(period, min(policy.longest, state.push_until - now))


def is_missed_by_push(state: SyncState, changes: Changes, now: datetime) -> bool:
    """Whether a run that began at `state` found what push should have told since the run before, and did not."""
    if not len(changes) or not push_is_alive(state, now) or state.push_heard_at is None:
        return False
    return state.began_at is not None and state.push_heard_at < state.began_at


# --- comparing -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verification:
    """How the cache compares with Google over the window. Each a set of event ids.

    missing: Google has them, the cache does not. extra: the reverse. different: both have them, unlike. checked: how
    many Google has.
    """

    checked: int
    missing: frozenset[str] = frozenset()
    extra: frozenset[str] = frozenset()
    different: frozenset[str] = frozenset()

    @property
    def in_step(self) -> bool:
        return not (self.missing or self.extra or self.different)


def differences(cached: Sequence[Event], listed: Sequence[Event], window: tuple[datetime, datetime]) -> Verification:
    """Compare what the cache and Google have within the window, by everything a person could notice."""
    ours = {event.id: event for event in cached if in_window(event, window)}
    theirs = {
        event.id: event
        for event in listed
        if in_window(event, window) and event.status is not EventStatus.CANCELLED and not event.rrule
    }
    both = ours.keys() & theirs.keys()
    return Verification(
        checked=len(theirs),
        missing=frozenset(theirs.keys() - ours.keys()),
        extra=frozenset(ours.keys() - theirs.keys()),
        different=frozenset(name for name in both if _noticeable(ours[name]) != _noticeable(theirs[name])),
    )


def _noticeable(event: Event) -> Event:
    return replace(event, link="", updated=None)
