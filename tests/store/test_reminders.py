# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""Reminder rows on a real Redis: nothing lost, nothing twice, and always those that the event gives rise to."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock
from calendar_core.domain import Event, Reminder, Subscriber
from calendar_core.store.connection import Store
from calendar_core.store.events import RedisEventStore
from calendar_core.store.keys import Keys
from calendar_core.store.reminder_values import put_values
from calendar_core.store.reminders import RedisReminderStore
from tests.store.makers import CHAT, REF, batch, event, rows

Window = tuple[datetime, datetime]
HALF_HOUR = timedelta(minutes=30)


@pytest.fixture
def events(store: Store) -> RedisEventStore:
    return RedisEventStore(store)


@pytest.fixture
def reminders(store: Store) -> RedisReminderStore:
    return RedisReminderStore(store)


async def _put(events: RedisEventStore, now: datetime, *some: Event, who: tuple[Subscriber, ...] = (CHAT,)) -> None:
    await events.cache_events(REF, some, rows(some, now, who))


async def _times(reminders: RedisReminderStore) -> dict[str, datetime]:
    return {row.id: row.time for row in await reminders.upcoming(REF.account_id, 100)}


def _minute(ends: datetime) -> str:
    """The hash with the rows of the events that end then."""
    return f"calendar:reminder:{{s00}}:{ends + timedelta(seconds=59):%Y%m%dT%H%MZ}"


def _own(one: Event, time: datetime, name: str = "own") -> Reminder:
    return Reminder(name, 7, one.id, one.calendar_id, one.title, one.when, one.location, time, 60)


async def test_a_due_row_is_claimed_once_and_gone_when_acknowledged(
    events: RedisEventStore, reminders: RedisReminderStore, clock: AdjustableClock, redis: Redis, now: datetime
) -> None:
    """Not before its time, with the event's words, once while the lease runs, and never after the ack."""
    meeting = event("a", now + timedelta(hours=1), title="Makan", location="KLCC")
    await _put(events, now, meeting)
    assert await reminders.claim_due(10, 60) == ()
    assert await reminders.next_due() == now + HALF_HOUR
    clock.advance(30 * 60 + 1)
    [claim] = await reminders.claim_due(10, 60)
    assert (claim.reminder.title, claim.reminder.location, claim.reminder.when) == ("Makan", "KLCC", meeting.when)
    assert (claim.due, claim.reminder.time, claim.reminder.lead, claim.attempts) == (now + HALF_HOUR,) * 2 + (30, 1)
    assert await reminders.claim_due(10, 60) == ()
    await reminders.acknowledge([claim])
    clock.advance(3600)
    assert await reminders.claim_due(10, 60) == ()
    assert await reminders.next_due() is None
    assert [key async for key in redis.scan_iter("calendar:reminder:*")] == []


async def test_an_unacknowledged_row_comes_back_after_its_lease(
    events: RedisEventStore, reminders: RedisReminderStore, clock: AdjustableClock, now: datetime
) -> None:
    """Whoever claimed it was killed: another gets it, with the time it was due at first, and the late ack is void."""
    await _put(events, now, event("a", now + timedelta(hours=1)))
    clock.advance(31 * 60)
    [killed] = await reminders.claim_due(10, 60)
    clock.advance(61)
    [again] = await reminders.claim_due(10, 60)
    assert (again.attempts, again.due) == (2, killed.due)
    await reminders.acknowledge([killed])
    clock.advance(61)
    assert len(await reminders.claim_due(10, 60)) == 1


async def test_a_row_that_is_being_sent_is_nobody_elses(
    events: RedisEventStore, reminders: RedisReminderStore, clock: AdjustableClock, now: datetime
) -> None:
    """A lease that is extended does not end; one that has passed to somebody else is not touched."""
    await _put(events, now, event("a", now + timedelta(hours=1)))
    clock.advance(30 * 60 + 1)
    first = await reminders.claim_due(10, 15)
    for _ in range(4):
        clock.advance(10)
        await reminders.extend(first, 15)
        assert await reminders.claim_due(10, 15) == ()
    clock.advance(16)
    assert len(await reminders.claim_due(10, 5)) == 1
    await reminders.extend(first, 60)
    clock.advance(6)
    second = await reminders.claim_due(10, 5)
    assert len(second) == 1
    await reminders.acknowledge(second)
    await reminders.extend(second, 60)
    assert await reminders.next_due() is None


