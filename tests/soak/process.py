"""One process of the soak: `python -m tests.soak.process`, a program that serves people over one shared Redis.

It takes jobs from the inbox, writes through CalendarService and GoogleCalendarClient, finishes what was kept in the
outbox, syncs, and meanwhile reads as much as the limits let it. Each thing it says is a line in a file of its own, so
that a kill takes back nothing that was said. Over 300 lines and one thing: a whole program, from wiring to end.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TextIO

import msgspec
from redis.asyncio import Redis

from calendar_core.clock import SystemClock
from calendar_core.domain import EventDraft, Timespan
from calendar_core.errors import (
    CalendarError,
    DeadlineExceeded,
    NotFound,
    NotKept,
    OutageError,
    RateLimitError,
    StoreUnavailable,
    SyncError,
    UnknownOutcome,
)
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.calendar import GoogleCalendar
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.token_endpoint import GoogleAccount
from calendar_core.google.token_manager import TokenManager
from calendar_core.google.transport import TransportLimits
from calendar_core.observe import NullObserver
from calendar_core.ports import CalendarRef, InboxItem, Notice, NoticeKind
from calendar_core.resilience import BreakerSettings, Limits, RateLimiter
from calendar_core.service import CalendarService, State
from calendar_core.store.connection import Store
from calendar_core.store.conversation import RedisConversationStore
from calendar_core.store.events import RedisEventStore
from calendar_core.store.inbox import RedisInboxStore
from calendar_core.store.limits import RedisLimiterStore
from calendar_core.store.outbox import RedisOutboxStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.reminders import RedisReminderStore
from calendar_core.store.secrets import RedisTokenStore
from calendar_core.sync.engine import SyncEngine
from calendar_core.sync.leases import LEASE, kept_alive, noted
from calendar_core.sync.outbox import OutboxDrain
from tests.soak.settings import PROCESSES, VARIABLE, Held, Job, Limited, Person, Said, SoakSettings, Told, Word

ZONE = "Asia/Kuala_Lumpur"
_NOT_NOW = (OutageError, RateLimitError, DeadlineExceeded, UnknownOutcome, NotKept, StoreUnavailable, SyncError)
_TURN = 0.05
_TRIES = 1000  # of a job: at the limit it is refused a place again and again, and nobody may go without an answer
_LONGEST = 5.0  # seconds between two of them
_IDLE = 1.0  # seconds that an unused connection to Google is kept, so that a process at rest has none


class Mouth:
    """Where a process says things: a file that only it writes. Also the Notices of its outbox."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def say(self, word: Word) -> None:
        self._file.write(msgspec.json.encode(word).decode() + "\n")
        self._file.flush()

    async def tell(self, chat_id: int, notice: Notice) -> None:
        action = notice.action.value if notice.action else ""
        self.say(Told(chat_id, notice.title, action, notice.kind is NoticeKind.WRITE_DONE, notice.reason))


class Ear(NullObserver):
    """Hears when the limiter goes on alone, and says so."""

    def __init__(self, mouth: Mouth, clock: SystemClock) -> None:
        self._mouth = mouth
        self._clock = clock

    def level(self, name: str, value: float, /, **labels: str) -> None:
        if name == "limiter.degraded":
            self._mouth.say(Limited(self._clock.now().timestamp(), value > 0))


