"""Log lines: structured, readable in a terminal, JSON elsewhere. No tokens, no message texts, no titles."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from contextvars import ContextVar
from types import TracebackType
from typing import Any, TextIO

import structlog

from calendar_core.errors import CalendarError

correlation: ContextVar[str] = ContextVar("correlation", default="")
"""One id from update to Google call to reply."""

# What must never be read in a log, whoever puts it there: a bot token, an OAuth token, an Authorization header.
_SECRETS = re.compile(
    r"(bot)?(?<!\d)\d{6,}:[\w-]{20,}|ya29\.[\w.-]+|1//[\w-]{10,}|GOCSPX-[\w-]+|Bearer\s+\S+"
    r"|((?:access|refresh)_token|client_secret|code)(=|\"?:\s*\"?)[^\s&\"]+",
    re.IGNORECASE,
)
_NOISY = ("httpx", "httpcore", "apscheduler", "telegram", "googleapiclient", "google", "aiohttp.access", "tzlocal")

# What ends a line, moves a cursor, or turns the direction of what follows: C0 and C1, bidi and zero-width, tags, halves
# of a character. Whoever can name an event or themselves could else forge lines and hide words.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]

_TRACEBACK = "exception"  # structlog's name for it
_LONGEST_CHAIN = 8


def mask(text: str) -> str:
    """The text with everything that looks like a secret struck out."""
    return _SECRETS.sub("***", text)


def one_line(text: str) -> str:
    """The text with everything that would not stay on its line, or not show, as a backslash escape."""
    return _UNPRINTABLE.sub(lambda found: ascii(found[0])[1:-1], text)


def set_up_logs(level: str, stream: TextIO | None = None) -> None:
    """Send the standard library's logging through structlog to `stream` (default: standard error)."""
    stream = stream or sys.stderr
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_correlation,
        structlog.processors.ExceptionRenderer(_traceback),
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
    told = event.pop(_TRACEBACK, None)
    clean = {key: value if key.startswith("_") else _clean(value) for key, value in event.items()}  # _: structlog's own
    if told is not None:
        clean[_TRACEBACK] = "\n".join(one_line(mask(line)) for line in str(told).split("\n"))
    return clean


def _clean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {one_line(mask(str(key))): _clean(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(one) for one in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return one_line(mask(value if isinstance(value, str) else repr(value)))


def _traceback(exc_info: ExcInfo) -> str:
    """Where it came from and what kind it is. What it says is told of those errors alone whose texts hold nothing of a
    person: others quote what they could not read."""
    parts: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None and len(parts) < _LONGEST_CHAIN:
        harmless = isinstance(error, CalendarError | OSError) or type(error).__module__ == "telegram.error"
        says = f": {str(error)[:300]}" if harmless else ""
        frames = "".join(traceback.format_tb(error.__traceback__))
        parts.append(f"{frames}{type(error).__qualname__}{one_line(says)}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n-- after --\n".join(parts)
