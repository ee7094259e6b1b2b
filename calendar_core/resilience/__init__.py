"""Limits, circuit breakers and retries: what stands between the core and Google.

`RateLimiter` and `SimpleRateLimiter` decide about one request, `Guard` about a whole call. Deciding is pure
(`sliding_window`, `breaker_state`, `backoff`, `retry`); a `LimiterStore` keeps the state: in this process
(`local_store`), in Redis (`calendar_core.store.limits`), or in Redis for as long as it answers (`failover`).
"""

from calendar_core.resilience.admission import Result, Scope
from calendar_core.resilience.backoff import backoff_delay, parse_retry_after
from calendar_core.resilience.circuit_breaker import CircuitBreaker
from calendar_core.resilience.failover import FailoverStore
from calendar_core.resilience.guard import Guard
from calendar_core.resilience.limits import BreakerSettings, Limits
from calendar_core.resilience.local_store import LocalLimiterStore
from calendar_core.resilience.permit import Permit
from calendar_core.resilience.rate_limiter import RateLimiter, SimpleRateLimiter
from calendar_core.resilience.retry import RetryBudget, RetryPolicy

__all__ = [
    "BreakerSettings",
    "CircuitBreaker",
    "FailoverStore",
    "Guard",
    "Limits",
    "LocalLimiterStore",
    "Permit",
    "RateLimiter",
    "Result",
    "RetryBudget",
    "RetryPolicy",
    "Scope",
    "SimpleRateLimiter",
    "backoff_delay",
    "parse_retry_after",
]
