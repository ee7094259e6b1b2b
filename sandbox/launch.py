"""Sets up `.venv` where that is needed, then hands over: what `./demo` and `./test` have in common.

Standard library only, for it runs before anything is installed. A finished set-up leaves a stamp, written last, with
a hash of pyproject.toml, the Python version and the folder; a set-up under way leaves a mark that makes the next
start throw away what it finds. A start that finds the right stamp touches no network.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)

_NO_NETWORK = re.compile(
    r"NewConnectionError|ConnectTimeout|ReadTimeout|Max retries exceeded|Temporary failure in name resolution"
    r"|ProxyError|SSLError|ConnectionError|Could not fetch URL|from versions: none|No matching distribution",
    re.IGNORECASE,
)


class SetupFailed(Exception):
    """The set-up cannot go on; the text is the sentence for the person."""


@dataclass(frozen=True)
class Stamp:
    """What has been installed. dev: with the tools for the tests."""

    fingerprint: str
    python: str
    root: str
    dev: bool

    def serves(self, wanted: Stamp) -> bool:
        """Whether nothing needs to be installed for `wanted`."""
        same = (self.fingerprint, self.python, self.root) == (wanted.fingerprint, wanted.python, wanted.root)
        return same and self.dev >= wanted.dev


@dataclass(frozen=True)
class Environment:
    """The virtual environment of one checkout."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def stamp_file(self) -> Path:
        return self.folder / ".ready.json"

    @property
    def unfinished(self) -> Path:
        """The mark of a set-up under way."""
        return self.folder / ".unfinished"

    @property
    def log(self) -> Path:
        """What the last installation said."""
        return self.folder / "install.log"

    def version(self) -> str:
        """The version of its Python, or nothing when it does not run or is too old."""
        ask = "import sys; print(*sys.version_info[:3], sep='.')"
        try:
            answer = subprocess.run(  # noqa: S603 - our own Python
                [self.python, "-I", "-c", ask], capture_output=True, text=True, check=True
            )
        except (OSError, subprocess.CalledProcessError):
            return ""
        version = answer.stdout.strip()
        return version if tuple(map(int, version.split("."))) >= OLDEST else ""

    def stamp(self) -> Stamp | None:
        """What is installed, or None when that is not known."""
        if self.unfinished.exists():
            return None
        try:
            return Stamp(**json.loads(self.stamp_file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def wanted(self, *, dev: bool) -> Stamp:
        """What this checkout needs."""
        declared = (self.root / "pyproject.toml").read_bytes()
        return Stamp(hashlib.sha256(declared).hexdigest(), self.version(), str(self.root), dev)


def set_up(environment: Environment, *, dev: bool) -> None:
    """Make the environment, mend it or bring it up to date; does nothing where all is well.

    Raises SetupFailed with a sentence that says what to do.
    """
    wanted = environment.wanted(dev=dev)
    there = environment.stamp()
    if there is not None and wanted.python and there.serves(wanted):
        return
    if not _usable(environment):
        _create(environment)
    environment.unfinished.touch()
    dev = dev or (there is not None and there.dev)
    _install(environment, dev=dev)
    part = environment.stamp_file.with_suffix(".part")
    part.write_text(json.dumps(asdict(environment.wanted(dev=dev))), encoding="utf-8")
    part.replace(environment.stamp_file)
    environment.unfinished.unlink()


def _usable(environment: Environment) -> bool:
    """Whether packages can be installed into what is there. One that somebody made by hand is taken as it is."""
    if environment.unfinished.exists() or not environment.version():
        return False
    pip = subprocess.run(  # noqa: S603 - our own Python
        [environment.python, "-I", "-m", "pip", "--version"], capture_output=True, check=False
    )
    return pip.returncode == 0


def _create(environment: Environment) -> None:
    if not (find_spec("venv") and find_spec("ensurepip")):
        raise SetupFailed(
            f"Python {sys.version_info[0]}.{sys.version_info[1]} here cannot make virtual environments. "
            f"Type this line and start again:\n    {_line_for_venv()}"
        )
    _say("Making a virtual environment in .venv ...")
    environment.folder.mkdir(exist_ok=True)
    environment.unfinished.touch()
    for found in environment.folder.iterdir():  # the mark goes last, should this be interrupted, too
        if found == environment.unfinished:
            continue
        if found.is_dir() and not found.is_symlink():
            shutil.rmtree(found)
        else:
            found.unlink()
    made = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, "-I", "-m", "venv", environment.folder], capture_output=True, text=True, check=False
    )
    if made.returncode:
        said = (made.stderr or made.stdout).strip().splitlines()
        raise SetupFailed(f"The virtual environment could not be made ({said[-1] if said else 'no reason given'}).")


