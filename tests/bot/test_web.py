"""The HTTP side over real sockets: what comes in at the webhook, and what the operator's pages say."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from typing import Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from redis.asyncio import Redis
from telegram import Bot, Update

from bot.inbox import Inbox
from bot.polling import ALLOWED_UPDATES
from bot.settings import Settings
from bot.telegram import AiohttpRequest
from bot.web import (
    SECRET_HEADER,
    TelegramWebhook,
    WebhookRefused,
    WebhookRegistration,
    WebServer,
    webhook_path,
    webhook_secret_of,
)
from bot.web.webhook import LARGEST_BODY, Unreadable
from calendar_core.clock import AdjustableClock
from calendar_core.errors import StoreUnavailable
from calendar_core.store.connection import Store
from calendar_core.store.inbox import RedisInboxStore
from sandbox.telegram import TelegramSandbox

TOKEN = "110201543:made-up"
SECRET = "a-made-up-secret"
OFFLINE = Bot(TOKEN, request=AiohttpRequest(), get_updates_request=AiohttpRequest())
"""Enough to read updates with."""

Post = Callable[..., Coroutine[Any, Any, tuple[int, str]]]


def settings_with(**changes: Any) -> Settings:
    """Settings of a webhook bot; nothing of the environment comes in."""
    values: dict[str, Any] = {
        "telegram_bot_token": TOKEN,
        "google_client_id": "x",
        "google_client_secret": "x",
        "google_refresh_token": "x",
        "public_url": "http://127.0.0.1:1",
        "webhook_secret": SECRET,
    }
    return Settings(_env_file=None, **{**values, **changes})  # type: ignore[call-arg]


def update_json(update_id: int = 1, text: str = "lunch tomorrow 1pm") -> dict[str, Any]:
    person = {"id": 1001, "is_bot": False, "first_name": "A"}
    chat = {"id": 1001, "type": "private", "first_name": "A"}
    return {
        "update_id": update_id,
        "message": {"message_id": update_id, "date": 1795000000, "chat": chat, "from": person, "text": text},
    }


class Taken:
    """An inbox that remembers what it took; it may be told to fail, or to wait until it is released."""

    def __init__(self) -> None:
        self.updates: list[Update] = []
        self.failure: Exception | None = None
        self.started = asyncio.Event()
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def __call__(self, update: Update) -> None:
        self.started.set()
        await self.may_end.wait()
        if self.failure is not None:
            raise self.failure
        self.updates.append(update)


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
async def server(clock: AdjustableClock) -> AsyncIterator[WebServer]:
    server = WebServer(0, clock, host="127.0.0.1")
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def webhook(server: WebServer, taken: Taken) -> WebServer:
    """The server, open, with a webhook that gives a body 0.1 s to come."""
    path = webhook_path(settings_with())
    server.add_route("POST", path, TelegramWebhook(OFFLINE, taken, SECRET, body_within=0.1))
    server.open()
    return server


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(auto_decompress=True) as session:
        yield session


@pytest.fixture
def post(webhook: WebServer, http: aiohttp.ClientSession) -> Post:
    """`await post(body)` gives status and text; the right secret goes with it unless another is given."""

    async def send(body: Any = None, *, path: str = "", secret: str | None = SECRET, **more: Any) -> tuple[int, str]:
        headers = {**({SECRET_HEADER: secret} if secret is not None else {}), **more.pop("headers", {})}
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        url = f"http://127.0.0.1:{webhook.port}/{path or webhook_path(settings_with())}"
        async with http.post(url, data=data, headers=headers, **more) as answer:
            return answer.status, await answer.text()

    return send


async def get(server: WebServer, http: aiohttp.ClientSession, path: str) -> tuple[int, Any]:
    async with http.get(f"http://127.0.0.1:{server.port}/{path}") as answer:
        text = await answer.text()
        return answer.status, json.loads(text) if answer.content_type == "application/json" else text


async def raw(server: WebServer, sent: bytes) -> bytes:
    """What the server says to these bytes until it closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(sent)
    try:
        return await asyncio.wait_for(reader.read(), 5)
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


