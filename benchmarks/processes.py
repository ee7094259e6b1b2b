"""What the benchmarks of the whole bot start: bots as processes of their own, with Google and Redis around them."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from calendar_core.clock import SystemClock
from calendar_core.store.embedded import EmbeddedRedis, start_embedded
from sandbox.faults import Fault
from sandbox.google import GoogleSandbox

ANSWER_AFTER = 0.020  # seconds until Google answers
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Surroundings:
    """What a bot has around it, Telegram aside. folder: where it runs and keeps its log."""

    google: GoogleSandbox
    redis: EmbeddedRedis
    folder: Path

    def settings(self) -> dict[str, str]:
        """The environment of a bot."""
        return {
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(ROOT),
            "GOOGLE_CLIENT_ID": self.google.client_id,
            "GOOGLE_CLIENT_SECRET": self.google.client_secret,
            "GOOGLE_REFRESH_TOKEN": self.google.refresh_token,
            "GOOGLE_API_ENDPOINT": self.google.api_endpoint,
            "GOOGLE_TOKEN_URI": self.google.token_uri,
            "REDIS_URL": self.redis.url,
            "LOG_LEVEL": "WARNING",
        }

    def start(self, module: str, environment: Mapping[str, str], *arguments: str) -> subprocess.Popen[bytes]:
        """`python -m module arguments`."""
        with (self.folder / "bots.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own Python
                [sys.executable, "-m", module, *arguments], cwd=self.folder, env=environment, stdout=log, stderr=log
            )


@asynccontextmanager
async def surroundings(events: int = 12) -> AsyncIterator[Surroundings]:
    """Google with so many events ahead, and a Redis."""
    clock = SystemClock()
    google = GoogleSandbox(clock)
    google.faults.add(Fault(times=None, delay_before=ANSWER_AFTER))
    for number in range(events):
        start = clock.now() + timedelta(hours=5 + 11 * number)
        times = {"start": start, "end": start + timedelta(hours=1)}
        google.put_event(
            {"summary": f"Project meeting {number}"}
            | {name: {"dateTime": time.isoformat(timespec="seconds")} for name, time in times.items()}
        )
    await google.start()
    with tempfile.TemporaryDirectory(prefix="bot-bench-") as folder:
        redis = await start_embedded(Path(folder) / "redis", clock)
        try:
            yield Surroundings(google, redis, Path(folder))
        finally:
            await redis.stop()
            await google.stop()


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used, in steps of 10 ms (proc(5), stat: utime and stime)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def until(holds: Callable[[], bool], within: float = 60.0) -> bool:
    """Whether it came to hold within so many seconds; looked at every 50 ms."""
    end = time.perf_counter() + within
    while not holds():
        if time.perf_counter() > end:
            return False
        await asyncio.sleep(0.05)
    return True


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
