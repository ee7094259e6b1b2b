"""A backup holds everything a person asked for, and putting it back brings it back as it was, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from cryptography.fernet import Fernet
from redis.asyncio import Redis

import calendar_core.store.keys
from calendar_core.clock import AdjustableClock
from calendar_core.domain import EventDraft, ReminderSource, Timespan
from calendar_core.ports import OutboxAction, OutboxEntry, Person
from calendar_core.store.backup import take
from calendar_core.store.connection import Store
from calendar_core.store.events import RedisEventStore
from calendar_core.store.inbox import RedisInboxStore
from calendar_core.store.keys import Keys, ShardKeys
from calendar_core.store.outbox import RedisOutboxStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.pieces import Piece, ReminderPiece, SentPiece, UpdatePiece, WritePiece, kind_of
from calendar_core.store.reminders import RedisReminderStore
from calendar_core.store.restore import is_empty, put_back
from calendar_core.store.secrets import RedisTokenStore
from tests.store.makers import KL, REF, event, rows
from tests.store.servers import join_cluster, servers

KEY = Fernet.generate_key()
DERIVED = (
    "calendar:event:",
    "calendar:index:",
    "calendar:long:",
    "calendar:sync",
    "calendar:written:",
    "calendar:chat:",
)
PERSON = Person(7, 7, "main", "ms", "Europe/London", (10, 5), False, True)


def write(now: datetime, name: str) -> OutboxEntry:
    draft = EventDraft("Lunch", Timespan(now + timedelta(hours=3), now + timedelta(hours=4), KL))
    return OutboxEntry(f"create:{name}", REF, OutboxAction.CREATE, name, 7, now, draft=draft)


async def fill(store: Store, now: datetime) -> None:
    """One of everything that is promised or asked for, beside what can be made again."""
    people, reminders, outbox = RedisPeopleStore(store), RedisReminderStore(store), RedisOutboxStore(store)
    await people.save_person(PERSON)
    await people.save_person(Person(8, 8, "main", "en", KL, (30,), True))
    await RedisTokenStore(store, [KEY]).save_tokens("main", b'{"refresh_token": "x"}', None)
    one, two = event("one", now + timedelta(hours=2)), event("two", now + timedelta(minutes=20))
    derived = rows([one, two], now)
    await RedisEventStore(store).cache_events(REF, [one, two], derived)
    own = replace(rows([one], now)[0], id="own", time=now + timedelta(hours=1))
    await reminders.put_reminder("main", own)
    await outbox.put(write(now, "a"), now + timedelta(minutes=1))
    await outbox.put(write(now, "b"), now)
    (claimed,) = await outbox.claim_due(1, 60)
    await outbox.reschedule(replace(claimed, attempts=2, last_error="OutageError"), now + timedelta(seconds=90))
    await RedisInboxStore(store).put(41, "7", b'{"update_id": 41, "text": "\xc3\xa9"}')


async def mark_sent(store: Store, name: str) -> None:
    """The event's derived reminder counts as sent."""
    assert await RedisReminderStore(store).cancel_reminder(REF, name, f"{name}:7:30")


async def contents(redis: Redis) -> dict[str, tuple[Any, int]]:
    """Every key but what is derived: its value, and its life in milliseconds (-1: for ever)."""
    found: dict[str, tuple[Any, int]] = {}
    async for key in redis.scan_iter("*"):
        name, kind = key.decode(), (await redis.type(key)).decode()
        value: Any = await {
            "string": lambda key: redis.get(key),
            "hash": lambda key: redis.hgetall(key),
            "zset": lambda key: redis.zrange(key, 0, -1, withscores=True),
            "set": lambda key: redis.smembers(key),
            "list": lambda key: redis.lrange(key, 0, -1),
        }[kind](key)
        if not name.startswith(DERIVED):
            found[name] = (value, await redis.pttl(key))
    return found


async def test_everything_promised_is_back_with_its_life(
    store: Store, redis: Redis, clock: AdjustableClock, now: datetime
) -> None:
    """After a round trip each key that was asked for or promised has its value and, within 0.1 s, its life."""
    await fill(store, now)
    await mark_sent(store, "two")
    before = await contents(redis)
    pieces = await take(store)
    assert {kind_of(piece) for piece in pieces} == {"token", "person", "write", "reminder", "sent", "update", "shard"}
    await redis.flushall()
    restored = await put_back(store, pieces)
    assert not any(restored.there.values())
    after = await contents(redis)

    shard = ShardKeys(store.keys.tag("main"))
    for name, (value, life) in before.items():
        if name == shard.outboxes_busy:
            value = {b"#": value[b"#"]}
        elif name in (shard.due, shard.leases, shard.wheel) or name.startswith((shard.row, shard.strays)):
            continue  # below: they hold derived rows as well
        elif ":lease:" in name:
            continue
        elif name.startswith("calendar:inbox:"):
            continue  # below: a message comes in anew
        assert after[name][0] == value, name
        assert abs(after[name][1] - life) < 100, name
    assert (await RedisInboxStore(store).claim(60)).payload == b'{"update_id": 41, "text": "\xc3\xa9"}'  # type: ignore[union-attr]
    [own] = await RedisReminderStore(store).upcoming("main", 9)
    assert (own.id, own.time, own.event_id, own.chat_id) == ("own", now + timedelta(hours=1), "one", 7)
    assert await RedisPeopleStore(store).load_person(7) == PERSON
    assert (await RedisTokenStore(store, [KEY]).load_tokens("main") or ())[0] == b'{"refresh_token": "x"}'
    first, second = sorted(await RedisOutboxStore(store).pending("main"), key=lambda entry: entry.event_id)
    assert (first.attempts, second.attempts, second.last_error) == (0, 2, "OutageError")
    assert first.draft == write(now, "a").draft


