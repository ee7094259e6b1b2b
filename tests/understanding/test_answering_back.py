"""What puts right, refuses, narrows or asks about what stands is no new event."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import Intent, Reading, understand
from calendar_core.domain.timespan import DaySpan

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 12, 14, 9, 5, tzinfo=KL)  # a Monday


def read(text: str) -> Reading:
    return understand(text, NOW, KL)


def day_of(when: object) -> date:
    assert isinstance(when, DaySpan)
    return when.start


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("不是6点，是7点", 19),
        ("是7点不是6点", 19),
        ("不是6点而是7点", 19),
        ("6点不对，是7点", 19),
        ("不对，是7点", 19),
        ("bukan pukul 6, pukul 7", 19),
        ("eh bukan 3, pukul 4", 16),
        ("pukul 4 bukan 3", 16),
        ("not 6pm, 7pm", 19),
        ("not 6pm but 7pm", 19),
        ("it's not 6pm it's 7pm", 19),
        ("sorry it's 3pm not 4pm", 15),
        ("no, not 6, 7pm", 19),
    ],
)
def test_not_this_but_that_moves_the_last_event(text: str, hour: int) -> None:
    """A clock that is put right without a name is the last event's, and books nothing."""
    reading = read(text)
    assert (reading.kind, reading.intent, reading.events) == ("none", Intent.MOVE, ())
    assert reading.target is not None
    assert reading.target.new_when is not None
    assert reading.target.words is None
    clock = reading.target.new_when.starts_at(KL).hour
    assert clock == hour if "half" in reading.target.said else clock % 12 == hour % 12


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("不是周五，是周六", date(2026, 12, 19)),
        ("bukan esok tapi lusa", date(2026, 12, 16)),
        ("eh it's friday not thursday", date(2026, 12, 18)),
    ],
)
def test_not_this_day_but_that_moves_the_last_event(text: str, day: date) -> None:
    """A day that is put right without a name is the last event's."""
    target = read(text).target
    assert target is not None
    assert target.new_when is not None
    assert day_of(target.new_when) == day


@pytest.mark.parametrize(
    ("text", "title", "start"),
    [
        ("kenduri tu pukul 12 bukan 11", "kenduri", "2026-12-14T12:00:00+08:00"),
        ("meeting pukul 3 bukan pukul 2", "meeting", "2026-12-14T15:00:00+08:00"),
        ("makan malam pukul 8 bukan 7 kat rumah mak", "makan malam", "2026-12-14T20:00:00+08:00"),
        ("the flight is at 8.15 not 7.15", "the flight", "2026-12-15T08:15:00+08:00"),
        ("meeting at 4pm instead of 3pm", "meeting", "2026-12-14T16:00:00+08:00"),
        ("dinner 7pm not 8pm friday at KLCC", "dinner", "2026-12-18T19:00:00+08:00"),
        ("lunch at 1pm tomorrow not today", "lunch", "2026-12-15T13:00:00+08:00"),
        ("跟小明吃饭不是6点，是5点", "跟小明吃饭", "2026-12-14T17:00:00+08:00"),
        ("会议是3点，不是2点", "会议", "2026-12-14T15:00:00+08:00"),
        ("开会是周四不是周五下午3点", "开会", "2026-12-17T15:00:00+08:00"),
        ("remind me to call mum at 3 not 4", "call mum", "2026-12-14T15:00:00+08:00"),
    ],
)
def test_a_refused_time_is_neither_event_nor_title(text: str, title: str, start: str) -> None:
    """Beside a name the time that is meant counts, and no word of the one that is refused is of the title."""
    reading = read(text)
    assert [event.title for event in reading.events] == [title]
    assert reading.events[0].when.starts_at(KL).isoformat() == start


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("meeting with ali not abu tomorrow 3pm", "meeting with ali not abu"),
        ("version 2 not 3 demo friday 3pm", "version 2 not 3 demo"),
        ("i want 3 not 2 tickets tomorrow", "i want 3 not 2 tickets"),
    ],
)
def test_not_before_no_time_stays_in_the_title(text: str, title: str) -> None:
    """Only a time is refused: names and counts stay as they were said."""
    assert [event.title for event in read(text).events] == [title]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tak payah ingatkan ubat esok", "ubat"),
        ("jangan ingatkan saya ubat esok", "ubat"),
        ("tak payah pergi gym esok", "gym"),
        ("rabu ni tak main badminton", "badminton"),
        ("esok takde kelas", "kelas"),
        ("kelas mengaji minggu ni takde", "kelas mengaji"),
        ("makan tengah hari esok tak jadi", "makan tengah hari"),
        ("meeting pukul 3 esok batal", "meeting"),
        ("don't remind me about ubat tomorrow", "ubat"),
        ("no need to remind me about lunch tomorrow", "lunch"),
        ("don't book gym tomorrow", "gym"),
        ("no badminton this wed", "badminton"),
        ("not going to gym tomorrow", "gym"),
        ("badminton this thursday cancel", "badminton"),
        ("meeting 3pm cancelled", "meeting"),
        ("stop badminton", "badminton"),
        ("不用提醒我明天吃药", "吃药"),
        ("别提醒我明天开会", "开会"),
        ("这周三不打羽毛球", "打羽毛球"),
        ("今晚不去吃饭了", "吃饭"),
        ("明天没课", "课"),
        ("周四的羽毛球没有了", "羽毛球"),
        ("明天的会议没了", "会议"),
    ],
)
def test_what_is_not_wanted_is_looked_for_to_cancel(text: str, words: str) -> None:
    """Who refuses an event, or says that it will not be, is asked whether to cancel it."""
    reading = read(text)
    assert (reading.kind, reading.intent) == ("none", Intent.CANCEL)
    assert reading.target is not None
    assert reading.target.words == words


