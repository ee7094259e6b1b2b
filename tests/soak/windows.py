"""What the server counted: starts of every sliding window, exactly, with and without a Redis that kept them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from calendar_core.resilience import Limits
from sandbox.faults import Exchange

_ENDPOINTS = {
    "events.list": "event_list",
    "events.get": "event_get",
    "calendarList.list": "calendar_list",
    "freebusy.query": "free_busy",
    "events.insert": "event_create",
    "events.patch": "event_update",
    "events.update": "event_update",
    "events.delete": "event_delete",
}


@dataclass(frozen=True)
class Span:
    """A stretch of time in which Redis could not hold a limit. Seconds since the epoch."""

    what: str
    began: float
    ended: float


@dataclass(frozen=True)
class Most:
    """The fullest windows of one level. most: where Redis was there; forgiven: across a span where it was not."""

    level: str
    limit: int
    most: int = 0
    forgiven: int = 0


class Arrivals:
    """When requests came in, by what limits them: (account, endpoint), (account,) and ()."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._times: dict[tuple[str, ...], list[float]] = defaultdict(list)
        self.requests = 0

    def take(self, exchanges: Iterable[Exchange], owner: dict[str, str]) -> None:
        """Count them. owner: the account of each access token."""
        for exchange in exchanges:
            self.requests += 1
            endpoint = _ENDPOINTS.get(exchange.operation)
            if endpoint is None:
                continue
            account = owner[exchange.headers["authorization"].removeprefix("Bearer ")]
            for key in ((account, endpoint), (account,), ()):
                self._times[key].append(exchange.time.timestamp())

    def fullest(self, spans: list[Span], slack: float = 0.0) -> list[Most]:
        """The fullest window of each level. slack: seconds that a request may come in late: so much shorter is a window
        taken, and so much longer is Redis taken to have been away."""
        width = self._limits.window - slack
        found: dict[str, Most] = {}
        for key, times in self._times.items():
            times.sort()
            level, limit = self._level(key)
            known = found.get(level, Most(level, limit))
            most, forgiven = known.most, known.forgiven
            for index, first in enumerate(times):
                count = bisect_left(times, first + width) - index
                if any(first - slack < span.ended and first + width + slack > span.began for span in spans):
                    forgiven = max(forgiven, count)
                else:
                    most = max(most, count)
            found[level] = Most(level, limit, most, forgiven)
        return [found[level] for level in sorted(found)]

    def _level(self, key: tuple[str, ...]) -> tuple[str, int]:
        if len(key) == 2:
            return key[1], self._limits.of(key[1])
        return ("account", self._limits.per_user) if key else ("project", self._limits.per_project)
