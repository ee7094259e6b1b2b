"""One file per thing a person can ask. Each module here has a `HANDLER`; the folder is scanned, and the scan feeds
routing, /help and the command menu, so a new command is one new file.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache

from bot.handlers.request import Handler


@cache
def load_handlers() -> tuple[Handler, ...]:
    """Every handler, in the order of its place in /help. Raises ValueError where two claim the same word."""
    modules = (importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    handlers = sorted(
        (module.HANDLER for module in modules if hasattr(module, "HANDLER")), key=lambda handler: handler.place
    )
    for what in ("commands", "intents", "taps"):
        claimed = [word for handler in handlers for word in getattr(handler, what)]
        if len(claimed) != len(set(claimed)):
            raise ValueError(f"two handlers claim the same {what}: {sorted(claimed)}")
    return tuple(handlers)


def by_command(handlers: Iterable[Handler]) -> dict[str, Handler]:
    """Handler of each command word, without the slash."""
    return {command: handler for handler in handlers for command in handler.commands}


def by_intent(handlers: Iterable[Handler]) -> dict[str, Handler]:
    """Handler of each intent of the understanding."""
    return {intent: handler for handler in handlers for intent in handler.intents}


def by_tap(handlers: Iterable[Handler]) -> dict[str, Handler]:
    """Handler of each verb of callback data."""
    return {tap: handler for handler in handlers for tap in handler.taps}
