"""Promised writes on a real Redis: kept once, claimed once, in order for each event."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock
from calendar_core.domain import EventDraft
from calendar_core.ports import CalendarRef, OutboxAction, OutboxEntry
from calendar_core.store.connection import Store
from calendar_core.store.keys import ShardKeys
from calendar_core.store.outbox import RedisOutboxStore
from tests.store.makers import REF, event


@pytest.fixture
def outbox(sharded: Store) -> RedisOutboxStore:
    return RedisOutboxStore(sharded)


def _entry(now: datetime, action: OutboxAction = OutboxAction.CREATE, name: str = "a", title: str = "X") -> OutboxEntry:
    one = event(name, now + timedelta(hours=1), title=title)
    draft = (
        EventDraft(title, one.when, "KLCC", "FREQ=DAILY", (10,), (date(2026, 12, 25),))
        if action is OutboxAction.CREATE
        else None
    )
    return OutboxEntry(f"{action.value}:{name}", REF, action, name, 7, now, draft, None if draft else one)


async def test_an_entry_comes_out_as_it_went_in(outbox: RedisOutboxStore, now: datetime) -> None:
    """Draft, event and who is told survive; an account sees its own entries alone."""
    for action in OutboxAction:
        await outbox.put(_entry(now, action, name=action.value), now)
    await outbox.put(replace(_entry(now), ref=CalendarRef("other", "primary")), now)
    pending = await outbox.pending("main")
    assert {replace(entry, receipt="") for entry in pending} == {_entry(now, one, one.value) for one in OutboxAction}


async def test_the_same_request_is_kept_once_and_another_replaces_it(
    outbox: RedisOutboxStore, clock: AdjustableClock, now: datetime
) -> None:
    """A redelivered message adds nothing; another edit of the same event takes the place of the first, and the
    holder of the first cannot finish it."""
    await outbox.put(_entry(now, OutboxAction.UPDATE), now)
    await outbox.put(replace(_entry(now, OutboxAction.UPDATE), kept_at=now + timedelta(minutes=1)), now)
    [claimed] = await outbox.claim_due(10, 60)
    assert claimed.kept_at == now
    await outbox.put(_entry(now, OutboxAction.UPDATE, title="Second thought"), now)
    await outbox.reschedule(replace(claimed, attempts=5), now + timedelta(days=1))
    await outbox.finish(claimed)
    [second] = await outbox.claim_due(10, 60)
    assert second.event is not None
    assert (second.event.title, second.attempts) == ("Second thought", 0)
    await outbox.finish(second)
    assert await outbox.pending("main") == ()


async def test_a_claim_is_exclusive_until_its_lease_ends(
    outbox: RedisOutboxStore, clock: AdjustableClock, now: datetime
) -> None:
    """D7: whoever died with an entry loses it to the next; what was saved goes along."""
    await outbox.put(_entry(now), now)
    await outbox.put(_entry(now, name="later"), now + timedelta(hours=1))
    [entry] = await outbox.claim_due(10, 60)
    assert await outbox.claim_due(10, 60) == ()
    clock.advance(61)
    [again] = await outbox.claim_due(10, 60)
    assert replace(again, receipt="") == replace(entry, receipt="")
    kept = replace(again, attempts=3, last_error="OutageError", verdict="done")
    await outbox.reschedule(kept, clock.now() + timedelta(seconds=30))
    assert await outbox.claim_due(10, 60) == ()
    clock.advance(31)
    [third] = await outbox.claim_due(10, 60)
    assert (third.attempts, third.last_error, third.verdict) == (3, "OutageError", "done")


async def test_a_guessed_time_is_brought_forward_and_a_named_one_is_not(
    outbox: RedisOutboxStore, clock: AdjustableClock, now: datetime
) -> None:
    """When Google has answered, what waits by our own guess is due, though not before what Google had asked for; what
    Google has put off waits, and so does what another account has, what is being seen through just now, and what was
    put off anew."""
    earliest = {"guessed": now, "asked": now + timedelta(minutes=5), "foreign": now}
    for name, ref in (("guessed", REF), ("asked", REF), ("named", REF), ("foreign", CalendarRef("other", "primary"))):
        await outbox.put(replace(_entry(now, name=name), ref=ref), now)
    hour = now + timedelta(hours=1)
    claimed = await outbox.claim_due(10, 60)
    for entry in claimed:
        await outbox.reschedule(entry, hour, earliest=earliest.get(entry.event_id))
    assert await outbox.hasten("main") == 2
    [entry] = await outbox.claim_due(10, 60)
    assert entry.event_id == "guessed"
    assert await outbox.hasten("main") == 0
    assert await outbox.claim_due(10, 60) == ()
    await outbox.reschedule(entry, hour)
    assert await outbox.hasten("main") == 0
    clock.advance(300)
    assert [entry.event_id for entry in await outbox.claim_due(10, 60)] == ["asked"]


async def test_writes_of_one_event_go_one_after_another(
    outbox: RedisOutboxStore, clock: AdjustableClock, now: datetime
) -> None:
    """A deletion waits for the creation before it, even when that is put off; other events do not wait."""
    await outbox.put(_entry(now), now)
    await outbox.put(replace(_entry(now, OutboxAction.DELETE), kept_at=now + timedelta(seconds=1)), now)
    await outbox.put(_entry(now, name="b"), now)
    assert {entry.id for entry in await outbox.claim_due(10, 600)} == {"create:a", "create:b"}
    [create] = [entry for entry in await outbox.pending("main") if entry.id == "create:a"]
    await outbox.finish(create)  # taken back by its person while in flight
    assert await outbox.claim_due(10, 60) == ()
    clock.advance(601)
    assert [entry.id for entry in await outbox.claim_due(10, 60) if entry.event_id == "a"] == ["delete:a"]


async def test_what_cannot_be_read_is_put_aside_not_lost(
    outbox: RedisOutboxStore, sharded: Store, redis: Redis, now: datetime
) -> None:
    """G7: an unreadable promise stops nobody, and is kept for a person to look at."""
    await outbox.put(_entry(now), now)
    [key] = [key async for key in redis.scan_iter("calendar:outbox:*")]
    await redis.hset(key, "body", "{")  # type: ignore[misc]
    await outbox.put(_entry(now, name="b"), now)
    assert [entry.event_id for entry in await outbox.claim_due(10, 60)] == ["b"]
    assert [key async for key in redis.scan_iter("calendar:outbox:*:unreadable:*")] != []


async def test_a_write_that_is_seen_through_stays_ours(
    outbox: RedisOutboxStore, clock: AdjustableClock, now: datetime
) -> None:
    """A lease that is extended does not end, its verdict is kept with it, and one that was lost is not taken back."""
    await outbox.put(_entry(now), now)
    [mine] = await outbox.claim_due(5, 15)
    for _ in range(3):
        clock.advance(10)
        assert await outbox.extend(mine, 15)
        assert await outbox.claim_due(5, 15) == ()
    assert await outbox.extend(replace(mine, verdict="done"), 15)
    clock.advance(16)
    [theirs] = await outbox.claim_due(5, 15)
    assert theirs.verdict == "done"
    assert not await outbox.extend(mine, 60)
    clock.advance(16)
    assert len(await outbox.claim_due(5, 15)) == 1


async def test_an_outage_of_the_store_takes_no_write_away(
    outbox: RedisOutboxStore, sharded: Store, redis: Redis, clock: AdjustableClock, now: datetime
) -> None:
    """While the store is not heard nobody can renew, so that time ends no lease; afterwards it ends as ever."""
    await outbox.put(_entry(now), now)
    [entry] = await outbox.claim_due(10, 5)
    shard = ShardKeys(sharded.keys.tag("main"))
    for name, value in (
        await redis.hgetall(shard.outboxes_busy)
    ).items():  # the last question is 10 s old, by all clocks
        claim, _, until = value.rpartition(b" ")
        if claim or name == b"@":
            aged = f"{float(until) - 10:.6f}".encode()
            await redis.hset(shard.outboxes_busy, name, claim + b" " + aged if claim else aged)
    await redis.zincrby(shard.outboxes_due, -10, "main:create:a")
    assert await outbox.claim_due(10, 5) == ()
    assert await outbox.extend(entry, 5)
    clock.advance(5.5)
    assert len(await outbox.claim_due(10, 5)) == 1
    assert not await outbox.extend(entry, 5)
