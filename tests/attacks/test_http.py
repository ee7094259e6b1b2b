"""HTTP as an attacker writes it, byte by byte: heads that never end, odd targets, smuggled lines, forged pushes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

import bot.web.server
from bot.web import SECRET_HEADER, GooglePush, TelegramWebhook, WebServer, webhook_path
from calendar_core.clock import AdjustableClock
from calendar_core.sync.channel_plan import PushMessage
from calendar_core.sync.push import PushOutcome
from tests.bot.test_web import OFFLINE, SECRET, Taken, settings_with, update_json

WITHIN = 10.0
"""Seconds for an answer, far above what any takes."""

HOOK = f"/{webhook_path(settings_with())}"
KEY = f"{SECRET_HEADER}: {SECRET}\r\n"


class Judge:
    """Takes pushes; remembers them and refuses all, as for an unknown channel."""

    def __init__(self) -> None:
        self.messages: list[PushMessage] = []

    async def __call__(self, message: PushMessage) -> PushOutcome:
        self.messages.append(message)
        return PushOutcome.REFUSED


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def judge() -> Judge:
    return Judge()


@pytest.fixture
async def server(
    clock: AdjustableClock, taken: Taken, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[WebServer]:
    """The port with everything on it. A head has 0.3 s to come instead of 75, a body 0.2."""
    monkeypatch.setattr(bot.web.server, "KEEP_ALIVE", 0.3)
    server = WebServer(0, clock, host="127.0.0.1")
    await server.start()
    server.add_route("POST", HOOK[1:], TelegramWebhook(OFFLINE, taken, SECRET, body_within=0.2))
    server.add_route("POST", "google/push", GooglePush(judge, body_within=0.2))
    server.open()
    yield server
    await server.stop()


async def told(server: WebServer, *pieces: bytes) -> bytes:
    """What the server says to these bytes until it closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        with suppress(ConnectionError):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
        with suppress(ConnectionError):
            return await asyncio.wait_for(reader.read(), WITHIN)
        return b""
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def request(line: str, *headers: str, body: str = "") -> bytes:
    return "\r\n".join([line, "Host: x", *headers, "Connection: close", "", body]).encode()


@pytest.mark.parametrize(
    "begun",
    [b"", b"P", b"POST / HTTP/1.1\r\n", b"POST / HTTP/1.1\r\nHost: x\r\nX-A: "],
    ids=["silence", "a letter", "a line", "half a header"],
)
async def test_a_head_that_never_ends_is_hung_up_on(server: WebServer, begun: bytes) -> None:
    """Slowloris: whoever opens a connection and does not ask is hung up on after the time of an idle connection."""
    assert status(await told(server, begun)) in (0, 400, 408)


async def test_chunks_without_end_are_given_up(server: WebServer, taken: Taken) -> None:
    """A chunked body whose last chunk never comes, or whose chunks are one byte each, has its time and no more."""
    head = f"POST {HOOK} HTTP/1.1\r\nHost: x\r\n{KEY}Transfer-Encoding: chunked\r\n\r\n".encode()
    assert status(await told(server, head, *[b"1\r\n \r\n"] * 50)) == 408
    assert taken.updates == []


@pytest.mark.parametrize(
    "chunk", [b"zz\r\n", b"-1\r\n", b"ffffffffffffffffffff\r\n", b"1;" + b"x" * 20000 + b"\r\n", b"1\n{\n"]
)
async def test_broken_chunks_are_refused(server: WebServer, taken: Taken, chunk: bytes) -> None:
    """Chunk sizes that are none, negative, enormous or ornamented end the request and not the server."""
    head = f"POST {HOOK} HTTP/1.1\r\nHost: x\r\n{KEY}Transfer-Encoding: chunked\r\n\r\n".encode()
    assert status(await told(server, head + chunk)) in (0, 400, 408)
    assert taken.updates == []
    assert status(await told(server, request("GET /healthz HTTP/1.1"))) == 200


@pytest.mark.parametrize(
    "target",
    [
        *(
            "//evil.invalid/telegram/x",
            "/%2e%2e/healthz",
            "/%2fhealthz",
            "/healthz%00",
            "/healthz%0d%0aX-A:1",
            "/\\healthz",
        ),
        *("/a/../metrics", "/a/..%2fmetrics", "/.;/metrics", "/metrics/", "/metrics;jsessionid=1", "*", "/telegram"),
        *("http://evil.invalid/telegram/0123456789abcdef", f"http://evil.invalid{HOOK}/metrics", f"{HOOK}/../metrics"),
    ],
)
async def test_odd_targets_lead_to_no_secret_place(server: WebServer, target: str) -> None:
    """Encoded, doubled and absolute targets find nothing, or the harmless page that they plainly name."""
    answer = await told(server, request(f"GET {target} HTTP/1.1"))
    plainly = target.rstrip("/").endswith("/metrics") and ".." not in target and HOOK not in target
    assert status(answer) in ((200, 404) if plainly else (400, 404, 405))
    assert SECRET.encode() not in answer


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "X" * 50])
async def test_other_methods_do_nothing(server: WebServer, taken: Taken, method: str) -> None:
    """Only POST reaches the webhook; TRACE does not echo the secret, OPTIONS allows nobody from elsewhere."""
    answer = await told(server, request(f"{method} {HOOK} HTTP/1.1", KEY.strip(), "Origin: https://evil.invalid"))
    assert status(answer) in (400, 405)
    assert SECRET.encode() not in answer
    assert b"access-control" not in answer.lower()
    assert taken.updates == []


