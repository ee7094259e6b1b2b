"""The error tree of the calendar core.

Every failure that leaves the core is one of these, so a caller can decide by type and read facts from fields::

    CalendarError(message, code)
    +-- SyncError                        500  a sync run could not be finished
    |   +-- SyncTokenInvalid             410  the sync token is spent: run a full sync
    +-- InvalidEventTime                 400  a start or end that cannot be booked
    |   +-- UnknownTimezone                   a zone name this host does not know
    |   +-- InconsistentEventTime             ends disagree: kind, order, or offset against zone
    +-- StaleAgenda                      409  the numbered list is older than what it numbers
    +-- StoreUnavailable                 503  Redis cannot be reached, or refused
    +-- NotKept                          503  neither Google nor Redis took the request: nothing was kept
    +-- GoogleAPIError                        an answer of Google, or its absence
        +-- BadRequest                   400
        +-- AuthenticationError          401  Google does not accept who we are
        |   +-- ReconnectNeeded               the grant is gone: the person must connect again
        |   +-- NotConnected                  no grant is stored for this account
        +-- PermissionDenied             403  the grant is good, this is not allowed
        |   +-- NotYourCalendar               `forbidden`
        |   +-- NotOrganizer                  `forbiddenForNonOrganizer`
        |   +-- MissingScope                  `insufficientPermissions`
        |   +-- ApiSwitchedOff                `accessNotConfigured`
        +-- NotFound                     404  also 410 `deleted`
        +-- Conflict                     409  another event has this id
        +-- ChangedMeanwhile             412  the event was edited since it was read
        +-- RateLimitError               429  slow down: `retry_after` says how long
        |   +-- Throttled                     Google said so
        |   +-- QuotaExceeded                 a daily or use limit is spent
        |   +-- LimiterRefused                our own limiter: no place within the deadline, or queue full
        |   +-- CircuitOpenError              the circuit breaker of this endpoint is open
        +-- OutageError                  503  5xx, no connection, time-out: counts for the breaker
        |   +-- ConnectFailed                 nothing was sent: safe to repeat any method
        |   +-- ConnectionLost                sent, and no (whole) answer came back
        |   +-- AttemptTimeout                sent, and no answer in time
        |   +-- MalformedAnswer               an answer that is not what Google sends
        +-- UntrustedConnection               certificate refused, or a redirect to elsewhere: never repeated
        +-- DeadlineExceeded             504  the caller's time is over
        +-- UnknownOutcome               504  a write that may have happened: look it up, never say "failed"

Facts are fields, for programs; the message is a sentence, for people, and never holds a title, an address or a
token.

Over 300 lines, and one thing: a tree is read at one glance or not at all.
"""

from __future__ import annotations


class CalendarError(Exception):
    """A failure of the calendar core.

    message: one sentence a person can act on. code: the nearest HTTP status. The further facts are None where
    they are not known: `endpoint` (such as "event_create"), `status` (HTTP), `reason` (Google's word, such as
    "rateLimitExceeded"), `retry_after` (seconds from now until it makes sense to try again), `attempts` (requests
    on the wire so far). `retryable` says whether the same call may succeed later without anybody doing anything.
    `attempts_left`, above zero, says that background work ended before its attempts were spent, because the wait for
    the next one is long: it is to be rescheduled at `retry_after`.
    """

    default_message = "Something went wrong"
    default_code = 500
    retryable = False
    attempts_left = 0

    def __init__(
        self,
        message: str | None = None,
        code: int | None = None,
        *,
        endpoint: str | None = None,
        status: int | None = None,
        reason: str | None = None,
        retry_after: float | None = None,
        attempts: int = 0,
    ) -> None:
        self.message = self.default_message if message is None else message
        self.code = self.default_code if code is None else code
        super().__init__(self.message, self.code)
        self.endpoint = endpoint
        self.status = status
        self.reason = reason
        self.retry_after = retry_after
        self.attempts = attempts

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        facts = {
            "endpoint": self.endpoint,
            "status": self.status,
            "reason": self.reason,
            "retry_after": self.retry_after,
        }
        told = "".join(f", {name}={value!r}" for name, value in facts.items() if value is not None)
        return f"{type(self).__name__}({self.message!r}, {self.code}{told})"


class SyncError(CalendarError):
    """A sync run could not be finished; the cache is as it was before."""

    default_message = "Sync failed"
    default_code = 500
    retryable = True


class SyncTokenInvalid(SyncError):
    """Google no longer knows the sync token (410, or a 400 that names it): only a full sync helps."""

    default_message = "The sync token is no longer valid"
    default_code = 410


class InvalidEventTime(CalendarError):
    """A start or an end that cannot be booked."""

    default_message = "This time cannot be booked"
    default_code = 400


class UnknownTimezone(InvalidEventTime):
    """A zone name that this host does not know; never read as UTC in silence."""

    default_message = "Unknown time zone"


class InconsistentEventTime(InvalidEventTime):
    """Start and end disagree, in kind or order, or an offset disagrees with its zone."""

    default_message = "Start and end of the event do not fit together"


class StaleAgenda(CalendarError):
    """The numbered list was changed, moved or outlived since it was shown."""

    default_message = "That list is out of date"
    default_code = 409


class StoreUnavailable(CalendarError):
    """Redis cannot be reached, does not answer in time, or refused."""

    default_message = "The store does not answer"
    default_code = 503
    retryable = True


class NotKept(CalendarError):
    """Neither Google nor the store took the request: nothing was kept, and the person must send it again."""

    default_message = "Neither Google nor my own memory answers, so this was not kept. Please send it again."
    default_code = 503
    retryable = True


