"""The way scripts take to Redis: packed by ourselves, over one connection that is kept for a while.

redis-py checks a connection out and in again for every command, wraps each in retries and in its telemetry, and packs
every argument anew: more work than what the limiter itself has to do. Here a caller's keys are packed once, and a
connection of the client's own pool is held for a second at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha1
from typing import Any, TypeAlias

from redis.asyncio.client import Redis
from redis.asyncio.cluster import RedisCluster
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ResponseError

Argument: TypeAlias = str | bytes | int | float

_HELD = 1.0
"""Seconds after which a connection goes back, so that the pool looks after it: health, new logins, a new master."""
_PLAIN = Redis.execute_command


def _packed(words: Iterable[bytes]) -> bytes:
    return b"".join([b"$%d\r\n%b\r\n" % (len(word), word) for word in words])


class Script:
    """A Lua script, known to Redis by its SHA-1."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.sha = sha1(source.encode(), usedforsecurity=False).hexdigest()
        self.by_sha = _packed((b"EVALSHA", self.sha.encode()))
        self.whole = _packed((b"EVAL", source.encode()))


class ScriptKeys:
    """The keys of a question, packed for sending once."""

    __slots__ = ("names", "packed")

    def __init__(self, *names: bytes) -> None:
        self.names = names
        self.packed = _packed((b"%d" % len(names), *names))


@lru_cache(maxsize=4096)
def packed(keys: tuple[str, ...]) -> ScriptKeys:
    """Those keys, packed once and remembered."""
    return ScriptKeys(*(key.encode() for key in keys))


def encoded(args: Sequence[Argument]) -> list[bytes]:
    """The arguments as redis-py writes them."""
    return [
        one if isinstance(one, bytes) else one.encode() if isinstance(one, str) else repr(one).encode() for one in args
    ]


def command(script: Script, keys: ScriptKeys, args: Sequence[bytes], *, whole: bool = False) -> bytes:
    """EVALSHA (whole: EVAL) as it goes over the wire (RESP)."""
    words = 3 + len(keys.names) + len(args)
    return b"*%d\r\n%b%b%b" % (words, script.whole if whole else script.by_sha, keys.packed, _packed(args))


def is_plain(client: Redis | RedisCluster) -> bool:
    """Whether a lane does what the client would: not a cluster's, nor one that is watched, changed or shared."""
    execute = getattr(client.execute_command, "__func__", None)
    # Redis-py's clients are protocols, of which isinstance asks for microseconds; most are the very class.
    if execute is not _PLAIN or (type(client) is not Redis and not isinstance(client, Redis)):
        return False
    return not getattr(client, "single_connection_client", True)


class Lane:
    """One connection of a client, one exchange at a time. How long one may take is the caller's to watch."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._connection: AbstractConnection | None = None
        self._busy = False
        self._due = False
        self._own_timeout: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._returning: asyncio.Task[None] | None = None

    async def exchange(self, commands: bytes, answers: int) -> list[Any]:
        """What Redis says to so many commands: bytes, or a ResponseError. Raises what redis-py raises."""
        self._busy = True
        try:
            if self._connection is not None and _is_closed(self._connection):
                await self._release()
            connection = self._connection or await self._take()
            try:
                await connection.send_packed_command([commands])
                return [await _answer(connection) for _ in range(answers)]
            except BaseException:
                self._due = True  # redis-py has closed it: no late answer can be taken for the next question's
                raise
        finally:
            self._busy = False
            if self._due:
                await self._give_back()

    async def let_go(self) -> None:
        """Give the connection back, at the end of what is under way."""
        self._due = True
        await self._give_back()

    async def _take(self) -> AbstractConnection:
        pool = self._client.connection_pool
        connection: AbstractConnection = await pool.get_connection()  # type: ignore[no-untyped-call]
        self._connection = connection
        # redis-py spends a task and a timer on each.
        self._own_timeout, connection.socket_timeout = connection.socket_timeout, None
        # Where there is but one connection, others need it too.
        self._due = pool.max_connections < 2
        self._timer = asyncio.get_running_loop().call_later(_HELD, self._expire)
        return connection

    def _expire(self) -> None:
        self._due = True
        if not self._busy:
            self._returning = asyncio.get_running_loop().create_task(self._give_back())

    async def _give_back(self) -> None:
        if not self._busy:  # else at the end of that exchange
            await self._release()

    async def _release(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        connection, self._connection, self._timer = self._connection, None, None
        if connection is not None:
            connection.socket_timeout = self._own_timeout
            await self._client.connection_pool.release(connection)


def _is_closed(connection: AbstractConnection) -> bool:
    """Whether the server has closed it meanwhile; the pool sees to that when it hands one out."""
    reader = getattr(connection, "_reader", None)
    return reader is not None and reader.at_eof()


async def _answer(connection: AbstractConnection) -> Any:
    try:
        return await connection.read_response(disable_decoding=True)
    except ResponseError as error:
        return error
