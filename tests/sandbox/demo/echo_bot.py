"""A bot of a few lines, so that the demo's own doings can be tested without the product."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from calendar_core.clock import Clock


class EchoBot:
    """Says what it was told, with a button; `remind` makes it speak up 30 minutes later."""

    def __init__(self, settings: Mapping[str, Any], clock: Clock) -> None:
        self._url = f"{settings['telegram_api_base_url']}{settings['telegram_bot_token']}"
        self._clock = clock
        self._due: list[tuple[datetime, int]] = []
        self._polling: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._session = aiohttp.ClientSession()
        self._polling = asyncio.create_task(self._poll())

    async def stop(self) -> None:
        if self._polling is not None:
            self._polling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._polling
            await self._session.close()

    async def idle(self) -> None:
        """An update is confirmed only after it was handled, so there is nothing to wait for beside that."""

    async def tick(self) -> None:
        for at, chat in [one for one in self._due if one[0] <= self._clock.now()]:
            self._due.remove((at, chat))
            await self._call("sendMessage", chat_id=chat, text=f"<b>Soon</b> at {at:%H:%M}", parse_mode="HTML")

    async def _call(self, method: str, **params: Any) -> Any:
        async with self._session.post(f"{self._url}/{method}", json=params) as answer:
            return (await answer.json()).get("result")

    async def _poll(self) -> None:
        offset = 0
        while True:
            for update in await self._call("getUpdates", offset=offset, timeout=30) or []:
                await self._handle(update)
                offset = update["update_id"] + 1

    async def _handle(self, update: dict[str, Any]) -> None:
        if tap := update.get("callback_query"):
            where = {"chat_id": tap["message"]["chat"]["id"], "message_id": tap["message"]["message_id"]}
            await self._call("answerCallbackQuery", callback_query_id=tap["id"], text="Done")
            await self._call("editMessageText", **where, text="Undone")
            return
        message = update.get("message") or update["edited_message"]
        keyboard = {"inline_keyboard": [[{"text": "↩️ Undo", "callback_data": "undo"}]]}
        chat = message["chat"]["id"]
        if message["text"] == "remind":
            self._due.append((self._clock.now() + timedelta(minutes=30), chat))
        who = "Forwarded" if "forward_origin" in message else "Edited" if "edit_date" in message else "You said"
        await self._call("sendMessage", chat_id=chat, text=f"{who}: {message['text']}", reply_markup=keyboard)
