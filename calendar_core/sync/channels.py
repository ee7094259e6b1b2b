"""Keeps a push channel open for each calendar, and takes the messages of the channels in.

Both may run on every replica: a lease gives the tending of a calendar to one of them, and any of them may be the one
that Google's message reaches. A message only has the sync due earlier; polling goes on beneath, at a longer period
where push is proven (sync.decisions).
"""

from __future__ import annotations

import logging
import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from calendar_core.clock import Clock
from calendar_core.errors import CalendarError, StoreUnavailable
from calendar_core.ports import CalendarRef, Channel, ChannelApi, ChannelBook, ChannelStore, EventStore
from calendar_core.sync.channel_plan import (
    ChannelPolicy,
    digest_of,
    failure_word,
    may_be_open,
    plan_of,
    try_after,
)
from calendar_core.sync.decisions import push_is_alive
from calendar_core.sync.side_by_side import SideBySide

log = logging.getLogger(__name__)

_ENROL_EVERY = 60.0  # seconds
_LEASE = 150.0  # seconds; longer than opening and closing take with their retries


class PushWord(StrEnum):
    """How push stands for a calendar. OFF: no public address. OPENING: a channel was asked for, or is open and has
    not told of a change yet. ALIVE: proven. FAILING: Google wants no channel, or none that works came about."""

    OFF = "off"
    OPENING = "opening"
    ALIVE = "alive"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class PushStanding:
    """How push stands. reason: of the last failure, "" where there is none. try_at: when it is tried again."""

    word: PushWord
    reason: str = ""
    try_at: datetime | None = None


