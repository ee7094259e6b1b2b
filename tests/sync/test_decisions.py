"""What a run has to do, when, and how many requests a day that makes: pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from calendar_core.errors import OutageError
from calendar_core.ports import SyncState
from calendar_core.sync.decisions import (
    DAILY_QUOTA,
    RunKind,
    SyncPolicy,
    due_after_failure,
    due_after_success,
    full_due_after,
    poll_period,
    run_kind,
)

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
POLICY = SyncPolicy()
DAY = timedelta(days=1)


def test_incremental_only_from_a_whole_state() -> None:
    """Token, window and a future date for reading anew are needed; anything less, or the wish, makes it full."""
    whole = SyncState("t", 1, "UTC", NOW - DAY, NOW + DAY, NOW + DAY, NOW)
    assert run_kind(whole, NOW) is RunKind.INCREMENTAL
    assert run_kind(whole, NOW, full=True) is RunKind.FULL
    assert run_kind(whole, NOW + DAY) is RunKind.FULL
    assert run_kind(SyncState(), NOW) is RunKind.FULL
    assert run_kind(SyncState("t", synced_at=NOW, full_due=NOW + DAY), NOW) is RunKind.FULL


def test_jitter_only_makes_it_earlier() -> None:
    """A period and a day are kept at the latest."""
    for spread in (0.0, 0.5, 0.999):
        assert NOW + timedelta(seconds=284) < due_after_success(NOW, POLICY.period, spread) <= NOW + POLICY.period
        assert NOW + 0.89 * DAY < full_due_after(NOW, POLICY, spread) <= NOW + DAY


def test_pauses_after_failures_grow_to_a_bound() -> None:
    """A minute, then doubling, never over half an hour."""
    pauses = [due_after_failure(OutageError(), n, NOW, POLICY, 0.5) - NOW for n in range(1, 40)]
    assert pauses[0] == timedelta(minutes=1)
    assert pauses == sorted(pauses)
    assert pauses[-1] == POLICY.longest


def test_the_project_quota_stretches_the_period() -> None:
    """Each 300 s up to 2,777 calendars; beyond, as slow as 80 % of the daily quota needs, up to half an hour."""
    assert poll_period(1, POLICY) == POLICY.period
    assert poll_period(2_777, POLICY) == POLICY.period
    for calendars in (3_000, 10_000, 16_000):
        period = poll_period(calendars, POLICY)
        assert calendars * DAY / period <= 0.8 * DAILY_QUOTA + 1
    assert poll_period(1_000_000, POLICY) == POLICY.longest
