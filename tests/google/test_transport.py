"""One attempt on the wire: what was sent, how long it may take, and which typed error says what happened."""

# ruff: noqa: N802 - rows of the fault matrix are named as it names them
from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from calendar_core.clock import SystemClock
from calendar_core.errors import (
    AttemptTimeout,
    CalendarError,
    ConnectFailed,
    ConnectionLost,
    LimiterRefused,
    MalformedAnswer,
    UntrustedConnection,
)
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.transport import Request, TransportLimits
from tests.google.conftest import RawServer, http_answer, raw_server

BOUND = 2.0
"""Seconds that no attempt of these tests may take; the exact figures are the benchmark's business."""


async def answer(_: RawServer, writer: asyncio.StreamWriter) -> None:
    writer.write(http_answer())


async def silence(_: RawServer, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


@pytest.fixture
async def quick() -> AsyncIterator[AiohttpTransport]:
    """Limits of a tenth of a second."""
    async with AiohttpTransport(TransportLimits(connect=0.1, read=0.1, total=0.2, pool=0.1, pool_size=2)) as made:
        yield made


async def bounded(transport: AiohttpTransport, request: Request) -> CalendarError:
    """The error of an attempt that has to end in good time."""
    started = time.perf_counter()
    with pytest.raises(CalendarError) as caught:
        async with asyncio.timeout(2 * BOUND):
            await transport.send(request)
    assert time.perf_counter() - started < BOUND
    return caught.value


async def test_answer_comes_whole_with_its_headers_in_lower_case(transport: AiohttpTransport) -> None:
    """Status, headers and decompressed body are handed out as they came."""

    async def say(_: RawServer, writer: asyncio.StreamWriter) -> None:
        writer.write(http_answer(b"hello", "418 Teapot", "X-Thing: 1\r\n"))

    async with raw_server(say) as server:
        got = await transport.send(Request("GET", server.base))
    assert (got.status, got.body, got.headers["x-thing"]) == (418, b"hello", "1")


async def test_connections_are_reused(transport: AiohttpTransport) -> None:
    """Ten requests one after the other need one connection."""
    async with raw_server(answer) as server:
        for _ in range(10):
            await transport.send(Request("GET", server.base))
        assert (server.connections, len(server.requests)) == (1, 10)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST", "PATCH", "HEAD", "OPTIONS"])
async def test_D5_a_stale_connection_is_never_answered_by_a_silent_resend(
    transport: AiohttpTransport, method: str
) -> None:
    """A kept-alive connection that dies as a request goes out costs that attempt, whatever the method."""

    async def once(server: RawServer, writer: asyncio.StreamWriter) -> None:
        if len(server.requests) == 1:
            writer.write(http_answer())
        else:
            writer.transport.abort()

    async with raw_server(once) as server:
        await transport.send(Request("GET", server.base))
        with pytest.raises(ConnectionLost):
            await transport.send(Request(method, server.base, body=None if method in ("GET", "HEAD") else "{}"))
        assert len(server.requests) == 2


async def test_F1_a_name_that_does_not_resolve_is_a_failed_connect(transport: AiohttpTransport) -> None:
    """Nothing was sent, so any method may be repeated."""
    assert isinstance(await bounded(transport, Request("POST", "http://nowhere.invalid/")), ConnectFailed)


async def test_F2_a_refused_connection_is_a_failed_connect(transport: AiohttpTransport) -> None:
    """Nothing was sent, so any method may be repeated."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refused
        error = await bounded(transport, Request("POST", f"http://127.0.0.1:{taken.getsockname()[1]}/"))
    assert isinstance(error, ConnectFailed)


async def test_F2_a_reset_during_the_handshake_is_a_failed_connect(transport: AiohttpTransport) -> None:
    """A connection that breaks before TLS stands has carried no request."""

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    listening = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    assert isinstance(await bounded(transport, Request("POST", f"https://127.0.0.1:{port}/")), ConnectFailed)
    listening.close()


async def test_F2_a_connect_without_an_answer_ends_at_the_connect_limit(quick: AiohttpTransport) -> None:
    """A full backlog leaves the connect hanging; its own limit ends it, and nothing was sent."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            with suppress(BlockingIOError):
                filler.connect(deaf.getsockname())
        error = await bounded(quick, Request("POST", f"http://127.0.0.1:{deaf.getsockname()[1]}/"))
        for filler in fillers:
            filler.close()
    assert isinstance(error, ConnectFailed)


async def test_F3_a_server_that_never_answers_is_left_and_its_connection_not_used_again() -> None:
    """The read limit ends the attempt, long before that of the attempt; the next one gets a fresh connection."""

    async def silent_at_first(server: RawServer, writer: asyncio.StreamWriter) -> None:
        if len(server.requests) == 1:
            await asyncio.Event().wait()
        writer.write(http_answer())

    limits = TransportLimits(connect=1.0, read=0.1, total=60.0, pool=1.0)
    async with AiohttpTransport(limits) as patient, raw_server(silent_at_first) as server:
        assert isinstance(await bounded(patient, Request("GET", server.base)), AttemptTimeout)
        await patient.send(Request("GET", server.base))
        assert server.connections == 2


async def test_F4_an_answer_that_dribbles_in_ends_at_the_total_limit(quick: AiohttpTransport) -> None:
    """Each read succeeds in time, and the attempt ends all the same."""

    async def dribble(_: RawServer, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await SystemClock().sleep(0.02)

    async with raw_server(dribble) as server:
        assert isinstance(await bounded(quick, Request("GET", server.base)), AttemptTimeout)


async def test_a_request_can_only_shorten_the_total_limit() -> None:
    """What is left until the caller's deadline bounds the attempt."""
    async with AiohttpTransport() as transport, raw_server(silence) as server:
        error = await bounded(transport, Request("GET", server.base, timeout=0.1))
    assert isinstance(error, AttemptTimeout)


def certificate(folder: Path, name: str, *, days: int = 1) -> tuple[Path, Path]:
    """A self-signed certificate for that host name, and its key. days: of life, negative for one that has ended."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    end = datetime.now(UTC) + timedelta(days=days)  # noqa: TID251 - TLS itself asks the system's clock
    built = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(end - timedelta(days=30))
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / f"{name}{days}.pem", folder / f"{name}{days}.key"
    cert_file.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert_file, key_file


@pytest.mark.parametrize(
    ("name", "days", "trusted"),
    [("localhost", 1, False), ("localhost", -1, True), ("elsewhere.example", 1, True)],
    ids=["unknown authority", "expired", "wrong host"],
)
async def test_F5_a_bad_certificate_is_never_accepted(tmp_path: Path, name: str, days: int, trusted: bool) -> None:
    """No request leaves over a connection whose other end cannot prove who it is."""
    cert_file, key_file = certificate(tmp_path, name, days=days)
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(cert_file, key_file)
    trust = ssl.create_default_context(cafile=str(cert_file)) if trusted else None
    async with AiohttpTransport(ssl=trust) as transport, raw_server(answer, ssl=serving) as server:
        error = await bounded(transport, Request("GET", f"https://localhost:{server.port}/"))
        assert server.requests == []
    assert isinstance(error, UntrustedConnection)


async def test_a_good_certificate_is_accepted(tmp_path: Path) -> None:
    """The refusals above are of the certificate and of nothing else."""
    cert_file, key_file = certificate(tmp_path, "localhost")
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(cert_file, key_file)
    trust = ssl.create_default_context(cafile=str(cert_file))
    async with AiohttpTransport(ssl=trust) as transport, raw_server(answer, ssl=serving) as server:
        assert (await transport.send(Request("GET", f"https://localhost:{server.port}/"))).status == 200


def test_F5_verification_cannot_be_switched_off() -> None:
    """A context that does not verify is refused when it is given."""
    lax = ssl.create_default_context()
    lax.check_hostname = False
    with pytest.raises(ValueError):
        AiohttpTransport(ssl=lax)


async def test_F6_a_full_pool_refuses_newcomers_after_the_pool_limit_and_leaks_nothing() -> None:
    """200 slow calls over a pool of 2: two connections, the rest refused in time, all places free afterwards."""
    limits = TransportLimits(pool=0.1, pool_size=2)
    release = asyncio.Event()

    async def slow(_: RawServer, writer: asyncio.StreamWriter) -> None:
        await release.wait()
        writer.write(http_answer())

    async with AiohttpTransport(limits) as transport, raw_server(slow) as server:
        calls = [asyncio.create_task(transport.send(Request("GET", server.base))) for _ in range(200)]
        started = time.perf_counter()
        refused: list[LimiterRefused] = []
        for finished in asyncio.as_completed(calls, timeout=BOUND):
            with pytest.raises(LimiterRefused) as caught:
                await finished
            refused.append(caught.value)
            if len(refused) == 198:
                break
        assert time.perf_counter() - started < BOUND
        assert server.connections == 2
        release.set()
        await asyncio.gather(*calls, return_exceptions=True)
        assert all(error.retry_after for error in refused)
        assert transport.in_flight == 0
        await transport.send(Request("GET", server.base))


async def test_F7_a_cancelled_request_leaves_no_task_and_no_open_connection(transport: AiohttpTransport) -> None:
    """The connection is closed at the server's end too, and no further byte is sent."""
    arrived, gone = asyncio.Event(), asyncio.Event()

    async def wait_for_end(_: RawServer, writer: asyncio.StreamWriter) -> None:
        arrived.set()
        await writer.wait_closed()

    async def watch(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        arrived.set()
        assert await reader.read() == b""
        gone.set()
        writer.close()

    listening = await asyncio.start_server(watch, "127.0.0.1", 0)
    before = len(asyncio.all_tasks())
    call = asyncio.create_task(
        transport.send(Request("GET", f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"))
    )
    await arrived.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    async with asyncio.timeout(BOUND):
        await gone.wait()
    assert transport.in_flight == 0
    assert len(asyncio.all_tasks()) <= before + 1  # the server's own conversation may still be ending
    listening.close()


async def test_F8_a_refusing_proxy_means_that_nothing_was_sent() -> None:
    """A proxy that wants its own login answers the tunnel's request, not Google."""

    async def refuse(_: RawServer, writer: asyncio.StreamWriter) -> None:
        writer.write(http_answer(b"<html>no</html>", "407 Proxy Authentication Required"))

    async with raw_server(refuse) as proxy, AiohttpTransport(proxy=proxy.base) as transport:
        error = await bounded(transport, Request("POST", "https://google.invalid/", body="{}"))
    assert isinstance(error, ConnectFailed)


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "chunked"])
async def test_F9_an_answer_over_the_size_bound_is_refused_before_it_is_read(declared: bool) -> None:
    """Neither a large Content-Length nor chunks without end fill the memory."""
    sent = 0

    async def flood(_: RawServer, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        length = b"Content-Length: 52428800" if declared else b"Transfer-Encoding: chunked"
        writer.write(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n\r\n")
        piece = b"x" * 65536 if declared else b"10000\r\n" + b"x" * 65536 + b"\r\n"
        while sent < 52428800:
            writer.write(piece)
            await writer.drain()
            sent += 65536

    limits = TransportLimits(max_bytes=1_000_000)
    async with AiohttpTransport(limits) as transport, raw_server(flood) as server:
        assert isinstance(await bounded(transport, Request("GET", server.base)), MalformedAnswer)
    assert sent < 30_000_000


async def test_F9_a_compressed_flood_is_measured_unpacked() -> None:
    """A small answer that unpacks into a huge one is refused too."""
    packed = gzip.compress(b"x" * 20_000_000)

    async def bomb(_: RawServer, writer: asyncio.StreamWriter) -> None:
        writer.write(http_answer(packed, extra="Content-Encoding: gzip\r\n"))

    async with AiohttpTransport(TransportLimits(max_bytes=1_000_000)) as transport, raw_server(bomb) as server:
        assert isinstance(await bounded(transport, Request("GET", server.base)), MalformedAnswer)


@pytest.mark.parametrize(
    "bytes_",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"",
        b"this is no HTTP at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
    ],
    ids=["short body", "short chunk", "short head", "nothing", "rubbish", "bad chunk", "bad gzip"],
)
async def test_A17_half_an_answer_is_never_handed_out(transport: AiohttpTransport, bytes_: bytes) -> None:
    """Whatever is cut or mangled on the wire is a typed error of the outage family, and not of a failed connect."""

    async def cut(_: RawServer, writer: asyncio.StreamWriter) -> None:
        writer.write(bytes_)
        await writer.drain()
        writer.close()

    async with raw_server(cut) as server:
        error = await bounded(transport, Request("GET", server.base))
    assert isinstance(error, (ConnectionLost, MalformedAnswer))


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
async def test_A19_a_redirect_is_handed_out_and_not_followed(transport: AiohttpTransport, status: str) -> None:
    """The token never reaches the place that an answer points to."""
    async with raw_server(answer) as other:

        async def point(_: RawServer, writer: asyncio.StreamWriter) -> None:
            writer.write(http_answer(b"", status, f"Location: {other.base}/\r\n"))

        async with raw_server(point) as server:
            got = await transport.send(Request("GET", server.base, {"authorization": "Bearer secret"}))
        assert got.status == int(status[:3])
        assert other.requests == []


async def test_F10_dead_pooled_connections_cost_the_caller_at_most_one_attempt(transport: AiohttpTransport) -> None:
    """A connection that the server has closed meanwhile is not used: the first request goes over a fresh one."""
    closed = asyncio.Event()

    async def answer_and_close(_: RawServer, writer: asyncio.StreamWriter) -> None:
        writer.write(http_answer())
        await writer.drain()
        writer.close()
        closed.set()

    async with raw_server(answer_and_close) as server:
        await transport.send(Request("GET", server.base))
        await closed.wait()
        await SystemClock().sleep(0)
        assert (await transport.send(Request("GET", server.base))).status == 200


async def test_F11_shutdown_drains_what_ends_in_time_and_breaks_the_rest() -> None:
    """Of 20 calls in flight those that are answered within the grace succeed; the others hear a lost connection."""
    transport = AiohttpTransport()
    seen = 0
    release, all_in = asyncio.Event(), asyncio.Event()

    async def half(server: RawServer, writer: asyncio.StreamWriter) -> None:
        nonlocal seen
        seen += 1
        mine = seen
        if seen == 20:
            all_in.set()
        await release.wait()
        if mine > 10:
            await asyncio.Event().wait()
        writer.write(http_answer())

    async with raw_server(half) as server:
        calls = [asyncio.create_task(transport.send(Request("POST", server.base))) for _ in range(20)]
        await all_in.wait()
        started = time.perf_counter()
        closing = asyncio.create_task(transport.aclose(grace=0.2))
        await SystemClock().sleep(0)
        with pytest.raises(ConnectFailed):
            await transport.send(Request("POST", server.base))
        release.set()
        await closing
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert time.perf_counter() - started < BOUND
    kinds = sorted(type(result).__name__ for result in results)
    assert kinds == ["Answer"] * 10 + ["ConnectionLost"] * 10
    assert transport.in_flight == 0


def test_a_request_shows_nothing_but_its_method() -> None:
    """Addresses, tokens and titles stay out of whatever prints a request."""
    secret = Request("GET", "http://x/calendars/me@example.com", {"authorization": "Bearer t"}, "title")
    assert repr(secret) == "Request(method='GET', timeout=None)"


async def test_E11_no_address_or_token_in_what_an_error_shows(transport: AiohttpTransport) -> None:
    """Neither the error nor what it was raised from tells the calendar's address or the token."""

    async def rubbish(_: RawServer, writer: asyncio.StreamWriter) -> None:
        writer.write(b"rubbish\r\n\r\n")
        writer.close()

    def shown(error: BaseException | None) -> str:
        if error is None:
            return ""
        return f"{error!r} {error} {shown(error.__cause__)}"

    async with raw_server(rubbish) as server:
        headers = {"authorization": "Bearer secret"}
        error = await bounded(transport, Request("GET", f"{server.base}/calendars/me%40example.com", headers))
    assert "example" not in shown(error) and "secret" not in shown(error)
