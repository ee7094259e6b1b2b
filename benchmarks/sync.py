"""Weeks of polling in minutes: `python -m benchmarks.sync [days]` (56 by default).

A calendar of single events and endless series lives on the Google stand-in and is edited all the time; the worker
polls it each 5 minutes of a driven clock, over HTTP. Each hour, just after a sync, the next 7 days of the cache are
compared with Google. Beside it in the same run: a cache that keeps its first window and trusts the sync token for
ever, one that sets each event for 7 days when it hears of it (SETEX), and full polling, which reads the whole window
each time.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock
from calendar_core.domain import Event
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.calendar import GoogleCalendar
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.token_endpoint import GoogleAccount
from calendar_core.ports import CalendarRef, Listing, Person
from calendar_core.store.connection import Store
from calendar_core.store.embedded import start_embedded
from calendar_core.store.events import RedisEventStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.sync.engine import SyncEngine
from calendar_core.sync.worker import SyncWorker
from sandbox.google import GoogleSandbox

REF = CalendarRef("main", "primary")
ZONE = ZoneInfo("Asia/Kuala_Lumpur")
POLL = 300
EDITS_A_DAY = 12
BACK, AHEAD, SEEN = timedelta(days=7), timedelta(days=60), timedelta(days=7)
SETEX_LIFE = timedelta(days=7)


class Watched(GoogleCalendar):
    """The real adapter; counts what listings move and lets caches of other kinds listen.

    trusting: of a cache that trusts its token for ever. setex: of one that sets each event for 7 days, with the end of
    that.
    """

    def __init__(self, client: GoogleCalendarClient, clock: AdjustableClock) -> None:
        super().__init__(client)
        self._clock = clock
        self.items = 0
        self.requests = 0
        self.trusting: dict[str, Event] | None = None
        self.setex: dict[str, tuple[Event, datetime]] = {}

    def _count(self, listing: Listing) -> Listing:
        self.requests += 1
        self.items += len(listing.events) + len(listing.removed)
        return listing

    def _set(self, listing: Listing) -> None:
        ends = self._clock.now() + SETEX_LIFE
        self.setex.update((event.id, (event, ends)) for event in listing.events)
        for name in listing.removed:
            self.setex.pop(name, None)

    def not_expired(self) -> list[Event]:
        """What the cache that sets each event for 7 days still has."""
        now = self._clock.now()
        return [event for event, ends in self.setex.values() if ends > now]

    async def list_window(
        self, calendar_id: str, start: datetime, end: datetime, *, person_waits: bool = False
    ) -> Listing:
        listing = self._count(await super().list_window(calendar_id, start, end, person_waits=person_waits))
        if self.trusting is None:  # neither of the others would ever read the window again
            self.trusting = {event.id: event for event in listing.events}
            self._set(listing)
        return listing

    async def list_changes(self, calendar_id: str, sync_token: str, *, person_waits: bool = False) -> Listing:
        listing = self._count(await super().list_changes(calendar_id, sync_token, person_waits=person_waits))
        trusting = self.trusting if self.trusting is not None else {}
        trusting.update((event.id, event) for event in listing.events)
        for name in listing.removed:
            trusting.pop(name, None)
        self._set(listing)
        return listing


class Person7:
    """Somebody who is never done editing. All edits go straight into the stand-in."""

    def __init__(self, google: GoogleSandbox, clock: AdjustableClock, rng: random.Random) -> None:
        self._google, self._clock, self._rng = google, clock, rng
        self._number = 0
        self._singles: list[str] = []
        self._series: list[str] = []

    def begin(self) -> None:
        for _ in range(60):
            self._add()
        for rule in ("DAILY", "WEEKLY", "WEEKLY;BYDAY=MO,WE", "MONTHLY", "DAILY;INTERVAL=3"):
            self._add(f"RRULE:FREQ={rule}")

    def edit(self) -> None:
        act = self._rng.random()
        if act < 0.45 or not self._singles:
            self._add()
        elif act < 0.7:
            name = self._rng.choice(self._singles)
            self._google.edit_event(name, self._times(self._rng.uniform(-2, 75)))
        elif act < 0.85:
            self._google.remove_event(self._singles.pop(self._rng.randrange(len(self._singles))))
        elif act < 0.95:
            self._google.edit_event(self._rng.choice(self._series), {"summary": f"Series {self._rng.random():.6f}"})
        else:
            self._add("RRULE:FREQ=WEEKLY")
            self._google.remove_event(self._series.pop(self._rng.randrange(len(self._series))))

    def _times(self, days_ahead: float) -> dict[str, Any]:
        start = (self._clock.now() + timedelta(days=days_ahead)).astimezone(ZONE).replace(microsecond=0)
        zoned = {"timeZone": str(ZONE)}
        return {
            "start": {"dateTime": start.isoformat(), **zoned},
            "end": {"dateTime": (start + timedelta(hours=1)).isoformat(), **zoned},
        }

    def _add(self, rule: str = "") -> None:
        self._number += 1
        name = f"bench{self._number:06d}"
        body = {"id": name, "summary": f"Event {self._number}", **self._times(self._rng.uniform(0, 70))}
        if rule:
            body["recurrence"] = [rule]
        self._google.put_event(body)
        (self._series if rule else self._singles).append(name)


Seen: TypeAlias = dict[str, tuple[object, str]]


def _soon(events: Iterable[Event], now: datetime) -> Seen:
    """What a person sees of the next 7 days."""
    end = now + SEEN
    return {
        event.id: (event.when, event.title)
        for event in events
        if event.when.starts_at() < end and event.when.ends_at() > now
    }


@dataclass
class Tally:
    """In how many of the hourly checks the next 7 days of each cache were not Google's."""

    checks: int = 0
    wrong: Counter[str] = field(default_factory=Counter)

    def compare(self, right: Seen, caches: Mapping[str, Seen]) -> None:
        self.checks += 1
        self.wrong.update(name for name, seen in caches.items() if seen != right)

    def percent(self, name: str) -> str:
        return f"{100 * self.wrong[name] / self.checks:8.3f} %"


