"""The watch on a real Redis: one teller of all replicas, nothing told twice, and what it can do while Redis is away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.health import MarkFile, Watch, WatchedStores
from calendar_core.clock import AdjustableClock
from calendar_core.errors import CalendarError, MissingScope, ReconnectNeeded, StoreUnavailable
from calendar_core.ports import CalendarRef, Notice, Person
from calendar_core.store.connection import Store
from calendar_core.store.events import RedisEventStore
from calendar_core.store.outbox import RedisOutboxStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.watch import RedisWatchStore
from tests.store.makers import REF, batch

OWNER, GUEST = Person(1, 1, REF.account_id, "ms"), Person(2, 2, REF.account_id, "zh", zone="Europe/London")
WORDS = count()


@dataclass
class Replica:
    """One process that watches, and what it said. deaf: chats that Telegram does not reach."""

    watch: Watch
    said: list[tuple[int, Notice]] = field(default_factory=list)
    deaf: set[int] = field(default_factory=set)
    refilled: int = 0

    def kinds(self) -> list[tuple[int, str]]:
        return [(chat, notice.kind.value) for chat, notice in self.said]


class Switch:
    """A store's client that can be cut off."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.away = False
        self.keys, self.clock = store.keys, store.clock

    async def call(self, *command: object) -> object:
        if self.away:
            raise StoreUnavailable
        return await self._store.call(*command)  # type: ignore[arg-type]

    async def run(self, *script: object, **options: object) -> object:
        if self.away:
            raise StoreUnavailable
        return await self._store.run(*script, **options)  # type: ignore[arg-type]


def replica_of(store: Store | Switch, clock: AdjustableClock, mark: MarkFile | None = None) -> Replica:
    behind: Store = store  # type: ignore[assignment]

    async def calendars() -> Sequence[CalendarRef]:
        return (REF,)

    async def tell(person: Person, notice: Notice) -> None:
        if person.chat_id in replica.deaf:
            raise CalendarError("Telegram did not take the message", 503)
        replica.said.append((person.chat_id, notice))

    async def refill() -> None:
        replica.refilled += 1

    watch = Watch(
        REF.account_id,
        WatchedStores(
            RedisEventStore(behind), RedisOutboxStore(behind), RedisPeopleStore(behind), RedisWatchStore(behind)
        ),
        clock,
        calendars=calendars,
        tell=tell,
        is_owner=lambda user_id: user_id == OWNER.user_id,
        refill=refill,
        new_word=lambda: f"word {next(WORDS)}",
        mark=mark,
    )
    replica = Replica(watch)
    return replica


@pytest.fixture
async def store(redis: Redis, clock: AdjustableClock) -> Store:
    """A Redis with two people and a calendar that is in step."""
    store = Store(redis, clock)
    for person in (OWNER, GUEST):
        await RedisPeopleStore(store).save_person(person)
    await sync_goes_well(store, clock)
    return store


async def sync_goes_well(store: Store, clock: AdjustableClock) -> None:
    events, now = RedisEventStore(store), clock.now()
    window = (now - timedelta(days=7), now + timedelta(days=60))
    assert await events.apply_batch(REF, batch(await events.sync_state(REF), window, now=now, full=True)) is not None


async def sync_fails(store: Store, clock: AdjustableClock, error: str, times: int = 1) -> None:
    for _ in range(times):
        await RedisEventStore(store).note_failure(REF, error, clock.now() + timedelta(minutes=1))


async def test_everybody_hears_once_and_the_owner_what_to_do(store: Store, clock: AdjustableClock) -> None:
    """A quota that is spent is told to each person once, with the owner told apart, and so is its end."""
    replica = replica_of(store, clock)
    await sync_fails(store, clock, "QuotaExceeded")
    for _ in range(3):
        clock.advance(15)
        await replica.watch.tick()
    assert replica.kinds() == [(1, "quota_spent"), (2, "quota_spent")]
    assert [notice.for_owner for _, notice in replica.said] == [True, False]
    clock.advance(1800)
    await sync_goes_well(store, clock)
    for _ in range(3):
        clock.advance(15)
        await replica.watch.tick()
    assert replica.kinds()[2:] == [(1, "back_again"), (2, "back_again")]
    assert 1800 < replica.said[-1][1].seconds < 1900
    await sync_fails(store, clock, "QuotaExceeded")
    await replica.watch.tick()
    assert replica.kinds()[4:] == [(1, "quota_spent"), (2, "quota_spent")]


