# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""Tokens of one account over several replicas, each with its own connection to a real Redis."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
from cryptography.fernet import Fernet
from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock, SystemClock
from calendar_core.errors import NotConnected, ReconnectNeeded
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.grants import Grant
from calendar_core.google.token_endpoint import GoogleAccount
from calendar_core.google.token_manager import TokenManager
from calendar_core.store.connection import Store
from calendar_core.store.secrets import RedisTokenStore
from sandbox.faults import Fault
from sandbox.google import GoogleSandbox

KEY = Fernet.generate_key()


@pytest.fixture
async def google(clock: AdjustableClock) -> AsyncIterator[GoogleSandbox]:
    server = GoogleSandbox(clock, random.Random(1))
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def stores(redis: Redis, redis_url: str, clock: AdjustableClock) -> AsyncIterator[list[RedisTokenStore]]:
    """Three replicas' stores; the `redis` fixture has emptied what is behind them."""
    clients = [Redis.from_url(redis_url) for _ in range(3)]
    yield [RedisTokenStore(Store(client, clock), [KEY]) for client in clients]
    for client in clients:
        await client.aclose()


@pytest.fixture
def replicas(
    google: GoogleSandbox, stores: list[RedisTokenStore], transport: AiohttpTransport, clock: AdjustableClock
) -> list[TokenManager]:
    account = GoogleAccount("me", google.client_id, google.client_secret, token_uri=google.token_uri)
    return [TokenManager(account, transport, store, clock=clock, rng=random.Random(2)) for store in stores]


async def test_E2_fifty_calls_over_three_replicas_cost_one_refresh(
    google: GoogleSandbox, replicas: list[TokenManager], clock: AdjustableClock
) -> None:
    """Whoever finds the token gone waits for the one refresh there is, on whatever replica."""
    await replicas[0].store_grant(Grant(refresh_token=google.refresh_token))
    held = asyncio.Event()
    google.faults.add(Fault("/token", hold_before=held, times=None))
    calls = [asyncio.create_task(replicas[call % 3].ensure_valid_token()) for call in range(50)]
    while len(google.requests_for("token")) + sum(left <= 0.05 for left in clock.sleepers) < 3:
        await SystemClock().sleep(0)  # until each replica either asks Google or waits for the one that does
    held.set()
    tokens = await asyncio.gather(*calls)
    assert len(set(tokens)) == 1
    assert len(google.requests_for("token")) == 1


async def test_E3_a_revoked_grant_costs_all_replicas_one_request(
    google: GoogleSandbox, replicas: list[TokenManager]
) -> None:
    """Until the person connects again, on any of them."""
    await replicas[0].store_grant(Grant(refresh_token=google.refresh_token))
    google.revoke_grant()
    results = await asyncio.gather(*(r.ensure_valid_token() for r in replicas * 5), return_exceptions=True)
    assert {type(result) for result in results} == {ReconnectNeeded}
    assert len(google.requests_for("token")) == 1
    google.account.granted = True
    await replicas[1].store_grant(Grant(refresh_token=google.refresh_token))
    assert len({await replica.ensure_valid_token() for replica in replicas}) == 1


async def test_E10_a_disconnect_on_one_replica_drops_the_refresh_under_way_on_another(
    google: GoogleSandbox, replicas: list[TokenManager], stores: list[RedisTokenStore]
) -> None:
    """No token is stored afterwards."""
    await replicas[0].store_grant(Grant(refresh_token=google.refresh_token))
    held = asyncio.Event()
    google.faults.add(Fault("/token", hold_after=held))
    call = asyncio.create_task(replicas[1].ensure_valid_token())
    while not google.requests_for("token"):
        await SystemClock().sleep(0)
    await replicas[0].disconnect()
    held.set()
    with pytest.raises(NotConnected):
        await call
    assert await stores[2].load_tokens("me") is None
