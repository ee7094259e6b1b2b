"""What a process of the soak is told, what it is asked to do, and what it says: values that travel as JSON."""

from __future__ import annotations

import msgspec

VARIABLE = "SOAK_SETTINGS"
PROCESSES = 3


class Person(msgspec.Struct, frozen=True):
    """One account. calendar: what is written to; shelf: one of so many events that never changes."""

    account: str
    refresh_token: str
    calendar: str
    shelf: str


class SoakSettings(msgspec.Struct, frozen=True):
    """Everything a process needs. Times are seconds.

    reads, writes, per_user, per_project, window: the limits. pause: of a breaker. attempt, person, retry: time-outs of
    the client. warm: how long traffic runs before the process rests once and counts what it holds; after is what has to
    come back. readers: reads under way at once, a kind and an account; writers: jobs at once. folder: for what it says.
    shelf: events on each shelf.
    """

    redis: str
    api_endpoint: str
    token_uri: str
    client_id: str
    client_secret: str
    people: tuple[Person, ...]
    key: str
    folder: str
    shelf: int
    window: float = 60.0
    reads: int = 100
    writes: int = 60
    per_user: int = 600
    per_project: int = 10_000
    pause: float = 300.0
    attempt: float = 5.0
    person: float = 10.0
    retry: float = 60.0
    warm: float = 20.0
    readers: int = 2
    writers: int = 12


class Job(msgspec.Struct, frozen=True):
    """One thing that a person asks for. action: "create", "move" or "cancel"; start: seconds since the epoch."""

    number: int
    account: str
    chat: int
    action: str
    event_id: str
    title: str
    start: int


class Said(msgspec.Struct, frozen=True, tag=True):
    """What became of a job. verdict: "done", "kept" or "refused"; reason: the error's class."""

    number: int
    verdict: str
    reason: str = ""


class Told(msgspec.Struct, frozen=True, tag=True):
    """The verdict on a kept write, as the outbox tells it to its person."""

    chat: int
    title: str
    action: str
    done: bool
    reason: str = ""


class Held(msgspec.Struct, frozen=True, tag=True):
    """What a process holds. when: "going", "warm" (at rest after the warm-up) or "end" (at rest before it stops).

    rss: KiB. seconds: since its start. late: the longest that its event loop came late since the last word. reads:
    outcomes so far. wrong: lists that were not whole, and crashes.
    """

    when: str
    seconds: float
    rss: int
    tasks: int
    descriptors: int
    late: float
    reads: dict[str, int]
    wrong: tuple[str, ...] = ()


class Limited(msgspec.Struct, frozen=True, tag=True):
    """The process keeps limits by itself from now on (alone), or with the others again. at: seconds since the epoch."""

    at: float
    alone: bool


Word = Said | Told | Held | Limited
