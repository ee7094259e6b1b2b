"""What every test may ask for: a real Redis, a clock that can be moved, and a guard against the internet."""

from __future__ import annotations

import ipaddress
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis import Redis as BlockingRedis
from redis.asyncio import Redis
from redis.exceptions import RedisError

from calendar_core.clock import AdjustableClock
from calendar_core.store.embedded import spawn_server
from tests.store.tether import tethered

_reached: list[str] = []


def _guard(event: str, args: tuple[object, ...]) -> None:
    """Refuse every connection and look-up beyond loopback, from whatever library it comes."""
    if event == "socket.connect":
        address = args[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode()
    if host is None or _is_loopback(str(host)):
        return
    _reached.append(f"{event} {host}")
    raise ConnectionRefusedError(f"a test reached beyond loopback: {event} {host}")


def _is_loopback(host: str) -> bool:
    if host in ("localhost", "") or host.endswith(".invalid"):  # RFC 6761: .invalid never resolves
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


sys.addaudithook(_guard)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two processes share the whole suite; a part of it, or one to be looked at with `-s`, runs in this process.

    Two, and not more on a larger machine: the tests of the group "real_time" take over two fifths of the time by
    themselves, mostly waiting, and want processors free when they do not. One of the two runs those.
    """
    top = config.rootpath
    whole = {(config.invocation_params.dir / asked).resolve() for asked in config.args} <= {top, top / "tests"}
    narrowed = config.option.keyword or config.option.markexpr or config.option.capture == "no"
    return 2 if whole and not narrowed and (os.cpu_count() or 1) > 1 else 0


@pytest.fixture(autouse=True)
def _no_internet() -> Iterator[None]:
    """Fail the test that reached beyond loopback, even where the code swallowed the refusal."""
    _reached.clear()
    yield
    assert not _reached, f"this test reached beyond loopback: {_reached}"


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A real server on a unix socket, for this run alone."""
    folder = Path(tempfile.mkdtemp(prefix="calbot-"))
    server = spawn_server(folder, folder / "s", append_only=False)
    url = f"unix://{folder / 's'}"
    try:
        with tethered(server):
            _wait_for(url, server)
            yield url
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    client = BlockingRedis.from_url(url)
    while server.poll() is None:
        try:
            client.ping()
        except RedisError:
            continue
        client.close()
        return
    raise RuntimeError("the test's Redis server did not start")


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """An empty Redis, for this test alone."""
    client = Redis.from_url(redis_url)
    await client.flushall()
    await client.script_flush()
    yield client
    await client.aclose()


@pytest.fixture
def clock() -> AdjustableClock:
    """A clock that goes by itself and can be moved forward."""
    return AdjustableClock()


@pytest.fixture
def rng() -> random.Random:
    """Seeded, so that a failure comes again."""
    return random.Random(20261121)
