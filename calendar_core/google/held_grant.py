"""The grant as this process knows it, and for how long its token may be used."""

from __future__ import annotations

from calendar_core.clock import Clock
from calendar_core.google.grants import Grant
from calendar_core.google.token_endpoint import RefreshPolicy


class HeldGrant:
    """What was taken over last, from the store or from Google.

    grant: None where nothing is known. version: what the store called it, None where it has none. renew_at: from when
    on its token is to be renewed, an instant of the clock's monotonic time.
    """

    def __init__(self, policy: RefreshPolicy, clock: Clock) -> None:
        self._policy = policy
        self._clock = clock
        self.grant: Grant | None = None
        self.version: str | None = None
        self.renew_at = self._dead_at = float("-inf")

    def adopt(self, grant: Grant | None, version: str | None) -> None:
        """Go on with this one."""
        self.grant, self.version = grant, version
        self.renew_at = self._dead_at = float("-inf")
        if grant is None or grant.expiry is None:
            return
        # Wall time is read once, here: a clock that is set later neither ages nor rejuvenates the token.
        life = (grant.expiry - self._clock.now()).total_seconds()
        end = self._clock.monotonic() + life
        self._dead_at = end - min(self._policy.margin, life / 10)
        self.renew_at = end - max(min(self._policy.ahead, life / 4), self._policy.margin)

    @property
    def token(self) -> str:
        """The access token, of whatever age; "" where there is none."""
        return self.grant.token if self.grant is not None else ""

    @property
    def has_token(self) -> bool:
        """Whether there is a token that Google accepts as far as we know."""
        return bool(self.token) and self._clock.monotonic() < self._dead_at

    def is_usable(self, rejected: str | None) -> bool:
        """Whether the token makes a refresh unnecessary. rejected: the one that Google did not take, None where only
        its age is in question."""
        if not self.token or self.token == rejected:
            return False
        return self._clock.monotonic() < (self.renew_at if rejected is None else self._dead_at)
