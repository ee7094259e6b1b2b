"""Reminders that are due are claimed, sent and acknowledged."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

import msgspec
from telegram.error import Forbidden, RetryAfter, TelegramError

from bot.handlers.snooze import REMINDED, REMINDED_LIFE, Reminded
from bot.sending import Sender
from bot.telegram import seconds_of
from bot.views.reminders import reminder as one_view
from bot.views.reminders import reminders as several_view
from bot.views.wording import wording
from calendar_core.clock import Clock
from calendar_core.domain import zone_of
from calendar_core.errors import StoreUnavailable
from calendar_core.observe import NullObserver, Observer
from calendar_core.ports import ConversationStore, PeopleStore, Person, ReminderClaim, ReminderStore
from calendar_core.resilience.send_permits import SendPermits
from calendar_core.sync.leases import LEASE, Lease, kept_alive, noted

log = logging.getLogger(__name__)

_LOOK_AT = 30  # chats at a time: what Telegram takes in a second
_CLAIM = 50  # rows of one chat in one message
_TRY_AGAIN = 30.0  # seconds until a row that could not be sent is due again
_NEXT_TICK = 1.0  # seconds; whoever has to wait longer for a permit is left to the next tick


class ReminderPusher:
    """Takes a permit to send, claims what is due in that chat, sends it, and only then acknowledges.

    So nothing is claimed that cannot be sent at once, a kill repeats at most what was in flight, and what is due in a
    chat at the claim is one message.
    """

    def __init__(
        self,
        reminders: ReminderStore,
        people: PeopleStore,
        sender: Sender,
        permits: SendPermits,
        clock: Clock,
        *,
        home: str,
        notes: ConversationStore | None = None,
        observer: Observer | None = None,
    ) -> None:
        self._reminders = reminders
        self._people = people
        self._sender = sender
        self._permits = permits
        self._clock = clock
        self._home = home
        self._notes = notes
        self._observer = observer or NullObserver()
        self._one_at_a_time = asyncio.Lock()

    async def tick(self) -> int:
        """Send everything that is due now; how many rows. A store that is away is waited for, not reported."""
        async with self._one_at_a_time:
            sending: set[asyncio.Task[None]] = set()
            try:
                started = await self._start_all(sending)
                if sending:
                    await asyncio.wait(sending)
            except asyncio.CancelledError:
                for task in sending:
                    task.cancel()
                raise
        return started

    async def next_due(self) -> datetime | None:
        """When the next tick is due at the latest. Raises StoreUnavailable."""
        return await self._reminders.next_due()

    async def _start_all(self, sending: set[asyncio.Task[None]]) -> int:
        started = 0
        try:
            while chats := await self._reminders.due_chats(_LOOK_AT):
                rows, wait = await self._start(chats, sending)
                started += rows
                if not rows and wait > _NEXT_TICK:
                    break
                await self._clock.sleep(0.0 if rows else wait)
        except StoreUnavailable:
            log.debug("reminders_wait_for_the_store")
        return started

    async def _start(self, chats: Sequence[int], sending: set[asyncio.Task[None]]) -> tuple[int, float]:
        """Begin to send what is due in those chats; how many rows, and seconds until more permits may be had."""
        started, wait = 0, math.inf
        for chat_id in chats:
            permit = await self._permits.take_push(chat_id)
            while permit.everybody and permit.delay <= _NEXT_TICK:
                await self._clock.sleep(permit.delay)
                permit = await self._permits.take_push(chat_id)
            if not permit.granted:
                wait = min(wait, permit.delay)
                continue
            began = self._clock.monotonic()
            if claims := await self._reminders.claim_due(_CLAIM, LEASE, chat_id=chat_id):
                started += len(claims)
                task = asyncio.create_task(self._push(chat_id, claims, began))
                sending.add(task)
                task.add_done_callback(sending.discard)
        return started, wait if math.isfinite(wait) else 0.0

    async def _push(self, chat_id: int, claims: Sequence[ReminderClaim], began: float) -> None:
        try:
            async with kept_alive(partial(self._reminders.extend, claims), self._clock, since=began) as lease:
                await self._send(chat_id, claims, lease)
        except StoreUnavailable:
            log.debug("reminders_wait_for_the_store")
        except Exception:
            log.exception("reminder_crashed", extra={"rows": len(claims)})

    async def _send(self, chat_id: int, claims: Sequence[ReminderClaim], lease: Lease) -> None:
        now = self._clock.now()
        due = [claim for claim in claims if claim.reminder.expires > now]
        if due:
            person = await self._people.load_person(chat_id) or Person(chat_id, chat_id, "", zone=self._home)
            words, zone = wording(person.language), zone_of(person.zone)
            rows = [claim.reminder for claim in due]
            reply = one_view(rows[0], words, zone, now) if len(rows) == 1 else several_view(rows, words, zone, now)
            if not await lease.held():
                log.warning("reminders_left_to_whoever_took_over", extra={"rows": len(rows)})
                return
            try:
                await self._sender.push(chat_id, reply, permitted=True)
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
        if due and self._notes is not None:
            reminded = Reminded(now, [claim.reminder.event_id for claim in due])
            with suppress(StoreUnavailable):  # then "snooze 10" means the last event, or nothing
                await self._notes.keep_note(chat_id, REMINDED, msgspec.json.encode(reminded), REMINDED_LIFE)