async def test_of_all_replicas_one_tells(store: Store, clock: AdjustableClock) -> None:
    """Three replicas and a restart tell one incident once; the next holder knows what the one before has told."""
    replicas = [replica_of(store, clock) for _ in range(3)]
    await sync_fails(store, clock, "MissingScope")
    for _ in range(3):
        for replica in replicas:
            await replica.watch.tick()
    clock.advance(600)  # the holder is gone, and its right with it
    after_restart = replica_of(store, clock)
    await after_restart.watch.tick()
    told = [kind for replica in (*replicas, after_restart) for kind in replica.kinds()]
    assert told == [(1, "permission_missing"), (2, "permission_missing")]


async def test_whom_telegram_did_not_reach_is_told_later(store: Store, clock: AdjustableClock) -> None:
    """Somebody whose chat failed hears at a later look, and nobody else hears again; so with the end."""
    replica = replica_of(store, clock)
    replica.deaf = {2}
    await sync_fails(store, clock, "QuotaExceeded")
    await replica.watch.tick()
    await replica.watch.tick()
    replica.deaf = set()
    await replica.watch.tick()
    assert replica.kinds() == [(1, "quota_spent"), (2, "quota_spent")]
    clock.advance(5)
    await sync_goes_well(store, clock)
    replica.deaf = {1}
    await replica.watch.tick()
    replica.deaf = set()
    await replica.watch.tick()
    await replica.watch.tick()
    assert replica.kinds()[2:] == [(2, "back_again"), (1, "back_again")]


async def test_who_blocked_the_bot_is_left_alone(store: Store, clock: AdjustableClock) -> None:
    """A chat that blocked the bot is not written to."""
    await RedisPeopleStore(store).save_person(replace(GUEST, blocked=True))
    replica = replica_of(store, clock)
    await sync_fails(store, clock, "QuotaExceeded")
    await replica.watch.tick()
    assert replica.kinds() == [(1, "quota_spent")]


@pytest.mark.parametrize(
    ("error", "kind"), [(ReconnectNeeded(), "reconnect_needed"), (MissingScope(), "permission_missing")]
)
async def test_a_lost_grant_is_told_at_once(
    store: Store, clock: AdjustableClock, error: CalendarError, kind: str
) -> None:
    """What the token manager finds out is told without waiting for a sync, by whichever replica holds the right."""
    holder, finder = replica_of(store, clock), replica_of(store, clock)
    await holder.watch.tick()
    finder.watch.grant_lost(REF.account_id, error)
    await finder.watch.settle()
    await holder.watch.tick()
    await holder.watch.tick()
    assert (finder.kinds(), holder.kinds()) == ([], [(1, kind), (2, kind)])


async def test_a_store_that_is_away_is_told_after_a_minute_and_by_one(store: Store, clock: AdjustableClock) -> None:
    """With Redis away the last teller says so once, by what it remembers, and says so when Redis is back."""
    cut = Switch(store)
    teller, other = replica_of(cut, clock), replica_of(cut, clock)
    await teller.watch.tick()
    await other.watch.tick()
    cut.away = True
    for _ in range(12):
        for replica in (teller, other):
            await replica.watch.tick()
        clock.advance(15)
    assert (teller.kinds(), other.kinds()) == ([(1, "store_away"), (2, "store_away")], [])
    assert [notice.for_owner for _, notice in teller.said] == [True, False]
    cut.away = False
    for _ in range(2):
        for replica in (other, teller):
            await replica.watch.tick()
    assert teller.kinds()[2:] == [(1, "store_back"), (2, "store_back")]
    assert other.kinds() == []


async def test_a_blip_of_the_store_is_not_told(store: Store, clock: AdjustableClock) -> None:
    """A store that answers again within a minute disturbs nobody."""
    cut = Switch(store)
    replica = replica_of(cut, clock)
    await replica.watch.tick()
    cut.away = True
    await replica.watch.tick()
    clock.advance(45)
    await replica.watch.tick()
    cut.away = False
    await replica.watch.tick()
    assert replica.kinds() == []


async def test_a_process_that_never_saw_the_store_tells_nobody(store: Store, clock: AdjustableClock) -> None:
    """A bot that is started again and again while Redis is away writes to nobody."""
    cut = Switch(store)
    cut.away = True
    replica = replica_of(cut, clock)
    for _ in range(12):
        await replica.watch.tick()
        clock.advance(15)
    assert replica.kinds() == []


