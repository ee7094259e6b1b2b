"""Classes of messages that were once misread: each in the three languages, with what each of them means."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import EventReading, Reading, understand
from calendar_core.domain.timespan import DaySpan

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 9, 10, tzinfo=KL)  # a Monday


def read(text: str) -> Reading:
    return understand(text, NOW, KL)


def spoken(event: EventReading) -> str:
    """An event as its title and its time: "gym @ 11-24 07:00-08:00", "leave @ 11-30..12-02" with the end exclusive."""
    when = event.when
    if isinstance(when, DaySpan):
        return f"{event.title} @ {when.start:%m-%d}..{when.end:%m-%d}"
    return f"{event.title} @ {when.starts_at(KL):%m-%d %H:%M}-{when.ends_at(KL):%H:%M}"


def events(text: str) -> list[str]:
    return [spoken(event) for event in read(text).events]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("jam 1500 hari isnin lapor diri", "lapor diri @ 11-30 15:00-16:00"),
        ("lapor diri 1500 hari isnin", "lapor diri @ 11-30 15:00-16:00"),
        ("jam 0930 hari rabu taklimat", "taklimat @ 11-25 09:30-10:30"),
        ("pukul 8 hari khamis gotong royong", "gotong royong @ 11-26 08:00-09:00"),
        ("taklimat 2.30 hari jumaat", "taklimat @ 11-27 14:30-15:30"),
        ("cuti 3 hari dari isnin", "cuti @ 11-30..12-03"),
    ],
)
def test_a_clock_before_the_word_for_a_weekday_is_no_length(text: str, event: str) -> None:
    """A clock in front of "hari Isnin" is that clock on that day, and never a length of so many days."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("exam week from monday to friday", "exam week @ 11-30..12-05"),
        ("exam week from 30 nov to 4 dec", "exam week @ 11-30..12-05"),
        ("minggu peperiksaan dari isnin hingga jumaat", "minggu peperiksaan @ 11-30..12-05"),
        ("考试周从周一到周五", "考试周 @ 11-30..12-05"),
        ("a week from monday dentist", "dentist @ 12-07..12-08"),
        ("2 weeks from monday dentist", "dentist @ 12-14..12-15"),
        ("fortnight from today return books", "return books @ 12-07..12-08"),
    ],
)
def test_a_week_with_a_name_is_no_distance(text: str, event: str) -> None:
    """Only so many weeks are counted from a day; a week that has a name begins on it."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("leave on monday and tuesday", ["leave @ 11-30..12-02"]),
        ("cuti isnin dan selasa", ["cuti @ 11-30..12-02"]),
        ("周一和周二请假", ["请假 @ 11-30..12-02"]),
        ("leave next monday and tuesday", ["leave @ 11-30..12-02"]),
        ("cuti sabtu dan ahad", ["cuti @ 11-28..11-30"]),
        ("cuti sakit hari ini dan esok", ["cuti sakit @ 11-23..11-25"]),
        ("MC today and tomorrow", ["MC @ 11-23..11-25"]),
        ("明后天请假", ["请假 @ 11-24..11-26"]),
        ("请假12月24日和25日", ["请假 @ 12-24..12-26"]),
        ("leave wed, thu and fri", ["leave @ 11-25..11-28"]),
        ("exam on mon, tue and thu", ["exam @ 11-30..12-02", "exam @ 12-03..12-04"]),
        ("fasting tuesday and monday", ["fasting @ 11-24..11-25", "fasting @ 11-30..12-01"]),
        ("gym monday and tuesday 7am", ["gym @ 11-30 07:00-08:00", "gym @ 12-01 07:00-08:00"]),
    ],
)
def test_listed_days_go_on_and_whole_ones_are_one_event(text: str, said: list[str]) -> None:
    """Weekdays listed in the order of the week go on from the first; whole days in a row are one event."""
    assert events(text) == said


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("I'll be on MC tomorrow", "on MC @ 11-24..11-25"),
        ("tomorrow i'm on leave", "on leave @ 11-24..11-25"),
        ("i am on leave this friday", "on leave @ 11-27..11-28"),
        ("I'll be away next week", "away @ 11-30..12-07"),
        ("I'll be outstation 24-26 dec", "outstation @ 12-24..12-27"),
        ("we will be overseas 5-9 dec", "overseas @ 12-05..12-10"),
        ("I'll be away tomorrow 2-5pm", "away @ 11-24 14:00-17:00"),
        ("saya akan bercuti esok", "bercuti @ 11-24..11-25"),
        ("saya outstation 24-26 dis", "outstation @ 12-24..12-27"),
        ("我明天请假", "请假 @ 11-24..11-25"),
    ],
)
def test_an_absence_of_ones_own_is_booked(text: str, event: str) -> None:
    """Who tells where he will be on a day to come wants it in his calendar, without the words "I'll be"."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    "text",
    [
        "I'll be late",
        "I'll be late tomorrow",
        "I'm in KL tomorrow?",
        "I'm on leave today",
        "she's on leave tomorrow",
        "I'm away next week?",
        "I'm on leave tomorrow, please contact Ali",
        "i ran 10.2km in 58:30 today!",
        "cycled 40km in 2 hours today",
        "lari 5km dalam 30 minit pagi tadi",
        "今天跑了10公里",
        "跑了10公里用时58:30",
        "bestnya today I dapat 3 parcel",
        "kejap lagi sampai",
    ],
)
def test_what_is_only_told_makes_nothing(text: str) -> None:
    """Where others are, how sport went and how glad one is are told, and neither booked nor asked about."""
    assert read(text).kind == "none"


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("on call malam ni 8pm till 8am", "on call @ 11-23 20:00-08:00"),
        ("on duty friday 8am-8pm", "on duty @ 11-27 08:00-20:00"),
        ("on standby tomorrow 9am", "on standby @ 11-24 09:00-10:00"),
        ("TNB technician coming fri 10am 🙏", "TNB technician coming @ 11-27 10:00-11:00"),
        ("meeting coming fri 10am", "meeting @ 11-27 10:00-11:00"),
        ("mtg w client thrs 3.30pm", "mtg w client @ 11-26 15:30-16:30"),
        ("this Thursday lunchtime 1.15 catch up", "catch up @ 11-26 13:15-14:15"),
        ("jap lagi 3.30pm standup", "standup @ 11-23 15:30-16:30"),
        ("standup kejap lagi pukul 4", "standup @ 11-23 16:00-17:00"),
        ("sat lagi 5pm jumpa Ali", "jumpa Ali @ 11-23 17:00-18:00"),
        ("call client in a bit 4pm", "call client @ 11-23 16:00-17:00"),
        ("等下4点开会", "开会 @ 11-23 16:00-17:00"),
        ("bawak mak kat klinik pagi2 pukul 8 hari khamis", "bawak mak @ 11-26 08:00-09:00"),
        ("ambil anak petang2 pukul 5 esok", "ambil anak @ 11-24 17:00-18:00"),
        ("mesyuarat pagi-pagi pukul 8 esok", "mesyuarat @ 11-24 08:00-09:00"),
    ],
)
def test_words_beside_a_time_go_with_it_or_stay(text: str, event: str) -> None:
    """What is only said of the time leaves the title; what says what it is stays in it."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    ("text", "title", "rule"),
    [
        ("pilates thurs 6pm repeat weekly", "pilates", "FREQ=WEEKLY;BYDAY=TH"),
        ("team sync recurring every monday 10am", "team sync", "FREQ=WEEKLY;BYDAY=MO"),
        ("gym every monday 7am repeat", "gym", "FREQ=WEEKLY;BYDAY=MO"),
        ("bayar sewa 1hb ulang setiap bulan", "bayar sewa", "FREQ=MONTHLY;BYMONTHDAY=1"),
        ("瑜伽课周四晚上7点每周重复", "瑜伽课", "FREQ=WEEKLY;BYDAY=TH"),
    ],
)
def test_the_word_for_repeating_leaves_the_title(text: str, title: str, rule: str) -> None:
    """A word that only says that the event repeats is of its rule."""
    [event] = read(text).events
    assert (event.title, event.rrule) == (title, rule)


@pytest.mark.parametrize(
    ("text", "title", "place", "minutes"),
    [
        ("esok 3pm dental kat Q&M USJ 45 min", "dental", "Q&M USJ", 45),
        ("badminton 8pm esok @ SS2 1 jam", "badminton", "SS2", 60),
        ("recording tmr 2pm at Studio 5 30 min", "recording", "Studio 5", 30),
        ("明天3点 在 USJ 45分钟 看牙", "看牙", "USJ", 45),
        ("明天 2pm 在 Mid Valley 见 client", "见 client", "Mid Valley", 60),
        ("今晚 9pm futsal 在 Sports Arena", "futsal", "Sports Arena", 60),
        ("明天7点在KLCC dinner with Ali", "dinner with Ali", "KLCC", 60),
        ("明天7点在KLCC公园跑步", "跑步", "KLCC公园", 60),
        ("明天10点在吉隆坡会展中心面试", "面试", "吉隆坡会展中心", 60),
        ("明天10点面试 在吉隆坡会展中心", "面试", "吉隆坡会展中心", 60),
        ("明天3点在公司会议室开会", "开会", "公司会议室", 60),
        ("明天3点在双威大学演讲厅听讲座", "听讲座", "双威大学演讲厅", 60),
        ("明天3点在医院住院", "住院", "医院", 60),
        ("明天8点在学校接妈妈去医院看病", "接妈妈去医院看病", "学校", 60),
    ],
)
def test_where_a_place_ends(text: str, title: str, place: str, minutes: int) -> None:
    """A place takes in all of its name, and neither a length behind it nor what is done there."""
    [event] = read(text).events
    assert (event.title, event.location, event.when.length) == (title, place, timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("quarterly review first monday of jan", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO"),
        ("quarterly report last friday of march 10am", "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR"),
        ("yearly audit first monday of march", "FREQ=YEARLY;BYMONTH=3;BYDAY=1MO"),
        ("semakan 3 bulan sekali isnin pertama bulan januari", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO"),
        ("每季度开会 1月第一个星期一", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO"),
    ],
)
def test_a_weekday_of_a_month_repeats_as_such(text: str, rule: str) -> None:
    """What recurs from the first Monday of a month on falls on first Mondays, not on the day that one happens to be."""
    assert [event.rrule for event in read(text).events] == [rule]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("drinks at eight", "drinks @ 11-23 20:00-21:00"),
        ("party at nine", "party @ 11-23 21:00-22:00"),
        ("supper at ten", "supper @ 11-23 22:00-23:00"),
        ("movie at 8", "movie @ 11-23 20:00-21:00"),
        ("clubbing sat at 10", "clubbing @ 11-28 22:00-23:00"),
        ("mamak at 10 tomorrow", "mamak @ 11-24 22:00-23:00"),
        ("tengok wayang pukul 9 sabtu", "tengok wayang @ 11-28 21:00-22:00"),
        ("moreh pukul 9 esok", "moreh @ 11-24 21:00-22:00"),
        ("聚餐明天8点", "聚餐 @ 11-24 20:00-21:00"),
        ("明天宵夜10点", "宵夜 @ 11-24 22:00-23:00"),
        ("birthday party sat 2", "birthday party @ 11-28 14:00-15:00"),
        ("kids party sat 10", "kids party @ 11-28 10:00-11:00"),
        ("concert fri 10am rehearsal", "concert rehearsal @ 11-27 10:00-11:00"),
    ],
)
def test_what_is_of_the_evening_has_its_clock_there(text: str, event: str) -> None:
    """Drinks, a party or a film at eight is in the evening; a party at ten stays where the convention has it."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dentist next week", ["dentist @ 11-30..12-01", "dentist @ 12-02..12-03", "dentist @ 12-04..12-05"]),
        ("doktor gigi minggu depan", ["doktor gigi @ 11-30..12-01", "doktor gigi @ 12-02..12-03"]),
        ("下周看牙医", ["看牙医 @ 11-30..12-01", "看牙医 @ 12-02..12-03"]),
        ("coffee w Sarah sometime next week", ["coffee w Sarah @ 11-30..12-01", "coffee w Sarah @ 12-02..12-03"]),
        ("dentist this week", ["dentist @ 11-24..11-25", "dentist @ 11-25..11-26", "dentist @ 11-26..11-27"]),
        ("submit report next week 3pm", ["submit report @ 11-30 15:00-16:00", "submit report @ 12-02 15:00-16:00"]),
        ("体检下个月", ["体检 @ 12-01..12-02", "体检 @ 12-08..12-09", "体检 @ 12-15..12-16"]),
        ("wedding next month", ["wedding @ 12-01..12-02", "wedding @ 12-08..12-09"]),
        ("gotong royong minggu depan", ["gotong royong @ 11-30..12-01"]),
    ],
)
def test_which_day_of_a_week_is_asked(text: str, said: list[str]) -> None:
    """What takes place on one day, where only a week or a month is said, is asked about with three days of it."""
    question = read(text).question
    assert question is not None
    assert question.code == "which_day"
    assert [spoken(choice.event) for choice in question.choices if choice.event][: len(said)] == said


