"""A plain reverse proxy for the load benchmark: each request to the next backend in turn, whether it lives or not.

It knows nothing of health and tries nothing twice: a backend that is down or dies in the middle makes a 502.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

import aiohttp
from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy

_OF_ONE_HOP = {"host", "connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "content-length"}
"""RFC 9110, 7.6.1, and what aiohttp writes itself."""


class RoundRobinProxy:
    """ports: of the backends on 127.0.0.1. strip: a prefix that is taken off the path on the way in."""

    def __init__(self, ports: Sequence[int], strip: str = "") -> None:
        self._next = cycle(ports)
        self._strip = strip
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None
        self.url = ""
        self.refused = 0
        """Requests that a backend did not answer."""

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._pass_on)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, auto_decompress=False)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), auto_decompress=False)

    async def stop(self) -> None:
        assert self._session is not None and self._runner is not None
        await self._session.close()
        await self._runner.cleanup()

    async def _pass_on(self, request: web.Request) -> web.Response:
        assert self._session is not None
        address = f"http://127.0.0.1:{next(self._next)}{request.raw_path.removeprefix(self._strip)}"
        headers = _end_to_end(request.headers)
        try:
            async with self._session.request(
                request.method, address, data=await request.read(), headers=headers, allow_redirects=False
            ) as answer:
                body = await answer.read()
                return web.Response(status=answer.status, body=body, headers=_end_to_end(answer.headers))
        except aiohttp.ClientError:
            self.refused += 1
            return web.Response(status=502)


def _end_to_end(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    return CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in _OF_ONE_HOP)
