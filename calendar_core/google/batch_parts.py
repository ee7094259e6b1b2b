"""The multipart body of a Google batch and the answers in one. Pure.

googleapiclient writes it (`BatchHttpRequest`, which is made to give up its request instead of sending it). Its own
reading loses every answer of a batch for one that is missing or damaged, so answers are read here, each by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import unquote

from calendar_core.errors import MalformedAnswer
from calendar_core.google.transport import Answer
from calendar_core.google.wire import BuiltRequest

MAX_BATCH = 50
"""Google Calendar's limit of inner requests ("Batch requests" of its guide)."""


class BatchRequest:
    """A batch as one request, in the shape of googleapiclient's own."""

    def __init__(self, uri: str, body: str, headers: Mapping[str, str]) -> None:
        self.uri = uri
        self.method = "POST"
        self.body = body
        self.headers = dict(headers)
        self.methodId = "batch"


class _Captured(Exception):
    """Ends `BatchHttpRequest.execute` where it would send."""

    def __init__(self, request: BatchRequest) -> None:
        self.request = request


class _Capture:
    """An HTTP client that sends nothing and hands out what it was to send."""

    def request(self, uri: str, method: str, body: str, headers: Mapping[str, str]) -> None:
        raise _Captured(BatchRequest(uri, body, headers))


def batch_of(requests: Sequence[BuiltRequest], uri: str) -> BatchRequest:
    """One request that carries all of `requests`, at most 50, whose Content-IDs are their places in the sequence."""
    from googleapiclient.http import BatchHttpRequest

    batch: Any = BatchHttpRequest(batch_uri=uri)
    for place, request in enumerate(requests):
        batch.add(request, request_id=str(place))
    try:
        batch.execute(http=_Capture())
    except _Captured as captured:
        return captured.request
    raise ValueError("a batch needs at least one request")


def read_batch_answer(answer: Answer, count: int) -> list[Answer | None]:
    """The inner answers by place; None for one that is missing or damaged.

    Raises MalformedAnswer where the whole is no multipart.
    """
    kind = answer.headers.get("content-type", "")
    head = f"Content-Type: {kind}\r\n\r\n".encode(errors="surrogatepass")
    message = BytesParser(policy=HTTP).parsebytes(head + answer.body)
    if not message.is_multipart():
        raise MalformedAnswer(status=answer.status)
    answers: list[Answer | None] = [None] * count
    for part in message.iter_parts():
        place = _place(str(part.get("Content-ID", "")))
        payload = part.get_payload(decode=True)
        if place is not None and place < count and isinstance(payload, bytes):
            answers[place] = _inner(payload)
    return answers


def _place(content_id: str) -> int | None:
    """`<response-BASE + 12>` is the answer to the request `<BASE + 12>`."""
    number = unquote(content_id.strip().strip("<>")).rpartition("+")[2].strip()
    return int(number) if number.isdecimal() and len(number) < 10 else None


def _inner(payload: bytes) -> Answer | None:
    head, _, body = payload.lstrip().replace(b"\r\n", b"\n").partition(b"\n\n")
    status_line, *lines = head.decode("latin-1").split("\n")
    fields = status_line.split(maxsplit=2)
    if len(fields) < 2 or not fields[0].startswith("HTTP/") or not re.fullmatch(r"[0-9]{3}", fields[1]):
        return None
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Answer(int(fields[1]), headers, body.strip())
