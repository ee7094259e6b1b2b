# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""Access tokens: fetched ahead of need, once for everybody, never for a grant that is gone."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import random
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from calendar_core.clock import AdjustableClock
from calendar_core.errors import (
    AuthenticationError,
    CalendarError,
    MissingScope,
    NotConnected,
    OutageError,
    ReconnectNeeded,
    StoreUnavailable,
)
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.grants import SCOPES, Grant, missing_scopes
from calendar_core.google.token_endpoint import GoogleAccount
from calendar_core.google.token_manager import TokenManager
from calendar_core.google.token_store import MemoryTokenStore
from calendar_core.google.transport import TransportLimits
from sandbox.faults import Fault, Wire
from sandbox.google import GoogleSandbox

HOUR = 3600.0
MakeManager = Callable[..., TokenManager]


class SkippingClock(AdjustableClock):
    """Whoever waits is at the end of the wait at once."""

    async def sleep(self, seconds: float) -> None:
        self.advance(max(0.0, seconds))
        await super().sleep(0)


class SharedTokenStore(MemoryTokenStore):
    """What replicas share, its lock included. `away`: it cannot be reached. `forget_locks`: it loses them."""

    def __init__(self) -> None:
        super().__init__()
        self.away = False
        self.forget_locks = False
        self._locks: dict[str, str] = {}
        self._words = itertools.count(1)

    async def load_tokens(self, account_id: str) -> tuple[bytes, str] | None:
        self._reach()
        return await super().load_tokens(account_id)

    async def save_tokens(self, account_id: str, value: bytes, version: str | None) -> str | None:
        self._reach()
        return await super().save_tokens(account_id, value, version)

    async def lock_refresh(self, account_id: str, seconds: float) -> str | None:
        self._reach()
        if account_id in self._locks and not self.forget_locks:
            return None
        self._locks[account_id] = f"lock{next(self._words)}"
        return self._locks[account_id]

    async def unlock_refresh(self, account_id: str, lock: str) -> None:
        self._reach()
        if self._locks.get(account_id) == lock:
            del self._locks[account_id]

    def _reach(self) -> None:
        if self.away:
            raise StoreUnavailable


@pytest.fixture
def clock() -> SkippingClock:
    return SkippingClock()


@pytest.fixture
async def google(clock: SkippingClock) -> AsyncIterator[GoogleSandbox]:
    server = GoogleSandbox(clock, random.Random(1))
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def transport() -> AsyncIterator[AiohttpTransport]:
    async with AiohttpTransport(TransportLimits(connect=1, read=1, total=1)) as made:
        yield made


@pytest.fixture
def account(google: GoogleSandbox) -> GoogleAccount:
    return GoogleAccount("me", google.client_id, google.client_secret, google.refresh_token, google.token_uri)


@pytest.fixture
def store() -> SharedTokenStore:
    return SharedTokenStore()


@pytest.fixture
def replica(
    account: GoogleAccount, transport: AiohttpTransport, store: SharedTokenStore, clock: SkippingClock
) -> MakeManager:
    """A further replica's manager of the same account."""

    def make(**changes: Any) -> TokenManager:
        given: dict[str, Any] = {"clock": clock, "rng": random.Random(2), **changes}
        return TokenManager(given.pop("account", account), given.pop("transport", transport), store, **given)

    return make


def token_requests(google: GoogleSandbox) -> int:
    return len(google.requests_for("token"))


async def test_a_token_is_fetched_once_and_kept(google: GoogleSandbox, replica: MakeManager) -> None:
    """Within its life a token costs one request, and it is one that Google accepts."""
    manager = replica()
    first = await manager.ensure_valid_token()
    assert {await manager.ensure_valid_token() for _ in range(10)} == {first}
    assert token_requests(google) == 1
    assert first in google.oauth.access_tokens


async def test_a_token_is_renewed_ahead_of_its_end_without_anybody_waiting(
    google: GoogleSandbox, replica: MakeManager, clock: SkippingClock
) -> None:
    """Near its end the old token is handed out at once while the new one is on its way."""
    manager = replica()
    old = await manager.ensure_valid_token()
    clock.advance(HOUR - 200)
    assert await manager.ensure_valid_token() == old
    new = await manager.force_token_refresh()  # joins the renewal that has begun
    assert new != old
    assert token_requests(google) == 2


