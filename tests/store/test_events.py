# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""The cache of events on a real Redis: what goes in together, what comes out, and what may be lost."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock
from calendar_core.domain import EventStatus
from calendar_core.errors import StoreUnavailable
from calendar_core.ports import CalendarRef
from calendar_core.store.connection import Store
from calendar_core.store.events import RedisEventStore
from calendar_core.store.reminders import RedisReminderStore
from tests.store.makers import REF, batch, days, event, rows

Window = tuple[datetime, datetime]


@pytest.fixture
def events(store: Store) -> RedisEventStore:
    return RedisEventStore(store)


@pytest.fixture
def reminders(store: Store) -> RedisReminderStore:
    return RedisReminderStore(store)


async def _ids(events: RedisEventStore, start: datetime, end: datetime | None = None, limit: int = 250) -> list[str]:
    return [found.id for found in (await events.get_cached_events(REF, start, end, limit)).events]


async def test_what_goes_in_comes_out(events: RedisEventStore, now: datetime) -> None:
    """Every field of an event survives the store, whole days and odd characters too."""
    full = event(
        "a",
        now + timedelta(hours=3),
        title='Makan "bersama" \\ 吃饭 🍜',
        status=EventStatus.TENTATIVE,
        location="KLCC",
        etag='"7"',
        series_id="s",
        declined=True,
        reminder_minutes=(),
        has_guests=True,
        organized_by_me=False,
        link="https://example.invalid/e",
        updated=now - timedelta(minutes=1, microseconds=250),
    )
    whole = days("b", now.date() + timedelta(days=2), 3)
    await events.cache_events(REF, [full, whole], [])
    assert await events.get_events(REF, ["a", "b", "c"]) == {"a": full, "b": whole}
    assert (await events.get_cached_events(REF, now)).events == (full, whole)


async def test_a_listing_holds_what_overlaps_in_order_of_start(events: RedisEventStore, now: datetime) -> None:
    """Events under way are listed, however long ago they began; events that ended or begin at the end are not."""
    await events.cache_events(
        REF,
        [
            event("over", now - timedelta(hours=2), 120),
            event("under_way", now - timedelta(hours=1), 61),
            event("long", now - timedelta(days=20), 60 * 24 * 30),
            event("endless", now - timedelta(days=900), 60 * 24 * 1500),
            event("long_over", now - timedelta(days=20), 60 * 24 * 19),
            event("at_start", now),
            event("next", now + timedelta(minutes=5)),
            event("at_end", now + timedelta(hours=2)),
        ],
        [],
    )
    found = await _ids(events, now, now + timedelta(hours=2))
    assert found == ["endless", "long", "under_way", "at_start", "next"]
    assert await _ids(events, now, None, 4) == found[:4]
    assert (await _ids(events, now))[-1] == "at_end"


async def test_keys_are_the_documented_ones_and_readable(events: RedisEventStore, redis: Redis, now: datetime) -> None:
    """redis-cli shows an event as JSON under calendar:event:, a row with event_id and ISO time under
    calendar:reminder:, each with its life."""
    meeting = event("a", now + timedelta(days=1), 90)
    await events.cache_events(REF, [meeting], rows([meeting], now))
    value = json.loads(await redis.get("calendar:event:{s00}:main:primary:a"))
    assert value["title"] == "Event a"
    assert datetime.fromisoformat(value["start"]) == meeting.when.starts_at()
    assert 0 < await redis.ttl("calendar:event:{s00}:main:primary:a") <= 7 * 86400
    [key] = [key async for key in redis.scan_iter("calendar:reminder:*")]
    row = json.loads((await redis.hgetall(key))[b"main:primary:a"])
    assert row["event_id"] == "a"
    assert datetime.fromisoformat(row["time"]) == now + timedelta(days=1, minutes=-30)
    gone_at = (now + timedelta(days=1, minutes=90 + 60)).timestamp()
    assert gone_at - 120 <= await redis.expiretime(key) <= gone_at