async def test_replicas_share_the_due_rows(store: Store, redis_url: str, clock: AdjustableClock, now: datetime) -> None:
    """Two clients that claim at once get every row once between them."""
    await _put(RedisEventStore(store), now, *(event(f"e{n}", now + timedelta(minutes=31)) for n in range(50)))
    clock.advance(120)
    stores = [Store.open(redis_url, clock) for _ in range(2)]
    found = await asyncio.gather(*(RedisReminderStore(stores[n % 2]).claim_due(7, 60) for n in range(10)))
    names = [claim.reminder.event_id for claims in found for claim in claims]
    assert sorted(names) == sorted(f"e{n}" for n in range(50))
    for one in stores:
        await one.aclose()


async def test_a_sent_row_does_not_come_back_with_the_next_sync(
    events: RedisEventStore, reminders: RedisReminderStore, clock: AdjustableClock, now: datetime
) -> None:
    """Reminded is reminded: deriving the rows anew adds no second one at the start, unless the event moves."""
    meeting = event("a", now + timedelta(hours=1))
    await _put(events, now, meeting)
    clock.advance(31 * 60)
    await reminders.acknowledge(await reminders.claim_due(10, 60))
    await _put(events, clock.now(), meeting)
    await _put(events, clock.now(), replace(meeting, title="Renamed"))
    assert await _times(reminders) == {}
    moved = event("a", now + timedelta(hours=3))
    await _put(events, clock.now(), moved)
    assert await _times(reminders) == {"a:7:30": now + timedelta(hours=2, minutes=30)}
    await _put(events, clock.now(), meeting)
    assert await _times(reminders) == {"a:7:30": meeting.when.starts_at()}


async def test_a_late_row_is_not_put_off_by_a_sync(
    events: RedisEventStore, reminders: RedisReminderStore, clock: AdjustableClock, now: datetime
) -> None:
    """Due while nothing could be sent: a sync that derives the rows anew leaves it due, before and after the start."""
    meeting = event("a", now + timedelta(hours=1))
    await _put(events, now, meeting)
    clock.advance(40 * 60)
    await _put(events, clock.now(), replace(meeting, location="Elsewhere"))
    [claim] = await reminders.claim_due(10, 60)
    assert (claim.due, claim.reminder.location) == (now + HALF_HOUR, "Elsewhere")
    await reminders.release([claim], 0)
    clock.advance(25 * 60)
    await _put(events, clock.now(), meeting)
    assert len(await reminders.claim_due(10, 60)) == 1


async def test_a_sync_does_not_void_what_is_in_flight(
    events: RedisEventStore, reminders: RedisReminderStore, clock: AdjustableClock, now: datetime
) -> None:
    """The same event comes by a sync while its reminder is being sent: the ack holds, nothing is sent twice."""
    meeting = event("a", now + timedelta(hours=1))
    await _put(events, now, meeting)
    clock.advance(31 * 60)
    claims = await reminders.claim_due(10, 60)
    await _put(events, clock.now(), replace(meeting, title="Renamed"))
    await reminders.acknowledge(claims)
    clock.advance(3600)
    assert await reminders.claim_due(10, 60) == ()


async def test_a_move_while_in_flight_keeps_the_new_row(
    events: RedisEventStore, reminders: RedisReminderStore, clock: AdjustableClock, now: datetime
) -> None:
    """Re-timed while being sent: the ack of the old time leaves the new one."""
    await _put(events, now, event("a", now + timedelta(hours=1)))
    clock.advance(31 * 60)
    claims = await reminders.claim_due(10, 60)
    await _put(events, clock.now(), event("a", now + timedelta(hours=5)))
    await reminders.acknowledge(claims)
    assert await _times(reminders) == {"a:7:30": now + timedelta(hours=4, minutes=30)}


