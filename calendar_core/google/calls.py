"""One use of a public method: its time, its attempts behind the guard, its pages, and the line it leaves in the log."""

from __future__ import annotations

import logging
import math
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypedDict, TypeVar

from calendar_core.clock import Clock
from calendar_core.errors import BadRequest, CalendarError, DeadlineExceeded
from calendar_core.google.failures import masked
from calendar_core.google.listing import PAGE_LIMIT, all_pages
from calendar_core.google.wire import BuiltRequest, Call, Wire
from calendar_core.observe import Observer
from calendar_core.resilience.guard import Guard
from calendar_core.resilience.permit import held_for
from calendar_core.resilience.rate_limiter import HEAVIEST, RateLimiter

T = TypeVar("T")
logger = logging.getLogger(__name__)

WRITING = frozenset({"event_create", "event_update", "event_delete"})
"""Endpoints whose requests change a calendar."""
ATTEMPT_SHARE = 0.6
"""Of the time that a person waits, what one attempt may take, so that a lost answer can still be looked up."""


class CallOptions(TypedDict, total=False):
    """How one call is made.

    person_waits: 2 attempts within `person_timeout`, else 3 within `retry_timeout`. background: yields to people at
    the limiter. deadline: seconds from now for all attempts, instead of those.
    """

    person_waits: bool
    background: bool
    deadline: float


def call_options(*, person_waits: bool = False, background: bool = False, deadline: float | None = None) -> CallOptions:
    """The options without what was not given."""
    options = CallOptions(person_waits=person_waits, background=background)
    if deadline is not None:
        options["deadline"] = deadline
    return options


def given(**parameters: Any) -> dict[str, Any]:
    """The parameters that are not None."""
    return {name: value for name, value in parameters.items() if value is not None}


def built_request(build: Callable[..., BuiltRequest], **parameters: Any) -> BuiltRequest:
    """A request of googleapiclient's. Raises BadRequest for what its own checks refuse."""
    try:
        return build(**given(**parameters))
    except TypeError as error:
        raise BadRequest(f"Google Calendar does not take this: {masked(str(error))}") from None


