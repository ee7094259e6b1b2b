"""The people's side over HTTP, for programs in another process: everything under `/_sandbox/`.

`POST /_sandbox/say {"text", "user_id"?, "chat"?, "edit"?}`, `POST /_sandbox/tap {"message_id", "button", "user_id"?}`
and `GET /_sandbox/chat?chat_id=N` (waits for idleness with `&idle=1`).
"""

from __future__ import annotations

from typing import Protocol

from aiohttp import web

from sandbox.telegram.people import OWNER
from sandbox.telegram.state import Message
from sandbox.telegram.updates import Update


class Conversation(Protocol):
    """What these routes need of the stand-in."""

    def user_says(self, text: str, *, user_id: int = ..., chat: int | None = ..., edit: int | None = ...) -> Update: ...

    def user_taps(self, message_id: int, button: str, *, user_id: int = ..., chat: int | None = ...) -> Update: ...

    def chat(self, chat_id: int = ...) -> list[Message]: ...

    async def idle(self, within: float = ...) -> None: ...


def add_routes(app: web.Application, conversation: Conversation) -> None:
    """Put the routes on an application."""

    async def say(request: web.Request) -> web.Response:
        wanted = await request.json()
        try:
            return web.json_response(conversation.user_says(**wanted).json)
        except (TypeError, ValueError, KeyError) as trouble:
            return web.json_response({"error": str(trouble)}, status=400)

    async def tap(request: web.Request) -> web.Response:
        wanted = await request.json()
        try:
            return web.json_response(conversation.user_taps(**wanted).json)
        except (TypeError, LookupError) as trouble:
            return web.json_response({"error": str(trouble)}, status=400)

    async def chat(request: web.Request) -> web.Response:
        if request.query.get("idle"):
            await conversation.idle()
        shown = conversation.chat(int(request.query.get("chat_id", OWNER)))
        return web.json_response([{**one.json, "from_bot": one.from_bot, "edits": one.edits} for one in shown])

    app.router.add_post("/_sandbox/say", say)
    app.router.add_post("/_sandbox/tap", tap)
    app.router.add_get("/_sandbox/chat", chat)
