"""Numbered lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.views.agenda import ROWS, agenda, waiting_text, window_of_day
from bot.views.reply import MESSAGE_LIMIT, Button, Reply, length_shown
from bot.views.wording import wording
from calendar_core.domain import DaySpan, Event, EventDraft
from calendar_core.ports import CalendarRef, OutboxAction, OutboxEntry
from calendar_core.service import Upcoming
from tests.views.material import HOME, KL, LUNCH, LUNCH_TIME, NOW, TOMORROW_ALL_DAY, at, event, timed

FLIGHT = event("flight", "Flight", timed(at(20, 22), at(21, 12)))
LEAVE = event("leave", "Leave", DaySpan(TOMORROW_ALL_DAY.start, TOMORROW_ALL_DAY.end + timedelta(days=1), HOME))
TALK = event("talk", "Talk", timed(at(27, 15), at(27, 16)), declined=True)
GYM = event("gym_20261127", "Gym", timed(at(27, 18), at(27, 19)), series_id="gym")
EVENTS = (FLIGHT, LEAVE, TALK, GYM)

LISTS = {
    "en": """<b>Coming up</b>

<b>Sat 21 Nov</b> · today
1. until 12:00 PM  Flight

<b>Sun 22 Nov</b> · tomorrow
2. All day until Mon 23 Nov  Leave

<b>Fri 27 Nov</b>
3. 3:00 PM – 4:00 PM  🚫 Talk
4. 6:00 PM – 7:00 PM  🔁 Gym

To cancel one, send its number: <code>/cancel 1</code>""",
    "ms": """<b>Akan datang</b>

<b>Sabtu 21 Nov</b> · hari ini
1. hingga 12:00 tengah hari  Flight

<b>Ahad 22 Nov</b> · esok
2. Sepanjang hari hingga Isnin 23 Nov  Leave

<b>Jumaat 27 Nov</b>
3. 3:00 – 4:00 petang  🚫 Talk
4. 6:00 petang – 7:00 malam  🔁 Gym

Untuk batalkan satu, hantar nombornya: <code>/cancel 1</code>""",
    "zh": """<b>接下来</b>

<b>11月21日 周六</b> · 今天
1. 到中午12:00  Flight

<b>11月22日 周日</b> · 明天
2. 全天，到11月23日 周一  Leave

<b>11月27日 周五</b>
3. 下午3:00 – 4:00  🚫 Talk
4. 下午6:00 – 晚上7:00  🔁 Gym