# --- the webhook ----------------------------------------------------------------------------------------------------


async def test_an_update_is_acknowledged_only_when_it_is_safe(post: Post, taken: Taken) -> None:
    """200 is answered after the inbox has the update, not before."""
    taken.may_end.clear()
    answer = asyncio.create_task(post(update_json()))
    await asyncio.wait_for(taken.started.wait(), 5)
    assert not answer.done()
    taken.may_end.set()
    assert await answer == (200, "")
    assert taken.updates[0].message is not None
    assert taken.updates[0].message.text == "lunch tomorrow 1pm"


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", SECRET.upper(), "é"])
async def test_a_forged_call_gets_403_and_nothing_is_done(post: Post, taken: Taken, secret: str | None) -> None:
    """Without the exact secret nothing of a call is looked at."""
    status, _ = await post(update_json(), secret=secret)
    assert status == 403
    assert not taken.started.is_set()


async def test_a_forger_is_answered_before_the_body_is_read(webhook: WebServer) -> None:
    """A wrong secret is refused although the announced body never comes, and the connection ends."""
    head = f"POST /{webhook_path(settings_with())} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
    assert (await raw(webhook, head.encode())).startswith(b"HTTP/1.1 403 ")


async def test_two_secrets_are_as_wrong_as_none(webhook: WebServer, taken: Taken) -> None:
    """A call that carries the secret among several is refused: a proxy may have looked at the other one."""
    head = f"POST /{webhook_path(settings_with())} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
    head += f"{SECRET_HEADER}: {SECRET}\r\n{SECRET_HEADER}: other\r\n\r\n{{}}"
    assert (await raw(webhook, head.encode())).startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize("announced", [True, False])
async def test_an_oversized_body_is_refused(post: Post, taken: Taken, announced: bool) -> None:
    """More than 1 MiB gets 413, whether its length is announced or comes in chunks."""
    part, parts = b" " * (LARGEST_BODY // 16), 17

    async def in_chunks() -> AsyncIterator[bytes]:
        for _ in range(parts):
            yield part

    status, _ = await post(part * parts if announced else in_chunks())
    assert status == 413
    assert not taken.started.is_set()


async def test_a_slow_body_is_given_up(webhook: WebServer, taken: Taken) -> None:
    """A body that does not come whole within its time gets 408, so nobody holds connections by dribbling."""
    head = f"POST /{webhook_path(settings_with())} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
    head += f"{SECRET_HEADER}: {SECRET}\r\n\r\n{{"
    assert (await raw(webhook, head.encode())).startswith(b"HTTP/1.1 408 ")
    assert not taken.started.is_set()


async def test_a_compressed_body_is_not_unpacked(post: Post, taken: Taken) -> None:
    """Compressed bodies are refused unread: a small one may unpack to a huge one."""
    body = gzip.compress(json.dumps(update_json()).encode())
    assert (await post(body, headers={"Content-Encoding": "gzip"}))[0] == 415
    assert not taken.started.is_set()


MALFORMED = [
    b"",
    b"{",
    b"\xff\xfe",
    b"[]",
    b"null",
    b'"text"',
    b"1",
    b"{}",
    b"[" * 100_000,
    b'{"update_id": "1"}',
    b'{"update_id": true}',
    b'{"update_id": -1}',
    b'{"update_id": 1.5}',
    b'{"update_id": ' + b"9" * 5000 + b"}",
    b'{"update_id": 99999999999999999999}',
    b'{"message": {"message_id": 1}}',
]
UNREADABLE = [
    b'{"update_id": 1, "message": {"chat": 1}}',
    b'{"update_id": 1, "message": []}',
    b'{"update_id": 1, "message": "x"}',
    b'{"update_id": 1, "message": {"date": 1e400}}',
    b'{"update_id": 1, "callback_query": {"id": "1", "from": {"id": 1}, "message": {"chat": "secret text"}}}',
]


@pytest.mark.parametrize("body", MALFORMED, ids=lambda body: repr(body[:40]))
async def test_what_is_no_update_gets_400(post: Post, taken: Taken, body: bytes) -> None:
    """Anything but a JSON object with a whole update id is refused, and nothing breaks."""
    assert (await post(body))[0] == 400
    assert not taken.started.is_set()


@pytest.mark.parametrize("body", UNREADABLE, ids=lambda body: repr(body[:60]))
async def test_an_update_that_nobody_can_read_is_put_aside(
    server: WebServer,
    http: aiohttp.ClientSession,
    taken: Taken,
    redis: Redis,
    clock: AdjustableClock,
    caplog: pytest.LogCaptureFixture,
    body: bytes,
) -> None:
    """Its number says that it is one, so it is answered 200 and not sent for a day: it is kept, counted, and logged
    without what it says."""
    store = RedisInboxStore(Store(redis, clock))
    server.add_route("POST", "telegram/x", TelegramWebhook(OFFLINE, taken, SECRET, put_aside=store.put_aside))
    server.open()
    url, headers = f"http://127.0.0.1:{server.port}/telegram/x", {SECRET_HEADER: SECRET}
    for _ in range(2):
        async with http.post(url, data=body, headers=headers) as answer:
            assert answer.status == 200
    assert (await store.parked(), await store.depth(), taken.updates) == (1, 0, [])
    assert await store.claim(5) is None
    assert "secret" not in caplog.text


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["message", "chat", "from", "date", "entities", "text", "x"]), inner)
        ),
        max_leaves=12,
    )
)
def test_no_shape_breaks_the_reading(value: Any) -> None:
    """Whatever JSON a message is, it is an update or one that cannot be read, never another failure."""
    webhook = TelegramWebhook(OFFLINE, Taken(), SECRET)
    try:
        read = webhook._update_in(json.dumps({"update_id": 1, "message": value}).encode())
    except Unreadable as unreadable:
        assert unreadable.update_id == 1
    else:
        assert read.update_id == 1


