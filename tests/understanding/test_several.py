"""Several events in one message, what is told before an order, and what has to be asked instead of guessed."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import understand
from bot.understanding.talk.preamble import order_start
from bot.understanding.text.lexer import tokenise
from calendar_core.domain.timespan import DaySpan

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 12, 11, 9, 5, tzinfo=KL)  # a Friday


def events(text: str) -> list[tuple[str, str]]:
    """Title and start of each event of a message."""
    found = []
    for event in understand(text, NOW, KL).events:
        when = event.when
        start = f"{when.start:%d %b}" if isinstance(when, DaySpan) else f"{when.starts_at(KL):%d %b %H:%M}"
        found.append((event.title, start))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "1. optician sat 10am\n2. car wash sun 9am",
            [("optician", "12 Dec 10:00"), ("car wash", "13 Dec 09:00")],
        ),
        ("tomorrow: work 9am, dinner 8pm", [("work", "12 Dec 09:00"), ("dinner", "12 Dec 20:00")]),
        (
            "fitting 22 dec 10am, 28 dec 3pm and 4 jan 9am",
            [("fitting", "22 Dec 10:00"), ("fitting", "28 Dec 15:00"), ("fitting", "04 Jan 09:00")],
        ),
        ("carnival 19 and 26 dec", [("carnival", "19 Dec"), ("carnival", "26 Dec")]),
        ("carnival 19 and 20 dec", [("carnival", "19 Dec")]),
        (
            "eye drops 10am, 2pm and 8pm every day",
            [("eye drops", "11 Dec 10:00"), ("eye drops", "11 Dec 14:00"), ("eye drops", "11 Dec 20:00")],
        ),
        ("away between 4pm 14 Dec and 5pm 16 Dec", [("away", "14 Dec 16:00")]),
    ],
)
def test_each_time_of_its_own_is_an_event(text: str, expected: list[tuple[str, str]]) -> None:
    """Lines, lists and further dates make an event each, under the title they belong to; a range makes one."""
    assert events(text) == expected


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("my cousin changed the venue again so pls add fitting wednesday 5pm", "so pls add fitting wednesday 5pm"),
        ("long day. remind me to stretch at 9", "remind me to stretch at 9"),
        ("lunch is on friday 1pm, pls add to my calendar", ""),
        ("exam friday 9am, please remind me 1 hour before", ""),
        ("add fitting wednesday 5pm", ""),
    ],
)
def test_an_order_begins_after_what_is_told(text: str, order: str) -> None:
    """What stands before an order with a title of its own is no part of it; "remind me before" has none."""
    start = order_start(tokenise(text))
    assert text.endswith(order) and (tokenise(text)[start].start == len(text) - len(order) if order else not start)


@pytest.mark.parametrize(
    ("text", "words", "starts"),
    [
        ("hike every saturday or sunday 7am", "every saturday or sunday", ["12 Dec 07:00", "13 Dec 07:00"]),
        ("swim same time tomorrow", "same time", ["12 Dec"]),
    ],
)
def test_what_is_not_plain_is_asked_about(text: str, words: str, starts: list[str]) -> None:
    """A choice of weekdays and a time that is only pointed at become a question, with the events it may be."""
    question = understand(text, NOW, KL).question
    assert question is not None and question.words == words
    found = [choice.event.when for choice in question.choices if choice.event is not None]
    said = [f"{w.start:%d %b}" if isinstance(w, DaySpan) else f"{w.starts_at(KL):%d %b %H:%M}" for w in found]
    assert said == starts


def test_a_month_beyond_twelve_names_its_words() -> None:
    """The day stands first: 12/15 is told as a date that cannot be, in the words of the message."""
    problem = understand("lunch 12/15 1pm", NOW, KL).problem
    assert problem is not None and (problem.code, problem.words) == ("impossible_date", "12/15")
