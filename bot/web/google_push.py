"""What Google POSTs when something changed on a calendar: checked, answered at once, and nothing of it trusted.

Source: the push guide of the Google Calendar API. A message is its headers; the body is empty. Google sends it again
upon 500, 502, 503 and 504, and gives it up upon any other refusal.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.web.answers import words
from bot.web.bodies import Refused, body_of
from calendar_core.sync.channel_plan import MESSAGE_HEADERS, NUMBER_HEADER, PushMessage, message_in
from calendar_core.sync.push import PushOutcome

LARGEST_BODY = 4096
"""Bytes. Google sends none; what a proxy may add is not read on."""

BODY_WITHIN = 2.0
"""Seconds in which the whole body has to come."""


class GooglePush:
    """Answers Google's notifications; called with the request. take: judges one and has its calendar synced.

    Unknown channel, wrong secret and wrong resource get one and the same answer, so that nobody learns which it was.
    """

    def __init__(
        self, take: Callable[[PushMessage], Awaitable[PushOutcome]], *, body_within: float = BODY_WITHIN
    ) -> None:
        self._take = take
        self._body_within = body_within

    async def __call__(self, request: web.Request) -> web.Response:
        message = message_in({name: request.headers.getall(name, []) for name in (*MESSAGE_HEADERS, NUMBER_HEADER)})
        if message is None:
            return words(400, "This is not a notification.", close=True)
        try:
            await body_of(request, largest=LARGEST_BODY, within=self._body_within)
        except Refused as refusal:
            return words(refusal.status, refusal.sentence, close=True)
        outcome = await self._take(message)
        if outcome is PushOutcome.REFUSED:
            return words(403, "This address is for Google only.", close=True)
        if outcome is PushOutcome.LATER:
            return words(503, "The message could not be kept; send it again.", close=True)
        return words(200)
