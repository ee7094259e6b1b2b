"""What is told unasked: together where it comes together, in the reader's language, and told means taken."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from redis.asyncio import Redis
from telegram.error import BadRequest, Forbidden, TimedOut

from bot.notices import GATHER, TelegramNotices
from bot.views.reply import Reply
from calendar_core.clock import AdjustableClock
from calendar_core.errors import CalendarError
from calendar_core.ports import Notice, NoticeKind, OutboxAction, Person
from calendar_core.store.connection import Store
from calendar_core.store.people import RedisPeopleStore
from tests.store.makers import event


class Chats:
    """Stands for the Sender: what each chat was told, and what the next sends meet."""

    def __init__(self) -> None:
        self.said: list[tuple[int, Reply]] = []
        self.failing: list[Exception] = []

    async def push(self, chat_id: int, reply: Reply) -> int:
        if self.failing:
            raise self.failing.pop(0)
        self.said.append((chat_id, reply))
        return len(self.said)

    send = push


@pytest.fixture
def chats() -> Chats:
    return Chats()


@pytest.fixture
async def notices(redis: Redis, clock: AdjustableClock, chats: Chats) -> TelegramNotices:
    people = RedisPeopleStore(Store(redis, clock))
    await people.save_person(Person(7, 7, "main", "ms"))
    return TelegramNotices(people, chats, clock, home="Asia/Kuala_Lumpur")  # type: ignore[arg-type]


def booked(title: str, clock: AdjustableClock) -> Notice:
    made = event(title, clock.now() + timedelta(hours=3), title=title)
    return Notice(NoticeKind.WRITE_DONE, OutboxAction.CREATE, made)


async def gathered(clock: AdjustableClock, *tellings: asyncio.Task[None]) -> list[BaseException | None]:
    """Let the notices wait for each other until they are told."""
    while not all(telling.done() for telling in tellings):
        await clock.sleep(0)
        if any(left <= GATHER for left in clock.sleepers):
            clock.advance(GATHER)
    return await asyncio.gather(*tellings, return_exceptions=True)


async def test_one_notice_is_one_message(notices: TelegramNotices, chats: Chats, clock: AdjustableClock) -> None:
    """A single verdict reads as it always did, in the language of whoever is told."""
    await gathered(clock, asyncio.create_task(notices.tell(7, booked("gym", clock))))
    ((chat, reply),) = chats.said
    assert chat == 7
    assert reply.text.startswith("✅ Seperti dijanjikan, sudah masuk kalendar")
    assert [button.data for row in reply.buttons for button in row] == ["cancel:gym"]


async def test_many_at_once_are_few_messages(notices: TelegramNotices, chats: Chats, clock: AdjustableClock) -> None:
    """Eight verdicts of one chat are two messages, each with numbers and their buttons; another chat has its own."""
    titles = [f"event{number}" for number in range(8)]
    tellings = [asyncio.create_task(notices.tell(7, booked(title, clock))) for title in titles]
    tellings.append(asyncio.create_task(notices.tell(8, booked("elsewhere", clock))))
    assert await gathered(clock, *tellings) == [None] * 9
    mine = [reply for chat, reply in chats.said if chat == 7]
    assert len(mine) == 2
    assert [sum(title in reply.text for reply in mine) for title in titles] == [1] * 8
    assert [button.data for reply in mine for row in reply.buttons for button in row] == [
        f"cancel:{title}" for title in titles
    ]
    assert [chat for chat, _ in chats.said].count(8) == 1


async def test_told_means_taken(notices: TelegramNotices, chats: Chats, clock: AdjustableClock) -> None:
    """Where Telegram did not take the message everybody who waits for it hears so, and nothing counts as told."""
    chats.failing = [TimedOut()]
    tellings = [asyncio.create_task(notices.tell(7, booked(title, clock))) for title in ("a", "b")]
    assert [type(outcome) for outcome in await gathered(clock, *tellings)] == [CalendarError] * 2
    assert await gathered(clock, asyncio.create_task(notices.tell(7, booked("a", clock)))) == [None]


@pytest.mark.parametrize("refusal", [Forbidden("blocked"), BadRequest("Chat not found")])
async def test_a_chat_that_takes_nothing_is_not_tried_for_ever(
    notices: TelegramNotices, chats: Chats, clock: AdjustableClock, refusal: Exception
) -> None:
    """Somebody who blocked the bot, or never opened the chat, counts as told."""
    chats.failing = [refusal]
    assert await gathered(clock, asyncio.create_task(notices.tell(7, booked("a", clock)))) == [None]


async def test_a_stop_leaves_it_to_another_time(notices: TelegramNotices, chats: Chats, clock: AdjustableClock) -> None:
    """What was not sent when the process ends is not told, and whoever waited for it knows."""
    telling = asyncio.create_task(notices.tell(7, booked("a", clock)))
    await clock.sleep(0)
    await notices.stop()
    with pytest.raises(asyncio.CancelledError):
        await telling
    assert chats.said == []


async def test_who_leaves_before_it_is_sent_is_left_out(
    notices: TelegramNotices, chats: Chats, clock: AdjustableClock
) -> None:
    """A caller that was cancelled meanwhile tells it another time; the others are told now."""
    left, stays = (asyncio.create_task(notices.tell(7, booked(title, clock))) for title in ("left", "stays"))
    await clock.sleep(0)
    left.cancel()
    await gathered(clock, left, stays)
    ((_, reply),) = chats.said
    assert "stays" in reply.text
    assert "left" not in reply.text
