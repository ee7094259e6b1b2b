"""Faults strike the requests they are meant for, and do on the wire what they say."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox.faults import Fault, Wire
from sandbox.google import GoogleSandbox
from tests.sandbox.google.conftest import Client, StandingClock, timed

LIST = "calendars/primary/events"


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
async def google(clock: StandingClock) -> AsyncIterator[GoogleSandbox]:
    google = GoogleSandbox(clock, random.Random(7))
    await google.start()
    yield google
    await google.stop()


@pytest.fixture
async def client(google: GoogleSandbox) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        yield Client(google, session)


async def raw(client: Client, method: str = "GET", body: Any = None) -> bytes:
    """Everything the server sends for one request, up to the end of the connection."""
    host, _, port = client.google.base_url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    payload = b"" if body is None else json.dumps(body).encode()
    head = [
        f"{method} /calendar/v3/{LIST} HTTP/1.1",
        f"Host: {host}",
        f"Authorization: Bearer {client.token}",
        "Content-Type: application/json",
        f"Content-Length: {len(payload)}",
        "Connection: close",
    ]
    writer.write("\r\n".join([*head, "", ""]).encode() + payload)
    try:
        return await reader.read()
    finally:
        writer.close()


async def test_a_status_replaces_the_answer(client: Client, google: GoogleSandbox) -> None:
    """A status fault gives its body and headers, once, and the request takes no effect."""
    body = {"error": {"code": 429, "message": "Rate Limit Exceeded"}}
    google.faults.add(Fault(status=429, body=body, headers={"Retry-After": "7"}))
    answer = await client.call("POST", LIST, timed())
    assert (answer.status, answer.body, answer.headers["Retry-After"]) == (429, body, "7")
    assert google.events() == []
    assert (await client.call("POST", LIST, timed())).status == 200


async def test_an_applied_status_takes_effect(client: Client, google: GoogleSandbox) -> None:
    """With `applied` the request is done and only its answer is another."""
    google.faults.add(Fault(status=503, applied=True))
    assert (await client.call("POST", LIST, timed())).status == 503
    assert len(google.events()) == 1


async def test_which_requests_are_struck(client: Client, google: GoogleSandbox) -> None:
    """Method, path, nth and times choose the requests; None strikes for ever; the first rule due wins."""
    google.faults.add(Fault(method="POST", path="/events$", nth=2, times=2, status=500))
    statuses = [(await client.call("POST", LIST, timed())).status for _ in range(4)]
    assert statuses == [200, 500, 500, 200]
    google.faults.add(Fault(method="GET|DELETE", times=None, status=503), Fault(status=418))
    assert [(await client.call("GET", LIST)).status for _ in range(3)] == [503, 503, 503]
    assert (await client.call("POST", LIST, timed())).status == 418
    google.faults.clear()
    assert (await client.call("GET", LIST)).status == 200


@pytest.mark.parametrize("applied", [False, True])
@pytest.mark.parametrize("wire", [Wire.CUT, Wire.RESET])
async def test_the_connection_dies_before_or_after(
    client: Client, google: GoogleSandbox, wire: Wire, applied: bool
) -> None:
    """A cut or reset sends no byte; `applied` says whether the event is there all the same."""
    google.faults.add(Fault(wire=wire, applied=applied))
    if wire is Wire.RESET:
        with pytest.raises(ConnectionResetError):
            await raw(client, "POST", timed())
    else:
        assert await raw(client, "POST", timed()) == b""
    assert len(google.events()) == applied
    assert google.requests[-1].status is None


async def test_damaged_answers(client: Client, google: GoogleSandbox) -> None:
    """Truncated, wrongly measured and non-JSON answers are as they are named; the request has taken effect."""
    whole = (await raw(client)).partition(b"\r\n\r\n")[2]
    google.faults.add(Fault(wire=Wire.TRUNCATED))
    head, _, body = (await raw(client)).partition(b"\r\n\r\n")
    assert f"Content-Length: {len(whole)}".encode() in head
    assert body == whole[: len(whole) // 2]
    google.faults.add(Fault(wire=Wire.WRONG_LENGTH))
    head, _, body = (await raw(client)).partition(b"\r\n\r\n")
    assert f"Content-Length: {len(whole) // 2}".encode() in head
    assert body == whole
    google.faults.add(Fault(wire=Wire.NOT_JSON, status=502))
    answer = await raw(client)
    assert answer.startswith(b"HTTP/1.1 502 ")
    assert b"<html>" in answer


async def test_a_dribble_is_whole_but_slow(client: Client, google: GoogleSandbox, clock: StandingClock) -> None:
    """A dribbled answer comes byte by byte at its pace and is right in the end."""
    google.faults.add(Fault(wire=Wire.DRIBBLE, pace=1.0))
    assert (await client.call("GET", LIST)).items == []
    assert len(clock.slept) > 100
    assert set(clock.slept) == {1.0}


async def test_a_huge_answer_has_its_size(client: Client, google: GoogleSandbox) -> None:
    """A huge answer is one valid JSON object of the size asked for; who hangs up is not served further."""
    google.faults.add(Fault(wire=Wire.HUGE, size=1_000_000, times=2))
    headers = {"Authorization": f"Bearer {client.token}"}
    async with client.session.get(google.api_endpoint + LIST, headers=headers) as answer:
        body = await answer.read()
        assert len(body) == 1_000_000
        assert list(json.loads(body)) == ["padding"]
    async with client.session.get(google.api_endpoint + LIST, headers=headers) as answer:
        await answer.content.read(10)
    assert (await client.call("GET", LIST)).status == 200


async def test_delays_are_in_the_stand_ins_time(client: Client, google: GoogleSandbox, clock: StandingClock) -> None:
    """Delays before and after are slept on the stand-in's clock."""
    google.faults.add(Fault(delay_before=3.0, delay_after=4.0))
    assert (await client.call("GET", LIST)).status == 200
    assert clock.slept == [3.0, 4.0]


