"""The one wiring place: builds every part from the settings, starts them in order, stops them in reverse."""

from __future__ import annotations

import asyncio
import base64
import logging
import random
import sys
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

from telegram import BotCommand
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder

from bot.access import Access
from bot.dispatch import Dispatcher
from bot.handlers import load_handlers
from bot.handlers.request import Tools
from bot.health import Health
from bot.inbox import Inbox, Poller
from bot.jobs import add_tick, new_scheduler
from bot.push import ReminderPusher, TelegramNotices
from bot.settings import Settings
from bot.telegram import AiohttpRequest, Sender
from bot.views.help import menu
from bot.views.wording import languages, wording
from calendar_core.clock import Clock, SystemClock
from calendar_core.errors import StoreUnavailable
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.calendar import GoogleCalendar
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.token_endpoint import GoogleAccount
from calendar_core.google.token_manager import TokenManager
from calendar_core.ports import CalendarRef
from calendar_core.resilience.backoff import Backoff
from calendar_core.resilience.rate_limiter import RateLimiter
from calendar_core.service import CalendarService
from calendar_core.store.connection import Store
from calendar_core.store.conversation import RedisConversationStore
from calendar_core.store.embedded import EmbeddedRedis, start_embedded
from calendar_core.store.events import RedisEventStore
from calendar_core.store.inbox import RedisInboxStore
from calendar_core.store.limits import RedisLimiterStore
from calendar_core.store.outbox import RedisOutboxStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.reminders import RedisReminderStore
from calendar_core.store.secrets import RedisTokenStore
from calendar_core.sync.engine import SyncEngine
from calendar_core.sync.outbox import OutboxDrain
from calendar_core.sync.worker import SyncWorker, start_sync_worker

log = logging.getLogger(__name__)

ACCOUNT = "main"
"""A bot that is run for oneself serves one Google account; everybody let in shares its calendar."""

_GRACE = 8.0  # seconds for what is under way when the process is told to stop


class StartRefused(Exception):
    """The bot cannot start, and waiting would not help; the message is one sentence for whoever started it."""


def encryption_keys(settings: Settings) -> tuple[bytes, ...]:
    """The Fernet keys for what is encrypted at rest, newest first.

    Where none is configured, one is derived from the client secret by HKDF (RFC 5869), so that replicas agree.
    """
    if settings.token_encryption_key is not None:
        given = settings.token_encryption_key.get_secret_value()
        return tuple(key.strip().encode() for key in given.split(",") if key.strip())
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    secret = settings.google_client_secret.get_secret_value().encode()
    derived = HKDF(SHA256(), 32, salt=None, info=b"calendar-bot tokens at rest").derive(secret)
    return (base64.urlsafe_b64encode(derived),)


