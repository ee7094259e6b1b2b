"""Updates reach the bot by long polling or by webhook, never lost and never by both."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from calendar_core.clock import AdjustableClock
from sandbox.telegram import OWNER, TelegramSandbox

Call = Callable[..., Coroutine[Any, Any, tuple[int, Any]]]

ROOT = Path(__file__).resolve().parents[3]


class Receiver:
    """A bot's webhook: what it was sent, and with which status it answers."""

    def __init__(self) -> None:
        self.got: list[tuple[str | None, dict[str, Any]]] = []
        self.status = 200
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        return web.Response(status=self.status)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for _, update in self.got]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_an_update_comes_again_until_the_offset_passes_it(telegram: TelegramSandbox, call: Call) -> None:
    """Only a higher offset confirms an update; limit and negative offsets work as documented."""
    for text in ("one", "two", "three"):
        telegram.user_says(text)
    _, first = await call("getUpdates", limit=2)
    assert texts(first) == ["one", "two"]
    assert texts((await call("getUpdates", limit=2))[1]) == ["one", "two"]
    assert texts((await call("getUpdates", offset=first[0]["update_id"] + 1))[1]) == ["two", "three"]
    assert texts((await call("getUpdates", offset=-1))[1]) == ["three"]
    assert texts((await call("getUpdates"))[1]) == ["three"]
    assert (await call("getUpdates", offset=first[0]["update_id"] + 3))[1] == []
    await telegram.idle(1)


async def test_a_waiting_poll_is_answered_as_soon_as_something_happens(telegram: TelegramSandbox, call: Call) -> None:
    """A long poll returns with the first update, not at its timeout."""
    poll = asyncio.create_task(call("getUpdates", timeout=50))
    await telegram.wait_for(lambda: telegram.polling)
    telegram.user_says("hello")
    assert texts((await asyncio.wait_for(poll, 2))[1]) == ["hello"]


async def test_a_second_poll_ends_the_first_with_409(telegram: TelegramSandbox, call: Call) -> None:
    """Two bots on one token are told apart by Telegram's conflict."""
    first = asyncio.create_task(call("getUpdates", timeout=50))
    await telegram.wait_for(lambda: telegram.polling)
    second = asyncio.create_task(call("getUpdates", timeout=50))
    status, description = await asyncio.wait_for(first, 2)
    assert status == 409
    assert description.startswith("Conflict: terminated by other getUpdates request; make sure that only one bot")
    telegram.user_says("hello")
    assert texts((await asyncio.wait_for(second, 2))[1]) == ["hello"]


async def test_a_bot_hears_only_of_the_kinds_it_asked_for(telegram: TelegramSandbox, call: Call) -> None:
    """`allowed_updates` holds for what happens after it was set, and stays set."""
    await call("getUpdates", allowed_updates=["message"])
    telegram.inline_query("meet")
    telegram.channel_post("news")
    telegram.user_says("hello", chat=telegram.group())
    _, updates = await call("getUpdates")
    assert [sorted(set(update) - {"update_id"}) for update in updates] == [["message"]]
    assert updates[0]["message"]["chat"]["type"] == "supergroup"


async def test_people_can_do_more_than_type(telegram: TelegramSandbox, call: Call) -> None:
    """Forwards, edits, replies, pictures, voices, places and cards arrive in Telegram's shapes."""
    telegram.user_says("lunch 1pm", forward="Aminah")
    telegram.user_says("dinner 8pm", forward=55)
    telegram.user_says("lunch 2pm", edit=1)
    telegram.user_says("this one", reply_to=2)
    for content in ("photo", "voice", "sticker", "location", "contact", "document"):
        telegram.user_sends(content)
    telegram.user_sends("photo", caption="dinner 7pm")
    _, updates = await call("getUpdates")
    assert updates[0]["message"]["forward_origin"]["sender_user_name"] == "Aminah"
    assert updates[1]["message"]["forward_origin"]["sender_user"]["id"] == 55
    assert updates[2]["edited_message"]["text"] == "lunch 2pm"
    assert updates[3]["message"]["reply_to_message"]["text"] == "dinner 8pm"
    assert [message.content for message in telegram.chat()[-7:-1]] == [
        "photo",
        "voice",
        "sticker",
        "location",
        "contact",
        "document",
    ]
    assert telegram.chat()[-1].text == "dinner 7pm"
    with pytest.raises(ValueError, match="4096"):
        telegram.user_says(" ")


async def test_updates_nobody_fetches_are_forgotten_after_a_day(
    telegram: TelegramSandbox, call: Call, clock: AdjustableClock
) -> None:
    """Telegram keeps updates for 24 hours."""
    telegram.user_says("old")
    clock.advance(24 * 3600)
    telegram.user_says("new")
    assert texts((await call("getUpdates"))[1]) == ["new"]


