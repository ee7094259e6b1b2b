"""Telegram at the wire: python-telegram-bot's requests over aiohttp, and sending what a Reply says."""

from __future__ import annotations

import asyncio
import html
import json
import logging
import re
import warnings
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message, Update
from telegram._utils.defaultvalue import DefaultValue
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.taps import with_short_taps
from bot.views.reply import Reply
from calendar_core.clock import Clock
from calendar_core.observe import NullObserver, Observer
from calendar_core.ports import ConversationStore

log = logging.getLogger(__name__)

_TRIES = 4
_LONGEST_WAIT = 60.0  # seconds a send waits for Telegram's own Retry-After


class AiohttpRequest(BaseRequest):
    """python-telegram-bot's transport on aiohttp: one session, so kept-alive connections, and no threads.

    connections: at most so many at a time. read_timeout: seconds for an answer where the caller gives none.
    """

    def __init__(self, connections: int = 64, read_timeout: float = 20.0) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_timeout

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("the request was not initialized")
        limits = aiohttp.ClientTimeout(
            total=None,
            sock_read=_given(read_timeout, self._read_timeout),
            sock_connect=_given(connect_timeout, 10.0),
            connect=_given(pool_timeout, 10.0) + _given(connect_timeout, 10.0),
        )
        try:
            async with self._session.request(
                method, url, data=_body(request_data), timeout=limits, allow_redirects=False
            ) as answer:
                body = await answer.read()
                return _status(answer.status, body), body
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            # The address holds the token, so only the kind of the failure is told.
            raise NetworkError(f"{type(error).__name__} on the way to Telegram") from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The library's own would log what it cannot read, and that may be somebody's message."""
        try:
            data = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict):
            raise TelegramError("Invalid server response")
        return data


class PollingRequest(AiohttpRequest):
    """For getUpdates: one update that cannot be read must not keep the others from being heard.

    What the library cannot do without is filled in; an update that it still does not know the shape of is handed on
    empty, so that the offset moves past it.
    """

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        data = AiohttpRequest.parse_json_payload(payload)
        if "result" in data:
            found = data["result"] if isinstance(data["result"], list) else []
            numbered = [one for one in found if isinstance(one, dict) and isinstance(one.get("update_id"), int)]
            data["result"] = [readable(one) for one in numbered]
        return data


def readable(raw: dict[str, Any]) -> dict[str, Any]:
    """An update that python-telegram-bot can read: as it came, completed, or with nothing but its number."""
    for candidate in (raw, _completed(raw)):
        try:
            Update.de_json(dict(candidate), None)
        except Exception as error:  # the library lets any kind through for a shape that it does not know
            reason = type(error).__name__
        else:
            return candidate
    log.warning("update_unreadable", extra={"error": reason})
    return {"update_id": raw["update_id"]}


def _completed(value: Any) -> Any:
    """Messages, chats, users and taps with what the Bot API says is always there."""
    if isinstance(value, list):
        return [_completed(one) for one in value]
    if not isinstance(value, dict):
        return value
    whole = {key: _completed(one) for key, one in value.items()}
    if isinstance(whole.get("from"), dict):
        whole["from"] = {"is_bot": False, "first_name": "", **whole["from"]}
    if isinstance(whole.get("chat"), dict):
        whole["chat"] = {"type": ChatType.PRIVATE, **whole["chat"]}
        whole.setdefault("date", 0)
    if "data" in whole and "from" in whole:
        whole.setdefault("chat_instance", "")
    return whole


def _status(status: int, body: bytes) -> int:
    """The status an answer means: some servers say {"ok": false, "error_code": 429} with HTTP 200."""
    if status != 200 or not re.match(rb'\s*\{[^{}\[\]]{0,300}"ok"\s*:\s*false', body):
        return status
    code = re.search(rb'"error_code"\s*:\s*(\d{3})', body)
    return int(code[1]) if code else 502


def _given(value: Any, default: float) -> float:
    if isinstance(value, DefaultValue) or value is None:
        return default
    return float(value)


def _body(data: RequestData | None) -> aiohttp.FormData | Mapping[str, str] | None:
    if data is None:
        return None
    if not data.contains_files:
        return data.json_parameters
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form


class Sender:
    """Sends replies, waiting when Telegram asks for it, and knows when nothing is on its way."""

    def __init__(self, bot: Bot, notes: ConversationStore, clock: Clock, observer: Observer | None = None) -> None:
        self._bot = bot
        self._notes = notes
        self._clock = clock
        self._observer = observer or NullObserver()
        self._under_way = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    async def quiet(self) -> None:
        """Wait until no send is under way."""
        await self._quiet.wait()

    async def send(self, chat_id: int, reply: Reply, *, tapped_message: int = 0) -> int:
        """Send (or edit) one message; its id. Raises Forbidden where the person blocked the bot, else TelegramError."""
        self._under_way += 1
        self._quiet.clear()
        try:
            return await self._send(chat_id, await with_short_taps(self._notes, chat_id, reply), tapped_message)
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
                await self._with_patience(lambda: self._edit(chat_id, tapped_message, reply))
            except BadRequest as error:
                if "not modified" in str(error).lower():
                    return tapped_message
                log.info("edit_refused_sending_anew")
            else:
                return tapped_message
        message = await self._with_patience(lambda: self._new(chat_id, reply))
        return int(message.message_id) if message is not None else 0

    async def _with_patience(self, attempt: Any) -> Any:
        for number in range(1, _TRIES + 1):
            try:
                result = await attempt()
            except RetryAfter as wait:
                self._observer.count("telegram.throttled")
                seconds = seconds_of(wait)
                if number == _TRIES or seconds > _LONGEST_WAIT:
                    raise
                await self._clock.sleep(seconds)
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
    return html.unescape(re.sub(r"<[^>]+>", "", text))


def seconds_of(wait: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    with warnings.catch_warnings():
        # The library warns that this number will be a timedelta one day; it is read either way.
        warnings.simplefilter("ignore")
        after = wait.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