def _line_for_venv() -> str:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if shutil.which("apt"):
        return f"sudo apt install python{version}-venv"
    if shutil.which("dnf"):
        return f"sudo dnf install python{version}"
    if shutil.which("brew"):
        return f"brew install python@{version}"
    return f"{sys.executable} -m ensurepip --upgrade"


def _install(environment: Environment, *, dev: bool) -> None:
    _say("Installing the packages (the first time takes about half a minute) ...")
    command = [str(environment.python), "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    # Compiling what is never imported would take a fifth of the time.
    command += ["--no-input", "--no-compile", "--retries", "2", "--editable", ".[dev]" if dev else "."]
    with environment.log.open("w", encoding="utf-8") as log:
        done = subprocess.run(  # noqa: S603 - our own Python
            command,
            cwd=environment.root,
            env=_for_pip(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode == 0:
        return
    environment.unfinished.unlink()  # pip has put things back, so what is there can be used by the next start
    said = environment.log.read_text(encoding="utf-8", errors="replace")
    if "No space left on device" in said:
        raise SetupFailed("The packages could not be installed: the disk is full. Make room and start again.")
    if _NO_NETWORK.search(said):
        raise SetupFailed(
            "The packages could not be downloaded: the package index did not answer or does not have them. "
            f"Check the network (and PIP_INDEX_URL, if you set it), then start again. Details: {environment.log}"
        )
    raise SetupFailed(f"The packages could not be installed. Details: {environment.log}")


def _for_pip() -> dict[str, str]:
    """The environment for pip: the person's own index and proxy stay, another place to install to does not."""
    elsewhere = {"PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV"}
    return {name: value for name, value in os.environ.items() if name not in elsewhere} | {"PIP_USER": "0"}


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Let one set-up of this checkout run at a time. The lock is on pyproject.toml, which is there anyway."""
    with (root / "pyproject.toml").open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Waiting for another start to finish its set-up ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        except OSError:
            pass  # some network file systems know no locks; then two first starts at once are the person's risk
        yield


def _say(what: str) -> None:
    sys.stderr.write(what + "\n")
    sys.stderr.flush()


def hand_over(environment: Environment, what: str, arguments: list[str]) -> NoReturn:
    """Become the demo or the tests."""
    if what == "test":
        # Test ids are given from the top of the checkout, as the README prints them.
        os.chdir(environment.root)
        command = [str(environment.python), "-m", "pytest", *arguments]
    else:
        os.environ["PYTHONPATH"] = str(environment.root)  # the stand-ins are not part of the installed package
        command = [str(environment.python), "-m", "sandbox.demo", *arguments]
    os.execv(command[0], command)  # noqa: S606 - our own Python


def main(arguments: list[str]) -> int:
    what, *rest = arguments
    environment = Environment(ROOT)
    try:
        with _alone(environment.root):
            set_up(environment, dev=what == "test")
    except SetupFailed as failure:
        _say(str(failure))
        return 1
    except OSError as failure:
        _say(f"The set-up failed at {failure.filename}: {failure.strerror}. Mend that and start again.")
        return 1
    except KeyboardInterrupt:
        _say("Stopped. The set-up goes on at the next start.")
        return 130
    hand_over(environment, what, rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
