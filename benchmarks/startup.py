"""From process start to the first getUpdates, beside importing the mandated libraries in the same run.

    .venv/bin/python -m benchmarks.startup

Prints medians over several runs, and their ratio, and the memory of both (maximum resident set). The bot talks to
stand-ins on loopback that run in this process, and to an embedded Redis that is already there, as at any start but
the first.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from calendar_core.clock import SystemClock
from calendar_core.store.embedded import start_embedded
from sandbox.google import GoogleSandbox
from sandbox.telegram import TelegramSandbox

RUNS = 7
LIBRARIES = (
    "import telegram.ext, googleapiclient.discovery, google.oauth2.credentials, google.auth.transport,"
    " redis.asyncio, dateparser, apscheduler.schedulers.asyncio"
)
_REPORT = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"


async def libraries_alone() -> tuple[float, float]:
    """Seconds and MB of a process that only imports the mandated libraries."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", f"{LIBRARIES}; {_REPORT}", stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    return time.perf_counter() - began, int(out) / 1024


async def bot_until_first_poll(env: dict[str, str]) -> tuple[float, float]:
    """Seconds until the first getUpdates arrives, and MB of the process once everything is loaded and serves."""
    telegram = TelegramSandbox(SystemClock())
    await telegram.start()
    env = env | {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_API_BASE_URL": telegram.base_url}
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", env=env, stderr=asyncio.subprocess.PIPE)
    await telegram.wait_for(lambda: telegram.polling, within=60)
    took = time.perf_counter() - began
    await telegram.wait_for(lambda: any(call.method == "setMyCommands" for call in telegram.calls), within=60)
    memory = int(_status_of(process.pid).split("VmHWM:")[1].split()[0]) / 1024
    process.terminate()
    await process.wait()
    await telegram.stop()
    return took, memory


def _status_of(pid: int) -> str:
    return Path(f"/proc/{pid}/status").read_text()


async def main() -> None:
    clock = SystemClock()
    google = GoogleSandbox(clock)
    await google.start()
    with tempfile.TemporaryDirectory() as folder:
        store = await start_embedded(Path(folder), clock)
        env = os.environ | {
            "TELEGRAM_ALLOWED_USER_IDS": "1001",
            "GOOGLE_CLIENT_ID": google.client_id,
            "GOOGLE_CLIENT_SECRET": google.client_secret,
            "GOOGLE_REFRESH_TOKEN": google.refresh_token,
            "GOOGLE_API_ENDPOINT": google.api_endpoint,
            "GOOGLE_TOKEN_URI": google.token_uri,
            "REDIS_URL": store.url,
        }
        bots, libraries = [], []
        for _ in range(RUNS):
            libraries.append(await libraries_alone())
            bots.append(await bot_until_first_poll(env))
        await store.stop()
    await google.stop()
    seconds = [statistics.median(run[0] for run in runs) for runs in (libraries, bots)]
    memory = [statistics.median(run[1] for run in runs) for runs in (libraries, bots)]
    print(f"libraries alone      {seconds[0] * 1000:7.0f} ms  {memory[0]:6.1f} MB")
    print(f"bot to getUpdates    {seconds[1] * 1000:7.0f} ms  {memory[1]:6.1f} MB")
    print(
        f"ratio {seconds[1] / seconds[0]:.2f} (at most 1.6)   more memory {memory[1] - memory[0]:+.1f} MB (at most +30)"
    )


if __name__ == "__main__":
    asyncio.run(main())
