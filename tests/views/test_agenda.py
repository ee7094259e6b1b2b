"""Numbered lists."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.views.agenda import ROWS, agenda, window_of_day
from bot.views.reply import MESSAGE_LIMIT, Button, Reply
from bot.views.wording import wording
from calendar_core.domain import DaySpan, Event
from calendar_core.service import Upcoming
from tests.views.material import HOME, KL, LUNCH, NOW, TOMORROW_ALL_DAY, at, event, timed

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
2. All day  Leave

<b>Fri 27 Nov</b>
3. 3:00 PM – 4:00 PM  🚫 Talk
4. 6:00 PM – 7:00 PM  🔁 Gym

To cancel one, send its number: <code>/cancel 1</code>""",
    "ms": """<b>Akan datang</b>

<b>Sabtu 21 Nov</b> · hari ini
1. hingga 12:00 tengah hari  Flight

<b>Ahad 22 Nov</b> · esok
2. Sepanjang hari  Leave

<b>Jumaat 27 Nov</b>
3. 3:00 petang – 4:00 petang  🚫 Talk
4. 6:00 petang – 7:00 malam  🔁 Gym

Untuk batalkan satu, hantar nombornya: <code>/cancel 1</code>""",
    "zh": """<b>接下来</b>

<b>11月21日 周六</b> · 今天
1. 到中午12:00  Flight

<b>11月22日 周日</b> · 明天
2. 全天  Leave

<b>11月27日 周五</b>
3. 下午3:00 – 下午4:00  🚫 Talk
4. 晚上6:00 – 晚上7:00  🔁 Gym

要取消其中一个，请发号码：<code>/cancel 1</code>""",
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
    first = agenda(Upcoming(many, NOW), words, KL, NOW, heading=heading, nothing=nothing, more_data="more:x")
    assert first.buttons == ((Button("More ▾", "more:x"),),)
    rest = agenda(Upcoming(many, NOW), words, KL, NOW, heading=heading, nothing=nothing, skip=ROWS, more_data="more:y")
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


def test_a_list_of_long_titles_is_still_taken_by_telegram() -> None:
    """However long the titles are, the message stays within Telegram's limit and is cut between rows."""
    many = tuple(event(f"e{number}", "<" * 300, timed(at(27, 9), at(27, 10))) for number in range(ROWS))
    text = show(Upcoming(many, NOW)).text
    assert len(text) <= MESSAGE_LIMIT
    assert text.endswith("\n…") and text.splitlines()[-2].endswith("&lt;" * 99 + "…")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "⚠️ Google Calendar does not answer just now. This is your calendar as I saw it 15 minutes ago."),
        ("ms", "⚠️ Kalendar Google tidak menjawab sekarang. Inilah kalendar anda seperti 15 minit lalu."),
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
