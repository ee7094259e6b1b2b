"""The demo's small world: both stand-ins, one clock and the bot, with everything kept in one folder."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import logging
import random
import shutil
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from redis.asyncio import Redis
from redis.exceptions import RedisError

from calendar_core.clock import AdjustableClock
from calendar_core.store.embedded import socket_path
from sandbox.demo.google_side import GoogleSide
from sandbox.demo.secretary import Hire, Secretary, real_bot
from sandbox.demo.seed import lively_events
from sandbox.faults import Fault
from sandbox.google import GoogleSandbox
from sandbox.telegram import OWNER, Message, TelegramSandbox

PERSON = {"first_name": "Aisyah", "username": "aisyah_demo", "language_code": "en"}
"""Who types."""

PATIENCE = 60.0
"""Real seconds that the demo waits for the bot's answer."""


class FolderInUse(Exception):
    """Another demo runs on the same folder."""


class StateUnreadable(Exception):
    """What an earlier run kept is damaged."""


class Stage:
    """One run of the demo. folder: where everything is kept between runs; zone: IANA name of the person's zone."""

    def __init__(self, folder: Path, zone: str, hire: Hire = real_bot) -> None:
        self.folder = folder
        self.zone = ZoneInfo(zone)
        self.new = False
        self._hire = hire
        self._lock: IO[str] | None = None
        self._running = AsyncExitStack()
        self._secretary: Secretary | None = None

    async def start(self, *, fresh: bool = False) -> None:
        """Take up what the last run left, or begin anew, and start everything.

        Raises FolderInUse, StateUnreadable, OSError, and whatever the bot raises when it cannot start.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._take_lock()
        self.new = fresh or not self._notes.exists()
        if self.new:
            await self._clear()
        self.clock = AdjustableClock(0.0 if self.new else self._kept_offset())
        logging.basicConfig(filename=self.folder / "bot.log", level=logging.INFO, force=True)
        self.google = GoogleSandbox(self.clock, random.SystemRandom(), time_zone=str(self.zone))
        self.telegram = TelegramSandbox(self.clock)
        if self.new:
            self._furnish()
        else:
            self._load()
        self.calendar = GoogleSide(self.google, self.zone)
        await self._start_all()

    async def _start_all(self) -> None:
        await self.google.start()
        self._running.push_async_callback(self.google.stop)
        await self.telegram.start()
        self._running.push_async_callback(self.telegram.stop)
        secretary = self._hire(self._settings(), self.clock)
        self._running.push_async_callback(secretary.stop)
        await secretary.start()
        self._secretary = secretary
        await secretary.tick()  # the first look into the calendar, before anybody asks
        self.save()

    async def stop(self) -> None:
        """Stop what has been started and keep everything."""
        try:
            await self._running.aclose()
        finally:
            if self._secretary is not None:
                self.save()
            if self._lock is not None:
                self._lock.close()

    @property
    def _bot(self) -> Secretary:
        if self._secretary is None:
            raise RuntimeError("the demo has not been started")
        return self._secretary

    @property
    def now(self) -> datetime:
        """The person's local time."""
        return self.clock.now().astimezone(self.zone)

    async def settle(self) -> bool:
        """Wait until every update is handled and nothing more is being sent.

        Returns False when that has not come about within `PATIENCE`.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                await self._until_quiet()
        except TimeoutError:
            return False
        return True

    async def forward(self, until: datetime, at_halt: Callable[[], None]) -> bool:
        """Move the clock to `until`, halting where something may be due, so that it comes on time.

        at_halt: called at each. Returns False when the bot has not come to rest at one of them.
        """
        answered = True
        for halt in self.calendar.stops(self.clock.now(), until.astimezone(UTC)):
            self.clock.advance(max(0.0, (halt - self.clock.now()).total_seconds()))
            await self._bot.tick()
            answered = await self.settle() and answered
            at_halt()
        return answered

    def cut(self, what: str) -> None:
        """Take Google or Telegram off the net. Raises ValueError for anything else."""
        if what == "google":
            self.google.faults.add(Fault(status=503, times=None))
        elif what == "telegram":
            self.telegram.faults.add(Fault(path="/send|/edit|/answer", status=502, times=None))
        else:
            raise ValueError("type :offline google or :offline telegram")

    def mend(self) -> None:
        """Put both on the net again."""
        self.google.faults.clear()
        self.telegram.faults.clear()

    def keep_file(self, message: Message) -> str:
        """Write a message's picture or file into the folder and return its path."""
        content = message.json[message.content]
        sent = content[-1] if isinstance(content, list) else content
        stored = self.telegram.account.world.files[sent["file_id"]]
        name = Path(stored.json["file_path"]).name
        path = self.folder / "received" / f"{message.message_id}-{name}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(stored.content)
        return str(path)

    def save(self) -> None:
        """Keep both stand-ins and the clock; the notes go last, for they say that the rest is whole."""
        self.google.dump(self.folder / "google.json")
        self.telegram.dump(self.folder / "telegram.json")
        part = self._notes.with_suffix(".part")
        part.write_text(json.dumps({"offset": self.clock.offset}), encoding="utf-8")
        part.replace(self._notes)

    @property
    def _notes(self) -> Path:
        return self.folder / "demo.json"

    @property
    def _redis_folder(self) -> Path:
        return self.folder / "redis"

    def _take_lock(self) -> None:
        self._lock = (self.folder / "demo.lock").open("w", encoding="utf-8")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUse from None

    async def _clear(self) -> None:
        """Forget what an earlier run kept, and only that: the folder may be one of the person's own."""
        if self._redis_folder.exists():
            # A server outlives a demo that was killed and would serve the old data.
            redis = Redis.from_url(f"unix://{socket_path(self._redis_folder)}")
            with contextlib.suppress(RedisError, OSError):
                await redis.shutdown(nosave=True)
            await redis.aclose()
            shutil.rmtree(self._redis_folder)
        for name in ("demo.json", "google.json", "telegram.json", "bot.log"):
            (self.folder / name).unlink(missing_ok=True)
        shutil.rmtree(self.folder / "received", ignore_errors=True)

    def _kept_offset(self) -> float:
        try:
            return float(json.loads(self._notes.read_text(encoding="utf-8"))["offset"])
        except (ValueError, KeyError, TypeError) as damage:
            raise StateUnreadable from damage

    def _load(self) -> None:
        try:
            self.google.load(self.folder / "google.json")
            self.telegram.load(self.folder / "telegram.json")
        except (ValueError, KeyError, TypeError, FileNotFoundError) as damage:
            raise StateUnreadable from damage

    def _furnish(self) -> None:
        for event in lively_events(self.now, str(self.zone)):
            self.google.put_event(event)
        self.telegram.account.world.person(OWNER, **PERSON)

    def _settings(self) -> dict[str, object]:
        """The bot's settings: only the addresses tell this world from the real one."""
        return {
            "telegram_bot_token": self.telegram.token,
            "telegram_api_base_url": self.telegram.base_url,
            "telegram_allowed_user_ids": (OWNER,),
            "google_client_id": self.google.client_id,
            "google_client_secret": self.google.client_secret,
            "google_refresh_token": self.google.refresh_token,
            "google_api_endpoint": self.google.api_endpoint,
            "google_token_uri": self.google.token_uri,
            "google_auth_uri": self.google.auth_uri,
            "google_revoke_uri": self.google.revoke_uri,
            "data_dir": self._redis_folder,
            "timezone": str(self.zone),
        }

    async def _until_quiet(self) -> None:
        while True:
            await self.telegram.idle(PATIENCE)
            before = self.telegram.changes.count
            await self._bot.idle()
            if self.telegram.quiet and self.telegram.changes.count == before:
                return
