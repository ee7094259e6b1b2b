"""The stand-in's addresses over HTTP: OAuth, Calendar v3 and batches, turned into calls and replies."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox.faults import Exchange, Faults, Wire, exchange_under_way
from sandbox.google.api import CalendarApi
from sandbox.google.batch import InnerRequest, read_batch, write_batch
from sandbox.google.calls import Reply
from sandbox.google.errors import ApiError
from sandbox.google.oauth import OAuth, OAuthError
from sandbox.google.state import GoogleState

TOKEN, REVOKE, AUTHORIZE = "/token", "/revoke", "/o/oauth2/v2/auth"
_OAUTH = {TOKEN: "token", REVOKE: "revoke", AUTHORIZE: "authorize"}
_SMALLEST_TO_PACK = 1024


class GoogleRoutes:
    """What each address does. Everything goes through `faults`, the inner calls of a batch one by one."""

    def __init__(self, state: GoogleState, oauth: OAuth, api: CalendarApi) -> None:
        self._state = state
        self._oauth = oauth
        self._api = api
        self.faults = Faults(state.clock, self._operation)

    def application(self) -> web.Application:
        """A new aiohttp application over the same state."""
        app = web.Application(middlewares=[self.faults.middleware], client_max_size=64 * 1024 * 1024)
        self.faults.add_routes(app, violations=lambda: self._api.contract_violations)
        app.router.add_post(TOKEN, self._token)
        app.router.add_post(REVOKE, self._revoke)
        app.router.add_get(AUTHORIZE, self._auth)
        app.router.add_post(self._api.contract.batch_path, self._batch)
        app.router.add_route("*", "/{path:.*}", self._call)
        return app

    def _operation(self, method: str, path: str) -> str:
        if path == self._api.contract.batch_path:
            return "batch"
        return _OAUTH.get(path) or self._api.operation_of(method, path)

    async def _call(self, _: web.Request) -> web.Response:
        exchange = exchange_under_way()
        return self._response(exchange.headers, self._api_reply(exchange))

    def _api_reply(self, call: Exchange | InnerRequest) -> Reply:
        return self._api.answer(call.method, call.path, call.query, call.headers, call.body)

    async def _batch(self, _: web.Request) -> web.Response:
        exchange = exchange_under_way()
        try:
            calls = read_batch(exchange.headers, exchange.body)
        except ApiError as error:
            return self._response(exchange.headers, Reply(error.status, error.body()))
        answers = [(call.content_id, await self._inner(call)) for call in calls]
        kind, body = write_batch(
            [(name, reply) for name, reply in answers if reply is not None], f"batch_{self._state.made_up(24)}"
        )
        return web.Response(body=body, headers={"Content-Type": kind, "Date": self._date()})

    async def _inner(self, call: InnerRequest) -> Reply | None:
        """One call of a batch, struck by faults of its own; None when its answer is lost."""
        log = Exchange(call.method, call.path, call.query, dict(call.headers), call.body, self._state.now(), batch=True)
        self.faults.note(log)

        async def apply() -> web.Response:
            return self._response({}, self._api_reply(call))

        response = await self.faults.answer(log.fault, apply)
        if log.fault is not None and log.fault.wire in (Wire.CUT, Wire.RESET):
            return None
        log.status = response.status
        body = response.body if isinstance(response.body, bytes) else b""
        headers = {name: value for name, value in response.headers.items() if name in ("ETag", "Retry-After")}
        return Reply(response.status, _json_or_none(body), headers)

    async def _token(self, _: web.Request) -> web.Response:
        exchange = exchange_under_way()
        try:
            return self._response(exchange.headers, self._oauth.token(_form(exchange)))
        except OAuthError as error:
            return self._response(exchange.headers, error.reply)

    async def _revoke(self, _: web.Request) -> web.Response:
        exchange = exchange_under_way()
        token = (dict(exchange.query) | _form(exchange)).get("token", "")
        try:
            return self._response(exchange.headers, self._oauth.revoke(token))
        except OAuthError as error:
            return self._response(exchange.headers, error.reply)

    async def _auth(self, _: web.Request) -> web.Response:
        exchange = exchange_under_way()
        try:
            return web.Response(status=302, headers={"Location": self._oauth.authorize(dict(exchange.query))})
        except OAuthError as error:
            body = error.reply.body or {}
            return web.Response(status=error.reply.status, text=f"Error {body['error']}: {body['error_description']}")

    def _response(self, headers: Mapping[str, str], reply: Reply) -> web.Response:
        """The reply over HTTP, packed when the client can unpack it, as Google does."""
        out = {"Date": self._date(), **reply.headers}
        if reply.body is None:
            return web.Response(status=reply.status, headers=out)
        body = json.dumps(reply.body, ensure_ascii=False, separators=(",", ":")).encode()
        out |= {"Content-Type": "application/json; charset=UTF-8", "Cache-Control": "no-cache, no-store, max-age=0"}
        if "gzip" in headers.get("accept-encoding", "") and len(body) >= _SMALLEST_TO_PACK:
            body = gzip.compress(body, compresslevel=1)
            out["Content-Encoding"] = "gzip"
        return web.Response(status=reply.status, body=body, headers=out)

    def _date(self) -> str:
        return format_datetime(self._state.now(), usegmt=True)


def _form(exchange: Exchange) -> dict[str, str]:
    return dict(parse_qsl(exchange.body.decode("utf-8", "replace"), keep_blank_values=True))


def _json_or_none(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
