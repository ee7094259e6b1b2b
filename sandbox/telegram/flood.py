"""Telegram's limits on sending (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this)."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field

from sandbox.telegram.errors import too_many_requests


@dataclass
class FloodLimits:
    """How many messages a second, over all chats and in one chat. Off unless `enabled` is set.

    overall: messages in any span of one second; per_chat: seconds between two messages in the same chat;
    per_group: messages in any span of a minute in one group.
    """

    enabled: bool = False
    overall: int = 30
    per_chat: float = 1.0
    per_group: int = 20
    _sent: deque[float] = field(default_factory=deque)
    _by_chat: defaultdict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def take(self, chat_id: int, now: float) -> None:
        """Count one message at that many seconds, or raise BotApiError 429 that says when to come back."""
        if not self.enabled:
            return
        own = self._by_chat[chat_id]
        while self._sent and self._sent[0] <= now - 1:
            self._sent.popleft()
        while own and own[0] <= now - 60:
            own.popleft()
        waits = [
            own[-1] + self.per_chat - now if own else 0.0,
            self._sent[-self.overall] + 1 - now if len(self._sent) >= self.overall else 0.0,
            own[-self.per_group] + 60 - now if chat_id < 0 and len(own) >= self.per_group else 0.0,
        ]
        if max(waits) > 0:
            raise too_many_requests(math.ceil(max(waits)))
        self._sent.append(now)
        own.append(now)
