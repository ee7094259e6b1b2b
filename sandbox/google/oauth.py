"""Google's OAuth 2.0: consent, token and revocation endpoints.

Source: https://developers.google.com/identity/protocols/oauth2/native-app; refusals in the shape of RFC 6749, 5.2.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from sandbox.google.calls import Reply
from sandbox.google.errors import Json, bad_credentials, login_required
from sandbox.google.state import Account, GoogleState

_CODE_LIFE = timedelta(minutes=10)


class OAuthError(Exception):
    """A refusal of the token endpoint. error: one of RFC 6749's codes."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(description)
        self.reply = Reply(status, {"error": error, "error_description": description})


@dataclass
class AccessToken:
    """What a bearer may do until when."""

    email: str
    scopes: list[str]
    expires: datetime


@dataclass
class _Code:
    email: str
    client_id: str
    redirect_uri: str
    scopes: list[str]
    offline: bool
    challenge: str
    method: str
    expires: datetime


@dataclass
class Consent:
    """What the person at the consent page does. error: such as access_denied. scopes: a narrower choice."""

    error: str = ""
    scopes: list[str] | None = None
    email: str = ""


@dataclass
class OAuth:
    """The grants, codes and access tokens. clients: secret by client id. token_life: seconds."""

    state: GoogleState
    clients: dict[str, str]
    token_life: int = 3599
    consent: Consent = field(default_factory=Consent)
    access_tokens: dict[str, AccessToken] = field(default_factory=dict)
    _codes: dict[str, _Code] = field(default_factory=dict)

    def token(self, form: Mapping[str, str]) -> Reply:
        """POST /token. Raises OAuthError."""
        kind = form.get("grant_type")
        if kind not in ("refresh_token", "authorization_code"):
            raise OAuthError(400, "unsupported_grant_type", f"Invalid grant_type: {kind or ''}")
        self._check_client(form)
        return self._refresh(form) if kind == "refresh_token" else self._exchange(form)

    def revoke(self, token: str) -> Reply:
        """POST /revoke: ends the whole grant, whichever of its tokens is given. Raises OAuthError."""
        known = self.access_tokens.get(token)
        account = self.state.accounts.get(known.email) if known else self._account_of(token)
        if account is None or not account.granted:
            raise OAuthError(400, "invalid_token", "Token expired or revoked")
        self.end_grant(account)
        return Reply(200, {})

    def end_grant(self, account: Account) -> None:
        """The person takes the app's access away: no token of the account works any more."""
        account.granted = False
        self.access_tokens = {k: t for k, t in self.access_tokens.items() if t.email != account.email}

    def authorize(self, query: Mapping[str, str]) -> str:
        """GET /o/oauth2/v2/auth: the address to send the browser back to. Raises OAuthError where there is none."""
        redirect = query.get("redirect_uri", "")
        if query.get("client_id") not in self.clients:
            raise OAuthError(401, "invalid_client", "The OAuth client was not found.")
        if urlsplit(redirect).scheme not in ("http", "https"):
            raise OAuthError(400, "invalid_request", "Missing or invalid redirect_uri")
        if query.get("response_type") != "code" or not query.get("scope"):
            raise OAuthError(400, "invalid_request", "response_type must be code and scope must be given")
        asked = query["scope"].split()
        back: dict[str, str] = {"state": query["state"]} if "state" in query else {}
        if self.consent.error:
            return f"{redirect}?{urlencode(back | {'error': self.consent.error})}"
        email = self.consent.email or query.get("login_hint") or next(iter(self.state.accounts))
        granted = asked if self.consent.scopes is None else [s for s in asked if s in self.consent.scopes]
        code = f"4/{self.state.made_up(40)}"
        self._codes[code] = _Code(
            email=email,
            client_id=query["client_id"],
            redirect_uri=redirect,
            scopes=granted,
            offline=query.get("access_type") == "offline",
            challenge=query.get("code_challenge", ""),
            method=query.get("code_challenge_method", "plain"),
            expires=self.state.now() + _CODE_LIFE,
        )
        return f"{redirect}?{urlencode(back | {'code': code, 'scope': ' '.join(granted)})}"

    def bearer(self, authorization: str | None) -> tuple[Account, list[str]]:
        """Whose request it is and what it may do. Raises ApiError 401."""
        if not authorization:
            raise login_required()
        kind, _, token = authorization.partition(" ")
        known = self.access_tokens.get(token.strip())
        if kind.lower() != "bearer" or known is None or known.expires <= self.state.now():
            raise bad_credentials()
        return self.state.accounts[known.email], known.scopes

    def issue(self, account: Account, scopes: list[str] | None = None) -> str:
        """A new access token for an account; for tests that do without the token endpoint."""
        token = f"ya29.{self.state.made_up(60)}"
        life = timedelta(seconds=self.token_life)
        granted = list(account.scopes if scopes is None else scopes)
        self.access_tokens[token] = AccessToken(account.email, granted, self.state.now() + life)
        return token

    def _check_client(self, form: Mapping[str, str]) -> None:
        secret = self.clients.get(form.get("client_id", ""))
        if secret is None:
            raise OAuthError(401, "invalid_client", "The OAuth client was not found.")
        if not hmac.compare_digest(secret, form.get("client_secret", "")):
            raise OAuthError(401, "invalid_client", "The provided client secret is invalid.")

    def _account_of(self, refresh_token: str) -> Account | None:
        return next((a for a in self.state.accounts.values() if a.refresh_token == refresh_token), None)

    def _refresh(self, form: Mapping[str, str]) -> Reply:
        if not form.get("refresh_token"):
            raise OAuthError(400, "invalid_request", "Missing required parameter: refresh_token")
        account = self._account_of(form["refresh_token"])
        if account is None or not account.granted:
            raise OAuthError(400, "invalid_grant", "Token has been expired or revoked.")
        return self._answer(account, account.scopes)

    def _exchange(self, form: Mapping[str, str]) -> Reply:
        code = self._codes.pop(form.get("code", ""), None)  # one use, whatever comes of it
        if code is None or code.expires <= self.state.now() or code.client_id != form["client_id"]:
            raise OAuthError(400, "invalid_grant", "Malformed auth code.")
        if code.redirect_uri != form.get("redirect_uri"):
            raise OAuthError(400, "redirect_uri_mismatch", "Bad Request")
        if code.challenge and _challenge(form.get("code_verifier", ""), code.method) != code.challenge:
            raise OAuthError(400, "invalid_grant", "Invalid code verifier.")
        account = self.state.accounts.get(code.email)
        if account is None:
            raise OAuthError(400, "invalid_grant", "Bad Request")
        account.scopes, account.granted = code.scopes, True
        reply = self._answer(account, code.scopes)
        if code.offline and reply.body is not None:
            account.refresh_token = f"1//{self.state.made_up(50)}"
            reply.body["refresh_token"] = account.refresh_token
        return reply

    def _answer(self, account: Account, scopes: list[str]) -> Reply:
        body: Json = {
            "access_token": self.issue(account, scopes),
            "expires_in": self.token_life,
            "scope": " ".join(scopes),
            "token_type": "Bearer",
        }
        return Reply(200, body)


def _challenge(verifier: str, method: str) -> str:
    """RFC 7636, 4.6."""
    if method != "S256":
        return verifier
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