@pytest.mark.parametrize(
    "header",
    [
        "X-HTTP-Method-Override: GET",
        "X-Original-URL: /metrics",
        "X-Rewrite-URL: /metrics",
        "X-Forwarded-For: 149.154.167.220",
        "X-Forwarded-Host: evil.invalid",
        "X-Forwarded-Prefix: /../",
        "Forwarded: for=149.154.167.220",
        "Host: evil.invalid",
        "Authorization: Bearer x",
        "Cookie: secret=x",
    ],
)
async def test_headers_open_no_door(server: WebServer, taken: Taken, header: str) -> None:
    """What a proxy would say of a caller is no credential: without the secret it is 403 whatever else is claimed."""
    body = json.dumps(update_json())
    answer = await told(server, request(f"POST {HOOK} HTTP/1.1", header, f"Content-Length: {len(body)}", body=body))
    assert status(answer) in (400, 403)
    assert b"evil.invalid" not in answer
    assert taken.updates == []


@pytest.mark.parametrize(
    "lines",
    [
        ["Content-Length: 2", "Content-Length: 30"],
        ["Content-Length: 2, 2"],
        ["Content-Length: +2"],
        ["Content-Length: 0x2"],
        ["Transfer-Encoding: chunked", "Content-Length: 2"],
        ["Transfer-Encoding: xchunked", "Content-Length: 2"],
        ["Transfer-Encoding: identity, chunked, identity", "Content-Length: 2"],
        ["Content-Length : 2"],
        [" Content-Length: 2"],
        ["X-A: 1\rContent-Length: 2"],
        ["X-A: 1\x00"],
    ],
    ids=lambda lines: ascii(lines[0]),
)
async def test_two_readings_of_one_request_are_none(server: WebServer, taken: Taken, lines: list[str]) -> None:
    """Lengths that a proxy could read otherwise than we do, and broken header lines, take no update in."""
    answer = await told(
        server, request(f"POST {HOOK} HTTP/1.1", KEY.strip(), *lines, body="{}GET /metrics HTTP/1.1\r\n\r\n")
    )
    assert status(answer) in (0, 400, 408, 415)
    assert taken.updates == []


async def test_a_websocket_is_not_opened(server: WebServer) -> None:
    """A request to upgrade is answered as any other, and the connection stays HTTP."""
    upgrade = ["Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
    line = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
    answer = await told(server, (line + "\r\n".join(upgrade) + "\r\n\r\n").encode())
    assert status(answer) == 200
    assert b"101" not in answer.split(b"\r\n")[0]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "a/b;" * 99]
)
async def test_the_content_type_decides_nothing(server: WebServer, taken: Taken, kind: str) -> None:
    """A form that a browser was tricked into sending has no secret and gets 403; with it only JSON is an update."""
    for secret, expected in (("", 403), (KEY.strip(), 400)):
        headers = [*filter(None, [secret]), f"Content-Type: {kind}", "Content-Length: 9"]
        assert status(await told(server, request(f"POST {HOOK} HTTP/1.1", *headers, body="a=1&b=2&c"))) == expected
    assert taken.updates == []


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "GZIP", "identity, gzip", "x" * 300])
async def test_no_encoding_is_unpacked(server: WebServer, taken: Taken, encoding: str) -> None:
    """Whatever a body is said to be packed with, it is refused unread: 1 KB may unpack to 1 GB."""
    headers = (KEY.strip(), f"Content-Encoding: {encoding}", "Content-Length: 2")
    assert status(await told(server, request(f"POST {HOOK} HTTP/1.1", *headers, body="{}"))) == 415
    assert taken.updates == []


PUSH = {
    "X-Goog-Channel-ID": "a-channel",
    "X-Goog-Channel-Token": "a-token",
    "X-Goog-Resource-ID": "a-resource",
    "X-Goog-Resource-State": "exists",
}


@pytest.mark.parametrize("name", sorted(PUSH))
@pytest.mark.parametrize(
    "value", [None, "", "é", "a" * 300, "a b", "*", "../x", "{}"], ids=lambda value: ascii(value)[:8]
)
async def test_a_forged_push_is_one_of_two_refusals(server: WebServer, name: str, value: str | None) -> None:
    """A push with a header missing, malformed or wrong is 400 or 403, alike whichever it was, and tells nothing."""
    headers = [f"{key}: {PUSH[key] if key != name else value}" for key in PUSH if key != name or value is not None]
    answer = await told(server, request("POST /google/push HTTP/1.1", *headers, "Content-Length: 0"))
    assert status(answer) in (400, 403)
    assert answer.split(b"\r\n\r\n", 1)[1] in (b"This is not a notification.\n", b"This address is for Google only.\n")


async def test_a_push_said_twice_is_none(server: WebServer, judge: Judge) -> None:
    """A push whose token comes in two headers is refused before anything is looked up."""
    headers = [f"{key}: {value}" for key, value in PUSH.items()]
    twice = [*headers, "X-Goog-Channel-Token: another", "Content-Length: 0"]
    assert status(await told(server, request("POST /google/push HTTP/1.1", *twice))) == 400
    assert judge.messages == []


async def test_a_push_with_a_slow_body_is_given_up(server: WebServer, judge: Judge) -> None:
    """A push that announces a body and does not send it is given up, and nobody is asked about its channel."""
    headers = [*(f"{key}: {value}" for key, value in PUSH.items()), "Content-Length: 100"]
    assert status(await told(server, request("POST /google/push HTTP/1.1", *headers))) == 408
    assert judge.messages == []
