"""What is said of one event: booked, kept, moved, cancelled, taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.views.changes import changed
from bot.views.events import booked, cancelled, leads_text, undone
from bot.views.reply import MESSAGE_LIMIT, Button, length_shown
from bot.views.wording import wording
from calendar_core.domain import EventDraft
from calendar_core.service import Outcome, State
from tests.views.material import KL, LUNCH, LUNCH_TIME, NOW, TOMORROW_ALL_DAY, at, timed

DRAFT = EventDraft("Lunch & <Ali>", LUNCH_TIME, "KLCC", "FREQ=WEEKLY;BYDAY=SU", (30,))
DONE = Outcome(State.DONE, LUNCH, "u1")
KEPT = Outcome(State.KEPT, LUNCH, "u1")

BOOKED = {
    "en": """✅ Booked
<b>Lunch &amp; &lt;Ali&gt;</b>
🗓 Sun 22 Nov (tomorrow), 1:00 PM – 2:00 PM
🔁 every Sunday
📍 KLCC
⏰ 30 minutes before""",
    "ms": """✅ Sudah masuk kalendar
<b>Lunch &amp; &lt;Ali&gt;</b>
🗓 Ahad 22 Nov (esok), 1:00 tengah hari – 2:00 petang
🔁 setiap Ahad
📍 KLCC
⏰ 30 minit sebelum""",
    "zh": """✅ 已加入日历
