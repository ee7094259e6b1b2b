"""How this server answers: short, never cached, and silent about what it is made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Server": "calendar-bot"}


def words(
    status: int, text: str = "", *, close: bool = False, headers: Mapping[str, str] | None = None
) -> web.Response:
    """A line of plain text. close: end the connection, so that what the caller still sends is not waited for."""
    answer = web.Response(status=status, text=f"{text}\n" if text else "", headers={**_HEADERS, **(headers or {})})
    if close:
        answer.force_close()
    return answer


def facts(status: int, value: Mapping[str, Any]) -> web.Response:
    """A JSON object."""
    text = json.dumps(value, separators=(", ", ": ")) + "\n"
    return web.Response(status=status, text=text, content_type="application/json", headers=_HEADERS)


def page(body: bytes, content_type: str) -> web.Response:
    """Ready bytes under a whole Content-Type, parameters included."""
    return web.Response(body=body, headers={**_HEADERS, "Content-Type": content_type})
