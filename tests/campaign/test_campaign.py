"""The kill campaign: the real bot in processes of its own, load on it, and kill -9 at moments of chance.

The short form belongs to every test run: a few kills over one process, then over three. The long form (60 kills,
Redis killed and paused, processes told to stop, about ten minutes) runs where it is asked for:

    CAMPAIGN_KILLS=60 CAMPAIGN_SEED=7 .venv/bin/python -m pytest -s tests/campaign/test_campaign.py

What holds in the end, whatever was killed: every booking is in Google once, every write was answered truly, every
reminder came, nothing was repeated but what was on its way when something broke, nothing is parked or left behind,
and no log holds a title or a token.
"""

from __future__ import annotations

import asyncio
import os

import pytest

from tests.campaign.campaign import Figures, Plan, run

pytestmark = pytest.mark.xdist_group("real_time")

_KILLS = int(os.environ.get("CAMPAIGN_KILLS", "0"))
_SEED = int(os.environ.get("CAMPAIGN_SEED", "20261121"))


def _held(figures: Figures) -> None:
    print(f"\n{figures}")
    assert not figures.broken, "\n".join((str(figures), *figures.broken))


@pytest.mark.skipif(_KILLS > 0, reason="the long form runs instead")
async def test_kills_lose_nothing_and_double_nothing() -> None:
    """A few kills under load, over one process and beside it over three: 0 lost, 0 double, everybody told the truth."""
    plans = (Plan(1, 2, _SEED, settle=45), Plan(3, 6, _SEED, settle=45))
    for figures in await asyncio.gather(*(run(plan) for plan in plans)):
        _held(figures)


@pytest.mark.skipif(_KILLS == 0, reason="CAMPAIGN_KILLS asks for the long form")
@pytest.mark.parametrize("processes", [1, 3])
async def test_a_long_campaign(processes: int) -> None:
    """Half of so many kills each over one process and over three, with Redis killed and paused in between."""
    plan = Plan(processes, _KILLS // 2, _SEED, redis_kills=2, redis_pauses=1, stops=2, settle=420)
    _held(await run(plan))
