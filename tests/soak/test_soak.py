"""The soak of the fault matrix: mixed traffic at the limit, everything that can go wrong, and books that add up.

The ordinary run has the short form; `SOAK_SECONDS=600` asks for ten minutes at Google's real limits with a process
killed every minute, `SOAK_SECONDS=3600` for the hour; `-s` shows the table. `SOAK_SEED` changes what chance does.
"""

from __future__ import annotations

import os

import pytest

from tests.soak.soak import Figures, Plan, run

pytestmark = pytest.mark.xdist_group("real_time")

_SHORT = 13.0
_SECONDS = float(os.environ.get("SOAK_SECONDS", _SHORT))
_LONG = 60.0
_SEED = int(os.environ.get("SOAK_SEED", "20261121"))


def _held(figures: Figures) -> None:
    print(f"\n{figures}")
    assert not figures.broken, str(figures)


@pytest.mark.skipif(_SECONDS >= _LONG, reason="SOAK_SECONDS asks for the long form")
async def test_a_short_soak() -> None:
    """Small windows, everything once: nothing double, nothing lost, no window over its limit, nothing left behind."""
    small = {"window": 5.0, "reads": 25, "writes": 15, "per_user": 90, "per_project": 160}
    quick = {"attempt": 1.0, "person": 4.0, "retry": 8.0, "warm": 3.0, "pause": 2.0}
    # A write whose second try is in doubt as well comes again by itself after 45 to 75 s, where nothing else failed.
    plan = Plan(
        _SHORT, kill_every=4.5, redis_from=6, redis_every=1, askers=24, settle=120, seed=_SEED, settings=small | quick
    )
    _held(await run(plan))


@pytest.mark.skipif(_SECONDS < _LONG, reason="SOAK_SECONDS=600 asks for the long form")
async def test_a_long_soak() -> None:
    """The same for so many seconds at the real limits: a process killed every minute, and memory stays flat."""
    usual = {"attempt": 5.0, "person": 10.0, "retry": 60.0, "warm": 60.0}
    plan = Plan(
        _SECONDS, kill_every=60, redis_from=150, redis_every=60, askers=48, settle=420, seed=_SEED, settings=usual
    )
    _held(await run(plan))
