"""A Redis on loopback TCP for as long as a benchmark runs."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator

from redis.asyncio import Redis
from redis.exceptions import RedisError

from calendar_core.store.embedded import find_server


@contextlib.asynccontextmanager
async def redis_server(url: str | None = None) -> AsyncIterator[str]:
    """The address of that server, or of one that lives as long as this and writes nothing to disk."""
    if url is not None:
        yield url
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [str(find_server()), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603, ASYNC220 - once, before the runs
        try:
            async with Redis(host="127.0.0.1", port=port) as client:
                while True:
                    with contextlib.suppress(RedisError):
                        await client.ping()
                        break
            yield f"redis://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)
