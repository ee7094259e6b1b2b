"""How the parts are told: the worst calendar stands for all, and a word for each way to be unwell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.health.facts import BEHIND, google_state, sync_state, worst_of
from calendar_core import errors
from calendar_core.ports import SyncState

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
WELL = SyncState(synced_at=NOW - timedelta(minutes=2), due_at=NOW + timedelta(minutes=3))
OLDER = SyncState(synced_at=NOW - timedelta(minutes=4), due_at=NOW + timedelta(minutes=1))
FAILING = SyncState(synced_at=NOW, due_at=NOW + timedelta(minutes=1), failures=1, last_error="OutageError")


def test_the_worst_calendar_comes_first() -> None:
    """One that fails before one that does not, and then the one that was in step longest ago; none is a fresh one."""
    assert worst_of([WELL, FAILING, OLDER]) == FAILING
    assert worst_of([WELL, OLDER]) == OLDER
    assert worst_of([WELL, SyncState(), OLDER]) == SyncState()
    assert worst_of([]) == SyncState()


@pytest.mark.parametrize(
    ("error", "word"),
    [
        ("ReconnectNeeded", "reconnect"),
        ("NotConnected", "reconnect"),
        ("MissingScope", "reconnect"),
        ("QuotaExceeded", "quota"),
        ("Throttled", "slow_down"),
        ("ConnectFailed", "down"),
        ("ConnectionLost", "down"),
        ("AttemptTimeout", "down"),
        ("DeadlineExceeded", "down"),
        ("OutageError", "failing"),
        ("SomethingNew", "failing"),
    ],
)
def test_google_is_as_the_last_sync_found_it(error: str, word: str) -> None:
    """Each failure is one of few words, and each of the known ones is an error that exists."""
    assert google_state(SyncState(synced_at=NOW, failures=1, last_error=error)) == word
    assert error == "SomethingNew" or hasattr(errors, error)


def test_google_that_was_never_asked_is_not_called_well() -> None:
    """Before the first sync nothing is known; after a good one all is well, whatever failed before."""
    assert google_state(SyncState()) == "waiting"
    assert google_state(SyncState(synced_at=NOW, last_error="OutageError")) == "ok"


def test_a_worker_that_does_not_run_is_told_from_a_google_that_fails() -> None:
    """Runs that fail are failing; runs that are due and do not happen are behind."""
    assert sync_state([WELL, FAILING], NOW) == "ok"
    assert sync_state([WELL, SyncState(failures=3, due_at=NOW + timedelta(minutes=9))], NOW) == "failing"
    assert sync_state([WELL], NOW + timedelta(minutes=3, seconds=BEHIND)) == "ok"
    assert sync_state([WELL, OLDER], NOW + timedelta(minutes=3, seconds=BEHIND)) == "behind"
    assert sync_state([], NOW) == "ok"
