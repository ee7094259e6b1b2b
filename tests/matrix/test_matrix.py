"""The fault matrix is whole, and the mutation pass judges rightly. The pass itself is not run here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.matrix.__main__ import main
from tests.matrix.mutation import Verdict, copied, try_defects, verdict_of
from tests.matrix.rows import ROOT, Defect, Row, all_rows, named_tests
from tests.matrix.runs import Outcome, run_tests

GROUPS = {"A": 19, "B": 13, "C": 13, "D": 13, "E": 11, "F": 11, "G": 11, "H": 14}
"""How many rows each group of the matrix has: answers, limits, breaker, writes, tokens, network, Redis, sync."""
ROWS = all_rows()
DEFECTS = [defect for row in ROWS for defect in row.defects]


def test_every_row_is_listed() -> None:
    """The table has each row of the matrix once, in order, and no other."""
    assert [row.id for row in ROWS] == [f"{group}{n}" for group, rows in GROUPS.items() for n in range(1, rows + 1)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_has_a_test_and_a_defect(row: Row) -> None:
    """Each row is held by a test that is named after it, and can fail."""
    assert row.tests and row.defects


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: f"{defect.row}-{defect.wrong}")
def test_a_defect_can_still_be_put_in(defect: Defect) -> None:
    """Its text is in the source exactly once, what comes of it is another program, and its tests are the row's."""
    mistaken = defect.applied((ROOT / defect.file).read_text("utf-8"))
    assert mistaken is not None, f"stale: {defect.file} does not hold it exactly once"
    assert defect.instead != defect.text
    if defect.file.endswith(".py"):
        ast.parse(mistaken)
    assert defect.tests
    assert set(defect.tests) <= set(next(row.tests for row in ROWS if row.id == defect.row))


def test_the_names_of_tests_say_their_rows(tmp_path: Path) -> None:
    """One test may hold several rows, and stand in a class; other tests belong to none."""
    file = tmp_path / "tests" / "test_some.py"
    file.parent.mkdir()
    file.write_text(
        "def test_A1_B12_x(): ...\nclass TestThose:\n    async def test_A1_y(self): ...\ndef test_Also(): ...\n"
    )
    assert named_tests(tmp_path) == {
        "A1": ("tests/test_some.py::test_A1_B12_x", "tests/test_some.py::TestThose::test_A1_y"),
        "B12": ("tests/test_some.py::test_A1_B12_x",),
    }


def test_the_table_names_fault_test_and_defect(capsys: pytest.CaptureFixture[str]) -> None:
    """`--list` prints a row with all three, and runs nothing."""
    assert main(["--list", "D5"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("D5   a kept-alive connection")
    assert "test_D5_a_stale_connection_is_never_answered_by_a_silent_resend" in said
    assert "defect  the transport sends a second time by itself" in said


def test_a_row_that_is_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever mistypes a row hears which."""
    with pytest.raises(SystemExit):
        main(["--list", "A1", "A77"])
    assert "there is no row A77" in capsys.readouterr().err


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A copy of a tree with one function and its tests."""
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "sum").mkdir()
    (tmp_path / "sum" / "add.py").write_text("def add(a, b):\n    return a + b\n")
    (tmp_path / "sum" / "test_add.py").write_text(
        "import pytest\nfrom add import add\n\n"
        "@pytest.mark.parametrize('b', [0, 1])\ndef test_add(b):\n    assert add(1, b) == 1 + b\n\n"
        "def test_kind():\n    assert isinstance(add(1, 1), int)\n"
    )
    with copied(tmp_path, ["sum"]) as tree:
        yield tree


def _defect(text: str, instead: str) -> Defect:
    return Defect("A1", "sum/add.py", text, instead, "adds wrongly", ("sum/test_add.py::test_add",))


def test_a_defect_is_caught_or_stale(small: Path) -> None:
    """Caught where its test fails for one of its parameters; stale where its text is gone, or there twice. The tree is
    as it was afterwards."""
    before = (small / "sum" / "add.py").read_text()
    defects = [_defect("a + b", "a - b"), _defect("a + c", "a - b"), _defect("a", "b")]
    assert [verdict for _, verdict in try_defects(small, defects)] == [Verdict.CAUGHT, Verdict.STALE, Verdict.STALE]
    assert (small / "sum" / "add.py").read_text() == before


def test_tests_that_do_not_end_are_ended(small: Path) -> None:
    """After the limit, and they say nothing."""
    (small / "sum" / "add.py").write_text("def add(a, b):\n    while True: ...\n")
    assert run_tests(small, ["sum/test_add.py::test_add"], limit=1.0) is None


PASSED, FAILED, SET_UP_FAILED = {"x": Outcome.PASSED}, {"x": Outcome.FAILED}, {"x": Outcome.BROKEN}


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (PASSED, FAILED, Verdict.CAUGHT),
        (PASSED, PASSED, Verdict.SURVIVED),
        (PASSED, SET_UP_FAILED, Verdict.BROKEN),
        (PASSED, {}, Verdict.BROKEN),
        (PASSED, None, Verdict.ENDLESS),
        (FAILED, FAILED, Verdict.UNPROVEN),
        ({}, FAILED, Verdict.UNPROVEN),
        (None, FAILED, Verdict.UNPROVEN),
    ],
)
def test_only_a_test_that_passes_without_the_defect_and_fails_with_it_proves_anything(
    before: dict[str, Outcome] | None, after: dict[str, Outcome] | None, verdict: Verdict
) -> None:
    """A test that failed before, does not run, or does not end is no proof."""
    assert verdict_of(before, after, ["x"]) is verdict


def test_every_test_of_a_defect_has_to_fail() -> None:
    """One that passes all the same lets it survive."""
    both = {"x": Outcome.PASSED, "y": Outcome.PASSED}
    assert verdict_of(both, {**both, "x": Outcome.FAILED}, ["x", "y"]) is Verdict.SURVIVED