async def test_H8_own_write_is_read_at_once_and_not_echoed(
    events: RedisEventStore, now: datetime, window: Window
) -> None:
    """H8: the writer reads its own write, and the sync that brings the same event reports nothing."""
    mine = event("mine", now + timedelta(hours=5), updated=now)
    state = await events.sync_state(REF)
    await events.apply_batch(REF, batch(state, window, full=True, now=now))
    await events.cache_events(REF, [mine], rows([mine], now))
    assert await _ids(events, now) == ["mine"]
    state = await events.sync_state(REF)
    changes = await events.apply_batch(REF, batch(state, window, [mine], token="t2", now=now))
    assert changes is not None
    assert len(changes) == 0


async def test_an_own_write_during_a_full_sync_is_not_lost(
    events: RedisEventStore, now: datetime, window: Window
) -> None:
    """Booked while a sync was gathering: the listing lacks it, the cache keeps it."""
    begun = await events.sync_state(REF)
    await events.cache_events(REF, [event("mine", now + timedelta(hours=5))], [])
    await events.apply_batch(REF, batch(begun, window, [event("a", now)], full=True, now=now))
    assert await _ids(events, now) == ["a", "mine"]
    later = await events.sync_state(REF)
    await events.apply_batch(REF, batch(later, window, [event("a", now)], full=True, token="t2", now=now))
    assert await _ids(events, now) == ["a"]


async def test_an_own_edit_during_a_sync_is_not_undone(events: RedisEventStore, now: datetime, window: Window) -> None:
    """The older version that the listing saw does not replace what was written since; a newer one does."""
    old = event("a", now + timedelta(hours=1), updated=now - timedelta(minutes=9))
    await events.apply_batch(REF, batch(await events.sync_state(REF), window, [old], full=True, now=now))
    begun = await events.sync_state(REF)
    mine = replace(old, title="Mine", updated=now)
    await events.cache_events(REF, [mine], [])
    await events.apply_batch(REF, batch(begun, window, [old], token="t2", now=now))
    assert (await events.get_events(REF, ["a"]))["a"] == mine
    begun = await events.sync_state(REF)
    await events.cache_events(REF, [mine], [])
    theirs = replace(old, title="Theirs", updated=now + timedelta(seconds=1))
    await events.apply_batch(REF, batch(begun, window, [theirs], token="t3", now=now))
    assert (await events.get_events(REF, ["a"]))["a"] == theirs


async def test_an_own_deletion_during_a_sync_stays_and_asks_for_a_full_run(
    events: RedisEventStore, now: datetime, window: Window
) -> None:
    """A listing from before our deletion brings nothing back, and what is in doubt is read anew at once."""
    one = event("a", now + timedelta(hours=1))
    await events.apply_batch(REF, batch(await events.sync_state(REF), window, [one], full=True, now=now))
    begun = await events.sync_state(REF)
    await events.remove_event(REF, "a")
    await events.apply_batch(REF, batch(begun, window, [one], token="t2", now=now))
    assert await _ids(events, now) == []
    after = await events.sync_state(REF)
    assert after.full_due is not None
    assert after.due_at is not None
    assert max(after.full_due, after.due_at) <= now + timedelta(seconds=60)


async def test_a_batch_from_an_older_token_is_refused(events: RedisEventStore, now: datetime, window: Window) -> None:
    """Two runs from the same state: the second one changes nothing."""
    begun = await events.sync_state(REF)
    assert await events.apply_batch(REF, batch(begun, window, [event("a", now)], full=True, now=now)) is not None
    refused = batch(begun, window, [event("b", now)], full=True, token="other", now=now)
    assert await events.apply_batch(REF, refused) is None
    assert await _ids(events, now) == ["a"]
    assert (await events.sync_state(REF)).sync_token == "t1"


