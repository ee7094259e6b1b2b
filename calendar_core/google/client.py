"""Google Calendar of one account, in Google's own dicts, behind breaker, retries, limiter and token.

Importing this is light; googleapiclient, google-auth and aiohttp are imported when they are first needed. Over 300
lines and one thing: a face with a method for each of Google's verbs, whose work is done in the modules beside it.
"""

from __future__ import annotations

import asyncio
import dataclasses
import random
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, Unpack

from calendar_core.clock import Clock, SystemClock
from calendar_core.errors import CalendarError, NotFound, OutageError
from calendar_core.google.batch import ENDPOINTS, Batches, BatchOutcome, Change
from calendar_core.google.calls import CallOptions, Calls, built_request, call_options, given
from calendar_core.google.decisions import Decision
from calendar_core.google.event_json import is_cancelled
from calendar_core.google.listing import PAGE_LIMIT, listing_parameters
from calendar_core.google.operations import attempt, decision_of, in_doubt
from calendar_core.google.service_document import (
    API_ENDPOINT,
    RequestBuilders,
    batch_uri_of,
    build_service,
    builders_for,
)
from calendar_core.google.token_endpoint import GoogleAccount
from calendar_core.google.token_manager import TokenManager
from calendar_core.google.transport import Transport, TransportLimits
from calendar_core.google.wire import BuiltRequest, Call, Doubt, TokenSource, Wire
from calendar_core.google.writes import Deletion, EventBody, EventWrites, WriteTarget
from calendar_core.observe import NullObserver, Observer
from calendar_core.resilience.backoff import backoff_delay
from calendar_core.resilience.guard import Guard
from calendar_core.resilience.operations import checked
from calendar_core.resilience.rate_limiter import RateLimiter, SimpleRateLimiter
from calendar_core.resilience.retry import RetryBudget

if TYPE_CHECKING:
    from calendar_core.google.aiohttp_transport import AiohttpTransport

T = TypeVar("T")


def _random_id() -> str:
    return secrets.token_hex(16)  # hexadecimal is within the base32hex that Google takes


