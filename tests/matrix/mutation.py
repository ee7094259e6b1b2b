"""The mutation pass: each deliberate defect, alone, in a copy of the tree, and whether its tests notice it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from tests.matrix.rows import CODE, Defect
from tests.matrix.runs import Outcome, run_tests

LIMIT = 180.0
"""Seconds for the tests of one defect. On a quiet machine they take some."""


class Verdict(StrEnum):
    """What became of a defect. All but CAUGHT are a reason to look."""

    CAUGHT = "caught"
    SURVIVED = "SURVIVED"  # a test that has to fail did not
    STALE = "STALE"  # its text is not in the source exactly once
    ENDLESS = "ENDLESS"  # the tests did not end, which says nothing
    UNPROVEN = "UNPROVEN"  # a test does not pass without the defect
    BROKEN = "BROKEN"  # a test cannot be set up with the defect, which proves nothing about its row


def verdict_of(before: dict[str, Outcome] | None, after: dict[str, Outcome] | None, tests: Sequence[str]) -> Verdict:
    """What the tests' outcomes without and with a defect say about it; None: they did not end."""
    if before is None or any(before.get(test) is not Outcome.PASSED for test in tests):
        return Verdict.UNPROVEN
    if after is None:
        return Verdict.ENDLESS
    if any(after.get(test, Outcome.BROKEN) is Outcome.BROKEN for test in tests):
        return Verdict.BROKEN
    return Verdict.CAUGHT if all(after[test] is Outcome.FAILED for test in tests) else Verdict.SURVIVED


@contextmanager
def copied(root: Path, folders: Sequence[str] = CODE) -> Iterator[Path]:
    """A copy of what a test run needs; the tree itself is never touched."""
    with tempfile.TemporaryDirectory(prefix="matrix-tree-") as folder:
        copy = Path(folder) / "tree"
        copy.mkdir()
        for name in folders:
            shutil.copytree(root / name, copy / name)
        shutil.copy2(root / "pyproject.toml", copy)
        yield copy


def try_defects(tree: Path, defects: Sequence[Defect], *, limit: float = LIMIT) -> Iterator[tuple[Defect, Verdict]]:
    """Each defect with its verdict, as they come. tree: a copy, put right again after each."""
    wanted = list(dict.fromkeys(test for defect in defects for test in defect.tests))
    before = run_tests(tree, wanted, limit=limit + 10 * len(wanted)) if wanted else {}
    for defect in defects:
        path = tree / defect.file
        source = path.read_text("utf-8") if path.is_file() else ""
        mistaken = defect.applied(source)
        if mistaken is None:
            yield defect, Verdict.STALE
            continue
        path.write_text(mistaken, "utf-8")
        try:
            after = run_tests(tree, defect.tests, limit=limit)
        finally:
            path.write_text(source, "utf-8")
        yield defect, verdict_of(before, after, defect.tests)
