"""The demo's own reading of times, its rendering and its first calendar."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_core.clock import AdjustableClock
from sandbox.demo.google_side import GoogleSide
from sandbox.demo.moments import moment, span
from sandbox.demo.rendering import Style, folded, shown
from sandbox.demo.seed import lively_events
from sandbox.google import GoogleSandbox
from sandbox.google.times import check_times
from sandbox.telegram import Message
from sandbox.telegram.entities import formatted

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 21, 16, 25, tzinfo=KL)  # a Saturday


@pytest.mark.parametrize(
    ("text", "minutes"), [("30m", 30), ("1h30m", 90), ("1h 30m", 90), ("2 hours", 120), ("1d", 1440), ("45", 45)]
)
def test_lengths_are_read(text: str, minutes: int) -> None:
    """The usual short forms of a length are understood."""
    assert span(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "x", "2y", "1h x", "-5m", "9999999"])
def test_what_is_no_length_is_refused(text: str) -> None:
    """Anything else is refused rather than guessed."""
    with pytest.raises(ValueError, match="no length"):
        span(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("16:55", "2026-11-21T16:55"),
        ("4pm", "2026-11-22T16:00"),
        ("9.30am", "2026-11-22T09:30"),
        ("tomorrow 9:00", "2026-11-22T09:00"),
        ("fri 8am", "2026-11-27T08:00"),
        ("saturday 8am", "2026-11-28T08:00"),
        ("2026-12-24 09:00", "2026-12-24T09:00"),
        ("12am", "2026-11-22T00:00"),
    ],
)
def test_moments_are_the_next_of_their_kind(text: str, expected: str) -> None:
    """A clock, with or without a day, means its next occurrence."""
    assert moment(text, NOW) == datetime.fromisoformat(expected).replace(tzinfo=KL)


@pytest.mark.parametrize("text", ["25:00", "13pm", "today 9am", "2020-01-01 9:00", "soon"])
def test_what_is_no_coming_moment_is_refused(text: str) -> None:
    """Time does not go back, and nonsense is not guessed at."""
    with pytest.raises(ValueError, match=r"no time of day|passed already"):
        moment(text, NOW)


@given(st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2035, 1, 1)))
def test_the_first_calendar_is_sound_and_lively_on_any_day(local: datetime) -> None:
    """Whenever the demo is first started, every event is one Google would take, and the next two weeks are full."""
    now = local.replace(tzinfo=KL)
    for event in lively_events(now, str(KL)):
        check_times(event["start"], event["end"], KL, recurring="recurrence" in event)
    google = GoogleSandbox(AdjustableClock(), random.Random(1))
    for event in lively_events(now, str(KL)):
        google.put_event(event)
    side = GoogleSide(google, KL)
    assert len(side.between(now, now + timedelta(days=14))) >= 20
    assert "Tea with Mei Ling" in side.listing(now, 1)


def test_a_way_through_time_halts_where_reminders_are_due() -> None:
    """A day is not jumped over: the clock halts just after each moment at which an event may remind."""
    google = GoogleSandbox(AdjustableClock(), random.Random(1))
    start = {"dateTime": "2026-11-22T15:00:00", "timeZone": "Asia/Kuala_Lumpur"}
    end = {"dateTime": "2026-11-22T16:00:00", "timeZone": "Asia/Kuala_Lumpur"}
    google.put_event({"summary": "x", "start": start, "end": end})
    side = GoogleSide(google, KL)
    until = NOW + timedelta(days=1)
    stops = side.stops(NOW.astimezone(UTC), until.astimezone(UTC))
    half_an_hour_before = datetime(2026, 11, 22, 14, 30, 1, tzinfo=KL)
    assert half_an_hour_before in stops
    assert stops[-1] == until
    assert stops == sorted(stops)
    assert len(side.stops(NOW.astimezone(UTC), (NOW + timedelta(minutes=30)).astimezone(UTC))) == 30


def _message(html: str, rows: list[list[dict[str, str]]] | None = None) -> Message:
    text, entities = formatted(html, "HTML")
    chat = {"id": 1, "type": "private"}
    json = {"message_id": 1, "date": 0, "chat": chat, "text": text, "entities": entities}
    return Message({**json, "reply_markup": {"inline_keyboard": rows or []}}, from_bot=True)


def test_a_message_is_shown_plain_with_numbered_buttons() -> None:
    """Without a terminal there are no escape codes, links show their address, buttons their numbers."""
    rows = [[{"text": "Undo", "callback_data": "u"}, {"text": "Map", "url": "https://example.org"}]]
    message = _message('<b>Lunch</b> 📅 at <a href="https://example.org/x">Kopitiam</a>\nsecond line', rows)
    assert shown(message, [4, 5], Style(ansi=False)) == (
        "Bot: Lunch 📅 at Kopitiam (https://example.org/x)\n"
        "     second line\n"
        "     [#4 Undo]  [#5 Map -> https://example.org]"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bot: one two three four five", "Bot: one two three\n     four five"),
        ("     2. one two three four", "     2. one two\n        three four"),
        ("     [#1 Undo]  [#2 Cancel event]", "     [#1 Undo]\n     [#2 Cancel event]"),
        ("     [\x1b[1;33m#1\x1b[0m Undo it now] x", "     [\x1b[1;33m#1\x1b[0m Undo it now]\n     x"),
        ("\x1b[1;32mBot: \x1b[0mone two three", "\x1b[1;32mBot: \x1b[0mone two three"),
        ("和妈妈吃 晚饭很好吃", "和妈妈吃\n晚饭很好吃"),
        ("short\nlines", "short\nlines"),
    ],
)
def test_long_lines_are_broken_between_words(text: str, expected: str) -> None:
    """In a narrow window words stay whole and what goes on stands under where its line began."""
    assert folded(text, 18) == expected


@given(st.text(alphabet="ab 和[]#1:\x1b[0m", max_size=60), st.integers(20, 40))
def test_breaking_lines_loses_nothing(text: str, columns: int) -> None:
    """Every word is still there, in its order."""
    assert folded(text, columns).split() == text.split()


def test_google_takes_a_day_before_the_clock() -> None:
    """`:google add Swimming fri 4pm` is on Friday, and a clock alone is the next one."""
    side = GoogleSide(GoogleSandbox(AdjustableClock(), random.Random(1)), KL)
    assert side.add("Swimming fri 4pm", NOW) == "Added in Google: Fri 27 Nov, 16:00-17:00  Swimming"
    assert side.add("Swimming 4pm", NOW) == "Added in Google: Sun 22 Nov, 16:00-17:00  Swimming"
    assert side.add("Dim sum 6pm", NOW) == "Added in Google: Sat 21 Nov, 18:00-19:00  Dim sum"


def test_a_message_cannot_steer_the_terminal() -> None:
    """Escape codes inside a text are taken out; the demo's own mark what is bold."""
    message = _message("<b>a\x1b[2J</b>")
    assert shown(message, [], Style(ansi=False)) == "Bot: a�[2J"
    assert shown(message, [], Style(ansi=True)) == "\x1b[1;32mBot: \x1b[0m\x1b[1ma�[2J\x1b[0m"
