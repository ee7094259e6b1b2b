"""Takes in what push channels say: whose it is, whether it is genuine, and that the sync is wanted.

An own write is told as well and costs an incremental listing. That cannot be saved: a message says that something has
changed and not what, messages are folded and lost on their way, and the one that follows an own write may be the only
one of a change that somebody else has made.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from enum import StrEnum

from calendar_core.clock import Clock
from calendar_core.errors import StoreUnavailable
from calendar_core.observe import NullObserver, Observer
from calendar_core.ports import Channel, ChannelStore, EventStore, PushPace
from calendar_core.sync.channel_plan import PushMessage, is_genuine

log = logging.getLogger(__name__)

_REMEMBERED = 1024  # channels known to this process
_FRESH = 5.0  # seconds for which what is known of a channel is not asked again
_LOOKUPS = 8  # questions about unknown channels at once


class PushOutcome(StrEnum):
    """What became of a message. TAKEN: the sync is due; ALIVE: the first of its channel, nothing changed; REFUSED: not
    of a channel of ours, nothing was done; LATER: the store is away or too many ask, it should be sent again."""

    TAKEN = "taken"
    ALIVE = "alive"
    REFUSED = "refused"
    LATER = "later"


class PushIntake:
    """Messages in, syncs due. wake: called when a sync may be due now, and returns at once.

    A message of an unknown channel, or with a wrong secret or resource, costs at most one read of the store, of which
    there are no more than a few at a time; it writes nothing.
    """

    def __init__(
        self,
        channels: ChannelStore,
        events: EventStore,
        *,
        clock: Clock,
        wake: Callable[[], None],
        observer: Observer | None = None,
        pace: PushPace | None = None,
    ) -> None:
        self._channels = channels
        self._events = events
        self._clock = clock
        self._wake = wake
        self._observer = observer or NullObserver()
        self._pace = pace or PushPace()
        self._known: OrderedDict[str, tuple[Channel, float]] = OrderedDict()
        self._asking = 0

    async def take(self, message: PushMessage) -> PushOutcome:
        """Judge the message and have its calendar's sync due. Never raises."""
        try:
            outcome = await self._take(message)
        except StoreUnavailable:
            outcome = PushOutcome.LATER
        self._observer.count("push.message", outcome=outcome.value)
        return outcome

    async def _take(self, message: PushMessage) -> PushOutcome:
        channel = self._remembered(message.channel_id)
        if channel is None:
            if self._asking >= _LOOKUPS:
                return PushOutcome.LATER
            channel = await self._look_up(message.channel_id)
        if channel is None or not is_genuine(message, channel, self._clock.now()):
            log.debug("push_refused", extra={"known": channel is not None})
            return PushOutcome.REFUSED
        if channel.heard_at is None:
            await self._channels.hear(channel, message.resource_id, self._clock.now())
            self._known.pop(channel.id, None)  # with what is known of it now
        await self._events.hear_push(channel, message.number, None if message.is_first else self._pace)
        if message.is_first:
            log.info("channel_heard")
            return PushOutcome.ALIVE
        self._wake()
        return PushOutcome.TAKEN

    def _remembered(self, channel_id: str) -> Channel | None:
        channel, since = self._known.get(channel_id, (None, 0.0))
        if channel is None or self._clock.monotonic() - since >= _FRESH:
            return None
        return channel

    async def _look_up(self, channel_id: str) -> Channel | None:
        self._asking += 1
        try:
            channel = await self._channels.find(channel_id)
        finally:
            self._asking -= 1
        self._known.pop(channel_id, None)
        if channel is not None:
            self._known[channel_id] = channel, self._clock.monotonic()
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return channel
