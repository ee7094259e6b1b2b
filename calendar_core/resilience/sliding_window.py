"""Exact sliding-window reservation, the algorithm that `store/scripts/limit_admit.lua` speaks in Lua. Pure.

Google counts the requests of any 60 seconds. A token bucket or GCRA with burst = limit lets nearly twice the limit
through in one of them; here every start is known, those ahead too, and a place is given only where no window that
holds it would be over its limit.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort

SCAN = 4096
"""Starts that are looked at one by one at most; among more, a place is given later rather than too early."""


def earliest(starts: list[int], at: int, weight: int, limit: int, width: int) -> int:
    """The first instant from `at` on at which `weight` more starts leave no window over its limit.

    starts: sorted instants in whole microseconds, past and reserved. width: the window's length, in the same unit.
    weight may not exceed limit.
    """
    spare = limit - weight
    while True:
        low, high = bisect_right(starts, at - width), bisect_left(starts, at + width)
        blocker = _last_blocker(starts, low, high - 1 - spare, spare, width)
        if blocker is None:
            return at
        # Everything up to here is blocked by this one: its group of spare + 1 starts fits in one window with `at`.
        at = starts[blocker] + width


def _last_blocker(starts: list[int], low: int, top: int, spare: int, width: int) -> int | None:
    """The last of low..top whose `spare` successors come within one window of it."""
    if top - low > SCAN:
        return top
    return next((i for i in range(top, low - 1, -1) if starts[i + spare] - starts[i] < width), None)


class SlidingWindow:
    """The starts of one window, past and reserved."""

    __slots__ = ("starts",)

    def __init__(self) -> None:
        self.starts: list[int] = []

    def forget(self, before: int) -> None:
        """Drop the starts that have left every window."""
        starts = self.starts
        if starts and starts[0] <= before:
            del starts[: bisect_right(starts, before)]

    def earliest(self, at: int, weight: int, limit: int, width: int) -> int:
        if len(self.starts) + weight <= limit:
            return at
        return earliest(self.starts, at, weight, limit, width)

    def take(self, at: int, weight: int) -> None:
        if not self.starts or self.starts[-1] <= at:
            self.starts.extend([at] * weight)
        else:
            for _ in range(weight):
                insort(self.starts, at)

    def ahead(self, now: int) -> int:
        """Starts that are still to come."""
        return len(self.starts) - bisect_right(self.starts, now)
