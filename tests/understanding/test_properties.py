"""What holds for every message."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.understanding import EventReading, Reading, understand
from calendar_core.domain.timespan import DaySpan, Timespan
from tests.understanding.rendering import event_in_words, spoken
from tests.understanding.score import CORPORA, LANGUAGES, lines_of, read, same_rule

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 9, 10, tzinfo=KL)
ZONES = ("Asia/Kuala_Lumpur", "Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati")
LINES = [
    line
    for path in (
        CORPORA / "shared.jsonl",
        CORPORA / "mixed.jsonl",
        *(LANGUAGES / code / "corpus.jsonl" for code in ("en", "ms", "zh")),
    )
    for line in lines_of(path)
]
WORDS = st.sampled_from(
    (
        "meeting 3pm tomorrow esok pukul 3 petang 明天 下午3点 every Friday until for 2 hours next 31 Feb 25:00 Isnin "
        "depan 5/12 - to 10 1530 remind me before 30 min 每周一 half past noon at KL 2026-12-08 last day of month and "
        ", \n ( ) :"
    ).split(" ")
)
SEVERAL = st.lists(st.sampled_from([line["text"] for line in LINES]), min_size=2, max_size=6)
TEXTS = st.one_of(
    st.text(max_size=4096),
    st.lists(WORDS, max_size=40).map(" ".join),
    st.lists(WORDS, max_size=25).map("".join),
    SEVERAL.map(" ".join),
    SEVERAL.map(", ".join),
    SEVERAL.map("\n".join),
)
SECONDS_FOR_ONE = 2.0
"""Far above what a message takes: only something that does not end in time reaches it."""


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, zone=st.sampled_from(ZONES), minutes=st.integers(0, 3 * 366 * 24 * 60))
@example(text="", zone="Asia/Kuala_Lumpur", minutes=0)
@example(text="9" * 4096, zone="Asia/Kuala_Lumpur", minutes=0)
@example(text="3pm " * 1024, zone="Europe/London", minutes=0)
@example(text="一" * 4096, zone="Asia/Kuala_Lumpur", minutes=0)
@example(text="in 99999999999 years", zone="Asia/Kuala_Lumpur", minutes=0)
@example(text="99 months after tomorrow every 0 days for 9999 weeks", zone="Asia/Kuala_Lumpur", minutes=0)
def test_any_text_is_answered(text: str, zone: str, minutes: int) -> None:
    """Any text of any script is answered in bounded time, never with an exception, and consistently."""
    now = NOW + timedelta(minutes=minutes)
    begun = time.perf_counter()
    reading = understand(text, now, zone)
    assert time.perf_counter() - begun < SECONDS_FOR_ONE
    check(reading, text, now, ZoneInfo(zone))


def check(reading: Reading, text: str, now: datetime, zone: ZoneInfo) -> None:
    assert (reading.kind == "event") == bool(reading.events)
    assert (reading.kind in ("error", "past")) == (reading.problem is not None)
    assert reading.kind != "ask" or (reading.question is not None and len(reading.question.choices) <= 3)
    for event in reading.events:
        when = event.when
        if isinstance(when, Timespan):
            assert when.start > now
            assert when.end > when.start
        else:
            assert when.end > max(when.start, now.astimezone(zone).date())
        for span in event.spans:
            assert 0 <= span.start < span.end <= len(text)
            assert text[span.start : span.end] == span.text


def test_corpus_answers_are_consistent() -> None:
    """For every line of the corpora: future unless past, end after start, spans inside the message."""
    for line in LINES:
        check(read(line), line["text"], datetime.fromisoformat(line["now"]), ZoneInfo(line["tz"]))


POLITE = {
    "en": (
        ("please ", ""), ("", " please"), ("hey, ", " thanks"), ("can you add ", ""), ("Good morning, ", ""),
        ("Good evening boss, ", " ok?"), ("bro ", " k"), ("", " lah"), ("👋 ", " 🙏"), ("", "!!"), ("pls help ", " tq"),
    ),
    "ms": (
        ("tolong ", ""), ("", " ya"), ("boleh tolong ", " terima kasih"), ("Selamat petang, ", ""),
        ("salam, ", " tq ya"),
        ("weh ", " tau"), ("eh ", " lah"), ("", " 🙏🏻"), ("Selamat pagi cikgu, ", " ye"),
    ),
    "zh": (("请", ""), ("", "，谢谢"), ("麻烦", ""), ("早上好，", ""), ("你好，", "吧"), ("", "啦"), ("", "！")),
}  # fmt: skip
POLITE["mix"] = POLITE["en"] + POLITE["ms"]


def test_polite_words_change_nothing() -> None:
    """Polite words around a message do not change its time, and mostly not its title."""
    titles = 0
    events = [line for line in LINES if line["expect"]["kind"] == "event" and line["lang"] in POLITE]
    events = [line for line in events if len(read(line).events) == 1]
    count = 0
    for index, line in enumerate(events):
        before, after = POLITE[line["lang"]][index % len(POLITE[line["lang"]])]
        plain = read(line)
        polite = read({**line, "text": before + line["text"] + after})
        assert polite.kind == "event", (line["text"], before, after)
        assert polite.events[0].when == plain.events[0].when, (line["text"], before, after)
        titles += polite.events[0].title == plain.events[0].title
        count += 1
    assert titles / count > 0.95


@settings(max_examples=200, deadline=None)
@given(
    moment=st.datetimes(datetime(2026, 11, 24), datetime(2029, 12, 31)),
    language=st.sampled_from(("en", "ms", "zh")),
    title=st.sampled_from(("dentist", "mesyuarat", "开会")),
)
def test_an_event_in_words_is_the_same_event(moment: datetime, language: str, title: str) -> None:
    """An event that is put into words of each language and read again is the same event."""
    start = moment.replace(second=0, microsecond=0, tzinfo=KL)
    if start.hour == 0:  # 12 at night is the midnight that follows
        start = start.replace(hour=9)
    reading = understand(f"{title} {spoken(start, language)}", NOW, KL)
    assert reading.kind == "event"
    event = reading.events[0]
    assert isinstance(event.when, Timespan)
    assert event.when.start == start
    assert event.title == title


TITLES = {"en": "dentist", "ms": "mesyuarat", "zh": "体检"}
PLACES = {"en": "KLCC", "ms": "Bangi", "zh": "星巴克"}


def same(one: EventReading, other: EventReading) -> bool:
    """Whether two readings are one event; an end that was not said is not compared."""
    when = one.when == other.when if one.end_said else one.when.start == other.when.start
    leads = (one.reminder_minutes or 0) == (other.reminder_minutes or 0)
    rules = same_rule(one.rrule, other.rrule, one.when.start.isoformat())
    return when and leads and rules and (one.title, one.location) == (other.title, other.location)


@pytest.mark.parametrize("language", ["en", "ms", "zh"])
def test_understood_events_in_words_are_the_same_events(language: str) -> None:
    """Every event of the corpora, put into words of each language with all its parts, is read as that event."""
    counted, wrong = 0, []
    for line in LINES:
        zone, now = ZoneInfo(line["tz"]), datetime.fromisoformat(line["now"])
        events = read(line).events
        if len(events) != 1 or events[0].notes == ("dst_fold",):
            continue
        event = replace(
            events[0], title=TITLES[language], location=events[0].location and PLACES[language], people=(), spans=()
        )
        if isinstance(event.when, Timespan) and event.when.starts_at(zone).fold:
            continue  # the second of two equal clocks cannot be said
        words = event_in_words(event, zone, language)
        if words is None:
            continue
        again = understand(words, now, zone)
        counted += 1
        if len(again.events) != 1 or not same(event, again.events[0]):
            wrong.append(words)
    assert counted > 1000
    assert wrong == []


ABROAD = {
    "Europe/London": ("2027-03-27T20:00", "2026-10-24T20:00", "2026-11-23T09:10"),
    "America/New_York": ("2027-03-13T20:00", "2026-10-31T20:00", "2026-11-25T16:25"),
    "Asia/Kolkata": ("2026-11-23T09:10", "2026-12-30T15:00", "2028-02-28T23:40"),
}


@pytest.mark.parametrize("name", ABROAD)
def test_zones_keep_wall_clocks_and_elapsed_times(name: str) -> None:
    """The shared corpus read in a zone, also the night before its clocks change, gives the wall clocks that it gives
    where clocks never change; what is relative keeps its elapsed time, and a gap or a fold is said."""
    zone, level = ZoneInfo(name), ZoneInfo("UTC")
    lines = list(lines_of(CORPORA / "shared.jsonl"))
    for moment in map(datetime.fromisoformat, ABROAD[name]):
        for line in lines:
            there, here = moment.replace(tzinfo=zone), moment.replace(tzinfo=level)
            abroad, plain = understand(line["text"], there, zone), understand(line["text"], here, level)
            assert abroad.kind == plain.kind, line["text"]
            for one, other in zip(abroad.events, plain.events, strict=True):
                if isinstance(one.when, DaySpan) or isinstance(other.when, DaySpan):
                    assert (one.when.start, one.when.end) == (other.when.start, other.when.end), line["text"]
                    continue
                wall = one.when.starts_at(zone).replace(tzinfo=None)
                level_wall = other.when.starts_at(level).replace(tzinfo=None)
                elapsed = one.when.start - there == other.when.start - here
                gap = one.notes == ("dst_gap",) and wall - level_wall == timedelta(hours=1)
                assert wall == level_wall or elapsed or gap, line["text"]


@settings(max_examples=100, deadline=None)
@given(day=st.dates(date(2026, 11, 24), date(2029, 12, 31)), separator=st.sampled_from("/-."))
def test_numeric_dates_are_day_first(day: date, separator: str) -> None:
    """A numeric date is read day first, whatever parts it."""
    reading = understand(f"leave {day.day}{separator}{day.month}{separator}{day.year}", NOW, KL)
    assert reading.events[0].when == DaySpan(day, day + timedelta(days=1), KL.key)
