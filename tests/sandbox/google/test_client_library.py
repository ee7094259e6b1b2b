"""What google-api-python-client builds is what the stand-in takes, and the library reads what it answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.parser import Parser
from typing import Any

import aiohttp
import pytest
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from googleapiclient.http import HttpRequest
from httplib2 import Http, Response
from yarl import URL

from sandbox.google import GoogleSandbox
from sandbox.google.contract import calendar_contract
from tests.sandbox.google.conftest import Client, timed


@pytest.fixture
def service(google: GoogleSandbox) -> Iterator[Any]:
    endpoint = google.api_endpoint.removesuffix("/calendar/v3/") + "/"
    with build(
        "calendar", "v3", http=Http(), static_discovery=True, client_options={"api_endpoint": endpoint + "calendar/v3/"}
    ) as made:
        yield made


async def send(client: Client, request: HttpRequest) -> Any:
    """Send a request that the library built, and let the library read the answer."""
    headers = {**(request.headers or {}), "Authorization": f"Bearer {client.token}"}
    url = URL(request.uri, encoded=True)
    async with client.session.request(request.method, url, data=request.body, headers=headers) as answer:
        response = Response({"status": str(answer.status), **{k.lower(): v for k, v in answer.headers.items()}})
        content = await answer.read()
    if answer.status >= 300:
        raise HttpError(response, content, uri=request.uri)
    return request.postproc(response, content)


async def test_a_day_with_the_client_library(client: Client, google: GoogleSandbox, service: Any) -> None:
    """Insert, list, page on, patch, update, get, delete, freeBusy, calendarList: built and read by Google's library."""
    events = service.events()
    made = await send(client, events.insert(calendarId="primary", body=timed(id="abcde"), sendUpdates="none"))
    assert made["summary"] == "Meeting"
    await send(
        client, events.insert(calendarId="primary", body=timed(id="bcdef", recurrence=["RRULE:FREQ=DAILY;COUNT=3"]))
    )
    request = events.list(calendarId="primary", singleEvents=True, orderBy="startTime", maxResults=3)
    seen: list[str] = []
    while request is not None:
        page = await send(client, request)
        seen += [item["id"] for item in page["items"]]
        request = events.list_next(request, page)
    assert len(seen) == len(set(seen)) == 4
    await send(client, events.patch(calendarId="primary", eventId="abcde", body={"summary": "Renamed"}))
    whole = await send(client, events.get(calendarId="primary", eventId="abcde"))
    update = events.update(calendarId="primary", eventId="abcde", body=whole | {"location": "Room 3"})
    update.headers["If-Match"] = whole["etag"]
    assert (await send(client, update))["location"] == "Room 3"
    assert await send(client, events.delete(calendarId="primary", eventId="abcde")) == ""
    query = {"timeMin": "2026-11-23T00:00:00Z", "timeMax": "2026-11-24T00:00:00Z", "items": [{"id": "primary"}]}
    busy = await send(client, service.freebusy().query(body=query))
    assert len(busy["calendars"]["primary"]["busy"]) == 1
    listed = await send(client, service.calendarList().list())
    assert listed["items"][0]["primary"] is True
    assert google.contract_violations == []


async def test_the_library_reads_a_refusal(client: Client, service: Any) -> None:
    """A refusal is an HttpError with Google's message and details."""
    with pytest.raises(HttpError) as caught:
        await send(client, service.events().get(calendarId="primary", eventId="nobody"))
    assert caught.value.status_code == 404
    assert caught.value.reason == "Not Found"
    details: Any = caught.value.error_details
    assert details[0]["reason"] == "notFound"


async def test_the_librarys_batch_is_understood(client: Client, google: GoogleSandbox, service: Any) -> None:
    """The library's own batch body is served, and the library reads the parts of the answer."""
    google.put_event(timed(id="abcde"))
    whole = service.new_batch_http_request()
    wanted = [service.events().get(calendarId="primary", eventId=name) for name in ("abcde", "nobody")]
    parts = [whole._serialize_request(request) for request in wanted]
    body = "".join(
        f"--limit\nContent-Type: application/http\nMIME-Version: 1.0\nContent-Transfer-Encoding: binary\n"
        f"Content-ID: {whole._id_to_header(str(number))}\n\n{part}\n"
        for number, part in enumerate(parts)
    )
    headers = {"Authorization": f"Bearer {client.token}", "Content-Type": 'multipart/mixed; boundary="limit"'}
    address = f"{google.base_url}{calendar_contract().batch_path}"
    async with client.session.post(address, data=body + "--limit--", headers=headers) as answer:
        assert answer.status == 200
        raw = await answer.text()
        kind = answer.headers["Content-Type"]
    message = Parser().parsestr(f"content-type: {kind}\r\n\r\n{raw}")
    read: dict[str, tuple[int, Any]] = {}
    for part in message.get_payload():
        assert not isinstance(part, str)
        number = whole._header_to_id(part["Content-ID"])
        response, content = whole._deserialize_response(part.get_payload())
        read[number] = (response.status, json.loads(content))
    assert read["0"][0] == 200
    assert read["0"][1]["id"] == "abcde"
    assert read["1"][0] == 404


async def test_big_answers_come_packed(client: Client, google: GoogleSandbox) -> None:
    """An answer of some size is gzip for who can take it, plain for others."""
    for number in range(10):
        google.put_event(timed(id=f"event{number}"))
    for accepted, packed in (("gzip", "gzip"), ("identity", None)):
        headers = {"Authorization": f"Bearer {client.token}", "Accept-Encoding": accepted}
        async with aiohttp.ClientSession(auto_decompress=False) as session:
            address = f"{google.api_endpoint}calendars/primary/events"
            async with session.get(address, headers=headers) as answer:
                assert answer.headers.get("Content-Encoding") == packed
