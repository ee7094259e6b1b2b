# ruff: noqa: N802 - rows of the fault matrix are named as it names them
"""What an answer means, and what to do about it: pure, so every shape is tried."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_core import errors
from calendar_core.errors import CalendarError
from calendar_core.google.decisions import Decision, ErrorKind, decide
from calendar_core.google.failures import QUOTA_COOL_DOWN, classify, masked, read_error_body

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def google_error(status: int, *reasons: str, message: str = "Said so", domain: str = "global") -> bytes:
    """An error body as Calendar v3 sends it."""
    entries = [{"domain": domain, "reason": reason, "message": message} for reason in reasons]
    return json.dumps({"error": {"errors": entries, "code": status, "message": message}}).encode()


def decision(status: int, body: bytes = b"", headers: dict[str, str] | None = None, **how: Any) -> Decision:
    return decide(classify(status, headers or {}, body, NOW, **how))


ROWS: list[tuple[str, int, bytes, type[CalendarError], ErrorKind, bool, bool]] = [
    # row, status, body, error, kind, retry, counts
    ("A1", 400, google_error(400, "timeRangeEmpty"), errors.BadRequest, ErrorKind.BAD_REQUEST, False, False),
    ("A1", 400, google_error(400, "invalid"), errors.BadRequest, ErrorKind.BAD_REQUEST, False, False),
    ("A2", 401, google_error(401, "authError"), errors.AuthenticationError, ErrorKind.AUTHENTICATION, False, False),
    (
        "A7",
        401,
        google_error(401, "push.webhookUrlUnauthorized"),
        errors.PermissionDenied,
        ErrorKind.PERMISSION,
        False,
        False,
    ),
    ("A4", 403, google_error(403, "rateLimitExceeded"), errors.Throttled, ErrorKind.THROTTLE, True, False),
    ("A5", 403, google_error(403, "userRateLimitExceeded"), errors.Throttled, ErrorKind.THROTTLE, True, False),
    ("A6", 403, google_error(403, "quotaExceeded"), errors.QuotaExceeded, ErrorKind.QUOTA, False, False),
    ("A6", 403, google_error(403, "dailyLimitExceeded"), errors.QuotaExceeded, ErrorKind.QUOTA, False, False),
    ("A7", 403, google_error(403, "forbidden"), errors.NotYourCalendar, ErrorKind.PERMISSION, False, False),
    ("A7", 403, google_error(403, "forbiddenForNonOrganizer"), errors.NotOrganizer, ErrorKind.PERMISSION, False, False),
    ("A7", 403, google_error(403, "insufficientPermissions"), errors.MissingScope, ErrorKind.PERMISSION, False, False),
    ("A7", 403, google_error(403, "accessNotConfigured"), errors.ApiSwitchedOff, ErrorKind.PERMISSION, False, False),
    ("A8", 403, b"", errors.PermissionDenied, ErrorKind.PERMISSION, False, False),
    ("A8", 403, b"<html>Forbidden</html>", errors.PermissionDenied, ErrorKind.PERMISSION, False, False),
    ("A8", 403, b'{"error": ["rateLimitExceeded"]}', errors.PermissionDenied, ErrorKind.PERMISSION, False, False),
    ("A8", 403, google_error(403, "somethingNew"), errors.PermissionDenied, ErrorKind.PERMISSION, False, False),
    ("A9", 403, google_error(403, "forbidden", "rateLimitExceeded"), errors.Throttled, ErrorKind.THROTTLE, True, False),
    ("A9", 403, google_error(403, "x", "userRateLimitExceeded"), errors.Throttled, ErrorKind.THROTTLE, True, False),
    ("A10", 404, google_error(404, "notFound"), errors.NotFound, ErrorKind.NOT_FOUND, False, False),
    ("A11", 410, google_error(410, "deleted"), errors.NotFound, ErrorKind.NOT_FOUND, False, False),
    ("A12", 410, google_error(410, "fullSyncRequired"), errors.SyncTokenInvalid, ErrorKind.SYNC_TOKEN, False, False),
    (
        "A12",
        410,
        google_error(410, "updatedMinTooLongAgo"),
        errors.SyncTokenInvalid,
        ErrorKind.SYNC_TOKEN,
        False,
        False,
    ),
    (
        "A13",
        412,
        google_error(412, "conditionNotMet"),
        errors.ChangedMeanwhile,
        ErrorKind.CHANGED_MEANWHILE,
        False,
        False,
    ),
    ("D4", 409, google_error(409, "duplicate"), errors.Conflict, ErrorKind.CONFLICT, False, False),
    ("A14", 429, google_error(429, "rateLimitExceeded"), errors.Throttled, ErrorKind.THROTTLE, True, False),
    ("A14", 429, b"", errors.Throttled, ErrorKind.THROTTLE, True, False),
    ("A16", 500, google_error(500, "backendError"), errors.OutageError, ErrorKind.OUTAGE, True, True),
    ("A16", 502, b"<html>Bad gateway</html>", errors.OutageError, ErrorKind.OUTAGE, True, True),
    ("A16", 503, b"", errors.OutageError, ErrorKind.OUTAGE, True, True),
    ("A16", 504, b"", errors.OutageError, ErrorKind.OUTAGE, True, True),
    ("A19", 302, b"", errors.UntrustedConnection, ErrorKind.UNTRUSTED, False, False),
    ("F8", 407, b"<html>Proxy</html>", errors.ConnectFailed, ErrorKind.OUTAGE, True, True),
    ("F8", 408, b"", errors.AttemptTimeout, ErrorKind.OUTAGE, True, True),
    ("F8", 418, b"", errors.BadRequest, ErrorKind.BAD_REQUEST, False, False),
    ("F8", 999, b"", errors.MalformedAnswer, ErrorKind.OUTAGE, True, True),
]


@pytest.mark.parametrize(
    ("row", "status", "body", "error", "kind", "retry", "counts"),
    ROWS,
    ids=[f"{row[0]}-{row[1]}-{index}" for index, row in enumerate(ROWS)],
)
def test_every_answer_is_one_typed_error_and_one_decision(
    row: str, status: int, body: bytes, error: type[CalendarError], kind: ErrorKind, retry: bool, counts: bool
) -> None:
    """Type, kind, whether to repeat and whether it counts for the breaker follow from status and reasons."""
    found = decision(status, body)
    assert (type(found.error), found.kind, found.retry, found.counts) == (error, kind, retry, counts)
    assert found.error.status == status
    assert found.tell.endswith(".") and len(found.tell) > 20


def test_A1_google_s_own_message_is_told() -> None:
    """A plain 400 says what Google said of it."""
    found = decision(400, google_error(400, "timeRangeEmpty", message="The specified time range is empty."))
    assert "The specified time range is empty" in found.error.message
    assert found.error.reason == "timeRangeEmpty"


def test_A4_A5_D12_a_throttle_names_the_scope_that_has_to_cool_down() -> None:
    """A user's throttle is the user's, a project's the project's, and of a write it is that calendar's."""

    def scope(reason: str, **how: Any) -> str:
        error = classify(403, {}, google_error(403, reason), NOW, **how)
        assert isinstance(error, errors.Throttled)
        return error.scope

    assert scope("userRateLimitExceeded") == "user"
    assert scope("rateLimitExceeded") == "project"
    assert scope("rateLimitExceeded", writes=True) == "calendar"
    assert scope("userRateLimitExceeded", writes=True) == "user"


