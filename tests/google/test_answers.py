# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""What the client does about Google's answers, over real HTTP against the stand-in."""

from __future__ import annotations

import asyncio
import logging
import random
import socket
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from calendar_core import errors
from calendar_core.errors import CalendarError
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.transport import Answer, Request
from calendar_core.google.writes import Deletion
from calendar_core.resilience.rate_limiter import SimpleRateLimiter
from sandbox.faults import Exchange, Fault, Wire
from sandbox.google import GoogleSandbox
from tests.google.conftest import EVENT, MakeClient, SkippingClock
from tests.google.test_failures import google_error
from tests.google.test_write_enumeration import OneToken

ID = EVENT["id"]
EVENTS = "/calendar/v3/calendars/primary/events"


@pytest.fixture
def limiter(skipping: SkippingClock) -> SimpleRateLimiter:
    """What the clients here share, and the tests look into."""
    return SimpleRateLimiter(clock=skipping, rng=random.Random(5))


@pytest.fixture
def make_client(make_client: MakeClient, limiter: SimpleRateLimiter) -> MakeClient:
    """The same, with that limiter unless another is given."""

    def make(**changes: Any) -> GoogleCalendarClient:
        return make_client(**{"rate_limiter": limiter, **changes})

    return make


def asked(google: GoogleSandbox, operation: str = "") -> list[Exchange]:
    """Requests to the calendar (of one operation)."""
    return [e for e in google.requests if e.path.startswith("/calendar/") and operation in ("", e.operation)]


def tokens(google: GoogleSandbox) -> int:
    return len(google.requests_for("token"))


def refuse(google: GoogleSandbox, status: int, *reasons: str, times: int | None = 1, **how: Any) -> None:
    google.faults.add(Fault("/calendar/", status=status, body=google_error(status, *reasons), times=times, **how))


async def test_A1_a_plain_400_is_not_repeated(
    client: GoogleCalendarClient, google: GoogleSandbox, limiter: SimpleRateLimiter
) -> None:
    """One attempt, and Google's own message; the breaker counts nothing."""
    late, early = datetime(2026, 12, 2, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    with pytest.raises(errors.BadRequest) as caught:
        await client.list_events(timeMin=late, timeMax=early)
    assert caught.value.reason == "timeRangeEmpty"
    assert (len(asked(google)), caught.value.attempts, caught.value.endpoint) == (1, 1, "event_list")
    assert (await limiter.circuit("event_list")).failures == 0


async def test_A2_a_401_costs_one_refresh_and_one_replay(client: GoogleCalendarClient, google: GoogleSandbox) -> None:
    """The caller sees a success."""
    google.put_event(EVENT)
    await client.get_event("primary", ID)
    google.expire_access_tokens()
    assert (await client.get_event("primary", ID))["id"] == ID
    assert (len(asked(google)), tokens(google)) == (3, 2)


async def test_A3_a_401_after_a_refresh_needs_the_person(
    client: GoogleCalendarClient, google: GoogleSandbox, limiter: SimpleRateLimiter
) -> None:
    """Two attempts, no third, however often it happens; the breaker stays closed."""
    refuse(google, 401, "authError", times=None)
    for calls in (1, 2, 3):
        with pytest.raises(errors.ReconnectNeeded):
            await client.get_event("primary", ID)
        assert len(asked(google)) == 2 * calls
    reading = await limiter.circuit("event_get")
    assert (reading.is_open, reading.failures) == (False, 0)


@pytest.mark.parametrize("reason", ["rateLimitExceeded", "userRateLimitExceeded"])
async def test_A4_A5_a_throttle_is_waited_out_without_a_refresh(
    client: GoogleCalendarClient,
    google: GoogleSandbox,
    skipping: SkippingClock,
    limiter: SimpleRateLimiter,
    reason: str,
) -> None:
    """403 with a throttle's reason is no bad login and no outage: a jittered wait, then the answer."""
    google.put_event(EVENT)
    refuse(google, 403, reason)
    before = skipping.monotonic()
    assert (await client.get_event("primary", ID))["id"] == ID
    assert (len(asked(google)), tokens(google)) == (2, 1)
    assert skipping.monotonic() - before > 1
    refuse(google, 403, reason, times=None)
    with pytest.raises(errors.Throttled):
        await client.get_event("primary", ID)
    assert (await limiter.circuit("event_get")).failures == 0


async def test_A6_a_spent_quota_is_not_repeated(client: GoogleCalendarClient, google: GoogleSandbox) -> None:
    """One attempt and the time to come back."""
    refuse(google, 403, "quotaExceeded", times=None)
    with pytest.raises(errors.QuotaExceeded) as caught:
        await client.get_event("primary", ID)
    assert caught.value.retry_after is not None and caught.value.retry_after > 300
    assert len(asked(google)) == 1


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("forbidden", errors.NotYourCalendar),
        ("forbiddenForNonOrganizer", errors.NotOrganizer),
        ("insufficientPermissions", errors.MissingScope),
        ("accessNotConfigured", errors.ApiSwitchedOff),
    ],
)
async def test_A7_a_refusal_is_not_repeated(
    client: GoogleCalendarClient, google: GoogleSandbox, reason: str, kind: type[CalendarError]
) -> None:
    """One attempt, no refresh, its own error."""
    refuse(google, 403, reason, times=None)
    with pytest.raises(kind):
        await client.delete_event("primary", ID)
    assert (len(asked(google)), tokens(google)) == (1, 1)


