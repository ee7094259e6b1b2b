"""Leases kept short and alive: they end soon after a killed process, and never before the work that they are for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from calendar_core.clock import Clock
from calendar_core.errors import StoreUnavailable

LEASE = 15.0
"""Seconds. A killed process' work is taken up that soon; a store that is away for 10 s takes no work away."""

_RENEW_EVERY = 3.0
_ASK_AGAIN = 0.5


@asynccontextmanager
async def kept_alive(extend: Callable[[float], Awaitable[object]], clock: Clock) -> AsyncIterator[None]:
    """Call `extend(LEASE)` every few seconds while the block runs. A store that is away is tried again."""

    async def renew() -> bool:
        await extend(LEASE)
        return True

    async with renewed(renew, _RENEW_EVERY, clock):
        yield


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
    """Tell the store that work is done, trying again while the lease lasts; False where it was away for longer.

    Without this every blip of the store would have work done twice that was already done.
    """
    until = clock.monotonic() + LEASE
    while True:
        try:
            await note()
        except StoreUnavailable:
            if clock.monotonic() >= until:
                return False
            await clock.sleep(_ASK_AGAIN)
        else:
            return True
