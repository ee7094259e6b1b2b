"""How the service stands, as facts; the words are `bot.views.status`' business."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.health.consistency import Outcome
from bot.health.host import LEAST_FREE, Disk
from bot.health.incidents import REALLY_FAILING
from calendar_core.clock import Clock
from calendar_core.domain import Reminder
from calendar_core.errors import (
    AttemptTimeout,
    AuthenticationError,
    ConnectFailed,
    ConnectionLost,
    DeadlineExceeded,
    MissingScope,
    NotConnected,
    QuotaExceeded,
    ReconnectNeeded,
    StoreUnavailable,
    Throttled,
)
from calendar_core.ports import (
    CalendarRef,
    EventStore,
    InboxStore,
    OutboxEntry,
    OutboxStore,
    PeopleStore,
    Person,
    ReminderStore,
    SyncState,
    WatchStore,
)
from calendar_core.resilience.rate_limiter import RateLimiter

_STATES = {
    word: frozenset(error.__name__ for error in errors)
    for word, errors in {
        "reconnect": (AuthenticationError, ReconnectNeeded, NotConnected, MissingScope),
        "quota": (QuotaExceeded,),
        "slow_down": (Throttled,),
        "down": (ConnectFailed, ConnectionLost, AttemptTimeout, DeadlineExceeded),
    }.items()
}

BEHIND = 120.0
"""Seconds that a sync may be overdue before the worker counts as behind: it is woken each second."""

DRIFT = 10.0
"""Seconds that this host's clock may differ from Google's: an hour's reminder is then still a minute right."""

_USUAL = ("event_list", "event_get", "event_create", "event_update", "event_delete")
_NEXT = 200  # rows that are looked through for a person's next reminder

Check = Callable[[], Awaitable[str]]
"""How one part is: "ok", or a word that has a sentence `state_<word>`. Raises StoreUnavailable."""


@dataclass(frozen=True, slots=True)
class HealthStores:
    """What is looked into."""

    events: EventStore
    reminders: ReminderStore
    outbox: OutboxStore
    inbox: InboxStore
    people: PeopleStore
    book: WatchStore


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a process knows without its store. telegram, scheduler: "ok" or a word. drift: seconds that this host's
    clock is ahead of Google's, None where that is not known. disk: of a store of our own, else None."""

    telegram: Callable[[], str]
    scheduler: Callable[[], str]
    drift: Callable[[], float | None]
    disk: Disk | None = None