async def test_a_store_that_lost_everything_is_told_and_its_people_are_put_back(
    store: Store, redis: Redis, clock: AdjustableClock
) -> None:
    """After FLUSHALL the people are back with language and zone, the rest is filled again, and they hear it once."""
    replicas = [replica_of(store, clock), replica_of(store, clock)]
    for _ in range(2):
        for replica in replicas:
            await replica.watch.tick()
    await redis.flushall()
    for _ in range(3):
        for replica in replicas:
            await replica.watch.tick()
    told = [kind for replica in replicas for kind in replica.kinds()]
    assert told == [(1, "store_lost"), (2, "store_lost")]
    assert await RedisPeopleStore(store).people_of(REF.account_id) == (OWNER, GUEST)
    assert sum(replica.refilled for replica in replicas) >= 1
    clock.advance(60)
    await sync_goes_well(store, clock)
    await replicas[0].watch.tick()
    assert sum(len(replica.said) for replica in replicas) == 2
    await redis.flushall()
    for _ in range(2):
        for replica in replicas:
            await replica.watch.tick()
    assert sum(len(replica.said) for replica in replicas) == 4


async def test_the_first_start_loses_nothing(redis: Redis, clock: AdjustableClock) -> None:
    """An empty store at the start is no loss."""
    store = Store(redis, clock)
    await RedisPeopleStore(store).save_person(OWNER)
    replica = replica_of(store, clock)
    await replica.watch.tick()
    await replica.watch.tick()
    assert replica.kinds() == []


@pytest.mark.parametrize("rubbish", [b"", b"{", b'{"v":1}', b'{"v":99,"since":"x","reason":"","told":[],"over":false}'])
async def test_rubbish_counts_as_absent(store: Store, redis: Redis, clock: AdjustableClock, rubbish: bytes) -> None:
    """What cannot be read of an incident or a checkup stops nobody from looking."""
    key = store.keys.watch(REF.account_id)
    await redis.hset(key, mapping={"incident:quota_spent": rubbish, "incident:no such": rubbish, "checkup": rubbish})
    book = await RedisWatchStore(store).read(REF.account_id)
    assert (book.incidents, book.checkup) == ((), None)
    replica = replica_of(store, clock)
    await sync_fails(store, clock, "QuotaExceeded")
    await replica.watch.tick()
    assert replica.kinds() == [(1, "quota_spent"), (2, "quota_spent")]


async def test_a_checkup_is_claimed_once_a_period(store: Store, clock: AdjustableClock) -> None:
    """A checkup is due one period after it was first asked for, and then for one of all replicas."""
    book = RedisWatchStore(store)
    assert not await book.claim_checkup("main", 600)
    assert not await book.claim_checkup("main", 600)
    clock.advance(601)
    assert [await book.claim_checkup("main", 600) for _ in range(3)] == [True, False, False]


async def test_a_process_that_begins_over_an_emptied_store_says_so(
    store: Store, redis: Redis, clock: AdjustableClock, tmp_path: Path
) -> None:
    """What the folder remembers outlives the process and the store: after a restart over an empty Redis people hear of
    it once, and not after a restart that lost nothing, at another Redis, or of a bot that is new."""
    mark = MarkFile(tmp_path, "redis://:secret@cache:6379/0")
    first = replica_of(store, clock, mark)
    await first.watch.tick()
    again = replica_of(store, clock, MarkFile(tmp_path, "redis://:other@cache:6379/0"))
    await again.watch.tick()
    await redis.flushall()
    await RedisPeopleStore(store).save_person(OWNER)
    elsewhere = replica_of(store, clock, MarkFile(tmp_path, "redis://cache:6379/1"))
    await elsewhere.watch.tick()
    assert first.said == again.said == elsewhere.said == []
    clock.advance(61)  # whoever held the right to tell is gone
    restarted = replica_of(store, clock, mark)
    for _ in range(2):
        await restarted.watch.tick()
    assert restarted.kinds() == [(1, "store_lost")]
    assert restarted.refilled == 1


async def test_a_folder_that_is_not_there_is_not_made(
    store: Store, redis: Redis, clock: AdjustableClock, tmp_path: Path
) -> None:
    """Where DATA_DIR does not exist nothing is remembered and nothing is said."""
    folder = tmp_path / "data"
    await replica_of(store, clock, MarkFile(folder, "")).watch.tick()
    await redis.flushall()
    restarted = replica_of(store, clock, MarkFile(folder, ""))
    await restarted.watch.tick()
    assert restarted.said == []
    assert not folder.exists()
