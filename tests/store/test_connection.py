# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""Redis that is replicated, spread, killed, slow: promises are waited for, and everything resumes by itself."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster

from calendar_core.clock import AdjustableClock
from calendar_core.errors import StoreUnavailable
from calendar_core.ports import OutboxAction, OutboxEntry, Person
from calendar_core.store.connection import Store, open_client
from calendar_core.store.conversation import RedisConversationStore
from calendar_core.store.events import RedisEventStore
from calendar_core.store.inbox import RedisInboxStore
from calendar_core.store.outbox import RedisOutboxStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.reminders import RedisReminderStore
from calendar_core.store.script_files import script_named
from calendar_core.store.secrets import RedisTokenStore
from tests.store.makers import REF, batch, event, rows
from tests.store.servers import follow, join_cluster, servers


def _write(now: datetime) -> OutboxEntry:
    one = event("a", now + timedelta(hours=1))
    return OutboxEntry("delete:a", REF, OutboxAction.DELETE, "a", 7, now, event=one)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("redis://127.0.0.1:6379/2", Redis),
        ("rediss://user:pw@127.0.0.1:6380", Redis),
        ("unix:///tmp/no.sock", Redis),
        ("redis+sentinel://:pw@127.0.0.1:26379,127.0.0.1:26380/mymaster?db=1", Redis),
        ("redis+cluster://127.0.0.1:7000,127.0.0.1:7001", RedisCluster),
    ],
)
async def test_all_forms_of_address(url: str, kind: type) -> None:
    """One server, a socket, Sentinel and a cluster; nothing is resent by the library."""
    assert isinstance(open_client(url), kind)


@pytest.mark.parametrize(
    "url",
    [
        "redis://127.0.0.1:1",
        "unix:///nowhere/s",
        "redis+cluster://127.0.0.1:1",
        "redis+sentinel://127.0.0.1:1/mymaster",
    ],
)
async def test_a_server_that_is_away_is_one_typed_error(url: str, clock: AdjustableClock) -> None:
    """Whatever kind of Redis it is, and whatever the library raises: StoreUnavailable, without the address."""
    store = Store.open(url, clock)
    for ask in (store.ping(), store.time(), store.run("lease", [store.keys.lease("x")], [0, "", 1])):
        with pytest.raises(StoreUnavailable) as away:
            await ask
        assert "127.0.0.1" not in str(away.value)
    await store.aclose()


@pytest.mark.parametrize("url", ["", "http://127.0.0.1", "redis+sentinel://127.0.0.1:26379", "redis+cluster://"])
async def test_another_address_is_refused(url: str) -> None:
    """A sentence, at once, instead of a failure at the first command."""
    with pytest.raises(ValueError, match="REDIS_URL"):
        open_client(url)


async def test_G5_a_promise_waits_for_the_replica(clock: AdjustableClock, now: datetime) -> None:
    """Where a replica exists, a promised write is on it when `put` returns; a lost replica delays it by 100 ms."""
    quick = ("--repl-diskless-sync-delay", "0")
    with servers(1, *quick) as [primary], servers(1, "--replicaof", f"127.0.0.1 {primary.port}") as [copy]:
        client, copied = Redis.from_url(primary.url), Redis.from_url(copy.url)
        while (await copied.info("replication"))["master_link_status"] != "up":
            await clock.sleep(0)
        outbox = RedisOutboxStore(Store(client, clock))
        await outbox.put(_write(now), now)
        assert await copied.exists("calendar:outbox:{s00}:main:delete:a")
        assert (await client.info("commandstats"))["cmdstat_wait"]["calls"] >= 1, "it was no luck"
        copy.kill()
        await outbox.put(replace(_write(now), event_id="b"), now)
        assert len(await outbox.pending("main")) == 2
        await client.aclose()
        await copied.aclose()


async def test_promises_made_while_replicas_are_looked_for_wait_too(clock: AdjustableClock) -> None:
    """Whether there is a replica is asked from time to time, and anew where one did not confirm: whoever promises in
    that moment waits like the others."""
    quick = ("--repl-diskless-sync-delay", "0")
    with servers(1, *quick) as [primary], servers(1, "--replicaof", f"127.0.0.1 {primary.port}") as [copy]:
        client, copied = Redis.from_url(primary.url), Redis.from_url(copy.url)
        while (await copied.info("replication"))["master_link_status"] != "up":
            await clock.sleep(0)
        store = Store(client, clock)
        inbox = RedisInboxStore(store)
        await inbox.put(1, "7", b"x")
        clock.advance(60)
        copy.pause()
        for turn in (1, 2):
            await asyncio.gather(*(inbox.put(10 * turn + number, "7", b"x") for number in range(5)))
            assert store.unconfirmed == 5 * turn
        copy.go_on()
        await client.aclose()
        await copied.aclose()


async def test_killed_and_back_nothing_promised_is_lost(clock: AdjustableClock, now: datetime) -> None:
    """kill -9 of the store: a typed failure while it is away; when it is back everything resumes by itself, and what
    was on disk is there."""
    with servers(1, "--appendonly", "yes", "--appendfsync", "always") as [server]:
        store = Store.open(server.url, clock)
        outbox, inbox = RedisOutboxStore(store), RedisInboxStore(store)
        await outbox.put(_write(now), now)
        await inbox.put(1, "7", b"x")
        server.kill()
        for attempt in (outbox.pending("main"), inbox.put(2, "7", b"x"), store.ping()):
            with pytest.raises(StoreUnavailable):
                await attempt
        server.start()
        assert [entry.id for entry in await outbox.claim_due(5, 60)] == ["delete:a"]
        assert (await inbox.claim(60)) is not None
        await store.aclose()


