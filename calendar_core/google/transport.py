"""The seam between what the client wants said to Google and how it gets there: one method, two values.

A transport makes exactly one attempt: it never repeats, never follows a redirect, never decides. Its failures are
ConnectFailed (nothing was sent), ConnectionLost, AttemptTimeout, MalformedAnswer, UntrustedConnection and
LimiterRefused (its pool of connections is full).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. uri: absolute, already quoted. timeout: seconds for this attempt, None for the transport's.

    Its repr shows the method only: everything else may hold a token, a title or an address.
    """

    method: str
    uri: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: str | bytes | None = field(default=None, repr=False)
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole HTTP answer, of whatever status. headers: names in lower case. body: decompressed."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


class Transport(Protocol):
    """Sends one request and brings its answer."""

    async def send(self, request: Request) -> Answer:
        """Exactly one attempt. Raises as the module says; cancelling it leaves no connection in doubt behind."""
        ...


@dataclass(frozen=True, slots=True)
class TransportLimits:
    """Bounds of one attempt, in seconds and bytes.

    connect: name lookup, TCP and TLS. read: silence between two pieces of the answer. total: the whole attempt.
    pool: waiting for a free connection. pool_size: connections at once. idle: how long an unused one is kept.
    max_bytes: size of an answer, decompressed.
    """

    connect: float = 5.0
    read: float = 30.0
    total: float = 30.0
    pool: float = 5.0
    pool_size: int = 100
    idle: float = 60.0
    max_bytes: int = 10 * 1024 * 1024
