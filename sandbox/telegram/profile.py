"""The methods about the bot itself, its command menu, chats and files."""

from __future__ import annotations

import json
import re

from sandbox.telegram.account import Account
from sandbox.telegram.errors import bad_request
from sandbox.telegram.messages import Method
from sandbox.telegram.params import Json, Params

_COMMAND = re.compile(r"/?[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}|")


def get_me(account: Account, params: Params) -> Json:
    return {
        **account.world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _commands_key(params: Params) -> str:
    """Commands are kept for each scope and language."""
    language = params.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    scope = params.structure("scope") or {"type": "default"}
    return f"commands {json.dumps(scope, sort_keys=True)} {language}"


def set_my_commands(account: Account, params: Params) -> bool:
    commands = params.structure("commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", "")).strip()) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    account.profile[_commands_key(params)] = commands
    account.changes.note()
    return True


def get_my_commands(account: Account, params: Params) -> object:
    return account.profile.get(_commands_key(params), [])


def delete_my_commands(account: Account, params: Params) -> bool:
    account.profile.pop(_commands_key(params), None)
    return True


def _text_setting(name: str, longest: int) -> tuple[Method, Method]:
    """`setMy...` and `getMy...` of a text that has a version for each language."""

    def put(account: Account, params: Params) -> bool:
        if len(params.text(name)) > longest:
            raise bad_request(f"{name.replace('_', ' ')} is too long")
        account.profile[f"{name} {params.text('language_code')}"] = params.text(name)
        return True

    def get(account: Account, params: Params) -> Json:
        return {name: account.profile.get(f"{name} {params.text('language_code')}", "")}

    return put, get


def get_chat(account: Account, params: Params) -> Json:
    chat = account.world.chat(params.text("chat_id"))
    return {
        **chat.json,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": True,
            "limited_gifts": True,
            "unique_gifts": True,
            "premium_subscription": True,
            "gifts_from_channels": True,
        },
    }


def leave_chat(account: Account, params: Params) -> bool:
    chat = account.world.chat(params.text("chat_id"))
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.blocked = True
    return True


def get_file(account: Account, params: Params) -> Json:
    stored = account.world.files.get(params.text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id")
    return stored.json


def accept(account: Account, params: Params) -> bool:
    """Taken and without an effect that anybody could see here."""
    return True


_set_name, _get_name = _text_setting("name", 64)
_set_description, _get_description = _text_setting("description", 512)
_set_short, _get_short = _text_setting("short_description", 120)

METHODS: dict[str, Method] = {
    "getMe": get_me,
    "logOut": accept,
    "close": accept,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _set_name,
    "getMyName": _get_name,
    "setMyDescription": _set_description,
    "getMyDescription": _get_description,
    "setMyShortDescription": _set_short,
    "getMyShortDescription": _get_short,
    "setMyDefaultAdministratorRights": accept,
    "setChatMenuButton": accept,
    "getChat": get_chat,
    "leaveChat": leave_chat,
    "getFile": get_file,
}