要取消其中一个，请发它的号码：<code>/cancel 1</code>""",
}


def show(upcoming: Upcoming, language: str = "en") -> Reply:
    words = wording(language)
    return agenda(upcoming, words, KL, NOW, heading=words("list_heading"), nothing=words("list_nothing_week"))


@pytest.mark.parametrize("language", LISTS)
def test_a_list_numbers_its_rows_under_their_days(language: str) -> None:
    """Each row has its number, and each day one heading; what began yesterday stands under today."""
    assert show(Upcoming(EVENTS, NOW), language).text == LISTS[language]


@pytest.mark.parametrize("language", LISTS)
def test_a_row_tells_its_place(language: str) -> None:
    """The place stands after the title, parted from it."""
    assert "Lunch &amp; &lt;Ali&gt; · KLCC" in show(Upcoming((LUNCH,), NOW), language).text


def test_a_day_that_has_passed_is_shown_under_its_own_date() -> None:
    """What was over before today stands under its day with both its clocks, not as if it ran until now."""
    words = wording("en")
    past = Upcoming((event("tea", "Tea", timed(at(20, 15), at(20, 16))),), NOW)
    text = agenda(past, words, KL, NOW, heading=words("list_heading"), nothing=words("list_nothing")).text
    assert "<b>Fri 20 Nov</b>\n1. 3:00 PM – 4:00 PM  Tea" in text


def test_the_next_screen_goes_on_with_the_numbers() -> None:
    """A list that goes on numbers from where it stopped, and freezes every row shown so far."""
    many = tuple(event(f"e{number}", "Standup", timed(at(27, 9), at(27, 10))) for number in range(ROWS + 3))
    words = wording("en")
    heading, nothing = words("list_heading"), words("list_nothing")
    first = agenda(
        Upcoming(many, NOW), words, KL, NOW, heading=heading, nothing=nothing, more_data=lambda shown: f"more:{shown}"
    )
    assert first.buttons == ((Button("More ▾", f"more:{ROWS}"),),)
    rest = agenda(Upcoming(many, NOW), words, KL, NOW, heading=heading, nothing=nothing, skip=ROWS)
    assert f"\n{ROWS + 1}. " in rest.text and f"\n{ROWS}. " not in rest.text
    assert rest.agenda == many
    assert [button.label for row in rest.buttons for button in row] == ["🗑 21", "🗑 22", "🗑 23"]


def test_a_list_cut_short_does_not_invent_a_number() -> None:
    """Where it is not known how many more there are, the list says only that there are more."""
    many = tuple(event(f"e{number}", "Standup", timed(at(27, 9), at(27, 10))) for number in range(ROWS + 3))
    assert "… and more." in show(Upcoming(many, NOW, truncated=True)).text


def test_a_list_carries_what_it_shows() -> None:
    """What is frozen for "/cancel 2" is exactly the rows that were shown, in their order, with a button each."""
    reply = show(Upcoming(EVENTS, NOW))
    assert reply.agenda == EVENTS
    assert [button for row in reply.buttons for button in row] == [
        Button(f"🗑 {number}", f"cancel:{shown.id}") for number, shown in enumerate(EVENTS, 1)
    ]


def test_a_long_list_ends_with_how_many_more() -> None:
    """A list stops at a screenful, says how many more there are, and freezes none that it did not show."""
    many = tuple(event(f"e{number}", "Standup", timed(at(27, 9), at(27, 10))) for number in range(ROWS + 3))
    reply = show(Upcoming(many, NOW))
    assert "… and 3 more." in reply.text
    assert reply.agenda == many[:ROWS] and reply.buttons == ()


@pytest.mark.parametrize("language", LISTS)
@pytest.mark.parametrize("sign", ["<", "x", "🎉", "ש"])
def test_a_list_of_long_titles_is_still_taken_by_telegram(language: str, sign: str) -> None:
    """However long the titles are, the message keeps to Telegram's limit, and no row is lost between two screens."""
    place = sign * 300
    many = tuple(event(f"e{n}", sign * 300, timed(at(27, 9), at(27, 10)), location=place) for n in range(ROWS))
    words, shown = wording(language), 0
    while shown < ROWS:
        reply = agenda(
            Upcoming(many, NOW),
            words,
            KL,
            NOW,
            heading=words("list_heading"),
            nothing=words("list_nothing"),
            skip=shown,
            more_data=lambda until: f"more:{until}",
        )
        assert length_shown(reply.text) <= MESSAGE_LIMIT and words("list_hint") in reply.text
        assert reply.agenda is not None and len(reply.agenda) > shown
        assert all(f"\n{number}. " in reply.text for number in range(shown + 1, len(reply.agenda) + 1))
        shown = len(reply.agenda)
        more = [button.data for row in reply.buttons for button in row if button.data.startswith("more:")]
        assert more == ([f"more:{shown}"] if shown < ROWS else [])


def test_what_goes_on_for_days_stands_under_each_of_them() -> None:
    """Leave of three days is no surprise on its second: each day of the list that it takes names it by its number."""
    leave = event("leave", "Leave", DaySpan(date(2026, 11, 26), date(2026, 11, 29), HOME), location="home")
    trip = event("trip", "Trip", timed(at(26, 8), at(28, 18)))
    night = event("night", "Night shift", timed(at(26, 22), at(27, 6)))
    text = show(Upcoming((leave, trip, night, GYM), NOW)).text
    assert text.splitlines()[2:10] == [
        "<b>Thu 26 Nov</b>",
        "1. All day until Sat 28 Nov  Leave · home",
        "2. 8:00 AM – Sat 28 Nov, 6:00 PM  Trip",
        "3. 10:00 PM – 6:00 AM  Night shift",
        "",
        "<b>Fri 27 Nov</b>",
        "(1) All day until Sat 28 Nov  Leave",
        "(2) until Sat 28 Nov, 6:00 PM  Trip",
    ]


