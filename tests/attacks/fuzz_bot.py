"""The whole bot under chance: what people type, command and tap, over the stand-ins, with nothing of it replaced."""

from __future__ import annotations

import logging
import random

from sandbox.telegram.messages import LONGEST_TEXT
from tests.attacks import hostile
from tests.flow.world import World

COMMANDS = (
    *("start", "help", "add", "list", "today", "week", "cancel", "move", "rename", "remind", "timezone", "language"),
    *("undo", "sync", "status", "free", "next", "tomorrow", "nothing", "START", "list@calendar_bot", "list@"),
)
VERBS = (
    "cancel",
    "cancel1",
    "cancelall",
    "keep",
    "undo",
    "pick",
    "moveto",
    "renameto",
    "snooze",
    "done",
    "more",
    "ref",
)
PEOPLE = tuple(range(1001, 1041))
"""Several, for a chat hears at most a message a second, and the clock has to go on for it."""


class Faults(logging.Handler):
    """Keeps what says that an update broke something."""

    BREAKS = ("update_failed", "update_parked", "update_not_taken", "webhook_update_not_taken")

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage() in self.BREAKS:
            error = record.exc_info[1] if record.exc_info else None
            self.seen.append(f"{record.getMessage()}: {error!r}")


def doing(world: World, rng: random.Random) -> str:
    """Have somebody do something; what it was, so that it can be told and done again."""
    user_id = rng.choice(PEOPLE)
    turn = rng.random()
    if turn < 0.3:
        text = f"/{rng.choice(COMMANDS)}" + rng.choice(("", " ", "\n")) + hostile.text(rng, 60)
    elif turn < 0.7:
        text = hostile.text(rng, 300)
    else:
        shown = world.telegram.replies(user_id)
        if shown:
            real = [button.data or "" for button in shown[-1].buttons]
            forged = f"{rng.choice(VERBS)}:{hostile.text(rng, 40)}"
            data = rng.choice([*real, forged, hostile.damaged(rng, rng.choice([*real, forged]))])
            world.telegram.user_taps(shown[-1].message_id, _sent(data), user_id=user_id, stale=True)
            return f"tap {data!a}"
        text = "/list"
    text = _sent(text).strip()[:LONGEST_TEXT] or "?"
    world.telegram.user_says(text, user_id=user_id)
    return f"say {text!a}"


def _sent(text: str) -> str:
    """The text as it can go over the wire: halves of a character are what only a webhook's body can say."""
    return text.encode("utf-8", "replace").decode()


async def round_of(world: World, rng: random.Random, count: int) -> list[str]:
    """Let people do `count` things; what broke, with what was done last."""
    faults = Faults()
    logging.getLogger().addHandler(faults)
    try:
        done = [doing(world, rng) for _ in range(count)]
        await world.settle()
    finally:
        logging.getLogger().removeHandler(faults)
    return [f"{fault} after {done}" for fault in faults.seen]
