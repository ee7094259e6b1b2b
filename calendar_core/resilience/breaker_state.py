"""The states of one circuit breaker and what moves it, as `store/scripts/breaker.lua` has it in Lua. Pure.

closed --(failures in a row)--> open --(pause)--> half-open --(trial succeeds)--> closed, or --(trial fails)--> open.
Every opening and closing begins a new epoch; a result that was started in another one is late and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from calendar_core.resilience.admission import Admission, BreakerReading, Passage, Result, Verdict
from calendar_core.resilience.limits import BreakerSettings

SECOND = 1_000_000


@dataclass(slots=True)
class BreakerState:
    """One breaker; all instants in whole microseconds. open_until: 0 while closed."""

    failures: int = 0
    open_until: int = 0
    epoch: int = 0
    trial: str = ""
    trial_until: int = 0

    def refusal(self, now: int, trial: str, settings: BreakerSettings) -> Admission | None:
        """Why a request may not go now, or None. trial: the trial call it belongs to, "" for none."""
        if now < self.open_until:
            return Admission(Verdict.CIRCUIT, (self.open_until - now) / SECOND, self.epoch)
        if self.open_until and self._trial_is_under_way(now) and self.trial != trial:
            left = (self.trial_until - now) / SECOND
            return Admission(Verdict.CIRCUIT, min(left, settings.trial_hint), self.epoch)
        return None

    def start(self, at: int, id: str, settings: BreakerSettings) -> bool:
        """A request that nothing refused starts: whether it is the trial call."""
        if not self.open_until:
            return False
        self.trial, self.trial_until = id, at + round(settings.trial_lease * SECOND)
        return True

    def settle(self, now: int, passage: Passage, result: Result, settings: BreakerSettings) -> str:
        """A call has ended. What that did: "", "opened" or "closed"."""
        if self.open_until:
            return self._settle_trial(now, passage, result, settings)
        if passage.epoch is not None and passage.epoch != self.epoch:
            return ""
        if result is Result.SUCCESS:
            self.failures = 0
        elif result is Result.OUTAGE:
            self.failures += 1
            if self.failures >= settings.failures:
                self._open(now, settings)
                return "opened"
        return ""

    def reading(self, now: int, changed: str = "") -> BreakerReading:
        left = max(0, self.open_until - now)
        return BreakerReading(left / SECOND, self.open_until > 0 and not left, self.failures, changed)

    def _settle_trial(self, now: int, passage: Passage, result: Result, settings: BreakerSettings) -> str:
        if now < self.open_until:
            return ""
        mine = bool(passage.trial) and passage.trial == self.trial
        # A result nobody asked for (record_request alone) is taken for the trial's, if none is under way.
        unasked = passage.epoch is None and not self._trial_is_under_way(now)
        if not (mine or unasked):
            return ""
        self.trial, self.trial_until = "", 0
        if result is Result.NONE:
            return ""
        if result is Result.SUCCESS:
            self.failures, self.open_until, self.epoch = 0, 0, now
            return "closed"
        self._open(now, settings)
        return "opened"

    def _open(self, now: int, settings: BreakerSettings) -> None:
        self.failures = 0
        self.open_until, self.epoch = now + round(settings.pause * SECOND), now

    def _trial_is_under_way(self, now: int) -> bool:
        return bool(self.trial) and now < self.trial_until