class GoogleAPIError(CalendarError):
    """An answer of Google that is no success, or the absence of an answer.

    The error that ends a call with several attempts names its `endpoint` and `attempts` and has the last
    attempt's error as `__cause__` or is that error itself.
    """

    default_message = "Google Calendar did not do what was asked"


class BadRequest(GoogleAPIError):
    """A plain 400: repeating it cannot help."""

    default_message = "Google Calendar did not understand the request"
    default_code = 400


class AuthenticationError(GoogleAPIError):
    """Google does not accept the token."""

    default_message = "Authentication failed"
    default_code = 401


class ReconnectNeeded(AuthenticationError):
    """The grant was revoked or has run out: the person must connect again, retries are pointless."""

    default_message = "Google no longer accepts the connection to your calendar. Please connect it again."


class NotConnected(AuthenticationError):
    """No grant is stored for this account (never connected, or disconnected meanwhile)."""

    default_message = "No Google Calendar is connected"


class PermissionDenied(GoogleAPIError):
    """403 whose reason is no throttle."""

    default_message = "Google Calendar does not allow this; it gave no reason we know"
    default_code = 403


class NotYourCalendar(PermissionDenied):
    """403 `forbidden`: no write access to this calendar."""

    default_message = "This calendar is not yours to change"


class NotOrganizer(PermissionDenied):
    """403 `forbiddenForNonOrganizer`: only the organizer may change this."""

    default_message = "Only the organizer of this event can change it"


class MissingScope(PermissionDenied):
    """403 `insufficientPermissions`, or a refresh that came back with fewer scopes.

    `missing` names the scopes that are lacking, where known.
    """

    default_message = "Permission for your calendar is missing. Please connect it again and leave every box ticked."

    def __init__(
        self,
        message: str | None = None,
        code: int | None = None,
        *,
        missing: tuple[str, ...] = (),
        **facts: object,
    ) -> None:
        super().__init__(message, code, **facts)  # type: ignore[arg-type]
        self.missing = missing


class ApiSwitchedOff(PermissionDenied):
    """403 `accessNotConfigured`: the Calendar API is off in the Google Cloud project."""

    default_message = "The Google Calendar API is switched off in this bot's Google Cloud project"


class NotFound(GoogleAPIError):
    """404, or 410 `deleted`."""

    default_message = "This event is no longer in Google Calendar"
    default_code = 404


class Conflict(GoogleAPIError):
    """409 `duplicate`: this id is taken by an event with other content, or by a cancelled one."""

    default_message = "Another event already has this id"
    default_code = 409


class ChangedMeanwhile(GoogleAPIError):
    """412: the event was edited since it was read; `current` is Google's version, where it was read back."""

    default_message = "The event was changed in Google Calendar meanwhile, so nothing was overwritten"
    default_code = 412

    def __init__(
        self,
        message: str | None = None,
        code: int | None = None,
        *,
        current: dict[str, object] | None = None,
        **facts: object,
    ) -> None:
        super().__init__(message, code, **facts)  # type: ignore[arg-type]
        self.current = current


class RateLimitError(GoogleAPIError):
    """Slow down: `retry_after` seconds from now it makes sense to try again."""

    default_message = "Too many requests just now"
    default_code = 429
    retryable = True


class Throttled(RateLimitError):
    """429, or 403 with a rate-limit reason; `scope` is "project", "user" or "calendar"."""

    default_message = "Google Calendar asks us to slow down"

    def __init__(
        self, message: str | None = None, code: int | None = None, *, scope: str = "user", **facts: object
    ) -> None:
        super().__init__(message, code, **facts)  # type: ignore[arg-type]
        self.scope = scope


class QuotaExceeded(RateLimitError):
    """403 `quotaExceeded` or `dailyLimitExceeded`: a long pause, no quick retry."""

    default_message = "Quota exceeded"


class LimiterRefused(RateLimitError):
    """Our own limiter has no place within the deadline, or its queue is full."""

    default_message = "Too many requests at once; please try again in a moment"


class CircuitOpenError(RateLimitError):
    """The circuit breaker of this endpoint is open: nothing was sent."""

    default_message = "Google Calendar has failed several times in a row; waiting before the next try"


class OutageError(GoogleAPIError):
    """5xx, no connection, or no answer in time. The only family that counts for the circuit breaker."""

    default_message = "Google Calendar does not answer properly at the moment"
    default_code = 503
    retryable = True


class ConnectFailed(OutageError):
    """No connection was made, so nothing was sent: any method may be repeated."""

    default_message = "Google Calendar cannot be reached"


class ConnectionLost(OutageError):
    """The request was (perhaps) sent and the connection broke before the answer was whole."""

    default_message = "The connection to Google Calendar broke before it answered"


class AttemptTimeout(OutageError):
    """The request was (perhaps) sent and no whole answer came in time."""

    default_message = "Google Calendar did not answer in time"


class MalformedAnswer(OutageError):
    """The answer was cut short, too large, or not what Google sends."""

    default_message = "Google Calendar's answer could not be read"


class UntrustedConnection(GoogleAPIError):
    """The certificate was refused, or the answer sends us to another host: never repeated, never trusted."""

    default_message = "The connection to Google Calendar could not be trusted"
    default_code = 502


class DeadlineExceeded(GoogleAPIError):
    """The caller's total time is over."""

    default_message = "This took too long"
    default_code = 504
    retryable = True


class UnknownOutcome(GoogleAPIError):
    """A write that may or may not have happened; it must be looked up before anybody says "done" or "failed"."""

    default_message = "Google Calendar may or may not have done this; checking"
    default_code = 504
    retryable = True


# The three the product's users know by name. They are constants to compare and to show, never raised themselves.
AUTH_ERROR = CalendarError("Authentication failed", 401)
QUOTA_ERROR = CalendarError("Quota exceeded", 429)
SYNC_ERROR = CalendarError("Sync failed", 500)
