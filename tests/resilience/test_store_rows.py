"""Fault matrix G: what Redis does to limiter and breaker. Real servers, stopped, killed, flushed and promoted."""

# ruff: noqa: N802 - the names carry the row ids of the fault matrix

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster

from calendar_core.clock import SystemClock
from calendar_core.resilience import BreakerSettings, FailoverStore, Limits, RateLimiter
from calendar_core.store.limits import RedisLimiterStore
from tests.store.servers import Server, join_cluster, servers

from .conftest import DrivenClock, let_pass, shared


async def _granted(limiter: RateLimiter, tries: int, endpoint: str = "event_list") -> int:
    return sum([(await limiter.can_make_request(endpoint))[0] for _ in range(tries)])


async def test_G1_without_redis_at_start_the_limit_is_this_replicas_share(tmp_path: Path, clock: DrivenClock) -> None:
    """Redis down at start: no error, a local limiter at a third for one of three replicas, and health says so."""
    client = Redis.from_url(f"unix://{tmp_path / 'nobody'}")
    limiter = RateLimiter(client, clock=clock, replicas=3)
    assert await _granted(limiter, 150) == 33
    assert limiter.degraded
    for _ in range(3):
        await limiter.record_request("event_get", False)
    assert await limiter.is_circuit_open("event_get")
    await client.aclose()


