"""How much may be asked for, and of whom. Pure values.

The numbers are Google's own quotas (600 requests a minute per user and 10,000 per project, "Manage quotas" of the
Calendar API guide) and, below them, ours: 100 reads and 60 writes a minute per account and endpoint.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

READS = frozenset(
    {"calendar_list", "calendar_get", "event_list", "event_get", "free_busy", "event_watch", "channel_stop"}
)
"""Endpoints with the limit of reads; `free_busy`, `event_watch` and `channel_stop` are ours beside the user's own."""
WRITES = frozenset({"event_create", "event_update", "event_delete"})
"""Endpoints with the limit of writes. A name that is in neither set has the limit of reads."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one sliding window.

    reads, writes: starts a window per account and endpoint. per_user: per account over all endpoints. per_project:
    over all accounts. window: its length in seconds. endpoints: limits of single endpoints, by name.
    background_share: of each window, what background work may fill. account_share: of the project's window, what one
    account may fill. queue: places that may wait at one endpoint of one account. longest_wait: seconds; nothing is
    queued for longer. calendar_spacing: seconds between the starts of writes to a calendar that cools down.

    Raises ValueError for a limit, window or share that is not above zero: to switch something off is not a limit.
    """

    reads: int = 100
    writes: int = 60
    per_user: int = 600
    per_project: int = 10_000
    window: float = 60.0
    endpoints: Mapping[str, int] = field(default_factory=dict)
    background_share: float = 0.7
    account_share: float = 0.5
    queue: int = 1000
    longest_wait: float = 300.0
    calendar_spacing: float = 1.0

    def __post_init__(self) -> None:
        if not isinstance(self.endpoints, Mapping) or "" in self.endpoints:
            raise ValueError("the limits of endpoints are numbers by name")
        counts = {name: getattr(self, name) for name in ("reads", "writes", "per_user", "per_project")}
        for name, limit in {**counts, **self.endpoints}.items():
            if not _is_whole(limit) or limit < 1:
                raise ValueError(f"the limit {name} has to be a whole number from 1 up, not {limit!r}")
        for name in ("background_share", "account_share"):
            if not _is_number(getattr(self, name)) or not 0 < getattr(self, name) <= 1:
                raise ValueError(f"{name} has to be above 0 and at most 1")
        for name in ("window", "longest_wait", "calendar_spacing"):
            if not _is_number(getattr(self, name)) or not 0.001 <= getattr(self, name) <= 86_400:
                raise ValueError(f"{name} has to be between 0.001 and 86,400 seconds")
        if not _is_whole(self.queue) or self.queue < 0:
            raise ValueError("queue has to be a whole number from 0 up")

    def of(self, endpoint: str) -> int:
        """Starts a window that one account has at that endpoint."""
        return self.endpoints.get(endpoint, self.writes if endpoint in WRITES else self.reads)

    def windows(self, endpoint: str, *, background: bool = False, weight: int = 1, share: float = 1.0) -> Windows:
        """What a request of that weight may fill of each of its three windows.

        share: this replica's part, where each keeps its own count. A background request that is heavier than the
        share of background work may fill as much as it weighs, else it could never start.
        """
        own, user = self.of(endpoint), min(self.per_user, max(1, math.floor(self.per_project * self.account_share)))
        return Windows(*(_part(limit, self, background, weight, share) for limit in (own, user, self.per_project)))

    def width(self, *, queued: bool) -> int:
        """The window's length in microseconds as the algorithm uses it.

        For whoever waits for a place it is a little longer: places are starts by the store's clock, and Google counts
        what arrives. By half a second from a minute on, so that Google's window holds where no request is more than
        that longer under way from its place to Google than another; by 0.5 % where it is shorter.
        """
        exact = round(self.window * 1_000_000)
        return exact + (500_000 if exact >= 60_000_000 else exact // 200) if queued else exact

    @property
    def lateness(self) -> float:
        """Seconds after its place that a request may leave at the latest: what the stretched window makes up for, and
        for short windows no less than a busy process is held up."""
        return max(0.25, (self.width(queued=True) - self.width(queued=False)) / 1_000_000)


@dataclass(frozen=True, slots=True)
class Windows:
    """Starts that may be in the window of the account's endpoint, of the account, and of the project."""

    endpoint: int
    user: int
    project: int


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _part(limit: int, limits: Limits, background: bool, weight: int, share: float) -> int:
    part = max(1, math.floor(limit * share))
    if background:
        part = max(1, math.floor(part * limits.background_share), min(weight, part))
    return part


@dataclass(frozen=True, slots=True)
class BreakerSettings:
    """When a circuit breaker opens and how it comes back.

    failures: failed calls in a row that open it. pause: seconds that it stays open. trial_lease: seconds that a trial
    call may take before another may try; longer than one attempt, renewed by each. trial_hint: seconds after which to
    ask again while a trial is under way. Raises ValueError for what is not above zero.
    """

    failures: int = 3
    pause: float = 300.0
    trial_lease: float = 45.0
    trial_hint: float = 1.0

    def __post_init__(self) -> None:
        spans = (self.pause, self.trial_lease, self.trial_hint)
        in_range = all(_is_number(span) and 0 < span <= 86_400 for span in spans)
        if not _is_whole(self.failures) or self.failures < 1 or not in_range:
            raise ValueError("a breaker needs at least 1 failure, and times above 0 and up to a day")
