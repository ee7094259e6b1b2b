"""`calendar-bot authorize`: from the consent page to a refresh token in .env."""

from __future__ import annotations

import asyncio
import os
import re
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.cli.env_file import read_env, write_env
from calendar_core.clock import SystemClock
from sandbox.google import GoogleSandbox
from sandbox.google.oauth import Consent

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
async def google() -> AsyncIterator[GoogleSandbox]:
    google = GoogleSandbox(SystemClock())
    await google.start()
    yield google
    await google.stop()


class Helper:
    """The subcommand as a person runs it, in a folder of its own."""

    def __init__(self, google: GoogleSandbox, folder: Path) -> None:
        self.google = google
        self.env_file = folder / ".env"

    async def begin(self, **env: str) -> None:
        given = {
            "GOOGLE_CLIENT_ID": self.google.client_id,
            "GOOGLE_CLIENT_SECRET": self.google.client_secret,
            "GOOGLE_AUTH_URI": self.google.auth_uri,
            "GOOGLE_TOKEN_URI": self.google.token_uri,
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
        }
        command = (sys.executable, "-m", "bot", "authorize", "--no-browser", "--env", str(self.env_file))
        self.process = await asyncio.create_subprocess_exec(
            *command,
            cwd=self.env_file.parent,
            env=given | env,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def consent_page(self) -> str:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            if found := re.search(rb"http\S+", line):
                return found[0].decode()
        raise AssertionError("no address was printed")

    async def end(self) -> tuple[int, str, str]:
        out, err = await asyncio.wait_for(self.process.communicate(), 20)
        return self.process.returncode or 0, out.decode(), err.decode()


async def _open(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as browser, browser.get(url) as page:
        return page.status, await page.text()


async def test_the_token_is_in_env_and_readable_by_its_owner_alone(google: GoogleSandbox, tmp_path: Path) -> None:
    """After consent the refresh token is in .env with mode 0600, the other lines kept, and the scopes are named."""
    helper = Helper(google, tmp_path)
    helper.env_file.write_text("# mine\nTELEGRAM_BOT_TOKEN=1:abc\n#GOOGLE_REFRESH_TOKEN=\n")
    await helper.begin()
    page = await helper.consent_page()
    asked = parse_qs(urlsplit(page).query)
    assert asked["access_type"] == ["offline"]
    assert asked["code_challenge_method"] == ["S256"]
    assert urlsplit(asked["redirect_uri"][0]).hostname == "127.0.0.1"
    assert (await _open(page))[0] == 200
    code, out, err = await helper.end()
    assert (code, err) == (0, "")
    assert "calendar.events" in out
    kept = read_env(helper.env_file)
    assert kept["TELEGRAM_BOT_TOKEN"] == "1:abc"
    assert kept["GOOGLE_REFRESH_TOKEN"]
    assert kept["GOOGLE_REFRESH_TOKEN"] not in out
    assert stat.S_IMODE(helper.env_file.stat().st_mode) == 0o600
    assert helper.env_file.read_text().startswith("# mine\n")


async def test_an_answer_with_another_state_is_ignored(google: GoogleSandbox, tmp_path: Path) -> None:
    """An answer that this run did not ask for is turned away, and the real one still works."""
    helper = Helper(google, tmp_path)
    await helper.begin()
    page = await helper.consent_page()
    redirect = parse_qs(urlsplit(page).query)["redirect_uri"][0]
    assert (await _open(f"{redirect}?code=stolen&state=forged"))[0] == 400
    await _open(page)
    assert (await helper.end())[0] == 0


async def test_no_is_a_clear_no(google: GoogleSandbox, tmp_path: Path) -> None:
    """When the person declines, nothing is written and one sentence says so."""
    google.oauth.consent = Consent(error="access_denied")
    helper = Helper(google, tmp_path)
    await helper.begin()
    await _open(await helper.consent_page())
    code, _, err = await helper.end()
    assert code == 1
    assert "access_denied" in err
    assert not helper.env_file.exists()


async def test_a_box_left_unticked_is_named(google: GoogleSandbox, tmp_path: Path) -> None:
    """Missing permissions are named, and the way to mend it."""
    google.oauth.consent = Consent(scopes=("https://www.googleapis.com/auth/calendar.freebusy",))
    helper = Helper(google, tmp_path)
    await helper.begin()
    await _open(await helper.consent_page())
    code, _, err = await helper.end()
    assert code == 1
    assert "calendar.events" in err
    assert "ticked" in err


async def test_without_client_id_it_says_what_to_do(google: GoogleSandbox, tmp_path: Path) -> None:
    """A missing client id stops it with one sentence that names the variable."""
    helper = Helper(google, tmp_path)
    await helper.begin(GOOGLE_CLIENT_ID="")
    code, out, err = await helper.end()
    assert (code, out) == (2, "")
    assert "GOOGLE_CLIENT_ID" in err
    assert len(err.strip().splitlines()) == 1


def test_env_keeps_what_it_does_not_set(tmp_path: Path) -> None:
    """Writing replaces its own lines in place, a commented one too, and leaves the others."""
    path = tmp_path / ".env"
    path.write_text("A=1\n# GOOGLE_CLIENT_ID=\nB='x y'\n")
    write_env(path, {"GOOGLE_CLIENT_ID": "id", "NEW": "n"})
    assert path.read_text() == "A=1\nGOOGLE_CLIENT_ID=id\nB='x y'\nNEW=n\n"
    assert read_env(path)["B"] == "x y"
