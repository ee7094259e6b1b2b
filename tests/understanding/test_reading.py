"""The rules one by one: what a message gives beside its time, and what it does not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import Intent, Reading, understand
from calendar_core.domain.timespan import DaySpan, Timespan
from calendar_core.errors import UnknownTimezone

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 9, 10, tzinfo=KL)  # a Monday


def read(text: str, now: datetime = NOW, zone: str | ZoneInfo = KL, locale: str | None = None) -> Reading:
    return understand(text, now, zone, locale=locale)


def start_of(reading: Reading) -> datetime:
    when = reading.events[0].when
    assert isinstance(when, Timespan)
    return when.starts_at()


def test_people_stay_in_the_title_and_are_named() -> None:
    """Who an event is with is part of its title, and is told apart as well."""
    event = read("lunch with Ali and Mei Ling at Pavilion tomorrow 12.30-2pm").events[0]
    assert event.title == "lunch with Ali and Mei Ling"
    assert event.people == ("Ali", "Mei Ling")
    assert event.location == "Pavilion"
    assert event.end_said


def test_every_part_carries_its_span() -> None:
    """Each part of the answer says which words it came from."""
    text = "Dentist @ KLCC 下周五 10am for 45 min 🦷"
    spans = {span.role: span.text for span in read(text).events[0].spans}
    assert spans["date"] == "下周五"
    assert spans["time"] == "10am"
    assert spans["length"] == "for 45 min"
    assert spans["place"] == "KLCC"


def test_a_past_bare_clock_is_tomorrow_and_said() -> None:
    """A bare clock that has gone is tomorrow's, and the reading says that it was moved."""
    event = read("gym 7am").events[0]
    assert event.moved_to_next_day
    assert start_of(read("gym 7am")) == datetime(2026, 11, 24, 7, tzinfo=KL)
    assert not read("gym 7pm").events[0].moved_to_next_day


@pytest.mark.parametrize(
    "text", ["today 8am standup", "yesterday 3pm call", "pagi tadi pukul 7 joging", "昨天下午3点开会"]
)
def test_an_explicit_past_is_never_moved(text: str) -> None:
    """A time that is said to have gone is told, with what it would have been."""
    reading = read(text)
    assert reading.kind == "past"
    assert reading.problem is not None
    assert reading.problem.code == "past"
    assert reading.problem.event is not None
    assert reading.problem.event.when.starts_at(KL) < NOW


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("meeting 31 Feb 3pm", "impossible_date", "31 Feb"),
        ("meeting 25:00", "impossible_time", "25:00"),
        ("call at 3:75pm", "impossible_time", "at 3:75pm"),
        ("kenduri 30 Februari", "impossible_date", "30 Februari"),
        ("明天25点开会", "impossible_time", "25点"),
        ("trip 10 Dec 2026 to 8 Dec 2026", "end_before_start", "10 Dec 2026 to 8 Dec 2026"),
    ],
)
def test_what_cannot_be_is_named(text: str, code: str, words: str) -> None:
    """A date or a clock that cannot be is an error that names its words."""
    problem = read(text).problem
    assert problem is not None
    assert (problem.code, problem.words) == (code, words)


def test_a_wrong_weekday_is_asked_about() -> None:
    """A date and a weekday that disagree become a question with both readings."""
    reading = read("meeting Friday 12 Dec 3pm")
    assert reading.kind == "ask"
    assert reading.question is not None
    assert reading.question.code == "weekday_mismatch"
    days = [choice.event.when.starts_at(KL).date() for choice in reading.question.choices if choice.event]
    assert days == [date(2026, 12, 12), date(2026, 11, 27)]


def test_two_clocks_are_asked_about() -> None:
    """Of two clocks that are no range neither is dropped in silence."""
    reading = read("lunch tomorrow 1pm or 2pm")
    assert reading.kind == "ask"
    assert reading.question is not None
    hours = [choice.event.when.starts_at(KL).hour for choice in reading.question.choices if choice.event]
    assert hours == [13, 14]


