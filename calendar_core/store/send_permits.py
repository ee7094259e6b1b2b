"""The permits to send that all replicas share: one script and one round trip each.

Keys, under one hash tag and each with its own end: rate_limit:{sends}:starts (list, the last starts, newest first),
rate_limit:{sends}:all (hash), rate_limit:{sends}:chat:<chat> (hash: `last` start, `until` when it is paused).
"""

from __future__ import annotations

import asyncio

from redis.exceptions import ResponseError

from calendar_core.errors import StoreUnavailable
from calendar_core.resilience.send_permits import SendLimits, SendPermit
from calendar_core.store.connection import Store

ANSWER_WITHIN = 0.1
"""Seconds that Redis has before the sender goes on without it: a person is waiting."""

_STARTS, _ALL, _CHAT = ("rate_limit:{sends}:" + name for name in ("starts", "all", "chat:"))


class RedisSendPermits:
    """Implements resilience.send_permits.SendPermitStore. answer_within: seconds that Redis has to answer in."""

    def __init__(self, store: Store, *, answer_within: float = ANSWER_WITHIN) -> None:
        self._store = store
        self._answer_within = answer_within

    async def take(self, chat_id: int, limits: SendLimits, *, push: bool) -> SendPermit:
        spacing = limits.push_spacing if push else ""
        bounds = (limits.overall, limits.window, limits.chat_apart, limits.push_slack)
        granted, delay, everybody = await self._run("send_permit", chat_id, spacing, *bounds)
        return SendPermit(granted == 1, float(delay), everybody == 1)

    async def pause(self, chat_id: int, seconds: float) -> None:
        await self._run("send_pause", chat_id, chat_id, seconds)

    async def _run(self, script: str, chat_id: int, *args: str | float) -> list[bytes | int]:
        keys = [_STARTS, _ALL, f"{_CHAT}{chat_id}"]
        try:
            async with asyncio.timeout(self._answer_within):
                answer: list[bytes | int] = await self._store.run(script, keys, [self._store.clock.offset, *args])
        except TimeoutError as error:
            raise StoreUnavailable from error
        except StoreUnavailable as error:
            if isinstance(error.__cause__, ResponseError):  # another type stands in the way: rubbish counts as absent
                await self._store.call("DEL", *keys)
            raise
        return answer
