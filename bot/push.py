"""What is said without having been asked for: reminders that are due, and verdicts and warnings of the core."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from telegram.error import Forbidden, RetryAfter, TelegramError

from bot.telegram import Sender, seconds_of
from bot.views.reminders import notice as notice_view
from bot.views.reminders import reminder as one_view
from bot.views.reminders import reminders as several_view
from bot.views.wording import wording
from calendar_core.clock import Clock
from calendar_core.domain import zone_of
from calendar_core.errors import CalendarError, MissingScope, StoreUnavailable
from calendar_core.observe import NullObserver, Observer
from calendar_core.ports import Notice, NoticeKind, Notices, PeopleStore, Person, ReminderClaim, ReminderStore
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
        if not await noted(partial(self._reminders.acknowledge, claims), self._clock):
            log.warning("reminders_sent_but_not_noted", extra={"rows": len(claims)})


class TelegramNotices:
    """The core's Notices, in the language of whoever is told."""

    def __init__(self, people: PeopleStore, sender: Sender, clock: Clock, *, home: str) -> None:
        self._people = people
        self._sender = sender
        self._clock = clock
        self._home = home

    async def tell(self, chat_id: int, notice: Notice) -> None:
        """Say it; a chat that blocked the bot counts as told. Raises CalendarError where Telegram did not take it."""
        try:
            person = await self._people.load_person(chat_id)
        except StoreUnavailable:
            person = None
        person = person or Person(chat_id, chat_id, "", zone=self._home)
        reply = notice_view(notice, wording(person.language), zone_of(person.zone), self._clock.now())
        try:
            await self._sender.send(chat_id, reply)
        except Forbidden:
            log.info("notice_to_a_chat_that_blocked_the_bot")
        except TelegramError as error:
            raise CalendarError("Telegram did not take the message", 503) from error


class Alarm:
    """Tells everybody of an account what stops the bot from working for them, once, when it is found out."""

    def __init__(self, people: PeopleStore, notices: Notices) -> None:
        self._people = people
        self._notices = notices
        self._telling: set[asyncio.Task[None]] = set()

    def grant_lost(self, account_id: str, error: CalendarError) -> None:
        """The token manager's callback: Google no longer accepts the grant, or it lacks a permission."""
        missing = isinstance(error, MissingScope)
        notice = Notice(NoticeKind.PERMISSION_MISSING if missing else NoticeKind.RECONNECT_NEEDED)
        task = asyncio.get_running_loop().create_task(self._tell(account_id, notice))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _tell(self, account_id: str, notice: Notice) -> None:
        try:
            for person in await self._people.people_of(account_id):
                await self._notices.tell(person.chat_id, notice)
        except CalendarError as error:
            log.warning("alarm_not_told", extra={"kind": notice.kind.value, "error": type(error).__name__})
