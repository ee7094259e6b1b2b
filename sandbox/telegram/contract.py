"""Which methods there are and which parameters each of them takes (https://core.telegram.org/bots/api, 9.2).

Telegram ignores a parameter it does not know, so a misspelt one is a silent fault: here it is noted.
"""

from __future__ import annotations

_SENDING = (
    "business_connection_id chat_id message_thread_id direct_messages_topic_id disable_notification "
    "protect_content allow_paid_broadcast message_effect_id suggested_post_parameters reply_parameters "
    "reply_markup"
)
_CAPTION = "caption parse_mode caption_entities"
_EDITING = "business_connection_id chat_id message_id inline_message_id reply_markup"
_LOCAL = "language_code"

_PARAMETERS = {
    "getMe": "",
    "logOut": "",
    "close": "",
    "getUpdates": "offset limit timeout allowed_updates",
    "setWebhook": "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token",
    "deleteWebhook": "drop_pending_updates",
    "getWebhookInfo": "",
    "sendMessage": f"{_SENDING} text parse_mode entities link_preview_options",
    "sendPhoto": f"{_SENDING} {_CAPTION} photo show_caption_above_media has_spoiler",
    "sendDocument": f"{_SENDING} {_CAPTION} document thumbnail disable_content_type_detection",
    "sendChatAction": "business_connection_id chat_id message_thread_id action",
    "editMessageText": f"{_EDITING} text parse_mode entities link_preview_options",
    "editMessageCaption": f"{_EDITING} {_CAPTION} show_caption_above_media",
    "editMessageReplyMarkup": _EDITING,
    "deleteMessage": "chat_id message_id",
    "deleteMessages": "chat_id message_ids",
    "answerCallbackQuery": "callback_query_id text show_alert url cache_time",
    "answerInlineQuery": "inline_query_id results cache_time is_personal next_offset button",
    "setMyCommands": f"commands scope {_LOCAL}",
    "getMyCommands": f"scope {_LOCAL}",
    "deleteMyCommands": f"scope {_LOCAL}",
    "setMyName": f"name {_LOCAL}",
    "getMyName": _LOCAL,
    "setMyDescription": f"description {_LOCAL}",
    "getMyDescription": _LOCAL,
    "setMyShortDescription": f"short_description {_LOCAL}",
    "getMyShortDescription": _LOCAL,
    "setMyDefaultAdministratorRights": "rights for_channels",
    "setChatMenuButton": "chat_id menu_button",
    "setMessageReaction": "chat_id message_id reaction is_big",
    "pinChatMessage": "business_connection_id chat_id message_id disable_notification",
    "unpinChatMessage": "business_connection_id chat_id message_id",
    "leaveChat": "chat_id",
    "getChat": "chat_id",
    "getFile": "file_id",
}
PARAMETERS: dict[str, frozenset[str]] = {name: frozenset(given.split()) for name, given in _PARAMETERS.items()}

# Replaced in the documentation and still understood by the server.
_SUPERSEDED = frozenset(["reply_to_message_id", "allow_sending_without_reply", "disable_web_page_preview", "thumb"])

NAMES = {name.lower(): name for name in PARAMETERS}
"""Telegram reads method names in any case."""

DEFAULT_UPDATES = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
    ]
)
"""What a bot gets that names no `allowed_updates`."""

UPDATE_KINDS = DEFAULT_UPDATES | {"chat_member", "message_reaction", "message_reaction_count"}


def unknown_parameters(method: str, given: set[str], attached: set[str]) -> list[str]:
    """Names of a call that its method does not know. attached: names of files that `attach://` refers to."""
    return sorted(given - PARAMETERS[method] - _SUPERSEDED - attached)
