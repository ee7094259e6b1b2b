"""How long to wait: backoff and Retry-After."""

# ruff: noqa: N802 - the names carry the row ids of the fault matrix

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_core.resilience import SimpleRateLimiter, backoff_delay, parse_retry_after

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@given(failures=st.integers(-(10**9), 10**9), seed=st.integers())
def test_the_delay_stays_inside_its_jitter(failures: int, seed: int) -> None:
    """Whatever the failure count, the delay is min(2**n, 300) stretched by 1.1 to 1.3."""
    base = min(2 ** min(max(failures, 0), 20), 300)
    assert 1.1 * base <= backoff_delay(failures, random.Random(seed)) <= 1.3 * base


@given(seeds=st.lists(st.integers(), min_size=9, max_size=9))
def test_each_delay_is_longer_than_the_last(seeds: list[int]) -> None:
    """Up to the eighth failure the delays grow, whatever chance says."""
    delays = [backoff_delay(n, random.Random(seed)) for n, seed in enumerate(seeds)]
    assert all(before < after for before, after in pairwise(delays))


def test_the_jitter_is_the_callers_choice() -> None:
    """The factors are a constructor argument; what cannot be factors is refused."""
    assert SimpleRateLimiter(jitter=(1.0, 1.0)).get_backoff_delay(3) == 8.0
    for wrong in ((0.0, 1.0), (1.3, 1.1), (-1.0, 1.0), (1.0, float("nan"))):
        with pytest.raises(ValueError, match="jitter"):
            SimpleRateLimiter(jitter=wrong)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        (" 12 ", 12.0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        ("Sat, 21 Nov 2026 12:01:00", 60.0),
        ("999999999", 86_400.0),
        (format_datetime(NOW + timedelta(days=30), usegmt=True), 86_400.0),
        (None, None),
        ("", None),
        ("0", None),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("Sat, 99 Nov 2026 99:99:99 GMT", None),
        ("1e400", None),
        (format_datetime(NOW - timedelta(seconds=1), usegmt=True), None),
    ],
)
def test_A15_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    """Seconds and HTTP dates are understood; past, negative and rubbish is ignored; more than a day is a day."""
    assert parse_retry_after(value, NOW) == seconds


@given(st.text())
def test_A15_no_text_breaks_it(value: str) -> None:
    """Whatever stands in the header, the answer is None or between 0 and a day."""
    seconds = parse_retry_after(value, NOW)
    assert seconds is None or 0 < seconds <= 86_400