async def test_a_holder_whose_lease_has_passed_on_is_fenced(
    events: RedisEventStore, clock: AdjustableClock, now: datetime, window: Window
) -> None:
    """One lease at a time; after it ran out the next holder's batch counts and the late one's does not."""
    first = await events.begin_sync(REF, 60)
    assert first.lease
    assert not (await events.begin_sync(REF, 60)).lease
    clock.advance(61)
    second = await events.begin_sync(REF, 60)
    assert second.lease
    late = batch(first.state, window, [event("late", now)], full=True, lease=first.lease, now=now)
    assert await events.apply_batch(REF, late) is None
    await events.note_failure(REF, "Late", now, first.lease)
    await events.release_lease(REF, first.lease)
    assert (await events.sync_state(REF)).failures == 0
    good = batch(second.state, window, [event("good", now)], full=True, lease=second.lease, now=now)
    assert await events.apply_batch(REF, good) is not None
    assert (await events.begin_sync(REF, 60)).lease


async def test_changes_name_what_came_moved_and_went(events: RedisEventStore, now: datetime, window: Window) -> None:
    """A sync tells additions, moves, edits and removals, the event before and after."""
    a, b, c, d = (event(name, now + timedelta(hours=2)) for name in "abcd")
    await events.apply_batch(REF, batch(await events.sync_state(REF), window, [a, b, c, d], full=True, now=now))
    moved = event("a", now + timedelta(hours=9))
    edited, new = replace(b, title="Other"), event("e", now)
    out = event("d", now + timedelta(days=90))
    changes = await events.apply_batch(
        REF,
        batch(
            await events.sync_state(REF),
            window,
            [moved, edited, new],
            removed=["c", "unknown"],
            moved_out=[out],
            token="t2",
            now=now,
        ),
    )
    assert changes is not None
    assert changes.added == (new,)
    assert set(changes.moved) == {(a, moved), (d, out)}
    assert changes.edited == ((b, edited),)
    assert changes.removed == (c,)
    assert sorted(await _ids(events, now)) == ["a", "b", "e"]


async def test_a_moving_window_is_no_change(events: RedisEventStore, now: datetime, window: Window) -> None:
    """What slides out of the window or into it was neither removed nor added by anybody."""
    old, near = event("old", window[0] + timedelta(hours=1)), event("near", now)
    await events.apply_batch(REF, batch(await events.sync_state(REF), window, [old, near], full=True, now=now))
    later = (window[0] + timedelta(days=1), window[1] + timedelta(days=1))
    far = event("far", window[1] + timedelta(hours=1))
    state = await events.sync_state(REF)
    changes = await events.apply_batch(REF, batch(state, later, [near, far], full=True, token="t2", now=now))
    assert changes is not None
    assert len(changes) == 0
    assert await _ids(events, later[0]) == ["near", "far"]


async def test_H7_a_cancelled_series_takes_its_instances_along(
    events: RedisEventStore, now: datetime, window: Window
) -> None:
    """H7: a cancelled item is removed; of a repeating event all its instances, of an instance only itself."""
    instances = [event(f"s_2026112{n}T010000Z", now + timedelta(hours=n), series_id="s") for n in range(1, 4)]
    other = event("st_20261121T010000Z", now + timedelta(hours=8), series_id="st")
    await events.apply_batch(REF, batch(await events.sync_state(REF), window, [*instances, other], full=True, now=now))
    state = await events.sync_state(REF)
    await events.apply_batch(REF, batch(state, window, removed=[instances[0].id], token="t2", now=now))
    assert len(await _ids(events, now)) == 3
    state = await events.sync_state(REF)
    changes = await events.apply_batch(REF, batch(state, window, removed=["s"], token="t3", now=now))
    assert changes is not None
    assert len(changes.removed) == 2
    assert await _ids(events, now) == [other.id]


async def test_a_big_batch_is_staged_and_merged_in_one_step(
    events: RedisEventStore, redis: Redis, now: datetime, window: Window
) -> None:
    """More events than one command takes go the same way, and nothing of the staging is left."""
    many = [event(f"e{n}", now + timedelta(minutes=n)) for n in range(2500)]
    state = await events.sync_state(REF)
    changes = await events.apply_batch(REF, batch(state, window, many, full=True, now=now))
    assert changes is not None
    assert len(changes.added) == 2500
    assert len(await _ids(events, now, None, 5000)) == 2500
    assert [key async for key in redis.scan_iter("calendar:stage:*")] == []
    assert (await events.sync_state(REF)).count == 2500


