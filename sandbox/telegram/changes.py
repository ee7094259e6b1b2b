"""Waiting for the stand-in's state to become something, without looking at it in intervals."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Changes:
    """Wakes whoever waits whenever something has changed. `note` may be called from plain functions."""

    def __init__(self) -> None:
        self.count = 0
        self._next = asyncio.Event()

    def note(self) -> None:
        """Tell the waiting that something has changed."""
        self.count += 1
        self._next.set()
        self._next = asyncio.Event()

    async def wait_for(self, predicate: Callable[[], bool], within: float | None) -> bool:
        """Return True as soon as the predicate holds, False when it has not within that many real seconds."""
        try:
            async with asyncio.timeout(within):
                while not predicate():
                    await self._next.wait()
        except TimeoutError:
            return predicate()
        return True
