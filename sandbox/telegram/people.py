"""What people do in Telegram, each doing being one update that the bot gets."""

from __future__ import annotations

from typing import Any

from sandbox.telegram.account import Account, CallbackQuery
from sandbox.telegram.entities import found_entities
from sandbox.telegram.messages import LONGEST_TEXT
from sandbox.telegram.params import Json
from sandbox.telegram.state import Button, Chat, Message
from sandbox.telegram.updates import Update

OWNER = 1001
"""The user id of whoever acts where none is named."""

_PLAIN_CONTENT: dict[str, Json] = {
    "voice": {"duration": 3, "mime_type": "audio/ogg"},
    "sticker": {
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": "👍",
    },
    "document": {"file_name": "notes.pdf", "mime_type": "application/pdf"},
    "location": {"latitude": 3.139, "longitude": 101.6869},
    "contact": {"phone_number": "+60123456789", "first_name": "Aminah"},
}


class People:
    """The people's side of the conversation. None of these waits for the bot."""

    account: Account

    def user_says(
        self,
        text: str,
        *,
        user_id: int = OWNER,
        chat: int | None = None,
        forward: int | str | None = None,
        edit: int | None = None,
        reply_to: int | None = None,
    ) -> Update:
        """Somebody writes.

        chat: a group's id; in private with the bot if None. forward: the user id, or the hidden name, of whoever
        wrote it first. edit: the id of an own message that gets this text instead. reply_to: a message id.
        Raises ValueError for a text that no Telegram client would send.
        """
        if not text.strip() or len(text) > LONGEST_TEXT:
            raise ValueError(f"a message has 1 to {LONGEST_TEXT} characters")
        place = self._place(user_id, chat)
        body: Json = {"text": text}
        if entities := found_entities(text):
            body["entities"] = entities
        if edit is not None:
            return self._edited(place, edit, body)
        if forward is not None:
            body |= self._origin(forward)
        if reply_to is not None:
            body["reply_to_message"] = dict(place.messages[reply_to].json)
        return self._message(place, user_id, body)

    def user_sends(self, content: str, *, user_id: int = OWNER, chat: int | None = None, **fields: Any) -> Update:
        """Somebody sends something else: "photo", "voice", "sticker", "location", "contact" or "document".

        fields: replace fields of that content; `caption` goes beside it.
        """
        body: Json = {"caption": fields.pop("caption")} if "caption" in fields else {}
        if content == "photo":
            shared = self.account.world.add_file(b"\xff\xd8\xff\xd9", "photos/picture.jpg")
            body["photo"] = [{**shared, "width": 640, "height": 480, **fields}]
        elif content in {"location", "contact"}:
            body[content] = {**_PLAIN_CONTENT[content], **fields}
        else:
            shared = self.account.world.add_file(b"content", f"{content}/file")
            body[content] = {**_PLAIN_CONTENT[content], **shared, **fields}
        return self._message(self._place(user_id, chat), user_id, body)

    def user_taps(
        self,
        message_id: int,
        button: str,
        *,
        user_id: int = OWNER,
        chat: int | None = None,
        stale: bool = False,
    ) -> Update:
        """Somebody presses a button, named by its text or its data.

        stale: the button need not be there any more, and `button` is its data; that happens when a tap and an edit
        cross. Raises LookupError when there is no such button, or when it opens an address instead.
        """
        place = self._place(user_id, chat)
        message = place.messages[message_id]
        data = button if stale else _data_of(message, button)
        query_id = f"{place.json['id']}{len(self.account.callbacks) + 1:08d}".lstrip("-")
        self.account.callbacks[query_id] = CallbackQuery(place.json["id"], message_id, data, self.account.now())
        body: Json = {
            "id": query_id,
            "from": self.account.world.person(user_id),
            "chat_instance": str(place.json["id"]),
            "message": dict(message.json),
            "data": data,
        }
        return self._add("callback_query", body)

    def channel_post(self, text: str, *, chat: int = -1002000000000, title: str = "News") -> Update:
        """A post appears in a channel where the bot is."""
        place = self.account.world.group_chat(chat, "channel", title)
        message = self.account.world.add_message(place, {"id": 0}, self.account.now(), {"text": text})
        return self._add("channel_post", message.json)

    def group(self, chat: int = -1001000000000, title: str = "Family") -> int:
        """A group where the bot is; returns its id. Ids below -1000000000000 are supergroups."""
        kind = "supergroup" if chat < -1000000000000 else "group"
        self.account.world.group_chat(chat, kind, title)
        return chat

    def inline_query(self, query: str, *, user_id: int = OWNER) -> Update:
        """Somebody types @bot and a text in some chat."""
        query_id = str(5_000_000 + len(self.account.inline_answers))
        self.account.inline_answers[query_id] = {}
        sender = self.account.world.person(user_id)
        return self._add("inline_query", {"id": query_id, "from": sender, "query": query, "offset": ""})

    def blocks_bot(self, user_id: int = OWNER) -> Update:
        """Somebody blocks the bot."""
        return self._membership(user_id, blocked=True)

    def unblocks_bot(self, user_id: int = OWNER) -> Update:
        """Somebody takes the block back."""
        return self._membership(user_id, blocked=False)

    def _place(self, user_id: int, chat: int | None) -> Chat:
        world = self.account.world
        return world.private_chat(user_id) if chat is None else world.chats[self.group(chat)]

    def _add(self, kind: str, body: Json) -> Update:
        return self.account.queue.add(kind, body, self.account.now())

    def _message(self, place: Chat, user_id: int, body: Json) -> Update:
        place.opened = True
        sender = self.account.world.person(user_id)
        message = self.account.world.add_message(place, sender, self.account.now(), body)
        return self._add("message", dict(message.json))

    def _edited(self, place: Chat, message_id: int, body: Json) -> Update:
        message = place.messages[message_id]
        message.earlier.append(message.text)
        message.json.pop("entities", None)
        message.json.update(body, edit_date=self.account.timestamp())
        return self._add("edited_message", dict(message.json))

    def _origin(self, writer: int | str) -> Json:
        date = self.account.timestamp() - 3600
        if isinstance(writer, str):
            return {"forward_origin": {"type": "hidden_user", "date": date, "sender_user_name": writer}}
        sender = self.account.world.person(writer)
        return {"forward_origin": {"type": "user", "date": date, "sender_user": sender}}

    def _membership(self, user_id: int, *, blocked: bool) -> Update:
        place = self._place(user_id, None)
        place.blocked = blocked
        if not blocked:
            place.opened = True
        member, kicked = {"status": "member"}, {"status": "kicked", "until_date": 0}
        old, new = (member, kicked) if blocked else (kicked, member)
        body: Json = {
            "chat": dict(place.json),
            "from": self.account.world.person(user_id),
            "date": self.account.timestamp(),
            "old_chat_member": {"user": self.account.world.bot, **old},
            "new_chat_member": {"user": self.account.world.bot, **new},
        }
        return self._add("my_chat_member", body)


def _data_of(message: Message, button: str) -> str:
    """What a tap on that button sends."""
    found: list[Button] = [one for one in message.buttons if button in {one.text, one.data}]
    if message.deleted or not found:
        there = ", ".join(repr(one.text) for one in message.buttons) or "none"
        raise LookupError(f"no button {button!r} under message {message.message_id}; there are: {there}")
    if found[0].data is None:
        raise LookupError(f"the button {button!r} opens an address")
    return found[0].data
