"""What is pushed into a chat: reminders and notices."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.views.reminders import notice, reminder, reminders, verdicts
from bot.views.wording import wording
from calendar_core.domain import DaySpan, Reminder, Timespan
from calendar_core.ports import Notice, NoticeKind, OutboxAction
from tests.views.material import KL, LUNCH, NOW, TOMORROW_ALL_DAY, at, timed


def row(when: Timespan | DaySpan, due: datetime, *, title: str = "Lunch <Ali>", location: str = "") -> Reminder:
    return Reminder("r", 1, "lunch", "primary", title, when, location, due, 30)


LUNCH_ROW = row(timed(at(21, 10, 30), at(21, 11, 30)), NOW, location="KLCC")

DUE = {
    "en": """⏰ <b>Lunch &lt;Ali&gt;</b> starts in 30 minutes
🗓 Sat 21 Nov (today), 10:30 AM – 11:30 AM
📍 KLCC""",
    "ms": """⏰ <b>Lunch &lt;Ali&gt;</b> bermula 30 minit lagi
🗓 Sabtu 21 Nov (hari ini), 10:30 – 11:30 pagi
📍 KLCC""",
    "zh": """⏰ <b>Lunch &lt;Ali&gt;</b> 30分钟后开始
🗓 11月21日 周六（今天）上午10:30 – 11:30
📍 KLCC""",
}
LATE = {
    "en": ["⏰ <b>Lunch &lt;Ali&gt;</b> began at 10:30 AM", "Sorry, this is late: it was due 35 minutes ago."],
    "ms": [
        "⏰ <b>Lunch &lt;Ali&gt;</b> sudah bermula pada 10:30 pagi",
        "Maaf, peringatan ini lewat: sepatutnya 35 minit lalu.",
    ],
    "zh": ["⏰ <b>Lunch &lt;Ali&gt;</b> 上午10:30已经开始", "抱歉，提醒晚了：本来是35分钟前的。"],
}


@pytest.mark.parametrize("language", DUE)
def test_a_reminder_says_what_starts_when_and_where(language: str) -> None:
    """A reminder tells how long is left, and the whole time and place."""
    assert reminder(LUNCH_ROW, wording(language), KL, NOW).text == DUE[language]


@pytest.mark.parametrize("language", LATE)
def test_a_late_reminder_says_so(language: str) -> None:
    """A reminder that comes late does not pretend: it says since when the event runs, and how late it is."""
    text = reminder(LUNCH_ROW, wording(language), KL, NOW + timedelta(minutes=35)).text
    assert [text.splitlines()[0], text.splitlines()[-1]] == LATE[language]


@pytest.mark.parametrize(
    ("seconds_left", "told"),
    [
        (-60, "began at 10:00 AM"),
        (0, "starts now"),
        (20, "starts now"),
        (60, "starts in 1 minute"),
        (99 * 60, "starts in 99 minutes"),
        (125 * 60, "starts in 2 hours"),
        (48 * 3600 - 600, "starts in 2 days"),
    ],
)
def test_what_is_left_is_told_as_a_person_would(seconds_left: int, told: str) -> None:
    """What is left is counted from when the reminder is sent, and rounded where the minutes no longer matter."""
    start = NOW + timedelta(seconds=seconds_left) if seconds_left > 0 else at(21, 10)
    sent = NOW if seconds_left >= 0 else start - timedelta(seconds=seconds_left)
    shown = reminder(row(timed(start, start + timedelta(hours=1)), sent), wording("en"), KL, sent)
    assert shown.text.splitlines()[0] == f"⏰ <b>Lunch &lt;Ali&gt;</b> {told}"


def test_a_whole_day_has_no_minutes_to_count() -> None:
    """A reminder of whole days names the day."""
    text = reminder(row(TOMORROW_ALL_DAY, NOW, title="Leave"), wording("en"), KL, NOW).text
    assert text == "⏰ <b>Leave</b> (all day)\n🗓 Sun 22 Nov (tomorrow), all day"


@pytest.mark.parametrize(
    ("language", "head"), [("en", "⏰ 2 reminders"), ("ms", "⏰ 2 peringatan"), ("zh", "⏰ 2个提醒")]
)
def test_several_at_once_are_one_message_in_order(language: str, head: str) -> None:
    """Reminders due together come as one message, the earliest event first, without buttons that could mean either."""
    rows = [row(TOMORROW_ALL_DAY, NOW, title="Leave"), LUNCH_ROW]
    reply = reminders(rows, wording(language), KL, NOW)
    assert reply.text.startswith(head)
    assert reply.text.index("Lunch") < reply.text.index("Leave")
    assert reply.buttons == ()


@pytest.mark.parametrize(
    ("when", "snoozes"),
    [
        (timed(at(22, 20), at(22, 21)), ["5", "60", "start", "tomorrow"]),
        (timed(at(21, 10, 30), at(21, 11, 30)), ["5", "60", "start"]),
        (timed(at(21, 10), at(21, 12)), ["5", "60"]),
        (timed(at(21, 10), at(21, 11)), ["5"]),
        (timed(at(21, 9), at(21, 10, 3)), []),
    ],
    ids=["tomorrow evening", "in half an hour", "now", "now, an hour long", "nearly over"],
)
def test_a_reminder_offers_only_snoozes_that_come_in_time(when: Timespan, snoozes: list[str]) -> None:
    """Under a reminder stand the snoozes that come before the event is over, and Done, each carrying its event."""
    buttons = reminder(row(when, NOW), wording("en"), KL, NOW).buttons
    assert [button.data for line in buttons for button in line] == [
        *(f"snooze:{choice}:lunch" for choice in snoozes),
        "done:lunch",
    ]


def test_the_verdict_of_a_kept_write_shows_what_it_was_about() -> None:
    """When Google has taken what was kept, the message names it and can still cancel it."""
    told = Notice(NoticeKind.WRITE_DONE, OutboxAction.CREATE, LUNCH)
    reply = notice(told, wording("en"), KL, NOW)
    assert reply.text.splitlines() == [
        "✅ Now booked, as promised",
        "<b>Lunch &amp; &lt;Ali&gt;</b>",
        "🗓 Sun 22 Nov (tomorrow), 1:00 PM – 2:00 PM",
    ]
    assert [button.data for line in reply.buttons for button in line] == ["cancel:lunch"]


def test_several_verdicts_are_one_message() -> None:
    """What came of several kept writes is numbered, and what was booked can be cancelled by its number."""
    told = [
        Notice(NoticeKind.WRITE_DONE, OutboxAction.CREATE, LUNCH),
        Notice(NoticeKind.WRITE_FAILED, OutboxAction.DELETE, LUNCH, reason="NotFound"),
    ]
    reply = verdicts(told, wording("en"), KL, NOW)
    assert reply.text.splitlines()[:3] == ["📬 2 things you asked for earlier:", "", "1. ✅ Now booked, as promised"]
    assert "2. ❌ This could not be cancelled" in reply.text
    assert [(button.label, button.data) for line in reply.buttons for button in line] == [("🗑 1", "cancel:lunch")]


@pytest.mark.parametrize("language", ["en", "ms", "zh"])
@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if "write" not in kind and "back" not in kind])
def test_the_owner_hears_what_to_do_and_others_that_the_owner_knows(language: str, kind: NoticeKind) -> None:
    """Every critical notice says what happened first; only whoever runs the bot is told to mend it."""
    words = wording(language)
    owner, other = (
        notice(Notice(kind, reason="OutageError", seconds=3700, for_owner=mine), words, KL, NOW).text.splitlines()
        for mine in (True, False)
    )
    assert owner[0] == other[0]
    assert owner[1:] == [words(f"notice_owner_{kind.value}")]
    assert other[1:] == [words("notice_owner_knows")]


@pytest.mark.parametrize("language", ["en", "ms", "zh"])
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_notice_can_be_told(language: str, kind: NoticeKind) -> None:
    """No notice of the core fails for want of a sentence or a fact, whatever the write was."""
    for action in OutboxAction:
        assert notice(Notice(kind, action, LUNCH, reason="Google said no."), wording(language), KL, NOW).text
