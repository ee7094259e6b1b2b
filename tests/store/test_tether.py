"""Whoever kills the tests is left with no server."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from calendar_core.clock import Clock
from tests.ports import free_port

_ROOT = Path(__file__).resolve().parents[2]
_STARTS = """
import sys
from pathlib import Path
from tests.store.servers import Server
server = Server(Path(sys.argv[1]), int(sys.argv[2]))
server.start()
print("started", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def tests(port: int, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has started a server and waits."""
    command = [sys.executable, "-c", _STARTS, str(tmp_path / "server"), str(port)]
    with subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"started\n"
        yield process


async def test_a_server_ends_with_the_tests_that_were_killed(
    tests: subprocess.Popen[bytes], port: int, clock: Clock
) -> None:
    """kill -9 of what started it, which can clear nothing away, and it is gone."""
    assert _listens(port)
    tests.kill()
    until = clock.monotonic() + 10
    while _listens(port) and clock.monotonic() < until:
        await clock.sleep(0.01)
    assert not _listens(port)


def _listens(port: int) -> bool:
    with socket.socket() as way:
        return way.connect_ex(("127.0.0.1", port)) == 0