class Calls:
    """The calls of one account.

    default_timeout: seconds for one attempt. retry_timeout, person_timeout: for all attempts of a call.
    """

    def __init__(
        self,
        account_id: str,
        limiter: RateLimiter,
        guard: Guard,
        wire: Wire,
        clock: Clock,
        observer: Observer,
        *,
        default_timeout: float,
        retry_timeout: float,
        person_timeout: float,
        page_limit: int = PAGE_LIMIT,
    ) -> None:
        self._account_id = account_id
        self._limiter = limiter
        self._guard = guard
        self._wire = wire
        self._clock = clock
        self._observer = observer
        self._default_timeout = default_timeout
        self._retry_timeout = retry_timeout
        self._person_timeout = person_timeout
        self._page_limit = page_limit
        for name, seconds in (
            ("default_timeout", default_timeout),
            ("retry_timeout", retry_timeout),
            ("person_timeout", person_timeout),
        ):
            if not 0 < seconds < math.inf:
                raise ValueError(f"{name} has to be a number of seconds above zero, not {seconds!r}")

    def new(
        self,
        endpoint: str,
        options: CallOptions,
        *,
        calendar: str | None = None,
        weight: int = 1,
        syncing: bool = False,
        idempotent: bool = True,
    ) -> Call:
        """A call that begins now. The writes here are idempotent, since they look up or compare before they repeat.

        Raises BadRequest for an endpoint without a name and a weight that never fits, DeadlineExceeded for a deadline
        that is past, or no number; TypeError for an option that there is not.
        """
        if unknown := options.keys() - CallOptions.__annotations__.keys():
            raise TypeError(f"a call has no option {sorted(unknown)[0]!r}")
        most = self._checked(endpoint)
        if isinstance(weight, bool) or not isinstance(weight, int) or not 1 <= weight <= most:
            raise BadRequest(f"A request takes 1 to {most} places at the limiter", endpoint=endpoint)
        person_waits = options.get("person_waits", False)
        total = options.get("deadline", self._person_timeout if person_waits else self._retry_timeout)
        if not isinstance(total, int | float) or not total > 0:
            raise DeadlineExceeded(endpoint=endpoint)
        call = Call(
            endpoint=endpoint,
            deadline=self._clock.monotonic() + total,
            timeout=min(self._default_timeout, total * ATTEMPT_SHARE) if person_waits else self._default_timeout,
            calendar=calendar,
            weight=weight,
            person_waits=person_waits,
            background=options.get("background", False),
            writes=endpoint in WRITING,
            syncing=syncing,
            idempotent=idempotent,
        )
        call.admit = partial(self._admit, call)
        return call

    async def sent(self, operation: Callable[[], Awaitable[T]], call: Call) -> T:
        """`guarded` for an operation that goes over the wire: its token is at hand before a place is taken for it.

        The order stays breaker, retry, limiter, token: only where there is no token, which is once an hour at most,
        and the breaker is not open, it is fetched ahead, so that no place is kept waiting and none taken twice.
        """
        if self._wire.lacks_token and not await self._limiter.is_circuit_open(call.endpoint):
            await self._wire.fetch_token(call)
        return await self.guarded(operation, call)

    async def guarded(self, operation: Callable[[], Awaitable[T]], call: Call) -> T:
        """What `operation` brings, behind breaker, retries and limiter."""

        async def attempt() -> T:
            permit = held_for(call.endpoint)
            call.place_until = permit.good_until if permit else math.inf
            return await operation()

        return await self._guard.call(
            attempt,
            call.endpoint,
            account=self._account_id,
            calendar=call.calendar if call.writes else None,
            weight=call.weight,
            background=call.background,
            person_waits=call.person_waits,
            idempotent=call.idempotent,
            deadline=call.deadline,
            record=call.record,
        )

    async def _admit(self, call: Call) -> None:
        permit = await self._limiter.acquire(
            call.endpoint,
            account=self._account_id,
            calendar=call.calendar if call.writes else None,
            weight=call.weight,
            background=call.background,
            deadline=call.deadline,
        )
        call.record.admitted(permit)
        call.place_until = permit.good_until

    def _checked(self, endpoint: str) -> int:
        """The most that one request can take at that endpoint."""
        if not isinstance(endpoint, str) or not endpoint:
            raise BadRequest("An endpoint has to have a name")
        return min(self._limiter.limits.of(endpoint), HEAVIEST)

    def places(self, endpoint: str) -> int:
        """The most that one request can take at that endpoint."""
        return self._limiter.limits.of(endpoint)

    async def read(
        self, endpoint: str, build: Callable[[], BuiltRequest], options: CallOptions, calendar: str | None = None
    ) -> dict[str, Any]:
        """One request's answer."""
        call = self.new(endpoint, options, calendar=calendar)
        return await self.logged(call, partial(self.send, build, call))

    async def send(self, build: Callable[[], BuiltRequest], call: Call) -> dict[str, Any]:
        """One request's answer, as a part of `call`; the request is built anew for each attempt."""

        async def attempt() -> dict[str, Any]:
            return await self._wire.send(build(), call) or {}

        if self._wire.lacks_token:
            build()  # what is no request does not cost a token either
        return await self.sent(attempt, call)

    async def all_pages(
        self,
        build: Callable[[str | None], BuiltRequest],
        call: Call,
        options: CallOptions,
        first: str | None = None,
    ) -> dict[str, Any]:
        """Each page is retried by itself and takes its own place; a person's time is for all pages together."""

        async def fetch(page: str | None) -> dict[str, Any]:
            if not call.person_waits and "deadline" not in options:
                call.deadline = self._clock.monotonic() + self._retry_timeout
            return await self.send(partial(build, page), call)

        return await all_pages(fetch, first, self._page_limit)

    async def logged(self, call: Call, work: Callable[[], Awaitable[T]]) -> T:
        """One line for one call, for whoever studies the limits; never a title, an address or a token.

        See `_facts` for what it says. The attempts have a line each, at debug level (`wire`).
        """
        started = self._clock.monotonic()
        outcome = "ok"
        try:
            return await work()
        except CalendarError as error:
            outcome = type(error).__name__
            error.endpoint = error.endpoint or call.endpoint
            error.attempts = max(error.attempts, call.attempts)
            raise
        except BaseException as error:
            outcome = type(error).__name__
            raise
        finally:
            took = self._clock.monotonic() - started
            self._observer.duration("google.call", took, endpoint=call.endpoint, outcome=outcome)
            if logger.isEnabledFor(logging.INFO):
                logger.info("google call", extra=_facts(call, outcome, took))


def _facts(call: Call, outcome: str, took: float) -> dict[str, object]:
    """outcome: "ok" or the error's class. attempts: requests on the wire. waited_ms: of took_ms, what went by waiting
    for places and between attempts. headroom, breaker: see CallRecord.
    """
    return {
        "endpoint": call.endpoint,
        "outcome": outcome,
        "attempts": call.attempts,
        "waited_ms": round(call.record.waited * 1000, 1),
        "took_ms": round(took * 1000, 1),
        "headroom": call.record.headroom,
        "breaker": call.record.breaker,
    }
