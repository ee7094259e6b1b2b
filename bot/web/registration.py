"""Where Telegram is to send updates: the address, its secret, and telling Telegram about both."""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from pydantic import SecretStr
from telegram import Bot, WebhookInfo
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from calendar_core.clock import Clock

log = logging.getLogger(__name__)

LONGEST_WAIT = 60.0
"""Seconds between two tries to reach Telegram, unless Telegram itself names a longer time."""

MAX_CONNECTIONS = 40
"""Deliveries that Telegram makes at a time (Bot API, setWebhook: 1 to 100)."""

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # Bot API, setWebhook: secret_token


class WebhookSettings(Protocol):
    """What of the settings a webhook needs; `bot.settings.Settings` has it."""

    @property
    def public_url(self) -> str: ...

    @property
    def telegram_bot_token(self) -> SecretStr: ...

    @property
    def webhook_secret(self) -> SecretStr | None: ...


class WebhookRefused(Exception):
    """The webhook cannot be set, and waiting would not help; the message is one sentence for whoever hosts the bot."""


def webhook_secret_of(settings: WebhookSettings) -> str:
    """WEBHOOK_SECRET, or one derived from the bot's token, so that all replicas agree. Raises WebhookRefused."""
    if settings.webhook_secret is not None:
        given = settings.webhook_secret.get_secret_value()
        if not _SECRET.fullmatch(given):
            raise WebhookRefused("WEBHOOK_SECRET is malformed: it should be 1 to 256 letters, digits, _ or -.")
        return given
    token = settings.telegram_bot_token.get_secret_value().encode()
    return hmac.new(token, b"calendar-bot webhook secret", hashlib.sha256).hexdigest()


def webhook_path(settings: WebhookSettings) -> str:
    """The end of the webhook's address, the same on every replica: `telegram/` and 16 hex digits.

    The digits hang on bot and secret: several bots may share a host, and a secret that was changed gives a new
    address, without which Telegram's getWebhookInfo, which never tells the secret, could not show the difference.
    Raises WebhookRefused.
    """
    bot_id = settings.telegram_bot_token.get_secret_value().partition(":")[0]
    secret = webhook_secret_of(settings).encode()
    digits = hmac.new(secret, f"calendar-bot webhook path {bot_id}".encode(), hashlib.sha256).hexdigest()[:16]
    return f"telegram/{digits}"


class WebhookRegistration:
    """Tells Telegram the address once, then only watches that it stays so; it never fights for it.

    state: "ok", or a word for /status: "down", "slow_down", "conflict" (the webhook is not ours any more), "failing"
    (Telegram refuses the address, or cannot deliver to it). backoff: seconds after that many failures before.
    """

    def __init__(
        self,
        bot: Bot,
        settings: WebhookSettings,
        clock: Clock,
        *,
        allowed_updates: Sequence[str],
        backoff: Callable[[int], float],
    ) -> None:
        self._bot = bot
        self._url = f"{settings.public_url}/{webhook_path(settings)}"
        self._secret = webhook_secret_of(settings)
        self._allowed = tuple(allowed_updates)
        self._clock = clock
        self._backoff = backoff
        self._last_error: datetime | None = None
        self.state = "ok"

    async def set_webhook(self) -> None:
        """Return when Telegram has our address. What it has already is not sent again; what fails is tried again.

        Raises WebhookRefused where Telegram refuses the token.
        """
        failures = 0
        while True:
            try:
                info = await self._bot.get_webhook_info()
                if not self._is_ours(info):
                    await self._bot.set_webhook(
                        self._url,
                        secret_token=self._secret,
                        allowed_updates=self._allowed,
                        max_connections=MAX_CONNECTIONS,
                    )
                    log.info("webhook_set")
            except InvalidToken as error:
                raise WebhookRefused(
                    "Telegram refuses TELEGRAM_BOT_TOKEN: copy it once more from @BotFather (/mybots, API Token)."
                ) from error
            except TelegramError as error:
                await self._clock.sleep(self._after(error, failures))
                failures += 1
            else:
                self.state, self._last_error = "ok", info.last_error_date
                return

    async def look(self) -> None:
        """Ask Telegram how the webhook stands, for `state` and the log. Nothing is changed: where the address is
        another now, somebody wanted it so, and two bots that both insist would go on for ever."""
        try:
            info = await self._bot.get_webhook_info()
        except TelegramError as error:
            self._after(error, 0)
            return
        # Told apart from the failure seen before, not compared with our clock, which may differ from Telegram's.
        known, self._last_error = self._last_error, info.last_error_date
        if info.url != self._url:
            what = "the webhook was removed" if not info.url else "another program has set its own webhook"
            self._say("conflict", f"{what}; restart this bot to have it back, or stop it")
        elif info.last_error_date not in (None, known):
            what = "Telegram cannot deliver to PUBLIC_URL: check the proxy and its certificate"
            self._say("failing", what, reason=(info.last_error_message or "")[:200], waiting=info.pending_update_count)
        else:
            self.state = "ok"

    def _is_ours(self, info: WebhookInfo) -> bool:
        return (
            info.url == self._url
            and set(info.allowed_updates or ()) == set(self._allowed)
            and info.max_connections == MAX_CONNECTIONS
        )

    def _after(self, error: TelegramError, failures: int) -> float:
        """Seconds to wait, having said what is wrong and what to do."""
        wait = min(self._backoff(failures), LONGEST_WAIT)
        if isinstance(error, RetryAfter):
            after = error.retry_after
            wait = max(wait, after.total_seconds() if hasattr(after, "total_seconds") else float(after))
            self._say("slow_down", "Telegram asks us to slow down", next_try_s=round(wait, 1))
        elif isinstance(error, BadRequest):
            what = "Telegram refuses the webhook: check PUBLIC_URL (https, port 443, 80, 88 or 8443, a public host)"
            self._say("failing", what, reason=str(error)[:200], next_try_s=round(wait, 1))
        else:
            self._say("down", "Telegram does not answer", kind=type(error).__name__, next_try_s=round(wait, 1))
        return wait

    def _say(self, state: str, what: str, **known: object) -> None:
        self.state = state
        log.warning("webhook_trouble", extra={"what": what, **known})
