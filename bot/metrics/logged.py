"""Errors by kind, counted where all of them pass: the log."""

from __future__ import annotations

import logging

from calendar_core.observe import Observer


class LogCounter(logging.Handler):
    """Counts warnings, errors, and whatever line names an `error`; keeps nothing of what they say.

    Attach it to the root logger beside the handler that writes.
    """

    def __init__(self, observer: Observer) -> None:
        super().__init__(logging.DEBUG)
        self._observer = observer

    def emit(self, record: logging.LogRecord) -> None:
        named = getattr(record, "error", None)
        if record.levelno < logging.WARNING and not isinstance(named, str):
            return
        if record.exc_info and record.exc_info[0] is not None:
            named = record.exc_info[0].__name__
        error = named if isinstance(named, str) and named else "none"
        self._observer.count("log.record", level=record.levelname.lower(), error=error)
