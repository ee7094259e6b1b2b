"""Failures in words, in every language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.views.failures import reason_text, refusal, stored_reason, verdict, wait_text
from bot.views.wording import Wording, languages, wording
from calendar_core import errors
from calendar_core.errors import (
    AttemptTimeout,
    BadRequest,
    CalendarError,
    CircuitOpenError,
    ConnectFailed,
    ConnectionLost,
    MissingScope,
    NotFound,
    NotKept,
    NotOrganizer,
    OutageError,
    PermissionDenied,
    QuotaExceeded,
    ReconnectNeeded,
    StoreUnavailable,
    SyncTokenInvalid,
    UnknownOutcome,
)


def _classes(top: type[CalendarError] = CalendarError) -> Iterator[type[CalendarError]]:
    yield top
    for kind in top.__subclasses__():
        if kind.__module__ == errors.__name__:
            yield from _classes(kind)


CLASSES = tuple(_classes())
SHARED = {"SyncTokenInvalid"}  # what a person has to know is that of the class above
every_language = pytest.mark.parametrize("language", languages())
every_class = pytest.mark.parametrize("kind", CLASSES, ids=[kind.__name__ for kind in CLASSES])


@every_language
@every_class
def test_every_error_has_a_sentence(language: str, kind: type[CalendarError]) -> None:
    """Whatever leaves the core is told in words of the reader's language, and never by the core's own message."""
    told = reason_text(kind("An internal remark"), wording(language))
    assert len(told) > 10 and told.endswith((".", "。"))
    assert "remark" not in told


@every_language
def test_errors_are_told_apart(language: str) -> None:
    """Two classes of errors are two different sentences, but for those that only programs need to tell apart."""
    told = [reason_text(kind(), wording(language)) for kind in CLASSES if kind.__name__ not in SHARED]
    assert len(set(told)) == len(told) > 30


@every_language
@every_class
def test_what_was_stored_of_an_error_is_told_as_the_error_is(language: str, kind: type[CalendarError]) -> None:
    """The name of a class and the core's message lead to the same sentence as the error itself did."""
    words = wording(language)
    assert stored_reason(kind.__name__, words) == reason_text(kind(), words)
    assert stored_reason(kind.default_message, words) == reason_text(kind(), words)


def test_an_error_without_its_own_sentence_takes_the_nearest() -> None:
    """A finer error is told as the class above it, also one that is unknown here."""

    class Interrupted(ConnectionLost):
        """Made up for this test."""

    words = wording("en")
    assert reason_text(SyncTokenInvalid(), words) == words("error_sync_error")
    assert reason_text(Interrupted(), words) == words("error_connection_lost")


def test_without_any_sentence_the_message_itself_is_told() -> None:
    """A language that says nothing of errors tells the message, escaped and with its full stop."""
    assert reason_text(CalendarError("Two < three"), Wording("none", {})) == "Two &lt; three."


def test_a_stored_sentence_is_told_as_it_stands() -> None:
    """What is neither a class nor a message of the core is shown, and cannot break the HTML."""
    words = wording("en")
    assert stored_reason("Google said <no>", words) == "Google said &lt;no&gt;."
    assert stored_reason("等一下。", words) == "等一下。"


@every_language
def test_nothing_stored_is_still_told(language: str) -> None:
    """A failure of which nothing was kept has a sentence all the same."""
    assert stored_reason("", wording(language)) == wording(language)("error_calendar_error")


@pytest.mark.parametrize(
    ("endpoint", "key"),
    [
        (None, "error_not_found"),
        ("event_get", "error_not_found"),
        ("event_update", "error_not_found"),
        ("event_delete", "error_not_found"),
        ("event_create", "calendar_not_found"),
        ("event_list", "calendar_not_found"),
        ("calendar_get", "calendar_not_found"),
    ],
)
def test_a_missing_calendar_is_not_told_as_a_missing_event(endpoint: str | None, key: str) -> None:
    """Where no event was named, "not found" means the calendar, and the sentence names the setting to look at."""
    words = wording("en")
    assert reason_text(NotFound(endpoint=endpoint), words) == words(key)
    assert stored_reason("NotFound", words, endpoint) == words(key)


def test_googles_own_words_are_passed_on() -> None:
    """Where Google gave an explanation, it follows ours, escaped."""
    words = wording("en")
    explained = BadRequest(f"{BadRequest.default_message}: The <range> is empty.")
    assert reason_text(explained, words).endswith(" Google says: “The &lt;range&gt; is empty.”")
    assert reason_text(PermissionDenied(f"{PermissionDenied.default_message}: No."), words).endswith("“No.”")
    assert stored_reason(explained.message, words) == reason_text(explained, words)
    assert "Google says" not in reason_text(BadRequest(), words)


@every_language
def test_lacking_permissions_are_named(language: str) -> None:
    """A sentence on permissions names the ones that are missing, by the end of their address."""
    scope = "https://www.googleapis.com/auth/calendar.events"
    told = reason_text(MissingScope(missing=(scope,)), wording(language))
    assert "calendar.events" in told and "googleapis" not in told


