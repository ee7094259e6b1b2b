"""The rows of the fault matrix as data: what goes wrong, which tests hold against it, which defects they notice.

A test belongs to a row by its name: `test_C3_C4_...` holds rows C3 and C4. Faults and defects are in rows.toml.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

ROOT = Path(__file__).parents[2]
ROWS = Path(__file__).with_name("rows.toml")
CODE = ("bot", "calendar_core", "sandbox", "tests")
"""The folders that a test run needs."""

_ROW_IDS = re.compile(r"test_((?:[A-H]\d{1,2}_)+)")


@dataclass(frozen=True, slots=True)
class Defect:
    """A deliberate mistake: in `file`, `text` (there exactly once) becomes `instead`.

    wrong: the wrong behaviour, in words. tests: ids of the tests that have to fail for it, without their parameters.
    """

    row: str
    file: str
    text: str
    instead: str
    wrong: str
    tests: tuple[str, ...]

    def applied(self, source: str) -> str | None:
        """The source with the mistake in it; None where `text` is not there exactly once, so the defect is stale."""
        return source.replace(self.text, self.instead) if source.count(self.text) == 1 else None


@dataclass(frozen=True, slots=True)
class Row:
    """One fault. tests: ids of all tests that are named after the row."""

    id: str
    fault: str
    tests: tuple[str, ...]
    defects: tuple[Defect, ...]


def rows_in(text: str, tests: Mapping[str, tuple[str, ...]]) -> list[Row]:
    """The rows that a TOML text describes. tests: the ids of the tests by row. Raises KeyError for what is left out."""
    return [
        Row(
            id_,
            entry["fault"],
            tests.get(id_, ()),
            tuple(
                Defect(id_, one["file"], one["text"], one["instead"], one["wrong"], tuple(one["tests"]))
                for one in entry["defects"]
            ),
        )
        for id_, entry in tomllib.loads(text).items()
    ]


def all_rows(root: Path = ROOT) -> list[Row]:
    """The matrix, with the tests that stand under `root`."""
    return rows_in(ROWS.read_text("utf-8"), named_tests(root))


def named_tests(root: Path) -> dict[str, tuple[str, ...]]:
    """The ids of the tests that are named after rows, by row, in the order of files and lines."""
    found: dict[str, list[str]] = {}
    for path in sorted((root / "tests").rglob("test_*.py")):
        for test in _tests_in(path):
            named = _ROW_IDS.match(test.rpartition("::")[2])
            for row in named[1].split("_")[:-1] if named else ():
                found.setdefault(row, []).append(f"{path.relative_to(root).as_posix()}::{test}")
    return {row: tuple(ids) for row, ids in found.items()}


def _tests_in(path: Path) -> Iterator[str]:
    """The tests of a file as pytest names them after the file's name."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}::{one.name}" for one in node.body if _is_test(one))
        elif _is_test(node):
            yield node.name


def _is_test(node: ast.stmt) -> TypeGuard[ast.FunctionDef | ast.AsyncFunctionDef]:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
