"""Telegram for the load benchmark: answers in 20 ms, and people who each keep some messages in the air.

Beside `sandbox.telegram` this one is thin (no rules are checked, nothing is kept), so that it is not what is measured.
By webhook one update of a chat is delivered after the other, chats side by side up to 40 at a time, and what is not
answered with 2xx is sent again after 1, 2, 4 s, as Telegram does.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import aiohttp
from aiohttp import web

from benchmarks.processes import until

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105 - the token of no bot
ANSWER_AFTER = 0.020  # seconds
AT_A_TIME = 40  # deliveries, Telegram's own default for max_connections
_LONGEST_WAIT = 60.0

ROTATION = ("/list", "/today", "/tomorrow", "/week", "/m")
"""What a person says in turns. The last has its number behind it and is answered with it, for there is no such
command; the others are told by the headings of their answers."""
_HEADINGS = ("Coming up", "Today", "Tomorrow", "The next 7 days")
_NOTHING = ("Nothing is coming up", "Nothing more today", "Nothing tomorrow", "Nothing in the next 7 days")
_NUMBER = re.compile(r"/m(\d+)\b")


@dataclass
class Person:
    """One person in a private chat. air: what was said and is not answered yet, as (number, when); said: messages so
    far. repeated, disordered, skipped: answers that came again, out of order, or not before a later one's."""

    chat_id: int
    air: deque[tuple[int, float]] = field(default_factory=deque)
    said: int = 0
    answered: int = 0
    repeated: int = 0
    disordered: int = 0
    skipped: int = 0


