"""Lets those who wait for the same go on in the order in which they came, however late their timers fire."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Hashable


class WaitLine:
    """For waits that end in the order in which they begin.

    A timer counts from when it is set. Where the process is held up for a millisecond just before that, it fires after
    one that was set later, for a start that is due a tenth of a millisecond later.
    """

    def __init__(self) -> None:
        self._last: dict[Hashable, asyncio.Event] = {}

    async def wait(self, kind: Hashable, due: Awaitable[None]) -> None:
        """Returns when `due` has, and whoever came before with that kind has returned (or was cancelled)."""
        before = self._last.get(kind)
        gone = self._last[kind] = asyncio.Event()
        try:
            await due
            if before is not None:
                await before.wait()
        finally:
            gone.set()
            if self._last[kind] is gone:
                del self._last[kind]
