"""`calendar-bot run`: serve people until told to stop."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from importlib.util import find_spec

from bot.cli.arguments import explain


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own: everything is a setting (see .env.example)."""
    explain(
        parser,
        """Serve the people of this bot until it is told to stop.

        It polls Telegram, or takes a webhook where PUBLIC_URL is set. At the first start it prints a one-time code:
        send it to your bot in Telegram, and the bot is yours. Without REDIS_URL it starts a Redis of its own in
        DATA_DIR. It stops on Ctrl-C or SIGTERM, after what is under way is finished (10 s at most).""",
        examples={
            "calendar-bot run": "with the settings of the environment and of .env",
            "PORT=8080 calendar-bot run": "the same, with /healthz, /readyz and /metrics on port 8080",
        },
        exit_codes={
            0: "stopped as it was told to",
            2: "a setting is missing or malformed",
            3: "a service it cannot do without refuses, such as Telegram the token",
        },
    )


def run(args: argparse.Namespace) -> int:
    """Exit code 0 after a clean stop, 2 where a setting is wrong, 3 where a service it cannot do without refuses."""
    from bot.logs import set_up_logs
    from bot.settings import SettingsError, load_settings

    try:
        settings = load_settings()
    except SettingsError as error:
        print(f"calendar-bot: {error}", file=sys.stderr)
        return 2
    set_up_logs(settings.log_level)
    factory = None
    if find_spec("uvloop"):  # it does not install everywhere
        import uvloop

        factory = uvloop.new_event_loop
    from bot.app import BotApp, StartRefused

    async def serve() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sign, stop.set)
        app = BotApp(settings)
        starting = asyncio.create_task(app.start())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                await stopping
        finally:
            starting.cancel()
            stopping.cancel()
            await app.stop()

    try:
        with asyncio.Runner(loop_factory=factory) as runner:
            runner.run(serve())
    except StartRefused as error:
        print(f"calendar-bot: {error}", file=sys.stderr)
        return 3
    return 0
