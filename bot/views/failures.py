"""Failures in words: what happened, what is safe, what to do, in the reader's language.

Each error class has a sentence `error_<class in snake case>`; one without its own takes that of the nearest class above
it. What is stored of a failure is the name of its class, so that it too is told in the language of whoever reads it.
"""

from __future__ import annotations

import math
import re

import calendar_core.errors as errors
from bot.views.times import lead_text
from bot.views.wording import Markup, Wording, escape
from calendar_core.errors import (
    BadRequest,
    CalendarError,
    DeadlineExceeded,
    MissingScope,
    NotFound,
    OutageError,
    PermissionDenied,
    RateLimitError,
    SyncError,
    UnknownOutcome,
)

_PASSING = (RateLimitError, OutageError, DeadlineExceeded, SyncError)
"""What waiting cures. Their sentences do not say what to do: that depends on who waits, the person or the bot."""

_OF_ONE_EVENT = frozenset({None, "event_get", "event_update", "event_delete"})
"""Endpoints that name an event; a 404 of any other is about the calendar itself (Calendar API, Handle errors)."""

_KINDS = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, CalendarError)
}
_BY_MESSAGE = {kind.default_message: kind for kind in _KINDS.values()}
_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def reason_text(error: CalendarError, words: Wording) -> Markup:
    """Why something did not work, in a sentence or two; the error's own message where no class of it has a sentence."""
    if isinstance(error, NotFound) and error.endpoint not in _OF_ONE_EVENT:
        return words("calendar_not_found")
    for kind in type(error).__mro__:
        name = _snake_case(kind.__name__)
        if words.has(f"error_{name}"):
            return _joined(words(f"error_{name}"), _detail(error, words), words)
    return _escaped(error.message)


def stored_reason(reason: str, words: Wording, endpoint: str | None = None) -> Markup:
    """The same of what was stored: the name of an error's class, its message, or else a sentence, told as it stands.

    endpoint: where it failed, such as "event_list". Something is said even where nothing was stored.
    """
    error = _stored(reason, endpoint)
    return _escaped(reason) if reason and error is None else reason_text(error or CalendarError(), words)


def refusal(error: CalendarError, words: Wording) -> Markup:
    """The answer to a request that failed. What may have been done is never called failed."""
    reason = reason_text(error, words)
    if isinstance(error, UnknownOutcome):
        return words("perhaps_done", reason=reason)
    if error.retryable and error.retry_after:
        return words("failed_retry", reason=reason, wait=wait_text(error.retry_after, words))
    return words("failed_soon" if isinstance(error, _PASSING) else "failed", reason=reason)


def verdict(verb: str, reason: str, words: Wording) -> Markup:
    """A kept write that could not be done. verb: "create", "update" or "delete"; reason: as it was stored."""
    endpoint = f"event_{verb}"
    error, told = _stored(reason, endpoint), stored_reason(reason, words, endpoint)
    if isinstance(error, UnknownOutcome):
        return words("perhaps_done", reason=told)
    given_up = words("write_given_up") if isinstance(error, _PASSING) else Markup()
    return words(f"write_failed_{verb}", reason=_joined(told, given_up, words))


def wait_text(seconds: float, words: Wording) -> Markup:
    """How long to wait, never less than it takes: "1 minute", "90 minutes", "3 hours"."""
    minutes = max(1, math.ceil(seconds / 60))
    return lead_text(minutes if minutes < 120 else math.ceil(minutes / 60) * 60, words)


def _stored(reason: str, endpoint: str | None) -> CalendarError | None:
    """The error whose class or message was stored, as far as that tells it."""
    if (named := _KINDS.get(reason)) is not None:
        return named(endpoint=endpoint)
    meant = _BY_MESSAGE.get(reason.partition(": ")[0])
    return None if meant is None else meant(reason, endpoint=endpoint)


def _escaped(message: str) -> Markup:
    """A message as Telegram HTML, with its full stop."""
    ended = message.endswith((".", "!", "?", "。", "！", "？"))
    return Markup(escape(message if ended else f"{message}."))


def _detail(error: CalendarError, words: Wording) -> Markup:
    """What the error knows beyond its class and is worth telling: Google's own words, the scopes that are lacking."""
    if isinstance(error, MissingScope) and error.missing:
        return words("scopes_missing", scopes=", ".join(scope.rpartition("/")[2] for scope in error.missing))
    said = error.message.removeprefix(f"{error.default_message}: ")
    if isinstance(error, BadRequest | PermissionDenied) and said != error.message:
        return words("google_says", said=said)
    return Markup()


def _joined(first: Markup, second: Markup, words: Wording) -> Markup:
    return words("two_sentences", first=first, second=second) if second else first


def _snake_case(name: str) -> str:
    return _WORD_BREAK.sub("_", name).lower()
