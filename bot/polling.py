"""Asking Telegram for updates: one replica at a time, and never a fight for them.

An update is asked for again until whoever takes it has it safe.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.inbox import being_cancelled
from bot.telegram import seconds_of
from calendar_core.clock import Clock
from calendar_core.errors import StoreUnavailable
from calendar_core.ports import InboxStore

log = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
LONG_POLL = 25  # seconds Telegram holds a getUpdates open
_POLL_LEASE = 6.0  # seconds until another replica may poll after this one was killed
_RENEW_EVERY = 2.0
_LONGEST_PAUSE = 60.0  # seconds between two tries of a poll that failed
_SHORTEST_POLL = 0.5  # seconds between two polls that brought nothing


class Poller:
    """Asks Telegram for updates, one replica at a time, and never fights for them.

    state: "ok", or a word for /status: "down", "conflict", "slow_down", "failing".
    """

    def __init__(
        self,
        bot: Bot,
        take: Callable[[Update], Awaitable[None]],
        store: InboxStore,
        clock: Clock,
        *,
        backoff: Callable[[int], float],
    ) -> None:
        self._bot = bot
        self._take = take
        self._store = store
        self._clock = clock
        self._backoff = backoff
        self._offset = 0
        self._lease = ""
        self.state = "ok"

    async def run(self) -> None:
        """Poll until cancelled."""
        renewing = asyncio.create_task(self._renew())
        try:
            await self._poll()
        finally:
            renewing.cancel()

    async def _poll(self) -> None:
        failures = 0
        while not being_cancelled():
            if not await self._may_poll():
                await self._clock.sleep(_RENEW_EVERY)
                continue
            began = self._clock.monotonic()
            try:
                updates = await self._bot.get_updates(
                    offset=self._offset or None,
                    timeout=LONG_POLL,
                    read_timeout=LONG_POLL + 10,
                    allowed_updates=list(ALLOWED_UPDATES),
                )
            except TelegramError as error:
                failures += 1
                await self._clock.sleep(self._after(error, failures))
                continue
            except Exception as error:  # an answer of a shape that nobody foresaw: it must not end the polling
                failures += 1
                await self._clock.sleep(self._after(TelegramError(type(error).__name__), failures))
                continue
            if failures:
                log.warning("telegram_answers_again", extra={"after_failures": failures})
                failures, self.state = 0, "ok"
            fresh = [update for update in updates if update.update_id >= self._offset]
            if not await self._take_all(fresh):
                failures += 1
                await self._clock.sleep(min(self._backoff(failures - 1), _LONGEST_PAUSE))
                continue
            if not fresh and self._clock.monotonic() - began < _SHORTEST_POLL:
                # A server that does not hold the poll open, or forgets the offset, must not be hammered.
                await self._clock.sleep(_SHORTEST_POLL)

    async def _take_all(self, updates: Sequence[Update]) -> bool:
        """False where one was not taken: it and those after it stay with Telegram, which delivers them again."""
        for update in updates:
            try:
                await self._take(update)
            except Exception as error:
                log.warning("update_not_taken", extra={"kind": type(error).__name__})
                return False
            self._offset = update.update_id + 1
        return True

    async def _may_poll(self) -> bool:
        """Hold the polling lease; with the store away poll all the same, for Telegram itself lets one in."""
        try:
            lease = await self._store.polling_lease(self._lease, _POLL_LEASE)
        except StoreUnavailable:
            return True
        self._lease = lease or ""
        return lease is not None

    async def _renew(self) -> None:
        """Keep the lease short and alive, so that it ends soon with this process and not before."""
        while True:
            await self._clock.sleep(_RENEW_EVERY)
            if self._lease:
                await self._may_poll()

    async def give_back(self) -> None:
        """Let another replica poll at once."""
        with suppress(StoreUnavailable):
            await self._store.release_polling(self._lease)

    def _after(self, error: TelegramError, failures: int) -> float:
        """Seconds to wait, having said what is wrong and what to do."""
        wait = min(self._backoff(failures - 1), _LONGEST_PAUSE)
        if isinstance(error, RetryAfter):
            wait = seconds_of(error)
            self._say("slow_down", "Telegram asks us to slow down", error, wait)
        elif isinstance(error, Conflict):
            what = "another program polls with this token, or a webhook is set: stop it, or delete the webhook"
            self._say("conflict", what, error, wait)
        elif isinstance(error, InvalidToken):
            self._say("failing", "Telegram refuses TELEGRAM_BOT_TOKEN: check it at @BotFather", error, wait)
        else:
            self._say("down", "Telegram does not answer", error, wait)
        return wait

    def _say(self, state: str, what: str, error: TelegramError, wait: float) -> None:
        self.state = state
        log.warning(
            "telegram_poll_failed", extra={"what": what, "kind": type(error).__name__, "next_try_s": round(wait, 1)}
        )
