"""The transport over aiohttp: one pool of connections, one attempt per call."""

from __future__ import annotations

import asyncio
import logging
import ssl as tls
from typing import Self

import aiohttp
from yarl import URL

from calendar_core.errors import (
    AttemptTimeout,
    ConnectFailed,
    ConnectionLost,
    LimiterRefused,
    MalformedAnswer,
    OutageError,
    UntrustedConnection,
)
from calendar_core.google.transport import Answer, Request, TransportLimits

logger = logging.getLogger(__name__)


async def _never_resend(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """aiohttp sends GET, PUT and DELETE a second time by itself when a kept-alive connection turns out to be dead.

    It does so on seeing its own exceptions, so they are turned into ours before it does (aiohttp has no setting
    for it). Failures to connect are left as they are: those it never repeats.
    """
    try:
        return await handler(request)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise ConnectionLost from error


class AiohttpTransport:
    """Sends requests over a pool of kept-alive connections, with a bound on everything that can grow or wait.

    limits: see TransportLimits; a request's own `timeout` can only shorten `total`. ssl: a context that trusts
    further authorities; certificates are always verified. proxy: address of an HTTP proxy. Closed by `aclose` or as
    an async context manager; needs no loop until its first request.
    """

    def __init__(
        self, limits: TransportLimits | None = None, *, ssl: tls.SSLContext | None = None, proxy: str | None = None
    ) -> None:
        if ssl is not None and (ssl.verify_mode is not tls.CERT_REQUIRED or not ssl.check_hostname):
            raise ValueError("certificates are always verified")
        self._limits = limits or TransportLimits()
        self._ssl = ssl
        self._proxy = proxy
        self._places = asyncio.Semaphore(self._limits.pool_size)
        self._session: aiohttp.ClientSession | None = None
        self._closing = False
        self._in_flight = 0
        self._drained = asyncio.Event()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    @property
    def in_flight(self) -> int:
        """Requests sent and not answered yet, or waiting for a connection."""
        return self._in_flight

    async def send(self, request: Request) -> Answer:
        if self._closing:
            raise ConnectFailed("The bot is shutting down, so Google Calendar was not asked")
        self._in_flight += 1
        try:
            await self._take_place()
            try:
                return await self._attempt(request)
            finally:
                self._places.release()
        finally:
            self._in_flight -= 1
            if self._closing and not self._in_flight:
                self._drained.set()

    async def aclose(self, grace: float = 5.0) -> None:
        """Refuse new requests, wait up to `grace` seconds for those in flight, then break their connections.

        Whoever waited for one of those gets ConnectionLost, so that a write is known as of unknown outcome.
        """
        self._closing = True
        if self._in_flight:
            self._drained.clear()
            try:
                async with asyncio.timeout(grace):
                    await self._drained.wait()
            except TimeoutError:
                logger.warning("transport closed with requests in flight", extra={"in_flight": self._in_flight})
        if self._session is not None:
            await self._session.close()

    async def _take_place(self) -> None:
        """A place in the pool. Ours rather than aiohttp's, whose wait cannot be told from a failing connect."""
        if not self._places.locked():
            await self._places.acquire()
            return
        try:
            async with asyncio.timeout(self._limits.pool):
                await self._places.acquire()
        except TimeoutError:
            raise LimiterRefused(retry_after=self._limits.pool) from None

    async def _attempt(self, request: Request) -> Answer:
        try:
            async with self._open().request(
                request.method,
                URL(request.uri, encoded=True),
                data=request.body.encode() if isinstance(request.body, str) else request.body,
                headers=request.headers,
                allow_redirects=False,
                proxy=self._proxy,
                timeout=self._timeout(request.timeout),
            ) as response:
                body = await self._read(response)
                return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, body)
        except aiohttp.ClientConnectorCertificateError as error:
            raise UntrustedConnection from error
        except aiohttp.ClientConnectorSSLError as error:
            raise _handshake_failure(error) from error
        except aiohttp.ClientHttpProxyError as error:
            raise ConnectFailed("The proxy on the way to Google Calendar refused", status=error.status) from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise ConnectFailed from error
        except TimeoutError as error:
            raise AttemptTimeout from error
        except aiohttp.InvalidURL:
            raise ConnectFailed("The address of Google Calendar cannot be read") from None
        except aiohttp.ClientResponseError:
            raise MalformedAnswer from None  # its text holds the address, and so perhaps a calendar's
        except (aiohttp.ClientError, OSError) as error:
            raise ConnectionLost from error

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        if (response.content_length or 0) > self._limits.max_bytes:
            response.close()
            raise MalformedAnswer("Google Calendar's answer was too large", status=response.status)
        chunks: list[bytes] = []
        size = 0
        async for chunk in response.content.iter_any():
            size += len(chunk)
            if size > self._limits.max_bytes:
                response.close()
                raise MalformedAnswer("Google Calendar's answer was too large", status=response.status)
            chunks.append(chunk)
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def _timeout(self, wanted: float | None) -> aiohttp.ClientTimeout:
        limits = self._limits
        total = limits.total if wanted is None else max(0.001, min(wanted, limits.total))
        # ceil_threshold: by default aiohttp rounds waits over 5 s up to whole seconds of the loop's clock.
        return aiohttp.ClientTimeout(
            total=total, connect=limits.connect, sock_read=limits.read, ceil_threshold=float("inf")
        )

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=self._limits.pool_size,
                keepalive_timeout=self._limits.idle,
                ssl=self._ssl or True,
                timeout_ceil_threshold=float("inf"),
            )
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), middlewares=(_never_resend,)
            )
        return self._session


def _handshake_failure(error: aiohttp.ClientConnectorSSLError) -> OutageError | UntrustedConnection:
    """A connection that broke during the handshake is an outage; one that failed for its content is not trusted."""
    if isinstance(error.os_error, (tls.SSLEOFError, tls.SSLZeroReturnError)):
        return ConnectFailed()
    return UntrustedConnection()
