"""One attempt on the wire: a token, a request, an answer, and what the answer means."""

from __future__ import annotations

import asyncio
import json
import logging
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Protocol, runtime_checkable

from calendar_core.clock import Clock
from calendar_core.errors import (
    AttemptTimeout,
    CalendarError,
    ConnectionLost,
    DeadlineExceeded,
    MalformedAnswer,
    ReconnectNeeded,
)
from calendar_core.google.failures import classify, refuses_push_address
from calendar_core.google.transport import Answer, Request, Transport
from calendar_core.resilience.call_record import CallRecord

logger = logging.getLogger(__name__)

PATHS = {
    "calendar.calendarList.get": "users/me/calendarList/{calendarId}",
    "calendar.calendarList.list": "users/me/calendarList",
    "calendar.channels.stop": "channels/stop",
    "calendar.events.delete": "calendars/{calendarId}/events/{eventId}",
    "calendar.events.get": "calendars/{calendarId}/events/{eventId}",
    "calendar.events.insert": "calendars/{calendarId}/events",
    "calendar.events.list": "calendars/{calendarId}/events",
    "calendar.events.patch": "calendars/{calendarId}/events/{eventId}",
    "calendar.events.update": "calendars/{calendarId}/events/{eventId}",
    "calendar.events.watch": "calendars/{calendarId}/events/watch",
    "calendar.freebusy.query": "freeBusy",
}
"""Path templates for the log: the paths themselves hold addresses."""


class BuiltRequest(Protocol):
    """What is needed of googleapiclient's HttpRequest."""

    uri: str
    method: str
    headers: dict[str, str]
    body: Any
    methodId: str  # noqa: N815 - the library's name


class TokenSource(Protocol):
    """What is needed of a TokenManager."""

    async def ensure_valid_token(self) -> str: ...

    async def force_token_refresh(self, rejected: str | None = None) -> str: ...


@runtime_checkable
class KnowsItsTokens(Protocol):
    """What a TokenManager can tell besides."""

    @property
    def has_token(self) -> bool:
        """Whether `ensure_valid_token` has one at hand."""
        ...

    def has_fetched(self, token: str, since: float) -> bool:
        """Whether it was this process that fetched that token, after that instant of the clock's monotonic time."""
        ...


@dataclass(slots=True)
class Doubt:
    """Whether a write may have been applied although no answer has said so.

    Set before the request leaves and taken back only by an answer that says it was not applied, so that a
    cancellation or a lost connection leaves it standing.
    """

    open: bool = False


async def _admitted() -> None:
    return None


@dataclass(slots=True)
class Call:
    """One use of a public method and its attempts.

    deadline: of the clock's monotonic time, for all attempts. timeout: seconds for one attempt at most. calendar,
    weight, person_waits, background, idempotent: what the guard wants to know. writes, syncing: as in `classify`.
    admit: takes a place for an attempt that the guard does not know of. place_until: an instant of the monotonic time,
    after which the place that was taken last is of no use any more. token_failure: why there was no token before the
    first attempt, to be met by it. attempts: requests on the wire so far. record: what the limiter and the breaker
    said to them.
    """

    endpoint: str
    deadline: float
    timeout: float
    calendar: str | None = None
    weight: int = 1
    person_waits: bool = False
    background: bool = False
    writes: bool = False
    syncing: bool = False
    idempotent: bool = True
    admit: Callable[[], Awaitable[None]] = _admitted
    place_until: float = math.inf
    token_failure: CalendarError | None = None
    attempts: int = 0
    record: CallRecord = field(default_factory=CallRecord)


