# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""A place at the limiter and the request that uses it: what lies between them must not carry it into another window."""

from __future__ import annotations

from datetime import timedelta

import pytest

from calendar_core.clock import Clock
from calendar_core.errors import AuthenticationError, CircuitOpenError, OutageError
from calendar_core.google.token_endpoint import GoogleAccount
from calendar_core.google.token_manager import TokenManager
from calendar_core.google.token_store import MemoryTokenStore
from calendar_core.google.transport import Transport
from calendar_core.resilience import Limits, SimpleRateLimiter
from sandbox.faults import Fault, Wire
from sandbox.google import GoogleSandbox
from tests.google.conftest import EVENT, MakeClient, SkippingClock

WINDOW = timedelta(seconds=60)


class SlowTokens:
    """A token of two methods that takes so many seconds to fetch, and whose manager cannot say so beforehand."""

    def __init__(self, manager: TokenManager, clock: Clock, seconds: float) -> None:
        self._manager = manager
        self._clock = clock
        self._seconds = seconds

    async def ensure_valid_token(self) -> str:
        seconds, self._seconds = self._seconds, 0.0
        await self._clock.sleep(seconds)
        return await self._manager.ensure_valid_token()

    async def force_token_refresh(self, rejected: str | None = None) -> str:
        return await self._manager.force_token_refresh(rejected)


def fullest(google: GoogleSandbox, operation: str) -> int:
    times = [exchange.time for exchange in google.requests_for(operation)]
    return max(sum(first <= time < first + WINDOW for time in times) for first in times)


@pytest.fixture
def limiter(skipping: SkippingClock) -> SimpleRateLimiter:
    return SimpleRateLimiter(clock=skipping, limits=Limits(reads=2, writes=2))


@pytest.mark.parametrize("before", [0.0, 8.0], ids=["known to be missing", "found to be slow"])
async def test_B1_a_slow_token_carries_no_request_into_another_window(
    make_client: MakeClient,
    google: GoogleSandbox,
    account: GoogleAccount,
    transport: Transport,
    limiter: SimpleRateLimiter,
    skipping: SkippingClock,
    before: float,
) -> None:
    """A token that takes 8 s to fetch: Google still counts no more than 2 requests in any of its minutes."""
    manager = TokenManager(account, transport, clock=skipping)
    tokens: TokenManager | SlowTokens = manager
    if before:
        await manager.ensure_valid_token()
        tokens = SlowTokens(manager, skipping, before)
    else:
        google.faults.add(Fault(r"/token$", delay_before=8.0))
    client = make_client(rate_limiter=limiter, token_manager=tokens, retry_timeout=200.0)
    google.put_event(EVENT)
    for _ in range(6):
        await client.get_event("primary", EVENT["id"])
    assert fullest(google, "events.get") == 2


async def test_a_token_that_is_missing_costs_no_second_place(
    make_client: MakeClient, google: GoogleSandbox, limiter: SimpleRateLimiter
) -> None:
    """The first call of a day fetches its token first, slowly, and takes one place all the same."""
    google.faults.add(Fault(r"/token$", delay_before=8.0))
    google.put_event(EVENT)
    await make_client(rate_limiter=limiter).get_event("primary", EVENT["id"])
    assert limiter.places_left("event_get") == 1


async def test_B1_D3_a_slow_look_up_carries_no_insert_into_another_window(
    make_client: MakeClient, google: GoogleSandbox, limiter: SimpleRateLimiter
) -> None:
    """An insert that was lost is looked up, which takes 20 s, and is sent under a place of that time."""
    client = make_client(rate_limiter=limiter, retry_timeout=250.0)
    google.faults.add(Fault("/events$", method="POST", wire=Wire.CUT), Fault("/events/", method="GET", delay_before=20))
    for number in range(3):
        await client.create_event("primary", {**EVENT, "id": f"abcde{number}"})
    assert fullest(google, "events.insert") == 2


async def test_C1_an_open_breaker_is_not_a_reason_to_fetch_a_token(
    make_client: MakeClient, google: GoogleSandbox, limiter: SimpleRateLimiter
) -> None:
    """Nothing at all is sent while it is open."""
    for _ in range(3):
        await limiter.record_request("event_get", False, account="me")
    with pytest.raises(CircuitOpenError):
        await make_client(rate_limiter=limiter).get_event("primary", EVENT["id"])
    assert google.requests == []


async def test_E4_a_token_that_cannot_be_had_is_one_failed_attempt(
    make_client: MakeClient, google: GoogleSandbox, limiter: SimpleRateLimiter
) -> None:
    """What was met before a place was taken is what the first attempt fails with: it is not asked for twice."""
    google.faults.add(Fault(r"/token$", status=503, times=None))
    with pytest.raises(OutageError) as caught:
        await make_client(rate_limiter=limiter).get_event("primary", EVENT["id"], person_waits=True)
    assert caught.value.endpoint == "token"
    assert len(google.requests_for("token")) == 6, "three tries an attempt, and a person's call has two"


async def test_A2_A3_two_stored_tokens_that_are_over_are_no_lost_grant(
    make_client: MakeClient,
    google: GoogleSandbox,
    account: GoogleAccount,
    transport: Transport,
    skipping: SkippingClock,
) -> None:
    """Ours is refused, and so is the one that another replica fetched long ago: a token of our own settles it."""
    store = MemoryTokenStore()
    ours, theirs = (TokenManager(account, transport, store, clock=skipping) for _ in range(2))
    first = await ours.ensure_valid_token()
    await theirs.ensure_valid_token()
    await theirs.force_token_refresh(first)
    google.expire_access_tokens()
    google.put_event(EVENT)
    event = await make_client(token_manager=ours).get_event("primary", EVENT["id"])
    assert event["id"] == EVENT["id"]
    assert len(google.requests_for("events.get")) == 3
    assert len(google.requests_for("token")) == 3


async def test_A3_a_new_token_that_is_refused_is_the_end(
    make_client: MakeClient,
    google: GoogleSandbox,
    account: GoogleAccount,
    transport: Transport,
    skipping: SkippingClock,
) -> None:
    """After two that were stored, the one of our own is refused as well: the person has to connect again."""
    store = MemoryTokenStore()
    ours, theirs = (TokenManager(account, transport, store, clock=skipping) for _ in range(2))
    await theirs.force_token_refresh(await ours.ensure_valid_token())
    google.faults.add(Fault("/events/", status=401, times=None))
    with pytest.raises(AuthenticationError):
        await make_client(token_manager=ours).get_event("primary", EVENT["id"])
    assert len(google.requests_for("events.get")) == 3
