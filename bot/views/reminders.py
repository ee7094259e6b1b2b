"""Reminders and notices: what is pushed into a chat without being asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.views.failures import stored_reason, verdict, wait_text
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
    late, title = (now - row.time).total_seconds(), shown_title(row.title) or words("no_title")
    return lines(
        words("reminder_head", title=title, starts=_starts(row, words, zone, now)),
        words("card_time", span=span_text(row.when, words, zone, now)),
        words("card_place", place=shown_title(row.location)) if row.location else "",
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
    if told.kind in (NoticeKind.WRITE_DONE, NoticeKind.WRITE_FAILED):
        return Reply(_verdict(told, words, zone, now), _undo_button(told, words))
    reason = stored_reason(told.reason, words, "event_list")
    said = words(f"notice_{told.kind.value}", reason=reason, lasted=wait_text(told.seconds, words))
    return Reply(lines(said, _what_to_do(told, words)))


def verdicts(told: Sequence[Notice], words: Wording, zone: ZoneInfo, now: datetime) -> Reply:
    """What came of several kept writes of one chat: one message, numbered where what was booked can be cancelled."""
    parts = [words("verdict_row", number=n, said=_verdict(one, words, zone, now)) for n, one in enumerate(told, 1)]
    buttons = [
        Button(words("button_cancel_row", number=n), f"cancel:{one.event.id}")
        for n, one in enumerate(told, 1)
        if one.event is not None and _undo_button(one, words)
    ]
    rows = tuple(tuple(buttons[i : i + 4]) for i in range(0, len(buttons), 4))
    return Reply(within_limit(words("verdicts_several", n=len(told)) + "\n\n" + "\n\n".join(parts)), rows)


def _verdict(told: Notice, words: Wording, zone: ZoneInfo, now: datetime) -> Markup:
    about = told.event
    title = told.title or (about.title if about else "")
    when = told.when or (about.when if about else None)
    subject = words("card_title", title=shown_title(title)) if title else ""
    span = words("card_time", span=span_text(when, words, zone, now)) if when else ""
    verb = (told.action or OutboxAction.CREATE).value
    done = told.kind is NoticeKind.WRITE_DONE
    return lines(words(f"write_done_{verb}") if done else verdict(verb, told.reason, words), subject, span)


def _what_to_do(told: Notice, words: Wording) -> Markup:
    """What the owner can do about it; for others, that the owner knows. Nothing for good news."""
    key = f"notice_owner_{told.kind.value}"
    if not words.has(key):
        return Markup()
    return words(key) if told.for_owner else words("notice_owner_knows")


def _undo_button(told: Notice, words: Wording) -> tuple[tuple[Button, ...], ...]:
    event: Event | None = told.event
    if told.kind is not NoticeKind.WRITE_DONE or told.action is not OutboxAction.CREATE or event is None:
        return ()
    return ((Button(words("button_cancel_event"), f"cancel:{event.id}"),),)
