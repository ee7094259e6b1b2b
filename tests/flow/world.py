"""The whole product over real HTTP: both stand-ins, a real Redis, and the bot as `calendar-bot run` starts it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import BotApp
from bot.settings import Settings
from calendar_core.clock import AdjustableClock
from sandbox.google import GoogleSandbox
from sandbox.telegram import OWNER, Message, TelegramSandbox

KL = ZoneInfo("Asia/Kuala_Lumpur")
MONDAY = datetime(2026, 11, 23, 9, 10, tzinfo=KL)
"""When every story begins, whatever day it is outside."""


class World:
    """One person, one calendar, one bot; `restart` and `second_bot` for the stories that need them."""

    def __init__(self, redis_url: str, *, now: datetime = MONDAY, **settings: Any) -> None:
        self.clock = AdjustableClock((now - datetime.now(UTC)).total_seconds())  # noqa: TID251
        self.google = GoogleSandbox(self.clock, random.Random(1), time_zone="Asia/Kuala_Lumpur")
        self.telegram = TelegramSandbox(self.clock)
        self._given = {"redis_url": redis_url, "telegram_allowed_user_ids": (OWNER,)} | settings
        self.app: BotApp | None = None

    async def start(self) -> None:
        await self.google.start()
        await self.telegram.start()
        await self.start_bot()

    async def start_bot(self) -> None:
        self.app = self.new_bot()
        await self.app.start()
        await self.patiently(self.app.tick())

    def new_bot(self) -> BotApp:
        return BotApp(self.settings(), clock=self.clock, rng=random.Random(2))

    def settings(self) -> Settings:
        account = {
            "telegram_bot_token": self.telegram.token,
            "telegram_api_base_url": self.telegram.base_url,
            "google_client_id": self.google.client_id,
            "google_client_secret": self.google.client_secret,
            "google_refresh_token": self.google.refresh_token,
            "google_api_endpoint": self.google.api_endpoint,
            "google_token_uri": self.google.token_uri,
        }
        return Settings(_env_file=None, **(account | self._given))

    async def stop(self) -> None:
        if self.app is not None:
            await self.app.stop()
        await self.telegram.stop()
        await self.google.stop()
        assert self.google.contract_violations == []
        assert self.telegram.contract_violations == []

    async def restart(self) -> None:
        """The process ends and another begins, on the same store."""
        assert self.app is not None
        await self.app.stop()
        await self.start_bot()

    # --- the person ---------------------------------------------------------------------------------------------------

    async def say(self, text: str, **more: Any) -> str:
        """Type a message; everything the bot answers to it, joined."""
        return await self._answer(lambda: self.telegram.user_says(text, **more))

    async def tap(self, button: str, message: Message | None = None) -> str:
        """Press a button of the bot's last message (or of that one); what the bot says then."""
        shown = message or self.telegram.replies()[-1]
        data = next(one.data for one in shown.buttons if button in one.text) or ""
        return await self._answer(lambda: self.telegram.user_taps(shown.message_id, data, stale=True))

    async def _answer(self, act: Any) -> str:
        before = {message.message_id: message.text for message in self.telegram.replies()}
        act()
        await self.settle()
        fresh = [m for m in self.telegram.replies() if before.get(m.message_id) != m.text]
        return "\n".join(message.text for message in fresh)

    async def settle(self) -> None:
        """Everything said is answered and nothing is on its way."""
        assert self.app is not None
        await self.until(lambda: self.telegram.quiet)
        await self.patiently(self.app.idle())

    async def until(self, done: Callable[[], bool]) -> None:
        """Let seconds go by until it is so; three minutes are far more than any of our waits."""
        for _ in range(180):
            if await self.telegram.changes.wait_for(done, 0.05):
                return
            self.clock.advance(1)
        raise AssertionError("it did not come about")

    async def patiently(self, work: Coroutine[Any, Any, Any]) -> None:
        """Let seconds go by while `work` waits for something, such as the pause before a retry."""
        task = asyncio.ensure_future(work)
        while not (await asyncio.wait({task}, timeout=0.05))[0]:
            self.clock.advance(1)
        task.result()

    async def later(self, **span: float) -> str:
        """Move the clock and let the bot do what has come due; what it pushed meanwhile."""
        before = len(self.telegram.replies())
        self.clock.advance(timedelta(**span).total_seconds())
        assert self.app is not None
        await self.patiently(self.app.tick())
        await self.settle()
        return "\n".join(message.text for message in self.telegram.replies()[before:])

    # --- Google's side ------------------------------------------------------------------------------------------------

    def booked(self) -> list[dict[str, Any]]:
        """The events that stand in Google, in order of start."""
        standing = [event for event in self.google.events() if event["status"] != "cancelled"]
        return sorted(standing, key=lambda event: str(event["start"].get("dateTime") or event["start"].get("date")))

    def titles(self) -> list[str]:
        return [str(event["summary"]) for event in self.booked()]
