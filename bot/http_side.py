"""The bot's port: health and metrics wherever one is set, Telegram's webhook where a public address is set as well.

Imported only then, for it brings aiohttp's server and prometheus-client.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from telegram import Bot, Update

from bot.metrics import LogCounter, PrometheusObserver, ServiceSampler
from bot.polling import ALLOWED_UPDATES
from bot.settings import Settings
from bot.web import GooglePush, TelegramWebhook, WebhookRegistration, WebServer, webhook_path, webhook_secret_of
from bot.wiring import PUSH_PATH, Parts
from calendar_core.clock import Clock
from calendar_core.ports import InboxStore

DEFAULT_PORT = 8080
"""Where a public address is set and no port."""


class HttpSide:
    """Built with the process, open to traffic once the parts are there. observer: what the parts report to."""

    def __init__(self, settings: Settings, clock: Clock, backoff: Callable[[int], float]) -> None:
        self._settings = settings
        self._clock = clock
        self._backoff = backoff
        self.observer = PrometheusObserver()
        self._log_counter = LogCounter(self.observer)
        port = DEFAULT_PORT if settings.port is None else settings.port
        self._server = WebServer(port, clock, observer=self.observer)
        self.registration: WebhookRegistration | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.port

    async def start(self, bot: Bot) -> None:
        """Listen; /healthz answers from now on. Raises OSError where the port is taken, WebhookRefused."""
        logging.getLogger().addHandler(self._log_counter)
        if self._settings.public_url:
            self.registration = WebhookRegistration(
                bot, self._settings, self._clock, allowed_updates=ALLOWED_UPDATES, backoff=self._backoff
            )
        await self._server.start()

    def open(self, parts: Parts, bot: Bot, take: Callable[[Update], Awaitable[None]], inbox_store: InboxStore) -> None:
        """Take traffic. take: returns when an update is safe."""
        for name, check in parts.health.checks().items():
            self._server.add_check(name, check, needed=name == "scheduler")
        if self.registration is not None:
            webhook = TelegramWebhook(bot, take, webhook_secret_of(self._settings), put_aside=inbox_store.put_aside)
            self._server.add_route("POST", webhook_path(self._settings), webhook)
            self._server.add_route("POST", PUSH_PATH, GooglePush(parts.push.take))
        sampler = ServiceSampler(
            parts.ref.account_id,
            calendars=parts.calendars,
            events=parts.events,
            reminders=parts.reminders,
            outbox=parts.outbox_store,
            inbox=inbox_store,
            book=parts.book,
            circuit_delay=parts.limiter.get_circuit_delay,
            drift=parts.surroundings.drift,
            disk_free=None if parts.surroundings.disk is None else parts.surroundings.disk.free,
            clock=self._clock,
            observer=self.observer,
        )
        self._server.expose(self.observer.exposition, sampler.sample)
        self._server.open()

    async def stop(self) -> None:
        """Refuse what is new, finish what is under way, close."""
        await self._server.stop()
        logging.getLogger().removeHandler(self._log_counter)
