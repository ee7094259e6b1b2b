"""Clients that people would use instead to talk to Google Calendar, each asking for one event by its id.

httpx and google-auth's AuthorizedSession fetch and parse JSON; googleapiclient, aiogoogle and gcal_sync build the
request themselves and give the event. Those that block get a thread for each caller and, as their documents ask, a
connection of its own in each thread. googleapiclient's and aiogoogle's requests are built from the same discovery
document.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from importlib.resources import files
from typing import Any

import aiohttp

from benchmarks.peers import installed

Call = Callable[[], Awaitable[object]]
Make = Callable[[AsyncExitStack, str, int], Awaitable[Call]]

CALENDAR, EVENT_ID, TOKEN = "primary", "abcde12345", "token"
PATH = f"calendar/v3/calendars/{CALENDAR}/events/{EVENT_ID}?alt=json"


async def _httpx(stack: AsyncExitStack, base: str, concurrent: int) -> Call:
    import httpx

    limits = httpx.Limits(max_connections=concurrent, max_keepalive_connections=concurrent)
    session = await stack.enter_async_context(httpx.AsyncClient(limits=limits, timeout=30))
    headers = {"authorization": f"Bearer {TOKEN}"}

    async def get() -> object:
        return (await session.get(f"{base}/{PATH}", headers=headers)).json()

    return get


def _in_threads(stack: AsyncExitStack, concurrent: int, call: Callable[[], object]) -> Call:
    pool = stack.enter_context(ThreadPoolExecutor(concurrent))
    loop = asyncio.get_running_loop()
    return lambda: loop.run_in_executor(pool, call)


async def _googleapiclient(stack: AsyncExitStack, base: str, concurrent: int) -> Call:
    import google_auth_httplib2
    import httplib2
    from google.oauth2.credentials import Credentials
    from googleapiclient.discovery import build

    mine = threading.local()
    credentials = Credentials(token=TOKEN)  # type: ignore[no-untyped-call]
    options = {"api_endpoint": f"{base}/calendar/v3/"}
    events = build("calendar", "v3", credentials=credentials, client_options=options).events()

    def get() -> object:
        if not hasattr(mine, "http"):
            mine.http = google_auth_httplib2.AuthorizedHttp(credentials, http=httplib2.Http())
        return events.get(calendarId=CALENDAR, eventId=EVENT_ID).execute(http=mine.http)

    return _in_threads(stack, concurrent, get)


async def _authorized_session(stack: AsyncExitStack, base: str, concurrent: int) -> Call:
    from google.auth.transport.requests import AuthorizedSession
    from google.oauth2.credentials import Credentials

    mine = threading.local()
    credentials = Credentials(token=TOKEN)  # type: ignore[no-untyped-call]

    def get() -> object:
        if not hasattr(mine, "session"):
            mine.session = AuthorizedSession(credentials)  # type: ignore[no-untyped-call]
        return mine.session.get(f"{base}/{PATH}").json()

    return _in_threads(stack, concurrent, get)


async def _aiogoogle(stack: AsyncExitStack, base: str, concurrent: int) -> Call:
    from aiogoogle import Aiogoogle, GoogleAPI
    from aiogoogle.auth.creds import UserCreds
    from aiogoogle.sessions.aiohttp_session import AiohttpSession

    document: dict[str, Any] = json.loads(
        files("googleapiclient.discovery_cache.documents").joinpath("calendar.v3.json").read_text()
    )
    events = GoogleAPI(document | {"rootUrl": f"{base}/"}).events

    def session() -> AiohttpSession:
        return AiohttpSession(connector=aiohttp.TCPConnector(limit=concurrent))

    far = "2099-01-01T00:00:00"
    client = Aiogoogle(session_factory=session, user_creds=UserCreds(access_token=TOKEN, expires_at=far))
    await stack.enter_async_context(client)
    return lambda: client.as_user(events.get(calendarId=CALENDAR, eventId=EVENT_ID))


async def _gcal_sync(stack: AsyncExitStack, base: str, concurrent: int) -> Call:
    from gcal_sync.api import GoogleCalendarService
    from gcal_sync.auth import AbstractAuth

    class Auth(AbstractAuth):  # type: ignore[misc]
        async def async_get_access_token(self) -> str:
            return TOKEN

    session = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=concurrent)))
    service = GoogleCalendarService(Auth(session, f"{base}/calendar/v3"))
    return lambda: service.async_get_event(CALENDAR, EVENT_ID)


MAKERS: dict[str, tuple[str, Make]] = {
    "httpx": ("httpx", _httpx),
    "googleapiclient, threads": ("google_auth_httplib2", _googleapiclient),
    "AuthorizedSession, threads": ("requests", _authorized_session),
    "aiogoogle": ("aiogoogle", _aiogoogle),
    "gcal_sync": ("gcal_sync", _gcal_sync),
}


async def google_clients(stack: AsyncExitStack, base: str, concurrent: int) -> dict[str, Call | None]:
    """Each peer's call by name, for so many callers at once; None where it is not installed."""
    return {
        name: await make(stack, base, concurrent) if installed(module) else None
        for name, (module, make) in MAKERS.items()
    }
