"""The OAuth endpoints behave like Google's: consent, codes with PKCE, refresh, revocation."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from sandbox.google import Consent, GoogleSandbox
from sandbox.google.state import FULL_SCOPE

VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
REDIRECT = "http://127.0.0.1:9/back"


async def post(session: aiohttp.ClientSession, address: str, form: dict[str, str]) -> tuple[int, Any]:
    async with session.post(address, data=form) as answer:
        return answer.status, await answer.json()


def refresh(google: GoogleSandbox, **changes: str) -> dict[str, str]:
    return {
        "grant_type": "refresh_token",
        "client_id": google.client_id,
        "client_secret": google.client_secret,
        "refresh_token": google.refresh_token,
    } | changes


async def consent(google: GoogleSandbox, session: aiohttp.ClientSession, **changes: str) -> dict[str, str]:
    """Go to the consent page and return what comes back to the redirect address."""
    query = {
        "client_id": google.client_id,
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": FULL_SCOPE,
        "state": "s1",
        "access_type": "offline",
        "prompt": "consent",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    } | changes
    async with session.get(google.auth_uri, params=query, allow_redirects=False) as answer:
        assert answer.status == 302
        address = urlsplit(answer.headers["Location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == REDIRECT
    return {name: values[0] for name, values in parse_qs(address.query).items()}


def exchange(google: GoogleSandbox, code: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "client_id": google.client_id,
        "client_secret": google.client_secret,
        "code": code,
        "code_verifier": VERIFIER,
        "redirect_uri": REDIRECT,
    }


async def test_refresh_gives_a_working_access_token(google: GoogleSandbox, session: aiohttp.ClientSession) -> None:
    """A refresh answers an access token with its life and scope, and no new refresh token."""
    status, body = await post(session, google.token_uri, refresh(google))
    assert status == 200
    assert {k: body[k] for k in ("expires_in", "scope", "token_type")} == {
        "expires_in": 3599,
        "scope": FULL_SCOPE,
        "token_type": "Bearer",
    }
    assert "refresh_token" not in body
    headers = {"Authorization": f"Bearer {body['access_token']}"}
    async with session.get(f"{google.api_endpoint}users/me/calendarList", headers=headers) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"refresh_token": "made-up"}, 400, "invalid_grant"),
        ({"refresh_token": ""}, 400, "invalid_request"),
        ({"client_id": "somebody"}, 401, "invalid_client"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
async def test_bad_refreshes_are_refused_in_googles_words(
    google: GoogleSandbox, session: aiohttp.ClientSession, changes: dict[str, str], status: int, error: str
) -> None:
    """Each wrong part of a refresh has its own error code and status."""
    got, body = await post(session, google.token_uri, refresh(google, **changes))
    assert (got, body["error"]) == (status, error)
    assert body["error_description"]


@pytest.mark.parametrize("which", ["refresh", "access"])
async def test_revoking_any_token_ends_the_grant(
    google: GoogleSandbox, session: aiohttp.ClientSession, which: str
) -> None:
    """After a revocation neither the refresh token nor the access tokens work; a second one is an error."""
    access = google.oauth.issue(google.account)
    token = google.refresh_token if which == "refresh" else access
    assert (await post(session, google.revoke_uri, {"token": token}))[0] == 200
    assert (await post(session, google.token_uri, refresh(google)))[1]["error"] == "invalid_grant"
    headers = {"Authorization": f"Bearer {access}"}
    async with session.get(f"{google.api_endpoint}users/me/calendarList", headers=headers) as answer:
        assert answer.status == 401
    assert (await post(session, google.revoke_uri, {"token": token}))[1]["error"] == "invalid_token"


async def test_consent_to_refresh_token(google: GoogleSandbox, session: aiohttp.ClientSession) -> None:
    """The whole way of `authorize`: consent, code and state back, exchange with PKCE, a refresh token that works."""
    back = await consent(google, session)
    assert back["state"] == "s1"
    status, body = await post(session, google.token_uri, exchange(google, back["code"]))
    assert status == 200
    renewed = refresh(google, refresh_token=body["refresh_token"])
    assert (await post(session, google.token_uri, renewed))[0] == 200
    again = await post(session, google.token_uri, exchange(google, back["code"]))
    assert again[1]["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "x" * 64}, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:9/other"}, "redirect_uri_mismatch"),
        ({"code": "made-up"}, "invalid_grant"),
    ],
)
async def test_a_code_is_bound(
    google: GoogleSandbox, session: aiohttp.ClientSession, changes: dict[str, str], error: str
) -> None:
    """A code without its verifier or with another redirect address gets no token."""
    back = await consent(google, session)
    status, body = await post(session, google.token_uri, exchange(google, back["code"]) | changes)
    assert (status, body["error"]) == (400, error)


async def test_a_person_may_refuse_or_grant_less(google: GoogleSandbox, session: aiohttp.ClientSession) -> None:
    """Consent can be denied, or given for fewer scopes, which the answer then names."""
    google.oauth.consent = Consent(error="access_denied")
    assert await consent(google, session) == {"state": "s1", "error": "access_denied"}
    google.oauth.consent = Consent(scopes=[f"{FULL_SCOPE}.events"])
    back = await consent(google, session, scope=f"{FULL_SCOPE}.events {FULL_SCOPE}.freebusy")
    _, body = await post(session, google.token_uri, exchange(google, back["code"]))
    assert body["scope"] == f"{FULL_SCOPE}.events"


async def test_online_access_has_no_refresh_token(google: GoogleSandbox, session: aiohttp.ClientSession) -> None:
    """Without access_type=offline the exchange gives no refresh token."""
    back = await consent(google, session, access_type="online")
    _, body = await post(session, google.token_uri, exchange(google, back["code"]))
    assert "refresh_token" not in body


async def test_an_unknown_client_is_not_sent_back(google: GoogleSandbox, session: aiohttp.ClientSession) -> None:
    """A consent page asked for by an unknown client shows an error and redirects nowhere."""
    query = {"client_id": "somebody", "redirect_uri": REDIRECT, "response_type": "code", "scope": "x"}
    async with session.get(google.auth_uri, params=query, allow_redirects=False) as answer:
        assert answer.status == 401
        assert "Location" not in answer.headers
