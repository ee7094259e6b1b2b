# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""The client and the limiter together: places, cool-downs and the breaker over several accounts and replicas.

Replicas share one limiter object here; that one over Redis behaves alike is held by the limiter's own tests.
"""

from __future__ import annotations

import asyncio
import itertools
import random

import pytest

from calendar_core.errors import CircuitOpenError, NotFound, OutageError, ReconnectNeeded
from calendar_core.google.batch import Change
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.token_endpoint import GoogleAccount
from calendar_core.resilience.limits import Limits
from calendar_core.resilience.rate_limiter import SimpleRateLimiter
from sandbox.faults import Exchange, Fault, Wire
from sandbox.google import GoogleSandbox
from tests.google.conftest import EVENT, MakeClient, SkippingClock
from tests.google.test_failures import google_error


@pytest.fixture
def limiter(skipping: SkippingClock) -> SimpleRateLimiter:
    return SimpleRateLimiter(clock=skipping, rng=random.Random(5))


def asked(google: GoogleSandbox) -> list[Exchange]:
    return [exchange for exchange in google.requests if exchange.path.startswith("/calendar/")]


def another_person(google: GoogleSandbox, account: GoogleAccount) -> GoogleAccount:
    person = google.add_account("other@example.com")
    return GoogleAccount("other", account.client_id, account.client_secret, person.refresh_token, account.token_uri)


async def first_start(google: GoogleSandbox, client: GoogleCalendarClient, skipping: SkippingClock) -> float:
    """Seconds that this client's next read waits for its place."""
    before = skipping.now()
    await client.list_events()
    return (asked(google)[-1].time - before).total_seconds()


async def test_A4_a_project_s_throttle_cools_every_replica_down(
    make_client: MakeClient, google: GoogleSandbox, limiter: SimpleRateLimiter, skipping: SkippingClock
) -> None:
    """The replica that did not meet it waits too."""
    body = google_error(403, "rateLimitExceeded")
    google.faults.add(Fault("/calendar/", status=403, body=body, headers={"Retry-After": "200"}))
    with pytest.raises(Exception, match="slow down"):
        await make_client(rate_limiter=limiter).list_events()
    assert await first_start(google, make_client(rate_limiter=limiter, retry_timeout=300.0), skipping) > 150


async def test_A5_a_user_s_throttle_leaves_other_users_alone(
    make_client: MakeClient,
    google: GoogleSandbox,
    account: GoogleAccount,
    limiter: SimpleRateLimiter,
    skipping: SkippingClock,
) -> None:
    """The other user's call has no added delay; the same user's other replica waits."""
    body = google_error(403, "userRateLimitExceeded")
    google.faults.add(Fault("/calendar/", status=403, body=body, headers={"Retry-After": "200"}))
    with pytest.raises(Exception, match="slow down"):
        await make_client(rate_limiter=limiter).list_events()
    other = make_client(rate_limiter=limiter, account=another_person(google, account))
    assert await first_start(google, other, skipping) < 1
    assert await first_start(google, make_client(rate_limiter=limiter, retry_timeout=300.0), skipping) > 150


async def test_D12_writes_to_a_throttled_calendar_keep_a_second_apart_and_others_do_not(
    make_client: MakeClient, google: GoogleSandbox, limiter: SimpleRateLimiter
) -> None:
    """The cool-down is the calendar's, not the person's."""
    google.add_calendar("team@example.com", "Team")
    client = make_client(rate_limiter=limiter)
    google.faults.add(Fault("/primary/events", status=403, body=google_error(403, "rateLimitExceeded")))
    for number in range(4):
        await client.create_event("primary", {**EVENT, "id": f"abcde{number}"})
        await client.create_event("team@example.com", {**EVENT, "id": f"abcde{number}"})
    starts = [e.time for e in asked(google) if "primary" in e.path and e.operation == "events.insert"]
    gaps = [(later - sooner).total_seconds() for sooner, later in itertools.pairwise(starts)]
    assert min(gaps) >= 0.99


async def test_C3_C4_what_is_no_outage_never_opens_the_breaker(
    make_client: MakeClient, google: GoogleSandbox, account: GoogleAccount, limiter: SimpleRateLimiter
) -> None:
    """50 answers of 404 and 50 calls of a person whose grant is gone leave it closed for everybody."""
    client = make_client(rate_limiter=limiter)
    for _ in range(50):
        with pytest.raises(NotFound):
            await client.get_event("primary", "never00there")
    gone = make_client(rate_limiter=limiter, account=another_person(google, account))
    google.revoke_grant(google.state.accounts["other@example.com"])
    for _ in range(20):
        with pytest.raises(ReconnectNeeded):
            await gone.get_event("primary", "never00there")
    assert not await limiter.is_circuit_open("event_get")