async def _back(store: FailoverStore, clock: DrivenClock) -> None:
    """Wait until the limiter has found Redis again, and for the others to find it."""
    await store.read("event_list", BreakerSettings())
    clock.advance(1.1)
    while store.degraded and store.returns_in is None:
        await clock.sleep(0)
    clock.advance(store.returns_in or 0)
    await store.read("event_list", BreakerSettings())
    assert not store.degraded


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that may be killed."""
    with servers(1) as [server]:
        yield server


async def test_G2_redis_dies_under_load_and_comes_back(server: Server, clock: DrivenClock) -> None:
    """No call fails because Redis died; the window knows what was granted before, during and after."""
    client = Redis.from_url(server.url)
    store = FailoverStore(RedisLimiterStore(client, clock=clock), clock=clock, replicas=2)
    limiter = RateLimiter(store, clock=clock)
    assert await _granted(limiter, 20) == 20
    load = asyncio.gather(*(limiter.can_make_request("event_get", account=f"user{n}") for n in range(100)))
    await clock.sleep(0)
    server.kill()
    assert all(allowed for allowed, _ in await load)
    assert await _granted(limiter, 100) == 30, "half of 100, and 20 of these are used"
    assert limiter.degraded

    server.start()
    await _back(store, clock)
    assert await _granted(limiter, 100) == 50, "the restarted server was told of all 50, the 20 that it lost too"
    await client.aclose()


async def test_G3_a_redis_that_hangs_costs_one_time_out(server: Server, clock: DrivenClock) -> None:
    """An answer that would take seconds is given up after about 0.1 s, by all who wait for it together."""
    assert server.process
    client = Redis.from_url(server.url)
    store = FailoverStore(RedisLimiterStore(client, clock=clock), clock=clock)
    limiter = RateLimiter(store, clock=clock)
    await limiter.can_make_request("event_list")
    server.process.send_signal(signal.SIGSTOP)
    try:
        began = SystemClock().monotonic()
        answers = await asyncio.gather(*(limiter.can_make_request("event_list") for _ in range(50)))
        took = SystemClock().monotonic() - began
        assert all(allowed for allowed, _ in answers)
        assert took < 2, "0.1 s and what a busy machine adds"
        assert limiter.degraded
    finally:
        server.process.send_signal(signal.SIGCONT)
    await _back(store, clock)
    await client.aclose()


async def test_G3_a_cancelled_caller_is_no_time_out(redis: Redis, clock: DrivenClock) -> None:
    """Whoever cancels a question gets its own cancellation, and the next one still goes to Redis."""
    limiter = shared(redis, clock)
    question = asyncio.ensure_future(limiter.can_make_request("event_list"))
    await clock.sleep(0)
    question.cancel()
    with pytest.raises(asyncio.CancelledError):
        await question
    assert (await limiter.can_make_request("event_list"))[0]
    assert not limiter.degraded


async def test_G4_a_flushed_script_cache_is_filled_again(redis: Redis, clock: DrivenClock) -> None:
    """The scripts are loaded again without an error, for one question and for many at once."""
    limiter = shared(redis, clock)
    assert await _granted(limiter, 10) == 10
    await redis.script_flush()
    assert await _granted(limiter, 10) == 10
    await redis.script_flush()
    _, *answers = await asyncio.gather(
        limiter.get_circuit_delay("event_list"), *(limiter.can_make_request("event_list") for _ in range(100))
    )
    assert sum(answer[0] for answer in answers if isinstance(answer, tuple)) == 80
    await redis.script_flush()
    assert not await limiter.is_circuit_open("event_list")
    assert not limiter.degraded


async def test_G5_a_fail_over_repeats_only_what_it_lost(clock: DrivenClock) -> None:
    """A replica that missed the last 20 grants is promoted: exactly those are granted once more."""
    with servers(2, "--repl-diskless-sync-delay", "0") as [master, copy]:
        to_master, to_copy = Redis.from_url(master.url), Redis.from_url(copy.url)
        await to_copy.replicaof("127.0.0.1", str(master.port))
        while (await to_copy.info("replication"))["master_link_status"] != "up":
            await clock.sleep(0)
        limiter = shared(to_master, clock)
        assert await _granted(limiter, 40) == 40
        assert await to_master.wait(1, 5000) == 1
        await to_copy.replicaof("NO", "ONE")
        lost = await _granted(limiter, 20)
        master.kill()

        again = await _granted(shared(to_copy, clock), 200)
        print(f"granted before the fail-over {40 + lost}, lost with it {lost}, granted afterwards {again}")
        assert 40 + lost + again == 100 + lost
        await to_master.aclose()
        await to_copy.aclose()


async def test_G6_a_flushed_database_starts_clean(redis: Redis, clock: DrivenClock) -> None:
    """Evicted or flushed keys mean a fresh window and a closed breaker, never a crash."""
    limiter = shared(redis, clock)
    assert await _granted(limiter, 150) == 100
    for _ in range(3):
        await limiter.record_request("event_get", False)
    assert await limiter.is_circuit_open("event_get")
    await redis.flushall()
    assert not await limiter.is_circuit_open("event_get")
    assert await _granted(limiter, 150) == 100


@pytest.mark.parametrize("rubbish", ["string", "list", "hash", "numbers"])
async def test_G7_rubbish_counts_as_absent(
    redis: Redis, clock: DrivenClock, rubbish: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A value of another kind or version in any of the limiter's keys is replaced, and told once at most."""
    limiter = shared(redis, clock)
    await limiter.cool_down("calendar", 1, calendar="work")
    await limiter.cool_down("project", 0.001)
    await limiter.cool_down("user", 0.001)
    await limiter.record_request("event_create", False)
    clock.advance(0)
    await limiter.acquire("event_create", calendar="home")
    keys = [key async for key in redis.scan_iter()]
    assert len(keys) >= 6
    for key in keys:
        await redis.delete(key)
        if rubbish == "string":
            await redis.set(key, "{'v': 1}")
        elif rubbish == "list":
            await redis.rpush(key, "x", "y")
        elif rubbish == "hash":
            await redis.hset(key, "x", "y")
        else:
            await redis.set(key, "99999999999999999999 -1 nan 8e15 9e15")
    with caplog.at_level(logging.WARNING):
        assert await _granted(limiter, 100, "event_create") == 60
        await let_pass(clock, [limiter.acquire("event_get", calendar="work")])
        await limiter.cool_down("calendar", 1, calendar="work")
        await limiter.record_request("event_create", True)
    assert not await limiter.is_circuit_open("event_create")
    assert not limiter.degraded
    assert len(caplog.records) <= 1


