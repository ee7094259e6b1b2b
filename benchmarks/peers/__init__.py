"""Libraries that people would use instead, each called the way its own documents say; none of them is needed.

A module here is imported whether its libraries are installed or not: a factory imports its library when it is called.
"""

from __future__ import annotations

from importlib.util import find_spec


def installed(module: str) -> bool:
    return find_spec(module) is not None
