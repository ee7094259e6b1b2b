"""Three client processes, each with its own way to one real Redis, and a Google that counts what comes in."""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from redis.asyncio import Redis

from calendar_core.clock import SystemClock
from sandbox.google import GoogleSandbox
from tests.google.conftest import EVENT
from tests.replicas.link import Link
from tests.store.servers import Server, servers

_ROOT = Path(__file__).resolve().parents[2]
_ANSWERS_WITHIN = 30.0


class Replica:
    """A process. It takes one order after the other.

    Raises BrokenPipeError or EOFError from an order where it was killed, TimeoutError where it does not answer.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.replicas.process"],
            cwd=_ROOT,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()
        self._process.wait()

    def start_again(self) -> None:
        self._process = self._start()

    async def do(self, what: str, **order: Any) -> Any:
        """Give an order and wait for its answer."""
        asking = asyncio.ensure_future(asyncio.to_thread(self._ask, json.dumps({"do": what, **order})))
        await asyncio.wait({asking}, timeout=_ANSWERS_WITHIN)
        if not asking.done():
            self.kill()  # so that the thread that waits for it ends
            await asyncio.wait({asking})
            self.start_again()
            raise TimeoutError(f"{what} took longer than {_ANSWERS_WITHIN} s")
        return await asking

    def _ask(self, order: str) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        with self._turn:
            print(order, file=self._process.stdin, flush=True)
            if not (answer := self._process.stdout.readline()):
                raise EOFError
            return json.loads(answer)


@pytest.fixture(scope="module")
def processes() -> Iterator[list[Replica]]:
    """Started once for all tests of a module, for it takes a second."""
    started = [Replica() for _ in range(3)]
    yield started
    for replica in started:
        replica.kill()


@pytest.fixture
async def google() -> AsyncIterator[GoogleSandbox]:
    sandbox = GoogleSandbox(SystemClock(), random.Random(1))
    await sandbox.start()
    sandbox.put_event(EVENT)
    yield sandbox
    await sandbox.stop()


@pytest.fixture
def server() -> Iterator[Server]:
    """A Redis that may be killed."""
    with servers(1) as [server]:
        yield server


@pytest.fixture
async def to_redis(server: Server) -> AsyncIterator[Redis]:
    client = Redis.from_url(server.url)
    yield client
    await client.aclose()


@pytest.fixture
async def links(server: Server) -> AsyncIterator[list[Link]]:
    """A way to Redis for each process."""
    made = [Link(server.port) for _ in range(3)]
    for link in made:
        await link.start()
    yield made
    for link in made:
        await link.stop()


class Together:
    """The three processes. Orders go to all of them at once; the answers come in their order."""

    def __init__(self, replicas: list[Replica], links: list[Link], google: GoogleSandbox) -> None:
        self._replicas = replicas
        self._links = links
        self._google = {
            "id": google.client_id,
            "secret": google.client_secret,
            "refresh_token": google.refresh_token,
            "token_uri": google.token_uri,
            "api_endpoint": google.api_endpoint,
            "key": Fernet.generate_key().decode(),
        }

    def __getitem__(self, number: int) -> Replica:
        return self._replicas[number]

    async def open(
        self,
        limits: dict[str, Any] | None = None,
        breaker: dict[str, Any] | None = None,
        *,
        skews: tuple[float, ...] = (0.0, 0.0, 0.0),
        patience: float | None = 10.0,
    ) -> None:
        """New limiters and clients in all of them. patience: longer than usual, for a busy machine is no fault."""
        numbers = range(len(self._replicas))
        await asyncio.gather(*(self.open_one(number, limits, breaker, skews[number], patience) for number in numbers))

    async def open_one(
        self,
        number: int,
        limits: dict[str, Any] | None = None,
        breaker: dict[str, Any] | None = None,
        skew: float = 0.0,
        patience: float | None = 10.0,
    ) -> None:
        await self._replicas[number].do(
            "open",
            redis=self._links[number].url,
            limits=limits or {},
            breaker=breaker or {},
            google=self._google,
            skew=skew,
            patience=patience,
        )

    async def do(self, what: str, **order: Any) -> list[Any]:
        return await asyncio.gather(*(replica.do(what, **order) for replica in self._replicas))


@pytest.fixture
async def replicas(processes: list[Replica], links: list[Link], google: GoogleSandbox) -> AsyncIterator[Together]:
    yield Together(processes, links, google)