async def test_G9_a_clock_that_jumps_back_makes_no_wait_longer_than_a_window(redis: Redis) -> None:
    """Redis' host goes back by 5 s: waits stay between 0 and a window, and the circuit opens no longer than 300 s."""

    class Jumping(DrivenClock):
        """Redis' time as the limiter sees it, which may go back."""

        jump = 0.0

        @property
        def offset(self) -> float:
            return super().offset + self.jump

    clock = Jumping()
    limiter = shared(redis, clock)
    for _ in range(100):
        assert (await limiter.can_make_request("event_list"))[0]
    for _ in range(3):
        await limiter.record_request("event_get", False)
    clock.jump = -5
    allowed, delay = await limiter.can_make_request("event_list")
    assert not allowed
    assert 0 <= delay <= 60
    assert 0 <= await limiter.get_circuit_delay("event_get") <= 300
    assert await _granted(limiter, 10, "event_get") == 0
    clock.advance(5.1 + delay)
    assert (await limiter.can_make_request("event_list"))[0]

    clock.jump = -4000
    assert 0 <= (await limiter.can_make_request("event_list"))[1] <= 60
    assert not await limiter.is_circuit_open("event_get"), "what ends in more than a pause cannot be true"


async def test_G10_every_key_expires(redis: Redis, clock: DrivenClock) -> None:
    """Many users seen once leave nothing behind: each key has an end, and memory is what it was."""
    limiter = shared(redis, clock, limits=Limits(window=0.05, per_project=100_000, calendar_spacing=0.05))
    before = (await redis.info("memory"))["used_memory_dataset"]
    for user in range(2000):
        await limiter.can_make_request("event_list", account=f"user{user}")
        await limiter.record_request("event_list", user % 2 == 0, account=f"user{user}")
    await limiter.acquire("event_create", calendar="work")
    await limiter.cool_down("calendar", 0.1, calendar="work")
    await limiter.cool_down("user", 0.1, account="user1")
    await limiter.cool_down("project", 0.1)
    for _ in range(3):
        await limiter.record_request("event_get", False)
    lives = [await redis.pttl(key) async for key in redis.scan_iter()]
    assert lives
    assert all(life >= 0 or life == -2 for life in lives), "-2: gone between the two questions"
    while await redis.dbsize() > 4:
        await redis.ping()
    left = {key.decode() async for key in redis.scan_iter()}
    assert all("starts" not in key and "cool" not in key for key in left), left
    assert (await redis.info("memory"))["used_memory_dataset"] - before < 200_000


async def test_G10_the_local_twin_forgets_too(clock: DrivenClock) -> None:
    """Users seen once are forgotten by the in-process limiter as others come."""
    limiter = RateLimiter(clock=clock)
    for user in range(3000):
        await limiter.can_make_request("event_list", account=f"user{user}")
        if user % 1000 == 0:
            clock.advance(120)
    clock.advance(120)
    for _ in range(1100):
        await limiter.can_make_request("event_list", account="another")
    assert len(limiter._store._windows) < 10  # type: ignore[attr-defined]


async def test_G8_all_keys_of_a_decision_share_a_slot(clock: DrivenClock) -> None:
    """On a 3-node cluster every question works: whatever a decision needs lies in one slot."""
    with servers(3, "--cluster-enabled", "yes", "--cluster-require-full-coverage", "no") as nodes:
        await join_cluster(nodes, clock)
        cluster = RedisCluster.from_url(nodes[0].url)
        limiter = shared(cluster, clock)
        for n in range(30):
            assert (await limiter.can_make_request(f"endpoint{n}", account=f"user{n}"))[0]
        answers = await asyncio.gather(*(limiter.can_make_request("event_list") for _ in range(120)))
        assert sum(allowed for allowed, _ in answers) == 100
        await limiter.acquire("event_create", account="one", calendar="work")
        await limiter.cool_down("calendar", 5, account="one", calendar="work")
        for _ in range(3):
            await limiter.record_request("event_get", False)
        assert await limiter.is_circuit_open("event_get")
        assert not limiter.degraded
        await cluster.aclose()