async def test_C1_C10_an_outage_of_writes_opens_their_breaker_and_reads_go_on(
    make_client: MakeClient, google: GoogleSandbox, limiter: SimpleRateLimiter
) -> None:
    """Three failed calls; then nothing is sent, and a read is served."""
    client = make_client(rate_limiter=limiter)
    google.put_event(EVENT)
    google.faults.add(Fault("/events/", method="DELETE", status=503, times=None))
    for _ in range(3):
        with pytest.raises(Exception, match="checking"):
            await client.delete_event("primary", EVENT["id"], person_waits=True)
    before = len(asked(google))
    with pytest.raises(CircuitOpenError):
        await client.delete_event("primary", EVENT["id"])
    assert len(asked(google)) == before
    assert await client.get_event("primary", EVENT["id"])


async def test_B10_a_storm_of_failures_stays_within_the_retry_budget(
    make_client: MakeClient, google: GoogleSandbox, skipping: SkippingClock
) -> None:
    """Retries together are at most a fifth of the first attempts and the floor."""
    google.faults.add(Fault("/calendar/", status=503, times=None))
    limits = Limits(reads=1000, per_user=5000)
    client = make_client(rate_limiter=SimpleRateLimiter(clock=skipping, limits=limits))
    endpoints = [f"{number}" for number in range(100)]  # a breaker each, so that none opens

    async def fail(endpoint: str) -> None:
        attempts.append(endpoint)
        raise OutageError

    attempts: list[str] = []
    for endpoint in endpoints:
        with pytest.raises(OutageError):
            await client.execute_with_resilience(lambda endpoint=endpoint: fail(endpoint), endpoint)  # type: ignore[misc]
    assert len(attempts) <= 120 + 40  # a minute passes in the waits, which fills the floor up again


async def test_B12_a_batch_of_forty_takes_forty_places(
    make_client: MakeClient, google: GoogleSandbox, limiter: SimpleRateLimiter
) -> None:
    """After it 20 of the 60 places are left, and each inner request counted."""
    client = make_client(rate_limiter=limiter)
    await client.batch([Change("create", "primary", body={**EVENT, "id": f"abcde{n:03}"}) for n in range(40)])
    left = 0
    while (await limiter.can_make_request("event_create", account="me"))[0]:
        left += 1
    assert left == 20


async def test_a_batch_never_asks_for_more_places_than_there_are(
    make_client: MakeClient, google: GoogleSandbox, skipping: SkippingClock
) -> None:
    """With a limit below 50 it goes out in smaller batches."""
    limiter = SimpleRateLimiter(clock=skipping, limits=Limits(writes=10))
    client = make_client(rate_limiter=limiter)
    changes = [Change("create", "primary", body={**EVENT, "id": f"abcde{n:03}"}) for n in range(25)]
    outcomes = await client.batch(changes, deadline=300.0)
    assert all(isinstance(outcome, dict) for outcome in outcomes)
    assert len(google.requests_for("batch")) == 3


async def test_B7_background_work_leaves_places_for_a_person(
    make_client: MakeClient, google: GoogleSandbox, limiter: SimpleRateLimiter
) -> None:
    """After a background burst a person's read starts at once."""
    client = make_client(rate_limiter=limiter)
    burst = [client.list_events(background=True, deadline=1.0) for _ in range(100)]
    results = await asyncio.gather(*burst, return_exceptions=True)
    assert sum(isinstance(result, dict) for result in results) == 70
    await client.list_events(person_waits=True)


async def test_F10_dead_connections_are_not_the_caller_s_business(
    client: GoogleCalendarClient, google: GoogleSandbox
) -> None:
    """Every pooled connection dies, while idle or just as the request goes out: the read succeeds over a fresh one."""
    google.put_event(EVENT)
    await asyncio.gather(*(client.get_event("primary", EVENT["id"]) for _ in range(5)))
    port = int(google.base_url.rpartition(":")[2])
    await google.stop()
    await google.start(port)
    assert (await client.get_event("primary", EVENT["id"]))["id"] == EVENT["id"]
    google.faults.add(Fault("/calendar/", wire=Wire.RESET))
    assert (await client.get_event("primary", EVENT["id"]))["id"] == EVENT["id"]
