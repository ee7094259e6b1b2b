"""Webhooks: `setWebhook` and the deliveries, which really are POSTed.

Updates of one chat are delivered in order, those of several chats side by side; what is not answered with 2xx is
sent again after a growing wait. Only loopback addresses are called, so nothing ever leaves the machine.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import aiohttp

from sandbox.telegram.account import Account
from sandbox.telegram.errors import bad_request
from sandbox.telegram.params import Json, Params
from sandbox.telegram.updates import Update

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
"""Seconds between the attempts to deliver one update; each wait is twice the one before."""

ANSWER_WITHIN = 60.0
"""Seconds that Telegram waits for an answer."""

_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


@dataclass
class WebhookSettings:
    """What `setWebhook` set. An empty url means that there is none."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    last_error_date: int = 0
    last_error_message: str = ""


class Webhook:
    """One bot's webhook and the task that feeds it."""

    def __init__(self, account: Account) -> None:
        self.settings = WebhookSettings()
        self.in_flight: set[int] = set()
        self._account = account
        self._feeding: asyncio.Task[None] | None = None
        self._deliveries: set[asyncio.Task[None]] = set()
        self._failures: dict[int, int] = {}

    async def set(self, params: Params) -> bool:
        """`setWebhook`; an empty url removes it. Raises BotApiError for an address Telegram would not take."""
        url = params.text("url")
        if not url:
            return await self.delete(params)
        _check_url(url)
        if not _SECRET.fullmatch(params.text("secret_token")):
            raise bad_request("secret token contains unallowed characters")
        await self.stop()
        allowed = params.structure("allowed_updates")
        self._account.queue.allow([str(kind) for kind in allowed] if isinstance(allowed, list) else None)
        if params.flag("drop_pending_updates"):
            self._account.queue.clear()
        connections = min(max(params.integer("max_connections", 40), 1), 100)
        self.settings = WebhookSettings(url, params.text("secret_token"), connections)
        self._failures.clear()
        self._feeding = asyncio.create_task(self._feed())
        return True

    async def delete(self, params: Params) -> bool:
        """`deleteWebhook`."""
        await self.stop()
        self.settings = WebhookSettings()
        if params.flag("drop_pending_updates"):
            self._account.queue.clear()
        return True

    def info(self) -> Json:
        """`getWebhookInfo`."""
        settings, queue = self.settings, self._account.queue
        answer: Json = {
            "url": settings.url,
            "has_custom_certificate": False,
            "pending_update_count": len(queue.pending),
        }
        if settings.url:
            answer |= {"max_connections": settings.max_connections, "allowed_updates": sorted(queue.allowed)}
        if settings.last_error_message:
            answer |= {
                "last_error_date": settings.last_error_date,
                "last_error_message": settings.last_error_message,
            }
        return answer

    async def stop(self) -> None:
        """End the deliveries; what is in flight stays pending."""
        tasks = [*self._deliveries, *([self._feeding] if self._feeding else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._feeding = None
        self._deliveries.clear()
        self.in_flight.clear()

    def _next(self) -> Update | None:
        """The first pending update whose chat is not being served already."""
        if len(self.in_flight) >= self.settings.max_connections:
            return None
        busy: set[int | None] = set()
        for update in self._account.queue.pending:
            if update.update_id in self.in_flight:
                busy.add(update.chat_id)
            elif update.chat_id is None or update.chat_id not in busy:
                return update
        return None

    async def _feed(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(ANSWER_WITHIN)) as session:
            while True:
                await self._account.changes.wait_for(lambda: self._next() is not None, None)
                if (update := self._next()) is None:
                    continue
                self.in_flight.add(update.update_id)
                delivery = asyncio.create_task(self._deliver(session, update))
                self._deliveries.add(delivery)
                delivery.add_done_callback(self._deliveries.discard)

    async def _deliver(self, session: aiohttp.ClientSession, update: Update) -> None:
        trouble = await self._post(session, update)
        if not trouble:
            self._failures.pop(update.update_id, None)
            self.in_flight.discard(update.update_id)
            self._account.queue.remove(update.update_id)
            return
        self.settings.last_error_date = self._account.timestamp()
        self.settings.last_error_message = trouble
        failures = self._failures[update.update_id] = self._failures.get(update.update_id, 0) + 1
        self._account.changes.note()
        await self._account.clock.sleep(min(FIRST_WAIT * 2 ** (failures - 1), LONGEST_WAIT))
        self.in_flight.discard(update.update_id)
        self._account.changes.note()

    async def _post(self, session: aiohttp.ClientSession, update: Update) -> str:
        """Send one update; returns what was wrong, or nothing."""
        secret = self.settings.secret_token
        headers = {SECRET_HEADER: secret} if secret else {}
        try:
            async with session.post(
                self.settings.url, json=update.json, headers=headers, allow_redirects=False
            ) as answer:
                await answer.read()
                if 200 <= answer.status < 300:
                    return ""
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError:
            return "Connection refused"


def _check_url(url: str) -> None:
    address = urlsplit(url)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not _on_loopback(address.hostname):
        raise bad_request("bad webhook: IP address is reserved; this stand-in delivers to loopback only")


def _on_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
