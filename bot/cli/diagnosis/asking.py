"""One request, and what became of it: an answer with its time, or why there was none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

import aiohttp

from calendar_core.clock import Clock
from calendar_core.errors import (
    AttemptTimeout,
    CalendarError,
    ConnectFailed,
    ConnectionLost,
    MalformedAnswer,
    UntrustedConnection,
)
from calendar_core.google.transport import Answer, Request, Transport

WITHIN = 8.0
"""Seconds that one request has."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came back. answer: None where nothing did; then `why` says so, in words that go behind "it".

    skew: seconds that our clock is ahead of the server's, by its Date header (RFC 9110: whole seconds), None where it
    sent none.
    """

    answer: Answer | None = None
    why: str = ""
    skew: float | None = None
    json: Any = field(default=None, repr=False)

    @property
    def status(self) -> int:
        return self.answer.status if self.answer is not None else 0


async def ask(
    transport: Transport,
    clock: Clock,
    method: str,
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    within: float = WITHIN,
) -> Asked:
    """Send one request, never a second one; a failure is an answer too."""
    given = {"accept": "application/json", **(headers or {})}
    if form is not None:
        given["content-type"] = "application/x-www-form-urlencoded"
    body = urlencode(form) if form is not None else None
    began = clock.now()
    try:
        answer = await transport.send(Request(method, url, given, body, within))
    except CalendarError as error:
        return Asked(why=unreachable(error))
    return Asked(answer, "", skew_of(answer.headers.get("date", ""), began, clock.now()), _read(answer.body))


def unreachable(error: CalendarError) -> str:
    """Why there was no answer, to be put behind "it" or a name."""
    if isinstance(error, UntrustedConnection):
        return "cannot be trusted: its certificate does not verify"
    if isinstance(error, ConnectFailed):
        if isinstance(error.__cause__, aiohttp.ClientConnectorDNSError):
            return "has a name that cannot be looked up (DNS)"
        return "cannot be reached: nothing listens there, or the way is closed"
    if isinstance(error, AttemptTimeout):
        return "did not answer in time"
    if isinstance(error, ConnectionLost):
        return "broke the connection before it answered"
    if isinstance(error, MalformedAnswer):
        return "answers what cannot be read"
    return f"cannot be asked ({type(error).__name__})"


def skew_of(date: str, began: datetime, ended: datetime) -> float | None:
    """Seconds that the span from `began` to `ended` lies after the server's Date; 0 where it may lie in it."""
    try:
        theirs = parsedate_to_datetime(date)
    except (ValueError, TypeError, IndexError):
        return None
    if theirs.tzinfo is None:
        return None
    ahead, behind = (began - theirs).total_seconds() - 1.0, (ended - theirs).total_seconds()
    return max(0.0, ahead) or min(0.0, behind)


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