async def test_what_was_waved_aside_stays_away(store: Store, redis: Redis, now: datetime) -> None:
    """When the events come back from Google, their reminders do, but for those that were sent or waved aside."""
    await fill(store, now)
    await mark_sent(store, "two")
    pieces = await take(store)
    await redis.flushall()
    await put_back(store, pieces)
    one, two = event("one", now + timedelta(hours=2)), event("two", now + timedelta(minutes=20))
    await RedisEventStore(store).cache_events(REF, [one, two], rows([one, two], now))
    back = await RedisReminderStore(store).upcoming("main", 9)
    assert {(row.event_id, row.source) for row in back} == {
        ("one", ReminderSource.PERSON),
        ("one", ReminderSource.EVENT),
    }


async def test_restoring_twice_changes_nothing(store: Store, redis: Redis, now: datetime) -> None:
    """The second time everything is there already, and no key, value or life has changed."""
    await fill(store, now)
    await mark_sent(store, "two")
    pieces = await take(store)
    await redis.flushall()
    await put_back(store, pieces)
    once = await contents(redis)
    again = await put_back(store, pieces)
    twice = await contents(redis)
    assert not any(again.back.values())
    assert {name: value for name, (value, _) in once.items()} == {name: value for name, (value, _) in twice.items()}
    assert all(abs(once[name][1] - twice[name][1]) < 1000 for name in once)


async def test_what_a_store_has_is_newer_than_any_backup(store: Store, now: datetime) -> None:
    """Merging leaves a changed person, token and write as they are now."""
    await fill(store, now)
    pieces = await take(store)
    await RedisPeopleStore(store).save_person(replace(PERSON, language="zh"))
    await RedisTokenStore(store, [KEY]).save_tokens("main", b"newer", None)
    [entry] = [one for one in await RedisOutboxStore(store).pending("main") if one.event_id == "a"]
    await RedisOutboxStore(store).reschedule(replace(entry, attempts=9), now + timedelta(hours=1))
    await put_back(store, pieces)
    assert (await RedisPeopleStore(store).load_person(7)) == replace(PERSON, language="zh")
    assert (await RedisTokenStore(store, [KEY]).load_tokens("main") or ())[0] == b"newer"
    assert {one.attempts for one in await RedisOutboxStore(store).pending("main")} == {9, 2}


async def test_a_message_that_was_answered_meanwhile_is_not_answered_again(store: Store, now: datetime) -> None:
    """The store remembers which updates it has had."""
    inbox = RedisInboxStore(store)
    await inbox.put(41, "7", b"x")
    pieces = await take(store)
    item = await inbox.claim(60)
    assert item is not None
    await inbox.done(item)
    restored = await put_back(store, pieces)
    assert restored.there["update"] == 1
    assert await inbox.depth() == 0


async def test_replacing_leaves_nothing_of_before_and_nothing_of_others_goes(
    store: Store, redis: Redis, now: datetime
) -> None:
    """Everything of the bot is as the backup has it; keys of other programs stay."""
    await fill(store, now)
    pieces = await take(store)
    await RedisPeopleStore(store).save_person(Person(9, 9, "main", "en", KL, (30,)))
    await RedisOutboxStore(store).put(write(now, "later"), now)
    await redis.mset({"calendar:of:somebody": "else", "other": "1"})
    await put_back(store, pieces, replace=True)
    assert {person.user_id for person in await RedisPeopleStore(store).people_of("main")} == {7, 8}
    assert {entry.event_id for entry in await RedisOutboxStore(store).pending("main")} == {"a", "b"}
    assert await redis.mget("calendar:of:somebody", "other") == [b"else", b"1"]
    assert await redis.keys("calendar:event:*") == []


async def test_it_is_all_or_nothing(store: Store, redis: Redis, now: datetime) -> None:
    """A Redis that is full refuses the whole of it, the deletions too."""
    await fill(store, now)
    pieces = await take(store)
    before = await contents(redis)
    await redis.config_set("maxmemory", "1mb")
    try:
        with pytest.raises(calendar_core.errors.StoreUnavailable):
            await put_back(store, pieces, replace=True)
    finally:
        await redis.config_set("maxmemory", "0")
    assert (await contents(redis)).keys() == before.keys()


