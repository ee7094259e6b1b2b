"""Faults on command and a log of what came in: the part of a stand-in's HTTP that no real service has.

A stand-in passes every request through `Faults.middleware`, which notes it in `Faults.exchanges` and lets the first
due `Fault` strike: another answer, a delay, a connection that dies before or after the request took effect, or an
answer that is damaged on the wire. Programmable in Python (`faults.add(Fault(...))`) and, for another process, over
HTTP: `POST`, `GET` and `DELETE` on `/_sandbox/faults`, `GET` and `DELETE` on `/_sandbox/requests`.
One module of over 300 lines: what a fault says, which one strikes and how it is done are read together.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from calendar_core.clock import Clock

CONTROL_PREFIX = "/_sandbox/"
_CHUNK = 64 * 1024


class Wire(StrEnum):
    """What happens to the connection or to the bytes of the answer."""

    CUT = "cut"
    """The connection is closed and no answer is sent."""
    RESET = "reset"
    """The connection is torn down by a TCP reset and no answer is sent."""
    TRUNCATED = "truncated"
    """Head with the right Content-Length, the first half of the body, then the end of the connection."""
    NOT_JSON = "not_json"
    """The status stays, the body is an HTML page."""
    DRIBBLE = "dribble"
    """The body comes one byte every `Fault.pace` seconds."""
    WRONG_LENGTH = "wrong_length"
    """Content-Length says half of what is sent, so the rest is rubbish on a connection that is kept."""
    HUGE = "huge"
    """The body is one JSON object of `Fault.size` bytes."""


_NO_ANSWER = frozenset({Wire.CUT, Wire.RESET})


@dataclass
class Fault:
    """One rule: which requests it strikes, and what it does to them.

    Which: `method` (a regular expression for the whole method) and `path` (one searched for in the percent-encoded
    path, without the query), both empty for any. Counting from 1, it strikes the matching requests from the
    `nth` on, `times` of them (None: for ever).
    What: a `status` replaces the answer, with `body` (a dict or list goes out as JSON, a str or bytes as it is) and
    `headers`. `wire` damages whatever answer there is. Where the true answer does not go out (a status, or a wire
    that sends none) `applied` says whether the request takes effect all the same. Delays are seconds of the
    stand-in's clock before and after the request takes effect; the holds are events waited for at the same places
    (Python only). With nothing but `headers`, they are added to the true answer.
    """

    path: str = ""
    method: str = ""
    nth: int = 1
    times: int | None = 1
    status: int | None = None
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    applied: bool = False
    wire: Wire | None = None
    delay_before: float = 0.0
    delay_after: float = 0.0
    hold_before: asyncio.Event | None = None
    hold_after: asyncio.Event | None = None
    pace: float = 1.0
    size: int = 64 * 1024 * 1024
    seen: int = field(default=0, init=False)
    """Matching requests so far."""
    struck: int = field(default=0, init=False)
    """Requests struck so far."""

    def __post_init__(self) -> None:
        if self.wire is not None:
            self.wire = Wire(self.wire)
        if self.nth < 1 or (self.times is not None and self.times < 1):
            raise ValueError("nth and times count from 1")
        if self.status is not None and not 200 <= self.status <= 599:
            raise ValueError("a status is a number from 200 to 599")
        if min(self.delay_before, self.delay_after, self.pace, self.size) < 0:
            raise ValueError("delays, pace and size are not negative")
        self._method = re.compile(self.method or ".*", re.IGNORECASE)
        self._path = re.compile(self.path)

    def matches(self, method: str, path: str) -> bool:
        return self._method.fullmatch(method) is not None and self._path.search(path) is not None

    @property
    def due(self) -> bool:
        """Whether the matching request just counted is to be struck."""
        return self.seen >= self.nth and (self.times is None or self.struck < self.times)

    @property
    def answers_truly(self) -> bool:
        """Whether what goes out is the service's own answer, be it damaged."""
        return self.status is None and self.wire not in _NO_ANSWER

    def to_json(self) -> dict[str, Any]:
        """The rule as `POST /_sandbox/faults` takes it, with its counts; holds and bytes do not travel."""
        plain = {name: getattr(self, name) for name in _FIELDS_OVER_HTTP | {"seen", "struck"}}
        plain["headers"] = dict(self.headers)
        if isinstance(self.body, bytes):
            plain["body"] = None
        return plain


_FIELDS_OVER_HTTP = {f.name for f in fields(Fault) if f.init and not f.name.startswith("hold_")}