@pytest.mark.parametrize("failure", [StoreUnavailable(), RuntimeError("a fault of ours")])
async def test_what_cannot_be_kept_is_asked_for_again(post: Post, taken: Taken, failure: Exception) -> None:
    """Where the inbox fails the answer is 500, so Telegram sends the update again; the next one is taken as ever."""
    taken.failure = failure
    assert (await post(update_json()))[0] == 500
    taken.failure = None
    assert (await post(update_json()))[0] == 200
    assert [update.update_id for update in taken.updates] == [1]


async def test_an_update_that_comes_twice_is_handled_once(
    server: WebServer, http: aiohttp.ClientSession, redis: Redis, clock: AdjustableClock
) -> None:
    """Telegram may deliver an update again; both deliveries are acknowledged and one is handled."""
    heard: list[int] = []

    class Handling:
        async def handle(self, update: Update, *, again: bool = False, **_: object) -> str:
            heard.append(update.update_id)
            return "text"

        async def apologise(self, update: Update, reference: str) -> None:
            raise AssertionError("nothing failed")

    inbox = Inbox(RedisInboxStore(Store(redis, clock)), OFFLINE, Handling(), clock, backoff=lambda failures: 1.0)
    running = asyncio.create_task(inbox.run())
    server.add_route("POST", "telegram/x", TelegramWebhook(OFFLINE, inbox.take, SECRET))
    server.open()
    for update_id in (7, 7, 8, 7):
        url, headers = f"http://127.0.0.1:{server.port}/telegram/x", {SECRET_HEADER: SECRET}
        async with http.post(url, json=update_json(update_id), headers=headers) as answer:
            assert answer.status == 200
    await inbox.settled()
    while not running.done():  # before Python 3.12 asyncio.wait_for, which redis-py uses, may lose a cancellation
        running.cancel()
        await asyncio.wait([running], timeout=0.1)
    assert heard == [7, 8]


