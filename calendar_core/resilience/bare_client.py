"""Makes a limiter store of what a program hands over.

The wiring passes a store, and then nothing here looks upwards. For the convenience of `RateLimiter(redis_client)` a
bare redis.asyncio client is wrapped in the adapter of `calendar_core.store`, which is found by its name at that
moment: so this room imports neither Redis nor what stands above it, and a program without Redis never loads it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from calendar_core.clock import Clock
from calendar_core.observe import Observer
from calendar_core.resilience.admission import LimiterStore
from calendar_core.resilience.failover import FailoverStore
from calendar_core.resilience.local_store import LocalLimiterStore

_ADAPTER = ("calendar_core.store.limits", "RedisLimiterStore")


def store_of(given: Any, clock: Clock, replicas: int, observer: Observer | None) -> LimiterStore:
    """None: a local store. A local or failover store: itself. A shared store or a bare client: with failover.

    Raises TypeError for anything else.
    """
    if given is None:
        return LocalLimiterStore(clock)
    if isinstance(given, LocalLimiterStore | FailoverStore):
        return given
    if hasattr(given, "admit"):
        return FailoverStore(given, clock=clock, replicas=replicas, observer=observer)
    if not any(kind.__module__.startswith("redis.asyncio") for kind in type(given).__mro__):
        raise TypeError(f"a limiter needs a client of redis.asyncio or a LimiterStore, not {type(given).__name__}")
    module, name = _ADAPTER
    adapter = getattr(import_module(module), name)
    return FailoverStore(adapter(given, clock=clock), clock=clock, replicas=replicas, observer=observer)
