"""One refresh of an access token at the token endpoint, repeated after an outage (RFC 6749 6)."""

from __future__ import annotations

import random
from copy import copy
from dataclasses import dataclass, field
from urllib.parse import urlencode

from calendar_core.clock import Clock
from calendar_core.errors import AuthenticationError, OutageError, Throttled
from calendar_core.google.grants import Grant, read_token_answer, token_failure
from calendar_core.google.transport import Request, Transport
from calendar_core.observe import Observer
from calendar_core.resilience.backoff import backoff_delay

TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105


@dataclass(frozen=True, slots=True)
class GoogleAccount:
    """One connected Google account. id: ours. refresh_token: the configured one, "" where people connect in chat."""

    id: str
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    token_uri: str = TOKEN_URI


@dataclass(frozen=True, slots=True)
class RefreshPolicy:
    """How a refresh is made. All in seconds but attempts.

    ahead: how long before its end a token is renewed (at most a quarter of its life). margin: how long before its
    end it is no longer used. timeout: of one attempt. lock: how long a replica may keep the others waiting. poll:
    how often they look. deadline: over all attempts. longest_wait: between two of them; a longer one ends the refresh,
    so that background work is rescheduled for it and a person is told, as with every other wait.
    """

    attempts: int = 3
    ahead: float = 300.0
    margin: float = 30.0
    timeout: float = 8.0
    lock: float = 20.0
    poll: float = 0.05
    deadline: float = 30.0
    longest_wait: float = 3.0


class TokenEndpoint:
    """Where an account's tokens are refreshed. Keeps nothing but how long it wants to be left alone."""

    def __init__(
        self,
        account: GoogleAccount,
        transport: Transport,
        policy: RefreshPolicy,
        clock: Clock,
        rng: random.Random | None,
        observer: Observer,
    ) -> None:
        self._account = account
        self._transport = transport
        self._policy = policy
        self._clock = clock
        self._rng = rng or random.Random()  # noqa: S311 - jitter
        self._observer = observer
        self._refusal: tuple[OutageError | Throttled, float] | None = None

    async def refresh(self, before: Grant) -> Grant:
        """The grant with a new access token.

        After an outage it is asked again until the attempts or the time are spent; where it names a longer time
        (Retry-After), it is left alone until then, and whoever comes sooner hears the same. Raises OutageError,
        Throttled, ReconnectNeeded or AuthenticationError.
        """
        self._leave_alone()
        end = self._clock.monotonic() + self._policy.deadline
        attempt = 0
        while True:
            attempt += 1
            try:
                grant = await self._ask(before)
            except (OutageError, Throttled) as error:
                self._observer.count("google.token_refresh", outcome="outage")
                now = self._clock.monotonic()
                delay = max(backoff_delay(attempt - 1, self._rng), error.retry_after or 0.0)
                if attempt >= self._policy.attempts or delay > self._policy.longest_wait or now + delay >= end:
                    error.attempts = attempt
                    self._refusal = (error, now + error.retry_after) if error.retry_after else None
                    raise
            except AuthenticationError:
                self._observer.count("google.token_refresh", outcome="refused")
                raise
            else:
                self._observer.count("google.token_refresh", outcome="ok")
                return grant
            await self._clock.sleep(delay)

    def _leave_alone(self) -> None:
        if self._refusal is not None:
            said, until = self._refusal
            left = until - self._clock.monotonic()
            if left > 0:
                again = copy(said)
                again.retry_after = left
                raise again

    async def _ask(self, before: Grant) -> Grant:
        fields = {
            "grant_type": "refresh_token",
            "refresh_token": before.refresh_token,
            "client_id": self._account.client_id,
            "client_secret": self._account.client_secret,
        }
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        request = Request("POST", self._account.token_uri, headers, urlencode(fields), self._policy.timeout)
        answer = await self._transport.send(request)
        now = self._clock.now()
        if answer.status != 200:
            raise token_failure(answer.status, answer.headers, answer.body, now)
        return read_token_answer(answer.body, before, now)
