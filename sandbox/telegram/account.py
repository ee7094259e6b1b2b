"""One bot's account: everything that the methods read and change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from calendar_core.clock import Clock
from sandbox.telegram.changes import Changes
from sandbox.telegram.flood import FloodLimits
from sandbox.telegram.params import Json
from sandbox.telegram.state import World
from sandbox.telegram.updates import UpdateQueue


@dataclass
class CallbackQuery:
    """One tap. answer: the parameters of `answerCallbackQuery`, None until it comes."""

    chat_id: int
    message_id: int
    data: str
    at: datetime
    answer: Json | None = None


@dataclass
class Account:
    """State behind the methods. profile: values of `setMy...` by (name, scope, language)."""

    world: World
    queue: UpdateQueue
    changes: Changes
    clock: Clock
    flood: FloodLimits = field(default_factory=FloodLimits)
    callbacks: dict[str, CallbackQuery] = field(default_factory=dict)
    inline_answers: dict[str, Json] = field(default_factory=dict)
    profile: dict[str, object] = field(default_factory=dict)
    actions: list[tuple[int, str]] = field(default_factory=list)

    def now(self) -> datetime:
        return self.clock.now()

    def timestamp(self) -> int:
        """Unix seconds, as the Bot API gives times."""
        return int(self.now().timestamp())
