"""A Google on loopback, a client of it, and a server whose every byte is chosen by the test."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Protocol

import pytest

from calendar_core.clock import AdjustableClock
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.token_endpoint import GoogleAccount
from calendar_core.google.transport import TransportLimits
from sandbox.google import GoogleSandbox

EVENT: dict[str, Any] = {
    "id": "abcde12345",
    "summary": "Dentist",
    "location": "Bangsar",
    "start": {"dateTime": "2026-11-23T15:00:00+08:00", "timeZone": "Asia/Kuala_Lumpur"},
    "end": {"dateTime": "2026-11-23T16:00:00+08:00", "timeZone": "Asia/Kuala_Lumpur"},
}


class SkippingClock(AdjustableClock):
    """Whoever waits is at the end of the wait at once, so that nothing here takes time. `waits`: what was waited."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.advance(max(0.0, seconds))
        await super().sleep(0)


@pytest.fixture
def skipping() -> SkippingClock:
    return SkippingClock()


@pytest.fixture
async def google(skipping: SkippingClock) -> AsyncIterator[GoogleSandbox]:
    """Google on loopback; what it was sent must always fit Google's own description of the API."""
    server = GoogleSandbox(skipping, random.Random(1))
    await server.start()
    yield server
    await server.stop()
    assert not server.contract_violations


@pytest.fixture
async def transport() -> AsyncIterator[AiohttpTransport]:
    async with AiohttpTransport(TransportLimits(connect=1.0, read=2.0, total=2.0, pool=1.0)) as made:
        yield made


@pytest.fixture
def account(google: GoogleSandbox) -> GoogleAccount:
    return GoogleAccount("me", google.client_id, google.client_secret, google.refresh_token, google.token_uri)


class MakeClient(Protocol):
    def __call__(self, **changes: Any) -> GoogleCalendarClient: ...


@pytest.fixture
def make_client(
    google: GoogleSandbox, account: GoogleAccount, transport: AiohttpTransport, skipping: SkippingClock
) -> MakeClient:
    def make(**changes: Any) -> GoogleCalendarClient:
        given: dict[str, Any] = {
            "transport": transport,
            "api_endpoint": google.api_endpoint,
            "clock": skipping,
            "rng": random.Random(2),
            **changes,
        }
        return GoogleCalendarClient(given.pop("account", account), **given)

    return make


@pytest.fixture
def client(make_client: MakeClient) -> GoogleCalendarClient:
    return make_client()


class RawServer:
    """A TCP server that reads one request at a time and answers what the test wrote. `requests`: heads with bodies."""

    def __init__(self, converse: Callable[[RawServer, asyncio.StreamWriter], Awaitable[None]]) -> None:
        self._converse = converse
        self.requests: list[bytes] = []
        self.connections = 0
        self.open_connections = 0
        self.port = 0
        self.base = ""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open_connections += 1
        try:
            while not writer.is_closing():
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    (int(ln[15:]) for ln in head.split(b"\r\n") if ln.lower().startswith(b"content-length:")), 0
                )
                self.requests.append(head + await reader.readexactly(length))
                await self._converse(self, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.open_connections -= 1
            writer.close()


@asynccontextmanager
async def raw_server(
    converse: Callable[[RawServer, asyncio.StreamWriter], Awaitable[None]], **listen: Any
) -> AsyncIterator[RawServer]:
    """A RawServer on loopback; converse: called after each request."""
    server = RawServer(converse)
    listening = await asyncio.start_server(server, "127.0.0.1", 0, **listen)
    server.port = listening.sockets[0].getsockname()[1]
    server.base = f"http{'s' if 'ssl' in listen else ''}://127.0.0.1:{server.port}"
    tasks_before = asyncio.all_tasks()
    try:
        yield server
    finally:
        listening.close()
        for task in asyncio.all_tasks() - tasks_before - {asyncio.current_task()}:
            if "RawServer" in repr(task.get_coro()):
                task.cancel()


def http_answer(body: bytes = b"{}", status: str = "200 OK", extra: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{extra}\r\n".encode() + body
