"""The clockwork: whether it goes can be told."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.jobs import Heartbeat, add_due_tick, new_scheduler
from calendar_core.clock import AdjustableClock


async def test_a_clockwork_that_stands_still_is_found_out(clock: AdjustableClock) -> None:
    """A minute without a beat is stuck; the next beat says that it goes again."""
    heart = Heartbeat(clock)
    assert heart.state() == "ok"
    clock.advance(59)
    assert heart.state() == "ok"
    clock.advance(2)
    assert heart.state() == "stuck"
    await heart.beat()
    assert heart.state() == "ok"


async def test_the_tick_comes_at_the_instant_that_is_due(clock: AdjustableClock) -> None:
    """Between two looks a second apart the tick is woken when the earliest row is due, and not before."""
    late: asyncio.Queue[float] = asyncio.Queue()
    due = [clock.now() + timedelta(seconds=1.3), None]

    async def tick() -> None:
        if due[0] is not None and clock.now() >= due[0]:
            late.put_nowait((clock.now() - due.pop(0)).total_seconds())

    async def next_due() -> datetime | None:
        return due[0]

    scheduler = new_scheduler()
    add_due_tick(scheduler, "reminders", tick, next_due, clock)
    scheduler.start()
    try:
        assert 0 <= await asyncio.wait_for(late.get(), 10) < 0.5
    finally:
        scheduler.shutdown(wait=False)
