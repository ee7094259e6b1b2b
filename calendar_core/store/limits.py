"""The state of rate limiter and circuit breakers in Redis: one script and one round trip a question.

Keys, all under one hash tag so that one script may touch them on Redis Cluster; each expires by itself:
rate_limit:{limits}:clock, :breaker:<endpoint>, :starts:<account>:<endpoint>, :starts:<account>, :starts,
:cool:project, :cool:user:<account>, :cool:calendar:<account>:<calendar>, :replicas, :return.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from urllib.parse import quote

import msgspec
from redis.asyncio.client import Redis
from redis.asyncio.cluster import RedisCluster
from redis.exceptions import ResponseError

from calendar_core.clock import Clock, SystemClock
from calendar_core.errors import StoreUnavailable
from calendar_core.resilience.admission import Admission, Ask, BreakerReading, Passage, Result, Scope, Verdict
from calendar_core.resilience.limits import BreakerSettings, Limits
from calendar_core.store.script_lane import Script, ScriptKeys
from calendar_core.store.script_queue import ScriptQueue

logger = logging.getLogger(__name__)

ANSWER_WITHIN = 0.1
"""Seconds that Redis has to answer in before the limiter goes on without it."""
CONNECT_WITHIN = 1.0
"""The same where a connection may have to be made first."""
_HEARTBEAT = 10.0
_SECOND = 1_000_000
_PREFIX = "rate_limit:{limits}:"
_CLOCK = _PREFIX + "clock"
_REPLICAS = (_PREFIX + "replicas").encode()
_RETURN = (_PREFIX + "return").encode()
_PROJECT_STARTS = _PREFIX + "starts"
_PROJECT_COOL = _PREFIX + "cool:project"
_VERDICTS = dict(zip((b"0", b"1", b"2", b"3", b"4"), Verdict, strict=True))
_RESULTS = {Result.OUTAGE: b"0", Result.SUCCESS: b"1", Result.NONE: b"2"}
_LOOK = b"3"
_CHANGES = ("", "opened", "closed")
_AT_REST = [b"0", b"0", b"0", b"0"]
_CLOSED = BreakerReading()

_PARTS = {
    "breaker_enter": ("breaker", "breaker_enter"),
    "breaker_settle": ("breaker_at_rest", "breaker", "breaker_settle"),
    "limit_admit": ("limit_at_rest", "breaker", "limit_admit"),
    "limit_note": ("breaker", "limit_note"),
    "limit_record": ("breaker", "limit_note", "breaker_settle"),
    "limit_clean": ("limit_clean",),
    "limit_cool_down": ("breaker", "limit_cool_down"),
    "limit_return": ("breaker", "limit_return"),
}


@cache
def _script(name: str) -> Script:
    folder = files("calendar_core.store") / "scripts"
    return Script("\n".join((folder / f"{part}.lua").read_text("utf-8") for part in _PARTS[name]))


class RedisLimiterStore:
    """LimiterStore on Redis (6 or later), Valkey, or a cluster of either.

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
        self._queue = ScriptQueue(client, answer_within, max(answer_within, CONNECT_WITHIN))
        self._replica = (replica or secrets.token_hex(6)).encode()
        self._next_heartbeat = -1.0
        self._packed: dict[tuple[object, ...], tuple[Limits, BreakerSettings, bytes]] = {}
        self._warned = False
        self.replicas = 0
        """How many share this Redis, as of the last heartbeat; 0 before the first."""

    async def reach(self, settle: float) -> float:
        self._queue.be_patient()
        head = self._head(BreakerSettings(), round(settle * _SECOND))
        (left,) = await self._run("limit_return", ScriptKeys(_CLOCK.encode(), _RETURN), head)
        return int(left) / _SECOND

    # --- breaker ----------------------------------------------------------------------------------------------------

    async def enter(self, endpoint: str, id: str, settings: BreakerSettings) -> Admission:
        keys = _breaker_keys(endpoint)
        verdict, delay, epoch, trial = await self._run("breaker_enter", keys, self._head(settings), id.encode())
        return Admission(_VERDICTS[verdict], int(delay) / _SECOND, int(epoch), trial == b"1")

    async def settle(self, passage: Passage, result: Result, settings: BreakerSettings) -> BreakerReading:
        epoch = b"" if passage.epoch is None else b"%d" % passage.epoch
        return await self._settle(passage.endpoint, settings, _RESULTS[result], epoch, passage.trial.encode())

    async def record(self, ask: Ask, result: Result, limits: Limits, settings: BreakerSettings) -> BreakerReading:
        keys, head = _note_keys(ask.account, ask.endpoint), self._noted(ask, 0.0, limits, settings)
        return _reading(await self._run("limit_record", keys, head, _RESULTS[result], b"", b"", ask.id.encode()))

    async def read(self, endpoint: str, settings: BreakerSettings) -> BreakerReading:
        return await self._settle(endpoint, settings, _LOOK, b"", b"")

    async def _settle(
        self, endpoint: str, settings: BreakerSettings, result: bytes, epoch: bytes, trial: bytes
    ) -> BreakerReading:
        return _reading(
            await self._run("breaker_settle", _breaker_keys(endpoint), self._head(settings), result, epoch, trial)
        )

    # --- limiter ----------------------------------------------------------------------------------------------------

    async def admit(self, ask: Ask, limits: Limits, settings: BreakerSettings) -> Admission:
        keys = _admission_keys(ask.account, ask.endpoint, ask.calendar)
        beat = self._beat()
        if beat:
            keys = ScriptKeys(*keys.names, _REPLICAS)
        words = await self._run(
            "limit_admit",
            keys,
            self._asked(ask, limits, settings),
            ask.id.encode(),
            b"%d" % (ask.max_wait * _SECOND),
            *((b"%b %b" % (ask.trial.encode() or b"-", beat or b"-"),) if ask.trial or beat else ()),
        )
        if beat:
            self.replicas = int(words[5])
        return Admission(_VERDICTS[words[0]], int(words[1]) / _SECOND, int(words[2]), words[3] == b"1", int(words[4]))

    async def note(self, started: Sequence[tuple[Ask, float]], limits: Limits) -> None:
        await asyncio.gather(*(self._note(ask, ago, limits) for ask, ago in started))

    async def _note(self, ask: Ask, ago: float, limits: Limits) -> None:
        keys, head = _note_keys(ask.account, ask.endpoint), self._noted(ask, ago, limits, BreakerSettings())
        await self._run("limit_note", keys, head, ask.id.encode())

    async def cool_down(
        self, scope: Scope, seconds: float, hold: float, account: str, calendar: str, limits: Limits
    ) -> None:
        key = {
            Scope.PROJECT: _PROJECT_COOL,
            Scope.USER: f"{_PREFIX}cool:user:{quote(account)}",
            Scope.CALENDAR: f"{_PREFIX}cool:calendar:{quote(account)}:{quote(calendar)}",
        }[scope]
        spans = (round(seconds * _SECOND), round(hold * _SECOND), round(limits.calendar_spacing * _SECOND))
        kept = b"3" if scope is Scope.CALENDAR else b"1"
        head = self._head(BreakerSettings(), *spans)
        await self._run("limit_cool_down", ScriptKeys(_CLOCK.encode(), key.encode()), head, kept)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _asked(self, ask: Ask, limits: Limits, settings: BreakerSettings) -> bytes:
        """What a question says beside its names; the same for all of a kind, so packed once."""
        kind = (ask.endpoint, ask.weight, ask.background, ask.queued, self._clock.offset)
        of_limits, of_settings, packed = self._packed.get(kind, (None, None, b""))
        if of_limits is not limits or of_settings is not settings:
            room = limits.windows(ask.endpoint, background=ask.background, weight=ask.weight)
            packed = self._head(
                settings,
                ask.weight,
                limits.width(queued=ask.queued),
                limits.width(queued=True),
                room.endpoint,
                room.user,
                room.project,
                limits.queue,
                round(limits.calendar_spacing * _SECOND),
            )
            if len(self._packed) >= 256:
                self._packed.clear()
            self._packed[kind] = (limits, settings, packed)
        return packed

    def _noted(self, ask: Ask, ago: float, limits: Limits, settings: BreakerSettings) -> bytes:
        bound = limits.of(ask.endpoint) + limits.queue
        return self._head(settings, ask.weight, round(ago * _SECOND), limits.width(queued=True), bound)

    def _head(self, settings: BreakerSettings, *more: int) -> bytes:
        return msgspec.msgpack.encode(
            (
                round(self._clock.offset * _SECOND),
                settings.failures,
                round(settings.pause * _SECOND),
                round(settings.trial_lease * _SECOND),
                round(settings.trial_hint * _SECOND),
                *more,
            )
        )

    def _beat(self) -> bytes:
        """This replica's name when it is time to say that it is alive, else nothing."""
        now = self._clock.monotonic()
        if now < self._next_heartbeat:
            return b""
        self._next_heartbeat = now + _HEARTBEAT
        return self._replica

    async def _run(self, name: str, keys: ScriptKeys, *args: bytes) -> list[bytes]:
        try:
            answer = await self._queue.run(_script(name), keys, args)
        except StoreUnavailable as error:
            if not (isinstance(error.__cause__, ResponseError) and "WRONGTYPE" in str(error.__cause__)):
                raise
            starts = ScriptKeys(*(key for key in keys.names if b":starts" in key))
            await self._queue.run(_script("limit_clean"), starts, ())
            self._warn_once()
            answer = await self._queue.run(_script(name), keys, args)
        return (answer if isinstance(answer, bytes) else str(answer).encode()).split()

    def _warn_once(self) -> None:
        if not self._warned:
            self._warned = True
            logger.warning("a value of another type stood in a key of the limiter and was dropped")


