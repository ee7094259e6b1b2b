"""What limiter and breaker ask of the store that they share, as values and two Protocols.

Instants inside are whole microseconds of the store's own time; what comes out is seconds from now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from calendar_core.resilience.limits import BreakerSettings, Limits


class Verdict(StrEnum):
    """What the store says to a request, or why it refuses it."""

    GO = "go"
    CIRCUIT = "circuit"
    COOL_DOWN = "cool_down"
    WINDOW = "window"
    QUEUE = "queue"


class Result(StrEnum):
    """How a call ended, for the breaker. NONE says nothing about Google: cancelled, refused by ourselves."""

    SUCCESS = "success"
    OUTAGE = "outage"
    NONE = "none"


class Scope(StrEnum):
    """Whom a throttle of Google's concerns."""

    PROJECT = "project"
    USER = "user"
    CALENDAR = "calendar"


@dataclass(slots=True)
class Ask:
    """A request for a start.

    id: unique over all replicas. calendar: where the request writes to one. max_wait: seconds that the start may lie
    ahead; zero asks for now or not at all. trial: the trial call that this request belongs to, "" for none.
    queued: whether it is ready to wait (its window is then stretched a little, so that the scheduling of the waits
    puts no two starts closer than they may be).
    """

    id: str
    endpoint: str
    account: str
    calendar: str | None = None
    weight: int = 1
    background: bool = False
    max_wait: float = 0.0
    trial: str = ""
    queued: bool = False


class Admission(NamedTuple):
    """The answer. delay: seconds until the start (GO), or until it makes sense to ask again.

    epoch: the breaker's state that the request starts in, to be handed back with its result. trial: it is the trial
    call. headroom: places left in the endpoint's window.
    """

    verdict: Verdict
    delay: float
    epoch: int = 0
    trial: bool = False
    headroom: int = 0

    @property
    def allowed(self) -> bool:
        return self.verdict is Verdict.GO


class Passage(NamedTuple):
    """What a call needs to report its result to the breaker. epoch: None for a call that never asked it."""

    endpoint: str
    epoch: int | None = None
    trial: str = ""


class BreakerReading(NamedTuple):
    """The breaker as it stands. seconds_left: while open, else 0. half_open: the pause is over, no verdict yet.

    changed: what this result did to it: "", "opened" or "closed".
    """

    seconds_left: float = 0.0
    half_open: bool = False
    failures: int = 0
    changed: str = ""

    @property
    def is_open(self) -> bool:
        return self.seconds_left > 0


class BreakerStore(Protocol):
    """Keeps the state of circuit breakers, one an endpoint, for all who share it.

    At most one trial call is under way at a time: its right lapses after the lease, and its result counts only while
    it still holds it. A result from another epoch changes nothing. Raises StoreUnavailable.
    """

    async def enter(self, endpoint: str, id: str, settings: BreakerSettings) -> Admission:
        """Ask the breaker alone. GO with `trial` takes the right to the trial call for `id`."""
        ...

    async def settle(self, passage: Passage, result: Result, settings: BreakerSettings) -> BreakerReading:
        """Note how a call ended. NONE gives the right to a trial back."""
        ...

    async def read(self, endpoint: str, settings: BreakerSettings) -> BreakerReading:
        """The state, changing nothing."""
        ...


class LimiterStore(BreakerStore, Protocol):
    """Keeps the starts of each window, exact to the microsecond, for all who share it.

    No window of the configured length, wherever it begins, ever holds more starts than its limit. A place that was
    given is never moved. Requests of the same kind (account, endpoint, weight, background or not) start in the order
    in which they asked. Raises StoreUnavailable.
    """

    async def admit(self, ask: Ask, limits: Limits, settings: BreakerSettings) -> Admission:
        """Ask breaker, cool-downs, calendar spacing and windows in one go; a place is taken if and only if GO."""
        ...

    async def note(self, started: Sequence[tuple[Ask, float]], limits: Limits) -> None:
        """Take the places of requests that started without asking, each so many seconds ago (below zero: ahead)."""
        ...

    async def record(self, ask: Ask, result: Result, limits: Limits, settings: BreakerSettings) -> BreakerReading:
        """Both for a request that started now without asking, and has ended: `note`, and `settle` for its endpoint."""
        ...

    async def cool_down(
        self, scope: Scope, seconds: float, hold: float, account: str, calendar: str, limits: Limits
    ) -> None:
        """Let nothing in that scope start for so many seconds; a longer cool-down that is there stays.

        A calendar's cool-down keeps the starts of its writes apart instead, and lets none start for `hold` seconds.
        """
        ...
