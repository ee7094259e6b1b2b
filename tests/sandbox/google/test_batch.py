"""A batch is answered call by call, each struck by faults of its own."""

from __future__ import annotations

import json
from email import message_from_bytes
from typing import Any

from sandbox.faults import Fault, Wire
from sandbox.google import GoogleSandbox
from tests.sandbox.google.conftest import Client, timed

PATH = "/calendar/v3/calendars/primary/events"


async def batch(client: Client, calls: list[tuple[str, str, Any]]) -> Any:
    """Send the calls with ids 0, 1 ... and return (status, {id: (status, body)})."""
    parts = []
    for number, (method, path, body) in enumerate(calls):
        payload = "" if body is None else json.dumps(body)
        parts.append(
            f"--limit\r\nContent-Type: application/http\r\nContent-ID: <item + {number}>\r\n\r\n"
            f"{method} {path} HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{payload}\r\n"
        )
    headers = {"Authorization": f"Bearer {client.token}", "Content-Type": "multipart/mixed; boundary=limit"}
    address = f"{client.google.base_url}/batch/calendar/v3"
    async with client.session.post(address, data="".join(parts) + "--limit--", headers=headers) as answer:
        raw = await answer.read()
        if answer.status != 200:
            return answer.status, json.loads(raw)
        whole = message_from_bytes(f"Content-Type: {answer.headers['Content-Type']}\r\n\r\n".encode() + raw)
    found = {}
    for part in whole.walk():
        if part.get_content_type() == "application/http":
            inner: Any = part.get_payload(decode=True)
            head, _, body = inner.partition(b"\r\n\r\n")
            number = int(part["Content-ID"].rpartition("+")[2].strip(" >"))
            found[number] = (int(head.split()[1]), json.loads(body) if body.strip() else None)
    return 200, found


async def test_each_call_has_its_own_answer(client: Client, google: GoogleSandbox) -> None:
    """Inserts, a delete and a miss in one batch answer 200, 204 and 404 under their ids."""
    google.put_event(timed(id="older"))
    calls = [
        ("POST", PATH, timed(id="fresh")),
        ("DELETE", f"{PATH}/older", None),
        ("GET", f"{PATH}/nobody", None),
        ("GET", f"{PATH}?singleEvents=true", None),
    ]
    status, found = await batch(client, calls)
    assert status == 200
    assert {number: answer[0] for number, answer in found.items()} == {0: 200, 1: 204, 2: 404, 3: 200}
    assert [item["id"] for item in found[3][1]["items"]] == ["fresh"]
    assert [r.operation for r in google.requests] == [
        "batch",
        "events.insert",
        "events.delete",
        "events.get",
        "events.list",
    ]


async def test_one_call_is_throttled_and_one_lost(client: Client, google: GoogleSandbox) -> None:
    """A fault may strike single calls of a batch: one gets a 403, the answer of an applied one never comes."""
    google.faults.add(Fault(path="/events$", method="POST", nth=2, status=403, body={"error": {"code": 403}}))
    google.faults.add(Fault(path="/events$", method="POST", nth=3, wire=Wire.CUT, applied=True))
    status, found = await batch(client, [("POST", PATH, timed(id=f"event{n}")) for n in range(4)])
    assert status == 200
    assert {number: answer[0] for number, answer in found.items()} == {0: 200, 1: 403, 3: 200}
    assert [event["id"] for event in google.events()] == ["event0", "event2", "event3"]


async def test_fifty_calls_at_most(client: Client, google: GoogleSandbox) -> None:
    """A batch of 51 calls is refused as a whole."""
    status, _ = await batch(client, [("POST", PATH, timed(id=f"event{n}")) for n in range(51)])
    assert status == 400
    assert google.events() == []