async def test_the_memory_bound_drops_the_far_end_and_says_so(store: Store, now: datetime, window: Window) -> None:
    """Beyond the bound the events farthest ahead are left out; a listing that reaches there is marked."""
    events = RedisEventStore(store, most_events=10)
    many = [event(f"e{n:02d}", now + timedelta(hours=n)) for n in range(15)]
    state = await events.sync_state(REF)
    await events.apply_batch(REF, batch(state, window, many, full=True, now=now))
    everything = await events.get_cached_events(REF, now)
    assert [found.id for found in everything.events] == [f"e{n:02d}" for n in range(10)]
    assert everything.truncated
    assert not (await events.get_cached_events(REF, now, now + timedelta(hours=5))).truncated
    assert not (await events.get_cached_events(REF, now, None, 5)).truncated


async def test_G6_evicted_keys_heal(events: RedisEventStore, redis: Redis, now: datetime, window: Window) -> None:
    """G6: a lost event, a lost index or a flushed database is noticed, nothing crashes, and everything is read anew."""
    pair = [event("a", now), event("b", now + timedelta(hours=1))]
    await events.apply_batch(REF, batch(await events.sync_state(REF), window, pair, full=True, now=now))
    assert (await events.sync_state(REF)).full_due == now + timedelta(days=1)
    await redis.delete("calendar:event:{s00}:main:primary:a")
    assert await _ids(events, now) == ["b"]
    assert (await events.sync_state(REF)).full_due < now + timedelta(minutes=1)  # type: ignore[operator]
    assert await events.due_calendars() == (REF,)
    state = await events.sync_state(REF)
    await events.apply_batch(REF, batch(state, window, pair, full=True, token="t2", now=now))
    await redis.delete("calendar:index:{s00}:main:primary")
    assert await _ids(events, now) == []
    assert await events.due_calendars() == (REF,)
    await redis.flushall()
    assert await _ids(events, now) == []
    assert (await events.sync_state(REF)).synced_at is None


@pytest.mark.parametrize("rubbish", ["{", "[]", '{"v":99,"id":"a"}', '{"v":1,"id":"a","title":"x"}', "\x00"])
async def test_G7_rubbish_is_absent_and_replaced(
    events: RedisEventStore, redis: Redis, now: datetime, window: Window, rubbish: str
) -> None:
    """G7: a value that cannot be read, or of another schema, is absent, asks for a fresh reading, and is replaced."""
    one = event("a", now + timedelta(hours=1))
    await events.apply_batch(REF, batch(await events.sync_state(REF), window, [one], full=True, now=now))
    await redis.set("calendar:event:{s00}:main:primary:a", rubbish)
    assert await events.get_events(REF, ["a"]) == {}
    assert await _ids(events, now) == []
    assert await events.due_calendars() == (REF,)
    state = await events.sync_state(REF)
    await events.apply_batch(REF, batch(state, window, [one], full=True, token="t2", now=now))
    assert await _ids(events, now) == ["a"]


async def test_G7_a_key_of_another_type_is_no_obstacle(
    events: RedisEventStore, redis: Redis, now: datetime, window: Window
) -> None:
    """G7: where some other program left another type under our names, it counts as absent too."""
    for family in ("index", "sync", "written", "long"):
        await redis.set(f"calendar:{family}:{{s00}}:main:primary", "rubbish")
    await redis.lpush("calendar:event:{s00}:main:primary:a", "rubbish")
    state = await events.sync_state(REF)
    await events.apply_batch(REF, batch(state, window, [event("a", now)], full=True, now=now))
    assert await _ids(events, now) == ["a"]