<b>Lunch &amp; &lt;Ali&gt;</b>
🗓 11月22日 周日（明天）下午1:00 – 2:00
🔁 每星期日
📍 KLCC
⏰ 提前30分钟""",
}


@pytest.mark.parametrize("language", BOOKED)
def test_a_booking_says_what_was_understood(language: str) -> None:
    """A booking is answered with title, weekday, date, start and end, repeat, place and reminder, nothing else."""
    assert booked(DONE, DRAFT, wording(language), KL, NOW, cancel_data="cancel:x").text == BOOKED[language]


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ["↩️ Undo", "🗑 Cancel event"]),
        ("ms", ["↩️ Buat asal", "🗑 Batalkan acara"]),
        ("zh", ["↩️ 撤销", "🗑 取消活动"]),
    ],
)
def test_a_booking_can_be_taken_back(language: str, labels: list[str]) -> None:
    """Under a booking stand the ways back, carrying which booking they mean."""
    (row,) = booked(DONE, DRAFT, wording(language), KL, NOW, cancel_data="cancel:x").buttons
    assert row == (Button(labels[0], "undo:u1"), Button(labels[1], "cancel:x"))


def test_a_note_stands_under_what_was_booked() -> None:
    """What a person should know of how they were understood comes last."""
    words = wording("en")
    note = words("moved_to_next_day", clock="9:00 AM")
    text = booked(DONE, DRAFT, words, KL, NOW, notes=[note], cancel_data="cancel:x").text
    assert text.splitlines()[-1] == "ℹ️ 9:00 AM has already passed today, so I took tomorrow."


@pytest.mark.parametrize("language", ["en", "ms", "zh"])
@pytest.mark.parametrize("outcome", [KEPT, replace(KEPT, checking=True)], ids=["kept", "checking"])
def test_what_is_kept_is_never_called_booked(language: str, outcome: Outcome) -> None:
    """Until Google has said so, a booking does not look done, and there is no event yet to cancel."""
    reply = booked(outcome, DRAFT, wording(language), KL, NOW, cancel_data="cancel:x")
    assert reply.text.startswith("🕓") and "✅" not in reply.text
    assert [button.data for row in reply.buttons for button in row] == ["undo:u1"]


@pytest.mark.parametrize(
    ("language", "none", "start"),
    [
        ("en", "no reminder", "at the start"),
        ("ms", "tiada peringatan", "pada waktu mula"),
        ("zh", "不提醒", "开始时"),
    ],
)
def test_no_lead_and_no_minutes_are_told_apart(language: str, none: str, start: str) -> None:
    """No reminder at all and one at the very start are different things."""
    assert (leads_text((), wording(language)), leads_text((0,), wording(language))) == (none, start)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "1 hour before and 10 minutes before"),
        ("ms", "1 jam sebelum dan 10 minit sebelum"),
        ("zh", "提前1小时、提前10分钟"),
    ],
)
def test_several_leads_are_joined(language: str, told: str) -> None:
    """Two reminders are told side by side with a word between them."""
    assert leads_text((60, 10), wording(language)) == told


@pytest.mark.parametrize(
    ("leads", "en", "ms", "zh"),
    [
        ((0,), "on the day at 9:00 AM", "pada hari itu, 9:00 pagi", "当天上午9:00"),
        ((1440,), "1 day before at 9:00 AM", "1 hari sebelum, 9:00 pagi", "提前1天上午9:00"),
        ((120,), "1 day before at 10:00 PM", "1 hari sebelum, 10:00 malam", "提前1天晚上10:00"),
        ((), "no reminder", "tiada peringatan", "不提醒"),
    ],
)
def test_a_whole_day_reminds_by_the_clock(leads: tuple[int, ...], en: str, ms: str, zh: str) -> None:
    """A whole day has no start that anybody knows, so its card says at what time of which day it reminds."""
    draft = EventDraft("Rent", TOMORROW_ALL_DAY, reminder_minutes=leads)
    told = [booked(DONE, draft, wording(language), KL, NOW, cancel_data="c").text for language in ("en", "ms", "zh")]
    assert [text.splitlines()[-1] for text in told] == [f"⏰ {en}", f"⏰ {ms}", f"⏰ {zh}"]


@pytest.mark.parametrize("outcome", [DONE, KEPT])
def test_a_whole_day_that_has_an_hour_offers_it(outcome: Outcome) -> None:
    """The hours to tap stand above the ways back, and one of them is the example to type."""
    clocks = [Button("7:00 PM", "at:1900:x"), Button("7:30 PM", "at:1930:x"), Button("8:00 PM", "at:2000:x")]
    draft = EventDraft("Dinner", TOMORROW_ALL_DAY)
    reply = booked(outcome, draft, wording("en"), KL, NOW, cancel_data="cancel:x", clocks=clocks)
    assert reply.buttons[0] == tuple(clocks) and len(reply.buttons) == 2
    assert "<code>7:30 PM</code>" in reply.text.splitlines()[-1]


def test_titles_and_places_of_any_length_and_kind_fit_a_card() -> None:
    """An imported event may have a title of a thousand signs, lines in it, HTML and no end of a place."""
    draft = EventDraft("<b>\n" + "🎉" * 1000, LUNCH_TIME, "&\n" * 1000)
    text = booked(DONE, draft, wording("en"), KL, NOW, cancel_data="c").text
    assert text.count("\n") == 3 and text.splitlines()[1].startswith("<b>&lt;b&gt; 🎉")
    assert length_shown(text) < MESSAGE_LIMIT


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Before: Sat 21 Nov (today), 1:00 PM – 2:00 PM"),
        ("ms", "Sebelum ini: Sabtu 21 Nov (hari ini), 1:00 tengah hari – 2:00 petang"),
        ("zh", "原本：11月21日 周六（今天）下午1:00 – 2:00"),
    ],
)
def test_a_move_tells_both_times(language: str, told: str) -> None:
    """A move is answered with the new time and, last, the old one."""
    before = replace(LUNCH, when=timed(at(21, 13), at(21, 14)))
    text = changed(DONE, before, DONE.event, wording(language), KL, NOW).text.splitlines()
    assert text[-1] == told
    assert text[2] == BOOKED[language].splitlines()[2]


def test_a_cancellation_of_a_series_says_so() -> None:
    """Whether one time or all of them went is told, and both can be taken back."""
    words = wording("en")
    one, all_of_them = (cancelled(DONE, words, KL, NOW, series=series) for series in (False, True))
    assert one.text.splitlines()[0] == "🗑 Cancelled"
    assert all_of_them.text.splitlines()[0] == "🗑 Cancelled, all of them"
    assert one.buttons == all_of_them.buttons == ((Button("↩️ Undo", "undo:u1"),),)


@pytest.mark.parametrize("language", ["en", "ms", "zh"])
def test_every_end_of_an_undo_has_its_own_words(language: str) -> None:
    """Gone, back, back under a new entry and kept for later read differently."""
    outcomes = (DONE, replace(DONE, gone=True), replace(DONE, replaced=True), KEPT)
    heads = {undone(outcome, wording(language), KL, NOW).text.splitlines()[0] for outcome in outcomes}
    assert len(heads) == len(outcomes)
