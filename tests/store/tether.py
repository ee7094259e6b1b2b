"""A server that a test started ends with the tests, even where those are killed and clear nothing away."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator

_WATCH = 'read -r line; kill -9 "$1"'


class Tether:
    """Kills a process as soon as the one that made this has ended, in whatever way.

    A shell waits for the end of a pipe of which nobody else holds the other side; the system closes that for whoever
    dies, which Linux and macOS both do.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        # A session of its own: what ends the tests' whole group is to be outlived by a moment.
        self._watch = subprocess.Popen(
            ["sh", "-c", _WATCH, "sh", str(process.pid)], stdin=subprocess.PIPE, start_new_session=True
        )

    def release(self) -> None:
        """Let go, before the process is ended by its maker: its number may be another's afterwards."""
        with self._watch:
            self._watch.kill()


@contextlib.contextmanager
def tethered(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Tether that process for as long as the block runs."""
    tether = Tether(process)
    try:
        yield
    finally:
        tether.release()
