"""What one replica knows of starts while it shares the limits, so that it can go on alone and hand back. Pure.

All instants are seconds of the clock's monotonic time.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from calendar_core.resilience.admission import Admission, Ask, Verdict
from calendar_core.resilience.limits import Limits

_REMEMBERED = 20_000  # starts, and windows


class Cap(NamedTuple):
    """Starts that this replica may have in the window of an account's endpoint, until an instant."""

    account: str
    endpoint: str
    most: int
    until: float


class Started:
    """Starts that the shared store has granted to this replica, and those that it has yet to be told of."""

    def __init__(self) -> None:
        self._granted: deque[tuple[Ask, float]] = deque(maxlen=_REMEMBERED)
        self._owed: deque[tuple[Ask, float]] = deque(maxlen=_REMEMBERED)
        self._room: dict[tuple[str, str], tuple[int, float]] = {}

    def granted(self, ask: Ask, start: float) -> None:
        """The shared store knows of this start."""
        self._granted.append((ask, start))

    def owe(self, ask: Ask, start: float) -> None:
        """The shared store has to be told of it."""
        self._owed.append((ask, start))

    def heard(self, ask: Ask, admission: Admission, now: float, limits: Limits) -> None:
        """What the shared store said of the window: so many places are left, for all replicas together."""
        if admission.verdict is Verdict.GO:
            left = 0 if admission.delay else admission.headroom
            if ask.background:  # whose part of the window it was counted in
                limit = limits.of(ask.endpoint)
                left += limit - max(1, math.floor(limit * limits.background_share))
        elif admission.verdict is Verdict.WINDOW and not ask.background:
            left = 0
        else:
            return
        key = (ask.account, ask.endpoint)
        self._room.pop(key, None)  # what was heard last stands last
        self._room[key] = left, now
        if len(self._room) > _REMEMBERED:
            del self._room[next(iter(self._room))]

    def take_over(self, now: float, limits: Limits) -> list[tuple[Ask, float]]:
        """What the shared store granted within a window, with how long ago; it is owed from now on. It is told again
        under the same ids, which helps where it has lost them."""
        moved = list(self._granted)
        self._owed.extend(moved)
        self._granted.clear()
        return list(_ages(moved, now, limits))

    def caps(self, granted: Iterable[tuple[Ask, float]], now: float, limits: Limits, replicas: int) -> list[Cap]:
        """How the places that were left are divided among the replicas, for as long as they depend on starts that only
        the shared store knew of. granted: as `take_over` gave it.

        Without that the shares of three replicas come on top of what one of them had used: up to 5/3 of a limit.
        """
        width = limits.width(queued=True) / 1_000_000
        own: Counter[tuple[str, str]] = Counter()
        for ask, _ in granted:
            own[ask.account, ask.endpoint] += ask.weight
        found = [
            Cap(*key, own[key] + left // replicas, heard + width)
            for key, (left, heard) in self._room.items()
            if heard + width > now
        ]
        self._room.clear()
        return found

    def owed(self, now: float, limits: Limits) -> list[tuple[Ask, float]]:
        """Those that a window still holds, each with how long ago it was (below zero: ahead); the others are let go."""
        while self._owed and self._owed[0][1] + limits.window <= now:
            self._owed.popleft()
        return list(_ages(self._owed, now, limits))

    def told(self, ids: Iterable[str]) -> None:
        """The shared store knows of these, as the local twin does that granted them."""
        known = set(ids)
        kept = [one for one in self._owed if one[0].id not in known]
        self._owed.clear()
        self._owed.extend(kept)


def _ages(starts: Iterable[tuple[Ask, float]], now: float, limits: Limits) -> Iterator[tuple[Ask, float]]:
    return ((ask, now - start) for ask, start in starts if now - start < limits.window)
