"""Endpoints that try to have a token sent elsewhere, or to be believed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import NetworkError, TelegramError

from bot.telegram import AiohttpRequest

TOKEN = "110201543:made-up-token-of-a-bot"


class Elsewhere:
    """A server that answers everything with `answer`, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.status, self.headers, self.body = 200, dict[str, str](), b"{}"
        self.port = 0

    async def __call__(self, request: web.BaseRequest) -> web.Response:
        self.asked.append(request.path)
        return web.Response(status=self.status, headers=self.headers, body=self.body)


@pytest.fixture
async def elsewhere() -> AsyncIterator[Elsewhere]:
    server = Elsewhere()
    runner = web.ServerRunner(web.Server(server, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.port = runner.addresses[0][1]
    yield server
    await runner.cleanup()


@pytest.fixture
async def bot(elsewhere: Elsewhere) -> AsyncIterator[Bot]:
    request = AiohttpRequest()
    await request.initialize()
    bot = Bot(TOKEN, base_url=f"http://127.0.0.1:{elsewhere.port}/bot", request=request)
    yield bot
    await request.shutdown()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_telegram_s_token_follows_no_redirect(bot: Bot, elsewhere: Elsewhere, status: int) -> None:
    """A redirect of the Bot API is an error; the address with the token in it is asked once and nowhere else."""
    elsewhere.status, elsewhere.headers = status, {"Location": f"http://127.0.0.1:{elsewhere.port}/stolen"}
    with pytest.raises(TelegramError) as refused:
        await bot.get_me()
    assert len(elsewhere.asked) == 1
    assert TOKEN not in str(refused.value)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 5000,
        b'{"ok": "yes"}',
        b'{"ok": true, "result": 7}',
        b"<html>",
        b"9" * 5000,
    ],
)
async def test_an_answer_that_is_none_is_an_error(
    bot: Bot, elsewhere: Elsewhere, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    """An answer of another shape ends in an error of one kind, and no log line holds the token or the answer."""
    elsewhere.body = body
    with (
        caplog.at_level(logging.DEBUG),
        pytest.raises((TelegramError, TypeError, AttributeError, KeyError, ValueError)),
    ):
        await bot.get_me()
    assert TOKEN not in caplog.text


async def test_an_address_that_is_away_does_not_show_the_token() -> None:
    """Where Telegram cannot be reached the error names the kind of failure and not the address."""
    request = AiohttpRequest()
    await request.initialize()
    bot = Bot(TOKEN, base_url="http://127.0.0.1:9/bot", request=request)
    with pytest.raises(NetworkError) as refused:
        await asyncio.wait_for(bot.get_me(), 10)
    await request.shutdown()
    assert TOKEN not in repr(refused.value)
    assert refused.value.__cause__ is None
