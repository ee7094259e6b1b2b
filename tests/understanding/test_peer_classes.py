"""A line of each class of phrase that the published suites of other parsers showed to be unread; words our own."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import EventReading, understand
from calendar_core.domain.timespan import DaySpan

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 9, 10, tzinfo=KL)  # a Monday


def when_of(event: EventReading) -> str:
    """The first day or moment of an event, and its end where the message gave one."""
    when = event.when
    if isinstance(when, DaySpan):
        first, last = when.start.isoformat(), when.end.isoformat()
    else:
        first, last = (f"{moment:%Y-%m-%dT%H:%M}" for moment in (when.starts_at(KL), when.ends_at(KL)))
    return f"{first}/{last}" if event.end_said else first


@pytest.mark.parametrize(
    ("text", "title", "when"),
    [
        ("lunch 19 dec 1530", "lunch", "2026-12-19T15:30"),
        ("audit dec 19 0930-1045", "audit", "2026-12-19T09:30/2026-12-19T10:45"),
        ("audit dec 19 2027 1530", "audit", "2027-12-19T15:30"),
        ("Aug. 25 vet", "vet", "2027-08-25"),
        ("vet on Jan. 7, 2027 at 5pm", "vet", "2027-01-07T17:00"),
        ("vet 8/May/2027 3pm", "vet", "2027-05-08T15:00"),
        ("vet 10-Aug", "vet", "2027-08-10"),
        ("vet 2027/Feb/10", "vet", "2027-02-10"),
        ("run december 20 morning", "run", "2026-12-20T09:00"),
        ("run thursday late afternoon", "run", "2026-11-26T15:00"),
        ("one hour before 6pm leave home", "leave home", "2026-11-23T17:00"),
        ("leave 30 minutes after noon", "leave", "2026-11-23T12:30"),
        ("wake up at 6", "wake up", "2026-11-24T06:00"),
        ("bangun pukul 6 esok", "bangun", "2026-11-24T06:00"),
        ("明天6点起床", "起床", "2026-11-24T06:00"),
        ("stretch 3pm 15'", "stretch", "2026-11-23T15:00/2026-11-23T15:15"),
        ("hotel on the 27th for one night", "hotel", "2026-11-27/2026-11-28"),
        ("trip this Friday to this Monday", "trip", "2026-11-27/2026-12-01"),
        ("leave from today to tomorrow afternoon", "leave", "2026-11-23/2026-11-25"),
        ("camp Friday evening to Sunday morning", "camp", "2026-11-27T18:00/2026-11-29T09:00"),
        ("the deadline is Friday", "the deadline", "2026-11-27"),
        ("our flight is on 20 March at 6.55am", "our flight", "2027-03-20T06:55"),
        ("audit in 1 year, 1 month and 2 weeks", "audit", "2028-01-06"),
        ("45 minutes", "", "2026-11-23T09:55"),
        ("second to last friday of december party", "party", "2026-12-18"),
        ("call the day after Christmas", "call", "2026-12-26"),
        ("dinner the friday before Christmas", "dinner", "2026-12-18"),
        ("review monday after 12/12", "review", "2026-12-14"),
        ("review two weeks after 5 Dec", "review", "2026-12-19"),
        ("party a week before 25 dec", "party", "2026-12-18"),
        ("duty tomorrow 9 to noon", "duty", "2026-11-24T09:00/2026-11-24T12:00"),
        ("duty tomorrow half past seven to 4pm", "duty", "2026-11-24T07:30/2026-11-24T16:00"),
        ("away between Friday and Sunday", "away", "2026-11-27/2026-11-30"),
        ("away between 4pm 1 Dec and 5pm 3 Dec", "away", "2026-12-01T16:00/2026-12-03T17:00"),
        ("movie 7.30p", "movie", "2026-11-23T19:30"),
        ("report from jan to march", "report", "2027-01-01/2027-04-01"),
        ("trip this winter", "trip", "2026-12-21/2027-03-21"),
        ("trip next summer", "trip", "2027-06-21/2027-09-21"),
        ("明年夏天旅行", "旅行", "2027-06-21/2027-09-21"),
        ("review the coming week", "review", "2026-11-30/2026-12-07"),
        ("camp May eighth to tenth", "camp", "2027-05-08/2027-05-11"),
        ("set a timer for 5 minutes", "timer", "2026-11-23T09:15"),
        ("+15 minutes", "", "2026-11-23T09:25"),
        ("review 2 days after next Friday", "review", "2026-12-06"),
        ("review 2 weeks after yesterday", "review", "2026-12-06"),
        ("kenduri lusa lepas isyak", "kenduri", "2026-11-25T21:00"),
        ("ambil paspot Jumaat lepas solat", "ambil paspot", "2026-11-27T14:30"),
        ("kelas mengaji esok lepas subuh pukul 7", "kelas mengaji", "2026-11-24T07:00"),
        ("mesyuarat 19 dis 1530", "mesyuarat", "2026-12-19T15:30"),
        ("cuti 24-27/12", "cuti", "2026-12-24/2026-12-28"),
        ("kenduri sehari sebelum Krismas", "kenduri", "2026-12-24"),
        ("gerak sejam sebelum pukul 6 petang", "gerak", "2026-11-23T17:00"),
        ("gerak 30 minit selepas pukul 3 petang", "gerak", "2026-11-23T15:30"),
        ("tarikh akhir adalah Jumaat", "tarikh akhir", "2026-11-27"),
        ("kursus Jumaat petang hingga Ahad pagi", "kursus", "2026-11-27T15:00/2026-11-29T09:00"),
        ("十月的第一个星期一开会", "开会", "2027-10-04"),
        ("月底前交报告", "交报告", "2026-11-30"),
        ("明天下午三点前到机场", "到机场", "2026-11-24T15:00"),
        ("周三至五出差", "出差", "2026-11-25/2026-11-28"),
        ("六月底交报告", "交报告", "2027-06-30"),
        ("12月初旅行", "旅行", "2026-12-01"),
        ("9-12点半培训", "培训", "2026-11-24T09:00/2026-11-24T12:30"),
        ("儿童节去公园", "儿童节去公园", "2027-06-01"),
    ],
)
def test_when_it_is(text: str, title: str, when: str) -> None:
    """The time of each is read whole, and nothing of it is left in the title."""
    reading = understand(text, NOW, KL)
    assert [(when_of(event), event.title) for event in reading.events] == [(when, title)]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("water plants every 4th day", "FREQ=DAILY;INTERVAL=4"),
        ("rent the 4th of every other month", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=4"),
        ("rent every 3rd month on the 4th", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=4"),
        ("review first friday of every 3 months", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1FR"),
        ("review 2nd to last friday of each month", "FREQ=MONTHLY;BYDAY=-2FR"),
        ("review first and third fridays of each month", "FREQ=MONTHLY;BYDAY=1FR,3FR"),
        ("report first day of each month", "FREQ=MONTHLY;BYMONTHDAY=1"),
        ("report beginning of each month", "FREQ=MONTHLY;BYMONTHDAY=1"),
        ("report last of each month", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("laporan hari pertama setiap bulan", "FREQ=MONTHLY;BYMONTHDAY=1"),
        ("fair every other year on the first sunday in may", "FREQ=YEARLY;INTERVAL=2;BYMONTH=5;BYDAY=1SU"),
        ("pay every year on june 21st and 30th", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=21,30"),
        ("pay every 20th and 30th of aug", "FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=20,30"),
        ("backup 31st day of every year", "FREQ=YEARLY;BYYEARDAY=31"),
        ("gym fridays twice", "FREQ=WEEKLY;BYDAY=FR;COUNT=2"),
        ("gym every friday 7am 3x", "FREQ=WEEKLY;BYDAY=FR;COUNT=3"),
        ("clinic each week on thu-sat", "FREQ=WEEKLY;BYDAY=TH,FR,SA"),
        ("market saturdays through tuesdays", "FREQ=WEEKLY;BYDAY=MO,TU,SA,SU"),
        ("class every tue for up to 2 weeks", "FREQ=WEEKLY;BYDAY=TU;COUNT=2"),
        ("yoga every tue starting march", "FREQ=WEEKLY;BYDAY=TU"),
        ("swim weekend mornings at 7", "FREQ=WEEKLY;BYDAY=SA,SU"),
        ("yoga tuesday evenings", "FREQ=WEEKLY;BYDAY=TU"),
        ("standup M-F 9am", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("birthday every 15/4", "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=15"),
        ("gym every fri except in dec", "FREQ=WEEKLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11;BYDAY=FR"),
        ("gym daily except in may and june", "FREQ=DAILY;BYMONTH=1,2,3,4,7,8,9,10,11,12"),
        ("pay bills 1st and 15th monthly", "FREQ=MONTHLY;BYMONTHDAY=1,15"),
        ("review every quarter on the first monday", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO"),
        ("take pill every 8 hours for 3 days", "FREQ=HOURLY;INTERVAL=8;COUNT=9"),
        ("mesyuarat jumaat pertama setiap 3 bulan", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1FR"),
        ("yuran 3 bulan sekali", "FREQ=MONTHLY;INTERVAL=3"),
        ("每月初交租", "FREQ=MONTHLY;BYMONTHDAY=1"),
    ],
)
def test_how_it_repeats(text: str, rule: str) -> None:
    """Each repeat is the rule that is said."""
    assert [event.rrule for event in understand(text, NOW, KL).events] == [rule]


def test_weekdays_in_a_row_are_each_one() -> None:
    """Mon wed fri is three days, without a word between them."""
    days = {when_of(event) for event in understand("standup mon wed fri 9am", NOW, KL).events}
    assert days == {"2026-11-30T09:00", "2026-11-25T09:00", "2026-11-27T09:00"}


@pytest.mark.parametrize(
    "text", ["gym every Monday 7am except 25 Dec", "gym every Mon and Wed 7am except public holidays"]
)
def test_an_exception_is_asked_about(text: str) -> None:
    """What a rule cannot say is never dropped: the exception is asked about."""
    reading = understand(text, NOW, KL)
    assert reading.kind == "ask"
    assert reading.unread[0].text.startswith("except")


@pytest.mark.parametrize("text", ["buy 3x eggs tomorrow", "call the bank twice tomorrow"])
def test_a_count_alone_repeats_nothing(text: str) -> None:
    """How many of a thing are bought, or how often in one day, makes no repeat."""
    assert understand(text, NOW, KL).events[0].rrule is None


@pytest.mark.parametrize("text", ["三日前打羽毛球", "17/7/18 3pm call", "7/17/18 3:00 p.m. call", "call 1/1/95"])
def test_what_has_gone_is_told(text: str) -> None:
    """A day that has gone is told as one, in whatever form it is written."""
    assert understand(text, NOW, KL).kind == "past"


@pytest.mark.parametrize("text", ["Version: 1.1.30", "he is here on Friday", "a minute", "24 hours a day", "三天"])
def test_what_is_no_event(text: str) -> None:
    """Numbers that only look like a time and statements make nothing."""
    assert understand(text, NOW, KL).kind == "none"


@pytest.mark.parametrize(("text", "language"), [("31 Feb kenduri", "ms"), ("31 Feb", ""), ("meeting 31 Feb", "en")])
def test_a_month_that_two_languages_share_tells_neither(text: str, language: str) -> None:
    """An error is answered in the language of the words that are of one language alone."""
    reading = understand(text, NOW, KL)
    assert (reading.kind, reading.language) == ("error", language)
