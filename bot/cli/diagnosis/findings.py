"""What was found, and how it is told. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is. SKIPPED: it could not be looked at, for a reason that is a finding of its own or none at all."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. says: what is so, in sentences. mend: what to do about it, "" where nothing is to be done."""

    check: str
    level: Level
    says: str
    mend: str = ""

    @property
    def line(self) -> str:
        """The finding on one line."""
        return f"{self.level.value:8} {self.check:20} {' '.join(f'{self.says} {self.mend}'.split())}"


def ok(check: str, says: str, mend: str = "") -> Finding:
    return Finding(check, Level.OK, says, mend)


def warning(check: str, says: str, mend: str = "") -> Finding:
    return Finding(check, Level.WARNING, says, mend)


def problem(check: str, says: str, mend: str = "") -> Finding:
    return Finding(check, Level.PROBLEM, says, mend)


def skipped(check: str, says: str) -> Finding:
    return Finding(check, Level.SKIPPED, says)


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, in the order in which a person would mend things."""

    findings: Sequence[Finding]

    @property
    def exit_code(self) -> int:
        """1 where anything is a problem, else 0: a warning stops nothing."""
        return int(any(found.level is Level.PROBLEM for found in self.findings))

    def lines(self) -> list[str]:
        """For a person: one line a check, then how many of each, then where to begin."""
        first = next((found for found in self.findings if found.level is Level.PROBLEM and found.mend), None)
        begin = [f"Begin with “{first.check}”: {' '.join(first.mend.split())}"] if first else []
        return [*(found.line for found in self.findings), "", self._summary(), *begin]

    def as_json(self) -> str:
        """For a program: `exit_code`, how many of each level, and the checks with check, level, says and mend."""
        checks = [
            {"check": found.check, "level": found.level.value, "says": found.says, "mend": found.mend}
            for found in self.findings
        ]
        return json.dumps(
            {"exit_code": self.exit_code, "counts": self._counts(), "checks": checks}, ensure_ascii=False, indent=2
        )

    def _counts(self) -> dict[str, int]:
        return {level.value: sum(found.level is level for found in self.findings) for level in Level}

    def _summary(self) -> str:
        counts = self._counts()
        told = [
            f"{counts[level.value]} {word if counts[level.value] == 1 else plural}"
            for level, word, plural in (
                (Level.PROBLEM, "problem", "problems"),
                (Level.WARNING, "warning", "warnings"),
                (Level.OK, "fine", "fine"),
                (Level.SKIPPED, "not checked", "not checked"),
            )
            if counts[level.value] or level is Level.PROBLEM
        ]
        return ", ".join(told).replace("0 problems", "no problem") + "."
