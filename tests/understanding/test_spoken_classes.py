"""Classes of messages as a stranger wrote them: each in the three languages, with what each of them means."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import EventReading, Reading, understand
from calendar_core.domain.timespan import DaySpan

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 9, 10, tzinfo=KL)  # a Monday


def read(text: str) -> Reading:
    return understand(text, NOW, KL)


def spoken(event: EventReading) -> str:
    """Title, time, repeat, lead: "gym @ 11-24 07:00-08:00 FREQ=DAILY -30"; of whole days the end is exclusive."""
    when = event.when
    if isinstance(when, DaySpan):
        time = f"{when.start:%m-%d}..{when.end:%m-%d}"
    else:
        time = f"{when.starts_at(KL):%m-%d %H:%M}-{when.ends_at(KL):%H:%M}"
    lead = None if event.reminder_minutes is None else f"-{event.reminder_minutes}"
    return " ".join(filter(None, (event.title, "@", time, event.rrule, lead)))


def events(text: str) -> list[str]:
    return [spoken(event) for event in read(text).events]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("gym sat 7am warn me half an hour before", "gym @ 11-28 07:00-08:00 -30"),
        ("gym sat 7am 1.5hrs ping me 45 min early", "gym @ 11-28 07:00-08:30 -45"),
        ("gym sat 7am 2 hours, reminder 1 day before", "gym @ 11-28 07:00-09:00 -1440"),
        ("gym sat 7am shout me 45 min earlier", "gym @ 11-28 07:00-08:00 -45"),
        ("gym sat 7am, let me know 15 mins in advance", "gym @ 11-28 07:00-08:00 -15"),
        ("gym sat 7am give me a heads up 30 min before", "gym @ 11-28 07:00-08:00 -30"),
        ("1 day before give me a heads up: thesis defence 8 jan 2pm", "thesis defence @ 01-08 14:00-15:00 -1440"),
        ("ke hospital lusa 8 pagi 4 jam, ingatkan aku 2 jam awai", "ke hospital @ 11-25 08:00-12:00 -120"),
        ("mesyuarat esok 3 petang kasi tau aku sejam awal", "mesyuarat @ 11-24 15:00-16:00 -60"),
        ("mesyuarat esok 3 petang beri amaran sejam awal", "mesyuarat @ 11-24 15:00-16:00 -60"),
        ("明天3点开会 提前半小时告诉我", "开会 @ 11-24 15:00-16:00 -30"),
        ("明天3点开会 提早半小时跟我说", "开会 @ 11-24 15:00-16:00 -30"),
    ],
)
def test_a_reminder_asked_for_in_other_words_is_a_lead_time(text: str, event: str) -> None:
    """Whatever verb stands beside a lead time asks for that reminder, and is neither a length nor of the title."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("dont let me forget ah, tmr morn 7.45 bring art smock", "bring art smock @ 11-24 07:45-08:45"),
        ("jangan bagi aku lupa, esok 7.45 pagi bawa baju", "bawa baju @ 11-24 07:45-08:45"),
        ("别让我忘了，明天早上7点45带画衣", "带画衣 @ 11-24 07:45-08:45"),
        ("help shu move house sat 9am", "help shu move house @ 11-28 09:00-10:00"),
        ("help with homework sat 9am", "help with homework @ 11-28 09:00-10:00"),
        ("help add dentist sat 9am", "dentist @ 11-28 09:00-10:00"),
        ("tolong mak masak sabtu 9 pagi", "tolong mak masak @ 11-28 09:00-10:00"),
        ("tolong hantar baju sabtu 9 pagi", "hantar baju @ 11-28 09:00-10:00"),
        ("帮妈妈搬家星期六早上9点", "帮妈妈搬家 @ 11-28 09:00-10:00"),
    ],
)
def test_what_asks_the_bot_goes_and_what_one_does_for_another_stays(text: str, event: str) -> None:
    """Words that ask the bot not to let one forget are of the order; help that one gives is of the title."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("saban ahad 6.30 pagi kuliah", "kuliah @ 11-29 06:30-07:30 FREQ=WEEKLY;BYDAY=SU"),
        ("each and every monday 9am standup", "standup @ 11-30 09:00-10:00 FREQ=WEEKLY;BYDAY=MO"),
        ("car loan on the 3rd of each and every month", "car loan @ 12-03..12-04 FREQ=MONTHLY;BYMONTHDAY=3"),
        ("setiap dan tiap-tiap bulan 3hb bayar kereta", "bayar kereta @ 12-03..12-04 FREQ=MONTHLY;BYMONTHDAY=3"),
        ("for the next five thursdays physio 4.15pm", "physio @ 11-26 16:15-17:15 FREQ=WEEKLY;BYDAY=TH;COUNT=5"),
        ("physio 4.15pm for 5 thursdays", "physio @ 11-26 16:15-17:15 FREQ=WEEKLY;BYDAY=TH;COUNT=5"),
        ("lima khamis berturut-turut 4 petang fisio", "fisio @ 11-26 16:00-17:00 FREQ=WEEKLY;BYDAY=TH;COUNT=5"),
        ("接下来五个星期四下午4点物理治疗", "物理治疗 @ 11-26 16:00-17:00 FREQ=WEEKLY;BYDAY=TH;COUNT=5"),
        ("meeting jam 5 khamis depan", "meeting @ 12-03 17:00-18:00"),
    ],
)
def test_other_words_for_every_and_a_count_of_weekdays_recur(text: str, event: str) -> None:
    """ "Saban" and "each and every" are every; so many Thursdays are a weekly repeat with that count."""
    assert events(text) == [event]


@pytest.mark.parametrize("text", ["3 sundays ago we met", "5 working days left", "work 2 saturdays a month"])
def test_a_count_of_weekdays_that_is_only_told_makes_no_repeat(text: str) -> None:
    """Weekdays that are counted back, within a month or as working days are no repeat."""
    assert not any(event.rrule and "COUNT" in event.rrule for event in read(text).events)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("quarter past two till ten to four tmr maths paper 2", "maths paper 2 @ 11-24 14:15-15:50"),
        ("9am to quarter to ten tmr class", "class @ 11-24 09:00-09:45"),
        ("between quarter past 3 and 5 tmr class", "class @ 11-24 15:15-17:00"),
        ("half past 7pm - half past 9pm tmr dinner", "dinner @ 11-24 19:30-21:30"),
        ("work nine to five tmr", "work @ 11-24 09:00-17:00"),
        ("ten to four tmr dentist", "dentist @ 11-24 15:50-16:50"),
        ("esok 2 suku hingga 3 setengah kelas", "kelas @ 11-24 14:15-15:30"),
        ("明天两点一刻到三点三刻上课", "上课 @ 11-24 14:15-15:45"),
    ],
)
def test_both_ends_of_a_range_may_be_told_in_words(text: str, event: str) -> None:
    """Minutes past and to the hour are clocks at either end of a range."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("first aid refresher sat start 8.30am end 12.45pm", "first aid refresher @ 11-28 08:30-12:45"),
        ("workshop tmr starts at 9am and ends at 5pm", "workshop @ 11-24 09:00-17:00"),
        ("class sat start 8 end 10", "class @ 11-28 08:00-10:00"),
        ("meeting tmr 9am, finishes 10.30am", "meeting @ 11-24 09:00-10:30"),
        ("kursus esok mula 9 pagi tamat 5 petang", "kursus @ 11-24 09:00-17:00"),
        ("kursus esok bermula jam 9 pagi dan berakhir jam 5 petang", "kursus @ 11-24 09:00-17:00"),
        ("课程明天早上9点开始下午5点结束", "课程 @ 11-24 09:00-17:00"),
        ("明天培训9点开始，12点结束", "培训 @ 11-24 09:00-12:00"),
        ("yoga tmr 7pm end of year party", "yoga end of year party @ 11-24 19:00-20:00"),
    ],
)
def test_verbs_that_tell_when_it_starts_and_ends_are_a_range(text: str, event: str) -> None:
    """Start and end, mula and tamat, 开始 and 结束 stand between two times like from and until."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("2moro nyt 1030 call sis", "call sis @ 11-24 22:30-23:30"),
        ("tonight 1030-1130 call mum", "call mum @ 11-23 22:30-23:30"),
        ("sat night 1030-1230 party", "party @ 11-28 22:30-00:30"),
        ("esok 0830 malam kelas", "kelas @ 11-24 20:30-21:30"),
        ("bsok ptg 0230 kelas", "kelas @ 11-24 14:30-15:30"),
        ("明天晚上1030打给妈妈", "打给妈妈 @ 11-24 22:30-23:30"),
        ("tmr morning 1030 call", "call @ 11-24 10:30-11:30"),
        ("night shift sat 1000-1800", "night shift @ 11-28 10:00-18:00"),
    ],
)
def test_a_word_for_the_part_of_the_day_decides_for_four_digits_too(text: str, event: str) -> None:
    """1030 beside a word for the night is half past ten in the evening; a name with "night" in it says nothing."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    "text",
    [
        "masa sekolah dulu tiap hari jalan kaki 3 kilometer",
        "we used to jog every sunday 7am",
        "小时候每周日去教堂",
        "no plat dia WXY 1530, kereta putih",
        "his plate is WXY 1530",
        "车牌是 WXY 1530 白色",
        "my unit is 12-3A, third lift on the left",
        "unit kami 12-3",
        "我家12-3A",
        "sun block spf 50 which brand good",
        "sunscreen spf 50 mana bagus",
        "防晒霜哪个牌子好",
        "nasi lemak now 8 ringgit, last year 5.50 only",
        "ayam sekarang 12 ringgit, tahun lepas 9.50 je",
        "鸡饭现在8块，去年才5.50",
        "my watch broke again, just bought it last month",
        "jam tangan dia rosak lagi, baru beli bulan lepas",
        "手表又坏了，上个月才买的",
        "best gila concert semalam, balik rumah pukul 2am",
    ],
)
def test_stories_numbers_of_things_and_prices_create_nothing(text: str) -> None:
    """What was, what something costs and how it is numbered asks for nothing, and is no slip of a time either."""
    assert read(text).kind == "none"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("dentist yesterday 3pm", "past"),
        ("mesyuarat minggu lepas", "past"),
        ("昨天3点开会", "past"),
        ("周五以前交报告", "event"),
        ("beli susu dulu esok", "event"),
        ("meeting tmr 9-11a", "event"),
        ("sun bbq 5pm", "event"),
        ("renew plat WXY 1530 tmr 3pm", "event"),
    ],
)
def test_what_only_looks_like_such_talk_is_still_read(text: str, kind: str) -> None:
    """A meeting that has gone is asked about; before Friday, first and a range to the morning are of an event."""
    assert read(text).kind == kind


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("clinic tmr 9am, roughly 2 hours", "clinic @ 11-24 09:00-11:00"),
        ("clinic tmr 9am about 2 hours", "clinic @ 11-24 09:00-11:00"),
        ("clinic tmr 9am 2 hours more or less", "clinic @ 11-24 09:00-11:00"),
        ("klinik di KK Greentown esok 9 pagi, lebih kurang 2 jam", "klinik @ 11-24 09:00-11:00"),
        ("klinik esok 9 pagi dalam lingkungan 2 jam", "klinik @ 11-24 09:00-11:00"),
        ("明天9点看医生大概两小时", "看医生 @ 11-24 09:00-11:00"),
        ("明天9点看医生，大约要2个小时", "看医生 @ 11-24 09:00-11:00"),
        ("明天9点看医生两小时左右", "看医生 @ 11-24 09:00-11:00"),
        ("about a week from today dentist", "dentist @ 11-30..12-01"),
    ],
)
def test_about_so_long_is_that_length(text: str, event: str) -> None:
    """Words that say a length is not exact are no part of the title."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("on christmas eve 8pm carolling", "carolling @ 12-24 20:00-21:00"),
        ("carolling on christmas eve 8pm", "carolling @ 12-24 20:00-21:00"),
        ("christmas eve dinner 8pm", "christmas eve dinner @ 12-24 20:00-21:00"),
        ("malam krismas 8 malam nyanyi", "nyanyi @ 12-24 20:00-21:00"),
        ("hari krismas 1 tengah hari", "hari krismas @ 12-25 13:00-14:00"),
        ("圣诞节中午一点一家人吃火锅", "一家人吃火锅 @ 12-25 13:00-14:00"),
        ("圣诞节派对晚上8点", "圣诞节派对 @ 12-25 20:00-21:00"),
    ],
)
def test_a_holiday_is_of_the_title_only_where_it_names_the_event(text: str, event: str) -> None:
    """Beside its clock or behind "on" a holiday says when; before a word of the title, or alone, it says what."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("team building dec 8 and 9", ["team building @ 12-08..12-10"]),
        ("team building 8 and 9 dec", ["team building @ 12-08..12-10"]),
        ("team building 8 dan 9 dis", ["team building @ 12-08..12-10"]),
        ("lawatan disember 8 dan 9", ["lawatan @ 12-08..12-10"]),
        ("12月8和9号团建", ["团建 @ 12-08..12-10"]),
        ("trip dec 8 and 15", ["trip @ 12-08..12-09", "trip @ 12-15..12-16"]),
        ("dinner dec 8 and 9 pax", ["dinner and 9 pax @ 12-08..12-09"]),
    ],
)
def test_two_dates_of_one_month_are_days_in_a_row_or_two_events(text: str, said: list[str]) -> None:
    """Dec 8 and 9 are one event of two days, Dec 8 and 15 two events; a count behind "and" is no date."""
    assert events(text) == said


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("hari rabu bersamaan 30 disember 2026 jam 3.00 petang, sidang media", "sidang media @ 12-30 15:00-16:00"),
        ("hi sir this is to confirm your aircond servicing on 2 dec 2pm", "aircond servicing @ 12-02 14:00-15:00"),
        ("ini untuk sahkan servis aircond pada 2 dis 2 petang", "servis aircond @ 12-02 14:00-15:00"),
        ("您好，确认您的冷气维修12月2日下午2点", "冷气维修 @ 12-02 14:00-15:00"),
        ("Majlis Doa\nHari/Tarikh: Sabtu, 26 Disember 2026\nMasa: 8 malam", "Majlis Doa @ 12-26 20:00-21:00"),
        ("BBQ\nDay/Date: Sat, 26 Dec\nTime: 7pm\n\nThanks & regards,\nAli", "BBQ @ 12-26 19:00-20:00"),
        ("Mesyuarat PIBG\nMasa: esok 8 malam\nSekian, terima kasih\nSetiausaha", "Mesyuarat PIBG @ 11-24 20:00-21:00"),
        ("every day 8.45am clock in", "clock in @ 11-24 08:45-09:45 FREQ=DAILY"),
        ("clock in tmr 8am", "clock in @ 11-24 08:00-09:00"),
        ("due date for thesis chapter 3 is 15 jan", "due date for thesis chapter 3 @ 01-15..01-16"),
        ("tarikh akhir tesis bab 3 ialah 15 jan", "tarikh akhir tesis bab 3 @ 01-15..01-16"),
        ("论文截止日期是1月15日", "论文截止日期 @ 01-15..01-16"),
        ("antara pukul 2 dengan 4 petang esok pasang modem", "pasang modem @ 11-24 14:00-16:00"),
    ],
)
def test_words_of_notices_are_of_no_title_and_words_of_a_verb_are(text: str, event: str) -> None:
    """What announces, labels or signs is taken away; "clock in" and "due date for chapter 3" stay whole."""
    assert events(text) == [event]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("baby shower, not this saturday but the one after, 10am", "baby shower @ 12-05 10:00-11:00"),
        ("not this friday but the next one, dinner 7pm", "dinner @ 12-04 19:00-20:00"),
        ("bukan sabtu ni tapi sabtu lepas tu, kenduri 10 pagi", "kenduri @ 12-05 10:00-11:00"),
        ("kenduri 10 pagi bukan sabtu ni tapi yang satu lagi", "kenduri @ 12-05 10:00-11:00"),
        ("不是这个星期六，是下一个，早上10点聚会", "聚会 @ 12-05 10:00-11:00"),
        ("不是这个星期六，是下一个星期六，早上10点聚会", "聚会 @ 12-05 10:00-11:00"),
        ("bukan sabtu ni, sabtu depan kenduri 10 pagi", "kenduri @ 12-05 10:00-11:00"),
    ],
)
def test_not_this_day_but_the_one_after_is_a_week_later(text: str, event: str) -> None:
    """The day that is refused is the one from which the other is counted."""
    assert events(text) == [event]


def test_a_meeting_of_a_unit_has_its_clocks() -> None:
    """Only what is said to be a unit is one: "unit meeting 12-3" is from noon to three."""
    assert events("unit meeting 12-3 tmr") == ["unit meeting @ 11-24 12:00-15:00"]