def test_everything_of_a_day_is_cancelled_whatever_is_said_before_it() -> None:
    """Of "I'm sick today cancel everything" the day counts, and why is no name."""
    target = read("i'm sick today cancel everything").target
    assert target is not None
    assert target.every
    assert target.words is None
    assert day_of(target.when) == NOW.date()


@pytest.mark.parametrize(
    "text",
    [
        "jangan lupa meeting esok 3pm",
        "don't forget gym tmr 7am",
        "别忘了明天3点开会",
        "no meat day friday",
        "remind me to cancel gym friday",
        "stop by the shop tomorrow 3pm",
        "day off friday",
        "wisdom tooth monday 10.20am, no need fasting",
        "lunch with ali tomorrow 3pm?",
        "gym tomorrow?",
    ],
)
def test_words_of_refusal_in_a_booking_refuse_nothing(text: str) -> None:
    """Not to forget, and a name that holds "no" or "cancel", are booked as before."""
    assert read(text).kind == "event"


@pytest.mark.parametrize(
    "text",
    [
        "not sunday", "semua rabu pukul 2", "again next friday", "same time next week", "gym 到12月底",
        "only this week", "this week only", "just friday", "rabu ni je", "minggu ni je", "这周的就好", "周五就好",
        "ubat tu sampai jumaat je", "that medicine until friday only", "那个药吃到周五就好", "not tomorrow",
        "don't worry about tomorrow", "明天没空", "明天不在公司", "no worries see you tomorrow", "esok takde",
    ],
)  # fmt: skip
def test_what_only_narrows_or_declines_books_nothing(text: str) -> None:
    """A time with only, je or 就好 beside it, and a mere no, are of what there was talk of."""
    assert (read(text).kind, read(text).events) == ("none", ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ada meeting minggu depan?", None),
        ("esok ada kelas ke", "kelas"),
        ("ada kelas esok tak?", "kelas"),
        ("kelas esok ada ke?", "kelas"),
        ("any class tomorrow?", "class"),
        ("got class tmr?", "class"),
        ("is there gym tomorrow?", "gym"),
        ("do i have gym tomorrow", "gym"),
        ("is badminton still on this thursday?", "badminton"),
        ("下周有 meeting 吗?", None),
        ("明天有课吗？", "课"),
        ("明天有没有课", "课"),
        ("saya ada kelas esok ke", "kelas"),
        ("tomorrow got anything?", None),
        ("what did i book today?", None),
        ("下周有什么？", None),
        ("明天呢？", None),
    ],
)
def test_a_question_of_what_there_is_lists_it(text: str, words: str | None) -> None:
    """Who asks whether there is something on a day is shown it, filtered by what was named."""
    reading = read(text)
    assert (reading.kind, reading.intent) == ("none", Intent.LIST)
    assert reading.query is not None
    assert reading.query.when is not None
    assert reading.query.words == words


@pytest.mark.parametrize("text", ["jumaat ni saya lapang ke?", "jumaat ni free ke", "free on friday?", "周五有空吗"])
def test_a_question_of_free_time_may_be_short(text: str) -> None:
    """A day and "free", asked, is a question of free time on that day."""
    reading = read(text)
    assert reading.intent is Intent.FREE
    assert reading.query is not None
    assert day_of(reading.query.when) == date(2026, 12, 18)


@pytest.mark.parametrize(
    ("text", "title", "day"),
    [
        ("solat jumaat", "solat jumaat", date(2026, 12, 18)),
        ("solat jumaat esok", "solat jumaat", date(2026, 12, 15)),
        ("Friday prayers", "Friday prayers", date(2026, 12, 18)),
        ("friday prayers tomorrow", "friday prayers", date(2026, 12, 15)),
        ("dentist on friday instead", "dentist", date(2026, 12, 18)),
        ("牙医还是周五吧", "牙医", date(2026, 12, 18)),
    ],
)
def test_the_day_of_a_name_and_the_word_instead(text: str, title: str, day: date) -> None:
    """Friday stays in the prayer's name and gives its day where no other is said; "instead" is of no name."""
    (event,) = read(text).events
    assert event.title == title
    assert day_of(event.when) == day


@pytest.mark.parametrize("text", ["solat subuh 5.45 pagi", "solat subuh esok"])
def test_the_hour_of_a_prayer_stays_in_its_name(text: str) -> None:
    """Subuh is the prayer's name as well as the hour."""
    assert [event.title for event in read(text).events] == ["solat subuh"]


@pytest.mark.parametrize(
    "text", ["怎么取消？", "macam mana nak padam?", "cara nak tukar masa", "how do i cancel an event?"]
)
def test_how_it_is_done_is_a_call_for_help(text: str) -> None:
    """Who asks how to cancel or to change is told, and nothing is cancelled."""
    assert read(text).intent is Intent.HELP


def test_malam_before_a_weekday_greets_nobody() -> None:
    """Majlis doa selamat malam Jumaat is a gathering on Friday night, and no good night."""
    (event,) = read("majlis doa selamat malam jumaat ni").events
    assert event.title == "majlis doa selamat"
    assert event.when.starts_at(KL).isoformat() == "2026-12-18T20:00:00+08:00"


@pytest.mark.parametrize(("text", "minutes"), [("awalkan interview sejam", -60), ("lewatkan interview sejam", 60)])
def test_an_hour_in_one_word_shifts_too(text: str, minutes: int) -> None:
    """Awalkan X sejam moves it an hour."""
    target = read(text).target
    assert target is not None
    assert target.words == "interview"
    assert target.shift is not None
    assert target.shift.total_seconds() == minutes * 60
