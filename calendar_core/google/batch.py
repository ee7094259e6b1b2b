"""Changes to several events in few requests, each with its own outcome.

One request carries up to 50 changes of one kind; each takes its own place at the limiter and is classified by its
own answer. What the batch leaves open (throttled, failed, lost, doubtful) is finished singly, by the same writes as
any other change, which look up before they repeat.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from calendar_core.errors import (
    AuthenticationError,
    CalendarError,
    ChangedMeanwhile,
    Conflict,
    MalformedAnswer,
    NotFound,
    OutageError,
    Throttled,
)
from calendar_core.google.batch_parts import MAX_BATCH, batch_of, read_batch_answer
from calendar_core.google.transport import Answer
from calendar_core.google.wire import BuiltRequest, Call, Doubt, Wire, failure_of, read_object
from calendar_core.google.writes import Deletion, EventRequests, WriteTarget, conditional

Verb = Literal["create", "update", "delete"]
ENDPOINTS: Mapping[Verb, str] = {"create": "event_create", "update": "event_update", "delete": "event_delete"}
FINISHERS = 5
"""How many changes that a batch left open are finished at a time."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a batch. body: for create (with its client-made `id`) and update (a patch). etag: If-Match."""

    verb: Verb
    calendar_id: str
    event_id: str = ""
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)
    etag: str = ""

    @property
    def target(self) -> WriteTarget:
        return WriteTarget(self.calendar_id, self.event_id or str(self.body.get("id", "")), self.etag)


BatchOutcome = dict[str, Any] | Deletion | CalendarError
"""What became of one change: the event, the deletion, or why not. UnknownOutcome: it may have happened."""

_LEFT = (OutageError, Throttled, AuthenticationError, Conflict, ChangedMeanwhile)
"""What the single write can still turn into a success: by waiting, by a new token, by comparing."""


def request_of(events: EventRequests, change: Change) -> BuiltRequest:
    """The inner request of a change."""
    if change.verb == "create":
        return events.insert(calendarId=change.calendar_id, body=change.body)
    where = {"calendarId": change.calendar_id, "eventId": change.event_id}
    built = events.delete(**where) if change.verb == "delete" else events.patch(**where, body=change.body)
    return conditional(built, change.etag)


@dataclass(slots=True)
class _Left:
    """A change that is still to be finished. doubt: open if it may have been applied."""

    change: Change
    doubt: Doubt


class Batches:
    """Sends batches. finish: does one change singly, given the doubt it stands in, and raises its error."""

    def __init__(
        self,
        wire: Wire,
        batch_uri: str,
        now: Callable[[], datetime],
        finish: Callable[[Change, Doubt], Awaitable[dict[str, Any] | Deletion]],
    ) -> None:
        self._wire = wire
        self._batch_uri = batch_uri
        self._now = now
        self._finish = finish

    async def run(
        self,
        events: EventRequests,
        changes: Sequence[Change],
        guarded: Callable[[Callable[[], Awaitable[Answer]], Call], Awaitable[Answer]],
        call_for: Callable[[str, int], Call],
        places_at: Callable[[str], int],
    ) -> list[BatchOutcome]:
        """The outcome of every change, in their order.

        call_for: a call for that endpoint and number of places, which is not idempotent: a batch without an answer is
        not sent again. places_at: how many places one request can take at an endpoint.
        """
        outcomes: dict[int, BatchOutcome] = {}
        left: dict[int, _Left] = {}
        for verb, endpoint in ENDPOINTS.items():
            places = [place for place, change in enumerate(changes) if change.verb == verb]
            size = min(MAX_BATCH, places_at(endpoint))
            for begin in range(0, len(places), size):
                chunk = places[begin : begin + size]
                call = call_for(endpoint, len(chunk))
                found = await self._send(events, [changes[place] for place in chunk], guarded, call)
                for place, outcome in zip(chunk, found, strict=True):
                    if isinstance(outcome, _Left):
                        left[place] = outcome
                    else:
                        outcomes[place] = outcome
        await self._finish_all(left, outcomes)
        return [outcomes[place] for place in range(len(changes))]

    async def _send(
        self,
        events: EventRequests,
        changes: Sequence[Change],
        guarded: Callable[[Callable[[], Awaitable[Answer]], Call], Awaitable[Answer]],
        call: Call,
    ) -> list[BatchOutcome | _Left]:
        doubt = Doubt()

        async def attempt() -> Answer:
            batch = batch_of([request_of(events, change) for change in changes], self._batch_uri)
            return await self._wire.exchange(batch, call, doubt)

        try:
            answer = await guarded(attempt, call)
            answers = read_batch_answer(answer, len(changes))
        except CalendarError as error:
            if doubt.open:
                return [_Left(change, Doubt(open=True)) for change in changes]
            return [error] * len(changes)
        return [self._outcome(change, answer, call) for change, answer in zip(changes, answers, strict=True)]

    def _outcome(self, change: Change, answer: Answer | None, call: Call) -> BatchOutcome | _Left:
        if answer is None:
            return _Left(change, Doubt(open=True))
        if 200 <= answer.status <= 299:
            if change.verb == "delete":
                return Deletion()
            try:
                return read_object(answer.body)
            except MalformedAnswer:
                return _Left(change, Doubt(open=True))
        error = failure_of(answer, call, self._now())
        if change.verb == "delete" and isinstance(error, NotFound):
            return Deletion(already_gone=True)
        if isinstance(error, _LEFT):
            return _Left(change, Doubt(open=isinstance(error, OutageError)))
        return error

    async def _finish_all(self, left: Mapping[int, _Left], outcomes: dict[int, BatchOutcome]) -> None:
        places = asyncio.Semaphore(FINISHERS)

        async def finish(place: int, open_: _Left) -> None:
            async with places:
                try:
                    outcomes[place] = await self._finish(open_.change, open_.doubt)
                except CalendarError as error:
                    outcomes[place] = error

        async with asyncio.TaskGroup() as group:
            for place, open_ in left.items():
                group.create_task(finish(place, open_))
