"""Prints the fault matrix row by row.

python -m tests.matrix [ROW ...]             run the tests of the rows; which passed, and what would make them fail
python -m tests.matrix --list [ROW ...]      the same table without running anything
python -m tests.matrix --defects [ROW ...]   the mutation pass: each defect in a copy of the tree, and its tests

Ends with 1 where a test did not pass, a row has none, or a defect was not noticed. The mutation pass of all rows
takes some minutes.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections import Counter
from collections.abc import Mapping, Sequence

from tests.matrix.mutation import Verdict, copied, try_defects
from tests.matrix.rows import ROOT, Row, all_rows
from tests.matrix.runs import Outcome, run_tests


def main(arguments: Sequence[str]) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.matrix", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", help="such as A4 or G (all rows of a group); default: all")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--list", action="store_true", help="run nothing")
    how.add_argument("--defects", action="store_true", help="run the mutation pass")
    given = parser.parse_args(arguments)
    matrix = all_rows()
    if unknown := set(given.rows) - {name for row in matrix for name in (row.id, row.id[0])}:
        parser.error(f"there is no row {', '.join(sorted(unknown))}")
    rows = [row for row in matrix if not given.rows or row.id in given.rows or row.id[0] in given.rows]
    if given.defects:
        return print_defects(rows)
    outcomes: Mapping[str, Outcome] = {}
    if not given.list:
        tests = list(dict.fromkeys(test for row in rows for test in row.tests))
        outcomes = run_tests(ROOT, tests, limit=60 + 10 * len(tests)) or {}
    return print_table(rows, outcomes, ran=not given.list)


def print_table(rows: Sequence[Row], outcomes: Mapping[str, Outcome], *, ran: bool) -> int:
    """Each row: fault, verdict of its tests, each of them, its defects. outcomes: by test; none where nothing ran."""
    wrong = 0
    for row in rows:
        passed = bool(row.tests) and all(outcomes.get(test) is Outcome.PASSED for test in row.tests)
        word = "passed " if passed else "FAILED " if ran else ""
        wrong += not row.tests or (ran and not passed)
        print(f"{row.id:<4} {word}{row.fault}")
        for test in row.tests:
            print(f"      test    {test}{_said(test, outcomes, ran=ran)}")
        for defect in row.defects:
            print(f"      defect  {defect.wrong} ({defect.file})")
    print(
        f"{len(rows)} rows, {len({test for row in rows for test in row.tests})} tests, {wrong} rows in want of a look"
    )
    return 1 if wrong else 0


def _said(test: str, outcomes: Mapping[str, Outcome], *, ran: bool) -> str:
    if not ran or outcomes.get(test) is Outcome.PASSED:
        return ""
    return f"  <- {outcomes[test].value if test in outcomes else 'did not run'}"


def print_defects(rows: Sequence[Row]) -> int:
    """Each defect as it is tried."""
    defects = [defect for row in rows for defect in row.defects]
    counted: Counter[Verdict] = Counter()
    with copied(ROOT) as tree:
        for defect, verdict in try_defects(tree, defects):
            counted[verdict] += 1
            print(f"{defect.row:<4} {verdict.value:<9} {defect.wrong} ({defect.file})", flush=True)
            if verdict is not Verdict.CAUGHT:
                print("".join(f"      {test}\n" for test in defect.tests), end="", flush=True)
    print(", ".join(f"{count} {verdict.value}" for verdict, count in counted.items()))
    return 0 if set(counted) == {Verdict.CAUGHT} else 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that whoever is ended ends what it has started
    sys.exit(main(sys.argv[1:]))
