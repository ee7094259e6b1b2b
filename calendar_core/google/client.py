"""Google Calendar of one account, in Google's own dicts, behind breaker, retries, limiter and token.

Importing this is light; googleapiclient, google-auth and aiohttp are imported when they are first needed.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import random
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, Unpack

from calendar_core.clock import Clock, SystemClock
from calendar_core.errors import BadRequest, CalendarError, NotFound
from calendar_core.google.batch import ENDPOINTS, Batches, BatchOutcome, Change
from calendar_core.google.decisions import Decision, decide
from calendar_core.google.event_json import is_cancelled
from calendar_core.google.failures import masked
from calendar_core.google.foreign_errors import calendar_error_of
from calendar_core.google.listing import PAGE_LIMIT, all_pages, listing_parameters
from calendar_core.google.retry_hints import Guard, SimpleRateLimiter, backoff_delay
from calendar_core.google.service_document import API_ENDPOINT, batch_uri_of, build_service
from calendar_core.google.token_manager import GoogleAccount, TokenManager
from calendar_core.google.transport import Transport, TransportLimits
from calendar_core.google.wire import BuiltRequest, Call, Doubt, TokenSource, Wire
from calendar_core.google.writes import Deletion, EventBody, EventWrites, WriteTarget
from calendar_core.observe import NullObserver, Observer

if TYPE_CHECKING:
    from calendar_core.google.aiohttp_transport import AiohttpTransport

T = TypeVar("T")
logger = logging.getLogger(__name__)

WRITING = frozenset({"event_create", "event_update", "event_delete"})
"""Endpoints whose requests change a calendar."""
FIRST_ATTEMPT_SHARE = 0.6
"""Of the time that a person waits, what one attempt may take, so that a lost answer can still be looked up."""


def _random_id() -> str:
    return secrets.token_hex(16)  # hexadecimal is within the base32hex that Google takes


class CallOptions(TypedDict, total=False):
    """How one call is made.

    person_waits: 2 attempts within `person_timeout`, else 3 within `retry_timeout`. background: yields to people at
    the limiter. deadline: seconds from now for all attempts, instead of those.
    """

    person_waits: bool
    background: bool
    deadline: float


class GoogleCalendarClient:
    """The Calendar API v3 of one account.

    account: a GoogleAccount, or just its id where `token_manager` is given. rate_limiter: shared by all clients of
    a process; without one, an in-process SimpleRateLimiter of its own. api_endpoint: whole base, ending in
    `/calendar/v3/`. default_timeout: seconds for one attempt; retry_timeout: for all attempts of a call;
    person_timeout: the same where a person waits. new_id: makes ids for events whose body has none. A transport
    that is not given is made, and closed by `aclose`.

    Every method may raise any GoogleAPIError; its `endpoint` and `attempts` are set. A write raises UnknownOutcome
    where it may have happened; every other error means that it has not.
    """

    def __init__(
        self,
        account: GoogleAccount | str,
        rate_limiter: Any | None = None,
        *,
        token_manager: TokenSource | None = None,
        transport: Transport | None = None,
        api_endpoint: str = API_ENDPOINT,
        default_timeout: float = 30.0,
        retry_timeout: float = 60.0,
        person_timeout: float = 10.0,
        page_limit: int = PAGE_LIMIT,
        clock: Clock | None = None,
        rng: random.Random | None = None,
        observer: Observer | None = None,
        new_id: Callable[[], str] = _random_id,
    ) -> None:
        self.account = account if isinstance(account, GoogleAccount) else GoogleAccount(account)
        self._clock = clock or SystemClock()
        self._rng = rng or random.Random()  # noqa: S311 - jitter
        self._observer = observer or NullObserver()
        self._api_endpoint = api_endpoint
        self._retry_timeout = retry_timeout
        self._person_timeout = person_timeout
        self._default_timeout = default_timeout
        self._page_limit = page_limit
        self._new_id = new_id
        self._owned: AiohttpTransport | None = None
        if transport is None:
            transport = self._owned = _transport(default_timeout)
        self._tokens = token_manager or TokenManager(self.account, transport, clock=self._clock, rng=self._rng)
        self._limiter = rate_limiter or SimpleRateLimiter()
        self._guard = Guard(self._limiter, clock=self._clock, rng=self._rng)
        self._wire = Wire(transport, self._tokens, self._clock)
        self._writes = EventWrites(self._wire, self._guarded, self._look_up)
        self._service: Any = None
        self._events: Any = None
        self._building = asyncio.Lock()

    async def aclose(self) -> None:
        """Close the transport that was made here; one that was given is its owner's."""
        if self._owned is not None:
            await self._owned.aclose()

    # --- the face that programs know -------------------------------------------------------------------------------

    async def execute_with_resilience(
        self,
        operation: Callable[[], Awaitable[T]],
        endpoint: str,
        *,
        calendar: str | None = None,
        weight: int = 1,
        **options: Unpack[CallOptions],
    ) -> T:
        """What `operation` brings. It is called anew for each attempt and gives a fresh awaitable.

        endpoint: whose limit and breaker apply. Failures of googleapiclient, google-auth and of sockets are
        understood and raised as the core's own. Raises BadRequest for an operation that gives no awaitable.
        """
        call = self._new_call(endpoint, options, calendar=calendar, weight=weight)

        async def attempt() -> T:
            call.attempts += 1
            try:
                awaitable = operation()
                if not isinstance(awaitable, Awaitable):
                    raise BadRequest("The operation gives nothing that can be awaited", endpoint=endpoint)
                return await awaitable
            except Exception as error:
                typed = calendar_error_of(error, self._clock.now(), endpoint=endpoint)
                if typed is None or typed is error:
                    raise
                raise typed from error

        return await self._logged(call, partial(self._guarded, attempt, call))

    def handle_api_error(self, error: BaseException, context: str | Mapping[str, Any] = "") -> Decision:
        """What to do about an error: its kind, whether and when to repeat, whether it counts, what to tell.

        error: the core's own or another library's. context: the endpoint, or a mapping with `endpoint`.
        """
        endpoint = context if isinstance(context, str) else str(context.get("endpoint", ""))
        typed = calendar_error_of(error, self._clock.now(), endpoint=endpoint or None)
        return decide(typed if typed is not None else CalendarError(endpoint=endpoint or None))

    async def get_service(self) -> Any:
        """googleapiclient's resource for Calendar v3, built once and kept. Its requests are sent here, not by it."""
        if self._service is None:
            async with self._building:
                if self._service is None:
                    self._service = await self.build_service_with_retry()
                    # Making this resource anew for each call costs 1.6 ms and 0.5 MB of garbage.
                    self._events = self._service.events()
        return self._service

    async def build_service_with_retry(self, attempts: int = 3) -> Any:
        """New request builders, off the event loop. Raises CalendarError where the library cannot be read."""
        for attempt in range(max(1, attempts)):
            if attempt:
                await self._clock.sleep(backoff_delay(attempt - 1, self._rng))
            try:
                return await asyncio.to_thread(build_service, self._api_endpoint)
            except OSError as error:
                problem = error
        raise CalendarError("The description of Google Calendar's API cannot be read") from problem

    async def refresh_token_if_needed(self) -> None:
        """Make sure that a valid access token is at hand. Raises as TokenManager.ensure_valid_token does."""
        await self._tokens.ensure_valid_token()

    # --- reading ---------------------------------------------------------------------------------------------------

    async def list_calendars(self, **options: Unpack[CallOptions]) -> dict[str, Any]:
        """The account's calendar list, all pages of it, as Google's CalendarList."""
        service = await self.get_service()

        def request(page: str | None) -> BuiltRequest:
            return self._built(service.calendarList().list, pageToken=page, maxResults=250)

        call = self._new_call("calendar_list", options)
        return await self._logged(call, partial(self._all_pages, request, call, options))

    async def get_calendar(self, calendar_id: str = "primary", **options: Unpack[CallOptions]) -> dict[str, Any]:
        """One entry of the calendar list; "primary" is answered with its own id."""
        service = await self.get_service()
        return await self._read(
            "calendar_get", lambda: service.calendarList().get(calendarId=calendar_id), options, calendar_id
        )

    async def list_events(
        self,
        calendar_id: str = "primary",
        *,
        person_waits: bool = False,
        background: bool = False,
        deadline: float | None = None,
        **parameters: Any,
    ) -> dict[str, Any]:
        """All pages of a listing as Google's Events, or an error; never a part of it.

        parameters: Google's own (`timeMin`, `syncToken`, `singleEvents` ...); instants may be datetimes. Raises
        BadRequest before anything is sent for what Google forbids beside a sync token, SyncTokenInvalid.
        """
        await self.get_service()
        wanted = listing_parameters(parameters)
        first = wanted.pop("pageToken", None)

        def request(page: str | None) -> BuiltRequest:
            return self._built(self._events.list, calendarId=calendar_id, pageToken=page, **wanted)

        options = _options(person_waits, background, deadline)
        call = self._new_call("event_list", options, calendar=calendar_id, syncing="syncToken" in wanted)
        return await self._logged(call, partial(self._all_pages, request, call, options, first))

    async def get_event(
        self, calendar_id: str, event_id: str, *, show_cancelled: bool = False, **options: Unpack[CallOptions]
    ) -> dict[str, Any]:
        """One event. Raises NotFound where there is none, or only a cancelled one."""
        await self.get_service()
        build = partial(self._built, self._events.get, calendarId=calendar_id, eventId=event_id)
        event = await self._read("event_get", build, options, calendar_id)
        if is_cancelled(event) and not show_cancelled:
            raise NotFound(endpoint="event_get", status=200, reason="cancelled", attempts=1)
        return event

    async def free_busy(
        self,
        calendar_ids: Sequence[str],
        start: datetime,
        end: datetime,
        *,
        time_zone: str | None = None,
        **options: Unpack[CallOptions],
    ) -> dict[str, Any]:
        """Google's FreeBusyResponse for those calendars between two aware instants."""
        service = await self.get_service()
        body = {
            **listing_parameters({"timeMin": start, "timeMax": end}),
            "items": [{"id": id_} for id_ in calendar_ids],
        }
        if time_zone:
            body["timeZone"] = time_zone
        return await self._read("free_busy", lambda: service.freebusy().query(body=body), options)

    # --- writing ---------------------------------------------------------------------------------------------------

    async def create_event(
        self,
        calendar_id: str,
        body: EventBody,
        *,
        send_updates: str | None = None,
        **options: Unpack[CallOptions],
    ) -> dict[str, Any]:
        """The event under the id in `body` (one is made where it has none), booked once however often it is sent.

        Raises Conflict where the id is taken by something else, or by an event that was cancelled since.
        """
        await self.get_service()
        body = body if body.get("id") else {**body, "id": self._new_id()}
        target = WriteTarget(calendar_id, str(body["id"]))
        call = self._new_call("event_create", options, calendar=calendar_id)
        parameters = _without_none({"sendUpdates": send_updates})
        return await self._logged(call, partial(self._writes.insert, self._events, target, body, call, **parameters))

    async def update_event(
        self,
        calendar_id: str,
        event_id: str,
        body: EventBody,
        *,
        etag: str = "",
        replace: bool = False,
        merge: bool = False,
        send_updates: str | None = None,
        **options: Unpack[CallOptions],
    ) -> dict[str, Any]:
        """The event after a patch (replace: after it was set to `body` as a whole).

        etag: the version that the change was made for; a newer one is not overwritten: ChangedMeanwhile, with
        Google's version, unless merge (the change is put on top of it, once). Raises NotFound.
        """
        await self.get_service()
        call = self._new_call("event_update", options, calendar=calendar_id)
        parameters = _without_none({"sendUpdates": send_updates})
        write = partial(self._writes.update, replace=replace, merge=merge, **parameters)
        return await self._logged(
            call, partial(write, self._events, WriteTarget(calendar_id, event_id, etag), body, call)
        )

    async def delete_event(
        self,
        calendar_id: str,
        event_id: str,
        *,
        etag: str = "",
        send_updates: str | None = None,
        **options: Unpack[CallOptions],
    ) -> Deletion:
        """Cancel the event (of an instance's id: only it). One that is already gone is a success.

        Raises ChangedMeanwhile where `etag` is not Google's version any more.
        """
        await self.get_service()
        target = WriteTarget(calendar_id, event_id, etag)
        call = self._new_call("event_delete", options, calendar=calendar_id)
        parameters = _without_none({"sendUpdates": send_updates})
        return await self._logged(call, partial(self._writes.delete, self._events, target, call, **parameters))

    async def batch(self, changes: Sequence[Change], **options: Unpack[CallOptions]) -> list[BatchOutcome]:
        """The outcome of each change, in their order: the event, a Deletion, or its error. Raises nothing itself.

        At most 50 go out in one request; each takes its own place at the limiter, and what a batch leaves open is
        looked up and finished singly.
        """
        await self.get_service()
        batches = Batches(self._wire, batch_uri_of(self._api_endpoint), self._clock.now, partial(self._single, options))
        return await batches.run(
            self._events,
            [self._with_id(change) for change in changes],
            lambda attempt, call: self._logged(call, partial(self._guarded, attempt, call)),
            lambda endpoint, weight: self._new_call(endpoint, options, weight=weight),
        )

    # --- push ------------------------------------------------------------------------------------------------------

    async def watch_events(
        self, calendar_id: str, channel: Mapping[str, Any], **options: Unpack[CallOptions]
    ) -> dict[str, Any]:
        """Open a push channel for a calendar; `channel` and the answer are Google's Channel."""
        await self.get_service()
        build = partial(self._built, self._events.watch, calendarId=calendar_id, body=channel)
        return await self._read("event_watch", build, options, calendar_id)

    async def stop_channel(self, channel_id: str, resource_id: str, **options: Unpack[CallOptions]) -> None:
        """Close a push channel; one that is unknown is closed already."""
        service = await self.get_service()
        body = {"id": channel_id, "resourceId": resource_id}
        try:
            await self._read("channel_stop", lambda: service.channels().stop(body=body), options)
        except NotFound:
            return

    # --- one call --------------------------------------------------------------------------------------------------

    def _new_call(
        self,
        endpoint: str,
        options: CallOptions,
        *,
        calendar: str | None = None,
        weight: int = 1,
        syncing: bool = False,
    ) -> Call:
        person_waits = options.get("person_waits", False)
        total = options.get("deadline", self._person_timeout if person_waits else self._retry_timeout)
        call = Call(
            endpoint=endpoint,
            deadline=self._clock.monotonic() + total,
            timeout=min(self._default_timeout, total * FIRST_ATTEMPT_SHARE) if person_waits else self._default_timeout,
            calendar=calendar,
            weight=weight,
            person_waits=person_waits,
            background=options.get("background", False),
            writes=endpoint in WRITING,
            syncing=syncing,
        )
        call.admit = partial(self._admit, call)
        return call

    async def _guarded(self, operation: Callable[[], Awaitable[T]], call: Call) -> T:
        return await self._guard.call(
            operation,
            call.endpoint,
            account=self.account.id,
            calendar=call.calendar if call.writes else None,
            weight=call.weight,
            background=call.background,
            person_waits=call.person_waits,
            deadline=call.deadline,
        )

    async def _admit(self, call: Call) -> None:
        await self._limiter.acquire(
            call.endpoint,
            account=self.account.id,
            calendar=call.calendar if call.writes else None,
            weight=call.weight,
            background=call.background,
            deadline=call.deadline,
        )

    async def _read(
        self, endpoint: str, build: Callable[[], Any], options: CallOptions, calendar: str | None = None
    ) -> dict[str, Any]:
        call = self._new_call(endpoint, options, calendar=calendar)

        async def attempt() -> dict[str, Any]:
            return await self._wire.send(build(), call) or {}

        return await self._logged(call, partial(self._guarded, attempt, call))

    async def _all_pages(
        self,
        request: Callable[[str | None], BuiltRequest],
        call: Call,
        options: CallOptions,
        first: str | None = None,
    ) -> dict[str, Any]:
        """Each page is retried by itself and takes its own place; a person's time is for all pages together."""

        async def fetch(page: str | None) -> dict[str, Any]:
            if not call.person_waits and "deadline" not in options:
                call.deadline = self._clock.monotonic() + self._retry_timeout

            async def attempt() -> dict[str, Any]:
                return await self._wire.send(request(page), call) or {}

            return await self._guarded(attempt, call)

        return await all_pages(fetch, first, self._page_limit)

    async def _look_up(self, target: WriteTarget, write: Call) -> dict[str, Any]:
        """An event as it is, cancelled or not, within what is left of the write's time."""
        call = self._new_call(
            "event_get", {"person_waits": write.person_waits, "background": write.background}, calendar=write.calendar
        )
        call.deadline = min(call.deadline, write.deadline)

        async def attempt() -> dict[str, Any]:
            request = self._events.get(calendarId=target.calendar_id, eventId=target.event_id)
            return await self._wire.send(request, call) or {}

        try:
            return await self._guarded(attempt, call)
        finally:
            write.attempts += call.attempts

    async def _single(self, options: CallOptions, change: Change, doubt: Doubt) -> dict[str, Any] | Deletion:
        """One change that a batch left open."""
        call = self._new_call(ENDPOINTS[change.verb], options, calendar=change.calendar_id)
        target = change.target
        if change.verb == "create":
            insert = partial(self._writes.insert, self._events, target, change.body, call, doubt)
            return await self._logged(call, insert)
        if change.verb == "update":
            update = partial(self._writes.update, self._events, target, change.body, call, doubt)
            return await self._logged(call, update)
        return await self._logged(call, partial(self._writes.delete, self._events, target, call, doubt))

    def _with_id(self, change: Change) -> Change:
        if change.verb != "create" or change.body.get("id"):
            return change
        return dataclasses.replace(change, body={**change.body, "id": self._new_id()})

    def _built(self, build: Callable[..., BuiltRequest], **parameters: Any) -> BuiltRequest:
        """A request of googleapiclient's, whose own checks refuse what the API does not know."""
        try:
            return build(**_without_none(parameters))
        except TypeError as error:
            raise BadRequest(f"Google Calendar does not take this: {masked(str(error))}") from None

    async def _logged(self, call: Call, work: Callable[[], Awaitable[T]]) -> T:
        """One line for one call, for whoever studies the limits; never a title, an address or a token."""
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
            facts = {
                "endpoint": call.endpoint,
                "outcome": outcome,
                "attempts": call.attempts,
                "waited_ms": round((took - call.on_wire) * 1000, 1),
                "took_ms": round(took * 1000, 1),
            }
            logger.info("google call", extra=facts)


def _transport(default_timeout: float) -> AiohttpTransport:
    from calendar_core.google.aiohttp_transport import AiohttpTransport

    return AiohttpTransport(TransportLimits(read=default_timeout, total=default_timeout))


def _without_none(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if value is not None}


def _options(person_waits: bool, background: bool, deadline: float | None) -> CallOptions:
    options = CallOptions(person_waits=person_waits, background=background)
    if deadline is not None:
        options["deadline"] = deadline
    return options