async def test_a_token_past_its_end_is_never_handed_out(replica: MakeManager, clock: SkippingClock) -> None:
    """After its life a token is renewed before anybody gets one."""
    manager = replica()
    old = await manager.ensure_valid_token()
    clock.advance(2 * HOUR)
    assert await manager.ensure_valid_token() != old


async def test_get_credentials_gives_google_auth_s_own_holder(
    google: GoogleSandbox, replica: MakeManager, account: GoogleAccount
) -> None:
    """Other libraries get a google-auth Credentials that is valid and can be renewed."""
    credentials = await replica().get_credentials()
    assert credentials.valid
    assert (credentials.refresh_token, credentials.token_uri) == (account.refresh_token, account.token_uri)


async def test_E2_fifty_calls_over_three_replicas_cost_one_refresh(google: GoogleSandbox, replica: MakeManager) -> None:
    """Whoever finds the token gone waits for the one refresh there is."""
    replicas = [replica() for _ in range(3)]
    tokens = await asyncio.gather(*(replicas[call % 3].ensure_valid_token() for call in range(50)))
    assert len(set(tokens)) == 1
    assert token_requests(google) == 1


async def test_E2_a_rejected_token_is_replaced_once_for_all_who_met_the_rejection(
    google: GoogleSandbox, replica: MakeManager
) -> None:
    """Fifty callers with the same rejected token over three replicas cause one refresh."""
    replicas = [replica() for _ in range(3)]
    rejected = await replicas[0].ensure_valid_token()
    for other in replicas[1:]:
        await other.ensure_valid_token()
    tokens = await asyncio.gather(*(replicas[call % 3].force_token_refresh(rejected) for call in range(50)))
    assert len(set(tokens)) == 1 and rejected not in tokens
    assert token_requests(google) == 2


async def test_E3_a_revoked_grant_costs_one_request_and_asks_the_person_once(
    google: GoogleSandbox, replica: MakeManager, clock: SkippingClock
) -> None:
    """For an hour and over all replicas and a restart: one token request, one notice, ReconnectNeeded for everyone."""
    asked: list[str] = []
    google.revoke_grant()
    for _ in range(3):
        manager = replica(on_grant_lost=lambda account_id, _: asked.append(account_id))
        for _ in range(20):
            with pytest.raises(ReconnectNeeded):
                await manager.ensure_valid_token()
            clock.advance(60)
    assert token_requests(google) == 1
    assert asked == ["me"]


async def test_E3_connecting_again_ends_the_stop_on_every_replica(
    google: GoogleSandbox, replica: MakeManager, account: GoogleAccount
) -> None:
    """A new grant is used by the replica that took it over and by the others."""
    google.revoke_grant()
    first, second = replica(), replica()
    for manager in (first, second):
        with pytest.raises(ReconnectNeeded):
            await manager.ensure_valid_token()
    google.account.granted = True
    await first.store_grant(Grant(refresh_token=account.refresh_token))
    assert await first.ensure_valid_token() == await second.ensure_valid_token()


async def test_E3_a_newly_configured_refresh_token_ends_the_stop(
    google: GoogleSandbox, replica: MakeManager, account: GoogleAccount
) -> None:
    """Whoever runs the bot may also put a new refresh token into the settings."""
    google.revoke_grant()
    with pytest.raises(ReconnectNeeded):
        await replica().ensure_valid_token()
    person = google.add_account("second@example.com")
    fresh = GoogleAccount("me", account.client_id, account.client_secret, person.refresh_token, account.token_uri)
    assert await replica(account=fresh).ensure_valid_token()


