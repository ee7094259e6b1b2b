"""Every metric there is, as data: what the observer hears, what Prometheus is told, and which labels it may carry.

A label's values are a closed set, so the number of series is bounded whatever is reported; a value outside the set
is told as "other". No label names a person, a calendar, an event or a chat. Names follow the practice of Prometheus
(base units, the unit as the last word, counters ending in `_total` on the wire).
Over 300 lines, for it is one thing: a table, read as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from calendar_core.errors import CalendarError

PREFIX = "calendar_bot_"
OTHER = "other"
"""Stands for every label value that is not in its set."""
UNKNOWN = "unknown"
"""Counts what was reported under a name that this table lacks."""
BOOLEAN = "boolean"
"""The unit of a gauge that is 1 or 0; as a state has no unit, the name does not carry it."""


class Kind(StrEnum):
    """Which of the observer's methods feeds it: count, duration (a counter takes one of each) or level."""

    COUNTER = "counter"
    HISTOGRAM = "histogram"
    GAUGE = "gauge"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric. heard: the observer's name. name: Prometheus', without the prefix. labels: their closed sets.
    buckets: upper bounds of a histogram, in its unit."""

    heard: str
    name: str
    kind: Kind
    help: str
    unit: str
    labels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    buckets: tuple[float, ...] = ()

    @property
    def full_name(self) -> str:
        return PREFIX + self.name

    @property
    def series(self) -> int:
        """How many label combinations there can be; each label has one value more, "other"."""
        number = 1
        for values in self.labels.values():
            number *= len(values) + 1
        return number


def _error_names(kind: type[CalendarError] = CalendarError) -> Iterator[str]:
    yield kind.__name__
    for finer in kind.__subclasses__():
        yield from _error_names(finer)


def _of(words: str) -> frozenset[str]:
    return frozenset(words.split())


ERRORS = frozenset(_error_names())
ENDPOINTS = _of(
    "calendar_list calendar_get event_list event_get event_create event_update event_delete free_busy event_watch "
    "channel_stop"
)
INCIDENTS = _of("reconnect_needed permission_missing quota_spent sync_failing store_away store_lost")
CHECKS = _of("store telegram google sync scheduler consistency disk clock")
ROUTES = _of("telegram google oauth healthz readyz metrics none")
_ENDPOINT = {"endpoint": ENDPOINTS}
_OUTCOMES = ERRORS | _of("ok CancelledError TimeoutError")
_SYNC_KINDS = _of("full incremental any")
_STATUSES = _of("200 400 403 404 405 408 413 415 500 503")

_CALL = (0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3.0, 5.0, 10.0, 30.0, 60.0)
_QUICK = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 3.0)
_LATE = (0.05, 0.1, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 1800.0, 7200.0)

METRICS: tuple[Metric, ...] = (
    # Google
    Metric(
        "google.call",
        "google_call_duration_seconds",
        Kind.HISTOGRAM,
        "Time of a call to Google as its caller felt it: attempts and waits together.",
        "seconds",
        _ENDPOINT,
        _CALL,
    ),
    Metric(
        "google.call",
        "google_calls",
        Kind.COUNTER,
        "Calls to Google by how they ended: ok, or the name of the error.",
        "calls",
        {**_ENDPOINT, "outcome": _OUTCOMES},
    ),
    Metric(
        "guard.retry", "google_retries", Kind.COUNTER, "Attempts made again after a failed one.", "retries", _ENDPOINT
    ),
    Metric(
        "google.token_refresh",
        "google_token_refreshes",
        Kind.COUNTER,
        "Access tokens asked for: ok, refused (the person has to connect again) or outage.",
        "refreshes",
        {"outcome": _of("ok refused outage")},
    ),
    Metric(
        "google.token_store_unavailable",
        "google_token_store_failures",
        Kind.COUNTER,
        "Tokens that could not be shared over the store.",
        "failures",
    ),
    # rate limiter and circuit breaker
    Metric(
        "limiter.asked",
        "limiter_requests",
        Kind.COUNTER,
        "Places asked of the rate limiter: go, or what refused them.",
        "requests",
        {**_ENDPOINT, "verdict": _of("go circuit cool_down window queue")},
    ),
    Metric(
        "limiter.waited",
        "limiter_wait_seconds",
        Kind.HISTOGRAM,
        "Time a request was held back for its place in the window.",
        "seconds",
        _ENDPOINT,
        _CALL,
    ),
    Metric(
        "limiter.headroom",
        "limiter_headroom_requests",
        Kind.GAUGE,
        "Requests that the window still had room for when the last one was let in.",
        "requests",
        _ENDPOINT,
    ),
    Metric(
        "limiter.response",
        "limiter_response_duration_seconds",
        Kind.HISTOGRAM,
        "Response times reported to the limiter by whoever makes requests of their own.",
        "seconds",
        _ENDPOINT,
        _CALL,
    ),
    Metric(
        "limiter.cool_down",
        "limiter_cool_downs",
        Kind.COUNTER,
        "Times that Google asked to slow down, by whom it concerned.",
        "cool_downs",
        {"scope": _of("project user calendar")},
    ),
    Metric(
        "limiter.degraded",
        "limiter_degraded",
        Kind.GAUGE,
        "1 while the store is away and this process keeps the limits by itself.",
        BOOLEAN,
    ),
    Metric(
        "breaker.opened",
        "breaker_openings",
        Kind.COUNTER,
        "Times that the circuit breaker opened after failed calls.",
        "openings",
        _ENDPOINT,
    ),
    Metric(
        "breaker.closed",
        "breaker_closings",
        Kind.COUNTER,
        "Times that the circuit breaker closed again.",
        "closings",
        _ENDPOINT,
    ),
    Metric(
        "circuit.pause",
        "breaker_pause_seconds",
        Kind.GAUGE,
        "Time until an open circuit breaker lets a trial call through; 0 when closed.",
        "seconds",
        _ENDPOINT,
    ),
    # sync and cache
    Metric(
        "sync.run",
        "sync_runs",
        Kind.COUNTER,
        "Sync runs by how they ended: ok, or the name of the error (kind any).",
        "runs",
        {"kind": _SYNC_KINDS, "outcome": _OUTCOMES},
    ),
    Metric(
        "sync.took",
        "sync_duration_seconds",
        Kind.HISTOGRAM,
        "Time of a sync run that went well.",
        "seconds",
        {"kind": _SYNC_KINDS},
        _CALL,
    ),
    Metric("sync.calendars", "sync_calendars", Kind.GAUGE, "Calendars that are kept in sync.", "calendars"),
    Metric(
        "sync.age",
        "sync_last_success_age_seconds",
        Kind.GAUGE,
        "Time since the calendar was last in sync with Google.",
        "seconds",
    ),
    Metric(
        "sync.failures",
        "sync_consecutive_failures",
        Kind.GAUGE,
        "Sync runs that have failed in a row; 0 when the last one went well.",
        "failures",
    ),
    Metric("cache.events", "cache_events", Kind.GAUGE, "Events in the cache.", "events"),
    Metric(
        "cache.read",
        "cache_reads",
        Kind.COUNTER,
        "Listings answered from a fresh cache (hit), from an old one (stale) or by asking Google (miss).",
        "reads",
        {"outcome": _of("hit stale miss")},
    ),
    Metric(
        "consistency.checked",
        "consistency_checkups",
        Kind.COUNTER,
        "Calendars compared with Google by what came of it: in_step, mended by a whole sync or by filling the cache "
        "anew, still different, or not to be found out.",
        "checkups",
        {"outcome": _of("in_step synced recovered differs unknown")},
    ),
    Metric(
        "consistency.differed",
        "consistency_differing_events",
        Kind.COUNTER,
        "Events that were not in the cache as they are in Google.",
        "events",
    ),
    Metric(
        "consistency.age",
        "consistency_last_checkup_age_seconds",
        Kind.GAUGE,
        "Time since the cache was last compared with Google.",
        "seconds",
    ),
    Metric(
        "push.message",
        "push_messages",
        Kind.COUNTER,
        "Messages of push channels: taken (a sync is due), alive (a channel's first), refused (none of ours) or later "
        "(to be sent again).",
        "messages",
        {"outcome": _of("taken alive refused later")},
    ),
    Metric(
        "push.alive",
        "push_alive",
        Kind.GAUGE,
        "1 where push is proven for every calendar, so that they are polled less often.",
        BOOLEAN,
    ),
    # reminders, outbox, inbox
    Metric(
        "reminder.late",
        "reminder_lateness_seconds",
        Kind.HISTOGRAM,
        "How long after its time a reminder was sent; the count is the reminders sent.",
        "seconds",
        buckets=_LATE,
    ),
    Metric(
        "reminder.repeated",
        "reminder_repeats",
        Kind.COUNTER,
        "Reminders sent at a second try or later; an earlier one may have been taken all the same.",
        "repeats",
    ),
    Metric(
        "reminder.overdue",
        "reminder_overdue_seconds",
        Kind.GAUGE,
        "How long the earliest reminder that waits has been due; 0 when none is.",
        "seconds",
    ),
    Metric(
        "outbox.failure",
        "outbox_failures",
        Kind.COUNTER,
        "Kept writes that Google did not take when tried, by error.",
        "failures",
        {"error": ERRORS},
    ),
    Metric(
        "outbox.finished",
        "outbox_verdicts",
        Kind.COUNTER,
        "Kept writes that came to an end and were told.",
        "verdicts",
        {"outcome": _of("done failed")},
    ),
    Metric("outbox.waiting", "outbox_writes", Kind.GAUGE, "Writes kept until Google takes them.", "writes"),
    Metric("outbox.age", "outbox_oldest_age_seconds", Kind.GAUGE, "Age of the oldest kept write.", "seconds"),
    Metric("inbox.waiting", "inbox_updates", Kind.GAUGE, "Updates that wait or are being handled.", "updates"),
    Metric(
        "inbox.parked",
        "inbox_parked_updates",
        Kind.GAUGE,
        "Updates that were given up after three tries.",
        "updates",
    ),
    # Telegram
    Metric(
        "update.handled",
        "update_duration_seconds",
        Kind.HISTOGRAM,
        "Time to handle an update, its replies included.",
        "seconds",
        {"kind": _of("text caption media edited tap ignored")},
        _CALL,
    ),
    Metric("telegram.sent", "telegram_messages", Kind.COUNTER, "Messages that Telegram took.", "messages"),
    Metric(
        "telegram.throttled",
        "telegram_throttles",
        Kind.COUNTER,
        "Answers of Telegram that asked to slow down (429).",
        "throttles",
    ),
    # the service itself
    Metric(
        "web.request",
        "http_request_duration_seconds",
        Kind.HISTOGRAM,
        "Time to answer an HTTP request.",
        "seconds",
        {"route": ROUTES},
        _QUICK,
    ),
    Metric(
        "web.request",
        "http_requests",
        Kind.COUNTER,
        "HTTP requests by route and status; 403 at the webhook is a wrong secret.",
        "requests",
        {"route": ROUTES, "status": _STATUSES},
    ),
    Metric(
        "health.check",
        "health_check_passing",
        Kind.GAUGE,
        "1 where that part was well when last looked at.",
        BOOLEAN,
        {"check": CHECKS},
    ),
    Metric(
        "incident.standing",
        "incident_standing",
        Kind.GAUGE,
        "1 while something of that kind keeps the bot from serving its people, as the replica that tells them sees it.",
        BOOLEAN,
        {"kind": INCIDENTS},
    ),
    Metric(
        "clock.drift",
        "clock_drift_seconds",
        Kind.GAUGE,
        "Time that this host's clock is ahead of Google's, at the least; below 0 where it is behind.",
        "seconds",
    ),
    Metric(
        "disk.free",
        "store_disk_free_bytes",
        Kind.GAUGE,
        "Room on the disk that the bot's own store writes to; not a number where the store is not its own.",
        "bytes",
    ),
    Metric(
        "store.answered",
        "store_round_trip_seconds",
        Kind.HISTOGRAM,
        "Time of one small question to the store, asked with each scrape.",
        "seconds",
        buckets=_QUICK,
    ),
    Metric(
        "log.record",
        "log_records",
        Kind.COUNTER,
        "Log lines that tell of an error or a warning, by level and error.",
        "records",
        {"level": _of("debug info warning error critical"), "error": ERRORS | _of("none")},
    ),
    Metric(
        UNKNOWN,
        "unknown_observations",
        Kind.COUNTER,
        "What was reported under a name or in a way that no metric has; anything but 0 is a fault of the bot.",
        "observations",
    ),
)