class Desk:
    """One account's calendar."""

    def __init__(
        self, settings: SoakSettings, person: Person, transport: AiohttpTransport, limiter: RateLimiter, store: Store
    ) -> None:
        clock, rng = store.clock, random.Random()
        account = GoogleAccount(
            person.account, settings.client_id, settings.client_secret, person.refresh_token, settings.token_uri
        )
        self.client = GoogleCalendarClient(
            account,
            limiter,
            token_manager=TokenManager(account, transport, RedisTokenStore(store, [settings.key]), clock=clock),
            transport=transport,
            api_endpoint=settings.api_endpoint,
            default_timeout=settings.attempt,
            person_timeout=settings.person,
            retry_timeout=settings.retry,
            clock=clock,
        )
        self.person = person
        self.ref = CalendarRef(person.account, person.calendar)
        self.api = GoogleCalendar(self.client, ZONE)
        events, people = RedisEventStore(store), RedisPeopleStore(store)
        self.engine = SyncEngine(lambda _: self.api.in_background(), events=events, people=people, clock=clock, rng=rng)
        self.service = CalendarService(
            self.ref,
            api=self.api,
            events=events,
            reminders=RedisReminderStore(store),
            conversation=RedisConversationStore(store),
            people=people,
            outbox=RedisOutboxStore(store),
            engine=self.engine,
            clock=clock,
        )

    async def do(self, job: Job) -> Said:
        """What became of it. Raises what cannot be answered yet: the job then comes again."""
        start = datetime.fromtimestamp(job.start, UTC)
        when = Timespan(start, start + timedelta(hours=1), ZONE)
        if job.action == "create":
            outcome = await self.service.create_event(EventDraft(job.title, when), job.event_id, chat_id=job.chat)
            return Said(job.number, outcome.state.value)
        try:
            event = await self.api.get_event(self.person.calendar, job.event_id)
        except NotFound:
            if job.action == "cancel":
                return Said(job.number, State.DONE.value)  # by an earlier try of this very job
            raise
        if job.action == "move":
            outcome = await self.service.move_event(event, when, chat_id=job.chat)
        else:
            outcome = await self.service.cancel(event, chat_id=job.chat)
        return Said(job.number, outcome.state.value)

    async def whole_shelf(self, size: int, *, background: bool) -> bool:
        """Whether a listing of several pages brings everything there is, once and in order."""
        listed = await self.client.list_events(
            self.person.shelf, background=background, maxResults=max(1, size // 3), singleEvents=True
        )
        return [item["summary"] for item in listed["items"]] == [f"shelf {number:02}" for number in range(size)]


class Process:
    """The loops of one process, which can be brought to rest and set going again."""

    def __init__(self, settings: SoakSettings, mouth: Mouth) -> None:
        self._settings = settings
        self._mouth = mouth
        self._clock = SystemClock()
        self._began = self._clock.monotonic()
        self._store = Store.open(settings.redis, self._clock)
        self._inbox = RedisInboxStore(self._store)
        limits = Limits(
            reads=settings.reads,
            writes=settings.writes,
            per_user=settings.per_user,
            per_project=settings.per_project,
            window=settings.window,
        )
        limiter_store = RedisLimiterStore(self._store.client, clock=self._clock)
        self._limiter = RateLimiter(
            limiter_store,
            limits=limits,
            breaker=BreakerSettings(pause=settings.pause),
            clock=self._clock,
            replicas=PROCESSES,
            observer=Ear(mouth, self._clock),
        )
        self._transport = AiohttpTransport(
            TransportLimits(connect=1.0, read=settings.attempt, total=settings.attempt, idle=_IDLE)
        )
        self._desks = {
            person.account: Desk(settings, person, self._transport, self._limiter, self._store)
            for person in settings.people
        }
        events, people = RedisEventStore(self._store), RedisPeopleStore(self._store)
        self._drain = OutboxDrain(
            RedisOutboxStore(self._store),
            lambda account: self._desks[account].api.in_background(),
            events=events,
            people=people,
            notices=mouth,
            clock=self._clock,
            rng=random.Random(),
        )
        for desk in self._desks.values():
            desk.engine.recovered = self._drain.google_answered
        self._rng = random.Random()
        # Together the processes ask for somewhat more than there is, one after the other and not in bursts: a burst
        # takes the server a while to read, and then it counts what its own slowness did.
        self._pace = 0.8 * PROCESSES * settings.readers * settings.window / settings.reads
        self._go = asyncio.Event()
        self._busy = 0
        self._late = 0.0
        self._reads: Counter[str] = Counter()
        self._wrong: list[str] = []

    async def run(self, stop: asyncio.Event) -> None:
        for desk in self._desks.values():
            # Both take a while between a place at the limiter and the wire: not in the middle of the traffic.
            await desk.client.get_service()
            with suppress(CalendarError):
                await desk.client.refresh_token_if_needed()
        loops = [asyncio.create_task(self._forever(one)) for one in self._work()]
        loops.append(asyncio.create_task(self._watch()))
        self._go.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._settings.warm):
                await stop.wait()
        await self._rest("warm")
        self._go.set()
        await stop.wait()
        await self._rest("end")
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        await self._transport.aclose()
        await self._store.aclose()

    # --- what goes on -----------------------------------------------------------------------------------------------

    def _work(self) -> list[Callable[[], Awaitable[float]]]:
        """Each does one thing and says how many seconds it has nothing to do for."""
        work: list[Callable[[], Awaitable[float]]] = [self._serve] * self._settings.writers
        work.append(self._finish_kept)
        for desk in self._desks.values():
            reads: tuple[Callable[[], Awaitable[object]], ...] = (
                partial(self._list, desk, background=False),
                partial(self._list, desk, background=True),
                partial(desk.client.get_event, desk.person.shelf, "shelf00"),
                partial(desk.client.list_calendars),
                partial(desk.client.free_busy, [desk.person.shelf], *self._day()),
                partial(desk.engine.sync_calendar, desk.ref, person_waits=False),
            )
            for name, read in zip(_READS, reads, strict=True):
                work += [partial(self._read, name, read)] * self._settings.readers
        return work

    def _day(self) -> tuple[datetime, datetime]:
        now = self._clock.now()
        return now, now + timedelta(days=1)

    async def _forever(self, one: Callable[[], Awaitable[float]]) -> None:
        await self._clock.sleep(self._pace * self._rng.random())
        while True:
            await self._go.wait()
            self._busy += 1
            try:
                pause = await one()
            except Exception as error:
                self._wrong.append(f"{type(error).__name__} where none may be")
                pause = 0.5
            finally:
                self._busy -= 1
            await self._clock.sleep(pause)

    async def _serve(self) -> float:
        try:
            item = await self._inbox.claim(LEASE)
            if item is None:
                return 0.05
            async with kept_alive(partial(self._inbox.extend, item), self._clock):
                await self._answer(item)
        except StoreUnavailable:
            return 0.2
        return 0.0

    async def _answer(self, item: InboxItem) -> None:
        job = msgspec.json.decode(item.payload, type=Job)
        try:
            said = await self._desks[job.account].do(job)
        except _NOT_NOW as error:
            self._reads[f"write put back: {type(error).__name__}"] += 1
            await self._inbox.fail(item, max(1.0, min(error.retry_after or 0.0, _LONGEST)), _TRIES)
            return
        except CalendarError as error:
            said = Said(job.number, "refused", type(error).__name__)
        self._mouth.say(said)
        await noted(partial(self._inbox.done, item), self._clock)

    async def _finish_kept(self) -> float:
        await self._drain.tick()
        return 0.25

    async def _list(self, desk: Desk, *, background: bool) -> None:
        if not await desk.whole_shelf(self._settings.shelf, background=background):
            self._wrong.append("a listing that is not whole")

    async def _read(self, name: str, read: Callable[[], Awaitable[object]]) -> float:
        try:
            await read()
        except CalendarError as error:
            self._reads[f"{name} {type(error).__name__}"] += 1
            return min(1.0, error.retry_after or 0.1)
        self._reads[f"{name} ok"] += 1
        return self._pace * self._rng.uniform(0.5, 1.5)

    # --- what it holds ----------------------------------------------------------------------------------------------

    async def _rest(self, when: str) -> None:
        """Begin nothing, let everything end, and say what is held then."""
        await self._clock.sleep(_TURN)  # who was just set going has to be seen at it
        self._go.clear()
        while self._busy or self._transport.in_flight:
            await self._clock.sleep(0.02)
        await self._drain.settle()
        await self._clock.sleep(2 * _IDLE + 0.2)
        client = self._store.client
        if isinstance(client, Redis):  # what is pooled there says only how busy it once was
            await client.connection_pool.disconnect(inuse_connections=False)
        self._mouth.say(self._held(when))

    async def _watch(self) -> None:
        while True:
            for _ in range(20):
                due = self._clock.monotonic() + _TURN
                await self._clock.sleep(_TURN)
                self._late = max(self._late, self._clock.monotonic() - due)
            self._mouth.say(self._held("going"))

    def _held(self, when: str) -> Held:
        resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
        descriptors = len(list(Path("/proc/self/fd").iterdir()))
        seconds = self._clock.monotonic() - self._began
        tasks = len(asyncio.all_tasks())
        late, self._late = self._late, 0.0
        return Held(when, seconds, resident, tasks, descriptors, late, dict(self._reads), tuple(self._wrong[:5]))


_READS = ("list", "list behind", "get", "calendars", "free/busy", "sync")


async def _main() -> None:
    settings = msgspec.json.decode(os.environ[VARIABLE], type=SoakSettings)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    with (Path(settings.folder) / f"said-{os.getpid()}").open("a", encoding="utf-8") as file:
        await Process(settings, Mouth(file)).run(stop)


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
