"""The files under deploy/ agree with the bot and with each other."""

from __future__ import annotations

import re
from pathlib import Path

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


def test_every_file_is_described() -> None:
    """The folder's page names each file in it."""
    page = _text("README.md")
    for path in DEPLOY.iterdir():
        if path.name not in ("README.md", "Containerfile.dockerignore"):
            assert f"`{path.name}" in page, path.name
