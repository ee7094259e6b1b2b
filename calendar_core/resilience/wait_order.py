"""Keeps waits in the order in which they were asked for. Pure."""

from __future__ import annotations

from collections.abc import Hashable

_KINDS = 10_000
_APART, _LONGEST_PUSH = 0.000_02, 0.05  # seconds


class WaitOrder:
    """When the last of each kind starts.

    Answers of the store that come together were given some milliseconds apart; delays alone would mix their order.
    """

    def __init__(self) -> None:
        self._last_due: dict[Hashable, float] = {}

    def delay(self, kind: Hashable, delay: float, now: float) -> float:
        """The delay, or a little more, so that this one starts after the one of its kind before it."""
        due = max(now + delay, min(self._last_due.get(kind, 0.0) + _APART, now + delay + _LONGEST_PUSH))
        if len(self._last_due) >= _KINDS:
            self._last_due = {kind: due for kind, due in self._last_due.items() if due > now}
        self._last_due[kind] = due
        return due - now