def test_a_list_of_a_later_day_tells_what_still_runs_then() -> None:
    """Under a day that was asked for, what began before says how long it still goes on; its last day is whole."""
    leave = event("leave", "Leave", DaySpan(date(2026, 11, 26), date(2026, 11, 29), HOME))
    words = wording("en")

    def of(day: int) -> str:
        found = Upcoming((leave,), NOW)
        opens = date(2026, 11, day)
        heading, nothing = words("list_heading"), words("list_nothing")
        return agenda(found, words, KL, NOW, heading=heading, nothing=nothing, one_day=True, opens=opens).text

    assert "1. All day until Sat 28 Nov  Leave" in of(27)
    assert "1. All day  Leave" in of(28)


def test_rows_that_a_kept_write_will_change_are_marked() -> None:
    """What Google has not cancelled or moved yet still stands as it has it, with a mark and the wish below."""
    words, series = wording("en"), replace(GYM, id="gym", series_id="")
    kept = [waiting(OutboxAction.DELETE, LUNCH), waiting(OutboxAction.UPDATE, series), waiting(OutboxAction.CREATE)]
    reply = agenda(
        Upcoming((LUNCH, TALK, GYM), NOW),
        words,
        KL,
        NOW,
        heading=words("list_heading"),
        nothing=words("list_nothing"),
        kept=kept,
        notes=waiting_text(kept, words, KL, NOW),
    )
    rows = [line for line in reply.text.splitlines() if line[:1].isdecimal()]
    assert ["🕓" in row for row in rows] == [True, False, True]
    assert reply.text.splitlines()[-4:-1] == [
        "🕓 Kept, not cancelled in Google yet: Lunch &amp; &lt;Ali&gt;, Sun 22 Nov (tomorrow), 1:00 PM – 2:00 PM",
        "🕓 Kept, not changed in Google yet: Gym, now Fri 27 Nov, 6:00 PM – 7:00 PM",
        "🕓 Kept, not in Google yet: Tea, Sun 22 Nov (tomorrow), 1:00 PM – 2:00 PM",
    ]


def test_many_kept_writes_are_counted() -> None:
    """After a long outage the rows are not drowned: a few kept writes are named, the others counted."""
    told = waiting_text([waiting(OutboxAction.CREATE)] * 9, wording("en"), KL, NOW)
    assert len(told) == 6 and told[-1] == "… and 4 more."


def waiting(action: OutboxAction, of: Event | None = None) -> OutboxEntry:
    """A kept write. of: the event it changes, none for a booking."""
    draft = None if of else EventDraft("Tea", LUNCH_TIME)
    return OutboxEntry("w", CalendarRef("a", "primary"), action, of.id if of else "tea", 1, NOW, draft=draft, event=of)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "⚠️ Google Calendar is not answering right now. This is your calendar as I saw it 15 minutes ago."),
        ("ms", "⚠️ Kalendar Google tidak menjawab sekarang. Ini kalendar anda seperti yang saya lihat 15 minit lalu."),
        ("zh", "⚠️ Google 日历暂时没有回应。这是我15分钟前看到的内容。"),
    ],
)
def test_an_old_list_says_how_old_it_is(language: str, told: str) -> None:
    """A list that Google could not confirm says so and how old it is, with rows or without."""
    then = NOW - timedelta(minutes=15)
    assert show(Upcoming(EVENTS, then, stale=True), language).text.endswith(told)
    assert show(Upcoming((), then, stale=True), language).text.endswith(told)


def test_nothing_known_is_not_told_as_nothing_there() -> None:
    """Where Google never answered yet, an empty list says that it knows nothing."""
    text = show(Upcoming((), None, stale=True)).text
    assert "has not answered yet" in text


def test_an_empty_list_freezes_an_empty_list() -> None:
    """After an empty list no number means a row of an older one."""
    reply = show(Upcoming((), NOW))
    assert reply == Reply(wording("en")("list_nothing_week"), agenda=())


def test_every_row_of_a_short_list_has_its_button() -> None:
    """A button carries its event's id whole, however long: what Telegram cannot take is shortened where it is sent."""
    long: Event = event("x" * 60, "Imported", timed(at(27, 9), at(27, 10)))
    (row,) = show(Upcoming((FLIGHT, long), NOW)).buttons
    assert [button.data for button in row] == ["cancel:flight", "cancel:" + "x" * 60]


def test_a_day_runs_from_midnight_to_midnight() -> None:
    """The window of a day is that of the reader's zone."""
    first, last = window_of_day(NOW.date(), KL, 7)
    assert (first, last) == (at(21, 0), at(28, 0))
