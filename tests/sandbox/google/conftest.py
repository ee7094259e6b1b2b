"""A running Google stand-in under a clock that stands still until moved, and a client that checks every answer."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from yarl import URL

from sandbox.google import GoogleSandbox
from sandbox.google.contract import calendar_contract

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
ZONE = "Asia/Kuala_Lumpur"


@dataclass
class StandingClock:
    """Time that moves only when told; a sleep passes at once and is noted."""

    moment: datetime = NOW
    slept: list[float] = field(default_factory=list)
    offset: float = 0.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class Answer:
    status: int
    headers: Any
    body: Any

    @property
    def reason(self) -> str:
        return str(self.body["error"]["errors"][0]["reason"])

    @property
    def items(self) -> list[Any]:
        return list(self.body["items"])


class Client:
    """Requests with a valid access token; a successful answer must keep Google's contract."""

    def __init__(self, google: GoogleSandbox, session: aiohttp.ClientSession) -> None:
        self.google = google
        self.session = session
        self.token = google.oauth.issue(google.account)

    async def call(
        self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None, **query: Any
    ) -> Answer:
        words = [(k, str(v).lower() if isinstance(v, bool) else str(v)) for k, v in query.items()]
        url = URL(self.google.api_endpoint + path, encoded=True).with_query(words)
        sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        async with self.session.request(method, url, json=body, headers=sent) as answer:
            raw = await answer.read()
            result = Answer(answer.status, answer.headers, json.loads(raw) if raw else None)
        contract = calendar_contract()
        route = contract.route(method, url.raw_path)
        if route is not None and answer.status in (200, 204) and "fields" not in query:
            assert contract.answer_faults(route.operation, result.body) == []
        return result

    async def insert(self, **fields: Any) -> Any:
        answer = await self.call("POST", "calendars/primary/events", timed(**fields))
        assert answer.status == 200, answer.body
        return answer.body

    async def events(self, **query: Any) -> Answer:
        return await self.call("GET", "calendars/primary/events", **query)

    async def event(self, method: str, event_id: str, body: Any = None, **more: Any) -> Answer:
        return await self.call(method, f"calendars/primary/events/{event_id}", body, **more)


def timed(start: str = "2026-11-23T10:00:00", end: str = "2026-11-23T11:00:00", **fields: Any) -> dict[str, Any]:
    """An event body with times in Kuala Lumpur."""
    return {
        "summary": "Meeting",
        "start": {"dateTime": start, "timeZone": ZONE},
        "end": {"dateTime": end, "timeZone": ZONE},
        **fields,
    }


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
async def google(clock: StandingClock) -> AsyncIterator[GoogleSandbox]:
    google = GoogleSandbox(clock, random.Random(7))
    await google.start()
    yield google
    await google.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    # A fresh connection each time: aiohttp repeats some requests by itself when a kept one dies.
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        yield session


@pytest.fixture
def client(google: GoogleSandbox, session: aiohttp.ClientSession) -> Client:
    return Client(google, session)
