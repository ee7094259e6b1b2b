"""Log lines: structured, readable in a terminal, JSON elsewhere. No tokens, no message texts, no titles."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any, TextIO

import structlog

correlation: ContextVar[str] = ContextVar("correlation", default="")
"""One id from update to Google call to reply."""

# What must never be read in a log, whoever puts it there: a bot token, an OAuth token, an Authorization header.
_SECRETS = re.compile(
    r"(bot)?\d{6,}:[\w-]{20,}|ya29\.[\w.-]+|1//[\w-]{10,}|GOCSPX-[\w-]+|Bearer\s+\S+"
    r"|((?:access|refresh)_token|client_secret|code)(=|\"?:\s*\"?)[^\s&\"]+",
    re.IGNORECASE,
)
_NOISY = ("httpx", "httpcore", "apscheduler", "telegram", "googleapiclient", "google", "aiohttp.access", "tzlocal")


def mask(text: str) -> str:
    """The text with everything that looks like a secret struck out."""
    return _SECRETS.sub("***", text)


def set_up_logs(level: str, stream: TextIO | None = None) -> None:
    """Send the standard library's logging through structlog to `stream` (default: standard error)."""
    stream = stream or sys.stderr
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_correlation,
        structlog.processors.format_exc_info,
        _mask_all,
    ]
    terminal = stream.isatty()
    last = structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer(ensure_ascii=False)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    # Its warnings tell each second that a tick is still under way, as every tick is while the store is paused.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # Its errors quote what it received, messages too; what went wrong is said by our own lines.
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)


def _add_correlation(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if found := correlation.get():
        event["correlation"] = found
    return event


def _mask_all(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: mask(value) if isinstance(value, str) else value for key, value in event.items()}
