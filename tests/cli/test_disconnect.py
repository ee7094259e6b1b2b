"""`calendar-bot disconnect`: the permission is gone here and at Google, and nothing brings it back (E10)."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.account import ACCOUNT
from bot.cli.env_file import read_env, write_env
from calendar_core.clock import SystemClock
from calendar_core.errors import NotConnected
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.grants import Grant, GrantState
from calendar_core.google.token_endpoint import GoogleAccount
from calendar_core.google.token_manager import TokenManager
from calendar_core.ports import Channel
from calendar_core.store.channels import RedisChannelStore
from calendar_core.store.connection import Store
from calendar_core.store.events import RedisEventStore
from calendar_core.store.secrets import RedisTokenStore
from sandbox.faults import Fault
from sandbox.google import GoogleSandbox
from tests.store.makers import REF, event

ROOT = Path(__file__).parent.parent.parent
KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


@pytest.fixture
async def google() -> AsyncIterator[GoogleSandbox]:
    google = GoogleSandbox(SystemClock())
    await google.start()
    yield google
    await google.stop()


class Home:
    """A connected bot's store and settings, and the subcommand as its owner types it."""

    def __init__(self, google: GoogleSandbox, redis_url: str, folder: Path) -> None:
        self.google, self.folder, self.file = google, folder, folder / ".env"
        self.clock = SystemClock()
        self.store = Store.open(redis_url, self.clock)
        self.tokens = RedisTokenStore(self.store, [KEY])
        self.transport = AiohttpTransport()
        self.env = {
            "GOOGLE_CLIENT_ID": google.client_id,
            "GOOGLE_CLIENT_SECRET": google.client_secret,
            "GOOGLE_API_ENDPOINT": google.api_endpoint,
            "GOOGLE_TOKEN_URI": google.token_uri,
            "GOOGLE_REVOKE_URI": google.revoke_uri,
            "TOKEN_ENCRYPTION_KEY": KEY,
            "REDIS_URL": redis_url,
        }
        write_env(self.file, {"TIMEZONE": "Asia/Kuala_Lumpur", "GOOGLE_REFRESH_TOKEN": google.refresh_token})
        self.refresh_token = google.refresh_token

    def bot(self) -> TokenManager:
        """What a running bot, or one that is started later with the same settings, has of the tokens."""
        google = self.google
        account = GoogleAccount(ACCOUNT, google.client_id, google.client_secret, self.refresh_token, google.token_uri)
        return TokenManager(account, self.transport, self.tokens, clock=self.clock)

    async def disconnect(self, **env: str) -> subprocess.CompletedProcess[str]:
        return await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "bot", "disconnect"],
            cwd=self.folder,
            env=self.env | env | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    async def grant(self) -> Grant | None:
        found = await self.tokens.load_tokens(ACCOUNT)
        return Grant.from_json(found[0]) if found else None


@pytest.fixture
async def home(google: GoogleSandbox, redis: object, redis_url: str, tmp_path: Path) -> AsyncIterator[Home]:
    home = Home(google, redis_url, tmp_path)
    yield home
    await home.transport.aclose()
    await home.store.aclose()


async def test_E10_nothing_is_left_of_the_permission(home: Home, google: GoogleSandbox) -> None:  # noqa: N802
    """Revoked at Google, no token in the store or in .env, no copy of the events; a restart does not bring it back."""
    running = home.bot()
    await running.ensure_valid_token()
    now = home.clock.now()
    await RedisEventStore(home.store).cache_events(REF, [event("one", now + timedelta(hours=1))], [])
    said = await home.disconnect()
    assert (said.returncode, said.stderr) == (0, "")
    assert "Google has taken the permission back" in said.stdout
    assert home.refresh_token not in said.stdout
    assert not google.account.granted
    grant = await home.grant()
    assert grant is not None
    assert (grant.state, grant.refresh_token, grant.token) == (GrantState.DISCONNECTED, "", "")
    assert read_env(home.file) == {"TIMEZONE": "Asia/Kuala_Lumpur", "GOOGLE_REFRESH_TOKEN": ""}
    assert (await RedisEventStore(home.store).get_cached_events(REF, now)).events == ()
    before = len(google.requests)
    with pytest.raises(NotConnected):
        await home.bot().ensure_valid_token()
    with pytest.raises(NotConnected):
        await running.force_token_refresh()
    assert len(google.requests) == before


async def test_E10_a_refresh_under_way_writes_nothing_back(home: Home, google: GoogleSandbox) -> None:  # noqa: N802
    """A running bot whose refresh is answered after the disconnect ends with "not connected", and nothing is stored."""
    answer = asyncio.Event()
    fault = Fault("/token", hold_after=answer)
    google.faults.add(fault)
    call = asyncio.create_task(home.bot().ensure_valid_token())
    while not fault.struck:
        await asyncio.wait([call], timeout=0.02)
    assert (await home.disconnect()).returncode == 0
    answer.set()
    with pytest.raises(NotConnected):
        await call
    grant = await home.grant()
    assert grant is not None and grant.state is GrantState.DISCONNECTED


async def test_push_channels_are_stopped_first(home: Home, google: GoogleSandbox) -> None:
    """Google is asked to stop each channel while the permission still stands, and none is remembered."""
    now = home.clock.now()
    channel = Channel("made-up", REF, "digest", "https://bot.example/push", now, now + timedelta(days=1), "resource")
    await RedisChannelStore(home.store).put(channel)
    await RedisChannelStore(home.store).enrol([REF])
    assert (await home.disconnect()).returncode == 0
    order = [request.operation for request in google.requests]
    assert order.index("channels.stop") < order.index("revoke")
    assert (await RedisChannelStore(home.store).book(REF)).channels == ()


async def test_google_away_is_said_and_can_be_repeated(home: Home, google: GoogleSandbox) -> None:
    """Where Google cannot be told, the bot has forgotten all the same, says that the permission stands, and tries
    again when asked again."""
    google.faults.add(Fault("/revoke", status=503))
    said = await home.disconnect()
    assert said.returncode == 1
    assert "still stands" in said.stdout
    assert "myaccount.google.com" in said.stdout
    assert google.account.granted
    assert (await home.grant() or Grant()).state is GrantState.DISCONNECTED
    assert read_env(home.file)["GOOGLE_REFRESH_TOKEN"]
    assert (await home.disconnect()).returncode == 0
    assert not google.account.granted


async def test_a_store_that_is_away_stops_it_before_anything_is_done(home: Home, google: GoogleSandbox) -> None:
    """Without the store nothing could be forgotten, so nothing is revoked either, and that is said."""
    said = await home.disconnect(REDIS_URL="redis://127.0.0.1:1")
    assert said.returncode == 1
    assert "Redis does not answer" in said.stderr
    assert google.account.granted
    assert google.requests == []


async def test_without_a_token_there_is_nothing_to_disconnect(home: Home) -> None:
    """A missing setting is named, with exit code 2."""
    home.file.unlink()
    said = await home.disconnect()
    assert said.returncode == 2
    assert "GOOGLE_REFRESH_TOKEN is not set" in said.stderr
