"""How the service stands, as facts; the words are `bot.views.status`' business."""

from __future__ import annotations

from collections.abc import Callable

from calendar_core.errors import (
    AuthenticationError,
    CalendarError,
    CircuitOpenError,
    MissingScope,
    RateLimitError,
    StoreUnavailable,
)
from calendar_core.ports import CalendarRef, EventStore, InboxStore, OutboxStore, Person
from calendar_core.resilience.rate_limiter import RateLimiter


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
        self._telegram = telegram
        self._last_failure: CalendarError | None = None

    def note(self, error: CalendarError | None) -> None:
        """The outcome of the latest run against Google: its error, or None when it went well."""
        self._last_failure = error

    async def facts(self, person: Person) -> dict[str, object]:
        """See views.status for the keys."""
        delays = [await self._limiter.get_circuit_delay(endpoint) for endpoint in ("event_list", "event_create")]
        facts: dict[str, object] = {
            "google": self._google_state(),
            "breaker": max(delays),
            "store": "ok",
            "telegram": self._telegram(),
        }
        try:
            state = await self._events.sync_state(self._ref)
            facts["synced_at"] = state.synced_at
            facts["sync_error"] = state.last_error if state.failures else ""
            facts["pending"] = len(await self._outbox.pending(self._ref.account_id))
            facts["parked"] = await self._inbox.parked()
        except StoreUnavailable:
            facts["store"] = "down"
        return facts

    def _google_state(self) -> str:
        error = self._last_failure
        if error is None:
            return "ok"
        if isinstance(error, AuthenticationError | MissingScope):
            return "reconnect"
        if isinstance(error, RateLimitError) and not isinstance(error, CircuitOpenError):
            return "slow_down"
        return "failing" if error.status else "down"