async def test_G4_a_flushed_script_cache_is_filled_again(events: RedisEventStore, redis: Redis, now: datetime) -> None:
    """G4: scripts that Redis has forgotten are loaded again and the caller notices nothing."""
    await events.cache_events(REF, [event("a", now)], [])
    await redis.script_flush()
    await events.cache_events(REF, [event("b", now)], [])
    await redis.script_flush()
    assert await _ids(events, now) == ["a", "b"]


async def test_due_times_only_move_earlier_when_asked(
    events: RedisEventStore, clock: AdjustableClock, now: datetime, window: Window
) -> None:
    """sync_now never puts a sync off, enrol leaves what is known alone, and the longest overdue comes first."""
    other = CalendarRef("other", "team:x@example.invalid")
    await events.enrol([REF])
    assert await events.due_calendars() == (REF,)
    await events.apply_batch(REF, batch(await events.sync_state(REF), window, full=True, now=now))
    await events.sync_now(REF, now + timedelta(hours=1))
    await events.enrol([REF])
    assert await events.due_calendars() == ()
    clock.advance(301)
    await events.sync_now(other, clock.now())
    assert await events.due_calendars() == (REF, other)
    assert await events.calendars_known() == 2


async def test_a_push_during_a_run_is_not_swallowed(events: RedisEventStore, now: datetime, window: Window) -> None:
    """Asked for a sync while one is under way: another follows at once."""
    run = await events.begin_sync(REF, 60)
    assert run.lease
    await events.sync_now(REF, now)
    await events.apply_batch(REF, batch(run.state, window, full=True, lease=run.lease, now=now))
    due = (await events.sync_state(REF)).due_at
    assert due is not None
    assert due < now + timedelta(seconds=60)


async def test_failures_are_counted_and_a_success_forgets_them(
    events: RedisEventStore, now: datetime, window: Window
) -> None:
    """A failed run gives its lease back, is counted, and says when the next is due."""
    run = await events.begin_sync(REF, 60)
    assert run.lease
    state = await events.note_failure(REF, "OutageError", now + timedelta(minutes=1), run.lease)
    assert (state.failures, state.last_error, state.due_at) == (1, "OutageError", now + timedelta(minutes=1))
    run = await events.begin_sync(REF, 60)
    assert run.lease
    await events.apply_batch(REF, batch(run.state, window, full=True, lease=run.lease, now=now))
    assert (await events.sync_state(REF)).failures == 0


async def test_clear_keeps_what_a_person_asked_for(
    events: RedisEventStore, reminders: RedisReminderStore, redis: Redis, now: datetime, window: Window
) -> None:
    """After clear no event, no derived row and no token is left, and a person's own reminder is."""
    one = event("a", now + timedelta(hours=4))
    await events.apply_batch(REF, batch(await events.sync_state(REF), window, [one], full=True, now=now))
    [derived] = rows([one], now)
    await reminders.put_reminder("main", replace(derived, id="own", time=now + timedelta(hours=1)))
    await events.clear(REF)
    assert [key async for key in redis.scan_iter("calendar:event:*")] == []
    assert [row.id for row in await reminders.upcoming("main", 9)] == ["own"]
    state = await events.sync_state(REF)
    assert (state.sync_token, state.synced_at, state.count) == ("", None, 0)


async def test_accounts_do_not_see_each_other(sharded: Store, now: datetime) -> None:
    """The same event id in other accounts and calendars is another event; names with colons cannot be confused."""
    events = RedisEventStore(sharded)
    refs = [
        CalendarRef("a:b", "c"),
        CalendarRef("a", "b:c"),
        CalendarRef("a", "{s00}"),
        CalendarRef("a@x.invalid", "c"),
    ]
    for number, ref in enumerate(refs):
        await events.cache_events(ref, [event("same", now, title=str(number))], [])
    for number, ref in enumerate(refs):
        found = (await events.get_cached_events(ref, now)).events
        assert [(one.title, one.calendar_id) for one in found] == [(str(number), ref.calendar_id)]


