"""`./demo` and `./test` set themselves up from nothing and hand over.

They are tried on a small checkout whose build backend is in the tree, so no package index is needed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "small"
version = "0.1"
"""
BACKEND = """
import zipfile
from pathlib import Path


def build_editable(folder, config_settings=None, metadata_directory=None):
    if Path("no_network").exists():
        raise SystemExit("urllib3: NewConnectionError: Temporary failure in name resolution")
    name = "small-0.1-py3-none-any.whl"
    with zipfile.ZipFile(Path(folder) / name, "w") as wheel:
        info = "small-0.1.dist-info"
        wheel.writestr("small.py", "")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: small\\nVersion: 0.1\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/RECORD", "")
    with open("installed.txt", "a") as noted:
        noted.write("installed\\n")
    return name


def get_requires_for_build_editable(config_settings=None):
    return []
"""
STAND_IN = """
import os, sys
print(NAME, sys.argv[1:], os.getcwd(), os.environ.get("VIRTUAL_ENV"), sys.prefix)
"""


class Checkout:
    """A fresh clone with only what the launchers need, in a folder with a blank in its name."""

    def __init__(self, base: Path) -> None:
        self.root = base / "a checkout"
        (self.root / "sandbox" / "demo").mkdir(parents=True)
        for name in ("demo", "test", "sandbox/launch.sh", "sandbox/launch.py"):
            shutil.copy(ROOT / name, self.root / name)
        self.write("pyproject.toml", PYPROJECT)
        self.write("backend.py", BACKEND)
        self.write("pytest.py", STAND_IN.replace("NAME", "'pytest'"))
        self.write("sandbox/__init__.py", "")
        self.write("sandbox/demo/__init__.py", "")
        self.write("sandbox/demo/__main__.py", STAND_IN.replace("NAME", "'demo'"))
        self.bin = base / "bin"
        self.bin.mkdir()
        base_python = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info[1]}"
        self.tool("python3.12", f'exec "{base_python}" "$@"')
        for older in ("python3.13", "python3.11", "python3.14", "python3", "python"):
            self.tool(older, "exit 1")

    def write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text, encoding="utf-8")

    def tool(self, name: str, script: str) -> None:
        """Put a program on the PATH that hides the machine's own."""
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def start(self, command: Path, *arguments: str, cwd: Path | None = None) -> subprocess.Popen[str]:
        environment = {
            **{name: os.environ[name] for name in ("HOME", "TMPDIR") if name in os.environ},
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "PYTHONPATH": "/nonexistent",
            "PYTHONHOME": "/nonexistent",
            "VIRTUAL_ENV": "/nonexistent",
            "PIP_TARGET": "/nonexistent",
            "PIP_NO_INDEX": "1",
        }
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [command, *arguments], cwd=cwd or self.root, env=environment, stdout=pipe, stderr=pipe, text=True
        )

    def run(self, command: str, *arguments: str, cwd: Path | None = None) -> tuple[int, str, str]:
        process = self.start(self.root / command, *arguments, cwd=cwd)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    @property
    def installations(self) -> int:
        noted = self.root / "installed.txt"
        return len(noted.read_text().splitlines()) if noted.exists() else 0


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_from_nothing_to_tests_and_demo_in_one_installation(checkout: Checkout, tmp_path: Path) -> None:
    """Without network one sentence; then it installs once, and after that only hands over, from any folder."""
    checkout.write("no_network", "")
    code, out, err = checkout.run("test")
    assert (code, out) == (1, "")
    assert "could not be downloaded" in err.splitlines()[-1]
    assert "Traceback" not in err
    (checkout.root / "no_network").unlink()

    code, out, err = checkout.run("test", "-k", "two words")
    assert (code, err.count("\n")) == (0, 1), err
    assert out.startswith(f"pytest ['-k', 'two words'] {checkout.root} None {checkout.root / '.venv'}")
    code, out, err = checkout.run("test")
    assert (code, err, checkout.installations) == (0, "", 1)

    link = tmp_path / "try it"
    link.symlink_to(checkout.root / "demo")
    process = checkout.start(link, "--fresh", cwd=tmp_path)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err, checkout.installations) == (0, "", 1)
    assert out.startswith(f"demo ['--fresh'] {tmp_path} ")

    checkout.write("pyproject.toml", PYPROJECT + 'description = "changed"\n')
    assert checkout.run("demo")[0] == 0
    assert checkout.installations == 2
    stamp = json.loads((checkout.root / ".venv" / ".ready.json").read_text())
    assert stamp["dev"] is True


def test_two_first_starts_at_once_install_once(checkout: Checkout) -> None:
    """The second waits for the first and then finds all done, also where an earlier start was cut short."""
    (checkout.root / ".venv" / "bin").mkdir(parents=True)
    (checkout.root / ".venv" / ".unfinished").touch()
    both = [checkout.start(checkout.root / "demo") for _ in range(2)]
    said = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert checkout.installations == 1


@pytest.mark.parametrize("harm", ["installation cut short", "its Python is gone"])
def test_a_broken_environment_is_made_anew(checkout: Checkout, harm: str) -> None:
    """Whatever an interrupted set-up or an upgrade of the system left, the next start ends with a whole one."""
    venv = checkout.root / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "lib").mkdir()
    (venv / "lib" / "left-over").touch()
    (venv / "bin" / "python").symlink_to(sys.executable if harm == "installation cut short" else "/nonexistent")
    (venv / (".unfinished" if harm == "installation cut short" else ".ready.json")).touch()
    code, out, err = checkout.run("demo")
    assert (code, out[:4]) == (0, "demo"), err
    assert not (venv / ".unfinished").exists()
    assert not (venv / "lib" / "left-over").exists()


def test_a_system_that_cannot_make_environments_is_told_the_line(checkout: Checkout) -> None:
    """Debian without its venv package is told the one line to type, with the right version."""
    hide = "import sys; sys.modules['ensurepip'] = None; import importlib.util as u; f = u.find_spec; "
    hide += "u.find_spec = lambda name, *a: None if name == 'ensurepip' else f(name, *a); "
    run = "import runpy; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    real = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info[1]}"
    lines = ['if [ "$2" = -c ]; then case "$3" in *ensurepip*) exit 1;; esac; fi']
    lines += [f'if [ "$2" = -c ]; then exec "{real}" "$@"; fi', "shift", f'exec "{real}" -I -c "{hide}{run}" "$@"']
    checkout.tool("python3.12", "\n".join(lines))
    checkout.tool("apt", "exit 0")
    code, _, err = checkout.run("demo")
    assert code == 1
    assert err.splitlines()[-1].strip() == f"sudo apt install python3.{sys.version_info[1]}-venv"


def test_a_machine_without_a_new_enough_python_is_told_so(checkout: Checkout) -> None:
    """Where only old Pythons are found, one sentence says what to install."""
    checkout.tool("python3.12", "exit 1")
    code, out, err = checkout.run("test")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("Python 3.11 or newer is needed")
