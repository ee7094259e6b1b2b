"""Everything a bot leans on, on loopback and in good order, for the doctor to look at after a test broke one thing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.cli.diagnosis.findings import Finding, Level, Report
from bot.cli.doctor import diagnose, what_is_given
from bot.settings import Settings
from calendar_core.clock import SystemClock
from sandbox.google import GoogleSandbox
from sandbox.telegram import TelegramSandbox
from tests.ports import free_ports
from tests.store.servers import Server

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
READS = {"token", "events.list"}


class Clinic:
    """A healthy installation. env: its variables. `visit` is the doctor's; every visit is checked for leaks and
    for traces: nothing secret is said, nothing is changed anywhere."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self.clock = SystemClock()
        self.google = GoogleSandbox(self.clock)
        self.telegram = TelegramSandbox(self.clock)
        self.env: dict[str, str] = {}
        self.alone = True
        """No bot runs, so that every request is the doctor's."""
        self._servers: list[Server] = []
        self._scratch = Path(tempfile.mkdtemp(prefix="calbot-"))

    async def open(self) -> None:
        await self.google.start()
        await self.telegram.start()
        self.env = {
            "TELEGRAM_BOT_TOKEN": self.telegram.token,
            "TELEGRAM_API_BASE_URL": self.telegram.base_url,
            "GOOGLE_CLIENT_ID": self.google.client_id,
            "GOOGLE_CLIENT_SECRET": self.google.client_secret,
            "GOOGLE_REFRESH_TOKEN": self.google.refresh_token,
            "GOOGLE_API_ENDPOINT": self.google.api_endpoint,
            "GOOGLE_TOKEN_URI": self.google.token_uri,
            "TOKEN_ENCRYPTION_KEY": KEY,
            "REDIS_URL": self.redis("--appendonly", "yes").url,
        }

    async def close(self) -> None:
        await self.google.stop()
        await self.telegram.stop()
        for server in self._servers:
            if server.process is not None:
                server.kill()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def redis(self, *options: str) -> Server:
        """A further server of its own."""
        (port,) = free_ports(1)
        server = Server(self._scratch / str(port), port, options)
        server.start()
        self._servers.append(server)
        return server

    async def visit(self, patience: float = 20.0, watch: int = 0, file: str = "", **env: str | None) -> Report:
        """What the doctor finds with these variables instead (None: not set), and with this as the file .env."""
        self._monkeypatch.chdir(self.folder)
        known = {name.upper() for name in Settings.model_fields}
        for name in [name for name in os.environ if name.upper() in known]:
            self._monkeypatch.delenv(name)
        wanted: Mapping[str, str | None] = self.env | env
        for name, value in wanted.items():
            if value is not None:
                self._monkeypatch.setenv(name, value)
        env_file = self.folder / ".env"
        if file:
            env_file.write_text(file)
            env_file.chmod(0o600)
        report = await diagnose(what_is_given(env_file, os.environ), self.clock, patience=patience, watch=watch)
        told = "\n".join(report.lines()) + report.as_json()
        for name in ("TELEGRAM_BOT_TOKEN", "GOOGLE_CLIENT_SECRET", "GOOGLE_REFRESH_TOKEN", "TOKEN_ENCRYPTION_KEY"):
            assert not (wanted[name] and str(wanted[name]) in told), f"{name} is told"
        if self.alone:
            assert {request.operation for request in self.google.requests} - {""} <= READS
            assert {call.method for call in self.telegram.calls} <= {"getMe", "getWebhookInfo", "setWebhook"}
        return report


def found(report: Report, check: str) -> Finding:
    """The finding of that check."""
    (finding,) = [one for one in report.findings if one.check == check]
    return finding


def said(report: Report, check: str, level: Level, *words: str) -> None:
    """That check is of that level, and its line holds these words."""
    finding = found(report, check)
    assert finding.level is level, finding.line
    assert "\n" not in finding.line
    if level in (Level.WARNING, Level.PROBLEM):
        assert finding.mend, "says what is wrong and not what to do"
    for word in words:
        assert word.lower() in finding.line.lower(), finding.line
