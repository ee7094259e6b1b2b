"""What Telegram POSTs: checked, read within bounds, and answered 200 only when the update is safe."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from telegram import Bot, Update

from bot.telegram import read_update
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


class Unreadable(Exception):
    """An update, by its number, in a shape that nobody here knows."""

    def __init__(self, update_id: int) -> None:
        super().__init__()
        self.update_id = update_id


async def _forgotten(update_id: int, body: bytes) -> None:
    return None


class TelegramWebhook:
    """Answers one bot's webhook; called with the request.

    take: returns when the update is safe (handled or stored). Whatever it raises becomes a 500, upon which Telegram
    sends the update again (Bot API, setWebhook); the inbox knows it by its id, should it have been kept after all.
    put_aside: keeps the body of an update that cannot be read, by its number. Refused, Telegram would send it for a
    day, and behind it everything else would wait.
    """

    def __init__(
        self,
        bot: Bot,
        take: Callable[[Update], Awaitable[None]],
        secret: str,
        *,
        put_aside: Callable[[int, bytes], Awaitable[None]] = _forgotten,
        body_within: float = BODY_WITHIN,
    ) -> None:
        self._bot = bot
        self._take = take
        self._secret = secret.encode()
        self._put_aside = put_aside
        self._body_within = body_within

    async def __call__(self, request: web.Request) -> web.Response:
        try:
            self._check_secret(request)
            body = await body_of(request, largest=LARGEST_BODY, within=self._body_within)
            safe = self._safe(body)
        except Refused as refusal:
            # Closed, for the rest of the body is not worth reading.
            return words(refusal.status, refusal.sentence, close=True)
        try:
            await safe
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

    def _safe(self, body: bytes) -> Awaitable[None]:
        """What makes the update in that body safe. Raises Refused."""
        try:
            return self._take(self._update_in(body))
        except Unreadable as unreadable:
            log.error("webhook_update_put_aside", extra={"bytes": len(body)})
            return self._put_aside(unreadable.update_id, body)

    def _update_in(self, body: bytes) -> Update:
        """Raises Refused for what is no update, Unreadable for one that nobody here can read."""
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
        update = read_update(value, self._bot)
        if update is None:
            raise Unreadable(number)
        return update
