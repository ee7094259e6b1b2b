"""The bot's life: what is started in which order, and how it ends."""

from __future__ import annotations

import asyncio
import importlib
import logging
import random
import sys
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from telegram import BotCommand, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder

from bot.polling import Poller
from bot.settings import Settings
from bot.telegram import AiohttpRequest, PollingRequest
from calendar_core.clock import Clock, SystemClock
from calendar_core.errors import StoreUnavailable
from calendar_core.observe import NullObserver
from calendar_core.resilience.backoff import Backoff
from calendar_core.store.connection import Store
from calendar_core.store.embedded import EmbeddedRedis, start_embedded
from calendar_core.store.inbox import RedisInboxStore

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    from bot.http_side import HttpSide
    from bot.jobs import Heartbeat
    from bot.wiring import Parts

log = logging.getLogger(__name__)

_GRACE = 8.0  # seconds for what is under way when the process is told to stop
_LONGEST_PAUSE = 60.0  # seconds between two tries of what has to come back by itself


class StartRefused(Exception):
    """The bot cannot start, and waiting would not help; the message is one sentence for whoever started it."""


class BotApp:
    """The whole bot. `start` returns when it serves; `stop` when everything under way is finished or given up.

    rng: for jitter.
    """

    def __init__(self, settings: Settings, *, clock: Clock | None = None, rng: random.Random | None = None) -> None:
        self._settings = settings
        self._clock = clock or SystemClock()
        self._rng = rng or random.Random()  # noqa: S311 - jitter
        self._backoff = Backoff(self._rng)
        self._embedded: EmbeddedRedis | None = None
        self._store: Store | None = None
        self._telegram = self._build_telegram()
        self._built: asyncio.Future[Parts] | None = None
        self._poller: Poller | None = None
        self._http: HttpSide | None = None
        self._scheduler: AsyncIOScheduler | None = None
        self._heart: Heartbeat | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Connect, begin to poll, build the rest meanwhile, serve.

        Raises StartRefused. What may come back by itself (Google, Redis, Telegram) does not stop a start: it is
        said in the log and in /status, and tried again.
        """
        self._store = await self._open_store()
        if self._settings.port is not None or self._settings.public_url:
            await self._open_port()
        await self._meet_telegram()
        inbox_store = RedisInboxStore(self._store)
        self._built = asyncio.get_running_loop().create_future()
        state = self._hear(inbox_store)
        wiring = await asyncio.to_thread(importlib.import_module, "bot.wiring")
        outside = wiring.Outside(
            self._settings,
            self._store,
            inbox_store,
            self._telegram.bot,
            self._clock,
            self._rng,
            state,
            lambda: self._heart.state() if self._heart else "waiting",
            self._http.observer if self._http else NullObserver(),
        )
        parts: Parts = wiring.build(outside)
        self._run(parts.inbox.run())
        self._built.set_result(parts)
        if self._http is not None:
            self._http.open(parts, self._telegram.bot, self._take, inbox_store)
        await self._telegram.start()
        self._run(asyncio.to_thread(wiring.warm_up))
        self._run(self._introduce(parts, wiring.command_menus()))
        self._start_ticks(parts)
        log.info("serving", extra={"mode": "polling" if self._poller else "webhook"})

    async def stop(self) -> None:
        """Take nothing new, finish what is under way (8 s at most), close what was opened."""
        if self._http is not None:
            await self._http.stop()
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
        for task in self._tasks:  # the poller is the first, so that nothing new comes in
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_GRACE)
        if self._poller is not None:
            await self._poller.give_back()
        if self._telegram.running:
            await self._telegram.stop()
        with suppress(TelegramError, RuntimeError):
            await self._telegram.shutdown()
        for request in self._requests:
            await request.shutdown()
        if self._built is not None and self._built.done():
            parts = self._built.result()
            await parts.watch.stop()
            await parts.outbox.stop()
            await parts.notices.stop()
            await parts.channels.stop()
            await parts.sync.stop()
            await parts.transport.aclose(_GRACE)
        if self._store is not None:
            await self._store.aclose()
        if self._embedded is not None:
            await self._embedded.stop()

    async def idle(self) -> None:
        """Wait until every update fetched so far is handled and no send is under way."""
        parts = await self._parts()
        await parts.inbox.settled()
        await parts.watch.settle()
        await parts.sender.quiet()

    async def tick(self) -> None:
        """Do now whatever is due: what the demo calls when it has moved the clock."""
        parts = await self._parts()
        if self._heart is not None:
            await self._heart.beat()
        parts.inbox.wake()
        await parts.outbox.tick()
        await parts.outbox.settle()
        await parts.channels.tick()
        await parts.channels.settle()
        await parts.sync.tick()
        await parts.sync.settle()
        await parts.pusher.tick()
        await parts.watch.tick()
        await parts.checkup.tick()
        await self.idle()

    async def _parts(self) -> Parts:
        if self._built is None:
            raise RuntimeError("the bot has not been started")
        return await asyncio.shield(self._built)

    async def _take(self, update: Update) -> None:
        """Updates that came with the very first answer wait until there is somebody to give them to."""
        await (await self._parts()).inbox.take(update)

    def _hear(self, inbox_store: RedisInboxStore) -> Callable[[], str]:
        """Begin to hear Telegram, by webhook or by polling; how that stands, for /status."""
        registration = self._http.registration if self._http else None
        if registration is not None:
            self._run(registration.set_webhook())
            return lambda: str(registration.state)
        poller = Poller(self._telegram.bot, self._take, inbox_store, self._clock, backoff=self._backoff.delay)
        self._poller = poller
        self._run(poller.run())
        return lambda: poller.state

    # --- starting ---------------------------------------------------------------------------------------------------

    async def _open_store(self) -> Store:
        url = self._settings.redis_url
        if not url:
            try:
                self._embedded = await start_embedded(self._settings.data_dir, self._clock)
            except (StoreUnavailable, OSError) as error:
                raise StartRefused(str(error)) from error
            url = self._embedded.url
        return Store.open(url, self._clock)

    async def _open_port(self) -> None:
        from bot.http_side import HttpSide
        from bot.web import WebhookRefused

        self._http = HttpSide(self._settings, self._clock, self._backoff.delay)
        try:
            await self._http.start(self._telegram.bot)
        except OSError as error:
            raise StartRefused(f"PORT {self._settings.port} cannot be listened on: {error.strerror}.") from error
        except WebhookRefused as error:
            raise StartRefused(str(error)) from error

    def _build_telegram(self) -> Application[Any, Any, Any, Any, Any, Any]:
        builder = ApplicationBuilder().token(self._settings.telegram_bot_token.get_secret_value())
        builder = builder.base_url(self._settings.telegram_api_base_url)
        self._requests = (AiohttpRequest(), PollingRequest(connections=2))
        builder = builder.request(self._requests[0]).get_updates_request(self._requests[1])
        return builder.updater(None).job_queue(None).build()

    async def _meet_telegram(self) -> None:
        """Ask Telegram who we are, for as long as it takes. Raises StartRefused where it refuses the token."""

        async def meet() -> None:
            try:
                await self._telegram.initialize()
            except InvalidToken as error:
                raise StartRefused(
                    "Telegram refuses TELEGRAM_BOT_TOKEN: copy it once more from @BotFather (/mybots, API Token), "
                    "and check TELEGRAM_API_BASE_URL where you have set it."
                ) from error
            except (KeyError, TypeError, ValueError) as error:
                raise StartRefused(
                    "What answers at TELEGRAM_API_BASE_URL does not speak the Telegram Bot API: getMe makes no sense."
                ) from error

        await self._until_it_answers("telegram_does_not_answer", TelegramError, meet)

    async def _introduce(self, parts: Parts, menus: dict[str, list[tuple[str, str]]]) -> None:
        """What can wait until the bot serves: the first sync, the pairing code, the command menu."""
        away = "store_does_not_answer"
        await self._until_it_answers(away, StoreUnavailable, lambda: parts.events.enrol([parts.ref]))
        await self._until_it_answers(away, StoreUnavailable, parts.access.expect)
        await self._until_it_answers(away, StoreUnavailable, lambda: self._print_pairing_code(parts))
        for language, rows in menus.items():
            commands = [BotCommand(name, text) for name, text in rows]
            with suppress(TelegramError):
                await self._telegram.bot.set_my_commands(commands, language_code=None if language == "en" else language)

    async def _print_pairing_code(self, parts: Parts) -> None:
        code = await parts.access.pairing_code()
        if code is not None:
            # Printed, not logged: logs are kept and sent about, this is for whoever sits here.
            print(f"\nTo make this bot yours, send it this code in Telegram: {code}\n", file=sys.stderr, flush=True)

    async def _until_it_answers(
        self, event: str, failure: type[Exception], step: Callable[[], Awaitable[None]]
    ) -> None:
        failures = 0
        while True:
            try:
                return await step()
            except failure as error:
                wait = min(self._backoff.delay(failures), _LONGEST_PAUSE)
                failures += 1
                log.warning(event, extra={"kind": type(error).__name__, "next_try_s": round(wait, 1)})
                await self._clock.sleep(wait)

    def _start_ticks(self, parts: Parts) -> None:
        from bot.health import LOOK_EVERY
        from bot.jobs import Heartbeat, add_due_tick, add_tick, new_scheduler
        from calendar_core.sync.date_job import DateJob
        from calendar_core.sync.worker import start_sync_worker

        async def look_into_inbox() -> None:
            parts.inbox.wake()

        self._scheduler = scheduler = new_scheduler()
        start_sync_worker(scheduler, parts.sync)
        add_due_tick(scheduler, "reminders", parts.pusher.tick, parts.pusher.next_due, self._clock)
        add_tick(scheduler, "outbox", parts.outbox.tick, seconds=1)
        add_tick(scheduler, "channels", parts.channels.tick, seconds=5)
        parts.outbox.wake_in = DateJob(scheduler, "outbox again", parts.outbox.tick).wake_in
        add_tick(scheduler, "inbox", look_into_inbox, seconds=1)
        add_tick(scheduler, "watch", parts.watch.tick, seconds=LOOK_EVERY)
        add_tick(scheduler, "checkup", parts.checkup.tick, seconds=60)
        self._heart = Heartbeat(self._clock)
        add_tick(scheduler, "heartbeat", self._heart.beat, seconds=5)
        if self._http is not None and self._http.registration is not None:
            add_tick(scheduler, "webhook", self._http.registration.look, seconds=300)
        scheduler.start()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))