@lru_cache(maxsize=4096)
def _admission_keys(account: str, endpoint: str, calendar: str | None) -> ScriptKeys:
    """In the order in which limit_admit.lua knows them. Names are quoted, so a colon always separates."""
    whose, what = quote(account), quote(endpoint)
    keys = [
        _CLOCK,
        f"{_PREFIX}breaker:{what}",
        _PROJECT_COOL,
        f"{_PREFIX}cool:user:{whose}",
        f"{_PROJECT_STARTS}:{whose}:{what}",
        f"{_PROJECT_STARTS}:{whose}",
        _PROJECT_STARTS,
    ]
    if calendar is not None:
        keys.append(f"{_PREFIX}cool:calendar:{whose}:{quote(calendar)}")
    return ScriptKeys(*(key.encode() for key in keys))


def _reading(words: list[bytes]) -> BreakerReading:
    if words == _AT_REST:
        return _CLOSED
    left, half_open, failures, changed = map(int, words)
    return BreakerReading(left / _SECOND, half_open == 1, failures, _CHANGES[changed])


@lru_cache(maxsize=4096)
def _note_keys(account: str, endpoint: str) -> ScriptKeys:
    clock, breaker, _, _, own, user, project = _admission_keys(account, endpoint, None).names
    return ScriptKeys(clock, breaker, own, user, project)


@lru_cache(maxsize=256)
def _breaker_keys(endpoint: str) -> ScriptKeys:
    return ScriptKeys(_CLOCK.encode(), f"{_PREFIX}breaker:{quote(endpoint)}".encode())
