"""Google on loopback: one aiohttp server with OAuth 2.0, Calendar v3, batches, push and faults on command."""

from __future__ import annotations

import json
import random
from pathlib import Path

from aiohttp import web

from calendar_core.clock import Clock
from sandbox.faults import Exchange
from sandbox.google.api import CalendarApi
from sandbox.google.edits import change, insert, remove
from sandbox.google.errors import Json
from sandbox.google.oauth import OAuth
from sandbox.google.push import Pushes
from sandbox.google.routes import AUTHORIZE, REVOKE, TOKEN, GoogleRoutes
from sandbox.google.saved import restore, snapshot
from sandbox.google.state import FULL_SCOPE, Account, Calendar, GoogleState, Invitation
from sandbox.google.views import find, render, stored_fields


class GoogleSandbox:
    """A stand-in for Google's OAuth 2.0 and Calendar v3 that keeps its state in memory.

    clock: where time comes from, delays included. rng: source of made-up ids and tokens, by default the system's.
    There is one account from the start (`email`, `refresh_token`) with a primary calendar; `client_id` and
    `client_secret` are the app's.
    """

    client_id = "sandbox-client.apps.googleusercontent.com"
    client_secret = "sandbox-secret"  # noqa: S105 -- made up, opens nothing

    def __init__(
        self,
        clock: Clock,
        rng: random.Random | None = None,
        *,
        email: str = "person@example.com",
        time_zone: str = "Asia/Kuala_Lumpur",
    ) -> None:
        self.clock = clock
        self.state = GoogleState(clock, rng or random.SystemRandom())
        self.oauth = OAuth(self.state, {self.client_id: self.client_secret})
        self.pushes = Pushes(self.state, "https://www.googleapis.com/calendar/v3/")
        self.api = CalendarApi(self.state, self.oauth, self.pushes)
        self._routes = GoogleRoutes(self.state, self.oauth, self.api)
        self.faults = self._routes.faults
        self.account = self.add_account(email, time_zone=time_zone)
        self._runner: web.AppRunner | None = None
        self._host, self._port = "127.0.0.1", 0

    # Addresses

    @property
    def base_url(self) -> str:
        """Scheme, host and port, without a slash at the end. Known after `start`."""
        return f"http://{self._host}:{self._port}"

    @property
    def api_endpoint(self) -> str:
        """Root of Calendar v3, ending in `/calendar/v3/`."""
        return self.base_url + self.api.contract.root

    @property
    def token_uri(self) -> str:
        return self.base_url + TOKEN

    @property
    def auth_uri(self) -> str:
        return self.base_url + AUTHORIZE

    @property
    def revoke_uri(self) -> str:
        return self.base_url + REVOKE

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Listen; port 0 takes a free one. Raises OSError when the port is taken."""
        # Whoever is still held by a fault at the end is not waited for.
        self._runner = web.AppRunner(self._routes.application(), access_log=None, shutdown_timeout=0.05)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self._host, self._port = host, self._runner.addresses[0][1]
        await self.pushes.start()

    async def stop(self) -> None:
        """Close every connection; the state stays, and `start` may be called again."""
        await self.pushes.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    # What tests look at and do

    @property
    def email(self) -> str:
        return self.account.email

    @property
    def refresh_token(self) -> str:
        return self.account.refresh_token

    @property
    def requests(self) -> list[Exchange]:
        """Every request so far, the inner ones of batches included, oldest first."""
        return self.faults.exchanges

    def requests_for(self, operation: str) -> list[Exchange]:
        """Those for one method of the API, such as `events.insert`, or `token`, `revoke`, `authorize`, `batch`."""
        return [exchange for exchange in self.requests if exchange.operation == operation]

    @property
    def contract_violations(self) -> list[str]:
        """What requests had wrong by Google's discovery document; a test asserts that it is empty."""
        return self.api.contract_violations

    @property
    def calendars(self) -> dict[str, Calendar]:
        return self.state.calendars

    @property
    def invitations(self) -> list[Invitation]:
        """Mails that Google would have sent to guests."""
        return self.state.invitations

    def add_account(
        self, email: str, *, time_zone: str = "Asia/Kuala_Lumpur", scopes: list[str] | None = None
    ) -> Account:
        """Another person who has granted the app access; `Account.refresh_token` is their grant."""
        token = f"1//{self.state.made_up(50)}"
        return self.state.add_account(email, token, scopes or [FULL_SCOPE], time_zone)

    def add_calendar(
        self,
        calendar_id: str,
        summary: str,
        *,
        time_zone: str = "",
        role: str = "owner",
        account: Account | None = None,
    ) -> Calendar:
        """A further calendar in an account's list. role: owner, writer, reader or freeBusyReader."""
        person = account or self.account
        return self.state.add_calendar(person, calendar_id, summary, time_zone or person.time_zone, role)

    def events(self, calendar_id: str = "primary") -> list[Json]:
        """What is on a calendar and not cancelled, as the API answers it: single events, series, exceptions."""
        calendar = self._calendar(calendar_id)
        whole = (stored_fields(calendar, event) for event in calendar.events.values())
        return [render(calendar, fields) for fields in whole if fields.get("status") != "cancelled"]

    def event(self, event_id: str, calendar_id: str = "primary") -> Json:
        """One event, series or instance, cancelled or not. Raises ApiError 404."""
        calendar = self._calendar(calendar_id)
        return render(calendar, find(calendar, event_id))

    def put_event(self, body: Json, calendar_id: str = "primary") -> Json:
        """Add an event as if the person had done it in Google, unchecked: also what the API would refuse."""
        calendar = self._calendar(calendar_id)
        event = insert(self.state, self.account, calendar, body, notify=False, trusted=True)
        return render(calendar, stored_fields(calendar, event))

    def edit_event(self, event_id: str, changes: Json, calendar_id: str = "primary") -> Json:
        """Change an event or instance as if the person had done it in Google: fields merge as in a patch."""
        calendar = self._calendar(calendar_id)
        event = change(self.state, calendar, event_id, changes, notify=False, replace=False, trusted=True)
        return render(calendar, stored_fields(calendar, event))

    def remove_event(self, event_id: str, calendar_id: str = "primary") -> None:
        """Delete an event or instance as if the person had done it in Google. Raises ApiError 404 or 410."""
        remove(self.state, self._calendar(calendar_id), event_id, notify=False)

    def expire_access_tokens(self) -> None:
        """Every access token given so far is refused from now on."""
        self.oauth.access_tokens.clear()

    def expire_sync_tokens(self, calendar_id: str = "primary") -> None:
        """Every sync token given so far for the calendar is answered 410 from now on."""
        self._calendar(calendar_id).epoch += 1

    def revoke_grant(self, account: Account | None = None) -> None:
        """The person takes the app's access away in their Google account."""
        self.oauth.end_grant(account or self.account)

    def dump(self, path: Path) -> None:
        """Keep accounts, calendars and channels in a JSON file, replacing it in one step."""
        fresh = path.with_suffix(path.suffix + ".new")
        fresh.write_text(json.dumps(snapshot(self.state, self.pushes), ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)

    def load(self, path: Path) -> None:
        """Take up what `dump` kept. Raises OSError, and ValueError for a file that is none of ours."""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            restore(kept, self.state, self.pushes)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("not a state that this sandbox has kept") from error
        self.account = next(iter(self.state.accounts.values()))

    def _calendar(self, calendar_id: str) -> Calendar:
        return self.state.calendars[self.email if calendar_id == "primary" else calendar_id]