def test_several_events_in_one_message() -> None:
    """Plainly several events in one message are several readings."""
    titles = [event.title for event in read("gym tomorrow 7am and dentist 3pm").events]
    assert titles == ["gym", "dentist"]
    lines = read("tomorrow\n9am standup\n2pm review").events
    assert [event.title for event in lines] == ["standup", "review"]


def test_two_clocks_that_are_both_meant() -> None:
    """At 8am and 8pm is two events of one title."""
    events = read("take meds every day at 8am and 8pm").events
    assert [(event.title, event.when.starts_at(KL).hour) for event in events] == [("take meds", 8), ("take meds", 20)]


def test_lead_and_order_to_remind() -> None:
    """Remind me to X at T reminds at T; a lead that is said is kept beside its event."""
    assert read("remind me to call mum at 5pm").events[0].reminder_minutes == 0
    assert read("flight Friday 7am, remind me 3 hours before").events[0].reminder_minutes == 180
    assert read("下午3点开会 提前15分钟提醒我").events[0].reminder_minutes == 15
    assert read("gym 7pm").events[0].reminder_minutes is None


@pytest.mark.parametrize(
    ("text", "row"), [("cancel 2", 2), ("batal no 3", 3), ("delete the second one", 2), ("取消第二个", 2)]
)
def test_cancel_by_row(text: str, row: int) -> None:
    """A request to cancel a row names the row."""
    reading = read(text)
    assert reading.kind == "none"
    assert reading.intent is Intent.CANCEL
    assert reading.target is not None
    assert reading.target.row == row


@pytest.mark.parametrize(
    ("text", "rows"),
    [("cancel 3 and 4", (3, 4)), ("delete 1, 2", (1, 2)), ("batal 1 dan 3", (1, 3)), ("取消1和2", (1, 2)),
     ("cancel 2-4", (2, 3, 4)), ("cancel the second and third", (2, 3))],
)  # fmt: skip
def test_cancel_several_rows(text: str, rows: tuple[int, ...]) -> None:
    """Several rows named at once are all named in the request."""
    target = read(text).target
    assert target is not None
    assert (target.row, target.rows) == (None, rows)


def test_cancel_by_words() -> None:
    """A request to cancel names the event by its words and narrows it by its time."""
    target = read("please cancel my dentist appointment tomorrow").target
    assert target is not None
    assert target.words == "dentist appointment"
    assert target.when == DaySpan(date(2026, 11, 24), date(2026, 11, 25), KL.key)


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("move dentist to Friday 4pm", "dentist", {"date", "time", "half"}),
        ("move dentist to 4pm", "dentist", {"time", "half"}),
        ("tunda mesyuarat ke esok", "mesyuarat", {"date"}),
        ("把牙医改到周五下午4点", "牙医", {"date", "time", "half"}),
        ("reschedule lunch with Ali to Thursday 1pm", "lunch with Ali", {"date", "time", "half"}),
    ],
)
def test_move_says_what_was_said(text: str, words: str, said: set[str]) -> None:
    """A request to move tells which event, where to, and which parts of that were said."""
    reading = read(text)
    assert reading.intent is Intent.MOVE
    assert reading.target is not None
    assert reading.target.words == words
    assert reading.target.said == said
    assert reading.target.new_when is not None


def test_move_by_a_length() -> None:
    """A request to put off by a length gives that length."""
    target = read("postpone the vet by 1 hour").target
    assert target is not None
    assert target.shift == timedelta(hours=1)


@pytest.mark.parametrize("text", ["move house on Saturday 9am", "change tyres tomorrow 10am", "push ups 6am"])
def test_moving_things_is_an_event(text: str) -> None:
    """A verb of moving without a new time is an event of its own."""
    assert read(text).kind == "event"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("what's on tomorrow?", Intent.LIST),
        ("ada apa esok", Intent.LIST),
        ("明天有什么安排", Intent.LIST),
        ("am I free Thursday afternoon?", Intent.FREE),
        ("undo", Intent.UNDO),
        ("help", Intent.HELP),
        ("thanks!", Intent.THANKS),
        ("terima kasih", Intent.THANKS),
        ("good morning", Intent.GREETING),
        ("why is the sky blue", Intent.QUESTION),
        ("I have 3 cats", Intent.CHATTER),
        ("", Intent.CHATTER),
    ],
)
def test_other_wishes(text: str, intent: Intent) -> None:
    """What is no event is told by what it wants, and makes nothing."""
    reading = read(text)
    assert (reading.kind, reading.intent) == ("none", intent)


