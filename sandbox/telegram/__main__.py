"""`python -m sandbox.telegram --port N`: the stand-in by itself, until it is interrupted."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
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
    try:
        await asyncio.Event().wait()
    finally:
        await telegram.stop()
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sandbox.telegram", description="The Telegram stand-in.")
    parser.add_argument("--port", type=int, default=8081, help="port on 127.0.0.1, 0 for any free one")
    parser.add_argument("--token", default=TOKEN, help="the bot token that is accepted")
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        return asyncio.run(_serve(given.port, given.token))
    return 0


if __name__ == "__main__":
    sys.exit(main())
