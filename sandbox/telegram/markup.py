"""Keyboards: what Telegram refuses in a `reply_markup`."""

from __future__ import annotations

from typing import Any

from sandbox.telegram.errors import BotApiError, bad_request
from sandbox.telegram.params import Json, Params

MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
LONGEST_DATA = 64
"""Bytes of `callback_data`."""

_ACTIONS = [
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
]
_KINDS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")


def read_markup(params: Params) -> Json | None:
    """The call's keyboard, checked, or None when there is none. Raises BotApiError."""
    markup = params.structure("reply_markup")
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict) or not any(kind in markup for kind in _KINDS):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        return markup
    rows = [[_checked(button) for button in row] for row in _rows(markup["inline_keyboard"]) if row]
    if sum(map(len, rows)) > MOST_BUTTONS or any(len(row) > MOST_IN_A_ROW for row in rows):
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _rows(keyboard: Any) -> list[list[Any]]:
    if not isinstance(keyboard, list):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    for row in keyboard:
        if not isinstance(row, list):
            raise bad_request("can't parse inline keyboard row: row must be an Array of InlineKeyboardButton")
    return keyboard


def _checked(button: Any) -> Json:
    if not isinstance(button, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise _unreadable('Field "text" must be of type String')
    if not any(action in button for action in _ACTIONS):
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not str(url).startswith(("http://", "https://", "tg://")):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    return button


def _unreadable(what: str) -> BotApiError:
    return bad_request(f"can't parse inline keyboard button: {what}")
