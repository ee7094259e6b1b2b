"""The attack table is true: every test it names exists, and none of ours is left out."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.attacks.table import Row, table

TESTS = Path(__file__).parent.parent


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in tree.body if isinstance(node, kinds) and node.name.startswith("test_")}


@pytest.mark.parametrize("row", table(), ids=lambda row: f"{row.area}: {row.attack}")
def test_each_row_names_a_test(row: Row) -> None:
    """The test that a row names is there."""
    file, _, name = row.held_by.partition("::")
    assert name in names_in(TESTS / file)


def test_each_attack_has_its_row() -> None:
    """A test that is added to this folder gets its row."""
    named = {row.held_by for row in table()}
    own = {path for path in Path(__file__).parent.glob("test_*.py") if path != Path(__file__)}
    assert not {f"attacks/{path.name}::{name}" for path in own for name in names_in(path)} - named
