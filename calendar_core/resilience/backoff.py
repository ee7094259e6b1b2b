"""How long to wait before the next try. Pure: chance and the present instant are arguments."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

CEILING = 300.0
"""Seconds that a backoff grows to, before its jitter."""
LONGEST_HINT = 86_400.0
"""Seconds of a Retry-After that are carried on at most: a day."""
LONGEST_WAIT = 300.0
"""Seconds of a Retry-After that anything waits for; a longer one ends the call."""
JITTER = (1.1, 1.3)


def backoff_delay(failures: int, rng: random.Random, jitter: tuple[float, float] = JITTER) -> float:
    """Seconds before the next try after that many failures: min(2**failures, 300) times uniform(*jitter).

    Grows with each failure up to 8 and never exceeds 390 s (with the jitter as it is). Any number is safe: what is
    below zero, or not a number, counts as zero.
    """
    # 2**9 is over the ceiling already.
    exponent = int(min(failures, 9)) if isinstance(failures, int | float) and failures > 0 else 0
    return min(2.0**exponent, CEILING) * rng.uniform(*jitter)


@dataclass(frozen=True, slots=True)
class Backoff:
    """Delays from one source of chance. jitter: the factors between which the base is stretched."""

    rng: random.Random
    jitter: tuple[float, float] = JITTER

    def __post_init__(self) -> None:
        if not _are_factors(self.jitter):
            raise ValueError("the jitter is two factors above zero, the smaller one first")

    def delay(self, failures: int) -> float:
        return backoff_delay(failures, self.rng, self.jitter)


def _are_factors(jitter: object) -> bool:
    if not isinstance(jitter, Sequence) or len(jitter) != 2 or not all(isinstance(one, int | float) for one in jitter):
        return False
    low, high = jitter
    return bool(0 < low <= high < math.inf)


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110 10.2.3: seconds or an HTTP date), at most a day.

    now: aware. None for what is absent, past, negative or rubbish.
    """
    if value is None:
        return None
    value = str(value)
    try:
        seconds = float(value) if "_" not in value else math.nan  # which Python reads as a number
    except ValueError:
        seconds = _until(value, now)
    if not 0 < seconds < math.inf:
        return None
    return min(seconds, LONGEST_HINT)


def _until(value: str, now: datetime) -> float:
    try:
        moment = parsedate_to_datetime(value.strip())
        if moment.tzinfo is None:  # an HTTP date is in GMT whatever it says
            moment = moment.replace(tzinfo=UTC)
        return (moment - now).total_seconds()
    except (ValueError, TypeError, OverflowError, IndexError):
        return math.nan
