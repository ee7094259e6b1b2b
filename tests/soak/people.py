"""People who ask, wait for the answer, and ask the next thing; and the books of what they were told."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import msgspec

from calendar_core.clock import Clock
from calendar_core.domain import event_id_for
from calendar_core.errors import StoreUnavailable
from calendar_core.store.inbox import RedisInboxStore
from sandbox.google import GoogleSandbox
from tests.soak.settings import Held, Job, Limited, Person, Said, Word

_DAY = 86_400
_KILLED_ALONE = 5.0  # seconds at most between going on alone and being killed, where it never said that it was back


@dataclass
class Asked:
    """One event and what its person was told last. start: what stands if all they were told is true; None: nothing."""

    job: Job
    start: int | None = None
    told: list[str] = field(default_factory=list)


class Books:
    """What was asked and told. Reads what the processes say from their files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, int] = {}
        self._waiting: dict[int, tuple[Job, asyncio.Future[str]]] = {}
        self._final: dict[tuple[str, str], str] = {}
        self.asked: dict[str, Asked] = {}
        self.told: Counter[str] = Counter()
        self.held: dict[str, list[Held]] = {}
        self.limited: dict[str, list[Limited]] = {}
        self.broken: list[str] = []

    def expect(self, job: Job) -> asyncio.Future[str]:
        """The final verdict on a job: "done" or "refused"."""
        final: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[job.number] = (job, final)
        return final

    def read(self) -> None:
        """Take in what was said since the last time."""
        for path in self._folder.glob("said-*"):
            with path.open("rb") as file:
                file.seek(self._read.get(path, 0))
                whole, _, _ = file.read().rpartition(b"\n")
            if whole:
                self._read[path] = self._read.get(path, 0) + len(whole) + 1
                for line in whole.split(b"\n"):
                    self._hear(path.name, msgspec.json.decode(line, type=Word))

    def _hear(self, who: str, word: Word) -> None:
        if isinstance(word, Held):
            self.held.setdefault(who, []).append(word)
            self.broken += [wrong for wrong in word.wrong if wrong not in self.broken]
        elif isinstance(word, Limited):
            self.limited.setdefault(who, []).append(word)
        elif isinstance(word, Said):
            self.told[f"{word.verdict} {word.reason}".strip()] += 1
            if word.verdict != "kept" and word.number in self._waiting:
                self._settle(*self._waiting[word.number], word.verdict)
        else:
            verdict = "done" if word.done else "refused"
            self.told[f"kept, then {verdict} {word.reason}".strip()] += 1
            for job, final in list(self._waiting.values()):
                if (job.title, job.action) == (word.title, _ACTIONS[word.action]):
                    self._settle(job, final, verdict)

    def _settle(self, job: Job, final: asyncio.Future[str], verdict: str) -> None:
        first = self._final.setdefault((job.title, job.action), verdict)
        if first != verdict:
            self.broken.append(f"{job.action} was told as {first} and then as {verdict}")
        if not final.done():
            final.set_result(verdict)

    def alone(self, until: float) -> Iterator[tuple[float, float]]:
        """When a process kept limits by itself; one that was killed meanwhile, until the end that is handed in."""
        for words in self.limited.values():
            for word, after in zip(words, [*words[1:], None], strict=True):
                if word.alone:
                    yield word.at, after.at if after else min(until, word.at + _KILLED_ALONE)

    def against(self, google: GoogleSandbox) -> Iterator[str]:
        """What does not add up with what stands in Google."""
        yield from self.broken
        standing: dict[str, list[int | None]] = {}
        for calendar in google.calendars.values():
            for event in calendar.events.values():
                if "dateTime" in event.fields["start"]:  # else it lies on a shelf
                    start = None if event.cancelled else _start_of(event.fields["start"]["dateTime"])
                    standing.setdefault(event.fields["summary"], []).append(start)
        for title, asked in self.asked.items():
            made = standing.pop(title, [])
            if len(made) > 1:
                yield f"booked {len(made)} times: {title} ({asked.told})"
            elif (made[0] if made else None) != asked.start:
                yield f"not as it was told: {title} ({asked.told}), in Google {made}, expected {asked.start}"
        yield from (f"nobody asked for {title}" for title in standing)

    @property
    def open(self) -> int:
        """Jobs without a final verdict."""
        return sum(not final.done() for _, final in self._waiting.values())


_ACTIONS = {"create": "create", "update": "move", "delete": "cancel"}


def _start_of(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


class Asker:
    """One chat: books, moves, and cancels every other event, each when it has heard what became of the last."""

    def __init__(
        self, chat: int, person: Person, inbox: RedisInboxStore, books: Books, clock: Clock, numbers: count[int]
    ) -> None:
        self._chat = chat
        self._person = person
        self._inbox = inbox
        self._books = books
        self._clock = clock
        self._numbers = numbers

    async def live(self, over: asyncio.Event) -> None:
        for turn in count():
            if over.is_set():
                return
            await self._one_event(cancels=turn % 2 == 1)

    async def _one_event(self, *, cancels: bool) -> None:
        number = next(self._numbers)
        began = self._clock.now()
        start = int((began + timedelta(days=2)).timestamp()) // 3600 * 3600 + number % 20 * _DAY
        event_id = event_id_for(self._person.account, 1, self._chat, number, began)
        job = Job(number, self._person.account, self._chat, "create", event_id, f"soak {number:06}", start)
        asked = self._books.asked[job.title] = Asked(job)
        if await self._ask(asked, job) != "done":
            return
        asked.start = start
        later = _next(job, next(self._numbers), "move", start + 7200)
        if await self._ask(asked, later) == "done":
            asked.start = later.start
        if cancels and await self._ask(asked, _next(later, next(self._numbers), "cancel", start)) == "done":
            asked.start = None

    async def _ask(self, asked: Asked, job: Job) -> str:
        final = self._books.expect(job)
        while True:
            with suppress(StoreUnavailable):
                await self._inbox.put(job.number, str(self._chat), msgspec.json.encode(job))
                break
            await self._clock.sleep(0.2)
        verdict = await final
        asked.told.append(f"{job.action} {verdict}")
        return verdict


def _next(job: Job, number: int, action: str, start: int) -> Job:
    """The next thing asked of the same event."""
    return msgspec.structs.replace(job, number=number, action=action, start=start)