# --- paths and methods ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "calendar/", "a/b/c/", "telegram/", "/"])
async def test_a_proxy_may_add_a_prefix(post: Post, taken: Taken, prefix: str) -> None:
    """The webhook is known by the end of its path, whatever a proxy puts before it."""
    assert (await post(update_json(), path=f"{prefix}{webhook_path(settings_with())}"))[0] == 200
    assert len(taken.updates) == 1


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "//",
        "/x",
        "/metrics",
        "/telegram",
        "/telegram/healthz",
        "/telegram/x/readyz",
        "/telegram/../healthz",
        "/telegram/%2e%2e/healthz",
        "/telegram%2Fhealthz",
        "/a/./healthz",
        "/healthz/x",
        "/healthz;x",
        "/..\\healthz",
    ],
)
async def test_path_tricks_lead_nowhere(webhook: WebServer, target: str) -> None:
    """A path that a proxy could read otherwise than we do, or that goes below the webhook's, is not found."""
    said = await raw(webhook, f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert said.startswith(b"HTTP/1.1 404 ")


async def test_a_wrong_method_is_named(webhook: WebServer, http: aiohttp.ClientSession) -> None:
    """GET at the webhook gets 405 and is told what is allowed; HEAD is good wherever GET is."""
    base = f"http://127.0.0.1:{webhook.port}"
    async with http.get(f"{base}/{webhook_path(settings_with())}") as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")
    async with http.head(f"{base}/healthz") as answer:
        assert (answer.status, await answer.read()) == (200, b"")
    async with http.post(f"{base}/healthz") as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "GET")


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01",
        b"GET /healthz HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 20_000 + b"\r\n\r\n",
    ],
    ids=["tls", "version", "long path", "smuggling", "long header"],
)
async def test_broken_http_is_refused_and_not_logged(
    webhook: WebServer, http: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    """What is no HTTP gets 400 or nothing, leaves no line with the caller's address, and the server goes on."""
    with caplog.at_level(logging.DEBUG):
        said = await raw(webhook, sent)
    assert said == b"" or said.startswith((b"HTTP/1.1 400 ", b"HTTP/1.0 400 "))
    assert "127.0.0.1" not in caplog.text
    assert (await get(webhook, http, "healthz"))[0] == 200


async def test_the_server_does_not_tell_what_it_is_made_of(webhook: WebServer, http: aiohttp.ClientSession) -> None:
    """No answer names a library or a version, and none may be cached."""
    for path in ("healthz", "readyz", "nothing"):
        async with http.get(f"http://127.0.0.1:{webhook.port}/{path}") as answer:
            assert answer.headers["Server"] == "calendar-bot"
            assert answer.headers["Cache-Control"] == "no-store"


# --- health ---------------------------------------------------------------------------------------------------------


async def test_ready_only_between_open_and_stop(server: WebServer, http: aiohttp.ClientSession) -> None:
    """Alive from the start; ready for traffic only once everything is built."""
    assert (await get(server, http, "healthz"))[0] == 200
    status, told = await get(server, http, "readyz")
    assert (status, told["ready"], told["state"], told["reasons"]) == (503, False, "starting", ["starting"])
    server.open()
    status, told = await get(server, http, "readyz")
    assert (status, told) == (
        200,
        {"ready": True, "state": "serving", "reasons": [], "degraded": [], "checks": {}},
    )


async def test_the_webhook_waits_for_the_bot_to_be_ready(server: WebServer, taken: Taken) -> None:
    """An update that comes while the bot still starts is refused with 503, so that Telegram sends it again."""
    server.add_route("POST", "telegram/x", TelegramWebhook(OFFLINE, taken, SECRET))
    said = await raw(server, b"POST /telegram/x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 503 ")
    assert not taken.started.is_set()


async def test_a_needed_part_that_is_unwell_shows_and_passes(
    server: WebServer, http: aiohttp.ClientSession, clock: AdjustableClock
) -> None:
    """Without a part that it needs the bot is alive and not ready, and says why; with it, it is ready again."""
    away: list[Exception] = [StoreUnavailable()]

    async def store() -> str:
        if away:
            raise away[0]
        return "ok"

    server.add_check("store", store, needed=True)
    server.open()
    status, told = await get(server, http, "readyz")
    assert (status, told["checks"], told["reasons"]) == (503, {"store": "down"}, ["store: down"])
    assert (await get(server, http, "healthz"))[0] == 200
    away.clear()
    clock.advance(2)
    status, told = await get(server, http, "readyz")
    assert (status, told["checks"]) == (200, {"store": "ok"})


async def test_what_the_bot_can_do_without_is_only_named(server: WebServer, http: aiohttp.ClientSession) -> None:
    """An outage of Google is told and leaves the bot ready, for it answers and keeps what is asked."""

    async def google() -> str:
        return "failing"

    server.add_check("google", google)
    server.open()
    status, told = await get(server, http, "readyz")
    assert (status, told["checks"], told["degraded"]) == (200, {"google": "failing"}, ["google"])


async def test_a_check_tells_no_secrets(
    server: WebServer, http: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    """A check that breaks in an unforeseen way is a word, and what it said stays out of the answer."""

    async def store() -> str:
        raise RuntimeError("redis://user:password@host")

    server.add_check("store", store, needed=True)
    server.open()
    assert (await get(server, http, "readyz"))[1]["checks"] == {"store": "failing"}


async def test_many_askers_cost_one_look(
    server: WebServer, http: aiohttp.ClientSession, clock: AdjustableClock
) -> None:
    """Whoever asks within a second is told what was just found, so that asking often is no load."""
    looks = []

    async def store() -> str:
        looks.append(1)
        return "ok"

    server.add_check("store", store)
    server.open()
    for _ in range(20):
        await get(server, http, "readyz")
    few = len(looks)
    clock.advance(5)
    await get(server, http, "readyz")
    assert few < 5
    assert len(looks) == few + 1


async def test_a_port_that_is_taken_is_said(server: WebServer, clock: AdjustableClock) -> None:
    """Starting on a port that somebody has raises OSError, and stopping what did not start is no failure."""
    second = WebServer(server.port, clock, host="127.0.0.1")
    with pytest.raises(OSError, match="Address already in use"):
        await second.start()
    await second.stop()


async def test_all_addresses_are_one_port(clock: AdjustableClock, http: aiohttp.ClientSession) -> None:
    """Without a host it listens everywhere, on a single port although that was left to chance."""
    server = WebServer(0, clock)
    await server.start()
    try:
        assert (await get(server, http, "healthz"))[0] == 200
    finally:
        await server.stop()


async def test_a_stop_finishes_what_is_under_way(webhook: WebServer, post: Post, taken: Taken) -> None:
    """An update that is being taken when the server stops is still taken and acknowledged; a new one finds nobody."""
    taken.may_end.clear()
    answer = asyncio.create_task(post(update_json()))
    await asyncio.wait_for(taken.started.wait(), 5)
    stopping = asyncio.create_task(webhook.stop())
    await asyncio.wait([stopping], timeout=0.05)
    assert not stopping.done()
    with pytest.raises(aiohttp.ClientConnectionError):
        await post(update_json(2))
    taken.may_end.set()
    assert (await answer)[0] == 200
    await asyncio.wait_for(stopping, 5)
    assert [update.update_id for update in taken.updates] == [1]


# --- the registration -----------------------------------------------------------------------------------------------


@pytest.fixture
async def telegram(clock: AdjustableClock) -> AsyncIterator[TelegramSandbox]:
    sandbox = TelegramSandbox(clock, token=TOKEN)
    await sandbox.start()
    yield sandbox
    assert not sandbox.contract_violations
    await sandbox.stop()


@pytest.fixture
async def bot(telegram: TelegramSandbox) -> AsyncIterator[Bot]:
    bot = Bot(TOKEN, base_url=telegram.base_url, request=AiohttpRequest(), get_updates_request=AiohttpRequest())
    await bot.initialize()
    telegram.calls.clear()
    yield bot
    await bot.shutdown()


def registration(bot: Bot, clock: AdjustableClock, **changes: Any) -> WebhookRegistration:
    return WebhookRegistration(
        bot,
        settings_with(**changes),
        clock,
        allowed_updates=ALLOWED_UPDATES,
        backoff=lambda failures: 2.0**failures,
    )


def methods(telegram: TelegramSandbox) -> list[str]:
    return [call.method for call in telegram.calls]


async def test_updates_come_by_the_webhook_from_end_to_end(
    webhook: WebServer, taken: Taken, telegram: TelegramSandbox, bot: Bot, clock: AdjustableClock
) -> None:
    """After the registration what people say arrives, with the secret, and is confirmed."""
    await registration(bot, clock, public_url=f"http://127.0.0.1:{webhook.port}/behind/a/proxy").set_webhook()
    telegram.user_says("lunch tomorrow 1pm")
    telegram.user_says("what's on today")
    await telegram.wait_for(lambda: len(taken.updates) == 2 and telegram.quiet)
    assert [update.message.text for update in taken.updates if update.message] == [
        "lunch tomorrow 1pm",
        "what's on today",
    ]


async def test_a_refused_update_comes_again(
    webhook: WebServer, taken: Taken, telegram: TelegramSandbox, bot: Bot, clock: AdjustableClock
) -> None:
    """What could not be kept is delivered again by Telegram and then taken: nothing is lost."""
    await registration(bot, clock, public_url=f"http://127.0.0.1:{webhook.port}").set_webhook()
    taken.failure = StoreUnavailable()
    telegram.user_says("lunch tomorrow 1pm")
    await telegram.wait_for(lambda: telegram.account.clock.sleepers != ())  # type: ignore[attr-defined]
    taken.failure = None
    clock.advance(5)
    await telegram.wait_for(lambda: len(taken.updates) == 1 and telegram.quiet)


async def test_what_telegram_has_already_is_not_sent_again(
    telegram: TelegramSandbox, bot: Bot, clock: AdjustableClock
) -> None:
    """The second replica, or the next start, finds its address set and changes nothing."""
    await registration(bot, clock).set_webhook()
    assert methods(telegram) == ["getWebhookInfo", "setWebhook"]
    telegram.calls.clear()
    await registration(bot, clock).set_webhook()
    assert methods(telegram) == ["getWebhookInfo"]


@pytest.mark.parametrize("changes", [{"public_url": "http://127.0.0.1:2"}, {"webhook_secret": "another"}])
async def test_a_new_address_or_secret_is_told(
    telegram: TelegramSandbox, bot: Bot, clock: AdjustableClock, changes: dict[str, Any]
) -> None:
    """A changed secret reaches Telegram although getWebhookInfo never shows one."""
    await registration(bot, clock).set_webhook()
    telegram.calls.clear()
    await registration(bot, clock, **changes).set_webhook()
    assert methods(telegram) == ["getWebhookInfo", "setWebhook"]
    assert telegram.calls[1].params["secret_token"] == changes.get("webhook_secret", SECRET)


async def test_the_registration_waits_out_an_outage(
    telegram: TelegramSandbox, bot: Bot, clock: AdjustableClock
) -> None:
    """Where Telegram does not answer, or says to slow down, it is tried again after the wait and then done."""
    telegram.refuse("getWebhookInfo", 502, "Bad Gateway")
    telegram.refuse("setWebhook", 429, "Too Many Requests: retry after 30", retry_after=30)
    ours = registration(bot, clock)
    setting = asyncio.create_task(ours.set_webhook())
    await _asleep(clock)
    assert ours.state == "down"
    clock.advance(1)
    await _asleep(clock)
    assert ours.state == "slow_down"
    assert clock.sleepers[-1] > 25
    clock.advance(30)
    await asyncio.wait_for(setting, 5)
    assert ours.state == "ok"


async def _asleep(clock: AdjustableClock) -> None:
    for _ in range(2000):
        if clock.sleepers:
            return
        await clock.sleep(0)
    raise AssertionError("nobody waits")


async def test_a_refused_address_is_explained(
    telegram: TelegramSandbox, bot: Bot, clock: AdjustableClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Telegram's reason goes to the log with what to check; the token does not."""
    telegram.refuse("setWebhook", 400, "Bad Request: bad webhook: Failed to resolve host")
    setting = asyncio.create_task(registration(bot, clock).set_webhook())
    await _asleep(clock)
    setting.cancel()
    await asyncio.wait([setting])
    record = next(record for record in caplog.records if record.message == "webhook_trouble")
    assert "PUBLIC_URL" in record.what  # type: ignore[attr-defined]
    assert "resolve host" in record.reason  # type: ignore[attr-defined]
    assert TOKEN not in str(record.__dict__)


async def test_a_refused_token_ends_the_start(telegram: TelegramSandbox, bot: Bot, clock: AdjustableClock) -> None:
    """A token that Telegram does not know is said in a sentence; trying again would not help."""
    telegram.refuse("getWebhookInfo", 401, "Unauthorized")
    with pytest.raises(WebhookRefused, match="TELEGRAM_BOT_TOKEN"):
        await registration(bot, clock).set_webhook()


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:9/theirs"])
async def test_a_webhook_that_was_taken_away_is_not_fought_for(
    telegram: TelegramSandbox, bot: Bot, clock: AdjustableClock, url: str
) -> None:
    """Where somebody removed or replaced the webhook that is said, and nothing is changed."""
    ours = registration(bot, clock)
    await ours.set_webhook()
    await bot.set_webhook(url)
    telegram.calls.clear()
    await ours.look()
    assert ours.state == "conflict"
    assert methods(telegram) == ["getWebhookInfo"]


async def test_a_delivery_that_fails_shows(telegram: TelegramSandbox, bot: Bot, clock: AdjustableClock) -> None:
    """A look that finds a new failed delivery says so; the next one that finds none is well again."""
    ours = registration(bot, clock, public_url="http://127.0.0.1:9")
    await ours.set_webhook()
    telegram.user_says("hello")
    await telegram.wait_for(lambda: telegram.account.clock.sleepers != ())  # type: ignore[attr-defined]
    await ours.look()
    assert ours.state == "failing"
    await ours.look()
    assert ours.state == "ok"


# --- the secret -----------------------------------------------------------------------------------------------------


def test_without_a_secret_one_is_derived_from_the_token() -> None:
    """Replicas agree without one more variable, another token gives another secret, and the token is not in it."""
    derived = webhook_secret_of(settings_with(webhook_secret=None))
    assert derived == webhook_secret_of(settings_with(webhook_secret=None))
    assert derived != webhook_secret_of(settings_with(webhook_secret=None, telegram_bot_token="110201543:other"))
    assert len(derived) == 64
    assert "made-up" not in derived
    assert webhook_secret_of(settings_with()) == SECRET


@pytest.mark.parametrize("secret", ["has space", "ümlaut", "x" * 257, "a/b"])
def test_a_secret_that_telegram_would_not_take_is_refused_at_start(secret: str) -> None:
    """A malformed WEBHOOK_SECRET is said in a sentence that does not repeat it."""
    with pytest.raises(WebhookRefused, match="WEBHOOK_SECRET") as refusal:
        webhook_secret_of(settings_with(webhook_secret=SecretStr(secret)))
    assert secret not in str(refusal.value)


def test_the_path_tells_nothing() -> None:
    """The address holds neither the token nor the secret."""
    path = webhook_path(settings_with())
    assert path.startswith("telegram/")
    assert TOKEN not in path
    assert SECRET not in path
