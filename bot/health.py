"""How the service stands, as facts; the words are `bot.views.status`' business."""

from __future__ import annotations

from collections.abc import Callable

from calendar_core.errors import (
    AuthenticationError,
    ConnectFailed,
    ConnectionLost,
    MissingScope,
    NotConnected,
    QuotaExceeded,
    ReconnectNeeded,
    StoreUnavailable,
    Throttled,
)
from calendar_core.ports import CalendarRef, EventStore, InboxStore, OutboxStore, Person, SyncState
from calendar_core.resilience.rate_limiter import RateLimiter

_STATES = {
    word: frozenset(error.__name__ for error in errors)
    for word, errors in {
        "reconnect": (AuthenticationError, ReconnectNeeded, NotConnected, MissingScope),
        "slow_down": (Throttled, QuotaExceeded),
        "down": (ConnectFailed, ConnectionLost),
    }.items()
}


class Health:
    """Asks each part how it is. Never raises: a part that does not answer is a fact as well."""

    def __init__(
        self,
        ref: CalendarRef,
        *,
        events: EventStore,
        outbox: OutboxStore,
        inbox: InboxStore,
        limiter: RateLimiter,
        telegram: Callable[[], str],
    ) -> None:
        self._ref = ref
        self._events = events
        self._outbox = outbox
        self._inbox = inbox
        self._limiter = limiter
        self.telegram_state = telegram

    async def facts(self, person: Person) -> dict[str, object]:
        """See views.status for the keys."""
        delays = [await self._limiter.get_circuit_delay(endpoint) for endpoint in ("event_list", "event_create")]
        facts: dict[str, object] = {
            "breaker": max(delays),
            "store": "ok",
            "telegram": self.telegram_state(),
        }
        try:
            state = await self._events.sync_state(self._ref)
            facts["synced_at"] = state.synced_at
            facts["google"] = google_state(state)
            facts["sync_error"] = state.last_error if state.failures else ""
            pending = await self._outbox.pending(self._ref.account_id)
            facts["pending"] = len(pending)
            if pending and facts["google"] == "ok":  # the last sync went well, what came after did not
                facts["google"] = _word_for(pending[-1].last_error)
            facts["parked"] = await self._inbox.parked()
        except StoreUnavailable:
            facts["store"] = "down"
        return facts

    async def google_state(self) -> str:
        """How Google is: "ok", or a word. Raises StoreUnavailable."""
        return google_state(await self._events.sync_state(self._ref))


def google_state(state: SyncState) -> str:
    """How Google is, told from how the last sync went: "ok", or a word that has a sentence."""
    return _word_for(state.last_error) if state.failures else "ok"


def _word_for(error: str) -> str:
    return next((word for word, names in _STATES.items() if error in names), "failing")