def test_query_of_a_part_of_a_day() -> None:
    """Asking about an afternoon asks about all of it."""
    query = read("am I free Thursday afternoon?").query
    assert query is not None
    assert isinstance(query.when, Timespan)
    assert query.when.length >= timedelta(hours=4)


@pytest.mark.parametrize(
    ("text", "language"), [("meeting 3pm", "en"), ("mesyuarat esok pukul 3", "ms"), ("明天下午3点开会", "zh")]
)
def test_language_of_the_answer(text: str, language: str) -> None:
    """The reading says in which language most of the message is."""
    assert read(text).language == language


def test_gaps_and_folds_are_resolved_and_said() -> None:
    """A wall clock that does not exist, or exists twice, is resolved and noted."""
    before = datetime(2026, 3, 28, 20, tzinfo=ZoneInfo("Europe/London"))
    gap = read("call tomorrow 1.30am", before, "Europe/London")
    assert gap.events[0].notes == ("dst_gap",)
    assert start_of(gap).hour == 2
    autumn = datetime(2026, 10, 24, 20, tzinfo=ZoneInfo("Europe/London"))
    fold = read("call tomorrow 1.30am", autumn, "Europe/London")
    assert fold.events[0].notes == ("dst_fold",)
    assert start_of(fold).utcoffset() == timedelta(hours=1)


def test_elapsed_time_over_a_change_of_clocks() -> None:
    """In 6 hours is six hours on, whatever the clocks on the wall do."""
    before = datetime(2026, 3, 7, 22, tzinfo=ZoneInfo("America/New_York"))
    assert start_of(read("backup in 6 hours", before, "America/New_York")).hour == 5


def test_a_repeat_ends_within_its_last_day() -> None:
    """UNTIL of a repeat with a clock is an instant in UTC that takes in its day (RFC 5545, 3.3.10)."""
    event = read("tuition every Wed 5pm until 16 Dec").events[0]
    assert event.rrule == "FREQ=WEEKLY;BYDAY=WE;UNTIL=20261216T155959Z"