@pytest.mark.parametrize("body", [b"", b"<html>no</html>", b'{"error":[[]]}', b"\xff\xfe"])
async def test_A8_a_403_of_any_shape_is_a_typed_refusal(
    client: GoogleCalendarClient, google: GoogleSandbox, body: bytes
) -> None:
    """No retry and no other exception."""
    google.faults.add(Fault("/calendar/", status=403, body=body, times=None))
    with pytest.raises(errors.PermissionDenied):
        await client.get_event("primary", ID)
    assert len(asked(google)) == 1


async def test_A9_a_throttle_behind_another_reason_is_repeated(
    client: GoogleCalendarClient, google: GoogleSandbox
) -> None:
    """Every entry of the body is read."""
    google.put_event(EVENT)
    refuse(google, 403, "forbidden", "userRateLimitExceeded")
    assert await client.get_event("primary", ID)
    assert len(asked(google)) == 2


async def test_A10_A11_what_is_gone_is_not_found_and_counts_as_deleted(
    client: GoogleCalendarClient, google: GoogleSandbox
) -> None:
    """Never there (404), deleted (410) and cancelled (200) read alike; a delete of any is a success."""
    google.put_event(EVENT)
    google.remove_event(ID)
    for event_id in ("never00there", ID):
        with pytest.raises(errors.NotFound):
            await client.get_event("primary", event_id)
        assert await client.delete_event("primary", event_id) == Deletion(already_gone=True)
    with pytest.raises(errors.NotFound):
        await client.update_event("primary", "never00there", {"summary": "x"})
    assert (await client.get_event("primary", ID, show_cancelled=True))["status"] == "cancelled"


async def test_A12_a_spent_sync_token_asks_for_a_full_sync(client: GoogleCalendarClient, google: GoogleSandbox) -> None:
    """410 on a listing is not "not found"; nothing is repeated."""
    token = (await client.list_events())["nextSyncToken"]
    google.expire_sync_tokens()
    with pytest.raises(errors.SyncTokenInvalid):
        await client.list_events(syncToken=token)
    refuse(google, 400, "invalid")
    google.faults.rules[-1].body = google_error(400, "invalid", message="Invalid sync token value.")
    with pytest.raises(errors.SyncTokenInvalid):
        await client.list_events(syncToken=token)
    assert len(asked(google)) == 3


async def test_A13_an_edit_made_meanwhile_is_not_overwritten(
    client: GoogleCalendarClient, google: GoogleSandbox
) -> None:
    """The error holds the version that is there."""
    etag = google.put_event(EVENT)["etag"]
    google.edit_event(ID, {"summary": "Theirs"})
    with pytest.raises(errors.ChangedMeanwhile) as caught:
        await client.update_event("primary", ID, {"summary": "Mine"}, etag=etag)
    assert caught.value.current is not None and caught.value.current["summary"] == "Theirs"
    assert google.event(ID)["summary"] == "Theirs"
    with pytest.raises(errors.ChangedMeanwhile):
        await client.delete_event("primary", ID, etag=etag)


