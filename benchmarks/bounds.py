"""Whether a measured figure keeps the bound that was asked for, as the end of a printed line."""

from __future__ import annotations


def at_least(value: float, bound: float) -> str:
    return f"[asked: at least {bound:g}: {'holds' if value >= bound else 'MISSED'}]"


def at_most(value: float, bound: float) -> str:
    return f"[asked: at most {bound:g}: {'holds' if value <= bound else 'MISSED'}]"