async def test_a_webhook_gets_updates_with_the_secret_and_shuts_polling_out(
    telegram: TelegramSandbox, call: Call, receiver: Receiver
) -> None:
    """With a webhook set updates are POSTed, a running poll ends with 409 and a new one is refused."""
    poll = asyncio.create_task(call("getUpdates", timeout=50))
    await telegram.wait_for(lambda: telegram.polling)
    assert await call("setWebhook", url=receiver.url, secret_token="s3cret") == (200, True)
    assert await poll == (409, "Conflict: terminated by setWebhook request")
    status, description = await call("getUpdates")
    assert (status, "can't use getUpdates method while webhook is active" in description) == (409, True)
    telegram.user_says("hello")
    await telegram.idle()
    assert receiver.texts == ["hello"]
    assert receiver.got[0][0] == "s3cret"
    _, info = await call("getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == (receiver.url, 0)
    await call("deleteWebhook")
    telegram.user_says("by poll")
    assert texts((await call("getUpdates"))[1]) == ["by poll"]


async def test_a_webhook_that_fails_is_tried_again_in_order(
    telegram: TelegramSandbox, call: Call, receiver: Receiver, clock: AdjustableClock
) -> None:
    """What is not answered 2xx comes again after a wait, before the later updates of the same chat."""
    receiver.status = 503
    await call("setWebhook", url=receiver.url)
    telegram.user_says("one")
    telegram.user_says("two")
    telegram.user_says("other chat", user_id=OWNER + 1)
    await telegram.wait_for(lambda: len(clock.sleepers) == 2)
    assert sorted(receiver.texts) == ["one", "other chat"]
    _, info = await call("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"
    receiver.status = 200
    clock.advance(1)
    await telegram.idle()
    assert [text for text in receiver.texts if text != "other chat"] == ["one", "one", "two"]


async def test_a_webhook_beyond_loopback_is_refused(call: Call) -> None:
    """Nothing is ever delivered to another machine."""
    status, description = await call("setWebhook", url="https://example.org/hook")
    assert (status, description.startswith("Bad Request: bad webhook")) == (400, True)
    status, description = await call("setWebhook", url="ftp://127.0.0.1/")
    assert description == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"


async def test_a_conversation_is_kept_over_a_restart(
    telegram: TelegramSandbox, call: Call, clock: AdjustableClock, tmp_path: Any
) -> None:
    """Messages, ids and unconfirmed updates are the same after dump and load."""
    telegram.user_says("hello")
    await call("sendMessage", chat_id=OWNER, text="Hi")
    telegram.dump(tmp_path / "telegram.json")
    later = TelegramSandbox(clock)
    later.load(tmp_path / "telegram.json")
    assert [message.text for message in later.chat()] == ["hello", "Hi"]
    update = later.user_says("again").json
    assert update["message"]["message_id"] == 3
    assert [one.update_id for one in later.account.queue.pending] == [
        update["update_id"] - 1,
        update["update_id"],
    ]


async def test_the_peoples_side_can_be_driven_over_http(telegram: TelegramSandbox, http: Any, call: Call) -> None:
    """A program in another process can say, tap and read."""
    root = telegram.base_url.removesuffix("/bot")
    async with http.post(f"{root}/_sandbox/say", json={"text": "hello", "user_id": 7}) as answer:
        assert (await answer.json())["message"]["text"] == "hello"
    keyboard = {"inline_keyboard": [[{"text": "Undo", "callback_data": "undo"}]]}
    await call("sendMessage", chat_id=7, text="Hi", reply_markup=keyboard)
    async with http.post(f"{root}/_sandbox/tap", json={"message_id": 2, "button": "Undo", "user_id": 7}) as answer:
        assert (await answer.json())["callback_query"]["data"] == "undo"
    async with http.post(f"{root}/_sandbox/tap", json={"message_id": 2, "button": "Redo", "user_id": 7}) as answer:
        assert answer.status == 400
    async with http.get(f"{root}/_sandbox/chat", params={"chat_id": 7}) as answer:
        assert [one["text"] for one in await answer.json()] == ["hello", "Hi"]


async def test_the_stand_in_runs_by_itself(http: Any) -> None:
    """As a program it prints the settings that point a bot at it, serves, and ends well when asked to."""
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox.telegram", "--port", "0"), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert server.stdout is not None
    settings = dict([(await server.stdout.readline()).decode().strip().split("=", 1) for _ in range(2)])
    async with http.get(f"{settings['TELEGRAM_API_BASE_URL']}{settings['TELEGRAM_BOT_TOKEN']}/getMe") as answer:
        assert (await answer.json())["result"]["is_bot"] is True
    server.terminate()
    assert await asyncio.wait_for(server.wait(), 10) == 0