async def test_a_redis_that_is_away_says_so_in_our_words(clock: AdjustableClock, now: datetime) -> None:
    """No Redis error leaves the store: it is StoreUnavailable, without an address in it."""
    away = Store.open("redis://127.0.0.1:1/0", clock)
    with pytest.raises(StoreUnavailable) as failure:
        await RedisEventStore(away).get_cached_events(REF, now)
    assert "127.0.0.1" not in str(failure.value)
    await away.aclose()


async def test_an_answer_that_comes_late_does_not_bring_the_old_version_back(
    events: RedisEventStore, now: datetime
) -> None:
    """Two own edits whose answers arrive in the wrong order: what Google said last stands."""
    first = event("a", now + timedelta(hours=1), updated=now)
    second = event("a", now + timedelta(hours=2), updated=now + timedelta(seconds=1))
    await events.cache_events(REF, [second], rows([second], now))
    await events.cache_events(REF, [first], rows([first], now))
    assert (await events.get_events(REF, ["a"]))["a"] == second


async def test_a_big_batch_holds_up_nobody(
    events: RedisEventStore, clock: AdjustableClock, now: datetime, window: Window
) -> None:
    """While 5,000 events are written and read back, others in this process get their turn again and again."""
    many = [event(f"e{n}", now + timedelta(minutes=n)) for n in range(5000)]
    whole = batch(await events.sync_state(REF), window, many, full=True, now=now)
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await clock.sleep(0)

    watching = asyncio.create_task(other())
    await events.apply_batch(REF, whole)
    written = turns
    assert len(await _ids(events, now, None, 10_000)) == 5000
    watching.cancel()
    assert written > 10
    assert turns > written + 3


async def test_a_big_batch_comes_in_parts_and_counts_with_the_last(
    events: RedisEventStore, reminders: RedisReminderStore, redis: Redis, now: datetime, window: Window
) -> None:
    """1,200 events and then 1,100 removals: each found as told, the token only at the end, nothing staged left over."""
    many = [event(f"e{n}", now + timedelta(minutes=n)) for n in range(1200)]
    state = await events.sync_state(REF)
    changes = await events.apply_batch(REF, batch(state, window, many, full=True, now=now))
    assert changes is not None
    assert len(changes.added) == 1200
    state = await events.sync_state(REF)
    assert (state.sync_token, state.count) == ("t1", 1200)
    changes = await events.apply_batch(REF, batch(state, window, many[:100], full=True, now=now, token="t2"))
    assert changes is not None
    assert {one.id for one in changes.removed} == {one.id for one in many[100:]}
    assert (await events.sync_state(REF)).count == 100
    gone = [one.id for one in many[:90]]
    state = await events.sync_state(REF)
    changes = await events.apply_batch(REF, batch(state, window, [], removed=gone, now=now, token="t3"))
    assert changes is not None
    assert {one.id for one in changes.removed} == set(gone)
    assert len(await reminders.upcoming(REF.account_id, 100)) <= 10
    assert not [key async for key in redis.scan_iter("calendar:stage:*")]


async def test_a_batch_in_parts_stops_when_somebody_else_took_over(
    events: RedisEventStore, store: Store, clock: AdjustableClock, now: datetime, window: Window
) -> None:
    """The lease passes to another between two parts: the rest is refused, and the token stays the old one."""
    run = await events.begin_sync(REF, 15)
    many = [event(f"e{n}", now + timedelta(minutes=n)) for n in range(1200)]
    parts = 0
    passed_on = store.run

    async def run_and_pass_on(name: str, *rest: Any, **how: Any) -> Any:
        nonlocal parts
        parts += name == "sync_apply"
        if name == "sync_apply" and parts == 2:
            clock.advance(16)
            assert (await RedisEventStore(Store(store.client, clock)).begin_sync(REF, 15)).lease
        return await passed_on(name, *rest, **how)

    store.run = run_and_pass_on  # type: ignore[method-assign]
    given = batch(run.state, window, many, full=True, now=now, lease=run.lease)
    assert await events.apply_batch(REF, given) is None
    assert parts == 2
    assert (await events.sync_state(REF)).sync_token == ""
