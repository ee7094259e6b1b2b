"""Writes that never double, whatever is lost on the way.

An insert whose answer is lost is looked up by the id that the client chose before it is sent again; a 409 and a 412
are compared with what was sent; what is already gone counts as deleted. A write that ends in doubt raises
UnknownOutcome, and every other error means that it has not happened.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from calendar_core.errors import BadRequest, CalendarError, ChangedMeanwhile, Conflict, NotFound, UnknownOutcome
from calendar_core.google.event_json import is_cancelled
from calendar_core.google.same_event import is_same_event
from calendar_core.google.wire import BuiltRequest, Call, Doubt, Wire

T = TypeVar("T")
EventBody = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Deletion:
    """A delete that is done. already_gone: somebody else had done it before."""

    already_gone: bool = False


class EventRequests(Protocol):
    """What is needed of googleapiclient's `events()` resource."""

    def insert(self, **parameters: Any) -> BuiltRequest: ...

    def get(self, **parameters: Any) -> BuiltRequest: ...

    def patch(self, **parameters: Any) -> BuiltRequest: ...

    def update(self, **parameters: Any) -> BuiltRequest: ...

    def delete(self, **parameters: Any) -> BuiltRequest: ...


@dataclass(frozen=True, slots=True)
class WriteTarget:
    """Which event of which calendar, and its version where it must not have changed since ("" where it may)."""

    calendar_id: str
    event_id: str
    etag: str = ""


class Guarded(Protocol):
    """Runs an operation for a call behind breaker, retries and limiter."""

    async def __call__(self, operation: Callable[[], Awaitable[T]], call: Call) -> T: ...


class EventWrites:
    """The three writes of one account. guarded: see Guarded. look_up: brings an event as Google has it, behind the
    guard of `event_get` and within the call's deadline; raises NotFound.
    """

    def __init__(
        self, wire: Wire, guarded: Guarded, look_up: Callable[[WriteTarget, Call], Awaitable[dict[str, Any]]]
    ) -> None:
        self._wire = wire
        self._guarded = guarded
        self._look_up = look_up

    async def insert(
        self,
        events: EventRequests,
        target: WriteTarget,
        body: EventBody,
        call: Call,
        doubt: Doubt | None = None,
        **parameters: Any,
    ) -> dict[str, Any]:
        """The event under the id in `body`, made now or by an earlier try. doubt: open if such a try may have been
        applied. Raises Conflict where the id is taken by something else or by a cancelled event.
        """
        doubt = doubt or Doubt()

        async def attempt() -> dict[str, Any]:
            if doubt.open and (stored := await self._find(target, call)) is not None:
                return _own(body, stored, doubt)
            request = events.insert(calendarId=target.calendar_id, body=body, **parameters)
            try:
                return _answered(await self._wire.send(request, call, doubt))
            except Conflict:
                doubt.open = True  # the id is there, and until it has been read it may be ours
                stored = await self._find(target, call)
                doubt.open = False
                if stored is None:
                    raise
                return _own(body, stored, doubt)

        return await self._settled(attempt, call, doubt)

    async def update(
        self,
        events: EventRequests,
        target: WriteTarget,
        body: EventBody,
        call: Call,
        doubt: Doubt | None = None,
        *,
        replace: bool = False,
        merge: bool = False,
        **parameters: Any,
    ) -> dict[str, Any]:
        """The event after the change. replace: the body is the whole event, not a patch. merge: a newer version is
        read and the change put on top of it, once. Raises ChangedMeanwhile with Google's version, NotFound.
        """
        doubt = doubt or Doubt()
        etag = target.etag

        async def send() -> dict[str, Any]:
            build = events.update if replace else events.patch
            request = build(calendarId=target.calendar_id, eventId=target.event_id, body=body, **parameters)
            return _answered(await self._wire.send(conditional(request, etag), call, doubt))

        async def attempt() -> dict[str, Any]:
            nonlocal etag, merge
            try:
                return await send()
            except ChangedMeanwhile:
                stored = await self._find(target, call)
                doubt.open = False
                if stored is None:
                    raise NotFound(endpoint=call.endpoint, status=404) from None
                if is_same_event(body, stored):
                    return stored
                if not merge:
                    raise ChangedMeanwhile(current=stored, endpoint=call.endpoint, status=412) from None
                merge, etag = False, str(stored.get("etag", ""))
            await call.admit()
            return await send()

        return await self._settled(attempt, call, doubt)

    async def delete(
        self,
        events: EventRequests,
        target: WriteTarget,
        call: Call,
        doubt: Doubt | None = None,
        **parameters: Any,
    ) -> Deletion:
        """Cancel the event; one that is not there any more is a success. Raises ChangedMeanwhile."""
        doubt = doubt or Doubt()

        async def attempt() -> Deletion:
            request = events.delete(calendarId=target.calendar_id, eventId=target.event_id, **parameters)
            mine = doubt.open
            try:
                await self._wire.exchange(conditional(request, target.etag), call, doubt)
            except NotFound:
                return Deletion(already_gone=not mine)
            except ChangedMeanwhile:
                stored = await self._find(target, call)
                doubt.open = False
                if stored is None or is_cancelled(stored):
                    return Deletion(already_gone=not mine)
                raise ChangedMeanwhile(current=stored, endpoint=call.endpoint, status=412) from None
            return Deletion()

        return await self._settled(attempt, call, doubt)

    async def _find(self, target: WriteTarget, call: Call) -> dict[str, Any] | None:
        try:
            return await self._look_up(target, call)
        except NotFound:
            return None

    async def _settled(self, attempt: Callable[[], Awaitable[T]], call: Call, doubt: Doubt) -> T:
        try:
            return await self._guarded(attempt, call)
        except (UnknownOutcome, BadRequest, Conflict, ChangedMeanwhile, NotFound):
            raise
        except CalendarError as error:
            if not doubt.open:
                raise
            raise UnknownOutcome(
                endpoint=call.endpoint, retry_after=error.retry_after, attempts=call.attempts, reason=error.reason
            ) from error


def _own(body: EventBody, stored: dict[str, Any], doubt: Doubt) -> dict[str, Any]:
    """What stands under the id, if it is what was sent."""
    doubt.open = False
    if is_same_event(body, stored):
        return stored
    raise Conflict(endpoint="event_create", status=409, reason="cancelled" if is_cancelled(stored) else "duplicate")


def conditional(request: BuiltRequest, etag: str) -> BuiltRequest:
    """The request with If-Match, where there is a version to match."""
    if etag:
        request.headers["If-Match"] = etag
    return request


def _answered(answer: Any) -> dict[str, Any]:
    return answer if isinstance(answer, dict) else {}
