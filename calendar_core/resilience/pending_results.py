"""Which results are still expected, for callers who report them by the endpoint's name alone. Pure."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from calendar_core.resilience.admission import Passage

_AT_ONE_ENDPOINT = 10_000
_ENDPOINTS = 10_000


class _Expected(NamedTuple):
    passage: Passage
    until: float


class PendingResults:
    """Passages by account and endpoint, in the order in which they were given; bounded.

    patience: seconds after which a result is no longer expected. The instants that are handed in are seconds of any
    clock that does not go back.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._expected: dict[tuple[str, str], deque[_Expected]] = {}

    def expect(self, account: str, passage: Passage, now: float) -> None:
        key = (account, passage.endpoint)
        queue = self._expected.get(key)
        if queue is None:
            if len(self._expected) >= _ENDPOINTS:
                del self._expected[next(iter(self._expected))]
            queue = self._expected[key] = deque(maxlen=_AT_ONE_ENDPOINT)
        elif queue[0].until <= now:
            queue.popleft()
        queue.append(_Expected(passage, now + self._patience))

    def take(self, account: str, endpoint: str, now: float) -> Passage | None:
        """The oldest that is still expected."""
        queue = self._expected.get((account, endpoint))
        found = None
        while queue and found is None:
            oldest = queue.popleft()
            if oldest.until > now:
                found = oldest.passage
        if not queue:
            self._expected.pop((account, endpoint), None)
        return found
