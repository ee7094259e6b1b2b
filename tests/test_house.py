"""The house rules that no linter knows: docs and code say the same, the face is light, secrets stay out."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import calendar_core
from bot.cli import COMMANDS
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
OUR_OWN_CODE = sorted(path for folder in ("bot", "calendar_core", "sandbox") for path in (ROOT / folder).rglob("*.py"))


def _env_example() -> dict[str, str]:
    """Each variable of .env.example with the comment lines above it."""
    found, comment = {}, []
    for line in (ROOT / ".env.example").read_text("utf-8").splitlines():
        if match := re.fullmatch(r"#?([A-Z_]+)=.*", line):
            found[match[1]] = " ".join(comment)
            comment = []
        elif line.startswith("# "):
            comment.append(line.removeprefix("# "))
        else:
            comment = []
    return found


def test_env_example_lists_every_setting_with_its_reason() -> None:
    """`.env.example` names exactly the settings there are, each under the reason that the code gives."""
    reasons = {
        name.upper(): " ".join((field.description or "").split()) for name, field in Settings.model_fields.items()
    }
    assert _env_example() == reasons


def test_readme_names_every_setting_and_command() -> None:
    """The README's tables hold every setting and every subcommand there is, and none that is not."""
    readme = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}
    assert set(re.findall(r"^\| `calendar-bot (\w+)` \|", readme, re.MULTILINE)) == set(COMMANDS)


def test_every_dependency_says_why_it_is_there() -> None:
    """CONTRIBUTING has a line for each library that pyproject asks for, and for none besides."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    wanted = {re.split(r"[^\w.-]", one)[0].lower() for one in asked}
    table = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## Why each dependency is here")[2]
    rows = re.findall(r"^\| ([a-z][^|]*) \| ([^|]+) \|$", table, re.MULTILINE)
    assert {name for names, _ in rows for name in names.split(", ")} - {"library"} == wanted
    assert all(len(why.split()) >= 1 for _, why in rows)


@pytest.mark.parametrize("name", calendar_core.__all__)
def test_every_public_name_can_be_had(name: str) -> None:
    """Each name on the face of the core leads somewhere."""
    assert getattr(calendar_core, name) is not None


def test_the_pure_part_loads_no_network() -> None:
    """Importing the core's face and its domain loads neither HTTP nor Redis nor Google's client."""
    code = (
        "import sys, calendar_core; calendar_core.KL_TIMEZONE, calendar_core.TimezoneHandler;"
        "print([m for m in ('aiohttp', 'redis', 'googleapiclient', 'telegram', 'asyncio') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_understand_loads_neither_telegram_nor_google() -> None:
    """`calendar-bot understand` starts without the libraries of the network."""
    code = (
        "import sys; from bot.cli import main; main(['understand', 'lunch tomorrow 1pm']);"
        "print([m for m in ('telegram', 'googleapiclient', 'aiohttp', 'redis') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip().endswith("[]")


@pytest.mark.parametrize("path", OUR_OWN_CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_long_module_says_why_it_is_one_thing(path: Path) -> None:
    """A module over 300 lines gives its reason in its docstring."""
    text = path.read_text("utf-8")
    if len(text.splitlines()) > 300:
        docstring = text.split('"""')[1]
        assert re.search(r"\bone (thing|module|table)\b|300 lines", docstring, re.IGNORECASE), (
            f"{path.name} is long and does not say why it is one thing"
        )


def test_nobody_inside_goes_through_the_face() -> None:
    """No submodule imports the package face, which would load more than it needs and hide who leans on whom."""
    for path in OUR_OWN_CODE:
        if path.parts[-2:] != ("calendar_core", "__init__.py"):
            assert not re.search(
                r"^\s*(from calendar_core import|import calendar_core$)", path.read_text("utf-8"), re.M
            ), path


def test_no_secret_shape_is_in_the_repository() -> None:
    """Nothing that looks like a real token or key is committed."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    shapes = re.compile(r"\b\d{9,10}:AA[\w-]{33}\b|GOCSPX-[\w-]{28}|1//0[\w-]{40,}|-----BEGIN [A-Z ]*PRIVATE KEY")
    for name in listed:
        path = ROOT / name
        if path.is_file() and path.suffix not in {".png"}:
            assert not shapes.search(path.read_text("utf-8", errors="ignore")), name


def test_what_the_readme_says_to_type_is_true() -> None:
    """Every line of the README's "Check it yourself" names tests that exist and pass."""
    section = (ROOT / "README.md").read_text("utf-8").partition("## Check it yourself")[2].partition("\n## ")[0]
    named = [word for line in re.findall(r"`\./test ([^`]+)`", section) for word in line.split()]
    assert len(named) >= 12
    run = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", *named]
    said = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout[-3000:]