async def run(days: int, redis: Redis, clock: AdjustableClock) -> None:
    rng = random.Random(7)
    google = GoogleSandbox(clock, random.Random(1))
    await google.start()
    person = Person7(google, clock, rng)
    person.begin()
    began = time.perf_counter()
    async with AiohttpTransport() as transport:
        account = GoogleAccount("main", google.client_id, google.client_secret, google.refresh_token, google.token_uri)
        client = GoogleCalendarClient(account, transport=transport, api_endpoint=google.api_endpoint, clock=clock)
        ours, full = Watched(client, clock), Watched(client, clock)
        store = Store(redis, clock)
        events, people = RedisEventStore(store), RedisPeopleStore(store)
        await people.save_person(Person(7, 7, REF.account_id))
        engine = SyncEngine(lambda _: ours, events, people, clock=clock, rng=rng)
        worker = SyncWorker(engine, events, clock=clock)
        await events.enrol([REF])
        tally = Tally()
        for poll in range(days * 86_400 // POLL):
            if rng.random() < EDITS_A_DAY * POLL / 86_400:
                person.edit()
            await worker.tick()
            await worker.settle()
            now = clock.now()
            polled = await full.list_window("primary", now - BACK, now + AHEAD)
            if poll % (3600 // POLL) == 0:
                await _check(tally, GoogleCalendar(client), ours, events, polled, now)
            clock.advance(POLL)
    await google.stop()
    _print(days, time.perf_counter() - began, tally, ours, full)


async def _check(
    tally: Tally, google: GoogleCalendar, ours: Watched, events: RedisEventStore, polled: Listing, now: datetime
) -> None:
    """Compare each cache with what Google says now."""
    truth = await google.list_window("primary", now - BACK, now + AHEAD)
    cached = await events.get_cached_events(REF, now, now + SEEN, 10_000)
    caches = {
        "ours": cached.events,
        "token for ever": (ours.trusting or {}).values(),
        "plain SETEX of 7 days": ours.not_expired(),
        "full polling": polled.events,
    }
    tally.compare(_soon(truth.events, now), {name: _soon(found, now) for name, found in caches.items()})


def _print(days: int, took: float, tally: Tally, ours: Watched, full: Watched) -> None:
    print(f"{days} days, {tally.checks} hourly checks of the next 7 days, {took:.0f} s")
    print(f"{'':24} {'checks wrong':>12} {'items moved':>12} {'requests':>9}")
    print(f"{'ours':24} {tally.percent('ours'):>12} {ours.items:12,d} {ours.requests:9,d}")
    for name in ("token for ever", "plain SETEX of 7 days"):
        print(f"{name:24} {tally.percent(name):>12}")
    print(f"{'full polling':24} {tally.percent('full polling'):>12} {full.items:12,d} {full.requests:9,d}")
    print(f"items moved by ours: {100 * ours.items / full.items:.2f} % of full polling's")


async def main(days: int) -> None:
    clock = AdjustableClock()
    with tempfile.TemporaryDirectory(prefix="sync-bench") as folder:
        server = await start_embedded(Path(folder), clock)
        redis = Redis.from_url(server.url)
        try:
            await run(days, redis, clock)
        finally:
            await redis.aclose()
            await server.stop()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 56))
