"""Updates in: put safely into the store, handled in order for each chat.

An update is acknowledged to Telegram only when it is handled or in the store; python-telegram-bot would move its
offset as soon as a queue in memory has it. With the store away an update is handled first and acknowledged after.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Protocol

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.logs import correlation
from bot.telegram import kept_update
from calendar_core.clock import Clock
from calendar_core.errors import StoreUnavailable
from calendar_core.observe import NullObserver, Observer
from calendar_core.ports import InboxItem, InboxStore
from calendar_core.sync.leases import LEASE, Held, always_held, kept_alive, noted

log = logging.getLogger(__name__)

_WORKERS = 32
_DELIVERY_TRIES = 3
_READ = 256  # updates that are not read anew when they are claimed
_ANSWERED = 256  # updates handled before they were kept that are known again
_DEATHS = 12  # an update during which the process died so often is not tried again: one that kills has had its minute


class Handling(Protocol):
    """What is done with an update; `bot.dispatch` implements it."""

    async def handle(self, update: Update, *, again: bool = False, held: Held = ...) -> str: ...

    async def apologise(self, update: Update, reference: str) -> None: ...


class Inbox:
    """Takes updates in and has them handled, each chat in order, chats side by side."""

    def __init__(
        self,
        store: InboxStore,
        bot: Bot,
        handling: Handling,
        clock: Clock,
        *,
        backoff: Callable[[int], float],
        observer: Observer | None = None,
    ) -> None:
        self._store = store
        self._bot = bot
        self._handling = handling
        self._clock = clock
        self._backoff = backoff
        self._observer = observer or NullObserver()
        self._arrived = asyncio.Event()
        self._busy = 0
        self._ending = False
        self._settled = asyncio.Event()
        self._settled.set()
        self._workers: set[asyncio.Task[bool]] = set()
        self._read: dict[bytes, Update] = {}  # taken here last, by payload: reading anew costs more
        self._failed_first: dict[int, int] = {}  # tries of the update that is handled before it is acknowledged
        self._answered: dict[bytes, None] = {}  # by payload: those that the store may have kept, its answer lost

    async def take(self, update: Update) -> None:
        """Return when the update is safe: in the store, or, with the store away, handled.

        Raises what the handler raised, so that Telegram delivers it again; after three times it is answered with
        the one sentence for that, and is over.
        """
        payload = _payload_of(update)
        try:
            if await self._receive(update, payload):
                return
        except StoreUnavailable:
            log.warning("inbox_away_handling_first")
            await self._handle_first(update)
            self._answered[payload] = None
            if len(self._answered) > _ANSWERED:
                del self._answered[next(iter(self._answered))]
            return
        if len(self._read) >= _READ:  # another replica may have claimed the oldest
            del self._read[next(iter(self._read))]
        self._read[payload] = update
        self._settled.clear()
        self.wake()

    async def _receive(self, update: Update, payload: bytes) -> bool:
        """Keep it; whether it is being handled already."""
        if self._busy < _WORKERS and not self._ending:
            claim = self._store.receive(update.update_id, _chat_key(update), payload, LEASE)
            return await self._start(claim, update)
        await self._store.put(update.update_id, _chat_key(update), payload)
        return False

    async def _handle_first(self, update: Update) -> None:
        reference = f"{update.update_id:x}"
        try:
            await self._handle(update, again=update.update_id in self._failed_first, held=always_held)
        except Exception:
            tries = self._failed_first.get(update.update_id, 0) + 1
            log.exception("update_failed", extra={"tries": tries})
            self._failed_first = {update.update_id: tries}
            if tries < _DELIVERY_TRIES:
                raise
            with suppress(TelegramError):
                await self._handling.apologise(update, reference)

    def wake(self) -> None:
        """Look into the store: something may be there, from here or from a replica that died."""
        self._arrived.set()

    async def settled(self) -> None:
        """Wait until nothing that was taken here is waiting or being handled."""
        await self._settled.wait()

    async def run(self) -> None:
        """Hand out work until cancelled. A worker lives as long as there is something for it."""
        try:
            while not being_cancelled():
                await self._arrived.wait()
                self._arrived.clear()
                await self._hand_out()
        finally:
            self._ending = True
            await self._drain()

    async def _hand_out(self) -> None:
        with suppress(StoreUnavailable):
            while self._busy < _WORKERS and await self._start(self._store.claim(LEASE)):
                pass
        if not self._busy:
            self._settled.set()

    async def _start(self, claim: Awaitable[InboxItem | None], update: Update | None = None) -> bool:
        """Have what is claimed handled; False where nothing was. update: what that would be, read already."""
        began, item = self._clock.monotonic(), None
        self._busy += 1  # before the store is asked, for others come meanwhile
        try:
            item = await claim
        finally:
            if item is None:
                self._busy -= 1
        if item is None:
            return False
        self._settled.clear()
        worker = asyncio.create_task(self._work(item, began, update))
        self._workers.add(worker)
        worker.add_done_callback(self._worker_done)
        return True

    def _worker_done(self, worker: asyncio.Task[bool]) -> None:
        self._workers.discard(worker)
        self._busy -= 1
        crash = None if worker.cancelled() else worker.exception()
        if crash is not None:
            log.error("inbox_worker_crashed", exc_info=crash)
        if worker.cancelled() or crash is not None or not worker.result():
            self.wake()  # it may not have asked whether there is more
        elif not self._busy:
            self._settled.set()

    async def _drain(self) -> None:
        if self._workers:
            await asyncio.wait(self._workers, timeout=8.0)
        for worker in self._workers:
            worker.cancel()

    async def _work(self, item: InboxItem, began: float, update: Update | None) -> bool:
        """Handle one update after the other; whether that is because the store has no more for anybody."""
        while True:
            read = self._read.pop(item.payload, update) or kept_update(item.payload, item.update_id, self._bot)
            token = correlation.set(f"{item.update_id:x}")
            try:
                async with kept_alive(partial(self._store.extend, item), self._clock, since=began) as lease:
                    if not await self._handled(item, read, lease.held):
                        return False
                    began = self._clock.monotonic()
                    asked, following = await self._done(item)
            finally:
                correlation.reset(token)
            if following is None:
                return asked
            item, update = following, None

    async def _done(self, item: InboxItem) -> tuple[bool, InboxItem | None]:
        """Whether the store was asked for more, and what it handed out.

        Unacknowledged an update comes again: the same event, but the person would be answered twice.
        """
        following: InboxItem | None = None

        async def done() -> None:
            nonlocal following
            following = await self._store.done_and_claim(item, LEASE)

        if self._ending:
            await noted(partial(self._store.done, item), self._clock)
            return False, None
        return await noted(done, self._clock), following

    async def _handled(self, item: InboxItem, update: Update, held: Held) -> bool:
        """Whether it was; else it comes again, or is parked."""
        if item.payload in self._answered:
            return True
        reference = f"{item.update_id:x}"
        if item.deaths >= _DEATHS:
            log.error("update_parked", extra={"deaths": item.deaths})
            await self._park(item, update, reference)
            return False
        try:
            await self._handle(update, again=item.attempts > 0, held=held)
        except Exception:
            log.exception("update_failed", extra={"tries": item.attempts})
            await self._try_again_or_park(item, update, reference)
            return False
        return True

    async def _park(self, item: InboxItem, update: Update, reference: str) -> None:
        with suppress(TelegramError):
            await self._handling.apologise(update, reference)
        await noted(partial(self._store.fail, item, 0.0, 0), self._clock)

    async def _handle(self, update: Update, *, again: bool, held: Held) -> None:
        began = self._clock.monotonic()
        kind = await self._handling.handle(update, again=again, held=held)
        self._observer.duration("update.handled", self._clock.monotonic() - began, kind=kind)

    async def _try_again_or_park(self, item: InboxItem, update: Update, reference: str) -> None:
        with suppress(StoreUnavailable):
            if await self._store.fail(item, self._backoff(item.attempts), _DELIVERY_TRIES):
                log.error("update_parked")
                with suppress(TelegramError):
                    await self._handling.apologise(update, reference)


def being_cancelled() -> bool:
    """Whether this task was told to end; asked after each wait in a library, for before Python 3.12 asyncio.wait_for
    (redis-py uses it) may swallow the telling."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _payload_of(update: Update) -> bytes:
    """The update as it is kept. One that cannot be written is kept without content: refused, it would come for ever."""
    try:
        return json.dumps(update.to_dict(), separators=(",", ":"), default=str).encode()
    except (TypeError, ValueError, RecursionError) as error:
        log.error("update_cannot_be_kept", extra={"error": type(error).__name__})
        return json.dumps({"update_id": update.update_id}).encode()


def _chat_key(update: Update) -> str:
    chat = update.effective_chat
    user = update.effective_user
    return str(chat.id if chat else user.id if user else 0)
