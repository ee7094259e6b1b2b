"""The in-process twin of the Redis store: the same answers, for one process alone. Nothing here ever waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calendar_core.clock import Clock, SystemClock
from calendar_core.resilience.admission import Admission, Ask, BreakerReading, Passage, Result, Scope, Verdict
from calendar_core.resilience.breaker_state import SECOND, BreakerState
from calendar_core.resilience.limits import BreakerSettings, Limits
from calendar_core.resilience.sliding_window import SlidingWindow
from calendar_core.resilience.started import Cap

_SWEEP_EVERY = 1024  # requests between two sweeps for what nobody uses any more


@dataclass(slots=True)
class _Cooling:
    """until: end of the cool-down. hold: nothing starts before. next_start: of the next write to the calendar."""

    until: int = 0
    hold: int = 0
    next_start: int = 0


class LocalLimiterStore:
    """LimiterStore in this process' memory.

    share: this replica's part of every limit, where several keep their own count; may be changed at any time. A
    request that is heavier than its part of a limit takes the whole of it.
    """

    def __init__(self, clock: Clock | None = None, *, share: float = 1.0) -> None:
        self.share = share
        self._clock = clock or SystemClock()
        self._windows: dict[tuple[str, ...], SlidingWindow] = {}
        self._cooling: dict[tuple[str, ...], _Cooling] = {}
        self._breakers: dict[str, BreakerState] = {}
        self._caps: dict[tuple[str, ...], tuple[int, int]] = {}
        self._until_sweep = _SWEEP_EVERY

    def begin_breakers(self, open_for: Mapping[str, float]) -> None:
        """Forget the breakers; those that are named stay open for so many seconds."""
        now = self._now()
        self._breakers = {
            endpoint: BreakerState(open_until=now + round(seconds * SECOND), epoch=now)
            for endpoint, seconds in open_for.items()
        }

    def cap(self, cap: Cap) -> None:
        """Let no more than that start in a window of an account's endpoint, until that instant."""
        self._caps[cap.account, cap.endpoint] = cap.most, round(cap.until * SECOND)

    # --- breaker ----------------------------------------------------------------------------------------------------

    async def enter(self, endpoint: str, id: str, settings: BreakerSettings) -> Admission:
        now = self._now()
        state = self._breakers.get(endpoint)
        if state is None:
            return Admission(Verdict.GO, 0.0)
        refusal = state.refusal(now, id, settings)
        return refusal or Admission(Verdict.GO, 0.0, state.epoch, state.start(now, id, settings))

    async def settle(self, passage: Passage, result: Result, settings: BreakerSettings) -> BreakerReading:
        now = self._now()
        state = self._breakers.get(passage.endpoint)
        if state is None:
            if result is not Result.OUTAGE:
                return BreakerReading()
            state = self._breakers[passage.endpoint] = BreakerState()
        changed = state.settle(now, passage, result, settings)
        return state.reading(now, changed)

    async def read(self, endpoint: str, settings: BreakerSettings) -> BreakerReading:
        state = self._breakers.get(endpoint)
        return state.reading(self._now()) if state else BreakerReading()

    # --- limiter ----------------------------------------------------------------------------------------------------

    async def admit(self, ask: Ask, limits: Limits, settings: BreakerSettings) -> Admission:
        now = self._now()
        breaker = self._breakers.get(ask.endpoint)
        if breaker and (refusal := breaker.refusal(now, ask.trial, settings)):
            return refusal
        epoch = breaker.epoch if breaker else 0
        cool = self._cool_until(ask, now)
        start = self._earliest(ask, limits, cool, now)
        delay = (start - now) / SECOND
        own = self._windows[ask.account, ask.endpoint]
        if start > now and start - now > round(ask.max_wait * SECOND):
            return Admission(Verdict.COOL_DOWN if start == cool else Verdict.WINDOW, delay, epoch)
        if start > now and own.ahead(now) + ask.weight > limits.queue:
            return Admission(Verdict.QUEUE, delay, epoch)
        self._take(ask, limits, start, now)
        trial = breaker.start(start, ask.trial or ask.id, settings) if breaker else False
        return Admission(Verdict.GO, delay, epoch, trial, max(0, limits.of(ask.endpoint) - len(own.starts)))

    async def note(self, started: Sequence[tuple[Ask, float]], limits: Limits) -> None:
        now = self._now()
        for ask, ago in started:
            own = self._windows.get((ask.account, ask.endpoint))
            if own is None or len(own.starts) <= limits.of(ask.endpoint) + limits.queue:
                self._take(ask, limits, now - round(ago * SECOND), now)

    async def record(self, ask: Ask, result: Result, limits: Limits, settings: BreakerSettings) -> BreakerReading:
        await self.note(((ask, 0.0),), limits)
        return await self.settle(Passage(ask.endpoint), result, settings)

    async def cool_down(
        self, scope: Scope, seconds: float, hold: float, account: str, calendar: str, limits: Limits
    ) -> None:
        now = self._now()
        cooling = self._cooling.setdefault(_cooling_key(scope, account, calendar), _Cooling())
        cooling.until = max(cooling.until, now + round(seconds * SECOND))
        if scope is Scope.CALENDAR:
            cooling.hold = max(cooling.hold, now + round(hold * SECOND))
            cooling.next_start = max(cooling.next_start, now + round(limits.calendar_spacing * SECOND))
        else:
            cooling.hold = cooling.until

    # --- inside -----------------------------------------------------------------------------------------------------

    def _now(self) -> int:
        return round(self._clock.monotonic() * SECOND)

    def _cool_until(self, ask: Ask, now: int) -> int:
        """The first instant that the cool-downs leave open."""
        until = now
        for scope in (Scope.PROJECT, Scope.USER):
            if cooling := self._cooling.get(_cooling_key(scope, ask.account, "")):
                until = max(until, cooling.hold)
        if spaced := self._spaced(ask, now):
            until = max(until, spaced.hold, spaced.next_start)
        return until

    def _spaced(self, ask: Ask, now: int) -> _Cooling | None:
        """The cool-down of the calendar that is written to, if there is one."""
        if ask.calendar is None:
            return None
        cooling = self._cooling.get(_cooling_key(Scope.CALENDAR, ask.account, ask.calendar))
        return cooling if cooling and cooling.until > now else None

    def _earliest(self, ask: Ask, limits: Limits, at: int, now: int) -> int:
        """The first instant from `at` on that suits all three windows."""
        room = limits.windows(ask.endpoint, background=ask.background, weight=ask.weight, share=self.share)
        width, before = limits.width(queued=ask.queued), now - limits.width(queued=True)
        windows = [self._windows.setdefault(key, SlidingWindow()) for key in _window_keys(ask)]
        for window in windows:
            window.forget(before)
        while True:
            began = at
            at = self._capped(ask, windows[0], at, width)
            for window, limit in zip(windows, (room.endpoint, room.user, room.project), strict=True):
                at = window.earliest(at, min(ask.weight, limit), limit, width)
            if at == began:
                return at

    def _capped(self, ask: Ask, window: SlidingWindow, at: int, width: int) -> int:
        """The first instant from `at` on that suits the cap of the endpoint's window, if there is one."""
        most, until = self._caps.get((ask.account, ask.endpoint), (0, 0))
        if at >= until:
            return at
        return min(until, window.earliest(at, ask.weight, most, width)) if ask.weight <= most else until

    def _take(self, ask: Ask, limits: Limits, at: int, now: int) -> None:
        for key in _window_keys(ask):
            self._windows.setdefault(key, SlidingWindow()).take(at, ask.weight)
        if spaced := self._spaced(ask, now):
            spaced.next_start = max(spaced.next_start, at + round(limits.calendar_spacing * SECOND))
        self._until_sweep -= 1
        if self._until_sweep <= 0:
            self._until_sweep = _SWEEP_EVERY
            self._sweep(now, now - limits.width(queued=True))

    def _sweep(self, now: int, before: int) -> None:
        """Forget whoever has not been here for a window, so that memory follows those who are."""
        for window in self._windows.values():
            window.forget(before)
        self._windows = {key: window for key, window in self._windows.items() if window.starts}
        self._cooling = {key: cooling for key, cooling in self._cooling.items() if cooling.until > now}
        self._caps = {key: cap for key, cap in self._caps.items() if cap[1] > now}


def _window_keys(ask: Ask) -> tuple[tuple[str, ...], ...]:
    return (ask.account, ask.endpoint), (ask.account,), ()


def _cooling_key(scope: Scope, account: str, calendar: str) -> tuple[str, ...]:
    if scope is Scope.PROJECT:
        return ()
    return (account, calendar) if scope is Scope.CALENDAR else (account,)
