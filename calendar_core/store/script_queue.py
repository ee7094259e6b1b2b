"""Runs scripts on Redis in the order in which they were asked for, many in one round trip when many wait.

A caller alone sends its own command. Those that come while one is on its way are sent together afterwards, over one
connection: the order is kept, and 500 at once cost neither 500 connections nor 500 system calls.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha1
from typing import Any

from redis.asyncio.client import Redis
from redis.asyncio.cluster import RedisCluster
from redis.exceptions import NoScriptError, RedisError

from calendar_core.errors import StoreUnavailable

_BATCH = 64


class Script:
    """A Lua script, known to Redis by its SHA-1."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.sha = sha1(source.encode(), usedforsecurity=False).hexdigest()


@dataclass(slots=True)
class _Call:
    script: Script
    keys: Sequence[str | bytes]
    args: Sequence[str | bytes]
    answer: asyncio.Future[Any]


class ScriptQueue:
    """Scripts on one client, for one event loop.

    timeout: seconds within which Redis has to answer; waiting in the queue is not counted. Raises StoreUnavailable
    for every failure of Redis: whether the script has run is then unknown.
    """

    def __init__(self, client: Redis | RedisCluster, timeout: float) -> None:
        self._client = client
        self._timeout = timeout
        self._waiting: deque[_Call] = deque()
        self._busy = False
        self._drainer: asyncio.Task[None] | None = None

    async def run(self, script: Script, keys: Sequence[str | bytes], args: Sequence[str | bytes]) -> Any:
        """The script's answer. A script that Redis does not know (any more) is sent whole."""
        if self._busy:
            call = _Call(script, keys, args, asyncio.get_running_loop().create_future())
            self._waiting.append(call)
            return await call.answer
        self._busy = True
        try:
            return await self._alone(script, keys, args)
        except (RedisError, OSError, TimeoutError) as error:
            self._give_up(error)
            raise StoreUnavailable from error
        finally:
            self._hand_on()

    def _hand_on(self) -> None:
        if self._waiting:
            self._drainer = asyncio.get_running_loop().create_task(self._drain())
        else:
            self._busy = False

    async def _drain(self) -> None:
        try:
            while self._waiting:
                calls = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
                await self._together([call for call in calls if not call.answer.done()])
        finally:
            self._busy = False
            self._drainer = None

    async def _alone(self, script: Script, keys: Sequence[str | bytes], args: Sequence[str | bytes]) -> Any:
        async with asyncio.timeout(self._timeout):
            try:
                return await self._client.execute_command("EVALSHA", script.sha, len(keys), *keys, *args)
            except NoScriptError:
                return await self._client.execute_command("EVAL", script.source, len(keys), *keys, *args)

    async def _together(self, calls: list[_Call]) -> None:
        try:
            answers = await self._send(calls)
        except (RedisError, OSError, TimeoutError) as error:
            for call in calls:
                _fail(call, error)
            self._give_up(error)
            return
        except BaseException as error:  # the loop is closing: nobody may be left waiting
            for call in calls:
                _fail(call, error)
            self._give_up(error)
            raise
        for call, answer in zip(calls, answers, strict=True):
            if isinstance(answer, Exception):
                _fail(call, answer)
            elif not call.answer.done():
                call.answer.set_result(answer)

    async def _send(self, calls: list[_Call]) -> list[Any]:
        if isinstance(self._client, RedisCluster):  # its pipelines take no EVALSHA
            return [await self._alone(call.script, call.keys, call.args) for call in calls]
        answers = await self._pipeline(self._client, calls, "EVALSHA")
        unknown = [place for place, answer in enumerate(answers) if isinstance(answer, NoScriptError)]
        if unknown:
            again = await self._pipeline(self._client, [calls[place] for place in unknown], "EVAL")
            for place, answer in zip(unknown, again, strict=True):
                answers[place] = answer
        return answers

    async def _pipeline(self, client: Redis, calls: list[_Call], command: str) -> list[Any]:
        pipeline = client.pipeline(transaction=False)
        for call in calls:
            known_by = call.script.sha if command == "EVALSHA" else call.script.source
            pipeline.execute_command(command, known_by, len(call.keys), *call.keys, *call.args)
        async with asyncio.timeout(self._timeout):
            answers: list[Any] = await pipeline.execute(raise_on_error=False)
        return answers

    def _give_up(self, error: BaseException) -> None:
        """Redis does not answer: whoever waits is told at once, not one time-out after the other."""
        while self._waiting:
            _fail(self._waiting.popleft(), error)


def _fail(call: _Call, error: BaseException) -> None:
    if not call.answer.done():
        unavailable = StoreUnavailable()
        unavailable.__cause__ = error
        call.answer.set_exception(unavailable)
