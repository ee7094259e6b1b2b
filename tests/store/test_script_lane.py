"""The way scripts take to Redis: whose connection it is, and that no answer goes to the wrong question."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import ResponseError

from calendar_core.clock import SystemClock
from calendar_core.errors import StoreUnavailable
from calendar_core.resilience import RateLimiter
from calendar_core.store.script_lane import Lane, Script, ScriptKeys, command
from calendar_core.store.script_queue import ScriptQueue

ECHO = Script("return redis.status_reply(ARGV[1])")
BROKEN = Script("return redis.call('NOTHING')")
SLOW = Script("local last = 0 for i = 1, 30000000 do last = i end return redis.status_reply(ARGV[1])")
NO_KEYS = ScriptKeys()


def _queue(client: Redis) -> ScriptQueue:
    return ScriptQueue(client, 10, 10)


async def test_a_command_is_packed_as_redis_packs_it(redis: Redis) -> None:
    """The bytes are those of the client's own EVALSHA."""
    keys, args = ScriptKeys(b"a", b"\xc3\xa4:{b}"), (b"", b"1 \r\n")
    connection = redis.connection_pool.make_connection()
    theirs = b"".join(connection.pack_command("EVALSHA", ECHO.sha, 2, *keys.names, *args))
    assert command(ECHO, keys, args) == theirs


async def test_each_question_has_its_own_answer(redis: Redis) -> None:
    """100 at once, one in five of them broken, in the order of asking and over one connection."""
    queue = _queue(redis)
    await queue.run(ECHO, NO_KEYS, (b"first",))
    before = (await redis.info("clients"))["connected_clients"]
    questions = [queue.run(BROKEN if n % 5 == 0 else ECHO, NO_KEYS, (b"%d" % n,)) for n in range(100)]
    answers = await asyncio.gather(*questions, return_exceptions=True)
    assert (await redis.info("clients"))["connected_clients"] == before
    for n, answer in enumerate(answers):
        if n % 5:
            assert answer == b"%d" % n
        else:
            assert isinstance(answer, StoreUnavailable)
            assert isinstance(answer.__cause__, ResponseError)


async def test_the_answer_to_a_cancelled_question_is_nobody_else_s(redis: Redis) -> None:
    """Whoever asks after it gets its own answer, not the one that came late."""
    queue = _queue(redis)
    await queue.run(ECHO, NO_KEYS, (b"first",))
    question = asyncio.ensure_future(queue.run(SLOW, NO_KEYS, (b"late",)))
    for _ in range(3):
        await asyncio.sleep(0)  # noqa: TID251 - lets the question be sent
    question.cancel()
    with pytest.raises(asyncio.CancelledError):
        await question
    assert await queue.run(ECHO, NO_KEYS, (b"mine",)) == b"mine"


async def test_an_answer_that_lies_there_is_no_time_out(redis: Redis) -> None:
    """A loop that was busy for longer than Redis has to answer in reads what came meanwhile."""
    queue, clock = ScriptQueue(redis, 0.05, 10), SystemClock()
    await queue.run(ECHO, NO_KEYS, (b"first",))

    def busy() -> None:
        until = clock.monotonic() + 0.054
        while clock.monotonic() < until:
            pass

    for _ in range(5):
        question = asyncio.ensure_future(queue.run(ECHO, NO_KEYS, (b"there",)))
        asyncio.get_running_loop().call_soon(busy)
        assert await question == b"there"


def test_the_loop_that_serves_ends_a_question_in_time_too() -> None:
    """On uvloop, as on asyncio's own loop, a server that hangs costs the time-out once, and not the client's."""
    uvloop = pytest.importorskip("uvloop")

    async def ask() -> float:
        async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while data := await reader.read(4096):
                if b"HELLO" in data or b"CLIENT" in data:
                    writer.write(b"+OK\r\n" * data.count(b"*"))

        server = await asyncio.start_server(deaf, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        client = Redis.from_url(f"redis://127.0.0.1:{port}?protocol=2", socket_timeout=5)
        queue, clock = ScriptQueue(client, 0.1, 0.1), SystemClock()
        began = clock.monotonic()
        with pytest.raises(StoreUnavailable):
            await queue.run(ECHO, NO_KEYS, (b"x",))
        took = clock.monotonic() - began
        await client.aclose()
        server.close()
        return took

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(ask()) < 2


async def test_the_only_connection_of_a_client_is_given_back_at_once(redis_url: str) -> None:
    """A pool of one serves its owner and the limiter in turns."""
    client = Redis(connection_pool=BlockingConnectionPool.from_url(redis_url, max_connections=1, timeout=0.3))
    limiter = RateLimiter(client, account="only one connection")
    for _ in range(3):
        assert (await limiter.can_make_request("event_list"))[0]
        assert await client.ping()
    assert not limiter.degraded
    await client.aclose()


async def test_a_connection_goes_back_as_it_came(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its second the connection is the pool's again, with the time-out that it had."""
    monkeypatch.setattr("calendar_core.store.script_lane._HELD", 0.01)
    client = Redis.from_url(redis_url, socket_timeout=7)
    given_back = asyncio.Event()
    release = client.connection_pool.release

    async def released(connection: Any) -> None:
        await release(connection)
        given_back.set()

    monkeypatch.setattr(client.connection_pool, "release", released)
    lane = Lane(client)
    assert await lane.exchange(command(Script("return 1"), NO_KEYS, (), whole=True), 1) == [1]
    await asyncio.wait_for(given_back.wait(), 5)
    connection = await client.connection_pool.get_connection()
    assert connection.socket_timeout == 7
    assert await lane.exchange(command(Script("return 2"), NO_KEYS, (), whole=True), 1) == [2]
    await client.aclose()


class Counting(Redis):
    """A client that does something of its own with each command."""

    commands: list[str]

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        self.commands.append(str(args[0]))
        return await super().execute_command(*args, **options)


async def test_a_client_that_watches_its_commands_sees_ours(redis_url: str) -> None:
    """Where `execute_command` is another's, the scripts go through it, one command each."""
    client = Counting.from_url(redis_url)
    client.commands = []
    limiter = RateLimiter(client, account="watched")
    await limiter.can_make_request("event_list")
    await limiter.can_make_request("event_list")
    await asyncio.gather(*(limiter.can_make_request("event_list") for _ in range(3)))
    assert [name for name in client.commands if name != "EVAL"] == ["EVALSHA"] * 5
    await client.aclose()


@pytest.mark.parametrize("options", [{"decode_responses": True}, {"single_connection_client": True}, {"protocol": 2}])
async def test_clients_of_every_kind_are_served(redis_url: str, options: dict[str, Any]) -> None:
    """However a client decodes, connects or speaks, limits hold and Redis keeps them."""
    client = Redis.from_url(redis_url, **options)
    limiter = RateLimiter(client, account=f"kind {options}")
    answers = await asyncio.gather(*(limiter.can_make_request("event_create") for _ in range(70)))
    assert sum(allowed for allowed, _ in answers) == 60
    assert not limiter.degraded
    await client.aclose()
