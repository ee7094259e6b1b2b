"""Now and then the cache is compared with Google, event by event; what differs is mended, and counted.

Changes of the last minutes are no fault: a comparison is made right after a sync. What differs then is first mended
by reading the whole window anew, which disturbs nothing, and only then by forgetting the cache and filling it again.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from calendar_core.clock import Clock
from calendar_core.errors import CalendarError, StoreUnavailable
from calendar_core.observe import NullObserver, Observer
from calendar_core.ports import CalendarRef, Checkup, WatchStore
from calendar_core.sync.decisions import Verification
from calendar_core.sync.engine import SyncEngine

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What came of a checkup. DIFFERS: even a cache filled anew was not like Google. UNKNOWN: Google or the store did
    not answer, so nothing is known."""

    IN_STEP = "in_step"
    SYNCED = "synced"
    RECOVERED = "recovered"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CheckupPolicy:
    """period: seconds between two checkups over all replicas, 0 for never. sample: calendars looked at each time."""

    period: float = 3600.0
    sample: int = 3


class ConsistencyCheck:
    """Checks a sample of an account's calendars. calendars: those that are kept in sync."""

    def __init__(
        self,
        account_id: str,
        engine: SyncEngine,
        book: WatchStore,
        *,
        calendars: Callable[[], Awaitable[Sequence[CalendarRef]]],
        clock: Clock,
        rng: random.Random,
        policy: CheckupPolicy | None = None,
        observer: Observer | None = None,
    ) -> None:
        self._account_id = account_id
        self._engine = engine
        self._book = book
        self._calendars = calendars
        self._clock = clock
        self._rng = rng
        self._policy = policy or CheckupPolicy()
        self._observer = observer or NullObserver()

    async def tick(self) -> int:
        """Check what is due, if this replica is the first to see it; how many calendars were checked."""
        if self._policy.period <= 0:
            return 0
        try:
            if not await self._book.claim_checkup(self._account_id, self._policy.period):
                return 0
            known = await self._calendars()
            chosen = self._rng.sample(list(known), min(self._policy.sample, len(known)))
            found = [await self.check(ref) for ref in chosen]
            if found:
                await self._book.save_checkup(self._account_id, _worst(found))
        except StoreUnavailable:
            log.debug("checkup_waits_for_the_store")
            return 0
        return len(found)

    async def check(self, ref: CalendarRef) -> Checkup:
        """Compare one calendar, and mend it where it differs. Raises StoreUnavailable."""
        try:
            first, outcome = await self._mended(ref)
        except StoreUnavailable:
            raise
        except CalendarError as error:
            log.info("checkup_not_possible", extra={"error": type(error).__name__})
            first, outcome = Verification(0), Outcome.UNKNOWN
        differing = len(first.missing) + len(first.extra) + len(first.different)
        self._observer.count("consistency.checked", outcome=outcome.value)
        if differing:
            self._observer.count("consistency.differed", differing)
            facts = {"missing": len(first.missing), "extra": len(first.extra), "different": len(first.different)}
            log.warning("cache_differed_from_google", extra={**facts, "outcome": outcome.value})
        return Checkup(self._clock.now(), first.checked, differing, outcome.value)

    async def _mended(self, ref: CalendarRef) -> tuple[Verification, Outcome]:
        """What was found first, and what it took until the cache was like Google."""
        engine = self._engine
        await engine.sync_calendar(ref, person_waits=False)
        first = await engine.verify_calendar_state(ref)
        if first.in_step:
            return first, Outcome.IN_STEP
        await engine.sync_calendar(ref, full=True, person_waits=False)
        if (await engine.verify_calendar_state(ref)).in_step:
            return first, Outcome.SYNCED
        recovered = await engine.recover_sync_state(ref)
        return first, Outcome.RECOVERED if recovered.in_step else Outcome.DIFFERS


_SEVERITY = (Outcome.IN_STEP, Outcome.UNKNOWN, Outcome.SYNCED, Outcome.RECOVERED, Outcome.DIFFERS)


def _worst(found: Sequence[Checkup]) -> Checkup:
    """All of them as one: the figures added up, the worst outcome."""
    outcome = max((Outcome(checkup.outcome) for checkup in found), key=_SEVERITY.index)
    checked, differing = sum(one.checked for one in found), sum(one.differing for one in found)
    return Checkup(found[-1].at, checked, differing, outcome.value)
