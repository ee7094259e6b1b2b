"""Sending what a Reply says: each message with a permit, again where the network broke, later where Telegram asks."""

from __future__ import annotations

import asyncio
import html
import logging
import math
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.taps import with_short_taps
from bot.telegram import seconds_of
from bot.views.reply import Reply
from calendar_core.clock import Clock
from calendar_core.errors import LimiterRefused
from calendar_core.observe import NullObserver, Observer
from calendar_core.ports import ConversationStore
from calendar_core.resilience.send_permits import SendPermits

log = logging.getLogger(__name__)

_TRIES = 4

_Answer = TypeVar("_Answer")


class Sender:
    """Sends replies and pushes, each with a permit, waits when Telegram asks for it, and knows when nothing is on its
    way. permits: shared with all who send."""

    def __init__(
        self,
        bot: Bot,
        notes: ConversationStore,
        permits: SendPermits,
        clock: Clock,
        observer: Observer | None = None,
    ) -> None:
        self._bot = bot
        self._notes = notes
        self._permits = permits
        self._clock = clock
        self._observer = observer or NullObserver()
        self._under_way = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    async def quiet(self) -> None:
        """Wait until no send is under way."""
        await self._quiet.wait()

    async def send(self, chat_id: int, reply: Reply, *, tapped_message: int = 0) -> int:
        """Answer with one message, or by editing the tapped one; its id.

        Raises Forbidden where the person blocked the bot, RetryAfter where Telegram takes nothing for longer than a
        person waits, else TelegramError.
        """
        with self._one_under_way():
            return await self._send(chat_id, await with_short_taps(self._notes, chat_id, reply), tapped_message)

    async def push(self, chat_id: int, reply: Reply, *, permitted: bool = False) -> int:
        """Send one message that nobody has asked for; its id. Raises as `send` does, and RetryAfter at once where
        Telegram asks for a pause. permitted: the caller has taken its permit already."""
        with self._one_under_way():
            reply = await with_short_taps(self._notes, chat_id, reply)
            permit = _held if permitted else partial(self._permits.for_push, chat_id)
            message = await self._with_patience(chat_id, lambda: self._new(chat_id, reply), first_permit=permit)
            return int(message.message_id) if message is not None else 0

    @contextmanager
    def _one_under_way(self) -> Iterator[None]:
        self._under_way += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._quiet.set()

    async def answer_tap(self, query_id: str, toast: str = "") -> None:
        """Stop the button's spinner. A tap too old to answer is no failure."""
        try:
            await self._bot.answer_callback_query(query_id, text=_plain(toast)[:200] or None)
        except TelegramError:
            log.debug("tap_not_answered")

    async def _send(self, chat_id: int, reply: Reply, tapped_message: int) -> int:
        if reply.strips_buttons and tapped_message:
            await self._strip(chat_id, tapped_message)
            if reply.toast:
                return tapped_message
        if reply.replaces and tapped_message:
            try:
                await self._with_patience(chat_id, lambda: self._edit(chat_id, tapped_message, reply))
            except BadRequest as error:
                if "not modified" in str(error).lower():
                    return tapped_message
                log.info("edit_refused_sending_anew")
            else:
                return tapped_message
        message = await self._with_patience(chat_id, lambda: self._new(chat_id, reply))
        return int(message.message_id) if message is not None else 0

    async def _with_patience(
        self,
        chat_id: int,
        attempt: Callable[[], Awaitable[_Answer]],
        *,
        first_permit: Callable[[], Awaitable[None]] | None = None,
    ) -> _Answer | None:
        """What `attempt` answers, each try with a permit; None where it was taken and the answer made no sense."""
        permit = first_permit or partial(self._permits.for_reply, chat_id)
        for number in range(1, _TRIES + 1):
            try:
                await permit()
                result = await attempt()
            except LimiterRefused as refused:
                raise RetryAfter(max(1, math.ceil(refused.retry_after or 1.0))) from refused
            except RetryAfter as wait:
                self._observer.count("telegram.throttled")
                await self._permits.pause(chat_id, seconds_of(wait))
                if number == _TRIES or first_permit is not None:
                    raise  # nobody waits for a push: it is due again after the pause
                # The next permit waits for the end of the pause.
            except (BadRequest, Forbidden):
                raise
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                # Telegram took it and the library cannot read what it answered: sent is sent.
                log.warning("answer_unreadable", extra={"error": type(error).__name__})
                return None
            except NetworkError:
                # It may have been taken: a message said twice is better than one not said.
                if number == _TRIES:
                    raise
                await self._clock.sleep(0.5 * 2**number)
                permit = partial(self._permits.for_reply, chat_id)
            else:
                self._observer.count("telegram.sent")
                return result
        raise TelegramError("not sent")

    async def _new(self, chat_id: int, reply: Reply) -> Message:
        try:
            return await self._bot.send_message(chat_id, reply.text, reply_markup=keyboard(reply), **_html())
        except BadRequest as error:
            if "parse" not in str(error).lower():
                raise
            log.error("html_refused")
            return await self._bot.send_message(chat_id, _plain(reply.text), reply_markup=keyboard(reply))

    async def _edit(self, chat_id: int, message_id: int, reply: Reply) -> object:
        return await self._bot.edit_message_text(
            reply.text, chat_id=chat_id, message_id=message_id, reply_markup=keyboard(reply), **_html()
        )

    async def _strip(self, chat_id: int, message_id: int) -> None:
        try:
            await self._bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id, reply_markup=None)
        except TelegramError:
            log.debug("buttons_not_taken")


async def _held() -> None:
    """The permit of whoever has one."""


def keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    """The buttons of a reply as Telegram wants them."""
    if not reply.buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(button.label, callback_data=button.data) for button in row] for row in reply.buttons]
    )


def _html() -> dict[str, Any]:
    return {"parse_mode": ParseMode.HTML, "link_preview_options": LinkPreviewOptions(is_disabled=True)}


def _plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^<>]+>", "", text))