@pytest.mark.parametrize("silence", ["remove", "decline", "no_leads", "cancelled_by_sync"])
async def test_who_is_not_reminded_any_more(
    events: RedisEventStore,
    reminders: RedisReminderStore,
    clock: AdjustableClock,
    now: datetime,
    window: Window,
    silence: str,
) -> None:
    """A cancelled, declined or silenced event takes its rows along, those that are due as well."""
    meeting = event("a", now + timedelta(hours=1))
    await _put(events, now, meeting)
    if silence != "no_leads":
        clock.advance(31 * 60)
    if silence == "remove":
        await events.remove_event(REF, "a")
    elif silence == "decline":
        await _put(events, clock.now(), replace(meeting, declined=True))
    elif silence == "no_leads":
        await _put(events, clock.now(), replace(meeting, reminder_minutes=()))
        clock.advance(31 * 60)
    else:
        state = await events.sync_state(REF)
        await events.apply_batch(REF, batch(state, window, removed=["a"], now=now))
    assert await reminders.claim_due(10, 60) == ()
    assert await reminders.next_due() is None


async def test_nothing_is_sent_for_an_event_that_is_over(
    events: RedisEventStore, reminders: RedisReminderStore, clock: AdjustableClock, now: datetime
) -> None:
    """After a long outage a late reminder is still given while the event runs, and no more when it is over."""
    await _put(events, now, event("short", now + timedelta(hours=1)), event("long", now + timedelta(hours=1), 600))
    clock.advance(3 * 3600)
    assert [claim.reminder.event_id for claim in await reminders.claim_due(10, 60)] == ["long"]


async def test_leads_change_for_what_is_already_cached(
    events: RedisEventStore, reminders: RedisReminderStore, now: datetime
) -> None:
    """New leads re-time the rows of cached events exactly; a write in between makes the change start over."""
    meeting = event("a", now + timedelta(hours=3))
    await _put(events, now, meeting)
    wanted = rows([meeting], now, (Subscriber(7, (60, 10)), Subscriber(8, (10,))))
    stale = (await events.sync_state(REF)).generation - 1
    assert not await events.replace_reminders(REF, stale, [meeting], wanted)
    assert await events.replace_reminders(REF, stale + 1, [meeting], wanted)
    assert await _times(reminders) == {row.id: row.time for row in wanted}


async def test_a_persons_own_row_follows_its_event_out_of_the_window(
    events: RedisEventStore, reminders: RedisReminderStore, now: datetime
) -> None:
    """An own write that moves the event beyond the window takes it out of the cache, and what was asked for along."""
    meeting = event("a", now + timedelta(days=1))
    window = (now - timedelta(days=7), now + timedelta(days=60))
    await events.apply_batch(REF, batch(await events.sync_state(REF), window, [meeting], full=True, now=now))
    await reminders.put_reminder("main", _own(meeting, now + timedelta(hours=23)))
    far = event("a", now + timedelta(days=100))
    await events.cache_events(REF, [far], rows([far], now))
    assert await events.get_events(REF, ["a"]) == {}
    assert await _times(reminders) == {"own": now + timedelta(days=99, hours=23)}


async def test_a_persons_own_row_follows_its_event(
    events: RedisEventStore, reminders: RedisReminderStore, clock: AdjustableClock, redis: Redis, now: datetime
) -> None:
    """Asked for an hour before, it stays an hour before when the event moves, its stored time and life too; it is
    silent while the event is cancelled and back when that is undone."""
    meeting = event("a", now + timedelta(days=1), title='"start":"x" "over":5')
    await _put(events, now, meeting, who=())
    own = _own(meeting, now + timedelta(hours=23))
    await reminders.put_reminder("main", own)
    moved = replace(event("a", now + timedelta(days=3), 120), title=meeting.title)
    await _put(events, now, moved, who=())
    assert await _times(reminders) == {"own": now + timedelta(days=2, hours=23)}
    ends = now + timedelta(days=3, hours=2)
    value = json.loads(await redis.hget(_minute(ends), "main:primary:a"))
    assert datetime.fromisoformat(value["time"]) == now + timedelta(days=2, hours=23)
    assert (value["title"], value["at"], value["minutes"]) == (meeting.title, moved.when.starts_at().timestamp(), 120)
    assert ends < datetime.fromtimestamp(await redis.expiretime(_minute(ends)), UTC) <= ends + timedelta(hours=1)
    await events.remove_event(REF, "a")
    assert await reminders.next_due() is None
    await _put(events, now, moved, who=())
    clock.advance(2 * 86400 + 23 * 3600 + 1)
    [claim] = await reminders.claim_due(10, 60)
    assert (claim.reminder.id, claim.reminder.when, claim.reminder.source) == ("own", moved.when, "person")
    await reminders.acknowledge([claim])
    await _put(events, clock.now(), moved, who=())
    assert await reminders.next_due() is None