def test_A6_a_spent_quota_says_when_to_come_back() -> None:
    """Where Google names no time, an hour; where it does, that."""
    assert decision(403, google_error(403, "quotaExceeded")).retry_after == QUOTA_COOL_DOWN
    assert decision(403, google_error(403, "quotaExceeded"), {"retry-after": "90"}).retry_after == 90


def test_A7_the_four_refusals_read_differently() -> None:
    """Four causes, four sentences."""
    reasons = ("forbidden", "forbiddenForNonOrganizer", "insufficientPermissions", "accessNotConfigured")
    assert len({decision(403, google_error(403, reason)).tell for reason in reasons}) == 4


def test_A7_reasons_in_details_count_too() -> None:
    """The newer shape of Google's errors names its reason in `details`."""
    body = {
        "error": {
            "code": 403,
            "message": "Request had insufficient authentication scopes.",
            "errors": [{"message": "Insufficient Permission", "domain": "global", "reason": "forbidden"}],
            "status": "PERMISSION_DENIED",
            "details": [
                {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}
            ],
        }
    }
    assert isinstance(classify(403, {}, json.dumps(body).encode(), NOW), errors.MissingScope)


@pytest.mark.parametrize(
    "message",
    ["Sync token is no longer valid, a full sync is required.", "Invalid sync token value.", "syncToken: bad"],
)
def test_A12_a_400_that_names_the_sync_token_asks_for_a_full_sync(message: str) -> None:
    """Only for a request that carried one."""
    body = google_error(400, "invalid", message=message)
    assert isinstance(classify(400, {}, body, NOW, syncing=True), errors.SyncTokenInvalid)
    assert isinstance(classify(400, {}, body, NOW), errors.BadRequest)


