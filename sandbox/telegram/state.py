"""What Telegram keeps: people, chats, messages and files."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.telegram.entities import Entity
from sandbox.telegram.errors import bad_request
from sandbox.telegram.params import Json

CONTENTS = ("photo", "voice", "sticker", "location", "contact", "document", "video", "audio")


@dataclass(frozen=True)
class Button:
    """One button under a message. data: what a tap sends to the bot; url: what it opens instead."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass
class Message:
    """A message as it stands now.

    json: the Bot API's Message object.
    earlier: its texts before each edit, oldest first.
    """

    json: Json
    from_bot: bool
    deleted: bool = False
    earlier: list[str] = field(default_factory=list)
    reaction: list[Json] = field(default_factory=list)

    @property
    def message_id(self) -> int:
        return int(self.json["message_id"])

    @property
    def chat_id(self) -> int:
        return int(self.json["chat"]["id"])

    @property
    def date(self) -> datetime:
        return datetime.fromtimestamp(self.json["date"], UTC)

    @property
    def text(self) -> str:
        """The text, or the caption of a picture or file."""
        return str(self.json.get("text", self.json.get("caption", "")))

    @property
    def entities(self) -> list[Entity]:
        return list(self.json.get("entities") or self.json.get("caption_entities") or [])

    @property
    def edits(self) -> int:
        return len(self.earlier)

    @property
    def content(self) -> str:
        """ "text", or which other kind of content it has ("photo", "voice" ...)."""
        return next((kind for kind in CONTENTS if kind in self.json), "text")

    @property
    def markup(self) -> Json:
        return dict(self.json.get("reply_markup", {}))

    @property
    def rows(self) -> list[list[Button]]:
        """Its inline buttons, row by row."""
        return [
            [Button(one["text"], one.get("callback_data"), one.get("url")) for one in row]
            for row in self.markup.get("inline_keyboard", [])
        ]

    @property
    def buttons(self) -> list[Button]:
        """Its inline buttons in reading order."""
        return [button for row in self.rows for button in row]


@dataclass
class Chat:
    """One chat.

    json: the Bot API's Chat object.
    opened: the person has written first, so the bot may write.
    blocked: in private, the person has blocked the bot; elsewhere, the bot has been removed.
    keyboard: the reply keyboard under the typing field, as the bot sent it last.
    """

    json: Json
    opened: bool = False
    blocked: bool = False
    last_message_id: int = 0
    keyboard: Json | None = None
    messages: dict[int, Message] = field(default_factory=dict)

    @property
    def private(self) -> bool:
        return bool(self.json["type"] == "private")


@dataclass(frozen=True)
class StoredFile:
    """A file's content and what `getFile` says of it."""

    json: Json
    content: bytes


class World:
    """All chats of one bot. Ids count up from fixed starts, so a test sees the same ones in every run."""

    def __init__(self, bot: Json) -> None:
        self.bot = bot
        self.people: dict[int, Json] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}

    def person(self, user_id: int, **fields: Any) -> Json:
        """The User object of a person, made at first mention; fields override what is known of them."""
        known = self.people.setdefault(
            user_id,
            {"id": user_id, "is_bot": False, "first_name": f"Person {user_id}", "language_code": "en"},
        )
        known.update(fields)
        return dict(known)

    def private_chat(self, user_id: int) -> Chat:
        """The chat between the bot and that person; the person need not have written yet."""
        if user_id not in self.chats:
            person = self.person(user_id)
            names: Json = {key: person[key] for key in ("first_name", "last_name", "username") if key in person}
            self.chats[user_id] = Chat({"id": user_id, "type": "private", **names})
        return self.chats[user_id]

    def group_chat(self, chat_id: int, kind: str, title: str) -> Chat:
        """A group, supergroup or channel that the bot is in."""
        if chat_id not in self.chats:
            self.chats[chat_id] = Chat({"id": chat_id, "type": kind, "title": title}, opened=True)
        return self.chats[chat_id]

    def chat(self, chat_id: str) -> Chat:
        """A chat by what a call names it: its id, or the @username of a group or channel.

        Raises BotApiError where there is none.
        """
        if not chat_id:
            raise bad_request("chat_id is empty")
        for chat in self.chats.values():
            if chat_id == str(chat.json["id"]) or chat_id == f"@{chat.json.get('username')}" != "@None":
                return chat
        raise bad_request("chat not found")

    def add_message(self, chat: Chat, sender: Json, at: datetime, body: Json) -> Message:
        """Put a new message into a chat. body: the fields beyond id, sender, chat and date."""
        chat.last_message_id += 1
        headline: Json = {"message_id": chat.last_message_id, "date": int(at.timestamp()), "chat": dict(chat.json)}
        if chat.json["type"] == "channel":
            headline["sender_chat"] = dict(chat.json)
        else:
            headline["from"] = sender
        message = Message({**headline, **body}, from_bot=sender["id"] == self.bot["id"])
        chat.messages[message.message_id] = message
        return message

    def add_file(self, content: bytes, path: str) -> Json:
        """Keep a file and return what every file object of the Bot API has in common."""
        number = len(self.files) + 1
        file_id = f"sandbox-file-{number}"
        shared: Json = {"file_id": file_id, "file_unique_id": f"unique-{number}", "file_size": len(content)}
        self.files[file_id] = StoredFile({**shared, "file_path": f"{number}/{path}"}, content)
        return shared

    def dump(self) -> Json:
        """Everything as plain JSON."""
        return {
            "people": list(self.people.values()),
            "chats": [
                {
                    "json": chat.json,
                    "opened": chat.opened,
                    "blocked": chat.blocked,
                    "last_message_id": chat.last_message_id,
                    "messages": [
                        {
                            "json": message.json,
                            "from_bot": message.from_bot,
                            "deleted": message.deleted,
                            "earlier": message.earlier,
                            "reaction": message.reaction,
                        }
                        for message in chat.messages.values()
                    ],
                }
                for chat in self.chats.values()
            ],
            "files": [
                {"json": stored.json, "content": base64.b64encode(stored.content).decode()}
                for stored in self.files.values()
            ],
        }

    def load(self, kept: Json) -> None:
        """Take the place of what `dump` wrote."""
        self.people = {one["id"]: one for one in kept["people"]}
        self.chats = {}
        for one in kept["chats"]:
            chat = Chat(one["json"], one["opened"], one["blocked"], one["last_message_id"])
            chat.messages = {item["json"]["message_id"]: Message(**item) for item in one["messages"]}
            self.chats[chat.json["id"]] = chat
        self.files = {
            one["json"]["file_id"]: StoredFile(one["json"], base64.b64decode(one["content"])) for one in kept["files"]
        }
