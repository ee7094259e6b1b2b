"""Connecting an account: consent page, exchange of the code, taking the grant back."""

from __future__ import annotations

import random
from urllib.parse import parse_qs, urlsplit

import pytest

from calendar_core.errors import AuthenticationError, MissingScope, OutageError
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.grants import SCOPES
from calendar_core.google.oauth import AuthorizationRequest, OAuthFlow, code_challenge
from calendar_core.google.transport import Request
from sandbox.faults import Fault
from sandbox.google import GoogleSandbox
from tests.google.conftest import SkippingClock


@pytest.fixture
def flow(google: GoogleSandbox, transport: AiohttpTransport, skipping: SkippingClock) -> OAuthFlow:
    return OAuthFlow(
        google.client_id,
        google.client_secret,
        "http://127.0.0.1/callback",
        transport,
        auth_uri=google.auth_uri,
        token_uri=google.token_uri,
        revoke_uri=google.revoke_uri,
        clock=skipping,
        entropy=random.Random(4).randbytes,
    )


async def consent(transport: AiohttpTransport, request: AuthorizationRequest) -> dict[str, str]:
    """What the person's browser brings back."""
    answer = await transport.send(Request("GET", request.url))
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


async def test_a_code_becomes_a_lasting_grant(
    flow: OAuthFlow, google: GoogleSandbox, transport: AiohttpTransport
) -> None:
    """With PKCE, our state, the scopes we need and no more."""
    request = flow.authorization_request()
    back = await consent(transport, request)
    assert request.accepts(back["state"]) and not request.accepts("other")
    grant = await flow.exchange(back["code"], request.code_verifier)
    assert grant.scopes == SCOPES
    assert grant.refresh_token == google.refresh_token
    assert grant.token in google.oauth.access_tokens


def test_the_consent_page_is_asked_for_offline_access_with_a_challenge(flow: OAuthFlow) -> None:
    """Every request has a state and a verifier of its own, and neither shows in its repr."""
    first, second = flow.authorization_request(), flow.authorization_request()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(first.url).query).items()}
    assert (asked["access_type"], asked["prompt"], asked["response_type"]) == ("offline", "consent", "code")
    assert asked["code_challenge"] == code_challenge(first.code_verifier)
    assert asked["code_challenge_method"] == "S256"
    assert first.state != second.state and first.code_verifier != second.code_verifier
    assert repr(first) == "AuthorizationRequest()"
    assert 43 <= len(first.code_verifier) <= 128


def test_the_challenge_is_the_rfc_s_own_example() -> None:
    """RFC 7636, appendix B."""
    assert (
        code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


async def test_a_spent_code_or_a_wrong_verifier_is_refused(flow: OAuthFlow, transport: AiohttpTransport) -> None:
    """The person is asked to start once more, not told that a grant was lost."""
    request = flow.authorization_request()
    code = (await consent(transport, request))["code"]
    for verifier in ("wrong" * 10, request.code_verifier):
        with pytest.raises(AuthenticationError, match="start connecting once more"):
            await flow.exchange(code, verifier)


async def test_a_box_left_unticked_is_named(
    flow: OAuthFlow, google: GoogleSandbox, transport: AiohttpTransport
) -> None:
    """The grant is not taken, and the error says which scope is missing."""
    google.oauth.consent.scopes = [SCOPES[0]]
    request = flow.authorization_request()
    code = (await consent(transport, request))["code"]
    with pytest.raises(MissingScope) as caught:
        await flow.exchange(code, request.code_verifier)
    assert caught.value.missing == SCOPES[1:]


async def test_a_grant_is_taken_back(flow: OAuthFlow, google: GoogleSandbox) -> None:
    """Once it is gone, taking it back again is fine; an outage is told."""
    await flow.revoke(google.refresh_token)
    assert not google.account.granted
    await flow.revoke(google.refresh_token)
    google.faults.add(Fault("/revoke", status=503))
    with pytest.raises(OutageError):
        await flow.revoke(google.refresh_token)
