"""Telegram at the wire: python-telegram-bot's requests over aiohttp."""

from __future__ import annotations

import json
import logging
import re
import warnings
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
from telegram import Bot, Update
from telegram._utils.defaultvalue import DefaultValue
from telegram.constants import ChatType
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

log = logging.getLogger(__name__)


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


def kept_update(payload: bytes, update_id: int, bot: Bot | None) -> Update:
    """The update in what was kept of it; rubbish is one with nothing but its number, so that it holds nobody up."""
    try:
        return Update.de_json(json.loads(payload), bot)
    except Exception as error:  # not JSON, or a shape that the library does not know
        log.error("kept_update_unreadable", extra={"error": type(error).__name__})
    try:
        raw = json.loads(payload)
    except (ValueError, RecursionError):
        raw = None
    return Update.de_json(readable({**(raw if isinstance(raw, dict) else {}), "update_id": update_id}), bot)


def readable(raw: dict[str, Any]) -> dict[str, Any]:
    """An update that python-telegram-bot can read: as it came, completed, or with nothing but its number."""
    found = _candidate(raw)
    return {"update_id": raw["update_id"]} if found is None else found


def read_update(raw: dict[str, Any], bot: Bot | None) -> Update | None:
    """The update as it came, or completed; None where python-telegram-bot does not know its shape at all."""
    found = _candidate(raw)
    return None if found is None else Update.de_json(dict(found), bot)


def _candidate(raw: dict[str, Any]) -> dict[str, Any] | None:
    for candidate in (raw, _completed(raw)):
        try:
            Update.de_json(dict(candidate), None)
        except Exception as error:  # the library lets any kind through for a shape that it does not know
            reason = type(error).__name__
        else:
            return dict(candidate)
    log.warning("update_unreadable", extra={"error": reason})
    return None


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


def seconds_of(wait: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    with warnings.catch_warnings():
        # The library warns that this number will be a timedelta one day; it is read either way.
        warnings.simplefilter("ignore")
        after = wait.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