class Wire:
    """Sends built requests with a token, each once; a token that Google rejects is renewed and the request replayed.

    An attempt gets the call's `timeout`, shortened to what is left until its deadline. A request that could not leave
    soon after its place was taken (a token had to be fetched, a write looked up) takes another: Google counts when it
    comes in.
    """

    def __init__(self, transport: Transport, tokens: TokenSource, clock: Clock) -> None:
        self._transport = transport
        self._tokens = tokens
        self._known = tokens if isinstance(tokens, KnowsItsTokens) else None
        self._clock = clock

    @property
    def lacks_token(self) -> bool:
        """Whether the next request would have to wait for a token."""
        return self._known is not None and not self._known.has_token

    async def fetch_token(self, call: Call) -> None:
        """Have a token at hand before a place is taken. Where none is to be had, the attempt raises why."""
        try:
            await self._token(self._tokens.ensure_valid_token, call)
        except CalendarError as error:
            call.token_failure = error

    async def send(self, request: BuiltRequest, call: Call, doubt: Doubt | None = None) -> Any:
        """What Google answers, parsed; None for an answer without content. Raises the typed error of any other."""
        answer = await self.exchange(request, call, doubt)
        if answer.status == 204:
            return None
        try:
            return read_object(answer.body)
        except MalformedAnswer as error:
            error.endpoint, error.status = call.endpoint, answer.status
            raise

    async def exchange(self, request: BuiltRequest, call: Call, doubt: Doubt | None = None) -> Answer:
        """The answer of a success, as it came. A 401 costs one refresh and one replay, then the person is needed.

        What was fetched by another replica some time ago may be as dead as what we had, and says nothing about the
        grant: only a token that is new since the first 401 does. So there may be a second replay, with one of our own.
        """
        doubt = doubt or Doubt()
        if call.token_failure is not None:
            failure, call.token_failure = call.token_failure, None
            raise failure
        began = self._clock.monotonic()
        token = await self._token(self._tokens.ensure_valid_token, call)
        if self._clock.monotonic() > call.place_until:
            await call.admit()
        answer = await self._attempt(request, token, call, doubt)
        replays = 0
        while answer.status == 401 and not refuses_push_address(answer.body):
            if replays == 2 or (replays == 1 and self._is_new(token, began)):
                raise ReconnectNeeded(endpoint=call.endpoint, status=401, attempts=call.attempts)
            token = await self._token(partial(self._tokens.force_token_refresh, token), call)
            await call.admit()
            answer = await self._attempt(request, token, call, doubt)
            replays += 1
        if not 200 <= answer.status <= 299:
            raise self._failure(answer, call)
        return answer

    def _is_new(self, token: str, since: float) -> bool:
        return self._known is None or self._known.has_fetched(token, since)

    async def _attempt(self, request: BuiltRequest, token: str, call: Call, doubt: Doubt) -> Answer:
        headers = {**request.headers, "authorization": f"Bearer {token}"}
        sent = Request(request.method, request.uri, headers, request.body, min(self._time_left(call), call.timeout))
        before, doubt.open = doubt.open, True
        started = self._clock.monotonic()
        call.attempts += 1
        try:
            answer = await self._transport.send(sent)
        except (ConnectionLost, AttemptTimeout, MalformedAnswer) as error:
            _place(error, call)
            self._note(request, call, started, type(error).__name__)
            raise
        except CalendarError as error:  # nothing was sent
            doubt.open = before
            _place(error, call)
            self._note(request, call, started, type(error).__name__)
            raise
        if 300 <= answer.status <= 499 and answer.status != 408:
            doubt.open = before
        self._note(request, call, started, str(answer.status), len(answer.body))
        return answer

    async def _token(self, wanted: Callable[[], Awaitable[str]], call: Call) -> str:
        try:
            async with asyncio.timeout(self._time_left(call)):
                return await wanted()
        except TimeoutError:
            raise DeadlineExceeded(endpoint=call.endpoint, attempts=call.attempts) from None
        except CalendarError as error:
            _place(error, call)
            raise

    def _time_left(self, call: Call) -> float:
        left = call.deadline - self._clock.monotonic()
        if left <= 0:
            raise DeadlineExceeded(endpoint=call.endpoint, attempts=call.attempts)
        return left

    def _failure(self, answer: Answer, call: Call) -> CalendarError:
        error = failure_of(answer, call, self._clock.now())
        error.attempts = call.attempts
        return error

    def _note(self, request: BuiltRequest, call: Call, started: float, outcome: str, size: int = 0) -> None:
        if logger.isEnabledFor(logging.DEBUG):
            took = (self._clock.monotonic() - started) * 1000
            facts = {
                "endpoint": call.endpoint,
                "method": request.method,
                "path": PATHS.get(request.methodId, request.methodId),
                "status": outcome,
                "bytes": size,
                "took_ms": round(took, 1),
                "attempt": call.attempts,
            }
            logger.debug("google attempt", extra=facts)


def failure_of(answer: Answer, call: Call, now: datetime) -> CalendarError:
    """The typed error of an answer to that call which is no success."""
    return classify(
        answer.status,
        answer.headers,
        answer.body,
        now,
        endpoint=call.endpoint,
        writes=call.writes,
        syncing=call.syncing,
    )


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object of an answer. Raises MalformedAnswer for anything else: half a result is none."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise MalformedAnswer from None
    if not isinstance(value, dict):
        raise MalformedAnswer
    return value


def _place(error: CalendarError, call: Call) -> None:
    error.endpoint = error.endpoint or call.endpoint
    error.attempts = call.attempts
