"""People, what a chat was shown, and tokens on a real Redis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock
from calendar_core.domain import Agenda, Subscriber
from calendar_core.ports import Person, UndoRecord
from calendar_core.store.connection import Store
from calendar_core.store.conversation import RedisConversationStore
from calendar_core.store.events import RedisEventStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.reminders import RedisReminderStore
from calendar_core.store.secrets import RedisTokenStore
from tests.store.makers import REF, days, event, rows

ALI = Person(1, 11, "main", "ms", "Asia/Kuala_Lumpur", (60, 10))
SITI = Person(2, 12, "main", leads=())


async def test_people_of_an_account(store: Store, redis: Redis) -> None:
    """Saved, found, changed and removed; rubbish under one name hides that one alone."""
    people = RedisPeopleStore(store)
    for person in (ALI, SITI, Person(3, 13, "other")):
        await people.save_person(person)
    assert await people.load_person(1) == ALI
    assert await people.people_of("main") == (ALI, SITI)
    await people.save_person(replace(SITI, blocked=True))
    assert await people.subscribers_of("main") == (Subscriber(11, (60, 10)),)
    await people.save_person(replace(SITI, account_id="other"))
    assert await people.people_of("main") == (ALI,)
    await people.remove_person(3)
    assert await people.load_person(3) is None
    await redis.set("calendar:person:{people}:1", "rubbish")
    assert await people.load_person(1) is None
    assert await people.people_of("main") == ()


async def test_who_left_is_not_reminded(store: Store, clock: AdjustableClock, now: datetime) -> None:
    """Removed, their rows are put aside; back again, they are due again."""
    people, events, reminders = RedisPeopleStore(store), RedisEventStore(store), RedisReminderStore(store)
    person = replace(ALI, chat_id=7)
    await people.save_person(person)
    one = event("a", now + timedelta(hours=1))
    await events.cache_events(REF, [one], rows([one], now))
    await people.remove_person(1)
    clock.advance(31 * 60)
    assert await reminders.claim_due(9, 60) == ()
    await people.save_person(person)
    assert len(await reminders.claim_due(9, 60)) == 1


async def test_a_list_is_found_by_chat_and_by_message(store: Store, now: datetime) -> None:
    """The list last shown is the chat's, and every message keeps its own."""
    chat = RedisConversationStore(store)
    first = Agenda.of((event("a", now), days("b", date(2026, 12, 24), 2)), now)
    second = Agenda.of((event("c", now),), now)
    assert await chat.load_agenda(7) is None
    await chat.save_agenda(7, first, 100)
    await chat.save_agenda(7, second, 101)
    assert await chat.load_agenda(7) == second
    assert await chat.load_agenda(7, 100) == first
    assert await chat.load_agenda(8) is None


async def test_undo_by_key_and_the_latest(store: Store, redis: Redis, now: datetime) -> None:
    """Kept for 48 hours, found by key or as the chat's latest, gone when forgotten."""
    chat = RedisConversationStore(store)
    created = UndoRecord(REF, None, event("a", now, rrule=("RRULE:FREQ=DAILY",)))
    moved = UndoRecord(REF, event("b", now), event("b", now + timedelta(hours=1)))
    await chat.keep_undo(7, "a", created)
    await chat.keep_undo(7, "b", moved)
    assert (await chat.load_undo(7, "a"), await chat.load_undo(7)) == (created, moved)
    assert 0 < await redis.ttl("calendar:chat:{c7}:undo:a") <= 48 * 3600
    await chat.forget_undo(7, "b")
    assert await chat.load_undo(7) is None
    assert await chat.load_undo(7, "a") == created


async def test_deeds_are_taken_back_from_the_latest_on(store: Store, redis: Redis, now: datetime) -> None:
    """What one request did stays together; what was taken back is skipped, and is not "the latest" meanwhile."""
    chat = RedisConversationStore(store)
    record = UndoRecord(REF, before=None, after=event("e", now))
    for key in ("a", "b", "c", "d"):
        await chat.keep_undo(7, key, record)
    await chat.join_undo(7, ("b", "c", "d"))
    assert await chat.latest_undo(7) == ("b", "c", "d")
    for key in ("d", "c", "b"):
        await chat.forget_undo(7, key)
    assert await chat.latest_undo(7) == ("a",) == await chat.undo_keys(7)
    assert await chat.load_undo(7) is None
    await chat.keep_undo(7, "e", record)
    assert await chat.undo_keys(7) == ("e", "a") and await chat.load_undo(7) == record


