"""Reminders on their way out: a permit first, then the claim, then one message for what is due in a chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis
from telegram.error import RetryAfter

from bot.push import ReminderPusher
from bot.views.reply import Reply
from calendar_core.clock import AdjustableClock
from calendar_core.ports import Person, ReminderClaim
from calendar_core.resilience.send_permits import SendPermit, SendPermits
from calendar_core.store.connection import Store
from calendar_core.store.events import RedisEventStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.reminders import RedisReminderStore
from calendar_core.store.send_permits import RedisSendPermits
from calendar_core.sync.leases import LEASE
from tests.store.makers import CHAT, KL, REF, event, rows


class Story:
    """What happened, in order: permits, claims and messages, by chat."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, int]] = []
        self.texts: list[str] = []
        self.refusals: list[Exception] = []


class ToldPermits(SendPermits):
    story: Story

    async def take_push(self, chat_id: int) -> SendPermit:
        permit = await super().take_push(chat_id)
        self.story.lines.append(("permit" if permit.granted else "no permit", chat_id))
        return permit


class ToldReminders(RedisReminderStore):
    story: Story

    async def claim_due(self, limit: int, lease: float, *, chat_id: int | None = None) -> tuple[ReminderClaim, ...]:
        claims = await super().claim_due(limit, lease, chat_id=chat_id)
        self.story.lines.append(("claim", chat_id or 0))
        return claims


class Chats:
    """Stands where the Sender does."""

    def __init__(self, story: Story, permits: SendPermits) -> None:
        self._story = story
        self._permits = permits

    async def push(self, chat_id: int, reply: Reply, *, permitted: bool = False) -> int:
        assert permitted
        if self._story.refusals:
            refusal = self._story.refusals.pop()  # before the wait: another chat's message may come meanwhile
            await self._permits.pause(chat_id, 20)
            raise refusal
        self._story.lines.append(("message", chat_id))
        self._story.texts.append(str(reply.text))
        return 1


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture
def store(redis: Redis, clock: AdjustableClock) -> Store:
    return Store(redis, clock)


@pytest.fixture
def permits(store: Store, clock: AdjustableClock, story: Story) -> ToldPermits:
    permits = ToldPermits(RedisSendPermits(store), clock)
    permits.story = story
    return permits


@pytest.fixture
def pusher(store: Store, permits: ToldPermits, clock: AdjustableClock, story: Story) -> ReminderPusher:
    reminders = ToldReminders(store)
    reminders.story = story
    sender: Any = Chats(story, permits)
    return ReminderPusher(reminders, RedisPeopleStore(store), sender, permits, clock, home=KL)


async def _due(store: Store, clock: AdjustableClock, names: Sequence[str], chats: Sequence[int]) -> datetime:
    """Reminders of events with those names in those chats, all of them due now."""
    now = clock.now().replace(microsecond=0)
    some = [event(name, now + timedelta(hours=1)) for name in names]
    await RedisEventStore(store).cache_events(REF, some, rows(some, now, [replace(CHAT, chat_id=one) for one in chats]))
    clock.advance(30 * 60 + 1)
    return now


async def test_a_permit_comes_before_the_claim_and_a_chat_gets_one_message(
    pusher: ReminderPusher, store: Store, clock: AdjustableClock, story: Story
) -> None:
    """Whatever is due in a chat at the claim is one message; nothing is claimed before it may be sent."""
    await _due(store, clock, ["a", "b", "c"], [7, 8])
    assert await pusher.tick() == 6
    assert [line for line in story.lines if line[0] != "message"] == [
        *(("permit", 7), ("claim", 7)),
        *(("permit", 8), ("claim", 8)),
    ]
    assert sorted(line for line in story.lines if line[0] == "message") == [("message", 7), ("message", 8)]
    assert all(f"Event {name}" in text for name in "abc" for text in story.texts)
    assert await pusher.next_due() is None


async def test_a_chat_that_telegram_pauses_keeps_nobody_else(
    pusher: ReminderPusher, store: Store, clock: AdjustableClock, story: Story
) -> None:
    """After a 429 the chat's reminder waits, unclaimed, for the end of the pause; the others go out meanwhile."""
    await _due(store, clock, ["a"], [7, 8])
    story.refusals.append(RetryAfter(20))
    await pusher.tick()
    [told] = [chat for kind, chat in story.lines if kind == "message"]
    assert await pusher.tick() == 0
    clock.advance(21)
    assert await pusher.tick() == 1
    assert sorted(chat for kind, chat in story.lines if kind == "message") == [7, 8]
    assert told in (7, 8)


async def test_what_may_not_be_sent_yet_is_not_claimed(
    pusher: ReminderPusher, permits: ToldPermits, store: Store, clock: AdjustableClock, story: Story
) -> None:
    """While Telegram's pause lasts another replica could still take the row: no lease holds it."""
    await _due(store, clock, ["a"], [7])
    await permits.pause(7, 20)
    assert await pusher.tick() == 0
    assert story.lines == [("no permit", 7)]
    [claim] = await RedisReminderStore(store).claim_due(5, 15)
    assert claim.attempts == 1


async def test_whoever_has_lost_the_rows_meanwhile_does_not_send_them(
    pusher: ReminderPusher, store: Store, clock: AdjustableClock, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that stood still between its claim and its message for longer than the lease leaves the message to
    whoever has the rows now."""
    await _due(store, clock, ["a"], [7])
    load = pusher._people.load_person
    taken: list[ReminderClaim] = []

    async def stand_still(user_id: int) -> Person | None:
        # Another process is there already; this one's own next look comes only once the rows are gone.
        ahead = AdjustableClock()
        ahead._offset = clock._offset + LEASE + 0.5
        taken.extend(await RedisReminderStore(Store(store.client, ahead)).claim_due(10, 60))
        clock._offset = ahead._offset  # nobody is woken meanwhile
        return await load(user_id)

    monkeypatch.setattr(pusher._people, "load_person", stand_still)
    assert await pusher.tick() == 1
    assert len(taken) == 1
    assert story.texts == []