@pytest.mark.parametrize(
    "fault",
    [
        Fault("/token", times=2, status=500),
        Fault("/token", times=2, wire=Wire.CUT),
        Fault("/token", times=2, status=429),
    ],
    ids=["500", "connection lost", "429"],
)
async def test_E4_a_refresh_that_fails_twice_is_repeated(
    google: GoogleSandbox, replica: MakeManager, fault: Fault
) -> None:
    """An outage of the token endpoint is waited out, and nobody is asked to reconnect."""
    google.faults.add(fault)
    asked: list[str] = []
    assert await replica(on_grant_lost=lambda account_id, _: asked.append(account_id)).ensure_valid_token()
    assert token_requests(google) == 3
    assert asked == []


async def test_E4_a_lasting_outage_is_told_as_one_and_the_next_call_tries_again(
    google: GoogleSandbox, replica: MakeManager
) -> None:
    """All who wait share one failure of three attempts; the stored grant is untouched."""
    google.faults.add(Fault("/token", times=3, status=503))
    manager = replica()
    results = await asyncio.gather(*(manager.ensure_valid_token() for _ in range(20)), return_exceptions=True)
    assert {type(result) for result in results} == {OutageError}
    assert token_requests(google) == 3
    assert await manager.ensure_valid_token()


async def test_E5_an_answer_without_a_refresh_token_keeps_the_old_one(
    replica: MakeManager, store: SharedTokenStore, account: GoogleAccount
) -> None:
    """Google names the refresh token once only."""
    await replica().ensure_valid_token()
    stored = await store.load_tokens("me")
    assert stored is not None
    assert json.loads(stored[0])["refresh_token"] == account.refresh_token


async def test_E6_fewer_scopes_than_needed_are_named_and_not_asked_for_again(
    google: GoogleSandbox, replica: MakeManager, account: GoogleAccount
) -> None:
    """The error names what is missing; further calls, also of other replicas, cost no request."""
    person = google.add_account("half@example.com", scopes=[SCOPES[0], SCOPES[2]])
    half = GoogleAccount("me", account.client_id, account.client_secret, person.refresh_token, account.token_uri)
    for manager in (replica(account=half), replica(account=half)):
        for _ in range(3):
            with pytest.raises(MissingScope) as caught:
                await manager.ensure_valid_token()
            assert caught.value.missing == (SCOPES[1],)
            assert "calendar.calendarlist.readonly" in caught.value.message
    assert token_requests(google) == 1


@pytest.mark.parametrize(
    ("granted", "missing"),
    [
        (("https://www.googleapis.com/auth/calendar",), ()),
        (SCOPES, ()),
        (("https://www.googleapis.com/auth/calendar.readonly",), SCOPES[:1]),
        (("openid", "email"), SCOPES),
    ],
)
def test_E6_a_wider_scope_covers_a_narrower_one(granted: tuple[str, ...], missing: tuple[str, ...]) -> None:
    """The full `calendar` scope is enough; a read-only one is not."""
    assert missing_scopes(granted) == missing


async def test_E4_a_long_pause_that_the_token_endpoint_asks_for_is_kept_and_not_slept(
    google: GoogleSandbox, replica: MakeManager, clock: SkippingClock
) -> None:
    """Retry-After 20: the refresh ends at once with what is left of it, and nothing is asked before it is over."""
    google.faults.add(Fault(r"/token$", status=503, headers={"Retry-After": "20"}))
    manager = replica()
    began = clock.monotonic()
    with pytest.raises(OutageError) as caught:
        await manager.ensure_valid_token()
    assert clock.monotonic() - began < 1
    assert caught.value.retry_after == 20
    clock.advance(10)
    with pytest.raises(OutageError) as caught:
        await manager.ensure_valid_token()
    assert 9 < (caught.value.retry_after or 0) <= 10
    assert token_requests(google) == 1
    clock.advance(10)
    assert await manager.ensure_valid_token()
    assert token_requests(google) == 2


async def test_E7_a_401_drives_the_refresh_whatever_the_local_clock_says(
    google: GoogleSandbox, replica: MakeManager, transport: AiohttpTransport, clock: SkippingClock
) -> None:
    """A token that is over by Google's clock and not by ours is renewed and the request replayed, once (A2)."""
    manager = replica()
    await manager.ensure_valid_token()
    google.expire_access_tokens()
    client = GoogleCalendarClient(
        "me", token_manager=manager, transport=transport, api_endpoint=google.api_endpoint, clock=clock
    )
    assert (await client.list_events())["items"] == []
    assert token_requests(google) == 2
    assert len(google.requests_for("events.list")) == 2


