"""Reminders and notices: what is pushed into a chat without being asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.views.failures import stored_reason, verdict
from bot.views.reply import Button, Reply, lines, shown_title, within_limit
from bot.views.times import ago_text, clock_text, lead_text, span_text
from bot.views.wording import Markup, Wording
from calendar_core.domain import DaySpan, Event, Reminder
from calendar_core.ports import Notice, NoticeKind, OutboxAction

LATE_AFTER = 60.0
"""Seconds after which a reminder says that it is late."""


def reminder(row: Reminder, words: Wording, zone: ZoneInfo, now: datetime) -> Reply:
    """One reminder, with its taps: only the snoozes that come before the event is over."""
    tomorrow = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(9), zone)
    snoozes = {
        "5": now + timedelta(minutes=5),
        "60": now + timedelta(hours=1),
        "start": row.when.starts_at(zone),
        "tomorrow": tomorrow,
    }
    end = row.when.ends_at(zone)
    useful = [
        Button(words(f"button_snooze_{choice}"), f"snooze:{choice}:{row.event_id}")
        for choice, until in snoozes.items()
        if now + timedelta(minutes=1) < until < end
    ]
    rows = tuple(tuple(useful[i : i + 2]) for i in range(0, len(useful), 2))
    return Reply(_body(row, words, zone, now), (*rows, (Button(words("button_done"), f"done:{row.event_id}"),)))


def reminders(rows: Sequence[Reminder], words: Wording, zone: ZoneInfo, now: datetime) -> Reply:
    """Several that are due in one chat at once: one message."""
    parts = [_body(row, words, zone, now) for row in sorted(rows, key=lambda row: row.when.starts_at())]
    return Reply(within_limit(words("reminders_several", n=len(rows)) + "\n\n" + "\n\n".join(parts)))


def _body(row: Reminder, words: Wording, zone: ZoneInfo, now: datetime) -> Markup:
    late = (now - row.time).total_seconds()
    return lines(
        words("reminder_head", title=shown_title(row.title), starts=_starts(row, words, zone, now)),
        words("card_time", span=span_text(row.when, words, zone, now)),
        words("card_place", place=row.location) if row.location else "",
        words("reminder_late", ago=ago_text(late, words)) if late > LATE_AFTER else "",
    )


def _starts(row: Reminder, words: Wording, zone: ZoneInfo, now: datetime) -> Markup:
    if isinstance(row.when, DaySpan):
        return words("starts_day")
    minutes = round((row.when.start - now).total_seconds() / 60)
    if minutes > 0:
        return words("starts_in", lead=_rounded(minutes, words))
    if minutes == 0:
        return words("starts_now")
    return words("started_at", clock=clock_text(row.when.starts_at(zone), words))


def _rounded(minutes: int, words: Wording) -> Markup:
    if minutes < 100 or minutes % 60 == 0:
        return lead_text(minutes, words)
    if minutes < 1440:
        return lead_text(round(minutes / 60) * 60, words)
    return lead_text(round(minutes / 1440) * 1440, words)


def notice(told: Notice, words: Wording, zone: ZoneInfo, now: datetime) -> Reply:
    """A notice in words; the verdict of a kept write shows what it was about."""
    about = told.event
    title = told.title or (about.title if about else "")
    when = told.when or (about.when if about else None)
    subject = words("card_title", title=shown_title(title)) if title else ""
    span = words("card_time", span=span_text(when, words, zone, now)) if when else ""
    verb = (told.action or OutboxAction.CREATE).value
    if told.kind is NoticeKind.WRITE_DONE:
        return Reply(lines(words(f"write_done_{verb}"), subject, span), _undo_button(told, words))
    if told.kind is NoticeKind.WRITE_FAILED:
        return Reply(lines(verdict(verb, told.reason, words), subject, span))
    reason = stored_reason(told.reason, words, "event_list")
    return Reply(lines(words(f"notice_{told.kind.value}", reason=reason, **told.facts), subject, span))


def _undo_button(told: Notice, words: Wording) -> tuple[tuple[Button, ...], ...]:
    event: Event | None = told.event
    if told.action is not OutboxAction.CREATE or event is None:
        return ()
    return ((Button(words("button_cancel_event"), f"cancel:{event.id}"),),)
