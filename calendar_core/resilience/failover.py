"""Goes on in this process alone while the shared store is away, and hands back when it is there again.

What all replicas start in a window together stays within its limit where each had asked the shared store shortly before
it went away, and all see it come back within `SETTLE`. Beyond that it stays bounded: a replica that had not asked adds
its share, and so does one that alone has lost the store.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from calendar_core.clock import Clock, SystemClock
from calendar_core.errors import StoreUnavailable
from calendar_core.observe import NullObserver, Observer
from calendar_core.resilience.admission import (
    Admission,
    Ask,
    BreakerReading,
    LimiterStore,
    Passage,
    Result,
    Scope,
    Verdict,
)
from calendar_core.resilience.limits import BreakerSettings, Limits
from calendar_core.resilience.local_store import LocalLimiterStore
from calendar_core.resilience.started import Started

T = TypeVar("T")
Tell = Callable[[LimiterStore], Awaitable[None]]
logger = logging.getLogger(__name__)

_LOOK_AGAIN = 1.0  # seconds between two looks whether the shared store is back
SETTLE = 1.5
"""Seconds from the first replica that finds the shared store again until all go back to it: every other has looked by
then and told it what it started."""


class SharedStore(LimiterStore, Protocol):
    """A LimiterStore that many processes use. replicas: how many do now; 0 where that is not known yet."""

    replicas: int

    async def reach(self, settle: float) -> float:
        """Returns once it answers: the seconds until all replicas go back to it, `settle` for the first that asks.

        Raises StoreUnavailable, when it has had time to make new connections.
        """
        ...


class FailoverStore:
    """The shared store, or while it is away the local twin at this replica's share of every limit.

    replicas: how many share the store where it has not said so itself. Only those who ask when it goes away wait for
    its time-out. From then on a task looks after it once a second, for as long as anybody asks or it has to be told of
    a start; nobody waits for that. Starts are told to both sides, so neither begins with an empty window: at the switch
    the local twin knows what this replica did and divides what was left, and on hand-back the shared store is told what
    was started meanwhile. Until the others have told theirs too, the local twin goes on to decide, and the shared store
    hears of each start at once. Never raises StoreUnavailable.
    """

    def __init__(
        self,
        shared: SharedStore,
        *,
        clock: Clock | None = None,
        replicas: int = 1,
        observer: Observer | None = None,
    ) -> None:
        if replicas < 1:
            raise ValueError("there is at least one replica")
        self._clock = clock or SystemClock()
        self._shared = shared
        self._local = LocalLimiterStore(self._clock)
        self._expected = replicas
        self._observer = observer or NullObserver()
        self._away = False
        self._returns_at: float | None = None  # when all replicas go back to the shared store, once it is there
        self._look: asyncio.Task[None] | None = None
        self._asked = False  # since the last look
        self._limits = Limits()
        self._started = Started()
        self._fresh = False  # the local twin has been told what the shared store had granted
        self._open: dict[str, float] = {}  # until when, of the breakers that the shared store said to be open
        self._cooled: list[tuple[float, Callable[[float], Tell]]] = []  # since when, to be told to the shared store

    @property
    def degraded(self) -> bool:
        """The shared store is away and limits are kept by this process alone."""
        return self._away and not self._is_time_to_return()

    @property
    def returns_in(self) -> float | None:
        """Seconds until this process goes back to the shared store, which is there again; None where it is not."""
        return None if self._returns_at is None else max(0.0, self._returns_at - self._clock.monotonic())

    # --- breaker ----------------------------------------------------------------------------------------------------

    async def enter(self, endpoint: str, id: str, settings: BreakerSettings) -> Admission:
        return await self._either(lambda store: store.enter(endpoint, id, settings))

    async def settle(self, passage: Passage, result: Result, settings: BreakerSettings) -> BreakerReading:
        reading = await self._either(lambda store: store.settle(passage, result, settings))
        self._read(passage.endpoint, reading)
        return reading

    async def read(self, endpoint: str, settings: BreakerSettings) -> BreakerReading:
        reading = await self._either(lambda store: store.read(endpoint, settings))
        self._read(endpoint, reading)
        return reading

    # --- limiter ----------------------------------------------------------------------------------------------------

    async def admit(self, ask: Ask, limits: Limits, settings: BreakerSettings) -> Admission:
        self._limits = limits
        if self._shared_is_there():
            try:
                admission = await self._shared.admit(ask, limits, settings)
            except StoreUnavailable as error:
                self._lost(error)
            else:
                self._heard(ask, admission, limits)
                return admission
        await self._take_over(limits)
        admission = await self._local.admit(ask, limits, settings)
        if admission.allowed:
            await self._tell_start(ask, self._clock.monotonic() + admission.delay)
        return admission

    async def note(self, started: Sequence[tuple[Ask, float]], limits: Limits) -> None:
        now = self._clock.monotonic()
        if self._shared_is_there():
            try:
                await self._shared.note(started, limits)
            except StoreUnavailable as error:
                self._lost(error)
            else:
                for ask, ago in started:
                    self._started.granted(ask, now - ago)
                return
        await self._local.note(started, limits)
        for ask, ago in started:
            await self._tell_start(ask, now - ago)

    async def record(self, ask: Ask, result: Result, limits: Limits, settings: BreakerSettings) -> BreakerReading:
        now = self._clock.monotonic()
        if self._shared_is_there():
            try:
                reading = await self._shared.record(ask, result, limits, settings)
            except StoreUnavailable as error:
                self._lost(error)
            else:
                self._started.granted(ask, now)
                self._read(ask.endpoint, reading)
                return reading
        reading = await self._local.record(ask, result, limits, settings)
        await self._tell_start(ask, now)
        return reading

    async def cool_down(
        self, scope: Scope, seconds: float, hold: float, account: str, calendar: str, limits: Limits
    ) -> None:
        def telling(ago: float) -> Tell:
            left = max(0.0, seconds - ago), max(0.0, hold - ago)
            return lambda store: store.cool_down(scope, *left, account, calendar, limits)

        await telling(0.0)(self._local)
        if self._shared_is_there() or self._returns_at is not None:  # there again: it has been told all of before
            try:
                await telling(0.0)(self._shared)
            except StoreUnavailable as error:
                self._lost(error)
            else:
                return
        self._cooled = [*self._cooled[-1000:], (self._clock.monotonic(), telling)]

    # --- which of the two -------------------------------------------------------------------------------------------

    async def _either(self, ask: Callable[[LimiterStore], Awaitable[T]]) -> T:
        if self._shared_is_there():
            try:
                return await ask(self._shared)
            except StoreUnavailable as error:
                self._lost(error)
        return await ask(self._local)

    def _shared_is_there(self) -> bool:
        """Whether to ask the shared store."""
        if not self._away:
            return True
        self._asked = True
        if self._is_time_to_return():
            self._away, self._returns_at = False, None
            self._observer.level("limiter.degraded", 0)
            logger.info("the shared limiter is back")
            return True
        self._look_out()
        return False

    def _is_time_to_return(self) -> bool:
        return self._returns_at is not None and self._clock.monotonic() >= self._returns_at

    @property
    def _replicas(self) -> int:
        return max(self._shared.replicas, self._expected)

    # --- going on alone ---------------------------------------------------------------------------------------------

    def _heard(self, ask: Ask, admission: Admission, limits: Limits) -> None:
        now = self._clock.monotonic()
        self._started.heard(ask, admission, now, limits)
        if admission.allowed:
            self._started.granted(ask, now + admission.delay)
            if self._open:
                self._open.pop(ask.endpoint, None)
        elif admission.verdict is Verdict.CIRCUIT:
            self._open[ask.endpoint] = now + admission.delay

    def _read(self, endpoint: str, reading: BreakerReading) -> None:
        if reading.is_open:
            self._open[endpoint] = self._clock.monotonic() + reading.seconds_left
        elif self._open:
            self._open.pop(endpoint, None)

    def _lost(self, error: StoreUnavailable) -> None:
        # An answer of a request that was under way when the store went must not begin the waiting anew.
        if self._away:
            return
        now = self._clock.monotonic()
        self._away, self._returns_at, self._fresh, self._asked = True, None, True, True
        self._local.share = 1 / self._replicas
        self._local.begin_breakers({name: until - now for name, until in self._open.items() if until > now})
        self._observer.level("limiter.degraded", 1)
        cause = type(error.__cause__).__name__
        logger.warning(
            "the shared limiter does not answer; limits are local", extra={"share": self._local.share, "cause": cause}
        )
        self._look_out()

    async def _take_over(self, limits: Limits) -> None:
        """Tell the local twin what the shared store has granted to this replica, answers that came late included."""
        now = self._clock.monotonic()
        granted = self._started.take_over(now, limits)
        if granted:
            await self._local.note(granted, limits)
        if self._fresh:
            self._fresh = False
            for cap in self._started.caps(granted, now, limits, self._replicas):
                self._local.cap(cap)

    # --- handing back -----------------------------------------------------------------------------------------------

    async def _tell_start(self, ask: Ask, start: float) -> None:
        """Of a start that the local twin granted: at once, where the shared store is there again, else later."""
        self._started.owe(ask, start)
        if self._returns_at is not None:
            try:
                await self._shared.note(((ask, self._clock.monotonic() - start),), self._limits)
            except StoreUnavailable:
                self._returns_at = None  # gone again
                self._look_out()
            else:
                self._started.told((ask.id,))

    def _look_out(self) -> None:
        """Look after the store in the background, until it is there again."""
        if self._look is None and self._returns_at is None:
            self._look = asyncio.get_running_loop().create_task(self._look_after_it())

    async def _look_after_it(self) -> None:
        try:
            while self._asked or self._started.owed(self._clock.monotonic(), self._limits):
                self._asked = False
                await self._clock.sleep(_LOOK_AGAIN)
                try:
                    await self._hand_back()
                except StoreUnavailable:
                    continue
                return
        finally:
            self._look = None

    async def _hand_back(self) -> None:
        """Tell the shared store what was started without it, and go back to it together with the others."""
        left = await self._shared.reach(SETTLE)
        reached = self._clock.monotonic()
        # More may come while these are told.
        while (owed := self._started.owed(self._clock.monotonic(), self._limits)) or self._cooled:
            if owed:
                await self._shared.note(owed, self._limits)
                self._started.told(ask.id for ask, _ in owed)
            else:
                since, telling = self._cooled[0]
                await telling(self._clock.monotonic() - since)(self._shared)
                self._cooled.pop(0)
        self._returns_at = reached + (left if self._replicas > 1 else 0.0)
