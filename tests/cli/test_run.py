"""`calendar-bot run`: a wrong setting stops it with one sentence, a service that is away does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import SettingsError, load_settings

ROOT = Path(__file__).parent.parent.parent
GOOD = {
    "TELEGRAM_BOT_TOKEN": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
    "GOOGLE_CLIENT_ID": "id",
    "GOOGLE_CLIENT_SECRET": "secret-of-the-client",
    "GOOGLE_REFRESH_TOKEN": "1-the-lasting-one",
}


def _run(folder: Path, env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=env | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_a_missing_setting_is_named(tmp_path: Path, missing: str) -> None:
    """Without a needed setting the start ends with one sentence that names it."""
    said = _run(tmp_path, {name: value for name, value in GOOD.items() if name != missing})
    assert said.returncode == 2
    assert said.stdout == ""
    assert len(said.stderr.strip().splitlines()) == 1
    assert missing in said.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", "not-a-token"),
        ("TELEGRAM_ALLOWED_USER_IDS", "ali, abu"),
        ("TIMEZONE", "Mars/Olympus"),
        ("REMINDER_MINUTES", "soon"),
        ("REMINDER_MINUTES", "-5"),
        ("REDIS_URL", "localhost"),
        ("PUBLIC_URL", "http://example.org"),
        ("PORT", "http"),
        ("LOG_LEVEL", "LOUD"),
        ("DEFAULT_TIMEOUT", "soon"),
        ("RETRY_TIMEOUT", "-1.5"),
        ("PERSON_TIMEOUT", "nan"),
        ("TOKEN_ENCRYPTION_KEY", "too-short"),
        ("GOOGLE_API_ENDPOINT", "calendar"),
        ("TELEGRAM_API_BASE_URL", "ftp://x/bot"),
    ],
)
def test_a_malformed_setting_is_named_and_not_repeated(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A malformed setting is named in one sentence that does not repeat its value, which may be a secret."""
    monkeypatch.chdir(tmp_path)
    for setting, good in (GOOD | {name: value}).items():
        monkeypatch.setenv(setting, good)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert name in str(refused.value)
    assert value not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_secrets_are_not_in_the_repr(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither token nor client secret nor refresh token show in the settings' repr."""
    monkeypatch.chdir(tmp_path)
    for setting, good in GOOD.items():
        monkeypatch.setenv(setting, good)
    shown = repr(load_settings())
    assert not any(
        GOOD[name] in shown for name in ("TELEGRAM_BOT_TOKEN", "GOOGLE_CLIENT_SECRET", "GOOGLE_REFRESH_TOKEN")
    )


def test_help_names_every_subcommand(tmp_path: Path) -> None:
    """`calendar-bot --help` lists the subcommands, each with a help of its own."""
    said = _run(tmp_path, {}, "--help")
    assert said.returncode == 0
    for name in ("run", "understand", "authorize"):
        assert name in said.stdout
        assert _run(tmp_path, {}, name, "--help").returncode == 0
