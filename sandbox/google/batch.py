"""Batch requests: several calls in one multipart/mixed body. Pure.

Source: https://developers.google.com/workspace/calendar/api/guides/batch
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from sandbox.google.calls import Reply
from sandbox.google.errors import ApiError

MOST_CALLS = 50


@dataclass(frozen=True)
class InnerRequest:
    """One call of a batch. headers: lower case, the outer ones where the inner has none."""

    content_id: str
    method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes


def read_batch(headers: Mapping[str, str], body: bytes) -> list[InnerRequest]:
    """The calls of a batch. Raises ApiError 400."""
    kind = headers.get("content-type", "")
    if not kind.startswith("multipart/mixed") or "boundary=" not in kind:
        raise ApiError(400, "badRequest", "Missing body or boundary.")
    whole = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    parts = list(whole.iter_parts()) if whole.is_multipart() else []
    if not parts:
        raise ApiError(400, "badRequest", "Failed to parse batch request: no parts.")
    if len(parts) > MOST_CALLS:
        raise ApiError(400, "badRequest", f"The batch request exceeds the limit of {MOST_CALLS} calls.")
    outer = {name: value for name, value in headers.items() if not name.startswith("content-")}
    return [_inner(part["Content-ID"] or "", part.get_payload(decode=True), outer) for part in parts]


def write_batch(answers: Iterable[tuple[str, Reply]], boundary: str) -> tuple[str, bytes]:
    """Content type and body of the answer. answers: the call's Content-ID with its reply."""
    lines: list[bytes] = []
    for content_id, reply in answers:
        name = f"<response-{content_id.strip().removeprefix('<').removesuffix('>')}>"
        payload = b"" if reply.body is None else json.dumps(reply.body, ensure_ascii=False).encode()
        head = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}"]
        head += [f"{field}: {value}" for field, value in reply.headers.items()]
        head += ["Content-Type: application/json; charset=UTF-8", f"Content-Length: {len(payload)}"]
        part = ["--" + boundary, "Content-Type: application/http", f"Content-ID: {name}", "", *head, "", ""]
        lines.append("\r\n".join(part).encode() + payload + b"\r\n")
    return f"multipart/mixed; boundary={boundary}", b"".join(lines) + f"--{boundary}--\r\n".encode()


def _inner(content_id: str, payload: object, outer: Mapping[str, str]) -> InnerRequest:
    raw = payload if isinstance(payload, bytes) else b""
    # Clients differ in line ends: Google's own Python library writes bare line feeds between the inner headers.
    first, _, rest = raw.replace(b"\r\n", b"\n").lstrip().partition(b"\n")
    head, _, body = rest.partition(b"\n\n") if not rest.startswith(b"\n") else (b"", b"", rest[1:])
    try:
        method, target, *_ = first.decode("ascii").split()
    except ValueError as error:
        raise ApiError(400, "badRequest", "Failed to parse batch request.") from error
    address = urlsplit(target)
    headers = dict(outer)
    for line in head.decode("latin-1").splitlines():
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    query = parse_qsl(address.query, keep_blank_values=True)
    return InnerRequest(content_id, method.upper(), address.path, query, headers, body.strip())
