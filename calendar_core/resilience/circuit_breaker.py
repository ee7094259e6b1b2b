"""A circuit breaker on its own, for work that needs no rate limit."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from calendar_core.clock import Clock, SystemClock
from calendar_core.errors import BadRequest, CircuitOpenError, OutageError
from calendar_core.resilience.admission import BreakerReading, Passage, Result
from calendar_core.resilience.bare_client import store_of
from calendar_core.resilience.limits import BreakerSettings
from calendar_core.resilience.operations import begun, checked

T = TypeVar("T")


class CircuitBreaker:
    """Opens after `failure_threshold` failed calls in a row for `recovery_timeout` seconds, then lets one trial call
    through at a time, over all who share the store, until one has succeeded.

    store: a redis.asyncio client or a store, shared by all replicas; without one, in this process alone. failure: the
    exceptions that count, by default the core's outages and Python's own for a connection or an answer that did not
    come; others are answers and pass through. trial_lease: seconds after which a trial call that said nothing more
    loses its right. Raises ValueError for a threshold or a time that is not above zero.
    """

    def __init__(
        self,
        store: Any = None,
        *,
        failure_threshold: int = 3,
        recovery_timeout: float = 300.0,
        trial_lease: float = 45.0,
        failure: type[BaseException] | tuple[type[BaseException], ...] = (OutageError, ConnectionError, TimeoutError),
        clock: Clock | None = None,
        new_id: Callable[[], str] = secrets.token_hex,
    ) -> None:
        self._settings = BreakerSettings(failure_threshold, recovery_timeout, trial_lease)
        self._store = store_of(store, clock or SystemClock(), 1, None)
        self._failure = failure
        self._new_id = new_id

    async def call(self, operation: Callable[[], Awaitable[T]], endpoint: str = "default") -> T:
        """What `operation` brings. Raises CircuitOpenError with `retry_after`, without calling it, while open.

        BadRequest for an operation that is no function or gives nothing to await, which says nothing about anybody.
        """
        operation = checked(operation, endpoint)
        passage = await self.enter(endpoint)
        result = Result.NONE
        try:
            answer = await begun(operation, endpoint)
            result = Result.SUCCESS
            return answer
        except BaseException as error:
            if isinstance(error, self._failure):
                result = Result.OUTAGE
            elif isinstance(error, Exception) and not isinstance(error, BadRequest):
                result = Result.SUCCESS
            raise
        finally:
            # Shielded: a cancelled trial call still gives its right back.
            await asyncio.shield(self.settle(passage, result))

    async def enter(self, endpoint: str = "default") -> Passage:
        """Leave to call once. Raises CircuitOpenError."""
        id = self._new_id()
        admission = await self._store.enter(endpoint, id, self._settings)
        if not admission.allowed:
            raise CircuitOpenError(endpoint=endpoint, retry_after=admission.delay)
        return Passage(endpoint, admission.epoch, id if admission.trial else "")

    async def settle(self, passage: Passage, result: Result) -> None:
        """How that call ended. A late result is ignored."""
        await self._store.settle(passage, result, self._settings)

    async def record_success(self, endpoint: str = "default") -> None:
        """A call that did not ask for leave has succeeded."""
        await self.settle(Passage(endpoint), Result.SUCCESS)

    async def record_failure(self, endpoint: str = "default") -> None:
        """A call that did not ask for leave has failed."""
        await self.settle(Passage(endpoint), Result.OUTAGE)

    async def reading(self, endpoint: str = "default") -> BreakerReading:
        """The state, without taking the right to a trial."""
        return await self._store.read(endpoint, self._settings)

    async def is_open(self, endpoint: str = "default") -> bool:
        return (await self.reading(endpoint)).is_open

    async def seconds_left(self, endpoint: str = "default") -> float:
        """Seconds that it stays open; 0.0 when closed or half-open."""
        return (await self.reading(endpoint)).seconds_left
