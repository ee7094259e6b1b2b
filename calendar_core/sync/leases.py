"""Leases kept short and alive: they end soon after a killed process, and never before the work that they are for.

A process that is killed stops renewing, and others take up its work when the lease ends. One that only stands still
for as long (its event loop, its machine) loses its leases in the same way and does not know it: so whoever acts on a
lease where others can see it asks `Lease.held` first. An outage of the store ends no lease on updates, kept writes and
reminders: the time in which it is not heard does not count (store/scripts/silence.lua). A sync needs no such care, for
its write is refused when its lease has ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from calendar_core.clock import Clock
from calendar_core.errors import StoreUnavailable

LEASE = 5.0
"""Seconds. A killed process' work is taken up that soon."""

_RENEW_EVERY = 1.0
_SURE = 2.0  # seconds that a lease must have left to be acted on without asking: a message takes less to go out
_ASK_AGAIN = 0.5
_NOTED_WITHIN = 15.0  # seconds; whoever asks whether a lease has ended waits for longer after an outage

Held = Callable[[], Awaitable[bool]]
"""Whether some work is still ours to act on."""


async def always_held() -> bool:
    """For work that was never handed out: nobody else can have taken it up."""
    return True


class Lease:
    """The right to some work. extend: see `kept_alive`. since: Clock.monotonic() before it was asked for."""

    def __init__(self, extend: Callable[[float], Awaitable[object]], clock: Clock, since: float) -> None:
        self._extend = extend
        self._clock = clock
        self._until = since + LEASE
        self._lost = False

    async def renew(self) -> bool:
        """Have it for LEASE seconds from now; False where somebody else has it. Raises StoreUnavailable."""
        asked = self._clock.monotonic()
        if await self._extend(LEASE) is False:
            self._lost = True
        else:
            self._until = asked + LEASE
        return not self._lost

    async def held(self) -> bool:
        """Whether the work is still ours. Only where the last renewal is a while ago is the store asked; while that is
        away nobody else can take the work up either, unless it is away for this process alone: then both may act, for
        the other choice is that nobody is answered as long as the store is away."""
        if self._lost or self._until - self._clock.monotonic() > _SURE:
            return not self._lost
        with suppress(StoreUnavailable):
            return await self.renew()
        return True


@asynccontextmanager
async def kept_alive(
    extend: Callable[[float], Awaitable[object]], clock: Clock, *, since: float | None = None
) -> AsyncIterator[Lease]:
    """Call `extend(LEASE)` every second while the block runs, until it answers False. A store that is away is tried
    again. since: Clock.monotonic() before the lease was asked for, where that is not just now."""
    lease = Lease(extend, clock, clock.monotonic() if since is None else since)
    async with renewed(lease.renew, _RENEW_EVERY, clock):
        yield lease


@asynccontextmanager
async def renewed(renew: Callable[[], Awaitable[bool]], every: float, clock: Clock) -> AsyncIterator[None]:
    """Call `renew` every so many seconds while the block runs, until it says False, for then the lease is lost."""
    ended = False

    async def go_on() -> None:
        while not ended:
            await clock.sleep(every)
            with suppress(StoreUnavailable):
                if not await renew():
                    return

    renewing = asyncio.create_task(go_on(), name="lease")
    try:
        yield
    finally:
        # Said as well as cancelled: a library may swallow a cancellation that comes with its answer (redis-py does on
        # Python 3.11), and then this would be waited for for ever.
        ended = True
        renewing.cancel()
        await asyncio.wait({renewing})


async def noted(note: Callable[[], Awaitable[object]], clock: Clock) -> bool:
    """Tell the store that work is done, trying again for 15 s; False where it was away for longer.

    Without this every blip of the store would have work done twice that was already done.
    """
    until = clock.monotonic() + _NOTED_WITHIN
    while True:
        try:
            await note()
        except StoreUnavailable:
            if clock.monotonic() >= until:
                return False
            await clock.sleep(_ASK_AGAIN)
        else:
            return True
