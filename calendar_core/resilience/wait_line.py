"""Lets those who wait for the same go on in the order in which they came, however late their timers fire."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Hashable
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class _Place:
    """One who waits. before: who came before, as long as this one has not seen them go."""

    before: _Place | None
    gone: asyncio.Event = field(default_factory=asyncio.Event)


class WaitLine:
    """For waits that end in the order in which they begin.

    A timer counts from when it is set. Where the process is held up for a millisecond just before that, it fires after
    one that was set later, for a start that is due a tenth of a millisecond later.
    """

    def __init__(self) -> None:
        self._last: dict[Hashable, _Place] = {}

    async def wait(self, kind: Hashable, due: Awaitable[None]) -> None:
        """Returns when `due` has, and whoever came before with that kind has returned (or was cancelled)."""
        place = self._last[kind] = _Place(self._last.get(kind))
        try:
            await due
            while place.before is not None:
                await place.before.gone.wait()
                place.before = place.before.before  # None, unless that one was cancelled in the middle of the line
        finally:
            place.gone.set()
            while place.before is not None and place.before.gone.is_set():
                place.before = place.before.before
            if self._last.get(kind) is place:
                if place.before is None:
                    del self._last[kind]
                else:
                    self._last[kind] = place.before