class ChatServer:
    """people: how many; each keeps `at_once` messages in the air while `talking`. same: they all say that, and
    those answers count that hold `answered_with`; else they go through ROTATION and each answer is held against what
    it has to be."""

    def __init__(self, people: int, *, at_once: int = 1, same: str = "", answered_with: str = "") -> None:
        self.people = {10_000 + n: Person(10_000 + n) for n in range(people)}
        self.talking = False
        self.spans: list[float] = []
        """Seconds from each message to its answer."""
        self.sent_again = 0
        """Deliveries that were not taken at first."""
        self.webhook = ""
        self.others: list[tuple[int, str]] = []
        """Chat and text of every message that was no answer to what somebody said, or not the one it has to be."""
        self._at_once = at_once
        self._same = same
        self._answered_with = answered_with
        self._secret = ""
        self._last_update = 1_000
        self._last_message = 0
        self._pending: deque[dict[str, Any]] = deque()
        self._queues: dict[int, deque[dict[str, Any]]] = {}
        self._delivering: dict[int, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(AT_A_TIME)
        self._come = asyncio.Event()
        self._session: aiohttp.ClientSession | None = None
        self._runner: web.AppRunner | None = None
        self.base_url = ""

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.base_url = f"http://{host}:{port}/bot"
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))

    async def stop(self) -> None:
        for task in self._delivering.values():
            task.cancel()
        assert self._session is not None and self._runner is not None
        await self._session.close()
        await self._runner.cleanup()

    # --- people ---------------------------------------------------------------------------------------------------

    def talk(self) -> None:
        """Everybody begins; each answer has its person say the next."""
        self.talking = True
        for person in self.people.values():
            for _ in range(self._at_once - len(person.air)):
                self._say(person)

    async def hush(self, within: float = 60.0) -> bool:
        """Nobody says anything more; whether everything that was said is answered within so many seconds."""
        self.talking = False
        return await until(lambda: not any(person.air for person in self.people.values()), within)

    def say(self, chat_id: int, text: str) -> None:
        """One message; its answer is found in `others`."""
        self._last_update += 1
        self._last_message += 1
        sender = {"id": chat_id, "is_bot": False, "first_name": "P", "language_code": "en"}
        command = {"type": "bot_command", "offset": 0, "length": len(text)}
        message = {
            "message_id": self._last_message,
            "date": int(time.time()),
            "chat": {"id": chat_id, "type": "private", "first_name": "P"},
            "from": sender,
            "text": text,
            **({"entities": [command]} if text.startswith("/") else {}),
        }
        update = {"update_id": self._last_update, "message": message}
        if not self.webhook:
            self._pending.append(update)
            self._come.set()
            return
        self._queues.setdefault(chat_id, deque()).append(update)
        if chat_id not in self._delivering:
            self._delivering[chat_id] = asyncio.create_task(self._deliver(chat_id))

    def _say(self, person: Person) -> None:
        number = person.said
        person.said += 1
        person.air.append((number, time.perf_counter()))
        text = self._same or ROTATION[number % len(ROTATION)]
        self.say(person.chat_id, f"{text}{number}" if text == "/m" else text)

    def _hear(self, chat_id: int, text: str) -> None:
        person = self.people.get(chat_id)
        if person is None or (number := self._number_of(person, text)) is None:
            self.others.append((chat_id, text))
            return
        if not person.air or number < person.air[0][0]:
            person.repeated += 1
            return
        if number > person.air[-1][0]:
            person.disordered += 1
            return
        while person.air[0][0] != number:
            person.air.popleft()
            person.skipped += 1
        _, at = person.air.popleft()
        if self._answered_with in text:
            self.spans.append(time.perf_counter() - at)
            person.answered += 1
        else:
            self.others.append((chat_id, text))
        while self.talking and len(person.air) < self._at_once:
            self._say(person)

    def _number_of(self, person: Person, text: str) -> int | None:
        """Which of the person's messages this answers: the next one of that kind that waits, else the last one."""
        if self._same:
            return person.air[0][0] if person.air else person.said - 1
        if found := _NUMBER.search(text):
            return int(found[1])
        plain = re.sub(r"<[^>]+>", "", text)
        for kind, (heading, nothing) in enumerate(zip(_HEADINGS, _NOTHING, strict=True)):
            if plain.startswith((heading, nothing)):
                waiting = [number for number, _ in person.air if number % len(ROTATION) == kind]
                return waiting[0] if waiting else -1
        return None

    # --- the Bot API ----------------------------------------------------------------------------------------------

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        given = {name: values[0] for name, values in parse_qs(await request.text()).items()}
        if method == "getUpdates":
            return _ok(await self._updates(given))
        await asyncio.sleep(ANSWER_AFTER)
        if method == "setWebhook":
            self.webhook, self._secret = given["url"], given.get("secret_token", "")
            return _ok(True)
        if method == "getWebhookInfo":
            return _ok({"url": "", "has_custom_certificate": False, "pending_update_count": 0})
        if method == "getMe":
            bot = {"id": 110201543, "is_bot": True, "first_name": "B", "username": "load_bot"}
            return _ok({**bot, "can_join_groups": False, "can_read_all_group_messages": False})
        if method != "sendMessage":
            return _ok(True)
        chat_id = int(given["chat_id"])
        self._last_message += 1
        self._hear(chat_id, given["text"])
        chat = {"id": chat_id, "type": "private", "first_name": "P"}
        return _ok({"message_id": self._last_message, "date": int(time.time()), "chat": chat, "text": "."})

    async def _updates(self, given: dict[str, str]) -> list[dict[str, Any]]:
        """Long polling; an offset confirms what lies before it."""
        offset = int(given.get("offset", 0))
        while self._pending and self._pending[0]["update_id"] < offset:
            self._pending.popleft()
        end = time.perf_counter() + float(given.get("timeout", 0))
        while not self._pending and (left := end - time.perf_counter()) > 0:
            self._come.clear()
            try:
                async with asyncio.timeout(left):
                    await self._come.wait()
            except TimeoutError:
                break
        await asyncio.sleep(ANSWER_AFTER)
        return [self._pending[n] for n in range(min(100, len(self._pending)))]

    async def _deliver(self, chat_id: int) -> None:
        queue = self._queues[chat_id]
        while queue:
            failures = 0
            while not await self._post(queue[0]):
                self.sent_again += 1
                await asyncio.sleep(min(2.0**failures, _LONGEST_WAIT))
                failures += 1
            queue.popleft()
        del self._delivering[chat_id]

    async def _post(self, update: dict[str, Any]) -> bool:
        assert self._session is not None
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret}
        async with self._places:
            try:
                async with self._session.post(self.webhook, json=update, headers=headers) as answer:
                    await answer.read()
                    return 200 <= answer.status < 300
            except (aiohttp.ClientError, TimeoutError):
                return False


def _ok(result: object) -> web.Response:
    return web.Response(body=json.dumps({"ok": True, "result": result}), content_type="application/json")
