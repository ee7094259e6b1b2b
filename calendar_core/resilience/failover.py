"""Goes on in this process alone while the shared store is away, and hands back when it is there again."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from calendar_core.clock import Clock, SystemClock
from calendar_core.errors import StoreUnavailable
from calendar_core.observe import NullObserver, Observer
from calendar_core.resilience.admission import Admission, Ask, BreakerReading, LimiterStore, Passage, Result, Scope
from calendar_core.resilience.limits import BreakerSettings, Limits
from calendar_core.resilience.local_store import LocalLimiterStore

T = TypeVar("T")
logger = logging.getLogger(__name__)

_LOOK_AGAIN = 1.0  # seconds between two looks whether the shared store is back
_REMEMBERED = 20_000  # starts kept for handing back


class SharedStore(LimiterStore, Protocol):
    """A LimiterStore that many processes use. replicas: how many do now; 0 where that is not known yet."""

    replicas: int

    async def reach(self) -> None:
        """Returns once it answers. Raises StoreUnavailable, when it has had time to make new connections."""
        ...


class FailoverStore:
    """The shared store, or while it is away the local twin at this replica's share of every limit.

    replicas: how many share the store where it has not said so itself. Only those who ask when it goes away wait for
    its time-out. From then on a task looks after it once a second, for as long as anybody asks; nobody waits for that.
    Starts are told to both sides, so neither begins with an empty window: at the switch the local twin knows what
    this replica did, and on hand-back the shared store is told what was started meanwhile. Never raises
    StoreUnavailable.
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
        self._replicas = replicas
        self._observer = observer or NullObserver()
        self._look_at: float | None = None  # when to look for the shared store again; None while it is there
        self._look: asyncio.Task[None] | None = None
        self._limits = Limits()
        self._owed: deque[tuple[Ask, float]] = deque(maxlen=_REMEMBERED)  # to be told to the shared store
        self._granted: deque[tuple[Ask, float]] = deque(maxlen=_REMEMBERED)  # by the shared store, not known locally

    @property
    def degraded(self) -> bool:
        """The shared store is away and limits are kept by this process alone."""
        return self._look_at is not None

    # --- breaker ----------------------------------------------------------------------------------------------------

    async def enter(self, endpoint: str, id: str, settings: BreakerSettings) -> Admission:
        return await self._either(lambda store: store.enter(endpoint, id, settings))

    async def settle(self, passage: Passage, result: Result, settings: BreakerSettings) -> BreakerReading:
        return await self._either(lambda store: store.settle(passage, result, settings))

    async def read(self, endpoint: str, settings: BreakerSettings) -> BreakerReading:
        return await self._either(lambda store: store.read(endpoint, settings))

    # --- limiter ----------------------------------------------------------------------------------------------------

    async def admit(self, ask: Ask, limits: Limits, settings: BreakerSettings) -> Admission:
        self._limits = limits
        if self._shared_is_there():
            try:
                admission = await self._shared.admit(ask, limits, settings)
            except StoreUnavailable as error:
                self._lost(error)
            else:
                if admission.allowed:
                    self._granted.append((ask, self._clock.monotonic() + admission.delay))
                return admission
        if self._granted:
            # They are told to the shared store again too: under the same ids, so it only helps where it lost them.
            await self._local.note(self._ages(self._granted), limits)
            self._owed.extend(self._granted)
            self._granted.clear()
        admission = await self._local.admit(ask, limits, settings)
        if admission.allowed:
            self._owed.append((ask, self._clock.monotonic() + admission.delay))
        return admission

    async def note(self, started: Sequence[tuple[Ask, float]], limits: Limits) -> None:
        now = self._clock.monotonic()
        instants = [(ask, now - ago) for ask, ago in started]
        if await self._try(lambda: self._shared.note(started, limits)):
            self._granted.extend(instants)
        else:
            await self._local.note(started, limits)
            self._owed.extend(instants)

    async def record(self, ask: Ask, result: Result, limits: Limits, settings: BreakerSettings) -> BreakerReading:
        started = (ask, self._clock.monotonic())
        if self._shared_is_there():
            try:
                reading = await self._shared.record(ask, result, limits, settings)
            except StoreUnavailable as error:
                self._lost(error)
            else:
                self._granted.append(started)
                return reading
        self._owed.append(started)
        return await self._local.record(ask, result, limits, settings)

    async def cool_down(
        self, scope: Scope, seconds: float, hold: float, account: str, calendar: str, limits: Limits
    ) -> None:
        await self._local.cool_down(scope, seconds, hold, account, calendar, limits)
        await self._try(lambda: self._shared.cool_down(scope, seconds, hold, account, calendar, limits))

    # --- which of the two -------------------------------------------------------------------------------------------

    async def _either(self, ask: Callable[[LimiterStore], Awaitable[T]]) -> T:
        if self._shared_is_there():
            try:
                return await ask(self._shared)
            except StoreUnavailable as error:
                self._lost(error)
        return await ask(self._local)

    async def _try(self, tell: Callable[[], Awaitable[None]]) -> bool:
        if self._shared_is_there():
            try:
                await tell()
                return True
            except StoreUnavailable as error:
                self._lost(error)
        return False

    def _shared_is_there(self) -> bool:
        """Whether to ask the shared store."""
        if self._look_at is None:
            return True
        now = self._clock.monotonic()
        if now >= self._look_at and self._look is None:
            self._look_at = now + _LOOK_AGAIN
            self._look = asyncio.get_running_loop().create_task(self._hand_back())
        return False

    async def _hand_back(self) -> None:
        """Tell the shared store what was started without it, and go back to it if it takes that."""
        try:
            await self._shared.reach()
            while self._owed:  # more may come while these are told
                told = len(self._owed)
                await self._shared.note(self._ages(self._owed), self._limits)
                for _ in range(min(told, len(self._owed))):
                    self._owed.popleft()
        except StoreUnavailable:
            return
        finally:
            self._look = None
        self._look_at = None
        self._observer.level("limiter.degraded", 0)
        logger.info("the shared limiter is back")

    def _ages(self, starts: Iterable[tuple[Ask, float]]) -> list[tuple[Ask, float]]:
        """The starts that a window still holds, each with how long ago it was."""
        now = self._clock.monotonic()
        return [(ask, now - start) for ask, start in starts if now - start < self._limits.window]

    def _lost(self, error: StoreUnavailable) -> None:
        # An answer of a request that was under way when the store went must not begin the waiting anew.
        if self._look_at is None:
            share = 1 / max(self._shared.replicas, self._replicas)
            self._local.share = share
            self._observer.level("limiter.degraded", 1)
            cause = type(error.__cause__).__name__
            logger.warning(
                "the shared limiter does not answer; limits are local", extra={"share": share, "cause": cause}
            )
            self._look_at = self._clock.monotonic() + _LOOK_AGAIN
