"""A place that was taken, and which attempt it belongs to."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from calendar_core.resilience.admission import Passage


class Permit(NamedTuple):
    """A place that was taken, and what its result is reported with.

    waited: seconds. headroom: places left. good_until: an instant of the clock's monotonic time; a request that leaves
    later than that comes in where its place is not any more (`Limits.lateness`), and needs another.
    """

    passage: Passage
    account: str
    waited: float = 0.0
    headroom: int = 0
    good_until: float = math.inf


_held: ContextVar[Permit | None] = ContextVar("permit of the attempt that is under way", default=None)


@contextmanager
def holding(permit: Permit) -> Iterator[None]:
    """What is acquired inside for the same endpoint belongs to this call: as its trial, if it is one."""
    token = _held.set(permit)
    try:
        yield
    finally:
        _held.reset(token)


def held_for(endpoint: str) -> Permit | None:
    """The permit of the attempt under way in this task, if it is one of that endpoint."""
    permit = _held.get()
    return permit if permit is not None and permit.passage.endpoint == endpoint else None
