"""A line of each class that messages written by somebody who had not seen the grammar showed to be misread."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import Intent, understand
from calendar_core.domain.timespan import DaySpan

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 25, 16, 25, tzinfo=KL)  # a Wednesday


def read(text: str) -> tuple[str, str]:
    """The title of the one event of a message, and when it is."""
    (event,) = understand(text, NOW, KL).events
    when = event.when
    if isinstance(when, DaySpan):
        first, last = when.start.isoformat(), when.end.isoformat()
    else:
        first, last = (f"{moment:%Y-%m-%dT%H:%M}" for moment in (when.starts_at(KL), when.ends_at(KL)))
    return event.title, f"{first}/{last}" if event.end_said else first


@pytest.mark.parametrize(
    "text",
    [
        "it is 5pm already", "wah already 11.30 still working", "I'm so tired and it's already 7pm", "it is now 4.15pm",
        "eh now dah 10.30 lah", "dah pukul 5 dah ni", "sekarang pukul 3", "现在已经五点了", "已经三点半了还没吃饭",
    ],
)  # fmt: skip
def test_the_hour_it_is_makes_no_event(text: str) -> None:
    """Who says what time it is wants nothing put into the calendar."""
    assert understand(text, NOW, KL).kind == "none"


@pytest.mark.parametrize(
    "text",
    [
        "the price is 5.30", "price now 5.30 only", "USD to MYR is 4.15 today", "the toll is 2.10 one way",
        "total is 12.30 each", "gold price hit 4500 today", "harga dia 5.30 je", "harga baru 3.50", "价钱是5.30",
        "今天 nasi lemak 涨价到 RM3.50", "Block 7A-12-3 Jalan SS2/75", "got 10 missed calls since 8am",
        "bas pukul 8.15 dah lepas", "45/50", "50/50",
    ],
)  # fmt: skip
def test_amounts_and_what_has_happened_make_no_event(text: str) -> None:
    """Prices, rates, scores, addresses and what has happened create nothing."""
    assert understand(text, NOW, KL).kind == "none"


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("meeting now 5pm", "2026-11-25T17:00"),
        ("meeting already 5pm", "2026-11-25T17:00"),
        ("it's 5pm", "2026-11-25T17:00"),
        ("cost review 5.30 tmr", "2026-11-26T17:30"),
        ("price discussion 4.30pm", "2026-11-25T16:30"),
        ("boss said meeting tmr 9am", "2026-11-26T09:00"),
        ("doctor said come back in 3 weeks 9am", "2026-12-16T09:00"),
    ],
)
def test_what_only_resembles_talk_is_an_event(text: str, when: str) -> None:
    """The words of talk beside what can be an event leave it one."""
    assert read(text)[1] == when


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("25点开会", "impossible_time", "25点"),
        ("99/99", "impossible_date", "99/99"),
        ("32/13", "impossible_date", "32/13"),
        ("camp weekend of the 31 Feb", "impossible_date", "the 31 Feb"),
        ("trip 5 dec to 3 dec", "end_before_start", "5 dec to 3 dec"),
    ],
)
def test_what_cannot_be_is_named(text: str, code: str, words: str) -> None:
    """A clock, a date or a range that cannot be is an error that names its words."""
    problem = understand(text, NOW, KL).problem
    assert problem is not None
    assert (problem.code, problem.words) == (code, words)


@pytest.mark.parametrize(
    ("text", "title", "when"),
    [
        ("Good morning, dinner tonight at 8", "dinner", "2026-11-25T20:00"),
        ("Good morning boss, meeting at 3 tmr", "meeting", "2026-11-26T15:00"),
        ("Morning all, townhall at 2 tmr", "townhall", "2026-11-26T14:00"),
        ("selamat petang cikgu, esok anak saya cuti", "anak saya cuti", "2026-11-26"),
        ("Hi all, good afternoon. Training is on 3 Dec at 9am", "Training", "2026-12-03T09:00"),
        ("morning run 6 tmr", "run", "2026-11-26T06:00"),
        ("hi, 15th lunch with Amirah", "lunch with Amirah", "2026-12-15"),
        ("can u remind me tmr morning 9 to call TNB ok?", "call TNB", "2026-11-26T09:00"),
        ("dinner at Seven Spoons, 8pm tonight lah", "dinner", "2026-11-25T20:00"),
        ("明天中午12点跟老板吃饭吧", "跟老板吃饭", "2026-11-26T12:00"),
        ("明天要记得带雨伞", "带雨伞", "2026-11-26"),
        ("明天请假", "请假", "2026-11-26"),
        ("tmr 3pm dentist 🙏🏻", "dentist", "2026-11-26T15:00"),
        ("dinner 🍽️ tmr 8pm", "dinner 🍽️", "2026-11-26T20:00"),
    ],
)
def test_greetings_and_particles_say_nothing_of_when(text: str, title: str, when: str) -> None:
    """What is said to be polite changes neither the time nor the title."""
    assert read(text) == (title, when)


@pytest.mark.parametrize(
    ("text", "title", "when"),
    [
        ("school sports day nxt wed", "school sports day", "2026-12-02"),
        ("last day of work fri", "last day of work", "2026-11-27"),
        ("Wed's lunch with Mary at 12", "lunch with Mary", "2026-12-02T12:00"),
        ("solat jumaat fri 1.15pm", "solat jumaat", "2026-11-27T13:15"),
        ("urusan bank selasa lps lunch 2.30", "urusan bank lps lunch", "2026-12-01T14:30"),
        ("tmr 10pm guard duty until 2am", "guard duty", "2026-11-26T22:00/2026-11-27T02:00"),
        ("disruption Sat 28/11 9am till Sun 29/11 6pm", "disruption", "2026-11-28T09:00/2026-11-29T18:00"),
        ("hantar laporan sebelum 30 nov", "hantar laporan", "2026-11-30"),
        ("trip the weekend of 5/12", "trip", "2026-12-05/2026-12-07"),
        ("星期六日去云顶", "去云顶", "2026-11-28/2026-11-30"),
        ("tgh mlm ni flight pukul 12.40", "tgh mlm ni flight", "2026-11-26T00:40"),
        ("temu duga 19hb ini pukul 10 pagi", "temu duga", "2026-12-19T10:00"),
        ("flight JB - KUL 17 jan 21:40", "flight JB - KUL", "2027-01-17T21:40"),
        ("jumpa kul 3", "jumpa", "2026-11-26T15:00"),
        ("trip to KT tmr 8am", "trip to KT", "2026-11-26T08:00"),
        ("帮我约明天上午11点到12点做头发", "做头发", "2026-11-26T11:00/2026-11-26T12:00"),
    ],
)
def test_days_clocks_and_titles_as_people_write_them(text: str, title: str, when: str) -> None:
    """A day, a clock and a title are told apart where a word could be of any of them."""
    assert read(text) == (title, when)


@pytest.mark.parametrize(
    ("text", "title", "place"),
    [
        ("What: Sprint review\nWhen: Thu 26 Nov, 4pm\nWhere: Meeting Room 2", "Sprint review", "Meeting Room 2"),
        ("Perkara: Taklimat\nTarikh: 26 Nov\nMasa: 4.00 petang\nTempat: Dewan A", "Taklimat", "Dewan A"),
        ("活动：聚餐\n时间：11月26日下午4点\n地点：大家乐", "聚餐", "大家乐"),
        ("Agenda: budget\nDate/Time: 26 Nov 2026, 4pm\nVenue: HQ", "budget", "HQ"),
    ],
)
def test_an_invitation_with_labels(text: str, title: str, place: str) -> None:
    """A label at the head of a line says what the line is, and is of no title or place itself."""
    (event,) = understand(text, NOW, KL).events
    assert (event.title, event.location) == (title, place)
    assert read(text)[1] == "2026-11-26T16:00"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("course next week selasa rabu 9-5", ["2026-12-01", "2026-12-02"]),
        ("yoga Thu and Fri next week 3pm", ["2026-12-03", "2026-12-04"]),
        ("下周四和周五下午三点开会", ["2026-12-03", "2026-12-04"]),
        ("yoga thu fri 3pm", ["2026-11-26", "2026-11-27"]),
    ],
)
def test_a_week_said_once_is_that_of_each_day(text: str, days: list[str]) -> None:
    """Several weekdays of one week that is named once are all of that week."""
    whens = [event.when for event in understand(text, NOW, KL).events]
    assert [when.starts_at(KL).date().isoformat() for when in whens if not isinstance(when, DaySpan)] == days


@pytest.mark.parametrize(
    "text", ["我住12楼5号", "plate no WXY 1530", "5 minit lagi sampai", "10 minutes more reach", "ayam sekilo 9.40 je"]
)
def test_doors_plates_and_arrivals_make_no_event(text: str) -> None:
    """A door, a number plate, a price by weight and being on the way create nothing."""
    assert understand(text, NOW, KL).kind == "none"


def test_every_weekday_by_a_range() -> None:
    """Daily with Mon-Fri behind is every week on these days, and not the days of one week."""
    (event,) = understand("Standup daily 9.45am mon-fri", NOW, KL).events
    assert event.rrule == "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("jumpa kt office esok 8 pg", "office"),
        ("Dinner\nVenue: Taman Sri Muda, Shah Alam\n6 Dec 7pm", "Taman Sri Muda, Shah Alam"),
        ("meet at Menara SSM@Sentral tmr 3pm", "Menara SSM@Sentral"),
        ("lunch at The Curve 1pm", "The Curve"),
        ("meet at Unit 12-3, 6pm today", "Unit 12-3"),
    ],
)
def test_places_as_people_write_them(text: str, place: str) -> None:
    """A place is taken whole, with the marks and the numbers of its name."""
    (event,) = understand(text, NOW, KL).events
    assert event.location == place


def test_a_greeting_before_a_request() -> None:
    """What is asked for after a greeting is what is asked for."""
    assert understand("Good morning boss, cancel dentist", NOW, KL).intent is Intent.CANCEL
    assert understand("Morning all, what's on today", NOW, KL).intent is Intent.LIST
    assert understand("Good evening, am I free tomorrow?", NOW, KL).intent is Intent.FREE