async def test_A13_a_merge_that_was_asked_for_is_put_on_top_of_the_edit(
    client: GoogleCalendarClient, google: GoogleSandbox
) -> None:
    """Both changes stand, after one more attempt."""
    etag = google.put_event(EVENT)["etag"]
    google.edit_event(ID, {"location": "Elsewhere"})
    merged = await client.update_event("primary", ID, {"summary": "Mine"}, etag=etag, merge=True)
    assert (merged["summary"], merged["location"]) == ("Mine", "Elsewhere")


@pytest.mark.parametrize("status", [429, 503])
async def test_A14_retry_after_is_the_least_wait(
    client: GoogleCalendarClient, google: GoogleSandbox, skipping: SkippingClock, status: int
) -> None:
    """The next attempt starts no sooner than Google asked for, after an outage too, where no scope cools down."""
    google.put_event(EVENT)
    google.faults.add(Fault("/calendar/", status=status, headers={"Retry-After": "7"}))
    await client.get_event("primary", ID)
    first, second = asked(google)
    assert (second.time - first.time).total_seconds() >= 7


async def test_A14_a_wait_that_does_not_fit_is_refused(client: GoogleCalendarClient, google: GoogleSandbox) -> None:
    """Whoever waits at most 10 s hears the 20 at once."""
    google.faults.add(Fault("/calendar/", status=429, headers={"Retry-After": "20"}, times=None))
    with pytest.raises(errors.RateLimitError) as caught:
        await client.get_event("primary", ID, person_waits=True)
    assert caught.value.retry_after is not None and caught.value.retry_after >= 19
    assert len(asked(google)) == 1


@pytest.mark.parametrize("value", ["Wed, 21 Oct 2015 07:28:00 GMT", "-3", "soon", "99999999999"])
@pytest.mark.parametrize("status", [429, 503])
async def test_A15_no_retry_after_breaks_a_bound(
    client: GoogleCalendarClient, google: GoogleSandbox, skipping: SkippingClock, value: str, status: int
) -> None:
    """Rubbish falls back to the normal backoff; a huge one ends the call and is told, capped at a day."""
    google.put_event(EVENT)
    google.faults.add(Fault("/calendar/", status=status, headers={"Retry-After": value}))
    before = skipping.monotonic()
    if value == "99999999999":
        with pytest.raises(CalendarError) as caught:
            await client.get_event("primary", ID)
        assert caught.value.retry_after == pytest.approx(86400, abs=5)
        assert len(asked(google)) == 1
    else:
        assert await client.get_event("primary", ID)
        assert 1 <= skipping.monotonic() - before < 5


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize(("person_waits", "attempts"), [(True, 2), (False, 3)], ids=["person", "nobody"])
async def test_A16_an_outage_on_a_read_is_repeated_up_to_the_attempts(
    client: GoogleCalendarClient,
    google: GoogleSandbox,
    skipping: SkippingClock,
    status: int,
    limiter: SimpleRateLimiter,
    person_waits: bool,
    attempts: int,
) -> None:
    """Two attempts when a person waits, three else, with growing jittered waits; then the error that ended it, which
    the breaker counts once."""
    google.faults.add(Fault("/calendar/", status=status, times=None))
    with pytest.raises(errors.OutageError) as caught:
        await client.get_event("primary", ID, person_waits=person_waits)
    assert len(asked(google)) == attempts
    assert (caught.value.status, caught.value.attempts) == (status, attempts)
    gaps = [(b.time - a.time).total_seconds() for a, b in pairwise(asked(google))]
    for number, gap in enumerate(gaps):
        assert 1.1 * 2**number <= gap < 1.3 * 2**number + 0.3, "the jitter, and what goes by on the wire"
    assert (await limiter.circuit("event_get")).failures == 1


