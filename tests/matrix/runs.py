"""Runs pytest in a process of its own and tells what became of each test."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from xml.etree import ElementTree

from redis import Redis
from redis.exceptions import RedisError


class Outcome(StrEnum):
    """What became of a test, of all its parameters together: the first of these that fits one of them."""

    FAILED = "failed"
    BROKEN = "broken"  # it could not be set up or taken down
    PASSED = "passed"
    SKIPPED = "skipped"


def run_tests(root: Path, tests: Sequence[str], *, limit: float) -> dict[str, Outcome] | None:
    """The outcome of each of those tests of the tree at `root`; None where they take more than `limit` seconds.

    What does not run at all (not collected, say) has no outcome.
    """
    with tempfile.TemporaryDirectory(prefix="matrix-") as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-n0", "--tb=no", "-p", "no:cacheprovider"]
        # Without bytecode: a source that changes twice within a second would be taken for the one before.
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": folder}
        process = subprocess.Popen(
            [*command, f"--junitxml={report}", *tests],
            cwd=root,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(limit)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _end(process, Path(folder))
        return outcomes_in(report.read_text("utf-8"), tests) if report.exists() else {}


def outcomes_in(report: str, tests: Sequence[str]) -> dict[str, Outcome]:
    """What a JUnit report says of those tests."""
    said: dict[tuple[str, str], list[Outcome]] = {}
    for case in ElementTree.fromstring(report).iter("testcase"):  # noqa: S314 - pytest's own report
        name = str(case.get("name")).partition("[")[0]
        said.setdefault((str(case.get("classname")), name), []).append(_outcome_of(case))
    order = list(Outcome)
    found = {test: said.get(_reported_as(test), []) for test in tests}
    return {test: min(outcomes, key=order.index) for test, outcomes in found.items() if outcomes}


def _outcome_of(case: ElementTree.Element) -> Outcome:
    for tag, outcome in (("error", Outcome.BROKEN), ("failure", Outcome.FAILED), ("skipped", Outcome.SKIPPED)):
        if case.find(tag) is not None:
            return outcome
    return Outcome.PASSED


def _reported_as(test: str) -> tuple[str, str]:
    """Class and name under which a report has a test: "tests/x.py::Some::test_y" is tests.x.Some and test_y."""
    file, *inner, name = test.split("::")
    return ".".join([*file.removesuffix(".py").split("/"), *inner]), name


def _end(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Leave no process behind: servers with a port are in the group, those with a socket have their own session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for socket in [*folder.glob("*/s"), *folder.glob("*/*.sock")]:
        with contextlib.suppress(RedisError), Redis(unix_socket_path=str(socket)) as server:
            server.shutdown(nosave=True)
