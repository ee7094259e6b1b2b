"""What the core tells people unasked, in the language of whoever is told."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from telegram.error import BadRequest, Forbidden, TelegramError

from bot.sending import Sender
from bot.views.reminders import notice as one_view
from bot.views.reminders import verdicts as several_view
from bot.views.reply import Reply
from bot.views.wording import wording
from calendar_core.clock import Clock
from calendar_core.domain import zone_of
from calendar_core.errors import CalendarError, StoreUnavailable
from calendar_core.ports import Notice, PeopleStore, Person

log = logging.getLogger(__name__)

GATHER = 1.0
"""Seconds that a notice waits for others of its chat: after an outage many writes are decided at once."""

_TOGETHER = 6
"""Notices in one message: so many cards with long titles still fit into what Telegram takes."""


class TelegramNotices:
    """Implements ports.Notices. Those of one chat that come within a second are one message."""

    def __init__(self, people: PeopleStore, sender: Sender, clock: Clock, *, home: str) -> None:
        self._people = people
        self._sender = sender
        self._clock = clock
        self._home = home
        self._waiting: dict[int, list[tuple[Notice, asyncio.Future[None]]]] = defaultdict(list)
        self._senders: dict[int, asyncio.Task[None]] = {}

    async def tell(self, chat_id: int, notice: Notice) -> None:
        """Say it; a chat that cannot be written to counts as told. Raises CalendarError if Telegram did not take it."""
        told: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[chat_id].append((notice, told))
        if chat_id not in self._senders:
            sender = asyncio.create_task(self._send_waiting(chat_id), name="notices")
            self._senders[chat_id] = sender
            sender.add_done_callback(partial(self._ended, chat_id))
        await told

    async def tell_person(self, person: Person, notice: Notice) -> None:
        """The same to somebody who is known, at once and without asking the store. Raises CalendarError."""
        words = wording(person.language)
        await self._send(person.chat_id, one_view(notice, words, zone_of(person.zone), self._clock.now()))

    async def stop(self) -> None:
        """Cancel what is not sent yet; whoever waits for it finds out and tells it again another time."""
        senders = list(self._senders.values())
        for sender in senders:
            sender.cancel()
        await asyncio.gather(*senders, return_exceptions=True)

    async def _send_waiting(self, chat_id: int) -> None:
        await self._clock.sleep(GATHER)
        waiting = self._waiting[chat_id]
        while waiting:
            batch = waiting[:_TOGETHER]
            await self._send_batch(chat_id, [(notice, told) for notice, told in batch if not told.done()])
            del waiting[: len(batch)]

    def _ended(self, chat_id: int, sender: asyncio.Task[None]) -> None:
        """Whoever still waits is let go: the sender was stopped, perhaps before it began."""
        del self._senders[chat_id]
        for _, told in self._waiting.pop(chat_id, ()):
            told.cancel()
        if not sender.cancelled() and (error := sender.exception()) is not None:
            log.error("notices_crashed", exc_info=error)

    async def _send_batch(self, chat_id: int, batch: Sequence[tuple[Notice, asyncio.Future[None]]]) -> None:
        if not batch:
            return
        failure: CalendarError | None = None
        try:
            person = await self._person(chat_id)
            words, zone, now = wording(person.language), zone_of(person.zone), self._clock.now()
            notices = [notice for notice, _ in batch]
            one = len(notices) == 1
            await self._send(
                chat_id, one_view(notices[0], words, zone, now) if one else several_view(notices, words, zone, now)
            )
        except CalendarError as error:
            failure = error
        for _, told in batch:
            if told.done():
                continue
            if failure is None:
                told.set_result(None)
            else:
                told.set_exception(failure)

    async def _person(self, chat_id: int) -> Person:
        try:
            person = await self._people.load_person(chat_id)
        except StoreUnavailable:
            person = None
        return person or Person(chat_id, chat_id, "", zone=self._home)

    async def _send(self, chat_id: int, reply: Reply) -> None:
        try:
            await self._sender.push(chat_id, reply)
        except (Forbidden, BadRequest) as error:
            # Blocked, or somebody on the list who has never opened the chat: the next try would end the same.
            log.info("notice_to_a_chat_that_takes_none", extra={"error": type(error).__name__})
        except TelegramError as error:
            raise CalendarError("Telegram did not take the message", 503) from error
