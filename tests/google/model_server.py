"""A tiny model of Calendar v3 behind the transport's seam, which meets each write with one chosen fate.

It answers like the real one (409 for an id that is taken, 412 for a stale version, 410 for a deleted event), keeps
what it was told, and can apply a write long after its caller has given up.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any
from urllib.parse import unquote, urlsplit

from calendar_core.errors import AttemptTimeout, ConnectFailed, ConnectionLost, MalformedAnswer
from calendar_core.google.transport import Answer, Request


class Fate(Enum):
    """What becomes of one request: is it applied, is it answered, is it in time."""

    FINE = "applied, answered"
    UNREACHED = "no connection"
    LOST_BEFORE = "not applied, connection lost"
    LOST_AFTER = "applied, connection lost"
    SLOW_NOT = "not applied, no answer in time"
    SLOW_DONE = "applied, no answer in time"
    SLOW_LATER = "applied after the next request, no answer in time"
    MANGLED = "applied, answer unreadable"
    DOWN_NOT = "not applied, 503"
    DOWN_DONE = "applied, 500"
    THROTTLED = "not applied, 429"


class ModelServer:
    """Implements Transport. fates: of the writes, in order, then FINE; look_ups: the same of the reads."""

    def __init__(self, fates: Iterable[Fate] = (), look_ups: Iterable[Fate] = ()) -> None:
        self._fates = itertools.chain(fates, itertools.repeat(Fate.FINE))
        self._look_ups = itertools.chain(look_ups, itertools.repeat(Fate.FINE))
        self.events: dict[str, dict[str, Any]] = {}
        self.log: list[tuple[str, int | str]] = []
        self.made = 0
        self._versions = itertools.count(1)
        self._later: list[Request] = []

    async def send(self, request: Request) -> Answer:
        due, self._later = self._later, []
        fate = next(self._look_ups if request.method == "GET" else self._fates)
        try:
            answer = self._meet(request, fate)
        finally:
            for late in due:
                self._apply(late)
        self.log.append((request.method, answer.status))
        return answer

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is still under way."""
        return not self._later

    def settle(self) -> None:
        """Let everything that is still under way arrive."""
        for late in self._later:
            self._apply(late)
        self._later = []

    def put(self, event: dict[str, Any]) -> dict[str, Any]:
        """Somebody else's event, or edit."""
        stored = {**event, "etag": f'"{next(self._versions)}"'}
        self.events[stored["id"]] = stored
        return stored

    def live(self, event_id: str) -> list[dict[str, Any]]:
        return [e for e in self.events.values() if e["id"] == event_id and e.get("status") != "cancelled"]

    def _meet(self, request: Request, fate: Fate) -> Answer:
        match fate:
            case Fate.FINE:
                return self._apply(request)
            case Fate.UNREACHED:
                self._fail(request, ConnectFailed())
            case Fate.LOST_BEFORE:
                self._fail(request, ConnectionLost())
            case Fate.LOST_AFTER:
                self._apply(request)
                self._fail(request, ConnectionLost())
            case Fate.SLOW_NOT:
                self._fail(request, AttemptTimeout())
            case Fate.SLOW_DONE:
                self._apply(request)
                self._fail(request, AttemptTimeout())
            case Fate.SLOW_LATER:
                self._later.append(request)
                self._fail(request, AttemptTimeout())
            case Fate.MANGLED:
                self._apply(request)
                self._fail(request, MalformedAnswer())
            case Fate.DOWN_DONE:
                self._apply(request)
        return Answer({Fate.DOWN_NOT: 503, Fate.DOWN_DONE: 500, Fate.THROTTLED: 429}[fate])

    def _fail(self, request: Request, error: Exception) -> None:
        self.log.append((request.method, type(error).__name__))
        raise error

    def _apply(self, request: Request) -> Answer:
        path = [unquote(part) for part in urlsplit(request.uri).path.split("/")]
        event_id = path[path.index("events") + 1] if path[-1] != "events" else ""
        body = json.loads(request.body) if request.body else {}
        stored = self.events.get(event_id or body.get("id", ""))
        if request.method == "POST":
            if stored is not None:
                return Answer(409)
            self.made += 1
            return _json(self.put({"status": "confirmed", **body}))
        if stored is None:
            return Answer(404)
        if request.method == "GET":
            return _json(stored)
        if (match := request.headers.get("If-Match")) and match != stored["etag"]:
            return Answer(412)
        if request.method == "DELETE":
            if stored.get("status") == "cancelled":
                return Answer(410)
            self.put({**stored, "status": "cancelled"})
            return Answer(204)
        return _json(self.put({**stored, **body}))


def _json(value: dict[str, Any]) -> Answer:
    return Answer(200, {"content-type": "application/json"}, json.dumps(value).encode())


def fates_of(attempts: int) -> Iterator[tuple[Fate, ...]]:
    """Every combination of fates over that many attempts."""
    return itertools.product(Fate, repeat=attempts)