class GoogleCalendarClient:
    """The Calendar API v3 of one account.

    account: a GoogleAccount, or just its id where `token_manager` is given. rate_limiter: shared by all clients of
    a process; without one, an in-process SimpleRateLimiter of its own. api_endpoint: whole base, ending in
    `/calendar/v3/`. default_timeout: seconds for one attempt; retry_timeout: for all attempts of a call;
    person_timeout: the same where a person waits. retry_budget: of retries; without one the limiter's, so that clients
    which share a limiter share it too. new_id: makes ids for events whose body has none. A transport that is not given
    is made, and closed by `aclose`. Raises ValueError for an account without an id and a time that is not above zero.

    Every method may raise any GoogleAPIError; its `endpoint` and `attempts` are set. A write raises UnknownOutcome
    where it may have happened; every other error means that it has not.
    """

    def __init__(
        self,
        account: GoogleAccount | str,
        rate_limiter: RateLimiter | None = None,
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
        retry_budget: RetryBudget | None = None,
        new_id: Callable[[], str] = _random_id,
    ) -> None:
        self.account = account if isinstance(account, GoogleAccount) else GoogleAccount(account)
        if not isinstance(self.account.id, str) or not self.account.id:
            raise ValueError("an account needs an id")
        self._clock = clock or SystemClock()
        self._rng = rng or random.Random()  # noqa: S311 - jitter
        self._api_endpoint = api_endpoint
        self._new_id = new_id
        self._owned: AiohttpTransport | None = None
        if transport is None:
            transport = self._owned = _transport(default_timeout)
        self._tokens = token_manager or TokenManager(self.account, transport, clock=self._clock, rng=self._rng)
        limiter = rate_limiter or SimpleRateLimiter(clock=self._clock, rng=self._rng, observer=observer)
        self._wire = Wire(transport, self._tokens, self._clock)
        self._calls = Calls(
            self.account.id,
            limiter,
            Guard(limiter, clock=self._clock, rng=self._rng, budget=retry_budget, observer=observer),
            self._wire,
            self._clock,
            observer or NullObserver(),
            default_timeout=default_timeout,
            retry_timeout=retry_timeout,
            person_timeout=person_timeout,
            page_limit=page_limit,
        )
        self._writes = EventWrites(self._wire, self._calls.sent, self._look_up)
        self._builders: RequestBuilders | None = builders_for(api_endpoint)
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
        repeatable: bool = False,
        **options: Unpack[CallOptions],
    ) -> T:
        """What `operation` brings. It is called anew for each attempt and gives a fresh awaitable.

        endpoint: whose limit and breaker apply; a name that is not known has the limit of reads and a breaker of its
        own. weight: places that an attempt takes. repeatable: the operation may run twice without doing anything
        twice (an insert under an id of its own); where not, an operation on `event_create`, `event_update` or
        `event_delete` that got no answer is not run again.

        One that hangs is cancelled: an attempt after `default_timeout`, the call at its deadline. Failures of
        googleapiclient, google-auth, aiohttp and of sockets are understood and raised as the core's own. A write
        without an answer is UnknownOutcome, anything else without one AttemptTimeout or ConnectionLost. Raises
        BadRequest for an operation that is no function or gives no awaitable, an endpoint without a name and a weight
        that never fits, DeadlineExceeded for a deadline that is past; programming errors pass as they are.
        """
        call = self._calls.new(endpoint, options, calendar=calendar, weight=weight)
        run = partial(attempt, checked(operation, endpoint), call, self._clock, repeatable=repeatable)
        try:
            return await self._calls.logged(call, partial(self._calls.guarded, run, call))
        except OutageError as error:
            if call.writes and (doubt := in_doubt(error)) is not error:
                raise doubt from error
            raise

    def handle_api_error(self, error: BaseException, context: str | Mapping[str, Any] = "") -> Decision:
        """What to do about an error: its kind, whether and when to repeat, whether it counts, what to tell.

        error: the core's own or another library's; anything else is unexpected. context: the endpoint, or a mapping
        with `endpoint`. At an endpoint that writes, what got no answer is an unknown outcome.
        """
        endpoint = context.get("endpoint") if isinstance(context, Mapping) else context
        return decision_of(error, self._clock.now(), endpoint=endpoint if isinstance(endpoint, str) else None)

    async def get_service(self) -> Any:
        """googleapiclient's resource for Calendar v3, built once and kept. Its requests are sent here, not by it."""
        return (await self._built()).service

    async def build_service_with_retry(self, attempts: int = 3) -> Any:
        """The same, off the event loop. Raises CalendarError where the library cannot be read after `attempts`."""
        problem: OSError | None = None
        for failures in range(max(1, attempts)):
            if failures:
                await self._clock.sleep(backoff_delay(failures - 1, self._rng))
            try:
                self._builders = await asyncio.to_thread(build_service, self._api_endpoint)
            except OSError as error:
                problem = error
            else:
                return self._builders.service
        raise CalendarError("The description of Google Calendar's API cannot be read") from problem

    async def refresh_token_if_needed(self) -> None:
        """Make sure that a valid access token is at hand. Raises as TokenManager.ensure_valid_token does."""
        await self._tokens.ensure_valid_token()

    # --- reading ---------------------------------------------------------------------------------------------------

    async def list_calendars(self, **options: Unpack[CallOptions]) -> dict[str, Any]:
        """The account's calendar list, all pages of it, as Google's CalendarList."""
        builders = await self._built()

        def request(page: str | None) -> BuiltRequest:
            return built_request(builders.calendar_list.list, pageToken=page, maxResults=250)

        call = self._calls.new("calendar_list", options)
        return await self._calls.logged(call, partial(self._calls.all_pages, request, call, options))

    async def get_calendar(self, calendar_id: str = "primary", **options: Unpack[CallOptions]) -> dict[str, Any]:
        """One entry of the calendar list; "primary" is answered with its own id."""
        builders = await self._built()
        return await self._calls.read(
            "calendar_get", lambda: builders.calendar_list.get(calendarId=calendar_id), options, calendar_id
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
        events = (await self._built()).events
        wanted = listing_parameters(parameters)
        first = wanted.pop("pageToken", None)

        def request(page: str | None) -> BuiltRequest:
            return built_request(events.list, calendarId=calendar_id, pageToken=page, **wanted)

        options = call_options(person_waits=person_waits, background=background, deadline=deadline)
        call = self._calls.new("event_list", options, calendar=calendar_id, syncing="syncToken" in wanted)
        return await self._calls.logged(call, partial(self._calls.all_pages, request, call, options, first))

    async def get_event(
        self, calendar_id: str, event_id: str, *, show_cancelled: bool = False, **options: Unpack[CallOptions]
    ) -> dict[str, Any]:
        """One event. Raises NotFound where there is none, or only a cancelled one."""
        events = (await self._built()).events
        build = partial(built_request, events.get, calendarId=calendar_id, eventId=event_id)
        event = await self._calls.read("event_get", build, options, calendar_id)
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
        builders = await self._built()
        body = {
            **listing_parameters({"timeMin": start, "timeMax": end}),
            "items": [{"id": id_} for id_ in calendar_ids],
        }
        if time_zone:
            body["timeZone"] = time_zone
        return await self._calls.read("free_busy", lambda: builders.free_busy.query(body=body), options)

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
        events = (await self._built()).events
        body = body if body.get("id") else {**body, "id": self._new_id()}
        target = WriteTarget(calendar_id, str(body["id"]))
        call = self._calls.new("event_create", options, calendar=calendar_id)
        parameters = given(sendUpdates=send_updates)
        return await self._calls.logged(call, partial(self._writes.insert, events, target, body, call, **parameters))

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
        events = (await self._built()).events
        call = self._calls.new("event_update", options, calendar=calendar_id)
        parameters = given(sendUpdates=send_updates)
        write = partial(self._writes.update, replace=replace, merge=merge, **parameters)
        return await self._calls.logged(
            call, partial(write, events, WriteTarget(calendar_id, event_id, etag), body, call)
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
        events = (await self._built()).events
        target = WriteTarget(calendar_id, event_id, etag)
        call = self._calls.new("event_delete", options, calendar=calendar_id)
        parameters = given(sendUpdates=send_updates)
        return await self._calls.logged(call, partial(self._writes.delete, events, target, call, **parameters))

    async def batch(self, changes: Sequence[Change], **options: Unpack[CallOptions]) -> list[BatchOutcome]:
        """The outcome of each change, in their order: the event, a Deletion, or its error. Raises nothing itself.

        At most 50 go out in one request; each takes its own place at the limiter, and what a batch leaves open is
        looked up and finished singly.
        """
        events = (await self._built()).events
        batches = Batches(self._wire, batch_uri_of(self._api_endpoint), self._clock.now, partial(self._finish, options))
        return await batches.run(
            events,
            [self._with_id(change) for change in changes],
            lambda attempt, call: self._calls.logged(call, partial(self._calls.sent, attempt, call)),
            lambda endpoint, weight: self._calls.new(endpoint, options, weight=weight, idempotent=False),
            self._calls.places,
        )

    # --- push ------------------------------------------------------------------------------------------------------

    async def watch_events(
        self, calendar_id: str, channel: Mapping[str, Any], **options: Unpack[CallOptions]
    ) -> dict[str, Any]:
        """Open a push channel for a calendar; `channel` and the answer are Google's Channel.

        Sent again only where nothing was opened: Google takes an id once.
        """
        events = (await self._built()).events
        build = partial(built_request, events.watch, calendarId=calendar_id, body=channel)
        call = self._calls.new("event_watch", options, calendar=calendar_id, idempotent=False)
        return await self._calls.logged(call, partial(self._calls.send, build, call))

    async def stop_channel(self, channel_id: str, resource_id: str, **options: Unpack[CallOptions]) -> None:
        """Close a push channel; one that is unknown is closed already."""
        builders = await self._built()
        body = {"id": channel_id, "resourceId": resource_id}
        try:
            await self._calls.read("channel_stop", lambda: builders.channels.stop(body=body), options)
        except NotFound:
            return

    # --- what the writes need --------------------------------------------------------------------------------------

    async def _built(self) -> RequestBuilders:
        if self._builders is None:
            async with self._building:
                if self._builders is None:
                    await self.build_service_with_retry()
        assert self._builders is not None  # noqa: S101 - for the type checker: it was built or it raised
        return self._builders

    async def _look_up(self, target: WriteTarget, write: Call) -> dict[str, Any]:
        """An event as it is, cancelled or not, within what is left of the write's time."""
        events = (await self._built()).events
        options = call_options(person_waits=write.person_waits, background=write.background)
        call = self._calls.new("event_get", options)
        call.deadline = min(call.deadline, write.deadline)
        try:
            return await self._calls.send(
                lambda: built_request(events.get, calendarId=target.calendar_id, eventId=target.event_id), call
            )
        finally:
            write.attempts += call.attempts

    async def _finish(self, options: CallOptions, change: Change, doubt: Doubt) -> dict[str, Any] | Deletion:
        """One change that a batch left open."""
        events = (await self._built()).events
        call = self._calls.new(ENDPOINTS[change.verb], options, calendar=change.calendar_id)
        write: Callable[[], Awaitable[dict[str, Any] | Deletion]]
        if change.verb == "create":
            write = partial(self._writes.insert, events, change.target, change.body, call, doubt)
        elif change.verb == "update":
            write = partial(self._writes.update, events, change.target, change.body, call, doubt)
        else:
            write = partial(self._writes.delete, events, change.target, call, doubt)
        return await self._calls.logged(call, write)

    def _with_id(self, change: Change) -> Change:
        if change.verb != "create" or change.body.get("id"):
            return change
        return dataclasses.replace(change, body={**change.body, "id": self._new_id()})


def _transport(default_timeout: float) -> AiohttpTransport:
    from calendar_core.google.aiohttp_transport import AiohttpTransport

    return AiohttpTransport(TransportLimits(read=default_timeout, total=default_timeout))
