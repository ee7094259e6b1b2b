"""Connecting a Google account: the consent page, the code's exchange, and taking the grant back.

OAuth 2.0 for installed and web applications (RFC 6749) with PKCE (RFC 7636, S256), as Google documents it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from calendar_core.clock import Clock, SystemClock
from calendar_core.errors import AuthenticationError, MissingScope, ReconnectNeeded
from calendar_core.google.failures import classify
from calendar_core.google.grants import SCOPES, Grant, missing_scopes, read_token_answer, token_failure
from calendar_core.google.token_endpoint import TOKEN_URI
from calendar_core.google.transport import Answer, Request, Transport

AUTH_URI = "https://accounts.google.com/o/oauth2/v2/auth"
REVOKE_URI = "https://oauth2.googleapis.com/revoke"


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """One person's way to the consent page and back.

    url: to open in a browser. state and code_verifier: to be kept, for one use and a few minutes, beside whom they
    were made for; both are secret until then.
    """

    url: str = field(repr=False)
    state: str = field(repr=False)
    code_verifier: str = field(repr=False)

    def accepts(self, state: str) -> bool:
        """Whether an answer that carries `state` belongs to this request; compared in constant time."""
        return hmac.compare_digest(self.state.encode(), state.encode(errors="surrogatepass"))


class OAuthFlow:
    """Asks Google for a grant on behalf of a person.

    entropy: gives that many random bytes. The endpoints may be another server's.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        redirect_uri: str,
        transport: Transport,
        *,
        auth_uri: str = AUTH_URI,
        token_uri: str = TOKEN_URI,
        revoke_uri: str = REVOKE_URI,
        scopes: tuple[str, ...] = SCOPES,
        clock: Clock | None = None,
        entropy: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_uri = redirect_uri
        self._transport = transport
        self._auth_uri = auth_uri
        self._token_uri = token_uri
        self._revoke_uri = revoke_uri
        self._scopes = scopes
        self._clock = clock or SystemClock()
        self._entropy = entropy

    def authorization_request(self) -> AuthorizationRequest:
        """A new request, for one person and one use."""
        state, verifier = _word(self._entropy(32)), _word(self._entropy(48))
        query = {
            "client_id": self._client_id,
            "redirect_uri": self._redirect_uri,
            "response_type": "code",
            "scope": " ".join(self._scopes),
            "state": state,
            "code_challenge": code_challenge(verifier),
            "code_challenge_method": "S256",
            # Google hands out a refresh token only offline, and a second time only after a new consent.
            "access_type": "offline",
            "prompt": "consent",
            "include_granted_scopes": "true",
        }
        return AuthorizationRequest(f"{self._auth_uri}?{urlencode(query)}", state, verifier)

    async def exchange(self, code: str, code_verifier: str) -> Grant:
        """The grant for the code that came back.

        Raises MissingScope where a box was left unticked, AuthenticationError where the code is spent, too old or
        not ours, OutageError (the code may be tried once more then).
        """
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": code_verifier,
            "redirect_uri": self._redirect_uri,
            "client_id": self._client_id,
            "client_secret": self._client_secret,
        }
        answer = await self._post(self._token_uri, fields)
        now = self._clock.now()
        if answer.status != 200:
            error = token_failure(answer.status, answer.headers, answer.body, now)
            if isinstance(error, ReconnectNeeded):  # `invalid_grant`, which here speaks of the code
                sentence = "This sign-in is no longer valid. Please start connecting once more."
                raise AuthenticationError(sentence, status=answer.status, reason=error.reason)
            raise error
        grant = read_token_answer(answer.body, Grant(), now)
        if missing := missing_scopes(grant.scopes, self._scopes) if grant.scopes else ():
            raise MissingScope(missing=missing)
        if not grant.refresh_token:
            raise AuthenticationError("Google gave no lasting permission. Please start connecting once more.")
        return grant

    async def revoke(self, token: str) -> None:
        """Take back a grant at Google's (RFC 7009); one that is already gone is fine. Raises OutageError and such."""
        answer = await self._post(self._revoke_uri, {"token": token})
        if answer.status not in (200, 400):
            raise classify(answer.status, answer.headers, answer.body, self._clock.now(), endpoint="revoke")

    async def _post(self, uri: str, fields: dict[str, str]) -> Answer:
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        return await self._transport.send(Request("POST", uri, headers, urlencode(fields)))


def code_challenge(code_verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636 4.2)."""
    return _word(hashlib.sha256(code_verifier.encode()).digest())


def _word(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