class Health:
    """Asks each part how it is. Its facts never raise: a part that does not answer is a fact as well."""

    def __init__(
        self,
        account_id: str,
        stores: HealthStores,
        limiter: RateLimiter,
        clock: Clock,
        surroundings: Surroundings,
        *,
        calendars: Callable[[], Awaitable[Sequence[CalendarRef]]],
        is_owner: Callable[[int], bool],
        rhythm: Callable[[], Awaitable[Mapping[str, object]]] | None = None,
    ) -> None:
        self._account_id = account_id
        self._stores = stores
        self._limiter = limiter
        self._clock = clock
        self._surroundings = surroundings
        self._calendars = calendars
        self._is_owner = is_owner
        self._rhythm = rhythm

    # --- for people -----------------------------------------------------------------------------------------------

    async def facts(self, person: Person) -> dict[str, object]:
        """What that person may know; the owner is told about the service as well. See views.status for the keys."""
        pauses = await asyncio.gather(*(self._limiter.get_circuit_delay(endpoint) for endpoint in _USUAL))
        facts: dict[str, object] = {
            "breaker": max(pauses),
            "store": "ok",
            "telegram": self._surroundings.telegram(),
            "owner": self._is_owner(person.user_id),
        }
        try:
            facts |= await self._of_person(person)
            if self._rhythm is not None:
                facts |= await self._rhythm()
            if facts["owner"]:
                facts |= await self._of_service()
        except StoreUnavailable:
            facts["store"] = "down"
        if facts["owner"]:
            facts |= await self._of_host()
        return facts

    async def _of_person(self, person: Person) -> dict[str, object]:
        states = await self._states()
        kept = await self._stores.outbox.pending(self._account_id)
        worst = worst_of(states)
        google = google_state(worst)
        if kept and google == "ok":  # the last sync went well, what came after did not
            google = _word_for(kept[-1].last_error)
        return {
            "synced_at": worst.synced_at,
            "google": google,
            "sync_error": worst.last_error if worst.failures else "",
            "pending": sum(entry.chat_id == person.chat_id for entry in kept),
            "next_reminder": await self._next_reminder(person),
        }

    async def _next_reminder(self, person: Person) -> Reminder | None:
        rows = await self._stores.reminders.upcoming(self._account_id, _NEXT)
        return next((row for row in rows if row.chat_id == person.chat_id), None)

    async def _of_service(self) -> dict[str, object]:
        began = self._clock.monotonic()
        waiting = await self._stores.inbox.depth()
        answered = self._clock.monotonic() - began
        kept: Sequence[OutboxEntry] = await self._stores.outbox.pending(self._account_id)
        return {
            "store_ms": answered * 1000,
            "inbox": waiting,
            "parked": await self._stores.inbox.parked(),
            "kept": len(kept),
            "people": len(await self._stores.people.people_of(self._account_id)),
            "sync": sync_state(await self._states(), self._clock.now()),
            "checkup": (await self._stores.book.read(self._account_id)).checkup,
        }

    async def _of_host(self) -> dict[str, object]:
        disk = self._surroundings.disk
        free = None if disk is None else await disk.free()
        return {
            "reads_left": (self._limiter.places_left("event_list"), self._limiter.limits.of("event_list")),
            "writes_left": (self._limiter.places_left("event_create"), self._limiter.limits.of("event_create")),
            "scheduler": self._surroundings.scheduler(),
            "drift": self._surroundings.drift(),
            "disk_free": free,
            "disk_low": free is not None and free < LEAST_FREE,
        }

    # --- for machines -----------------------------------------------------------------------------------------------

    def checks(self) -> Mapping[str, Check]:
        """The parts by name, as /readyz and the metrics know them."""
        parts: dict[str, Check] = {
            "store": self._store,
            "telegram": self._telegram,
            "google": self._google,
            "sync": self._sync,
            "scheduler": self._scheduler,
            "consistency": self._consistency,
            "clock": self._clock_drift,
        }
        return parts if self._surroundings.disk is None else parts | {"disk": self._disk}

    async def _store(self) -> str:
        await self._stores.inbox.depth()
        return "ok"

    async def _telegram(self) -> str:
        return self._surroundings.telegram()

    async def _google(self) -> str:
        return google_state(worst_of(await self._states()))

    async def _sync(self) -> str:
        return sync_state(await self._states(), self._clock.now())

    async def _scheduler(self) -> str:
        return self._surroundings.scheduler()

    async def _consistency(self) -> str:
        checkup = (await self._stores.book.read(self._account_id)).checkup
        return "differs" if checkup is not None and checkup.outcome == Outcome.DIFFERS else "ok"

    async def _disk(self) -> str:
        disk = self._surroundings.disk
        return "low" if disk is not None and await disk.free() < LEAST_FREE else "ok"

    async def _clock_drift(self) -> str:
        return "off" if abs(self._surroundings.drift() or 0.0) > DRIFT else "ok"

    async def _states(self) -> list[SyncState]:
        return [await self._stores.events.sync_state(ref) for ref in await self._calendars()]


def worst_of(states: Iterable[SyncState]) -> SyncState:
    """The calendar that has been out of step for longest, one that fails before one that does not; a fresh state
    where there is none."""
    return max(
        states,
        key=lambda state: (state.failures > 0, -(state.synced_at.timestamp() if state.synced_at else 0.0)),
        default=SyncState(),
    )


def google_state(state: SyncState) -> str:
    """How Google is, told from how the last sync went: "ok", or a word that has a sentence."""
    if not state.failures:
        return "ok" if state.synced_at is not None else "waiting"
    return _word_for(state.last_error)


def sync_state(states: Iterable[SyncState], now: datetime) -> str:
    """How the sync worker does, told from the worst calendar: "ok", "failing", or "behind" where nobody runs what is
    due."""
    known = list(states)
    if any(state.failures >= REALLY_FAILING for state in known):
        return "failing"
    overdue = [(now - state.due_at).total_seconds() for state in known if state.due_at is not None]
    return "behind" if max(overdue, default=0.0) > BEHIND else "ok"


def _word_for(error: str) -> str:
    if not error:
        return "ok"
    return next((word for word, names in _STATES.items() if error in names), "failing")