async def test_a_command_is_not_sent_twice(clock: AdjustableClock) -> None:
    """The connection dies after the server has the command: the caller hears so, and it was sent once."""
    heard: list[bytes] = []

    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(4096):
            if b"HELLO" in data or b"CLIENT" in data:
                writer.write(b"+OK\r\n" * data.count(b"*"))
                continue
            heard.append(data)
            writer.close()

    server = await asyncio.start_server(deaf, "127.0.0.1", 0)
    store = Store.open(f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}?protocol=2", clock)
    with pytest.raises(StoreUnavailable):
        await RedisInboxStore(store).put(1, "7", b"x")
    # One INFO that asks for replicas, or one script: nothing that came twice.
    assert len(heard) == 1
    await store.aclose()
    server.close()


async def test_G8_everything_works_on_a_cluster(clock: AdjustableClock, now: datetime) -> None:
    """G8: on three nodes every script finds its keys in one slot, whichever shard an account is in."""
    with servers(3, "--cluster-enabled", "yes", "--cluster-require-full-coverage", "no") as nodes:
        await join_cluster(nodes, clock)
        store = Store.open(f"redis+cluster://127.0.0.1:{nodes[0].port}", clock, shards=5)
        for number in range(6):
            await _all_rooms(store, clock, f"account {number}", number, now)
        await _chats(store, now)
        await store.aclose()


async def test_a_promise_waits_for_a_replica_on_a_cluster_too(clock: AdjustableClock) -> None:
    """The primary of the key is asked, so what is promised is at its replica when the promise returns; while that one
    stands still the write is done all the same, and counted."""
    with servers(2, "--cluster-enabled", "yes", "--repl-diskless-sync-delay", "0") as [primary, replica]:
        await join_cluster([primary], clock)
        await follow(replica, primary, clock)
        store = Store.open(f"redis+cluster://127.0.0.1:{primary.port}", clock)
        inbox, people = RedisInboxStore(store), RedisPeopleStore(store)
        async with Redis.from_url(replica.url, single_connection_client=True) as copy:
            await copy.readonly()
            for number in range(20):
                await inbox.put(number, "7", b"x")
                await people.save_person(Person(number, number, "main"))
                assert await copy.zcard("calendar:inbox:{inbox}:seen") == number + 1
                assert await copy.exists(store.keys.person(number))
            assert store.unconfirmed == 0
            replica.pause()
            assert await inbox.put(99, "7", b"x")
            assert store.unconfirmed == 1
            replica.go_on()
        await store.aclose()


async def _all_rooms(store: Store, clock: AdjustableClock, account: str, number: int, now: datetime) -> None:
    """What one account's calendar, reminders and promises go through."""
    ref = replace(REF, account_id=account)
    events, reminders, outbox = RedisEventStore(store), RedisReminderStore(store), RedisOutboxStore(store)
    run = await events.begin_sync(ref, 60)
    one = event("a", clock.now().replace(microsecond=0) + timedelta(hours=1))
    window = (now - timedelta(days=1), now + timedelta(days=60))
    await events.apply_batch(ref, batch(run.state, window, [one], full=True, lease=run.lease, now=clock.now()))
    assert (await events.get_cached_events(ref, now)).events == (one,)
    assert await events.get_events(ref, ["a"]) == {"a": one}
    await reminders.put_reminder(account, replace(rows([one], clock.now())[0], id="own"))
    await events.sync_now(ref, now)
    assert ref in await events.due_calendars()
    clock.advance(31 * 60)
    claims = await reminders.claim_due(10, 60)
    assert len(claims) == 2
    await reminders.acknowledge(claims)
    await outbox.put(replace(_write(now), ref=ref), now)
    [entry] = await outbox.claim_due(10, 60)
    await outbox.finish(entry)
    await events.remove_event(ref, "a")
    await events.clear(ref)
    people = RedisPeopleStore(store)
    await people.save_person(Person(number, number, account))
    assert len(await people.subscribers_of(account)) == 1


async def _chats(store: Store, now: datetime) -> None:
    from cryptography.fernet import Fernet

    chat = RedisConversationStore(store)
    await chat.keep_note(7, "n", b"x", 60)
    assert await chat.load_note(7, "n") == b"x"
    inbox = RedisInboxStore(store)
    assert await inbox.put(1, "7", b"x")
    item = await inbox.claim(60)
    assert item is not None
    await inbox.done(item)
    assert await inbox.polling_lease("", 30)
    tokens = RedisTokenStore(store, [Fernet.generate_key()])
    await tokens.save_tokens("main", b"x", None)
    assert await tokens.lock_refresh("main", 10)


def test_every_script_is_found() -> None:
    """Each script of the package loads, and its digest is the one Redis gives it."""
    script = script_named("sync_apply")
    assert script.source.count("local function put_event") == 1
    assert len(script.sha) == 40