@pytest.mark.parametrize("wire", [Wire.TRUNCATED, Wire.NOT_JSON, Wire.CUT, Wire.RESET, Wire.WRONG_LENGTH])
async def test_A17_a_read_cut_short_is_repeated_and_never_half_a_result(
    client: GoogleCalendarClient, google: GoogleSandbox, wire: Wire
) -> None:
    """What was mangled once comes whole; what is mangled every time is an outage."""
    google.put_event(EVENT)
    google.faults.add(Fault("/calendar/", wire=wire))
    assert (await client.get_event("primary", ID))["summary"] == EVENT["summary"]
    google.faults.add(Fault("/calendar/", wire=wire, times=None))
    with pytest.raises(errors.OutageError):
        await client.get_event("primary", ID)


@pytest.mark.parametrize("body", [b"[]", b'"half"', b"null", b'{"items": "none"}', b""])
async def test_A17_what_is_no_object_is_no_answer(
    client: GoogleCalendarClient, google: GoogleSandbox, body: bytes
) -> None:
    """Good JSON of the wrong kind, or nothing at all, is an outage and not an empty list."""
    google.faults.add(Fault("/calendar/", status=200, body=body, times=None))
    with pytest.raises(errors.OutageError):
        await client.list_events()


async def test_A18_unknown_and_missing_fields_do_no_harm(client: GoogleCalendarClient, google: GoogleSandbox) -> None:
    """An answer with more or less than expected is an answer."""
    google.faults.add(Fault("/calendar/", status=200, body={"kind": "calendar#events", "new": [1]}))
    assert (await client.list_events())["items"] == []


async def test_A19_a_redirect_is_refused(client: GoogleCalendarClient, google: GoogleSandbox) -> None:
    """Nothing goes to the other address, and nothing is repeated."""
    google.faults.add(Fault("/calendar/", status=302, headers={"Location": f"{google.base_url}/stolen"}, times=None))
    with pytest.raises(errors.UntrustedConnection):
        await client.get_event("primary", ID)
    assert [e.path for e in google.requests if "stolen" in e.path] == []
    assert len(asked(google)) == 1


async def test_F7_a_cancelled_call_sends_nothing_further(client: GoogleCalendarClient, google: GoogleSandbox) -> None:
    """Neither a retry nor a look-up follows a caller who has gone."""
    held = asyncio.Event()
    google.faults.add(Fault("/calendar/", hold_before=held))
    call = asyncio.create_task(client.create_event("primary", EVENT))
    while not asked(google):
        await SkippingClock().sleep(0)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    held.set()
    assert [e.operation for e in asked(google)] == ["events.insert"]