class BotApp:
    """The whole bot. `start` returns when it serves; `stop` when everything under way is finished or given up.

    rng: for jitter. Everything that is built lives in attributes set by `_build`, once the store is known.
    """

    _poller: Poller

    def __init__(self, settings: Settings, *, clock: Clock | None = None, rng: random.Random | None = None) -> None:
        self._settings = settings
        self._clock = clock or SystemClock()
        self._rng = rng or random.Random()  # noqa: S311 - jitter
        self._backoff = Backoff(rng=self._rng)
        self._embedded: EmbeddedRedis | None = None
        self._store: Store | None = None
        self._scheduler = new_scheduler()
        self._tasks: list[asyncio.Task[None]] = []
        self._serving = False

    async def start(self) -> None:
        """Build, connect, serve.

        Raises StartRefused. What may come back by itself (Google, Redis, Telegram) does not stop a start: it is
        said in the log and in /status, and tried again.
        """
        self._store = await self._open_store()
        self._build(self._store)
        await self._meet_telegram()
        await self._telegram.start()
        self._run(self._inbox.run())
        self._run(self._poller.run())
        self._run(self._introduce())
        self._add_ticks()
        self._scheduler.start()
        self._serving = True

    async def stop(self) -> None:
        """Take nothing new, finish what is under way (8 s at most), close what was opened."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for task in reversed(self._tasks):  # the poller before the inbox, so that nothing new comes in
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_GRACE)
        if self._serving:
            await self._poller.give_back()
            await self._telegram.stop()
        if self._store is not None:
            with suppress(TelegramError, RuntimeError):
                await self._telegram.shutdown()
            await self._transport.aclose(_GRACE)
            await self._store.aclose()
        if self._embedded is not None:
            await self._embedded.stop()

    async def idle(self) -> None:
        """Wait until every update fetched so far is handled and no send is under way."""
        await self._inbox.settled()
        await self._sender.quiet()

    async def tick(self) -> None:
        """Do now whatever is due: what the demo calls when it has moved the clock."""
        self._inbox.wake()
        await self._outbox_drain.tick()
        await self._sync_worker.tick()
        await self._pusher.tick()
        await self.idle()

    # --- building ---------------------------------------------------------------------------------------------------

    async def _open_store(self) -> Store:
        url = self._settings.redis_url
        if not url:
            try:
                self._embedded = await start_embedded(self._settings.data_dir, self._clock)
            except (StoreUnavailable, OSError) as error:
                raise StartRefused(str(error)) from error
            url = self._embedded.url
        return Store.open(url, self._clock)

    def _build(self, store: Store) -> None:
        settings, clock, rng = self._settings, self._clock, self._rng
        self._ref = CalendarRef(ACCOUNT, settings.calendar_id)
        self._events, people = RedisEventStore(store), RedisPeopleStore(store)
        reminders, outbox = RedisReminderStore(store), RedisOutboxStore(store)
        conversation, inbox_store = RedisConversationStore(store), RedisInboxStore(store)
        limiter = RateLimiter(RedisLimiterStore(store.client, clock=clock), account=ACCOUNT, clock=clock, rng=rng)
        api = self._google(store, limiter)
        engine = SyncEngine(lambda account_id: api, events=self._events, people=people, clock=clock, rng=rng)
        service = CalendarService(
            self._ref,
            api=api,
            events=self._events,
            reminders=reminders,
            conversation=conversation,
            people=people,
            outbox=outbox,
            engine=engine,
            clock=clock,
        )
        bot = self._build_telegram().bot
        self._sender = Sender(bot, conversation, clock)
        self._access = Access(
            people,
            conversation,
            account_id=ACCOUNT,
            allowed=settings.telegram_allowed_user_ids,
            zone=settings.timezone,
            leads=settings.reminder_minutes,
            unpark=lambda chat_id: reminders.park_chat(chat_id, False),
        )
        health = Health(
            self._ref,
            events=self._events,
            outbox=outbox,
            inbox=inbox_store,
            limiter=limiter,
            telegram=lambda: self._poller.state,
        )
        tools = Tools(
            calendar=service,
            conversation=conversation,
            people=people,
            service=health,
            bot_id=int(settings.telegram_bot_token.get_secret_value().partition(":")[0]),
            resubscribe=service.resubscribe,
        )
        home = settings.timezone
        dispatcher = Dispatcher(self._access, self._sender, tools, clock)
        self._inbox = Inbox(inbox_store, bot, dispatcher, clock, backoff=self._backoff.delay)
        self._poller = Poller(bot, self._inbox.take, inbox_store, clock, backoff=self._backoff.delay)
        notices = TelegramNotices(people, self._sender, clock, home=home)
        self._pusher = ReminderPusher(reminders, people, self._sender, clock, home=home)
        self._outbox_drain = OutboxDrain(
            outbox, lambda account_id: api, events=self._events, people=people, notices=notices, clock=clock, rng=rng
        )
        self._sync_worker = SyncWorker(engine, self._events, clock=clock)

    def _google(self, store: Store, limiter: RateLimiter) -> GoogleCalendar:
        settings, clock = self._settings, self._clock
        secret = settings.google_client_secret.get_secret_value()
        account = GoogleAccount(
            ACCOUNT,
            settings.google_client_id,
            secret,
            settings.google_refresh_token.get_secret_value(),
            settings.google_token_uri,
        )
        tokens_store = RedisTokenStore(store, encryption_keys(settings))
        self._transport = AiohttpTransport()
        tokens = TokenManager(account, self._transport, tokens_store, clock=clock, rng=self._rng)
        client = GoogleCalendarClient(
            account,
            limiter,
            token_manager=tokens,
            transport=self._transport,
            api_endpoint=settings.google_api_endpoint,
            clock=clock,
            rng=self._rng,
        )
        return GoogleCalendar(client)

    def _build_telegram(self) -> Application[Any, Any, Any, Any, Any, Any]:
        settings = self._settings
        builder = ApplicationBuilder().token(settings.telegram_bot_token.get_secret_value())
        builder = builder.base_url(settings.telegram_api_base_url)
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest(connections=2))
        self._telegram = builder.updater(None).build()
        return self._telegram

    # --- starting ---------------------------------------------------------------------------------------------------

    async def _meet_telegram(self) -> None:
        """Ask Telegram who we are, for as long as it takes. Raises StartRefused where it refuses the token."""
        failures = 0
        while True:
            try:
                await self._telegram.initialize()
            except InvalidToken as error:
                raise StartRefused(
                    "Telegram refuses TELEGRAM_BOT_TOKEN: copy it once more from @BotFather (/mybots, API Token)."
                ) from error
            except TelegramError as error:
                failures += 1
                wait = min(self._backoff.delay(failures - 1), 60.0)
                log.warning(
                    "telegram_does_not_answer", extra={"kind": type(error).__name__, "next_try_s": round(wait, 1)}
                )
                await self._clock.sleep(wait)
            else:
                return

    async def _introduce(self) -> None:
        """What can wait until the bot serves: the pairing code, the first sync, the command menu."""
        await self._until_the_store_answers(self._print_pairing_code)
        await self._until_the_store_answers(lambda: self._events.sync_now(self._ref, self._clock.now()))
        listed = [command for handler in load_handlers() for command in handler.listed]
        for language in languages():
            commands = [BotCommand(name, text) for name, text in menu(listed, wording(language))]
            with suppress(TelegramError):
                await self._telegram.bot.set_my_commands(commands, language_code=None if language == "en" else language)

    async def _print_pairing_code(self) -> None:
        code = await self._access.pairing_code()
        if code is not None:
            # Printed, not logged: logs are kept and sent about, this is for whoever sits here.
            print(f"\nTo make this bot yours, send it this code in Telegram: {code}\n", file=sys.stderr, flush=True)

    async def _until_the_store_answers(self, step: Callable[[], Awaitable[None]]) -> None:
        failures = 0
        while True:
            try:
                return await step()
            except StoreUnavailable:
                failures += 1
                wait = min(self._backoff.delay(failures - 1), 60.0)
                log.warning("store_does_not_answer", extra={"next_try_s": round(wait, 1)})
                await self._clock.sleep(wait)

    def _add_ticks(self) -> None:
        start_sync_worker(self._scheduler, self._sync_worker)
        add_tick(self._scheduler, "reminders", self._pusher.tick, seconds=1)
        add_tick(self._scheduler, "outbox", self._outbox_drain.tick, seconds=2)
        add_tick(self._scheduler, "inbox", self._look_into_inbox, seconds=2)

    async def _look_into_inbox(self) -> None:
        self._inbox.wake()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))