class ChannelKeeper:
    """Opens, renews and stops push channels.

    address: where Google is to post; "": nowhere, and what is open is stopped. calendars: those that are to be told
    about. new_id, new_secret: random words of the alphabet of base64url; ids of at most 64 characters.
    """

    def __init__(
        self,
        api_of: Callable[[str], ChannelApi],
        channels: ChannelStore,
        events: EventStore,
        *,
        address: str,
        calendars: Callable[[], Awaitable[Iterable[CalendarRef]]],
        new_id: Callable[[], str],
        new_secret: Callable[[], str],
        clock: Clock,
        rng: random.Random,
        policy: ChannelPolicy | None = None,
    ) -> None:
        self._api_of = api_of
        self._channels = channels
        self._events = events
        self._address = address
        self._calendars = calendars
        self._new_id = new_id
        self._new_secret = new_secret
        self._clock = clock
        self._rng = rng
        self.policy = policy or ChannelPolicy()
        self._runs = SideBySide(4)
        self._wanted: frozenset[CalendarRef] = frozenset()
        self._enrolled_at: float | None = None

    async def tick(self) -> int:
        """Begin to tend the calendars that need it; how many. A store that is away is waited for."""
        try:
            await self._enrol()
            due = await self._channels.to_tend(limit=2 * self._runs.room) if self._runs.room > 0 else ()
        except StoreUnavailable:
            log.debug("channels_wait_for_the_store")
            return 0
        return sum(self._runs.start(ref, partial(self._tend_alone, ref)) for ref in due)

    async def settle(self) -> None:
        """Wait until what was begun has ended."""
        await self._runs.settle()

    async def stop(self) -> None:
        """End what is under way. The channels stay open: other replicas, or the next start, go on with them."""
        await self._runs.stop()

    async def disconnect(self, account_id: str) -> None:
        """Stop and forget the channels of an account, before its grant is given up. Raises StoreUnavailable."""
        for ref in await self._of_account(account_id):
            for channel in (await self._channels.book(ref)).channels:
                await self._close(channel, give_up=True)
            await self._forget(ref)

    async def grant_lost(self, account_id: str) -> None:
        """Forget the channels of an account whose grant is gone, which Google can no longer be asked to stop; they are
        opened anew when it is back. Raises StoreUnavailable."""
        for ref in await self._of_account(account_id):
            for channel in (await self._channels.book(ref)).channels:
                await self._channels.drop(channel)
            await self._events.forget_push(ref, self._clock.now())
            await self._channels.tend_at(ref, self._clock.now() + self.policy.without_grant)

    def on_grant_lost(self, account_id: str) -> None:
        """Have that done beside everything else; returns at once."""

        async def forget() -> None:
            try:
                await self.grant_lost(account_id)
            except StoreUnavailable:
                log.warning("channels_not_forgotten", extra={"reason": StoreUnavailable.__name__})

        self._runs.start(f"grant of {account_id}", forget)

    async def standing(self, ref: CalendarRef) -> PushStanding:
        """How push stands for the calendar. Raises StoreUnavailable."""
        if not self._address:
            return PushStanding(PushWord.OFF)
        now = self._clock.now()
        state = await self._events.sync_state(ref)
        if push_is_alive(state, now):
            return PushStanding(PushWord.ALIVE)
        book = await self._channels.book(ref)
        if state.push_missed_at is None and any(one.heard_at and one.expires > now for one in book.channels):
            return PushStanding(PushWord.OPENING)
        if book.failures:
            return PushStanding(PushWord.FAILING, book.error, book.try_at)
        silent = plan_of(book, self._address, now, self.policy).silent
        return PushStanding(PushWord.FAILING, "silent") if silent else PushStanding(PushWord.OPENING)

    # --- one calendar -----------------------------------------------------------------------------------------------

    async def _tend_alone(self, ref: CalendarRef) -> None:
        try:
            lease = await self._channels.tending_lease(ref, _LEASE)
            if lease is None:
                return
            try:
                await self._tend(ref)
            finally:
                await self._channels.release_tending(ref, lease)
        except StoreUnavailable:
            log.debug("channels_wait_for_the_store")
        except Exception:
            log.exception("channels_tending_crashed")

    async def _tend(self, ref: CalendarRef) -> None:
        """Open first and close then, so that there is no moment without a channel."""
        address = self._address if ref in self._wanted else ""
        book = await self._channels.book(ref)
        if plan_of(book, address, self._clock.now(), self.policy).open_one:
            await self._open(ref, book)
            book = await self._channels.book(ref)
        plan = plan_of(book, address, self._clock.now(), self.policy)
        again = plan.next_at
        if plan.silent:
            log.warning("channel_silent_polling_goes_on", extra={"what": "check the proxy in front of PUBLIC_URL"})
        for channel in plan.drop:
            await self._channels.drop(channel)
        for channel in plan.close:
            if not await self._close(channel, give_up=not address):
                soon = self._clock.now() + self.policy.first_pause
                again = min(again or soon, soon)
        if not address:
            await self._forget(ref)
        else:
            await self._channels.tend_at(ref, again)

    async def _open(self, ref: CalendarRef, book: ChannelBook) -> None:
        """Ask for one more channel. It is kept before it is asked for: its first message may outrun the answer."""
        now, life, secret = self._clock.now(), self.policy.life, self._new_secret()
        asked = Channel(self._new_id(), ref, digest_of(secret), self._address, now, now + life)
        await self._channels.put(asked)
        try:
            opened = await self._api_of(ref.account_id).open_channel(asked, secret, life)
        except CalendarError as error:
            await self._not_opened(asked, book, error)
            return
        await self._channels.put(opened)
        await self._channels.note_attempt(ref, 0, "", None)
        log.info("channel_opened", extra={"life_s": round((opened.expires - now).total_seconds())})

    async def _not_opened(self, asked: Channel, book: ChannelBook, error: CalendarError) -> None:
        now, failures = self._clock.now(), book.failures + 1
        if not may_be_open(error):
            await self._channels.drop(asked)
        try_at = try_after(error, failures, now, self.policy, self._rng.random())
        await self._channels.note_attempt(asked.ref, failures, failure_word(error), try_at)
        wait = round((try_at - now).total_seconds())
        told = {"reason": failure_word(error), "failures": failures, "next_try_s": wait}
        log.warning("channel_not_opened_polling_goes_on", extra=told)

    async def _close(self, channel: Channel, *, give_up: bool) -> bool:
        """Stop and forget it. give_up: forget it even where Google was not reached; it then ends by itself."""
        if channel.resource_id:
            try:
                await self._api_of(channel.ref.account_id).close_channel(channel)
            except CalendarError as error:
                log.warning("channel_not_stopped", extra={"reason": failure_word(error)})
                if not give_up:
                    return False
        await self._channels.drop(channel)
        return True

    async def _forget(self, ref: CalendarRef) -> None:
        """No push for this calendar any more: it is polled as if there had never been any."""
        for channel in (await self._channels.book(ref)).channels:
            await self._channels.drop(channel)
        await self._channels.note_attempt(ref, 0, "", None)
        await self._channels.tend_at(ref, None)
        await self._events.forget_push(ref, self._clock.now())

    # --- which calendars --------------------------------------------------------------------------------------------

    async def _enrol(self) -> None:
        """Once a minute: tend what is to be tended, and look after what is not any more."""
        now = self._clock.monotonic()
        if self._enrolled_at is not None and now - self._enrolled_at < _ENROL_EVERY:
            return
        self._wanted = frozenset(await self._calendars()) if self._address else frozenset()
        await self._channels.enrol(self._wanted)
        for ref in await self._channels.tended():
            if ref not in self._wanted:
                await self._channels.tend_at(ref, self._clock.now())
        self._enrolled_at = now

    async def _of_account(self, account_id: str) -> list[CalendarRef]:
        return [ref for ref in await self._channels.tended() if ref.account_id == account_id]
