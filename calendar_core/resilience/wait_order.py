"""Keeps starts as far apart here as the store keeps them there. Pure.

The store hands out starts by its own clock. What a caller sees is the answer some milliseconds later, and with many at
once those milliseconds differ: delays alone would mix the order, and put a start a little less than a window after the
one that it had to wait for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Hashable

_KINDS = 4096
_APART, _LONGEST_PUSH = 0.000_1, 0.25  # seconds


class WaitOrder:
    """When requests started in this process, or will. All instants are seconds of any clock that does not go back."""

    def __init__(self) -> None:
        self._starts: dict[Hashable, list[float]] = {}
        self._last: dict[Hashable, float] = {}

    def started(self, window: Hashable, weight: int, now: float, width: float) -> None:
        """A request of that window starts now. width: the window's length in seconds."""
        starts = self._starts.get(window)
        if starts is None:
            self._forget(now)
            starts = self._starts[window] = []
        elif starts and starts[0] < now - 2 * width:
            del starts[: bisect_left(starts, now - width)]
        if not starts or starts[-1] <= now:
            starts.extend([now] * weight)
        else:
            for _ in range(weight):
                insort(starts, now)

    def delay(
        self, window: Hashable, kind: Hashable, delay: float, now: float, *, weight: int, limit: int, width: float
    ) -> float:
        """The delay until a start that has to wait, or a few milliseconds more (a quarter of a second at most).

        kind: what has its own order within the window. limit: starts that the window holds.
        """
        due = now + delay
        latest = due + _LONGEST_PUSH
        starts = self._starts.get(window, ())
        blocker = bisect_right(starts, due) - (limit - weight) - 1
        if blocker >= 0:
            due = max(due, min(starts[blocker] + width, latest))
        due = max(due, min(self._last.get(kind, 0.0) + _APART, latest))
        self._last[kind] = due
        self.started(window, weight, due, width)
        return due - now

    def _forget(self, now: float) -> None:
        """Let go of the windows whose starts lie longest back, if there are many."""
        if len(self._starts) >= _KINDS:
            half = sorted(self._starts, key=lambda window: self._starts[window][-1])[: _KINDS // 2]
            for window in half:
                del self._starts[window]
        if len(self._last) >= _KINDS:
            self._last = {kind: due for kind, due in self._last.items() if due > now}