async def test_E11_logs_and_errors_tell_no_secret_title_or_address(
    client: GoogleCalendarClient, google: GoogleSandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """One line a call and one an attempt, with facts for whoever studies the limits and nothing else."""
    caplog.set_level(logging.DEBUG, logger="calendar_core")
    google.add_calendar("team@example.com", "Team")
    await client.create_event("team@example.com", EVENT)
    google.faults.add(Fault("/calendar/", status=503, times=None))
    with pytest.raises(CalendarError) as caught:
        await client.update_event("team@example.com", ID, {"summary": "Surgeon"})
    token = next(iter(google.oauth.access_tokens))
    said = f"{caught.value!r}" + "".join(str(record.__dict__) for record in caplog.records)
    for secret in (token, google.refresh_token, "Dentist", "Surgeon", "Bangsar", "team@", "team%40", ID):
        assert secret not in said
    calls = [record.__dict__ for record in caplog.records if record.getMessage() == "google call"]
    assert [call["outcome"] for call in calls] == ["ok", "UnknownOutcome"]
    assert {"endpoint", "attempts", "waited_ms", "took_ms"} <= calls[0].keys()
    attempts = [record.__dict__ for record in caplog.records if record.getMessage() == "google attempt"]
    assert attempts[0]["path"] == "calendars/{calendarId}/events"
    assert {"method", "status", "bytes", "took_ms"} <= attempts[0].keys()


async def test_D13_guests_get_one_invitation_whatever_is_repeated(
    client: GoogleCalendarClient, google: GoogleSandbox
) -> None:
    """An insert whose answer is lost is found, not sent again."""
    google.faults.add(Fault(EVENTS, method="POST", wire=Wire.CUT, applied=True))
    body = {**EVENT, "attendees": [{"email": "guest@example.com"}]}
    await client.create_event("primary", body, send_updates="all")
    assert len(google.invitations) == 1
    assert len(google.events()) == 1


@pytest.mark.parametrize(
    ("applied", "asked_for"),
    [(True, ["events.insert", "events.get"]), (False, ["events.insert", "events.get", "events.insert"])],
    ids=["applied", "not applied"],
)
async def test_D1_D3_an_insert_without_an_answer_is_looked_up_first(
    client: GoogleCalendarClient, google: GoogleSandbox, applied: bool, asked_for: list[str]
) -> None:
    """The connection closes without an answer: a look-up, and a second insert only where it finds nothing."""
    google.faults.add(Fault(EVENTS, method="POST", wire=Wire.CUT, applied=applied))
    assert (await client.create_event("primary", EVENT))["id"] == ID
    assert [exchange.operation for exchange in asked(google)] == asked_for
    assert len(google.events()) == 1


@pytest.mark.parametrize("applied", [True, False])
async def test_D11_a_patch_without_a_version_is_sent_again_after_an_outage(
    client: GoogleCalendarClient, google: GoogleSandbox, applied: bool
) -> None:
    """Repeating it changes nothing more, so the second attempt is the answer."""
    google.put_event(EVENT)
    google.faults.add(Fault("/events/", method="PATCH", status=503, applied=applied))
    changed = await client.update_event("primary", ID, {"summary": "Moved"})
    assert changed["summary"] == google.event(ID)["summary"] == "Moved"
    assert google.event(ID)["location"] == EVENT["location"]
    assert [exchange.operation for exchange in asked(google)] == ["events.patch"] * 2


@pytest.mark.parametrize("unreachable", ["F1 no such name", "F2 refused"])
async def test_F1_F2_what_cannot_be_reached_is_repeated_and_counts(
    make_client: MakeClient, limiter: SimpleRateLimiter, unreachable: str
) -> None:
    """Nothing was sent, so an insert is tried again without a look-up and is not in doubt; three such calls open."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refused
        host = f"127.0.0.1:{taken.getsockname()[1]}" if "refused" in unreachable else "nowhere.invalid"
        client = make_client(api_endpoint=f"http://{host}/calendar/v3/")
        for _ in range(3):
            with pytest.raises(errors.ConnectFailed) as caught:
                await client.create_event("primary", EVENT)
            assert caught.value.attempts == 3
    assert await limiter.is_circuit_open("event_create")
    assert not await limiter.is_circuit_open("event_get")


async def test_F5_a_connection_that_is_not_trusted_is_not_tried_again() -> None:
    """A certificate does not get better within seconds: one attempt, and an error of its own."""
    sent = 0

    class Untrusted:
        """The other end cannot prove who it is."""

        async def send(self, request: Request) -> Answer:
            nonlocal sent
            sent += 1
            raise errors.UntrustedConnection

    client = GoogleCalendarClient("me", transport=Untrusted(), token_manager=OneToken(), clock=SkippingClock())
    with pytest.raises(errors.UntrustedConnection):
        await client.get_event("primary", ID)
    assert sent == 1


async def test_F11_a_write_that_a_shutdown_breaks_is_in_doubt(
    make_client: MakeClient, google: GoogleSandbox, transport: AiohttpTransport
) -> None:
    """Google may have it already: the caller hears so, nothing more is sent, and asking again later finds it."""
    held = asyncio.Event()
    google.faults.add(Fault(EVENTS, method="POST", hold_after=held))
    call = asyncio.create_task(make_client().create_event("primary", EVENT))
    while not google.events():
        await SkippingClock().sleep(0)
    await transport.aclose(grace=0.05)
    with pytest.raises(errors.UnknownOutcome):
        await call
    held.set()
    assert [exchange.operation for exchange in asked(google)] == ["events.insert"]
    async with AiohttpTransport() as another:
        assert (await make_client(transport=another).create_event("primary", EVENT))["id"] == ID
    assert len(google.events()) == 1


async def test_F8_a_proxy_s_page_of_html_is_an_outage(client: GoogleCalendarClient, google: GoogleSandbox) -> None:
    """HTML with 502 is no answer of Google's: a typed error, after the attempts of an outage."""
    google.faults.add(Fault("/calendar/", status=502, body="<html>Bad Gateway</html>", times=None))
    with pytest.raises(errors.OutageError):
        await client.get_event("primary", ID)
    assert len(asked(google)) == 3


async def test_D6_the_same_wish_twice_at_once_is_one_event(client: GoogleCalendarClient, google: GoogleSandbox) -> None:
    """Both hear of the same event."""
    first, second = await asyncio.gather(*(client.create_event("primary", EVENT) for _ in range(2)))
    assert first["id"] == second["id"] == ID
    assert len(google.events()) == 1


async def test_D4_other_content_under_the_id_is_a_conflict(client: GoogleCalendarClient, google: GoogleSandbox) -> None:
    """Neither a different nor a cancelled event is overwritten."""
    google.put_event({**EVENT, "summary": "Other"})
    with pytest.raises(errors.Conflict):
        await client.create_event("primary", EVENT)
    google.remove_event(ID)
    with pytest.raises(errors.Conflict) as caught:
        await client.create_event("primary", {**EVENT, "summary": "Other"})
    assert caught.value.reason == "cancelled"


async def test_D4_google_s_own_rendering_of_what_was_sent_is_the_same(
    client: GoogleCalendarClient, google: GoogleSandbox
) -> None:
    """Another offset for the same instant, a repeat's parts in another order, blanks: still one's own event."""
    body = {
        **EVENT,
        "summary": "Stand-up ",
        "start": {"dateTime": "2026-11-23T07:00:00Z", "timeZone": "Asia/Kuala_Lumpur"},
        "end": {"dateTime": "2026-11-23T08:00:00Z", "timeZone": "Asia/Kuala_Lumpur"},
        "recurrence": ["RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=4"],
    }
    await client.create_event("primary", body)
    assert (await client.create_event("primary", {**body, "recurrence": ["RRULE:COUNT=4;FREQ=WEEKLY;BYDAY=MO"]}))[
        "id"
    ] == ID


@pytest.mark.parametrize("applied", [True, False])
async def test_D8_a_deadline_that_passes_in_an_insert_is_an_unknown_outcome(
    make_client: MakeClient, google: GoogleSandbox, applied: bool
) -> None:
    """The person hears neither "done" nor "failed"."""
    held = asyncio.Event()
    google.faults.add(Fault(EVENTS, times=None, hold_after=held, wire=Wire.CUT, applied=applied))
    with pytest.raises(errors.UnknownOutcome) as caught:
        await make_client(person_timeout=0.3).create_event("primary", EVENT, person_waits=True)
    held.set()
    assert caught.value.endpoint == "event_create"
    assert len(google.events()) == int(applied)


async def test_D2_one_attempt_never_takes_all_of_a_person_s_time() -> None:
    """Of the 10 s that a person waits, an attempt gets what leaves room for a look-up; else its 30 s."""
    given: list[float | None] = []

    class Silent:
        """Never answers in time."""

        async def send(self, request: Request) -> Answer:
            given.append(request.timeout)
            raise errors.AttemptTimeout

    client = GoogleCalendarClient("me", transport=Silent(), token_manager=OneToken(), clock=SkippingClock())
    for person_waits in (True, False):
        with pytest.raises(errors.UnknownOutcome):
            await client.create_event("primary", EVENT, person_waits=person_waits)
    assert given[0] == pytest.approx(6.0)
    assert max(timeout or 0 for timeout in given) == pytest.approx(30.0)


async def test_D2_an_insert_slower_than_its_attempt_is_looked_up_while_the_person_waits(
    make_client: MakeClient, google: GoogleSandbox
) -> None:
    """One attempt never takes all of the person's time, so the look-up still fits."""
    held = asyncio.Event()
    google.faults.add(Fault(EVENTS, method="POST", hold_after=held))
    client = make_client(person_timeout=8.0, default_timeout=0.2)
    assert (await client.create_event("primary", EVENT, person_waits=True))["id"] == ID
    held.set()
    assert [e.operation for e in asked(google)] == ["events.insert", "events.get"]
