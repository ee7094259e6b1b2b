"""The seam between the demo and the bot: the real one, as `python -m bot` runs it, in this process.

In this process, because the demo moves the bot's clock and asks it whether it is done; a second interpreter would
also double the time to start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from calendar_core.clock import Clock


class Secretary(Protocol):
    """What the demo needs of a bot."""

    async def start(self) -> None:
        """Begin to fetch updates."""
        ...

    async def stop(self) -> None: ...

    async def idle(self) -> None:
        """Return once every update fetched is handled, nothing is being sent and no tick is running."""
        ...

    async def tick(self) -> None:
        """Run the jobs that are due now: after the clock has been moved."""
        ...


Hire = Callable[[Mapping[str, Any], Clock], Secretary]
"""Makes a bot of its settings, by the names of their environment variables in lower case."""


def real_bot(settings: Mapping[str, Any], clock: Clock) -> Secretary:
    """The product. What is not given keeps its default, whatever the person's own environment says."""
    from bot.app import BotApp
    from bot.settings import Settings, load_settings

    fields = Settings.model_fields.items()
    defaults = {name: field.get_default(call_default_factory=True) for name, field in fields if not field.is_required()}
    return BotApp(load_settings({**defaults, **settings}), clock=clock)
