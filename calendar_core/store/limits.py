"""The state of rate limiter and circuit breakers in Redis: one script and one round trip a question.

Keys, all under one hash tag so that one script may touch them on Redis Cluster; each expires by itself:
rate_limit:{limits}:clock, :breaker:<endpoint>, :starts:<account>:<endpoint>, :starts:<account>, :starts,
:cool:project, :cool:user:<account>, :cool:calendar:<account>:<calendar>, :replicas.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import msgspec
from redis.asyncio.client import Redis
from redis.asyncio.cluster import RedisCluster

from calendar_core.clock import Clock, SystemClock
from calendar_core.resilience.admission import Admission, Ask, BreakerReading, Passage, Result, Scope, Verdict
from calendar_core.resilience.limits import BreakerSettings, Limits
from calendar_core.store.script_queue import Script, ScriptQueue

logger = logging.getLogger(__name__)

ANSWER_WITHIN = 0.1
"""Seconds that Redis has to answer in before the limiter goes on without it."""
_HEARTBEAT = 10.0
_SECOND = 1_000_000
_PREFIX = "rate_limit:{limits}:"
_CLOCK = _PREFIX + "clock"
_REPLICAS = _PREFIX + "replicas"
_PROJECT_STARTS = _PREFIX + "starts"
_PROJECT_COOL = _PREFIX + "cool:project"
_VERDICTS = dict(zip((b"0", b"1", b"2", b"3", b"4"), Verdict, strict=True))
_RESULTS = {Result.OUTAGE: "0", Result.SUCCESS: "1", Result.NONE: "2"}
_LOOK = "3"
_CHANGES = ("", "opened", "closed")
_pack = msgspec.msgpack.Encoder().encode


@cache
def _script(name: str) -> Script:
    folder = files("calendar_core.store") / "scripts"
    return Script("".join((folder / part).read_text("utf-8") for part in ("breaker.lua", f"{name}.lua")))


class RedisLimiterStore:
    """LimiterStore on Redis (5 or later), Valkey, or a cluster of either.

    client: as it comes from redis.asyncio, however its answers are decoded. clock: only its offset and, for the
    heartbeat of this replica, its monotonic time. replica: a name unlike that of any other process.
    """

    def __init__(
        self,
        client: Redis | RedisCluster,
        *,
        clock: Clock | None = None,
        answer_within: float = ANSWER_WITHIN,
        replica: str | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._queue = ScriptQueue(client, answer_within)
        self._replica = replica or secrets.token_hex(6)
        self._next_heartbeat = -1.0
        self._warned = False
        self.replicas = 0
        """How many share this Redis, as of the last heartbeat; 0 before the first."""

    # --- breaker ----------------------------------------------------------------------------------------------------

    async def enter(self, endpoint: str, id: str, settings: BreakerSettings) -> Admission:
        keys = (_CLOCK, _breaker_key(endpoint))
        verdict, delay, epoch, trial, *_ = await self._run("breaker_enter", keys, self._head(settings), id)
        return Admission(_VERDICTS[verdict], int(delay) / _SECOND, int(epoch), trial == b"1")

    async def settle(self, passage: Passage, result: Result, settings: BreakerSettings) -> BreakerReading:
        epoch = "" if passage.epoch is None else str(passage.epoch)
        return await self._settle(passage.endpoint, settings, _RESULTS[result], epoch, passage.trial)

    async def read(self, endpoint: str, settings: BreakerSettings) -> BreakerReading:
        return await self._settle(endpoint, settings, _LOOK, "", "")

    async def _settle(
        self, endpoint: str, settings: BreakerSettings, result: str, epoch: str, trial: str
    ) -> BreakerReading:
        keys = (_CLOCK, _breaker_key(endpoint))
        left, half_open, failures, changed, *_ = await self._run(
            "breaker_settle", keys, self._head(settings), result, epoch, trial
        )
        return BreakerReading(int(left) / _SECOND, half_open == b"1", int(failures), _CHANGES[int(changed)])

    # --- limiter ----------------------------------------------------------------------------------------------------

    async def admit(self, ask: Ask, limits: Limits, settings: BreakerSettings) -> Admission:
        room = limits.windows(ask.endpoint, background=ask.background, weight=ask.weight)
        asked = (
            *self._head(settings),
            ask.weight,
            round(ask.max_wait * _SECOND),
            limits.width(queued=ask.queued),
            limits.width(queued=True),
            room.endpoint,
            room.user,
            room.project,
            limits.queue,
            round(limits.calendar_spacing * _SECOND),
        )
        account, endpoint = quote(ask.account), quote(ask.endpoint)
        keys = [
            _CLOCK,
            f"{_PREFIX}breaker:{endpoint}",
            f"{_PROJECT_STARTS}:{account}:{endpoint}",
            f"{_PROJECT_STARTS}:{account}",
            _PROJECT_STARTS,
            _PROJECT_COOL,
            f"{_PREFIX}cool:user:{account}",
            _REPLICAS,
        ]
        if ask.calendar is not None:
            keys.append(f"{_PREFIX}cool:calendar:{account}:{quote(ask.calendar)}")
        verdict, delay, epoch, trial, headroom, replicas, *_ = await self._run(
            "limit_admit", keys, asked, ask.id, ask.trial, self._beat()
        )
        if replicas != b"0":
            self.replicas = int(replicas)
        return Admission(_VERDICTS[verdict], int(delay) / _SECOND, int(epoch), trial == b"1", int(headroom))

    async def note(self, started: Sequence[tuple[Ask, float]], limits: Limits) -> None:
        await asyncio.gather(*(self._note(ask, ago, limits) for ask, ago in started))

    async def _note(self, ask: Ask, ago: float, limits: Limits) -> None:
        account, endpoint = quote(ask.account), quote(ask.endpoint)
        keys = (
            _CLOCK,
            f"{_PROJECT_STARTS}:{account}:{endpoint}",
            f"{_PROJECT_STARTS}:{account}",
            _PROJECT_STARTS,
        )
        bound = limits.of(ask.endpoint) + limits.queue
        asked = (ask.weight, round(ago * _SECOND), limits.width(queued=True), bound)
        await self._run("limit_note", keys, (*self._head(BreakerSettings()), *asked), ask.id)

    async def cool_down(
        self, scope: Scope, seconds: float, hold: float, account: str, calendar: str, limits: Limits
    ) -> None:
        key = {
            Scope.PROJECT: _PROJECT_COOL,
            Scope.USER: f"{_PREFIX}cool:user:{quote(account)}",
            Scope.CALENDAR: f"{_PREFIX}cool:calendar:{quote(account)}:{quote(calendar)}",
        }[scope]
        asked = (round(seconds * _SECOND), round(hold * _SECOND), round(limits.calendar_spacing * _SECOND))
        kind = "hash" if scope is Scope.CALENDAR else "string"
        await self._run("limit_cool_down", (_CLOCK, key), (*self._head(BreakerSettings()), *asked), kind)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _head(self, settings: BreakerSettings) -> tuple[int, ...]:
        return (
            round(self._clock.offset * _SECOND),
            settings.failures,
            round(settings.pause * _SECOND),
            round(settings.trial_lease * _SECOND),
            round(settings.trial_hint * _SECOND),
        )

    def _beat(self) -> str:
        """This replica's name when it is time to say that it is alive, else ""."""
        now = self._clock.monotonic()
        if now < self._next_heartbeat:
            return ""
        self._next_heartbeat = now + _HEARTBEAT
        return self._replica

    async def _run(self, name: str, keys: Sequence[str], asked: Sequence[int], *args: str) -> list[bytes]:
        answer: Any = await self._queue.run(_script(name), keys, (_pack(asked), *args))
        words: list[bytes] = (answer if isinstance(answer, bytes) else str(answer).encode()).split()
        if words[-1] == b"cleaned" and not self._warned:
            self._warned = True
            logger.warning("a value of another type stood in a key of the limiter and was dropped")
        return words


def _breaker_key(endpoint: str) -> str:
    return f"{_PREFIX}breaker:{quote(endpoint)}"