async def test_rows_are_moved_and_cancelled_by_id(
    events: RedisEventStore, reminders: RedisReminderStore, now: datetime
) -> None:
    """Put again it has the new time alone; cancelled it is gone; a cancelled derived row is not derived again."""
    meeting = event("a", now + timedelta(hours=5))
    await _put(events, now, meeting)
    await reminders.put_reminder("main", _own(meeting, now + timedelta(hours=1)))
    await reminders.put_reminder("main", _own(meeting, now + timedelta(hours=2)))
    assert (await _times(reminders))["own"] == now + timedelta(hours=2)
    assert await reminders.cancel_reminder(REF, "a", "own")
    assert not await reminders.cancel_reminder(REF, "a", "own")
    assert await reminders.cancel_reminder(REF, "a", "a:7:30")
    await _put(events, now, meeting)
    assert await _times(reminders) == {}


async def test_released_rows_wait_and_keep_their_time(
    events: RedisEventStore, reminders: RedisReminderStore, clock: AdjustableClock, now: datetime
) -> None:
    """Telegram said "later": due again then, and still known to be late since its first time."""
    await _put(events, now, event("a", now + timedelta(hours=1)))
    clock.advance(31 * 60)
    claims = await reminders.claim_due(10, 60)
    await reminders.release(claims, 20)
    assert await reminders.claim_due(10, 60) == ()
    await reminders.acknowledge(claims)  # the released claim counts no more
    clock.advance(21)
    [again] = await reminders.claim_due(10, 60)
    assert (again.due, again.attempts) == (now + HALF_HOUR, 2)


async def test_a_chat_that_blocked_the_bot_stops_nobody_else(
    events: RedisEventStore, reminders: RedisReminderStore, clock: AdjustableClock, now: datetime
) -> None:
    """Its rows are put aside, the others go on, and after unblocking those not over are due again."""
    both = (CHAT, Subscriber(8, (30,)))
    await _put(events, now, *(event(f"e{n}", now + timedelta(hours=1)) for n in range(5)), who=both)
    await reminders.park_chat(7, True)
    clock.advance(31 * 60)
    assert {claim.reminder.chat_id for claim in await reminders.claim_due(10, 60)} == {8}
    await reminders.park_chat(7, False)
    assert [claim.reminder.chat_id for claim in await reminders.claim_due(10, 60)] == [7] * 5


@pytest.mark.parametrize("rubbish", ["{", "[1]", '{"v":2}', '{"v":1,"chat":7,"over":99999999999}'])
async def test_G7_a_row_that_cannot_be_read_stops_nobody(
    events: RedisEventStore,
    reminders: RedisReminderStore,
    redis: Redis,
    clock: AdjustableClock,
    now: datetime,
    rubbish: str,
) -> None:
    """G7: rubbish under a due row counts as absent, and the next row is served."""
    await _put(events, now, event("a", now + timedelta(hours=1)), event("b", now + timedelta(hours=1)))
    await redis.hset(_minute(now + timedelta(hours=2)), "main:primary:a", rubbish)
    clock.advance(31 * 60)
    assert [claim.reminder.event_id for claim in await reminders.claim_due(10, 60)] == ["b"]
    clock.advance(61)
    assert [claim.reminder.event_id for claim in await reminders.claim_due(10, 60)] == ["b"]


