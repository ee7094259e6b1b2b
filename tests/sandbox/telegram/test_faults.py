"""The stand-in misbehaves on command."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import aiohttp
import pytest

from sandbox.faults import Fault, Wire
from sandbox.telegram import OWNER, TelegramSandbox

Call = Callable[..., Coroutine[Any, Any, tuple[int, Any]]]


async def test_a_refusal_on_command_leaves_nothing_behind(telegram: TelegramSandbox, call: Call) -> None:
    """A refused call is answered in Telegram's shape and sends nothing; the next one works."""
    telegram.user_says("hello")
    telegram.refuse("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7)
    assert await call("sendMessage", chat_id=OWNER, text="x") == (429, "Too Many Requests: retry after 7")
    assert telegram.replies() == []
    assert (await call("sendMessage", chat_id=OWNER, text="x"))[0] == 200


@pytest.mark.parametrize("applied", [False, True])
async def test_an_answer_can_be_lost_with_or_without_the_message(
    telegram: TelegramSandbox, call: Call, applied: bool
) -> None:
    """The caller sees the same dead connection whether the message was sent or not."""
    telegram.user_says("hello")
    telegram.faults.add(Fault(path="/sendMessage$", wire=Wire.CUT, applied=applied))
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=OWNER, text="x")
    assert [message.text for message in telegram.replies()] == (["x"] if applied else [])


async def test_idle_waits_for_a_call_that_is_held(telegram: TelegramSandbox, call: Call) -> None:
    """A call under way is not idleness, wherever it is held."""
    telegram.user_says("hello")
    await call("getUpdates", offset=telegram.account.queue.last_id + 1)
    gate = asyncio.Event()
    telegram.faults.add(Fault(path="/sendMessage$", hold_before=gate))
    sending = asyncio.create_task(call("sendMessage", chat_id=OWNER, text="x"))
    await telegram.wait_for(lambda: len(telegram.faults.exchanges) == 2 and not telegram.quiet)
    with pytest.raises(TimeoutError, match="1 calls in handling"):
        await telegram.idle(within=0.01)
    gate.set()
    await telegram.idle()
    assert telegram.replies()[0].text == "x"
    await sending


async def test_getting_updates_can_fail_too(telegram: TelegramSandbox, call: Call) -> None:
    """A failed poll loses no update."""
    telegram.user_says("hello")
    telegram.refuse("getUpdates", 502, "Bad Gateway")
    assert await call("getUpdates") == (502, "Bad Gateway")
    assert len((await call("getUpdates"))[1]) == 1
