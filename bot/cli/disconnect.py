"""`calendar-bot disconnect`: take back the bot's permission at Google, and forget what was kept of it."""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from bot.account import ACCOUNT, encryption_keys, google_account
from bot.cli.arguments import add_env_argument, explain
from bot.cli.env_file import read_env, write_env
from bot.cli.kept_store import CommandFailed, open_store, settings_for
from bot.logs import set_up_logs
from bot.settings import Settings
from calendar_core.clock import Clock, SystemClock
from calendar_core.errors import CalendarError, StoreUnavailable
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.calendar import GoogleCalendar
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.grants import NEEDED
from calendar_core.google.oauth import OAuthFlow
from calendar_core.google.token_manager import TokenManager
from calendar_core.google.transport import Transport
from calendar_core.ports import CalendarRef
from calendar_core.store.channels import RedisChannelStore
from calendar_core.store.connection import Store
from calendar_core.store.events import RedisEventStore
from calendar_core.store.outbox import RedisOutboxStore
from calendar_core.store.secrets import RedisTokenStore
from calendar_core.sync.channels import ChannelKeeper

_BY_HAND = "https://myaccount.google.com/connections"
_CHANNELS_WITHIN = 20.0  # seconds to have push channels stopped; Google ends them by itself within a week


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    explain(
        parser,
        """Take back the bot's permission: push channels are stopped, the kept tokens and the bot's copy of the events
        are deleted, the permission is revoked at Google, and GOOGLE_REFRESH_TOKEN in .env is emptied.

        Your events stay in Google Calendar. Who may speak to the bot, reminders people asked for and bookings that
        wait stay in the store, for the day you connect again. A bot that runs meanwhile answers that no calendar is
        connected.""",
        examples={"calendar-bot disconnect": "there is no undo but `calendar-bot authorize`"},
        exit_codes={
            0: "the permission is gone, here and at Google",
            1: "Google or the store could not be reached; what was done is said, and it may be typed again",
            2: "a setting is missing or wrong",
        },
    )
    add_env_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Exit code 0 when the permission is gone here and at Google, 1 where it may still stand, 2 for a wrong setting."""
    set_up_logs("CRITICAL")
    try:
        settings = settings_for(
            args.env,
            *("GOOGLE_REFRESH_TOKEN", "GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "GOOGLE_REVOKE_URI"),
            *("GOOGLE_TOKEN_URI", "GOOGLE_API_ENDPOINT", "TOKEN_ENCRYPTION_KEY", "REDIS_URL", "DATA_DIR"),
        ).settings
        done = asyncio.run(disconnect(settings, SystemClock()))
        emptied = done.revoked and _empty(args.env)
    except CommandFailed as error:
        print(f"calendar-bot: {error}", file=sys.stderr)
        return error.exit_code
    print("\n".join(told(done, emptied=emptied, file=args.env, outside="GOOGLE_REFRESH_TOKEN" in os.environ)))
    return 0 if done.revoked else 1


@dataclass(frozen=True, slots=True)
class Disconnected:
    """What came of it. revoked: Google has taken the permission back. waiting: bookings that are still kept."""

    revoked: bool
    waiting: int


async def disconnect(settings: Settings, clock: Clock) -> Disconnected:
    """Push channels first, for to stop them takes the permission; then ours, so that nothing goes on; Google's last.

    A bot that runs meanwhile ends its calls with "not connected" and writes no token back. Raises CommandFailed.
    """
    transport = AiohttpTransport()
    try:
        async with open_store(settings, clock) as store:
            tokens = TokenManager(
                google_account(settings),
                transport,
                RedisTokenStore(store, encryption_keys(settings)),
                scopes=NEEDED,
                clock=clock,
            )
            await _stop_channels(settings, store, transport, tokens, clock)
            refresh_token = await tokens.disconnect()
            await RedisEventStore(store).clear(CalendarRef(ACCOUNT, settings.calendar_id))
            waiting = len(await RedisOutboxStore(store).pending(ACCOUNT))
        return Disconnected(await _revoked(settings, transport, refresh_token, clock), waiting)
    finally:
        await transport.aclose()


async def _stop_channels(
    settings: Settings, store: Store, transport: Transport, tokens: TokenManager, clock: Clock
) -> None:
    """Google goes on to post to a channel that nobody stops. What it does not let us stop ends by itself."""
    client = GoogleCalendarClient(
        google_account(settings),
        token_manager=tokens,
        transport=transport,
        api_endpoint=settings.google_api_endpoint,
        clock=clock,
    )
    api = GoogleCalendar(client, settings.timezone)

    async def none() -> tuple[CalendarRef, ...]:
        return ()

    keeper = ChannelKeeper(
        lambda account_id: api,
        RedisChannelStore(store),
        RedisEventStore(store),
        address="",
        calendars=none,
        new_id=secrets.token_urlsafe,
        new_secret=secrets.token_urlsafe,
        clock=clock,
        rng=random.Random(),  # noqa: S311 - jitter
    )
    try:
        async with asyncio.timeout(_CHANNELS_WITHIN):
            await keeper.disconnect(ACCOUNT)
    except StoreUnavailable:
        raise
    except (CalendarError, TimeoutError):
        return
    finally:
        await client.aclose()


async def _revoked(settings: Settings, transport: Transport, refresh_token: str, clock: Clock) -> bool:
    flow = OAuthFlow(
        settings.google_client_id,
        settings.google_client_secret.get_secret_value(),
        "",
        transport,
        revoke_uri=settings.google_revoke_uri,
        clock=clock,
    )
    try:
        await flow.revoke(refresh_token)
    except CalendarError:
        return False
    return True


def told(done: Disconnected, *, emptied: bool, file: Path, outside: bool) -> list[str]:
    """What is gone and what remains. emptied: the file's line was. outside: the token is in the environment."""
    lines = ["The bot has forgotten its Google tokens and its copy of the events, and asks Google for nothing more."]
    if done.revoked:
        lines.append("Google has taken the permission back.")
    else:
        lines.append(
            "Google could not be reached or refused, so the permission still stands there: type this again later, or "
            f"take it away at {_BY_HAND}."
        )
    if emptied:
        lines.append(f"GOOGLE_REFRESH_TOKEN in {file} is empty now.")
    if outside:
        lines.append("GOOGLE_REFRESH_TOKEN is set in the environment: take it out there, it opens nothing any more.")
    lines.append(
        "What stays: your events in Google Calendar, who may speak to the bot, and reminders people asked for."
    )
    if done.waiting:
        lines.append(f"{done.waiting} kept and not yet in Google: tried again once the bot is connected.")
    return [*lines, "To connect again: calendar-bot authorize."]


def _empty(file: Path) -> bool:
    """Take the token out of the file. Raises CommandFailed."""
    try:
        if not read_env(file).get("GOOGLE_REFRESH_TOKEN"):
            return False
        write_env(file, {"GOOGLE_REFRESH_TOKEN": ""})
    except OSError as error:
        raise CommandFailed(
            f"Google has taken the permission back, but {file} cannot be written: take GOOGLE_REFRESH_TOKEN out of it."
        ) from error
    return True
