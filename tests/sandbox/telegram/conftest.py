"""The stand-in on a free port, with a clock that can be moved, and a plain HTTP caller."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import aiohttp
import pytest

from calendar_core.clock import AdjustableClock
from sandbox.telegram import TelegramSandbox

Call = Callable[..., Coroutine[Any, Any, tuple[int, Any]]]


@pytest.fixture
def clock() -> AdjustableClock:
    return AdjustableClock()


@pytest.fixture
async def telegram(clock: AdjustableClock) -> AsyncIterator[TelegramSandbox]:
    sandbox = TelegramSandbox(clock)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def call(telegram: TelegramSandbox, http: aiohttp.ClientSession) -> Call:
    """`await call("sendMessage", chat_id=1, text="x")` gives the status and the result, or the error's words."""

    async def post(method: str, **params: Any) -> tuple[int, Any]:
        async with http.post(f"{telegram.base_url}{telegram.token}/{method}", json=params) as answer:
            body = await answer.json()
            assert body["ok"] is (answer.status == 200)
            return answer.status, body["result"] if body["ok"] else body["description"]

    return post