async def test_every_shard_is_served(redis: Redis, clock: AdjustableClock, now: datetime) -> None:
    """Over several shards nothing due is overlooked and the limit holds over all of them."""
    store = Store(redis, clock, Keys(8))
    events, reminders = RedisEventStore(store), RedisReminderStore(store)
    for number in range(20):
        one = event("a", now + timedelta(hours=1))
        await events.cache_events(replace(REF, account_id=f"acc{number}"), [one], rows([one], now))
    clock.advance(31 * 60)
    sizes = []
    while claims := await reminders.claim_due(6, 60):
        sizes.append(len(claims))
        await reminders.acknowledge(claims)
    assert sizes == [6, 6, 6, 2]


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("silent", [False, True])
@pytest.mark.parametrize("name", ["own", ":7:30", ":8:30"])
async def test_the_first_row_of_an_event_is_written_as_any_other(
    store: Store, redis: Redis, now: datetime, name: str, silent: bool, known: bool
) -> None:
    """What is written as it was given is what the script puts together itself where something waits already: the same
    document, in the same places, due at the same time."""
    one = event("a", now + timedelta(hours=2), minutes=45, location="KLCC")
    row = _own(one, now + timedelta(minutes=40, milliseconds=250), name)
    found = []
    for own in (True, False):
        for as_given in (True, False):
            await redis.flushall()
            if known:
                await RedisEventStore(store).cache_events(REF, [one], [])
            if as_given:
                await RedisReminderStore(store).keep(REF.account_id, row, asked_for=own, silent=silent)
            else:
                await _put_together(store, row, own=own, silent=silent)
            found.append(await _all_there_is(redis))
    assert found[0] == found[1]
    assert found[2] == found[3]
    assert found[0] != found[2]


async def _put_together(store: Store, row: Reminder, *, own: bool, silent: bool) -> None:
    """The same by the script's longer way, as a backup takes it when it is restored."""
    calendar = store.keys.calendar(REF.account_id, REF.calendar_id)
    values = put_values(row, row.id, own=own, silent=silent)[:4]
    args = [store.clock.offset, calendar.member, row.event_id, row.id, str(row.chat_id) if own else "", *values]
    await store.run("reminder_put", calendar.shard.reminder_keys(), args)


async def _all_there_is(redis: Redis) -> dict[bytes, object]:
    """Every key of the reminders with what it holds, documents read, and the life of each to the second."""
    found: dict[bytes, object] = {}
    async for key in redis.scan_iter("calendar:re*"):
        found[key] = await (redis.hgetall(key) if b":reminder:" in key else redis.zrange(key, 0, -1, withscores=True))
    async for key in redis.scan_iter("calendar:rows*"):
        found[key] = await redis.hgetall(key)
    for key, held in found.items():
        if isinstance(held, dict) and b":reminder:" in key:
            found[key] = ({ref: json.loads(text) for ref, text in held.items()}, await redis.expiretime(key))
    return found


async def test_an_outage_of_the_store_takes_no_row_away(
    events: RedisEventStore, reminders: RedisReminderStore, clock: AdjustableClock, redis: Redis, now: datetime
) -> None:
    """While the store is not heard nobody can renew, so that time ends no lease; afterwards it ends as ever, and who
    has lost it is told so."""
    await _put(events, now, event("a", now + timedelta(hours=1)))
    clock.advance(30 * 60 + 1)
    claims = await reminders.claim_due(10, 5)
    assert len(claims) == 1
    due, leases = "calendar:reminders:due:{s00}", "calendar:reminders:leases:{s00}"
    await redis.hset(
        leases, "@", str(float(await redis.hget(leases, "@") or 0) - 45)
    )  # so long ago was the last question
    for member, _ in await redis.zrange(due, 0, -1, withscores=True):
        await redis.zincrby(due, -45, member)
    assert await reminders.due_chats(10) == ()
    assert await reminders.extend(claims, 5)
    clock.advance(5.5)
    assert len(await reminders.claim_due(10, 60)) == 1
    assert not await reminders.extend(claims, 5)
