"""How things stand, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.views.events import leads_text
from bot.views.failures import stored_reason, wait_text
from bot.views.reply import BLANK, Reply, lines, shown_title
from bot.views.times import ago_text, clock_text, days_text, span_text
from bot.views.wording import Markup, Wording
from calendar_core.domain import Event, Reminder
from calendar_core.ports import Checkup, Person
from calendar_core.sync.engine import SyncReport

_SHOWN = 8
"""Changes named one by one after /sync; the rest is counted."""


_PUSH_REASONS = {
    "push.webhookUrlNotHttps": "push_not_https",
    "push.webhookUrlUnauthorized": "push_unauthorized",
    "silent": "push_silent",
}
"""Google's reasons to open no push channel (and ours, for one that was never heard), and their sentences."""


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
    """One screen: the person's own things first, and for the owner the service below them.

    facts: `synced_at` (aware or None), `sync_error` (name of an error's class, or a sentence, or ""), `google`, `store`
    and `telegram` ("ok", or a word that has a sentence `state_<word>`), `breaker` (seconds until Google is tried again,
    0 when closed), `pending` (the person's writes that wait), `next_reminder` (Reminder or None), `owner`; for the
    owner those of `_service`; those of `bot.health.Rhythm`. What is missing is not known, and nothing is said of it.
    """
    breaker = facts.get("breaker")
    seconds = breaker if isinstance(breaker, int | float) else 0
    owner, google = bool(facts.get("owner", True)), facts.get("google")
    return lines(
        words("status_head"),
        *_last_sync(facts, words, now, told_already=google == "reconnect"),
        *_rhythm(facts, words),
        words("status_google", state=_state(facts, "google", words))
        if not seconds or facts.get("google") != "ok"
        else "",
        words("status_do_reconnect" if owner else "status_not_owner") if google == "reconnect" else "",
        words("status_do_quota") if google == "quota" else "",
        words("status_breaker", wait=wait_text(seconds, words)) if seconds > 0 else "",
        words("status_store", state=_state(facts, "store", words)),
        words("status_store_away") if facts.get("store", "ok") != "ok" else "",
        words("status_telegram", state=_state(facts, "telegram", words)) if facts.get("telegram", "ok") != "ok" else "",
        *_waiting(facts, words),
        *_next_reminder(facts, words, zone, now),
        words("status_you", zone=person.zone, leads=leads_text(person.leads, words)),
        *_service(facts, words, now),
    )


def _next_reminder(facts: Mapping[str, object], words: Wording, zone: ZoneInfo, now: datetime) -> Iterator[Markup]:
    row = facts.get("next_reminder")
    if isinstance(row, Reminder):
        at = row.time.astimezone(zone)
        day = days_text(at.date(), at.date(), words, now.astimezone(zone).date())
        when = words("status_day_and_clock", day=day, clock=clock_text(at, words))
        yield words("status_next_reminder", when=when, title=shown_title(row.title))


def _service(facts: Mapping[str, object], words: Wording, now: datetime) -> Iterator[Markup]:
    """What only the owner is told.

    facts: `people`, `inbox` (messages under way), `kept` (writes of everybody), `store_ms`, `disk_free` (bytes, None
    where the store is not ours), `reads_left` and `writes_left` (places of this minute, and of how many), `sync` and
    `scheduler` ("ok" or a word), `checkup` (Checkup or None), `drift` (seconds, or None).
    """
    if not facts.get("owner") or "reads_left" not in facts:
        return
    yield BLANK
    yield words("status_service")
    if "people" in facts:
        yield words(
            "status_load",
            people=_number(facts, "people"),
            inbox=max(0, _number(facts, "inbox") - 1),  # but for the question itself
            kept=_number(facts, "kept"),
        )
    (reads, reads_limit), (writes, writes_limit) = _pair(facts, "reads_left"), _pair(facts, "writes_left")
    yield words("status_quota", reads=reads, reads_limit=reads_limit, writes=writes, writes_limit=writes_limit)
    if isinstance(took := facts.get("store_ms"), float):
        yield words("status_memory", ms=f"{took:.1f}")
    if isinstance(free := facts.get("disk_free"), int):
        yield words("status_disk_low" if facts.get("disk_low") else "status_disk", free=f"{free / 1e9:.1f}")
    yield from _checkup(facts, words, now)
    if facts.get("sync") == "behind":
        yield words("status_sync_behind")
    if facts.get("scheduler", "ok") != "ok":
        yield words("status_scheduler")
    if isinstance(drift := facts.get("drift"), float) and abs(drift) >= 1:
        yield words("status_drift", seconds=round(abs(drift)))


def _checkup(facts: Mapping[str, object], words: Wording, now: datetime) -> Iterator[Markup]:
    found = facts.get("checkup")
    if not isinstance(found, Checkup):
        return
    ago = ago_text((now - found.at).total_seconds(), words)
    if found.outcome == "unknown":
        yield words("status_checkup_unknown", ago=ago)
    elif not found.differing:
        yield words("status_checkup_in_step", ago=ago, n=found.checked)
    elif found.outcome == "differs":
        yield words("status_checkup_differs", ago=ago, n=found.differing, checked=found.checked)
    else:
        yield words("status_checkup_mended", ago=ago, n=found.differing, checked=found.checked)


def _last_sync(facts: Mapping[str, object], words: Wording, now: datetime, *, told_already: bool) -> Iterator[Markup]:
    if "synced_at" not in facts:
        return
    synced_at = facts["synced_at"]
    last = ago_text((now - synced_at).total_seconds(), words) if isinstance(synced_at, datetime) else words("never")
    yield words("status_sync", ago=last)
    if (error := facts.get("sync_error")) and not told_already:
        yield words("status_sync_failed", reason=stored_reason(str(error), words, "event_list"))


def _rhythm(facts: Mapping[str, object], words: Wording) -> Iterator[Markup]:
    """Said where it differs from what is usual: the calendar is looked into less often, or push does not work."""
    period, usual, push = facts.get("period"), facts.get("usual_period"), facts.get("push")
    if not isinstance(period, float) or not isinstance(usual, float):
        return
    minutes = round(period / 60)
    if push == "alive":
        yield words("status_push_alive", minutes=minutes)
    elif period > usual:
        yield words("status_stretched", minutes=minutes)
    if push == "failing" and facts.get("owner"):
        yield words("status_push_failing", reason=_push_reason(str(facts.get("push_reason")), words))


def _push_reason(reason: str, words: Wording) -> Markup | str:
    known = _PUSH_REASONS.get(reason)
    return words(known) if known else reason


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


def _pair(facts: Mapping[str, object], name: str) -> tuple[int, int]:
    value = facts.get(name)
    return value if isinstance(value, tuple) and len(value) == 2 else (0, 0)


def _number(facts: Mapping[str, object], name: str) -> int:
    value = facts.get(name, 0)
    return value if isinstance(value, int) else 0
