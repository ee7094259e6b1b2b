"""The HTTP face of the stand-in, and the handle that tests and the demo hold."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from calendar_core.clock import Clock, SystemClock
from sandbox.faults import CONTROL_PREFIX, Fault, Faults
from sandbox.telegram import control, messages, profile
from sandbox.telegram.account import Account
from sandbox.telegram.changes import Changes
from sandbox.telegram.contract import NAMES, unknown_parameters
from sandbox.telegram.errors import BotApiError, conflict, not_found, unauthorized
from sandbox.telegram.flood import FloodLimits
from sandbox.telegram.params import Json, Params, read_params
from sandbox.telegram.people import OWNER, People
from sandbox.telegram.polling import TERMINATED_BY_WEBHOOK, WEBHOOK_IS_ACTIVE, Polling
from sandbox.telegram.state import Message, World
from sandbox.telegram.updates import UpdateQueue
from sandbox.telegram.webhook import Webhook

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105 - the token of no bot
LARGEST_BODY = 50 * 1024 * 1024
"""Bytes; Telegram takes files up to this size."""

_METHODS = {**messages.METHODS, **profile.METHODS}


@dataclass(frozen=True)
class Call:
    """One call of a method. status: of its answer, 0 while it is under way or when it was cut off."""

    method: str
    params: Mapping[str, Any]
    at: datetime
    status: int = 0


class TelegramSandbox(People):
    """Telegram's Bot API for one bot, on loopback.

    contract_violations: calls that Telegram would silently take otherwise than they were meant; tests want it empty.
    calls: the last 10,000 calls except `getUpdates`, oldest first.
    faults: what is to go wrong (see `sandbox.faults`); a method is struck by a path like "/sendMessage$".
    """

    def __init__(self, clock: Clock | None = None, token: str = TOKEN) -> None:
        self.token = token
        self.changes = Changes()
        bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Calendar secretary",
            "username": "calendar_sandbox_bot",
        }
        queue = UpdateQueue(self.changes)
        self.account = Account(World(bot), queue, self.changes, clock or SystemClock())
        self.faults = Faults(self.account.clock)
        self.contract_violations: list[str] = []
        self.calls: deque[Call] = deque(maxlen=10_000)
        self._polling = Polling(queue, self.changes)
        self._webhook = Webhook(self.account)
        self._in_handling = 0
        self._runner: web.AppRunner | None = None
        self._address = ""

    @property
    def base_url(self) -> str:
        """The base address in python-telegram-bot's form: the token follows it directly."""
        return f"{self._address}/bot"

    @property
    def base_file_url(self) -> str:
        """The same for downloads."""
        return f"{self._address}/file/bot"

    @property
    def flood(self) -> FloodLimits:
        """The limits on sending; off until `flood.enabled` is set."""
        return self.account.flood

    @property
    def polling(self) -> bool:
        """A `getUpdates` is being held open."""
        return self._polling.waiting

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Listen; port 0 takes any free one. Raises OSError where the port is taken."""
        app = web.Application(client_max_size=LARGEST_BODY, middlewares=[self._count, self.faults.middleware])
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        control.add_routes(app, self)
        self.faults.add_routes(app, violations=lambda: self.contract_violations)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        address = self._runner.addresses[0]
        self._address = f"http://{address[0]}:{address[1]}"

    async def stop(self) -> None:
        """Stop listening. A waiting poll ends without updates; what is pending stays pending."""
        self._polling.end("")
        await self._webhook.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def chat(self, chat_id: int = OWNER, *, deleted: bool = False) -> list[Message]:
        """The messages of a chat as they stand now, oldest first; without the deleted ones unless asked for."""
        chat = self.account.world.chats.get(chat_id)
        return [one for one in chat.messages.values() if deleted or not one.deleted] if chat else []

    def replies(self, chat_id: int = OWNER) -> list[Message]:
        """The bot's own messages of a chat."""
        return [message for message in self.chat(chat_id) if message.from_bot]

    def toasts(self) -> list[str]:
        """What the bot has shown on taps, oldest first; empty for an answer that showed nothing."""
        return [str(query.answer["text"]) for query in self.account.callbacks.values() if query.answer is not None]

    async def wait_for(self, predicate: Callable[[], bool], within: float = 10.0) -> None:
        """Return once the predicate holds; it is looked at again after every change.

        Raises TimeoutError when it has not become true within that many real seconds.
        """
        if not await self.changes.wait_for(predicate, within):
            raise TimeoutError(f"not within {within} s; {self._standing()}")

    async def idle(self, within: float = 10.0) -> None:
        """Return once every update is confirmed by the bot and no call of it is being handled.

        What the bot does between confirming an update and its next call cannot be seen from here.
        Raises TimeoutError like `wait_for`.
        """
        await self.wait_for(lambda: self.quiet, within)

    @property
    def quiet(self) -> bool:
        """No update is unconfirmed and no call is being handled."""
        return not self.account.queue.pending and not self._webhook.in_flight and not self._in_handling

    def refuse(
        self, method: str, code: int, description: str, retry_after: int | None = None, times: int | None = 1
    ) -> None:
        """Have the next calls of a method refused in Telegram's shape, without taking effect.

        times: how many of them, None for all until `faults.clear()`.
        """
        refusal = BotApiError(code, description, retry_after)
        self.faults.add(Fault(path=f"(?i)/{method}$", status=code, body=refusal.body(), times=times))

    def dump(self, path: Path) -> None:
        """Write chats, files and unconfirmed updates to a JSON file, whole or not at all."""
        kept = {"world": self.account.world.dump(), "queue": self.account.queue.dump()}
        part = path.with_suffix(".part")
        part.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        part.replace(path)

    def load(self, path: Path) -> None:
        """Read what `dump` wrote. Raises OSError, or ValueError and KeyError for another file."""
        kept = json.loads(path.read_text(encoding="utf-8"))
        self.account.world.load(kept["world"])
        self.account.queue.load(kept["queue"])

    def _standing(self) -> str:
        return (
            f"{len(self.account.queue.pending)} updates unconfirmed, {self._in_handling} calls in handling, "
            f"{'a' if self.polling else 'no'} poll waiting"
        )

    @web.middleware
    async def _count(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Know what is being handled, whatever delays it; polls do not count, they are there to wait."""
        if request.path.startswith(CONTROL_PREFIX) or request.path.lower().endswith("/getupdates"):
            return await handler(request)
        self._in_handling += 1
        self.changes.note()
        try:
            return await handler(request)
        finally:
            self._in_handling -= 1
            self.changes.note()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            return web.json_response({"ok": True, "result": await self._handle(request)}, dumps=_dumps)
        except BotApiError as refusal:
            headers = {} if refusal.retry_after is None else {"Retry-After": str(refusal.retry_after)}
            return web.json_response(refusal.body(), status=refusal.code, headers=headers, dumps=_dumps)

    async def _handle(self, request: web.Request) -> Any:
        if request.match_info["token"] != self.token:
            raise unauthorized()
        method = NAMES.get(request.match_info["method"].lower())
        if method is None:
            self.contract_violations.append(f"{request.match_info['method']}: unknown method")
            raise not_found()
        params = await read_params(request)
        self._check(method, params)
        if method == "getUpdates":
            return await self._get_updates(params)
        return await self._call(method, params)

    def _check(self, method: str, params: Params) -> None:
        given = set(params.values) | set(params.files)
        for name in unknown_parameters(method, given, params.attached()):
            self.contract_violations.append(f"{method}: unknown parameter {name!r}")

    async def _get_updates(self, params: Params) -> list[Json]:
        if self._webhook.settings.url:
            raise conflict(WEBHOOK_IS_ACTIVE)
        return await self._polling.get_updates(params, self.account.now())

    async def _call(self, method: str, params: Params) -> Any:
        status = 200
        try:
            if method in {"setWebhook", "deleteWebhook"}:
                self._polling.end(TERMINATED_BY_WEBHOOK)
                change: Callable[[Params], Awaitable[bool]] = (
                    self._webhook.set if method == "setWebhook" else self._webhook.delete
                )
                return await change(params)
            if method == "getWebhookInfo":
                return self._webhook.info()
            return _METHODS[method](self.account, params)
        except BotApiError as refusal:
            status = refusal.code
            raise
        finally:
            self.calls.append(Call(method, params.values, self.account.now(), status))

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return web.json_response(unauthorized().body(), status=401)
        for stored in self.account.world.files.values():
            if stored.json["file_path"] == request.match_info["path"]:
                return web.Response(body=stored.content, content_type="application/octet-stream")
        return web.json_response(not_found().body(), status=404)


def _dumps(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False)
