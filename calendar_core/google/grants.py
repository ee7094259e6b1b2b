"""What a person has granted: the values, their stored form, and which scopes are enough. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from calendar_core.errors import (
    AuthenticationError,
    CalendarError,
    MalformedAnswer,
    MissingScope,
    NotConnected,
    OutageError,
    ReconnectNeeded,
    UntrustedConnection,
)
from calendar_core.google.failures import classify, masked, read_error_body

_ROOT = "https://www.googleapis.com/auth/"
SCOPES = (
    f"{_ROOT}calendar.events",
    f"{_ROOT}calendar.calendarlist.readonly",
    f"{_ROOT}calendar.freebusy",
)
"""What the product asks for, and no more."""
NEEDED = SCOPES[:1]
"""What it cannot do without; for want of the others Google itself refuses what needs them."""

_ALSO_COVERED_BY = {
    "calendar.events": ("calendar",),
    "calendar.calendarlist.readonly": ("calendar", "calendar.readonly", "calendar.calendarlist"),
    "calendar.freebusy": ("calendar", "calendar.readonly", "calendar.events.freebusy"),
}
DEFAULT_LIFE = timedelta(hours=1)
"""Life of an access token whose answer does not say it (`expires_in` is only recommended, RFC 6749 5.1)."""


def missing_scopes(granted: Iterable[str], required: Iterable[str] = SCOPES) -> tuple[str, ...]:
    """Those of `required` that `granted` does not cover; a wider scope covers a narrower one."""
    have = {scope if "://" in scope else _ROOT + scope for scope in granted}
    return tuple(
        scope
        for scope in required
        if scope not in have
        and not any(_ROOT + wider in have for wider in _ALSO_COVERED_BY.get(scope.removeprefix(_ROOT), ()))
    )


class GrantState(StrEnum):
    """Whether a grant can be used. All but CONNECTED wait for the person and cost no request."""

    CONNECTED = "connected"
    RECONNECT_NEEDED = "reconnect_needed"
    SCOPE_MISSING = "scope_missing"
    DISCONNECTED = "disconnected"


@dataclass(frozen=True, slots=True)
class Grant:
    """One person's grant.

    expiry: aware, by the clock of whoever refreshed. scopes: granted, empty where Google did not say. seed: digest
    of the configured refresh token that this grant began with, so that a newly configured one is noticed. Secrets
    are kept out of the repr.
    """

    refresh_token: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    expiry: datetime | None = None
    scopes: tuple[str, ...] = ()
    state: GrantState = GrantState.CONNECTED
    seed: str = field(default="", repr=False)

    @classmethod
    def from_json(cls, value: bytes) -> Grant | None:
        """The grant in a stored value; None for rubbish or a later form."""
        try:
            fields = json.loads(value)
            expiry = fields["expiry"]
            return cls(
                refresh_token=str(fields["refresh_token"]),
                token=str(fields["token"]),
                expiry=None if expiry is None else datetime.fromisoformat(expiry).astimezone(UTC),
                scopes=tuple(map(str, fields["scopes"])),
                state=GrantState(fields["state"]),
                seed=str(fields["seed"]),
            )
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return None

    def to_json(self) -> bytes:
        fields = {
            "refresh_token": self.refresh_token,
            "token": self.token,
            "expiry": None if self.expiry is None else self.expiry.isoformat(),
            "scopes": self.scopes,
            "state": self.state,
            "seed": self.seed,
        }
        return json.dumps(fields).encode()

    def lost(self, state: GrantState) -> Grant:
        """The same grant, no longer usable: a disconnected one keeps nothing that could be used."""
        if state is GrantState.DISCONNECTED:
            return Grant(state=state, seed=self.seed)
        return replace(self, token="", expiry=None, state=state)


def why_unusable(grant: Grant | None, required: Iterable[str] = SCOPES) -> CalendarError:
    """What to tell whoever needs a token that this grant does not give."""
    if grant is None or grant.state in (GrantState.DISCONNECTED, GrantState.CONNECTED):
        return NotConnected()
    if grant.state is GrantState.RECONNECT_NEEDED:
        return ReconnectNeeded()
    return scope_error(missing_scopes(grant.scopes, required))


def scope_error(missing: tuple[str, ...]) -> MissingScope:
    """The error that names the scopes which were not granted."""
    names = ", ".join(scope.rpartition("/")[2] for scope in missing)
    sentence = f"Permission is missing: {names}. Please connect your calendar again and leave every box ticked."
    return MissingScope(sentence, missing=missing, endpoint="token")


def seed_of(refresh_token: str) -> str:
    """Digest that tells one configured refresh token from another without giving it away."""
    return hashlib.sha256(refresh_token.encode()).hexdigest()[:16] if refresh_token else ""


def read_token_answer(body: bytes, before: Grant, now: datetime) -> Grant:
    """The grant after a good answer of the token endpoint (RFC 6749 5.1).

    A refresh token or scopes that the answer does not name stay as they were. Raises MalformedAnswer.
    """
    try:
        fields: Mapping[str, Any] = json.loads(body)
        token = fields["access_token"]
        life = timedelta(seconds=float(fields.get("expires_in") or DEFAULT_LIFE.total_seconds()))
        scope = fields.get("scope")
        refresh_token = fields.get("refresh_token") or before.refresh_token
        expiry = now + life
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise MalformedAnswer("Google's answer to the sign-in could not be read") from None
    if not _is_token(token) or not _is_token(refresh_token or "-"):
        raise MalformedAnswer("Google's answer to the sign-in could not be read")
    return replace(
        before,
        token=token,
        refresh_token=refresh_token,
        expiry=expiry,
        scopes=tuple(filter(_is_token, scope.split())) if isinstance(scope, str) and scope.strip() else before.scopes,
        state=GrantState.CONNECTED,
    )


_TOKEN = re.compile("[ -~]+")  # RFC 6749, A.12 and A.17: and nothing else may get into a header


def _is_token(value: object) -> bool:
    return isinstance(value, str) and _TOKEN.fullmatch(value) is not None


def token_failure(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> CalendarError:
    """The typed error of an answer of the token endpoint that is no success (RFC 6749 5.2)."""
    reason = next(iter(read_error_body(body).reasons), "")
    if status < 500 and reason == "invalid_grant":
        return ReconnectNeeded(status=status, reason=reason, endpoint="token")
    if reason in ("server_error", "temporarily_unavailable", "internal_failure"):
        return OutageError(status=status, reason=reason, endpoint="token")
    if status in (400, 401, 403) and reason in ("invalid_client", "unauthorized_client", "deleted_client"):
        sentence = "Google does not accept this bot's client id and secret; whoever runs it has to correct them"
        return AuthenticationError(sentence, status=status, reason=reason, endpoint="token")
    error = classify(status, headers, body, now, endpoint="token")
    if error.retryable or isinstance(error, UntrustedConnection):
        return error
    refused = "Google refused the sign-in"
    return AuthenticationError(refused, status=status, reason=masked(reason) or None, endpoint="token")
