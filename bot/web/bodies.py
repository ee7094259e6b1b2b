"""Reading what somebody POSTs, within bounds of size and time."""

from __future__ import annotations

import asyncio

from aiohttp import web


class Refused(Exception):
    """This request gets that status and sentence, and nothing else happens."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


async def body_of(request: web.Request, *, largest: int, within: float) -> bytes:
    """The whole body. largest: bytes; within: seconds in which it has to come. Raises Refused."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refused(415, "Compressed bodies are not read.")
    too_large = Refused(413, "The body is too large.")
    if (request.content_length or 0) > largest:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(within):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > largest:
                    raise too_large
    except TimeoutError:
        raise Refused(408, "The body did not come in time.") from None
    except (web.RequestPayloadError, ConnectionError):
        raise Refused(400, "The body broke off.") from None
    return bytes(body)
