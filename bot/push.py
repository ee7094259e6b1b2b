"""Reminders that are due are claimed, sent and acknowledged."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from telegram.error import Forbidden, RetryAfter, TelegramError

from bot.telegram import Sender, seconds_of
from bot.views.reminders import reminder as one_view
from bot.views.reminders import reminders as several_view
from bot.views.wording import wording
from calendar_core.clock import Clock
from calendar_core.domain import zone_of
from calendar_core.errors import StoreUnavailable
from calendar_core.observe import NullObserver, Observer
from calendar_core.ports import PeopleStore, Person, ReminderClaim, ReminderStore
from calendar_core.sync.leases import LEASE, kept_alive, noted

log = logging.getLogger(__name__)

_CLAIM = 30  # rows at a time: what Telegram takes in a second
_TRY_AGAIN = 30.0  # seconds until a row that could not be sent is due again


class ReminderPusher:
    """Claims due reminders, sends them, and only then acknowledges: a kill repeats at most what was in flight."""

    def __init__(
        self,
        reminders: ReminderStore,
        people: PeopleStore,
        sender: Sender,
        clock: Clock,
        *,
        home: str,
        observer: Observer | None = None,
    ) -> None:
        self._reminders = reminders
        self._people = people
        self._sender = sender
        self._clock = clock
        self._home = home
        self._observer = observer or NullObserver()
        self._one_at_a_time = asyncio.Lock()

    async def tick(self) -> int:
        """Send everything that is due now; how many rows. A store that is away is waited for, not reported."""
        sent = 0
        async with self._one_at_a_time:
            try:
                while claims := await self._reminders.claim_due(_CLAIM, LEASE):
                    chats: dict[int, list[ReminderClaim]] = defaultdict(list)
                    for claim in claims:
                        chats[claim.reminder.chat_id].append(claim)
                    await asyncio.gather(*(self._push(chat_id, rows) for chat_id, rows in chats.items()))
                    sent += len(claims)
            except StoreUnavailable:
                log.debug("reminders_wait_for_the_store")
        return sent

    async def _push(self, chat_id: int, claims: Sequence[ReminderClaim]) -> None:
        async with kept_alive(partial(self._reminders.extend, claims), self._clock):
            await self._send(chat_id, claims)

    async def _send(self, chat_id: int, claims: Sequence[ReminderClaim]) -> None:
        now = self._clock.now()
        due = [claim for claim in claims if claim.reminder.expires > now]
        if due:
            person = await self._people.load_person(chat_id) or Person(chat_id, chat_id, "", zone=self._home)
            words, zone = wording(person.language), zone_of(person.zone)
            rows = [claim.reminder for claim in due]
            reply = one_view(rows[0], words, zone, now) if len(rows) == 1 else several_view(rows, words, zone, now)
            try:
                await self._sender.send(chat_id, reply)
            except Forbidden:
                log.info("chat_parked")
                await self._people.save_person(replace(person, blocked=True))
                await self._reminders.release(claims, _TRY_AGAIN)
                return
            except RetryAfter as wait:
                await self._reminders.release(claims, max(seconds_of(wait), 1.0))
                return
            except TelegramError:
                log.warning("reminder_not_sent", extra={"rows": len(rows)})
                await self._reminders.release(claims, _TRY_AGAIN)
                return
            else:
                for row in rows:
                    self._observer.duration("reminder.late", max(0.0, (now - row.time).total_seconds()))
                if again := sum(claim.attempts > 1 for claim in due):
                    self._observer.count("reminder.repeated", again)
        if not await noted(partial(self._reminders.acknowledge, claims), self._clock):
            log.warning("reminders_sent_but_not_noted", extra={"rows": len(claims)})
