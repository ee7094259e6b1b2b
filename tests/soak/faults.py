"""One request in fifty, struck by a fault of chance, from every group of the fault matrix that has any on this wire."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from sandbox.faults import Fault, Wire

SHARE = 0.02
"""Of all requests, what is struck."""
_EVENTS = r"/calendar/v3/"
_WRITES = "POST|PUT|PATCH|DELETE"


@dataclass
class Seldom(Fault):
    """A fault that strikes each request it matches with that probability, for as long as it is in force."""

    group: str = ""
    chance: float = 0.0
    rng: random.Random = field(default_factory=random.Random)

    @property
    def due(self) -> bool:
        return self.rng.random() < self.chance


def _throttle(status: int, reason: str) -> dict[str, object]:
    return {"error": {"code": status, "errors": [{"reason": reason}], "message": "Slow down"}}


def seldom(rng: random.Random, attempt: float) -> list[Seldom]:
    """Every kind, each as likely as any other of those that its request can meet. attempt: the client's time-out."""
    refused: dict[str, object] = {"error": {"code": 403, "message": "No"}}
    kinds: list[tuple[str, dict[str, object]]] = [
        ("A", {"status": 503}),
        ("A", {"status": 502, "body": "<html>Bad gateway</html>"}),
        ("A", {"status": 500, "applied": True}),
        ("A", {"method": "POST", "path": r"/events$", "status": 403, "body": refused}),
        ("A", {"wire": Wire.TRUNCATED}),
        ("A", {"wire": Wire.NOT_JSON}),
        ("B", {"status": 403, "body": _throttle(403, "userRateLimitExceeded")}),
        ("B", {"status": 429, "body": _throttle(429, "rateLimitExceeded"), "headers": {"Retry-After": "1"}}),
        ("D", {"method": _WRITES, "wire": Wire.CUT, "applied": True}),
        ("D", {"method": _WRITES, "wire": Wire.CUT}),
        ("D", {"method": _WRITES, "delay_after": attempt + 0.5}),
        ("D", {"method": _WRITES, "delay_before": attempt + 0.5}),
        ("E", {"status": 401}),
        ("E", {"path": r"/token$", "status": 503}),
        ("F", {"wire": Wire.RESET}),
        ("F", {"wire": Wire.DRIBBLE, "pace": 0.1}),
        ("F", {"method": "GET", "delay_before": attempt + 0.5}),
    ]
    return [
        Seldom(**{"path": _EVENTS, "times": None, **what}, group=group, chance=SHARE / 10, rng=rng)  # type: ignore[arg-type]
        for group, what in kinds
    ]
