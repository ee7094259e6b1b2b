"""One call's parameters, from whichever form they came in: query, JSON, urlencoded or multipart."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, StreamReader, web
from aiohttp.base_protocol import BaseProtocol

from sandbox.telegram.errors import bad_request

Json = dict[str, Any]


@dataclass(frozen=True)
class Upload:
    """A file as it was sent."""

    name: str
    content: bytes
    content_type: str


@dataclass
class Params:
    """Parameters by name. In a form every value is text, and structures are JSON inside that text."""

    values: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) not in (None, "") or name in self.files

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        return default if value is None else value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; like Telegram, anything else counts as the default."""
        try:
            return int(str(self.values.get(name, default)).strip())
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).strip().lower() in {"true", "yes", "1"}

    def structure(self, name: str) -> Any:
        """An object or a list, or None when it is absent. Raises BotApiError when it is no JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def upload(self, name: str) -> Upload | str | None:
        """A file that came with the call, or the id or address of one, or None when there is neither."""
        if name in self.files:
            return self.files[name]
        value = self.text(name)
        if value.startswith("attach://"):
            return self.files.get(value.removeprefix("attach://"))
        return value or None

    def attached(self) -> set[str]:
        """The names of files that other parameters refer to."""
        return {name for name in self.files if f"attach://{name}" in json.dumps(dict(self.values))}


async def read_params(request: web.Request) -> Params:
    """All parameters of a request; those of the body win over those of the address.

    Raises BotApiError for a body that is not what its content type says.
    """
    values: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        values |= await _json_object(request)
    elif request.content_type == "application/x-www-form-urlencoded":
        values |= dict(parse_qsl(await request.text(), keep_blank_values=True))
    elif request.content_type == "multipart/form-data":
        await _read_parts(request, values, files)
    return Params(values, files)


async def _json_object(request: web.Request) -> Json:
    body = await request.text()
    if not body.strip():
        return {}
    try:
        parsed = json.loads(body)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        raise bad_request("can't parse JSON object")
    return parsed


async def _read_parts(request: web.Request, values: Json, files: dict[str, Upload]) -> None:
    """Read a multipart body from the bytes that the request keeps; its stream has been read for the log."""
    loop = asyncio.get_running_loop()
    stream = StreamReader(BaseProtocol(loop), limit=2**16, loop=loop)
    stream.feed_data(await request.read())
    stream.feed_eof()
    try:
        async for part in MultipartReader(request.headers, stream):
            if not isinstance(part, BodyPartReader) or part.name is None:
                continue
            content = bytes(await part.read(decode=True))
            if part.filename is None:
                values[part.name] = content.decode(errors="replace")
            else:
                kind = part.headers.get("Content-Type", "application/octet-stream")
                files[part.name] = Upload(part.filename, content, kind)
    except ValueError:
        raise bad_request("can't parse multipart body") from None
