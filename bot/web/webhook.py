"""What Telegram POSTs: checked, read within bounds, and answered 200 only when the update is safe."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from telegram import Bot, Update

from bot.web.answers import words
from bot.web.bodies import Refused, body_of

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
"""Carries what setWebhook was given as `secret_token` (Bot API, setWebhook)."""

LARGEST_BODY = 1024 * 1024
"""Bytes. A message has at most 4096 characters; the largest real updates are some tens of kilobytes."""

BODY_WITHIN = 10.0
"""Seconds in which the whole body has to come."""

_LARGEST_ID = 2**53


class TelegramWebhook:
    """Answers one bot's webhook; called with the request.

    take: returns when the update is safe (handled or stored). Whatever it raises becomes a 500, upon which Telegram
    sends the update again (Bot API, setWebhook); the inbox knows it by its id, should it have been kept after all.
    """

    def __init__(
        self,
        bot: Bot,
        take: Callable[[Update], Awaitable[None]],
        secret: str,
        *,
        body_within: float = BODY_WITHIN,
    ) -> None:
        self._bot = bot
        self._take = take
        self._secret = secret.encode()
        self._body_within = body_within

    async def __call__(self, request: web.Request) -> web.Response:
        try:
            self._check_secret(request)
            update = self._update_in(await body_of(request, largest=LARGEST_BODY, within=self._body_within))
        except Refused as refusal:
            # Closed, for the rest of the body is not worth reading.
            return words(refusal.status, refusal.sentence, close=True)
        try:
            await self._take(update)
        except Exception:
            log.exception("webhook_update_not_taken")
            return words(500, "The update could not be kept; send it again.")
        return words(200)

    def _check_secret(self, request: web.Request) -> None:
        """Before anything of the body is read. Several headers of that name are as wrong as none."""
        given = request.headers.getall(SECRET_HEADER, [])
        said = given[0].encode("utf-8", "surrogateescape") if len(given) == 1 else b""
        if not hmac.compare_digest(said, self._secret):
            log.warning("webhook_secret_wrong", extra={"given": bool(given)})
            raise Refused(403, "This address is for Telegram only.")

    def _update_in(self, body: bytes) -> Update:
        malformed = Refused(400, "This is not an update.")
        try:
            value: Any = json.loads(body)
        except (ValueError, RecursionError):
            raise malformed from None
        if not isinstance(value, dict):
            raise malformed
        number = value.get("update_id")
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < _LARGEST_ID:
            raise malformed
        try:
            update = Update.de_json(value, self._bot)
        except Exception as error:  # python-telegram-bot lets any kind through for a shape that it does not know
            log.warning("webhook_update_unreadable", extra={"error": type(error).__name__})
            raise malformed from None
        return update
