"""Access tokens of one account: fetched ahead of need, once for everybody, and never for a grant that is gone."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, TypeVar

from calendar_core.clock import Clock, SystemClock
from calendar_core.errors import CalendarError, MissingScope, NotConnected, ReconnectNeeded, StoreUnavailable
from calendar_core.google.grants import SCOPES, Grant, GrantState, missing_scopes, scope_error, seed_of, why_unusable
from calendar_core.google.held_grant import HeldGrant
from calendar_core.google.token_endpoint import GoogleAccount, RefreshPolicy, TokenEndpoint
from calendar_core.google.token_store import MemoryTokenStore, TokenStore
from calendar_core.google.transport import Transport
from calendar_core.observe import NullObserver, Observer

if TYPE_CHECKING:
    from google.oauth2.credentials import Credentials

T = TypeVar("T")
logger = logging.getLogger(__name__)


class TokenManager:
    """Keeps one account's access token valid.

    At most one refresh is under way per process, whose outcome all callers share, and one over all replicas (the
    store's lock). A refresh that Google answers with `invalid_grant` stops the account: from then on every call
    raises ReconnectNeeded without a request, until `store_grant`. on_grant_lost(account id, error) is called once
    per lost grant, by the replica that found out.
    """

    def __init__(
        self,
        account: GoogleAccount,
        transport: Transport,
        store: TokenStore | None = None,
        *,
        scopes: tuple[str, ...] = SCOPES,
        policy: RefreshPolicy | None = None,
        clock: Clock | None = None,
        rng: random.Random | None = None,
        observer: Observer | None = None,
        on_grant_lost: Callable[[str, CalendarError], None] | None = None,
    ) -> None:
        self._account = account
        self._store: TokenStore = store or MemoryTokenStore()
        self._scopes = scopes
        self._policy = policy or RefreshPolicy()
        self._clock = clock or SystemClock()
        self._observer = observer or NullObserver()
        self._endpoint = TokenEndpoint(account, transport, self._policy, self._clock, rng, self._observer)
        self._on_grant_lost = on_grant_lost
        self._seed = seed_of(account.refresh_token)
        self._held = HeldGrant(self._policy, self._clock)
        self._next_try = float("-inf")
        self._fetched = ("", float("-inf"))  # the last token that was fetched here, and when
        self._flight: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        state = "unknown" if self._held.grant is None else self._held.grant.state.value
        return f"TokenManager({state})"

    async def ensure_valid_token(self) -> str:
        """An access token that Google accepts as far as we know; renewed before it ends.

        Raises NotConnected, ReconnectNeeded, MissingScope, OutageError or AuthenticationError.
        """
        if self._held.has_token:
            now = self._clock.monotonic()
            if now >= max(self._held.renew_at, self._next_try) and self._flight is None:
                # Still good for a while: nobody waits, and a failure is met again a little later.
                self._next_try = now + self._policy.margin
                self._take_off(rejected=None)
            return self._held.token
        return await self._fly(rejected=None)

    @property
    def has_token(self) -> bool:
        """Whether `ensure_valid_token` has one at hand."""
        return self._held.has_token

    def has_fetched(self, token: str, since: float) -> bool:
        """Whether this process fetched that token itself, after that instant of the clock's monotonic time."""
        return self._fetched[0] == token and self._fetched[1] >= since

    async def force_token_refresh(self, rejected: str | None = None) -> str:
        """A new access token. With the token that Google has rejected given, one that differs from it: the one that
        another caller has fetched meanwhile, or a new one. Raises as ensure_valid_token does.
        """
        if rejected is None:
            rejected = self._held.token
        elif self._held.has_token and self._held.token != rejected:
            return self._held.token
        return await self._fly(rejected=rejected)

    async def get_credentials(self) -> Credentials:
        """google-auth's own holder of a valid token and of what renews it. Raises as ensure_valid_token does."""
        from google.oauth2.credentials import Credentials  # costs 0.1 s, and only some callers need it

        token = await self.ensure_valid_token()
        grant = self._held.grant or Grant()
        return Credentials(  # type: ignore[no-untyped-call]
            token=token,
            refresh_token=grant.refresh_token,
            token_uri=self._account.token_uri,
            client_id=self._account.client_id,
            client_secret=self._account.client_secret,
            scopes=list(self._scopes),
            granted_scopes=list(grant.scopes) or None,
            expiry=None if grant.expiry is None else grant.expiry.astimezone(UTC).replace(tzinfo=None),
        )

    async def store_grant(self, grant: Grant) -> None:
        """Take over what a person has just granted; every replica uses it from its next look at the store on.

        Raises MissingScope where a box was left unticked (nothing is stored then), StoreUnavailable.
        """
        self._check_scopes(grant)
        grant = replace(grant, seed=self._seed, state=GrantState.CONNECTED)
        version = await self._store.save_tokens(self._account.id, grant.to_json(), None)
        self._held.adopt(grant, version)

    async def disconnect(self) -> str:
        """Forget the grant; calls under way end with NotConnected. Returns the refresh token, to be revoked.

        Raises StoreUnavailable, where only this process has forgotten it.
        """
        known = self._held.grant
        if known is None and (stored := await self._load()) is not None:
            known = stored[0]
        gone = (known or Grant(self._account.refresh_token, seed=self._seed)).lost(GrantState.DISCONNECTED)
        try:
            # The store first: whoever looks there before has their own write refused, or forgets it below.
            if self._seed:
                # A configured refresh token would come back at the next start: remember that it is unwanted.
                await self._store.save_tokens(self._account.id, gone.to_json(), None)
            else:
                await self._store.remove_tokens(self._account.id)
        finally:
            await self.aclose()
            self._held.adopt(gone, None)
        return (known.refresh_token if known else "") or self._account.refresh_token

    async def aclose(self) -> None:
        """End a refresh that is under way."""
        if (flight := self._flight) is not None:
            flight.cancel()
            await asyncio.gather(flight, return_exceptions=True)

    # --- one refresh, shared by all callers of this process ----------------------------------------------------

    async def _fly(self, rejected: str | None) -> str:
        joined = self._flight
        token = await self._landing(joined or self._take_off(rejected))
        if joined is not None and token == rejected:
            # That flight was not looking for another token than ours.
            return await self._landing(self._flight or self._take_off(rejected))
        return token

    async def _landing(self, flight: asyncio.Task[None]) -> str:
        try:
            await asyncio.shield(flight)
        except asyncio.CancelledError:
            if flight.cancelled():
                raise NotConnected from None
            raise
        if not self._held.token:
            raise why_unusable(self._held.grant, self._scopes)
        return self._held.token

    def _take_off(self, rejected: str | None) -> asyncio.Task[None]:
        def landed(task: asyncio.Task[None]) -> None:
            self._flight = None
            if not task.cancelled() and (error := task.exception()) is not None:
                logger.info("token refresh failed", extra={"error": type(error).__name__})

        self._flight = flight = asyncio.create_task(self._refresh_once(rejected), name="token-refresh")
        flight.add_done_callback(landed)
        return flight

    async def _refresh_once(self, rejected: str | None) -> None:
        """Use what another replica has fetched, else fetch it, alone over all replicas as long as the lock holds."""
        give_up = self._clock.monotonic() + self._policy.lock
        while True:
            lock = await self._stored(self._store.lock_refresh(self._account.id, self._policy.lock), "")
            try:
                await self._look(rejected, alone=lock is not None)
                if self._held.is_usable(rejected):
                    return
                if lock is not None or self._clock.monotonic() >= give_up:
                    await self._refresh()
                    return
            finally:
                if lock:
                    await self._stored(self._store.unlock_refresh(self._account.id, lock), None)
            await self._clock.sleep(self._policy.poll)

    async def _look(self, rejected: str | None, *, alone: bool = True) -> None:
        """Take over what is stored, and refuse at once where it says that a request is pointless.

        alone: the right to refresh is ours. Without it nothing is written, for another may just have stored a token.
        """
        stored: tuple[Grant, str | None] | None
        try:
            stored = await self._load()
        except StoreUnavailable:
            if self._held.grant is None and not self._seed:
                raise
            stored = None if self._held.grant is None else (self._held.grant, self._held.version)
        fresh_seed = self._seed and (stored is None or stored[0].seed != self._seed)
        if fresh_seed:
            grant = Grant(self._account.refresh_token, seed=self._seed)
            saving = self._store.save_tokens(self._account.id, grant.to_json(), None) if alone else None
            self._held.adopt(grant, "" if saving is None else await self._stored(saving, ""))
        elif stored is None:
            self._held.adopt(None, None)
        elif stored[1] != self._held.version or self._held.grant is None:
            self._held.adopt(*stored)
        if self._held.grant is None or self._held.grant.state is not GrantState.CONNECTED:
            raise why_unusable(self._held.grant, self._scopes)

    async def _refresh(self) -> None:
        before = self._held.grant or Grant()
        try:
            grant = await self._endpoint.refresh(before)
            self._check_scopes(grant)
        except (ReconnectNeeded, MissingScope) as error:
            await self._lose(before, error)
            raise
        self._fetched = grant.token, self._clock.monotonic()
        version = await self._save(grant)
        if version is None:
            # Somebody else wrote or removed it meanwhile; what is stored is what counts, ours was one too many.
            await self._look(None)
            if not self._held.is_usable(None):
                kept = (self._held.grant or grant).refresh_token
                self._held.adopt(replace(grant, refresh_token=kept), self._held.version)
        else:
            self._held.adopt(grant, version or self._held.version)

    async def _lose(self, before: Grant, error: CalendarError) -> None:
        """Remember that only the person can help, and say so once over all replicas."""
        state = GrantState.SCOPE_MISSING if isinstance(error, MissingScope) else GrantState.RECONNECT_NEEDED
        lost = before.lost(state)
        if isinstance(error, MissingScope):
            lost = replace(lost, scopes=tuple(scope for scope in self._scopes if scope not in error.missing))
        version = await self._save(lost)
        if version is None:
            return
        self._held.adopt(lost, version or self._held.version)
        if self._on_grant_lost is not None:
            self._on_grant_lost(self._account.id, error)

    # --- what is known -------------------------------------------------------------------------------------------

    def _check_scopes(self, grant: Grant) -> None:
        # An answer that names no scopes grants what was asked for (RFC 6749 5.1).
        if grant.scopes and (missing := missing_scopes(grant.scopes, self._scopes)):
            raise scope_error(missing)

    async def _load(self) -> tuple[Grant, str] | None:
        stored = await self._store.load_tokens(self._account.id)
        if stored is None:
            return None
        grant = Grant.from_json(stored[0])
        if grant is None:
            logger.warning("stored tokens could not be read and count as absent")
            return None
        return grant, stored[1]

    async def _save(self, grant: Grant) -> str | None:
        """The new version, "" where the store is away, None where somebody else wrote or removed it meanwhile."""
        if not self._held.version:  # the store was away when we looked: without a version nothing is safe to replace
            return ""
        return await self._stored(self._store.save_tokens(self._account.id, grant.to_json(), self._held.version), "")

    async def _stored(self, call: Awaitable[T], away: T) -> T:
        """The store's answer, or `away` while it cannot be reached: then this process refreshes for itself."""
        try:
            return await call
        except StoreUnavailable:
            self._observer.count("google.token_store_unavailable")
            return away
