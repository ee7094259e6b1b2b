"""How things stand, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.views.events import leads_text
from bot.views.failures import stored_reason, wait_text
from bot.views.reply import Reply, lines, shown_title
from bot.views.times import ago_text, span_text
from bot.views.wording import Markup, Wording
from calendar_core.domain import Event
from calendar_core.ports import Person
from calendar_core.sync.engine import SyncReport

_SHOWN = 8
"""Changes named one by one after /sync; the rest is counted."""


def synced(report: SyncReport, words: Wording, zone: ZoneInfo, now: datetime) -> Reply:
    """What a sync found."""
    changes = report.changes
    unread = words("sync_unreadable", n=report.unreadable) if report.unreadable else ""
    if report.first:
        return Reply(lines(words("sync_first", n=len(changes.added)), unread))
    if not len(changes):
        return Reply(lines(words("sync_nothing"), unread))
    rows = [
        *_rows("sync_added", changes.added, words, zone, now),
        *_rows("sync_moved", [new for _, new in changes.moved], words, zone, now),
        *_rows("sync_edited", [new for _, new in changes.edited], words, zone, now),
        *_rows("sync_removed", changes.removed, words, zone, now),
    ]
    more = words("list_more", n=len(rows) - _SHOWN) if len(rows) > _SHOWN else ""
    return Reply(lines(words("sync_changes", n=len(changes)), *rows[:_SHOWN], more, unread))


def _rows(key: str, events: Sequence[Event], words: Wording, zone: ZoneInfo, now: datetime) -> list[Markup]:
    return [
        words(key, title=shown_title(event.title), span=span_text(event.when, words, zone, now)) for event in events
    ]


def status_text(facts: Mapping[str, object], words: Wording, zone: ZoneInfo, now: datetime, person: Person) -> Markup:
    """One screen.

    facts: `synced_at` (aware or None), `sync_error` (name of an error's class, or a sentence, or ""), `google`, `store`
    and `telegram` ("ok", or a word that has a sentence `state_<word>`), `breaker` (seconds until Google is tried again,
    0 when closed), `pending` (writes that wait), `parked` (updates that failed three times). What is missing is not
    known, and nothing is said of it.
    """
    breaker = facts.get("breaker")
    seconds = breaker if isinstance(breaker, int | float) else 0
    reconnect = facts.get("google") == "reconnect"
    return lines(
        words("status_head"),
        *_last_sync(facts, words, now, told_already=reconnect),
        words("status_google", state=_state(facts, "google", words)),
        words("status_do_reconnect") if reconnect else "",
        words("status_breaker", wait=wait_text(seconds, words)) if seconds > 0 else "",
        words("status_store", state=_state(facts, "store", words)),
        words("status_store_away") if facts.get("store", "ok") != "ok" else "",
        words("status_telegram", state=_state(facts, "telegram", words)) if facts.get("telegram", "ok") != "ok" else "",
        *_waiting(facts, words),
        words("status_you", zone=person.zone, leads=leads_text(person.leads, words)),
    )


def _last_sync(facts: Mapping[str, object], words: Wording, now: datetime, *, told_already: bool) -> Iterator[Markup]:
    if "synced_at" not in facts:
        return
    synced_at = facts["synced_at"]
    last = ago_text((now - synced_at).total_seconds(), words) if isinstance(synced_at, datetime) else words("never")
    yield words("status_sync", ago=last)
    if (error := facts.get("sync_error")) and not told_already:
        yield words("status_sync_failed", reason=stored_reason(str(error), words, "event_list"))


def _waiting(facts: Mapping[str, object], words: Wording) -> Iterator[Markup]:
    if "pending" in facts:
        pending = _number(facts, "pending")
        yield words("status_pending", n=pending) if pending else words("status_nothing_waits")
    if parked := _number(facts, "parked"):
        yield words("status_parked", n=parked)


def _state(facts: Mapping[str, object], name: str, words: Wording) -> str:
    value = str(facts.get(name, "ok"))
    if value == "ok":
        return words("fine")
    return words(f"state_{value}") if words.has(f"state_{value}") else value


def _number(facts: Mapping[str, object], name: str) -> int:
    value = facts.get(name, 0)
    return value if isinstance(value, int) else 0
