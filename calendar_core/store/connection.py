"""Opening Redis, running our scripts on it, and telling its failures in our own words.

Commands are never resent by the library: a script that was sent and not answered may have been done.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any, TypeAlias
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from redis.asyncio import Redis
from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, ReadOnlyError, RedisClusterException, RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeout

from calendar_core.clock import Clock
from calendar_core.errors import StoreUnavailable
from calendar_core.store.keys import Keys, type_of
from calendar_core.store.script_files import script_named
from calendar_core.store.script_lane import Argument, Script, encoded, packed
from calendar_core.store.script_queue import ScriptQueue

log = logging.getLogger(__name__)

Client: TypeAlias = "Redis | RedisCluster"

FAILURES = (RedisError, RedisClusterException, OSError, TimeoutError)
"""What the library raises when Redis fails; a cluster none of whose nodes answers is no RedisError there."""

_CONNECT_TIMEOUT = 1.0
_ANSWER_TIMEOUT = 3.0
_HUNG_TIMEOUT = 0.5  # for an answer of a server that has not answered the last time
_PATIENT_EVERY = 3.0  # seconds; then one call waits as long as ever, for it may only have become slow
_SENTINEL_TIMEOUT = 0.5  # a sentinel that is slower is passed over for the next
_REDIS_PORT, _SENTINEL_PORT = 6379, 26379
_REPLICA_WAIT = 100  # milliseconds
_LOOK_FOR_REPLICAS = 10.0  # seconds between two looks
_REFUSED = (
    "REDIS_URL has to begin with redis://, rediss://, unix://, redis+sentinel:// (host:port,host:port/service) or "
    "redis+cluster://"
)


def open_client(url: str) -> Client:
    """A client for that address; it connects with its first command.

    redis:// rediss:// unix:// for one server, redis+sentinel://host:port,host:port/service?db=0 for a primary that
    Sentinel names, redis+cluster://host:port,host:port for a Redis Cluster; rediss+... for TLS.
    User and password, percent-encoded, stand before the @; those of the sentinels themselves are
    ?sentinel_username= and &sentinel_password=.
    Raises ValueError for anything else.
    """
    parts = urlsplit(url)
    if parts.scheme in ("redis", "rediss", "unix"):
        return Redis.from_url(url, **_options(_CONNECT_TIMEOUT, _ANSWER_TIMEOUT))
    options = _options(_CONNECT_TIMEOUT, _ANSWER_TIMEOUT) | {
        "username": unquote(parts.username or "") or None,
        "password": unquote(parts.password or "") or None,
        "ssl": parts.scheme.startswith("rediss"),
    }
    if parts.scheme in ("redis+cluster", "rediss+cluster") and (hosts := _hosts(parts, _REDIS_PORT)):
        return RedisCluster(startup_nodes=[ClusterNode(host, port) for host, port in hosts], **options)
    service = parts.path.strip("/")
    if parts.scheme in ("redis+sentinel", "rediss+sentinel") and service and (hosts := _hosts(parts, _SENTINEL_PORT)):
        return _primary_of(service, hosts, dict(parse_qsl(parts.query)), options)
    raise ValueError(_REFUSED)


def _options(connect: float, answer: float) -> dict[str, Any]:
    return {
        "socket_timeout": answer,
        "socket_connect_timeout": connect,
        "health_check_interval": 0,
        "retry": Retry(NoBackoff(), 0),
    }


def _primary_of(service: str, hosts: list[tuple[str, int]], query: dict[str, str], options: dict[str, Any]) -> Redis:
    """A client of whichever server the sentinels call the primary when a connection is made."""
    asking = _options(_SENTINEL_TIMEOUT, _SENTINEL_TIMEOUT) | {
        "username": query.get("sentinel_username"),
        "password": query.get("sentinel_password"),
        "ssl": options["ssl"],
    }
    sentinel = Sentinel(hosts, sentinel_kwargs=asking)  # type: ignore[no-untyped-call]
    primary: Redis = sentinel.master_for(service, db=int(query.get("db", "0")), **options)
    return primary


def _hosts(parts: SplitResult, port: int) -> list[tuple[str, int]]:
    """The hosts before the path, each with its port; `port` where it names none."""
    found = (urlsplit(f"//{part}") for part in parts.netloc.rpartition("@")[2].split(",") if part)
    return [(host.hostname or "", host.port or port) for host in found]


class Store:
    """One Redis and the clock whose offset its scripts are handed. Everything in this package works through it."""

    def __init__(self, client: Client, clock: Clock, keys: Keys | None = None) -> None:
        self.client = client
        self.clock = clock
        self.keys = keys or Keys()
        self.unconfirmed = 0
        """Promised writes that are done, but that no replica has confirmed in time though there was one."""
        self._scripts = ScriptQueue(client, _ANSWER_TIMEOUT, _CONNECT_TIMEOUT + _ANSWER_TIMEOUT)
        self._replicas: dict[str, tuple[float, bool]] = {}  # server -> when it was asked, and whether it has any
        self._hangs = False
        self._patient_at = 0.0

    @classmethod
    def open(cls, url: str, clock: Clock, *, shards: int = 1) -> Store:
        """The store at that address; it connects with its first command. Raises ValueError for a bad address."""
        return cls(open_client(url), clock, Keys(shards))

    async def aclose(self) -> None:
        with suppress(*FAILURES):
            await self._scripts.let_go()
        await self.client.aclose()
        if (sentinel := _sentinel_of(self.client)) is not None:
            await sentinel.aclose()

    async def ping(self) -> float:
        """Seconds that an answer took. Raises StoreUnavailable."""
        began = self.clock.monotonic()
        await self.call("PING")
        return self.clock.monotonic() - began

    async def time(self) -> float:
        """The server's time in epoch seconds, without the clock's offset. Raises StoreUnavailable."""
        try:
            answer: Any
            if isinstance(self.client, RedisCluster):
                await self.client.initialize()
                answer = await self.client.time(target_nodes=self.client.get_default_node())
            else:
                answer = await self.client.time()
        except FAILURES as error:
            raise unavailable(error) from error
        return int(answer[0]) + int(answer[1]) / 1_000_000

    async def call(self, *command: Argument, promised: bool = False) -> Any:
        """One plain command; promised as in `run`. Raises StoreUnavailable."""
        try:
            return await self._in_time(self._command(command, promised))
        except FAILURES as error:
            raise await self._failed(error) from error

    async def run(self, name: str, keys: Sequence[str], args: Sequence[Argument], *, promised: bool = False) -> Any:
        """One of our scripts; loaded again where Redis has forgotten it. Raises StoreUnavailable.

        promised: a replica, where there is one, is waited for (100 ms at most) on the same connection.
        """
        try:
            return await self._in_time(self._script(script_named(name), keys, args, promised))
        except FAILURES as error:
            raise await self._failed(error) from error

    async def _command(self, command: Sequence[Argument], promised: bool) -> Any:
        if promised and await self._has_replica(str(command[1])):
            return await self._send_and_wait(str(command[1]), *command)
        return await self.client.execute_command(*command)

    async def _script(self, script: Script, keys: Sequence[str], args: Sequence[Argument], promised: bool) -> Any:
        try:
            return await self._send(script, keys, args, promised=promised)
        except ResponseError as error:
            if "WRONGTYPE" not in str(error) or not await self._clean(keys):
                raise
            return await self._send(script, keys, args, promised=promised)

    async def _in_time(self, work: Coroutine[Any, Any, Any]) -> Any:
        """What comes of it. A message takes several questions: where the last was not answered in time, a person must
        not wait as long for each of the others, and hears from Google what can be done without a store."""
        if not self._hangs:
            return await work
        limit, now = _HUNG_TIMEOUT, self.clock.monotonic()
        if now - self._patient_at > _PATIENT_EVERY:
            limit, self._patient_at = _ANSWER_TIMEOUT, now
        async with asyncio.timeout(limit):
            answer = await work
        self._hangs = False
        return answer

    async def _send(self, script: Script, keys: Sequence[str], args: Sequence[Argument], *, promised: bool) -> Any:
        if promised and not self._is_alone and await self._has_replica(keys[0]):
            try:
                return await self._send_and_wait(keys[0], "EVALSHA", script.sha, len(keys), *keys, *args)
            except NoScriptError:
                return await self._send_and_wait(keys[0], "EVAL", script.source, len(keys), *keys, *args)
        try:
            return await self._scripts.run(script, packed(tuple(keys)), encoded(args))
        except StoreUnavailable as failed:
            raise failed.__cause__ or failed from None

    async def _send_and_wait(self, key: str, *command: Argument) -> Any:
        """The answer, once a replica has it or time is up. Both go over one connection, for WAIT (Redis) is about what
        that connection has written."""
        server: dict[str, Any] = {}
        if isinstance(self.client, RedisCluster):
            server = {"target_nodes": self.client.get_node_from_key(key)}
        pipeline = self.client.pipeline(transaction=False)
        pipeline.execute_command(*command, **server)
        pipeline.execute_command("WAIT", 1, _REPLICA_WAIT, **server)
        answer, copies = await pipeline.execute()
        if int(copies) < 1:
            self._replicas.clear()
            self.unconfirmed += 1
            log.warning("a promised write was not confirmed by a replica in time")
            if _sentinel_of(self.client) is not None:
                await self._let_go()  # it may be a primary that was replaced and does not know it yet
        return answer

    async def _failed(self, error: Exception) -> StoreUnavailable:
        """The failure in our own words.

        The address may lead to another server by now. One that hangs would cost a time-out for each connection that is
        kept, and one that has become a replica would refuse every write for ever.
        """
        if isinstance(error, (TimeoutError, RedisTimeout)):
            if not self._hangs:
                self._hangs, self._patient_at = True, self.clock.monotonic()
            await self._let_go()
        elif isinstance(error, ReadOnlyError):
            await self._let_go()
        return unavailable(error)

    async def _let_go(self) -> None:
        """Close connections that nobody uses; the next command makes its own and asks anew where the primary is."""
        if isinstance(self.client, Redis):
            with suppress(*FAILURES):
                await self._scripts.let_go()
                await self.client.connection_pool.disconnect(inuse_connections=False)
            self._scripts.be_patient()

    @property
    def _is_alone(self) -> bool:
        """Whether the one server there is was looked at lately and had no replica: nothing to wait for."""
        looked_at, has_one = self._replicas.get("", (-math.inf, True))
        return not has_one and self.clock.monotonic() - looked_at <= _LOOK_FOR_REPLICAS

    async def _has_replica(self, key: str) -> bool:
        """Whether the server that holds the key has a replica."""
        node = None
        if isinstance(self.client, RedisCluster):
            await self.client.initialize()
            node = self.client.get_node_from_key(key)
        name, now = node.name if node else "", self.clock.monotonic()
        looked_at, has_one = self._replicas.get(name, (-math.inf, False))
        if now - looked_at > _LOOK_FOR_REPLICAS:
            if name in self._replicas:  # who promises meanwhile goes by what was known; of nothing known each asks
                self._replicas[name] = now, has_one
            facts: dict[str, Any] = {}
            with suppress(ResponseError):  # some hosted servers refuse INFO; then nothing can be waited for
                facts = await (node or self.client).execute_command("INFO", "replication")
            has_one = int(facts.get("connected_slaves", 0)) > 0
            self._replicas[name] = now, has_one
        return has_one

    async def _clean(self, keys: Sequence[str]) -> bool:
        """Take away keys that hold another type than they should: rubbish counts as absent."""
        found = False
        for key in keys:
            wanted = type_of(key)
            is_now = await self.client.type(key) if wanted else b"none"
            is_now = is_now.decode() if isinstance(is_now, bytes) else str(is_now)
            if wanted and is_now not in ("none", wanted):
                await self.client.delete(key)
                log.warning("a key of another type was in the way and counts as absent", extra={"kind": wanted})
                found = True
        return found


def _sentinel_of(client: Client) -> Sentinel | None:
    pool = client.connection_pool if isinstance(client, Redis) else None
    return pool.sentinel_manager if isinstance(pool, SentinelConnectionPool) else None


def unavailable(error: Exception) -> StoreUnavailable:
    """The store's failure in our own words; Redis' own go along as the cause, never into the message."""
    return StoreUnavailable(reason=type(error).__name__)
