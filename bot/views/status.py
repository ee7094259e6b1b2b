"""How things stand, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from calendar_core.sync.engine import SyncReport

from bot.views.events import leads_text
from bot.views.reply import Reply, lines, shown_title
from bot.views.times import ago_text, lead_text, span_text
from bot.views.wording import Markup, Wording
from calendar_core.domain import Event
from calendar_core.ports import Person

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

    facts: `synced_at` (aware or None), `sync_error` (sentence or ""), `google`, `store` and `telegram` ("ok", or a word
    that has a sentence `state_<word>`), `breaker` (seconds until Google is tried again, 0 when closed), `pending`
    (writes that wait), `parked` (updates that failed three times). What is missing is not known.
    """
    synced_at = facts.get("synced_at")
    last = ago_text((now - synced_at).total_seconds(), words) if isinstance(synced_at, datetime) else words("never")
    breaker = facts.get("breaker")
    seconds = breaker if isinstance(breaker, int | float) else 0
    pending, parked = _number(facts, "pending"), _number(facts, "parked")
    return lines(
        words("status_head"),
        words("status_sync", ago=last, error=facts.get("sync_error") or words("fine")),
        words("status_google", state=_state(facts, "google", words)),
        words("status_breaker", wait=lead_text(max(1, round(seconds / 60)), words)) if seconds > 0 else "",
        words("status_store", state=_state(facts, "store", words)),
        words("status_telegram", state=_state(facts, "telegram", words)) if facts.get("telegram") != "ok" else "",
        words("status_pending", n=pending) if pending else words("status_nothing_waits"),
        words("status_parked", n=parked) if parked else "",
        words("status_you", zone=person.zone, leads=leads_text(person.leads, words)),
        words("status_do_reconnect") if facts.get("google") == "reconnect" else "",
    )


def _state(facts: Mapping[str, object], name: str, words: Wording) -> str:
    value = str(facts.get(name, "ok"))
    if value == "ok":
        return words("fine")
    return words(f"state_{value}") if words.has(f"state_{value}") else value


def _number(facts: Mapping[str, object], name: str) -> int:
    value = facts.get(name, 0)
    return value if isinstance(value, int) else 0
