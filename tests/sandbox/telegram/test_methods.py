"""The methods answer as Telegram's own server does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import aiohttp
import pytest

from calendar_core.clock import AdjustableClock
from sandbox.telegram import OWNER, TelegramSandbox

Call = Callable[..., Coroutine[Any, Any, tuple[int, Any]]]

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x64\x00\x00\x00\x32"


async def test_a_wrong_token_is_401_and_an_unknown_method_404(
    telegram: TelegramSandbox, http: aiohttp.ClientSession, call: Call
) -> None:
    """Tokens and method names that Telegram would not know are refused in its words."""
    async with http.get(f"{telegram.base_url}1:wrong/getMe") as answer:
        assert answer.status == 401
        assert await answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await call("makeCoffee") == (404, "Not Found")
    assert telegram.contract_violations == ["makeCoffee: unknown method"]


@pytest.mark.parametrize("form", ["query", "json", "urlencoded", "multipart"])
async def test_parameters_may_come_in_any_of_the_four_forms(
    telegram: TelegramSandbox, http: aiohttp.ClientSession, form: str
) -> None:
    """A call means the same as a query, JSON, urlencoded or multipart."""
    telegram.user_says("hello")
    keyboard = {"inline_keyboard": [[{"text": "Undo", "callback_data": "undo:1"}]]}
    url = f"{telegram.base_url}{telegram.token}/SENDmessage"
    flat = {"chat_id": str(OWNER), "text": "Booked", "reply_markup": json.dumps(keyboard)}
    if form == "query":
        request = http.get(url, params=flat)
    elif form == "json":
        request = http.post(url, json={"chat_id": OWNER, "text": "Booked", "reply_markup": keyboard})
    elif form == "urlencoded":
        request = http.post(url, data=flat)
    else:
        parts = aiohttp.FormData(flat)
        parts.add_field("unused", b"", filename="unused")
        request = http.post(url, data=parts)
    async with request as answer:
        assert (await answer.json())["ok"] is True
    sent = telegram.chat()[-1]
    assert (sent.text, sent.from_bot, [button.data for button in sent.buttons]) == ("Booked", True, ["undo:1"])


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "x", "parse_mode": "Shouting"}, "unsupported parse_mode"),
        ({"text": "x", "chat_id": 5}, "chat not found"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply markup JSON object"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}}, "can't parse inline keyboard button"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "y" * 65}]]}},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "é" * 33}]]}},
            "BUTTON_DATA_INVALID",
        ),
    ],
)
async def test_what_telegram_would_refuse_is_refused(
    telegram: TelegramSandbox, call: Call, params: dict[str, Any], refusal: str
) -> None:
    """A message that Telegram would not send is answered 400 in its words and leaves nothing behind."""
    telegram.user_says("hello")
    status, description = await call("sendMessage", **{"chat_id": OWNER, **params})
    assert status == 400
    assert description.startswith(f"Bad Request: {refusal}")
    assert telegram.replies() == []


async def test_4096_characters_after_the_markup_are_the_limit(telegram: TelegramSandbox, call: Call) -> None:
    """The length is counted after the markup has been read, so tags do not count."""
    telegram.user_says("hello")
    status, _ = await call("sendMessage", chat_id=OWNER, text=f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    assert status == 200


async def test_an_edit_changes_the_message_and_the_same_edit_again_is_refused(
    telegram: TelegramSandbox, call: Call
) -> None:
    """Editing replaces text and buttons in place; what would change nothing is "not modified"."""
    telegram.user_says("hello")
    keyboard = {"inline_keyboard": [[{"text": "Undo", "callback_data": "undo"}]]}
    _, sent = await call("sendMessage", chat_id=OWNER, text="Booked", reply_markup=keyboard)
    where = {"chat_id": OWNER, "message_id": sent["message_id"]}
    assert (await call("editMessageText", **where, text="Booked", reply_markup=keyboard))[0] == 400
    assert (await call("editMessageText", **where, text="Undone"))[0] == 200
    shown = telegram.chat()[-1]
    assert (shown.text, shown.buttons, shown.edits, shown.earlier) == ("Undone", [], 1, ["Booked"])
    status, description = await call("editMessageReplyMarkup", **where)
    assert status == 400
    assert "message is not modified" in description
    assert await call("editMessageText", chat_id=OWNER, message_id=1, text="x") == (
        400,
        "Bad Request: message can't be edited",
    )


async def test_a_deleted_message_is_gone_for_editing_and_deleting(
    telegram: TelegramSandbox, call: Call, clock: AdjustableClock
) -> None:
    """A message can be deleted once, within 48 hours."""
    telegram.user_says("hello")
    _, first = await call("sendMessage", chat_id=OWNER, text="one")
    _, second = await call("sendMessage", chat_id=OWNER, text="two")
    where = {"chat_id": OWNER, "message_id": first["message_id"]}
    assert await call("deleteMessage", **where) == (200, True)
    assert await call("deleteMessage", **where) == (400, "Bad Request: message to delete not found")
    assert await call("editMessageText", **where, text="x") == (400, "Bad Request: message to edit not found")
    clock.advance(49 * 3600)
    status, description = await call("deleteMessage", chat_id=OWNER, message_id=second["message_id"])
    assert (status, description) == (400, "Bad Request: message can't be deleted for everyone")
    assert [message.text for message in telegram.chat()] == ["hello", "two"]


async def test_a_tap_is_answered_once_known_and_never_when_unknown_or_old(
    telegram: TelegramSandbox, call: Call, clock: AdjustableClock
) -> None:
    """Callback queries are answered by their id while they are young."""
    telegram.user_says("hello")
    keyboard = {"inline_keyboard": [[{"text": "Undo", "callback_data": "undo:7"}]]}
    _, sent = await call("sendMessage", chat_id=OWNER, text="Booked", reply_markup=keyboard)
    update = telegram.user_taps(sent["message_id"], "Undo").json
    assert update["callback_query"]["data"] == "undo:7"
    query_id = update["callback_query"]["id"]
    assert await call("answerCallbackQuery", callback_query_id=query_id, text="Undone") == (200, True)
    assert telegram.toasts() == ["Undone"]
    assert (await call("answerCallbackQuery", callback_query_id="nonsense"))[0] == 400
    clock.advance(3600)
    status, description = await call("answerCallbackQuery", callback_query_id=query_id)
    assert (status, "query is too old" in description) == (400, True)
    with pytest.raises(LookupError, match="'Undo'"):
        telegram.user_taps(sent["message_id"], "Redo")
    assert telegram.user_taps(sent["message_id"], "gone:3", stale=True).json["callback_query"]["data"] == "gone:3"


async def test_a_bot_cannot_write_first_nor_to_who_blocked_it(telegram: TelegramSandbox, call: Call) -> None:
    """Strangers cannot be written to; who blocks the bot is answered 403 until the block is taken back."""
    telegram.account.world.private_chat(77)
    status, description = await call("sendMessage", chat_id=77, text="x")
    assert (status, description) == (403, "Forbidden: bot can't initiate conversation with a user")
    telegram.user_says("hello", user_id=77)
    assert telegram.blocks_bot(77).kind == "my_chat_member"
    status, description = await call("sendMessage", chat_id=77, text="x")
    assert (status, description) == (403, "Forbidden: bot was blocked by the user")
    telegram.unblocks_bot(77)
    assert (await call("sendMessage", chat_id=77, text="x"))[0] == 200


async def test_flood_limits_answer_429_with_the_wait(
    telegram: TelegramSandbox, http: aiohttp.ClientSession, call: Call, clock: AdjustableClock
) -> None:
    """Switched on, one message a second in a chat is the most, and the answer says how long to wait."""
    telegram.flood.enabled = True
    telegram.user_says("hello")
    assert (await call("sendMessage", chat_id=OWNER, text="1"))[0] == 200
    url = f"{telegram.base_url}{telegram.token}/sendMessage"
    async with http.post(url, json={"chat_id": OWNER, "text": "2"}) as answer:
        body = await answer.json()
    assert body["error_code"] == 429
    assert body["parameters"] == {"retry_after": 1}
    assert body["description"] == "Too Many Requests: retry after 1"
    clock.advance(1)
    assert (await call("sendMessage", chat_id=OWNER, text="2"))[0] == 200
    assert [message.text for message in telegram.replies()] == ["1", "2"]


async def test_flood_limits_count_over_all_chats_too(telegram: TelegramSandbox, call: Call) -> None:
    """Thirty messages a second over all chats are the most."""
    telegram.flood.enabled = True
    for user_id in range(1, 33):
        telegram.user_says("hello", user_id=user_id)
    sent = await asyncio.gather(*(call("sendMessage", chat_id=user_id, text="x") for user_id in range(1, 33)))
    assert [status for status, _ in sent].count(200) == 30


async def test_pictures_and_files_can_be_sent_and_fetched_again(
    telegram: TelegramSandbox, http: aiohttp.ClientSession, call: Call
) -> None:
    """An upload gets an id by which it can be downloaded and sent again; what is no picture is refused."""
    telegram.user_says("hello")
    url = f"{telegram.base_url}{telegram.token}/sendPhoto"
    form = aiohttp.FormData({"chat_id": str(OWNER), "caption": "<b>Week</b>", "parse_mode": "HTML"})
    form.add_field("photo", PNG, filename="week.png", content_type="image/png")
    async with http.post(url, data=form) as answer:
        photo = (await answer.json())["result"]["photo"][0]
    assert (photo["width"], photo["height"]) == (100, 50)
    assert (await call("sendPhoto", chat_id=OWNER, photo=photo["file_id"]))[0] == 200
    _, found = await call("getFile", file_id=photo["file_id"])
    async with http.get(f"{telegram.base_file_url}{telegram.token}/{found['file_path']}") as answer:
        assert await answer.read() == PNG
    form = aiohttp.FormData({"chat_id": str(OWNER), "photo": "attach://week"})
    form.add_field("week", b"not a picture", filename="week.png")
    async with http.post(url, data=form) as answer:
        assert (await answer.json())["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    assert [message.content for message in telegram.replies()] == ["photo", "photo"]
    assert telegram.contract_violations == []


async def test_the_command_menu_is_kept_by_scope_and_language(call: Call) -> None:
    """`getMyCommands` gives what was set for that scope and language, and bad commands are refused."""
    english = [{"command": "list", "description": "Show the calendar"}]
    malay = [{"command": "list", "description": "Tunjuk kalendar"}]
    assert await call("setMyCommands", commands=english) == (200, True)
    assert await call("setMyCommands", commands=malay, language_code="ms") == (200, True)
    assert await call("getMyCommands") == (200, english)
    assert await call("getMyCommands", language_code="ms") == (200, malay)
    assert await call("getMyCommands", scope={"type": "chat", "chat_id": 5}) == (200, [])
    status, description = await call("setMyCommands", commands=[{"command": "List!", "description": "x"}])
    assert (status, description) == (400, "Bad Request: BOT_COMMAND_INVALID")


async def test_unknown_parameters_are_noted(telegram: TelegramSandbox, call: Call) -> None:
    """A parameter that the method does not know works like with Telegram, and is noted for the test to see."""
    telegram.user_says("hello")
    assert (await call("sendMessage", chat_id=OWNER, text="x", parsemode="HTML"))[0] == 200
    assert telegram.contract_violations == ["sendMessage: unknown parameter 'parsemode'"]
