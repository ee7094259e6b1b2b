"""How often the calendars are looked into, and whether Google tells of changes between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta

from calendar_core.clock import Clock
from calendar_core.ports import CalendarRef, EventStore
from calendar_core.sync.channels import ChannelKeeper, PushStanding, PushWord
from calendar_core.sync.engine import SyncEngine


class Rhythm:
    """The facts `period` and `usual_period` (seconds), `push` (a PushWord) and `push_reason`, of the calendar that is
    the worst off."""

    def __init__(
        self,
        engine: SyncEngine,
        keeper: ChannelKeeper,
        events: EventStore,
        clock: Clock,
        *,
        calendars: Callable[[], Awaitable[Iterable[CalendarRef]]],
    ) -> None:
        self._engine = engine
        self._keeper = keeper
        self._events = events
        self._clock = clock
        self._calendars = calendars

    async def facts(self) -> dict[str, object]:
        """As views.status takes them. Raises StoreUnavailable."""
        now, period, worst = self._clock.now(), timedelta(0), PushStanding(PushWord.OFF)
        for number, ref in enumerate(await self._calendars()):
            period = max(period, self._engine.period_of(await self._events.sync_state(ref), now))
            standing = await self._keeper.standing(ref)
            if not number or _BADNESS.index(standing.word) > _BADNESS.index(worst.word):
                worst = standing
        usual = self._engine.policy.period
        return {
            "period": max(period, usual).total_seconds(),
            "usual_period": usual.total_seconds(),
            "push": worst.word.value,
            "push_reason": worst.reason,
        }


_BADNESS = (PushWord.OFF, PushWord.ALIVE, PushWord.OPENING, PushWord.FAILING)