async def test_E8_a_fast_clock_does_not_refresh_more_than_once_a_life(
    google: GoogleSandbox, replica: MakeManager, clock: SkippingClock
) -> None:
    """A life is measured on this host's own clock from the moment of the answer, so its error cancels out."""
    fast = SkippingClock(offset=600)
    manager = replica(clock=fast)
    for _ in range(54):  # minutes; renewed ahead from the 55th on
        await manager.ensure_valid_token()
        fast.advance(60)
        clock.advance(60)
    assert token_requests(google) == 1


async def test_E9_a_lost_lock_costs_at_most_one_refresh_more_and_no_token(
    google: GoogleSandbox, replica: MakeManager, store: SharedTokenStore, transport: AiohttpTransport
) -> None:
    """Two replicas that both believe to be alone end with a token that works, in the store too."""
    store.forget_locks = True
    both = asyncio.Event()
    google.faults.add(Fault("/token", times=2, hold_before=both))
    first, second = replica(), replica()
    calls = [asyncio.create_task(manager.ensure_valid_token()) for manager in (first, second)]
    while token_requests(google) < 2:
        await AdjustableClock().sleep(0)
    both.set()
    await asyncio.gather(*calls)
    assert token_requests(google) == 2
    stored = await store.load_tokens("me")
    assert stored is not None
    assert json.loads(stored[0])["token"] in google.oauth.access_tokens
    assert await first.ensure_valid_token() in google.oauth.access_tokens
    assert await second.ensure_valid_token() in google.oauth.access_tokens


async def test_E10_disconnecting_ends_calls_in_flight_and_stores_nothing(
    google: GoogleSandbox, transport: AiohttpTransport, clock: SkippingClock, account: GoogleAccount
) -> None:
    """Whoever waits for the refresh hears NotConnected, and its late answer is not kept."""
    store = SharedTokenStore()
    bare = GoogleAccount("me", account.client_id, account.client_secret, token_uri=account.token_uri)
    manager = TokenManager(bare, transport, store, clock=clock, rng=random.Random(1))
    await manager.store_grant(Grant(refresh_token=account.refresh_token))
    held = asyncio.Event()
    google.faults.add(Fault("/token", hold_after=held))
    calls = [asyncio.create_task(manager.ensure_valid_token()) for _ in range(5)]
    while not google.requests_for("token"):
        await AdjustableClock().sleep(0)
    assert await manager.disconnect() == account.refresh_token
    held.set()
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert {type(result) for result in results} == {NotConnected}
    assert await store.load_tokens("me") is None
    with pytest.raises(NotConnected):
        await manager.ensure_valid_token()


async def test_E10_another_replica_s_refresh_does_not_bring_a_disconnected_grant_back(
    google: GoogleSandbox, transport: AiohttpTransport, clock: SkippingClock, account: GoogleAccount
) -> None:
    """A refresh that another replica has under way is answered after the disconnect and is dropped there."""
    store = SharedTokenStore()
    bare = GoogleAccount("me", account.client_id, account.client_secret, token_uri=account.token_uri)
    first, second = (TokenManager(bare, transport, store, clock=clock, rng=random.Random(1)) for _ in range(2))
    await first.store_grant(Grant(refresh_token=account.refresh_token))
    held = asyncio.Event()
    google.faults.add(Fault("/token", hold_after=held))
    call = asyncio.create_task(second.ensure_valid_token())
    while not google.requests_for("token"):
        await AdjustableClock().sleep(0)
    await first.disconnect()
    held.set()
    with pytest.raises(NotConnected):
        await call
    assert await store.load_tokens("me") is None


async def test_E10_a_configured_refresh_token_stays_disconnected_after_a_restart(replica: MakeManager) -> None:
    """What a person has disconnected does not come back from the settings."""
    await replica().ensure_valid_token()
    await replica().disconnect()
    with pytest.raises(NotConnected):
        await replica().ensure_valid_token()