REFUSED = [
    (
        ConnectFailed(retry_after=300),
        "❌ That did not work: I cannot reach Google Calendar right now; your calendar is as it was. "
        "Please try again in 5 minutes.",
        "❌ Tidak berjaya: Saya tidak dapat menghubungi Kalendar Google sekarang; kalendar anda kekal seperti tadi. "
        "Sila cuba semula selepas 5 minit.",
        "❌ 没有成功：我现在连不上 Google 日历；你的日历没有变。请在5分钟后再试。",
    ),
    (
        AttemptTimeout(),
        "❌ That did not work: Google Calendar did not answer in time; your calendar is as it was. "
        "Please try again in a minute.",
        "❌ Tidak berjaya: Kalendar Google terlalu lambat menjawab; kalendar anda kekal seperti tadi. "
        "Sila cuba semula seminit lagi.",
        "❌ 没有成功：Google 日历没有及时回应；你的日历没有变。请过一分钟再试。",
    ),
    (
        NotOrganizer(),
        "❌ That did not work: Only the person who made this event can change it, so it stays as it was. "
        "Please ask them.",
        "❌ Tidak berjaya: Hanya orang yang membuat acara ini boleh mengubahnya, jadi ia kekal seperti tadi. "
        "Sila minta dia mengubahnya.",
        "❌ 没有成功：只有创建这个活动的人才能更改，所以它保持不变。请找对方帮忙。",
    ),
    (
        NotKept(),
        "❌ That did not work: Neither Google nor my own memory answers, so this was not kept. "
        "Please send it again in a minute.",
        "❌ Tidak berjaya: Google dan storan saya sendiri tidak menjawab, jadi ini tidak disimpan. "
        "Sila hantar semula seminit lagi.",
        "❌ 没有成功：Google 和我自己的存储都没有回应，所以这个没有记下来。请过一分钟再发一次。",
    ),
]


@pytest.mark.parametrize(("error", "en", "ms", "zh"), REFUSED, ids=[type(row[0]).__name__ for row in REFUSED])
def test_a_refusal_says_what_happened_what_is_safe_and_what_to_do(
    error: CalendarError, en: str, ms: str, zh: str
) -> None:
    """The answer to a request that failed is whole in each language, and says once when to try again."""
    told = {language: refusal(error, wording(language)) for language in ("en", "ms", "zh")}
    assert told == {"en": en, "ms": ms, "zh": zh}


@every_language
def test_what_may_have_been_done_is_never_called_failed(language: str) -> None:
    """An unknown outcome opens with a warning and not with a failure, now and when it is told later."""
    words = wording(language)
    for told in (refusal(UnknownOutcome(retry_after=7), words), verdict("create", "UnknownOutcome", words)):
        assert told == words("perhaps_done", reason=words("error_unknown_outcome"))
        assert "❌" not in told


@every_language
@pytest.mark.parametrize("error", [StoreUnavailable(), ReconnectNeeded(retry_after=60), NotKept(retry_after=60)])
def test_what_waiting_does_not_cure_is_not_told_to_wait(language: str, error: CalendarError) -> None:
    """Who must connect again is not sent away to wait; a person is told one thing to do, not two."""
    words = wording(language)
    soon = words("failed_soon", reason=reason_text(error, words))
    assert refusal(error, words) != soon
    assert isinstance(error, NotKept) or refusal(error, words) == words("failed", reason=reason_text(error, words))


@pytest.mark.parametrize("verb", ["create", "update", "delete"])
@every_language
def test_a_kept_write_that_was_given_up_says_so(language: str, verb: str) -> None:
    """What Google would not take in all that time is told with the reason, and may be sent again."""
    words = wording(language)
    for reason in ("OutageError", "CircuitOpenError", QuotaExceeded.default_message):
        assert words("write_given_up") in verdict(verb, reason, words)
    for reason in ("NotOrganizer", "ReconnectNeeded", "NotFound", "The calendar was closed."):
        assert words("write_given_up") not in verdict(verb, reason, words)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.2, "1 minute"),
        (60, "1 minute"),
        (61, "2 minutes"),
        (299.5, "5 minutes"),
        (3600, "1 hour"),
        (119 * 60, "119 minutes"),
        (121 * 60, "3 hours"),
        (86_400, "1 day"),
        (86_500, "25 hours"),
    ],
)
def test_nobody_is_told_to_wait_too_short(seconds: float, told: str) -> None:
    """A wait is rounded up, and told in hours where minutes no longer matter."""
    assert wait_text(seconds, wording("en")) == told


def test_a_breaker_and_an_outage_tell_the_person_when_to_come_back() -> None:
    """The time that is left until the next try is part of the answer."""
    words = wording("en")
    assert refusal(CircuitOpenError(retry_after=250), words).endswith("Please try again in 5 minutes.")
    assert refusal(OutageError(), words).endswith("Please try again in a minute.")
