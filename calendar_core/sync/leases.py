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

    async def renew() -> None:
        while True:
            await clock.sleep(_RENEW_EVERY)
            with suppress(StoreUnavailable):
                await extend(LEASE)

    renewing = asyncio.create_task(renew())
    try:
        yield
    finally:
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