async def test_E11_no_secret_in_logs_errors_or_representations(
    google: GoogleSandbox, replica: MakeManager, account: GoogleAccount, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither tokens nor the client's secret come out anywhere."""
    caplog.set_level(logging.DEBUG)
    manager = replica()
    token = await manager.ensure_valid_token()
    google.revoke_grant()
    with pytest.raises(ReconnectNeeded) as caught:
        await manager.force_token_refresh()
    said = f"{caught.value!r} {caught.value} {manager!r} {account!r} {Grant(account.refresh_token, token)!r}"
    said += "".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    for secret in (token, account.refresh_token, account.client_secret):
        assert secret not in said


async def test_a_wrong_client_secret_is_told_as_such_and_not_as_a_lost_grant(
    google: GoogleSandbox, replica: MakeManager, account: GoogleAccount
) -> None:
    """Whoever runs the bot has to mend it; no person is asked to reconnect."""
    wrong = GoogleAccount("me", account.client_id, "wrong", account.refresh_token, account.token_uri)
    with pytest.raises(AuthenticationError) as caught:
        await replica(account=wrong).ensure_valid_token()
    assert not isinstance(caught.value, (ReconnectNeeded, NotConnected))
    assert token_requests(google) == 1


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"{}", b'{"access_token": 7}', b'{"access_token":"x","expires_in":"soon"}']
)
async def test_a_rubbish_answer_of_the_token_endpoint_is_an_outage(
    google: GoogleSandbox, replica: MakeManager, body: bytes
) -> None:
    """Nothing of it is stored, and the person is not asked to reconnect."""
    google.faults.add(Fault("/token", times=None, status=200, body=body))
    with pytest.raises(OutageError):
        await replica().ensure_valid_token()


async def test_G11_with_the_store_away_each_process_refreshes_for_itself(
    google: GoogleSandbox, replica: MakeManager, store: SharedTokenStore
) -> None:
    """Losing the shared store costs a few requests and no call."""
    store.away = True
    first, second = replica(), replica()
    for manager in (first, second):
        for _ in range(5):
            assert await manager.ensure_valid_token()
    assert token_requests(google) == 2


async def test_G11_with_the_store_away_nobody_is_told_that_they_are_not_connected(
    transport: AiohttpTransport, store: SharedTokenStore, account: GoogleAccount
) -> None:
    """What cannot be read is not absent."""
    store.away = True
    bare = GoogleAccount("me", account.client_id, account.client_secret, token_uri=account.token_uri)
    with pytest.raises(StoreUnavailable):
        await TokenManager(bare, transport, store).ensure_valid_token()


async def test_G7_rubbish_in_the_store_counts_as_absent(replica: MakeManager, store: SharedTokenStore) -> None:
    """A value of another form is replaced."""
    await store.save_tokens("me", b"rubbish", None)
    assert await replica().ensure_valid_token()


async def test_a_cancelled_caller_does_not_end_the_refresh_of_the_others(
    google: GoogleSandbox, replica: MakeManager
) -> None:
    """The one who began it may go; the others get their token from it."""
    held = asyncio.Event()
    google.faults.add(Fault("/token", hold_before=held))
    manager = replica()
    leader, follower = (asyncio.create_task(manager.ensure_valid_token()) for _ in range(2))
    while not google.requests_for("token"):
        await AdjustableClock().sleep(0)
    leader.cancel()
    held.set()
    assert await follower in google.oauth.access_tokens
    assert token_requests(google) == 1


async def test_an_account_that_never_connected_is_told_so_without_a_request(
    google: GoogleSandbox, transport: AiohttpTransport, account: GoogleAccount
) -> None:
    """No grant, no request."""
    bare = GoogleAccount("new", account.client_id, account.client_secret, token_uri=account.token_uri)
    with pytest.raises(NotConnected) as caught:
        await TokenManager(bare, transport).ensure_valid_token()
    assert isinstance(caught.value, CalendarError)
    assert token_requests(google) == 0