@pytest.mark.parametrize(
    "text",
    [
        "exam week next week",
        "holiday next week",
        "cuti minggu depan",
        "下周放假",
        "conference next week",
        "kem minggu depan",
    ],
)
def test_what_lasts_a_week_is_booked_for_all_of_it(text: str) -> None:
    """A holiday, a camp, an exam week: a week is what was meant."""
    assert [event.rpartition("@ ")[2] for event in events(text)] == ["11-30..12-07"]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        (
            "so basically my cousin is getting engaged and they invited us, it's on the 19th of december at 12 noon",
            "my cousin is getting engaged @ 12-19 12:00-13:00",
        ),
        (
            "they are organising a futsal tournament. it's on sat 9am at Sports Arena",
            "they are organising a futsal tournament @ 11-28 09:00-10:00",
        ),
        ("add dinner with Ali, it's at 8pm friday", "dinner with Ali @ 11-27 20:00-21:00"),
        (
            "sepupu saya nak bertunang, ia pada 19 disember pukul 12 tengah hari",
            "sepupu saya nak bertunang @ 12-19 12:00-13:00",
        ),
        ("我表妹要订婚了，是在12月19日中午12点", "表妹要订婚 @ 12-19 12:00-13:00"),
        ("公司办年会，时间是12月18日晚上7点，在万豪酒店", "公司办年会 @ 12-18 19:00-20:00"),
    ],
)
def test_a_story_that_ends_with_its_time_is_an_event(text: str, event: str) -> None:
    """What is told in one clause and timed in the next is booked by the words that say what it is."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    "text",
    [
        "i'm so glad that you liked it, it will be raining tomorrow",
        "i can't come, it's on friday 3pm",
        "is it true what they say, it's on friday 3pm?",
    ],
)
def test_a_story_without_a_time_of_its_own_is_none(text: str) -> None:
    """What is declined, asked or only talked of is no event, though a clause of it tells a time."""
    assert read(text).kind == "none"


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("haircut friday 3pm sorry i mean saturday", "haircut @ 11-28 15:00-16:00"),
        ("haircut sat 3pm, no wait, sunday", "haircut @ 11-29 15:00-16:00"),
        ("mtg w boss fri 5pm no 6pm", "mtg w boss @ 11-27 18:00-19:00"),
        ("lunch friday 1pm no wait saturday 2pm", "lunch @ 11-28 14:00-15:00"),
        ("haircut sat 3pm eh salah, jumaat", "haircut @ 11-27 15:00-16:00"),
        ("mesyuarat esok 3 petang silap 4 petang", "mesyuarat @ 11-24 16:00-17:00"),
        ("剪头发周六3点，不对，周日", "剪头发 @ 11-29 15:00-16:00"),
        ("周六3点剪头发 哦不是 4点", "剪头发 @ 11-28 16:00-17:00"),
        ("on the 5th no the 6th dinner", "dinner @ 12-06..12-07"),
        ("kelas isnin eh silap selasa 3pm dengan Ali", "kelas dengan Ali @ 11-24 15:00-16:00"),
        ("周五不对周六3点剪头发", "剪头发 @ 11-28 15:00-16:00"),
        ("dinner tomorrow 8pm no reservation needed", "dinner no reservation needed @ 11-24 20:00-21:00"),
        ("dinner tomorrow 8pm no 6 people", "dinner no 6 people @ 11-24 20:00-21:00"),
        ("salah satu mesyuarat esok 3pm", "salah satu mesyuarat @ 11-24 15:00-16:00"),
        ("lunch 12 bukan 11", "lunch @ 11-23 12:00-13:00"),
    ],
)
def test_a_second_thought_replaces_the_first(text: str, event: str) -> None:
    """A day or a clock that is put right in the same message is the one that counts, and nothing of it is a name."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("cuti sekolah 12hb hingga 3hb 1", "cuti sekolah @ 12-12..01-04"),
        ("cuti sekolah 12hb 12 hingga 3hb 1", "cuti sekolah @ 12-12..01-04"),
        ("cuti 5hb hingga 8hb", "cuti @ 12-05..12-09"),
        ("kursus 5hb 12 pukul 9", "kursus @ 12-05 09:00-10:00"),
    ],
)
def test_a_month_in_figures_ends_a_range_of_days(text: str, event: str) -> None:
    """Behind the second day of a range a number is its month, never a clock."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        (
            "meeting with Kok Leong tomorrow at 10 about the Q4 budget, should take around an hour and a half",
            "meeting with Kok Leong about the Q4 budget @ 11-24 10:00-11:30",
        ),
        ("call at 3pm about the contract friday", "call about the contract @ 11-27 15:00-16:00"),
        ("dinner 7pm about 2 hours tomorrow", "dinner @ 11-24 19:00-21:00"),
        ("meeting tomorrow about 10", "meeting @ 11-24 10:00-11:00"),
    ],
)
def test_about_is_of_what_follows_it(text: str, event: str) -> None:
    """About a thing is of the title, about an hour is of the time, and "should take" begins a length."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    "text",
    [
        "prep for the townhall the day before at 4pm",
        "sehari sebelum kenduri pukul 4 beli ayam",
        "前一天下午4点准备",
    ],
)
def test_a_day_counted_from_one_that_is_not_said_is_asked_for(text: str) -> None:
    """The day before something whose day is not known is never today; when it is is asked."""
    reading = read(text)
    assert (reading.kind, reading.question.code if reading.question else None) == ("ask", "no_time")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "tmr 9 standup, 10 review, 11 1:1 with Mei",
            ["standup @ 11-24 09:00-10:00", "review @ 11-24 10:00-11:00", "1:1 with Mei @ 11-24 11:00-12:00"],
        ),
        (
            "esok 9 mesyuarat, 2 dentist, 8 dinner",
            ["mesyuarat @ 11-24 09:00-10:00", "dentist @ 11-24 14:00-15:00", "dinner @ 11-24 20:00-21:00"],
        ),
        ("明天9点开会，10点面试", ["开会 @ 11-24 09:00-10:00", "面试 @ 11-24 10:00-11:00"]),
        ("tomorrow 2 eggs, 3 apples", ["2 eggs, 3 apples @ 11-24..11-25"]),
        ("tmr 9am standup with Ali, Mei and Sam", ["standup with Ali, Mei and Sam @ 11-24 09:00-10:00"]),
    ],
)
def test_a_day_with_its_hours_in_a_list(text: str, said: list[str]) -> None:
    """Behind a day every hour of a list begins an event of its own; counts and names begin none."""
    assert events(text) == said


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("考试 12月9日 上午九点 礼堂", "考试 礼堂 @ 12-09 09:00-10:00"),
        ("和客户明天3点开会", "和客户开会 @ 11-24 15:00-16:00"),
        ("周五请年假", "请年假 @ 11-27..11-28"),
        ("周五请病假", "请病假 @ 11-27..11-28"),
    ],
)
def test_chinese_titles_keep_their_words(text: str, event: str) -> None:
    """What stood apart stays apart, and 请 is of the title where it asks for nothing but leave."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("meeting 3pm meeting 4pm meeting 5pm", ["15:00-16:00", "16:00-17:00", "17:00-18:00"]),
        ("mesyuarat esok 3 petang mesyuarat 4 petang", ["15:00-16:00", "16:00-17:00"]),
        ("gym gym 7am", ["07:00-08:00"]),
    ],
)
def test_a_name_said_again_is_an_event_of_its_own(text: str, said: list[str]) -> None:
    """The same name with another clock each time is so many events."""
    assert [event.rpartition(" ")[2] for event in events(text)] == said


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("i'll be in singapore 3-4 dec", "in singapore @ 12-03..12-05"),
        ("I'll be in Penang next week", "in Penang @ 11-30..12-07"),
        ("1-on-1 with Mei fri 3pm", "1-on-1 with Mei @ 11-27 15:00-16:00"),
        ("tmr 3pm 1:1 with Mei", "1:1 with Mei @ 11-24 15:00-16:00"),
    ],
)
def test_where_one_will_be_and_talks_of_two(text: str, event: str) -> None:
    """A place with its days is an absence too; the ones of a 1-on-1 are no clock."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("haircut tomorrow at 6 or 7", ["18:00", "19:00"]),
        ("gym esok pukul 6 atau 7", ["18:00", "19:00"]),
        ("明天6点或7点剪头发", ["18:00", "19:00"]),
        ("haircut tomorrow at 7 or 8", ["07:00", "08:00"]),
        ("haircut tomorrow 6 or 7am", ["06:00", "07:00"]),
    ],
)
def test_two_hours_to_choose_from_are_of_one_half_of_the_day(text: str, said: list[str]) -> None:
    """Of "6 or 7" both are in the evening: nobody hesitates between six in the evening and seven in the morning."""
    question = read(text).question
    assert question is not None
    assert [f"{choice.event.when.starts_at(KL):%H:%M}" for choice in question.choices if choice.event] == said


@pytest.mark.parametrize(
    ("text", "event", "place"),
    [
        ("讲座明天3点在UTAR学生活动中心", "讲座 @ 11-24 15:00-16:00", "UTAR学生活动中心"),
        ("明天3点在双威大学上课", "上课 @ 11-24 15:00-16:00", "双威大学"),
        ("明天3点在马大学习", "学习 @ 11-24 15:00-16:00", "马大"),
        ("kem seminggu dari isnin", "kem @ 11-30..12-07", None),
        ("dentist dua minggu dari esok", "dentist @ 12-08..12-09", None),
        ("过一会儿4点开会", "开会 @ 11-23 16:00-17:00", None),
    ],
)
def test_places_that_end_with_the_message_and_weeks_that_begin(text: str, event: str, place: str | None) -> None:
    """A school at the end is a place as a whole; "seminggu dari Isnin" is the week that begins there."""
    [said] = read(text).events
    assert (spoken(said), said.location) == (event, place)