def test_arguments_are_checked() -> None:
    """A naive present or an unknown zone is an error of the caller."""
    with pytest.raises(ValueError, match="aware"):
        understand("meeting 3pm", NOW.replace(tzinfo=None), KL)
    with pytest.raises(UnknownTimezone):
        understand("meeting 3pm", NOW, "Mars/Olympus")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("budget next quarter", date(2027, 1, 1), date(2027, 4, 1)),
        ("audit 2nd quarter 2027", date(2027, 4, 1), date(2027, 7, 1)),
        ("files end of next quarter", date(2027, 3, 31), date(2027, 4, 1)),
        ("camp first week of December", date(2026, 12, 7), date(2026, 12, 14)),
        ("camp the week of 16 Dec", date(2026, 12, 14), date(2026, 12, 21)),
        ("payroll last working day of the month", date(2026, 11, 30), date(2026, 12, 1)),
        ("claims by EOM", date(2026, 11, 30), date(2026, 12, 1)),
        ("MC next 3 days", date(2026, 11, 24), date(2026, 11, 27)),
        ("出差明年3月5号", date(2027, 3, 5), date(2027, 3, 6)),
        ("交表三个月后10号", date(2027, 2, 10), date(2027, 2, 11)),
        ("lunch on mother's day", date(2027, 5, 9), date(2027, 5, 10)),
    ],
)
def test_spans_of_days(text: str, start: date, end: date) -> None:
    """Quarters, weeks of a month, working days and the ends of spans are the days that they name."""
    assert read(text).events[0].when == DaySpan(start, end, KL.key)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("report by EOD", datetime(2026, 11, 23, 17)),
        ("report eod Friday", datetime(2026, 11, 27, 17)),
        ("meeting after lunch", datetime(2026, 11, 23, 14)),
        ("gym Jumaat lepas kerja", datetime(2026, 11, 27, 18)),
        ("bola 12.30 tengah malam", datetime(2026, 11, 24, 0, 30)),
        ("flight esok 12.30 pagi", datetime(2026, 11, 24, 0, 30)),
        ("mtg nxt tue 2p", datetime(2026, 12, 1, 14)),
        ("call 3pm london time tomorrow", datetime(2026, 11, 24, 23)),
        ("remind me in 20 to call mum", datetime(2026, 11, 23, 9, 30)),
        ("会议三点半", datetime(2026, 11, 23, 15, 30)),
        ("interview 14h30", datetime(2026, 11, 23, 14, 30)),
        ("tmr 明天 10am demo", datetime(2026, 11, 24, 10)),
    ],
)
def test_clocks_said_in_other_ways(text: str, start: datetime) -> None:
    """Close of business, after lunch, half past midnight, letters for halves of the day and cities' times."""
    assert start_of(read(text)) == start.replace(tzinfo=KL)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("standup every weekday except Friday 9am", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH"),
        ("senaman setiap hari kecuali Ahad 6 pagi", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA"),
        ("除了周日每天早上7点跑步", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA"),
        ("payroll last working day of every month 3pm", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
        ("bill review quarterly on 1 Jan 9am", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1"),
        ("每天早上7点跑步，到12月20日为止", "FREQ=DAILY;UNTIL=20261220T155959Z"),
        ("huddle daily at 9 until 18 Dec", "FREQ=DAILY;UNTIL=20261218T155959Z"),
    ],
)
def test_repeats_said_in_other_ways(text: str, rule: str) -> None:
    """Exceptions by weekday, working days, quarters, and an end after a bare clock."""
    assert read(text).events[0].rrule == rule


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("后天要交作业", "交作业"),
        ("想去看电影 周六晚上8点", "去看电影"),
        ("明天要求汇报 3点", "要求汇报"),
        ("saya nak jumpa doktor esok 10 pagi", "jumpa doktor"),
        ("need to submit the form tomorrow", "submit the form"),
    ],
)
def test_what_has_to_be_done_is_the_title_without_having_to(text: str, title: str) -> None:
    """Need, nak and 要 only ask; 要求 is a word of its own."""
    assert read(text).events[0].title == title


@pytest.mark.parametrize(
    ("text", "first", "left_out"),
    [
        ("yoga every tuesday 7am except 22 dec", date(2026, 11, 24), [date(2026, 12, 22)]),
        (
            "kelas setiap isnin 8 malam kecuali 21 dan 28 dis",
            date(2026, 11, 23),
            [date(2026, 12, 21), date(2026, 12, 28)],
        ),
        ("每周一上午11点开会，12月21日除外", date(2026, 11, 23), [date(2026, 12, 21)]),
        ("gym daily 6pm except 24-25 dec", date(2026, 11, 23), [date(2026, 12, 24), date(2026, 12, 25)]),
        ("gym every day 7pm except weekends and 25 dec", date(2026, 11, 23), [date(2026, 12, 25)]),
        ("yoga every tuesday 7am except tomorrow and 8 dec", date(2026, 12, 1), [date(2026, 12, 8)]),
        ("piano every 2 weeks on friday 5pm except 11 dec", date(2026, 11, 27), [date(2026, 12, 11)]),
    ],
)
def test_days_that_a_repeat_leaves_out(text: str, first: date, left_out: list[date]) -> None:
    """Days after "except" are left out of the repeat, and its first day is one that is not."""
    reading = read(text)
    assert start_of(reading).astimezone(KL).date() == first
    assert list(reading.events[0].exdates) == left_out


@pytest.mark.parametrize(
    ("text", "words"),
    [("sync every Monday 9am except 29 Dec", "except 29 Dec"), ("call 3pm tomorrow until", "until")],
)
def test_words_of_time_left_over_are_asked_about(text: str, words: str) -> None:
    """What looks like a time and was not understood is asked about, with the event without it as the choice."""
    reading = read(text)
    assert reading.kind == "ask"
    assert reading.question is not None
    assert (reading.question.code, reading.question.words) == ("unknown_time_words", words)
    assert [span.text for span in reading.unread] == [words]


def test_a_day_said_last_is_that_of_all() -> None:
    """Of several events in one message with one day at the end, all are on that day."""
    events = read("standup 9am, lunch 1pm and gym 7pm tomorrow").events
    assert [event.when.starts_at(KL) for event in events] == [
        datetime(2026, 11, 24, hour, tzinfo=KL) for hour in (9, 13, 19)
    ]


@pytest.mark.parametrize(
    ("text", "title", "place"),
    [
        ("see dr tomorrow 3pm", "see dr", None),
        ("viewing at 23 Jalan Setia Sunday 11am", "viewing", "23 Jalan Setia"),
        ("check in hotel 20 Dec 3pm", "check in hotel", None),
        ("lunch 1pm at Madam Kwan's", "lunch", "Madam Kwan's"),
        ("pasar malam Thursday 6pm", "pasar malam", None),
    ],
)
def test_words_that_only_look_like_times(text: str, title: str, place: str | None) -> None:
    """A doctor, a street's number, a name one letter from a time: they stay where they belong."""
    event = read(text).events[0]
    assert (event.title, event.location) == (title, place)


@pytest.mark.parametrize(
    ("text", "language"), [("padam bola", "ms"), ("undo", ""), ("2", ""), ("remove gym", "en"), ("取消会议", "zh")]
)
def test_language_of_a_request(text: str, language: str) -> None:
    """The words of a request tell its language; where nothing tells, no language is claimed."""
    assert read(text).language == language


@pytest.mark.parametrize(
    ("text", "words", "minutes"),
    [
        ("postpone tea with Mei Ling by 30 min", "tea with Mei Ling", 30),
        ("tunda jumpa doktor 1 jam", "jumpa doktor", 60),
        ("move focus work an hour later", "focus work", 60),
        ("move standup 30 min earlier", "standup", -30),
        ("把面试推迟一小时", "面试", 60),
    ],
)
def test_shifts_name_their_event_without_the_length(text: str, words: str, minutes: int) -> None:
    """A move by a length names the event, and how far, earlier being less than nothing."""
    target = read(text).target
    assert target is not None
    assert (target.words, target.shift) == (words, timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("move team lunch to next friday 1-3pm", datetime(2026, 12, 4, 13), datetime(2026, 12, 4, 15)),
        ("move lunch to Friday 1 to 3pm", datetime(2026, 11, 27, 13), datetime(2026, 11, 27, 15)),
        ("move gym from 3pm to 5pm", datetime(2026, 11, 23, 17), datetime(2026, 11, 23, 18)),
    ],
)
def test_moves_to_a_range(text: str, first: datetime, last: datetime) -> None:
    """The "to" of a range is not the "to" of the move, unless there is no other."""
    target = read(text).target
    assert target is not None
    assert target.new_when == Timespan(first.replace(tzinfo=KL), last.replace(tzinfo=KL), KL.key)


def test_requests_of_few_words() -> None:
    """One word asks for the list; a question for when something is names what is sought; "this Friday" looks ahead."""
    assert [read(text).intent for text in ("日程", "列表", "jadual", "calendar")] == [Intent.LIST] * 4
    sought = read("when is my dentist appointment?").query
    assert sought is not None
    assert sought.words == "dentist appointment"
    saturday = NOW + timedelta(days=5)
    query = read("ada apa hari jumaat ni?", saturday).query
    assert query is not None
    assert query.when == DaySpan(date(2026, 12, 4), date(2026, 12, 5), KL.key)
    target = read("取消看牙医").target
    assert target is not None
    assert target.words == "看牙医"
