"""What can be counted and timed, as a Protocol with a null default.

The core tells an Observer what happened; the bot turns it into metrics. Names are dotted and few; labels come from
small closed sets (endpoint, outcome, kind), never from a person, a title or an id.
"""

from __future__ import annotations

from typing import Protocol


class Observer(Protocol):
    """Receives counts, durations and levels. Never raises, never waits."""

    def count(self, name: str, amount: float = 1, /, **labels: str) -> None:
        """Something happened `amount` times."""
        ...

    def duration(self, name: str, seconds: float, /, **labels: str) -> None:
        """Something took `seconds`."""
        ...

    def level(self, name: str, value: float, /, **labels: str) -> None:
        """A quantity stands at `value` now."""
        ...


class NullObserver:
    """Hears everything and keeps nothing."""

    def count(self, name: str, amount: float = 1, /, **labels: str) -> None:
        return None

    def duration(self, name: str, seconds: float, /, **labels: str) -> None:
        return None

    def level(self, name: str, value: float, /, **labels: str) -> None:
        return None