@dataclass
class Exchange:
    """One request that came in, and how it was answered. `status` is None while under way or when none was sent."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes
    time: datetime
    batch: bool = False
    """Whether it was one of the inner requests of a batch."""
    status: int | None = None
    fault: Fault | None = None
    operation: str = ""
    """What the service calls this request, such as `events.insert`."""

    def json(self) -> Any:
        """The body as JSON. Raises ValueError when it is none."""
        return json.loads(self.body)

    def to_json(self) -> dict[str, Any]:
        """What another process may read of it: everything but the Authorization header."""
        return {
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "headers": {name: value for name, value in self.headers.items() if name != "authorization"},
            "body": self.body.decode("utf-8", "replace"),
            "time": self.time.isoformat(),
            "batch": self.batch,
            "status": self.status,
            "faulty": self.fault is not None,
            "operation": self.operation,
        }


Apply = Callable[[], Awaitable[web.Response]]
_under_way: ContextVar[Exchange] = ContextVar("exchange")


def exchange_under_way() -> Exchange:
    """The log entry of the request that the calling handler serves."""
    return _under_way.get()


class Faults:
    """The rules in force and the log of one stand-in.

    clock: what the delays are counted in. operation: what the service calls a request, given method and
    percent-encoded path; goes into the log, for requests that were struck too.
    """

    def __init__(self, clock: Clock, operation: Callable[[str, str], str] = lambda method, path: "") -> None:
        self._clock = clock
        self._operation = operation
        self.rules: list[Fault] = []
        self.exchanges: list[Exchange] = []

    def add(self, *rules: Fault) -> None:
        """Put further rules in force, behind those there are: the first one due strikes."""
        self.rules.extend(rules)

    def clear(self) -> None:
        """Lift every rule and let go whoever is held."""
        for rule in self.rules:
            for hold in (rule.hold_before, rule.hold_after):
                if hold is not None:
                    hold.set()
        self.rules.clear()

    def strike(self, method: str, path: str) -> Fault | None:
        """Count the request in every rule it matches and return the first rule that is due, if any."""
        chosen: Fault | None = None
        for rule in self.rules:
            if rule.matches(method, path):
                rule.seen += 1
                if chosen is None and rule.due:
                    chosen = rule
        if chosen is not None:
            chosen.struck += 1
        return chosen

    def note(self, exchange: Exchange) -> Exchange:
        """Log a request and decide what strikes it (`Exchange.fault`)."""
        exchange.operation = self._operation(exchange.method, exchange.path)
        exchange.fault = self.strike(exchange.method, exchange.path)
        self.exchanges.append(exchange)
        return exchange

    async def answer(self, fault: Fault | None, apply: Apply) -> web.Response:
        """Let the request take effect, or not, and return the answer before any damage on the wire."""
        if fault is None:
            return await apply()
        await self._pause(fault.delay_before, fault.hold_before)
        true_answer = await apply() if fault.answers_truly or fault.applied else None
        await self._pause(fault.delay_after, fault.hold_after)
        if fault.status is None:
            response = true_answer if true_answer is not None else web.Response()
            response.headers.update(fault.headers)
            return response
        return _replacement(fault.status, fault.body, fault.headers)

    async def _pause(self, seconds: float, hold: asyncio.Event | None) -> None:
        if seconds > 0:
            await self._clock.sleep(seconds)
        if hold is not None:
            await hold.wait()

    @property
    def middleware(self) -> Middleware:
        """For `web.Application(middlewares=[...])`: notes each request and strikes."""

        @web.middleware
        async def strike(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.path.startswith(CONTROL_PREFIX):
                return await handler(request)
            exchange = self.note(await _exchange(request, self._clock.now()))
            _under_way.set(exchange)

            async def apply() -> web.Response:
                try:
                    return cast(web.Response, await handler(request))
                except web.HTTPException as answer:
                    return answer

            response = await self.answer(exchange.fault, apply)
            wire = exchange.fault.wire if exchange.fault else None
            exchange.status = None if wire in _NO_ANSWER else response.status
            if exchange.fault is not None and wire is not None:
                return await self._damage(request, response, exchange.fault)
            return response

        return strike

    async def _damage(self, request: web.Request, response: web.Response, fault: Fault) -> web.StreamResponse:
        body = response.body if isinstance(response.body, bytes) and response.body else b"{}"
        half = max(1, len(body) // 2)
        match fault.wire:
            case Wire.CUT:
                _close(request)
            case Wire.RESET:
                _reset(request)
            case Wire.TRUNCATED:
                _write(request, _head(response, len(body)) + body[:half])
                _close(request)
            case Wire.WRONG_LENGTH:
                _write(request, _head(response, half) + body)
                _close(request)
            case Wire.NOT_JSON:
                page = "<html><title>Sorry</title><h1>Something went wrong</h1></html>"
                return web.Response(status=response.status, text=page, content_type="text/html")
            case Wire.DRIBBLE:
                return await self._dribble(request, response, body, fault.pace)
            case _:
                return await _flood(request, response, fault.size)
        return web.Response()  # the connection is gone: aiohttp notices when it tries to write this

    async def _dribble(
        self, request: web.Request, response: web.Response, body: bytes, pace: float
    ) -> web.StreamResponse:
        slow = web.StreamResponse(status=response.status, headers=response.headers)
        slow.content_length = len(body)
        await slow.prepare(request)
        for index in range(len(body)):
            await slow.write(body[index : index + 1])
            await self._clock.sleep(pace)
        await slow.write_eof()
        return slow

    def add_routes(self, app: web.Application, *, violations: Callable[[], list[str]] = list) -> None:
        """Give an application the control addresses for other processes. violations: what the contract found."""

        async def add(request: web.Request) -> web.Response:
            try:
                wanted = await request.json()
                self.add(*(_fault(rule) for rule in (wanted if isinstance(wanted, list) else [wanted])))
            except (ValueError, TypeError, re.error) as error:
                return web.json_response({"error": f"not a fault: {error}"}, status=400)
            return await show(request)

        async def show(_: web.Request) -> web.Response:
            return web.json_response({"faults": [rule.to_json() for rule in self.rules]})

        async def lift(request: web.Request) -> web.Response:
            self.clear()
            return await show(request)

        async def requests(_: web.Request) -> web.Response:
            log = [exchange.to_json() for exchange in self.exchanges]
            return web.json_response({"requests": log, "contract_violations": violations()})

        async def forget(request: web.Request) -> web.Response:
            self.exchanges.clear()
            return await requests(request)

        app.router.add_post(f"{CONTROL_PREFIX}faults", add)
        app.router.add_get(f"{CONTROL_PREFIX}faults", show)
        app.router.add_delete(f"{CONTROL_PREFIX}faults", lift)
        app.router.add_get(f"{CONTROL_PREFIX}requests", requests)
        app.router.add_delete(f"{CONTROL_PREFIX}requests", forget)


def _fault(rule: Any) -> Fault:
    if not isinstance(rule, dict):
        raise TypeError("a fault is an object")
    known = {name: value for name, value in rule.items() if name not in ("seen", "struck")}
    if unknown := known.keys() - _FIELDS_OVER_HTTP:
        raise ValueError(f"unknown field {sorted(unknown)[0]}")
    return Fault(**known)


async def _exchange(request: web.Request, now: datetime) -> Exchange:
    return Exchange(
        method=request.method,
        path=request.rel_url.raw_path,
        query=[(name, value) for name, value in request.rel_url.query.items()],
        headers={name.lower(): value for name, value in request.headers.items()},
        body=await request.read(),
        time=now,
    )


def _replacement(status: int, body: Any, headers: Mapping[str, str]) -> web.Response:
    if body is None or isinstance(body, bytes):
        return web.Response(status=status, body=body, headers=headers)
    if isinstance(body, str):
        kind = {} if any(name.lower() == "content-type" for name in headers) else {"Content-Type": "text/html"}
        return web.Response(status=status, body=body.encode(), headers={**kind, **headers})
    return web.json_response(body, status=status, headers=headers)


def _head(response: web.Response, length: int) -> bytes:
    lines = [f"HTTP/1.1 {response.status} {response.reason}", f"Content-Length: {length}"]
    lines += [f"{name}: {value}" for name, value in response.headers.items() if name.lower() != "content-length"]
    return "\r\n".join([*lines, "", ""]).encode()


def _write(request: web.Request, raw: bytes) -> None:
    if request.transport is not None:
        request.transport.write(raw)


def _close(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.close()


def _reset(request: web.Request) -> None:
    transport = request.transport
    if transport is None:
        return
    # A linger time of zero makes the system send a reset instead of an orderly end.
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def _flood(request: web.Request, response: web.Response, size: int) -> web.StreamResponse:
    flood = web.StreamResponse(status=response.status, headers={"Content-Type": "application/json"})
    flood.content_length = size
    await flood.prepare(request)
    head, tail = b'{"padding":"', b'"}'
    await flood.write(head)
    left = size - len(head) - len(tail)
    while left > 0:
        await flood.write(b"x" * min(left, _CHUNK))
        left -= _CHUNK
    await flood.write(tail)
    await flood.write_eof()
    return flood
