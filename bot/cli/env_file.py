"""The file `.env`: its settings read, and some of them set with every other line kept."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path


def read_env(path: Path) -> dict[str, str]:
    """The settings of an env file: lines of NAME=value, quotes taken off. Raises OSError where it cannot be read."""
    if not path.exists():
        return {}
    found = {}
    for line in path.read_text("utf-8", errors="replace").splitlines():
        if match := re.fullmatch(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*", line):
            found[match[1].upper()] = match[2].strip("'\"")
    return found


def write_env(path: Path, values: Mapping[str, str]) -> None:
    """Set these in the file, keeping every other line, readable by the owner alone and whole at every moment."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    left = dict(values)
    for commented in ("", "#"):  # a commented line only where no real one is: of two, the last counts
        for number, line in enumerate(lines):
            match = re.match(rf"\s*{commented}\s*(?:export\s+)?([A-Z_]+)\s*=", line)
            if match and (match[1] in left or not commented) and match[1] in values:
                lines[number] = f"{match[1]}={values[match[1]]}"
                left.pop(match[1], None)
    lines += [f"{name}={value}" for name, value in left.items()]
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    fresh.replace(path)
