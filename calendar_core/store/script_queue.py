"""Runs scripts on Redis in the order in which they were asked for, many in one round trip when many wait.

A caller alone sends its own command. Those that come while one is on its way are sent together afterwards, over one
connection: the order is kept, and 500 at once cost neither 500 connections nor 500 system calls.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from redis.asyncio.client import Redis
from redis.asyncio.cluster import RedisCluster
from redis.exceptions import NoScriptError, RedisError, ResponseError

from calendar_core.errors import StoreUnavailable
from calendar_core.store.script_lane import Lane, Script, ScriptKeys, command, is_plain

_BATCH = 64
_LAST_TURNS = 3
"""Turns of the event loop in which an answer that has come may still be read: where 500 callers keep the loop busy it
has waited there for most of the time."""


@dataclass(slots=True)
class _Call:
    script: Script
    keys: ScriptKeys
    args: Sequence[bytes]
    answer: asyncio.Future[Any]

    def packed(self, *, whole: bool = False) -> bytes:
        return command(self.script, self.keys, self.args, whole=whole)


class _Watch:
    """Ends what a task awaits when it takes too long, as asyncio.timeout does, with one timer for many of them.

    asyncio.timeout sets and cancels a timer each time, which is a tenth of what a script costs its caller.
    """

    def __init__(self) -> None:
        self._limit = 0.0
        self._task: asyncio.Task[Any] | None = None
        self._since = 0.0
        self._bitten = False
        self._cancelled = 0
        self._turns = 0
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0  # when the timer goes off; uvloop's handle does not know it any more while it does

    def within(self, limit: float) -> _Watch:
        """What is awaited inside `with watch.within(seconds)` ends with TimeoutError after them."""
        self._limit = limit
        return self

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        self._task, self._since, self._bitten = asyncio.current_task(), loop.time(), False
        self._turns = _LAST_TURNS
        self._cancelled = self._task.cancelling() if self._task else 0
        if self._timer is not None and self._due > self._since + self._limit:
            self._timer.cancel()
            self._timer = None
        if self._timer is None:
            self._look_in(self._limit, loop)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        task, self._task = self._task, None
        if task is None:
            return
        if self._bitten:
            task.uncancel()
        if task.cancelling() > self._cancelled:
            # Somebody else has cancelled the task. asyncio.wait_for, inside the client, may have lost that on
            # Python 3.11 (https://github.com/python/cpython/issues/86296).
            if kind is None:
                raise asyncio.CancelledError
        elif self._bitten and kind is asyncio.CancelledError:
            raise TimeoutError

    def _look_in(self, seconds: float, loop: asyncio.AbstractEventLoop) -> None:
        self._due = loop.time() + seconds
        self._timer = loop.call_later(seconds, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        if self._task is None:
            return
        # A loop that comes here late was held up itself, and the answer may lie there unread.
        late = loop.time() - self._due
        if late > 0.01:
            self._since += late
        left = self._since + self._limit - loop.time()
        if left > 0.001:
            self._look_in(left, loop)
        elif self._turns:
            self._turns -= 1
            self._look_in(0, loop)
        else:
            self._bitten = True
            self._task.cancel()


class ScriptQueue:
    """Scripts on one client, for one event loop.

    answer_within: seconds that Redis has; waiting in the queue is not counted. connect_within: the same for the very
    first question, before which connections, encryption and a cluster's map have to be made. Raises StoreUnavailable
    for every failure of Redis: whether the script has run is then unknown.
    """

    def __init__(self, client: Redis | RedisCluster, answer_within: float, connect_within: float) -> None:
        self._client = client
        self._lane = Lane(client) if isinstance(client, Redis) else None
        self._answer_within = answer_within
        self._connect_within = connect_within
        self._limit = connect_within
        self._watch = _Watch()
        self._waiting: deque[_Call] = deque()
        self._busy = False
        self._drainer: asyncio.Task[None] | None = None

    async def run(self, script: Script, keys: ScriptKeys, args: Sequence[bytes]) -> Any:
        """The script's answer. A script that Redis does not know (any more) is sent whole."""
        if self._busy:
            call = _Call(script, keys, args, asyncio.get_running_loop().create_future())
            self._waiting.append(call)
            return await call.answer
        self._busy = True
        try:
            with self._watch.within(self._limit):
                return await self._alone(script, keys, args)
        except ResponseError as error:  # this script's own: Redis is there
            raise StoreUnavailable from error
        except (RedisError, OSError, TimeoutError) as error:
            self._give_up(error)
            raise StoreUnavailable from error
        finally:
            if self._waiting:
                self._drainer = asyncio.get_running_loop().create_task(self._drain())
            else:
                self._busy = False
            self._limit = self._answer_within

    def be_patient(self) -> None:
        """Give the next question as long as the first one had: the client may have to connect again."""
        self._limit = self._connect_within

    async def let_go(self) -> None:
        """Give the connection that is held back to its pool: the next question takes another."""
        if self._lane is not None:
            await self._lane.let_go()

    async def _alone(self, script: Script, keys: ScriptKeys, args: Sequence[bytes]) -> Any:
        if self._lane is not None and is_plain(self._client):
            (answer,) = await self._lane.exchange(command(script, keys, args), 1)
            if isinstance(answer, NoScriptError):
                (answer,) = await self._lane.exchange(command(script, keys, args, whole=True), 1)
            if isinstance(answer, ResponseError):
                raise answer
            return answer
        try:
            return await self._ask_client("EVALSHA", script.sha, keys, args)
        except NoScriptError:
            return await self._ask_client("EVAL", script.source, keys, args)

    async def _ask_client(self, name: str, known_by: str, keys: ScriptKeys, args: Sequence[bytes]) -> Any:
        return await self._client.execute_command(name, known_by, len(keys.names), *keys.names, *args)

    async def _drain(self) -> None:
        try:
            while self._waiting:
                calls = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
                await self._together([call for call in calls if not call.answer.done()])
        finally:
            self._busy = False
            self._drainer = None

    async def _together(self, calls: list[_Call]) -> None:
        try:
            answers = await self._send(calls)
        except BaseException as error:
            for call in calls:
                _fail(call, error)
            self._give_up(error)
            if isinstance(error, RedisError | OSError | TimeoutError):
                return
            raise  # the loop is closing, and nobody is left waiting
        for call, answer in zip(calls, answers, strict=True):
            if isinstance(answer, Exception):
                _fail(call, answer)
            elif not call.answer.done():
                call.answer.set_result(answer)

    async def _send(self, calls: list[_Call]) -> list[Any]:
        if self._lane is None or not is_plain(self._client):
            return [await self._one_of_many(call) for call in calls]
        answers = await self._exchange(self._lane, [call.packed() for call in calls])
        unknown = [place for place, answer in enumerate(answers) if isinstance(answer, NoScriptError)]
        if unknown:
            again = await self._exchange(self._lane, [calls[place].packed(whole=True) for place in unknown])
            for place, answer in zip(unknown, again, strict=True):
                answers[place] = answer
        return answers

    async def _exchange(self, lane: Lane, commands: list[bytes]) -> list[Any]:
        with self._watch.within(self._answer_within):
            return await lane.exchange(b"".join(commands), len(commands))

    async def _one_of_many(self, call: _Call) -> Any:
        try:
            with self._watch.within(self._answer_within):
                return await self._alone(call.script, call.keys, call.args)
        except ResponseError as error:
            return error

    def _give_up(self, error: BaseException) -> None:
        """Redis does not answer: whoever waits is told at once, not one time-out after the other."""
        while self._waiting:
            _fail(self._waiting.popleft(), error)


def _fail(call: _Call, error: BaseException) -> None:
    if not call.answer.done():
        unavailable = StoreUnavailable()
        unavailable.__cause__ = error
        call.answer.set_exception(unavailable)