@pytest.mark.parametrize("after", [False, True])
async def test_a_hold_keeps_the_answer_until_let_go(client: Client, google: GoogleSandbox, after: bool) -> None:
    """A held request takes effect only behind `hold_before`, and already before `hold_after`; clear lets go."""
    gate = asyncio.Event()
    google.faults.add(Fault(hold_after=gate) if after else Fault(hold_before=gate))
    applied = asyncio.Event()
    google.state.on_change.append(lambda _: applied.set())
    call = asyncio.create_task(client.call("POST", LIST, timed()))
    if after:
        await applied.wait()
        assert not call.done()
    google.faults.clear()
    assert gate.is_set()
    assert (await call).status == 200
    assert applied.is_set()


async def test_headers_alone_are_added_to_the_true_answer(client: Client, google: GoogleSandbox) -> None:
    """A fault of nothing but headers leaves the rest of the answer as it is."""
    google.faults.add(Fault(headers={"Date": "Thu, 01 Jan 1970 00:00:00 GMT"}))
    answer = await client.call("GET", LIST)
    assert (answer.status, answer.headers["Date"]) == (200, "Thu, 01 Jan 1970 00:00:00 GMT")


async def test_another_process_can_set_and_lift_faults(client: Client, google: GoogleSandbox) -> None:
    """Over HTTP: faults go in as JSON, are shown with their counts, are lifted; the log leaves tokens out."""
    control = f"{google.base_url}/_sandbox/"
    rules = [{"path": "/events$", "status": 500, "times": 2}, {"method": "POST", "wire": "cut"}]
    async with client.session.post(f"{control}faults", json=rules) as answer:
        assert answer.status == 200
    assert (await client.call("GET", LIST)).status == 500
    async with client.session.get(f"{control}faults") as answer:
        shown = (await answer.json())["faults"]
        assert [(rule["seen"], rule["struck"]) for rule in shown] == [(1, 1), (0, 0)]
    async with client.session.post(f"{control}faults", json=shown) as answer:
        assert answer.status == 200  # what is shown can be put in again
    async with client.session.delete(f"{control}faults") as answer:
        assert (await answer.json())["faults"] == []
    assert (await client.call("GET", LIST)).status == 200
    async with client.session.get(f"{control}requests") as answer:
        text = await answer.text()
    log = json.loads(text)["requests"]
    assert [(r["operation"], r["status"], r["faulty"]) for r in log] == [
        ("events.list", 500, True),
        ("events.list", 200, False),
    ]
    assert client.token not in text


@pytest.mark.parametrize(
    "rule",
    [{"colour": "red"}, {"path": "("}, {"wire": "melt"}, {"nth": 0}, {"status": "x"}, {"hold_before": 1}, 5, "x"],
)
async def test_rubbish_is_no_fault(client: Client, google: GoogleSandbox, rule: Any) -> None:
    """A rule that cannot be is a 400 over HTTP, and none is added."""
    async with client.session.post(f"{google.base_url}/_sandbox/faults", json=rule) as answer:
        assert answer.status == 400
    assert google.faults.rules == []


async def test_stopping_does_not_wait_for_the_held(clock: StandingClock) -> None:
    """A stand-in that never answers somebody can still be stopped at once."""
    google = GoogleSandbox(clock, random.Random(7))
    await google.start()
    google.faults.add(Fault(hold_before=asyncio.Event()))
    reader, writer = await asyncio.open_connection("127.0.0.1", int(google.base_url.rpartition(":")[2]))
    writer.write(b"GET /calendar/v3/colors HTTP/1.1\r\nHost: x\r\n\r\n")
    google_saw = asyncio.create_task(reader.read())
    while not google.requests:
        await asyncio.wait([google_saw], timeout=0.01)
    async with asyncio.timeout(5):
        await google.stop()
        assert await google_saw == b""
    writer.close()
