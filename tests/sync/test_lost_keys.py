"""The store loses whatever can be made again, and nothing else: the core heals by itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock
from calendar_core.ports import CalendarRef, OutboxAction, OutboxEntry
from calendar_core.store import keys
from calendar_core.sync.worker import SyncWorker
from tests.store.makers import REF, event, rows
from tests.sync.conftest import Replica
from tests.sync.fake_google import FakeGoogle


def _derived() -> list[str]:
    """Patterns of the families that the table in keys.py calls derived."""
    table = re.findall(r"^((?:calendar|rate_limit):\S*)\s+\w+\s+derived ", keys.__doc__ or "", re.M)
    return [re.sub(r"\{[^}]*\}.*", "{*", family) for family in table]


async def _lose(redis: Redis) -> int:
    lost = 0
    for pattern in _derived():
        async for key in redis.scan_iter(pattern):
            lost += await redis.delete(key)
    return lost


async def test_all_that_can_be_made_again_is_made_again(
    bot: Replica, redis: Redis, google: FakeGoogle, clock: AdjustableClock, now: datetime
) -> None:
    """After all derived keys are gone the next ticks bring back events, state and rows; a reminder that a person asked
    for and a kept write were never away."""

    async def calendars() -> list[CalendarRef]:
        return [REF]

    one, two = (google.put(event(name, now + timedelta(hours=5))) for name in ("a", "b"))
    worker = SyncWorker(bot.engine, bot.events, clock=clock, calendars=calendars)
    await worker.tick()
    await worker.settle()
    own = replace(rows([one], now)[0], id="a:7:own", time=now + timedelta(hours=2))
    await bot.reminders.put_reminder(REF.account_id, own)
    kept = OutboxEntry("delete:b", REF, OutboxAction.DELETE, "b", 7, now, event=two)
    await bot.outbox.put(kept, now + timedelta(hours=9))
    before, listed = await bot.rows(), await bot.listed(clock)
    assert listed.keys() == {"a", "b"}

    assert await _lose(redis) > 4
    assert [entry.id for entry in await bot.outbox.pending(REF.account_id)] == [kept.id]
    clock.advance(61)
    for _ in range(2):
        await worker.tick()
        await worker.settle()
    assert (await bot.listed(clock)).keys() == {"a", "b"}
    assert (await bot.engine.verify_calendar_state(REF)).in_step
    assert await bot.rows() == before
    clock.advance(2 * 3600)
    assert own.id in {claim.reminder.id for claim in await bot.reminders.claim_due(10, 60)}


def test_the_table_names_families() -> None:
    """What the test above deletes is what the table says."""
    assert "calendar:event:{*" in _derived()
    assert "calendar:outbox:{*" not in _derived()
    assert len(_derived()) > 10
