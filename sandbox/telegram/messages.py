"""The methods that send, change and delete messages."""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sandbox.telegram.account import Account
from sandbox.telegram.entities import formatted
from sandbox.telegram.errors import bad_request, forbidden
from sandbox.telegram.markup import read_markup
from sandbox.telegram.params import Json, Params, Upload
from sandbox.telegram.state import Chat, Message

Method = Callable[[Account, Params], Any]

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_TOAST = 200
"""Characters after the markup has been read."""

DELETABLE = timedelta(hours=48)
ANSWERABLE = timedelta(minutes=15)
"""For how long a tap may be answered; Telegram names no figure, clients see about this."""

_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def _writable(account: Account, params: Params) -> Chat:
    """The chat of a call that writes. Raises BotApiError where the bot may not."""
    chat = account.world.chat(params.text("chat_id"))
    if chat.blocked and chat.private:
        raise forbidden("bot was blocked by the user")
    if chat.blocked:
        raise forbidden(f"bot was kicked from the {chat.json['type']} chat")
    if not chat.opened:
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def _text(params: Params) -> Json:
    text, entities = formatted(params.text("text"), params.text("parse_mode"), params.structure("entities"))
    if not text:
        raise bad_request("message text is empty")
    if len(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def _caption(params: Params) -> Json:
    text, entities = formatted(params.text("caption"), params.text("parse_mode"), params.structure("caption_entities"))
    if len(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    body: Json = {"caption": text} if text else {}
    return {**body, "caption_entities": entities} if entities else body


def _reply(chat: Chat, params: Params) -> Json:
    """The message replied to, as a field of the new one."""
    given = params.structure("reply_parameters") or {}
    message_id = int(given.get("message_id", 0)) or params.integer("reply_to_message_id")
    if not message_id:
        return {}
    original = chat.messages.get(message_id)
    if original is not None and not original.deleted:
        return {"reply_to_message": {key: val for key, val in original.json.items() if key != "reply_to_message"}}
    if given.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def _send(account: Account, chat: Chat, params: Params, body: Json) -> Json:
    """Add a checked message to its chat, unless the flood limits forbid it now."""
    reply = _reply(chat, params)
    markup = read_markup(params)
    account.flood.take(chat.json["id"], account.now().timestamp())
    shown = {"reply_markup": markup} if markup and "inline_keyboard" in markup else {}
    message = account.world.add_message(chat, account.world.bot, account.now(), {**reply, **body, **shown})
    if markup and not shown:
        chat.keyboard = markup
    account.changes.note()
    return message.json


def send_message(account: Account, params: Params) -> Json:
    chat = _writable(account, params)
    return _send(account, chat, params, _text(params))


def send_photo(account: Account, params: Params) -> Json:
    chat = _writable(account, params)
    caption = _caption(params)
    upload = params.upload("photo")
    if upload is None:
        raise bad_request("there is no photo in the request")
    if isinstance(upload, str):
        return _send(account, chat, params, {"photo": [_known_file(account, upload)], **caption})
    width, height = _picture_size(upload)
    photo = {**account.world.add_file(upload.content, f"photos/{upload.name}"), "width": width, "height": height}
    return _send(account, chat, params, {"photo": [photo], **caption})


def send_document(account: Account, params: Params) -> Json:
    chat = _writable(account, params)
    caption = _caption(params)
    upload = params.upload("document")
    if upload is None:
        raise bad_request("there is no document in the request")
    if isinstance(upload, str):
        return _send(account, chat, params, {"document": _known_file(account, upload), **caption})
    if not upload.content:
        raise bad_request("file must be non-empty")
    shared = account.world.add_file(upload.content, f"documents/{upload.name}")
    document = {**shared, "file_name": upload.name, "mime_type": upload.content_type}
    return _send(account, chat, params, {"document": document, **caption})


def _known_file(account: Account, file_id: str) -> Json:
    stored = account.world.files.get(file_id)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return {key: value for key, value in stored.json.items() if key != "file_path"}


def _picture_size(upload: Upload) -> tuple[int, int]:
    """Width and height in pixels. Raises BotApiError for what is no picture, or one Telegram would not take."""
    content = upload.content
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
    elif content.startswith((b"\xff\xd8\xff", b"RIFF", b"GIF8")):
        width, height = 640, 480
    else:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def send_chat_action(account: Account, params: Params) -> bool:
    chat = _writable(account, params)
    if params.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    account.actions.append((chat.json["id"], params.text("action")))
    return True


def _own(account: Account, params: Params) -> Message:
    """The bot's message that a call wants to change."""
    chat = _writable(account, params)
    if not params.integer("message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(params.integer("message_id"))
    if message is None or message.deleted:
        raise bad_request("message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return message


_SHOWN = ("text", "entities", "caption", "caption_entities", "reply_markup")


def _edit(account: Account, message: Message, params: Params, body: Json, keeps: tuple[str, ...]) -> Json:
    """Replace what a message shows. keeps: fields of `_SHOWN` that this method leaves alone."""
    markup = read_markup(params)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    now = {name: message.json[name] for name in _SHOWN if name in message.json}
    new = {name: now[name] for name in keeps if name in now} | body | ({"reply_markup": markup} if markup else {})
    if new == now:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    message.earlier.append(message.text)
    for name in _SHOWN:
        message.json.pop(name, None)
    message.json.update(new, edit_date=account.timestamp())
    account.changes.note()
    return message.json


def edit_message_text(account: Account, params: Params) -> Json:
    message = _own(account, params)
    if "text" not in message.json:
        raise bad_request("there is no text in the message to edit")
    return _edit(account, message, params, _text(params), keeps=())


def edit_message_caption(account: Account, params: Params) -> Json:
    message = _own(account, params)
    if "text" in message.json:
        raise bad_request("there is no caption in the message to edit")
    return _edit(account, message, params, _caption(params), keeps=())


def edit_message_reply_markup(account: Account, params: Params) -> Json:
    message = _own(account, params)
    return _edit(account, message, params, {}, keeps=("text", "entities", "caption", "caption_entities"))


def delete_message(account: Account, params: Params) -> bool:
    chat = account.world.chat(params.text("chat_id"))
    message = chat.messages.get(params.integer("message_id"))
    if message is None or message.deleted:
        raise bad_request("message to delete not found")
    if account.now() - message.date > DELETABLE:
        raise bad_request("message can't be deleted for everyone")
    if not message.from_bot and not chat.private:
        raise bad_request("message can't be deleted")
    message.deleted = True
    account.changes.note()
    return True


def delete_messages(account: Account, params: Params) -> bool:
    """Like Telegram, skips those that cannot be found."""
    chat = account.world.chat(params.text("chat_id"))
    for message_id in params.structure("message_ids") or []:
        if message := chat.messages.get(int(message_id)):
            message.deleted = True
    account.changes.note()
    return True


def set_message_reaction(account: Account, params: Params) -> bool:
    chat = _writable(account, params)
    message = chat.messages.get(params.integer("message_id"))
    if message is None or message.deleted:
        raise bad_request("message to react not found")
    message.reaction = params.structure("reaction") or []
    account.changes.note()
    return True


def answer_callback_query(account: Account, params: Params) -> bool:
    query = account.callbacks.get(params.text("callback_query_id"))
    if query is None or account.now() - query.at > ANSWERABLE:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(params.text("text")) > LONGEST_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answer = {"text": params.text("text"), "show_alert": params.flag("show_alert")}
    account.changes.note()
    return True


def answer_inline_query(account: Account, params: Params) -> bool:
    query_id = params.text("inline_query_id")
    if query_id not in account.inline_answers:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    account.inline_answers[query_id] = {"results": params.structure("results") or []}
    account.changes.note()
    return True


def pin(account: Account, params: Params) -> bool:
    _writable(account, params)
    return True


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendChatAction": send_chat_action,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "setMessageReaction": set_message_reaction,
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "pinChatMessage": pin,
    "unpinChatMessage": pin,
}
