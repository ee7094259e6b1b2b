"""Permits to send a message into a chat: so many a second over all chats, and pushes a second apart in each chat.

Every message takes a permit first. A reply is always given one, and it counts; a push (a reminder, a verdict) is let
go where there is room beside the replies, now or not at all, so that it never stands before one. In its chat a push
keeps its distance from whatever was sent there. What bounds replies is Telegram's own 429, not our guess of its limit:
they come no faster than people write, its figure of 30 a second is for broadcasts, and an answer held back here would
only be late. Once Telegram has asked for a pause, both wait for its end.

Replicas share the permits through a SendPermitStore; while that is away each keeps its own count, for a reply must
never wait for a store.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from calendar_core.clock import Clock
from calendar_core.errors import LimiterRefused, StoreUnavailable

_LOOK_AGAIN = 1.0  # seconds between two looks whether the shared store is back
_CHATS = 4096  # chats that the local count remembers before it sweeps


@dataclass(frozen=True, slots=True)
class SendLimits:
    """Telegram's limits (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this), with what
    keeps them at the receiving end, where messages arrive some milliseconds more or less after their permit.

    overall: messages in a window. window: its length. chat_apart: from a push to what was sent in its chat before it.
    push_slack: how far pushes, which are spread evenly over the window, may be ahead of their pace. longest_wait: of
    a reply for the end of a pause. All but the first in seconds.
    """

    overall: int = 30
    window: float = 1.02
    chat_apart: float = 1.1
    push_slack: float = 0.1
    longest_wait: float = 60.0

    @property
    def push_spacing(self) -> float:
        """Seconds from one push to the next at full pace."""
        return self.window / self.overall


class SendPermit(NamedTuple):
    """granted: send now; else ask again after `delay` seconds. everybody: what refused it is not the chat."""

    granted: bool
    delay: float = 0.0
    everybody: bool = False


class SendPermitStore(Protocol):
    """Keeps the permits of all who share it. Raises StoreUnavailable."""

    async def take(self, chat_id: int, limits: SendLimits, *, push: bool) -> SendPermit:
        """A place for one message, taken if and only if it is granted; a push is granted without delay or not."""
        ...

    async def pause(self, chat_id: int, seconds: float) -> None:
        """Telegram asked for that pause when something was sent into that chat.

        It does not say whether it means the chat or the bot: while one chat is paused, a second one pauses all.
        """
        ...


class SendWindow:
    """The algorithm of `store/scripts/send_permit.lua`, for one process. Pure: `now` is handed in, in seconds.

    The window holds pushes if each comes one window after the start `overall` places before.
    """

    def __init__(self) -> None:
        self._starts: deque[float] = deque()
        self._last: dict[int, float] = {}
        self._paused: dict[int, float] = {}
        self._all_paused = 0.0
        self._next_push = 0.0

    def take(self, chat_id: int, limits: SendLimits, now: float, *, push: bool) -> SendPermit:
        if self._all_paused > now:
            return SendPermit(False, self._all_paused - now, everybody=True)
        if (until := self._paused.get(chat_id, 0.0)) > now:
            return SendPermit(False, until - now)
        while len(self._starts) > limits.overall:
            self._starts.popleft()
        full = len(self._starts) == limits.overall
        if push:
            start = max(now, self._starts[0] + limits.window) if full else now
            start = max(start, self._next_push - limits.push_slack)
            if start > now:
                return SendPermit(False, start - now, everybody=True)
            if (free := self._last.get(chat_id, 0.0) + limits.chat_apart) > now:
                return SendPermit(False, free - now)
            self._next_push = max(self._next_push, now) + limits.push_spacing
        self.note(chat_id, limits, now)
        return SendPermit(True)

    def note(self, chat_id: int, limits: SendLimits, start: float) -> None:
        """A message is sent at that instant, whoever allowed it."""
        if len(self._starts) >= limits.overall:
            self._starts.popleft()
        self._starts.append(start)
        self._last[chat_id] = start
        if len(self._last) > _CHATS:
            self._last = {chat: last for chat, last in self._last.items() if last + limits.chat_apart > start}

    def pause(self, chat_id: int, seconds: float, now: float) -> None:
        self._paused = {chat: until for chat, until in self._paused.items() if until > now}
        if self._all_paused > now or any(chat != chat_id for chat in self._paused):
            self._all_paused = max(self._all_paused, now + seconds)
        self._paused[chat_id] = max(self._paused.get(chat_id, 0.0), now + seconds)


class SendPermits:
    """The permits as senders ask for them. shared: where replicas keep them; None for this process alone."""

    def __init__(self, shared: SendPermitStore | None, clock: Clock, *, limits: SendLimits | None = None) -> None:
        self.limits = limits or SendLimits()
        self._shared = shared
        self._clock = clock
        self._local = SendWindow()
        self._away_until = 0.0

    async def for_reply(self, chat_id: int) -> None:
        """Return when a reply may be sent. Raises LimiterRefused, with `retry_after`, where that is too long to wait:
        more than `limits.longest_wait`."""
        await self._when_granted(chat_id, push=False)

    async def for_push(self, chat_id: int) -> None:
        """The same for what nobody has asked for."""
        await self._when_granted(chat_id, push=True)

    async def take_push(self, chat_id: int) -> SendPermit:
        """Whether a push may be sent now; its place is taken if so."""
        return await self._take(chat_id, push=True)

    async def pause(self, chat_id: int, seconds: float) -> None:
        """Telegram asked for a pause of so many seconds (429) when something was sent into that chat."""
        self._local.pause(chat_id, seconds, self._clock.monotonic())
        if self._shared is not None and self._clock.monotonic() >= self._away_until:
            try:
                await self._shared.pause(chat_id, seconds)
            except StoreUnavailable:
                self._lost()

    async def _when_granted(self, chat_id: int, *, push: bool) -> None:
        give_up = self._clock.monotonic() + self.limits.longest_wait
        while True:
            permit = await self._take(chat_id, push=push)
            if not permit.granted and self._clock.monotonic() + permit.delay > give_up:
                raise LimiterRefused(retry_after=permit.delay)
            if permit.granted:
                return
            await self._clock.sleep(permit.delay)

    async def _take(self, chat_id: int, *, push: bool) -> SendPermit:
        now = self._clock.monotonic()
        if self._shared is not None and now >= self._away_until:
            try:
                permit = await self._shared.take(chat_id, self.limits, push=push)
            except StoreUnavailable:
                self._lost()
            else:
                if permit.granted:
                    self._local.note(chat_id, self.limits, now)
                return permit
        return self._local.take(chat_id, self.limits, self._clock.monotonic(), push=push)

    def _lost(self) -> None:
        self._away_until = self._clock.monotonic() + _LOOK_AGAIN
