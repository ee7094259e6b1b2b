"""One port for everything that is asked of the bot over HTTP: routes, health, readiness, metrics, and a clean end."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.web.answers import facts, page, words
from calendar_core.clock import Clock
from calendar_core.errors import CalendarError
from calendar_core.observe import NullObserver, Observer

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.Response]]
Check = Callable[[], Awaitable[str]]
"""How one part is: "ok", or a word. What it raises is a word as well."""
Exposition = Callable[[str], tuple[bytes, str]]
"""The metrics, for an Accept header: the body and its Content-Type."""

KEEP_ALIVE = 75.0
"""Seconds an idle connection is kept: longer than proxies commonly do (60 s), so that they end it and not we."""

DRAIN = 4.0
"""Seconds that requests under way get when the server stops; aiohttp may take this twice, of the 10 a stop has."""

_CHECK_WITHIN = 2.0  # seconds for one check
_FRESH = 1.0  # seconds for which what was found is told to whoever asks again
_LINGER = 1.0  # seconds to read on after a refusal, so that the answer is not lost to a reset

_quiet = logging.getLogger(f"{__name__}.protocol")
_quiet.disabled = True  # aiohttp's lines on broken requests name the caller's address


@dataclass(frozen=True, slots=True)
class _Named:
    """A check and whether the bot can do without that part."""

    check: Check
    needed: bool


class WebServer:
    """The HTTP server. It answers /healthz from `start` on and takes traffic between `open` and `stop`.

    Routes are known by the end of their path, so a proxy may add or strip a prefix. The operator's pages (healthz,
    readyz, metrics) are not found below a webhook's path: a proxy that lets `/telegram/` in lets nothing else in.
    port: 0 takes any free one. host: an address to listen on; "" for all, IPv4 and IPv6.
    """

    def __init__(self, port: int, clock: Clock, *, host: str = "", observer: Observer | None = None) -> None:
        self._wanted = (host, port)
        self._clock = clock
        self._observer = observer or NullObserver()
        self._routes: dict[tuple[str, ...], tuple[str, Handler]] = {}
        self._pages: dict[str, Handler] = {"healthz": self._healthz, "readyz": self._readyz}
        self._checks: dict[str, _Named] = {}
        self._sample: Callable[[], Awaitable[None]] | None = None
        self._runner: web.AppRunner | None = None
        self._state = "starting"
        self._found = _Shared(self._look, clock)
        self._sampled = _Shared(self._take_sample, clock)
        self.port = 0
        """Where it listens; 0 before `start`."""

    # --- what it serves -------------------------------------------------------------------------------------------

    def add_route(self, method: str, path: str, handler: Handler) -> None:
        """Have `handler` answer that method on every path that ends in `path` (without a leading slash)."""
        self._routes[tuple(path.split("/"))] = (method, handler)

    def add_check(self, name: str, check: Check, *, needed: bool = False) -> None:
        """Name a part in /readyz. needed: without it no traffic is wanted (503)."""
        self._checks[name] = _Named(check, needed)

    def expose(self, exposition: Exposition, sample: Callable[[], Awaitable[None]] | None = None) -> None:
        """Serve /metrics. sample: brings the levels up to date before they are told."""
        self._sample = sample

        async def metrics(request: web.Request) -> web.Response:
            await self._found.get()
            await self._sampled.get()
            return page(*exposition(request.headers.get("Accept", "")))

        self._pages["metrics"] = metrics

    def open(self) -> None:
        """From now on traffic may come."""
        self._state = "serving"

    # --- its life -------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Listen. Raises OSError where the port is taken or not allowed."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(
            app,
            access_log=None,
            logger=_quiet,
            keepalive_timeout=KEEP_ALIVE,
            lingering_time=_LINGER,
            auto_decompress=False,
            shutdown_timeout=DRAIN,
        )
        await self._runner.setup()
        listening = _listen(*self._wanted)
        await web.SockSite(self._runner, listening, backlog=1024).start()
        self.port = listening.getsockname()[1]
        log.info("web_listens", extra={"port": self.port})

    async def stop(self) -> None:
        """Take no new connection, finish what is under way (8 s at most), end. What is cut off is not answered 200."""
        self._state = "stopping"
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        await self._found.stop()
        await self._sampled.stop()

    # --- answering ------------------------------------------------------------------------------------------------

    async def _answer(self, request: web.Request) -> web.Response:
        began = self._clock.monotonic()
        route, method, handler = self._route(request)
        if handler is None:
            answer = words(404, "There is nothing here.", close=True)
        elif request.method != method and not (method == "GET" and request.method == "HEAD"):
            answer = words(405, f"Only {method} is answered here.", close=True, headers={"Allow": method})
        elif self._state != "serving" and route not in self._pages:
            # Telegram sends it again; another replica may be ready to take it.
            answer = words(503, f"The bot is {self._state}; send it again.", close=True)
        else:
            try:
                answer = await handler(request)
            except Exception:
                log.exception("web_request_failed", extra={"route": route})
                answer = words(500, "Something went wrong here.", close=True)
        took = self._clock.monotonic() - began
        self._observer.duration("web.request", took, route=route, status=str(answer.status))
        return answer

    def _route(self, request: web.Request) -> tuple[str, str, Handler | None]:
        """Which of ours this is: the first part of its path as its name, its method, its handler."""
        path = request.raw_path.partition("?")[0]
        parts = tuple(part for part in path.split("/") if part)
        if not parts or "." in parts or ".." in parts or "%" in path or "\\" in path:
            return "none", "", None  # none of ours is written so; a proxy may have read it otherwise than we do
        for length in range(len(parts), 0, -1):
            if (found := self._routes.get(parts[-length:])) is not None:
                return parts[-length], *found
        below_webhook = {route[0] for route in self._routes} & set(parts[:-1])
        if parts[-1] in self._pages and not below_webhook:
            return parts[-1], "GET", self._pages[parts[-1]]
        return "none", "", None

    async def _healthz(self, request: web.Request) -> web.Response:
        """Alive: whoever answers turns its loop. Looks at nothing else, so no outage has the process restarted."""
        return facts(200, {"alive": True})

    async def _readyz(self, request: web.Request) -> web.Response:
        """May take traffic: whoever asks sends it elsewhere upon a 503.

        So only what is wrong with this replica alone makes it unready: it is starting, stopping, or lacks a part that
        it needs. An outage of Redis or Google is one of every replica: the bot then still answers, books what it can
        and says the truth, which is better than nobody answering. Such a part is named under `degraded`.
        """
        found: Mapping[str, str] = await self._found.get()
        unwell = {name: state for name, state in found.items() if state != "ok"}
        reasons = [] if self._state == "serving" else [self._state]
        reasons += [f"{name}: {state}" for name, state in unwell.items() if self._checks[name].needed]
        told = {"ready": not reasons, "state": self._state, "reasons": reasons, "degraded": sorted(unwell)}
        return facts(503 if reasons else 200, {**told, "checks": dict(found)})

    async def _look(self) -> dict[str, str]:
        outcomes = await asyncio.gather(*(_outcome(named.check) for named in self._checks.values()))
        found = dict(zip(self._checks, outcomes, strict=True))
        for name, outcome in found.items():
            self._observer.level("health.check", float(outcome == "ok"), check=name)
        return found

    async def _take_sample(self) -> None:
        if self._sample is None:
            return
        try:
            async with asyncio.timeout(_CHECK_WITHIN):
                await self._sample()
        except TimeoutError:
            log.warning("metrics_sample_slow")
        except Exception:
            log.exception("metrics_sample_failed")  # the other figures are told all the same


class _Shared:
    """What is costly to find out, found once for everybody who asks within a second."""

    def __init__(self, look: Callable[[], Awaitable[Any]], clock: Clock) -> None:
        self._look = look
        self._clock = clock
        self._task: asyncio.Future[Any] | None = None
        self._at = 0.0

    async def get(self) -> Any:
        task, now = self._task, self._clock.monotonic()
        if task is None or (task.done() and now - self._at >= _FRESH):
            self._at = now
            task = self._task = asyncio.ensure_future(self._look())
        # Shielded, for others may be waiting for the same when one caller goes away.
        return await asyncio.shield(task)

    async def stop(self) -> None:
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task])


async def _outcome(check: Check) -> str:
    try:
        async with asyncio.timeout(_CHECK_WITHIN):
            return await check()
    except TimeoutError:
        return "slow"
    except CalendarError:
        return "down"
    except Exception:
        log.exception("health_check_failed")
        return "failing"


def _listen(host: str, port: int) -> socket.socket:
    """One socket, so that port 0 is one port. All addresses means IPv6 as well, where the machine has it."""
    if not host and socket.has_dualstack_ipv6():
        try:
            return socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)
        except OSError:
            log.debug("no_ipv6")  # compiled in and switched off: what is really wrong shows on IPv4
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
