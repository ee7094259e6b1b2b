"""A store over the test's Redis, and makers of what is kept in it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from calendar_core.clock import AdjustableClock
from calendar_core.store.connection import Store
from calendar_core.store.keys import Keys


@pytest.fixture
def store(redis: Redis, clock: AdjustableClock) -> Store:
    """The store on this test's empty Redis."""
    return Store(redis, clock)


@pytest.fixture
def sharded(redis: Redis, clock: AdjustableClock) -> Store:
    """The same spread over several shards."""
    return Store(redis, clock, Keys(4))


@pytest.fixture
def now(clock: AdjustableClock) -> datetime:
    """The clock's time when the test began, to the second."""
    return clock.now().replace(microsecond=0)


@pytest.fixture
def window(now: datetime) -> tuple[datetime, datetime]:
    """A sync window around now."""
    return now - timedelta(days=7), now + timedelta(days=60)