async def test_what_is_over_is_left_out(store: Store, redis: Redis, clock: AdjustableClock, now: datetime) -> None:
    """A reminder whose event is long over and a message of two days ago are counted and not put back."""
    over = now.timestamp() - 3600
    pieces: Sequence[Piece] = [
        ReminderPiece("main", "primary", "e", "r", "7", str(over), "{}", 60, over),
        SentPiece("main", "20260101T0000Z", {"main:primary:e|:7:30": "1"}, int(over * 1000)),
        UpdatePiece("1.a", "7", b"x", str(now.timestamp() - 2 * 86400)),
    ]
    restored = await put_back(store, pieces)
    assert restored.too_old == {"reminder": 1, "sent": 1, "update": 1}
    assert await redis.keys("*") == []


async def test_a_claimed_reminder_is_due_when_it_was(store: Store, redis: Redis, now: datetime) -> None:
    """A row that was being sent when the backup was taken is due at its own time, not at its lease's end."""
    own = replace(rows([event("one", now + timedelta(hours=2))], now)[0], id="own", time=now - timedelta(minutes=1))
    await RedisReminderStore(store).put_reminder("main", own)
    (claim,) = await RedisReminderStore(store).claim_due(10, 600)
    pieces = await take(store)
    await redis.flushall()
    await put_back(store, pieces)
    (again,) = await RedisReminderStore(store).claim_due(10, 600)
    assert (again.reminder.id, again.due) == ("own", claim.due)


async def test_rubbish_is_passed_over(store: Store, redis: Redis, now: datetime) -> None:
    """Keys of another type, unreadable values and half a record stop no backup; an unreadable write is kept."""
    await fill(store, now)
    tag = store.keys.tag("main")
    await redis.set(f"calendar:reminder:{tag}:20301121T1200Z", "not a hash")
    await redis.hset(f"calendar:reminder:{tag}:20301121T1201Z", "main:primary:y", "{")  # type: ignore[misc]
    await redis.lpush("calendar:person:{people}:11", "not a string")  # type: ignore[misc]
    await redis.set("calendar:person:{people}:12", b"\xff\x00")
    await redis.hset(f"calendar:outbox:{tag}:unreadable:main:create:z", "body", "{")  # type: ignore[misc]
    pieces = await take(store)
    await put_back(store, pieces, replace=True)
    assert [piece.member for piece in pieces if isinstance(piece, WritePiece) and not piece.due] == [
        "unreadable:main:create:z"
    ]
    assert await redis.exists(f"calendar:outbox:{tag}:unreadable:main:create:z")
    assert {person.user_id for person in await RedisPeopleStore(store).people_of("main")} == {7, 8}


async def test_a_backup_fits_a_store_with_another_number_of_shards(
    store: Store, sharded: Store, redis: Redis, now: datetime
) -> None:
    """Pieces name accounts, not places: what one server kept in one shard goes where four shards want it."""
    await fill(store, now)
    pieces = await take(store)
    await redis.flushall()
    await put_back(sharded, pieces)
    assert len(await RedisOutboxStore(sharded).pending("main")) == 2
    assert [kind_of(piece) for piece in await take(sharded)].count("reminder") == 1


async def test_it_works_on_a_cluster(clock: AdjustableClock, now: datetime) -> None:
    """Taken from three nodes and put back onto them, with and without replacing."""
    with servers(3, "--cluster-enabled", "yes", "--cluster-require-full-coverage", "no") as nodes:
        await join_cluster(nodes, clock)
        store = Store.open(f"redis+cluster://127.0.0.1:{nodes[0].port}", clock, shards=3)
        assert await is_empty(store)
        await fill(store, now)
        pieces = sorted(await take(store), key=msgspec.json.encode)
        again = await put_back(store, pieces)
        assert not any(again.back.values())
        await put_back(store, pieces, replace=True)
        assert [kind_of(piece) for piece in sorted(await take(store), key=msgspec.json.encode)] == [
            kind_of(piece) for piece in pieces
        ]
        assert await RedisPeopleStore(store).load_person(7) == PERSON
        await store.aclose()


def test_every_family_of_keys_was_thought_of() -> None:
    """Whatever the table of keys says is asked for or promised is in the backup, or named here with the reason."""
    table = (calendar_core.store.keys.__doc__ or "").split("=\n")[-2]
    families = {
        line.split(":{")[0]
        for line in table.splitlines()
        if line.startswith("calendar:") and any(kind in line for kind in ("asked for", "a promise", "both"))
    }
    assert families == {
        "calendar:reminder",
        "calendar:reminders:wheel",  # follows from the rows, as do the next three
        "calendar:reminders:due",
        "calendar:reminders:parked",
        "calendar:rows",
        "calendar:outbox",
        "calendar:outboxes:due",
        "calendar:outboxes:of",
        "calendar:person",
        "calendar:people",
        "calendar:secret",
        "calendar:inbox",
    }
    assert Keys().person(7).startswith("calendar:person:")