async def test_an_older_deed_taken_back_does_not_make_another_the_latest(
    store: Store, redis: Redis, now: datetime
) -> None:
    """After the latest was taken back, taking back an older one by its button leaves "the latest" empty."""
    chat = RedisConversationStore(store)
    for key in ("a", "b", "c"):
        await chat.keep_undo(7, key, UndoRecord(REF, before=None, after=event("e", now)))
    for key in ("c", "a"):
        await chat.forget_undo(7, key)
        assert await chat.load_undo(7) is None
    assert await chat.undo_keys(7) == ("b",)


async def test_an_undo_is_amended_only_while_it_is_there(store: Store, redis: Redis, now: datetime) -> None:
    """What was taken back does not come again by being amended; its place in the order stays."""
    chat = RedisConversationStore(store)
    before, after = (UndoRecord(REF, before=None, after=event(name, now)) for name in ("e", "f"))
    await chat.keep_undo(7, "a", before)
    await chat.keep_undo(7, "b", before)
    await chat.amend_undo(7, "a", after)
    assert await chat.load_undo(7, "a") == after and await chat.undo_keys(7) == ("b", "a")
    await chat.forget_undo(7, "a")
    await chat.amend_undo(7, "a", after)
    assert await chat.load_undo(7, "a") is None


async def test_only_ten_deeds_are_remembered(store: Store, redis: Redis, now: datetime) -> None:
    """Older ones are taken back by their own key alone."""
    chat = RedisConversationStore(store)
    for number in range(12):
        await chat.keep_undo(7, f"k{number}", UndoRecord(REF, before=None, after=event("e", now)))
    assert await chat.undo_keys(7) == tuple(f"k{number}" for number in range(11, 1, -1))
    assert await chat.load_undo(7, "k0") is not None


async def test_notes_lapse(store: Store, redis: Redis) -> None:
    """A small value for a later tap, with its life."""
    chat = RedisConversationStore(store)
    await chat.keep_note(7, "choices:1", b"\x00\x01", 60)
    assert await chat.load_note(7, "choices:1") == b"\x00\x01"
    assert await chat.load_note(7, "other") is None
    assert 0 < await redis.ttl("calendar:chat:{c7}:note:choices%3A1") <= 60


async def test_tokens_are_sealed_and_versioned(store: Store, redis: Redis) -> None:
    """Unreadable in Redis; replaced only by who knows the version; never back after a disconnect (E10)."""
    tokens = RedisTokenStore(store, [Fernet.generate_key()])
    assert await tokens.load_tokens("main") is None
    first = await tokens.save_tokens("main", b"refresh-token", None)
    assert first
    assert b"refresh" not in str(await redis.hgetall("calendar:secret:{s00}:main")).encode()  # type: ignore[misc]
    assert await tokens.load_tokens("main") == (b"refresh-token", first)
    second = await tokens.save_tokens("main", b"newer", first)
    assert second not in (None, first)
    assert await tokens.save_tokens("main", b"late", first) is None
    await tokens.remove_tokens("main")
    assert await tokens.save_tokens("main", b"late", second) is None
    assert await tokens.load_tokens("main") is None
    third = await tokens.save_tokens("main", b"again", None)
    assert third not in (None, first, second)


async def test_a_changed_encryption_key(store: Store) -> None:
    """An older key beside the new one still opens; without it the tokens count as absent."""
    old, new = Fernet.generate_key(), Fernet.generate_key()
    await RedisTokenStore(store, [old]).save_tokens("main", b"value", None)
    found = await RedisTokenStore(store, [new, old]).load_tokens("main")
    assert found is not None
    assert found[0] == b"value"
    assert await RedisTokenStore(store, [new]).load_tokens("main") is None
    with pytest.raises(ValueError, match="encrypted"):
        RedisTokenStore(store, [])


async def test_one_replica_refreshes(store: Store, clock: AdjustableClock) -> None:
    """E2, E9: the lock is held by one, released by its word alone, and free when it ran out."""
    tokens = RedisTokenStore(store, [Fernet.generate_key()])
    lock = await tokens.lock_refresh("main", 20)
    assert lock
    assert await tokens.lock_refresh("main", 20) is None
    assert await tokens.lock_refresh("other", 20)
    await tokens.unlock_refresh("main", "not it")
    assert await tokens.lock_refresh("main", 20) is None
    clock.advance(21)
    assert await tokens.lock_refresh("main", 20)
