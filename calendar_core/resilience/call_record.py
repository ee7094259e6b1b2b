"""What one call met on its way through breaker, retries and limiter, for whoever writes it down."""

from __future__ import annotations

from dataclasses import dataclass

from calendar_core.errors import CalendarError, CircuitOpenError, LimiterRefused
from calendar_core.resilience.admission import BreakerReading
from calendar_core.resilience.permit import Permit


@dataclass(slots=True)
class CallRecord:
    """Filled in by the guard while the call goes on; one record may go through several guarded steps of one call.

    waited: seconds that it was held back, for its places and between its
    attempts. headroom: requests that the endpoint's window of this account still had room for when the last place was
    taken; 0 where the window refused, None where it was not asked. breaker: the endpoint's breaker as it was last
    heard of, "closed", "half_open" or "open"; None where it was not.
    """

    waited: float = 0.0
    headroom: int | None = None
    breaker: str | None = None

    def admitted(self, permit: Permit) -> None:
        """A place was taken; whoever is let through while the breaker is not closed is its trial."""
        self.waited += permit.waited
        self.headroom = permit.headroom
        self.breaker = "half_open" if permit.passage.trial else "closed"

    def refused(self, error: CalendarError) -> None:
        """No place was to be had."""
        if isinstance(error, CircuitOpenError):
            self.breaker = "open"
        elif isinstance(error, LimiterRefused) and error.reason in ("window", "queue"):
            self.headroom = 0

    def settled(self, reading: BreakerReading | None) -> None:
        """The breaker has heard how the call ended, and says how it stands now."""
        if reading is not None:
            self.breaker = "open" if reading.is_open else "half_open" if reading.half_open else "closed"