def test_A12_a_410_without_a_known_reason_is_read_by_what_was_asked() -> None:
    """On a listing with a sync token it is the token, elsewhere the event."""
    assert isinstance(classify(410, {}, b"", NOW, syncing=True), errors.SyncTokenInvalid)
    assert isinstance(classify(410, {}, b"", NOW), errors.NotFound)


@pytest.mark.parametrize(
    ("value", "seconds", "retry"),
    [
        ("7", 7.0, True),
        (format_datetime(NOW + timedelta(seconds=42), usegmt=True), 42.0, True),
        (format_datetime(NOW - timedelta(seconds=42), usegmt=True), None, True),
        ("-5", None, True),
        ("soon", None, True),
        ("nan", None, True),
        ("", None, True),
        ("301", 301.0, False),
        ("99999999999", 86400.0, False),
        ("inf", None, True),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_A15_retry_after_in_every_form(status: int, value: str, seconds: float | None, retry: bool) -> None:
    """Dates are understood, rubbish is ignored, over 300 s is not waited for, and a day is the most."""
    found = decision(status, b"", {"retry-after": value})
    assert (found.retry_after, found.retry) == (seconds, retry)


def test_E11_messages_are_masked() -> None:
    """Addresses, tokens and quoted words of a person do not come out of an error."""
    said = "Not found: me.too+x@example.com, token ya29.a0AfH6SM and 'Dinner with Mei Ling' at “home sweet home”"
    told = masked(said)
    assert not any(word in told for word in ("example", "a0AfH6SM", "Mei", "sweet"))
    assert masked("Invalid value for 'start.dateTime'") == "Invalid value for 'start.dateTime'"
    assert len(masked("x y " * 1000)) <= 200


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["error", "errors", "details", "reason", "message", "code", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(status=st.integers(100, 700), body=st.binary(max_size=40) | JSON.map(lambda value: json.dumps(value).encode()))
def test_A8_no_body_makes_the_parser_stumble(status: int, body: bytes) -> None:
    """Whatever comes, exactly one typed error and one decision come out, and only outages count."""
    read_error_body(body)
    found = decision(status, body)
    assert found.counts == isinstance(found.error, errors.OutageError)


def every_error() -> list[type[CalendarError]]:
    def below(kind: type[CalendarError]) -> list[type[CalendarError]]:
        return [kind, *(deeper for child in kind.__subclasses__() for deeper in below(child))]

    return below(CalendarError)


@pytest.mark.parametrize("kind", every_error())
def test_every_error_of_the_tree_has_its_sentence_for_the_person(kind: type[CalendarError]) -> None:
    """Whatever is raised, `decide` says something a person can act on, and repeats only what may succeed by itself."""
    found = decide(kind())
    assert found.tell and "  " not in found.tell
    assert not found.retry or kind.retryable
