"""A bot behind its webhook, to which an attacker can post anything."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from redis.asyncio import Redis

from bot.web import SECRET_HEADER, webhook_path, webhook_secret_of
from sandbox.telegram import OWNER, Message
from tests.flow.world import World
from tests.ports import free_port

STRANGER = 4242


class Besieged:
    """The whole product in webhook mode. Whoever posts with the secret speaks as Telegram does."""

    def __init__(self, world: World, http: aiohttp.ClientSession) -> None:
        self.world = world
        self._http = http
        self._settings = world.settings()
        self._number = 900_000_000

    @property
    def port(self) -> int:
        return int(self._settings.port or 0)

    async def post(self, kind: str, body: Any) -> int:
        """Deliver an update of that kind; the status it is answered with, once it is handled."""
        self._number += 1
        return await self.post_raw(json.dumps({"update_id": self._number, kind: body}).encode())

    async def post_raw(self, body: bytes) -> int:
        url = f"http://127.0.0.1:{self.port}/{webhook_path(self._settings)}"
        headers = {SECRET_HEADER: webhook_secret_of(self._settings), "Content-Type": "application/json"}
        async with self._http.post(url, data=body, headers=headers) as answer:
            status = int(answer.status)
        await self.handled()
        return status

    async def handled(self) -> None:
        """Everything posted is answered and nothing is on its way."""
        assert self.world.app is not None
        await self.world.patiently(self.world.app.idle())

    async def tap(self, data: str, *, user_id: int = OWNER, message: Message | None = None, under: Any = None) -> int:
        """A tap with any callback data, as only a changed client can send it. under: the message as JSON."""
        shown = dict(message.json) if message else under or said("x", user_id=user_id)
        query = {"id": "77", "from": person(user_id), "chat_instance": "1", "message": shown, "data": data}
        return await self.post("callback_query", query)

    def heard(self, chat_id: int = OWNER) -> list[str]:
        """What the bot has said there."""
        return [message.text for message in self.world.telegram.replies(chat_id)]

    def sent(self) -> list[str]:
        """The methods by which the bot has said something to anybody."""
        quiet = {"getWebhookInfo", "setWebhook", "getMe", "setMyCommands"}
        return [call.method for call in self.world.telegram.calls if call.method not in quiet]


def person(user_id: int, **more: Any) -> dict[str, Any]:
    return {"id": user_id, "is_bot": False, "first_name": "A", "language_code": "en", **more}


def said(text: str, *, user_id: int = OWNER, chat: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A message; in private if no chat is given."""
    place = chat or {"id": user_id, "type": "private", "first_name": "A"}
    return {"message_id": 7, "date": 1795396200, "chat": place, "from": person(user_id), "text": text, **more}


@pytest.fixture
async def world(redis: Redis, redis_url: str) -> AsyncIterator[World]:
    """The bot serves by polling, Google is empty, nobody has said anything yet."""
    world = World(redis_url)
    await world.start()
    yield world
    await world.stop()


@pytest.fixture
async def besieged(redis: Redis, redis_url: str) -> AsyncIterator[Besieged]:
    port = free_port()
    world = World(redis_url, port=port, public_url=f"http://127.0.0.1:{port}")
    await world.start()
    await world.until(lambda: any(call.method == "setWebhook" and call.status == 200 for call in world.telegram.calls))
    for user_id in (OWNER, STRANGER):  # so that the bot could write to them
        world.telegram.account.world.private_chat(user_id).opened = True
    async with aiohttp.ClientSession() as http:
        yield Besieged(world, http)
    await world.stop()
