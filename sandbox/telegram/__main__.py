"""`python -m sandbox.telegram --port N`: the stand-in by itself, until it is interrupted."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys

from sandbox.telegram.server import TOKEN, TelegramSandbox


async def _serve(port: int, token: str) -> int:
    telegram = TelegramSandbox(token=token)
    try:
        await telegram.start(port)
    except OSError as trouble:
        sys.stderr.write(f"Port {port} cannot be used ({trouble.strerror}). Choose another with --port.\n")
        return 1
    sys.stdout.write(f"TELEGRAM_API_BASE_URL={telegram.base_url}\nTELEGRAM_BOT_TOKEN={telegram.token}\n")
    sys.stdout.flush()
    stopped = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stopped.set)
    await stopped.wait()
    await telegram.stop()
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sandbox.telegram", description="The Telegram stand-in.")
    parser.add_argument("--port", type=int, default=8081, help="port on 127.0.0.1, 0 for any free one")
    parser.add_argument("--token", default=TOKEN, help="the bot token that is accepted")
    given = parser.parse_args()
    return asyncio.run(_serve(given.port, given.token))


if __name__ == "__main__":
    sys.exit(main())
