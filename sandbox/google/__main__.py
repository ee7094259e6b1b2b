"""`python -m sandbox.google --port 8085 [--state FILE]`: the stand-in by itself, until it is interrupted."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import signal
import sys
from pathlib import Path

from calendar_core.clock import SystemClock
from sandbox.google import GoogleSandbox


async def _serve(google: GoogleSandbox, port: int) -> None:
    stopped = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # no signal handlers on Windows' loop
            asyncio.get_running_loop().add_signal_handler(sign, stopped.set)
    await google.start(port)
    for name, value in (
        ("GOOGLE_API_ENDPOINT", google.api_endpoint),
        ("GOOGLE_TOKEN_URI", google.token_uri),
        ("GOOGLE_AUTH_URI", google.auth_uri),
        ("GOOGLE_REVOKE_URI", google.revoke_uri),
        ("GOOGLE_CLIENT_ID", google.client_id),
        ("GOOGLE_CLIENT_SECRET", google.client_secret),
        ("GOOGLE_REFRESH_TOKEN", google.refresh_token),
        ("CALENDAR_ID", "primary"),
    ):
        print(f"{name}={value}", flush=True)
    await stopped.wait()
    await google.stop()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sandbox.google", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 (the default) takes a free one")
    parser.add_argument("--state", type=Path, help="file to keep the calendars in between runs")
    wanted = parser.parse_args()
    try:
        google = GoogleSandbox(SystemClock(), random.SystemRandom())
        if wanted.state and wanted.state.exists():
            google.load(wanted.state)
        asyncio.run(_serve(google, wanted.port))
        if wanted.state:
            google.dump(wanted.state)
    except (OSError, ValueError) as error:
        print(f"The Google sandbox cannot start: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
