"""The inbox on a real Redis: what is brought is handled at once where there is room, and nothing is left lying."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis
from telegram import Update

from bot.inbox import Inbox
from calendar_core.clock import AdjustableClock
from calendar_core.errors import StoreUnavailable
from calendar_core.store.connection import Store
from calendar_core.store.inbox import RedisInboxStore
from calendar_core.sync.leases import LEASE
from tests.bot.test_web import OFFLINE, update_json


class Handler:
    """Stands where the dispatcher does: notes what it is given, and may be held or told to fail."""

    def __init__(self) -> None:
        self.began: list[int] = []
        self.ended: list[int] = []
        self.failing: set[int] = set()
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def handle(self, update: Update, *, again: bool = False, **_: object) -> str:
        self.began.append(update.update_id)
        await self.go_on.wait()
        if update.update_id in self.failing:
            self.failing.discard(update.update_id)
            raise RuntimeError("told to")
        self.ended.append(update.update_id)
        return "text"

    async def apologise(self, update: Update, reference: str) -> None:
        raise AssertionError("nothing fails for good")


class Counted(RedisInboxStore):
    """Remembers what it was asked."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.asked: list[str] = []

    async def _run(self, name: str, *args: object, promised: bool = False) -> object:
        self.asked.append(name)
        return await super()._run(name, *args, promised=promised)  # type: ignore[arg-type]


@pytest.fixture
def handler() -> Handler:
    return Handler()


@pytest.fixture
def kept(redis: Redis, clock: AdjustableClock) -> Counted:
    return Counted(Store(redis, clock))


@pytest.fixture
async def inbox(kept: Counted, handler: Handler, clock: AdjustableClock) -> AsyncIterator[Inbox]:
    inbox = Inbox(kept, OFFLINE, handler, clock, backoff=lambda failures: 0.0)
    running = asyncio.create_task(inbox.run())
    yield inbox
    handler.go_on.set()
    while not running.done():
        running.cancel()
        await asyncio.wait([running], timeout=0.1)


def said(number: int, chat: int) -> Update:
    written = update_json(number)
    written["message"]["chat"]["id"] = written["message"]["from"]["id"] = chat
    return Update.de_json(written, OFFLINE)


async def test_one_message_costs_two_questions(inbox: Inbox, handler: Handler, kept: Counted) -> None:
    """It is kept and handed out in one, and done in the other."""
    await inbox.take(said(1, 7))
    await inbox.settled()
    assert (handler.ended, kept.asked) == ([1], ["put", "settle"])


async def test_more_than_can_be_handled_at_once_waits_and_is_handled(inbox: Inbox, handler: Handler) -> None:
    """With every place taken what comes is kept; each place that comes free takes the next, each chat in order."""
    handler.go_on.clear()
    brought = [(number, number % 50) for number in range(100)]
    for number, chat in brought:
        await inbox.take(said(number, chat))
    assert len(handler.began) <= 32
    handler.go_on.set()
    await inbox.settled()
    assert sorted(handler.ended) == list(range(100))
    for chat in range(50):
        assert [number for number in handler.ended if number % 50 == chat] == [chat, chat + 50]


async def test_what_failed_is_looked_for_again(
    inbox: Inbox, handler: Handler, kept: Counted, clock: AdjustableClock
) -> None:
    """A handler's failure leaves its update to be tried again, and what came behind it in its chat after it."""
    handler.failing = {1}
    handler.go_on.clear()
    await inbox.take(said(1, 7))
    await inbox.take(said(2, 7))
    handler.go_on.set()
    while len(handler.ended) < 2:
        inbox.wake()
        await clock.sleep(0)
    await inbox.settled()
    assert handler.ended == [1, 2]
    assert await kept.depth() == 0


async def test_what_was_handled_first_is_not_handled_again_where_it_was_kept_after_all(
    inbox: Inbox, handler: Handler, kept: Counted, clock: AdjustableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store has kept the update and its answer was lost: handled before it was acknowledged, it is not answered
    once more when the store hands it out, and what comes behind it in its chat is."""
    receive = kept.receive

    async def answer_lost(*args: Any) -> None:
        monkeypatch.setattr(kept, "receive", receive)
        await receive(*args)
        raise StoreUnavailable

    monkeypatch.setattr(kept, "receive", answer_lost)
    await inbox.take(said(1, 7))
    assert (handler.ended, await kept.depth()) == ([1], 1)
    await inbox.take(said(2, 7))
    clock.advance(LEASE + 1)
    while await kept.depth():
        inbox.wake()
        await clock.sleep(0)
    await inbox.settled()
    assert handler.ended == [1, 2]
